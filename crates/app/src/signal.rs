//! What other services are told of what was done, and in which streams it waits (OpenID Shared Signals Framework, CAEP).
//!
//! Signals are written with what they tell of, in the same transaction, ids and keys only; the token is made when it is
//! sent.

use crate::caller::{Actor, Caller};
use crate::port::{Random, Read, Revision, StoreError};
use prokura_decision::permit::Permit;
use prokura_domain::event::{Change, Event, GrantEnd};
use prokura_domain::id::{OrganizationId, PrincipalId, SessionId, SignalId, StreamId};
use prokura_domain::organization::Blocked;
use prokura_domain::person::PersonStatus;
use prokura_domain::signal::{
    Credential, CredentialChange, EndCause, Initiator, Signal, SignalStream, StateReason, WaitingSignal,
};
use prokura_domain::time::Timestamp;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Who hears a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hears {
    /// Streams that hear of an organization: the person's home, or the place where the rights are.
    Of(OrganizationId),
    /// One stream.
    Only(StreamId),
}

/// A signal, and who hears it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who.
    pub hears: Hears,
    /// What.
    pub signal: Signal,
}

/// What is told of a plan, in the order of its events. Exhaustive: an event that nobody thought of does not compile.
#[must_use]
pub fn told(plan: &[(Permit, Event)], caller: &Caller) -> Vec<Told> {
    let causes = causes(plan);
    let mut telling = Telling { causes, caller, told: Vec::new(), all: BTreeSet::new(), roles: BTreeSet::new() };
    for (_, event) in plan {
        telling.event(event);
    }
    telling.told
}

struct Telling<'a> {
    causes: BTreeMap<PrincipalId, EndCause>,
    caller: &'a Caller,
    told: Vec<Told>,
    /// Of whom it was told already that all their sessions ended.
    all: BTreeSet<PrincipalId>,
    /// Of whose roles, and where, it was told already.
    roles: BTreeSet<(PrincipalId, OrganizationId)>,
}

/// Why people's sessions end, as far as a plan says. Where there are several causes, the last counts.
fn causes(plan: &[(Permit, Event)]) -> BTreeMap<PrincipalId, EndCause> {
    let (mut causes, mut deleted) = (BTreeMap::new(), BTreeSet::new());
    if !plan.iter().any(|(_, event)| matches!(event, Event::SessionEnded(..))) {
        return causes;
    }
    for (_, event) in plan {
        if let Event::PersonChanged(Change { after, .. }) = event
            && after.status == PersonStatus::Suspended
        {
            causes.insert(after.id, EndCause::Suspended);
        }
        if let Event::PersonDeleted(Change { after, .. }, _) = event {
            deleted.insert(after.id);
        }
        if let Event::GrantEnded(Change { after, .. }, _) = event {
            causes.insert(after.principal, EndCause::LastRight);
        }
        if let Event::SignInReset { person, .. } = event {
            causes.insert(*person, EndCause::Reset);
        }
        if let Event::PasswordSet { person, .. } = event {
            causes.insert(*person, EndCause::Password);
        }
        if let Event::SignalHeard { person, .. } = event {
            causes.insert(*person, EndCause::Provider);
        }
    }
    causes.extend(deleted.into_iter().map(|person| (person, EndCause::Deleted)));
    causes
}

