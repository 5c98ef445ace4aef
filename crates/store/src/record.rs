//! Everything about a principal or an organization, in as few statements as can be: one for each table, however many
//! are asked for, and all of them at once.

use crate::rows::{
    Answers, Asked, Kept, Several, all, block, custom_role, help_desk_session, location, organization, person,
    relationship, role_grant, service_account, setting, site, subscription, support_grant,
};
use crate::transaction::Transaction;
use prokura_app::port::{Page, StoreResult};
use prokura_decision::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::custom_role::CustomRole;
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

/// How many are asked for by name at a time: both databases limit how many values a statement may have.
const CHUNK: usize = 500;

/// Which keys are loaded. Where everything is loaded it is by ranges: the statement is then always the same one.
#[derive(Clone, Copy)]
enum Keys<'a> {
    One(Uuid),
    Some(&'a [Uuid]),
    /// After the first, up to the last and with it.
    Range(Option<Uuid>, Uuid),
}

/// Asks for rows whose column is one of the keys.
fn ask_of<T: Kept>(
    several: &mut Several,
    tx: &Transaction,
    column: <T::Entity as EntityTrait>::Column,
    keys: Keys<'_>,
    order: <T::Entity as EntityTrait>::Column,
) -> Asked<T> {
    let select = match keys {
        Keys::One(key) => T::Entity::find().filter(column.eq(key)),
        Keys::Some(keys) => T::Entity::find().filter(column.is_in(keys.iter().copied())),
        Keys::Range(None, last) => T::Entity::find().filter(column.lte(last)),
        Keys::Range(Some(after), last) => T::Entity::find().filter(column.gt(after)).filter(column.lte(last)),
    };
    several.ask(tx, select.order_by_asc(order))
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

fn of_person(person: &Person) -> PrincipalRecord {
    PrincipalRecord {
        id: person.id,
        email: person.address().cloned(),
        home: person.home,
        active: person.status == PersonStatus::Active,
        licenses: person.licenses.clone(),
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

pub(crate) async fn person(tx: &Transaction, id: PrincipalId) -> StoreResult<Option<(Person, PrincipalRecord)>> {
    let mut several = Several::default();
    let person = several.ask::<Person>(tx, person::Entity::find_by_id(id.0));
    let held = Held::ask(&mut several, tx, Keys::One(id.0));
    let mut answers = several.answers(tx).await?;
    let Some(person) = answers.take(person)?.pop() else { return Ok(None) };
    let mut records = [of_person(&person)];
    held.give(&mut answers, &mut records)?;
    let [record] = records;
    Ok(Some((person, record)))
}

pub(crate) async fn people_of(tx: &Transaction, ids: &[PrincipalId]) -> StoreResult<Vec<(Person, PrincipalRecord)>> {
    let mut all = Vec::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let keys: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        let keys = Keys::Some(&keys);
        let mut several = Several::default();
        let people = ask_of::<Person>(&mut several, tx, person::Column::Id, keys, person::Column::Id);
        let held = Held::ask(&mut several, tx, keys);
        let mut answers = several.answers(tx).await?;
        let people = answers.take(people)?;
        let mut records: Vec<PrincipalRecord> = people.iter().map(of_person).collect();
        held.give(&mut answers, &mut records)?;
        all.extend(people.into_iter().zip(records));
    }
    Ok(all)
}

pub(crate) async fn principal(tx: &Transaction, id: PrincipalId) -> StoreResult<Option<PrincipalRecord>> {
    if let Some((_, record)) = person(tx, id).await? {
        return Ok(Some(record));
    }
    Ok(principals_of(tx, &[id]).await?.pop())
}

pub(crate) async fn principals(tx: &Transaction, asked: Page<PrincipalId>) -> StoreResult<Vec<PrincipalRecord>> {
    let after = asked.after.map(|id| id.0);
    let people: Vec<Person> = page(tx, person::Column::Id, after, asked.limit).await?;
    let accounts: Vec<ServiceAccount> = page(tx, service_account::Column::Id, after, asked.limit).await?;
    let mut records: Vec<PrincipalRecord> =
        people.iter().map(of_person).chain(accounts.into_iter().map(of_service_account)).collect();
    records.sort_unstable_by_key(|record| record.id);
    records.truncate(usize::try_from(asked.limit).unwrap_or(usize::MAX));
    if let Some(last) = records.last().map(|record| record.id.0) {
        let mut several = Several::default();
        let held = Held::ask(&mut several, tx, Keys::Range(after, last));
        held.give(&mut several.answers(tx).await?, &mut records)?;
    }
    Ok(records)
}

pub(crate) async fn principals_of(tx: &Transaction, ids: &[PrincipalId]) -> StoreResult<Vec<PrincipalRecord>> {
    let mut records = Vec::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let keys: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        let keys = Keys::Some(&keys);
        let mut several = Several::default();
        let people = ask_of::<Person>(&mut several, tx, person::Column::Id, keys, person::Column::Id);
        let id = service_account::Column::Id;
        let accounts = ask_of::<ServiceAccount>(&mut several, tx, id, keys, id);
        let held = Held::ask(&mut several, tx, keys);
        let mut answers = several.answers(tx).await?;
        let mut found: Vec<PrincipalRecord> = answers.take(people)?.iter().map(of_person).collect();
        found.extend(answers.take(accounts)?.into_iter().map(of_service_account));
        held.give(&mut answers, &mut found)?;
        records.append(&mut found);
    }
    Ok(records)
}

/// What principals hold.
struct Held {
    grants: Asked<Grant>,
    support: Asked<SupportGrant>,
    sessions: Asked<HelpDeskSession>,
}

impl Held {
    fn ask(several: &mut Several, tx: &Transaction, keys: Keys<'_>) -> Self {
        use {help_desk_session::Column as D, role_grant::Column as G, support_grant::Column as S};
        Self {
            grants: ask_of(several, tx, G::Principal, keys, G::Id),
            support: ask_of(several, tx, S::Agent, keys, S::Id),
            sessions: ask_of(several, tx, D::Agent, keys, D::Id),
        }
    }

    fn give(self, answers: &mut Answers, records: &mut [PrincipalRecord]) -> StoreResult<()> {
        let mut grants = group(answers.take(self.grants)?, |grant| grant.principal);
        let mut support = group(answers.take(self.support)?, |grant| grant.agent);
        let mut sessions = group(answers.take(self.sessions)?, |session| session.agent);
        for record in records {
            record.grants = grants.remove(&record.id).unwrap_or_default();
            record.support_grants = support.remove(&record.id).unwrap_or_default();
            record.sessions = sessions.remove(&record.id).unwrap_or_default();
        }
        Ok(())
    }
}

pub(crate) async fn organization(tx: &Transaction, id: OrganizationId) -> StoreResult<Option<OrganizationRecord>> {
    let mut several = Several::default();
    let organization = several.ask::<Organization>(tx, organization::Entity::find_by_id(id.0));
    let has = Has::ask(&mut several, tx, Keys::One(id.0));
    let mut answers = several.answers(tx).await?;
    let found = answers.take(organization)?;
    Ok(has.complete(&mut answers, found)?.pop())
}

pub(crate) async fn organizations(
    tx: &Transaction,
    asked: Page<OrganizationId>,
) -> StoreResult<Vec<OrganizationRecord>> {
    let after = asked.after.map(|id| id.0);
    let found: Vec<Organization> = page(tx, organization::Column::Id, after, asked.limit).await?;
    let Some(last) = found.last().map(|organization| organization.id.0) else { return Ok(Vec::new()) };
    let mut several = Several::default();
    let has = Has::ask(&mut several, tx, Keys::Range(after, last));
    has.complete(&mut several.answers(tx).await?, found)
}

pub(crate) async fn organizations_of(tx: &Transaction, ids: &[OrganizationId]) -> StoreResult<Vec<OrganizationRecord>> {
    let mut records = Vec::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let keys: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        let keys = Keys::Some(&keys);
        let mut several = Several::default();
        let id = organization::Column::Id;
        let found = ask_of::<Organization>(&mut several, tx, id, keys, id);
        let has = Has::ask(&mut several, tx, keys);
        let mut answers = several.answers(tx).await?;
        let found = answers.take(found)?;
        records.append(&mut has.complete(&mut answers, found)?);
    }
    Ok(records)
}

