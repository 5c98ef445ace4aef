//! Which people of an organization are asked for, and how many are they?
//!
//! The order comes from an index, so a page reads on from its place and stops when it is full. What narrows the list are sets of
//! ids out of `person_facet` and `role_grant`, each read from an index alone. How many there are is counted in the sets, where
//! there are any, and never in the people's rows.

use crate::error::store_error;
use crate::held::held;
use crate::rows::licence_count::{self, Count};
use crate::rows::organization;
use crate::rows::person_facet::{self, DEPARTMENT, DOMAIN, GONE, LICENSE, PACKAGE, STATUS, TITLE, WORD};
use crate::rows::{all, person};
use crate::transaction::Transaction;
use person::Column as C;
use person_facet::Column as F;
use prokura_app::command::claim_person::FREE;
use prokura_app::port::{Page, PeopleAsked, PeopleOrder, PersonPlace, StoreError, StoreResult};
use prokura_app::seats::Held;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::person::PersonStatus;
use prokura_domain::template::Due;
use prokura_domain::text::{DomainName, Locale};
use sea_orm::sea_query::{
    Alias, DynIden, Expr, ExprTrait, Func, IntoIden, Query, SelectStatement, SimpleExpr, UnionType,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select, StatementBuilder,
};

/// From how many people on a licence or department is common: then somebody who has it is soon found among whoever comes next, and the set of
/// all who do is not worth the gathering.
const COMMON: u64 = 5_000;

/// Who is on a list only where it is asked for them.
pub(crate) const GONE_STATUSES: [PersonStatus; 2] = [PersonStatus::Deleted, PersonStatus::Erased];

/// People, narrowed and ordered.
pub(crate) async fn find(
    tx: &Transaction,
    people: &PeopleAsked,
    page: Page<PersonPlace>,
) -> StoreResult<Select<person::Entity>> {
    let mut common = Vec::new();
    for (kind, value) in exact(people) {
        if is_common(tx, people, kind, value).await? {
            common.push(kind);
        }
    }
    Ok(asked(people, page, &common))
}

/// What people are asked for by one value.
fn exact(people: &PeopleAsked) -> impl Iterator<Item = (&'static str, &str)> {
    let license = people.license.iter().map(|code| (LICENSE, code.as_str()));
    license.chain(people.department.iter().map(|department| (DEPARTMENT, department.as_str())))
}

async fn is_common(tx: &Transaction, people: &PeopleAsked, kind: &str, value: &str) -> StoreResult<bool> {
    let mut some = facet(people, kind, &Among::Is(value.as_bytes()));
    some.limit(COMMON);
    let mut select = Query::select();
    select.expr_as(Func::count(Expr::col(F::Person)), Alias::new("found")).from_subquery(some, Alias::new("some"));
    Ok(number(tx, &select).await? >= COMMON)
}

fn asked(asked: &PeopleAsked, page: Page<PersonPlace>, common: &[&str]) -> Select<person::Entity> {
    let direction = if asked.descending { Order::Desc } else { Order::Asc };
    let beyond = |column: C, key: sea_orm::Value| if asked.descending { column.lt(key) } else { column.gt(key) };
    let not_before = |column: C, key: sea_orm::Value| if asked.descending { column.lte(key) } else { column.gte(key) };
    let key = match asked.order {
        PeopleOrder::Added => None,
        PeopleOrder::Name(Locale::En) => Some(C::SortEn),
        PeopleOrder::Name(Locale::Cs) => Some(C::SortCs),
        PeopleOrder::Name(Locale::Pl) => Some(C::SortPl),
        PeopleOrder::Email => Some(C::SortEmail),
    };
    let further = |place: PersonPlace| {
        let later = beyond(C::Id, place.id.0.into());
        match key {
            None => Condition::all().add(later),
            // The first half says nothing new; it is what a database begins to read by.
            Some(column) => Condition::all()
                .add(not_before(column, place.key.clone().into()))
                .add(Condition::any().add(beyond(column, place.key.into())).add(later)),
        }
    };
    let exact = exact(asked).map(|(kind, value)| {
        let among = Among::Is(value.as_bytes());
        if common.contains(&kind) {
            has(asked, kind, &among, (person::Entity.into_iden(), C::Id.into_iden()))
        } else {
            C::Id.in_subquery(facet(asked, kind, &among))
        }
    });
    let sets = words(asked).chain(roles(asked)).map(|set| C::Id.in_subquery(set));
    sets.chain(exact)
        .fold(person::Entity::find().filter(C::Home.eq(asked.home.0)), |select, narrow| select.filter(narrow))
        .filter(match asked.status {
            Some(status) => C::Status.eq(status.code()),
            None => C::Status.is_not_in(GONE_STATUSES.map(PersonStatus::code)),
        })
        .apply_if(page.after, |select, place| select.filter(further(place)))
        .apply_if(key, |select, column| select.order_by(column, direction.clone()))
        .order_by(C::Id, direction.clone())
        .limit(page.limit)
}

