//! What each event says in the log. Exhaustive: an event that nobody audits does not compile.

use crate::bulk::task::Task;
use crate::job::administrators_export;
use crate::job::audit_export::Wanted;
use prokura_domain::custom_role::{AreaLevel, CustomRole, named_by};
use prokura_domain::event::{Change, Event};
use prokura_domain::factor::Passkey;
use prokura_domain::federation::Domain;
use prokura_domain::grant::{Grant, Scope};
use prokura_domain::id::OrganizationId;
use prokura_domain::job::{Job, JobKind, JobTurn};
use prokura_domain::licence_rule::{Gives, LicenceRule};
use prokura_domain::news::ProductNews;
use prokura_domain::organization::{Block, Blocked, Location, Organization, Relationship, Site, Subscription};
use prokura_domain::person::{Details, Person};
use prokura_domain::preference::Preference;
use prokura_domain::seat_request::SeatRequest;
use prokura_domain::setting::{Setting, SettingValue};
use prokura_domain::signal::{Delivery, SignalStream};
use prokura_domain::support::{HelpDeskSession, SupportGrant, SupportRequest};
use prokura_domain::template::{Services, Template};
use prokura_domain::text::Locale;
use prokura_domain::time::{Term, Timestamp};
use std::collections::BTreeMap;
use uuid::Uuid;

/// One fact of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A stable code or key.
    Code(String),
    /// Several.
    Codes(Vec<String>),
    /// An id.
    Id(Uuid),
    /// Several.
    Ids(Vec<Uuid>),
    /// A whole number.
    Number(i64),
    /// On or off.
    Switch(bool),
    /// A moment.
    Time(Timestamp),
    /// A personal value: address, name, free text. Stands in the bytes as a salted commitment.
    Personal(String),
}

/// Facts by name.
pub type Facts = BTreeMap<&'static str, Fact>;

/// What the log says of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Whose log it goes to.
    pub organization: OrganizationId,
    /// The action's code; its text is `audit-<code>` in every locale.
    pub action: &'static str,
    /// The row it is about.
    pub subject: Uuid,
    /// What else there is to say.
    pub arguments: Facts,
    /// The row as it was.
    pub before: Facts,
    /// The row as it is now.
    pub after: Facts,
}

impl Description {
    fn new(organization: OrganizationId, action: &'static str, subject: Uuid) -> Self {
        Self { organization, action, subject, arguments: Facts::new(), before: Facts::new(), after: Facts::new() }
    }

    fn with(mut self, name: &'static str, fact: Fact) -> Self {
        self.arguments.insert(name, fact);
        self
    }

    fn after(mut self, facts: Facts) -> Self {
        self.after = facts;
        self
    }

    fn change(mut self, before: Facts, after: Facts) -> Self {
        self.before = before;
        self.after = after;
        self
    }
}

