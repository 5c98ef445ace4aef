//! The one way out: `https` to public addresses, without following anybody anywhere, and not for long.
//!
//! The address is looked up here and the connection is made to what was looked at, so that no second look-up can lead
//! elsewhere. There is no pool: what is asked is asked seldom.

use crate::address::is_public;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::header::{HOST, HeaderValue, USER_AGENT};
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use rustls::RootCertStore;
use rustls::pki_types::ServerName;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

/// Bytes of an answer at most.
pub const MOST: usize = 1 << 20;
/// How long one request may take, from the look-up to the last byte.
const TAKES: Duration = Duration::from_secs(10);
/// Of a name's addresses so many are tried at most.
const TRIED: usize = 4;

/// Where requests may go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// To public addresses, by `https`.
    #[default]
    Public,
    /// To addresses of private networks too, where `http` will do.
    Private,
}

/// Why a request was not answered. Holds neither what was sent nor what came back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// The address is none, or not of a kind that we send to.
    #[error("`{0}` is not an https address")]
    Address(String),
    /// The name leads to an address that is not public.
    #[error("`{0}` is in a network that is not public")]
    Private(String),
    /// The name is not known.
    #[error("the name `{0}` is not known")]
    Unknown(String),
    /// Nobody answers, or what answers is not who it should be.
    #[error("`{0}` does not answer as it should: {1}")]
    Failed(String, String),
    /// The answer did not come in time.
    #[error("`{0}` did not answer within ten seconds")]
    Slow(String),
    /// The answer is longer than [`MOST`].
    #[error("the answer of `{0}` is too long")]
    Long(String),
    /// This machine has no certificates of anybody whom it trusts.
    #[error("this machine trusts no certificate authority: install its ca-certificates")]
    NobodyTrusted,
}

/// Sends requests. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    tls: TlsConnector,
    reach: Reach,
}

impl std::fmt::Debug for Outbound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outbound").field("reach", &self.reach).finish_non_exhaustive()
    }
}

impl Outbound {
    /// Trusts whom the machine trusts.
    ///
    /// # Errors
    /// [`OutboundError::NobodyTrusted`], unless private addresses may be reached, which need no certificate.
    pub fn new(reach: Reach) -> Result<Self, OutboundError> {
        let mut roots = RootCertStore::empty();
        let found = rustls_native_certs::load_native_certs();
        let (taken, _) = roots.add_parsable_certificates(found.certs);
        if taken == 0 && reach == Reach::Public {
            return Err(OutboundError::NobodyTrusted);
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let configuration = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| OutboundError::Failed("TLS".to_owned(), error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { tls: TlsConnector::from(Arc::new(configuration)), reach })
    }

    /// Whether an address is of a kind that requests are sent to; where it leads is found out when one is sent.
    ///
    /// # Errors
    /// [`OutboundError::Address`].
    pub fn parse(&self, address: &str) -> Result<Url, OutboundError> {
        let refused = || OutboundError::Address(address.chars().take(200).collect());
        let url = Url::parse(address).map_err(|_| refused())?;
        let is_of_kind = match url.scheme() {
            "https" => true,
            "http" => self.reach == Reach::Private,
            _ => false,
        };
        let is_plain = url.username().is_empty() && url.password().is_none() && url.host().is_some();
        if is_of_kind && is_plain { Ok(url) } else { Err(refused()) }
    }

    /// Sends a request and reads the whole answer, whatever its status. Redirections are answers like any other.
    ///
    /// # Errors
    /// [`OutboundError`].
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OutboundError> {
        let url = self.parse(&request.uri().to_string())?;
        let named = url.host_str().unwrap_or_default().to_owned();
        match tokio::time::timeout(TAKES, self.exchange(url, &named, request)).await {
            Ok(answered) => answered,
            Err(_) => Err(OutboundError::Slow(named)),
        }
    }

    async fn exchange(
        &self,
        url: Url,
        named: &str,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, OutboundError> {
        let stream = self.connect(&url, named).await?;
        if url.scheme() == "http" {
            return speak(stream, &url, named, request).await;
        }
        let name = match url.host() {
            Some(Host::Domain(domain)) => ServerName::try_from(domain.to_owned()).ok(),
            Some(Host::Ipv4(address)) => Some(ServerName::from(IpAddr::V4(address))),
            Some(Host::Ipv6(address)) => Some(ServerName::from(IpAddr::V6(address))),
            None => None,
        };
        let name = name.ok_or_else(|| OutboundError::Address(url.to_string()))?;
        let stream = self.tls.connect(name, stream).await;
        speak(stream.map_err(|error| OutboundError::Failed(named.to_owned(), error.to_string()))?, &url, named, request)
            .await
    }

    async fn connect(&self, url: &Url, named: &str) -> Result<TcpStream, OutboundError> {
        let port = url.port_or_known_default().unwrap_or(443);
        let found: Vec<SocketAddr> = match url.host() {
            Some(Host::Ipv4(address)) => vec![SocketAddr::new(IpAddr::V4(address), port)],
            Some(Host::Ipv6(address)) => vec![SocketAddr::new(IpAddr::V6(address), port)],
            Some(Host::Domain(domain)) => {
                let found = lookup_host((domain, port)).await;
                found.map_err(|_| OutboundError::Unknown(named.to_owned()))?.collect()
            }
            None => Vec::new(),
        };
        if found.is_empty() {
            return Err(OutboundError::Unknown(named.to_owned()));
        }
        // In the clear only where there is no public network between.
        let allowed = |address: &SocketAddr| match (self.reach, url.scheme()) {
            (Reach::Public, _) => is_public(address.ip()),
            (Reach::Private, "https") => true,
            (Reach::Private, _) => !is_public(address.ip()),
        };
        let allowed: Vec<SocketAddr> = found.into_iter().filter(allowed).take(TRIED).collect();
        if allowed.is_empty() {
            return Err(match self.reach {
                Reach::Public => OutboundError::Private(named.to_owned()),
                Reach::Private => OutboundError::Address(url.to_string()),
            });
        }
        let stream = TcpStream::connect(&allowed[..]).await;
        stream.map_err(|error| OutboundError::Failed(named.to_owned(), error.to_string()))
    }
}

async fn speak<S>(
    stream: S,
    url: &Url,
    named: &str,
    request: Request<Vec<u8>>,
) -> Result<Response<Vec<u8>>, OutboundError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let failed = |error: hyper::Error| OutboundError::Failed(named.to_owned(), error.to_string());
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
    let connection = tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection to the outside ended");
        }
    });
    let answered = answered(&mut sender, url, named, request).await;
    connection.abort();
    answered
}

