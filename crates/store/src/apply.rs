//! What does each event change? Exactly one change of state for each, and no event can be forgotten.

use crate::erase;
use crate::rows::licence_count::{self, Count};
use crate::rows::person_facet::{self, Facet};
use crate::rows::{
    Writing, client_secret, custom_role, custom_role_version, identity, licence_rule, organization, passkey, password,
    person, preference, product_news, recovery_code, role_grant, seat_request, setting, sign_in_link, signal, stream,
    support_grant, support_request, template, totp,
};
use crate::signal as signal_queue;
use prokura_app::port::StoreResult;
use prokura_decision::permit::Permit;
use prokura_domain::account::SignInLink;
use prokura_domain::event::{Change, Event};
use prokura_domain::factor::{Passkey, RecoveryCode, Totp};
use prokura_domain::federation::Identity;
use prokura_domain::licence_rule::LicenceRule;
use prokura_domain::news::ProductNews;
use prokura_domain::preference::Preference;
use prokura_domain::setting::Setting;
use prokura_domain::signal::{SignalStream, StreamProgress, StreamState, WaitingSignal};
use prokura_domain::support::SupportRequest;
use prokura_domain::template::Template;
use sea_orm::ColumnTrait as _;
use sea_orm::sea_query::ExprTrait as _;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Applies an event. The permit is not read: having it is the point.
pub(crate) fn apply(writing: &mut Writing, _permit: &Permit, event: &Event) -> StoreResult<()> {
    match event {
        Event::OrganizationAdded(row) => writing.insert(row),
        Event::OrganizationChanged(Change { before, after }) => {
            writing.change_from(after, organization::Column::Version, before.version)
        }
        Event::RelationshipAdded(row) => writing.insert(row),
        Event::RelationshipChanged(Change { after, .. }) => writing.change(after),
        Event::SubscriptionAdded(row) => writing.insert(row),
        Event::SubscriptionChanged(Change { after, .. }) => writing.change(after),
        Event::LicenceRuleSet { before: None, after } => writing.insert(after),
        Event::LicenceRuleSet { before: Some(before), after } => {
            writing.change_from(after, licence_rule::Column::Version, before.version)
        }
        Event::LicenceRuleRemoved(row) => {
            writing.remove_one::<LicenceRule>(licence_rule::Column::Id.eq(row.id.0));
            Ok(())
        }
        // It is written down, and changes nothing.
        Event::LicencesMissed { .. } => Ok(()),
        Event::TemplateMade(row) => writing.insert(row),
        Event::TemplateChanged(Change { before, after }) | Event::TemplateApplied(Change { before, after }, _) => {
            writing.change_from(after, template::Column::Version, before.version)
        }
        Event::TemplateDeleted(row) => {
            writing.remove_one::<Template>(template::Column::Id.eq(row.id.0));
            Ok(())
        }
        Event::SeatsAsked(row) => writing.insert(row),
        Event::SeatsAccepted(Change { before, after })
        | Event::SeatsDeclined(Change { before, after })
        | Event::SeatsWithdrawn(Change { before, after }) => {
            writing.change_from(after, seat_request::Column::Version, before.version)
        }
        Event::SiteAdded(row) => writing.insert(row),
        Event::SiteChanged(Change { after, .. }) => writing.change(after),
        Event::LocationAdded(row) => writing.insert(row),
        Event::LocationChanged(Change { after, .. }) => writing.change(after),
        Event::PersonAdded(row) => {
            writing.insert(row)?;
            find_otherwise(writing, &BTreeSet::new(), &Facet::of(row))
        }
        Event::PersonChanged(Change { before, after }) => {
            writing.change_from(after, person::Column::Version, before.version)?;
            find_otherwise(writing, &Facet::of(before), &Facet::of(after))
        }
        Event::PersonDeleted(Change { before, after }, departed) => {
            signs_in_no_more(writing, after.id.0);
            writing.remove_all::<SignInLink>(sign_in_link::Column::Person.eq(after.id.0));
            writing.remove_all::<Identity>(identity::Column::Person.eq(after.id.0));
            writing.remove_all::<Preference>(preference::Column::Person.eq(after.id.0));
            writing.insert(departed)?;
            writing.change_from(after, person::Column::Version, before.version)?;
            find_otherwise(writing, &Facet::of(before), &Facet::of(after))
        }
        Event::PersonRestored(Change { before, after }) => {
            erase::forget_departed(writing, after.id.0);
            writing.change_from(after, person::Column::Version, before.version)?;
            find_otherwise(writing, &Facet::of(before), &Facet::of(after))
        }
        Event::PersonClaimed(Change { before, after }) => {
            signs_in_no_more(writing, after.id.0);
            writing.remove_all::<Identity>(identity::Column::Person.eq(after.id.0));
            writing.change_from(after, person::Column::Version, before.version)?;
            find_otherwise(writing, &Facet::of(before), &Facet::of(after))
        }
        // It is written down, and the other event is the change.
        Event::PersonLeft { .. } => Ok(()),
        Event::PersonErased(erasure) => {
            let Change { before, after } = &erasure.person;
            writing.change_from(after, person::Column::Version, before.version)?;
            find_otherwise(writing, &Facet::of(before), &Facet::of(after))?;
            erase::apply(writing, erasure)
        }
        Event::RoleAssigned(row) => writing.insert(row),
        Event::GrantChanged(Change { before, after }) | Event::GrantActivated(Change { before, after }) => {
            writing.change_from(after, role_grant::Column::Version, before.version)
        }
        Event::GrantEnded(Change { before, after }, _) => {
            let ended = role_grant::Ended(after.clone());
            writing.change_from(&ended, role_grant::Column::Version, before.version)
        }
        Event::CustomRoleAdded(row) => {
            writing.insert(row)?;
            writing.insert(&custom_role_version::Version(row.clone()))
        }
        Event::CustomRoleChanged(Change { before, after }) | Event::CustomRoleDeleted(Change { before, after }) => {
            writing.change_from(after, custom_role::Column::Version, before.version)?;
            writing.insert(&custom_role_version::Version(after.clone()))
        }
        Event::BlockAdded(row) => writing.insert(row),
        Event::BlockChanged(Change { after, .. }) => writing.change(after),
        Event::SupportRequested(row) => writing.insert(row),
        Event::SupportGranted(answered, grant) => {
            answer(writing, answered)?;
            writing.insert(grant)
        }
        Event::SupportDenied(answered) | Event::SupportWithdrawn(answered) | Event::SupportLapsed(answered) => {
            answer(writing, answered)
        }
        Event::SupportEnded(Change { after, .. }) | Event::SupportExpired(after) => {
            writing.change(&support_grant::Ended(after.clone()))
        }
        Event::SupportGrantImported(row) => writing.insert(row),
        Event::SupportGrantChanged(Change { after, .. }) => writing.change(after),
        Event::HelpDeskSessionOpened(row) => writing.insert(row),
        Event::HelpDeskSessionChanged(Change { after, .. }) => writing.change(after),
        Event::SettingChanged { before, after } => set(writing, before.as_ref(), after),
        Event::NewsWritten { before: None, after } => writing.insert(after),
        Event::NewsWritten { before: Some(before), after }
        | Event::NewsTold(Change { before, after }, _)
        | Event::NewsSent(Change { before, after }) => {
            writing.change_from(after, product_news::Column::Version, before.version)
        }
        Event::NewsDropped(row) => {
            writing.remove_one::<ProductNews>(product_news::Column::Id.eq(row.id.0));
            Ok(())
        }
        Event::NewsReleased(Change { before, after }, job) => {
            writing.change_from(after, product_news::Column::Version, before.version)?;
            writing.insert(job)
        }
        Event::PreferenceSet { before: _, after, home: _ } => writing.insert_or_replace(after),
        Event::PasswordSet { person, home: _, hash } => {
            writing.insert_or_replace(&password::Password { person: *person, hash: hash.clone() })
        }
        // It is written down and told, and changes nothing.
        Event::RecoveryAsked { .. } => Ok(()),
        Event::SignInReset { person, home: _ } => {
            signs_in_no_more(writing, person.0);
            Ok(())
        }
        Event::SignInLinkIssued(link, _) => writing.insert(link),
        Event::SignInLinkUsed(link, _) => writing.change(link),
        Event::SignedIn { session, .. } => writing.insert(session),
        Event::SessionEnded(Change { after, .. }, _) => writing.change(after),
        Event::ProvedAgain(Change { after, .. }, _) => writing.change(after),
        Event::TotpAdded(totp, _) => writing.insert(totp),
        Event::TotpUsed(Change { before, after }, _) => {
            writing.change_from(after, totp::Column::LastStep, before.last_step)
        }
        Event::TotpRemoved(totp, _) => {
            writing.remove_one::<Totp>(totp::Column::Person.eq(totp.person.0));
            writing.remove_all::<RecoveryCode>(recovery_code::Column::Person.eq(totp.person.0));
            Ok(())
        }
        Event::RecoveryCodesMade { person, home: _, codes, first: _ } => {
            writing.remove_all::<RecoveryCode>(recovery_code::Column::Person.eq(person.0));
            writing.insert_all(codes)
        }
        Event::RecoveryCodeUsed(code, _) => writing.change(code),
        Event::PasskeyAdded(passkey, _) => writing.insert(passkey),
        Event::PasskeyRenamed(Change { after, .. }, _) => writing.change(after),
        Event::PasskeyUsed(Change { before, after }, _) => {
            writing.change_from(after, passkey::Column::ChallengedAt, before.challenged_at.0)
        }
        Event::PasskeyRemoved(passkey, _) => {
            writing.remove_one::<Passkey>(passkey::Column::Id.eq(passkey.id.0));
            Ok(())
        }
        Event::ServiceAccountAdded(row) => writing.insert(row),
        Event::TokenIssued(token) => writing.insert(token),
        Event::TokenRevoked(Change { after, .. }) => writing.change(after),
        Event::DomainAdded(row) => writing.insert(row),
        Event::DomainVerified(Change { after, .. }) | Event::DomainRemoved(Change { after, .. }) => {
            writing.change(after)
        }
        Event::ClientSecretSet { before: None, after } => writing.insert(after),
        Event::ClientSecretSet { before: Some(before), after } => {
            writing.change_from(after, client_secret::Column::Version, before.version)
        }
        Event::IdentityPinned(row) => writing.insert(row),
        Event::FederatedSessionBegun(row, _, spent) => {
            writing.insert(row)?;
            writing.insert(spent)
        }
        Event::ProvedAtProvider(Change { after, .. }, _, spent) => {
            writing.change(after)?;
            writing.insert(spent)
        }
        Event::SignedOutAtProvider(_, _, spent) => writing.insert(spent),
        Event::SignalHeard { spent, .. } => writing.insert(spent),
        Event::StreamAdded(row) => {
            writing.insert(row)?;
            writing.insert(&StreamProgress::none(row.id))
        }
        Event::StreamChanged(Change { before, after }) => {
            if after.state == StreamState::Disabled {
                writing.remove_all::<WaitingSignal>(signal::Column::Stream.eq(after.id.0));
            }
            // Whoever changed it wants to see at once what comes of it.
            writing.one(&signal_queue::due_now(after.id), format!("the delivery of stream {} is gone", after.id));
            writing.change_from(after, stream::Column::Version, before.version)
        }
        Event::StreamVerified(Change { before, after }, _) => {
            writing.change_from(after, stream::Column::Version, before.version)
        }
        Event::StreamRemoved(row) => {
            writing.remove_all::<WaitingSignal>(signal::Column::Stream.eq(row.id.0));
            writing.remove::<StreamProgress>(row.id.0);
            writing.remove_one::<SignalStream>(stream::Column::Id.eq(row.id.0));
            Ok(())
        }
        Event::JobAsked(job) => writing.insert(job),
        Event::JobTurned(change, _) => {
            crate::job::turn(writing, change);
            Ok(())
        }
    }
}