/// How many there are. Counted among those whom one filter lets through, of whom the others must let through each.
pub(crate) async fn count(tx: &Transaction, asked: &PeopleAsked) -> StoreResult<u64> {
    let all = number(tx, &counted(asked)).await?;
    let is_narrowed = asked.status.is_some() || asked.license.is_some() || asked.department.is_some();
    if is_narrowed || asked.held.is_some() || !asked.words.is_empty() {
        // Whoever was deleted has no licence and no role, is in no department, and is not found by a word.
        return Ok(all);
    }
    let mut gone = 0;
    for status in GONE_STATUSES {
        gone += number(tx, &counted(&PeopleAsked { status: Some(status), ..asked.clone() })).await?;
    }
    Ok(all.saturating_sub(gone))
}

fn counted(asked: &PeopleAsked) -> SelectStatement {
    if let Some(narrowed) = narrowed(asked) {
        return number_of(asked, narrowed);
    }
    let mut select = Query::select();
    select
        .expr_as(Func::count(Expr::col(C::Id)), Alias::new("found"))
        .from(person::Entity)
        .and_where(C::Home.eq(asked.home.0));
    roles(asked).into_iter().fold(select, |mut select, set| select.and_where(C::Id.in_subquery(set)).take())
}

/// How many of those there are whom a set of facets holds.
fn number_of(asked: &PeopleAsked, mut set: SelectStatement) -> SelectStatement {
    let who = Expr::col((person_facet::Entity, F::Person));
    // Two words of one name may begin alike; a licence or a status somebody has once.
    let counted = if asked.words.is_empty() { Func::count(who) } else { Func::count_distinct(who) };
    set.clear_selects().expr_as(counted, Alias::new("found"));
    set
}

/// The ids of those whom the filters let through: out of one set, of whom the others must let through each. `None` where no
/// facet narrows.
fn narrowed(asked: &PeopleAsked) -> Option<SelectStatement> {
    let mut sets: Vec<SelectStatement> = words(asked).collect();
    let status = asked.status.map(|status| (STATUS, status.code().as_bytes()));
    let department = asked.department.as_ref().map(|it| (DEPARTMENT, it.as_bytes()));
    let mut exact: Vec<(&str, &[u8])> =
        asked.license.iter().map(|code| (LICENSE, code.as_bytes())).chain(department).chain(status).collect();
    if sets.is_empty() && !exact.is_empty() {
        // Few are not active: then it is them of whom the rest is asked.
        let first = if asked.status.is_some_and(|status| status != PersonStatus::Active) { exact.len() - 1 } else { 0 };
        let (kind, value) = exact.remove(first);
        sets.push(facet(asked, kind, &Among::Is(value)));
    }
    if sets.is_empty() {
        return None;
    }
    let mut first = sets.remove(0);
    for set in sets.into_iter().chain(roles(asked)) {
        first.and_where(Expr::col((person_facet::Entity, F::Person)).in_subquery(set));
    }
    for (kind, value) in exact {
        first.and_where(has(asked, kind, &Among::Is(value), faceted()));
    }
    Some(first)
}

/// The person of a facet.
fn faceted() -> (DynIden, DynIden) {
    (person_facet::Entity.into_iden(), F::Person.into_iden())
}

/// The ids of people of a group: nobody of whom is gone.
fn group(asked: &PeopleAsked) -> SelectStatement {
    narrowed(asked).unwrap_or_else(|| {
        let here = PersonStatus::ALL.into_iter().filter(|status| !status.is_gone());
        let mut set = Query::select();
        set.column(F::Person)
            .from(person_facet::Entity)
            .and_where(F::Home.eq(asked.home.0))
            .and_where(F::Kind.eq(STATUS))
            .and_where(F::Value.is_in(here.map(|status| status.code().as_bytes().to_vec())));
        if let Some(held) = roles(asked) {
            set.and_where(F::Person.in_subquery(held));
        }
        set
    })
}

