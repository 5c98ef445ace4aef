//! Versions that bear on decisions and that a change put an end to: with them, what was so at any moment can be told.
//!
//! Grants, blocks and relationships are never deleted, but rows are changed in place. What a row said until a change is kept
//! with the change; what it says now is the row itself. When a row came to be, its id says (UUIDv7), to the millisecond.

use crate::custom_role::CustomRole;
use crate::event::{Change, Event};
use crate::grant::Grant;
use crate::id::{OrganizationId, PrincipalId};
use crate::organization::{Block, Location, Organization, Relationship, Site, Subscription};
use crate::person::{Person, PersonStatus};
use crate::setting::Setting;
use crate::support::{HelpDeskSession, SupportGrant};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What decisions read of a person; their name and address stay out of the past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonThen {
    /// Who.
    pub id: PrincipalId,
    /// Their home.
    pub home: OrganizationId,
    /// Their status.
    pub status: PersonStatus,
    /// Licences held at home.
    pub licenses: Vec<String>,
}

/// A version that was in force until a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Superseded {
    /// An organization's own row.
    Organization(Organization),
    /// A relationship.
    Relationship(Relationship),
    /// A subscription.
    Subscription(Subscription),
    /// A site.
    Site(Site),
    /// A location.
    Location(Location),
    /// What decisions read of a person.
    Person(PersonThen),
    /// A grant.
    Grant(Grant),
    /// A block.
    Block(Block),
    /// A support grant.
    SupportGrant(SupportGrant),
    /// A Help Desk session.
    HelpDeskSession(HelpDeskSession),
    /// A custom role.
    CustomRole(CustomRole),
    /// A setting.
    Setting(Setting),
}

/// Which thing a version is one of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// Something with an id.
    Id(Uuid),
    /// A setting of an organization.
    Setting(OrganizationId, String),
}

impl Superseded {
    /// Which thing it is a version of.
    #[must_use]
    pub fn thing(&self) -> Thing {
        Thing::Id(match self {
            Self::Organization(row) => row.id.0,
            Self::Relationship(row) => row.id.0,
            Self::Subscription(row) => row.id.0,
            Self::Site(row) => row.id.0,
            Self::Location(row) => row.id.0,
            Self::Person(row) => row.id.0,
            Self::Grant(row) => row.id.0,
            Self::Block(row) => row.id.0,
            Self::SupportGrant(row) => row.id.0,
            Self::HelpDeskSession(row) => row.id.0,
            Self::CustomRole(row) => row.id.0,
            Self::Setting(row) => return Thing::Setting(row.organization, row.key.clone()),
        })
    }

    /// The organization or principal it hung on.
    #[must_use]
    pub const fn owner(&self) -> Uuid {
        match self {
            Self::Organization(row) => row.id.0,
            Self::Relationship(row) => row.customer.0,
            Self::Subscription(row) => row.customer.0,
            Self::Site(row) => row.organization.0,
            Self::Location(row) => row.organization.0,
            Self::Person(row) => row.id.0,
            Self::Grant(row) => row.principal.0,
            Self::Block(row) => row.organization.0,
            Self::SupportGrant(row) => row.agent.0,
            Self::HelpDeskSession(row) => row.agent.0,
            Self::CustomRole(row) => row.organization.0,
            Self::Setting(row) => row.organization.0,
        }
    }
}

/// A version with the owner under which it is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// The organization or principal.
    pub owner: Uuid,
    /// The version.
    pub version: Superseded,
}

/// Whether something was there at a moment, by when its id was made, to the millisecond; other ids have always been.
#[must_use]
pub fn existed(id: Uuid, at: Timestamp) -> bool {
    if id.get_version_num() != 7 {
        return true;
    }
    let (high, low) = (id.as_u128() >> 80, at.0.div_euclid(1000));
    i128::try_from(high).is_ok_and(|made| made <= i128::from(low))
}

