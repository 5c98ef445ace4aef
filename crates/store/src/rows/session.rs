//! Signed-in sessions.

use super::prelude::*;
use prokura_domain::account::{SecondFactor, SecretHash, Session, SessionLimits, SignInMethod};
use prokura_domain::id::{PrincipalId, SessionId};
use prokura_domain::time::Span;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub secret: Vec<u8>,
    pub person: Uuid,
    pub method: String,
    pub signed_in_at: i64,
    pub seen_at: i64,
    pub ended_at: Option<i64>,
    pub second: Option<String>,
    pub lacks_second: bool,
    pub proved_at: i64,
    pub idle: i64,
    pub lasts: i64,
    pub device: String,
    pub address: String,
}
plain!();

impl Kept for Session {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            secret: self.secret.0.to_vec(),
            person: self.person.0,
            method: self.method.code().to_owned(),
            signed_in_at: self.signed_in_at.0,
            seen_at: self.seen_at.0,
            ended_at: self.ended_at.map(|at| at.0),
            second: self.second.map(|factor| factor.code().to_owned()),
            lacks_second: self.lacks_second,
            proved_at: self.proved_at.0,
            idle: self.limits.idle.0,
            lasts: self.limits.lasts.0,
            device: self.device.clone(),
            address: self.address.clone(),
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: SessionId(row.id),
            secret: SecretHash(bytes("session.secret", row.secret)?),
            person: PrincipalId(row.person),
            method: code("session.method", &row.method, SignInMethod::from_code)?,
            signed_in_at: Timestamp(row.signed_in_at),
            seen_at: Timestamp(row.seen_at),
            ended_at: row.ended_at.map(Timestamp),
            second: match row.second {
                Some(factor) => Some(code("session.second", &factor, SecondFactor::from_code)?),
                None => None,
            },
            lacks_second: row.lacks_second,
            proved_at: Timestamp(row.proved_at),
            limits: SessionLimits { idle: Span(row.idle), lasts: Span(row.lasts) },
            device: row.device,
            address: row.address,
        })
    }
}
