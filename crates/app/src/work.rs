//! What a command works with inside the transaction: reading, deciding, planning. It cannot write.

use crate::caller::{Actor, Caller, Via};
use crate::error::Error;
use crate::known::Known;
use crate::port::{Random, Read};
use crate::seats::Held;
use prokura_decision::decide::{Decision, Question, decide, sees};
use prokura_decision::facts::{Facts as _, Target};
use prokura_decision::loaded::LoadedFacts;
use prokura_decision::mask::Level;
use prokura_decision::permit::Permit;
use prokura_decision::policy::{Policy, Role};
use prokura_decision::reason::Explanation;
use prokura_decision::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::event::Event;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::licence_rule::LicenceRule;
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::EmailAddress;
use prokura_domain::time::Timestamp;
use std::borrow::Cow;
use std::sync::atomic::{AtomicU16, Ordering};
use uuid::Uuid;

/// A command at work: its transaction (to read), the facts loaded so far, and what it plans.
pub struct Work<'a> {
    tx: &'a mut dyn Read,
    known: &'a mut Known,
    caller: &'a Caller,
    random: &'a dyn Random,
    /// The policy in force.
    pub policy: &'a Policy,
    /// What was loaded so far.
    pub facts: LoadedFacts<'a>,
    /// The moment of the command: read after the write lock was taken, never before the last commit.
    pub now: Timestamp,
    ids: AtomicU16,
    planned: Vec<(Permit, Event)>,
    /// People whom this command adds.
    added: Vec<Person>,
    /// Seats that are spoken for, by licence: what comes before this command where it is only rehearsed.
    pub(crate) ahead: Held,
    log: Log,
}

/// Where a refusal is written down, and about whom.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Log {
    /// In whose log; the actor's home where it is not said.
    pub(crate) organization: Option<OrganizationId>,
    /// Whom it is about, where nobody acts yet.
    pub(crate) about: Option<PrincipalId>,
}

impl<'a> Work<'a> {
    pub(crate) fn new(
        tx: &'a mut dyn Read,
        known: &'a mut Known,
        caller: &'a Caller,
        random: &'a dyn Random,
        policy: &'a Policy,
        now: Timestamp,
    ) -> Self {
        Self {
            tx,
            known,
            caller,
            random,
            policy,
            facts: LoadedFacts::new(policy),
            now,
            ids: AtomicU16::new(0),
            planned: Vec::new(),
            added: Vec::new(),
            ahead: Held::new(),
            log: Log::default(),
        }
    }

    pub(crate) fn into_plan(self) -> (Vec<(Permit, Event)>, Log) {
        (self.planned, self.log)
    }

    /// Reading inside the transaction.
    pub fn read(&mut self) -> &mut dyn Read {
        self.tx
    }

