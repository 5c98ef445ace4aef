//! Meeting sites (SIT-01).

use super::prelude::*;
use prokura_domain::id::{OrganizationId, SiteId, SubscriptionId};
use prokura_domain::organization::{Site, SiteManagement};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub slug: String,
    pub organization: Uuid,
    pub subscription: Uuid,
    pub managed_by: String,
}
plain!();

impl Kept for Site {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            slug: self.slug.to_string(),
            organization: self.organization.0,
            subscription: self.subscription.0,
            managed_by: self.managed_by.code().to_owned(),
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: SiteId(row.id),
            slug: text("site.slug", row.slug)?,
            organization: OrganizationId(row.organization),
            subscription: SubscriptionId(row.subscription),
            managed_by: code("site.managed_by", &row.managed_by, SiteManagement::from_code)?,
        })
    }
}
