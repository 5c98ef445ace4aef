//! What is taken of a provider, and what is not, however it misbehaves.
#![expect(clippy::unwrap_used, reason = "what a test expects and does not get fails the test")]

mod support;

use prokura_app::port::{
    Asserted, IdentityProviders, ProofAgain, ProviderAnswer, ProviderAsk, ProviderAsked, ProviderFailure,
    ProviderFault, ProviderPlace,
};
use prokura_domain::time::{Span, Timestamp};
use prokura_federation::{OpenIdProviders, Outbound, Reach};
use serde_json::{Value, json};
use support::{CLIENT, Provider, Sign, query};

const NOW: i64 = 1_790_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp(seconds * 1_000_000)
}

struct Bed {
    provider: Provider,
    ours: OpenIdProviders,
    place: ProviderPlace,
}

impl Bed {
    async fn new() -> Self {
        let provider = Provider::start().await;
        let place = ProviderPlace {
            issuer: provider.issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: None,
            back: "http://127.0.0.1:1/sign-in/sso/back".to_owned(),
        };
        Self { provider, ours: OpenIdProviders::new(Outbound::new(Reach::Private).unwrap()), place }
    }

    async fn ask(&self, again: Option<ProofAgain>) -> ProviderAsked {
        let ask = ProviderAsk { state: "state".to_owned(), hint: Some("hana@clinic.example".to_owned()), again };
        self.ours.ask(&self.place, &ask, at(NOW)).await.unwrap()
    }

    async fn hear(
        &self,
        asked: &ProviderAsked,
        again: Option<&ProofAgain>,
        code: String,
        now: i64,
    ) -> Result<Asserted, ProviderFailure> {
        let answer = ProviderAnswer { code: Ok(code), issuer: Some(self.provider.issuer.clone()) };
        self.ours.hear(&self.place, &asked.keeps, again, &answer, at(now)).await
    }

    /// A whole sign-in with a token that is as it should be but for this.
    async fn with(&self, sign: Sign, change: impl FnOnce(&mut Value)) -> Result<Asserted, ProviderFault> {
        let asked = self.ask(None).await;
        let code = self.provider.code(&asked.to, NOW, &sign, change);
        self.hear(&asked, None, code, NOW).await.map_err(|failure| failure.fault)
    }
}

#[tokio::test]
async fn a_sign_in_as_it_should_be() {
    let bed = Bed::new().await;
    let asked = bed.ask(None).await;
    let sent = query(&asked.to);
    assert!(asked.to.starts_with(&format!("{}/authorize?", bed.provider.issuer)));
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("scope", "openid email"),
        ("state", "state"),
        ("code_challenge_method", "S256"),
        ("login_hint", "hana@clinic.example"),
        ("redirect_uri", "http://127.0.0.1:1/sign-in/sso/back"),
    ] {
        assert_eq!(sent[name], value, "{name}");
    }
    assert!(sent["nonce"].len() >= 20 && sent["code_challenge"].len() == 43);
    assert!(!sent.contains_key("prompt") && !sent.contains_key("max_age"));
    let code = bed.provider.code(&asked.to, NOW, &Sign::With("one"), |_| {});
    let asserted = bed.hear(&asked, None, code, NOW).await.unwrap();
    assert_eq!(asserted.subject, "subject-1");
    assert_eq!(asserted.email.as_deref(), Some("hana@clinic.example"));
    assert!(asserted.email_verified);
    assert_eq!(asserted.session.as_deref(), Some("session-1"));
    assert_eq!(asserted.authenticated_at, Some(at(NOW)));
}

#[tokio::test]
async fn two_questions_have_nothing_in_common() {
    let bed = Bed::new().await;
    let (one, two) = (bed.ask(None).await, bed.ask(None).await);
    assert_ne!(one.keeps.nonce, two.keeps.nonce);
    assert_ne!(one.keeps.verifier, two.keeps.verifier);
}

