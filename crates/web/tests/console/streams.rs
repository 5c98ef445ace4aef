//! Services that are told of an organization's people, on its settings page.

use super::support::House;
use prokura_app::authentication::{DeliveryAsked, StreamAsked, token_actor};
use prokura_app::caller::Caller;
use prokura_app::command::issue_token::{Holder, IssueToken, PREFIX};
use prokura_app::secret::fresh;
use prokura_domain::account::TokenScope;
use prokura_domain::id::StreamId;
use prokura_domain::signal::{SignalKind, SignalStream, StateReason, StreamFault, StreamProgress, StreamState};

const SETTINGS: &str = "/o/harbour-clinic/settings";

/// A service that hears of an organization.
async fn hears(house: &House, slug: &str) -> StreamId {
    let service = &house.site.service;
    let (secret, hash) = fresh(PREFIX, &**service.random());
    let issue = IssueToken {
        organization: house.organization(slug).await,
        name: "Ward terminals".parse().unwrap(),
        scopes: vec![TokenScope::Signals],
        holder: Holder::ServiceAccount("Ward terminals".parse().unwrap()),
        until: None,
        secret: hash,
    };
    service.execute(Caller::operator(service.new_request()), issue).await.unwrap();
    let actor = token_actor(service, &secret).await.unwrap();
    let caller = Caller { actor, request: service.new_request(), idempotency: None };
    let asked = StreamAsked {
        description: Some("Signs <terminals> out".to_owned()),
        delivery: DeliveryAsked::Push {
            endpoint: "https://terminals.example/signals".to_owned(),
            authorization: Some("Bearer of the receiver".to_owned()),
        },
        kinds: SignalKind::ALL.to_vec(),
    };
    house.site.authentication.add_stream(caller, asked).await.unwrap().value
}

async fn stream(house: &House, id: StreamId) -> Option<SignalStream> {
    house.site.service.read().await.unwrap().stream(id).await.unwrap()
}

#[tokio::test]
async fn an_administrator_sees_pauses_and_removes() {
    let house = House::demo().await;
    let id = hears(&house, "harbour-clinic").await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let page = harriet.get(SETTINGS).await.expect(200);
    page.says("Ward terminals Is told").says("Signs <terminals> out").says("https://terminals.example/signals");
    page.says("ended sessions, changed rights, changed credentials").says("Nothing yet");
    assert!(!page.html.contains("Bearer of the receiver"));

    let now = house.site.service.now();
    let failed = Some((now, StreamFault::Unexpected, "503".to_owned()));
    let progress = StreamProgress { failed, ..StreamProgress::none(id) };
    house.site.service.store().settle_signals(&[], &progress).await.unwrap();
    harriet.get(SETTINGS).await.says("It answers with 503, which is no answer to a signal. Whoever runs the service");

    let path = format!("/o/harbour-clinic/streams/{id}");
    let paused = harriet.post(&format!("{path}/pause"), &page, &[]).await.expect(303);
    let page = harriet.follow(&paused).await;
    page.says("The stream is paused.").says("An administrator wanted it so.");
    let kept = stream(&house, id).await.unwrap();
    assert_eq!((kept.state, kept.reason), (StreamState::Paused, Some(StateReason::Administrator)));
    let resumed = harriet.post(&format!("{path}/resume"), &page, &[]).await.expect(303);
    harriet.follow(&resumed).await.says("The stream is told again.");
    let removed = harriet.post(&format!("{path}/remove"), &page, &[]).await.expect(303);
    harriet.follow(&removed).await.says("No service is told anything yet.");
    assert_eq!(stream(&house, id).await, None);
    harriet.post(&format!("{path}/pause"), &page, &[]).await.expect(404);
    // Each is in the log, in words.
    let log = harriet.get("/o/harbour-clinic/audit").await.expect(200);
    log.says("Stream of signals added").says("Stream of signals changed").says("Stream of signals removed");
}

#[tokio::test]
async fn nobody_else_touches_it() {
    let house = House::demo().await;
    let id = hears(&house, "harbour-clinic").await;
    let before = stream(&house, id).await;
    for act in ["pause", "resume", "remove"] {
        let path = format!("/o/harbour-clinic/streams/{id}/{act}");
        let mut nobody = house.browser();
        let page = nobody.get("/sign-in").await;
        nobody.post(&path, &page, &[]).await.expect(403);
        for stranger in ["filip@brno.example", "carl@consumers.example"] {
            let mut browser = house.signed_in(stranger).await;
            let page = browser.get("/").await.expect(200);
            let there = browser.post(&path, &page, &[]).await.expect(404).words();
            let missing = format!("/o/nowhere/streams/{id}/{act}");
            assert_eq!(browser.post(&missing, &page, &[]).await.expect(404).words(), there, "{stranger}");
        }
        // By way of an organization of one's own it is not there, either.
        let mut frantisek = house.signed_in("frantisek@brno.example").await;
        let page = frantisek.get("/").await.expect(200);
        let path = format!("/o/brno-robotics/streams/{id}/{act}");
        let answer = frantisek.post(&path, &page, &[]).await;
        assert!([403, 404].contains(&answer.status.as_u16()), "{}", answer.status);
    }
    assert_eq!(stream(&house, id).await, before);
}

#[tokio::test]
async fn who_may_only_read_is_told_why() {
    let house = House::demo().await;
    let id = hears(&house, "brno-robotics").await;
    // In restricted mode the settings of authentication are the partner's (RST-03).
    let mut frantisek = house.signed_in("frantisek@brno.example").await;
    let page = frantisek.get("/o/brno-robotics/settings").await.expect(200);
    page.says("Ward terminals");
    assert!(!page.html.contains(&format!("/streams/{id}/pause")));
    assert!(page.html.contains("id=\"why-streams\""));
    frantisek.post(&format!("/o/brno-robotics/streams/{id}/pause"), &page, &[]).await.expect(403);
}
