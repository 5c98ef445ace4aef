//! What other services are told when sessions and rights end: signed, in order, at least once, and to nobody else.

use crate::support::{Answer, House};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use prokura_app::authentication::{Authentication, Outside};
use prokura_app::caller::{Actor, Caller, Via};
use prokura_app::command::issue_token::Holder;
use prokura_app::command::revoke_token::RevokeToken;
use prokura_app::delivery::{LEASE, deliver, stop_overflowing};
use prokura_app::error::Error;
use prokura_app::password::Breached;
use prokura_app::port::{PostFailure, SignalPost};
use prokura_domain::account::TokenScope;
use prokura_domain::refusal::Refusal;
use prokura_domain::signal::StreamFault;
use prokura_domain::time::Span;
use prokura_web::signals::Composer;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

const REVOKED: &str = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
const CREDENTIAL: &str = "https://schemas.openid.net/secevent/caep/event-type/credential-change";
const CLAIMS: &str = "https://schemas.openid.net/secevent/caep/event-type/token-claims-change";
const VERIFICATION: &str = "https://schemas.openid.net/secevent/ssf/event-type/verification";
const UPDATED: &str = "https://schemas.openid.net/secevent/ssf/event-type/stream-updated";
const HARRIET: &str = "harriet@clinic.example";
const EVE: &str = "eve@clinic.example";
const CLINIC: &str = "/v1/organizations/harbour-clinic";

/// A service, with a stream of its own.
struct Service {
    token: String,
    stream: Value,
}

impl Service {
    async fn of(house: &House, organization: &str, asked: Value) -> Self {
        let token = house.signals(organization).await.0;
        let stream = house.post("/signals/v1/stream", &asked).by(&token).send().await.expect(201).json();
        Self { token, stream }
    }

    fn id(&self) -> &str {
        self.stream["stream_id"].as_str().unwrap()
    }

    async fn polls(&self, house: &House, asked: Value) -> Answer {
        house.post(&format!("/signals/v1/poll/{}", self.id()), &asked).by(&self.token).send().await
    }

    /// What waits, verified, in order.
    async fn hears(&self, house: &House) -> Vec<Value> {
        let answer = self.polls(house, json!({ "returnImmediately": true })).await.expect(200).json();
        let mut told = Vec::new();
        for (jti, token) in answer["sets"].as_object().unwrap() {
            let claims = verified(house, token.as_str().unwrap()).await;
            assert_eq!(claims["jti"], *jti);
            assert_eq!(claims["aud"], self.stream["aud"]);
            told.push(claims);
        }
        told.sort_by_key(|claims| claims["txn"].as_str().unwrap().parse::<i64>().unwrap());
        told
    }

    async fn acknowledges(&self, house: &House, told: &[Value]) {
        let ack: Vec<&Value> = told.iter().map(|claims| &claims["jti"]).collect();
        let answer = self.polls(house, json!({ "ack": ack, "maxEvents": 0 })).await.expect(200).json();
        assert_eq!(answer, json!({ "sets": {} }));
    }

    async fn status(&self, house: &House) -> Value {
        let path = format!("/signals/v1/status?stream_id={}", self.id());
        house.get(&path).by(&self.token).send().await.expect(200).json()
    }

    async fn set(&self, house: &House, status: &str) -> Answer {
        let body = json!({ "stream_id": self.id(), "status": status });
        house.post("/signals/v1/status", &body).by(&self.token).send().await
    }
}

