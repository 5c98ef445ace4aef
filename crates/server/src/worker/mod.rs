//! What runs beside the answering of requests. Nothing here decides, and nothing is unsafe when it is late.

pub(crate) mod digest;
pub(crate) mod jobs;
pub(crate) mod outbox;
pub(crate) mod signals;
pub(crate) mod sweep;
