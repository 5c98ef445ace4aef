//! AuthZEN Authorization API 1.0: every endpoint, every semantic, and what a caller does not reach.

use crate::support::{Answer, House};
use prokura_app::caller::Caller;
use prokura_app::command::revoke_token::RevokeToken;
use prokura_domain::account::TokenScope;
use prokura_domain::time::Span;
use serde_json::{Value, json};

const ONE: &str = "/access/v1/evaluation";
const SEVERAL: &str = "/access/v1/evaluations";

fn question(person: &str, action: &str, kind: &str, id: &str) -> Value {
    json!({
        "subject": { "type": "person", "id": person },
        "action": { "name": action },
        "resource": { "type": kind, "id": id },
    })
}

async fn asked(house: &House, token: &str, person: &str, action: &str, kind: &str, id: &str) -> Value {
    house.post(ONE, &question(person, action, kind, id)).by(token).send().await.expect(200).json()
}

fn codes(answer: &Value) -> Vec<&str> {
    answer["context"]["reason_codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_question_is_answered_with_reasons_and_rules() {
    let house = House::example().await;
    let (token, _) = house.decisions("aurora").await;
    let yes = asked(&house, &token, "frantisek@brno.example", "users.manage", "organization", "brno-robotics").await;
    assert_eq!(yes, json!({ "decision": true, "context": { "reason_codes": ["granted"], "rules": [] } }));
    // RST-02: restricted mode takes what the partner keeps.
    let no =
        asked(&house, &token, "frantisek@brno.example", "users.create.manage", "organization", "brno-robotics").await;
    assert_eq!(
        no,
        json!({ "decision": false, "context": { "reason_codes": ["restricted_mode"], "rules": ["RST-02"] } })
    );
    // RST-01: the partner's administrator is not bound.
    let yes =
        asked(&house, &token, "petra@tatra.example", "settings.authentication.manage", "organization", "brno-robotics")
            .await;
    assert_eq!(yes["decision"], true);
    // SIT-03: a site role reaches its site only.
    for (site, decision) in [("brno.meet.example", true), ("clinic.meet.example", false)] {
        let answer = asked(&house, &token, "sam.site@brno.example", "sites.manage", "site", site).await;
        assert_eq!(answer["decision"], decision, "{site}: {answer}");
    }
    let location = asked(&house, &token, "lukas@brno.example", "locations.manage", "location", "olomouc-plant").await;
    assert_eq!(location["decision"], true, "{location}");
    let subscription =
        asked(&house, &token, "petra@tatra.example", "orders.manage", "subscription", "brno-suite").await;
    assert_eq!(subscription["decision"], true, "{subscription}");
    // Addresses are compared in lower case.
    let yes = asked(&house, &token, "Frantisek@Brno.Example", "users.manage", "organization", "brno-robotics").await;
    assert_eq!(yes["decision"], true);
}

#[tokio::test]
async fn what_is_unknown_is_denied_and_says_so() {
    let house = House::example().await;
    let (token, _) = house.decisions("aurora").await;
    let known = ("frantisek@brno.example", "users.manage", "organization", "brno-robotics");
    for (person, action, kind, id, code) in [
        ("nobody@brno.example", known.1, known.2, known.3, "unknown_subject"),
        (known.0, "users.fly", known.2, known.3, "unknown_action"),
        (known.0, "flying.manage", known.2, known.3, "unknown_action"),
        (known.0, "users", known.2, known.3, "unknown_action"),
        (known.0, "", known.2, known.3, "unknown_action"),
        (known.0, known.1, "starship", known.3, "unknown_resource"),
        (known.0, known.1, known.2, "nowhere", "unknown_resource"),
        (known.0, known.1, "site", known.3, "unknown_resource"),
    ] {
        let answer = asked(&house, &token, person, action, kind, id).await;
        assert_eq!(
            (answer["decision"].as_bool(), codes(&answer)),
            (Some(false), vec![code]),
            "{person} {action} {kind} {id}"
        );
    }
    let mut other = question(known.0, known.1, known.2, known.3);
    other["subject"]["type"] = json!("group");
    let answer = house.post(ONE, &other).by(&token).send().await.expect(200).json();
    assert_eq!(codes(&answer), ["unknown_subject"]);
}

#[tokio::test]
async fn what_a_token_does_not_reach_is_unknown_to_it() {
    let house = House::example().await;
    let (brno, _) = house.decisions("brno-robotics").await;
    let (tatra, _) = house.decisions("tatra-telecom").await;
    let (baltic, _) = house.decisions("baltic-link").await;
    let ask = async |token: &str, person: &str, organization: &str| {
        asked(&house, token, person, "users.read", "organization", organization).await
    };
    let unknown = |answer: Value, code: &str| {
        assert_eq!(answer, json!({ "decision": false, "context": { "reason_codes": [code], "rules": [] } }));
    };
    // A customer's service: itself, and whoever has to do with it.
    assert_eq!(ask(&brno, "frantisek@brno.example", "brno-robotics").await["decision"], true);
    assert_eq!(ask(&brno, "pavel@tatra.example", "brno-robotics").await["decision"], true);
    assert_ne!(codes(&ask(&brno, "gosia@shipyard.example", "brno-robotics").await), ["unknown_subject"]);
    unknown(ask(&brno, "harriet@clinic.example", "brno-robotics").await, "unknown_subject");
    unknown(ask(&brno, "nobody@clinic.example", "brno-robotics").await, "unknown_subject");
    unknown(ask(&brno, "frantisek@brno.example", "harbour-clinic").await, "unknown_resource");
    unknown(ask(&brno, "frantisek@brno.example", "no-such-clinic").await, "unknown_resource");
    // A partner's service: itself and the customers it manages now.
    assert_eq!(ask(&tatra, "harriet@clinic.example", "harbour-clinic").await["decision"], true);
    assert_eq!(ask(&tatra, "pavel@tatra.example", "tatra-telecom").await["decision"], true);
    unknown(ask(&tatra, "grazyna@shipyard.example", "gdansk-shipyard").await, "unknown_resource");
    // ORG-02: a relationship that has ended reaches nothing.
    unknown(ask(&baltic, "harriet@clinic.example", "harbour-clinic").await, "unknown_resource");
    assert_eq!(ask(&baltic, "grazyna@shipyard.example", "gdansk-shipyard").await["decision"], true);
}

#[tokio::test]
async fn what_cannot_be_read_is_400() {
    let house = House::example().await;
    let (token, _) = house.decisions("aurora").await;
    let good = question("frantisek@brno.example", "users.manage", "organization", "brno-robotics");
    let mut bad = Vec::new();
    for name in ["subject", "action", "resource"] {
        for value in [
            None,
            Some(json!(null)),
            Some(json!("x")),
            Some(json!(1)),
            Some(json!([])),
            Some(json!(["person", "x", {}])),
            Some(json!({})),
        ] {
            let mut question = good.clone();
            match value {
                None => drop(question.as_object_mut().unwrap().remove(name)),
                Some(value) => question[name] = value,
            }
            bad.push(question);
        }
    }
    for (name, member) in
        [("subject", "type"), ("subject", "id"), ("action", "name"), ("resource", "type"), ("resource", "id")]
    {
        for value in [json!(null), json!(1), json!({}), json!([]), json!(true)] {
            let mut question = good.clone();
            question[name][member] = value;
            bad.push(question);
        }
        let mut question = good.clone();
        question[name].as_object_mut().unwrap().remove(member);
        bad.push(question);
    }
    for (name, value) in [("context", json!("x")), ("context", json!([]))] {
        let mut question = good.clone();
        question[name] = value;
        bad.push(question);
    }
    bad.push(json!([]));
    bad.push(json!("x"));
    bad.push(json!([good["subject"], good["action"], good["resource"], {}]));
    for body in bad {
        for path in [ONE, SEVERAL] {
            let answer = house.post(path, &body).by(&token).send().await;
            assert_eq!(answer.status, 400, "{body}");
            assert_eq!(answer.json()["code"], "malformed");
        }
    }
    for body in [&b""[..], b"{", b"nonsense", b"\xff\xfe", b"{\"subject\":{\"type\":\"person\",\"type\":\"person\"}}"] {
        let call = house.call("POST", ONE).by(&token).with("content-type", "application/json").bytes(body.to_vec());
        assert_eq!(call.send().await.status, 400, "{body:?}");
    }
    let call =
        house.call("POST", ONE).by(&token).with("content-type", "text/plain").bytes(good.to_string().into_bytes());
    assert_eq!(call.send().await.status, 400);
    let huge = format!("{{\"context\":{{\"x\":\"{}\"}}}}", "x".repeat(1024 * 1024));
    let call = house.call("POST", ONE).by(&token).with("content-type", "application/json").bytes(huge.into_bytes());
    assert_eq!(call.send().await.status, 413);
}

#[tokio::test]
async fn unknown_members_are_passed_over_and_the_request_id_is_echoed() {
    let house = House::example().await;
    let (token, _) = house.decisions("aurora").await;
    let mut question = question("frantisek@brno.example", "users.manage", "organization", "brno-robotics");
    question["future"] = json!({ "nested": [1, 2, { "x": null }] });
    question["context"] = json!({ "time": "1985-10-26T01:22-07:00" });
    question["subject"]["properties"] = json!({ "department": "Sales" });
    question["subject"]["more"] = json!(true);
    let call = house.post(ONE, &question).by(&token).with("x-request-id", "anything at all: 7");
    let answer = call.send().await.expect(200);
    assert_eq!(answer.json()["decision"], true);
    assert_eq!(answer.header("x-request-id"), "anything at all: 7");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("prokura-revision"), house.revision().to_string());
    let answer = house.post(ONE, &question).by(&token).send().await.expect(200);
    assert!(!answer.header("x-request-id").is_empty());
}

