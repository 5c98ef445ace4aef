//! What can be read? Every query of the port, over the rows.

use crate::audit;
use crate::outbox;
use crate::record;
use crate::rows::{
    Kept, all, audit_head, block, change, help_desk_session, idempotency, location, one, organization, password,
    person, policy_in_force, policy_text, relationship, revision, role_grant, service_account, session, setting,
    sign_in_link, site, subscription, superseded, support_grant, support_request, token,
};
use crate::transaction::Transaction;
use async_trait::async_trait;
use prokura_app::message::MessageState;
use prokura_app::port::{
    AuditFilter, Page, QueuedMessage, Read, Remembered, Revision, StoreError, StoreResult, StoredAuditEntry, WorldRows,
};
use prokura_decision::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::account::{SecretHash, Session, SignInLink, Token};
use prokura_domain::event::{PasswordHash, Touched};
use prokura_domain::grant::Grant;
use prokura_domain::id::{
    AuditEntryId, BlockId, GrantId, HelpDeskSessionId, OrganizationId, PrincipalId, SessionId, SupportGrantId,
    SupportRequestId, TokenId,
};
use prokura_domain::organization::{Block, Location, Organization, Relationship, Site, Subscription};
use prokura_domain::person::{Person, ServiceAccount};
use prokura_domain::superseded::Filed;
use prokura_domain::support::{HelpDeskSession, RequestState, SupportGrant, SupportRequest};
use prokura_domain::text::{EmailAddress, Name, Slug};
use prokura_domain::time::Timestamp;
use sea_orm::sea_query::NullOrdering;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Order, PrimaryKeyTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

/// Ids of one query at most: both databases limit how many values a statement may have.
const IDS: usize = 500;

/// The row with an id.
async fn by_id<T: Kept>(tx: &Transaction, id: Uuid) -> StoreResult<Option<T>>
where
    <<T as Kept>::Entity as EntityTrait>::PrimaryKey: PrimaryKeyTrait<ValueType = Uuid>,
{
    one(tx, T::Entity::find_by_id(id)).await
}

/// A page of rows by id.
fn page<E: EntityTrait>(select: Select<E>, id: E::Column, after: Option<Uuid>, limit: u64) -> Select<E> {
    let select = select.order_by_asc(id).limit(limit);
    match after {
        Some(after) => select.filter(id.gt(after)),
        None => select,
    }
}

/// Newest first; what has always been so comes last.
fn newest<E: EntityTrait>(select: Select<E>, from: E::Column, id: E::Column, limit: u64) -> Select<E> {
    select.order_by_with_nulls(from, Order::Desc, NullOrdering::Last).order_by_desc(id).limit(limit)
}

#[async_trait]
impl Read for Transaction {
    async fn revision(&mut self) -> StoreResult<(Revision, Timestamp)> {
        let row: Option<revision::Model> = one(self, revision::Entity::find_by_id(1_i64)).await?;
        let row = row.ok_or_else(|| StoreError::Corrupt("table revision is empty".to_owned()))?;
        Ok((Revision(row.revision), Timestamp(row.at)))
    }

    async fn changes_since(&mut self, revision: Revision) -> StoreResult<Vec<(Revision, Touched)>> {
        let select = change::Entity::find()
            .filter(change::Column::Revision.gt(revision.0))
            .order_by_asc(change::Column::Revision)
            .order_by_asc(change::Column::Kind)
            .order_by_asc(change::Column::Id);
        let changes: Vec<change::TouchedBy> = all(self, select).await?;
        Ok(changes.into_iter().map(|change::TouchedBy(revision, touched)| (revision, touched)).collect())
    }

    async fn principal_record(&mut self, id: PrincipalId) -> StoreResult<Option<PrincipalRecord>> {
        record::principal(self, id).await
    }

    async fn person_record(&mut self, id: PrincipalId) -> StoreResult<Option<(Person, PrincipalRecord)>> {
        record::person(self, id).await
    }

    async fn organization_record(&mut self, id: OrganizationId) -> StoreResult<Option<OrganizationRecord>> {
        record::organization(self, id).await
    }

    async fn principal_records_of(&mut self, ids: &[PrincipalId]) -> StoreResult<Vec<PrincipalRecord>> {
        record::principals_of(self, ids).await
    }

    async fn organization_records_of(&mut self, ids: &[OrganizationId]) -> StoreResult<Vec<OrganizationRecord>> {
        record::organizations_of(self, ids).await
    }

    async fn principal_records(&mut self, page: Page<PrincipalId>) -> StoreResult<Vec<PrincipalRecord>> {
        record::principals(self, page).await
    }

    async fn organization_records(&mut self, page: Page<OrganizationId>) -> StoreResult<Vec<OrganizationRecord>> {
        record::organizations(self, page).await
    }