/// The claims of a token that a published key signed, and that says what it is.
async fn verified(house: &House, token: &str) -> Value {
    let configuration = house.get("/.well-known/ssf-configuration").send().await.expect(200).json();
    let keys = configuration["jwks_uri"].as_str().unwrap().strip_prefix("https://admin.example").unwrap().to_owned();
    let keys = house.get(&keys).send().await.expect(200).json();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (header, payload) = signed.split_once('.').unwrap();
    let part = |part: &str| -> Value { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap() };
    let header = part(header);
    assert_eq!((&header["typ"], &header["alg"]), (&json!("secevent+jwt"), &json!("EdDSA")));
    let key = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == header["kid"]).unwrap();
    let point = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    UnparsedPublicKey::new(&ED25519, point).verify(signed.as_bytes(), &signature).unwrap();
    let claims = part(payload);
    assert_eq!(claims["iss"], configuration["issuer"]);
    assert!(claims.get("exp").is_none() && claims.get("sub").is_none(), "as the standard wants it");
    claims
}

fn event<'a>(claims: &'a Value, uri: &str) -> &'a Value {
    let events = claims["events"].as_object().unwrap();
    assert_eq!(events.len(), 1);
    events.get(uri).unwrap_or_else(|| panic!("{events:?}"))
}

async fn end_sessions(house: &House, email: &str) {
    let harriet = house.admin(HARRIET).await;
    house.call("DELETE", &format!("{CLINIC}/people/{email}/sessions")).by(&harriet).send().await.expect(200);
}

#[tokio::test]
async fn the_configuration_says_where_what_is() {
    let house = House::example().await;
    let configuration = house.get("/.well-known/ssf-configuration").send().await.expect(200).json();
    assert_eq!(configuration["spec_version"], "1_0");
    assert_eq!(configuration["issuer"], "https://admin.example");
    assert_eq!(configuration["default_subjects"], "ALL");
    assert_eq!(configuration["delivery_methods_supported"], json!(["urn:ietf:rfc:8935", "urn:ietf:rfc:8936"]));
    let service = Service::of(&house, "harbour-clinic", json!({})).await;
    for name in ["configuration_endpoint", "status_endpoint"] {
        let path = configuration[name].as_str().unwrap().strip_prefix("https://admin.example").unwrap();
        let path = format!("{path}?stream_id={}", service.id());
        house.get(&path).by(&service.token).send().await.expect(200);
    }
    assert_eq!(service.stream["delivery"]["method"], "urn:ietf:rfc:8936");
    assert_eq!(service.stream["iss"], configuration["issuer"]);
}

#[tokio::test]
async fn ended_sessions_are_told_signed_until_they_are_acknowledged() {
    let house = House::example().await;
    let service = Service::of(&house, "harbour-clinic", json!({ "events_requested": [REVOKED, "urn:unknown"] })).await;
    assert_eq!(service.stream["events_delivered"], json!([REVOKED]), "what is not known is ignored");
    house.signed_in(EVE).await;
    house.signed_in(EVE).await;
    assert_eq!(service.hears(&house).await, Vec::<Value>::new(), "who signs in is nobody's to tell");
    end_sessions(&house, EVE).await;
    let told = service.hears(&house).await;
    assert_eq!(told.len(), 1, "one for all of the person's sessions: {told:?}");
    assert_eq!(told[0]["sub_id"], json!({ "format": "email", "email": EVE }));
    let revoked = event(&told[0], REVOKED);
    assert_eq!(revoked["initiating_entity"], "admin");
    let reason = revoked["reason_admin"].as_object().unwrap();
    let mut languages: Vec<&String> = reason.keys().collect();
    languages.sort();
    assert_eq!(languages, ["cs", "en", "pl"]);
    assert_eq!(reason["en"], "An administrator ended the person's sessions.");
    let now = prokura_app::port::Clock::now(&*house.clock).0 / 1_000_000;
    assert_eq!(revoked["event_timestamp"], now);
    // Until it is acknowledged it comes again, under the same name and as it was.
    house.clock.advance(Span::minutes(5));
    assert_eq!(service.hears(&house).await, told);
    service.acknowledges(&house, &told).await;
    service.acknowledges(&house, &told).await;
    assert_eq!(service.hears(&house).await, Vec::<Value>::new());
}

