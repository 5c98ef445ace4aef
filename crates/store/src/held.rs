//! Who holds what in an organization? Grants as they are given there, whoever holds them.

use crate::error::store_error;
use crate::people::number;
use crate::rows::{person, role_grant};
use crate::transaction::Transaction;
use prokura_app::port::{HeldAsked, Page, StoreResult};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::time::Timestamp;
use role_grant::Column as G;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

/// Grants whose term is not over.
pub(crate) fn grants(organization: OrganizationId, not_over_at: Timestamp) -> Select<role_grant::Entity> {
    role_grant::Entity::find().filter(G::Organization.eq(organization.0)).filter(not_over(not_over_at))
}

fn not_over(at: Timestamp) -> Condition {
    Condition::any().add(G::UntilAt.is_null()).add(G::UntilAt.gt(at.0))
}

/// The ids of those who hold what is asked for.
pub(crate) fn held(organization: OrganizationId, asked: &HeldAsked) -> SelectStatement {
    let mut select = Query::select();
    select.column(G::Principal).from(role_grant::Entity).and_where(G::Organization.eq(organization.0));
    select.cond_where(not_over(asked.at));
    if !asked.roles.is_empty() {
        select.and_where(G::Role.is_in(&asked.roles));
    }
    if let Some(location) = asked.location {
        // A scope is JSON, and the text of an id stands in it for that id alone.
        select.and_where(G::Scope.contains(location.to_string()));
    }
    select
}

/// Those that are of one of the roles and whose holder is no person of the organization.
pub(crate) fn of_outsiders(
    organization: OrganizationId,
    roles: &[String],
    not_over_at: Timestamp,
) -> Select<role_grant::Entity> {
    let at_home = Query::select()
        .expr(Expr::val(1))
        .from(person::Entity)
        .and_where(person::Column::Home.eq(organization.0))
        .and_where(Expr::col((person::Entity, person::Column::Id)).equals((role_grant::Entity, G::Principal)))
        .take();
    grants(organization, not_over_at).filter(G::Role.is_in(roles)).filter(Expr::exists(at_home).not())
}

/// Roles that were ever given: from one to the next, so that it takes as many look-ups as there are roles.
pub(crate) async fn roles(tx: &Transaction, organization: OrganizationId) -> StoreResult<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    loop {
        let next = role_grant::Entity::find()
            .select_only()
            .column(G::Role)
            .filter(G::Organization.eq(organization.0))
            .apply_if(found.last(), |select, last| select.filter(G::Role.gt(last.as_str())))
            .order_by_asc(G::Role)
            .limit(1);
        match next.into_tuple::<String>().one(tx).await.map_err(store_error)? {
            Some(role) => found.push(role),
            None => return Ok(found),
        }
    }
}

/// Who hold something, each once.
pub(crate) async fn holders(
    tx: &Transaction,
    organization: OrganizationId,
    not_over_at: Timestamp,
    page: Page<PrincipalId>,
) -> StoreResult<Vec<PrincipalId>> {
    let select = grants(organization, not_over_at)
        .select_only()
        .column(G::Principal)
        .distinct()
        .apply_if(page.after, |select, after| select.filter(G::Principal.gt(after.0)))
        .order_by_asc(G::Principal)
        .limit(page.limit);
    let ids: Vec<Uuid> = select.into_tuple().all(tx).await.map_err(store_error)?;
    Ok(ids.into_iter().map(PrincipalId).collect())
}

/// How many hold something.
pub(crate) async fn count(tx: &Transaction, organization: OrganizationId, not_over_at: Timestamp) -> StoreResult<u64> {
    let mut select = Query::select();
    select
        .expr_as(Func::count_distinct(Expr::col(G::Principal)), Alias::new("found"))
        .from(role_grant::Entity)
        .and_where(G::Organization.eq(organization.0))
        .cond_where(not_over(not_over_at));
    number(tx, &select).await
}
