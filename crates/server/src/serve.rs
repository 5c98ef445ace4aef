//! `prokura serve`.

use crate::cli::Serve;
use crate::clock::SystemClock;
use crate::configuration::Configuration;
use crate::failure::Failure;
use crate::mailer::{Nowhere, SmtpMailer};
use crate::random::SystemRandom;
use crate::run::{listen, run};
use crate::worker::outbox::Deliver;
use crate::{key_file, open, resolver};
use prokura_app::authentication::Authentication;
use prokura_app::password::Breached;
use prokura_app::service::Service;
use prokura_web::site::Site;
use std::sync::Arc;

/// Serves until it is told to stop.
///
/// # Errors
/// A sentence that says what is missing or what failed.
pub(crate) async fn serve(given: Serve) -> Result<(), Failure> {
    let configuration = Configuration::of(given)?;
    let keys = key_file::open(&configuration.key_file, &SystemRandom)?;
    let deliver: Arc<dyn Deliver> = match &configuration.smtp {
        Some(smtp) => Arc::new(SmtpMailer::open(smtp)?),
        None => {
            tracing::warn!("no mail server is configured: mails wait in the outbox (--smtp, --mail-from)");
            Arc::new(Nowhere)
        }
    };
    let means = open::means(&configuration.database, configuration.policy.as_deref(), Arc::new(SystemClock)).await?;
    let listener = listen(configuration.listen).await?;
    let (service, writing) = Service::start(means, keys).await?;
    let address = listener.local_addr().map_err(|error| Failure::new(error.to_string()))?;
    tracing::info!(%address, public_url = configuration.public_url.origin(), revision = %service.follower().revision(), "serving");
    let breached = match &configuration.breached_passwords {
        Some(path) => Breached::with_file(path)?,
        None => Breached::default(),
    };
    let outside = resolver::outside(configuration.allow_private_identity_providers, &configuration.public_url)?;
    let authentication = Authentication::new(service.clone(), breached, false)?;
    let authentication = Arc::new(authentication.at(configuration.public_url.origin()).reaching(outside));
    let site = Site {
        service,
        authentication,
        public_url: configuration.public_url,
        demo: None,
        trusted_proxies: configuration.trusted_proxies.into(),
        memory: Arc::default(),
    };
    run(listener, site, deliver, writing).await
}
