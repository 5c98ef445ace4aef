//! Each kind of row: its table, how it is named and said, and the events of its life.

use super::known::Known;
use super::row::{self, Row};
use prokura_domain::custom_role::CustomRole;
use prokura_domain::event::{Change, Event, GrantEnd};
use prokura_domain::grant::{Grant, Scope};
use prokura_domain::id::{CustomRoleId, LocationId, OrganizationId, PrincipalId, SiteId, SubscriptionId};
use prokura_domain::organization::{Block, Blocked, Location, Relationship, Site, Subscription};
use prokura_domain::person::Person;
use prokura_domain::support::{HelpDeskSession, SupportGrant};
use prokura_domain::time::Term;
use std::hash::Hash;

/// A row of a world file's table.
pub(super) trait Tabled: Clone + PartialEq {
    /// The table's name.
    const TABLE: &'static str;

    /// Which row it is, in words.
    fn name(&self, known: &Known) -> String;
    /// What it says.
    fn says(&self, known: &Known) -> Row;
    /// Counts a change, where the row counts them.
    fn count_change(&mut self) {}
    /// It is new.
    fn added(self) -> Event;
    /// It changed.
    fn changed(change: Change<Self>) -> Event;
}

/// A row with a look-up key of its own.
pub(super) trait Keyed: Tabled {
    /// Its id's type.
    type Id: Copy + Eq + Hash;

    /// Its id.
    fn id(&self) -> Self::Id;
}

/// A row that comes again and again for the same people and organizations, for one term after another.
pub(super) trait Recurring: Tabled {
    /// What it is about.
    type Key: Clone + Eq + Hash;

    /// What it is about.
    fn key(&self) -> Self::Key;
    /// In which organization it is.
    fn organization(&self) -> OrganizationId;
    /// While it is in force.
    fn term(&self) -> Term;
    /// The same with another term.
    fn with_term(&self, term: Term) -> Self;
    /// What it reaches.
    fn scope(&self) -> Scope {
        Scope::None
    }
    /// Takes over what a stored row has and no file says: its id, how it came to be.
    fn adopt(&mut self, stored: &Self);
    /// A pruning import ended it.
    fn pruned(change: Change<Self>) -> Event {
        Self::changed(change)
    }
}

impl Tabled for Person {
    const TABLE: &'static str = "person";

    fn name(&self, _: &Known) -> String {
        self.email.to_string()
    }

    fn says(&self, known: &Known) -> Row {
        row::person(self, known)
    }

    fn count_change(&mut self) {
        self.version += 1;
    }

    fn added(self) -> Event {
        Event::PersonAdded(self)
    }

    fn changed(change: Change<Self>) -> Event {
        Event::PersonChanged(change)
    }
}

impl Keyed for Person {
    type Id = PrincipalId;

    fn id(&self) -> PrincipalId {
        self.id
    }
}

macro_rules! keyed {
    ($row:ident, $id:ident, $table:literal, $says:path, $added:path, $changed:path) => {
        impl Tabled for $row {
            const TABLE: &'static str = $table;

            fn name(&self, _: &Known) -> String {
                self.slug.to_string()
            }

            fn says(&self, known: &Known) -> Row {
                $says(self, known)
            }

            fn added(self) -> Event {
                $added(self)
            }

            fn changed(change: Change<Self>) -> Event {
                $changed(change)
            }
        }

        impl Keyed for $row {
            type Id = $id;

            fn id(&self) -> $id {
                self.id
            }
        }
    };
}

keyed!(
    Subscription,
    SubscriptionId,
    "subscription",
    row::subscription,
    Event::SubscriptionAdded,
    Event::SubscriptionChanged
);
keyed!(Site, SiteId, "site", row::site, Event::SiteAdded, Event::SiteChanged);
keyed!(Location, LocationId, "location", row::location, Event::LocationAdded, Event::LocationChanged);

impl Tabled for CustomRole {
    const TABLE: &'static str = "custom_role";

    fn name(&self, known: &Known) -> String {
        let name = self.names.in_locale(prokura_domain::text::Locale::En);
        format!("{name} ({}) in {}", self.id, known.organizations.name(self.organization))
    }

    fn says(&self, known: &Known) -> Row {
        row::custom_role(self, known)
    }

    fn count_change(&mut self) {
        self.version += 1;
    }

    fn added(self) -> Event {
        Event::CustomRoleAdded(self)
    }

    fn changed(change: Change<Self>) -> Event {
        if change.before.active && !change.after.active {
            Event::CustomRoleDeleted(change)
        } else {
            Event::CustomRoleChanged(change)
        }
    }
}

impl Keyed for CustomRole {
    type Id = CustomRoleId;

    fn id(&self) -> CustomRoleId {
        self.id
    }
}

impl Tabled for Relationship {
    const TABLE: &'static str = "relationship";

    fn name(&self, known: &Known) -> String {
        format!("{} -> {}", known.organizations.name(self.partner), known.organizations.name(self.customer))
    }

    fn says(&self, known: &Known) -> Row {
        row::relationship(self, known)
    }

    fn added(self) -> Event {
        Event::RelationshipAdded(self)
    }

    fn changed(change: Change<Self>) -> Event {
        Event::RelationshipChanged(change)
    }
}

