//! The one way to change anything: begin, load, decide, plan, apply, audit, outbox, commit, publish.
//!
//! One task owns the writing. Commands that wait at the same moment share one commit, each in a savepoint of its own,
//! and are acknowledged after it; no command knows. What they wrote goes to the database together: where it refuses that, none
//! of it was done, and each is done again by itself. What jobs ask for gives way to whoever waits for an answer.

use crate::audit::{AuditRow, Fact, Facts, Header, Outcome, PrivateValue, describe, seal};
use crate::caller::{Actor, Caller, IdempotencyKey, Via};
use crate::command::guard::step_up;
use crate::consequence;
use crate::error::Error;
use crate::follow::Follower;
use crate::known::{Foreseen, Known};
use crate::message::{Message, messages};
use crate::port::{Clock, Effect, Random, Read, Remembered, Revision, Store, StoreError, Write};
use crate::signal::{told, waiting};
use crate::work::{Log, Work};
use async_trait::async_trait;
use prokura_decision::permit::Permit;
use prokura_decision::policy::Policy;
use prokura_domain::account::TokenScope;
use prokura_domain::event::{Event, Touched};
use prokura_domain::id::{MessageId, OrganizationId, PrincipalId};
use prokura_domain::refusal::Refusal;
use prokura_domain::superseded::Filed;
use prokura_domain::time::{Span, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// How many commands share one commit at most.
const BATCH: usize = 64;
/// How many commands wait in memory before callers wait.
const QUEUE: usize = 1024;
/// How long equal refusals are counted in one entry.
const REFUSALS_COUNT_FOR: Span = Span::minutes(1);
/// How many different refusals are counted at the same time; beyond, each is written at once.
const REFUSALS_KEPT: usize = 10_000;

/// Something that can be asked of the system and that changes it.
#[async_trait]
pub trait Command: Send + Sync + 'static {
    /// What the caller gets back. It is kept as JSON under an idempotency key, so it holds no secret.
    type Output: Serialize + DeserializeOwned + Send + Sync + 'static;

    /// The code under which a refusal is recorded, for example `assign_role`.
    fn name(&self) -> &'static str;

    /// What a token has to be for whose bearer asks for it.
    fn scope(&self) -> TokenScope {
        TokenScope::Manage
    }

    /// What it will ask for first: of those that wait at the same moment it is read in one go.
    fn foresees(&self) -> Foreseen {
        Foreseen::default()
    }

    /// Loads, decides and plans. Plans go to [`Work::plan`]; nothing is written here.
    ///
    /// # Errors
    /// The refusal, or a fault of the store.
    async fn plan(&self, work: &mut Work<'_>) -> Result<Self::Output, Error>;
}

/// A command that was committed.
#[derive(Clone, Debug)]
pub struct Done<T> {
    /// What the command gives back.
    pub value: T,
    /// The revision it was committed with; the newest one when nothing had to change.
    pub revision: Revision,
}

/// What the pipeline works with.
#[derive(Clone)]
pub struct Means {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The policy in force.
    pub policy: Arc<Policy>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
}

/// Takes commands. Cheap to clone; the writing ends when the last one is dropped.
#[derive(Clone)]
pub struct Pipeline {
    /// What somebody waits for.
    urgent: mpsc::Sender<Box<dyn Job>>,
    /// What jobs ask for.
    patient: mpsc::Sender<Box<dyn Job>>,
}

/// What waits to be done.
struct Queues {
    urgent: mpsc::Receiver<Box<dyn Job>>,
    patient: mpsc::Receiver<Box<dyn Job>>,
    /// Whether the next commit is for a job if one waits: then jobs go on, however much else there is to do.
    is_patient_next: bool,
}

impl Queues {
    /// With what the next commit begins; `None` when nothing is left and nothing will come.
    async fn first(&mut self) -> Option<Box<dyn Job>> {
        if self.is_patient_next
            && let Ok(job) = self.patient.try_recv()
        {
            self.is_patient_next = false;
            return Some(job);
        }
        // A branch of a queue that has ended is left out, and the other one is waited for.
        tokio::select! {
            biased;
            Some(job) = self.urgent.recv() => {
                self.is_patient_next = true;
                Some(job)
            }
            Some(job) = self.patient.recv() => {
                self.is_patient_next = false;
                Some(job)
            }
            else => None,
        }
    }

    /// What is done next for the same commit. Once it holds something that somebody waits for, nothing patient follows.
    fn next(&mut self) -> Option<Box<dyn Job>> {
        if let Ok(job) = self.urgent.try_recv() {
            self.is_patient_next = true;
            return Some(job);
        }
        if self.is_patient_next { None } else { self.patient.try_recv().ok() }
    }
}

impl Pipeline {
    /// Starts the writing task, with the index of this process if it has one. The handle ends after the last
    /// [`Pipeline`] is dropped and everything was written.
    #[must_use]
    pub fn start(means: Means, follower: Option<Arc<Follower>>) -> (Self, tokio::task::JoinHandle<()>) {
        let (urgent, urgent_waiting) = mpsc::channel(QUEUE);
        let (patient, patient_waiting) = mpsc::channel(QUEUE);
        let queues = Queues { urgent: urgent_waiting, patient: patient_waiting, is_patient_next: false };
        let writer = Writer { means, follower, refusals: HashMap::new(), known: Known::default() };
        (Self { urgent, patient }, tokio::spawn(writer.work(queues)))
    }

    /// Does a command: it is acknowledged when it is on disk and the index in this process has it.
    ///
    /// # Errors
    /// The refusal (recorded), a fault of the store, or [`Error::Stopping`].
    pub async fn execute<C: Command>(&self, caller: Caller, command: C) -> Result<Done<C::Output>, Error> {
        let (reply, answer) = oneshot::channel();
        let queue = match &caller.actor {
            Actor::Principal { via: Via::Job { .. }, .. } => &self.patient,
            Actor::Principal { .. } | Actor::Anonymous | Actor::Operator | Actor::System => &self.urgent,
        };
        let job = Pending { caller, command, reply, outcome: None };
        queue.send(Box::new(job)).await.map_err(|_| Error::Stopping)?;
        answer.await.map_err(|_| Error::Stopping)?
    }

    /// Writes down the counts of refusals whose minute is over; called now and then by a worker, and before stopping.
    ///
    /// # Errors
    /// [`Error::Stopping`].
    pub async fn flush_refusals(&self) -> Result<(), Error> {
        let (reply, answer) = oneshot::channel();
        self.urgent.send(Box::new(Flush { reply })).await.map_err(|_| Error::Stopping)?;
        answer.await.map_err(|_| Error::Stopping)
    }
}

#[async_trait]
trait Job: Send + Sync {
    /// Does the work in a savepoint of its own. An error spoils the whole transaction.
    async fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), StoreError>;
    /// Tells the caller, after the commit or its failure.
    fn acknowledge(self: Box<Self>, committed: Result<(), StoreError>);
    /// What it will ask for first, and under which key.
    fn foresees(&self) -> (Foreseen, Option<&IdempotencyKey>);
    /// It is as if it had not been done yet.
    fn undo(&mut self);
}

