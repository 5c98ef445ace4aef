//! May they? Answered to another service, as far as its token reaches. What is outside its reach is unknown to it.

use crate::caller::{Actor, Via};
use crate::error::Error;
use crate::service::Service;
use prokura_decision::decide::{QuestionOf, allows, explain, rights, sees};
use prokura_decision::facts::{Facts as _, Target};
use prokura_decision::index::{OrganizationHandle, PrincipalHandle, ResourceHandle, ResourceKind, Snapshot};
use prokura_decision::mask::{Level, Rights};
use prokura_decision::policy::ControlId;
use prokura_decision::reason::Reason;
use prokura_domain::organization::OrganizationKind;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use std::borrow::Cow;
use std::sync::Arc;

/// The only type of subject there is.
pub const PERSON: &str = "person";
/// The type of resource that an organization is.
pub const ORGANIZATION: &str = "organization";

/// Something of a type, by its look-up key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named<'a> {
    /// The type.
    pub kind: &'a str,
    /// The look-up key: an e-mail address or a slug.
    pub id: &'a str,
}

/// What is asked, in look-up keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    /// Who.
    pub subject: Named<'a>,
    /// What: control and level, for example `users.manage`.
    pub action: &'a str,
    /// To what.
    pub resource: Named<'a>,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Allowed,
    /// No: what kept it.
    Denied(Cow<'static, [Reason]>),
}

impl Verdict {
    /// Whether it is a yes.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed)
    }

    /// The reasons, without repeats.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Self::Allowed => &[Reason::Granted],
            Self::Denied(reasons) => reasons,
        }
    }
}

/// What a token's organization may ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// The vendor: everything.
    Everything,
    /// A partner: itself and the customers it manages now.
    Managed(OrganizationHandle),
    /// Anybody else: itself.
    Itself(OrganizationHandle),
}

/// Answers questions at one revision and moment, for one caller.
#[derive(Clone, Debug)]
pub struct Decider {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) now: Timestamp,
    reach: Reach,
}

impl Decider {
    /// The newest revision, for a caller.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] for a caller who cannot act any more, [`Refusal::Forbidden`] for anybody but a
    /// service, and a busy store while the index could not follow a commit.
    pub fn new(service: &Service, actor: &Actor) -> Result<Self, Error> {
        let snapshot = service.follower().snapshot()?;
        let now = service.now();
        let Actor::Principal { id, home, via: Via::Token { organization, .. } } = actor else {
            return Err(Refusal::Unauthenticated.into());
        };
        let me = snapshot.principal_by_id(*id).ok_or(Refusal::Unauthenticated)?;
        if !snapshot.principal(me).is_some_and(|facts| facts.active) {
            return Err(Refusal::Unauthenticated.into());
        }
        // A person's token sees with the person's eyes; a service's sees with its organization's.
        if snapshot.email(me).is_some() {
            let because = vec!["token_scope"];
            return Err(Refusal::Forbidden { asked: "decisions".to_owned(), because, rules: Vec::new() }.into());
        }
        let from = snapshot.organization_by_id(*organization).ok_or(Refusal::Unauthenticated)?;
        let facts = snapshot.organization(from).filter(|facts| facts.active).ok_or(Refusal::Unauthenticated)?;
        let reach = match facts.kind {
            OrganizationKind::Vendor if organization == home => Reach::Everything,
            OrganizationKind::Partner if organization == home => Reach::Managed(from),
            OrganizationKind::Vendor
            | OrganizationKind::Partner
            | OrganizationKind::Customer
            | OrganizationKind::SelfRegistered
            | OrganizationKind::Consumer => Reach::Itself(from),
        };
        Ok(Self { snapshot, now, reach })
    }

