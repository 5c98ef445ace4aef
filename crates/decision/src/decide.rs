//! May a principal do something in an organization, now? The one decision; everything asks it.
//!
//! One evaluation serves the bare answer, the rights as a whole and the explanation: a [`Witness`] watches how each
//! entitlement is narrowed, and the one that watches nothing costs nothing.

use crate::facts::{Facts, GrantFacts, OrganizationFacts, PrincipalFacts, SupportKind, Target, blocked_since};
use crate::loaded::LoadedFacts;
use crate::mask::{Level, Mask, Rights};
use crate::permit::{Basis, Permit};
use crate::policy::{ControlId, Holders, Policy, Role, RoleClass, ScopeKind, Situation};
use crate::reason::{Explanation, Finding, Reason};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::time::Timestamp;
use uuid::Uuid;

/// Who asks for what, where and when.
#[derive(Clone, Copy, Debug)]
pub struct Question<P, O, R> {
    /// Whose right.
    pub principal: P,
    /// Where.
    pub organization: O,
    /// The organization as a whole, or one of its resources.
    pub target: Target<R>,
    /// What for.
    pub control: ControlId,
    /// How much.
    pub level: Level,
}

/// A question about the handles of a view.
pub type QuestionOf<F> = Question<<F as Facts>::Principal, <F as Facts>::Organization, <F as Facts>::Resource>;

/// What `decide` says to a command.
#[derive(Debug)]
pub enum Decision {
    /// Yes, and the token to write with.
    Allow(Permit),
    /// No, and why.
    Deny(Explanation),
}

/// Whether a question is answered with yes. `now` is a moment, UTC microseconds; time is never read inside.
#[must_use]
pub fn allows<F: Facts>(policy: &Policy, facts: &F, question: &QuestionOf<F>, now: Timestamp) -> bool {
    facts.known_answer(question, now).unwrap_or_else(|| {
        rights(policy, facts, question.principal, question.organization, question.target, now)
            .allow(question.control, question.level)
    })
}

/// Everything a principal may do to a target of an organization at a moment.
#[must_use]
pub fn rights<F: Facts>(
    policy: &Policy,
    facts: &F,
    principal: F::Principal,
    organization: F::Organization,
    target: Target<F::Resource>,
    now: Timestamp,
) -> Rights {
    Evaluation { policy, facts, principal, organization, target, now }.run(&mut Unwatched)
}

/// The answer to a question with everything that was looked at.
#[must_use]
pub fn explain<F: Facts>(policy: &Policy, facts: &F, question: &QuestionOf<F>, now: Timestamp) -> Explanation {
    let mut record = Recorder::new(question.control, question.level);
    let evaluation = Evaluation {
        policy,
        facts,
        principal: question.principal,
        organization: question.organization,
        target: question.target,
        now,
    };
    let rights = evaluation.run(&mut record);
    Explanation {
        allowed: rights.allow(question.control, question.level),
        stopped: record.stopped,
        findings: record.findings,
    }
}

/// Decides for a command, on the rows it loaded: the token to write with, or why not.
#[must_use]
pub fn decide(
    facts: &LoadedFacts<'_>,
    question: &Question<PrincipalId, OrganizationId, Uuid>,
    now: Timestamp,
) -> Decision {
    let explanation = explain(facts.policy(), facts, question, now);
    let basis = explanation.findings.iter().filter(|finding| finding.reason == Reason::Granted).find_map(|finding| {
        let grant = facts.principal_record(question.principal)?.grants.get(finding.position)?;
        let support = finding
            .by_support
            .then(|| facts.running_support(question.principal, question.organization, now))
            .flatten()
            .map(|support| (support.id, support.request));
        Some(Basis::Role {
            principal: question.principal,
            control: facts.policy().control_at(question.control).name.clone(),
            role: grant.role.clone(),
            grant: grant.id,
            organization: grant.organization,
            situation: finding.situation?,
            support,
        })
    });
    match basis {
        Some(basis) if explanation.allowed => Decision::Allow(Permit::new(basis)),
        Some(_) | None => Decision::Deny(explanation),
    }
}