struct Pending<C: Command> {
    caller: Caller,
    command: C,
    reply: oneshot::Sender<Result<Done<C::Output>, Error>>,
    outcome: Option<Result<Done<C::Output>, Error>>,
}

struct Flush {
    reply: oneshot::Sender<()>,
}

/// Equal refusals: the same actor, command, code, control, subject and log.
#[derive(Clone, PartialEq, Eq, Hash)]
struct RefusalKey {
    actor: Option<PrincipalId>,
    command: &'static str,
    code: &'static str,
    control: Option<String>,
    subject: Option<PrincipalId>,
    log: OrganizationId,
}

#[derive(Clone)]
struct Counted {
    since: Timestamp,
    more: i64,
    caller: Caller,
}

type Refusals = HashMap<RefusalKey, Counted>;

/// Why nothing of a batch was done.
enum Undone {
    /// What commands wrote was not taken: each may be done by itself.
    NotWritten(StoreError),
    /// The database does not work, or whether it was committed is not certain.
    Failed(StoreError),
}

impl From<Undone> for StoreError {
    fn from(undone: Undone) -> Self {
        match undone {
            Undone::NotWritten(error) | Undone::Failed(error) => error,
        }
    }
}

struct Writer {
    means: Means,
    follower: Option<Arc<Follower>>,
    refusals: Refusals,
    known: Known,
}

struct Batch<'a> {
    tx: &'a mut dyn Write,
    known: &'a mut Known,
    means: &'a Means,
    refusals: &'a mut Refusals,
    /// How refusals were counted before this batch changed it, oldest first.
    counted: &'a mut Vec<(RefusalKey, Option<Counted>)>,
    revision: Revision,
    at: Timestamp,
}

