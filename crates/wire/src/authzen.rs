//! OpenID AuthZEN Authorization API 1.0: what its clients send and get.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A subject or a resource: here a `person` by e-mail address; an `organization`, `site`, `location` or `subscription`
/// by look-up key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Entity {
    /// What it is.
    #[schema(example = "person")]
    pub r#type: String,
    /// Which.
    #[schema(example = "frantisek@brno.example")]
    pub id: String,
    /// Anything else; not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<Map<String, Value>>,
}

/// A subject or a resource that is searched for; an id is not looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EntityKind {
    /// What it is.
    #[schema(example = "organization")]
    pub r#type: String,
    /// Anything else; not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<Map<String, Value>>,
}

/// An action: an area or control with a level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Action {
    /// Its name.
    #[schema(example = "users.manage")]
    pub name: String,
    /// Anything else; not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<Map<String, Value>>,
}

/// May the subject do the action to the resource?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvaluationRequest {
    /// Who.
    pub subject: Entity,
    /// What.
    pub action: Action,
    /// To what.
    pub resource: Entity,
    /// The environment; not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Map<String, Value>>,
}

/// Several questions at once. What an evaluation lacks, it takes from the top.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvaluationsRequest {
    /// Who, where an evaluation does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Entity>,
    /// What, where an evaluation does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// To what, where an evaluation does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Entity>,
    /// The environment; not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Map<String, Value>>,
    /// The questions, at most 1,000. Without any, the top itself is the one question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evaluations: Vec<PartialEvaluation>,
    /// How they are asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<EvaluationsOptions>,
}

/// One of several questions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartialEvaluation {
    /// Who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Entity>,
    /// What.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// To what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Entity>,
    /// The environment; not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Map<String, Value>>,
}

/// How several questions are asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvaluationsOptions {
    /// Whether an answer ends the rest.
    #[serde(default)]
    pub evaluations_semantic: Semantic,
}

/// Whether an answer ends the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Semantic {
    /// Every question is answered.
    #[default]
    ExecuteAll,
    /// The first no is the last answer.
    DenyOnFirstDeny,
    /// The first yes is the last answer.
    PermitOnFirstPermit,
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Evaluation {
    /// Yes or no.
    pub decision: bool,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<EvaluationContext>,
}

/// Why a decision is what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvaluationContext {
    /// Reason codes: `granted`, or what took the right from the grants that came closest.
    #[schema(example = json!(["restricted_mode"]))]
    #[serde(default)]
    pub reason_codes: Vec<String>,
    /// Rules of the rule book that decided.
    #[schema(example = json!(["RST-02"]))]
    #[serde(default)]
    pub rules: Vec<String>,
    /// What is wrong with this one of several questions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<EvaluationError>,
}

/// What is wrong with one of several questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvaluationError {
    /// The HTTP status it would have had alone.
    pub status: u16,
    /// A sentence about it.
    pub message: String,
}

/// The answers to several questions, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Evaluations {
    /// The answers; fewer than questions where one ended the rest.
    pub evaluations: Vec<Evaluation>,
}

/// An answer to one question, or the answers to several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum EvaluationOrEvaluations {
    /// Several.
    Several(Evaluations),
    /// One.
    One(Evaluation),
}

/// Which page of the results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PageRequest {
    /// `next_token` of the page before; everything else must be as it was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// How many results at most: 100 where it is not said, 1,000 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

/// Who may do the action to the resource?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubjectSearchRequest {
    /// What kind of subject.
    pub subject: EntityKind,
    /// What.
    pub action: Action,
    /// To what.
    pub resource: Entity,
    /// The environment; not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Map<String, Value>>,
    /// Which page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageRequest>,
}

/// To what may the subject do the action?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResourceSearchRequest {
    /// Who.
    pub subject: Entity,
    /// What.
    pub action: Action,
    /// To what kind of resource.
    pub resource: EntityKind,
    /// The environment; not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Map<String, Value>>,
    /// Which page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageRequest>,
}

/// What may the subject do to the resource?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActionSearchRequest {
    /// Who.
    pub subject: Entity,
    /// To what.
    pub resource: Entity,
    /// The environment; not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Map<String, Value>>,
    /// Which page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageRequest>,
}

/// Where the page stands among the results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PageAnswer {
    /// The token of the next page; empty on the last one.
    pub next_token: String,
    /// How many results this page has.
    pub count: usize,
}

/// A subject or resource that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundEntity {
    /// What it is.
    pub r#type: String,
    /// Which.
    pub id: String,
}

/// An action that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundAction {
    /// Its name.
    pub name: String,
}

/// Subjects or resources that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundEntities {
    /// Where the page stands.
    pub page: PageAnswer,
    /// What was found.
    pub results: Vec<FoundEntity>,
}

/// Actions that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundActions {
    /// Where the page stands.
    pub page: PageAnswer,
    /// What was found.
    pub results: Vec<FoundAction>,
}

/// Where this decision point answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Metadata {
    /// Who this decision point is.
    pub policy_decision_point: String,
    /// Asks one question.
    pub access_evaluation_endpoint: String,
    /// Asks several.
    pub access_evaluations_endpoint: String,
    /// Searches subjects.
    pub search_subject_endpoint: String,
    /// Searches resources.
    pub search_resource_endpoint: String,
    /// Searches actions.
    pub search_action_endpoint: String,
}
