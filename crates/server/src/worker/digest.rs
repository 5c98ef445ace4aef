//! Serves the digests of the day before to whoever asked for them.

use prokura_app::digest::serve;
use prokura_web::site::Site;
use std::time::Duration;

/// How late a digest may be.
const EVERY: Duration = Duration::from_secs(60);

/// Works until the process stops.
pub(crate) async fn run(site: Site) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match serve(&site.service).await {
            Ok(0) => {}
            Ok(digests) => tracing::info!(digests, "digests were served"),
            Err(error) => tracing::error!(%error, "digests could not be served"),
        }
    }
}
