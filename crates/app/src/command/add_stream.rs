//! A service wants to be told when sessions and rights end.

use super::guard::stream::receiver;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::account::TokenScope;
use prokura_domain::event::Event;
use prokura_domain::id::StreamId;
use prokura_domain::organization::OrganizationKind;
use prokura_domain::refusal::Refusal;
use prokura_domain::signal::{Delivery, SignalKind, SignalStream, StreamState};

/// Streams that one receiver has in an organization at most.
const STREAMS: usize = 10;

/// Makes a stream for the service account that asks. It hears of the organization that the token sees from: the vendor's hear
/// of everybody's.
#[derive(Clone, Debug)]
pub struct AddStream {
    pub(crate) description: Option<String>,
    pub(crate) delivery: Delivery,
    pub(crate) kinds: Vec<SignalKind>,
}

#[async_trait]
impl Command for AddStream {
    type Output = StreamId;

    fn name(&self) -> &'static str {
        "add_stream"
    }

    fn scope(&self) -> TokenScope {
        TokenScope::Signals
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<StreamId, Error> {
        let (receiver, organization, permit) = receiver(work).await?;
        let has = work.read().streams_of_receiver(receiver).await?;
        if has.iter().filter(|stream| stream.organization == organization).count() >= STREAMS {
            return Err(Refusal::field("stream", "streams_too_many").into());
        }
        let kind = work.organization(organization)?.organization.kind;
        let stream = SignalStream {
            id: StreamId(work.new_id()),
            organization,
            everybody: kind == OrganizationKind::Vendor,
            receiver,
            description: self.description.clone(),
            delivery: self.delivery.clone(),
            kinds: self.kinds.clone(),
            state: StreamState::Enabled,
            reason: None,
            created_at: work.now,
            verified_at: None,
            version: 1,
        };
        let id = stream.id;
        work.plan(&permit, Event::StreamAdded(stream));
        Ok(id)
    }
}
