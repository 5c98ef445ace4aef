//! What is asked of the giver before anything is told: could they give something here at all, whom they may name, and
//! whether they may give this.

use crate::command::guard::code::TROUBLESHOOTING_GIVER;
use crate::command::guard::problem::broken;
use crate::error::Error;
use crate::work::{Work, forbidden};
use prokura_decision::giving::{Giving, decide_giving};
use prokura_decision::loaded::ResourceId;
use prokura_decision::mask::Level;
use prokura_decision::permit::Permit;
use prokura_decision::policy::{Role, RoleClass};
use prokura_domain::grant::{Scope, role};
use prokura_domain::id::{OrganizationId, PrincipalId, SiteId};
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use prokura_domain::text::EmailAddress;
use serde::{Deserialize, Serialize};

/// Whom a command is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A person by id.
    Id(PrincipalId),
    /// A person by address, as typed at *Verify e-mail* (EXT-03).
    Email(EmailAddress),
}

/// Rights that can give something somewhere (decision: `giving`).
const GIVING: [&str; 6] =
    ["roles", "customer_roles", "external_admins", "partner_roles", "contact_center_admins", "events"];

/// Makes sure that the actor could give something in the organization: whoever could not learns nothing more.
pub(crate) fn could_give(work: &Work<'_>, organization: OrganizationId) -> Result<(), Refusal> {
    let asked: Vec<_> = GIVING.into_iter().map(|control| work.ask_manage(control, organization)).collect();
    if asked.iter().any(Result::is_ok) {
        return Ok(());
    }
    let sites: Vec<SiteId> =
        work.organization(organization)?.sites.iter().map(|(site, ..)| *site).collect();
    if sites.into_iter().any(|site| gives_on(work, organization, site)) {
        return Ok(());
    }
    asked.into_iter().next().map_or(Err(Refusal::NotFound), |first| first.map(drop))
}

/// Whether the actor gives site roles on a site.
pub(crate) fn gives_on(work: &Work<'_>, organization: OrganizationId, site: SiteId) -> bool {
    work.facts
        .target(organization, ResourceId::Site(site))
        .is_some_and(|target| work.ask("roles", Level::Manage, organization, target).is_ok())
}

/// The person a command is about. `None` for nobody, for a service account, and for an outsider of whom the actor may
/// not know here: the same answer.
pub(crate) async fn resolve(
    work: &mut Work<'_>,
    organization: OrganizationId,
    holder: &Holder,
) -> Result<Option<Person>, Error> {
    let person = match holder {
        Holder::Id(id) => work.read().person(*id).await?,
        Holder::Email(email) => work.read().person_by_email(email).await?,
    };
    let Some(person) = person else { return Ok(None) };
    work.know_principal(person.id).await?;
    let known = person.home == organization || knows_outsider(work, organization, person.id);
    Ok(known.then_some(person))
}

/// An outsider is known to who may add external administrators, and to who may see them once they are.
fn knows_outsider(work: &Work<'_>, organization: OrganizationId, person: PrincipalId) -> bool {
    if work.ask_manage("external_admins", organization).is_ok() {
        return true;
    }
    let listed = work.facts.principal_record(person).is_some_and(|record| {
        record.grants.iter().any(|grant| grant.organization == organization && !grant.term.is_over(work.now))
    });
    let target = prokura_decision::facts::Target::Organization;
    listed && work.ask("external_admins", Level::Read, organization, target).is_ok()
}

/// Whether the actor may give, change or take a role: the permit, or why not.
pub(crate) fn may_give(
    work: &Work<'_>,
    organization: OrganizationId,
    holder: PrincipalId,
    role: &Role,
    scope: &Scope,
) -> Result<Permit, Refusal> {
    let giver = work.actor()?;
    let giving = Giving { giver, holder, role, scope, organization };
    decide_giving(&work.facts, &giving, work.now).map_err(|explanation| {
        // ROL-08: who gives every other role learns what this one asks beyond.
        if role.key == role::ADVANCED_TROUBLESHOOTING && work.ask_manage("roles", organization).is_ok() {
            return broken(TROUBLESHOOTING_GIVER);
        }
        let at_home = work.is_home_of(holder, organization);
        let control = match role.class {
            RoleClass::External => "external_admins",
            RoleClass::Partner => "partner_roles",
            RoleClass::Site | RoleClass::Service if !at_home => "external_admins",
            RoleClass::Organization
            | RoleClass::Location
            | RoleClass::Site
            | RoleClass::Service
            | RoleClass::Vendor => "roles",
        };
        forbidden(format!("{control}.manage"), &explanation)
    })
}
