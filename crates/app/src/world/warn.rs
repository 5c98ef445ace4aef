//! What does import not check, because it may lapse, and is not as the rule book has it now?

use super::known::Known;
use crate::port::WorldRows;
use crate::seats::{Held, pools};
use crate::standing::works_at_help_desk;
use prokura_decision::policy::{Policy, Role, RoleClass, ScopeKind};
use prokura_domain::grant::{Grant, Origin, Scope, role};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::{OrganizationKind, SiteManagement, Subscription};
use prokura_domain::person::PersonStatus;
use prokura_domain::time::{Term, Timestamp};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::fmt;

/// The service whose administration CC-07 and EXT-02 speak of.
const CONTACT_CENTER: &str = "contact_center";
/// The service whose sites EXT-02 speaks of.
const MEETINGS: &str = "meetings";

/// One thing that is not as the rule book has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Warning {
    /// The organization it is about, by its look-up key; empty for the world as a whole.
    pub organization: String,
    /// The rule, for example `ORG-07`.
    pub rule: &'static str,
    /// The stable code, for example `one_full_admin`.
    pub code: &'static str,
    /// The person it is about, by e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// What is so, in English.
    pub text: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.rule)?;
        if !self.organization.is_empty() {
            write!(f, "{}: ", self.organization)?;
        }
        if let Some(person) = &self.person {
            write!(f, "{person}: ")?;
        }
        f.write_str(&self.text)
    }
}

/// Everything that is worth a warning at a moment, by organization, rule and person.
#[must_use]
pub fn warnings(rows: &WorldRows, policy: &Policy, now: Timestamp) -> Vec<Warning> {
    let known = Known::stored(rows);
    let mut warner = Warner { rows, policy, now, facts: Facts::gather(rows, now), known, found: Vec::new() };
    warner.vendor();
    warner.full_administrators();
    for grant in rows.grants.iter().filter(|grant| grant.term.contains(now)) {
        if let Some(role) = policy.role(&grant.role) {
            warner.grant(grant, policy.role_at(role));
        }
    }
    warner.support();
    warner.seats();
    let mut found = warner.found;
    found.sort_unstable();
    found.dedup();
    found
}

/// What is so at the moment.
struct Facts<'a> {
    /// Partner and customer.
    managed: HashSet<(OrganizationId, OrganizationId)>,
    /// Customer, seller and services of active subscriptions.
    sold: Vec<(OrganizationId, OrganizationId, &'a [String])>,
    /// Keys of the roles somebody holds in an organization.
    roles: HashMap<(PrincipalId, OrganizationId), HashSet<&'a str>>,
    status: HashMap<PrincipalId, PersonStatus>,
}

impl<'a> Facts<'a> {
    fn gather(rows: &'a WorldRows, now: Timestamp) -> Self {
        let mut roles: HashMap<_, HashSet<&'a str>> = HashMap::new();
        for grant in rows.grants.iter().filter(|grant| grant.term.contains(now)) {
            roles.entry((grant.principal, grant.organization)).or_default().insert(&grant.role);
        }
        Self {
            managed: (rows.relationships.iter().filter(|row| row.term.contains(now)))
                .map(|row| (row.partner, row.customer))
                .collect(),
            sold: (rows.subscriptions.iter().filter(|row| row.term.contains(now)))
                .map(|row| (row.customer, row.seller, &row.services[..]))
                .collect(),
            roles,
            status: rows.people.iter().map(|row| (row.id, row.status)).collect(),
        }
    }

    fn sells(&self, seller: OrganizationId, customer: OrganizationId) -> bool {
        self.sold.iter().any(|(to, by, _)| (*to, *by) == (customer, seller))
    }

    fn has_service(&self, organization: OrganizationId, service: &str) -> bool {
        self.sold.iter().any(|(to, _, services)| *to == organization && services.iter().any(|s| s == service))
    }

    fn provisions(&self, seller: OrganizationId, customer: OrganizationId, service: &str) -> bool {
        let sold = |services: &[String]| services.iter().any(|s| s == service);
        self.sold.iter().any(|(to, by, services)| (*to, *by) == (customer, seller) && sold(services))
    }
}

struct Warner<'a> {
    rows: &'a WorldRows,
    policy: &'a Policy,
    now: Timestamp,
    facts: Facts<'a>,
    known: Known,
    found: Vec<Warning>,
}