impl Telling<'_> {
    fn event(&mut self, event: &Event) {
        match event {
            Event::SessionEnded(Change { after, .. }, home) => self.session(after.person, after.id, *home),
            Event::PersonChanged(Change { before, after })
                if after.status == PersonStatus::Suspended && before.status != PersonStatus::Suspended =>
            {
                self.all_sessions(after.id, after.home, EndCause::Suspended);
            }
            Event::PersonDeleted(Change { after, .. }, _) => {
                self.all_sessions(after.id, after.home, EndCause::Deleted);
            }
            Event::SignInReset { person, home } => {
                self.all_sessions(*person, *home, EndCause::Reset);
                self.credential(*person, *home, Credential::Password, CredentialChange::Revoke);
            }
            Event::PasswordSet { person, home, hash: _ } => {
                self.credential(*person, *home, Credential::Password, CredentialChange::Update);
            }
            Event::TotpAdded(totp, home) => {
                self.credential(totp.person, *home, Credential::App, CredentialChange::Create);
            }
            Event::TotpRemoved(totp, home) => {
                self.credential(totp.person, *home, Credential::App, CredentialChange::Delete);
            }
            Event::PasskeyAdded(row, home) => {
                self.credential(row.person, *home, Credential::Passkey, CredentialChange::Create);
            }
            Event::PasskeyRemoved(row, home) => {
                self.credential(row.person, *home, Credential::Passkey, CredentialChange::Delete);
            }
            Event::RoleAssigned(grant) => self.roles(grant.principal, grant.organization, None),
            Event::GrantChanged(change) => self.roles(change.after.principal, change.after.organization, None),
            Event::GrantEnded(Change { after, .. }, end) => {
                self.roles(after.principal, after.organization, Some(*end));
            }
            Event::SupportGranted(_, grant) => self.support_access(grant.agent, grant.organization, true),
            Event::SupportEnded(Change { after, .. }) | Event::SupportExpired(after) => {
                self.support_access(after.agent, after.organization, false);
            }
            Event::BlockAdded(block) => {
                if let Blocked::Person(person) = block.blocked {
                    self.blocked(person, block.organization, true);
                }
            }
            Event::BlockChanged(Change { before, after }) => {
                if let Blocked::Person(person) = after.blocked
                    && before.term.until.is_none()
                    && after.term.until.is_some()
                {
                    self.blocked(person, after.organization, false);
                }
            }
            Event::StreamVerified(change, state) => self.told.push(Told {
                hears: Hears::Only(change.after.id),
                signal: Signal::Verification { state: state.clone() },
            }),
            Event::StreamChanged(Change { before, after }) => self.stream_updated(before, after),
            // New sessions and proofs end nothing. What bears on many people at once (an organization, a partner, a custom
            // role) is not told for each of them: decisions are asked anew.
            Event::PersonChanged(_)
            | Event::PersonRestored(_)
            | Event::PersonErased(_)
            | Event::PersonClaimed(_)
            | Event::PersonLeft { .. }
            | Event::OrganizationAdded(_)
            | Event::OrganizationChanged(_)
            | Event::RelationshipAdded(_)
            | Event::RelationshipChanged(_)
            | Event::SubscriptionAdded(_)
            | Event::SubscriptionChanged(_)
            | Event::LicenceRuleSet { .. }
            | Event::LicenceRuleRemoved(_)
            | Event::LicencesMissed { .. }
            | Event::TemplateMade(_)
            | Event::TemplateChanged(_)
            | Event::TemplateApplied(..)
            | Event::TemplateDeleted(_)
            | Event::SeatsAsked(_)
            | Event::SeatsAccepted(_)
            | Event::SeatsDeclined(_)
            | Event::SeatsWithdrawn(_)
            | Event::SiteAdded(_)
            | Event::SiteChanged(_)
            | Event::LocationAdded(_)
            | Event::LocationChanged(_)
            | Event::PersonAdded(_)
            | Event::GrantActivated(_)
            | Event::CustomRoleAdded(_)
            | Event::CustomRoleChanged(_)
            | Event::CustomRoleDeleted(_)
            | Event::SupportRequested(_)
            | Event::SupportDenied(_)
            | Event::SupportWithdrawn(_)
            | Event::SupportLapsed(_)
            | Event::SupportGrantImported(_)
            | Event::SupportGrantChanged(_)
            | Event::HelpDeskSessionOpened(_)
            | Event::HelpDeskSessionChanged(_)
            | Event::SettingChanged { .. }
            | Event::RecoveryAsked { .. }
            | Event::SignInLinkIssued(..)
            | Event::SignInLinkUsed(..)
            | Event::SignedIn { .. }
            | Event::ProvedAgain(..)
            | Event::TotpUsed(..)
            | Event::RecoveryCodesMade { .. }
            | Event::RecoveryCodeUsed(..)
            | Event::PasskeyRenamed(..)
            | Event::PasskeyUsed(..)
            | Event::ServiceAccountAdded(_)
            | Event::TokenIssued(_)
            | Event::TokenRevoked(_)
            | Event::DomainAdded(_)
            | Event::DomainVerified(_)
            | Event::DomainRemoved(_)
            | Event::ClientSecretSet { .. }
            | Event::IdentityPinned(_)
            | Event::FederatedSessionBegun(..)
            | Event::ProvedAtProvider(..)
            | Event::SignedOutAtProvider(..)
            | Event::SignalHeard { .. }
            | Event::StreamAdded(_)
            | Event::NewsWritten { .. }
            | Event::NewsDropped(_)
            | Event::NewsReleased(..)
            | Event::NewsTold(..)
            | Event::NewsSent(_)
            | Event::PreferenceSet { .. }
            | Event::StreamRemoved(_)
            | Event::JobAsked(_)
            | Event::JobTurned(..) => {}
        }
    }

    /// A session that the person ended, that went with a new password, or that ended with its own session at a provider, is
    /// told of itself. What others did is told of all of the person's sessions, once: whoever hears it has sessions of their
    /// own that we know nothing of.
    fn session(&mut self, person: PrincipalId, session: SessionId, home: OrganizationId) {
        let cause = match (self.causes.get(&person), &self.caller.actor) {
            (Some(cause), _) => *cause,
            (None, Actor::System) => EndCause::ProviderSession,
            (None, Actor::Principal { id, .. }) if *id == person => EndCause::SignedOut,
            (None, Actor::Principal { .. } | Actor::Anonymous | Actor::Operator) => EndCause::Ended,
        };
        match cause {
            EndCause::SignedOut | EndCause::Password | EndCause::ProviderSession => {
                let by = self.initiator(person);
                let signal = Signal::SessionRevoked { person, session: Some(session), cause, by };
                self.told.push(Told { hears: Hears::Of(home), signal });
            }
            EndCause::Ended
            | EndCause::Suspended
            | EndCause::Deleted
            | EndCause::LastRight
            | EndCause::Reset
            | EndCause::Provider => {
                self.all_sessions(person, home, cause);
            }
        }
    }

    fn all_sessions(&mut self, person: PrincipalId, home: OrganizationId, cause: EndCause) {
        if self.all.insert(person) {
            let by = if cause == EndCause::LastRight { Initiator::Policy } else { self.initiator(person) };
            let signal = Signal::SessionRevoked { person, session: None, cause, by };
            self.told.push(Told { hears: Hears::Of(home), signal });
        }
    }

    fn credential(
        &mut self,
        person: PrincipalId,
        home: OrganizationId,
        credential: Credential,
        change: CredentialChange,
    ) {
        let by = self.initiator(person);
        let signal = Signal::CredentialChange { person, credential, change, by };
        self.told.push(Told { hears: Hears::Of(home), signal });
    }

    /// The roles are filled in once everything is written.
    fn roles(&mut self, person: PrincipalId, organization: OrganizationId, end: Option<GrantEnd>) {
        let by = match end {
            Some(GrantEnd::Expired) => Initiator::Policy,
            Some(
                GrantEnd::Revoked
                | GrantEnd::GivenUp
                | GrantEnd::Removed
                | GrantEnd::Replaced
                | GrantEnd::HolderDeleted
                | GrantEnd::HolderClaimed
                | GrantEnd::Pruned,
            )
            | None => self.initiator(person),
        };
        if self.roles.insert((person, organization)) {
            self.claims(person, organization, by, Some(Vec::new()), None, None);
        }
    }

    fn support_access(&mut self, person: PrincipalId, organization: OrganizationId, granted: bool) {
        let by = self.initiator(person);
        self.claims(person, organization, by, None, Some(granted), None);
    }

    fn blocked(&mut self, person: PrincipalId, organization: OrganizationId, blocked: bool) {
        let by = self.initiator(person);
        self.claims(person, organization, by, None, None, Some(blocked));
    }

    fn claims(
        &mut self,
        person: PrincipalId,
        organization: OrganizationId,
        by: Initiator,
        roles: Option<Vec<String>>,
        support_access: Option<bool>,
        blocked: Option<bool>,
    ) {
        let signal = Signal::ClaimsChange { person, organization, roles, support_access, blocked, by };
        self.told.push(Told { hears: Hears::Of(organization), signal });
    }

    /// The receiver is told of what it did not do itself.
    fn stream_updated(&mut self, before: &SignalStream, after: &SignalStream) {
        if let Some(reason) = after.reason
            && before.state != after.state
            && reason != StateReason::Receiver
        {
            let signal = Signal::StreamUpdated { state: after.state, reason };
            self.told.push(Told { hears: Hears::Only(after.id), signal });
        }
    }

    fn initiator(&self, person: PrincipalId) -> Initiator {
        match &self.caller.actor {
            Actor::Principal { id, .. } if *id == person => Initiator::User,
            Actor::Principal { .. } | Actor::Operator => Initiator::Admin,
            // Somebody who signs in by a link is nobody yet, and sets a password all the same.
            Actor::Anonymous => Initiator::User,
            Actor::System => Initiator::System,
        }
    }
}

