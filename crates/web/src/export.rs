//! Exports: how what is exported looks in a file, and how the file goes out, part by part.

use crate::api::audit::entry;
use crate::csv::row;
use crate::text::Language;
use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::Response;
use futures_util::{StreamExt as _, stream};
use prokura_app::caller::Caller;
use prokura_app::error::Error;
use prokura_app::job::FileShape;
use prokura_app::job::audit_export::{Actors, Format, Wanted};
use prokura_app::port::StoredAuditEntry;
use prokura_app::query::jobs;
use prokura_app::service::Service;
use prokura_domain::id::JobId;
use prokura_domain::job::{Job, JobKind, JobState};
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use prokura_domain::text::Locale;
use prokura_domain::time::Timestamp;
use prokura_wire::time::rfc3339;

/// Spreadsheets take a file without a byte order mark for one of their own code page.
const BYTE_ORDER: &str = "\u{feff}";

/// Columns of the CSV: the members of an entry of the API, and the names of who acted.
const COLUMNS: [&str; 17] = [
    "number",
    "at",
    "actor",
    "actor_name",
    "actor_home",
    "actor_home_name",
    "action",
    "outcome",
    "control",
    "subject",
    "support_request",
    "request",
    "revision",
    "policy",
    "facts",
    "id",
    "leaf_hash",
];

/// Keys of the headings of a file of administrators (ROL-06). The import knows a column by its heading in any language.
pub(crate) const ADMINISTRATORS: [&str; 3] =
    ["administrators-column-name", "administrators-column-email", "administrators-column-roles"];

/// Files as the API shows things.
#[derive(Clone, Copy, Debug, Default)]
pub struct AsOnTheWire;

impl FileShape for AsOnTheWire {
    fn audit_head(&self, format: Format) -> Vec<u8> {
        match format {
            Format::Csv => {
                let mut head = BYTE_ORDER.to_owned();
                row(&mut head, COLUMNS.iter().map(|column| (*column).to_owned()));
                head.into_bytes()
            }
            Format::Jsonl => Vec::new(),
        }
    }

    fn administrators_head(&self, language: Locale) -> Vec<u8> {
        let mut head = BYTE_ORDER.to_owned();
        row(&mut head, ADMINISTRATORS.iter().map(|key| Language(language).text(key)));
        head.into_bytes()
    }

    fn administrator(&self, person: &Person, roles: &[String]) -> Vec<u8> {
        let mut line = String::new();
        row(&mut line, [person.name.to_string(), person.email.to_string(), roles.join(", ")].into_iter());
        line.into_bytes()
    }

    fn audit_entry(&self, format: Format, stored: &StoredAuditEntry, actors: &Actors) -> Result<Vec<u8>, Error> {
        let entry = entry(stored)?;
        let internal = |error: serde_json::Error| Error::Internal(error.to_string());
        if format == Format::Jsonl {
            let mut line = serde_json::to_vec(&entry).map_err(internal)?;
            line.push(b'\n');
            return Ok(line);
        }
        let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let actor = stored.row.actor.and_then(|actor| actors.principals.get(&actor));
        let home = stored.row.actor_home.and_then(|home| actors.homes.get(&home));
        let mut line = String::new();
        let fields: [String; COLUMNS.len()] = [
            entry.number.to_string(),
            rfc3339(entry.at.0),
            id(entry.actor),
            actor.cloned().unwrap_or_default(),
            id(entry.actor_home),
            home.cloned().unwrap_or_default(),
            entry.action,
            entry.outcome,
            entry.control.unwrap_or_default(),
            id(entry.subject),
            id(entry.support_request),
            entry.request.to_string(),
            entry.revision.to_string(),
            entry.policy,
            serde_json::to_string(&entry.facts).map_err(internal)?,
            entry.id.to_string(),
            entry.leaf_hash,
        ];
        row(&mut line, fields.into_iter());
        Ok(line.into_bytes())
    }
}

/// The file of an export of the caller's own, or how far it is where it is not done.
pub(crate) enum File {
    /// The file.
    Ready(Response),
    /// It is not made, or will never be.
    Missing(Job),
}

/// The file of an export of the caller's own. No more than one part is in memory, and each part asks again: who loses the
/// right half way gets no more.
///
/// # Errors
/// As [`jobs::get`].
pub(crate) async fn file(
    service: &Service,
    caller: &Caller,
    organization: &str,
    id: JobId,
    kind: JobKind,
) -> Result<File, Error> {
    let job = jobs::get(service, caller, organization, id, kind).await?;
    if job.state != JobState::Done {
        return Ok(File::Missing(job));
    }
    let (what, format) = match job.kind {
        JobKind::AuditExport => ("audit", Wanted::of(&job)?.format),
        JobKind::AdministratorsExport => ("administrators", Format::Csv),
        JobKind::PeopleChanges | JobKind::ProductNews => return Err(Refusal::NotFound.into()),
    };
    // The first part is read before anything is said, so that what fails at once is told as it should be.
    let first = jobs::part(service, caller, organization, id, kind, 0).await?.unwrap_or_default();
    let asked = (service.clone(), caller.clone(), organization.to_owned());
    let rest = stream::try_unfold((asked, 1), move |(asked, number)| async move {
        let (service, caller, organization) = &asked;
        let part = jobs::part(service, caller, organization, id, kind, number).await?;
        Ok::<_, Error>(part.map(|part| (Bytes::from(part), (asked, number + 1))))
    });
    let begin = stream::once(async move { Ok::<_, Error>(Bytes::from(first)) });
    let mut response = Response::new(Body::from_stream(begin.chain(rest)));
    // A moment in a file name has no colons: not every system takes them.
    let moment = rfc3339(Timestamp(job.created_at.0 - job.created_at.0.rem_euclid(1_000_000))).replace(':', "");
    let place = service.read().await?.organization(job.organization).await?;
    let slug = place.map(|it| it.slug.to_string()).unwrap_or_default();
    let name = format!("attachment; filename=\"{slug}-{what}-{moment}.{}\"", format.code());
    let name = HeaderValue::from_str(&name).map_err(|error| Error::Internal(error.to_string()))?;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(CONTENT_DISPOSITION, name);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(File::Ready(response))
}
