//! A whole application over SQLite in a temporary directory, with a clock and randomness that tests hold in hand.

use prokura_app::error::Error;
use prokura_app::job::FileShape;
use prokura_app::job::audit_export::{Actors, Format};
use prokura_app::pipeline::Means;
use prokura_app::port::{Clock, Random, StoredAuditEntry};
use prokura_app::secret::Keys;
use prokura_app::service::Service;
use prokura_decision::policy::Policy;
use prokura_domain::grant::{Grant, Origin, Scope};
use prokura_domain::id::{GrantId, OrganizationId, PrincipalId};
use prokura_domain::person::Person;
use prokura_domain::text::Locale;
use prokura_domain::time::{Span, Term, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// 2026-03-02T09:00:00Z.
pub(crate) const START: Timestamp = Timestamp(1_772_442_000_000_000);

/// A clock that tests move.
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    /// Moves the clock, forwards or backwards.
    pub(crate) fn advance(&self, span: Span) {
        self.0.fetch_add(span.0, Ordering::SeqCst);
    }

    /// Sets the clock.
    pub(crate) fn set(&self, at: Timestamp) {
        self.0.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Numbers that look random and are the same in every run (SplitMix64).
pub(crate) struct TestRandom(AtomicU64);

impl Random for TestRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let seed = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst);
            let mut z = seed;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

/// What jobs write where no files are looked at.
pub(crate) struct NoFile;

impl FileShape for NoFile {
    fn audit_head(&self, _: Format) -> Vec<u8> {
        Vec::new()
    }

    fn audit_entry(&self, _: Format, _: &StoredAuditEntry, _: &Actors) -> Result<Vec<u8>, Error> {
        Ok(Vec::new())
    }

    fn administrators_head(&self, _: Locale) -> Vec<u8> {
        Vec::new()
    }

    fn administrator(&self, _: &Person, _: &[String]) -> Vec<u8> {
        Vec::new()
    }
}

/// A role of somebody as an import gives it: everywhere in the organization, without an end, and not used yet.
pub(crate) fn imported(id: GrantId, principal: PrincipalId, role: &str, organization: OrganizationId) -> Grant {
    Grant {
        id,
        principal,
        role: role.to_owned(),
        organization,
        scope: Scope::None,
        origin: Origin::Imported,
        term: Term::ALWAYS,
        activated_at: None,
        given_by: None,
        reason: None,
        set_up_as: None,
        version: 1,
    }
}

/// A running application.
pub(crate) struct Application {
    /// The application.
    pub(crate) service: Service,
    /// Its clock, which stands still until moved.
    pub(crate) clock: Arc<TestClock>,
    directory: tempfile::TempDir,
}

impl Application {
    /// Every row of every table, a line each: its values as they are, bytes decoded.
    pub(crate) async fn every_row(&self) -> Vec<String> {
        use base64::Engine as _;
        let url = format!("sqlite://{}", self.directory.path().join("test.db").display());
        let file = tempfile::tempdir().expect("a temporary directory");
        let path = file.path().join("rows");
        prokura_store::connect(&url).await.expect("it opens").backup(&path).await.expect("it is written");
        let text = std::fs::read_to_string(&path).expect("it is read");
        let plain = |value: &serde_json::Value| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let bytes = base64::engine::general_purpose::STANDARD.decode(&text).unwrap_or_default();
            format!("{text} {}", String::from_utf8_lossy(&bytes))
        };
        let row = |line: &str| match serde_json::from_str(line) {
            Ok(serde_json::Value::Array(values)) => values.iter().map(plain).collect::<Vec<_>>().join(" "),
            Ok(serde_json::Value::Object(members)) => members.values().map(plain).collect::<Vec<_>>().join(" "),
            Ok(_) | Err(_) => line.to_owned(),
        };
        text.lines().map(row).collect()
    }

    /// An application over an empty database.
    pub(crate) async fn empty() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let url = format!("sqlite://{}", directory.path().join("test.db").display());
        prokura_store::migrate(&url).await.expect("migrations run on an empty database");
        let store = prokura_store::connect(&url).await.expect("the database opens");
        let clock = Arc::new(TestClock(AtomicI64::new(START.0)));
        let means = Means {
            store: Arc::new(store),
            policy: Arc::new(Policy::embedded().expect("the embedded policy compiles")),
            clock: clock.clone(),
            random: Arc::new(TestRandom(AtomicU64::new(1))),
        };
        let keys = Keys::new(vec![(1, [7; 32])]).expect("one key");
        let (service, _) = Service::start(means, keys).await.expect("the application starts");
        Self { service, clock, directory }
    }
}
