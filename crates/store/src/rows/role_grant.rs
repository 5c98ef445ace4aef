//! Grants of roles.

use super::prelude::*;
use prokura_domain::grant::{Grant, Origin};
use prokura_domain::id::{GrantId, OrganizationId, PrincipalId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub principal: Uuid,
    pub role: String,
    pub organization: Uuid,
    pub scope: String,
    pub origin: String,
    pub from_at: Option<i64>,
    pub until_at: Option<i64>,
    pub activated_at: Option<i64>,
    pub given_by: Option<Uuid>,
    pub reason: Option<String>,
    pub set_up_as: Option<String>,
    pub version: i64,
    pub end_recorded: bool,
}
plain!();

/// A grant whose end an event has recorded.
pub(crate) struct Ended(pub(crate) Grant);

impl Kept for Grant {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            principal: self.principal.0,
            role: self.role.clone(),
            organization: self.organization.0,
            scope: to_json(&self.scope)?,
            origin: self.origin.code().to_owned(),
            from_at: self.term.from.map(|at| at.0),
            until_at: self.term.until.map(|at| at.0),
            activated_at: self.activated_at.map(|at| at.0),
            given_by: self.given_by.map(|id| id.0),
            reason: self.reason.clone(),
            set_up_as: self.set_up_as.clone(),
            version: self.version,
            end_recorded: false,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: GrantId(row.id),
            principal: PrincipalId(row.principal),
            role: row.role,
            organization: OrganizationId(row.organization),
            scope: json("role_grant.scope", &row.scope)?,
            origin: code("role_grant.origin", &row.origin, Origin::from_code)?,
            term: term(row.from_at, row.until_at),
            activated_at: row.activated_at.map(Timestamp),
            given_by: row.given_by.map(PrincipalId),
            reason: row.reason,
            set_up_as: row.set_up_as,
            version: row.version,
        })
    }
}

impl Kept for Ended {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model { end_recorded: true, ..self.0.to_row()? })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Grant::from_row(row).map(Self)
    }
}