/// Watches an evaluation.
trait Witness<O> {
    /// The question as a whole stops here.
    fn stop(&mut self, reason: Reason);
    /// A grant is about to be looked at.
    fn begin(&mut self, grant: &GrantFacts<O>);
    /// The grant comes to nothing here, whatever its role; of a custom role, what it is composed of.
    fn drop(&mut self, role: &Role, composed: Rights, reason: Reason);
    /// The grant counts in a situation, and could give at most so much.
    fn counts(&mut self, situation: Situation, most: Rights);
    /// What is left of the grant after a step.
    fn left(&mut self, reason: Reason, rights: Rights);
    /// The rest was turned on by support access.
    fn by_support(&mut self);
    /// The grant gives this much in the end.
    fn end(&mut self);
}

struct Unwatched;

impl<O> Witness<O> for Unwatched {
    #[inline]
    fn stop(&mut self, _: Reason) {}
    #[inline]
    fn begin(&mut self, _: &GrantFacts<O>) {}
    #[inline]
    fn drop(&mut self, _: &Role, _: Rights, _: Reason) {}
    #[inline]
    fn counts(&mut self, _: Situation, _: Rights) {}
    #[inline]
    fn left(&mut self, _: Reason, _: Rights) {}
    #[inline]
    fn by_support(&mut self) {}
    #[inline]
    fn end(&mut self) {}
}

struct Recorder {
    control: ControlId,
    level: Level,
    stopped: Option<Reason>,
    current: Option<Finding>,
    findings: Vec<Finding>,
}

impl Recorder {
    const fn new(control: ControlId, level: Level) -> Self {
        Self { control, level, stopped: None, current: None, findings: Vec::new() }
    }
}

impl<O> Witness<O> for Recorder {
    fn stop(&mut self, reason: Reason) {
        self.stopped = Some(reason);
    }

    fn begin(&mut self, grant: &GrantFacts<O>) {
        self.current = Some(Finding {
            position: grant.position,
            role: grant.role,
            situation: None,
            by_support: false,
            reason: Reason::Granted,
        });
    }

    fn drop(&mut self, role: &Role, composed: Rights, reason: Reason) {
        let gives = |cells| (most(cells) & composed).allow(self.control, self.level);
        let ever_gives = role.cells.iter().flatten().map(|cells| &**cells).any(gives);
        if let Some(finding) = self.current.take() {
            let reason = if ever_gives { reason } else { Reason::NotInRole };
            self.findings.push(Finding { reason, ..finding });
        }
    }

    fn counts(&mut self, situation: Situation, most: Rights) {
        if let Some(finding) = &mut self.current {
            finding.situation = Some(situation);
            if !most.allow(self.control, self.level) {
                finding.reason = Reason::NotInRole;
            }
        }
    }

    fn left(&mut self, reason: Reason, rights: Rights) {
        if let Some(finding) = &mut self.current
            && finding.reason == Reason::Granted
            && !rights.allow(self.control, self.level)
        {
            finding.reason = reason;
        }
    }

    fn by_support(&mut self) {
        if let Some(finding) = &mut self.current {
            finding.by_support = true;
        }
    }

    fn end(&mut self) {
        self.findings.extend(self.current.take());
    }
}

/// The most that cells give when every condition holds.
fn most(cells: &crate::policy::Cells) -> Rights {
    let manage = cells.manage | cells.sold | cells.approved | cells.granted | cells.by_setting;
    Rights { manage, read: cells.any() }
}

struct Evaluation<'a, F: Facts> {
    policy: &'a Policy,
    facts: &'a F,
    principal: F::Principal,
    organization: F::Organization,
    target: Target<F::Resource>,
    now: Timestamp,
}

