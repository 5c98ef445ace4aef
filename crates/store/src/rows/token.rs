//! API tokens.

use super::prelude::*;
use prokura_domain::account::{SecretHash, Token};
use prokura_domain::id::{OrganizationId, PrincipalId, TokenId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub secret: Vec<u8>,
    pub principal: Uuid,
    pub name: String,
    pub scopes: String,
    pub organization: Uuid,
    pub from_at: Option<i64>,
    pub until_at: Option<i64>,
}
plain!();

impl Kept for Token {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            secret: self.secret.0.to_vec(),
            principal: self.principal.0,
            name: self.name.clone(),
            scopes: to_json(&self.scopes)?,
            organization: self.organization.0,
            from_at: self.term.from.map(|at| at.0),
            until_at: self.term.until.map(|at| at.0),
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: TokenId(row.id),
            secret: SecretHash(bytes("token.secret", row.secret)?),
            principal: PrincipalId(row.principal),
            name: row.name,
            scopes: json("token.scopes", &row.scopes)?,
            organization: OrganizationId(row.organization),
            term: term(row.from_at, row.until_at),
        })
    }
}
