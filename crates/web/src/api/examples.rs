//! An example of each operation, in the example world, as it was answered when it was recorded.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::{Content, RefOr};

/// The member of an operation that says who asks in its example.
pub(crate) const WHO_ASKS: &str = "x-example-as";

/// An example of an operation.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Who asks: a person's address, or the key of the organization whose service asks. `None` for nobody.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// What stands in the path.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub path: BTreeMap<String, String>,
    /// What stands behind it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, String>,
    /// What is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The status of the answer.
    pub status: u16,
    /// The media type of an answer that is no JSON but a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<String>,
    /// The answer; a file's text.
    pub answer: Value,
}

/// Examples by operation id, as recorded. A test runs every one of them, and knows when the file cannot be read.
#[must_use]
pub fn examples() -> &'static BTreeMap<String, Example> {
    static EXAMPLES: LazyLock<BTreeMap<String, Example>> =
        LazyLock::new(|| serde_json::from_str(include_str!("examples.json")).unwrap_or_default());
    &EXAMPLES
}

/// Puts an operation's example where readers of the document look for it.
pub(super) fn put_in(operation: &mut Operation) {
    let Some(example) = operation.operation_id.as_ref().and_then(|id| examples().get(id)) else { return };
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        let of = match parameter.parameter_in {
            ParameterIn::Path => &example.path,
            ParameterIn::Query => &example.query,
            ParameterIn::Header | ParameterIn::Cookie | ParameterIn::QueryString => continue,
        };
        if let Some(value) = of.get(&parameter.name) {
            *parameter = ParameterBuilder::from(parameter.clone()).example(Some(number_or_text(value))).build();
        }
    }
    if let (Some(RefOr::T(body)), Some(sent)) = (&mut operation.request_body, &example.body)
        && let Some(content) = body.content.get_mut(JSON)
    {
        show(content, sent);
    }
    if let Some(RefOr::T(response)) = operation.responses.responses.get_mut(&example.status.to_string())
        && let Some(content) = response.content.get_mut(example.media.as_deref().unwrap_or(JSON))
    {
        show(content, &example.answer);
    }
    if let Some(who) = &example.who {
        let extensions = operation.extensions.get_or_insert_with(Extensions::default);
        extensions.insert(WHO_ASKS.to_owned(), Value::from(who.as_str()));
    }
}

const JSON: &str = "application/json";

fn show(content: &mut RefOr<Content>, value: &Value) {
    if let RefOr::T(content) = content {
        content.example = Some(value.clone());
    }
}

/// What stands in an address is text there, and of its own type in the document.
fn number_or_text(text: &str) -> Value {
    match text {
        "true" => Value::from(true),
        "false" => Value::from(false),
        _ => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
    }
}
