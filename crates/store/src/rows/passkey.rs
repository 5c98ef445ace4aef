//! Passkeys.

use super::prelude::*;
use prokura_domain::factor::Passkey;
use prokura_domain::id::{PasskeyId, PrincipalId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person: Uuid,
    pub credential_id: Vec<u8>,
    pub credential: String,
    pub name: String,
    pub created_at: i64,
    pub used_at: Option<i64>,
    pub challenged_at: i64,
}
plain!();

impl Kept for Passkey {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            person: self.person.0,
            credential_id: self.credential_id.clone(),
            credential: self.credential.clone(),
            name: self.name.to_string(),
            created_at: self.created_at.0,
            used_at: self.used_at.map(|at| at.0),
            challenged_at: self.challenged_at.0,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: PasskeyId(row.id),
            person: PrincipalId(row.person),
            credential_id: row.credential_id,
            credential: row.credential,
            name: text("passkey.name", row.name)?,
            created_at: Timestamp(row.created_at),
            used_at: row.used_at.map(Timestamp),
            challenged_at: Timestamp(row.challenged_at),
        })
    }
}