impl<F: Facts> Evaluation<'_, F> {
    fn run<W: Witness<F::Organization>>(&self, witness: &mut W) -> Rights {
        let Some(person) = self.facts.principal(self.principal) else {
            witness.stop(Reason::UnknownSubject);
            return Rights::NONE;
        };
        let Some(place) = self.facts.organization(self.organization) else {
            witness.stop(Reason::UnknownOrganization);
            return Rights::NONE;
        };
        if !person.active {
            witness.stop(Reason::SubjectInactive);
            return Rights::NONE;
        }
        if !place.active {
            witness.stop(Reason::OrganizationInactive);
            return Rights::NONE;
        }
        let mut rights = Rights::NONE;
        for grant in self.facts.grants(self.principal) {
            rights |= self.entitlement(&person, &place, &grant, witness);
        }
        rights
    }

    /// What one grant gives here.
    fn entitlement<W: Witness<F::Organization>>(
        &self,
        person: &PrincipalFacts<F::Organization>,
        place: &OrganizationFacts,
        grant: &GrantFacts<F::Organization>,
        witness: &mut W,
    ) -> Rights {
        let role = self.policy.role_at(grant.role);
        let derived = matches!(role.class, RoleClass::Partner | RoleClass::Vendor);
        if !derived && grant.organization != self.organization {
            return Rights::NONE;
        }
        witness.begin(grant);
        let composed = if role.class == RoleClass::Custom {
            self.facts.composed(self.principal, grant.position, self.organization).unwrap_or(Rights::NONE)
        } else {
            Rights::ALL
        };
        if !grant.term.contains(self.now) {
            witness.drop(role, composed, if grant.term.is_over(self.now) { Reason::Ended } else { Reason::NotStarted });
            return Rights::NONE;
        }
        let situation = match self.situation(person, place, role, grant) {
            Ok(situation) => situation,
            Err(reason) => {
                witness.drop(role, composed, reason);
                return Rights::NONE;
            }
        };
        let Some(cells) = role.cells(situation) else {
            witness.drop(role, composed, Reason::NotInRole);
            return Rights::NONE;
        };
        let mut rights = most(cells) & composed;
        witness.counts(situation, rights);

        let mut narrow = |reason: Reason, rights: Rights| {
            witness.left(reason, rights);
            rights
        };
        if role.scope != ScopeKind::None && role.scope != ScopeKind::Customers && !self.in_scope(grant) {
            rights = narrow(Reason::OutOfScope, Rights::NONE);
        }
        if !cells.sold.is_empty() && rights.read.covers(cells.sold) {
            rights = match self.sold_by(person.home) {
                Sold::Yes => rights,
                Sold::NotAsked => narrow(Reason::OutOfScope, rights.without(cells.sold)),
                Sold::No => narrow(Reason::NotSold, rights.without(cells.sold)),
            };
        }
        if role.needs_sale {
            let mut sales = self
                .facts
                .subscriptions(self.organization)
                .filter(|s| s.seller == person.home && s.term.contains(self.now));
            match role.needs_service {
                None => {
                    if sales.next().is_none() {
                        rights = narrow(Reason::NoSale, Rights::NONE);
                    }
                }
                Some((controls, service)) => {
                    let (any, services) =
                        sales.fold((false, 0), |(_, services), sale| (true, services | sale.services));
                    if !any {
                        rights = narrow(Reason::NoSale, Rights::NONE);
                    } else if services & service == 0 {
                        rights = narrow(Reason::NoSale, rights.without(controls));
                    }
                }
            }
        }
        if !cells.by_setting.is_empty() && !place.external_contact_center_role {
            rights = narrow(Reason::SettingOff, Rights { manage: rights.manage & !cells.by_setting, ..rights });
        }
        let outsider = person.home != self.organization;
        if outsider && !grant.activated && !role.needs_activation.is_empty() {
            rights = narrow(Reason::NotActivated, rights.without(role.needs_activation));
        }
        for beside in &role.beside {
            let asked = !(beside.not_in_partner_home && situation == Situation::PartnerHome);
            if asked && !self.holds_beside(beside.roles) {
                rights = narrow(Reason::NeedsAnotherRole, rights.without(beside.controls));
            }
        }
        let by_support = match situation {
            Situation::ManagedCustomer | Situation::VendorElsewhere => {
                let support = self.support(person, role, place, situation);
                let supported = support.apply(rights, cells, self.policy.vendor_always);
                narrow(support.no_manage(), Rights { manage: supported.manage, ..rights });
                rights = narrow(support.no_read(), supported);
                support.granted || support.session
            }
            Situation::Home
            | Situation::PartnerHome
            | Situation::FromManagingPartner
            | Situation::FromOtherPartner
            | Situation::FromElsewhere
            | Situation::PartnerHub
            | Situation::VendorHome => false,
        };
        if !outsider {
            for limit in &self.policy.licence_limits {
                if person.licences & limit.with != 0 && person.licences & limit.without == 0 {
                    rights = narrow(Reason::LicenceLimit, rights.without(limit.takes));
                }
            }
        }
        if place.restricted && !role.lifts_restrictions {
            let hidden = if role.class == RoleClass::Partner { Mask::NONE } else { self.policy.restricted_read };
            let kept = Rights { manage: rights.manage & !self.policy.restricted_manage, read: rights.read & !hidden };
            rights = narrow(Reason::RestrictedMode, kept);
        }
        if outsider && !place.withheld.is_empty() {
            let kept = if role.lifts_restrictions { self.policy.restricted_manage } else { Mask::NONE };
            rights = narrow(Reason::Withheld, rights.without(place.withheld & !kept));
        }
        if by_support {
            witness.by_support();
        }
        witness.end();
        rights
    }

    /// In which situation the grant counts here, or why it does not.
    fn situation(
        &self,
        person: &PrincipalFacts<F::Organization>,
        place: &OrganizationFacts,
        role: &Role,
        grant: &GrantFacts<F::Organization>,
    ) -> Result<Situation, Reason> {
        let at_home = person.home == self.organization;
        match role.class {
            RoleClass::Partner if grant.organization != person.home => Err(Reason::WrongHome),
            RoleClass::Partner if at_home && place.kind != OrganizationKind::Partner => Err(Reason::WrongHome),
            RoleClass::Partner if at_home => Ok(Situation::PartnerHub),
            RoleClass::Partner if !self.manages(grant.organization) => Err(Reason::NoRelationship),
            RoleClass::Partner
                if role.scope == ScopeKind::Customers
                    && !self.facts.scope_reaches(self.principal, grant.position, self.organization) =>
            {
                Err(Reason::CustomerNotAssigned)
            }
            RoleClass::Partner => Ok(Situation::ManagedCustomer),
            RoleClass::Vendor if grant.organization != person.home => Err(Reason::WrongHome),
            RoleClass::Vendor if self.kind(person.home) != Some(OrganizationKind::Vendor) => Err(Reason::WrongHome),
            RoleClass::Vendor if at_home => Ok(Situation::VendorHome),
            RoleClass::Vendor => Ok(Situation::VendorElsewhere),
            RoleClass::Custom if at_home => Ok(crate::custom::at_home(place.kind)),
            RoleClass::Custom => Err(Reason::WrongHome),
            RoleClass::Organization
            | RoleClass::Location
            | RoleClass::Site
            | RoleClass::Service
            | RoleClass::External => match (role.holders, at_home) {
                (Holders::Home | Holders::Both, true) if place.kind == OrganizationKind::Partner => {
                    Ok(Situation::PartnerHome)
                }
                (Holders::Home | Holders::Both, true) => Ok(Situation::Home),
                (Holders::Outside | Holders::Both, false) => Ok(match self.kind(person.home) {
                    Some(OrganizationKind::Partner) if self.manages(person.home) => Situation::FromManagingPartner,
                    Some(OrganizationKind::Partner) => Situation::FromOtherPartner,
                    Some(
                        OrganizationKind::Vendor
                        | OrganizationKind::Customer
                        | OrganizationKind::SelfRegistered
                        | OrganizationKind::Consumer,
                    )
                    | None => Situation::FromElsewhere,
                }),
                (Holders::Outside, true) | (Holders::Home, false) => Err(Reason::WrongHome),
            },
        }
    }

    fn kind(&self, organization: F::Organization) -> Option<OrganizationKind> {
        self.facts.organization(organization).map(|facts| facts.kind)
    }

    /// Whether a partner manages the organization now (ORG-02).
    fn manages(&self, partner: F::Organization) -> bool {
        self.facts.relationships(partner, self.organization).any(|term| term.contains(self.now))
    }

    fn in_scope(&self, grant: &GrantFacts<F::Organization>) -> bool {
        match self.target {
            Target::Organization | Target::Subscription(_) => false,
            Target::Site { site, .. } => self.facts.scope_has(self.principal, grant.position, site),
            Target::Location(location) => self.facts.scope_has(self.principal, grant.position, location),
        }
    }

    fn sold_by(&self, home: F::Organization) -> Sold {
        let asked = match self.target {
            Target::Organization | Target::Location(_) => return Sold::NotAsked,
            Target::Site { subscription, .. } | Target::Subscription(subscription) => subscription,
        };
        let sold = self
            .facts
            .subscriptions(self.organization)
            .any(|s| s.subscription == asked && s.seller == home && s.term.contains(self.now));
        if sold { Sold::Yes } else { Sold::No }
    }

    fn holds_beside(&self, roles: crate::policy::RoleSet) -> bool {
        self.facts.grants(self.principal).any(|grant| {
            grant.organization == self.organization && roles.has(grant.role) && grant.term.contains(self.now)
        })
    }

    fn support(
        &self,
        person: &PrincipalFacts<F::Organization>,
        role: &Role,
        place: &OrganizationFacts,
        situation: Situation,
    ) -> Support {
        let blocks = self.facts.blocks(self.organization, self.principal, person.home);
        let blocked = blocked_since(blocks, self.now);
        let mut support = Support {
            vendor: situation == Situation::VendorElsewhere,
            blocked: blocked.is_some(),
            granted: false,
            session: false,
            read_only_allowed: place.read_only_support,
        };
        for access in self.facts.support(self.principal, self.organization) {
            let silenced = blocked.is_some_and(|since| access.term.start() < since);
            if access.term.contains(self.now) && !silenced {
                match access.kind {
                    SupportKind::Grant => support.granted |= role.asks_for_access,
                    SupportKind::Session => support.session = true,
                }
            }
        }
        support
    }
}

