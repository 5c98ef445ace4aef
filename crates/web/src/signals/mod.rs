//! OpenID Shared Signals Framework 1.0: other services are told when sessions and rights end, and organizations' identity
//! providers tell us.

mod compose;
mod heard;
mod poll;
mod receiver;
mod stream;

pub use compose::Composer;
pub(crate) use heard::heard;

use crate::site::Site;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes, with their part of the OpenAPI document.
#[must_use]
pub fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::default()
        .routes(routes!(stream::ssf_configuration))
        .routes(routes!(
            stream::get_streams,
            stream::create_stream,
            stream::update_stream,
            stream::replace_stream,
            stream::delete_stream
        ))
        .routes(routes!(stream::get_stream_status, stream::set_stream_status))
        .routes(routes!(stream::verify_stream))
        .routes(routes!(poll::poll_signals))
}
