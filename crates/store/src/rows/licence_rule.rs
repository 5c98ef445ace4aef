//! Rules by which people get licences by themselves.

use super::prelude::*;
use prokura_domain::id::{LicenceRuleId, OrganizationId};
use prokura_domain::licence_rule::LicenceRule;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "licence_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organization: Uuid,
    /// Empty for everybody: databases tell nulls apart, and there is one such rule.
    pub domain: String,
    pub gives: String,
    pub version: i64,
}
plain!();

impl Kept for LicenceRule {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            organization: self.organization.0,
            domain: self.domain.as_ref().map(ToString::to_string).unwrap_or_default(),
            gives: to_json(&self.gives)?,
            version: self.version,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        let domain = if row.domain.is_empty() { None } else { Some(text("licence_rule.domain", row.domain)?) };
        Ok(Self {
            id: LicenceRuleId(row.id),
            organization: OrganizationId(row.organization),
            domain,
            gives: json("licence_rule.gives", &row.gives)?,
            version: row.version,
        })
    }
}