/// What is too much, where nothing else may be there: the licences and packages that anybody has and that are not due.
#[derive(Default)]
struct TooMuch {
    licenses: Vec<String>,
    packages: Vec<String>,
}

impl TooMuch {
    async fn of(tx: &Transaction, home: OrganizationId, due: &Due) -> StoreResult<Self> {
        let mut found = Self::default();
        if due.only {
            found.licenses = licenses(tx, home).await?;
            found.licenses.retain(|code| !due.licenses.contains(code));
        }
        if due.package == Some(None) {
            found.packages = values(tx, home, PACKAGE).await?;
        }
        Ok(found)
    }
}

/// The ids of those of a group who have all that is due: a look-up for each thing and person.
fn met(asked: &PeopleAsked, due: &Due, too_much: &TooMuch) -> SelectStatement {
    let mut set = group(asked);
    let words = |words: &Option<prokura_domain::text::Words>| words.as_ref().map(ToString::to_string);
    let due_licenses = due.licenses.iter().cloned().map(|code| (LICENSE, code));
    let package = due.package.clone().flatten().map(|code| (PACKAGE, code));
    let title = words(&due.title).map(|title| (TITLE, title));
    let department = words(&due.department).map(|department| (DEPARTMENT, department));
    for (kind, value) in due_licenses.chain(package).chain(title).chain(department) {
        set.and_where(has(asked, kind, &Among::Is(value.as_bytes()), faceted()));
    }
    let licenses = too_much.licenses.iter().map(|code| (LICENSE, code));
    for (kind, value) in licenses.chain(too_much.packages.iter().map(|code| (PACKAGE, code))) {
        set.and_where(has(asked, kind, &Among::Is(value.as_bytes()), faceted()).not());
    }
    set
}

/// How many of a group have all that is due.
pub(crate) async fn count_met(tx: &Transaction, asked: &PeopleAsked, due: &Due) -> StoreResult<u64> {
    let too_much = TooMuch::of(tx, asked.home, due).await?;
    number(tx, &number_of(asked, met(asked, due, &too_much))).await
}

/// A page of those of a group who lack something, or have too much, by id.
pub(crate) async fn lacking(
    tx: &Transaction,
    asked: &PeopleAsked,
    due: &Due,
    page: Page<PrincipalId>,
) -> StoreResult<Vec<PrincipalId>> {
    let too_much = TooMuch::of(tx, asked.home, due).await?;
    let rows = tx.query_all(&lacked(asked, due, &too_much, page)).await.map_err(store_error)?;
    let id = |row: &sea_orm::QueryResult| row.try_get::<uuid::Uuid>("", "person").map_err(store_error);
    rows.iter().map(|row| id(row).map(PrincipalId)).collect()
}

/// The group without those who have it all: two sets, so that a database needs no look-up a person and thing for who lacks it.
fn lacked(asked: &PeopleAsked, due: &Due, too_much: &TooMuch, page: Page<PrincipalId>) -> SelectStatement {
    let mut all = group(asked);
    let mut met = met(asked, due, too_much);
    if let Some(after) = page.after {
        for set in [&mut all, &mut met] {
            set.and_where(Expr::col((person_facet::Entity, F::Person)).gt(after.0));
        }
    }
    all.union(UnionType::Except, met).order_by(F::Person, Order::Asc).limit(page.limit);
    all
}

/// The single number that a query gives as `found`.
pub(crate) async fn number(tx: &Transaction, select: &impl StatementBuilder) -> StoreResult<u64> {
    let row = tx.query_one(select).await.map_err(store_error)?;
    let found: i64 = row.map_or(Ok(0), |row| row.try_get("", "found")).map_err(store_error)?;
    Ok(u64::try_from(found).unwrap_or_default())
}

/// Codes of the licences that people have.
pub(crate) async fn licenses(tx: &Transaction, home: OrganizationId) -> StoreResult<Vec<String>> {
    values(tx, home, LICENSE).await
}

