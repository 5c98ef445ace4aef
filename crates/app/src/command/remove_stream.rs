//! A stream is taken away, and what waits in it.

use super::guard::stream::{managed, own};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::account::TokenScope;
use prokura_domain::event::Event;
use prokura_domain::id::{OrganizationId, StreamId};

/// A receiver takes its own stream away.
#[derive(Clone, Copy, Debug)]
pub struct RemoveOwnStream {
    /// The stream.
    pub stream: StreamId,
}

#[async_trait]
impl Command for RemoveOwnStream {
    type Output = ();

    fn name(&self) -> &'static str {
        "remove_stream"
    }

    fn scope(&self) -> TokenScope {
        TokenScope::Signals
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let (stream, permit) = own(work, self.stream).await?;
        work.plan(&permit, Event::StreamRemoved(stream));
        Ok(())
    }
}

/// An administrator of the organization takes a stream away.
#[derive(Clone, Copy, Debug)]
pub struct RemoveStream {
    /// Whose people it hears of.
    pub organization: OrganizationId,
    /// The stream.
    pub stream: StreamId,
}

#[async_trait]
impl Command for RemoveStream {
    type Output = ();

    fn name(&self) -> &'static str {
        "remove_stream"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let (stream, permit) = managed(work, self.organization, self.stream).await?;
        work.plan(&permit, Event::StreamRemoved(stream));
        Ok(())
    }
}