enum Sold {
    Yes,
    No,
    NotAsked,
}

/// What support access and blocks make of a derived entitlement.
struct Support {
    vendor: bool,
    blocked: bool,
    granted: bool,
    session: bool,
    read_only_allowed: bool,
}

impl Support {
    fn apply(&self, rights: Rights, cells: &crate::policy::Cells, vendor_always: Mask) -> Rights {
        let Rights { manage, read } = rights;
        let on_request = cells.session | cells.approved | cells.granted;
        let always = Rights { manage: Mask::NONE, read: read & vendor_always };
        match (self.vendor, self.blocked) {
            (true, _) | (false, false) if self.granted => rights,
            (true, _) if self.session && self.read_only_allowed => {
                Rights { manage: Mask::NONE, read: read & !cells.granted }
            }
            (true, _) => always,
            (false, true) if self.granted => {
                Rights { manage: manage & (cells.approved | cells.granted), read: read & on_request }
            }
            (false, true) => Rights::NONE,
            (false, false) if self.session => Rights { manage: manage & !on_request, read: read & !cells.granted },
            (false, false) => rights.without(on_request),
        }
    }

    /// What to say of managing that support access would have to turn on.
    const fn no_manage(&self) -> Reason {
        if self.blocked && !self.vendor {
            Reason::Blocked
        } else if self.vendor && self.session && self.read_only_allowed {
            Reason::ReadOnlySupport
        } else {
            Reason::NoApproval
        }
    }

    /// What to say of reading that support access would have to turn on.
    const fn no_read(&self) -> Reason {
        if self.blocked && !self.vendor {
            Reason::Blocked
        } else if self.vendor && self.session && !self.read_only_allowed {
            Reason::ReadOnlySupportOff
        } else {
            Reason::NoSession
        }
    }
}

/// Whether a principal may know that an organization exists: it is their home, or they have some right or some grant
/// in force there. The one place where this is decided; everything else answers "not found".
#[must_use]
pub fn sees<F: Facts>(
    policy: &Policy,
    facts: &F,
    principal: F::Principal,
    organization: F::Organization,
    now: Timestamp,
) -> bool {
    let Some(person) = facts.principal(principal) else { return false };
    let granted_there =
        || facts.grants(principal).any(|grant| grant.organization == organization && grant.term.contains(now));
    person.active
        && facts.organization(organization).is_some()
        && (person.home == organization
            || granted_there()
            || !rights(policy, facts, principal, organization, Target::Organization, now).is_none())
}