/// What the log says of an event.
#[must_use]
pub fn describe(event: &Event) -> Description {
    match event {
        Event::OrganizationAdded(row) => {
            Description::new(row.id, "organization_added", row.id.0).after(organization(row))
        }
        Event::OrganizationChanged(Change { before, after }) => {
            Description::new(after.id, "organization_changed", after.id.0)
                .change(organization(before), organization(after))
        }
        Event::RelationshipAdded(row) => {
            Description::new(row.customer, "relationship_added", row.id.0).after(relationship(row))
        }
        Event::RelationshipChanged(Change { before, after }) => {
            Description::new(after.customer, "relationship_changed", after.id.0)
                .change(relationship(before), relationship(after))
        }
        Event::SubscriptionAdded(row) => {
            Description::new(row.customer, "subscription_added", row.id.0).after(subscription(row))
        }
        Event::SubscriptionChanged(Change { before, after }) => {
            Description::new(after.customer, "subscription_changed", after.id.0)
                .change(subscription(before), subscription(after))
        }
        Event::LicenceRuleSet { before, after } => {
            let was = before.as_ref().map(licence_rule).unwrap_or_default();
            Description::new(after.organization, "licence_rule_set", after.id.0).change(was, licence_rule(after))
        }
        Event::LicenceRuleRemoved(row) => {
            Description::new(row.organization, "licence_rule_removed", row.id.0).change(licence_rule(row), Facts::new())
        }
        Event::LicencesMissed { person, home, licenses } => {
            Description::new(*home, "licences_missed", person.0).with("licenses", Fact::Codes(licenses.clone()))
        }
        Event::TemplateMade(row) => Description::new(row.organization, "template_made", row.id.0).after(template(row)),
        Event::TemplateChanged(Change { before, after }) => {
            Description::new(after.organization, "template_changed", after.id.0)
                .change(template(before), template(after))
        }
        // About the job: who changed a template last is not who applied it.
        Event::TemplateApplied(Change { after, .. }, job) => {
            Description::new(after.organization, "template_applied", job.0)
                .with("template", Fact::Id(after.id.0))
                .with("name", Fact::Personal(after.name.to_string()))
        }
        Event::TemplateDeleted(row) => {
            Description::new(row.organization, "template_deleted", row.id.0).change(template(row), Facts::new())
        }
        Event::SeatsAsked(row) => Description::new(row.customer, "seats_asked", row.id.0).after(seat_request(row)),
        Event::SeatsAccepted(change) => {
            seats(Description::new(change.after.customer, "seats_accepted", change.after.id.0), change)
        }
        Event::SeatsDeclined(change) => {
            seats(Description::new(change.after.customer, "seats_declined", change.after.id.0), change)
        }
        Event::SeatsWithdrawn(change) => {
            seats(Description::new(change.after.customer, "seats_withdrawn", change.after.id.0), change)
        }
        Event::SiteAdded(row) => Description::new(row.organization, "site_added", row.id.0).after(site(row)),
        Event::SiteChanged(Change { before, after }) => {
            Description::new(after.organization, "site_changed", after.id.0).change(site(before), site(after))
        }
        Event::LocationAdded(row) => {
            Description::new(row.organization, "location_added", row.id.0).after(location(row))
        }
        Event::LocationChanged(Change { before, after }) => {
            Description::new(after.organization, "location_changed", after.id.0)
                .change(location(before), location(after))
        }
        Event::PersonAdded(row) => Description::new(row.home, "person_added", row.id.0).after(person(row)),
        Event::PersonChanged(Change { before, after }) => {
            Description::new(after.home, "person_changed", after.id.0).change(person(before), person(after))
        }
        // The address of somebody who is gone is told as it was; what stands in its place says nothing.
        Event::PersonDeleted(Change { before, after }, _) => {
            Description::new(after.home, "person_deleted", after.id.0).change(person(before), person(after))
        }
        Event::PersonRestored(Change { before, after }) => {
            Description::new(after.home, "person_restored", after.id.0).change(person(before), person(after))
        }
        // Nothing personal is in it: it would have to be erased in its turn.
        Event::PersonErased(erasure) => {
            let after = &erasure.person.after;
            Description::new(after.home, "person_erased", after.id.0)
        }
        // The log is of the new home: what the former one gave and knew stays there.
        Event::PersonClaimed(Change { before, after }) => {
            Description::new(after.home, "person_claimed", after.id.0).change(person(&before.bare()), person(after))
        }
        Event::PersonLeft { person, former, claimed_by } => {
            Description::new(*former, "person_left", person.0).with("claimed_by", Fact::Id(claimed_by.0))
        }
        Event::RoleAssigned(row) => Description::new(row.organization, "role_assigned", row.id.0).after(grant(row)),
        Event::GrantChanged(Change { before, after }) => {
            Description::new(after.organization, "grant_changed", after.id.0).change(grant(before), grant(after))
        }
        Event::GrantEnded(Change { before, after }, end) => {
            Description::new(after.organization, "grant_ended", after.id.0)
                .with("end", Fact::Code(end.code().to_owned()))
                .change(grant(before), grant(after))
        }
        Event::GrantActivated(Change { before, after }) => {
            Description::new(after.organization, "grant_activated", after.id.0).change(grant(before), grant(after))
        }
        Event::CustomRoleAdded(row) => {
            Description::new(row.organization, "custom_role_added", row.id.0).after(custom_role(row))
        }
        Event::CustomRoleChanged(Change { before, after }) => {
            Description::new(after.organization, "custom_role_changed", after.id.0)
                .change(custom_role(before), custom_role(after))
        }
        Event::CustomRoleDeleted(Change { before, after }) => {
            Description::new(after.organization, "custom_role_deleted", after.id.0)
                .change(custom_role(before), custom_role(after))
        }
        Event::BlockAdded(row) => Description::new(row.organization, "block_added", row.id.0).after(block(row)),
        Event::BlockChanged(Change { before, after }) => {
            Description::new(after.organization, "block_changed", after.id.0).change(block(before), block(after))
        }
        Event::SupportRequested(row) => {
            Description::new(row.organization, "support_requested", row.id.0).after(support_request(row))
        }
        Event::SupportGranted(Change { before, after }, granted) => {
            Description::new(after.organization, "support_granted", after.id.0)
                .with("grant", Fact::Id(granted.id.0))
                .with("until", time(granted.term.until))
                .change(support_request(before), support_request(after))
        }
        Event::SupportDenied(Change { before, after }) => {
            Description::new(after.organization, "support_denied", after.id.0)
                .change(support_request(before), support_request(after))
        }
        Event::SupportWithdrawn(Change { before, after }) => {
            Description::new(after.organization, "support_withdrawn", after.id.0)
                .change(support_request(before), support_request(after))
        }
        Event::SupportLapsed(Change { before, after }) => {
            Description::new(after.organization, "support_lapsed", after.id.0)
                .change(support_request(before), support_request(after))
        }
        Event::SupportEnded(Change { before, after }) => {
            Description::new(after.organization, "support_ended", after.request.map_or(after.id.0, |request| request.0))
                .change(support_grant(before), support_grant(after))
        }
        Event::SupportExpired(row) => {
            Description::new(row.organization, "support_expired", row.request.map_or(row.id.0, |request| request.0))
                .after(support_grant(row))
        }
        Event::SupportGrantImported(row) => {
            Description::new(row.organization, "support_grant_imported", row.id.0).after(support_grant(row))
        }
        Event::SupportGrantChanged(Change { before, after }) => {
            Description::new(after.organization, "support_grant_changed", after.id.0)
                .change(support_grant(before), support_grant(after))
        }
        Event::HelpDeskSessionOpened(row) => {
            Description::new(row.organization, "help_desk_session_opened", row.id.0).after(session(row))
        }
        Event::HelpDeskSessionChanged(Change { before, after }) => {
            Description::new(after.organization, "help_desk_session_changed", after.id.0)
                .change(session(before), session(after))
        }
        Event::SettingChanged { before, after } => {
            Description::new(after.organization, "setting_changed", after.organization.0)
                .with("setting", Fact::Code(after.key.clone()))
                .change(before.as_ref().map_or_else(Facts::new, setting), setting(after))
        }
        Event::NewsWritten { before, after } => Description::new(after.organization, "news_written", after.id.0)
            .change(before.as_ref().map(news).unwrap_or_default(), news(after)),
        Event::NewsDropped(row) => Description::new(row.organization, "news_dropped", row.id.0).after(news(row)),
        Event::NewsReleased(Change { after, .. }, _) => {
            Description::new(after.organization, "news_released", after.id.0).after(news(after))
        }
        Event::NewsTold(Change { after, .. }, people) => {
            let count = i64::try_from(people.len()).unwrap_or(i64::MAX);
            Description::new(after.organization, "news_told", after.id.0).with("people", Fact::Number(count))
        }
        Event::NewsSent(Change { after, .. }) => {
            Description::new(after.organization, "news_sent", after.id.0).with("people", Fact::Number(after.people))
        }
        Event::PreferenceSet { before, after, home } => {
            let said = |preference: &Preference| Facts::from([("wanted", Fact::Switch(preference.wanted))]);
            Description::new(*home, "preference_set", after.person.0)
                .with("topic", Fact::Code(after.topic.code().to_owned()))
                .change(before.as_ref().map(said).unwrap_or_default(), said(after))
        }
        Event::PasswordSet { person, home, hash: _ } => Description::new(*home, "password_set", person.0),
        Event::RecoveryAsked { person, home, has_second: _ } => Description::new(*home, "recovery_asked", person.0),
        Event::SignInReset { person, home } => Description::new(*home, "sign_in_reset", person.0),
        Event::SignInLinkIssued(link, home) => Description::new(*home, "sign_in_link_issued", link.person.0)
            .with("purpose", Fact::Code(link.purpose.code().to_owned()))
            .with("until", Fact::Time(link.expires_at)),
        Event::SignInLinkUsed(link, home) => Description::new(*home, "sign_in_link_used", link.person.0),
        Event::SignedIn { session: row, home, is_new_device: _ } => Description::new(*home, "signed_in", row.person.0)
            .with("session", Fact::Id(row.id.0))
            .with("method", Fact::Code(row.method.code().to_owned())),
        Event::SessionEnded(Change { after, .. }, home) => {
            Description::new(*home, "session_ended", after.person.0).with("session", Fact::Id(after.id.0))
        }
        Event::ProvedAgain(Change { after, .. }, home) => {
            Description::new(*home, "proved_again", after.person.0).with("session", Fact::Id(after.id.0))
        }
        Event::TotpAdded(totp, home) => Description::new(*home, "totp_added", totp.person.0),
        Event::TotpUsed(Change { after, .. }, home) => Description::new(*home, "totp_used", after.person.0),
        Event::TotpRemoved(totp, home) => Description::new(*home, "totp_removed", totp.person.0),
        Event::RecoveryCodesMade { person, home, codes, first: _ } => {
            let count = i64::try_from(codes.len()).unwrap_or(i64::MAX);
            Description::new(*home, "recovery_codes_made", person.0).with("count", Fact::Number(count))
        }
        Event::RecoveryCodeUsed(code, home) => Description::new(*home, "recovery_code_used", code.person.0),
        Event::PasskeyAdded(row, home) => passkey(Description::new(*home, "passkey_added", row.person.0), row),
        Event::PasskeyRenamed(Change { before, after }, home) => {
            let named = |row: &Passkey| Facts::from([("name", Fact::Personal(row.name.to_string()))]);
            Description::new(*home, "passkey_renamed", after.person.0)
                .with("passkey", Fact::Id(after.id.0))
                .change(named(before), named(after))
        }
        Event::PasskeyUsed(Change { after, .. }, home) => {
            Description::new(*home, "passkey_used", after.person.0).with("passkey", Fact::Id(after.id.0))
        }
        Event::PasskeyRemoved(row, home) => passkey(Description::new(*home, "passkey_removed", row.person.0), row),
        Event::ServiceAccountAdded(row) => Description::new(row.home, "service_account_added", row.id.0)
            .with("name", Fact::Personal(row.name.to_string())),
        Event::TokenIssued(row) => Description::new(row.organization, "token_issued", row.id.0)
            .with("principal", Fact::Id(row.principal.0))
            .with("scopes", Fact::Codes(row.scopes.iter().map(|scope| scope.code().to_owned()).collect()))
            .with("until", time(row.term.until)),
        Event::TokenRevoked(Change { after, .. }) => Description::new(after.organization, "token_revoked", after.id.0)
            .with("principal", Fact::Id(after.principal.0)),
        Event::DomainAdded(row) => Description::new(row.organization, "domain_added", row.id.0).after(domain(row)),
        Event::DomainVerified(Change { before, after }) => {
            Description::new(after.organization, "domain_verified", after.id.0).change(domain(before), domain(after))
        }
        Event::DomainRemoved(Change { before, after }) => {
            Description::new(after.organization, "domain_removed", after.id.0).change(domain(before), domain(after))
        }
        // Whether there is one, and never what it is.
        Event::ClientSecretSet { before, after } => {
            let kept = |there: bool| Facts::from([("kept", Fact::Switch(there))]);
            Description::new(after.organization, "sso_secret_set", after.organization.0)
                .change(kept(before.as_ref().is_some_and(|it| it.locked.is_some())), kept(after.locked.is_some()))
        }
        Event::IdentityPinned(row) => Description::new(row.organization, "identity_pinned", row.person.0)
            .with("issuer", Fact::Personal(row.issuer.clone()))
            .with("subject", Fact::Personal(row.subject.clone())),
        Event::FederatedSessionBegun(row, person, _) => {
            Description::new(row.organization, "federated_session_begun", person.0)
                .with("session", Fact::Id(row.session.0))
                .with("issuer", Fact::Personal(row.issuer.clone()))
        }
        Event::ProvedAtProvider(Change { after, .. }, home, _) => {
            Description::new(*home, "proved_at_provider", after.person.0).with("session", Fact::Id(after.id.0))
        }
        Event::SignedOutAtProvider(organization, sessions, _) => {
            Description::new(*organization, "signed_out_at_provider", organization.0)
                .with("sessions", Fact::Number(i64::try_from(*sessions).unwrap_or(i64::MAX)))
        }
        Event::SignalHeard { organization, person, said, sessions, spent: _ } => {
            Description::new(*organization, "signal_heard", person.0)
                .with("said", Fact::Code((*said).to_owned()))
                .with("sessions", Fact::Number(i64::try_from(*sessions).unwrap_or(i64::MAX)))
        }
        Event::StreamAdded(row) => Description::new(row.organization, "stream_added", row.id.0)
            .with("principal", Fact::Id(row.receiver.0))
            .after(stream(row)),
        Event::StreamChanged(Change { before, after }) => {
            Description::new(after.organization, "stream_changed", after.id.0)
                .with("principal", Fact::Id(after.receiver.0))
                .change(stream(before), stream(after))
        }
        Event::StreamVerified(Change { after, .. }, _) => {
            Description::new(after.organization, "stream_verified", after.id.0)
                .with("principal", Fact::Id(after.receiver.0))
        }
        Event::StreamRemoved(row) => Description::new(row.organization, "stream_removed", row.id.0)
            .with("principal", Fact::Id(row.receiver.0))
            .change(stream(row), Facts::new()),
        Event::JobAsked(job) => match job.kind {
            JobKind::AuditExport => exported(job),
            JobKind::AdministratorsExport => administrators_exported(job),
            JobKind::ProductNews => Description::new(job.organization, "news_released", job.id.0),
            JobKind::PeopleChanges => changes(Description::new(job.organization, "changes_asked", job.id.0), job),
        },
        Event::JobTurned(Change { after, .. }, turn) => {
            let (place, id) = (after.organization, after.id.0);
            let description = match turn {
                JobTurn::Apply => Description::new(place, "changes_applied", id),
                JobTurn::Pause => Description::new(place, "changes_paused", id),
                JobTurn::Resume => Description::new(place, "changes_resumed", id),
                JobTurn::Cancel => Description::new(place, "changes_cancelled", id),
            };
            changes(description, after)
        }
    }
}