impl Writer {
    async fn work(mut self, mut queues: Queues) {
        while let Some(first) = queues.first().await {
            let mut jobs = vec![first];
            match self.batch(&mut jobs, Some(&mut queues)).await {
                Err(Undone::NotWritten(error)) if jobs.len() > 1 => {
                    tracing::warn!(%error, commands = jobs.len(), "commands are done again, each by itself");
                    self.one_by_one(jobs).await;
                }
                result => acknowledge(jobs, result.map_err(Into::into)),
            }
        }
    }

    /// Does commands again, each with a commit of its own. Once the database does not work, the rest is not tried.
    async fn one_by_one(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        jobs.iter_mut().for_each(|job| job.undo());
        let mut jobs = jobs.into_iter();
        while let Some(job) = jobs.next() {
            let mut alone = vec![job];
            let result = self.batch(&mut alone, None).await;
            if let Err(Undone::Failed(error)) = &result {
                acknowledge(jobs.by_ref().collect(), Err(error.clone()));
            }
            acknowledge(alone, result.map_err(Into::into));
        }
    }

    /// Does commands, and those that wait in queues, with one commit.
    async fn batch(&mut self, jobs: &mut Vec<Box<dyn Job>>, queues: Option<&mut Queues>) -> Result<(), Undone> {
        let mut counted = Vec::new();
        let result = self.run(jobs, queues, &mut counted).await;
        if result.is_err() {
            self.known.clear();
            for (key, before) in counted.into_iter().rev() {
                match before {
                    Some(before) => self.refusals.insert(key, before),
                    None => self.refusals.remove(&key),
                };
            }
        }
        result
    }

    async fn run(
        &mut self,
        jobs: &mut Vec<Box<dyn Job>>,
        mut queues: Option<&mut Queues>,
        counted: &mut Vec<(RefusalKey, Option<Counted>)>,
    ) -> Result<(), Undone> {
        let mut tx = self.means.store.write().await.map_err(Undone::Failed)?;
        let (begun_at, last) = tx.revision().await.map_err(Undone::Failed)?;
        self.known.begin(begun_at);
        let mut batch = Batch {
            tx: &mut *tx,
            known: &mut self.known,
            means: &self.means,
            refusals: &mut self.refusals,
            counted,
            revision: begun_at,
            at: last,
        };
        let mut next = 0;
        loop {
            while jobs.len() < BATCH
                && let Some(job) = queues.as_mut().and_then(|queues| queues.next())
            {
                jobs.push(job);
            }
            let Some(waiting) = jobs.get_mut(next..).filter(|waiting| !waiting.is_empty()) else { break };
            batch.foresee(waiting).await.map_err(Undone::NotWritten)?;
            for job in waiting {
                job.run(&mut batch).await.map_err(Undone::NotWritten)?;
            }
            next = jobs.len();
        }
        let revision = batch.revision;
        tx.settle().await.map_err(Undone::NotWritten)?;
        tx.commit().await.map_err(Undone::Failed)?;
        self.known.committed(revision);
        // From here on it is done. An index that cannot follow refuses to answer until it can: see `Follower`.
        if let Some(follower) = &self.follower
            && revision > begun_at
        {
            let (read_at, records) = follower.follow_to(revision).await;
            self.known.learn(read_at, records);
        }
        Ok(())
    }
}

fn acknowledge(jobs: Vec<Box<dyn Job>>, outcome: Result<(), StoreError>) {
    if let Err(error) = &outcome {
        tracing::error!(%error, commands = jobs.len(), "a commit failed; none of its commands was done");
    }
    for job in jobs {
        job.acknowledge(outcome.clone());
    }
}

