//! What every handler holds: the application and where it can be reached.

use crate::idempotency::Running;
use crate::known_tokens::KnownTokens;
use crate::metrics::Metrics;
use prokura_app::authentication::Authentication;
use prokura_app::caller::Caller;
use prokura_app::error::Error;
use prokura_app::pipeline::{Command, Done};
use prokura_app::service::Service;
use std::net::IpAddr;
use std::sync::Arc;

/// The address that links, metadata and origin checks use, never the Host header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(Arc<str>);

impl PublicUrl {
    /// An `http` or `https` origin, without a path. `http` is for loopback only: anything else would send cookies and
    /// links in the clear.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim_end_matches('/');
        let authority = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(authority), _) => authority,
            (None, Some(authority)) if is_loopback(authority) => authority,
            (None, Some(_)) => {
                return Err(format!("the public address `{text}` is http and not loopback: give an https address"));
            }
            (None, None) => {
                return Err(format!("the public address `{text}` begins neither with https:// nor http://"));
            }
        };
        if authority.is_empty() || authority.contains(['/', '?', '#', '@', ' ']) {
            return Err(format!("the public address `{text}` is not a plain origin such as https://admin.example"));
        }
        Ok(Self(text.into()))
    }

    /// The origin, for example `https://admin.example`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.0
    }

    /// The address of a path that begins with a slash.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// Whether it is reached by https.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("https://")
    }
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What every handler holds. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    /// The application.
    pub service: Service,
    /// Who is calling.
    pub authentication: Arc<Authentication>,
    /// Where it can be reached.
    pub public_url: PublicUrl,
    /// What only the demo has.
    pub demo: Option<crate::demo::Demo>,
    /// Proxies whose word is taken for where a request comes from.
    pub trusted_proxies: Arc<[IpAddr]>,
    /// What is remembered between requests.
    pub memory: Arc<Memory>,
}

impl Site {
    /// Does a command, and counts how it ended.
    ///
    /// # Errors
    /// As [`Service::execute`].
    pub async fn execute<C: Command>(&self, caller: Caller, command: C) -> Result<Done<C::Output>, Error> {
        let name = command.name();
        let outcome = self.service.execute(caller, command).await;
        let ended = match &outcome {
            Ok(_) => "done",
            Err(Error::Refused(_)) => "refused",
            Err(Error::Store(_) | Error::Stopping | Error::Internal(_)) => "failed",
        };
        self.memory.metrics.commanded(name, ended);
        outcome
    }
}

/// What this process remembers between requests; nothing that must outlive it.
#[derive(Debug, Default)]
pub struct Memory {
    /// Tokens that were good a moment ago.
    pub tokens: KnownTokens,
    /// Requests that run under an idempotency key.
    pub running: Running,
    /// What happened how often.
    pub metrics: Metrics,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_is_for_loopback_only() {
        for good in ["https://admin.example", "http://127.0.0.1:8080", "http://localhost:1/", "http://[::1]:80"] {
            assert!(PublicUrl::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://admin.example",
            "ftp://x",
            "https://",
            "https://a/b",
            "https://user@a",
            "http://127.0.0.1.evil.example",
        ] {
            assert!(PublicUrl::parse(bad).is_err(), "{bad}");
        }
    }
}
