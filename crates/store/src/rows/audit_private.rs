//! Personal values of audit entries, apart from them so that they can be erased.

use super::prelude::*;
use prokura_app::audit::PrivateValue;
use prokura_domain::id::AuditEntryId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_private")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: String,
    pub salt: Vec<u8>,
    pub value: String,
}
plain!();

/// A personal value with the entry it belongs to.
pub(crate) struct OfEntry {
    pub(crate) entry: AuditEntryId,
    pub(crate) value: PrivateValue,
}

impl Kept for OfEntry {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            entry: self.entry.0,
            place: self.value.place.clone(),
            salt: self.value.salt.to_vec(),
            value: self.value.value.clone(),
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        let salt = bytes("audit_private.salt", row.salt)?;
        let value = PrivateValue { place: row.place, salt, value: row.value };
        Ok(Self { entry: AuditEntryId(row.entry), value })
    }
}
