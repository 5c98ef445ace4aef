//! The example of every operation, tried in the example world: what the documentation shows is what is answered.

use crate::support::House;
use prokura_web::api::examples::{Example, examples};
use prokura_web::export::AsOnTheWire;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A request, as `examples.toml` has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    /// The operation, where it is not the table's name.
    operation: Option<String>,
    #[serde(rename = "as")]
    who: Option<String>,
    #[serde(default)]
    path: BTreeMap<String, String>,
    #[serde(default)]
    query: BTreeMap<String, String>,
    body: Option<Value>,
    /// Examples that run before, whatever they answer.
    #[serde(default)]
    after: Vec<String>,
}

impl Request {
    /// The examples that run before.
    fn needs(&self) -> BTreeSet<String> {
        let texts = serde_json::to_string(&(&self.path, &self.query, &self.body)).unwrap();
        let references = texts.split("\"{").skip(1).filter_map(|rest| rest.split_once('.'));
        let named = references.map(|(operation, _)| operation.to_owned());
        named.filter(|it| !it.contains(['"', ' '])).chain(self.after.iter().cloned()).collect()
    }
}

/// Method and path of every operation, by its id.
fn operations() -> BTreeMap<String, (String, String)> {
    let document: Value = serde_json::from_str(&prokura_web::openapi()).unwrap();
    let mut operations = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if let Some(id) = operation["operationId"].as_str() {
                operations.insert(id.to_owned(), (method.clone(), path.clone()));
            }
        }
    }
    operations
}

/// A world, and what was answered in it.
struct World {
    house: House,
    requests: BTreeMap<String, Request>,
    operations: BTreeMap<String, (String, String)>,
}

/// The example world, where two people are signed in.
async fn furnished() -> House {
    let house = House::example().await;
    for email in ["harriet@clinic.example", "eve@clinic.example"] {
        house.signed_in(email).await;
    }
    house
}

impl World {
    /// Makes a request and those that it needs; all of them, the one asked for last.
    async fn run(&self, id: &str, done: &mut BTreeMap<String, Example>) {
        let mut due = vec![id.to_owned()];
        while let Some(next) = due.last().cloned() {
            if done.contains_key(&next) {
                due.pop();
                continue;
            }
            let request = self.requests.get(&next).unwrap_or_else(|| panic!("{id} needs {next}, which has no example"));
            let missing: Vec<String> = request.needs().into_iter().filter(|it| !done.contains_key(it)).collect();
            if missing.is_empty() {
                let example = self.make(&next, request, done).await;
                done.insert(next, example);
                due.pop();
            } else {
                assert!(due.len() < 10, "{id} needs itself");
                due.extend(missing);
            }
        }
    }

    async fn make(&self, id: &str, request: &Request, done: &BTreeMap<String, Example>) -> Example {
        let operation = request.operation.as_deref().unwrap_or(id);
        let (method, pattern) =
            self.operations.get(operation).unwrap_or_else(|| panic!("{id}: {operation} is no operation"));
        let fill = |texts: &BTreeMap<String, String>| -> BTreeMap<String, String> {
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let filled = |text_of: &String| text(&resolved(&Value::from(text_of.as_str()), done));
            texts.iter().map(|(name, value)| (name.clone(), filled(value))).collect()
        };
        let (path, query) = (fill(&request.path), fill(&request.query));
        let body = request.body.as_ref().map(|body| resolved(body, done));
        let mut address = pattern.clone();
        for (name, value) in &path {
            assert!(address.contains(&format!("{{{name}}}")), "{id}: {pattern} has no {name}");
            address = address.replace(&format!("{{{name}}}"), value);
        }
        assert!(!address.contains('{'), "{id}: {address} is not filled");
        if !query.is_empty() {
            let mut pairs = form_urlencoded::Serializer::new(String::new());
            pairs.extend_pairs(&query);
            address = format!("{address}?{}", pairs.finish());
        }
        // What is made in the background is made by now.
        while prokura_app::job::work(&self.house.site.service, &AsOnTheWire).await.unwrap() {}
        let mut call = self.house.call(method, &address);
        if let Some(who) = &request.who {
            let token = match who.contains('@') {
                true => self.house.admin(who).await,
                false if pattern.starts_with("/signals/") => self.house.signals(who).await.0,
                false => self.house.decisions(who).await.0,
            };
            call = call.by(&token);
        }
        if let Some(body) = &body {
            call = call.json(body);
        }
        let answer = call.send().await;
        let status = answer.status.as_u16();
        assert!(answer.status.is_success(), "{id}: {status} {}", String::from_utf8_lossy(&answer.bytes));
        // A file is shown as its text.
        let media = answer.header("content-type").split(';').next().filter(|media| *media != "application/json");
        let media = media.map(str::to_owned);
        let text = || Value::from(String::from_utf8(answer.bytes.to_vec()).unwrap());
        let answer = if media.is_some() { text() } else { answer.json() };
        Example { who: request.who.clone(), path, query, body, status, media, answer }
    }
}