/// A stream, without what its receiver wants to see with each signal.
fn stream(row: &SignalStream) -> Facts {
    let kinds = row.kinds.iter().map(|kind| kind.code().to_owned()).collect();
    let mut facts = Facts::from([
        ("stream_state", Fact::Code(row.state.code().to_owned())),
        ("signals", Fact::Codes(kinds)),
        ("everybody", Fact::Switch(row.everybody)),
    ]);
    match &row.delivery {
        Delivery::Push { endpoint, authorization } => {
            facts.insert("delivery", Fact::Code("push".to_owned()));
            facts.insert("endpoint", Fact::Personal(endpoint.clone()));
            facts.insert("authorized", Fact::Switch(authorization.is_some()));
        }
        Delivery::Poll => {
            facts.insert("delivery", Fact::Code("poll".to_owned()));
        }
    }
    if let Some(reason) = row.reason {
        facts.insert("stream_reason", Fact::Code(reason.code().to_owned()));
    }
    if let Some(description) = &row.description {
        facts.insert("description", Fact::Personal(description.clone()));
    }
    facts
}

/// Whether a text that somebody typed is like a code of ours; any other has no place in the log's bytes.
fn is_code(text: &str) -> bool {
    text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// Changes of many people: what kind, of how many rows. What becomes of each row has an entry of its own.
fn changes(description: Description, job: &Job) -> Description {
    let description = description.with("rows", Fact::Number(job.total));
    let Ok(task) = Task::of(job) else { return description };
    let mut description = description.with("changes", code(task.what.code()));
    if let Some(taken) = task.what.template() {
        description =
            description.with("template", Fact::Id(taken.template.0)).with("version", Fact::Number(taken.version));
    }
    match task.undoes {
        Some(undone) => description.with("undoes", Fact::Id(undone.0)),
        None => description,
    }
}

/// What was taken along: the form, and every filter that was set.
fn exported(job: &Job) -> Description {
    let mut description = Description::new(job.organization, "audit_exported", job.id.0);
    let Ok(Wanted { filter, format }) = Wanted::of(job) else { return description };
    let code = |text: String| Fact::Code(text);
    let place = filter.elsewhere.map(|place| place.map_or_else(|| code("any".to_owned()), |id| Fact::Id(id.0)));
    let facts = [
        ("format", Some(code(format.code().to_owned()))),
        ("from", filter.from.map(Fact::Time)),
        ("until", filter.until.map(Fact::Time)),
        ("actor", filter.actor.map(|id| Fact::Id(id.0))),
        ("home", filter.actor_home.map(|id| Fact::Id(id.0))),
        ("person", filter.history.map(|(id, _)| Fact::Id(id.0))),
        ("place", place),
        ("controls", (!filter.controls.is_empty()).then_some(Fact::Codes(filter.controls))),
        ("action", filter.action.filter(|action| is_code(action)).map(code)),
        ("outcome", filter.outcome.map(code)),
        ("request", filter.support_request.map(|id| Fact::Id(id.0))),
        ("row", filter.subject.map(Fact::Id)),
    ];
    for (name, fact) in facts {
        if let Some(fact) = fact {
            description = description.with(name, fact);
        }
    }
    description
}

/// What was taken along: everybody, or whom the filters let through.
fn administrators_exported(job: &Job) -> Description {
    let mut description = Description::new(job.organization, "administrators_exported", job.id.0);
    let Ok(wanted) = administrators_export::Wanted::of(job) else { return description };
    let code = |text: String| Fact::Code(text);
    let search = Some(wanted.search).filter(|search| !search.is_empty());
    let is_role = |role: &String| is_code(role) || named_by(role).is_some();
    let roles: Vec<String> = wanted.roles.into_iter().filter(is_role).collect();
    let facts = [
        ("own", Some(Fact::Switch(wanted.own))),
        ("outside", Some(Fact::Switch(wanted.outside))),
        ("roles", (!roles.is_empty()).then_some(Fact::Codes(roles))),
        ("location", wanted.location.map(|id| Fact::Id(id.0))),
        ("status", wanted.status.map(|status| code(status.code().to_owned()))),
        ("license", wanted.license.filter(|it| is_code(it)).map(code)),
        ("search", search.map(Fact::Personal)),
    ];
    for (name, fact) in facts {
        if let Some(fact) = fact {
            description = description.with(name, fact);
        }
    }
    description
}

fn passkey(description: Description, row: &Passkey) -> Description {
    description.with("passkey", Fact::Id(row.id.0)).with("name", Fact::Personal(row.name.to_string()))
}

fn time(at: Option<Timestamp>) -> Fact {
    at.map_or_else(|| Fact::Code("none".to_owned()), Fact::Time)
}

fn code(text: &str) -> Fact {
    Fact::Code(text.to_owned())
}

fn term(facts: &mut Facts, term: Term) {
    if let Some(from) = term.from {
        facts.insert("from", Fact::Time(from));
    }
    if let Some(until) = term.until {
        facts.insert("until", Fact::Time(until));
    }
}

fn organization(row: &Organization) -> Facts {
    let mut facts = Facts::from([
        ("slug", code(row.slug.as_str())),
        ("name", code(row.name.as_str())),
        ("kind", code(row.kind.code())),
        ("active", Fact::Switch(row.active)),
    ]);
    if let Some(locale) = row.locale {
        facts.insert("locale", code(locale.tag()));
    }
    facts
}

fn relationship(row: &Relationship) -> Facts {
    let mut facts = Facts::from([("partner", Fact::Id(row.partner.0)), ("customer", Fact::Id(row.customer.0))]);
    term(&mut facts, row.term);
    facts
}

fn subscription(row: &Subscription) -> Facts {
    let mut facts = Facts::from([
        ("slug", code(row.slug.as_str())),
        ("seller", Fact::Id(row.seller.0)),
        ("services", Fact::Codes(row.services.clone())),
        ("quantity", Fact::Number(row.quantity)),
    ]);
    term(&mut facts, row.term);
    facts
}

fn licence_rule(row: &LicenceRule) -> Facts {
    let gives = match &row.gives {
        Gives::Licences(licences) => ("licenses", Fact::Codes(licences.clone())),
        Gives::Package(package) => ("package", code(package)),
    };
    let mut facts = Facts::from([gives]);
    if let Some(domain) = &row.domain {
        facts.insert("domain", code(domain.as_str()));
    }
    facts
}

/// What a template sets, and whom it is for.
fn template(row: &Template) -> Facts {
    let Template { name, note, sets, group, .. } = row;
    let mut facts = Facts::from([("name", Fact::Personal(name.to_string()))]);
    match &sets.services {
        None => {}
        Some(Services::Add(codes)) => {
            facts.insert("licenses", Fact::Codes(codes.clone()));
        }
        Some(Services::Exactly(codes)) => {
            facts.insert("licenses_exactly", Fact::Codes(codes.clone()));
        }
    }
    let personal = [
        ("note", note),
        ("title", &sets.title),
        ("department", &sets.department),
        ("group_department", &group.department),
        ("search", &group.search),
    ];
    let personal = personal.into_iter().filter_map(|(name, words)| Some((name, words.as_ref()?)));
    facts.extend(personal.map(|(name, words)| (name, Fact::Personal(words.to_string()))));
    let coded = [
        ("package", sets.package.clone()),
        ("status", group.status.map(|status| status.code().to_owned())),
        ("license", group.license.clone()),
    ];
    facts.extend(coded.into_iter().filter_map(|(name, value)| Some((name, code(&value?)))));
    if !group.roles.is_empty() {
        facts.insert("roles", Fact::Codes(group.roles.clone()));
    }
    if let Some(location) = group.location {
        facts.insert("location", Fact::Id(location.0));
    }
    facts
}

fn seats(description: Description, change: &Change<SeatRequest>) -> Description {
    description.change(seat_request(&change.before), seat_request(&change.after))
}

fn seat_request(row: &SeatRequest) -> Facts {
    let mut facts = Facts::from([
        ("subscription", Fact::Id(row.subscription.0)),
        ("seller", Fact::Id(row.seller.0)),
        ("quantity", Fact::Number(row.quantity)),
        ("seat_state", code(row.state.code())),
    ]);
    let words = [("reason", &row.reason), ("answer", &row.answer)];
    facts.extend(words.into_iter().filter_map(|(name, words)| Some((name, Fact::Personal(words.clone()?)))));
    facts
}

fn site(row: &Site) -> Facts {
    Facts::from([
        ("slug", code(row.slug.as_str())),
        ("subscription", Fact::Id(row.subscription.0)),
        ("managed_by", code(row.managed_by.code())),
    ])
}

fn location(row: &Location) -> Facts {
    Facts::from([("slug", code(row.slug.as_str())), ("name", code(row.name.as_str()))])
}

fn person(row: &Person) -> Facts {
    let mut facts = Facts::from([
        ("name", Fact::Personal(row.name.to_string())),
        ("status", code(row.status.code())),
        ("licenses", Fact::Codes(row.licenses.clone())),
    ]);
    if let Some(email) = row.address() {
        facts.insert("email", Fact::Personal(email.to_string()));
    }
    if let Some(locale) = row.locale {
        facts.insert("locale", code(locale.tag()));
    }
    if let Some(package) = &row.package {
        facts.insert("package", code(package));
    }
    let Details { title, department, work_number } = &row.details;
    let details = [
        ("title", title.as_ref().map(ToString::to_string)),
        ("department", department.as_ref().map(ToString::to_string)),
        ("work_number", work_number.as_ref().map(ToString::to_string)),
    ];
    facts.extend(details.into_iter().filter_map(|(name, value)| Some((name, Fact::Personal(value?)))));
    facts
}

/// To whom, and under which subjects; the texts themselves are no business of the log.
fn news(row: &ProductNews) -> Facts {
    let kinds = row.kinds.iter().map(|kind| kind.code().to_owned()).collect();
    let mut facts = Facts::from([("kinds", Fact::Codes(kinds))]);
    for (fact, locale) in [("subject_en", Locale::En), ("subject_cs", Locale::Cs), ("subject_pl", Locale::Pl)] {
        if let Some(written) = row.texts.get(locale) {
            facts.insert(fact, Fact::Personal(written.subject.clone()));
        }
    }
    facts
}

fn domain(row: &Domain) -> Facts {
    Facts::from([("domain", code(row.name.as_str())), ("verified", Fact::Switch(row.counts()))])
}

fn grant(row: &Grant) -> Facts {
    let mut facts = Facts::from([
        ("principal", Fact::Id(row.principal.0)),
        ("role", code(&row.role)),
        ("origin", code(row.origin.code())),
        ("activated", Fact::Switch(row.activated_at.is_some())),
    ]);
    match &row.scope {
        Scope::None => {}
        Scope::Sites(ids) => {
            facts.insert("sites", Fact::Ids(ids.iter().map(|id| id.0).collect()));
        }
        Scope::Locations(ids) => {
            facts.insert("locations", Fact::Ids(ids.iter().map(|id| id.0).collect()));
        }
        Scope::Customers(ids) => {
            facts.insert("customers", Fact::Ids(ids.iter().map(|id| id.0).collect()));
        }
    }
    if let Some(reason) = &row.reason {
        facts.insert("reason", Fact::Personal(reason.clone()));
    }
    term(&mut facts, row.term);
    facts
}

fn custom_role(row: &CustomRole) -> Facts {
    let areas = |level: AreaLevel| {
        let names = row.areas.iter().filter(|(_, it)| **it == level).map(|(name, _)| name.clone());
        Fact::Codes(names.collect())
    };
    let mut facts = Facts::from([
        ("active", Fact::Switch(row.active)),
        ("manages", areas(AreaLevel::Manage)),
        ("reads", areas(AreaLevel::Read)),
        ("version", Fact::Number(row.version)),
    ]);
    for (fact, locale) in [("name_en", Locale::En), ("name_cs", Locale::Cs), ("name_pl", Locale::Pl)] {
        if let Some(name) = row.names.spelled().get(locale) {
            facts.insert(fact, code(name.as_str()));
        }
    }
    facts
}

fn block(row: &Block) -> Facts {
    let blocked = match row.blocked {
        Blocked::Person(person) => ("person", Fact::Id(person.0)),
        Blocked::Partner(partner) => ("partner", Fact::Id(partner.0)),
    };
    let mut facts = Facts::from([blocked]);
    term(&mut facts, row.term);
    facts
}

fn support_request(row: &SupportRequest) -> Facts {
    let mut facts = Facts::from([
        ("agent", Fact::Id(row.agent.0)),
        ("addressed_to", Fact::Personal(row.addressed_to.to_string())),
        ("reason", Fact::Personal(row.reason.clone())),
        ("state", code(row.state.code())),
    ]);
    if let Some(by) = row.decided_by {
        facts.insert("decided_by", Fact::Id(by.0));
    }
    facts
}

fn support_grant(row: &SupportGrant) -> Facts {
    let mut facts = Facts::from([("agent", Fact::Id(row.agent.0)), ("approved_by", Fact::Id(row.approved_by.0))]);
    if let Some(by) = row.ended_by {
        facts.insert("ended_by", Fact::Id(by.0));
    }
    term(&mut facts, row.term);
    facts
}

fn session(row: &HelpDeskSession) -> Facts {
    let mut facts = Facts::from([("agent", Fact::Id(row.agent.0))]);
    term(&mut facts, row.term);
    facts
}

fn setting(row: &Setting) -> Facts {
    let value = match &row.value {
        SettingValue::Switch(on) => Fact::Switch(*on),
        SettingValue::Number(number) => Fact::Number(*number),
        SettingValue::Text(text) => Fact::Personal(text.clone()),
        SettingValue::List(codes) => Fact::Codes(codes.clone()),
    };
    Facts::from([("value", value)])
}
