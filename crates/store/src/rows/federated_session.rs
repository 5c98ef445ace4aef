//! Sessions that began at an organization's provider.

use super::prelude::*;
use prokura_domain::federation::FederatedSession;
use prokura_domain::id::{OrganizationId, SessionId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "federated_session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session: Uuid,
    pub organization: Uuid,
    pub issuer: String,
    pub client_id: String,
    pub subject: String,
    pub there: Option<String>,
    pub token: Vec<u8>,
    pub begun_at: i64,
}
plain!();

impl Kept for FederatedSession {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            session: self.session.0,
            organization: self.organization.0,
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            subject: self.subject.clone(),
            there: self.there.clone(),
            token: self.token.clone(),
            begun_at: self.begun_at.0,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            session: SessionId(row.session),
            organization: OrganizationId(row.organization),
            issuer: row.issuer,
            client_id: row.client_id,
            subject: row.subject,
            there: row.there,
            token: row.token,
            begun_at: Timestamp(row.begun_at),
        })
    }
}
