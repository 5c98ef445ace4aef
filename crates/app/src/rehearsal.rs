//! What a command would do, without doing it: the same loading, deciding and planning, over rows that are only read.
//! Nothing is locked, written or recorded; the command decides again when it is done.

use crate::caller::Caller;
use crate::error::Error;
use crate::known::Known;
use crate::pipeline::{Command, may_change};
use crate::service::Service;
use crate::work::Work;
use prokura_domain::event::Event;

/// A command that was rehearsed.
#[derive(Clone, Debug)]
pub struct Rehearsed<T> {
    /// What the command would give back; ids in it are not those it will have.
    pub value: T,
    /// What would happen, in this order.
    pub events: Vec<Event>,
}

impl Service {
    /// Rehearses a command.
    ///
    /// # Errors
    /// The refusal that the command would get, or a fault of the store.
    pub async fn rehearse<C: Command>(&self, caller: &Caller, command: &C) -> Result<Rehearsed<C::Output>, Error> {
        may_change(caller, command.scope())?;
        let mut read = self.read().await?;
        let mut known = Known::default();
        let mut work = Work::new(&mut *read, &mut known, caller, &**self.random(), self.policy(), self.now());
        let value = command.plan(&mut work).await?;
        let (plan, _) = work.into_plan();
        Ok(Rehearsed { value, events: plan.into_iter().map(|(_, event)| event).collect() })
    }
}
