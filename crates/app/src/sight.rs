//! What a caller sees: reads and the decision API ask the in-memory index, through the caller's eyes.

use crate::caller::{Actor, Via};
use crate::work::forbidden;
use prokura_decision::decide::{QuestionOf, allows, explain, rights, sees};
use prokura_decision::facts::{Facts as _, Target};
use prokura_decision::index::{OrganizationHandle, PrincipalHandle, ResourceHandle, Snapshot};
use prokura_decision::mask::{Level, Rights};
use prokura_decision::policy::Policy;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::Locale;
use prokura_domain::time::Timestamp;
use std::sync::Arc;

/// One caller's view of one snapshot at one moment.
#[derive(Clone)]
pub struct Sight {
    snapshot: Arc<Snapshot>,
    actor: Actor,
    /// The moment, never before the last commit.
    pub now: Timestamp,
}

/// An organization that was entered.
#[derive(Clone, Copy, Debug)]
pub struct Entered {
    /// Its handle in the snapshot.
    pub handle: OrganizationHandle,
    /// Its id.
    pub id: OrganizationId,
}

impl Sight {
    pub(crate) const fn new(snapshot: Arc<Snapshot>, actor: Actor, now: Timestamp) -> Self {
        Self { snapshot, actor, now }
    }

    /// The snapshot looked at.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The policy of the snapshot.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        self.snapshot.policy()
    }

    /// Who looks.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Who looks, as a principal of the snapshot.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] when nobody does.
    pub fn me(&self) -> Result<PrincipalHandle, Refusal> {
        let id = self.actor.principal().ok_or(Refusal::Unauthenticated)?;
        self.snapshot.principal_by_id(id).ok_or(Refusal::Unauthenticated)
    }

    /// Goes into an organization, named by its id or its look-up key.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where it does not exist or the caller may not know.
    pub fn enter(&self, named: &str) -> Result<Entered, Refusal> {
        let handle = match named.parse::<OrganizationId>() {
            Ok(id) => self.snapshot.organization_by_id(id),
            Err(_) => self.snapshot.organization_by_slug(named),
        };
        let handle = handle.ok_or(Refusal::NotFound)?;
        if !self.sees(handle)? {
            return Err(Refusal::NotFound);
        }
        let id = self.snapshot.organization_id(handle).ok_or(Refusal::NotFound)?;
        Ok(Entered { handle, id })
    }

    /// Whether the caller may know of an organization.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] when nobody looks.
    pub fn sees(&self, organization: OrganizationHandle) -> Result<bool, Refusal> {
        let me = self.me()?;
        let reached = match &self.actor {
            Actor::Principal { home, via: Via::Token { organization: from, .. }, .. } => {
                from == home || self.snapshot.organization_id(organization) == Some(*from)
            }
            Actor::Principal { via: Via::Job { organization: place, .. }, .. } => {
                self.snapshot.organization_id(organization) == Some(*place)
            }
            Actor::Principal { via: Via::Session(_) | Via::MailLink, .. } => true,
            Actor::Anonymous | Actor::Operator | Actor::System => false,
        };
        Ok(reached && sees(self.policy(), &*self.snapshot, me, organization, self.now))
    }

    /// Whether somebody's home is an organization.
    #[must_use]
    pub fn is_home_of(&self, principal: PrincipalHandle, organization: OrganizationHandle) -> bool {
        self.snapshot.principal(principal).is_some_and(|facts| facts.home == organization)
    }

    /// Makes sure that the caller has a level on a control of an organization as a whole.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] with the reasons.
    pub fn ask(&self, control: &str, level: Level, organization: OrganizationHandle) -> Result<(), Refusal> {
        self.ask_about(control, level, organization, Target::Organization)
    }

    /// Makes sure that the caller has a level on a control of an organization's resource.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] with the reasons.
    pub fn ask_about(
        &self,
        control: &str,
        level: Level,
        organization: OrganizationHandle,
        target: Target<ResourceHandle>,
    ) -> Result<(), Refusal> {
        let asked = format!("{control}.{}", level.code());
        let Some(control) = self.policy().control(control) else {
            return Err(Refusal::Forbidden { asked, because: vec!["unknown_action"], rules: Vec::new() });
        };
        let question: QuestionOf<Snapshot> =
            prokura_decision::decide::Question { principal: self.me()?, organization, target, control, level };
        if allows(self.policy(), &*self.snapshot, &question, self.now) {
            Ok(())
        } else {
            Err(forbidden(asked, &explain(self.policy(), &*self.snapshot, &question, self.now)))
        }
    }

    /// Everything the caller may do in an organization as a whole: what a page is drawn from.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] when nobody looks.
    pub fn rights(&self, organization: OrganizationHandle) -> Result<Rights, Refusal> {
        Ok(rights(self.policy(), &*self.snapshot, self.me()?, organization, Target::Organization, self.now))
    }

    /// What a role that a grant in an organization names is called; its key, where nobody knows it any more.
    #[must_use]
    pub fn role_title<'a>(&'a self, organization: OrganizationHandle, role: &'a str, locale: Locale) -> &'a str {
        self.snapshot.role_title(organization, role, locale).unwrap_or(role)
    }

    /// The handle of a principal.
    #[must_use]
    pub fn principal(&self, id: PrincipalId) -> Option<PrincipalHandle> {
        self.snapshot.principal_by_id(id)
    }
}
