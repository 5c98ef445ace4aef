//! Passwords' hashes.

use super::prelude::*;
use prokura_domain::event::PasswordHash;
use prokura_domain::id::PrincipalId;

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "password")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: Uuid,
    pub hash: String,
}
plain!();

/// The hash is never printed.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Password({})", self.person)
    }
}

/// Whose password it is, and its hash.
pub(crate) struct Password {
    pub(crate) person: PrincipalId,
    pub(crate) hash: PasswordHash,
}

impl Kept for Password {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model { person: self.person.0, hash: self.hash.0.clone() })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self { person: PrincipalId(row.person), hash: PasswordHash(row.hash) })
    }
}