#[tokio::test]
async fn who_ends_ones_own_session_ends_no_other() {
    let house = House::example().await;
    let service = Service::of(&house, "harbour-clinic", json!({})).await;
    let session = house.signed_in(EVE).await;
    house.signed_in(EVE).await;
    let eve = house.admin(EVE).await;
    house.call("DELETE", &format!("/v1/me/sessions/{session}")).by(&eve).send().await.expect(200);
    let told = service.hears(&house).await;
    assert_eq!(told.len(), 1);
    let subject = json!({
        "format": "complex",
        "user": { "format": "email", "email": EVE },
        "session": { "format": "opaque", "id": session },
    });
    assert_eq!(told[0]["sub_id"], subject);
    assert_eq!(event(&told[0], REVOKED)["initiating_entity"], "user");
}

#[tokio::test]
async fn rights_are_told_where_they_are_and_a_suspension_at_home() {
    let house = House::example().await;
    let clinic = Service::of(&house, "harbour-clinic", json!({})).await;
    let lighthouse = Service::of(&house, "lonely-lighthouse", json!({})).await;
    let everybody = Service::of(&house, "aurora", json!({})).await;
    let harriet = house.admin(HARRIET).await;
    // Lena's home is the lighthouse: what she holds at the clinic is the clinic's matter.
    let grant = house.grant("lena@lighthouse.example", "external_full_admin", "harbour-clinic").await;
    house.call("DELETE", &format!("{CLINIC}/grants/{grant}")).by(&harriet).send().await.expect(200);
    let told = clinic.hears(&house).await;
    assert_eq!(told.len(), 1);
    let subject = json!({
        "format": "complex",
        "user": { "format": "email", "email": "lena@lighthouse.example" },
        "tenant": { "format": "opaque", "id": "harbour-clinic" },
    });
    assert_eq!(told[0]["sub_id"], subject);
    assert_eq!(event(&told[0], CLAIMS)["claims"], json!({ "roles": [] }));
    assert_eq!(lighthouse.hears(&house).await, Vec::<Value>::new());
    let all = everybody.hears(&house).await;
    assert_eq!(all.len(), 1);
    assert_eq!((&all[0]["sub_id"], &all[0]["events"]), (&told[0]["sub_id"], &told[0]["events"]));
    assert_ne!(all[0]["jti"], told[0]["jti"]);
    clinic.acknowledges(&house, &told).await;

    // A role that is given is told with all that are held now.
    let body = json!({ "person": EVE, "role": "read_only_admin" });
    house.post(&format!("{CLINIC}/grants"), &body).by(&harriet).send().await.expect(201);
    let told = clinic.hears(&house).await;
    let roles = event(told.last().unwrap(), CLAIMS)["claims"]["roles"].as_array().unwrap().clone();
    assert!(roles.contains(&json!("read_only_admin")), "{roles:?}");
    clinic.acknowledges(&house, &told).await;

    let body = json!({ "status": "suspended" });
    house.call("PATCH", &format!("{CLINIC}/people/{EVE}")).json(&body).by(&harriet).send().await.expect(200);
    let told = clinic.hears(&house).await;
    let revoked: Vec<&Value> = told.iter().filter(|it| it["events"].get(REVOKED).is_some()).collect();
    assert_eq!(revoked.len(), 1, "whether or not there was a session: {told:?}");
    assert_eq!(event(revoked[0], REVOKED)["reason_admin"]["en"], "The person was suspended.");
    assert_eq!(revoked[0]["sub_id"], json!({ "format": "email", "email": EVE }));
}

#[tokio::test]
async fn a_reset_tells_of_sessions_and_credentials() {
    let house = House::example().await;
    let service = Service::of(&house, "harbour-clinic", json!({})).await;
    let harriet = house.admin(HARRIET).await;
    house.signed_in(EVE).await;
    house.post(&format!("{CLINIC}/people/{EVE}/sign-in-reset"), &json!({})).by(&harriet).send().await;
    let told = service.hears(&house).await;
    let credential = told.iter().find(|it| it["events"].get(CREDENTIAL).is_some()).unwrap();
    let change = event(credential, CREDENTIAL);
    assert_eq!((&change["credential_type"], &change["change_type"]), (&json!("password"), &json!("revoke")));
    assert_eq!(told.iter().filter(|it| it["events"].get(REVOKED).is_some()).count(), 1);
}