    async fn superseded_after(&mut self, owners: &[Uuid], after: Timestamp) -> StoreResult<Vec<Filed>> {
        use superseded::Column as C;
        let mut found: Vec<superseded::SupersededBy> = Vec::new();
        for some in owners.chunks(IDS) {
            let select =
                superseded::Entity::find().filter(C::Owner.is_in(some.iter().copied())).filter(C::UntilAt.gt(after.0));
            found.extend(all(self, select).await?);
        }
        found.sort_unstable_by_key(|row| (row.until, row.revision, row.part));
        Ok(found.into_iter().map(|row| Filed { owner: row.owner, version: row.version }).collect())
    }

    async fn history_since(&mut self) -> StoreResult<Timestamp> {
        let row: Option<revision::Model> = one(self, revision::Entity::find_by_id(1_i64)).await?;
        let row = row.ok_or_else(|| StoreError::Corrupt("table revision is empty".to_owned()))?;
        Ok(Timestamp(row.history_since))
    }

    async fn policy_in_force(&mut self, at: Timestamp) -> StoreResult<Option<(String, Timestamp)>> {
        use policy_in_force::{Column as C, Entity, Model};
        let then = Entity::find().filter(C::FromAt.lte(at.0)).order_by_desc(C::FromAt).limit(1);
        let found: Option<Model> = match one(self, then).await? {
            Some(found) => Some(found),
            None => one(self, Entity::find().order_by_asc(C::FromAt).limit(1)).await?,
        };
        Ok(found.map(|row| (row.digest, Timestamp(row.from_at))))
    }

    async fn organization(&mut self, id: OrganizationId) -> StoreResult<Option<Organization>> {
        by_id(self, id.0).await
    }

    async fn organization_by_slug(&mut self, slug: &Slug) -> StoreResult<Option<Organization>> {
        one(self, organization::Entity::find().filter(organization::Column::Slug.eq(slug.as_str()))).await
    }

    async fn organizations(&mut self, asked: Page<OrganizationId>) -> StoreResult<Vec<Organization>> {
        let after = asked.after.map(|id| id.0);
        all(self, page(organization::Entity::find(), organization::Column::Id, after, asked.limit)).await
    }

    async fn relationships_of_partner(&mut self, partner: OrganizationId) -> StoreResult<Vec<Relationship>> {
        let select = relationship::Entity::find().filter(relationship::Column::Partner.eq(partner.0));
        all(self, select.order_by_asc(relationship::Column::Id)).await
    }

    async fn subscription_by_slug(&mut self, slug: &Slug) -> StoreResult<Option<Subscription>> {
        one(self, subscription::Entity::find().filter(subscription::Column::Slug.eq(slug.as_str()))).await
    }

    async fn site_by_slug(&mut self, slug: &Slug) -> StoreResult<Option<Site>> {
        one(self, site::Entity::find().filter(site::Column::Slug.eq(slug.as_str()))).await
    }

    async fn sites_of(&mut self, organization: OrganizationId) -> StoreResult<Vec<Site>> {
        let select = site::Entity::find().filter(site::Column::Organization.eq(organization.0));
        all(self, select.order_by_asc(site::Column::Id)).await
    }

    async fn location_by_slug(&mut self, slug: &Slug) -> StoreResult<Option<Location>> {
        one(self, location::Entity::find().filter(location::Column::Slug.eq(slug.as_str()))).await
    }

    async fn locations_of(&mut self, organization: OrganizationId) -> StoreResult<Vec<Location>> {
        let select = location::Entity::find().filter(location::Column::Organization.eq(organization.0));
        all(self, select.order_by_asc(location::Column::Id)).await
    }

    async fn block(&mut self, id: BlockId) -> StoreResult<Option<Block>> {
        by_id(self, id.0).await
    }

    async fn person(&mut self, id: PrincipalId) -> StoreResult<Option<Person>> {
        by_id(self, id.0).await
    }

    async fn people(&mut self, ids: &[PrincipalId]) -> StoreResult<Vec<Person>> {
        let mut people = Vec::with_capacity(ids.len());
        for some in ids.chunks(IDS) {
            let select = person::Entity::find().filter(person::Column::Id.is_in(some.iter().map(|id| id.0)));
            people.extend(all::<Person>(self, select).await?);
        }
        people.sort_unstable_by_key(|person| person.id);
        people.dedup_by_key(|person| person.id);
        Ok(people)
    }

    async fn person_by_email(&mut self, email: &EmailAddress) -> StoreResult<Option<Person>> {
        one(self, person::Entity::find().filter(person::Column::Email.eq(email.as_str()))).await
    }

    async fn people_at_home(&mut self, home: OrganizationId, asked: Page<PrincipalId>) -> StoreResult<Vec<Person>> {
        let select = person::Entity::find().filter(person::Column::Home.eq(home.0));
        all(self, page(select, person::Column::Id, asked.after.map(|id| id.0), asked.limit)).await
    }