#[tokio::test]
async fn several_questions_take_what_they_lack_from_the_top() {
    let house = House::example().await;
    let (token, _) = house.decisions("aurora").await;
    let several = async |body: Value| house.post(SEVERAL, &body).by(&token).send().await.expect(200).json();
    let decisions = |answer: &Value| -> Vec<bool> {
        let all = answer["evaluations"].as_array().unwrap();
        all.iter().map(|evaluation| evaluation["decision"].as_bool().unwrap()).collect()
    };
    let answer = several(json!({
        "subject": { "type": "person", "id": "frantisek@brno.example" },
        "action": { "name": "users.manage" },
        "resource": { "type": "organization" },
        "context": { "time": "2024-05-31T15:22-07:00" },
        "evaluations": [
            { "resource": { "type": "organization", "id": "brno-robotics" } },
            { "resource": { "id": "brno-robotics" }, "action": { "name": "users.create.manage" } },
            { "resource": { "id": "harbour-clinic" } },
            { "resource": { "id": "brno-robotics" }, "subject": { "type": "person", "id": "nora@brno.example" }, "context": {} },
        ],
    }))
    .await;
    assert_eq!(decisions(&answer), [true, false, false, false]);
    assert!(answer.get("decision").is_none());
    // One that is wrong does not spoil the others.
    let answer = several(json!({
        "subject": { "type": "person", "id": "frantisek@brno.example" },
        "action": { "name": "users.manage" },
        "evaluations": [
            { "resource": { "type": "organization", "id": "brno-robotics" } },
            {}, 7, { "resource": "brno-robotics" }, { "resource": { "type": "organization" } }, [],
            { "resource": { "type": "organization", "id": "brno-robotics" } },
        ],
    }))
    .await;
    assert_eq!(decisions(&answer), [true, false, false, false, false, false, true]);
    let wrong = &answer["evaluations"][1]["context"];
    assert_eq!((&wrong["error"]["status"], &wrong["error"]["message"]), (&json!(400), &json!("resource is missing")));
    // Without evaluations the top is the question.
    let one = question("frantisek@brno.example", "users.manage", "organization", "brno-robotics");
    assert_eq!(several(one.clone()).await["decision"], true);
    let mut empty = one;
    empty["evaluations"] = json!([]);
    assert_eq!(several(empty).await["decision"], true);
}

