//! Whatever is sent, nothing fails on our side and nothing changes.

use crate::support::House;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

/// Where bodies are sent to, and a body that would be good there.
fn places() -> Vec<(&'static str, &'static str, Value)> {
    let subject = json!({ "type": "person", "id": "frantisek@brno.example" });
    let resource = json!({ "type": "organization", "id": "brno-robotics" });
    let question = json!({ "subject": subject, "action": { "name": "users.read" }, "resource": resource });
    vec![
        ("POST", "/access/v1/evaluation", question.clone()),
        (
            "POST",
            "/access/v1/evaluations",
            json!({ "evaluations": [question], "options": { "evaluations_semantic": "execute_all" } }),
        ),
        (
            "POST",
            "/access/v1/search/subject",
            json!({ "subject": { "type": "person" }, "action": { "name": "users.read" }, "resource": resource, "page": { "limit": 2 } }),
        ),
        (
            "POST",
            "/access/v1/search/resource",
            json!({ "subject": subject, "action": { "name": "users.read" }, "resource": { "type": "site" } }),
        ),
        (
            "POST",
            "/access/v1/search/action",
            json!({ "subject": subject, "resource": resource, "page": { "token": "x.y", "limit": 3 } }),
        ),
        (
            "POST",
            "/v1/organizations/brno-robotics/people",
            json!({ "email": "a@b.example", "name": "A", "licenses": ["calling"] }),
        ),
        (
            "PATCH",
            "/v1/organizations/brno-robotics/people/nora@brno.example",
            json!({ "name": "A", "version": 1, "locale": null }),
        ),
        (
            "POST",
            "/v1/organizations/brno-robotics/grants",
            json!({ "person": "nora@brno.example", "role": "site_admin", "scope": { "sites": ["brno.meet.example"] }, "until": "2027-01-01T00:00:00Z" }),
        ),
        (
            "PUT",
            "/v1/organizations/brno-robotics/people/nora@brno.example/roles",
            json!({ "roles": [{ "role": "device_admin" }], "expected": [] }),
        ),
        (
            "PUT",
            "/v1/organizations/brno-robotics/settings/support.allow_read_only",
            json!({ "value": true, "version": 0 }),
        ),
        ("POST", "/v1/organizations/brno-robotics/blocks", json!({ "person": "petra@tatra.example" })),
        (
            "POST",
            "/v1/organizations/brno-robotics/support-requests",
            json!({ "addressed_to": "a@b.example", "reason": "x" }),
        ),
        (
            "POST",
            "/v1/organizations/brno-robotics/demotions",
            json!({ "grants": ["0193b3a0-0000-7000-8000-000000000000"] }),
        ),
    ]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("9999-99-99T99:99:99Z")),
        Just(json!("\u{0}")),
        Just(json!("-262143-01-01T00:00:00Z")),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z_]{1,8}", inner), 0..4)
                .prop_map(|all| Value::Object(all.into_iter().collect())),
        ]
    })
}

/// A good body with one place in it turned into something else, or taken out, or something put beside.
fn spoiled(mut good: Value, way: usize, other: Value) -> Value {
    let mut places = Vec::new();
    pointers(&good, String::new(), &mut places);
    let place = places[way % places.len()].clone();
    match way % 3 {
        0 => {
            if let Some(found) = good.pointer_mut(&place) {
                *found = other;
            }
        }
        1 => {
            let (parent, name) = place.rsplit_once('/').unwrap_or(("", ""));
            if let Some(Value::Object(members)) = good.pointer_mut(parent) {
                members.remove(name);
            }
        }
        _ => {
            if let Some(Value::Object(members)) = good.pointer_mut(&place) {
                members.insert("nonsense".to_owned(), other);
            }
        }
    }
    good
}

fn pointers(value: &Value, at: String, all: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| pointers(value, format!("{at}/{name}"), all)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(number, value)| pointers(value, format!("{at}/{number}"), all));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    all.push(at);
}

#[test]
fn no_body_makes_us_fail() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (house, admin, asks) = runtime.block_on(async {
        let house = House::example().await;
        let admin = house.admin("frantisek@brno.example").await;
        let (asks, _) = house.decisions("aurora").await;
        (house, admin, asks)
    });
    let body = prop_oneof![
        3 => (any::<prop::sample::Index>(), any::<usize>(), any_json()).prop_map(|(place, way, other)| {
            let places = places();
            let (_, _, good) = place.get(&places).clone();
            let position = place.index(places.len());
            (position, spoiled(good, way, other).to_string().into_bytes())
        }),
        1 => (any::<prop::sample::Index>(), any_json()).prop_map(|(place, other)| (place.index(places().len()), other.to_string().into_bytes())),
        1 => (any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 0..64)).prop_map(|(place, bytes)| (place.index(places().len()), bytes)),
    ];
    let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&body, |(position, bytes)| {
        let (method, path, _) = places()[position].clone();
        let token = if path.starts_with("/access") { &asks } else { &admin };
        let call = house.call(method, path).by(token).with("content-type", "application/json").bytes(bytes.clone());
        let answer = runtime.block_on(call.send());
        prop_assert!(answer.status.as_u16() < 500, "{} {}: {}", path, answer.status, String::from_utf8_lossy(&bytes));
        prop_assert!(serde_json::from_slice::<Value>(&answer.bytes).is_ok());
        Ok(())
    });
    outcome.unwrap();
}

#[tokio::test]
async fn no_address_makes_us_fail() {
    let house = House::example().await;
    let admin = house.admin("frantisek@brno.example").await;
    let long = "x".repeat(5_000);
    for name in ["%00", "%ff%fe", "..", "%2e%2e", "a%2fb", "'", "%27%20or%201=1", "%F0%9F%A6%80", &long] {
        for path in [
            format!("/v1/organizations/{name}"),
            format!("/v1/organizations/brno-robotics/people/{name}"),
            format!("/v1/organizations/brno-robotics/grants/{name}"),
            format!("/v1/organizations/brno-robotics/settings/{name}"),
            format!("/v1/support-requests/{name}"),
            format!("/assets/{name}"),
            format!("/{name}"),
        ] {
            let answer = house.get(&path).by(&admin).send().await;
            assert!(answer.status == 404 || answer.status == 400, "{path}: {}", answer.status);
        }
    }
    for query in
        ["limit=0", "limit=201", "limit=x", "cursor=x", "cursor=", "nonsense=1", "limit=1&limit=2", "%ff", "q=%00"]
    {
        let answer = house.get(&format!("/v1/organizations/brno-robotics/people?{query}")).by(&admin).send().await;
        assert!(answer.status == 400 || answer.status == 422, "{query}: {}", answer.status);
    }
}