impl Batch<'_> {
    /// The moment of the next command: never before the last commit, so a clock that jumps back revives nothing.
    fn tick(&mut self) -> Timestamp {
        self.at = self.at.max(self.means.clock.now());
        self.at
    }

    /// Reads what commands that wait will ask for. For one alone it is read when it asks.
    async fn foresee(&mut self, jobs: &[Box<dyn Job>]) -> Result<(), StoreError> {
        if jobs.len() < 2 {
            return Ok(());
        }
        let (mut foreseen, mut keys) = (Foreseen::default(), Vec::new());
        for job in jobs {
            let (of_job, key) = job.foresees();
            foreseen.add(of_job);
            keys.extend(key);
        }
        self.known.foresee(self.tx, foreseen, keys).await
    }

    /// The number of the next entry of an organization's log: without gaps, so it is taken only to be written.
    async fn next_number(&mut self, log: OrganizationId) -> Result<i64, StoreError> {
        self.known.next_number(self.tx, log).await
    }

    async fn roll_back(&mut self) -> Result<(), StoreError> {
        self.known.forget_numbers();
        self.tx.roll_back().await
    }

    /// Writes what a command comes to: each event with its entries and messages in one go, the last one with the rest.
    async fn write(
        &mut self,
        caller: &Caller,
        plan: &[(Permit, Event)],
        output: Option<String>,
    ) -> Result<Revision, StoreError> {
        let revision = if plan.is_empty() { self.revision } else { Revision(self.revision.0 + 1) };
        let filed: Vec<Filed> = plan.iter().flat_map(|(_, event)| event.supersedes()).collect();
        let touched: Vec<Touched> = plan.iter().flat_map(|(_, event)| event.touches()).collect();
        let key = caller.idempotency.clone();
        let remembered = key.zip(output).map(|(key, output)| Remembered { key, output, revision, at: self.at });
        let mut rest = Vec::new();
        if !plan.is_empty() {
            rest.extend([Effect::Touch(revision, &touched), Effect::Advance(revision, self.at)]);
        }
        if !filed.is_empty() {
            rest.push(Effect::Supersede(revision, self.at, &filed));
        }
        rest.extend(remembered.as_ref().map(Effect::Remember));
        for (number, (permit, event)) in plan.iter().enumerate() {
            let entries = self.entries(caller, permit, event, revision).await?;
            let messages = self.messages(caller, event);
            let mut effects = vec![Effect::Change(permit, event)];
            effects.extend(entries.iter().map(|(row, private)| Effect::Audit(row, private)));
            effects.extend(messages.iter().map(Effect::Message));
            if number + 1 == plan.len() {
                effects.extend_from_slice(&rest);
            }
            self.tx.write(&effects).await?;
        }
        if plan.is_empty() && !rest.is_empty() {
            self.tx.write(&rest).await?;
        }
        self.signal(caller, plan, revision).await?;
        self.known.forget(plan.iter().map(|(_, event)| event), &touched, caller.idempotency.as_ref());
        Ok(revision)
    }

    /// Puts what other services are told into their streams.
    async fn signal(
        &mut self,
        caller: &Caller,
        plan: &[(Permit, Event)],
        revision: Revision,
    ) -> Result<(), StoreError> {
        let told = told(plan, caller);
        if told.is_empty() {
            return Ok(());
        }
        let waiting = waiting(self.tx, told, revision, self.at, &*self.means.random).await?;
        let effects: Vec<Effect<'_>> = waiting.iter().map(Effect::Signal).collect();
        if effects.is_empty() { Ok(()) } else { self.tx.write(&effects).await }
    }

    fn messages(&self, caller: &Caller, event: &Event) -> Vec<Message> {
        let message = |(recipient, notice)| {
            let id = MessageId(self.means.random.id(self.at));
            Message { id, notice, recipient, created_at: self.at }
        };
        messages(event, caller.actor.principal()).into_iter().map(message).collect()
    }

    /// The entries of an event, in the logs they go into.
    async fn entries(
        &mut self,
        caller: &Caller,
        permit: &Permit,
        event: &Event,
        revision: Revision,
    ) -> Result<Vec<(AuditRow, Vec<PrivateValue>)>, StoreError> {
        let description = describe(event);
        let header = Header {
            organization: description.organization,
            number: self.next_number(description.organization).await?,
            at: self.at,
            revision,
            actor: &caller.actor,
            basis: Some(permit.basis()),
            control: permit.control(),
            action: description.action,
            outcome: Outcome::Done,
            subject: Some(description.subject),
            request: caller.request,
            policy: &self.means.policy.digest,
        };
        let sections =
            [("arguments", &description.arguments), ("before", &description.before), ("after", &description.after)];
        let mut entries = vec![seal(&header, &sections, &*self.means.random)];
        // An act in somebody else's organization is mirrored at home, with only what home may know.
        if let Some(home) = caller.actor.home()
            && home != description.organization
        {
            let elsewhere = Facts::from([("organization", Fact::Id(description.organization.0))]);
            let number = self.next_number(home).await?;
            let mirror = Header { organization: home, number, subject: Some(description.organization.0), ..header };
            entries.push(seal(&mirror, &[("elsewhere", &elsewhere)], &*self.means.random));
        }
        Ok(entries)
    }

    /// Records a refusal: at once, or as one more of those counted in this minute.
    async fn refused(
        &mut self,
        caller: &Caller,
        command: &'static str,
        refusal: &Refusal,
        log: Log,
    ) -> Result<(), StoreError> {
        let Log { organization, about: subject } = log;
        let Some(log) = organization.or(caller.actor.home()) else { return Ok(()) };
        let control = match refusal {
            Refusal::Forbidden { asked, .. } => asked.rsplit_once('.').map(|(control, _)| control.to_owned()),
            Refusal::Unauthenticated
            | Refusal::StepUpNeeded { .. }
            | Refusal::NotFound
            | Refusal::Rule { .. }
            | Refusal::Invalid(_)
            | Refusal::Conflict { .. }
            | Refusal::Over { .. }
            | Refusal::TooMany { .. } => None,
        };
        let key = RefusalKey { actor: caller.actor.principal(), command, code: refusal.code(), control, subject, log };
        let now = self.at;
        if let Some(counted) = self.refusals.get_mut(&key) {
            self.counted.push((key.clone(), Some(counted.clone())));
            if now.since(counted.since) < REFUSALS_COUNT_FOR {
                counted.more += 1;
                return Ok(());
            }
            let more = counted.more;
            self.refusals.remove(&key);
            if more > 0 {
                self.record_refusal(caller, &key, more).await?;
            }
        }
        self.record_refusal(caller, &key, 1).await?;
        if self.refusals.len() < REFUSALS_KEPT {
            self.counted.push((key.clone(), None));
            self.refusals.insert(key, Counted { since: now, more: 0, caller: caller.clone() });
        }
        Ok(())
    }

    async fn record_refusal(&mut self, caller: &Caller, key: &RefusalKey, count: i64) -> Result<(), StoreError> {
        let facts = Facts::from([("code", Fact::Code(key.code.to_owned())), ("count", Fact::Number(count))]);
        // Whatever is written has a revision of its own, so that one number tells whether anybody wrote.
        let revision = Revision(self.revision.0 + 1);
        let header = Header {
            organization: key.log,
            number: self.next_number(key.log).await?,
            at: self.at,
            revision,
            actor: &caller.actor,
            basis: None,
            control: key.control.as_deref(),
            action: key.command,
            outcome: Outcome::Refused,
            subject: key.subject.map(|id| id.0),
            request: caller.request,
            policy: &self.means.policy.digest,
        };
        let (row, private) = seal(&header, &[("arguments", &facts)], &*self.means.random);
        self.tx.write(&[Effect::Audit(&row, &private), Effect::Advance(revision, self.at)]).await?;
        self.revision = revision;
        Ok(())
    }
}

