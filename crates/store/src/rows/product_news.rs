//! Product news.

use super::prelude::*;
use prokura_domain::id::{JobId, OrganizationId, PrincipalId, ProductNewsId};
use prokura_domain::news::{NewsState, ProductNews};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product_news")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organization: Uuid,
    pub kinds: String,
    pub texts: String,
    pub state: String,
    pub written_by: Uuid,
    pub written_at: i64,
    pub sent_at: Option<i64>,
    pub job: Option<Uuid>,
    pub told_up_to: Option<Uuid>,
    pub people: i64,
    pub version: i64,
}
plain!();

impl Kept for ProductNews {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            organization: self.organization.0,
            kinds: to_json(&self.kinds)?,
            texts: to_json(&self.texts)?,
            state: self.state.code().to_owned(),
            written_by: self.written_by.0,
            written_at: self.written_at.0,
            sent_at: self.sent_at.map(|at| at.0),
            job: self.job.map(|id| id.0),
            told_up_to: self.told_up_to.map(|id| id.0),
            people: self.people,
            version: self.version,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: ProductNewsId(row.id),
            organization: OrganizationId(row.organization),
            kinds: json("product_news.kinds", &row.kinds)?,
            texts: json("product_news.texts", &row.texts)?,
            state: code("product_news.state", &row.state, NewsState::from_code)?,
            written_by: PrincipalId(row.written_by),
            written_at: Timestamp(row.written_at),
            sent_at: row.sent_at.map(Timestamp),
            job: row.job.map(JobId),
            told_up_to: row.told_up_to.map(OrganizationId),
            people: row.people,
            version: row.version,
        })
    }
}
