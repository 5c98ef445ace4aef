//! What is asked about organizations' identity providers.

use crate::rows::{all, domain, federated_session, identity, one, spent};
use crate::transaction::Transaction;
use prokura_app::port::{FederatedAsked, StoreResult};
use prokura_domain::account::SecretHash;
use prokura_domain::federation::{Domain, FederatedSession, Identity, Spent};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::text::DomainName;
use prokura_domain::time::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

pub(crate) async fn domains_of(tx: &Transaction, organization: OrganizationId) -> StoreResult<Vec<Domain>> {
    use domain::Column as C;
    let select = domain::Entity::find().filter(C::Organization.eq(organization.0)).filter(C::RemovedAt.is_null());
    all(tx, select.order_by_asc(C::Name)).await
}

pub(crate) async fn verified_domain(tx: &Transaction, name: &DomainName) -> StoreResult<Option<Domain>> {
    use domain::Column as C;
    let select = domain::Entity::find().filter(C::Name.eq(name.as_str()));
    one(tx, select.filter(C::VerifiedAt.is_not_null()).filter(C::RemovedAt.is_null())).await
}

pub(crate) async fn identity(
    tx: &Transaction,
    organization: OrganizationId,
    issuer: &str,
    subject: &str,
) -> StoreResult<Option<Identity>> {
    use identity::Column as C;
    let select = identity::Entity::find().filter(C::Organization.eq(organization.0)).filter(C::Issuer.eq(issuer));
    one(tx, select.filter(C::Subject.eq(subject))).await
}

pub(crate) async fn identity_of(
    tx: &Transaction,
    organization: OrganizationId,
    issuer: &str,
    person: PrincipalId,
) -> StoreResult<Option<Identity>> {
    use identity::Column as C;
    let select = identity::Entity::find().filter(C::Organization.eq(organization.0)).filter(C::Issuer.eq(issuer));
    one(tx, select.filter(C::Person.eq(person.0))).await
}

pub(crate) async fn sessions_of(
    tx: &Transaction,
    organization: OrganizationId,
    issuer: &str,
    who: &FederatedAsked,
    after: Timestamp,
) -> StoreResult<Vec<FederatedSession>> {
    use federated_session::Column as C;
    let mut select = federated_session::Entity::find()
        .filter(C::Organization.eq(organization.0))
        .filter(C::Issuer.eq(issuer))
        .filter(C::BegunAt.gte(after.0));
    if let Some(subject) = &who.subject {
        select = select.filter(C::Subject.eq(subject.as_str()));
    }
    if let Some(there) = &who.there {
        select = select.filter(C::There.eq(there.as_str()));
    }
    all(tx, select.order_by_asc(C::Session)).await
}

pub(crate) async fn anybody(
    tx: &Transaction,
    organization: OrganizationId,
    issuer: &str,
    client_id: &str,
) -> StoreResult<bool> {
    use federated_session::Column as C;
    let select = federated_session::Entity::find()
        .filter(C::Organization.eq(organization.0))
        .filter(C::Issuer.eq(issuer))
        .filter(C::ClientId.eq(client_id))
        .limit(1);
    let found: Option<FederatedSession> = one(tx, select).await?;
    Ok(found.is_some())
}

pub(crate) async fn is_spent(tx: &Transaction, key: &SecretHash) -> StoreResult<bool> {
    let found: Option<Spent> = one(tx, spent::Entity::find_by_id(key.0.to_vec())).await?;
    Ok(found.is_some())
}