#[tokio::test]
async fn a_stream_is_its_receivers_and_nobody_elses() {
    let house = House::example().await;
    let mine = Service::of(&house, "harbour-clinic", json!({ "description": "mine" })).await;
    end_sessions(&house, EVE).await;
    // Another service of the same organization, and the same account elsewhere.
    let other =
        house.token(Holder::ServiceAccount("other".parse().unwrap()), "harbour-clinic", TokenScope::Signals).await.0;
    let elsewhere = house.signals("brno-robotics").await.0;
    let nowhere = "0193b3a0-0000-7000-8000-000000000000";
    for token in [&other, &elsewhere] {
        assert_eq!(house.get("/signals/v1/stream").by(token).send().await.expect(200).json(), json!([]));
        let before = house.revision();
        for id in [mine.id(), nowhere, "nonsense"] {
            let named = |path: &str| format!("{path}?stream_id={id}");
            let body = json!({ "stream_id": id, "status": "disabled" });
            for call in [
                house.get(&named("/signals/v1/stream")),
                house.get(&named("/signals/v1/status")),
                house.call("DELETE", &named("/signals/v1/stream")),
                house.call("PATCH", "/signals/v1/stream").json(&body),
                house.call("PUT", "/signals/v1/stream").json(&body),
                house.post("/signals/v1/status", &body),
                house.post("/signals/v1/verification", &body),
                house.post(&format!("/signals/v1/poll/{id}"), &json!({ "ack": [nowhere] })),
            ] {
                let answer = call.by(token).send().await.expect(404);
                assert_eq!(answer.json()["code"], "not_found");
            }
        }
        assert!(house.is_unchanged_since(before).await);
    }
    // A token of the service for something else, and a person's token for everything.
    let reading =
        house.token(Holder::ServiceAccount("hears".parse().unwrap()), "harbour-clinic", TokenScope::Read).await.0;
    for token in [reading, house.admin(HARRIET).await] {
        let refused = house.get("/signals/v1/stream").by(&token).send().await.expect(403).json();
        assert_eq!(refused["because"], json!(["token_scope"]));
    }
    let stream = house.get(&format!("/signals/v1/stream?stream_id={}", mine.id())).by(&mine.token).send().await;
    assert_eq!(stream.expect(200).json(), mine.stream);
}

#[tokio::test]
async fn no_person_gets_a_token_for_signals() {
    let house = House::example().await;
    let command = prokura_app::command::issue_token::IssueToken {
        organization: house.names().organization("harbour-clinic"),
        name: "test".parse().unwrap(),
        scopes: vec![TokenScope::Signals],
        holder: Holder::Person(house.names().person(HARRIET)),
        until: None,
        secret: prokura_app::secret::hash("x"),
    };
    let service = &house.site.service;
    let refused = service.execute(Caller::operator(service.new_request()), command).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(Refusal::Invalid(fields)) if fields[0].code == "token_signals_person"));
}

