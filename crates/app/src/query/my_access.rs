//! What the caller may do where: every organization that gave them a right, by what, until when, and what they did
//! there lately, as their home's log says it.

use crate::caller::Caller;
use crate::error::Error;
use crate::port::{AuditFilter, Read};
use crate::service::Service;
use prokura_domain::grant::Grant;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::Organization;
use prokura_domain::refusal::Refusal;
use prokura_domain::support::{HelpDeskSession, SupportGrant};
use prokura_domain::time::Timestamp;
use std::collections::BTreeMap;

/// How many of the latest acts are told.
const LATELY: u64 = 3;

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The stable code of what was done.
    pub action: String,
    /// When.
    pub at: Timestamp,
}

/// What the caller has in one organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Where.
    pub organization: Organization,
    /// Roles that are not over, later ones included.
    pub grants: Vec<Grant>,
    /// Support access that runs.
    pub support: Vec<SupportGrant>,
    /// Help Desk sessions that are open.
    pub sessions: Vec<HelpDeskSession>,
    /// What the caller did there last, newest first.
    pub lately: Vec<Act>,
}

/// What is held in one organization.
#[derive(Default)]
struct Held {
    grants: Vec<Grant>,
    support: Vec<SupportGrant>,
    sessions: Vec<HelpDeskSession>,
}

/// Every organization where the caller holds a right of their own, home first, then by name.
///
/// # Errors
/// [`Refusal::Unauthenticated`], or a fault.
pub async fn list(service: &Service, caller: &Caller) -> Result<Vec<Access>, Error> {
    let me = caller.actor.principal().ok_or(Refusal::Unauthenticated)?;
    let now = service.now();
    let mut read = service.read().await?;
    let record = read.principal_record(me).await?.ok_or(Refusal::Unauthenticated)?;
    let mut places: BTreeMap<OrganizationId, Held> = BTreeMap::new();
    places.entry(record.home).or_default();
    for grant in record.grants.into_iter().filter(|grant| !grant.term.is_over(now)) {
        places.entry(grant.organization).or_default().grants.push(grant);
    }
    for grant in record.support_grants.into_iter().filter(|grant| grant.term.contains(now)) {
        places.entry(grant.organization).or_default().support.push(grant);
    }
    for session in record.sessions.into_iter().filter(|session| session.term.contains(now)) {
        places.entry(session.organization).or_default().sessions.push(session);
    }
    let mut all = Vec::with_capacity(places.len());
    for (id, Held { grants, support, sessions }) in places {
        let Some(organization) = read.organization(id).await? else { continue };
        let lately = lately(&mut *read, me, record.home, id).await?;
        all.push(Access { organization, grants, support, sessions, lately });
    }
    all.sort_by_cached_key(|access| {
        (access.organization.id != record.home, access.organization.name.as_str().to_lowercase())
    });
    Ok(all)
}

/// What somebody did last in an organization. The home's log knows it: an act elsewhere is mirrored there, with only
/// what home may know.
async fn lately(
    read: &mut dyn Read,
    me: PrincipalId,
    home: OrganizationId,
    place: OrganizationId,
) -> Result<Vec<Act>, Error> {
    let subject = (place != home).then_some(place.0);
    let filter = AuditFilter { actor: Some(me), subject, outcome: Some("done".to_owned()), ..AuditFilter::default() };
    let entries = read.audit_entries(home, &filter, None, LATELY).await?;
    Ok(entries.into_iter().map(|entry| Act { action: entry.row.action, at: entry.row.at }).collect())
}
