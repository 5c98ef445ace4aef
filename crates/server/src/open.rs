//! Opens what every command works with: policy, database, application.

use crate::clock::SystemClock;
use crate::failure::Failure;
use crate::random::SystemRandom;
use prokura_app::pipeline::{Means, Pipeline};
use prokura_app::port::Clock;
use prokura_app::service::keep_policy;
use prokura_decision::policy::Policy;
use std::path::Path;
use std::sync::Arc;

/// The policy of a directory, or the built-in one.
///
/// # Errors
/// Every mistake in it, with file and line.
pub(crate) fn policy(directory: Option<&Path>) -> Result<Arc<Policy>, Failure> {
    let policy = match directory {
        Some(directory) => Policy::load(directory),
        None => Policy::embedded(),
    };
    policy.map(Arc::new).map_err(|errors| Failure::new(errors.to_string()))
}

/// The means of the pipeline over a database whose schema is up to date.
///
/// # Errors
/// A sentence, when the policy has mistakes or the database cannot be opened.
pub(crate) async fn means(url: &str, policy_directory: Option<&Path>, clock: Arc<dyn Clock>) -> Result<Means, Failure> {
    let policy = policy(policy_directory)?;
    let store = Arc::new(prokura_store::connect(url).await?);
    Ok(Means { store, policy, clock, random: Arc::new(SystemRandom) })
}

/// A pipeline without an index: for a command of the terminal, beside a running server or without one. The server
/// notices by itself.
///
/// # Errors
/// As [`means`].
pub(crate) async fn pipeline(
    url: &str,
    policy_directory: Option<&Path>,
) -> Result<(Means, Pipeline, tokio::task::JoinHandle<()>), Failure> {
    let means = means(url, policy_directory, Arc::new(SystemClock)).await?;
    keep_policy(&means).await?;
    let (pipeline, writing) = Pipeline::start(means.clone(), None);
    Ok((means, pipeline, writing))
}
