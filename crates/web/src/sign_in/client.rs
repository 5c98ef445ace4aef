//! Where a request comes from, and from what: the peer's address, or what a trusted proxy says of it, and what the browser
//! calls itself.

use crate::request::Current;
use crate::site::Site;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use prokura_app::authentication::Circumstances;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Under which circumstances somebody comes.
pub(crate) struct Client(pub(crate) Circumstances);

impl FromRequestParts<Site> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        // Without a connection there is no network, either: a caller inside this process.
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let device = parts.headers.get(USER_AGENT).and_then(|device| device.to_str().ok()).unwrap_or_default();
        Ok(Self(Circumstances {
            address: client(peer, &parts.headers, &site.trusted_proxies),
            device: device.to_owned(),
            request: Current::of(parts).id,
        }))
    }
}

/// The nearest address that is no trusted proxy. Anybody can write the header, so only what a trusted proxy added at its
/// end counts.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let told = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let told: Vec<&str> = told.flat_map(|value| value.split(',')).collect();
    let mut nearest = peer.to_canonical();
    for next in told.into_iter().rev() {
        if !trusted.contains(&nearest) {
            break;
        }
        match next.trim().parse::<IpAddr>() {
            Ok(address) => nearest = address.to_canonical(),
            Err(_) => break,
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, told: &str, trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", told.parse().unwrap());
        let trusted: Vec<IpAddr> = trusted.iter().map(|address| address.parse().unwrap()).collect();
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(of("192.0.2.9", "198.51.100.1", &[]), "192.0.2.9");
        assert_eq!(of("10.0.0.1", "198.51.100.1", &["10.0.0.1"]), "198.51.100.1");
        assert_eq!(of("10.0.0.1", "203.0.113.66, 198.51.100.1", &["10.0.0.1"]), "198.51.100.1");
        assert_eq!(of("10.0.0.1", "203.0.113.66, 198.51.100.1, 10.0.0.2", &["10.0.0.1", "10.0.0.2"]), "198.51.100.1");
        assert_eq!(of("10.0.0.1", "nonsense", &["10.0.0.1"]), "10.0.0.1");
        assert_eq!(of("::ffff:10.0.0.1", "2001:db8::1", &["10.0.0.1"]), "2001:db8::1");
    }
}
