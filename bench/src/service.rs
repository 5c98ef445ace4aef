//! The application as the product runs it, over a database of the bench.

use async_trait::async_trait;
use prokura_app::authentication::Authentication;
use prokura_app::caller::Caller;
use prokura_app::command::import_world::ImportWorld;
use prokura_app::error::Error;
use prokura_app::password::Breached;
use prokura_app::pipeline::{Command, Means};
use prokura_app::port::{Clock, Random, Store as _};
use prokura_app::secret::{Keys, hash};
use prokura_app::service::Service;
use prokura_app::work::Work;
use prokura_app::world::{Document, Format};
use prokura_decision::permit::decide_operator;
use prokura_decision::policy::Policy;
use prokura_domain::account::{Session, SessionLimits, SignInMethod};
use prokura_domain::event::Event;
use prokura_domain::id::{PrincipalId, RequestId, SessionId};
use prokura_domain::person::Person;
use prokura_domain::time::{Span, Timestamp};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::task::JoinHandle;

/// Whatever kept a bench from measuring.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// The operating system's generator.
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        if getrandom::fill(bytes).is_err() {
            std::process::abort();
        }
    }
}

/// A running application, and the task that ends when everything was written.
pub struct Running {
    pub service: Service,
    pub writing: JoinHandle<()>,
}

/// Starts the application over a database that is there.
pub async fn start(database: &Path) -> Result<Running, Failure> {
    let means = Means {
        store: Arc::new(prokura_store::connect(&url(database)).await?),
        policy: Arc::new(Policy::embedded()?),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
    };
    let keys = Keys::new(vec![(1, [7; 32])]).ok_or("no key")?;
    let (service, writing) = Service::start(means, keys).await?;
    Ok(Running { service, writing })
}

/// Makes a database with a world in it; gives how long the import took.
pub async fn import(database: &Path, world: &str) -> Result<Duration, Failure> {
    prokura_store::migrate(&url(database)).await?;
    let Running { service, writing } = start(database).await?;
    let begun = Instant::now();
    let document = Document::read(world.as_bytes(), Format::Toml);
    service.execute(operator(), ImportWorld { document, prune: false, dry_run: false }).await?;
    let took = begun.elapsed();
    drop(service);
    writing.await?;
    // What was written ahead goes into the one file with the last connection.
    let store = prokura_store::connect(&url(database)).await?;
    store.newest_revision().await?;
    store.close().await;
    Ok(took)
}

/// Rows that are there from the beginning.
pub struct Seed(pub Vec<Event>);

#[async_trait]
impl Command for Seed {
    type Output = ();

    fn name(&self) -> &'static str {
        "seed"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        for event in &self.0 {
            work.plan(&decide_operator(), event.clone());
        }
        Ok(())
    }
}

/// A session that somebody began now, by the secret in its cookie.
pub fn session(secret: &str, person: PrincipalId, now: Timestamp) -> Session {
    Session {
        id: SessionId(SystemRandom.id(now)),
        secret: hash(secret),
        person,
        method: SignInMethod::Password,
        second: None,
        lacks_second: false,
        signed_in_at: now,
        proved_at: now,
        seen_at: now,
        ended_at: None,
        limits: SessionLimits { idle: Span::hours(11), lasts: Span::hours(12) },
        device: String::new(),
        address: "192.0.2.1".to_owned(),
    }
}

/// Signs somebody in by a secret.
pub async fn signed_in(service: &Service, email: &str, secret: &str) -> Result<(Person, Caller), Failure> {
    let person = service.read().await?.person_by_email(&email.parse()?).await?.ok_or("nobody has the address")?;
    let session = session(secret, person.id, service.now());
    let begun = Event::SignedIn { session, home: person.home, is_new_device: false };
    service.execute(operator(), Seed(vec![begun])).await?;
    let visitor = Authentication::new(service.clone(), Breached::default(), false)?.visitor(secret).await?;
    Ok((person, Caller { actor: visitor.actor, request: service.new_request(), idempotency: None }))
}

/// What the process holds in memory, in bytes.
pub fn resident() -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<u64>()? * 1_024)
}

/// The operator on the machine.
pub fn operator() -> Caller {
    Caller::operator(RequestId(SystemRandom.id(SystemClock.now())))
}

fn url(database: &Path) -> String {
    format!("sqlite://{}", database.display())
}
