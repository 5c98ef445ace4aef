//! What does a schema of the document say, one line for each member?

use serde_json::Value;

/// A member of a body or an answer, or a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// Its name, with the names above it: `items[].person.email`.
    pub(super) name: String,
    /// What it is: `text`, `list of codes`, `"grant" or "deny"`.
    pub(super) kind: String,
    /// Whether it has to be there.
    pub(super) required: bool,
    /// What it means.
    pub(super) about: String,
}

/// How far down members of members are told.
const DEEPEST: usize = 4;

/// Every member of a schema, members of members after the one they belong to.
pub(super) fn fields(document: &Value, schema: &Value) -> Vec<Field> {
    let mut fields = Vec::new();
    collect(document, schema, "", 0, &mut fields);
    fields
}

fn collect(document: &Value, schema: &Value, above: &str, depth: usize, fields: &mut Vec<Field>) {
    let schema = found(document, schema);
    if depth > DEEPEST {
        return;
    }
    for part in parts(schema, "allOf").chain(parts(schema, "oneOf")).chain(parts(schema, "anyOf")) {
        collect(document, part, above, depth, fields);
    }
    let is_required = |name: &str| parts(schema, "required").any(|it| it == name);
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let name_here = format!("{above}{name}");
        if fields.iter().any(|field| field.name == name_here) {
            continue;
        }
        let required = is_required(name);
        fields.push(Field {
            name: name_here.clone(),
            kind: kind(document, member),
            required,
            about: about(document, member),
        });
        let member = found(document, member);
        collect(document, member, &format!("{name_here}."), depth + 1, fields);
        if let Some(items) = member.get("items") {
            collect(document, items, &format!("{name_here}[]."), depth + 1, fields);
        }
    }
    if above.is_empty()
        && let Some(items) = schema.get("items")
    {
        collect(document, items, "[].", depth + 1, fields);
    }
}

/// What a value of a schema is, in a word or two.
pub(super) fn kind(document: &Value, schema: &Value) -> String {
    let schema = found(document, schema);
    let codes: Vec<String> =
        parts(schema, "enum").filter_map(Value::as_str).map(|code| format!("\"{code}\"")).collect();
    if !codes.is_empty() {
        return codes.join(" or ");
    }
    let mut of: Vec<String> = Vec::new();
    for part in parts(schema, "oneOf").chain(parts(schema, "anyOf")) {
        let part = kind(document, part);
        if !of.contains(&part) {
            of.push(part);
        }
    }
    if !of.is_empty() {
        // What may be missing is told last.
        of.sort_by_key(|kind| kind == NULL);
        return of.join(" or ");
    }
    let mut types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    };
    if types.is_empty() {
        let is_object = schema.get("allOf").is_some() || schema.get("properties").is_some();
        types.push(if is_object { "object" } else { "any" });
    }
    types.sort_by_key(|name| *name == NULL);
    let named = types.into_iter().map(|name| match (name, schema["format"].as_str()) {
        ("string", Some("uuid")) => "id".to_owned(),
        ("string", Some("date-time")) => "moment".to_owned(),
        ("string", _) => "text".to_owned(),
        ("integer" | "number", _) => "number".to_owned(),
        ("boolean", _) => "true or false".to_owned(),
        ("array", _) => format!("list of {}", schema.get("items").map_or("any".to_owned(), |of| kind(document, of))),
        (other, _) => other.to_owned(),
    });
    named.collect::<Vec<_>>().join(" or ")
}

const NULL: &str = "null";

/// What a schema says of itself; the one that is referred to where the reference says nothing.
fn about(document: &Value, schema: &Value) -> String {
    let own = |schema: &Value| schema["description"].as_str().map(str::to_owned);
    let inner = || parts(schema, "oneOf").find_map(own);
    own(schema).or_else(inner).or_else(|| own(found(document, schema))).unwrap_or_default()
}

/// A schema, or the one that it refers to.
fn found<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let pointer = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(schema)
}

fn parts<'a>(schema: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    schema[name].as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_of_members_are_told_where_they_are() {
        let document = json!({ "components": { "schemas": {
            "Who": { "type": "object", "description": "A person.", "required": ["id"], "properties": {
                "id": { "type": "string", "format": "uuid", "description": "The id." },
            } },
            "Level": { "type": "string", "enum": ["read", "manage"] },
        } } });
        let schema = json!({ "type": "object", "required": ["items"], "properties": {
            "items": { "type": "array", "items": { "$ref": "#/components/schemas/Who" } },
            "level": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Level", "description": "How much." }] },
        } });
        let told: Vec<String> = fields(&document, &schema)
            .into_iter()
            .map(|field| format!("{} {} {} {}", field.name, field.kind, field.required, field.about))
            .collect();
        assert_eq!(
            told,
            [
                "items list of object true ",
                "items[].id id true The id.",
                "level \"read\" or \"manage\" or null false How much."
            ]
        );
    }
}
