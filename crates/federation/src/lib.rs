//! How do we speak with other organizations' identity systems?
//!
//! [`Outbound`] is the one way out: whoever sends a request to an address that somebody typed sends it through there.
//! [`OpenIdProviders`] speaks OpenID Connect with it, [`SetPost`] tells other services what happened.

mod address;
mod discovery;
mod jws;
mod logout;
mod openid;
mod outbound;
mod post;
mod signal;
mod token;

pub use openid::OpenIdProviders;
pub use outbound::{MOST, Outbound, OutboundError, Reach};
pub use post::SetPost;