#[tokio::test]
async fn an_answer_may_end_the_rest() {
    let house = House::example().await;
    let (token, _) = house.decisions("aurora").await;
    let body = |semantic: Value| {
        let of = |action: &str| json!({ "action": { "name": action } });
        json!({
            "subject": { "type": "person", "id": "rita@brno.example" },
            "resource": { "type": "organization", "id": "brno-robotics" },
            "options": { "evaluations_semantic": semantic, "another": 1 },
            "evaluations": [of("users.read"), of("users.manage"), of("roles.read"), of("roles.manage")],
        })
    };
    let answered = async |semantic: &str| {
        let answer = house.post(SEVERAL, &body(json!(semantic))).by(&token).send().await.expect(200).json();
        let all = answer["evaluations"].as_array().unwrap().clone();
        all.iter().map(|evaluation| evaluation["decision"].as_bool().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(answered("execute_all").await, [true, false, true, false]);
    assert_eq!(answered("deny_on_first_deny").await, [true, false]);
    assert_eq!(answered("permit_on_first_permit").await, [true]);
    for wrong in [json!("whatever"), json!(7), json!({})] {
        house.post(SEVERAL, &body(wrong)).by(&token).send().await.expect(400);
    }
    let many = vec![json!({}); 1_001];
    house.post(SEVERAL, &json!({ "evaluations": many })).by(&token).send().await.expect(400);
    let many = vec![json!({}); 1_000];
    let answer = house.post(SEVERAL, &json!({ "evaluations": many })).by(&token).send().await.expect(200).json();
    assert_eq!(answer["evaluations"].as_array().unwrap().len(), 1_000);
}

async fn found(house: &House, token: &str, kind: &str, body: &Value) -> Answer {
    house.post(&format!("/access/v1/search/{kind}"), body).by(token).send().await
}

fn ids(answer: &Value) -> Vec<String> {
    let all = answer["results"].as_array().unwrap();
    all.iter().map(|it| it["id"].as_str().or(it["name"].as_str()).unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_is_found_may_be_done() {
    let house = House::example().await;
    let (token, _) = house.decisions("aurora").await;
    let subjects = found(
        &house,
        &token,
        "subject",
        &json!({
            "subject": { "type": "person", "id": "passed over" },
            "action": { "name": "users.manage" },
            "resource": { "type": "organization", "id": "brno-robotics" },
        }),
    )
    .await
    .expect(200);
    assert_eq!(subjects.header("prokura-revision"), house.revision().to_string());
    let subjects = subjects.json();
    assert_eq!(subjects["page"], json!({ "next_token": "", "count": subjects["results"].as_array().unwrap().len() }));
    let people = ids(&subjects);
    for person in ["frantisek@brno.example", "filip@brno.example", "ursula@brno.example", "pavel@tatra.example"] {
        assert!(people.iter().any(|it| it == person), "{person}: {people:?}");
    }
    for person in &people {
        let answer = asked(&house, &token, person, "users.manage", "organization", "brno-robotics").await;
        assert_eq!(answer["decision"], true, "{person}");
    }
    let everybody = house.site.service.store().read().await.unwrap().world().await.unwrap().people;
    for person in everybody.iter().filter(|it| !people.iter().any(|found| found == it.email.as_str())) {
        let answer =
            asked(&house, &token, person.email.as_str(), "users.manage", "organization", "brno-robotics").await;
        assert_eq!(answer["decision"], false, "{}", person.email);
    }

    let resources = found(
        &house,
        &token,
        "resource",
        &json!({
            "subject": { "type": "person", "id": "pavel@tatra.example" },
            "action": { "name": "users.manage" },
            "resource": { "type": "organization" },
        }),
    )
    .await
    .expect(200)
    .json();
    let mut organizations = ids(&resources);
    organizations.sort();
    assert_eq!(organizations, ["brno-robotics", "harbour-clinic", "tatra-telecom"]);
    let sites = found(
        &house,
        &token,
        "resource",
        &json!({
            "subject": { "type": "person", "id": "sam.site@brno.example" },
            "action": { "name": "sites.manage" },
            "resource": { "type": "site", "id": "passed over" },
        }),
    )
    .await
    .expect(200)
    .json();
    assert_eq!(ids(&sites), ["brno.meet.example"]);

    let actions = found(
        &house,
        &token,
        "action",
        &json!({
            "subject": { "type": "person", "id": "rita@brno.example" },
            "resource": { "type": "organization", "id": "brno-robotics" },
            "page": { "limit": 1000 },
        }),
    )
    .await
    .expect(200)
    .json();
    let actions = ids(&actions);
    assert!(actions.contains(&"users.read".to_owned()) && !actions.contains(&"users.manage".to_owned()));
    for control in &house.site.service.policy().controls {
        for level in ["read", "manage"] {
            let action = format!("{}.{level}", control.name);
            let answer = asked(&house, &token, "rita@brno.example", &action, "organization", "brno-robotics").await;
            assert_eq!(answer["decision"].as_bool().unwrap(), actions.contains(&action), "{action}");
        }
    }
}

#[tokio::test]
async fn a_search_for_the_unknown_finds_nothing_and_one_that_cannot_be_read_is_400() {
    let house = House::example().await;
    let (token, _) = house.decisions("brno-robotics").await;
    let (person, action, place) = (
        json!({ "type": "person", "id": "frantisek@brno.example" }),
        json!({ "name": "users.read" }),
        json!({ "type": "organization", "id": "brno-robotics" }),
    );
    let nothing = json!({ "page": { "next_token": "", "count": 0 }, "results": [] });
    for (kind, body) in [
        ("subject", json!({ "subject": { "type": "starship" }, "action": action, "resource": place })),
        ("subject", json!({ "subject": { "type": "person" }, "action": { "name": "fly" }, "resource": place })),
        (
            "subject",
            json!({ "subject": { "type": "person" }, "action": action, "resource": { "type": "organization", "id": "harbour-clinic" } }),
        ),
        (
            "subject",
            json!({ "subject": { "type": "person" }, "action": action, "resource": { "type": "organization", "id": "nowhere" } }),
        ),
        (
            "resource",
            json!({ "subject": { "type": "person", "id": "harriet@clinic.example" }, "action": action, "resource": { "type": "organization" } }),
        ),
        ("resource", json!({ "subject": person, "action": action, "resource": { "type": "starship" } })),
        ("action", json!({ "subject": { "type": "person", "id": "harriet@clinic.example" }, "resource": place })),
        ("action", json!({ "subject": person, "resource": { "type": "site", "id": "clinic.meet.example" } })),
    ] {
        assert_eq!(found(&house, &token, kind, &body).await.expect(200).json(), nothing, "{kind} {body}");
    }
    // Only what the token reaches is found: Filip is read-only administrator of the shipyard, too.
    let body = json!({ "subject": { "type": "person", "id": "filip@brno.example" }, "action": action, "resource": { "type": "organization" } });
    assert_eq!(ids(&found(&house, &token, "resource", &body).await.expect(200).json()), ["brno-robotics"]);
    for (kind, body) in [
        ("subject", json!({ "subject": { "type": "person" }, "resource": place })),
        ("subject", json!({ "subject": {}, "action": action, "resource": place })),
        (
            "subject",
            json!({ "subject": { "type": "person" }, "action": action, "resource": { "type": "organization" } }),
        ),
        ("resource", json!({ "action": action, "resource": { "type": "organization" } })),
        (
            "resource",
            json!({ "subject": { "type": "person" }, "action": action, "resource": { "type": "organization" } }),
        ),
        ("action", json!({ "subject": person })),
        ("action", json!({ "subject": person, "resource": place, "page": { "token": "made up" } })),
        ("action", json!({ "subject": person, "resource": place, "page": { "limit": -1 } })),
        ("action", json!({ "subject": person, "resource": place, "page": [] })),
    ] {
        found(&house, &token, kind, &body).await.expect(400);
    }
}

#[tokio::test]
async fn pages_hold_while_others_write() {
    let house = House::example().await;
    let (token, _) = house.decisions("aurora").await;
    let admin = house.admin("harriet@clinic.example").await;
    let search = |page: Value| {
        json!({
            "subject": { "type": "person" }, "action": { "name": "customer_list.read" },
            "resource": { "type": "organization", "id": "harbour-clinic" }, "page": page,
        })
    };
    let whole = found(&house, &token, "subject", &search(json!({ "limit": 1000 }))).await.expect(200).json();
    let (mut all, mut next) = (Vec::new(), String::new());
    loop {
        let page = if next.is_empty() { json!({ "limit": 2 }) } else { json!({ "token": next }) };
        let answer = found(&house, &token, "subject", &search(page)).await.expect(200).json();
        all.extend(ids(&answer));
        assert!(answer["page"]["count"].as_u64().unwrap() <= 2);
        next = answer["page"]["next_token"].as_str().unwrap().to_owned();
        if next.is_empty() {
            break;
        }
        let person = json!({ "email": format!("new{}@clinic.example", all.len()), "name": "New" });
        house.post("/v1/organizations/harbour-clinic/people", &person).by(&admin).send().await.expect(201);
    }
    assert!(all.len() > 3);
    assert_eq!(all, ids(&whole));
    // A token belongs to its search and its limit.
    let first = found(&house, &token, "subject", &search(json!({ "limit": 2 }))).await.expect(200).json();
    let next = &first["page"]["next_token"];
    found(&house, &token, "subject", &search(json!({ "token": next, "limit": 2 }))).await.expect(200);
    found(&house, &token, "subject", &search(json!({ "token": next, "limit": 3 }))).await.expect(400);
    let mut other = search(json!({ "token": next }));
    other["action"]["name"] = json!("users.read");
    found(&house, &token, "subject", &other).await.expect(400);

    let actions = |page: Value| {
        json!({
            "subject": { "type": "person", "id": "harriet@clinic.example" },
            "resource": { "type": "organization", "id": "harbour-clinic" }, "page": page,
        })
    };
    let whole = found(&house, &token, "action", &actions(json!({ "limit": 1000 }))).await.expect(200).json();
    let (mut all, mut page) = (Vec::new(), json!({ "limit": 7 }));
    loop {
        let answer = found(&house, &token, "action", &actions(page)).await.expect(200).json();
        all.extend(ids(&answer));
        page = json!({ "token": answer["page"]["next_token"] });
        if answer["page"]["next_token"] == "" {
            break;
        }
    }
    assert_eq!(all, ids(&whole));
}

#[tokio::test]
async fn an_answer_can_be_asked_to_be_fresh() {
    let house = House::example().await;
    let (token, _) = house.decisions("aurora").await;
    let question = question("harriet@clinic.example", "users.manage", "organization", "harbour-clinic");
    let ask = async |revision: &str| {
        house.post(ONE, &question).by(&token).with("prokura-at-least-revision", revision).send().await
    };
    let now = house.revision();
    ask(&now.to_string()).await.expect(200);
    // One that comes while it is waited for.
    let admin = house.admin("harriet@clinic.example").await;
    let newer = (house.revision() + 1).to_string();
    let person = json!({ "email": "new@clinic.example", "name": "New" });
    let write = house.post("/v1/organizations/harbour-clinic/people", &person).by(&admin).send();
    let (waited, written) = tokio::join!(ask(&newer), write);
    assert_eq!(waited.expect(200).header("prokura-revision"), written.expect(201).header("prokura-revision"));
    let late = ask(&(house.revision() + 1).to_string()).await.expect(503);
    assert_eq!((late.json()["code"].as_str(), late.header("retry-after")), (Some("revision_not_reached"), "1"));
    for bad in ["x", "-1", "1.5", ""] {
        ask(bad).await.expect(400);
    }
}

#[tokio::test]
async fn only_a_service_with_the_scope_may_ask() {
    let house = House::example().await;
    let question = question("harriet@clinic.example", "users.manage", "organization", "harbour-clinic");
    let ask = async |token: Option<&str>| {
        let call = house.post(ONE, &question);
        if let Some(token) = token { call.by(token) } else { call }.send().await
    };
    let nobody = ask(None).await.expect(401);
    assert!(nobody.header("www-authenticate").starts_with("Bearer"));
    ask(Some("prk_made-up")).await.expect(401);
    ask(Some("")).await.expect(401);
    let other_scope = house.admin("harriet@clinic.example").await;
    ask(Some(&other_scope)).await.expect(403);
    // A person's own token sees with the person's eyes, not with the organization's.
    let person = house.person("harriet@clinic.example", TokenScope::Decisions).await;
    ask(Some(&person)).await.expect(403);
}

#[tokio::test]
async fn a_token_that_was_revoked_is_refused_by_the_very_next_request() {
    let house = House::example().await;
    let (token, id) = house.decisions("aurora").await;
    let question = question("harriet@clinic.example", "users.manage", "organization", "harbour-clinic");
    for _ in 0..3 {
        house.post(ONE, &question).by(&token).send().await.expect(200);
    }
    let caller = Caller::operator(house.site.service.new_request());
    house.site.service.execute(caller, RevokeToken { token: id.parse().unwrap() }).await.unwrap();
    house.post(ONE, &question).by(&token).send().await.expect(401);
    // Its end is looked at every time, though nothing is written then.
    let (token, _) = house.decisions("aurora").await;
    house.post(ONE, &question).by(&token).send().await.expect(200);
    house.clock.advance(Span::days(366));
    house.post(ONE, &question).by(&token).send().await.expect(401);
}

#[tokio::test]
async fn the_metadata_says_where_to_ask() {
    let house = House::example().await;
    let answer = house.get("/.well-known/authzen-configuration").send().await.expect(200);
    assert_eq!(answer.header("content-type"), "application/json");
    let metadata = answer.json();
    assert_eq!(metadata["policy_decision_point"], "https://admin.example");
    let (token, _) = house.decisions("aurora").await;
    for (name, address) in metadata.as_object().unwrap().iter().filter(|(name, _)| name.ends_with("_endpoint")) {
        let path = address.as_str().unwrap().strip_prefix("https://admin.example").unwrap();
        let answer = house.post(path, &json!({})).by(&token).send().await;
        assert_eq!(answer.status, 400, "{name} is there and asks for a body");
    }
}
