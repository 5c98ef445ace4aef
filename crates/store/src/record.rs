//! Everything about a principal or an organization, in as few statements as can be: one for each table, however many
//! are asked for.

use crate::rows::{
    Kept, all, block, help_desk_session, location, one, organization, person, relationship, role_grant,
    service_account, setting, site, subscription, support_grant,
};
use crate::transaction::Transaction;
use prokura_app::port::{Page, StoreResult};
use prokura_decision::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::grant::Grant;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::{Block, Location, Organization, Relationship, Site, Subscription};
use prokura_domain::person::{Person, PersonStatus, ServiceAccount};
use prokura_domain::setting::Setting;
use prokura_domain::support::{HelpDeskSession, SupportGrant};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use std::hash::Hash;
use uuid::Uuid;

/// Which keys are loaded. A range, not a list: the statement is then always the same one.
#[derive(Clone, Copy)]
enum Keys {
    One(Uuid),
    /// After the first, up to the last and with it.
    Range(Option<Uuid>, Uuid),
}

/// Rows whose column is one of the keys, by id.
async fn of<T: Kept>(
    tx: &Transaction,
    column: <T::Entity as EntityTrait>::Column,
    keys: Keys,
    order: <T::Entity as EntityTrait>::Column,
) -> StoreResult<Vec<T>> {
    let select = match keys {
        Keys::One(key) => T::Entity::find().filter(column.eq(key)),
        Keys::Range(None, last) => T::Entity::find().filter(column.lte(last)),
        Keys::Range(Some(after), last) => T::Entity::find().filter(column.gt(after)).filter(column.lte(last)),
    };
    all(tx, select.order_by_asc(order)).await
}

/// A page of a table by id.
async fn page<T: Kept>(
    tx: &Transaction,
    id: <T::Entity as EntityTrait>::Column,
    after: Option<Uuid>,
    limit: u64,
) -> StoreResult<Vec<T>> {
    let mut select = T::Entity::find().order_by_asc(id).limit(limit);
    if let Some(after) = after {
        select = select.filter(id.gt(after));
    }
    all(tx, select).await
}

fn group<K: Eq + Hash, T>(rows: Vec<T>, key: impl Fn(&T) -> K) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

fn of_person(person: Person) -> PrincipalRecord {
    PrincipalRecord {
        id: person.id,
        email: Some(person.email),
        home: person.home,
        active: person.status == PersonStatus::Active,
        licenses: person.licenses,
        grants: Vec::new(),
        support_grants: Vec::new(),
        sessions: Vec::new(),
    }
}

fn of_service_account(account: ServiceAccount) -> PrincipalRecord {
    PrincipalRecord {
        id: account.id,
        email: None,
        home: account.home,
        active: account.active,
        licenses: Vec::new(),
        grants: Vec::new(),
        support_grants: Vec::new(),
        sessions: Vec::new(),
    }
}

pub(crate) async fn principal(tx: &Transaction, id: PrincipalId) -> StoreResult<Option<PrincipalRecord>> {
    let person: Option<Person> = one(tx, person::Entity::find_by_id(id.0)).await?;
    let record = match person {
        Some(person) => of_person(person),
        None => match one::<ServiceAccount>(tx, service_account::Entity::find_by_id(id.0)).await? {
            Some(account) => of_service_account(account),
            None => return Ok(None),
        },
    };
    let mut records = vec![record];
    fill_principals(tx, &mut records, Keys::One(id.0)).await?;
    Ok(records.pop())
}

pub(crate) async fn principals(tx: &Transaction, asked: Page<PrincipalId>) -> StoreResult<Vec<PrincipalRecord>> {
    let after = asked.after.map(|id| id.0);
    let people: Vec<Person> = page(tx, person::Column::Id, after, asked.limit).await?;
    let accounts: Vec<ServiceAccount> = page(tx, service_account::Column::Id, after, asked.limit).await?;
    let mut records: Vec<PrincipalRecord> =
        people.into_iter().map(of_person).chain(accounts.into_iter().map(of_service_account)).collect();
    records.sort_unstable_by_key(|record| record.id);
    records.truncate(usize::try_from(asked.limit).unwrap_or(usize::MAX));
    if let Some(last) = records.last().map(|record| record.id.0) {
        fill_principals(tx, &mut records, Keys::Range(after, last)).await?;
    }
    Ok(records)
}

