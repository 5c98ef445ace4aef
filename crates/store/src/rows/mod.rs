//! How does each thing look as a row? One file for each table: the row, and the way there and back.

#![expect(unreachable_pub, reason = "SeaORM's derives ask for public types; the module itself is private")]

pub(crate) mod audit_entry;
pub(crate) mod audit_head;
pub(crate) mod audit_private;
pub(crate) mod block;
pub(crate) mod change;
pub(crate) mod client_secret;
mod column;
pub(crate) mod custom_role;
pub(crate) mod custom_role_version;
pub(crate) mod departed;
pub(crate) mod domain;
pub(crate) mod federated_session;
pub(crate) mod help_desk_session;
pub(crate) mod idempotency;
pub(crate) mod identity;
pub(crate) mod job;
pub(crate) mod job_part;
pub(crate) mod licence_count;
pub(crate) mod licence_rule;
pub(crate) mod location;
pub(crate) mod organization;
pub(crate) mod outbox;
pub(crate) mod passkey;
pub(crate) mod password;
pub(crate) mod person;
pub(crate) mod person_facet;
pub(crate) mod policy_in_force;
pub(crate) mod policy_text;
pub(crate) mod preference;
pub(crate) mod product_news;
pub(crate) mod recovery_code;
pub(crate) mod relationship;
pub(crate) mod revision;
pub(crate) mod role_grant;
pub(crate) mod seat_request;
pub(crate) mod service_account;
pub(crate) mod session;
pub(crate) mod setting;
pub(crate) mod sign_in_link;
pub(crate) mod signal;
pub(crate) mod site;
pub(crate) mod spent;
pub(crate) mod stream;
pub(crate) mod stream_progress;
pub(crate) mod subscription;
pub(crate) mod superseded;
pub(crate) mod support_grant;
pub(crate) mod support_request;
mod table;
pub(crate) mod template;
pub(crate) mod token;
pub(crate) mod totp;
mod writing;

pub(crate) use table::{Answers, Asked, Kept, Several, all, one, run};
pub(crate) use writing::{Meant, Writing};

/// What every row file needs.
mod prelude {
    pub(crate) use super::column::{bytes, code, json, text, to_json};
    pub(crate) use super::table::Kept;
    pub(crate) use prokura_app::port::StoreResult;
    pub(crate) use prokura_domain::time::{Term, Timestamp};
    pub(crate) use sea_orm::entity::prelude::*;
    pub(crate) use uuid::Uuid;

    /// The tables' relations are the database's business, and nothing happens behind a row's back.
    macro_rules! plain {
        () => {
            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        };
    }
    pub(crate) use plain;

    /// A term of two columns.
    pub(crate) fn term(from_at: Option<i64>, until_at: Option<i64>) -> Term {
        Term { from: from_at.map(Timestamp), until: until_at.map(Timestamp) }
    }
}
