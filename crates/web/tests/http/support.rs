//! A whole site over the example world, with a clock that tests hold in hand.

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use prokura_app::authentication::{Authentication, Circumstances, Outside, Step};
use prokura_app::caller::Caller;
use prokura_app::command::import_world::ImportWorld;
use prokura_app::command::issue_sign_in_link::IssueSignInLink;
use prokura_app::command::issue_token::{Holder, IssueToken, PREFIX};
use prokura_app::password::Breached;
use prokura_app::pipeline::Means;
use prokura_app::port::{Clock, Page, Random, Resolver};
use prokura_app::query::names::Names;
use prokura_app::secret::{Keys, fresh};
use prokura_app::service::Service;
use prokura_app::world::{Document, Format};
use prokura_decision::policy::Policy;
use prokura_domain::account::TokenScope;
use prokura_domain::federation::Domain;
use prokura_domain::time::{Span, Timestamp};
use prokura_web::site::{PublicUrl, Site};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use tower::ServiceExt as _;

pub(crate) const WORLD: &str = include_str!("../../../../demo/world.toml");
/// 2026-03-02T09:00:00Z.
const START: i64 = 1_772_442_000_000_000;

/// A clock that tests move.
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn advance(&self, span: Span) {
        self.0.fetch_add(span.0, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct TestRandom(AtomicU64);

impl Random for TestRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

/// A site.
pub(crate) struct House {
    pub(crate) site: Site,
    pub(crate) clock: Arc<TestClock>,
    router: Router,
    _directory: tempfile::TempDir,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {:?}", self.bytes))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body with what differs from request to request left out.
    pub(crate) fn without_request(&self) -> Value {
        let mut body = self.json();
        if let Value::Object(members) = &mut body {
            members.remove("request_id");
        }
        body
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }
}

/// A request to make.
pub(crate) struct Call<'a> {
    house: &'a House,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Call<'_> {
    pub(crate) fn by(self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.with("content-type", "application/json").bytes(body.to_string().into_bytes())
    }

    pub(crate) fn bytes(mut self, body: Vec<u8>) -> Self {
        self.body = Some(body);
        self
    }

    pub(crate) async fn send(self) -> Answer {
        let mut request = Request::builder().method(self.method).uri(self.path);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let request = request.body(self.body.map_or_else(Body::empty, Body::from)).unwrap();
        let response = self.house.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer { status: parts.status, headers: parts.headers, bytes: to_bytes(body, usize::MAX).await.unwrap() }
    }
}

impl House {
    /// A site with the example world.
    pub(crate) async fn example() -> Self {
        Self::with_world(WORLD).await
    }

    /// A site with a world of its own.
    pub(crate) async fn with_world(world: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", directory.path().join("test.db").display());
        prokura_store::migrate(&url).await.unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(START)));
        let means = Means {
            store: Arc::new(prokura_store::connect(&url).await.unwrap()),
            policy: Arc::new(Policy::embedded().unwrap()),
            clock: clock.clone(),
            random: Arc::new(TestRandom(AtomicU64::new(1))),
        };
        let (service, _) = Service::start(means, Keys::new(vec![(1, [7; 32])]).unwrap()).await.unwrap();
        let document = Document::read(world.as_bytes(), Format::Toml);
        let import = ImportWorld { document, prune: false, dry_run: false };
        service.execute(Caller::operator(service.new_request()), import).await.unwrap();
        let site = Site {
            authentication: Arc::new(
                Authentication::new(service.clone(), Breached::default(), false).unwrap().reaching(outside(&service)),
            ),
            service,
            public_url: PublicUrl::parse("https://admin.example").unwrap(),
            demo: None,
            trusted_proxies: Arc::new([]),
            memory: Arc::default(),
        };
        Self { router: prokura_web::router(site.clone()), site, clock, _directory: directory }
    }

    pub(crate) fn get(&self, path: &str) -> Call<'_> {
        self.call("GET", path)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Call<'_> {
        self.call("POST", path).json(body)
    }

    pub(crate) fn call(&self, method: &str, path: &str) -> Call<'_> {
        let method = method.to_uppercase().parse().unwrap();
        Call { house: self, method, path: path.to_owned(), headers: Vec::new(), body: None }
    }

    pub(crate) fn names(&self) -> Names {
        Names::new(&self.site.service).unwrap()
    }

    pub(crate) fn revision(&self) -> i64 {
        self.site.service.follower().revision().0
    }

    /// Whether anything was changed since a revision. That something was refused is written down, and changes nothing.
    pub(crate) async fn is_unchanged_since(&self, revision: i64) -> bool {
        let mut read = self.site.service.read().await.unwrap();
        read.changes_since(prokura_app::port::Revision(revision)).await.unwrap().is_empty()
    }

    /// A token of a person, that sees from home.
    pub(crate) async fn person(&self, email: &str, scope: TokenScope) -> String {
        let person = self.names().person(email);
        let home = self.site.service.read().await.unwrap().person(person).await.unwrap().unwrap().home;
        self.token(Holder::Person(person), &home.to_string(), scope).await.0
    }

    /// A token of a person who may do what their roles give.
    pub(crate) async fn admin(&self, email: &str) -> String {
        self.person(email, TokenScope::Manage).await
    }

    /// A token of a service that asks for decisions, and its id.
    pub(crate) async fn decisions(&self, organization: &str) -> (String, String) {
        let holder = Holder::ServiceAccount("asks".parse().unwrap());
        self.token(holder, organization, TokenScope::Decisions).await
    }

    /// A token of a service that is told of signals, and its id.
    pub(crate) async fn signals(&self, organization: &str) -> (String, String) {
        let holder = Holder::ServiceAccount("hears".parse().unwrap());
        self.token(holder, organization, TokenScope::Signals).await
    }

    pub(crate) async fn token(&self, holder: Holder, organization: &str, scope: TokenScope) -> (String, String) {
        let (secret, hash) = fresh(PREFIX, &**self.site.service.random());
        let command = IssueToken {
            organization: self.names().organization(organization),
            name: "test".parse().unwrap(),
            scopes: vec![scope],
            holder,
            until: None,
            secret: hash,
        };
        let caller = Caller::operator(self.site.service.new_request());
        let made = self.site.service.execute(caller, command).await.unwrap();
        (secret, made.value.token.to_string())
    }

    /// Signs somebody in as a browser does, and gives the session's id.
    pub(crate) async fn signed_in(&self, email: &str) -> String {
        let service = &self.site.service;
        let issue = IssueSignInLink { person: self.names().person(email) };
        let issued = service.execute(Caller::operator(service.new_request()), issue).await.unwrap().value;
        let from = Circumstances {
            address: std::net::Ipv4Addr::LOCALHOST.into(),
            device: "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0".to_owned(),
            request: service.new_request(),
        };
        let secret = service.keys().sign_in_link(issued.link, &issued.email);
        match self.site.authentication.use_link(&secret, from).await.unwrap() {
            Step::Begun(begun) => begun.value.signed_in.session.to_string(),
            Step::Second(_) => panic!("nobody here has a second factor"),
        }
    }

    /// The id of the only grant of a person with a role in an organization.
    pub(crate) async fn grant(&self, email: &str, role: &str, organization: &str) -> String {
        let (person, organization) = (self.names().person(email), self.names().organization(organization));
        let mut read = self.site.service.read().await.unwrap();
        let grants = read.principal_record(person).await.unwrap().unwrap().grants;
        let mut found = grants.iter().filter(|grant| grant.organization == organization && grant.role == role);
        let id = found.next().unwrap().id.to_string();
        assert!(found.next().is_none());
        id
    }
}

/// Whatever record was asked for is published.
struct Published(Service);

#[async_trait::async_trait]
impl Resolver for Published {
    async fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        let mut read = self.0.read().await.unwrap();
        let mut texts = Vec::new();
        for organization in read.organizations(Page::first(100)).await.unwrap() {
            let domains = read.domains_of(organization.id).await.unwrap();
            texts.extend(domains.iter().filter(|it| it.record_name() == name).map(Domain::record_text));
        }
        Ok(texts)
    }
}

fn outside(service: &Service) -> Outside {
    Outside { resolver: Arc::new(Published(service.clone())), ..Outside::default() }
}
