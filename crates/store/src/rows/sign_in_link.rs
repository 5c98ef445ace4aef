//! Single-use sign-in links.

use super::prelude::*;
use prokura_domain::account::{LinkPurpose, SignInLink};
use prokura_domain::id::{PrincipalId, SignInLinkId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person: Uuid,
    pub purpose: String,
    pub expires_at: i64,
    pub used_at: Option<i64>,
}
plain!();

impl Kept for SignInLink {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            person: self.person.0,
            purpose: self.purpose.code().to_owned(),
            expires_at: self.expires_at.0,
            used_at: self.used_at.map(|at| at.0),
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: SignInLinkId(row.id),
            purpose: code("sign_in_link.purpose", &row.purpose, LinkPurpose::from_code)?,
            person: PrincipalId(row.person),
            expires_at: Timestamp(row.expires_at),
            used_at: row.used_at.map(Timestamp),
        })
    }
}
