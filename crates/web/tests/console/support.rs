//! A whole site over the example world, with a clock that tests hold in hand, and browsers that visit it.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use prokura_app::authentication::Authentication;
use prokura_app::caller::{Actor, Caller, Via};
use prokura_app::command::import_world::ImportWorld;
use prokura_app::command::request_support::RequestSupport;
use prokura_app::message::MessageState;
use prokura_app::password::Breached;
use prokura_app::pipeline::{Command, Means};
use prokura_app::port::{Clock, Random};
use prokura_app::secret::Keys;
use prokura_app::service::Service;
use prokura_app::world::{Document, Format};
use prokura_decision::policy::Policy;
use prokura_domain::account::TokenScope;
use prokura_domain::id::{OrganizationId, SupportRequestId, TokenId};
use prokura_domain::person::Person;
use prokura_domain::time::{Span, Timestamp};
use prokura_web::demo::{Delivered, Demo, Mailbox, MovableClock};
use prokura_web::mail::{Mail, compose};
use prokura_web::site::{PublicUrl, Site};
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tower::ServiceExt as _;

const WORLD: &[u8] = include_bytes!("../../../../demo/world.toml");
/// 2026-03-02T09:00:00Z.
const START: i64 = 1_772_442_000_000_000;
pub(crate) const ORIGIN: &str = "https://admin.example";

/// A clock that tests move.
pub(crate) struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

impl MovableClock for TestClock {
    fn advance(&self, span: Span) {
        self.0.fetch_add(span.0, Ordering::SeqCst);
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

#[derive(Default)]
struct Memory(Mutex<Vec<Delivered>>);

impl Mailbox for Memory {
    fn put(&self, delivered: &Delivered) -> io::Result<()> {
        self.0.lock().unwrap().push(delivered.clone());
        Ok(())
    }

    fn all(&self) -> io::Result<Vec<Delivered>> {
        Ok(self.0.lock().unwrap().iter().rev().cloned().collect())
    }

    fn get(&self, id: &str) -> io::Result<Option<Delivered>> {
        Ok(self.0.lock().unwrap().iter().find(|delivered| delivered.id == id).cloned())
    }
}

/// A site.
pub(crate) struct House {
    pub(crate) site: Site,
    pub(crate) clock: Arc<TestClock>,
    _directory: tempfile::TempDir,
}

impl House {
    /// A demo's site with the example world.
    pub(crate) async fn demo() -> Self {
        let mut house = Self::serving().await;
        let clock: Arc<dyn MovableClock> = house.clock.clone();
        house.site.authentication =
            Arc::new(Authentication::new(house.site.service.clone(), Breached::default(), true).unwrap());
        house.site.demo = Some(Demo { mailbox: Arc::new(Memory::default()), clock: Some(clock) });
        house
    }

    /// A site that serves, with the example world.
    pub(crate) async fn serving() -> Self {
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
        let site = Site {
            authentication: Arc::new(Authentication::new(service.clone(), Breached::default(), false).unwrap()),
            service,
            public_url: PublicUrl::parse(ORIGIN).unwrap(),
            demo: None,
            trusted_proxies: Arc::new([]),
            memory: Arc::default(),
        };
        let house = Self { site, clock, _directory: directory };
        house.import(WORLD).await;
        house
    }

    /// Puts a world file over what there is, as the operator does.
    pub(crate) async fn import(&self, text: impl AsRef<[u8]>) {
        let document = Document::read(text.as_ref(), Format::Toml);
        let caller = Caller::operator(self.site.service.new_request());
        let import = ImportWorld { document, prune: false, dry_run: false };
        self.site.service.execute(caller, import).await.unwrap();
    }

    pub(crate) async fn person(&self, email: &str) -> Person {
        let mut read = self.site.service.read().await.unwrap();
        read.person_by_email(&email.parse().unwrap()).await.unwrap().unwrap()
    }

    /// A subscription by its look-up key.
    pub(crate) async fn sold(&self, slug: &str) -> prokura_domain::organization::Subscription {
        let slug = slug.parse().unwrap();
        self.site.service.read().await.unwrap().subscription_by_slug(&slug).await.unwrap().unwrap()
    }

    pub(crate) async fn organization(&self, slug: &str) -> OrganizationId {
        let mut read = self.site.service.read().await.unwrap();
        read.organization_by_slug(&slug.parse().unwrap()).await.unwrap().unwrap().id
    }

    /// Does a command as somebody, by a token: whoever is signed in is asked for a proof of who they are.
    pub(crate) async fn act<C: Command>(&self, email: &str, command: C) -> C::Output {
        let person = self.person(email).await;
        let (token, scopes) = (TokenId(self.site.service.new_request().0), vec![TokenScope::Manage]);
        let actor = Actor::Principal {
            id: person.id,
            home: person.home,
            via: Via::Token { token, scopes, organization: person.home },
        };
        let caller = Caller { actor, request: self.site.service.new_request(), idempotency: None };
        self.site.service.execute(caller, command).await.unwrap().value
    }

    /// Hugo asks for access; answers the request and the path of the link in its mail.
    pub(crate) async fn ask(&self, slug: &str, approver: &str) -> (SupportRequestId, String) {
        let asked = RequestSupport {
            organization: self.organization(slug).await,
            addressed_to: approver.parse().unwrap(),
            reason: "Sign-in with <b>SSO</b> fails since Monday.".to_owned(),
        };
        let requested = self.act("hugo@tatra.example", asked).await;
        let approver = self.person(approver).await;
        let token = self.site.service.keys().support_link(requested.request, approver.id);
        (requested.request, format!("/support/{token}"))
    }

    /// Every mail that waits, as it would be sent now.
    pub(crate) async fn mails(&self) -> Vec<Mail> {
        let messages = self.site.service.read().await.unwrap().messages(MessageState::Waiting, 100).await.unwrap();
        let mut mails = Vec::new();
        for message in &messages {
            mails.extend(compose(&self.site, message).await.unwrap());
        }
        mails
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser { router: prokura_web::router(self.site.clone()), cookies: BTreeMap::new(), language: "en" }
    }

    /// A browser in which somebody was picked on the demo's page of people.
    pub(crate) async fn signed_in(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        let person = self.person(email).await.id.to_string();
        let page = browser.get("/demo/people").await;
        let landed = browser.post("/demo/people", &page, &[("person", &person)]).await;
        assert_eq!((landed.status, landed.location.as_str()), (StatusCode::SEE_OTHER, "/"), "{email}");
        browser
    }
}

/// A browser without script: cookies, forms, links.
pub(crate) struct Browser {
    router: Router,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) language: &'static str,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) location: String,
    pub(crate) html: String,
}

impl Page {
    /// The token of the page's forms.
    pub(crate) fn token(&self) -> String {
        between(&self.html, "name=\"csrf\" value=\"", "\"").unwrap_or_default().to_owned()
    }

