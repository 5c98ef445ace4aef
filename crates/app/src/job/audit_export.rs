//! Entries of an audit log as a file: CSV for people, JSON Lines for programs.

use super::{FileShape, Made};
use crate::error::Error;
use crate::port::{AuditFilter, Read, StoredAuditEntry};
use crate::service::Service;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::job::{Job, JobState};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Entries of one part: read and written out outside of any write transaction, and then a quick write.
pub const ENTRIES: u64 = 200;

/// The form of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// RFC 4180, with a byte order mark so that spreadsheets read it as UTF-8.
    Csv,
    /// One JSON object a line, each like an entry of the API.
    Jsonl,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Jsonl];

    /// The stable code, which is the ending of the file's name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }

    /// The form of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.code() == code)
    }

    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Jsonl => "application/jsonl",
        }
    }
}

/// What is exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Which entries; what came after the click is not among them.
    pub filter: AuditFilter,
    /// In which form.
    pub format: Format,
}

impl Wanted {
    /// What a job exports.
    ///
    /// # Errors
    /// When its row does not say it.
    pub fn of(job: &Job) -> Result<Self, Error> {
        serde_json::from_str(&job.arguments).map_err(|error| Error::Internal(format!("job {}: {error}", job.id)))
    }
}

/// Names of those who acted, and of where they are at home, as the list of entries shows them too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actors {
    /// People and services.
    pub principals: BTreeMap<PrincipalId, String>,
    /// Their homes.
    pub homes: BTreeMap<OrganizationId, String>,
}

/// The next part: entries below the position, newest first, as the list shows them.
pub(super) async fn part(service: &Service, shape: &dyn FileShape, job: &Job) -> Result<Made, Error> {
    let wanted = Wanted::of(job)?;
    let mut read = service.read().await?;
    let entries = read.audit_entries(job.organization, &wanted.filter, Some(job.position), ENTRIES).await?;
    let actors = actors(&mut *read, &entries).await?;
    let is_last = u64::try_from(entries.len()).unwrap_or(ENTRIES) < ENTRIES;
    let position = entries.last().map_or(job.position, |entry| entry.row.number);
    let mut bytes = if job.parts == 0 { shape.audit_head(wanted.format) } else { Vec::new() };
    for entry in &entries {
        bytes.extend(shape.audit_entry(wanted.format, entry, &actors)?);
    }
    let done = if is_last { job.total } else { (job.total + 1).saturating_sub(position) };
    let state = if is_last { JobState::Done } else { JobState::Working };
    Ok(Made { part: (!bytes.is_empty()).then_some(bytes), position, cursor: None, done, state })
}

async fn actors(read: &mut dyn Read, entries: &[StoredAuditEntry]) -> Result<Actors, Error> {
    let ids: BTreeSet<PrincipalId> = entries.iter().filter_map(|entry| entry.row.actor).collect();
    let homes: BTreeSet<OrganizationId> = entries.iter().filter_map(|entry| entry.row.actor_home).collect();
    let mut actors = Actors::default();
    let wanted: Vec<PrincipalId> = ids.iter().copied().collect();
    actors
        .principals
        .extend(read.people(&wanted).await?.into_iter().map(|person| (person.id, person.name.to_string())));
    for id in ids {
        if !actors.principals.contains_key(&id) {
            actors.principals.extend(read.service_account(id).await?.map(|it| (id, it.name.to_string())));
        }
    }
    for id in homes {
        actors.homes.extend(read.organization(id).await?.map(|it| (id, it.name.to_string())));
    }
    Ok(actors)
}