/// The values that people have of a facet: from one to the next, so that it takes as many look-ups as there are values.
async fn values(tx: &Transaction, home: OrganizationId, kind: &str) -> StoreResult<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    loop {
        let next = person_facet::Entity::find()
            .select_only()
            .column(F::Value)
            .filter(F::Home.eq(home.0))
            .filter(F::Kind.eq(kind))
            .apply_if(found.last(), |select, last| select.filter(F::Value.gt(last.as_bytes().to_vec())))
            .order_by_asc(F::Value)
            .limit(1);
        let Some(value) = next.into_tuple::<Vec<u8>>().one(tx).await.map_err(store_error)? else { return Ok(found) };
        found.push(String::from_utf8(value).map_err(|error| StoreError::Corrupt(error.to_string()))?);
    }
}

/// How many people hold each licence.
pub(crate) async fn licences_held(tx: &Transaction, home: OrganizationId) -> StoreResult<Held> {
    let select = licence_count::Entity::find().filter(licence_count::Column::Organization.eq(home.0));
    let counts: Vec<Count> = all(tx, select).await?;
    counts
        .into_iter()
        .filter(|count| count.people > 0)
        .map(|count| {
            let code = String::from_utf8(count.licence).map_err(|error| StoreError::Corrupt(error.to_string()))?;
            Ok((code, count.people))
        })
        .collect()
}

/// Ids of people whose address is in one of some domains, and whose home is a free organization.
fn in_domains(organization: OrganizationId, domains: &[DomainName]) -> SelectStatement {
    let names = domains.iter().map(|name| name.as_str().as_bytes().to_vec());
    let free = FREE.map(OrganizationKind::code);
    let homes = organization::Entity::find()
        .select_only()
        .column(organization::Column::Id)
        .filter(organization::Column::Kind.is_in(free));
    let mut select = Query::select();
    select
        .column(F::Person)
        .from(person_facet::Entity)
        .and_where(F::Kind.eq(DOMAIN))
        .and_where(F::Value.is_in(names))
        .and_where(F::Home.ne(organization.0))
        .and_where(F::Home.in_subquery(homes.into_query()));
    select
}

/// A page of people whom an organization can claim, by id.
pub(crate) fn claimable(
    organization: OrganizationId,
    domains: &[DomainName],
    page: Page<PrincipalId>,
) -> Select<person::Entity> {
    person::Entity::find()
        .filter(C::Id.in_subquery(in_domains(organization, domains)))
        .apply_if(page.after, |select, after| select.filter(C::Id.gt(after.0)))
        .order_by_asc(C::Id)
        .limit(page.limit)
}

pub(crate) fn counted_claimable(organization: OrganizationId, domains: &[DomainName]) -> SelectStatement {
    let mut select = in_domains(organization, domains);
    select.clear_selects().expr_as(Func::count(Expr::col(F::Person)), Alias::new("found"));
    select
}

/// Which values of a facet.
enum Among<'a> {
    /// This one.
    Is(&'a [u8]),
    /// What begins so.
    Begins(&'a [u8]),
}

fn words(asked: &PeopleAsked) -> impl Iterator<Item = SelectStatement> + '_ {
    let kind = if asked.status == Some(PersonStatus::Deleted) { GONE } else { WORD };
    asked.words.iter().map(move |word| facet(asked, kind, &Among::Begins(word.as_bytes())))
}

fn roles(asked: &PeopleAsked) -> Option<SelectStatement> {
    asked.held.as_ref().map(|held_there| held(asked.home, held_there))
}

/// The ids of those who have a facet.
fn facet(asked: &PeopleAsked, kind: &str, among: &Among<'_>) -> SelectStatement {
    let mut select = Query::select();
    select.column(F::Person).from(person_facet::Entity).cond_where(is(
        asked,
        kind,
        among,
        &person_facet::Entity.into_iden(),
    ));
    select
}

/// Whether whoever a column names has a facet: a look-up for each who is asked about.
fn has(asked: &PeopleAsked, kind: &str, among: &Among<'_>, who: (DynIden, DynIden)) -> SimpleExpr {
    let other = Alias::new("other").into_iden();
    let mut select = Query::select();
    select
        .expr(Expr::val(1))
        .from_as(person_facet::Entity, other.clone())
        .cond_where(is(asked, kind, among, &other))
        .and_where(Expr::col((other, F::Person)).equals(who));
    Expr::exists(select)
}

