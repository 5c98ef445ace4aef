//! REST under `/v1`: what is sent, what is answered, and what goes wrong.

use crate::support::House;
use prokura_domain::account::TokenScope;
use prokura_domain::time::Span;
use serde_json::{Value, json};

const BRNO: &str = "/v1/organizations/brno-robotics";
const CLINIC: &str = "/v1/organizations/harbour-clinic";

fn texts<'a>(list: &'a Value, member: &str) -> Vec<&'a str> {
    list["items"].as_array().unwrap().iter().map(|item| item[member].as_str().unwrap()).collect()
}

#[tokio::test]
async fn one_is_told_who_one_is() {
    let house = House::example().await;
    let token = house.admin("filip@brno.example").await;
    let me = house.get("/v1/me").by(&token).send().await.expect(200).json();
    assert_eq!((me["kind"].as_str(), me["email"].as_str()), (Some("person"), Some("filip@brno.example")));
    assert_eq!((me["via"].as_str(), &me["scopes"]), (Some("token"), &json!(["manage"])));
    assert_eq!(me["home"]["slug"], "brno-robotics");
    assert_eq!(me["grants"].as_array().unwrap().len(), 2);
    let rights = house.get(&format!("{BRNO}/rights")).by(&token).send().await.expect(200).json();
    let has = |level: &str, control: &str| rights[level].as_array().unwrap().contains(&json!(control));
    assert!(has("manage", "users") && has("read", "users") && !has("manage", "users.create"));
    let tokens = house.get("/v1/me/tokens").by(&token).send().await.expect(200).json();
    assert_eq!(texts(&tokens, "name"), ["test"]);
    let id = tokens["items"][0]["id"].as_str().unwrap();
    house.call("DELETE", &format!("/v1/tokens/{id}")).by(&token).send().await.expect(200);
    house.get("/v1/me").by(&token).send().await.expect(401);
}

#[tokio::test]
async fn lists_are_read_page_by_page_while_others_write() {
    let house = House::example().await;
    let vendor = house.admin("tomas.tac@aurora.example").await;
    let admin = house.admin("harriet@clinic.example").await;
    let whole = house.get("/v1/organizations").by(&vendor).send().await.expect(200).json();
    assert_eq!((whole["items"].as_array().unwrap().len(), &whole["next_cursor"]), (8, &Value::Null));
    let (mut all, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let query = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let page = house.get(&format!("/v1/organizations?limit=3{query}")).by(&vendor).send().await.expect(200).json();
        all.extend(texts(&page, "slug").into_iter().map(str::to_owned));
        cursor = page["next_cursor"].as_str().map(str::to_owned);
        if cursor.is_none() {
            break;
        }
        let new = json!({ "email": format!("n{}@clinic.example", all.len()), "name": "New" });
        house.post(&format!("{CLINIC}/people"), &new).by(&admin).send().await.expect(201);
    }
    assert_eq!(all, texts(&whole, "slug"));
    let page = house.get(&format!("{CLINIC}/people?limit=1")).by(&admin).send().await.expect(200).json();
    let cursor = page["next_cursor"].as_str().unwrap();
    let other = house.get(&format!("/v1/organizations?cursor={cursor}")).by(&admin).send().await.expect(422);
    assert_eq!(
        (&other.json()["errors"][0]["field"], &other.json()["errors"][0]["code"]),
        (&json!("cursor"), &json!("cursor_invalid"))
    );
}

#[tokio::test]
async fn a_customer_sees_only_itself_and_where_it_has_rights() {
    let house = House::example().await;
    for (email, expected) in [
        ("nora@brno.example", vec!["brno-robotics"]),
        ("filip@brno.example", vec!["brno-robotics", "gdansk-shipyard"]),
        ("petra@tatra.example", vec!["brno-robotics", "harbour-clinic", "tatra-telecom"]),
        ("carl@consumers.example", vec!["consumers"]),
    ] {
        let token = house.admin(email).await;
        let list = house.get("/v1/organizations").by(&token).send().await.expect(200).json();
        let mut seen = texts(&list, "slug");
        seen.sort_unstable();
        assert_eq!(seen, expected, "{email}");
    }
}