/// The signals as they wait: one for each stream that hears them and wants to. `read` sees what was written.
pub(crate) async fn waiting<R: Read + ?Sized>(
    read: &mut R,
    told: Vec<Told>,
    revision: Revision,
    at: Timestamp,
    random: &dyn Random,
) -> Result<Vec<WaitingSignal>, StoreError> {
    let of = |it: &Told| match it.hears {
        Hears::Of(organization) => Some(organization),
        Hears::Only(_) => None,
    };
    let places: BTreeSet<OrganizationId> = told.iter().filter_map(of).collect();
    let places: Vec<OrganizationId> = places.into_iter().collect();
    let streams = if places.is_empty() { Vec::new() } else { read.streams_hearing(&places).await? };
    let mut held = Held::default();
    let mut waiting = Vec::new();
    for Told { hears, mut signal } in told {
        let hearing: Vec<StreamId> = match hears {
            Hears::Only(stream) => vec![stream],
            Hears::Of(place) => {
                let wants = |stream: &&SignalStream| {
                    (stream.everybody || stream.organization == place)
                        && signal.kind().is_none_or(|kind| stream.kinds.contains(&kind))
                };
                streams.iter().filter(wants).map(|stream| stream.id).collect()
            }
        };
        if hearing.is_empty() {
            continue;
        }
        if let Signal::ClaimsChange { person, organization, roles: Some(roles), .. } = &mut signal {
            *roles = held.roles(read, *person, *organization, at).await?;
        }
        for stream in hearing {
            let part = i64::try_from(waiting.len()).unwrap_or(i64::MAX);
            let id = SignalId(random.id(at));
            waiting.push(WaitingSignal { id, stream, revision: revision.0, part, at, signal: signal.clone() });
        }
    }
    Ok(waiting)
}

/// What people hold, each looked up once.
#[derive(Default)]
struct Held(BTreeMap<PrincipalId, Vec<(OrganizationId, String)>>);

impl Held {
    async fn roles<R: Read + ?Sized>(
        &mut self,
        read: &mut R,
        person: PrincipalId,
        organization: OrganizationId,
        at: Timestamp,
    ) -> Result<Vec<String>, StoreError> {
        let held = match self.0.entry(person) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(place) => {
                let grants = read.principal_record(person).await?.map(|record| record.grants).unwrap_or_default();
                let held = grants.into_iter().filter(|grant| grant.term.contains(at));
                place.insert(held.map(|grant| (grant.organization, grant.role)).collect())
            }
        };
        let roles: BTreeSet<String> =
            held.iter().filter(|(place, _)| *place == organization).map(|(_, role)| role.clone()).collect();
        Ok(roles.into_iter().collect())
    }
}
