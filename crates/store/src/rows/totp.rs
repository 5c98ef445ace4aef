//! Authenticator apps.

use super::prelude::*;
use prokura_domain::factor::Totp;
use prokura_domain::id::PrincipalId;

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "totp")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: Uuid,
    pub secret: Vec<u8>,
    pub last_step: i64,
    pub confirmed_at: i64,
}
plain!();

/// The secret is never printed, locked as it is.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Totp({})", self.person)
    }
}

impl Kept for Totp {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            person: self.person.0,
            secret: self.secret.clone(),
            last_step: self.last_step,
            confirmed_at: self.confirmed_at.0,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            person: PrincipalId(row.person),
            secret: row.secret,
            last_step: row.last_step,
            confirmed_at: Timestamp(row.confirmed_at),
        })
    }
}