/// Makes sure that a caller who comes with a token may do what asks for a scope with it.
pub(crate) fn may_change(caller: &Caller, scope: TokenScope) -> Result<(), Refusal> {
    match &caller.actor {
        Actor::Principal { via: Via::Token { scopes, .. }, .. } if !scopes.contains(&scope) => {
            let because = vec!["token_scope"];
            Err(Refusal::Forbidden { asked: scope.code().to_owned(), because, rules: Vec::new() })
        }
        Actor::Principal { .. } | Actor::Anonymous | Actor::Operator | Actor::System => Ok(()),
    }
}

impl<C: Command> Pending<C> {
    /// Loads, decides, plans and writes. Errors here are the command's own; the transaction is still good after a
    /// rollback to the savepoint.
    async fn attempt(&self, batch: &mut Batch<'_>) -> (Result<Done<C::Output>, Error>, Log) {
        if let Err(refusal) = may_change(&self.caller, self.command.scope()) {
            return (Err(refusal.into()), Log::default());
        }
        match self.replay(batch).await {
            Ok(None) => {}
            Ok(Some(done)) => return (Ok(done), Log::default()),
            Err(error) => return (Err(error), Log::default()),
        }
        let now = batch.at;
        let mut work = Work::new(batch.tx, batch.known, &self.caller, &*batch.means.random, &batch.means.policy, now);
        let planned = match self.command.plan(&mut work).await {
            Ok(value) => match step_up::is_recent(&mut work).await {
                Ok(()) => consequence::follow(&mut work).await.map(|()| value),
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        };
        let (plan, log) = work.into_plan();
        match planned {
            Ok(value) => (self.finish(batch, value, &plan).await, log),
            Err(error) => (Err(error), log),
        }
    }

    async fn finish(
        &self,
        batch: &mut Batch<'_>,
        value: C::Output,
        plan: &[(Permit, Event)],
    ) -> Result<Done<C::Output>, Error> {
        let output = match &self.caller.idempotency {
            Some(_) => Some(serde_json::to_string(&value).map_err(|error| Error::Internal(error.to_string()))?),
            None => None,
        };
        let revision = batch.write(&self.caller, plan, output).await?;
        Ok(Done { value, revision })
    }

    /// What was answered under the same idempotency key, if the same was asked.
    async fn replay(&self, batch: &mut Batch<'_>) -> Result<Option<Done<C::Output>>, Error> {
        let Some(key) = &self.caller.idempotency else { return Ok(None) };
        match batch.known.answer(key) {
            Some(None) => Ok(None),
            Some(Some(remembered)) => answered(&remembered, key).map(Some),
            None => replayed(&mut *batch.tx, &self.caller).await,
        }
    }
}

/// What was answered under the same idempotency key, if the same was asked.
///
/// # Errors
/// [`Refusal::Invalid`] where something else was asked under the key.
pub(crate) async fn replayed<T: DeserializeOwned>(
    read: &mut dyn Read,
    caller: &Caller,
) -> Result<Option<Done<T>>, Error> {
    let Some(key) = &caller.idempotency else { return Ok(None) };
    let Some(remembered) = read.remembered(key.caller, &key.route, &key.key).await? else { return Ok(None) };
    answered(&remembered, key).map(Some)
}

/// An answer that was remembered under a key, where the same is asked again.
fn answered<T: DeserializeOwned>(remembered: &Remembered, key: &IdempotencyKey) -> Result<Done<T>, Error> {
    if remembered.key.fingerprint != key.fingerprint {
        return Err(Refusal::field("Idempotency-Key", "idempotency_key_reused").into());
    }
    let value = serde_json::from_str(&remembered.output).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Done { value, revision: remembered.revision })
}