#[tokio::test]
async fn a_person_is_added_and_changed() {
    let house = House::example().await;
    let token = house.admin("harriet@clinic.example").await;
    let new = json!({ "email": "Nina@Clinic.Example", "name": " Nina Nurse ", "locale": "pl" });
    let added = house.post(&format!("{CLINIC}/people"), &new).by(&token).send().await.expect(201);
    assert_eq!(added.header("prokura-revision"), added.json()["revision"].to_string());
    let added = added.json();
    assert_eq!(
        (&added["email"], &added["name"], &added["status"]),
        (&json!("nina@clinic.example"), &json!("Nina Nurse"), &json!("pending"))
    );
    assert_eq!(added["revision"], house.revision());
    let at = format!("{CLINIC}/people/nina@clinic.example");
    let version = added["version"].as_i64().unwrap();
    let changed = house
        .call("PATCH", &at)
        .json(&json!({ "name": "Nina", "locale": null }))
        .by(&token)
        .with("if-match", &format!("\"{version}\""))
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!((&changed["name"], &changed["locale"]), (&json!("Nina"), &Value::Null));
    // ORG-05: an address that is taken elsewhere.
    let taken = json!({ "email": "pavel@tatra.example", "name": "Pavel" });
    let refused = house.post(&format!("{CLINIC}/people"), &taken).by(&token).send().await;
    assert!(refused.status == 409 || refused.status == 422, "{}", refused.json());
    // An old version: somebody changed it meanwhile.
    let late = house
        .call("PATCH", &at)
        .json(&json!({ "name": "N", "version": version }))
        .by(&token)
        .send()
        .await
        .expect(409)
        .json();
    assert_eq!(
        (&late["code"], &late["expected_version"], &late["actual_version"]),
        (&json!("conflict"), &json!(version), &json!(version + 1))
    );
    assert_eq!(late["changed_by"], house.names().person("harriet@clinic.example").to_string());
    assert_eq!(late["changed_at"], "2026-03-02T09:00:00Z");
    let two = house
        .call("PATCH", &at)
        .json(&json!({ "version": 1 }))
        .by(&token)
        .with("if-match", "2")
        .send()
        .await
        .expect(422);
    assert_eq!(two.json()["errors"][0]["code"], "version_unlike_if_match");
}

#[tokio::test]
async fn what_restricted_mode_locks_is_told_with_the_rule() {
    let house = House::example().await;
    let token = house.admin("frantisek@brno.example").await;
    let new = json!({ "email": "nina@brno.example", "name": "Nina" });
    // RST-02, RST-03
    let refused = house.post(&format!("{BRNO}/people"), &new).by(&token).send().await.expect(403);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    let refused = refused.json();
    assert_eq!((&refused["code"], &refused["asked"]), (&json!("forbidden"), &json!("users.create.manage")));
    assert_eq!((&refused["because"], &refused["rules"]), (&json!(["restricted_mode"]), &json!(["RST-02"])));
    let settings =
        house.get(&format!("{BRNO}/settings")).by(&token).with("accept-language", "cs").send().await.expect(200).json();
    let sso = settings["items"].as_array().unwrap().iter().find(|it| it["key"] == "authentication.sso_mode").unwrap();
    assert_eq!((&sso["may_change"], &sso["locked_because"]), (&json!(false), &json!(["restricted_mode"])));
    assert_eq!(sso["title"], "Jednotné přihlašování");
}

#[tokio::test]
async fn a_setting_is_set_once_by_two_who_look_at_the_same() {
    let house = House::example().await;
    let (one, other) = (house.admin("grazyna@shipyard.example").await, house.admin("gosia@shipyard.example").await);
    let at = "/v1/organizations/gdansk-shipyard/settings/authentication.sso_mode";
    let seen = house.get(at).by(&one).send().await.expect(200).json();
    assert_eq!((&seen["value"], &seen["version"]), (&json!("off"), &json!(0)));
    let put = async |token: &str, value: &str| {
        let body = json!({ "value": value, "version": 0 });
        house.call("PUT", at).json(&body).by(token).send().await
    };
    let set = put(&one, "optional").await.expect(200).json();
    assert_eq!((&set["version"], &set["changed"]), (&json!(1), &json!(true)));
    let late = put(&other, "enforced").await.expect(409).json();
    assert_eq!(late["changed_by"], house.names().person("grazyna@shipyard.example").to_string());
    let wrong = house.call("PUT", at).json(&json!({ "value": "sometimes" })).by(&one).send().await.expect(422).json();
    assert_eq!(wrong["errors"][0]["field"], "value");
    house
        .call("PUT", "/v1/organizations/gdansk-shipyard/settings/no.such")
        .json(&json!({ "value": 1 }))
        .by(&one)
        .send()
        .await
        .expect(404);
}

