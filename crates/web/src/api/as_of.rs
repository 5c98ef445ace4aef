//! Who could do what in an organization at a moment.

use super::extract::{Listing, Path, Query, Reading};
use crate::as_of::{self, Format, MOST};
use crate::problem::Problem;
use crate::site::Site;
use axum::Json;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use prokura_app::caller::Caller;
use prokura_app::error::Error;
use prokura_app::query::as_of::open;
use prokura_app::service::Service;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use prokura_wire::as_of::{AsOf, AsOfFile, SigningKey, SigningKeys};
use prokura_wire::time::parse;

/// The signature of a file: a JWS without the content (RFC 7515, appendix F).
pub(super) const SIGNATURE: HeaderName = HeaderName::from_static("prokura-signature");

/// Which moment, and which page.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AsOfQuery {
    /// The moment, RFC 3339; now where it is not said.
    at: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many people at most: 50 where it is not said, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

impl Listing for AsOfQuery {}

/// Which moment, and which file.
#[derive(Clone, Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ExportQuery {
    /// The moment, RFC 3339; now where it is not said.
    at: Option<String>,
    /// `json`, where it is not said, or `csv`.
    format: Option<String>,
    /// Whether to answer the file inside its signature: a compact JWS.
    #[serde(default)]
    signed: bool,
}

/// Who could do what in an organization at a moment, under the policy of that time. Asks `audit.read` today; people of the
/// organization are told to whoever may read what they hold, people from outside to whoever has `external_admins.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/as-of", operation_id = "get_as_of", tag = "audit",
    params(("organization" = String, Path, description = "Id or look-up key."), AsOfQuery),
    responses((status = 200, description = "What was so, and a page of people.", body = AsOf)),
)]
pub(super) async fn get_as_of(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<AsOfQuery>,
) -> Result<Json<AsOf>, Problem> {
    let list = reading.list(&["as-of", &organization], &query)?;
    let part = list.part()?;
    let service = &reading.site.service;
    let at = moment(service, query.at.as_deref()).map_err(|refusal| reading.fail(refusal))?;
    let scene = open(service, &reading.caller, &organization, at).await;
    let mut scene = scene.map_err(|error| reading.fail(error))?;
    let found = scene.people(part.after, part.limit).await.map_err(|error| reading.fail(error))?;
    let (policy, language) = (std::sync::Arc::clone(&scene.policy), reading.current.language);
    let page = list.page(found.map(|holder| as_of::holder(&policy, &scene.record, language, holder))).0;
    Ok(Json(AsOf { place: as_of::place(&scene), items: page.items, next_cursor: page.next_cursor }))
}

/// The same as a signed file to keep, with everybody: at most 20,000 people.
///
/// The header `Prokura-Signature` is the JWS of the file without its content; `signed=true` answers the whole JWS, with the file in
/// it. `/.well-known/jwks.json` has the keys.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/as-of/export", operation_id = "export_as_of", tag = "audit",
    params(("organization" = String, Path, description = "Id or look-up key."), ExportQuery),
    responses((status = 200, description = "The file.", content(
        (AsOfFile = "application/json"), (String = "text/csv"), (String = "application/jose")
    ))),
)]
pub(super) async fn export_as_of(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<ExportQuery>,
) -> Result<Response, Problem> {
    let service = &reading.site.service;
    let wanted = Export { at: query.at.as_deref(), format: query.format.as_deref(), signed: query.signed };
    download(service, &reading.caller, &organization, &wanted).await.map_err(|error| reading.fail(error))
}

/// The public keys of signatures (RFC 7517, RFC 8037).
#[utoipa::path(
    get, path = "/.well-known/jwks.json", operation_id = "get_signing_keys", tag = "audit",
    security(()),
    responses((status = 200, description = "Every key that signs or has signed, the one that signs last.", body = SigningKeys)),
)]
pub(super) async fn get_signing_keys(State(site): State<Site>) -> Json<SigningKeys> {
    let keys = site.service.keys().public_keys().keys.into_iter();
    let keys = keys.map(|key| SigningKey {
        kty: key.kty,
        crv: key.crv,
        x: key.x,
        kid: key.kid,
        alg: key.alg,
        r#use: key.usage,
    });
    Json(SigningKeys { keys: keys.collect() })
}

/// Which file is asked for.
pub(crate) struct Export<'a> {
    /// The moment; now where it is not said.
    pub(crate) at: Option<&'a str>,
    /// The format's code.
    pub(crate) format: Option<&'a str>,
    /// Whether the file is wanted inside its signature.
    pub(crate) signed: bool,
}

/// A file on its way to whoever keeps it.
pub(crate) async fn download(
    service: &Service,
    caller: &Caller,
    organization: &str,
    wanted: &Export<'_>,
) -> Result<Response, Error> {
    let format = Format::from_code(wanted.format.unwrap_or("json"));
    let format = format.ok_or_else(|| Refusal::field("format", "value_unknown"))?;
    let at = moment(service, wanted.at)?;
    let mut scene = open(service, caller, organization, at).await?;
    let made_by = name(service, caller).await?;
    let bytes = as_of::file(&mut scene, format, service.now(), made_by, MOST).await?;
    let signed = service.keys().sign(&bytes);
    let signed = signed.ok_or_else(|| Error::Internal("the master key cannot sign".to_owned()))?;
    // A moment in a file name has no colons: not every system takes them.
    let moment = prokura_wire::time::rfc3339(at).replace(':', "");
    let ending = if wanted.signed { ".jws" } else { "" };
    let name = format!("{}-as-of-{moment}.{}{ending}", scene.record.organization.slug, format.code());
    let header = |text: &str| HeaderValue::from_str(text).map_err(|error| Error::Internal(error.to_string()));
    let disposition = header(&format!("attachment; filename=\"{name}\""))?;
    let media = if wanted.signed { "application/jose" } else { format.media_type() };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(media)),
        (CONTENT_DISPOSITION, disposition),
        (SIGNATURE, header(&signed.detached())?),
    ];
    Ok(if wanted.signed { (headers, signed.whole()).into_response() } else { (headers, bytes).into_response() })
}

fn moment(service: &Service, at: Option<&str>) -> Result<Timestamp, Refusal> {
    match at {
        None => Ok(service.now()),
        Some(text) => parse(text).ok_or_else(|| Refusal::field("at", "value_invalid")),
    }
}

/// Who makes a file, by the name that a reader of it knows.
async fn name(service: &Service, caller: &Caller) -> Result<String, Error> {
    let id = caller.actor.principal().ok_or(Refusal::Unauthenticated)?;
    let mut read = service.read().await?;
    if let Some(person) = read.person(id).await? {
        return Ok(person.email.into());
    }
    Ok(read.service_account(id).await?.ok_or(Refusal::Unauthenticated)?.name.into())
}