async fn fill_principals(tx: &Transaction, records: &mut [PrincipalRecord], keys: Keys) -> StoreResult<()> {
    let grants: Vec<Grant> = of(tx, role_grant::Column::Principal, keys, role_grant::Column::Id).await?;
    let support: Vec<SupportGrant> = of(tx, support_grant::Column::Agent, keys, support_grant::Column::Id).await?;
    let sessions: Vec<HelpDeskSession> =
        of(tx, help_desk_session::Column::Agent, keys, help_desk_session::Column::Id).await?;
    let mut grants = group(grants, |grant| grant.principal);
    let mut support = group(support, |grant| grant.agent);
    let mut sessions = group(sessions, |session| session.agent);
    for record in records {
        record.grants = grants.remove(&record.id).unwrap_or_default();
        record.support_grants = support.remove(&record.id).unwrap_or_default();
        record.sessions = sessions.remove(&record.id).unwrap_or_default();
    }
    Ok(())
}

pub(crate) async fn organization(tx: &Transaction, id: OrganizationId) -> StoreResult<Option<OrganizationRecord>> {
    let Some(found) = one(tx, organization::Entity::find_by_id(id.0)).await? else { return Ok(None) };
    Ok(complete(tx, vec![found], Keys::One(id.0)).await?.pop())
}

pub(crate) async fn organizations(
    tx: &Transaction,
    asked: Page<OrganizationId>,
) -> StoreResult<Vec<OrganizationRecord>> {
    let after = asked.after.map(|id| id.0);
    let found: Vec<Organization> = page(tx, organization::Column::Id, after, asked.limit).await?;
    let Some(last) = found.last().map(|organization| organization.id.0) else { return Ok(Vec::new()) };
    complete(tx, found, Keys::Range(after, last)).await
}

async fn complete(tx: &Transaction, found: Vec<Organization>, keys: Keys) -> StoreResult<Vec<OrganizationRecord>> {
    let settings: Vec<Setting> = of(tx, setting::Column::Organization, keys, setting::Column::Key).await?;
    let relationships: Vec<Relationship> =
        of(tx, relationship::Column::Customer, keys, relationship::Column::Id).await?;
    let subscriptions: Vec<Subscription> =
        of(tx, subscription::Column::Customer, keys, subscription::Column::Id).await?;
    let sites: Vec<Site> = of(tx, site::Column::Organization, keys, site::Column::Id).await?;
    let locations: Vec<Location> = of(tx, location::Column::Organization, keys, location::Column::Id).await?;
    let blocks: Vec<Block> = of(tx, block::Column::Organization, keys, block::Column::Id).await?;
    let mut settings = group(settings, |setting| setting.organization);
    let mut relationships = group(relationships, |relationship| relationship.customer);
    let mut subscriptions = group(subscriptions, |subscription| subscription.customer);
    let mut sites = group(sites, |site| site.organization);
    let mut locations = group(locations, |location| location.organization);
    let mut blocks = group(blocks, |block| block.organization);
    let records = found.into_iter().map(|organization| {
        let id = organization.id;
        let sites = sites.remove(&id).unwrap_or_default();
        let locations = locations.remove(&id).unwrap_or_default();
        OrganizationRecord {
            organization,
            settings: settings.remove(&id).unwrap_or_default(),
            relationships: relationships.remove(&id).unwrap_or_default(),
            subscriptions: subscriptions.remove(&id).unwrap_or_default(),
            sites: sites.into_iter().map(|site| (site.id, site.slug, site.subscription)).collect(),
            locations: locations.into_iter().map(|location| (location.id, location.slug)).collect(),
            blocks: blocks.remove(&id).unwrap_or_default(),
        }
    });
    Ok(records.collect())
}