async fn answered(
    sender: &mut hyper::client::conn::http1::SendRequest<Full<Bytes>>,
    url: &Url,
    named: &str,
    request: Request<Vec<u8>>,
) -> Result<Response<Vec<u8>>, OutboundError> {
    let wrong = || OutboundError::Address(url.to_string());
    let (mut parts, body) = request.into_parts();
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    parts.uri = path.parse::<Uri>().map_err(|_| wrong())?;
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    parts.headers.insert(HOST, HeaderValue::from_str(host).map_err(|_| wrong())?);
    parts.headers.insert(USER_AGENT, HeaderValue::from_static("Prokura"));
    let request = Request::from_parts(parts, Full::new(Bytes::from(body)));
    let answer = sender.send_request(request).await;
    let answer = answer.map_err(|error| OutboundError::Failed(named.to_owned(), error.to_string()))?;
    let (parts, body) = answer.into_parts();
    let body = Limited::new(body, MOST).collect().await.map_err(|_| OutboundError::Long(named.to_owned()))?;
    Ok(Response::from_parts(parts, body.to_bytes().into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::response::Redirect;
    use axum::routing::get;

    async fn served() -> SocketAddr {
        let app = Router::new()
            .route("/", get(|| async { "here" }))
            .route("/away", get(|| async { Redirect::to("/") }))
            .route("/long", get(|| async { vec![b'x'; MOST + 1] }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        address
    }

    async fn fetch(reach: Reach, address: &str) -> Result<(u16, usize), OutboundError> {
        let request = Request::get(address).body(Vec::new()).unwrap();
        let answer = Outbound::new(reach).unwrap().send(request).await?;
        Ok((answer.status().as_u16(), answer.body().len()))
    }

    #[tokio::test]
    async fn only_public_addresses_are_reached() {
        let address = served().await;
        let port = address.port();
        for (asked, refused) in [
            (format!("https://127.0.0.1:{port}/"), true),
            (format!("https://localhost:{port}/"), true),
            (format!("https://[::ffff:127.0.0.1]:{port}/"), true),
            (format!("https://2130706433:{port}/"), true),
            (format!("https://0x7f.1:{port}/"), true),
        ] {
            let error = fetch(Reach::Public, &asked).await.unwrap_err();
            assert_eq!(matches!(error, OutboundError::Private(_)), refused, "{asked}: {error}");
        }
        for asked in [format!("http://127.0.0.1:{port}/"), "ftp://example.org/".to_owned()] {
            assert!(matches!(fetch(Reach::Public, &asked).await, Err(OutboundError::Address(_))), "{asked}");
        }
        for asked in ["https://user@example.org/", "https://", "nonsense", "file:///etc/passwd", "http://x y/"] {
            assert!(matches!(Outbound::new(Reach::Private).unwrap().parse(asked), Err(OutboundError::Address(_))));
        }
        assert_eq!(fetch(Reach::Private, &format!("http://{address}/")).await, Ok((200, 4)));
    }

    #[tokio::test]
    async fn nobody_is_followed_and_nothing_is_read_without_end() {
        let address = served().await;
        assert_eq!(fetch(Reach::Private, &format!("http://{address}/away")).await, Ok((303, 0)));
        let long = fetch(Reach::Private, &format!("http://{address}/long")).await;
        assert_eq!(long, Err(OutboundError::Long("127.0.0.1".to_owned())));
    }

    #[tokio::test]
    async fn in_the_clear_nothing_leaves_private_networks() {
        let error = fetch(Reach::Private, "http://9.9.9.9/").await.unwrap_err();
        assert!(matches!(error, OutboundError::Address(_)), "{error}");
    }
}