    async fn service_account(&mut self, id: PrincipalId) -> StoreResult<Option<ServiceAccount>> {
        by_id(self, id.0).await
    }

    async fn service_account_by_name(
        &mut self,
        home: OrganizationId,
        name: &Name,
    ) -> StoreResult<Option<ServiceAccount>> {
        let select = service_account::Entity::find()
            .filter(service_account::Column::Home.eq(home.0))
            .filter(service_account::Column::Name.eq(name.as_str()));
        one(self, select).await
    }

    async fn grant(&mut self, id: GrantId) -> StoreResult<Option<Grant>> {
        by_id(self, id.0).await
    }

    async fn grants_in(&mut self, organization: OrganizationId, not_over_at: Timestamp) -> StoreResult<Vec<Grant>> {
        let not_over = Condition::any()
            .add(role_grant::Column::UntilAt.is_null())
            .add(role_grant::Column::UntilAt.gt(not_over_at.0));
        let select = role_grant::Entity::find()
            .filter(role_grant::Column::Organization.eq(organization.0))
            .filter(not_over)
            .order_by_asc(role_grant::Column::Id);
        all(self, select).await
    }

    async fn grants_run_out(&mut self, at: Timestamp, limit: u64) -> StoreResult<Vec<Grant>> {
        let select = role_grant::Entity::find()
            .filter(role_grant::Column::EndRecorded.eq(false))
            .filter(role_grant::Column::UntilAt.lte(at.0))
            .order_by_asc(role_grant::Column::UntilAt)
            .order_by_asc(role_grant::Column::Id);
        all(self, select.limit(limit)).await
    }

    async fn support_request(&mut self, id: SupportRequestId) -> StoreResult<Option<SupportRequest>> {
        by_id(self, id.0).await
    }

    async fn support_requests_to(
        &mut self,
        organization: OrganizationId,
        limit: u64,
    ) -> StoreResult<Vec<SupportRequest>> {
        let select = support_request::Entity::find().filter(support_request::Column::Organization.eq(organization.0));
        let (at, id) = (support_request::Column::RequestedAt, support_request::Column::Id);
        all(self, select.order_by_desc(at).order_by_desc(id).limit(limit)).await
    }

    async fn support_requests_by(&mut self, agent: PrincipalId, limit: u64) -> StoreResult<Vec<SupportRequest>> {
        let select = support_request::Entity::find().filter(support_request::Column::Agent.eq(agent.0));
        let (at, id) = (support_request::Column::RequestedAt, support_request::Column::Id);
        all(self, select.order_by_desc(at).order_by_desc(id).limit(limit)).await
    }

    async fn reported_requests(&mut self, limit: u64) -> StoreResult<Vec<SupportRequest>> {
        let reported = support_request::Column::State.eq(RequestState::Reported.code());
        let (at, id) = (support_request::Column::RequestedAt, support_request::Column::Id);
        let select = support_request::Entity::find().filter(reported).order_by_desc(at).order_by_desc(id);
        all(self, select.limit(limit)).await
    }

    async fn requests_pending_since(&mut self, before: Timestamp, limit: u64) -> StoreResult<Vec<SupportRequest>> {
        let (at, id) = (support_request::Column::RequestedAt, support_request::Column::Id);
        let select = support_request::Entity::find()
            .filter(support_request::Column::State.eq(RequestState::Pending.code()))
            .filter(at.lt(before.0));
        all(self, select.order_by_asc(at).order_by_asc(id).limit(limit)).await
    }

    async fn support_grant(&mut self, id: SupportGrantId) -> StoreResult<Option<SupportGrant>> {
        by_id(self, id.0).await
    }

    async fn support_grants_in(&mut self, organization: OrganizationId, limit: u64) -> StoreResult<Vec<SupportGrant>> {
        let select = support_grant::Entity::find().filter(support_grant::Column::Organization.eq(organization.0));
        all(self, newest(select, support_grant::Column::FromAt, support_grant::Column::Id, limit)).await
    }

    async fn support_grants_run_out(&mut self, at: Timestamp, limit: u64) -> StoreResult<Vec<SupportGrant>> {
        let select = support_grant::Entity::find()
            .filter(support_grant::Column::EndRecorded.eq(false))
            .filter(support_grant::Column::UntilAt.lte(at.0))
            .order_by_asc(support_grant::Column::UntilAt)
            .order_by_asc(support_grant::Column::Id);
        all(self, select.limit(limit)).await
    }

    async fn support_grant_of(&mut self, request: SupportRequestId) -> StoreResult<Option<SupportGrant>> {
        one(self, support_grant::Entity::find().filter(support_grant::Column::Request.eq(request.0))).await
    }

    async fn help_desk_session(&mut self, id: HelpDeskSessionId) -> StoreResult<Option<HelpDeskSession>> {
        by_id(self, id.0).await
    }