    /// What a person reads: without tags, entities resolved.
    pub(crate) fn words(&self) -> String {
        let mut words = String::new();
        let mut in_tag = false;
        for c in self.html.chars() {
            match c {
                '<' => in_tag = true,
                '>' => (in_tag, _) = (false, words.push(' ')),
                _ if !in_tag => words.push(c),
                _ => {}
            }
        }
        let entities = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
        let words = entities.iter().fold(words, |words, (entity, c)| words.replace(entity, c));
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        assert!(self.words().contains(text), "`{text}` is not in:\n{}", self.words());
        self
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} {}", self.location, self.words());
        self
    }
}

pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}

impl Browser {
    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.send("GET", path, None, &[]).await
    }

    /// Goes where a redirect leads.
    pub(crate) async fn follow(&mut self, page: &Page) -> Page {
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words());
        self.get(&page.location).await
    }

    /// Sends a form of a page, as our own page would.
    pub(crate) async fn post(&mut self, path: &str, page: &Page, fields: &[(&str, &str)]) -> Page {
        self.post_with(path, fields, &page.token(), &[("origin", ORIGIN)]).await
    }

    pub(crate) async fn post_with(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        token: &str,
        headers: &[(&str, &str)],
    ) -> Page {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", token);
        for (name, value) in fields {
            form.append_pair(name, value);
        }
        self.send("POST", path, Some(form.finish()), headers).await
    }

    /// Sends a form with a file, as a browser does.
    pub(crate) async fn upload(&mut self, path: &str, page: &Page, fields: &[(&str, &str)], file: &[u8]) -> Page {
        let mut body = Vec::new();
        let token = page.token();
        for (name, value) in fields.iter().chain([&("csrf", token.as_str())]) {
            let part = format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n\r\n";
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let headers = [("origin", ORIGIN), ("content-type", "multipart/form-data; boundary=edge")];
        self.send_body("POST", path, Body::from(body), &headers).await
    }

    async fn send(&mut self, method: &str, path: &str, form: Option<String>, headers: &[(&str, &str)]) -> Page {
        let Some(form) = form else { return self.send_body(method, path, Body::empty(), headers).await };
        let kind = ("content-type", "application/x-www-form-urlencoded");
        self.send_body(method, path, Body::from(form), &[headers, &[kind]].concat()).await
    }

    async fn send_body(&mut self, method: &str, path: &str, body: Body, headers: &[(&str, &str)]) -> Page {
        let mut request = Request::builder().method(method).uri(path).header("accept", "text/html");
        request = request.header("accept-language", self.language);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(COOKIE, cookies.join("; "));
        }
        let request = request.body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(SET_COOKIE) {
            self.keep(set.to_str().unwrap());
        }
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let location = parts.headers.get(LOCATION).map_or("", |to| to.to_str().unwrap()).to_owned();
        let html = String::from_utf8(bytes.to_vec()).unwrap();
        Page { status: parts.status, headers: parts.headers, location, html }
    }

    fn keep(&mut self, set: &str) {
        let (pair, attributes) = set.split_once(';').unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        assert!(attributes.contains("Path=/") && attributes.contains("SameSite=Lax"), "{set}");
        assert!(attributes.contains("Secure") && attributes.contains("HttpOnly"), "{set}");
        if attributes.contains("Max-Age=0;") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}
