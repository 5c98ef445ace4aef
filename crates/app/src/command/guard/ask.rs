//! What is asked of the giver before anything is told: could they give something here at all, and may they give this.

use crate::command::guard::code::TROUBLESHOOTING_GIVER;
use crate::command::guard::problem::broken;
use crate::work::{Work, forbidden};
use prokura_decision::giving::{Giving, decide_giving};
use prokura_decision::loaded::ResourceId;
use prokura_decision::mask::Level;
use prokura_decision::permit::Permit;
use prokura_decision::policy::{Role, RoleClass};
use prokura_domain::grant::{Scope, role};
use prokura_domain::id::{OrganizationId, PrincipalId, SiteId};
use prokura_domain::refusal::Refusal;

/// Rights that can give something somewhere (decision: `giving`).
const GIVING: [&str; 6] =
    ["roles", "customer_roles", "external_admins", "partner_roles", "contact_center_admins", "events"];

/// Makes sure that the actor could give something in the organization: whoever could not learns nothing more.
pub(crate) fn could_give(work: &Work<'_>, organization: OrganizationId) -> Result<(), Refusal> {
    let asked: Vec<_> = GIVING.into_iter().map(|control| work.ask_manage(control, organization)).collect();
    if asked.iter().any(Result::is_ok) {
        return Ok(());
    }
    let sites: Vec<SiteId> = work.organization(organization)?.sites.iter().map(|(site, ..)| *site).collect();
    if sites.into_iter().any(|site| gives_on(work, organization, site)) {
        return Ok(());
    }
    asked.into_iter().next().map_or(Err(Refusal::NotFound), |first| first.map(drop))
}

/// Makes sure that the actor could give something in the organization as a whole: the permit of what they could.
pub(crate) fn giving(work: &Work<'_>, organization: OrganizationId) -> Result<Permit, Refusal> {
    let mut asked: Vec<_> = GIVING.into_iter().map(|control| work.ask_manage(control, organization)).collect();
    let could = asked.iter().position(Result::is_ok).unwrap_or_default();
    asked.swap_remove(could)
}

/// Whether the actor gives site roles on a site.
pub(crate) fn gives_on(work: &Work<'_>, organization: OrganizationId, site: SiteId) -> bool {
    work.facts
        .target(organization, ResourceId::Site(site))
        .is_some_and(|target| work.ask("roles", Level::Manage, organization, target).is_ok())
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
            | RoleClass::Vendor
            | RoleClass::Custom => "roles",
        };
        forbidden(format!("{control}.manage"), &explanation)
    })
}
