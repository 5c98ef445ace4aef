//! A right that was taken away, or whose time is over, is refused by the very next request.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

use prokura_tests::browser::Browser;
use prokura_tests::http::Call;
use prokura_tests::installation::Installation;
use prokura_tests::server::Server;
use prokura_tests::wait::wait_for;
use serde_json::{Value, json};

const SSO: &str = "/v1/organizations/harbour-clinic/settings/authentication.sso_mode";
const PEOPLE: &str = "/v1/organizations/harbour-clinic/people";

/// What AuthZEN says of somebody at the clinic.
#[track_caller]
fn may(server: &Server, token: &str, who: &str, what: &str) -> bool {
    let question = json!({
        "subject": { "type": "person", "id": who },
        "action": { "name": what },
        "resource": { "type": "organization", "id": "harbour-clinic" },
    });
    let answer = server.call(&Call::post("/access/v1/evaluation", &question).by(token)).expect(200).json();
    answer["decision"].as_bool().unwrap_or_else(|| panic!("{answer}"))
}

fn status(server: &Server, call: Call, token: &str) -> u16 {
    server.call(&call.by(token)).status
}

fn repair(value: &str) -> Call {
    Call::put(SSO, &json!({ "value": value }))
}

/// Hugo asks and Harriet grants: the access, as REST shows it.
fn support_access(server: &Server, hugo: &str, harriet: &str) -> Value {
    let asking = json!({ "addressed_to": "harriet@clinic.example", "reason": "A call" });
    let asked = Call::post("/v1/organizations/harbour-clinic/support-requests", &asking).by(hugo);
    let request = server.call(&asked).expect(201).json()["id"].as_str().unwrap().to_owned();
    let answer = Call::post(&format!("/v1/support-requests/{request}/answer"), &json!({ "answer": "grant" }));
    let answered = server.call(&answer.by(harriet)).expect(200).json();
    assert_eq!(answered["state"], "granted");
    answered
}

#[test]
fn a_role_that_was_ended() {
    let installation = Installation::with_world("");
    let decisions = installation.decisions();
    let (harriet, eve) = (installation.token("harriet@clinic.example"), installation.token("eve@clinic.example"));
    let server = installation.serve();
    assert!(!may(&server, &decisions, "eve@clinic.example", "users.manage"));
    let before = status(&server, Call::get(PEOPLE), &eve);
    // Again and again: what was remembered of the time before must not live on.
    for _ in 0..5 {
        let role = json!({ "person": "eve@clinic.example", "role": "user_device_admin" });
        let given = server.call(&Call::post("/v1/organizations/harbour-clinic/grants", &role).by(&harriet)).expect(201);
        assert!(may(&server, &decisions, "eve@clinic.example", "users.manage"));
        assert_eq!(status(&server, Call::get(PEOPLE), &eve), 200);
        let id = given.json()["id"].as_str().unwrap().to_owned();
        let ended = Call::delete(&format!("/v1/organizations/harbour-clinic/grants/{id}"));
        assert_eq!(status(&server, ended, &harriet), 200);
        assert!(!may(&server, &decisions, "eve@clinic.example", "users.manage"));
        assert_eq!(status(&server, Call::get(PEOPLE), &eve), before);
    }
    assert!(matches!(before, 403 | 404));
    server.stop();
}

#[test]
fn a_token_that_was_revoked() {
    let installation = Installation::with_world("");
    let create = ["token", "create", "--name", "door", "--organization", "harbour-clinic", "--scope", "decisions,read"];
    let door = installation.run(&create).ends_with(0).out.trim().to_owned();
    let harriet = installation.token("harriet@clinic.example");
    let server = installation.serve();
    assert!(may(&server, &door, "harriet@clinic.example", "users.manage"));
    assert_eq!(status(&server, Call::get("/v1/me"), &door), 200);
    let id = installation.dump().id_of("token", "name", "door");
    assert_eq!(status(&server, Call::delete(&format!("/v1/tokens/{id}")), &harriet), 200);
    let question = Call::post("/access/v1/evaluation", &json!({}));
    assert_eq!(status(&server, question, &door), 401);
    assert_eq!(status(&server, Call::get("/v1/me"), &door), 401);
    server.stop();
}

