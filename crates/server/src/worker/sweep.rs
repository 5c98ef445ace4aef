//! Writes down, now and then, what has already become so by the passing of time, and forgets what is of no use.

use prokura_app::caller::Caller;
use prokura_app::command::write_down::WriteDown;
use prokura_app::error::Error;
use prokura_domain::time::Span;
use prokura_web::site::Site;
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(5);
/// How long remembered answers and change keys are kept: longer than any process is behind.
const KEPT: Span = Span::days(1);

/// Works until the process stops.
pub(crate) async fn run(site: Site) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = round(&site).await {
            tracing::error!(%error, "what ran out could not be written down");
        }
    }
}

async fn round(site: &Site) -> Result<(), Error> {
    let service = &site.service;
    while site.execute(Caller::system(service.new_request()), WriteDown).await?.value.may_have_more() {}
    site.authentication.write_seen().await?;
    service.pipeline().flush_refusals().await?;
    service.store().forget_jobs(service.now()).await?;
    service.store().forget_before(service.now().minus(KEPT)).await?;
    Ok(())
}
