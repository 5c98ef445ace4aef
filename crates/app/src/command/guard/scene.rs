//! What the guards look at: one person, in one organization, with the grants that are not over.

use crate::error::Error;
use crate::work::Work;
use prokura_decision::policy::{Policy, Role, RoleClass, ScopeKind};
use prokura_domain::grant::{Grant, Origin, Scope};
use prokura_domain::id::{GrantId, OrganizationId, PrincipalId};
use prokura_domain::organization::{OrganizationKind, Site};
use prokura_domain::person::Person;
use prokura_domain::time::{Term, Timestamp};

/// A person in an organization.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    /// Where.
    pub(crate) organization: OrganizationId,
    /// Whose grants.
    pub(crate) holder: Person,
    /// The holder's grants there that are not over, future ones included.
    pub(crate) live: Vec<Grant>,
    /// The organization's sites.
    pub(crate) sites: Vec<Site>,
    /// The customers it manages now, if it is a partner.
    pub(crate) customers: Vec<OrganizationId>,
}

/// A grant as it would be, and what it was.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// What stands before the names of its fields: empty, or for example `roles/0/`.
    pub(crate) at: String,
    /// As it was; `None` for a new one.
    pub(crate) before: Option<Grant>,
    /// As it would be.
    pub(crate) after: Grant,
}

impl Wanted {
    /// Whether it gives anything that was not there before. Narrowing is always possible.
    pub(crate) fn widens(&self) -> bool {
        let Some(before) = &self.before else { return true };
        let longer = self.after.term.until.unwrap_or(Timestamp::MAX) > before.term.until.unwrap_or(Timestamp::MAX);
        let earlier = self.after.term.start() < before.term.start();
        longer || earlier || !added(Some(&before.scope), &self.after.scope).is_empty()
    }

    /// The name of a field.
    pub(crate) fn field(&self, name: &str) -> String {
        format!("{}{name}", self.at)
    }

    /// What of the scope the giver must have authority over: what changes, or all of it when the term does.
    pub(crate) fn touched(&self) -> Scope {
        let Some(before) = &self.before else { return self.after.scope.clone() };
        let (Scope::Sites(was), Scope::Sites(is)) = (&before.scope, &self.after.scope) else {
            return self.after.scope.clone();
        };
        let changed: Vec<_> = was
            .iter()
            .filter(|site| !is.contains(site))
            .chain(is.iter().filter(|site| !was.contains(site)))
            .copied()
            .collect();
        if before.term != self.after.term || changed.is_empty() {
            let mut all = [was.as_slice(), is].concat();
            all.sort_unstable();
            all.dedup();
            return Scope::Sites(all);
        }
        Scope::Sites(changed)
    }
}

/// Ids that a scope has and an earlier one had not.
pub(crate) fn added(before: Option<&Scope>, after: &Scope) -> Vec<uuid::Uuid> {
    let had = before.map(ids).unwrap_or_default();
    ids(after).into_iter().filter(|id| !had.contains(id)).collect()
}

/// The ids of a scope.
pub(crate) fn ids(scope: &Scope) -> Vec<uuid::Uuid> {
    match scope {
        Scope::None => Vec::new(),
        Scope::Sites(sites) => sites.iter().map(|site| site.0).collect(),
        Scope::Locations(locations) => locations.iter().map(|location| location.0).collect(),
        Scope::Customers(customers) => customers.iter().map(|customer| customer.0).collect(),
    }
}

/// What is said of a new grant beyond whose, where and which role.
#[derive(Clone, Debug)]
pub(crate) struct NewGrant {
    pub(crate) scope: Scope,
    pub(crate) term: Term,
    pub(crate) origin: Origin,
    pub(crate) reason: Option<String>,
    pub(crate) given_by: PrincipalId,
}