fn is(asked: &PeopleAsked, kind: &str, among: &Among<'_>, table: &DynIden) -> Condition {
    let column = |column: F| Expr::col((table.clone(), column));
    let value = match among {
        Among::Is(value) => column(F::Value).eq(value.to_vec()),
        // No byte of UTF-8 is as great as 0xff.
        Among::Begins(value) => {
            let end = [value, &[0xff][..]].concat();
            column(F::Value).gte(value.to_vec()).and(column(F::Value).lt(end))
        }
    };
    Condition::all().add(column(F::Home).eq(asked.home.0)).add(column(F::Kind).eq(kind)).add(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::connect_and_migrate;
    use prokura_app::port::HeldAsked;
    use prokura_domain::time::Timestamp;
    use sea_orm::Statement;
    use uuid::Uuid;

    /// How SQLite goes about a query: a line a step.
    async fn plan(tx: &Transaction, statement: Statement) -> Vec<String> {
        let sql = format!("explain query plan {}", statement.sql);
        let explain = Statement { sql, ..statement };
        let rows = tx.query_all_raw(explain).await.unwrap();
        rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect()
    }

    /// Nothing is sorted, no table is read from end to end, and every set comes from an index alone.
    #[tokio::test]
    async fn every_list_is_read_from_indexes() {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", directory.path().join("test.db").display());
        let database = connect_and_migrate(&url).await.unwrap();
        let tx = database.pools.read().await.unwrap();
        let held = HeldAsked { roles: vec!["a".to_owned(), "b".to_owned()], location: None, at: Timestamp(1) };
        let orders = [
            (PeopleOrder::Added, "person_home"),
            (PeopleOrder::Email, "person_sort_email"),
            (PeopleOrder::Name(Locale::En), "person_sort_en"),
            (PeopleOrder::Name(Locale::Cs), "person_sort_cs"),
            (PeopleOrder::Name(Locale::Pl), "person_sort_pl"),
        ];
        for (order, index) in orders {
            for narrowed in 0..32_u8 {
                for descending in [false, true] {
                    let is = |bit: u8| narrowed & bit != 0;
                    let people = PeopleAsked {
                        home: OrganizationId(Uuid::from_u128(1)),
                        status: is(1).then_some(PersonStatus::Active),
                        words: if is(2) { vec!["jan".to_owned(), "nov".to_owned()] } else { Vec::new() },
                        license: is(4).then(|| "calling".to_owned()),
                        department: is(16).then(|| "Ward 3".to_owned()),
                        held: is(8).then(|| held.clone()),
                        order,
                        descending,
                    };
                    let after = PersonPlace { key: vec![1], id: PrincipalId(Uuid::from_u128(2)) };
                    let select = asked(
                        &people,
                        Page { after: Some(after), limit: 51 },
                        if descending { &[LICENSE, DEPARTMENT] } else { &[] },
                    );
                    let steps = plan(&tx, select.build(tx.get_database_backend())).await;
                    let reads: Vec<&String> = steps.iter().filter(|it| it.starts_with("SEARCH person ")).collect();
                    assert!(reads.len() == 1 && reads[0].contains(index), "{people:?}: {steps:?}");
                    for step in &steps {
                        let is_bad = step.starts_with("SCAN") || step.contains("TEMP B-TREE");
                        let is_set = step.starts_with("SEARCH person_facet") || step.starts_with("SEARCH role_grant");
                        assert!(!is_bad && (!is_set || step.contains("COVERING INDEX")), "{people:?}: {steps:?}");
                    }
                    let due = Due {
                        licenses: vec!["calling".to_owned(), "meetings".to_owned()],
                        only: true,
                        package: Some(None),
                        title: Some("Nurse".parse().unwrap()),
                        department: Some("Ward 3".parse().unwrap()),
                    };
                    let too_much = TooMuch { licenses: vec!["x".to_owned()], packages: vec!["basic".to_owned()] };
                    let all_of_it = met(&people, &due, &too_much);
                    let page = Page { after: Some(PrincipalId(Uuid::from_u128(2))), limit: 51 };
                    let who = lacked(&people, &due, &too_much, page);
                    for select in [number_of(&people, all_of_it), who] {
                        for step in plan(&tx, tx.get_database_backend().build(&select)).await {
                            let is_read = step.starts_with("SEARCH");
                            assert!(
                                !step.starts_with("SCAN") && (!is_read || step.contains("COVERING")),
                                "{people:?}: {step}"
                            );
                        }
                    }
                    for step in plan(&tx, tx.get_database_backend().build(&counted(&people))).await {
                        let is_read = step.starts_with("SEARCH");
                        assert!(
                            !step.starts_with("SCAN") && (!is_read || step.contains("COVERING")),
                            "{people:?}: {step}"
                        );
                    }
                }
            }
        }
    }
}
