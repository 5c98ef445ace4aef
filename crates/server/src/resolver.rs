//! What is reached outside: identity providers, and the domain name system.

use crate::failure::Failure;
use async_trait::async_trait;
use hickory_resolver::TokioResolver;
use hickory_resolver::proto::rr::RData;
use prokura_app::authentication::Outside;
use prokura_app::port::Resolver;
use prokura_federation::{OpenIdProviders, Outbound, Reach, SetPost};
use prokura_web::site::PublicUrl;
use std::sync::Arc;

/// Everything outside, from a server at this address.
///
/// # Errors
/// A sentence, where nothing can be reached safely.
pub(crate) fn outside(allow_private: bool, public_url: &PublicUrl) -> Result<Outside, Failure> {
    let reach = if allow_private { Reach::Private } else { Reach::Public };
    let outbound = Outbound::new(reach).map_err(|error| Failure::new(error.to_string()))?;
    Ok(Outside {
        post: Arc::new(SetPost::new(outbound.clone())),
        providers: Arc::new(OpenIdProviders::new(outbound)),
        resolver: Arc::new(SystemResolver),
        origin: public_url.origin().to_owned(),
    })
}

/// The domain name system as this machine is set up to ask it.
struct SystemResolver;

#[async_trait]
impl Resolver for SystemResolver {
    async fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        // Made anew each time: nothing is remembered of a record that somebody has only just published.
        let resolver = TokioResolver::builder_tokio().and_then(|builder| builder.build());
        let resolver = resolver.map_err(|error| error.to_string())?;
        let found = match resolver.txt_lookup(format!("{name}.")).await {
            Ok(found) => found,
            Err(error) if error.is_no_records_found() => return Ok(Vec::new()),
            Err(error) => return Err(error.to_string()),
        };
        let texts = found
            .answers()
            .iter()
            .filter_map(|record| if let RData::TXT(text) = &record.data { Some(text.txt_data.concat()) } else { None });
        Ok(texts.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect())
    }
}