    /// The revision that is answered from.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.snapshot.revision()
    }

    /// Answers one question.
    #[must_use]
    pub fn evaluate(&self, asked: &Asked<'_>) -> Verdict {
        let question = match self.question(asked) {
            Ok(question) => question,
            Err(unknown) => return Verdict::Denied(Cow::Borrowed(unknown)),
        };
        let policy = self.snapshot.policy();
        if allows(policy, &*self.snapshot, &question, self.now) {
            return Verdict::Allowed;
        }
        Verdict::Denied(Cow::Owned(explain(policy, &*self.snapshot, &question, self.now).reasons()))
    }

    fn question(&self, asked: &Asked<'_>) -> Result<QuestionOf<Snapshot>, &'static [Reason]> {
        let (organization, target) = self.resource(asked.resource).ok_or(&[Reason::UnknownResource] as &[_])?;
        let (control, level) = self.action(asked.action).ok_or(&[Reason::UnknownAction] as &[_])?;
        let principal = self.subject(asked.subject, organization).ok_or(&[Reason::UnknownSubject] as &[_])?;
        Ok(QuestionOf::<Snapshot> { principal, organization, target, control, level })
    }

    /// The action of a name.
    pub(super) fn action(&self, name: &str) -> Option<(ControlId, Level)> {
        self.snapshot.policy().action(name)
    }

    /// The resource of a key, where the caller reaches its organization.
    pub(super) fn resource(&self, named: Named<'_>) -> Option<(OrganizationHandle, Target<ResourceHandle>)> {
        let (organization, target) = if named.kind == ORGANIZATION {
            (self.snapshot.organization_by_slug(named.id)?, Target::Organization)
        } else {
            self.snapshot.resource_by_slug(resource_kind(named.kind)?, named.id)?
        };
        self.reaches(organization).then_some((organization, target))
    }

    /// The subject of a key, where the caller may know that there is one: somebody of an organization in reach, or who
    /// has something to do with the organization asked about.
    pub(super) fn subject(&self, named: Named<'_>, organization: OrganizationHandle) -> Option<PrincipalHandle> {
        self.anybody(named).filter(|subject| self.knows(*subject, organization))
    }

    /// Whether the caller may know of a subject where an organization is asked about.
    pub(super) fn knows(&self, subject: PrincipalHandle, organization: OrganizationHandle) -> bool {
        let home = self.snapshot.principal(subject).map(|facts| facts.home);
        home.is_some_and(|home| self.reaches(home)) || has_to_do(&self.snapshot, subject, organization, self.now)
    }

    /// The subject of a key, whoever may know.
    pub(super) fn anybody(&self, named: Named<'_>) -> Option<PrincipalHandle> {
        if named.kind != PERSON {
            return None;
        }
        if named.id.chars().any(char::is_uppercase) {
            self.snapshot.principal_by_email(&named.id.to_lowercase())
        } else {
            self.snapshot.principal_by_email(named.id)
        }
    }

    /// Whether the caller may ask about an organization.
    pub(super) fn reaches(&self, organization: OrganizationHandle) -> bool {
        match self.reach {
            Reach::Everything => true,
            Reach::Itself(from) => from == organization,
            Reach::Managed(from) => {
                from == organization
                    || self.snapshot.relationships(from, organization).any(|term| term.contains(self.now))
            }
        }
    }

    pub(super) fn allows(
        &self,
        principal: PrincipalHandle,
        (organization, target): (OrganizationHandle, Target<ResourceHandle>),
        (control, level): (ControlId, Level),
    ) -> bool {
        let question = QuestionOf::<Snapshot> { principal, organization, target, control, level };
        allows(self.snapshot.policy(), &*self.snapshot, &question, self.now)
    }

    pub(super) fn rights(
        &self,
        principal: PrincipalHandle,
        (organization, target): (OrganizationHandle, Target<ResourceHandle>),
    ) -> Rights {
        rights(self.snapshot.policy(), &*self.snapshot, principal, organization, target, self.now)
    }
}

/// Whether somebody has something to do with an organization: it is their home, or they hold or held something there.
pub(super) fn has_to_do(
    snapshot: &Snapshot,
    subject: PrincipalHandle,
    organization: OrganizationHandle,
    now: Timestamp,
) -> bool {
    snapshot.grants(subject).any(|grant| grant.organization == organization)
        || sees(snapshot.policy(), snapshot, subject, organization, now)
}

/// The kind of resource, other than an organization, of a type.
pub(super) fn resource_kind(kind: &str) -> Option<ResourceKind> {
    match kind {
        "site" => Some(ResourceKind::Site),
        "location" => Some(ResourceKind::Location),
        "subscription" => Some(ResourceKind::Subscription),
        _ => None,
    }
}
