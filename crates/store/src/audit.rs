//! How are audit entries kept and found?

use crate::error::store_error;
use crate::rows::{Writing, all, audit_entry, audit_head, audit_private, one, organization};
use crate::transaction::Transaction;
use prokura_app::audit::{AuditRow, Outcome, PrivateValue};
use prokura_app::port::{AuditFilter, Revision, StoreResult, StoredAuditEntry};
use prokura_domain::id::{AuditEntryId, OrganizationId, PrincipalId};
use prokura_domain::time::Timestamp;
use sea_orm::{ColumnTrait, Condition, EntityName as _, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use std::collections::HashMap;
use uuid::Uuid;

/// Entries whose personal values are fetched in one statement.
const ENTRIES: usize = 500;

pub(crate) async fn entries(
    tx: &Transaction,
    organization: OrganizationId,
    filter: &AuditFilter,
    before: Option<i64>,
    limit: u64,
) -> StoreResult<Vec<StoredAuditEntry>> {
    use audit_entry::Column as C;
    let AuditFilter {
        actor,
        actor_home,
        history,
        elsewhere,
        controls,
        without,
        up_to,
        down_to,
        subject,
        action,
        outcome,
        support_request,
        from,
        until,
    } = filter;
    let concerns = |(principal, rows): &(PrincipalId, Vec<Uuid>)| {
        let about = rows.iter().copied().chain([principal.0]);
        Condition::any().add(C::Actor.eq(principal.0)).add(C::Subject.is_in(about))
    };
    // A mirrored entry is about the organization in which the act was done.
    let away = |place: &Option<OrganizationId>| match place {
        Some(place) => Condition::all().add(C::Subject.eq(place.0)).add(C::ActorHome.eq(organization.0)),
        None => {
            use organization::Column as O;
            let others = organization::Entity::find().select_only().column(O::Id).filter(O::Id.ne(organization.0));
            Condition::all().add(C::Subject.in_subquery(others.into_query())).add(C::ActorHome.eq(organization.0))
        }
    };
    let select = audit_entry::Entity::find()
        .filter(C::Organization.eq(organization.0))
        .apply_if(before, |select, before| select.filter(C::Number.lt(before)))
        .apply_if(*up_to, |select, last| select.filter(C::Number.lte(last)))
        .apply_if(*down_to, |select, first| select.filter(C::Number.gte(first)))
        .apply_if(*actor, |select, actor| select.filter(C::Actor.eq(actor.0)))
        .apply_if(*actor_home, |select, home| select.filter(C::ActorHome.eq(home.0)))
        .apply_if(history.as_ref(), |select, history| select.filter(concerns(history)))
        .apply_if(elsewhere.as_ref(), |select, place| select.filter(away(place)))
        .apply_if((!controls.is_empty()).then_some(controls), |select, it| select.filter(C::Control.is_in(it)))
        .apply_if((!without.is_empty()).then_some(without), |select, it| {
            select.filter(Condition::any().add(C::Control.is_null()).add(C::Control.is_not_in(it)))
        })
        .apply_if(*subject, |select, subject| select.filter(C::Subject.eq(subject)))
        .apply_if(action.as_deref(), |select, action| select.filter(C::Action.eq(action)))
        .apply_if(outcome.as_deref(), |select, outcome| select.filter(C::Outcome.eq(outcome)))
        .apply_if(*support_request, |select, request| select.filter(C::SupportRequest.eq(request.0)))
        .apply_if(*from, |select, from| select.filter(C::At.gte(from.0)))
        .apply_if(*until, |select, until| select.filter(C::At.lt(until.0)))
        .order_by_desc(C::Number)
        .limit(limit);
    with_private(tx, all(tx, select).await?).await
}

pub(crate) async fn entry(tx: &Transaction, id: AuditEntryId) -> StoreResult<Option<StoredAuditEntry>> {
    let row: Option<AuditRow> = one(tx, audit_entry::Entity::find_by_id(id.0)).await?;
    Ok(with_private(tx, row.into_iter().collect()).await?.pop())
}

pub(crate) async fn last_about(tx: &Transaction, subject: Uuid) -> StoreResult<Option<StoredAuditEntry>> {
    use audit_entry::Column as C;
    let select = audit_entry::Entity::find()
        .filter(C::Subject.eq(subject))
        .filter(C::Outcome.eq(Outcome::Done.code()))
        .order_by_desc(C::Revision)
        .order_by_desc(C::Number)
        .limit(1);
    let row: Option<AuditRow> = one(tx, select).await?;
    Ok(with_private(tx, row.into_iter().collect()).await?.pop())
}

pub(crate) async fn last_acted(
    tx: &Transaction,
    organization: OrganizationId,
    actors: &[PrincipalId],
) -> StoreResult<Vec<(PrincipalId, Timestamp)>> {
    use audit_entry::Column as C;
    let mut found = Vec::new();
    for some in actors.chunks(ENTRIES) {
        let select = audit_entry::Entity::find()
            .select_only()
            .column(C::Actor)
            .column_as(C::At.max(), "at")
            .filter(C::Organization.eq(organization.0))
            .filter(C::Actor.is_in(some.iter().map(|id| id.0)))
            .filter(C::Control.is_not_null())
            .filter(C::Outcome.eq(Outcome::Done.code()))
            .group_by(C::Actor);
        let rows: Vec<(Uuid, i64)> = select.into_tuple().all(tx).await.map_err(store_error)?;
        found.extend(rows.into_iter().map(|(id, at)| (PrincipalId(id), Timestamp(at))));
    }
    Ok(found)
}

pub(crate) async fn counts(
    tx: &Transaction,
    organization: OrganizationId,
    without: &[String],
    from: Timestamp,
    until: Timestamp,
) -> StoreResult<Vec<(String, u64)>> {
    use audit_entry::Column as C;
    use organization::Column as O;
    let others = organization::Entity::find().select_only().column(O::Id).filter(O::Id.ne(organization.0));
    let select = audit_entry::Entity::find()
        .select_only()
        .column(C::Action)
        .column_as(C::Number.count(), "count")
        .filter(C::Organization.eq(organization.0))
        .filter(C::At.gte(from.0))
        .filter(C::At.lt(until.0))
        .filter(C::Outcome.eq(Outcome::Done.code()))
        .filter(C::Control.is_not_null())
        .apply_if((!without.is_empty()).then_some(without), |select, it| select.filter(C::Control.is_not_in(it)))
        .filter(Condition::any().add(C::Subject.is_null()).add(C::Subject.not_in_subquery(others.into_query())))
        .group_by(C::Action);
    let rows: Vec<(String, i64)> = select.into_tuple().all(tx).await.map_err(store_error)?;
    let mut counts: Vec<(String, u64)> =
        rows.into_iter().map(|(action, count)| (action, u64::try_from(count).unwrap_or_default())).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(counts)
}

async fn with_private(tx: &Transaction, rows: Vec<AuditRow>) -> StoreResult<Vec<StoredAuditEntry>> {
    let mut private: HashMap<AuditEntryId, Vec<PrivateValue>> = HashMap::new();
    for some in rows.chunks(ENTRIES) {
        let select = audit_private::Entity::find()
            .filter(audit_private::Column::Entry.is_in(some.iter().map(|row| row.id.0)))
            .order_by_asc(audit_private::Column::Place);
        for kept in all::<audit_private::OfEntry>(tx, select).await? {
            private.entry(kept.entry).or_default().push(kept.value);
        }
    }
    Ok(rows
        .into_iter()
        .map(|row| StoredAuditEntry { private: private.remove(&row.id).unwrap_or_default(), row })
        .collect())
}

/// Adds an entry; its number must be the next one of its log.
pub(crate) fn append(writing: &mut Writing, row: &AuditRow, private: &[PrivateValue]) -> StoreResult<()> {
    use audit_head::Column as C;
    if row.number == 1 {
        writing.insert(&audit_head::Head { organization: row.organization, number: row.number })?;
    } else {
        let (log, number) = (row.organization.0, row.number);
        let update = move |from: i64| {
            let update = audit_head::Entity::update_many()
                .col_expr(C::Number, number.into())
                .filter(C::Organization.eq(log))
                .filter(C::Number.eq(from));
            update.into_query()
        };
        let error = format!("{number} is not the next number of the log of {}", row.organization);
        writing.step(audit_head::Entity.table_name(), log, (number.wrapping_sub(1), number), update, error);
    }
    writing.insert(row)?;
    let private: Vec<_> =
        private.iter().map(|value| audit_private::OfEntry { entry: row.id, value: value.clone() }).collect();
    writing.insert_all(&private)
}

/// The newest revision that was committed before a moment, as the logs say: every commit has an entry.
pub(crate) async fn newest_revision_before(tx: &Transaction, before: Timestamp) -> StoreResult<Revision> {
    use audit_entry::Column as C;
    let select = audit_entry::Entity::find().filter(C::At.lt(before.0)).order_by_desc(C::At).limit(1);
    let row: Option<AuditRow> = one(tx, select).await?;
    Ok(row.map_or(Revision(0), |row| row.revision))
}