#[tokio::test]
async fn nonsense_is_refused_as_the_standard_wants_it_and_changes_nothing() {
    let house = House::example().await;
    let service = Service::of(&house, "harbour-clinic", json!({})).await;
    let before = house.revision();
    let push = |endpoint: &str, header: Value| json!({ "delivery": { "method": "urn:ietf:rfc:8935", "endpoint_url": endpoint, "authorization_header": header } });
    for body in [
        json!([]),
        json!({ "events_requested": "all" }),
        json!({ "delivery": { "method": "urn:ietf:rfc:8935" } }),
        json!({ "delivery": { "method": "pigeon", "endpoint_url": "https://receiver.example" } }),
        push("http://receiver.example", Value::Null),
        push("file:///etc/passwd", Value::Null),
        push(&format!("https://receiver.example/{}", "x".repeat(2_000)), Value::Null),
        push("https://receiver.example", json!("two\r\nlines")),
        push("https://receiver.example", json!("")),
    ] {
        house.post("/signals/v1/stream", &body).by(&service.token).send().await.expect(400);
    }
    let megabyte = vec![b'{'; 1_100_000];
    house.call("POST", "/signals/v1/stream").bytes(megabyte).by(&service.token).send().await.expect(413);
    for body in [json!({}), json!({ "stream_id": service.id(), "iss": "https://evil.example" })] {
        house.call("PATCH", "/signals/v1/stream").json(&body).by(&service.token).send().await.expect(400);
    }
    service.set(&house, "asleep").await.expect(400);
    let long = json!({ "stream_id": service.id(), "state": "x".repeat(1_001) });
    house.post("/signals/v1/verification", &long).by(&service.token).send().await.expect(400);
    house.call("DELETE", "/signals/v1/stream").by(&service.token).send().await.expect(400);
    service.polls(&house, json!({ "maxEvents": "many" })).await.expect(400);
    let odd = json!({ "returnImmediately": true, "ack": ["nonsense", ""], "setErrs": { "x": { "err": "y" } } });
    service.polls(&house, odd).await.expect(200);
    assert!(house.is_unchanged_since(before).await);
    // Ten streams, and no more.
    for _ in 1..10 {
        house.post("/signals/v1/stream", &json!({})).by(&service.token).send().await.expect(201);
    }
    let refused = house.post("/signals/v1/stream", &json!({})).by(&service.token).send().await.expect(400).json();
    assert_eq!(refused["errors"][0]["code"], "streams_too_many");
}

#[tokio::test]
async fn a_verification_comes_back_with_what_was_sent() {
    let house = House::example().await;
    let service = Service::of(&house, "harbour-clinic", json!({ "events_requested": [] })).await;
    let body = json!({ "stream_id": service.id(), "state": "VGVzdA==" });
    let ask = || house.post("/signals/v1/verification", &body).by(&service.token).send();
    ask().await.expect(204);
    let again = ask().await.expect(429);
    assert_eq!(again.header("retry-after"), service.stream["min_verification_interval"].to_string());
    house.clock.advance(Span::seconds(10));
    ask().await.expect(204);
    let told = service.hears(&house).await;
    assert_eq!(told.len(), 2);
    assert_eq!(told[0]["sub_id"], json!({ "format": "opaque", "id": service.id() }));
    assert_eq!(event(&told[0], VERIFICATION), &json!({ "state": "VGVzdA==" }));
}

#[tokio::test]
async fn a_paused_stream_holds_and_a_disabled_one_does_not() {
    let house = House::example().await;
    let service = Service::of(&house, "harbour-clinic", json!({})).await;
    assert_eq!(service.status(&house).await["status"], "enabled");
    let paused = service.set(&house, "paused").await.expect(200).json();
    assert_eq!((&paused["status"], &paused["reason"]), (&json!("paused"), &json!("receiver")));
    end_sessions(&house, EVE).await;
    house.signed_in(EVE).await;
    end_sessions(&house, EVE).await;
    assert_eq!(service.hears(&house).await, Vec::<Value>::new());
    service.set(&house, "enabled").await.expect(200);
    assert_eq!(service.hears(&house).await.len(), 1);
    service.set(&house, "disabled").await.expect(200);
    house.signed_in(EVE).await;
    end_sessions(&house, EVE).await;
    service.set(&house, "enabled").await.expect(200);
    assert_eq!(service.hears(&house).await, Vec::<Value>::new(), "what waited is gone");
}