#[tokio::test]
async fn tokens_that_are_not_as_they_should_be() {
    use ProviderFault as F;
    let bed = Bed::new().await;
    let secret = bed.provider.public_key("one");
    let with = |name: &'static str, value: Value| move |claims: &mut Value| claims[name] = value;
    for (what, sign, change, fault) in [
        ("wrong issuer", Sign::With("one"), with("iss", json!("https://evil.example")), F::TokenIssuer),
        ("wrong audience", Sign::With("one"), with("aud", json!("another")), F::TokenAudience),
        ("one audience more", Sign::With("one"), with("aud", json!([CLIENT, "another"])), F::TokenAudience),
        ("a key nobody published", Sign::With("stranger"), with("x", json!(1)), F::TokenKey),
        ("a key under another's name", Sign::As("stranger", "one"), with("x", json!(1)), F::TokenSignature),
        ("no signature", Sign::Nothing, with("x", json!(1)), F::TokenAlgorithm),
        ("signed with the public key", Sign::Secret(secret), with("x", json!(1)), F::TokenAlgorithm),
        ("signed with the client id", Sign::Secret(CLIENT.into()), with("x", json!(1)), F::TokenAlgorithm),
        ("over for 61 seconds", Sign::With("one"), with("exp", json!(NOW - 61)), F::TokenExpired),
        ("issued in 61 seconds", Sign::With("one"), with("iat", json!(NOW + 61)), F::TokenEarly),
        ("another question's nonce", Sign::With("one"), with("nonce", json!("another")), F::TokenNonce),
        ("no nonce", Sign::With("one"), with("nonce", Value::Null), F::TokenNonce),
        ("nobody", Sign::With("one"), with("sub", json!("")), F::TokenInvalid),
    ] {
        assert_eq!(bed.with(sign, change).await.map(|it| it.subject), Err(fault), "{what}");
    }
}

#[tokio::test]
async fn clocks_may_differ_by_a_minute() {
    let bed = Bed::new().await;
    for change in [("exp", NOW - 59), ("iat", NOW + 59)] {
        let set = |claims: &mut Value| claims[change.0] = json!(change.1);
        assert!(bed.with(Sign::With("one"), set).await.is_ok(), "{}", change.0);
    }
}

#[tokio::test]
async fn an_address_that_nobody_verified_is_said_to_be_so() {
    let bed = Bed::new().await;
    for unverified in [json!(false), Value::Null] {
        let asserted = bed.with(Sign::With("one"), |claims| claims["email_verified"] = unverified).await.unwrap();
        assert!(!asserted.email_verified);
    }
    let texts = bed.with(Sign::With("one"), |claims| claims["email_verified"] = json!("true")).await.unwrap();
    assert!(texts.email_verified, "some providers write booleans as texts");
}

#[tokio::test]
async fn a_code_is_good_once_and_for_whoever_asked() {
    let bed = Bed::new().await;
    let (one, two) = (bed.ask(None).await, bed.ask(None).await);
    let code = bed.provider.code(&one.to, NOW, &Sign::With("one"), |_| {});
    let fault = |heard: Result<Asserted, ProviderFailure>| heard.map(|it| it.subject).map_err(|it| it.fault);
    // Another tab's code: what it keeps does not fit.
    assert_eq!(fault(bed.hear(&two, None, code.clone(), NOW).await), Err(ProviderFault::CodeRefused));
    let code = bed.provider.code(&one.to, NOW, &Sign::With("one"), |_| {});
    assert!(bed.hear(&one, None, code.clone(), NOW).await.is_ok());
    assert_eq!(fault(bed.hear(&one, None, code, NOW).await), Err(ProviderFault::CodeRefused));
}

#[tokio::test]
async fn the_answer_names_its_issuer() {
    let bed = Bed::new().await;
    let asked = bed.ask(None).await;
    for (issuer, announced, fault) in [
        (Some("https://evil.example".to_owned()), true, Some(ProviderFault::AnswerIssuer)),
        (Some("https://evil.example".to_owned()), false, Some(ProviderFault::AnswerIssuer)),
        (None, true, Some(ProviderFault::AnswerIssuer)),
        (None, false, None),
    ] {
        bed.provider.set(|it| it.announces_issuer = announced);
        let ours = OpenIdProviders::new(Outbound::new(Reach::Private).unwrap());
        let code = Ok(bed.provider.code(&asked.to, NOW, &Sign::With("one"), |_| {}));
        let answer = ProviderAnswer { code, issuer: issuer.clone() };
        let heard = ours.hear(&bed.place, &asked.keeps, None, &answer, at(NOW)).await;
        assert_eq!(heard.err().map(|failure| failure.fault), fault, "{issuer:?} {announced}");
    }
}