#[async_trait]
impl<C: Command> Job for Pending<C> {
    async fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), StoreError> {
        if self.reply.is_closed() {
            // The caller is gone before anything was begun; nobody could learn of the outcome.
            return Ok(());
        }
        batch.tick();
        batch.tx.savepoint().await?;
        let (outcome, log) = self.attempt(batch).await;
        match &outcome {
            Ok(done) => {
                batch.tx.release().await?;
                batch.revision = batch.revision.max(done.revision);
            }
            Err(error) => {
                batch.roll_back().await?;
                if let Error::Refused(refusal) = error {
                    batch.refused(&self.caller, self.command.name(), refusal, log).await?;
                }
            }
        }
        self.outcome = Some(outcome);
        Ok(())
    }

    fn acknowledge(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (committed, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            (Ok(()), None) => return,
            // A refusal stands whether or not its entry could be written.
            (Err(_), Some(Err(error @ Error::Refused(_)))) => Err(error),
            (Err(error), _) => Err(Error::Store(error)),
        };
        // A caller who went away has no use for the answer; what was done stays done.
        let _ = self.reply.send(answer);
    }

    fn foresees(&self) -> (Foreseen, Option<&IdempotencyKey>) {
        (self.command.foresees(), self.caller.idempotency.as_ref())
    }

    fn undo(&mut self) {
        self.outcome = None;
    }
}

#[async_trait]
impl Job for Flush {
    async fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), StoreError> {
        let now = batch.tick();
        let over: Vec<RefusalKey> = batch
            .refusals
            .iter()
            .filter(|(_, counted)| now.since(counted.since) >= REFUSALS_COUNT_FOR)
            .map(|(key, _)| key.clone())
            .collect();
        for key in over {
            if let Some(counted) = batch.refusals.remove(&key) {
                if counted.more > 0 {
                    batch.record_refusal(&counted.caller, &key, counted.more).await?;
                }
                batch.counted.push((key, Some(counted)));
            }
        }
        Ok(())
    }

    fn acknowledge(self: Box<Self>, _committed: Result<(), StoreError>) {
        let _ = self.reply.send(());
    }

    fn foresees(&self) -> (Foreseen, Option<&IdempotencyKey>) {
        (Foreseen::default(), None)
    }

    fn undo(&mut self) {}
}