/// What organizations have.
struct Has {
    settings: Asked<Setting>,
    relationships: Asked<Relationship>,
    subscriptions: Asked<Subscription>,
    sites: Asked<Site>,
    locations: Asked<Location>,
    blocks: Asked<Block>,
    custom_roles: Asked<CustomRole>,
}

impl Has {
    fn ask(several: &mut Several, tx: &Transaction, keys: Keys<'_>) -> Self {
        Self {
            settings: ask_of(several, tx, setting::Column::Organization, keys, setting::Column::Key),
            relationships: ask_of(several, tx, relationship::Column::Customer, keys, relationship::Column::Id),
            subscriptions: ask_of(several, tx, subscription::Column::Customer, keys, subscription::Column::Id),
            sites: ask_of(several, tx, site::Column::Organization, keys, site::Column::Id),
            locations: ask_of(several, tx, location::Column::Organization, keys, location::Column::Id),
            blocks: ask_of(several, tx, block::Column::Organization, keys, block::Column::Id),
            custom_roles: ask_of(several, tx, custom_role::Column::Organization, keys, custom_role::Column::Id),
        }
    }

    fn complete(self, answers: &mut Answers, found: Vec<Organization>) -> StoreResult<Vec<OrganizationRecord>> {
        let mut settings = group(answers.take(self.settings)?, |setting| setting.organization);
        let mut relationships = group(answers.take(self.relationships)?, |relationship| relationship.customer);
        let mut subscriptions = group(answers.take(self.subscriptions)?, |subscription| subscription.customer);
        let mut sites = group(answers.take(self.sites)?, |site| site.organization);
        let mut locations = group(answers.take(self.locations)?, |location| location.organization);
        let mut blocks = group(answers.take(self.blocks)?, |block| block.organization);
        let mut custom_roles = group(answers.take(self.custom_roles)?, |role| role.organization);
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
                custom_roles: custom_roles.remove(&id).unwrap_or_default(),
            }
        });
        Ok(records.collect())
    }
}
