//! Runs a server until it is told to stop: listener, workers, and an orderly end.

use crate::failure::Failure;
use crate::worker::outbox::Deliver;
use crate::worker::{digest, jobs, outbox, signals, sweep};
use prokura_web::site::Site;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;

/// How long requests that were begun may take after the signal to stop.
const DRAIN: Duration = Duration::from_secs(20);

/// Listens, so that the address is known before anything is said.
///
/// # Errors
/// A sentence, when the address is taken or not ours.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Failure::new(format!("cannot listen on {address}: {error}; choose another --listen")))
}

/// Serves until SIGTERM or SIGINT, then finishes what was begun and writes what waits.
///
/// # Errors
/// A sentence, when signals or the listener fail.
pub(crate) async fn run(
    listener: TcpListener,
    site: Site,
    deliver: Arc<dyn Deliver>,
    writing: JoinHandle<()>,
) -> Result<(), Failure> {
    let stop = stop_signal()?;
    let workers = [
        tokio::spawn(Arc::clone(site.service.follower()).follow()),
        tokio::spawn(outbox::run(site.clone(), deliver)),
        tokio::spawn(sweep::run(site.clone())),
        tokio::spawn(jobs::run(site.clone())),
        tokio::spawn(digest::run(site.clone())),
        tokio::spawn(signals::run(site.clone())),
    ];
    let app = prokura_web::router(site.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let serving = axum::serve(listener, app).with_graceful_shutdown(async move {
        stop.await;
        tracing::info!("stopping: no new requests are taken");
        // Nobody waits for this when the server has ended by itself.
        let _ = stopping.send(());
    });
    let drained = async {
        if stopped.await.is_ok() {
            tokio::time::sleep(DRAIN).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        served = serving.into_future() => served.map_err(|error| Failure::new(format!("the listener failed: {error}")))?,
        () = drained => tracing::warn!("some requests did not end in time and were cut off"),
    }
    for worker in workers {
        worker.abort();
        // An aborted task ends with just that error.
        let _ = worker.await;
    }
    let flushed = site.service.pipeline().flush_refusals().await.and(site.authentication.write_seen().await);
    drop(site);
    // Ends when the last sender is gone and everything was written.
    if tokio::time::timeout(DRAIN, writing).await.is_err() {
        tracing::warn!("the writing task did not end in time");
    }
    Ok(flushed?)
}

fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    let failed = |error| Failure::new(format!("signals cannot be handled: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
