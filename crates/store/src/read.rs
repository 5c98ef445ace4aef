//! What can be read? Every query of the port, over the rows.

use crate::audit;
use crate::erase;
use crate::error::store_error;
use crate::federation;
use crate::held;
use crate::job;
use crate::outbox;
use crate::people;
use crate::preference;
use crate::record;
use crate::rows::{
    Kept, all, audit_head, block, change, custom_role, custom_role_version, departed, help_desk_session, idempotency,
    licence_rule, location, one, organization, passkey, password, person, policy_in_force, policy_text, product_news,
    recovery_code, relationship, revision, role_grant, seat_request, service_account, session, setting, site,
    subscription, superseded, support_grant, support_request, template, token,
};
use crate::signal;
use crate::transaction::Transaction;
use async_trait::async_trait;
use prokura_app::audit::PrivateValue;
use prokura_app::message::MessageState;
use prokura_app::port::{
    AuditFilter, FederatedAsked, Newest, Page, PeopleAsked, PersonPlace, QueuedMessage, Read, Remembered,
    RequestFilter, Revision, Sought, StoreError, StoreResult, StoredAuditEntry, WorldRows,
};
use prokura_app::seats::Held;
use prokura_decision::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::account::{SecretHash, Session, SignInLink, Token};
use prokura_domain::custom_role::CustomRole;
use prokura_domain::event::{PasswordHash, Touched};
use prokura_domain::factor::{Passkey, RecoveryCode, Totp};
use prokura_domain::federation::{ClientSecret, Domain, FederatedSession, Identity};
use prokura_domain::grant::Grant;
use prokura_domain::id::{
    AuditEntryId, BlockId, CustomRoleId, DomainId, GrantId, HelpDeskSessionId, JobId, OrganizationId, PrincipalId,
    ProductNewsId, SeatRequestId, SessionId, SignInLinkId, StreamId, SupportGrantId, SupportRequestId, TemplateId,
    TokenId,
};
use prokura_domain::job::{Job, JobKind};
use prokura_domain::licence_rule::LicenceRule;
use prokura_domain::news::ProductNews;
use prokura_domain::organization::{Block, Blocked, Location, Organization, Relationship, Site, Subscription};
use prokura_domain::person::{Departed, Person, PersonStatus, ServiceAccount};
use prokura_domain::preference::{Preference, Topic};
use prokura_domain::seat_request::{SeatRequest, SeatRequestState};
use prokura_domain::signal::{SignalStream, StreamProgress, WaitingSignal};
use prokura_domain::superseded::{Filed, Superseded};
use prokura_domain::support::{HelpDeskSession, REQUEST_LASTS, RequestState, SupportGrant, SupportRequest};
use prokura_domain::template::{Due, Template};
use prokura_domain::text::{DomainName, EmailAddress, Name, Slug};
use prokura_domain::time::Timestamp;
use sea_orm::sea_query::NullOrdering;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Order, PrimaryKeyTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};
use std::collections::BTreeSet;
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
fn newest<E: EntityTrait>(select: Select<E>, from: E::Column, id: E::Column, asked: Page<Newest>) -> Select<E> {
    let further = |place: Newest| {
        let later = |same: Condition| same.add(id.lt(place.id));
        match place.at {
            Some(at) => {
                Condition::any().add(from.lt(at.0)).add(from.is_null()).add(later(Condition::all().add(from.eq(at.0))))
            }
            None => later(Condition::all().add(from.is_null())),
        }
    };
    select
        .apply_if(asked.after, |select, place| select.filter(further(place)))
        .order_by_with_nulls(from, Order::Desc, NullOrdering::Last)
        .order_by_desc(id)
        .limit(asked.limit)
}

/// A term that a moment lies in.
fn in_force<C: ColumnTrait>(from: C, until: C, at: Timestamp) -> Condition {
    Condition::all()
        .add(Condition::any().add(from.is_null()).add(from.lte(at.0)))
        .add(Condition::any().add(until.is_null()).add(until.gt(at.0)))
}