impl Event {
    /// The versions that the event puts an end to, as far as decisions read them. What moves to another owner is filed
    /// under both, so that whoever looks under the new one learns that it was not there.
    #[must_use]
    pub fn supersedes(&self) -> Vec<Filed> {
        use Superseded as S;
        match self {
            Self::OrganizationChanged(change) => filed(change, S::Organization),
            Self::RelationshipChanged(change) => filed(change, S::Relationship),
            Self::SubscriptionChanged(change) => filed(change, S::Subscription),
            Self::SiteChanged(change) => filed(change, S::Site),
            Self::LocationChanged(change) => filed(change, S::Location),
            Self::PersonChanged(Change { before, after })
            | Self::PersonDeleted(Change { before, after }, _)
            | Self::PersonRestored(Change { before, after })
            | Self::PersonClaimed(Change { before, after }) => {
                filed(&Change { before: then(before), after: then(after) }, S::Person)
            }
            Self::PersonErased(erasure) => {
                let Change { before, after } = &erasure.person;
                filed(&Change { before: then(before), after: then(after) }, S::Person)
            }
            Self::GrantChanged(change) | Self::GrantEnded(change, _) | Self::GrantActivated(change) => {
                filed(change, S::Grant)
            }
            Self::BlockChanged(change) => filed(change, S::Block),
            Self::SupportEnded(change) | Self::SupportGrantChanged(change) => filed(change, S::SupportGrant),
            Self::HelpDeskSessionChanged(change) => filed(change, S::HelpDeskSession),
            Self::CustomRoleChanged(change) | Self::CustomRoleDeleted(change) => filed(change, S::CustomRole),
            Self::SettingChanged { before: Some(before), after } => {
                filed(&Change { before: before.clone(), after: after.clone() }, S::Setting)
            }
            // A first row supersedes nothing, a term that runs out is in the row from the beginning, and the others bear on no
            // decision.
            Self::SettingChanged { before: None, .. }
            | Self::OrganizationAdded(_)
            | Self::RelationshipAdded(_)
            | Self::SubscriptionAdded(_)
            | Self::SiteAdded(_)
            | Self::LocationAdded(_)
            | Self::PersonAdded(_)
            | Self::PersonLeft { .. }
            | Self::RoleAssigned(_)
            | Self::CustomRoleAdded(_)
            | Self::BlockAdded(_)
            | Self::LicenceRuleSet { .. }
            | Self::LicenceRuleRemoved(_)
            | Self::LicencesMissed { .. }
            | Self::TemplateMade(_)
            | Self::TemplateChanged(_)
            | Self::TemplateApplied(..)
            | Self::TemplateDeleted(_)
            | Self::SeatsAsked(_)
            | Self::SeatsAccepted(_)
            | Self::SeatsDeclined(_)
            | Self::SeatsWithdrawn(_)
            | Self::SupportRequested(_)
            | Self::SupportGranted(..)
            | Self::SupportDenied(_)
            | Self::SupportWithdrawn(_)
            | Self::SupportLapsed(_)
            | Self::SupportExpired(_)
            | Self::SupportGrantImported(_)
            | Self::HelpDeskSessionOpened(_)
            | Self::NewsWritten { .. }
            | Self::NewsDropped(_)
            | Self::NewsReleased(..)
            | Self::NewsTold(..)
            | Self::NewsSent(_)
            | Self::PreferenceSet { .. }
            | Self::PasswordSet { .. }
            | Self::SignInReset { .. }
            | Self::RecoveryAsked { .. }
            | Self::SignInLinkIssued(..)
            | Self::SignInLinkUsed(..)
            | Self::SignedIn { .. }
            | Self::SessionEnded(..)
            | Self::ProvedAgain(..)
            | Self::TotpAdded(..)
            | Self::TotpUsed(..)
            | Self::TotpRemoved(..)
            | Self::RecoveryCodesMade { .. }
            | Self::RecoveryCodeUsed(..)
            | Self::PasskeyAdded(..)
            | Self::PasskeyRenamed(..)
            | Self::PasskeyUsed(..)
            | Self::PasskeyRemoved(..)
            | Self::ServiceAccountAdded(_)
            | Self::TokenIssued(_)
            | Self::TokenRevoked(_)
            | Self::DomainAdded(_)
            | Self::DomainVerified(_)
            | Self::DomainRemoved(_)
            | Self::ClientSecretSet { .. }
            | Self::IdentityPinned(_)
            | Self::FederatedSessionBegun(..)
            | Self::ProvedAtProvider(..)
            | Self::SignedOutAtProvider(..)
            | Self::SignalHeard { .. }
            | Self::StreamAdded(_)
            | Self::StreamChanged(_)
            | Self::StreamVerified(..)
            | Self::StreamRemoved(_)
            | Self::JobAsked(_)
            | Self::JobTurned(..) => Vec::new(),
        }
    }
}

fn then(person: &Person) -> PersonThen {
    let licenses = person.licenses.clone();
    PersonThen { id: person.id, home: person.home, status: person.status, licenses }
}

fn filed<T: Clone + PartialEq>(change: &Change<T>, of: impl Fn(T) -> Superseded) -> Vec<Filed> {
    if change.before == change.after {
        return Vec::new();
    }
    let (version, after) = (of(change.before.clone()), of(change.after.clone()));
    let (owner, moved_to) = (version.owner(), after.owner());
    let mut filed = vec![Filed { owner, version: version.clone() }];
    if moved_to != owner {
        filed.push(Filed { owner: moved_to, version });
    }
    filed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organization::SiteManagement;

    fn site(organization: u128, slug: &str) -> Site {
        Site {
            id: Uuid::from_u128(1).into(),
            slug: slug.parse().unwrap(),
            organization: Uuid::from_u128(organization).into(),
            subscription: Uuid::from_u128(2).into(),
            managed_by: SiteManagement::ControlHub,
        }
    }

    #[test]
    fn what_moves_is_filed_under_both_owners() {
        let (before, after) = (site(10, "a.example"), site(20, "a.example"));
        let moved = Event::SiteChanged(Change { before: before.clone(), after }).supersedes();
        let owners: Vec<u128> = moved.iter().map(|it| it.owner.as_u128()).collect();
        assert_eq!(owners, [10, 20]);
        assert!(moved.iter().all(|it| it.version == Superseded::Site(before.clone())));
        let same = Event::SiteChanged(Change { before: before.clone(), after: before }).supersedes();
        assert_eq!(same, []);
    }

    #[test]
    fn an_id_says_since_when() {
        let made = uuid::Builder::from_unix_timestamp_millis(1_000, &[0; 10]).into_uuid();
        assert_eq!([999_999, 1_000_000, 1_000_500].map(|at| existed(made, Timestamp(at))), [false, true, true]);
        assert!(existed(Uuid::from_u128(7), Timestamp(0)));
    }
}
