//! What does each event change? Exactly one change of state for each, and no event can be forgotten.

use crate::rows::{
    change, change_from, insert, insert_or_replace, organization, password, person, role_grant, setting, support_grant,
    support_request,
};
use crate::transaction::Transaction;
use prokura_app::port::StoreResult;
use prokura_decision::permit::Permit;
use prokura_domain::event::{Change, Event};
use prokura_domain::setting::Setting;
use prokura_domain::support::SupportRequest;

/// Applies an event. The permit is not read: having it is the point.
pub(crate) async fn apply(tx: &Transaction, _permit: &Permit, event: &Event) -> StoreResult<()> {
    match event {
        Event::OrganizationAdded(row) => insert(tx, row).await,
        Event::OrganizationChanged(Change { before, after }) => {
            change_from(tx, after, organization::Column::Version, before.version).await
        }
        Event::RelationshipAdded(row) => insert(tx, row).await,
        Event::RelationshipChanged(Change { after, .. }) => change(tx, after).await,
        Event::SubscriptionAdded(row) => insert(tx, row).await,
        Event::SubscriptionChanged(Change { after, .. }) => change(tx, after).await,
        Event::SiteAdded(row) => insert(tx, row).await,
        Event::SiteChanged(Change { after, .. }) => change(tx, after).await,
        Event::LocationAdded(row) => insert(tx, row).await,
        Event::LocationChanged(Change { after, .. }) => change(tx, after).await,
        Event::PersonAdded(row) => insert(tx, row).await,
        Event::PersonChanged(Change { before, after }) => {
            change_from(tx, after, person::Column::Version, before.version).await
        }
        Event::RoleAssigned(row) => insert(tx, row).await,
        Event::GrantChanged(Change { before, after }) | Event::GrantActivated(Change { before, after }) => {
            change_from(tx, after, role_grant::Column::Version, before.version).await
        }
        Event::GrantEnded(Change { before, after }, _) => {
            let ended = role_grant::Ended(after.clone());
            change_from(tx, &ended, role_grant::Column::Version, before.version).await
        }
        Event::BlockAdded(row) => insert(tx, row).await,
        Event::BlockChanged(Change { after, .. }) => change(tx, after).await,
        Event::SupportRequested(row) => insert(tx, row).await,
        Event::SupportGranted(answered, grant) => {
            answer(tx, answered).await?;
            insert(tx, grant).await
        }
        Event::SupportDenied(answered) | Event::SupportWithdrawn(answered) | Event::SupportLapsed(answered) => {
            answer(tx, answered).await
        }
        Event::SupportEnded(Change { after, .. }) | Event::SupportExpired(after) => {
            change(tx, &support_grant::Ended(after.clone())).await
        }
        Event::SupportGrantImported(row) => insert(tx, row).await,
        Event::SupportGrantChanged(Change { after, .. }) => change(tx, after).await,
        Event::HelpDeskSessionOpened(row) => insert(tx, row).await,
        Event::HelpDeskSessionChanged(Change { after, .. }) => change(tx, after).await,
        Event::SettingChanged { before, after } => set(tx, before.as_ref(), after).await,
        Event::PasswordSet { person, home: _, hash } => {
            insert_or_replace(tx, &password::Password { person: *person, hash: hash.clone() }).await
        }
        Event::SignInLinkIssued(link, _) => insert(tx, link).await,
        Event::SignInLinkUsed(link, _) => change(tx, link).await,
        Event::SignedIn(session, _) => insert(tx, session).await,
        Event::SessionEnded(Change { after, .. }, _) => change(tx, after).await,
        Event::ServiceAccountAdded(row) => insert(tx, row).await,
        Event::TokenIssued(token) => insert(tx, token).await,
        Event::TokenRevoked(Change { after, .. }) => change(tx, after).await,
    }
}

async fn answer(tx: &Transaction, Change { before, after }: &Change<SupportRequest>) -> StoreResult<()> {
    change_from(tx, after, support_request::Column::Version, before.version).await
}

/// The first time a setting is set it gets a row.
async fn set(tx: &Transaction, before: Option<&Setting>, after: &Setting) -> StoreResult<()> {
    match before {
        None => insert(tx, after).await,
        Some(before) => change_from(tx, after, setting::Column::Version, before.version).await,
    }
}