#[test]
fn support_access_that_either_side_ended_early() {
    // SUP-07
    let installation = Installation::with_world("");
    let decisions = installation.decisions();
    let (hugo, harriet) = (installation.token("hugo@tatra.example"), installation.token("harriet@clinic.example"));
    let server = installation.serve();
    for (ends, mode) in [(&harriet, "optional"), (&hugo, "off")] {
        assert!(!may(&server, &decisions, "hugo@tatra.example", "settings.authentication.manage"));
        let grant = support_access(&server, &hugo, &harriet)["grant"].as_str().unwrap().to_owned();
        assert!(may(&server, &decisions, "hugo@tatra.example", "settings.authentication.manage"));
        assert_eq!(status(&server, repair(mode), &hugo), 200);
        assert_eq!(status(&server, Call::delete(&format!("/v1/support-grants/{grant}")), ends), 200);
        assert!(!may(&server, &decisions, "hugo@tatra.example", "settings.authentication.manage"));
        let refused = status(&server, repair("enforced"), &hugo);
        assert!(matches!(refused, 403 | 404), "{refused}");
        let kept = server.call(&Call::get(SSO).by(&harriet)).expect(200).json();
        assert_eq!(kept["value"], mode);
    }
    server.stop();
}

/// Moves the demo's clock.
fn advance(server: &Server, minutes: i64) {
    let mut browser = Browser::new(server.address);
    browser.send("/demo/clock", "/demo/clock", &[("minutes", &minutes.to_string())]).expect(303);
}

#[test]
fn support_access_whose_hour_is_over_before_anybody_wrote_that_down() {
    // SUP-06: nothing is left of it after an hour, whether or not the worker that writes "it expired" came by.
    let installation = Installation::default();
    let server = Server::start(&mut installation.demo());
    let decisions = installation.decisions();
    let (hugo, harriet) = (installation.token("hugo@tatra.example"), installation.token("harriet@clinic.example"));
    server.catch_up();
    let expired = |installation: &Installation, request: &str| {
        let audit = installation.dump().audit();
        audit.iter().any(|entry| entry.text("action") == "support_expired" && entry.text("subject") == request)
    };
    // The worker comes every five seconds and may be the faster one: then it is tried with new access.
    let refused_first = (0..10).any(|_| {
        let answered = support_access(&server, &hugo, &harriet);
        advance(&server, 58);
        assert!(may(&server, &decisions, "hugo@tatra.example", "settings.authentication.manage"));
        assert_eq!(status(&server, repair("optional"), &hugo), 200);
        advance(&server, 2);
        let (decision, refused) = (
            may(&server, &decisions, "hugo@tatra.example", "settings.authentication.manage"),
            status(&server, repair("enforced"), &hugo),
        );
        let request = answered["id"].as_str().unwrap();
        let was_written_down = expired(&installation, request);
        assert!(!decision);
        assert!(matches!(refused, 403 | 404), "{refused}");
        wait_for("the worker to write it down", || expired(&installation, request).then_some(()));
        !was_written_down
    });
    assert!(refused_first, "the worker was faster ten times");
    server.stop();
}

#[test]
fn a_role_and_a_token_whose_day_is_over() {
    let installation = Installation::default();
    let server = Server::start(&mut installation.demo());
    let decisions = installation.decisions();
    let short =
        ["token", "create", "--name", "short", "--person", "eve@clinic.example", "--scope", "read", "--days", "1"];
    let short = installation.run(&short).ends_with(0).out.trim().to_owned();
    let (hugo, harriet) = (installation.token("hugo@tatra.example"), installation.token("harriet@clinic.example"));
    server.catch_up();
    // The role ends with support access: an hour from now, by the server's own clock.
    let until = support_access(&server, &hugo, &harriet)["until"].clone();
    let role = json!({ "person": "eve@clinic.example", "role": "user_device_admin", "until": until });
    server.call(&Call::post("/v1/organizations/harbour-clinic/grants", &role).by(&harriet)).expect(201);
    advance(&server, 58);
    assert!(may(&server, &decisions, "eve@clinic.example", "users.manage"));
    advance(&server, 2);
    assert!(!may(&server, &decisions, "eve@clinic.example", "users.manage"));

    assert_eq!(status(&server, Call::get("/v1/me"), &short), 200);
    advance(&server, 22 * 60 + 58);
    assert_eq!(status(&server, Call::get("/v1/me"), &short), 200);
    advance(&server, 2);
    assert_eq!(status(&server, Call::get("/v1/me"), &short), 401);
    // A clock that jumps back, once something was written at the later moment, revives nothing.
    assert_eq!(status(&server, repair("optional"), &harriet), 200);
    advance(&server, -48 * 60);
    assert_eq!(status(&server, Call::get("/v1/me"), &short), 401);
    assert!(!may(&server, &decisions, "eve@clinic.example", "users.manage"));
    server.stop();
}