/// A value with `{operation.a.0.b}` replaced by what was answered there.
fn resolved(value: &Value, done: &BTreeMap<String, Example>) -> Value {
    match value {
        Value::String(text) => {
            let reference = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            let Some((operation, path)) = reference.and_then(|reference| reference.split_once('.')) else {
                return value.clone();
            };
            let pointer = format!("/{}", path.replace('.', "/"));
            let found = done[operation].answer.pointer(&pointer);
            found.unwrap_or_else(|| panic!("{text}: not in {}", done[operation].answer)).clone()
        }
        Value::Array(items) => items.iter().map(|item| resolved(item, done)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, item)| (name.clone(), resolved(item, done))).collect::<Map<_, _>>().into()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// What is the same whenever it is recorded: the names and types of an answer.
fn shape(value: &Value) -> Value {
    match value {
        Value::Null => Value::from("null"),
        Value::Bool(_) => Value::from("switch"),
        Value::Number(_) => Value::from("number"),
        Value::String(_) => Value::from("text"),
        Value::Array(items) => {
            let shapes: BTreeSet<String> = items.iter().map(|item| shape(item).to_string()).collect();
            shapes.into_iter().collect()
        }
        Value::Object(members) => {
            sorted(members).into_iter().map(|(name, item)| (name.clone(), shape(item))).collect::<Map<_, _>>().into()
        }
    }
}

/// Members by name: in what order an object keeps them depends on what else is built along.
fn sorted(members: &Map<String, Value>) -> BTreeMap<&String, &Value> {
    members.iter().collect()
}

fn in_order(value: &Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
        Value::Array(items) => items.iter().map(in_order).collect(),
        Value::Object(members) => {
            sorted(members).into_iter().map(|(name, item)| (name.clone(), in_order(item))).collect::<Map<_, _>>().into()
        }
    }
}

/// A request as recorded, where only ids may be other ones.
fn without_ids(example: &Example) -> String {
    let sent = serde_json::to_value((&example.who, &example.path, &example.query, &example.body)).unwrap();
    let sent = in_order(&sent).to_string();
    let piece = |piece: &str| if piece.parse::<uuid::Uuid>().is_ok() { "ID".to_owned() } else { piece.to_owned() };
    sent.split('"').map(piece).collect::<Vec<_>>().join("\"")
}

#[tokio::test]
async fn every_operation_has_an_example_that_holds() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples.toml");
    let requests: BTreeMap<String, Request> = toml::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let operations = operations();
    let ids: Vec<String> = operations.keys().cloned().collect();
    let missing: Vec<_> = ids.iter().filter(|id| !requests.contains_key(*id)).collect();
    assert!(
        missing.is_empty(),
        "no example of {missing:?}: add a table of that name to crates/web/examples.toml, then `cargo xtask check --write`"
    );

    let mut world = World { house: furnished().await, requests, operations };
    let (mut fresh, mut wrong) = (BTreeMap::new(), Vec::new());
    for id in ids {
        if world.operations[&id].0 != "get" || !world.requests[&id].needs().is_empty() {
            // What writes gets a world of its own.
            world.house = furnished().await;
        }
        let mut done = BTreeMap::new();
        world.run(&id, &mut done).await;
        let made = done.remove(&id).unwrap();
        let recorded = examples().get(&id);
        let same = recorded.is_some_and(|recorded| {
            (recorded.status, &recorded.media) == (made.status, &made.media)
                && without_ids(recorded) == without_ids(&made)
                && shape(&recorded.answer) == shape(&made.answer)
        });
        fresh.insert(id.clone(), recorded.filter(|_| same).cloned().unwrap_or(made));
        if !same {
            wrong.push(id);
        }
    }
    // `cargo xtask check --write` takes it from here.
    let mut text = serde_json::to_string_pretty(&fresh).unwrap();
    text.push('\n');
    fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("examples.json"), text).unwrap();
    assert!(wrong.is_empty(), "recorded otherwise than answered: {wrong:?}. `cargo xtask check --write` records anew.");
}