#[tokio::test]
async fn a_role_is_given_changed_and_taken() {
    let house = House::example().await;
    let token = house.admin("frantisek@brno.example").await;
    let at = format!("{BRNO}/grants");
    let give = json!({ "person": "nora@brno.example", "role": "site_admin", "scope": { "sites": ["brno.meet.example"] }, "reason": "Meetings" });
    let given = house.post(&at, &give).by(&token).send().await.expect(201).json();
    let site = given["scope"]["sites"][0].as_str().unwrap();
    let grant = format!("{at}/{}", given["id"].as_str().unwrap());
    let seen = house.get(&grant).by(&token).send().await.expect(200).json();
    assert_eq!((&seen["person"]["email"], &seen["scope"]["sites"][0]), (&json!("nora@brno.example"), &json!(site)));
    let list = house.get(&format!("{at}?person=nora@brno.example")).by(&token).send().await.expect(200).json();
    assert_eq!(list["items"], json!([seen]));
    let change = json!({ "scope": { "sites": ["brno.meet.example", "brno-lab.meet.example"] }, "until": "2026-06-01T02:00:00+02:00", "version": given["version"] });
    let changed = house.call("PATCH", &grant).json(&change).by(&token).send().await.expect(200).json();
    assert_eq!(
        (changed["scope"]["sites"].as_array().unwrap().len(), &changed["until"]),
        (2, &json!("2026-06-01T00:00:00Z"))
    );
    house.call("PATCH", &grant).json(&change).by(&token).send().await.expect(409);
    // SIT-01: a site of another organization is one that does not exist.
    let elsewhere =
        json!({ "person": "nora@brno.example", "role": "site_admin", "scope": { "sites": ["clinic.meet.example"] } });
    let nowhere =
        json!({ "person": "nora@brno.example", "role": "site_admin", "scope": { "sites": ["no.such.example"] } });
    let one = house.post(&at, &elsewhere).by(&token).send().await.expect(422);
    let other = house.post(&at, &nowhere).by(&token).send().await.expect(422);
    assert_eq!(one.without_request(), other.without_request());
    assert_eq!(one.json()["errors"][0]["code"], "site_unknown");
    let ended = house.call("DELETE", &grant).by(&token).send().await.expect(200).json();
    assert_eq!(ended["until"], "2026-03-02T09:00:00Z");
    let list = house.get(&format!("{at}?person=nora@brno.example")).by(&token).send().await.expect(200).json();
    assert_eq!(list["items"], json!([]));
    let list =
        house.get(&format!("{at}?person=nora@brno.example&ended=true")).by(&token).send().await.expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn grants_show_as_far_as_one_may_see() {
    let house = House::example().await;
    let list = async |email: &str, query: &str| {
        let token = house.admin(email).await;
        house.get(&format!("/v1/organizations/gdansk-shipyard/grants{query}")).by(&token).send().await
    };
    let roles = |list: Value| {
        let mut roles: Vec<String> = texts(&list, "role").into_iter().map(str::to_owned).collect();
        roles.sort();
        roles
    };
    let all = list("grazyna@shipyard.example", "").await.expect(200).json();
    assert_eq!(
        roles(all),
        ["external_full_admin", "external_read_only_admin", "full_admin", "full_admin", "provisioning_admin"]
    );
    // Nora sees the organization of her own; what others hold there is not hers to see.
    let nora = house.admin("nora@brno.example").await;
    house.get(&format!("{BRNO}/grants")).by(&nora).send().await.expect(403);
    let own = house.get(&format!("{BRNO}/grants?person=nora@brno.example")).by(&nora).send().await.expect(200).json();
    assert_eq!(own["items"], json!([]));
    house.get(&format!("{BRNO}/people")).by(&nora).send().await.expect(403);
    house.get(&format!("{BRNO}/people/nora@brno.example")).by(&nora).send().await.expect(200);
    let roles = house.get("/v1/roles").by(&nora).with("accept-language", "pl").send().await.expect(200).json();
    assert!(texts(&roles, "key").contains(&"full_admin"));
}

#[tokio::test]
async fn what_is_repeated_under_a_key_is_done_once() {
    let house = House::example().await;
    let token = house.admin("harriet@clinic.example").await;
    let at = format!("{CLINIC}/people");
    let new = json!({ "email": "nina@clinic.example", "name": "Nina" });
    let send = async |body: &Value, key: &str, token: &str| {
        house.post(&at, body).by(token).with("idempotency-key", key).send().await
    };
    let first = send(&new, "one", &token).await.expect(201);
    let revision = house.revision();
    let again = send(&new, "one", &token).await.expect(201);
    assert_eq!((first.json(), first.header("prokura-revision")), (again.json(), again.header("prokura-revision")));
    assert_eq!(house.revision(), revision);
    // Later changes do not show in what was answered.
    let person = format!("{at}/nina@clinic.example");
    house.call("PATCH", &person).json(&json!({ "name": "N" })).by(&token).send().await.expect(200);
    assert_eq!(send(&new, "one", &token).await.expect(201).json(), first.json());
    let other =
        send(&json!({ "email": "otto@clinic.example", "name": "Otto" }), "one", &token).await.expect(422).json();
    assert_eq!(other["errors"][0]["code"], "idempotency_key_reused");
    // The key is the caller's own, and the route's.
    let grant = json!({ "person": "nina@clinic.example", "role": "device_admin" });
    house.post(&format!("{CLINIC}/grants"), &grant).by(&token).with("idempotency-key", "one").send().await.expect(201);
    for bad in ["", &"x".repeat(256)] {
        let answer = send(&new, bad, &token).await.expect(422);
        assert_eq!(answer.json()["errors"][0]["field"], "Idempotency-Key");
    }
    // At once: one is done, the other is the same or is told to wait; never is it done twice.
    let otto = json!({ "email": "otto@clinic.example", "name": "Otto" });
    let before = house.revision();
    let (one, two) = tokio::join!(send(&otto, "two", &token), send(&otto, "two", &token));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert!(statuses == [201, 409] || statuses == [201, 201], "{statuses:?}");
    assert_eq!(house.revision(), before + 1);
}

#[tokio::test]
async fn support_is_asked_for_given_seen_and_ended() {
    let house = House::example().await;
    let (agent, admin) = (house.admin("hugo@tatra.example").await, house.admin("harriet@clinic.example").await);
    let ask = async |to: &str| {
        let body = json!({ "addressed_to": to, "reason": "You called" });
        house.post(&format!("{CLINIC}/support-requests"), &body).by(&agent).send().await
    };
    // SUP-02: whether the address is an administrator's does not show.
    let nobody = ask("nobody@clinic.example").await.expect(201).json();
    let at = format!("/v1/support-requests/{}", nobody["id"].as_str().unwrap());
    let mine = house.get(&at).by(&agent).send().await.expect(200).json();
    assert_eq!((&mine["state"], mine.get("decided_by")), (&json!("pending"), None));
    house.post(&format!("{at}/withdrawal"), &json!({})).by(&agent).send().await.expect(200);
    house.clock.advance(Span::seconds(1));
    let asked = ask("harriet@clinic.example").await.expect(201).json();
    assert_eq!(
        nobody.as_object().unwrap().keys().collect::<Vec<_>>(),
        asked.as_object().unwrap().keys().collect::<Vec<_>>()
    );
    let at = format!("/v1/support-requests/{}", asked["id"].as_str().unwrap());
    let list = house.get(&format!("{CLINIC}/support-requests")).by(&admin).send().await.expect(200).json();
    assert_eq!(texts(&list, "state"), ["pending", "withdrawn"]);
    assert_eq!(list["items"][0]["agent"]["name"], "Hugo Helpdesk");
    // Nobody grants to themselves.
    let own = house.post(&format!("{at}/answer"), &json!({ "answer": "grant" })).by(&agent).send().await;
    assert!(own.status.is_client_error(), "{}", own.status);
    let before = house
        .call("PUT", &format!("{CLINIC}/settings/authentication.sso_mode"))
        .json(&json!({ "value": "optional" }))
        .by(&agent)
        .send()
        .await;
    assert_eq!(before.expect(403).json()["because"], json!(["no_approval"]));
    let granted =
        house.post(&format!("{at}/answer"), &json!({ "answer": "grant" })).by(&admin).send().await.expect(200).json();
    assert_eq!((&granted["state"], &granted["until"]), (&json!("granted"), &json!("2026-03-02T10:00:01Z")));
    house
        .call("PUT", &format!("{CLINIC}/settings/authentication.sso_mode"))
        .json(&json!({ "value": "optional" }))
        .by(&agent)
        .send()
        .await
        .expect(200);
    // SUP-09: the customer reads what is done under the request.
    let under = format!("{CLINIC}/audit?support_request={}", asked["id"].as_str().unwrap());
    let entries = house.get(&under).by(&admin).send().await.expect(200).json();
    assert_eq!(texts(&entries, "action"), ["setting_changed"]);
    assert_eq!(entries["items"][0]["actor"], house.names().person("hugo@tatra.example").to_string());
    let grants = house.get(&format!("{CLINIC}/support-grants")).by(&admin).send().await.expect(200).json();
    assert_eq!(grants["items"][0]["id"], granted["grant"]);
    house
        .call("DELETE", &format!("/v1/support-grants/{}", granted["grant"].as_str().unwrap()))
        .by(&admin)
        .send()
        .await
        .expect(200);
    house
        .call("PUT", &format!("{CLINIC}/settings/authentication.sso_mode"))
        .json(&json!({ "value": "off" }))
        .by(&agent)
        .send()
        .await
        .expect(403);
    // SUP-04: what nobody answers lapses.
    let late = ask("harriet@clinic.example").await.expect(201).json();
    house.clock.advance(Span::hours(1));
    let at = format!("/v1/support-requests/{}/answer", late["id"].as_str().unwrap());
    let over = house.post(&at, &json!({ "answer": "grant" })).by(&admin).send().await.expect(410);
    assert_eq!(over.json()["code"], "support_request_lapsed");
    let session =
        house.post(&format!("{CLINIC}/help-desk-sessions"), &json!({})).by(&agent).send().await.expect(201).json();
    let sessions = house.get(&format!("{CLINIC}/help-desk-sessions")).by(&admin).send().await.expect(200).json();
    assert_eq!(sessions["items"][0]["id"], session["id"]);
    house
        .call("DELETE", &format!("/v1/help-desk-sessions/{}", session["id"].as_str().unwrap()))
        .by(&agent)
        .send()
        .await
        .expect(200);
}

#[tokio::test]
async fn a_partner_is_removed_and_let_back() {
    let house = House::example().await;
    let (admin, partner) = (house.admin("harriet@clinic.example").await, house.admin("pavel@tatra.example").await);
    let petra = house.admin("petra@tatra.example").await;
    let blocks = format!("{CLINIC}/blocks");
    // EXT-12
    let done = house.post(&blocks, &json!({ "partner": "tatra-telecom" })).by(&admin).send().await.expect(201).json();
    assert_eq!((&done["sale_is_active"], done["ended_grants"].as_array().unwrap().len()), (&json!(true), 1));
    house.get(CLINIC).by(&partner).send().await.expect(404);
    house.get(CLINIC).by(&petra).send().await.expect(404);
    let back = house
        .post(&format!("{CLINIC}/provisioning"), &json!({ "person": "petra@tatra.example" }))
        .by(&partner)
        .send()
        .await
        .expect(201)
        .json();
    assert_eq!(back["role"], "provisioning_admin");
    house.get(CLINIC).by(&petra).send().await.expect(200);
    house.get(CLINIC).by(&partner).send().await.expect(404);
    let lift = format!("{blocks}/{}", done["block"]["id"].as_str().unwrap());
    house.call("DELETE", &lift).by(&admin).send().await.expect(200);
    let list = house.get(&blocks).by(&admin).send().await.expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_audit_log_is_read_by_filter_and_page() {
    let house = House::example().await;
    let admin = house.admin("harriet@clinic.example").await;
    for n in 0..4 {
        let new = json!({ "email": format!("n{n}@clinic.example"), "name": "New" });
        house.post(&format!("{CLINIC}/people"), &new).by(&admin).send().await.expect(201);
    }
    let (mut numbers, mut cursor) = (Vec::new(), String::new());
    loop {
        let at = format!("{CLINIC}/audit?action=person_added&actor=harriet@clinic.example&limit=3{cursor}");
        let page = house.get(&at).by(&admin).send().await.expect(200).json();
        numbers.extend(page["items"].as_array().unwrap().iter().map(|entry| entry["number"].as_i64().unwrap()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert!(numbers.len() == 4 && numbers.is_sorted_by(|one, other| one > other), "{numbers:?}");
    let refused = house.get(&format!("{CLINIC}/audit?from=yesterday")).by(&admin).send().await.expect(422);
    assert_eq!(refused.json()["errors"][0]["field"], "from");
    let request = "0193b3a0-0000-7000-8000-00000000abcd";
    let new = json!({ "email": "last@clinic.example", "name": "Last" });
    house.post(&format!("{CLINIC}/people"), &new).by(&admin).with("x-request-id", request).send().await.expect(201);
    let page = house.get(&format!("{CLINIC}/audit?limit=1")).by(&admin).send().await.expect(200).json();
    assert_eq!(page["items"][0]["request"], request);
    // They are invited in the same moment.
    assert_eq!(page["items"][0]["action"], "sign_in_link_issued");
    let added = house.get(&format!("{CLINIC}/audit?limit=1&action=person_added")).by(&admin).send().await.expect(200);
    let added = added.json();
    assert_eq!(added["items"][0]["request"], request);
    assert_eq!(added["items"][0]["facts"]["after"]["email"], "last@clinic.example");
}

#[tokio::test]
async fn a_token_does_what_its_scope_says() {
    let house = House::example().await;
    let token = house.person("harriet@clinic.example", TokenScope::Read).await;
    house.get(CLINIC).by(&token).send().await.expect(200);
    let new = json!({ "email": "nina@clinic.example", "name": "Nina" });
    let refused = house.post(&format!("{CLINIC}/people"), &new).by(&token).send().await.expect(403).json();
    assert_eq!(refused["because"], json!(["token_scope"]));
    let (asks, _) = house.decisions("harbour-clinic").await;
    house.get("/v1/me").by(&asks).send().await.expect(403);
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_told() {
    let house = House::example().await;
    let token = house.admin("harriet@clinic.example").await;
    let at = format!("{CLINIC}/people");
    let send = async |kind: &str, body: &str| {
        house.call("POST", &at).by(&token).with("content-type", kind).bytes(body.as_bytes().to_vec()).send().await
    };
    for (kind, body, status, code) in [
        ("application/json", "{", 400, "malformed"),
        ("application/json", "[]", 400, "malformed"),
        ("application/json", "{} {}", 422, "invalid"),
        ("application/json", "\"x\"", 400, "malformed"),
        ("text/plain", "{}", 415, "unsupported_media_type"),
        ("application/x-www-form-urlencoded", "a=b", 415, "unsupported_media_type"),
        ("application/json", r#"{"email":"a@b.example"}"#, 422, "invalid"),
    ] {
        let answer = send(kind, body).await;
        assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str()), (status, Some(code)), "{kind} {body}");
        assert_eq!(answer.json()["type"], format!("urn:prokura:problem:{code}"));
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.header("x-request-id"), answer.json()["request_id"].as_str().unwrap());
    }
    let unknown =
        send("application/json", r#"{"email":"a@b.example","name":"A","admin":true}"#).await.expect(422).json();
    assert_eq!(
        (&unknown["errors"][0]["field"], &unknown["errors"][0]["code"]),
        (&json!("admin"), &json!("field_unknown"))
    );
    let missing = send("application/json", r#"{"name":"A"}"#).await.expect(422).json();
    assert_eq!(
        (&missing["errors"][0]["field"], &missing["errors"][0]["code"]),
        (&json!("email"), &json!("field_missing"))
    );
    let wrong = send("application/json", r#"{"name":"A","email":"nonsense"}"#).await.expect(422).json();
    assert_eq!((&wrong["errors"][0]["field"], &wrong["errors"][0]["code"]), (&json!("email"), &json!("email_invalid")));
    let large = format!(r#"{{"name":"{}"}}"#, "x".repeat(1024 * 1024));
    assert_eq!(send("application/json", &large).await.expect(413).json()["code"], "too_large");
    let nowhere = house.get("/v1/nowhere").by(&token).send().await.expect(404);
    let unseen = house.get("/v1/organizations/aurora").by(&token).send().await.expect(404);
    assert_eq!(nowhere.without_request(), unseen.without_request());
    let method = house.call("PUT", "/v1/me").by(&token).send().await.expect(405);
    assert_eq!((method.json()["code"].as_str(), method.header("allow")), (Some("method_not_allowed"), "GET,HEAD"));
    let polish = house.get("/v1/nowhere").with("accept-language", "pl, en;q=0.5").send().await.expect(404).json();
    assert_eq!(polish["title"], "Nie ma tu nic, co możesz zobaczyć.");
}

#[tokio::test]
async fn operators_see_how_it_is() {
    let house = House::example().await;
    house.get("/healthz").send().await.expect(200);
    house.get("/readyz").send().await.expect(200);
    let token = house.admin("harriet@clinic.example").await;
    let new = json!({ "email": "nina@clinic.example", "name": "Nina" });
    house.post(&format!("{CLINIC}/people"), &new).by(&token).send().await.expect(201);
    house.post(&format!("{BRNO}/people"), &new).by(&token).send().await.expect(404);
    let metrics = house.get("/metrics").send().await.expect(200);
    let text = String::from_utf8(metrics.bytes.to_vec()).unwrap();
    for line in [
        format!("prokura_revision {}\n", house.revision()),
        "prokura_index_lag_revisions 0\n".to_owned(),
        "prokura_outbox_messages{state=\"dead\"} 0\n".to_owned(),
        "prokura_commands_total{command=\"add_person\",outcome=\"done\"} 1\n".to_owned(),
        "prokura_commands_total{command=\"add_person\",outcome=\"refused\"} 1\n".to_owned(),
        "prokura_http_requests_total{method=\"POST\",route=\"/v1/organizations/{organization}/people\",status=\"201\"} 1\n".to_owned(),
    ] {
        assert!(text.contains(&line), "{line} in\n{text}");
    }
}

#[tokio::test]
async fn files_are_served_for_ever_in_the_form_that_is_taken() {
    let house = House::example().await;
    let asset = prokura_assets::all().iter().find(|asset| asset.name == "prokura.css").unwrap();
    for (accepts, encoding, bytes) in
        [("br, gzip", "br", asset.brotli), ("gzip", "gzip", asset.gzip), ("", "", asset.bytes)]
    {
        let answer = house.get(asset.url).with("accept-encoding", accepts).send().await.expect(200);
        assert_eq!((answer.header("content-encoding"), &answer.bytes[..]), (encoding, bytes));
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!((answer.header("vary"), answer.header("x-content-type-options")), ("accept-encoding", "nosniff"));
        let tag = answer.header("etag").to_owned();
        house.get(asset.url).with("if-none-match", &tag).send().await.expect(304);
    }
    house.get("/assets/prokura.css").send().await.expect(404);
}

#[tokio::test]
async fn the_document_is_served_and_is_the_same_every_time() {
    let house = House::example().await;
    let served = house.get("/openapi.json").send().await.expect(200);
    assert_eq!(served.bytes, prokura_web::openapi());
    let document = served.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["responses"]["default"].is_object(), "{method} {path}");
            assert!(operation["summary"].is_string(), "{method} {path}");
        }
    }
    // Every reference leads somewhere.
    let text = served.bytes.to_vec();
    for reference in String::from_utf8(text).unwrap().split("\"$ref\": \"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}

#[tokio::test]
async fn every_answer_keeps_browsers_from_foolish_things() {
    let house = House::example().await;
    for path in ["/healthz", "/sign-in", "/v1/me", "/nowhere", "/session"] {
        let answer = house.get(path).with("accept", "text/html").send().await;
        for (name, held) in [
            ("content-security-policy", "default-src 'none'"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("strict-transport-security", "max-age=31536000"),
            ("cache-control", "no-store"),
        ] {
            assert!(answer.header(name).contains(held), "{path}: {name} is {:?}", answer.header(name));
        }
    }
}
