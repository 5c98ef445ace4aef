//! Changes of many people: a file or a selection, looked at first and done only when whoever asked says so.

use crate::time::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// Changes of many people to look at. Nothing is changed until they are applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPeopleChanges {
    /// `people` (add people, or change those who are there) or `roles` (who shall hold which roles, ROL-07), both with a `csv`;
    /// or, of `people`, `suspend`, `activate`, `give_role`, `take_role`, `add_licence`, `remove_licence`, `apply_rules`,
    /// `invite_again` or `delete`.
    pub what: String,
    /// The role's key or the licence's code, where `what` is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub named: Option<String>,
    /// Whom: ids of people, 100,000 at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Uuid>,
    /// A file as text, with its headings: comma-separated values (RFC 4180), semicolons or tabs; 20 MB and 100,000 rows at most.
    /// Headings are the codes `name`, `first_name`, `last_name`, `email`, `language`, `licenses`, `package`, `title`,
    /// `department`, `work_number`, `roles`, or what the console's files call them in any of its languages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csv: Option<String>,
    /// What the file is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// What is to become of changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PeopleChangesTurn {
    /// `apply`, `pause`, `resume` or `cancel`.
    pub turn: String,
    /// Applied though some rows cannot be done: the good ones alone.
    #[serde(default)]
    pub good_ones: bool,
}

/// Changes of many people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeopleChanges {
    /// The id.
    pub id: Uuid,
    /// The organization.
    pub organization: Uuid,
    /// What is done with each row.
    pub what: String,
    /// The role or licence that it is about.
    pub named: Option<String>,
    /// The template that they apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<Uuid>,
    /// The version of it that was looked at, which is what they apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_version: Option<i64>,
    /// What the file was called.
    pub file: Option<String>,
    /// Headings of the file that mean nothing here.
    pub unused_columns: Vec<String>,
    /// The changes that these take back.
    pub undoes: Option<Uuid>,
    /// `receiving` (the rows), `looking` (what would become of each), `looked` (nothing is changed) or `doing`.
    pub phase: String,
    /// `receiving`, `working`, `waiting` (for the word to apply), `paused`, `done`, `cancelled` or `failed`.
    pub state: String,
    /// Why it was given up, where it was: `storage`, `unreadable` or `interrupted`.
    pub failure: Option<String>,
    /// How many rows have been looked at, or done.
    pub rows_done: i64,
    /// Of how many.
    pub rows: i64,
    /// What would become of the rows, as far as they were looked at.
    pub looked: PeopleChangesTally,
    /// What became of them, as far as they were done.
    pub done: PeopleChangesTally,
    /// When it was asked for.
    pub created_at: Moment,
    /// When it is forgotten.
    pub expires_at: Moment,
}

/// How many rows came to what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeopleChangesTally {
    /// Somebody would be added.
    pub add: u64,
    /// Something would change.
    pub change: u64,
    /// It is so already.
    pub unchanged: u64,
    /// It cannot be done.
    pub refused: u64,
    /// It was done.
    pub done: u64,
}

/// A row, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeopleChangesRow {
    /// Its line in the file, or its place in the selection, from 1.
    pub number: u64,
    /// The person, where there is one.
    pub person: Option<Uuid>,
    /// The name, as far as the caller may know it, or what the row says.
    pub name: String,
    /// The address, likewise.
    pub email: String,
    /// `add`, `change`, `unchanged`, `refused` or `done`.
    pub outcome: String,
    /// What changes.
    pub changes: Vec<PeopleChangesDetail>,
    /// Why it cannot be done.
    pub because: Vec<PeopleChangesReason>,
}

/// One thing that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeopleChangesDetail {
    /// `field`, `role_given`, `role_taken`, `role_changed`, `role_stays` (it is out of the caller's authority), `invited` or
    /// `claimed` (their home is this organization).
    pub what: String,
    /// The role's key, or the field.
    pub named: Option<String>,
    /// The field as it was.
    pub before: Option<String>,
    /// The field as it is then.
    pub after: Option<String>,
}

/// Why a row cannot be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeopleChangesReason {
    /// The code: of a reason, a refusal, or of what is wrong with a field.
    pub code: String,
    /// The rule behind it.
    pub rule: Option<String>,
    /// What it is about, by name: a role, a field, how many.
    pub arguments: BTreeMap<String, String>,
}
