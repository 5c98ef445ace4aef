//! What is kept of people who were deleted.

use super::prelude::*;
use prokura_domain::id::PrincipalId;
use prokura_domain::person::Departed;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "departed")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: Uuid,
    pub email: Option<String>,
    pub deleted_at: i64,
    pub deleted_by: Option<Uuid>,
    pub erased_at: Option<i64>,
}
plain!();

impl Kept for Departed {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            person: self.person.0,
            email: self.email.as_ref().map(ToString::to_string),
            deleted_at: self.deleted_at.0,
            deleted_by: self.deleted_by.map(|by| by.0),
            erased_at: self.erased_at.map(|at| at.0),
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            person: PrincipalId(row.person),
            email: row.email.map(|email| text("departed.email", email)).transpose()?,
            deleted_at: Timestamp(row.deleted_at),
            deleted_by: row.deleted_by.map(PrincipalId),
            erased_at: row.erased_at.map(Timestamp),
        })
    }
}