impl Warner<'_> {
    fn warn(
        &mut self,
        organization: OrganizationId,
        person: Option<PrincipalId>,
        rule: &'static str,
        code: &'static str,
        text: impl Into<String>,
    ) {
        self.found.push(Warning {
            organization: self.known.organizations.name(organization),
            rule,
            code,
            person: person.map(|person| self.known.people.name(person)),
            text: text.into(),
        });
    }

    /// ORG-01.
    fn vendor(&mut self) {
        if !self.rows.organizations.iter().any(|row| row.kind == OrganizationKind::Vendor) {
            let text = "no organization is the vendor".to_owned();
            self.found.push(Warning {
                organization: String::new(),
                rule: "ORG-01",
                code: "no_vendor",
                person: None,
                text,
            });
        }
    }

    /// ORG-07: own, active, without an end; until there is one, the first person from the partner counts (ORG-03).
    fn full_administrators(&mut self) {
        let mut own: HashMap<OrganizationId, HashSet<PrincipalId>> = HashMap::new();
        let mut first: HashMap<OrganizationId, HashSet<PrincipalId>> = HashMap::new();
        for grant in &self.rows.grants {
            let lasts = grant.term.contains(self.now) && grant.term.until.is_none();
            let active = self.facts.status.get(&grant.principal) == Some(&PersonStatus::Active);
            if !lasts || !active {
                continue;
            }
            let at_home = self.known.homes.get(&grant.principal) == Some(&grant.organization);
            if grant.role == role::FULL_ADMIN && at_home {
                own.entry(grant.organization).or_default().insert(grant.principal);
            } else if grant.role == role::EXTERNAL_FULL_ADMIN && grant.origin == Origin::FirstPerson {
                first.entry(grant.organization).or_default().insert(grant.principal);
            }
        }
        for organization in self.rows.organizations.iter().filter(|row| row.active) {
            match organization.kind {
                OrganizationKind::Partner | OrganizationKind::Customer | OrganizationKind::SelfRegistered => {}
                // The vendor has roles of its own, and consumers administer nothing.
                OrganizationKind::Vendor | OrganizationKind::Consumer => continue,
            }
            let count = |by: &HashMap<_, HashSet<_>>| by.get(&organization.id).map_or(0, HashSet::len);
            let number = match count(&own) {
                0 => count(&first),
                number => number,
            };
            match number {
                0 => self.warn(
                    organization.id,
                    None,
                    "ORG-07",
                    "no_full_admin",
                    "has no active full administrator without an end date",
                ),
                1 => self.warn(
                    organization.id,
                    None,
                    "ORG-07",
                    "one_full_admin",
                    "has only one active full administrator without an end date; two are recommended",
                ),
                _ => {}
            }
        }
    }

    fn grant(&mut self, grant: &Grant, role: &Role) {
        let (person, organization) = (grant.principal, grant.organization);
        let who = Some(person);
        self.beside(grant, role);
        self.scope(grant, role);
        if role.needs_sale
            && let Some(home) = self.known.homes.get(&person)
            && !self.facts.sells(*home, organization)
        {
            let text = format!("`{}` counts for nothing: their home has no active sale there", role.key);
            self.warn(organization, who, "EXT-11", "no_sale", text);
        }
        let outside = self.known.homes.get(&person).is_some_and(|home| *home != organization);
        if outside {
            self.external(grant, role);
        }
    }

    /// ROL-08: advanced troubleshooting counts only beside one of the roles that the policy names.
    fn beside(&mut self, grant: &Grant, role: &Role) {
        if role.key != role::ADVANCED_TROUBLESHOOTING {
            return;
        }
        let held = self.facts.roles.get(&(grant.principal, grant.organization));
        let others = role.beside.iter().map(|beside| beside.roles);
        let satisfied = held.is_some_and(|held| {
            let mut held = held.iter().filter_map(|key| self.policy.role(key));
            held.any(|role| others.clone().any(|others| others.has(role)))
        });
        if !satisfied {
            let text = "has advanced troubleshooting without being a full, read-only or support administrator";
            self.warn(grant.organization, Some(grant.principal), "ROL-08", "nothing_beside", text);
        }
    }

    /// PTR-02, SIT-01: what a scope holds and no longer can.
    fn scope(&mut self, grant: &Grant, role: &Role) {
        let who = Some(grant.principal);
        match &grant.scope {
            Scope::Customers(customers) if role.scope == ScopeKind::Customers => {
                for customer in customers {
                    if !self.facts.managed.contains(&(grant.organization, *customer)) {
                        let text = format!(
                            "is assigned to `{}`, which the partner does not manage now",
                            self.known.organizations.name(*customer)
                        );
                        self.warn(grant.organization, who, "PTR-02", "customer_not_managed", text);
                    }
                }
            }
            Scope::Sites(sites) => {
                for site in sites {
                    let managed_by = self.known.site_facts.get(site).and_then(|facts| facts.managed_by);
                    if managed_by == Some(SiteManagement::SiteAdministration) {
                        let text = format!(
                            "holds `{}` on `{}`, which is managed by its own Site Administration",
                            role.key,
                            self.known.sites.name(*site)
                        );
                        self.warn(grant.organization, who, "SIT-01", "site_administration", text);
                    }
                }
            }
            Scope::Customers(_) | Scope::Locations(_) | Scope::None => {}
        }
    }

    /// EXT-02, EXT-03, EXT-13, CC-07.
    fn external(&mut self, grant: &Grant, role: &Role) {
        let (person, organization) = (grant.principal, grant.organization);
        let who = Some(person);
        let Some(home) = self.known.homes.get(&person).copied() else { return };
        let managing = self.facts.managed.contains(&(home, organization));
        let for_managing = role.needs_sale;
        let for_both = role.key == role::EXTERNAL_FULL_ADMIN;
        if managing && !for_managing && !for_both {
            let text = format!("`{}` is not for people of a partner that manages the organization", role.key);
            self.warn(organization, who, "EXT-03", "not_for_managing_partner", text);
        }
        if !managing && for_managing {
            let text = format!("`{}` is only for people of a partner that manages the organization", role.key);
            self.warn(organization, who, "EXT-03", "only_for_managing_partner", text);
        }
        let service = match role.class {
            RoleClass::Service => Some(CONTACT_CENTER),
            RoleClass::Site => Some(MEETINGS),
            RoleClass::Organization
            | RoleClass::Location
            | RoleClass::External
            | RoleClass::Partner
            | RoleClass::Vendor
            | RoleClass::Custom => None,
        };
        if let Some(service) = service
            && !self.facts.has_service(organization, service)
        {
            let text = format!("`{}`, but no active subscription has `{service}`", role.key);
            self.warn(organization, who, "EXT-02", "no_service", text);
        }
        if role.key == role::CONTACT_CENTER_ADMIN {
            if self.facts.has_service(home, CONTACT_CENTER) {
                let text = "administers the contact centre from a home that has one itself";
                self.warn(organization, who, "CC-07", "home_has_service", text);
            }
            if self.facts.provisions(home, organization, CONTACT_CENTER) {
                let text = "administers the contact centre that their own partner provisions";
                self.warn(organization, who, "CC-07", "home_provisions", text);
            }
        }
        if role.key == role::EXTERNAL_READ_ONLY_ADMIN && grant.term.until.is_none() {
            let text = "has external read-only access without an end date";
            self.warn(organization, who, "EXT-13", "no_end", text);
        }
    }

    /// SUP-01: who has support access, now or later, and is no agent for the organization; SUP-02: who approved it.
    fn support(&mut self) {
        let grants = self.rows.support_grants.iter().map(|row| (row.agent, row.organization, row.term, true));
        let sessions = self.rows.sessions.iter().map(|row| (row.agent, row.organization, row.term, false));
        let access: Vec<(PrincipalId, OrganizationId, Term, bool)> = grants.chain(sessions).collect();
        for (agent, organization, term, approved) in access {
            if !term.is_over(self.now) && !self.is_agent(agent, organization, approved) {
                let (code, text) = if approved {
                    ("agent_cannot_ask", "has approved access but no support role that may ask for it there")
                } else {
                    ("no_agent", "has a Help Desk session but no help desk or support role that reaches there")
                };
                self.warn(organization, Some(agent), "SUP-01", code, text);
            }
        }
        for grant in &self.rows.support_grants {
            let home = self.known.homes.get(&grant.approved_by);
            if !grant.term.is_over(self.now) && home.is_some_and(|home| *home != grant.organization) {
                let text = "approved support access to an organization that is not their home";
                self.warn(grant.organization, Some(grant.approved_by), "SUP-02", "approved_from_outside", text);
            }
        }
    }

    /// Licences that there is no seat for (ORG-02), and packages that nobody knows (RST-05).
    fn seats(&mut self) {
        let mut held: HashMap<OrganizationId, Held> = HashMap::new();
        for person in &self.rows.people {
            for code in &person.licenses {
                *held.entry(person.home).or_default().entry(code.clone()).or_default() += 1;
            }
            if let Some(package) = person.package.as_deref().filter(|code| self.policy.package(code).is_none()) {
                let text = format!("has the package `{package}`, which the policy does not know");
                self.warn(person.home, Some(person.id), "RST-05", "package_unknown", text);
            }
        }
        for (organization, held) in held {
            let of = |row: &&Subscription| row.customer == organization;
            let subscriptions: Vec<Subscription> = self.rows.subscriptions.iter().filter(of).cloned().collect();
            for pool in pools(self.policy, &subscriptions, &held, self.now).into_iter().filter(|pool| pool.over() > 0) {
                let text = format!(
                    "people hold {} licences of `{}`, and active subscriptions have {} seats",
                    pool.used(),
                    pool.service,
                    pool.seats
                );
                self.warn(organization, None, "ORG-02", "seats_short", text);
            }
        }
    }

    /// Whether somebody holds, at home, a role that opens the Help Desk and reaches there; for approved access, one that may ask.
    fn is_agent(&self, agent: PrincipalId, organization: OrganizationId, approved: bool) -> bool {
        let Some(home) = self.known.homes.get(&agent).copied() else { return false };
        let held = self.facts.roles.get(&(agent, home)).into_iter().flatten();
        let managing = self.facts.managed.contains(&(home, organization));
        held.filter_map(|key| self.policy.role(key)).map(|role| self.policy.role_at(role)).any(|role| {
            let reaches = match role.class {
                RoleClass::Partner => managing && works_at_help_desk(self.policy, role),
                RoleClass::Vendor => works_at_help_desk(self.policy, role),
                RoleClass::Organization
                | RoleClass::Location
                | RoleClass::Site
                | RoleClass::Service
                | RoleClass::External
                | RoleClass::Custom => false,
            };
            reaches && (role.asks_for_access || !approved)
        })
    }
}