#[tokio::test]
async fn keys_are_fetched_anew_for_a_new_name_and_not_more_often_than_once_a_minute() {
    let bed = Bed::new().await;
    assert!(bed.with(Sign::With("one"), |_| {}).await.is_ok());
    assert_eq!(bed.provider.behaviour.lock().unwrap().keys_fetched, 1);
    bed.provider.set(|it| it.published = vec!["two"]);
    // Within the minute the new key is unknown, however often it comes.
    for _ in 0..5 {
        assert_eq!(bed.with(Sign::With("two"), |_| {}).await.map(|it| it.subject), Err(ProviderFault::TokenKey));
    }
    assert_eq!(bed.provider.behaviour.lock().unwrap().keys_fetched, 1);
    let later = NOW + 61;
    let asked = bed.ask(None).await;
    let code = bed.provider.code(&asked.to, later, &Sign::With("two"), |_| {});
    assert!(bed.hear(&asked, None, code, later).await.is_ok());
    // A key that was taken back signs nothing any more.
    let asked = bed.ask(None).await;
    let code = bed.provider.code(&asked.to, later, &Sign::With("one"), |_| {});
    assert_eq!(bed.hear(&asked, None, code, later).await.unwrap_err().fault, ProviderFault::TokenKey);
    assert_eq!(bed.provider.behaviour.lock().unwrap().keys_fetched, 2);
}

#[tokio::test]
async fn a_proof_once_more_is_fresh_and_strong_enough() {
    let bed = Bed::new().await;
    let again = ProofAgain { since: at(NOW), acr: vec!["urn:strong".to_owned(), "urn:stronger".to_owned()] };
    let asked = bed.ask(Some(again.clone())).await;
    let sent = query(&asked.to);
    assert_eq!((sent["prompt"].as_str(), sent["max_age"].as_str()), ("login", "0"));
    assert_eq!(sent["acr_values"], "urn:strong urn:stronger");
    for (auth_time, acr, fault) in [
        (json!(NOW), json!("urn:strong"), None),
        (json!(NOW - 59), json!("urn:stronger"), None),
        (json!(NOW - 61), json!("urn:strong"), Some(ProviderFault::ProofOld)),
        (Value::Null, json!("urn:strong"), Some(ProviderFault::ProofOld)),
        (json!(NOW), json!("urn:weak"), Some(ProviderFault::ProofWeak)),
        (json!(NOW), Value::Null, Some(ProviderFault::ProofWeak)),
    ] {
        let asked = bed.ask(Some(again.clone())).await;
        let code = bed.provider.code(&asked.to, NOW, &Sign::With("one"), |claims| {
            claims["auth_time"] = auth_time.clone();
            claims["acr"] = acr.clone();
        });
        let heard = bed.hear(&asked, Some(&again), code, NOW).await;
        assert_eq!(heard.err().map(|failure| failure.fault), fault, "{auth_time} {acr}");
    }
}

#[tokio::test]
async fn places_that_are_no_provider() {
    let bed = Bed::new().await;
    let ask = ProviderAsk { state: "state".to_owned(), hint: None, again: None };
    let asked = async |place: &ProviderPlace| {
        let ours = OpenIdProviders::new(Outbound::new(Reach::Private).unwrap());
        ours.ask(place, &ask, at(NOW)).await.map(|it| it.to).map_err(|failure| failure.fault)
    };
    let place = |issuer: &str| ProviderPlace { issuer: issuer.to_owned(), ..bed.place.clone() };
    assert_eq!(asked(&place("")).await, Err(ProviderFault::Incomplete));
    assert_eq!(
        asked(&ProviderPlace { client_id: String::new(), ..bed.place.clone() }).await,
        Err(ProviderFault::Incomplete)
    );
    assert_eq!(asked(&place("nonsense")).await, Err(ProviderFault::AddressRefused));
    assert_eq!(asked(&place("file:///etc")).await, Err(ProviderFault::AddressRefused));
    assert_eq!(asked(&place("http://127.0.0.1:1")).await, Err(ProviderFault::Unreachable));
    assert_eq!(asked(&place("https://nobody.invalid")).await, Err(ProviderFault::Unreachable));
    assert_eq!(asked(&place(&format!("{}/elsewhere", bed.provider.issuer))).await, Err(ProviderFault::MetadataInvalid));
    bed.provider.set(|it| it.metadata_issuer = Some("https://evil.example".to_owned()));
    assert_eq!(asked(&bed.place).await, Err(ProviderFault::MetadataIssuer));
    bed.provider.set(|it| it.broken = true);
    assert_eq!(asked(&bed.place).await, Err(ProviderFault::MetadataInvalid));
    // What is not public is not asked unless the operator allows it.
    let public = OpenIdProviders::new(Outbound::new(Reach::Public).unwrap());
    let failure = public.ask(&bed.place, &ask, at(NOW)).await.unwrap_err();
    assert_eq!(failure.fault, ProviderFault::AddressRefused);
    let failure = public.ask(&place("https://169.254.169.254"), &ask, at(NOW)).await.unwrap_err();
    assert_eq!(failure.fault, ProviderFault::AddressPrivate);
}

