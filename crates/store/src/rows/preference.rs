//! What people want to be written to about.

use super::prelude::*;
use prokura_domain::id::PrincipalId;
use prokura_domain::preference::{Preference, Topic};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "preference")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub topic: String,
    pub wanted: bool,
    pub told_until: i64,
}
plain!();

impl Kept for Preference {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            person: self.person.0,
            topic: self.topic.code().to_owned(),
            wanted: self.wanted,
            told_until: self.told_until.0,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            person: PrincipalId(row.person),
            topic: code("preference.topic", &row.topic, Topic::from_code)?,
            wanted: row.wanted,
            told_until: Timestamp(row.told_until),
        })
    }
}
