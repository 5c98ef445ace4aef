//! Versions that changes put an end to, where decisions read them.

use super::prelude::*;
use prokura_app::port::Revision;
use prokura_domain::superseded::Superseded;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "superseded")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub owner: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub part: i64,
    pub until_at: i64,
    pub version: String,
}
plain!();

/// A version under its owner, with the change that put an end to it: the revision, and which part of it.
pub(crate) struct SupersededBy {
    pub(crate) owner: Uuid,
    pub(crate) revision: Revision,
    pub(crate) part: i64,
    pub(crate) until: Timestamp,
    pub(crate) version: Superseded,
}

impl Kept for SupersededBy {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            owner: self.owner,
            revision: self.revision.0,
            part: self.part,
            until_at: self.until.0,
            version: to_json(&self.version)?,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            owner: row.owner,
            revision: Revision(row.revision),
            part: row.part,
            until: Timestamp(row.until_at),
            version: json("superseded.version", &row.version)?,
        })
    }
}