#[tokio::test]
async fn the_secret_is_held_against_theirs() {
    let bed = Bed::new().await;
    bed.provider.set(|it| it.secret = Some("s3cret".to_owned()));
    assert_eq!(bed.with(Sign::With("one"), |_| {}).await.map(|it| it.subject), Err(ProviderFault::ClientRefused));
    let place = ProviderPlace { client_secret: Some("s3cret".to_owned()), ..bed.place.clone() };
    let bed = Bed { place, ..bed };
    assert!(bed.with(Sign::With("one"), |_| {}).await.is_ok());
    assert!(!format!("{:?}", bed.place).contains("s3cret"));
    bed.provider.set(|it| it.without_token = true);
    assert_eq!(bed.with(Sign::With("one"), |_| {}).await.map(|it| it.subject), Err(ProviderFault::TokenMissing));
}

#[tokio::test]
async fn somebody_who_says_no_is_told_so() {
    let bed = Bed::new().await;
    let asked = bed.ask(None).await;
    let answer = ProviderAnswer { code: Err("access_denied".to_owned()), issuer: Some(bed.provider.issuer.clone()) };
    let failure = bed.ours.hear(&bed.place, &asked.keeps, None, &answer, at(NOW)).await.unwrap_err();
    assert_eq!((failure.fault, failure.detail.as_str()), (ProviderFault::Denied, "access_denied"));
}

#[tokio::test]
async fn logout_tokens() {
    use ProviderFault as F;
    let bed = Bed::new().await;
    let said = bed.provider.logout_token(NOW, &Sign::With("one"), |claims| claims["sid"] = json!("session-1"));
    let heard = bed.ours.signed_out(&bed.place, &said, at(NOW)).await.unwrap();
    assert_eq!((heard.subject.as_deref(), heard.session.as_deref()), (Some("subject-1"), Some("session-1")));
    assert_eq!((heard.id.as_str(), heard.until), ("logout-1", at(NOW + 120).plus(Span::seconds(60))));
    let with = |name: &'static str, value: Value| move |claims: &mut Value| claims[name] = value;
    for (what, sign, change, fault) in [
        ("wrong issuer", Sign::With("one"), with("iss", json!("https://evil.example")), F::TokenIssuer),
        ("wrong audience", Sign::With("one"), with("aud", json!("another")), F::TokenAudience),
        ("a stranger's key", Sign::With("stranger"), with("x", json!(1)), F::TokenKey),
        ("a key under another's name", Sign::As("stranger", "one"), with("x", json!(1)), F::TokenSignature),
        ("no signature", Sign::Nothing, with("x", json!(1)), F::TokenAlgorithm),
        ("a secret", Sign::Secret(bed.provider.public_key("one")), with("x", json!(1)), F::TokenAlgorithm),
        ("over", Sign::With("one"), with("exp", json!(NOW - 61)), F::TokenExpired),
        ("of the future", Sign::With("one"), with("iat", json!(NOW + 61)), F::TokenEarly),
        ("with a nonce, as an ID token", Sign::With("one"), with("nonce", json!("n")), F::TokenInvalid),
        ("about nothing", Sign::With("one"), with("events", json!({})), F::TokenInvalid),
        ("about nobody", Sign::With("one"), with("sub", Value::Null), F::TokenInvalid),
        ("without a name of its own", Sign::With("one"), with("jti", json!("")), F::TokenInvalid),
    ] {
        let token = bed.provider.logout_token(NOW, &sign, change);
        let heard = bed.ours.signed_out(&bed.place, &token, at(NOW)).await;
        assert_eq!(heard.err().map(|failure| failure.fault), Some(fault), "{what}");
    }
    for nonsense in ["", ".", "..", "a.b.c", "é.é.é", &"x".repeat(100_000)] {
        let heard = bed.ours.signed_out(&bed.place, nonsense, at(NOW)).await;
        assert_eq!(heard.err().map(|failure| failure.fault), Some(F::TokenInvalid));
    }
    // The library takes an ID token for no logout token, and the other way round.
    let asked = bed.ask(None).await;
    let id = bed.provider.code(&asked.to, NOW, &Sign::With("one"), |_| {});
    let token = bed.hear(&asked, None, id, NOW).await.unwrap().token;
    assert!(bed.ours.signed_out(&bed.place, &token, at(NOW)).await.is_err());
}

#[tokio::test]
async fn leaving_leads_to_the_provider() {
    let bed = Bed::new().await;
    let to = bed.ours.leave(&bed.place, "token", at(NOW)).await.unwrap().unwrap();
    assert!(to.starts_with(&format!("{}/leave?", bed.provider.issuer)));
    assert_eq!(query(&to)["id_token_hint"], "token");
    assert_eq!(query(&to)["post_logout_redirect_uri"], bed.place.back);
}