impl Recurring for Relationship {
    type Key = (OrganizationId, OrganizationId);

    fn key(&self) -> Self::Key {
        (self.partner, self.customer)
    }

    fn organization(&self) -> OrganizationId {
        self.customer
    }

    fn term(&self) -> Term {
        self.term
    }

    fn with_term(&self, term: Term) -> Self {
        Self { term, ..self.clone() }
    }

    fn adopt(&mut self, stored: &Self) {
        self.id = stored.id;
    }
}

impl Tabled for Grant {
    const TABLE: &'static str = "grant";

    fn name(&self, known: &Known) -> String {
        let organization = known.organizations.name(self.organization);
        format!("{} {} in {organization}", known.people.name(self.principal), self.role)
    }

    fn says(&self, known: &Known) -> Row {
        row::grant(self, known)
    }

    fn count_change(&mut self) {
        self.version += 1;
    }

    fn added(self) -> Event {
        Event::RoleAssigned(self)
    }

    fn changed(change: Change<Self>) -> Event {
        Event::GrantChanged(change)
    }
}

impl Recurring for Grant {
    type Key = (PrincipalId, String, OrganizationId);

    fn key(&self) -> Self::Key {
        (self.principal, self.role.clone(), self.organization)
    }

    fn organization(&self) -> OrganizationId {
        self.organization
    }

    fn term(&self) -> Term {
        self.term
    }

    fn with_term(&self, term: Term) -> Self {
        Self { term, ..self.clone() }
    }

    fn scope(&self) -> Scope {
        self.scope.clone()
    }

    fn adopt(&mut self, stored: &Self) {
        self.id = stored.id;
        self.origin = stored.origin;
        self.given_by = stored.given_by;
        self.set_up_as.clone_from(&stored.set_up_as);
        self.version = stored.version;
        if self.activated_at.is_some() && stored.activated_at.is_some() {
            self.activated_at = stored.activated_at;
        }
    }

    fn pruned(change: Change<Self>) -> Event {
        Event::GrantEnded(change, GrantEnd::Pruned)
    }
}

impl Tabled for Block {
    const TABLE: &'static str = "block";

    fn name(&self, known: &Known) -> String {
        let blocked = match self.blocked {
            Blocked::Person(person) => known.people.name(person),
            Blocked::Partner(partner) => known.organizations.name(partner),
        };
        format!("of {blocked} in {}", known.organizations.name(self.organization))
    }

    fn says(&self, known: &Known) -> Row {
        row::block(self, known)
    }

    fn added(self) -> Event {
        Event::BlockAdded(self)
    }

    fn changed(change: Change<Self>) -> Event {
        Event::BlockChanged(change)
    }
}

impl Recurring for Block {
    type Key = (OrganizationId, Blocked);

    fn key(&self) -> Self::Key {
        (self.organization, self.blocked)
    }

    fn organization(&self) -> OrganizationId {
        self.organization
    }

    fn term(&self) -> Term {
        self.term
    }

    fn with_term(&self, term: Term) -> Self {
        Self { term, ..self.clone() }
    }

    fn adopt(&mut self, stored: &Self) {
        self.id = stored.id;
    }
}

impl Tabled for SupportGrant {
    const TABLE: &'static str = "support_grant";

    fn name(&self, known: &Known) -> String {
        format!("of {} in {}", known.people.name(self.agent), known.organizations.name(self.organization))
    }

    fn says(&self, known: &Known) -> Row {
        row::support_grant(self, known)
    }

    fn added(self) -> Event {
        Event::SupportGrantImported(self)
    }

    fn changed(change: Change<Self>) -> Event {
        Event::SupportGrantChanged(change)
    }
}

impl Recurring for SupportGrant {
    type Key = (PrincipalId, OrganizationId);

    fn key(&self) -> Self::Key {
        (self.agent, self.organization)
    }

    fn organization(&self) -> OrganizationId {
        self.organization
    }

    fn term(&self) -> Term {
        self.term
    }

    fn with_term(&self, term: Term) -> Self {
        Self { term, ..self.clone() }
    }

    fn adopt(&mut self, stored: &Self) {
        self.id = stored.id;
        self.request = stored.request;
        self.ended_by = stored.ended_by;
    }
}

impl Tabled for HelpDeskSession {
    const TABLE: &'static str = "help_desk_session";

    fn name(&self, known: &Known) -> String {
        format!("of {} in {}", known.people.name(self.agent), known.organizations.name(self.organization))
    }

    fn says(&self, known: &Known) -> Row {
        row::session(self, known)
    }

    fn added(self) -> Event {
        Event::HelpDeskSessionOpened(self)
    }

    fn changed(change: Change<Self>) -> Event {
        Event::HelpDeskSessionChanged(change)
    }
}

impl Recurring for HelpDeskSession {
    type Key = (PrincipalId, OrganizationId);

    fn key(&self) -> Self::Key {
        (self.agent, self.organization)
    }

    fn organization(&self) -> OrganizationId {
        self.organization
    }

    fn term(&self) -> Term {
        self.term
    }

    fn with_term(&self, term: Term) -> Self {
        Self { term, ..self.clone() }
    }

    fn adopt(&mut self, stored: &Self) {
        self.id = stored.id;
    }
}
