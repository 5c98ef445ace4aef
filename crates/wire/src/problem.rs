//! Problem details (RFC 9457).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Why a request was not done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemDetails {
    /// Names the kind of problem; ends with the code.
    #[schema(example = "urn:prokura:problem:forbidden")]
    pub r#type: String,
    /// What happened, in the caller's language.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// More about this very case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The stable code.
    #[schema(example = "forbidden")]
    pub code: String,
    /// The request, as in `X-Request-ID` and in the audit log.
    pub request_id: Uuid,
    /// The control and level that was asked of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
    /// Reason codes of the decision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
    /// Rules of the rule book that decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// What is wrong with which field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// The version the caller had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_version: Option<i64>,
    /// The version there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual_version: Option<i64>,
    /// Another address of the same mailbox that is free, where the one that was given belongs to an identity elsewhere (ORG-05).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Who changed it meanwhile, where the caller may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<Uuid>,
    /// When it was changed meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<String>,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// The field.
    pub field: String,
    /// The stable code.
    pub code: String,
    /// What is wrong, in the caller's language.
    pub detail: String,
    /// What may be put there instead: an alias (ORG-05).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
}