#[tokio::test]
async fn a_poll_waits_for_the_first_signal() {
    let house = House::example().await;
    let service = Service::of(&house, "harbour-clinic", json!({})).await;
    house.signed_in(EVE).await;
    let begun = std::time::Instant::now();
    let (answer, ()) = tokio::join!(service.polls(&house, json!({})), async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        end_sessions(&house, EVE).await;
    });
    let took = begun.elapsed();
    assert_eq!(answer.expect(200).json()["sets"].as_object().unwrap().len(), 1);
    assert!(took.as_millis() >= 300 && took.as_secs() < 10, "{took:?}");
}

#[tokio::test]
async fn what_gathers_for_a_week_stops_the_stream() {
    let house = House::example().await;
    let service = Service::of(&house, "harbour-clinic", json!({})).await;
    house.signed_in(EVE).await;
    end_sessions(&house, EVE).await;
    stop_overflowing(&house.site.service).await.unwrap();
    assert_eq!(service.status(&house).await["status"], "enabled");
    house.clock.advance(Span::days(8));
    stop_overflowing(&house.site.service).await.unwrap();
    let status = service.status(&house).await;
    assert_eq!((&status["status"], &status["reason"]), (&json!("disabled"), &json!("overflow")));
    let told = service.hears(&house).await;
    assert_eq!(told.len(), 1);
    assert_eq!(event(&told[0], UPDATED), &json!({ "status": "disabled", "reason": "overflow" }));
    assert_eq!(told[0]["sub_id"], json!({ "format": "opaque", "id": service.id() }));
}

/// A receiver in this process.
#[derive(Default)]
struct Inbox {
    taken: Mutex<Vec<(String, Option<String>, String)>>,
    refuses: Mutex<Option<StreamFault>>,
}

#[async_trait::async_trait]
impl SignalPost for Inbox {
    fn accepts(&self, endpoint: &str) -> bool {
        endpoint.starts_with("https://")
    }

    async fn post(&self, endpoint: &str, authorization: Option<&str>, token: &str) -> Result<(), PostFailure> {
        if let Some(fault) = *self.refuses.lock().unwrap() {
            return Err(PostFailure::new(fault, "not now"));
        }
        let taken = (endpoint.to_owned(), authorization.map(str::to_owned), token.to_owned());
        self.taken.lock().unwrap().push(taken);
        Ok(())
    }
}

struct Pushing {
    house: House,
    inbox: Arc<Inbox>,
    authentication: Authentication,
    service: Service,
}

impl Pushing {
    async fn new() -> Self {
        let house = House::example().await;
        let inbox = Arc::new(Inbox::default());
        let outside = Outside { post: inbox.clone(), ..Outside::default() };
        let authentication = Authentication::new(house.site.service.clone(), Breached::default(), false).unwrap();
        let delivery = json!({
            "method": "urn:ietf:rfc:8935",
            "endpoint_url": "https://receiver.example/signals",
            "authorization_header": "Bearer of the receiver",
        });
        let service = Service::of(&house, "harbour-clinic", json!({ "delivery": delivery })).await;
        Self { house, inbox, authentication: authentication.reaching(outside), service }
    }

    /// Sends what is due; gives how many streams were taken.
    async fn round(&self) -> usize {
        let service = &self.house.site.service;
        let composer = Composer(self.house.site.clone());
        let now = service.now();
        let taken = service.store().claim_streams(now, now.plus(LEASE), 9).await.unwrap();
        for stream in &taken {
            deliver(service, &self.authentication, &composer, *stream).await.unwrap();
        }
        taken.len()
    }

    async fn end(&self) {
        self.house.signed_in(EVE).await;
        end_sessions(&self.house, EVE).await;
    }

    fn taken(&self) -> usize {
        self.inbox.taken.lock().unwrap().len()
    }

    fn refuse(&self, fault: Option<StreamFault>) {
        *self.inbox.refuses.lock().unwrap() = fault;
    }
}

