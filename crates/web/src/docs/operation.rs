//! The operations of the API as the OpenAPI document tells them, by chapters.

use super::schema::{Field, fields, kind};
use crate::api::examples::WHO_ASKS;
use serde_json::Value;
use std::sync::LazyLock;

/// The operations of one tag.
pub(super) struct Chapter {
    /// In addresses.
    pub(super) slug: String,
    /// What it is called.
    pub(super) title: String,
    /// In the order of the document.
    pub(super) operations: Vec<Operation>,
}

/// An operation.
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) method: String,
    pub(super) path: String,
    /// What it does, in a sentence.
    pub(super) summary: Vec<Piece>,
    /// What else there is to know; empty where there is nothing.
    pub(super) about: Vec<Piece>,
    pub(super) parameters: Vec<(&'static str, Field)>,
    pub(super) body: Vec<Field>,
    /// Statuses of answers that are no general problem, and what they say.
    pub(super) answers: Vec<(String, String)>,
    pub(super) answer: Vec<Field>,
    pub(super) example: Option<Shown>,
}

/// An example of an operation.
pub(super) struct Shown {
    /// Who asks; empty for nobody.
    pub(super) who: String,
    /// Path and query, filled.
    path: String,
    body: Option<String>,
    pub(super) status: String,
    pub(super) answer: String,
}

/// A piece of a sentence: as it is, or a name of the API.
pub(super) struct Piece {
    pub(super) is_code: bool,
    pub(super) text: String,
}

/// The chapters, in the order of their names.
pub(super) fn chapters() -> &'static [Chapter] {
    static CHAPTERS: LazyLock<Vec<Chapter>> =
        LazyLock::new(|| serde_json::from_str(&crate::openapi()).map_or_else(|_| Vec::new(), |it| read(&it)));
    &CHAPTERS
}

/// The pieces of a sentence, told apart by backticks.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let odd = |(number, text): (usize, &str)| Piece { is_code: number % 2 == 1, text: text.to_owned() };
    text.split('`').enumerate().filter(|(_, text)| !text.is_empty()).map(odd).collect()
}

impl Field {
    /// What it means, in pieces.
    pub(super) fn pieces(&self) -> Vec<Piece> {
        pieces(&self.about)
    }
}

impl Operation {
    /// The example as one types it.
    pub(super) fn curl(&self, shown: &Shown, base: &str) -> String {
        let mut lines = vec![match self.method.as_str() {
            "GET" => format!("curl '{base}{}'", shown.path),
            method => format!("curl -X {method} '{base}{}'", shown.path),
        }];
        if !shown.who.is_empty() {
            lines.push("-H \"Authorization: Bearer $TOKEN\"".to_owned());
        }
        if let Some(body) = &shown.body {
            lines.push("-H 'Content-Type: application/json'".to_owned());
            lines.push(format!("-d '{}'", body.replace('\'', "'\\''")));
        }
        lines.join(" \\\n  ")
    }
}

fn read(document: &Value) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let Some(id) = operation["operationId"].as_str() else { continue };
            let tag = operation["tags"][0].as_str().unwrap_or("other");
            let read = one(document, id, method, path, operation);
            match chapters.iter_mut().find(|chapter| chapter.slug == slug(tag)) {
                Some(chapter) => chapter.operations.push(read),
                None => chapters.push(Chapter { slug: slug(tag), title: title(tag), operations: vec![read] }),
            }
        }
    }
    chapters.sort_by(|one, other| one.slug.cmp(&other.slug));
    chapters
}

fn one(document: &Value, id: &str, method: &str, path: &str, operation: &Value) -> Operation {
    let said = |name: &str| operation[name].as_str().unwrap_or_default();
    let responses = operation["responses"].as_object();
    let good = responses.into_iter().flatten().find(|(status, _)| status.starts_with('2'));
    let content = |of: &Value| of["content"]["application/json"].clone();
    let body = content(&operation["requestBody"]);
    let answer = good.map(|(_, response)| content(response)).unwrap_or_default();
    let answers = responses.into_iter().flatten().filter(|(status, _)| *status != "default");
    let parameter = |it: &Value| {
        let place = match it["in"].as_str() {
            Some("path") => "docs-in-path",
            Some("header") => "docs-in-header",
            Some(_) | None => "docs-in-query",
        };
        let field = Field {
            name: it["name"].as_str().unwrap_or_default().to_owned(),
            kind: kind(document, &it["schema"]),
            required: it["required"].as_bool().unwrap_or_default(),
            about: it["description"].as_str().unwrap_or_default().to_owned(),
        };
        (place, field)
    };
    Operation {
        id: id.to_owned(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: pieces(said("summary")),
        about: pieces(said("description")),
        parameters: operation["parameters"].as_array().into_iter().flatten().map(parameter).collect(),
        body: fields(document, &body["schema"]),
        answers: answers
            .map(|(status, response)| (status.clone(), response["description"].as_str().unwrap_or_default().to_owned()))
            .collect(),
        answer: fields(document, &answer["schema"]),
        example: good.and_then(|(status, response)| {
            Some(Shown {
                who: said(WHO_ASKS).to_owned(),
                path: filled(path, operation),
                body: body.get("example").map(indented),
                status: status.clone(),
                answer: answer.get("example").map(indented).or_else(|| shown_file(response))?,
            })
        }),
    }
}

/// The example of an answer that is a file, as it is.
fn shown_file(response: &Value) -> Option<String> {
    let contents = response["content"].as_object()?;
    contents.values().find_map(|content| content.get("example")?.as_str()).map(str::to_owned)
}

/// The address of an operation's example.
fn filled(path: &str, operation: &Value) -> String {
    let mut path = path.to_owned();
    let mut query = form_urlencoded::Serializer::new(String::new());
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let (Some(name), Some(example)) = (parameter["name"].as_str(), parameter.get("example")) else { continue };
        let example = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
        if parameter["in"] == "path" {
            path = path.replace(&format!("{{{name}}}"), &example);
        } else {
            query.append_pair(name, &example);
        }
    }
    let query = query.finish();
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

fn indented(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn slug(tag: &str) -> String {
    tag.replace(' ', "-")
}

fn title(tag: &str) -> String {
    let mut letters = tag.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
