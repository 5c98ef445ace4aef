//! A provider in this process that misbehaves when it is told to.

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

pub(crate) const CLIENT: &str = "prokura";

/// What a token is signed with.
#[derive(Clone, Debug)]
pub(crate) enum Sign {
    /// The key of this name, which the provider may or may not publish.
    With(&'static str),
    /// One key, under the name of another.
    As(&'static str, &'static str),
    /// Nothing: `alg` is `none`.
    Nothing,
    /// A shared secret.
    Secret(Vec<u8>),
}

/// What the provider remembers of a code.
struct Code {
    client: String,
    challenge: String,
    token: String,
}

pub(crate) struct Behaviour {
    /// The issuer in the metadata, where it is not the real one.
    pub(crate) metadata_issuer: Option<String>,
    /// Whether it announces RFC 9207.
    pub(crate) announces_issuer: bool,
    /// Names of the keys it publishes.
    pub(crate) published: Vec<&'static str>,
    /// The secret it asks for.
    pub(crate) secret: Option<String>,
    /// How often its keys were fetched.
    pub(crate) keys_fetched: usize,
    /// Whether it answers with an error.
    pub(crate) broken: bool,
    /// Whether it forgets the ID token.
    pub(crate) without_token: bool,
    codes: HashMap<String, Code>,
    made: usize,
}

#[derive(Clone)]
pub(crate) struct Provider {
    pub(crate) issuer: String,
    keys: Arc<HashMap<&'static str, EcdsaKeyPair>>,
    pub(crate) behaviour: Arc<Mutex<Behaviour>>,
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let keys = ["one", "two", "stranger"].into_iter().map(|name| (name, key())).collect();
        let behaviour = Behaviour {
            metadata_issuer: None,
            announces_issuer: true,
            published: vec!["one"],
            secret: None,
            keys_fetched: 0,
            broken: false,
            without_token: false,
            codes: HashMap::new(),
            made: 0,
        };
        let provider = Self { issuer, keys: Arc::new(keys), behaviour: Arc::new(Mutex::new(behaviour)) };
        let app = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        provider
    }

    pub(crate) fn set(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.behaviour.lock().unwrap());
    }

    /// The code for whoever was sent to this address, with claims that fit it; `change` makes them misfit.
    pub(crate) fn code(&self, sent_to: &str, now: i64, sign: &Sign, change: impl FnOnce(&mut Value)) -> String {
        let asked = query(sent_to);
        let mut claims = json!({
            "iss": self.issuer,
            "aud": asked["client_id"],
            "sub": "subject-1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email": "hana@clinic.example",
            "email_verified": true,
            "sid": "session-1",
            "auth_time": now,
        });
        change(&mut claims);
        let token = self.sign(&claims, sign, "JWT");
        let mut behaviour = self.behaviour.lock().unwrap();
        behaviour.made += 1;
        let code = format!("code-{}", behaviour.made);
        let kept = Code { client: asked["client_id"].clone(), challenge: asked["code_challenge"].clone(), token };
        behaviour.codes.insert(code.clone(), kept);
        code
    }

    /// A logout token; `change` makes it misfit.
    pub(crate) fn logout_token(&self, now: i64, sign: &Sign, change: impl FnOnce(&mut Value)) -> String {
        let mut claims = json!({
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": "logout-1",
            "sub": "subject-1",
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        });
        change(&mut claims);
        self.sign(&claims, sign, "logout+jwt")
    }

    pub(crate) fn sign(&self, claims: &Value, sign: &Sign, kind: &str) -> String {
        let (algorithm, name) = match sign {
            Sign::With(name) | Sign::As(_, name) => ("ES256", Some(*name)),
            Sign::Nothing => ("none", None),
            Sign::Secret(_) => ("HS256", Some("one")),
        };
        let mut header = json!({"alg": algorithm, "typ": kind});
        if let Some(name) = name {
            header["kid"] = json!(name);
        }
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(claims));
        let signature = match sign {
            Sign::With(name) | Sign::As(name, _) => {
                self.keys[name].sign(&SystemRandom::new(), signed.as_bytes()).unwrap().as_ref().to_vec()
            }
            Sign::Nothing => Vec::new(),
            Sign::Secret(secret) => {
                hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), signed.as_bytes()).as_ref().to_vec()
            }
        };
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// A key as it is published: what is public of it.
    pub(crate) fn public_key(&self, name: &str) -> Vec<u8> {
        self.keys[name].public_key().as_ref().to_vec()
    }
}

/// The parameters of an address.
pub(crate) fn query(address: &str) -> HashMap<String, String> {
    let (_, query) = address.split_once('?').unwrap();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap()
}

async fn metadata(State(provider): State<Provider>) -> axum::response::Response {
    let behaviour = provider.behaviour.lock().unwrap();
    if behaviour.broken {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let at = |path: &str| format!("{}{path}", provider.issuer);
    Json(json!({
        "issuer": behaviour.metadata_issuer.clone().unwrap_or_else(|| provider.issuer.clone()),
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "jwks_uri": at("/jwks"),
        "end_session_endpoint": at("/leave"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "authorization_response_iss_parameter_supported": behaviour.announces_issuer,
    }))
    .into_response()
}

async fn jwks(State(provider): State<Provider>) -> Json<Value> {
    let mut behaviour = provider.behaviour.lock().unwrap();
    behaviour.keys_fetched += 1;
    let keys: Vec<Value> = behaviour
        .published
        .iter()
        .map(|name| {
            let point = provider.public_key(name);
            let (x, y) = point[1..].split_at(32);
            let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
            json!({"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": name, "x": part(x), "y": part(y)})
        })
        .collect();
    Json(json!({"keys": keys}))
}

async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> axum::response::Response {
    let refuse = |code: &str| (StatusCode::BAD_REQUEST, Json(json!({"error": code}))).into_response();
    let mut behaviour = provider.behaviour.lock().unwrap();
    let basic = headers.get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Basic "));
    let given = basic.map(|basic| String::from_utf8(STANDARD.decode(basic).unwrap()).unwrap());
    let client = given.as_ref().and_then(|given| given.split_once(':')).map(|(client, _)| client.to_owned());
    if let Some(secret) = &behaviour.secret
        && given.as_ref().and_then(|given| given.split_once(':')).is_none_or(|(_, it)| it != secret)
    {
        return refuse("invalid_client");
    }
    let client = client.or_else(|| form.get("client_id").cloned()).unwrap_or_default();
    // Good once, whatever comes of it.
    let Some(code) = form.get("code").and_then(|code| behaviour.codes.remove(code)) else {
        return refuse("invalid_grant");
    };
    let verifier = form.get("code_verifier").cloned().unwrap_or_default();
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()).as_ref());
    if code.client != client || code.challenge != challenge {
        return refuse("invalid_grant");
    }
    let mut answer = json!({"access_token": "a", "token_type": "Bearer", "id_token": code.token});
    if behaviour.without_token {
        answer.as_object_mut().unwrap().remove("id_token");
    }
    Json(answer).into_response()
}
