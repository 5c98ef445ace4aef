//! Step-up: what gives rights, lets somebody in, or changes what signs people in asks for a proof of who one is that is not
//! old. It is asked of what a command planned, so no command forgets it, and what would be refused anyway is refused first.

use crate::caller::{Actor, Via};
use crate::error::Error;
use crate::work::Work;
use prokura_decision::policy::Policy;
use prokura_decision::record::OrganizationRecord;
use prokura_domain::event::{Change, Event};
use prokura_domain::grant::Origin;
use prokura_domain::id::OrganizationId;
use prokura_domain::job::{JobKind, JobTurn};
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::key;
use prokura_domain::time::Span;
use std::collections::BTreeSet;

/// How many minutes a proof counts where nothing is set.
const MINUTES: i64 = 15;
/// Settings that begin so decide how people sign in.
const AUTHENTICATION: &str = "authentication.";

/// Makes sure that whoever acts by a session proved who they are lately enough for everything that is planned: the stricter
/// of their home and of each organization that it happens in counts. Tokens, the operator, the system and a mail's link,
/// which is its own proof, are not asked.
///
/// # Errors
/// [`Refusal::StepUpNeeded`].
pub(crate) async fn is_recent(work: &mut Work<'_>) -> Result<(), Error> {
    let Actor::Principal { home, via: Via::Session(session), .. } = work.caller().actor else { return Ok(()) };
    let mut places: BTreeSet<OrganizationId> = work.planned().filter_map(|(_, event)| asks_in(event)).collect();
    if places.is_empty() {
        return Ok(());
    }
    places.insert(home);
    let mut counts = Span::minutes(i64::from(u16::MAX));
    for place in places {
        if work.know_organization(place).await? {
            counts = counts.min(lasts(work.policy, work.organization(place)?));
        }
    }
    let session = work.read().session(session).await?.ok_or(Refusal::Unauthenticated)?;
    if work.now < session.proved_at.plus(counts) {
        return Ok(());
    }
    let seconds = u32::try_from(counts.0 / 1_000_000).unwrap_or(u32::MAX);
    Err(Refusal::StepUpNeeded { max_age_seconds: seconds }.into())
}

/// How long a proof counts in an organization.
#[must_use]
pub fn lasts(policy: &Policy, organization: &OrganizationRecord) -> Span {
    Span::minutes(organization.number(policy, key::STEP_UP_MINUTES).unwrap_or(MINUTES))
}

/// The organization in which an event asks for a proof, if it does. Exhaustive: a new event has to say.
fn asks_in(event: &Event) -> Option<OrganizationId> {
    match event {
        // Giving rights, and giving more by those that are held.
        Event::RoleAssigned(grant) => match grant.origin {
            Origin::Assigned | Origin::BreakGlass | Origin::TakenBack => Some(grant.organization),
            Origin::Imported | Origin::FirstPerson | Origin::Order => None,
        },
        Event::GrantChanged(Change { after, .. }) => Some(after.organization),
        Event::CustomRoleChanged(Change { before, after }) => {
            (before.areas != after.areas).then_some(after.organization)
        }
        // Letting somebody in, and deciding that they stay out.
        Event::SupportGranted(Change { after, .. }, _) | Event::SupportDenied(Change { after, .. }) => {
            Some(after.organization)
        }
        Event::TokenIssued(token) => Some(token.organization),
        // What a job changes is asked for once: when what it showed is applied.
        Event::JobAsked(job) => match job.kind {
            JobKind::AuditExport | JobKind::AdministratorsExport | JobKind::PeopleChanges | JobKind::ProductNews => {
                None
            }
        },
        Event::JobTurned(Change { after, .. }, turn) => (*turn == JobTurn::Apply).then_some(after.organization),
        // What goes to very many people and cannot be taken back.
        Event::NewsReleased(Change { after, .. }, _) => Some(after.organization),
        // What signs people in.
        Event::SettingChanged { after, .. } => after.key.starts_with(AUTHENTICATION).then_some(after.organization),
        Event::PasswordSet { home, .. } | Event::SignInReset { home, .. } | Event::RecoveryCodesMade { home, .. } => {
            Some(*home)
        }
        Event::TotpAdded(_, home)
        | Event::TotpRemoved(_, home)
        | Event::PasskeyAdded(_, home)
        | Event::PasskeyRemoved(_, home) => Some(*home),
        // Taking somebody away, which gets at whoever holds rights, and letting them in again.
        Event::PersonDeleted(Change { after, .. }, _) | Event::PersonRestored(Change { after, .. }) => Some(after.home),
        Event::PersonClaimed(Change { after, .. }) => Some(after.home),
        Event::PersonErased(erasure) => Some(erasure.person.after.home),
        // By whose domains people are found, and what an organization shares with its provider.
        Event::DomainVerified(Change { after, .. }) | Event::DomainRemoved(Change { after, .. }) => {
            Some(after.organization)
        }
        Event::ClientSecretSet { after, .. } => Some(after.organization),
        // Who is told when rights end: whoever keeps others from learning of it, keeps the rights.
        Event::StreamAdded(stream) | Event::StreamRemoved(stream) => Some(stream.organization),
        Event::StreamChanged(Change { after, .. }) => Some(after.organization),
        Event::DomainAdded(_)
        | Event::IdentityPinned(_)
        | Event::FederatedSessionBegun(..)
        | Event::ProvedAtProvider(..)
        | Event::SignedOutAtProvider(..)
        | Event::SignalHeard { .. }
        | Event::StreamVerified(..)
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
        | Event::PersonChanged(_)
        | Event::PersonLeft { .. }
        | Event::GrantEnded(..)
        | Event::GrantActivated(_)
        | Event::CustomRoleAdded(_)
        | Event::CustomRoleDeleted(_)
        | Event::BlockAdded(_)
        | Event::BlockChanged(_)
        | Event::SupportRequested(_)
        | Event::SupportWithdrawn(_)
        | Event::SupportLapsed(_)
        | Event::SupportEnded(_)
        | Event::SupportExpired(_)
        | Event::SupportGrantImported(_)
        | Event::SupportGrantChanged(_)
        | Event::HelpDeskSessionOpened(_)
        | Event::HelpDeskSessionChanged(_)
        | Event::NewsWritten { .. }
        | Event::NewsDropped(_)
        | Event::NewsTold(..)
        | Event::NewsSent(_)
        | Event::PreferenceSet { .. }
        | Event::SignInLinkIssued(..)
        | Event::RecoveryAsked { .. }
        | Event::SignInLinkUsed(..)
        | Event::SignedIn { .. }
        | Event::SessionEnded(..)
        | Event::ProvedAgain(..)
        | Event::TotpUsed(..)
        | Event::RecoveryCodeUsed(..)
        | Event::PasskeyRenamed(..)
        | Event::PasskeyUsed(..)
        | Event::ServiceAccountAdded(_)
        | Event::TokenRevoked(_) => None,
    }
}
