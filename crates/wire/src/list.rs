//! A page of a list, and what every change is answered with.

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct List<T> {
    /// What is on the page.
    pub items: Vec<T>,
    /// What `cursor` of the next page is; `null` on the last one.
    pub next_cursor: Option<String>,
}

/// Something that was changed, with the revision it was committed with: also in the header `Prokura-Revision`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Written<T> {
    /// The revision; for `Prokura-At-Least-Revision`.
    pub revision: i64,
    /// What it is now.
    #[serde(flatten)]
    pub value: T,
}

/// Nothing more to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// What a change is answered with that has nothing to show but its revision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Empty {}

/// Tells `null` from a member that is not there.
pub(crate) fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
