//! The organization switcher: the organizations that somebody administers, by what right and until when, on every page
//! (EXT-16).

use super::visit::Visit;
use crate::site::Site;
use prokura_app::caller::Caller;
use prokura_app::error::Error;
use prokura_domain::id::OrganizationId;
use prokura_domain::organization::OrganizationKind;
use prokura_domain::person::Person;
use prokura_domain::time::Timestamp;

/// How many the switcher shows; the list of organizations has all of them.
const SHOWN: usize = 8;

/// An organization to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// The name.
    pub name: String,
    /// Its overview.
    pub href: String,
    /// By what right; empty without one.
    pub roles: String,
    /// Until when the last of them lasts, in words; `None` without an end.
    pub until: Option<String>,
}

/// Home, what gave somebody a right, and the first customers that their roles reach, in this order.
///
/// # Errors
/// When the store fails.
pub(crate) async fn doors(site: &Site, caller: &Caller, person: &Person, visit: &Visit) -> Result<Vec<Door>, Error> {
    let sight = site.service.sight(caller)?;
    let mut read = site.service.read().await?;
    let mut ids: Vec<OrganizationId> = vec![person.home];
    let mut add = |id: OrganizationId| {
        if ids.len() < SHOWN && !ids.contains(&id) {
            ids.push(id);
        }
    };
    if let Some(record) = read.principal_record(person.id).await? {
        let granted = record.grants.iter().filter(|it| it.term.contains(sight.now)).map(|it| it.organization);
        let support = record.support_grants.iter().filter(|it| it.term.contains(sight.now)).map(|it| it.organization);
        granted.chain(support).for_each(&mut add);
    }
    let home = read.organization(person.home).await?;
    if home.is_some_and(|home| home.kind == OrganizationKind::Partner) {
        let ties = read.relationships_of_partner(person.home).await?;
        ties.iter().filter(|tie| tie.term.contains(sight.now)).for_each(|tie| add(tie.customer));
    }
    let mut doors = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(handle) = sight.snapshot().organization_by_id(id) else { continue };
        if !sight.sees(handle)? {
            continue;
        }
        let Some(organization) = read.organization(id).await? else { continue };
        let standings = super::house::standings(&sight, visit.language.0, handle)?;
        let mut titles: Vec<String> = Vec::new();
        for standing in &standings {
            if !titles.contains(&standing.title) {
                titles.push(standing.title.clone());
            }
        }
        let untils: Option<Vec<Timestamp>> = standings.iter().map(|standing| standing.until).collect();
        let last = untils.and_then(|all| all.into_iter().max());
        doors.push(Door {
            name: organization.name.to_string(),
            href: format!("/o/{}", organization.slug),
            roles: titles.join(", "),
            until: last.map(|at| visit.t1("until", "moment", visit.moment(at).short)),
        });
    }
    Ok(doors)
}
