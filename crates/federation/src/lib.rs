//! How do we speak with other organizations' identity systems?
//!
//! [`Outbound`] is the one way out: whoever sends a request to an address that somebody typed sends it through there.
//! [`OpenIdProviders`] speaks OpenID Connect with it.

mod address;
mod discovery;
mod logout;
mod openid;
mod outbound;
mod token;

pub use openid::OpenIdProviders;
pub use outbound::{MOST, Outbound, OutboundError, Reach};