/// Requests that are in a state at a moment, as [`SupportRequest::state_at`] says.
fn in_state(state: RequestState, at: Timestamp) -> Condition {
    use support_request::Column as C;
    let written = Condition::all().add(C::State.eq(state.code()));
    let made_in_time = at.minus(REQUEST_LASTS).0;
    match state {
        RequestState::Pending => written.add(C::RequestedAt.gt(made_in_time)),
        RequestState::Lapsed => Condition::any()
            .add(written)
            .add(Condition::all().add(C::State.eq(RequestState::Pending.code())).add(C::RequestedAt.lte(made_in_time))),
        RequestState::Granted | RequestState::Denied | RequestState::Reported | RequestState::Withdrawn => written,
    }
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
        Ok(record::person(self, id).await?.filter(|(person, _)| !person.status.is_gone()))
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

    async fn licence_rules_of(&mut self, organization: OrganizationId) -> StoreResult<Vec<LicenceRule>> {
        use licence_rule::Column as C;
        let select = licence_rule::Entity::find().filter(C::Organization.eq(organization.0));
        all(self, select.order_by_asc(C::Domain)).await
    }

    async fn template(&mut self, id: TemplateId) -> StoreResult<Option<Template>> {
        by_id(self, id.0).await
    }

    async fn templates_of(&mut self, organization: OrganizationId) -> StoreResult<Vec<Template>> {
        use template::Column as C;
        let select = template::Entity::find().filter(C::Organization.eq(organization.0));
        all(self, select.order_by_asc(C::Id)).await
    }

    async fn seat_request(&mut self, id: SeatRequestId) -> StoreResult<Option<SeatRequest>> {
        by_id(self, id.0).await
    }

    async fn seat_requests_of(&mut self, customer: OrganizationId) -> StoreResult<Vec<SeatRequest>> {
        use seat_request::Column as C;
        let select = seat_request::Entity::find().filter(C::Customer.eq(customer.0));
        all(self, select.order_by_desc(C::Id)).await
    }

    async fn seat_requests_to(
        &mut self,
        seller: OrganizationId,
        asked: Page<SeatRequestId>,
    ) -> StoreResult<Vec<SeatRequest>> {
        use seat_request::Column as C;
        let select = seat_request::Entity::find()
            .filter(C::Seller.eq(seller.0))
            .filter(C::State.eq(SeatRequestState::Open.code()));
        all(self, page(select, C::Id, asked.after.map(|id| id.0), asked.limit)).await
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
        Ok(self.anybody(id).await?.filter(|person| !person.status.is_gone()))
    }

    async fn anybody(&mut self, id: PrincipalId) -> StoreResult<Option<Person>> {
        by_id(self, id.0).await
    }

    async fn departed(&mut self, ids: &[PrincipalId]) -> StoreResult<Vec<Departed>> {
        let mut found = Vec::new();
        for some in ids.chunks(IDS) {
            let select = departed::Entity::find().filter(departed::Column::Person.is_in(some.iter().map(|id| id.0)));
            found.extend(all::<Departed>(self, select).await?);
        }
        Ok(found)
    }

    async fn claimable(
        &mut self,
        organization: OrganizationId,
        domains: &[DomainName],
        page: Page<PrincipalId>,
    ) -> StoreResult<Vec<Person>> {
        all(self, people::claimable(organization, domains, page)).await
    }

    async fn count_claimable(&mut self, organization: OrganizationId, domains: &[DomainName]) -> StoreResult<u64> {
        people::number(self, &people::counted_claimable(organization, domains)).await
    }

    async fn told_about(&mut self, subject: Uuid) -> StoreResult<Vec<PrivateValue>> {
        erase::told_about(self, subject).await
    }

    async fn history_of(&mut self, owner: Uuid) -> StoreResult<Vec<(Revision, i64, Superseded)>> {
        erase::history_of(self, owner).await
    }

    async fn jobs_telling(&mut self, sought: &[Sought]) -> StoreResult<Vec<JobId>> {
        erase::jobs_telling(self, sought).await
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
        let found: Option<Person> =
            one(self, person::Entity::find().filter(person::Column::Email.eq(email.as_str()))).await?;
        Ok(found.filter(|person| !person.status.is_gone()))
    }

    async fn people_by_email(&mut self, emails: &[EmailAddress]) -> StoreResult<Vec<Person>> {
        let mut people = Vec::new();
        for some in emails.chunks(IDS) {
            let theirs = person::Column::Email.is_in(some.iter().map(EmailAddress::as_str));
            people.extend(all::<Person>(self, person::Entity::find().filter(theirs)).await?);
        }
        people.retain(|person| !person.status.is_gone());
        Ok(people)
    }

    async fn person_records_of(&mut self, ids: &[PrincipalId]) -> StoreResult<Vec<(Person, PrincipalRecord)>> {
        let mut found = record::people_of(self, ids).await?;
        found.retain(|(person, _)| !person.status.is_gone());
        Ok(found)
    }

    async fn people_at_home(&mut self, home: OrganizationId, asked: Page<PrincipalId>) -> StoreResult<Vec<Person>> {
        let gone = people::GONE_STATUSES.map(PersonStatus::code);
        let select = person::Entity::find()
            .filter(person::Column::Home.eq(home.0))
            .filter(person::Column::Status.is_not_in(gone));
        all(self, page(select, person::Column::Id, asked.after.map(|id| id.0), asked.limit)).await
    }

    async fn people_asked(&mut self, asked: &PeopleAsked, page: Page<PersonPlace>) -> StoreResult<Vec<Person>> {
        all(self, people::find(self, asked, page).await?).await
    }

    async fn people_count(&mut self, asked: &PeopleAsked) -> StoreResult<u64> {
        people::count(self, asked).await
    }

    async fn people_met(&mut self, asked: &PeopleAsked, due: &Due) -> StoreResult<u64> {
        people::count_met(self, asked, due).await
    }

    async fn people_lacking(
        &mut self,
        asked: &PeopleAsked,
        due: &Due,
        page: Page<PrincipalId>,
    ) -> StoreResult<Vec<PrincipalId>> {
        people::lacking(self, asked, due, page).await
    }

    async fn licenses_at_home(&mut self, home: OrganizationId) -> StoreResult<Vec<String>> {
        people::licenses(self, home).await
    }

    async fn licences_held(&mut self, home: OrganizationId) -> StoreResult<Held> {
        people::licences_held(self, home).await
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
        let select = held::grants(organization, not_over_at).order_by_asc(role_grant::Column::Id);
        all(self, select).await
    }

    async fn grants_ending_in(
        &mut self,
        organization: OrganizationId,
        not_over_at: Timestamp,
        before: Timestamp,
    ) -> StoreResult<Vec<Grant>> {
        let select = held::grants(organization, not_over_at).filter(role_grant::Column::UntilAt.lt(before.0));
        all(self, select.order_by_asc(role_grant::Column::Id)).await
    }

    async fn grants_held_in(
        &mut self,
        organization: OrganizationId,
        principals: &[PrincipalId],
        not_over_at: Timestamp,
    ) -> StoreResult<Vec<Grant>> {
        let mut grants = Vec::new();
        for some in principals.chunks(IDS) {
            let of_some = role_grant::Column::Principal.is_in(some.iter().map(|id| id.0));
            grants.extend(all::<Grant>(self, held::grants(organization, not_over_at).filter(of_some)).await?);
        }
        grants.sort_unstable_by_key(|grant| grant.id);
        Ok(grants)
    }

    async fn grants_of_role(
        &mut self,
        organization: OrganizationId,
        role: &str,
        not_over_at: Timestamp,
    ) -> StoreResult<Vec<Grant>> {
        let select = held::grants(organization, not_over_at).filter(role_grant::Column::Role.eq(role));
        all(self, select.order_by_asc(role_grant::Column::Id)).await
    }

    async fn grants_of_outsiders(
        &mut self,
        organization: OrganizationId,
        roles: &[String],
        not_over_at: Timestamp,
    ) -> StoreResult<Vec<Grant>> {
        all(self, held::of_outsiders(organization, roles, not_over_at).order_by_asc(role_grant::Column::Id)).await
    }

    async fn roles_given_in(&mut self, organization: OrganizationId) -> StoreResult<Vec<String>> {
        held::roles(self, organization).await
    }

    async fn holders_in(
        &mut self,
        organization: OrganizationId,
        not_over_at: Timestamp,
        page: Page<PrincipalId>,
    ) -> StoreResult<Vec<PrincipalId>> {
        held::holders(self, organization, not_over_at, page).await
    }

    async fn count_holders_in(&mut self, organization: OrganizationId, not_over_at: Timestamp) -> StoreResult<u64> {
        held::count(self, organization, not_over_at).await
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

    async fn support_requests(
        &mut self,
        filter: &RequestFilter,
        asked: Page<Newest>,
    ) -> StoreResult<Vec<SupportRequest>> {
        use support_request::Column as C;
        let select = support_request::Entity::find()
            .apply_if(filter.to, |select, to| select.filter(C::Organization.eq(to.0)))
            .apply_if(filter.by, |select, by| select.filter(C::Agent.eq(by.0)))
            .apply_if(filter.state, |select, (state, at)| select.filter(in_state(state, at)));
        all(self, newest(select, C::RequestedAt, C::Id, asked)).await
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

    async fn support_grants_in(
        &mut self,
        organization: OrganizationId,
        in_force_at: Option<Timestamp>,
        asked: Page<Newest>,
    ) -> StoreResult<Vec<SupportGrant>> {
        use support_grant::Column as C;
        let select = support_grant::Entity::find()
            .filter(C::Organization.eq(organization.0))
            .apply_if(in_force_at, |select, at| select.filter(in_force(C::FromAt, C::UntilAt, at)));
        all(self, newest(select, C::FromAt, C::Id, asked)).await
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
        open_at: Option<Timestamp>,
        asked: Page<Newest>,
    ) -> StoreResult<Vec<HelpDeskSession>> {
        use help_desk_session::Column as C;
        let select = help_desk_session::Entity::find()
            .filter(C::Organization.eq(organization.0))
            .apply_if(open_at, |select, at| select.filter(in_force(C::FromAt, C::UntilAt, at)));
        all(self, newest(select, C::FromAt, C::Id, asked)).await
    }

    async fn custom_role_versions(&mut self, id: CustomRoleId) -> StoreResult<Vec<CustomRole>> {
        let select = custom_role_version::Entity::find().filter(custom_role_version::Column::Id.eq(id.0));
        let versions: Vec<custom_role_version::Version> =
            all(self, select.order_by_asc(custom_role_version::Column::Version)).await?;
        Ok(versions.into_iter().map(|version| version.0).collect())
    }

    async fn password_hash(&mut self, person: PrincipalId) -> StoreResult<Option<PasswordHash>> {
        let found: Option<password::Password> = one(self, password::Entity::find_by_id(person.0)).await?;
        Ok(found.map(|password| password.hash))
    }

    async fn totp(&mut self, person: PrincipalId) -> StoreResult<Option<Totp>> {
        by_id(self, person.0).await
    }

    async fn recovery_codes(&mut self, person: PrincipalId) -> StoreResult<Vec<RecoveryCode>> {
        use recovery_code::Column as C;
        all(self, recovery_code::Entity::find().filter(C::Person.eq(person.0)).order_by_asc(C::Tag)).await
    }

    async fn passkeys_of(&mut self, person: PrincipalId) -> StoreResult<Vec<Passkey>> {
        use passkey::Column as C;
        all(self, passkey::Entity::find().filter(C::Person.eq(person.0)).order_by_asc(C::Id)).await
    }

    async fn passkey_by_credential(&mut self, credential_id: &[u8]) -> StoreResult<Option<Passkey>> {
        one(self, passkey::Entity::find().filter(passkey::Column::CredentialId.eq(credential_id.to_vec()))).await
    }

    async fn session_by_secret(&mut self, secret: &SecretHash) -> StoreResult<Option<Session>> {
        one(self, session::Entity::find().filter(session::Column::Secret.eq(secret.0.to_vec()))).await
    }

    async fn session(&mut self, id: SessionId) -> StoreResult<Option<Session>> {
        by_id(self, id.0).await
    }

    async fn last_signed_in(&mut self, people: &[PrincipalId]) -> StoreResult<Vec<(PrincipalId, Timestamp)>> {
        use session::Column as C;
        let mut found = Vec::new();
        for some in people.chunks(IDS) {
            let select = session::Entity::find()
                .select_only()
                .column(C::Person)
                .column_as(C::SignedInAt.max(), "at")
                .filter(C::Person.is_in(some.iter().map(|id| id.0)))
                .group_by(C::Person);
            let rows: Vec<(Uuid, i64)> = select.into_tuple().all(self).await.map_err(store_error)?;
            found.extend(rows.into_iter().map(|(id, at)| (PrincipalId(id), Timestamp(at))));
        }
        Ok(found)
    }

    async fn devices_of(&mut self, person: PrincipalId) -> StoreResult<Vec<String>> {
        use session::Column as C;
        let select = session::Entity::find().select_only().column(C::Device).distinct().filter(C::Person.eq(person.0));
        select.order_by_asc(C::Device).into_tuple().all(self).await.map_err(store_error)
    }

    async fn sessions_of(&mut self, person: PrincipalId, begun_after: Timestamp) -> StoreResult<Vec<Session>> {
        use session::Column as C;
        let select = session::Entity::find()
            .filter(C::Person.eq(person.0))
            .filter(C::EndedAt.is_null())
            .filter(C::SignedInAt.gt(begun_after.0));
        all(self, select.order_by_desc(C::SignedInAt).order_by_desc(C::Id)).await
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

    async fn sign_in_link(&mut self, id: SignInLinkId) -> StoreResult<Option<SignInLink>> {
        by_id(self, id.0).await
    }

    async fn domain(&mut self, id: DomainId) -> StoreResult<Option<Domain>> {
        by_id(self, id.0).await
    }

    async fn domains_of(&mut self, organization: OrganizationId) -> StoreResult<Vec<Domain>> {
        federation::domains_of(self, organization).await
    }

    async fn verified_domain(&mut self, name: &DomainName) -> StoreResult<Option<Domain>> {
        federation::verified_domain(self, name).await
    }

    async fn identity(
        &mut self,
        organization: OrganizationId,
        issuer: &str,
        subject: &str,
    ) -> StoreResult<Option<Identity>> {
        federation::identity(self, organization, issuer, subject).await
    }

    async fn identity_of(
        &mut self,
        organization: OrganizationId,
        issuer: &str,
        person: PrincipalId,
    ) -> StoreResult<Option<Identity>> {
        federation::identity_of(self, organization, issuer, person).await
    }

    async fn federated_session(&mut self, session: SessionId) -> StoreResult<Option<FederatedSession>> {
        by_id(self, session.0).await
    }

    async fn federated_sessions_of(
        &mut self,
        organization: OrganizationId,
        issuer: &str,
        who: &FederatedAsked,
        after: Timestamp,
    ) -> StoreResult<Vec<FederatedSession>> {
        federation::sessions_of(self, organization, issuer, who, after).await
    }

    async fn anybody_federated(
        &mut self,
        organization: OrganizationId,
        issuer: &str,
        client_id: &str,
    ) -> StoreResult<bool> {
        federation::anybody(self, organization, issuer, client_id).await
    }

    async fn client_secret(&mut self, organization: OrganizationId) -> StoreResult<Option<ClientSecret>> {
        by_id(self, organization.0).await
    }

    async fn is_spent(&mut self, key: &SecretHash) -> StoreResult<bool> {
        federation::is_spent(self, key).await
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

    async fn last_acted(
        &mut self,
        organization: OrganizationId,
        actors: &[PrincipalId],
    ) -> StoreResult<Vec<(PrincipalId, Timestamp)>> {
        audit::last_acted(self, organization, actors).await
    }

    async fn audit_head(&mut self, organization: OrganizationId) -> StoreResult<i64> {
        let head: Option<audit_head::Head> = one(self, audit_head::Entity::find_by_id(organization.0)).await?;
        Ok(head.map_or(0, |head| head.number))
    }

    async fn stream(&mut self, id: StreamId) -> StoreResult<Option<SignalStream>> {
        by_id(self, id.0).await
    }

    async fn streams_of(&mut self, organization: OrganizationId) -> StoreResult<Vec<SignalStream>> {
        signal::of(self, organization).await
    }

    async fn streams_of_receiver(&mut self, receiver: PrincipalId) -> StoreResult<Vec<SignalStream>> {
        signal::of_receiver(self, receiver).await
    }

    async fn streams_hearing(&mut self, organizations: &[OrganizationId]) -> StoreResult<Vec<SignalStream>> {
        signal::hearing(self, organizations).await
    }

    async fn stream_progress(&mut self, id: StreamId) -> StoreResult<Option<StreamProgress>> {
        by_id(self, id.0).await
    }

    async fn signals_of(&mut self, stream: &SignalStream, limit: u64) -> StoreResult<Vec<WaitingSignal>> {
        signal::waiting(self, stream, limit).await
    }

    async fn streams_overflowing(&mut self, most: u64, since: Timestamp) -> StoreResult<Vec<StreamId>> {
        signal::overflowing(self, most, since).await
    }

    async fn audit_counts(
        &mut self,
        organization: OrganizationId,
        without: &[String],
        from: Timestamp,
        until: Timestamp,
    ) -> StoreResult<Vec<(String, u64)>> {
        audit::counts(self, organization, without, from, until).await
    }

    async fn preferences_of(&mut self, person: PrincipalId) -> StoreResult<Vec<Preference>> {
        preference::of(self, person).await
    }

    async fn preferences_at_home(&mut self, home: OrganizationId, topic: Topic) -> StoreResult<Vec<Preference>> {
        preference::at_home(self, home, topic).await
    }

    async fn digests_due(&mut self, up_to: Timestamp, limit: u64) -> StoreResult<Vec<PrincipalId>> {
        preference::digests_due(self, up_to, limit).await
    }

    async fn product_news(&mut self, id: ProductNewsId) -> StoreResult<Option<ProductNews>> {
        by_id(self, id.0).await
    }

    async fn product_news_of(
        &mut self,
        organization: OrganizationId,
        page: Page<ProductNewsId>,
    ) -> StoreResult<Vec<ProductNews>> {
        use product_news::Column as C;
        let select = product_news::Entity::find()
            .filter(C::Organization.eq(organization.0))
            .apply_if(page.after, |select, after| select.filter(C::Id.lt(after.0)));
        all(self, select.order_by_desc(C::Id).limit(page.limit)).await
    }

    async fn job(&mut self, id: JobId) -> StoreResult<Option<Job>> {
        by_id(self, id.0).await
    }

    async fn jobs_of(&mut self, who: PrincipalId, kind: JobKind, limit: u64) -> StoreResult<Vec<Job>> {
        job::of(self, who, kind, limit).await
    }

    async fn job_part(&mut self, id: JobId, number: i64) -> StoreResult<Option<Vec<u8>>> {
        job::part(self, id, number).await
    }

    async fn policy_texts(&mut self, digest: &str) -> StoreResult<Option<String>> {
        let found: Option<policy_text::Model> = one(self, policy_text::Entity::find_by_id(digest)).await?;
        Ok(found.map(|row| row.texts))
    }

    async fn remembered(&mut self, caller: PrincipalId, route: &str, key: &str) -> StoreResult<Option<Remembered>> {
        one(self, idempotency::Entity::find_by_id((caller.0, route.to_owned(), key.to_owned()))).await
    }

    async fn remembered_of(&mut self, caller: PrincipalId, route: &str, keys: &[&str]) -> StoreResult<Vec<Remembered>> {
        use idempotency::Column as C;
        let mut found = Vec::new();
        for some in keys.chunks(IDS) {
            let select = idempotency::Entity::find()
                .filter(C::Caller.eq(caller.0))
                .filter(C::Route.eq(route))
                .filter(C::Key.is_in(some.iter().copied()));
            found.extend(all::<Remembered>(self, select).await?);
        }
        Ok(found)
    }

    async fn messages(&mut self, state: MessageState, limit: u64) -> StoreResult<Vec<QueuedMessage>> {
        outbox::in_state(self, state, limit).await
    }

    async fn world(&mut self) -> StoreResult<WorldRows> {
        let settings =
            setting::Entity::find().order_by_asc(setting::Column::Organization).order_by_asc(setting::Column::Key);
        let mut rows = WorldRows {
            organizations: all(self, organization::Entity::find().order_by_asc(organization::Column::Id)).await?,
            settings: all(self, settings).await?,
            relationships: all(self, relationship::Entity::find().order_by_asc(relationship::Column::Id)).await?,
            subscriptions: all(self, subscription::Entity::find().order_by_asc(subscription::Column::Id)).await?,
            sites: all(self, site::Entity::find().order_by_asc(site::Column::Id)).await?,
            locations: all(self, location::Entity::find().order_by_asc(location::Column::Id)).await?,
            people: all(self, person::Entity::find().order_by_asc(person::Column::Id)).await?,
            grants: all(self, role_grant::Entity::find().order_by_asc(role_grant::Column::Id)).await?,
            blocks: all(self, block::Entity::find().order_by_asc(block::Column::Id)).await?,
            custom_roles: all(self, custom_role::Entity::find().order_by_asc(custom_role::Column::Id)).await?,
            support_grants: all(self, support_grant::Entity::find().order_by_asc(support_grant::Column::Id)).await?,
            sessions: all(self, help_desk_session::Entity::find().order_by_asc(help_desk_session::Column::Id)).await?,
        };
        // A world file says who is there: whoever was deleted is in it as little as what they held and did.
        let gone: BTreeSet<PrincipalId> =
            rows.people.iter().filter(|person| person.status.is_gone()).map(|person| person.id).collect();
        rows.people.retain(|person| !gone.contains(&person.id));
        rows.grants.retain(|grant| !gone.contains(&grant.principal));
        rows.support_grants.retain(|grant| !gone.contains(&grant.agent) && !gone.contains(&grant.approved_by));
        rows.sessions.retain(|session| !gone.contains(&session.agent));
        rows.blocks.retain(|block| !matches!(block.blocked, Blocked::Person(person) if gone.contains(&person)));
        Ok(rows)
    }
}
