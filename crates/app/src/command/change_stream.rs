//! What a stream tells, where to, and whether.

use super::guard::stream::{managed, own};
use crate::caller::Actor;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::{Permit, decide_system};
use prokura_domain::account::TokenScope;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{OrganizationId, StreamId};
use prokura_domain::refusal::Refusal;
use prokura_domain::signal::{Delivery, SignalKind, SignalStream, StateReason, StreamState};

/// Changes what a receiver's own stream tells, and where to; what is not said stays.
#[derive(Clone, Debug)]
pub struct ChangeStream {
    pub(crate) stream: StreamId,
    pub(crate) description: Option<Option<String>>,
    pub(crate) delivery: Option<Delivery>,
    /// What was in `Authorization` stays where the address does and nothing else is given.
    pub(crate) keeps_authorization: bool,
    pub(crate) kinds: Option<Vec<SignalKind>>,
}

#[async_trait]
impl Command for ChangeStream {
    type Output = ();

    fn name(&self) -> &'static str {
        "change_stream"
    }

    fn scope(&self) -> TokenScope {
        TokenScope::Signals
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let (before, permit) = own(work, self.stream).await?;
        let mut after = before.clone();
        if let Some(description) = &self.description {
            after.description.clone_from(description);
        }
        if let Some(delivery) = &self.delivery {
            after.delivery = self.merged(&before.delivery, delivery);
        }
        if let Some(kinds) = &self.kinds {
            after.kinds.clone_from(kinds);
        }
        change(work, &permit, before, after);
        Ok(())
    }
}

impl ChangeStream {
    fn merged(&self, before: &Delivery, given: &Delivery) -> Delivery {
        match (before, given) {
            (Delivery::Push { endpoint: was, .. }, Delivery::Push { endpoint, authorization: None })
                if self.keeps_authorization && was == endpoint =>
            {
                before.clone()
            }
            (_, given) => given.clone(),
        }
    }
}

/// A receiver pauses its own stream, has it told nothing, or has it told again.
#[derive(Clone, Copy, Debug)]
pub struct SetStreamState {
    /// The stream.
    pub stream: StreamId,
    /// To this.
    pub state: StreamState,
}

#[async_trait]
impl Command for SetStreamState {
    type Output = ();

    fn name(&self) -> &'static str {
        "change_stream"
    }

    fn scope(&self) -> TokenScope {
        TokenScope::Signals
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let (before, permit) = own(work, self.stream).await?;
        // What an administrator stopped, the receiver does not start.
        if before.reason == Some(StateReason::Administrator) && before.state != StreamState::Enabled {
            let because = vec!["stream_stopped"];
            return Err(Refusal::Forbidden { asked: "signals".to_owned(), because, rules: Vec::new() }.into());
        }
        set(work, &permit, before, self.state, StateReason::Receiver);
        Ok(())
    }
}

/// An administrator of the organization pauses a stream, or has it told again.
#[derive(Clone, Copy, Debug)]
pub struct AdministerStream {
    /// Whose people it hears of.
    pub organization: OrganizationId,
    /// The stream.
    pub stream: StreamId,
    /// To this.
    pub state: StreamState,
}

#[async_trait]
impl Command for AdministerStream {
    type Output = ();

    fn name(&self) -> &'static str {
        "change_stream"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let (before, permit) = managed(work, self.organization, self.stream).await?;
        set(work, &permit, before, self.state, StateReason::Administrator);
        Ok(())
    }
}

/// A stream is told nothing any more, because it cannot be.
#[derive(Clone, Copy, Debug)]
pub struct StopStream {
    /// The stream.
    pub stream: StreamId,
    /// Why.
    pub reason: StateReason,
}

#[async_trait]
impl Command for StopStream {
    type Output = ();

    fn name(&self) -> &'static str {
        "stop_stream"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        if work.caller().actor != Actor::System {
            return Err(Refusal::Unauthenticated.into());
        }
        let Some(before) = work.read().stream(self.stream).await? else { return Ok(()) };
        work.log_in(before.organization);
        set(work, &decide_system(), before, StreamState::Disabled, self.reason);
        Ok(())
    }
}

fn set(work: &mut Work<'_>, permit: &Permit, before: SignalStream, state: StreamState, reason: StateReason) {
    if before.state == state {
        return;
    }
    let after = SignalStream { state, reason: Some(reason), ..before.clone() };
    change(work, permit, before, after);
}

fn change(work: &mut Work<'_>, permit: &Permit, before: SignalStream, after: SignalStream) {
    if before != after {
        let after = SignalStream { version: before.version + 1, ..after };
        work.plan(permit, Event::StreamChanged(Change { before, after }));
    }
}
