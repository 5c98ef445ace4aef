//! What a command would do, without doing it: the same loading, deciding and planning, over rows that are only read.
//! Nothing is locked, written or recorded; the command decides again when it is done.

use crate::caller::Caller;
use crate::error::Error;
use crate::known::{Foreseen, Known};
use crate::pipeline::{Command, may_change};
use crate::port::Read;
use crate::seats::Held;
use crate::service::Service;
use crate::work::Work;
use prokura_decision::record::PrincipalRecord;
use prokura_domain::event::Event;
use prokura_domain::id::PrincipalId;
use prokura_domain::person::Person;
use prokura_domain::text::EmailAddress;

/// A command that was rehearsed.
#[derive(Clone, Debug)]
pub struct Rehearsed<T> {
    /// What the command would give back; ids in it are not those it will have.
    pub value: T,
    /// What would happen, in this order.
    pub events: Vec<Event>,
}

/// Commands that are rehearsed one after another, over the same rows: each as if nothing had come of those before it, save the
/// seats that they take and free, where whoever rehearses says so.
pub struct Rehearsal<'s> {
    service: &'s Service,
    read: Box<dyn Read>,
    known: Known,
    ahead: Held,
}

impl<'s> Rehearsal<'s> {
    /// Over the rows as they are now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin(service: &'s Service) -> Result<Self, Error> {
        Ok(Self { service, read: service.read().await?, known: Known::default(), ahead: Held::new() })
    }

    /// Rehearses a command.
    ///
    /// # Errors
    /// The refusal that the command would get, or a fault of the store.
    pub async fn of<C: Command>(&mut self, caller: &Caller, command: &C) -> Result<Rehearsed<C::Output>, Error> {
        may_change(caller, command.scope())?;
        let (random, policy) = (&**self.service.random(), self.service.policy());
        let mut work = Work::new(&mut *self.read, &mut self.known, caller, random, policy, self.service.now());
        work.ahead.clone_from(&self.ahead);
        let value = command.plan(&mut work).await?;
        let (plan, _) = work.into_plan();
        Ok(Rehearsed { value, events: plan.into_iter().map(|(_, event)| event).collect() })
    }

    /// What is foreseen of seats: how many more people hold each licence, or fewer, by what was rehearsed and is to be done.
    pub(crate) fn ahead(&mut self) -> &mut Held {
        &mut self.ahead
    }

    /// The rows.
    pub fn read(&mut self) -> &mut dyn Read {
        &mut *self.read
    }

    /// Reads in one go what will be asked for.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn foresee(&mut self, foreseen: Foreseen) -> Result<(), Error> {
        Ok(self.known.foresee(&mut *self.read, foreseen, Vec::new()).await?)
    }

    /// Who is here with an address.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn person_by_email(&mut self, email: &EmailAddress) -> Result<Option<Person>, Error> {
        Ok(self.known.person_by_email(&mut *self.read, email).await?)
    }

    /// Somebody with all that hangs on them.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn person(&mut self, id: PrincipalId) -> Result<Option<(Person, PrincipalRecord)>, Error> {
        let Some(person) = self.known.person(&mut *self.read, id).await? else { return Ok(None) };
        let record = self.known.principal(&mut *self.read, id).await?;
        Ok(record.map(|record| (person, record)))
    }
}

impl Service {
    /// Rehearses a command.
    ///
    /// # Errors
    /// The refusal that the command would get, or a fault of the store.
    pub async fn rehearse<C: Command>(&self, caller: &Caller, command: &C) -> Result<Rehearsed<C::Output>, Error> {
        Rehearsal::begin(self).await?.of(caller, command).await
    }
}