#[tokio::test]
async fn signals_are_sent_with_what_the_receiver_wants_to_see() {
    let it = Pushing::new().await;
    let text = it.service.stream.to_string();
    assert!(!text.contains("of the receiver"), "it is never shown: {text}");
    it.end().await;
    assert_eq!(it.round().await, 1);
    let (endpoint, authorization, token) = it.inbox.taken.lock().unwrap()[0].clone();
    assert_eq!(
        (endpoint.as_str(), authorization.as_deref()),
        ("https://receiver.example/signals", Some("Bearer of the receiver"))
    );
    let claims = verified(&it.house, &token).await;
    assert_eq!(claims["sub_id"]["email"], EVE);
    assert_eq!(it.round().await, 0, "taken once");
    // A change that does not say it keeps it; a replacement takes it away.
    let body = json!({ "stream_id": it.service.id(), "delivery": { "method": "urn:ietf:rfc:8935", "endpoint_url": endpoint } });
    it.house.call("PATCH", "/signals/v1/stream").json(&body).by(&it.service.token).send().await.expect(200);
    it.end().await;
    it.round().await;
    assert_eq!(it.inbox.taken.lock().unwrap()[1].1.as_deref(), Some("Bearer of the receiver"));
    it.house.call("PUT", "/signals/v1/stream").json(&body).by(&it.service.token).send().await.expect(200);
    it.end().await;
    it.round().await;
    assert_eq!(it.inbox.taken.lock().unwrap()[2].1, None);
}

#[tokio::test]
async fn a_receiver_that_is_away_gets_everything_in_order_when_it_is_back() {
    let it = Pushing::new().await;
    it.refuse(Some(StreamFault::Unreachable));
    it.end().await;
    it.end().await;
    assert_eq!(it.round().await, 1);
    assert_eq!(it.round().await, 0, "not before the pause is over");
    let mut tries = 1;
    for _ in 0..600 {
        it.house.clock.advance(Span::seconds(1));
        tries += it.round().await;
    }
    assert!((8..=14).contains(&tries), "ever more seldom: {tries}");
    it.end().await;
    it.refuse(None);
    it.house.clock.advance(Span::minutes(5));
    it.round().await;
    assert_eq!(it.taken(), 3);
    let mut revisions = Vec::new();
    let taken = it.inbox.taken.lock().unwrap().clone();
    for (.., token) in taken {
        revisions.push(verified(&it.house, &token).await["txn"].as_str().unwrap().parse::<i64>().unwrap());
    }
    assert!(revisions.is_sorted(), "{revisions:?}");
}

#[tokio::test]
async fn what_a_receiver_says_is_wrong_does_not_hold_up_the_rest_for_ever() {
    let it = Pushing::new().await;
    it.refuse(Some(StreamFault::Refused));
    it.end().await;
    for _ in 0..12 {
        assert_eq!(it.round().await, 1);
        it.house.clock.advance(Span::minutes(5));
    }
    it.end().await;
    it.refuse(None);
    it.round().await;
    assert_eq!(it.taken(), 1, "the first was given up, the second was taken");
}

#[tokio::test]
async fn without_a_token_nothing_is_sent_any_more() {
    let it = Pushing::new().await;
    it.end().await;
    let service = &it.house.site.service;
    let token = prokura_app::authentication::token_actor(service, &it.service.token).await.unwrap();
    let id =
        if let Actor::Principal { via: Via::Token { token, .. }, .. } = token { Some(token) } else { None }.unwrap();
    service.execute(Caller::operator(service.new_request()), RevokeToken { token: id }).await.unwrap();
    assert_eq!(it.round().await, 1);
    assert_eq!(it.taken(), 0);
    // It is stopped, and nothing of it comes back: not even the word that it is.
    assert_eq!(it.round().await, 1);
    assert_eq!(it.round().await, 0);
    assert_eq!(it.taken(), 0);
    let again = it.house.signals("harbour-clinic").await.0;
    let status = it.house.get(&format!("/signals/v1/status?stream_id={}", it.service.id())).by(&again).send().await;
    assert_eq!(status.expect(200).json()["reason"], "receiver_gone");
}
