//! Sends signals to the services that want to be told: each stream by itself, in order, at least once, with backoff.

use prokura_app::delivery::{LEASE, deliver, stop_overflowing};
use prokura_app::error::Error;
use prokura_app::port::Revision;
use prokura_web::signals::Composer;
use prokura_web::site::Site;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};

/// How long streams are left alone while nothing is committed: signals to try again wait no longer than this.
const EVERY: Duration = Duration::from_secs(1);
/// To how many receivers is sent at the same time: one that does not answer is in nobody's way.
const TOGETHER: usize = 64;
/// How often it is looked whose receivers take nothing.
const SWEEP: Duration = Duration::from_secs(30);

/// Works until the process stops.
pub(crate) async fn run(site: Site) {
    let follower = site.service.follower();
    let places = Arc::new(Semaphore::new(TOGETHER));
    let settled = Arc::new(Notify::new());
    let mut swept = tokio::time::Instant::now();
    loop {
        let seen = follower.revision();
        if let Err(error) = round(&site, &places, &settled).await {
            tracing::error!(%error, "signals could not be sent");
            tokio::time::sleep(EVERY).await;
        }
        if swept.elapsed() >= SWEEP {
            swept = tokio::time::Instant::now();
            if let Err(error) = stop_overflowing(&site.service).await {
                tracing::error!(%error, "streams that nobody takes from could not be stopped");
            }
        }
        tokio::select! {
            _ = follower.reached(Revision(seen.0 + 1), EVERY) => {}
            () = settled.notified() => {}
        }
    }
}

async fn round(site: &Site, places: &Arc<Semaphore>, settled: &Arc<Notify>) -> Result<(), Error> {
    let free = u64::try_from(places.available_permits()).unwrap_or(0);
    let now = site.service.now();
    for stream in site.service.store().claim_streams(now, now.plus(LEASE), free).await? {
        let Ok(place) = Arc::clone(places).try_acquire_owned() else { break };
        let (site, settled) = (site.clone(), Arc::clone(settled));
        tokio::spawn(async move {
            let composer = Composer(site.clone());
            if let Err(error) = deliver(&site.service, &site.authentication, &composer, stream).await {
                tracing::error!(%error, %stream, "a stream's signals could not be sent");
            }
            drop(place);
            settled.notify_one();
        });
    }
    Ok(())
}