impl Scene {
    /// Loads the scene. The holder must be known to the work's facts.
    pub(crate) async fn load(work: &mut Work<'_>, organization: OrganizationId, holder: Person) -> Result<Self, Error> {
        let now = work.now;
        let live = work.facts.principal_record(holder.id).map_or_else(Vec::new, |record| {
            let here = |grant: &&Grant| grant.organization == organization && !grant.term.is_over(now);
            record.grants.iter().filter(here).cloned().collect()
        });
        let kind = work.organization(organization)?.organization.kind;
        let has_sites = !work.organization(organization)?.sites.is_empty();
        let sites = if has_sites { work.read().sites_of(organization).await? } else { Vec::new() };
        let customers = if kind == OrganizationKind::Partner {
            let relationships = work.read().relationships_of_partner(organization).await?;
            relationships.into_iter().filter(|r| r.term.contains(now)).map(|r| r.customer).collect()
        } else {
            Vec::new()
        };
        Ok(Self { organization, holder, live, sites, customers })
    }

    /// Whether it is the holder's home.
    pub(crate) fn at_home(&self) -> bool {
        self.holder.home == self.organization
    }

    /// The live grant that giving a role again changes: one given by hand. Grants of an order, of a partner's taking
    /// back and of break-glass access stand beside it.
    pub(crate) fn given(&self, role: &str) -> Option<&Grant> {
        [Origin::Assigned, Origin::FirstPerson, Origin::Imported]
            .into_iter()
            .find_map(|origin| self.live.iter().find(|grant| grant.role == role && grant.origin == origin))
    }

    /// The holder's live external types.
    pub(crate) fn external<'a>(&'a self, policy: &'a Policy) -> impl Iterator<Item = &'a Grant> {
        self.live.iter().filter(move |grant| is_of(policy, grant, RoleClass::External))
    }

    /// A new grant of the holder here. An outsider's is not activated yet (EXT-07) and remembers what the person was
    /// set up as (EXT-08).
    pub(crate) fn new_grant(&self, id: GrantId, policy: &Policy, role: &Role, now: Timestamp, new: NewGrant) -> Grant {
        let set_up_as = (role.class == RoleClass::External).then(|| {
            let earlier = self.external(policy).next();
            earlier
                .map_or_else(|| role.key.clone(), |grant| grant.set_up_as.clone().unwrap_or_else(|| grant.role.clone()))
        });
        Grant {
            id,
            principal: self.holder.id,
            role: role.key.clone(),
            organization: self.organization,
            scope: new.scope,
            origin: new.origin,
            term: new.term,
            activated_at: self.at_home().then_some(now),
            given_by: Some(new.given_by),
            reason: new.reason,
            set_up_as,
            version: 1,
        }
    }

    /// The live grants as they would be after a change.
    pub(crate) fn after(&self, wanted: &[Wanted], ended: &[GrantId]) -> Vec<Grant> {
        let gone = |id: GrantId| ended.contains(&id) || wanted.iter().any(|wanted| wanted.after.id == id);
        let kept = self.live.iter().filter(|grant| !gone(grant.id)).cloned();
        kept.chain(wanted.iter().map(|wanted| wanted.after.clone())).collect()
    }
}

/// Whether a grant's role is of a family.
pub(crate) fn is_of(policy: &Policy, grant: &Grant, class: RoleClass) -> bool {
    policy.role(&grant.role).is_some_and(|role| policy.role_at(role).class == class)
}

/// A grant that ends now.
pub(crate) fn ended(grant: &Grant, now: Timestamp) -> Grant {
    Grant { term: Term { until: Some(now), ..grant.term }, version: grant.version + 1, ..grant.clone() }
}

/// The scope a role's grants have, with nothing in it.
pub(crate) fn empty(kind: ScopeKind) -> Scope {
    match kind {
        ScopeKind::None => Scope::None,
        ScopeKind::Sites => Scope::Sites(Vec::new()),
        ScopeKind::Locations => Scope::Locations(Vec::new()),
        ScopeKind::Customers => Scope::Customers(Vec::new()),
    }
}
