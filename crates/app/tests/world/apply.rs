//! A world in memory: events applied to rows, as the store would.

use prokura_app::port::WorldRows;
use prokura_app::world::{self, Document, Format, Options, Plan, WorldError};
use prokura_decision::policy::Policy;
use prokura_domain::event::Event;
use prokura_domain::time::{Span, Timestamp};
use std::sync::LazyLock;
use uuid::Uuid;

/// 2026-03-02T09:00:00Z.
pub(crate) const NOW: Timestamp = Timestamp(1_772_442_000_000_000);

pub(crate) const EXAMPLE: &str = include_str!("../../../../demo/world.toml");

pub(crate) static POLICY: LazyLock<Policy> =
    LazyLock::new(|| Policy::embedded().expect("the embedded policy compiles"));

/// A world in memory and its moment.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) rows: WorldRows,
    pub(crate) now: Timestamp,
    ids: u128,
}

impl Stored {
    pub(crate) fn empty() -> Self {
        Self { rows: WorldRows::default(), now: NOW, ids: 0 }
    }

    /// The world of a file that must import.
    pub(crate) fn of(text: &str) -> Self {
        let mut stored = Self::empty();
        stored.import(text, false);
        stored
    }

    pub(crate) fn example() -> Self {
        Self::of(EXAMPLE)
    }

    pub(crate) fn plan(&self, text: &str, prune: bool) -> Result<Plan, Vec<WorldError>> {
        let document = Document::read(text.as_bytes(), Format::of("", text.as_bytes()));
        let mut ids = self.ids;
        let mut new_id = || {
            ids += 1;
            Uuid::from_u128(ids)
        };
        world::plan(&document, &self.rows, &POLICY, Options { now: self.now, prune }, &mut new_id)
    }

    /// Imports a file that must be valid, and lets an hour pass.
    pub(crate) fn import(&mut self, text: &str, prune: bool) -> Plan {
        let plan = self.plan(text, prune).unwrap_or_else(|errors| panic!("{}", sentences(&errors).join("\n")));
        for event in &plan.events {
            self.apply(event);
        }
        self.ids += 1_000_000;
        self.now = self.now.plus(Span::hours(1));
        plan
    }

    /// What is wrong with a file: place and sentence.
    pub(crate) fn refuses(&self, text: &str) -> Vec<String> {
        sentences(&self.plan(text, false).expect_err("the file is refused"))
    }

    fn apply(&mut self, event: &Event) {
        let rows = &mut self.rows;
        macro_rules! change {
            ($rows:expr, $change:expr) => {{
                let row = $rows.iter_mut().find(|row| row.id == $change.after.id).expect("the changed row is there");
                assert_eq!(*row, $change.before, "a change begins with what is stored");
                *row = $change.after.clone();
            }};
        }
        match event {
            Event::OrganizationAdded(row) => rows.organizations.push(row.clone()),
            Event::OrganizationChanged(change) => change!(rows.organizations, change),
            Event::RelationshipAdded(row) => rows.relationships.push(row.clone()),
            Event::RelationshipChanged(change) => change!(rows.relationships, change),
            Event::SubscriptionAdded(row) => rows.subscriptions.push(row.clone()),
            Event::SubscriptionChanged(change) => change!(rows.subscriptions, change),
            Event::SiteAdded(row) => rows.sites.push(row.clone()),
            Event::SiteChanged(change) => change!(rows.sites, change),
            Event::LocationAdded(row) => rows.locations.push(row.clone()),
            Event::LocationChanged(change) => change!(rows.locations, change),
            Event::PersonAdded(row) => rows.people.push(row.clone()),
            Event::PersonChanged(change) => change!(rows.people, change),
            Event::RoleAssigned(row) => rows.grants.push(row.clone()),
            Event::GrantChanged(change) | Event::GrantEnded(change, _) => change!(rows.grants, change),
            Event::CustomRoleAdded(row) => rows.custom_roles.push(row.clone()),
            Event::CustomRoleChanged(change) | Event::CustomRoleDeleted(change) => change!(rows.custom_roles, change),
            Event::BlockAdded(row) => rows.blocks.push(row.clone()),
            Event::BlockChanged(change) => change!(rows.blocks, change),
            Event::SupportGrantImported(row) => rows.support_grants.push(row.clone()),
            Event::SupportGrantChanged(change) => change!(rows.support_grants, change),
            Event::HelpDeskSessionOpened(row) => rows.sessions.push(row.clone()),
            Event::HelpDeskSessionChanged(change) => change!(rows.sessions, change),
            Event::SettingChanged { before, after } => {
                let position = rows
                    .settings
                    .iter()
                    .position(|row| (row.organization, &row.key) == (after.organization, &after.key));
                assert_eq!(position.map(|at| rows.settings[at].clone()), *before);
                match position {
                    Some(at) => rows.settings[at] = after.clone(),
                    None => rows.settings.push(after.clone()),
                }
            }
            other @ (Event::GrantActivated(_)
            | Event::PersonDeleted(..)
            | Event::PersonRestored(_)
            | Event::PersonErased(_)
            | Event::PersonClaimed(_)
            | Event::PersonLeft { .. }
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
            | Event::SupportRequested(_)
            | Event::SupportGranted(..)
            | Event::SupportDenied(_)
            | Event::SupportWithdrawn(_)
            | Event::SupportLapsed(_)
            | Event::SupportEnded(_)
            | Event::SupportExpired(_)
            | Event::PasswordSet { .. }
            | Event::SignInReset { .. }
            | Event::RecoveryAsked { .. }
            | Event::SignInLinkIssued(..)
            | Event::SignInLinkUsed(..)
            | Event::SignedIn { .. }
            | Event::DomainAdded(_)
            | Event::DomainVerified(_)
            | Event::DomainRemoved(_)
            | Event::ClientSecretSet { .. }
            | Event::IdentityPinned(_)
            | Event::FederatedSessionBegun(..)
            | Event::ProvedAtProvider(..)
            | Event::SignedOutAtProvider(..)
            | Event::SessionEnded(..)
            | Event::ProvedAgain(..)
            | Event::TotpAdded(..)
            | Event::TotpUsed(..)
            | Event::TotpRemoved(..)
            | Event::RecoveryCodesMade { .. }
            | Event::RecoveryCodeUsed(..)
            | Event::PasskeyAdded(..)
            | Event::PasskeyRenamed(..)
            | Event::PasskeyUsed(..)
            | Event::PasskeyRemoved(..)
            | Event::ServiceAccountAdded(_)
            | Event::TokenIssued(_)
            | Event::TokenRevoked(_)
            | Event::SignalHeard { .. }
            | Event::StreamAdded(_)
            | Event::StreamChanged(_)
            | Event::StreamVerified(..)
            | Event::NewsWritten { .. }
            | Event::NewsDropped(_)
            | Event::NewsReleased(..)
            | Event::NewsTold(..)
            | Event::NewsSent(_)
            | Event::PreferenceSet { .. }
            | Event::StreamRemoved(_)
            | Event::JobAsked(_)
            | Event::JobTurned(..)) => panic!("an import does not plan {other:?}"),
        }
    }
}

pub(crate) fn sentences(errors: &[WorldError]) -> Vec<String> {
    errors.iter().map(ToString::to_string).collect()
}

/// A plan's lines as printed.
pub(crate) fn lines(plan: &Plan) -> Vec<String> {
    plan.lines.iter().map(ToString::to_string).collect()
}

/// The same tree in JSON.
pub(crate) fn as_json(text: &str) -> String {
    let tree: toml::Table = text.parse().expect("TOML");
    serde_json::to_string(&tree).expect("a tree")
}
