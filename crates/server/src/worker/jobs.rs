//! Works on jobs: exports.

use prokura_app::job::work;
use prokura_app::port::Revision;
use prokura_web::export::AsOnTheWire;
use prokura_web::site::Site;
use std::time::Duration;

/// How long jobs are left alone while nothing is committed: one that somebody else left behind waits no longer than this.
const EVERY: Duration = Duration::from_secs(2);

/// Works until the process stops.
pub(crate) async fn run(site: Site) {
    let follower = site.service.follower();
    loop {
        let seen = follower.revision();
        match work(&site.service, &AsOnTheWire).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                tracing::error!(%error, "a job could not be worked on");
                tokio::time::sleep(EVERY).await;
            }
        }
        follower.reached(Revision(seen.0 + 1), EVERY).await;
    }
}