    async fn help_desk_sessions_in(
        &mut self,
        organization: OrganizationId,
        limit: u64,
    ) -> StoreResult<Vec<HelpDeskSession>> {
        let select =
            help_desk_session::Entity::find().filter(help_desk_session::Column::Organization.eq(organization.0));
        all(self, newest(select, help_desk_session::Column::FromAt, help_desk_session::Column::Id, limit)).await
    }

    async fn password_hash(&mut self, person: PrincipalId) -> StoreResult<Option<PasswordHash>> {
        let found: Option<password::Password> = one(self, password::Entity::find_by_id(person.0)).await?;
        Ok(found.map(|password| password.hash))
    }

    async fn session_by_secret(&mut self, secret: &SecretHash) -> StoreResult<Option<Session>> {
        one(self, session::Entity::find().filter(session::Column::Secret.eq(secret.0.to_vec()))).await
    }

    async fn session(&mut self, id: SessionId) -> StoreResult<Option<Session>> {
        by_id(self, id.0).await
    }

    async fn token_by_secret(&mut self, secret: &SecretHash) -> StoreResult<Option<Token>> {
        one(self, token::Entity::find().filter(token::Column::Secret.eq(secret.0.to_vec()))).await
    }

    async fn token(&mut self, id: TokenId) -> StoreResult<Option<Token>> {
        by_id(self, id.0).await
    }

    async fn tokens_of(&mut self, principal: PrincipalId) -> StoreResult<Vec<Token>> {
        let select = token::Entity::find().filter(token::Column::Principal.eq(principal.0));
        all(self, select.order_by_asc(token::Column::Id)).await
    }

    async fn sign_in_link_by_secret(&mut self, secret: &SecretHash) -> StoreResult<Option<SignInLink>> {
        one(self, sign_in_link::Entity::find().filter(sign_in_link::Column::Secret.eq(secret.0.to_vec()))).await
    }

    async fn audit_entries(
        &mut self,
        organization: OrganizationId,
        filter: &AuditFilter,
        before: Option<i64>,
        limit: u64,
    ) -> StoreResult<Vec<StoredAuditEntry>> {
        audit::entries(self, organization, filter, before, limit).await
    }

    async fn audit_entry(&mut self, id: AuditEntryId) -> StoreResult<Option<StoredAuditEntry>> {
        audit::entry(self, id).await
    }

    async fn last_audit_about(&mut self, subject: Uuid) -> StoreResult<Option<StoredAuditEntry>> {
        audit::last_about(self, subject).await
    }

    async fn audit_head(&mut self, organization: OrganizationId) -> StoreResult<i64> {
        let head: Option<audit_head::Head> = one(self, audit_head::Entity::find_by_id(organization.0)).await?;
        Ok(head.map_or(0, |head| head.number))
    }

    async fn policy_texts(&mut self, digest: &str) -> StoreResult<Option<String>> {
        let found: Option<policy_text::Model> = one(self, policy_text::Entity::find_by_id(digest)).await?;
        Ok(found.map(|row| row.texts))
    }

    async fn remembered(&mut self, caller: PrincipalId, route: &str, key: &str) -> StoreResult<Option<Remembered>> {
        one(self, idempotency::Entity::find_by_id((caller.0, route.to_owned(), key.to_owned()))).await
    }

    async fn messages(&mut self, state: MessageState, limit: u64) -> StoreResult<Vec<QueuedMessage>> {
        outbox::in_state(self, state, limit).await
    }

    async fn world(&mut self) -> StoreResult<WorldRows> {
        let settings =
            setting::Entity::find().order_by_asc(setting::Column::Organization).order_by_asc(setting::Column::Key);
        Ok(WorldRows {
            organizations: all(self, organization::Entity::find().order_by_asc(organization::Column::Id)).await?,
            settings: all(self, settings).await?,
            relationships: all(self, relationship::Entity::find().order_by_asc(relationship::Column::Id)).await?,
            subscriptions: all(self, subscription::Entity::find().order_by_asc(subscription::Column::Id)).await?,
            sites: all(self, site::Entity::find().order_by_asc(site::Column::Id)).await?,
            locations: all(self, location::Entity::find().order_by_asc(location::Column::Id)).await?,
            people: all(self, person::Entity::find().order_by_asc(person::Column::Id)).await?,
            grants: all(self, role_grant::Entity::find().order_by_asc(role_grant::Column::Id)).await?,
            blocks: all(self, block::Entity::find().order_by_asc(block::Column::Id)).await?,
            support_grants: all(self, support_grant::Entity::find().order_by_asc(support_grant::Column::Id)).await?,
            sessions: all(self, help_desk_session::Entity::find().order_by_asc(help_desk_session::Column::Id)).await?,
        })
    }
}