/// What somebody signed in with opens nothing any more.
fn signs_in_no_more(writing: &mut Writing, person: Uuid) {
    writing.remove::<password::Password>(person);
    writing.remove::<Totp>(person);
    writing.remove_all::<RecoveryCode>(recovery_code::Column::Person.eq(person));
    writing.remove_all::<Passkey>(passkey::Column::Person.eq(person));
}

/// By what a person was found and is not any more goes, and what is new comes.
fn find_otherwise(writing: &mut Writing, before: &BTreeSet<Facet>, after: &BTreeSet<Facet>) -> StoreResult<()> {
    use person_facet::Column as C;
    for gone in before.difference(after) {
        let key = C::Home
            .eq(gone.home.0)
            .and(C::Kind.eq(gone.kind.as_str()))
            .and(C::Value.eq(gone.value.clone()))
            .and(C::Person.eq(gone.person.0));
        writing.remove_one::<Facet>(key);
        hold(writing, gone, -1)?;
    }
    for come in after.difference(before) {
        hold(writing, come, 1)?;
    }
    writing.insert_all(&after.difference(before).cloned().collect::<Vec<_>>())
}

/// One more, or one fewer, holds the licence that somebody is found by.
fn hold(writing: &mut Writing, facet: &Facet, by: i64) -> StoreResult<()> {
    if facet.kind != person_facet::LICENSE {
        return Ok(());
    }
    let count = Count { organization: facet.home, licence: facet.value.clone(), people: by };
    writing.insert_or_add(&count, licence_count::Column::People)
}

fn answer(writing: &mut Writing, Change { before, after }: &Change<SupportRequest>) -> StoreResult<()> {
    writing.change_from(after, support_request::Column::Version, before.version)
}

/// The first time a setting is set it gets a row.
fn set(writing: &mut Writing, before: Option<&Setting>, after: &Setting) -> StoreResult<()> {
    match before {
        None => writing.insert(after),
        Some(before) => writing.change_from(after, setting::Column::Version, before.version),
    }
}