    /// Who acts.
    #[must_use]
    pub const fn caller(&self) -> &'a Caller {
        self.caller
    }

    /// Randomness, for secrets.
    #[must_use]
    pub const fn random(&self) -> &'a dyn Random {
        self.random
    }

    /// A new id; what one command makes sorts in the order in which it was made.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        self.random.id_in_order(self.now, self.ids.fetch_add(1, Ordering::Relaxed))
    }

    /// The acting principal.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] when nobody acts.
    pub fn actor(&self) -> Result<PrincipalId, Refusal> {
        self.caller.actor.principal().ok_or(Refusal::Unauthenticated)
    }

    /// Loads a principal and their home. `false` where there is none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn know_principal(&mut self, id: PrincipalId) -> Result<bool, Error> {
        if self.facts.principal_record(id).is_some() {
            return Ok(true);
        }
        let Some(record) = self.known.principal(self.tx, id).await? else { return Ok(false) };
        let home = record.home;
        self.facts.put_principal(record);
        self.know_organization(home).await?;
        Ok(true)
    }

    /// A person, who is known from here on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn person(&mut self, id: PrincipalId) -> Result<Option<Person>, Error> {
        if let Some(person) = self.added.iter().find(|person| person.id == id) {
            return Ok(Some(person.clone()));
        }
        let person = self.known.person(self.tx, id).await?;
        if person.is_some() {
            self.know_principal(id).await?;
        }
        Ok(person)
    }

    /// Who is here with an address.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn person_by_email(&mut self, email: &EmailAddress) -> Result<Option<Person>, Error> {
        Ok(self.known.person_by_email(self.tx, email).await?)
    }

    /// What an organization gives to those who come.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn licence_rules(&mut self, organization: OrganizationId) -> Result<&[LicenceRule], Error> {
        Ok(self.known.licence_rules(self.tx, organization).await?)
    }

    /// Makes somebody known whom this command adds: what follows in it counts them as there.
    pub(crate) fn know_added(&mut self, person: &Person) {
        self.facts.put_principal(PrincipalRecord {
            id: person.id,
            email: person.address().cloned(),
            home: person.home,
            active: person.status == PersonStatus::Active,
            licenses: person.licenses.clone(),
            grants: Vec::new(),
            support_grants: Vec::new(),
            sessions: Vec::new(),
        });
        self.added.push(person.clone());
    }

    /// Whether this command adds somebody with an address.
    pub(crate) fn adds(&self, email: &EmailAddress) -> bool {
        self.added.iter().any(|person| person.email == *email)
    }

    /// Loads an organization. `false` where there is none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn know_organization(&mut self, id: OrganizationId) -> Result<bool, Error> {
        if self.facts.organization_record(id).is_some() {
            return Ok(true);
        }
        let Some(record) = self.known.organization(self.tx, id).await? else { return Ok(false) };
        self.facts.put_organization(record);
        Ok(true)
    }

    /// Goes into an organization: loads it and the actor, and makes sure that the actor may know of it. From here on a
    /// refusal is recorded in that organization's log.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where it does not exist or the actor may not know; [`Refusal::Unauthenticated`].
    pub async fn enter(&mut self, organization: OrganizationId) -> Result<(), Error> {
        let actor = self.actor()?;
        let known = self.know_principal(actor).await? && self.know_organization(organization).await?;
        let reached = match &self.caller.actor {
            Actor::Principal { home, via: Via::Token { organization: from, .. }, .. } => {
                from == home || *from == organization
            }
            Actor::Principal { via: Via::Job { organization: place, .. }, .. } => *place == organization,
            Actor::Principal { via: Via::Session(_) | Via::MailLink, .. } => true,
            Actor::Anonymous | Actor::Operator | Actor::System => false,
        };
        if !known || !reached || !sees(self.policy, &self.facts, actor, organization, self.now) {
            return Err(Refusal::NotFound.into());
        }
        self.log.organization = Some(organization);
        Ok(())
    }

    /// Says whose log a refusal goes to, where a command knows without [`Work::enter`].
    pub const fn log_in(&mut self, organization: OrganizationId) {
        self.log.organization = Some(organization);
    }

    /// Says whom a refusal is about, where nobody acts yet: somebody who signs in.
    pub const fn log_about(&mut self, person: PrincipalId) {
        self.log.about = Some(person);
    }

    /// The record of an organization that was entered.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where it was not loaded.
    pub fn organization(&self, id: OrganizationId) -> Result<&OrganizationRecord, Refusal> {
        self.facts.organization_record(id).ok_or(Refusal::NotFound)
    }

    /// The role that can be given in an organization under a key: the policy's, or a custom one of its own.
    #[must_use]
    pub fn role(&self, organization: OrganizationId, key: &str) -> Option<Cow<'a, Role>> {
        self.facts.organization_record(organization)?.role(self.policy, key)
    }

    /// The role that a grant in an organization names, even where it can be given no more.
    #[must_use]
    pub fn role_held(&self, organization: OrganizationId, key: &str) -> Option<Cow<'a, Role>> {
        let bound = || self.policy.role(key).map(|role| Cow::Borrowed(self.policy.role_at(role)));
        self.role(organization, key).or_else(bound)
    }

    /// Asks the decision whether the actor may do something in an organization.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] with the reasons, or [`Refusal::Unauthenticated`].
    pub fn ask(
        &self,
        control: &str,
        level: Level,
        organization: OrganizationId,
        target: Target<Uuid>,
    ) -> Result<Permit, Refusal> {
        let asked = format!("{control}.{}", level.code());
        let Some(control) = self.policy.control(control) else {
            return Err(Refusal::Forbidden { asked, because: vec!["unknown_action"], rules: Vec::new() });
        };
        let question = Question { principal: self.actor()?, organization, target, control, level };
        match decide(&self.facts, &question, self.now) {
            Decision::Allow(permit) => Ok(permit),
            Decision::Deny(explanation) => Err(forbidden(asked, &explanation)),
        }
    }

    /// Asks about managing the organization as a whole.
    ///
    /// # Errors
    /// As [`Work::ask`].
    pub fn ask_manage(&self, control: &str, organization: OrganizationId) -> Result<Permit, Refusal> {
        self.ask(control, Level::Manage, organization, Target::Organization)
    }

    /// Plans an event, under the permit that a decision gave.
    pub fn plan(&mut self, permit: &Permit, event: Event) {
        self.planned.push((permit.clone(), event));
    }

    /// What was planned so far, in order.
    pub(crate) fn planned(&self) -> impl Iterator<Item = &(Permit, Event)> {
        self.planned.iter()
    }

    /// Whether somebody's home is an organization, among the loaded.
    #[must_use]
    pub fn is_home_of(&self, principal: PrincipalId, organization: OrganizationId) -> bool {
        self.facts.principal(principal).is_some_and(|facts| facts.home == organization)
    }
}

/// The refusal that tells of a decision's no.
#[must_use]
pub fn forbidden(asked: String, explanation: &Explanation) -> Refusal {
    Refusal::Forbidden {
        asked,
        because: explanation.reasons().into_iter().map(prokura_decision::reason::Reason::code).collect(),
        rules: explanation.rules(),
    }
}
