//! The application as the product runs it, over a database of the bench.

use prokura_app::caller::Caller;
use prokura_app::command::import_world::ImportWorld;
use prokura_app::pipeline::Means;
use prokura_app::port::{Clock, Random, Store as _};
use prokura_app::secret::Keys;
use prokura_app::service::Service;
use prokura_app::world::{Document, Format};
use prokura_decision::policy::Policy;
use prokura_domain::id::RequestId;
use prokura_domain::time::Timestamp;
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

/// The operator on the machine.
pub fn operator() -> Caller {
    Caller::operator(RequestId(SystemRandom.id(SystemClock.now())))
}

fn url(database: &Path) -> String {
    format!("sqlite://{}", database.display())
}
