//! Jobs.

use super::prelude::*;
use prokura_domain::id::{JobId, OrganizationId, PrincipalId};
use prokura_domain::job::{Job, JobFailure, JobKind, JobState};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub organization: Uuid,
    pub asked_by: Uuid,
    pub arguments: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub state: String,
    pub failure: Option<String>,
    pub parts: i64,
    pub position: i64,
    pub cursor: Option<String>,
    pub done: i64,
    pub total: i64,
    pub attempts: i64,
    pub leased_until: i64,
}
plain!();

impl Kept for Job {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            kind: self.kind.code().to_owned(),
            organization: self.organization.0,
            asked_by: self.asked_by.0,
            arguments: self.arguments.clone(),
            created_at: self.created_at.0,
            expires_at: self.expires_at().0,
            state: self.state.code().to_owned(),
            failure: self.failure.map(|failure| failure.code().to_owned()),
            parts: self.parts,
            position: self.position,
            cursor: self.cursor.clone(),
            done: self.done,
            total: self.total,
            attempts: self.attempts,
            leased_until: i64::MIN,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: JobId(row.id),
            kind: code("job.kind", &row.kind, JobKind::from_code)?,
            organization: OrganizationId(row.organization),
            asked_by: PrincipalId(row.asked_by),
            arguments: row.arguments,
            created_at: Timestamp(row.created_at),
            state: code("job.state", &row.state, JobState::from_code)?,
            failure: match row.failure {
                None => None,
                Some(failure) => Some(code("job.failure", &failure, JobFailure::from_code)?),
            },
            parts: row.parts,
            position: row.position,
            cursor: row.cursor,
            done: row.done,
            total: row.total,
            attempts: row.attempts,
        })
    }
}
