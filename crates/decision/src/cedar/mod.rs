//! The policy and the facts as Cedar: what a service that already speaks Cedar loads, and the independent opinion that
//! the tests hold [`crate::decide`] against.
//!
//! The policies are fixed by the policy alone: one for each role, situation and condition of a cell, written from the
//! rule book and not from the decision's code. What the tables give is in the schema, as groups of actions named
//! `<role>@<situation>/<condition>`. Facts are entities. Cedar cannot ask "is there a record that …", so the entities
//! are a snapshot: the records in force at a moment, folded into sets. The snapshot says until when it holds, and
//! outside that time a `forbid` denies everything, so that a stale one never allows.
//!
//! A request names `Person` or `ServiceAccount`, the action `<control>.<level>`, an `Organization`, `Site`, `Location`
//! or `Subscription`, and `now` in its context: microseconds since 1970-01-01, UTC.

mod actions;
mod entities;
mod policies;
mod schema;

pub use entities::entities;

use crate::policy::Policy;
use actions::Groups;

/// A policy in Cedar's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CedarExport {
    /// The schema, in Cedar's schema syntax: entity types, the actions, and the groups that say what each role gives.
    pub schema: String,
    /// The policies; every one validates strictly against the schema.
    pub policies: String,
}

/// Writes the policy as Cedar schema and policies.
#[must_use]
pub fn export(policy: &Policy) -> CedarExport {
    let groups = Groups::of(policy);
    CedarExport { schema: schema::schema(policy, &groups), policies: policies::policies(policy, &groups) }
}

/// A string as a Cedar literal.
fn quoted(text: &str) -> String {
    format!("{text:?}")
}

/// Whether a name can stand in Cedar without quotes.
fn is_identifier(name: &str) -> bool {
    const RESERVED: [&str; 10] = ["true", "false", "if", "then", "else", "in", "like", "has", "is", "__cedar"];
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !RESERVED.contains(&name)
}
