//! Parts of jobs' results.

use super::prelude::*;
use prokura_domain::id::JobId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job_part")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub job: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub bytes: Vec<u8>,
}
plain!();

/// A part of a job's result; numbered from 0.
pub(crate) struct JobPart {
    pub(crate) job: JobId,
    pub(crate) number: i64,
    pub(crate) bytes: Vec<u8>,
}

impl Kept for JobPart {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model { job: self.job.0, number: self.number, bytes: self.bytes.clone() })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self { job: JobId(row.job), number: row.number, bytes: row.bytes })
    }
}
