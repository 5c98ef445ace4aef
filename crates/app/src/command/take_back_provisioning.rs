//! Takes Provisioning administrator back for a partner's person while a sale is active, whatever the customer removed.

use crate::caller::{Actor, Via};
use crate::command::guard::code::{NO_ACTIVE_SALE, PERSON_UNKNOWN, PROVISIONING_HELD};
use crate::command::guard::fit::manages;
use crate::command::guard::holder::Holder;
use crate::command::guard::problem::{Problems, broken};
use crate::command::guard::scene::{NewGrant, Scene, Wanted};
use crate::command::guard::together;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::{Work, forbidden};
use async_trait::async_trait;
use prokura_decision::decide::sees;
use prokura_decision::facts::Facts as _;
use prokura_decision::giving::{TakingBack, decide_take_back, sells};
use prokura_decision::permit::Permit;
use prokura_decision::reason::Reason;
use prokura_domain::event::Event;
use prokura_domain::grant::{Grant, Origin, Scope, role};
use prokura_domain::id::{GrantId, OrganizationId};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Term;

/// Takes provisioning back (EXT-12): for oneself, the one exception to ROL-10, or for a colleague of the same partner.
/// Never full. The customer's full administrators are told.
#[derive(Clone, Debug)]
pub struct TakeBackProvisioning {
    /// The customer.
    pub organization: OrganizationId,
    /// For whom.
    pub holder: Holder,
}

#[async_trait]
impl Command for TakeBackProvisioning {
    type Output = Grant;

    fn name(&self) -> &'static str {
        "take_back_provisioning"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Grant, Error> {
        let home = self.enter(work).await?;
        let holder = self.colleague(work, home).await?;
        let permit = self.decide(work, holder.as_ref())?;
        work.log_in(self.organization);

        let holder = holder.ok_or_else(|| Refusal::field("person", PERSON_UNKNOWN))?;
        let scene = Scene::load(work, self.organization, holder).await?;
        let held = [role::PROVISIONING_ADMIN, role::EXTERNAL_FULL_ADMIN];
        if scene.live.iter().any(|grant| held.contains(&grant.role.as_str())) {
            return Err(broken(PROVISIONING_HELD).into());
        }
        let policy = work.policy;
        let role = policy.role(role::PROVISIONING_ADMIN).map(|id| policy.role_at(id)).ok_or(Refusal::NotFound)?;
        let new = NewGrant {
            scope: Scope::None,
            term: Term::starting(work.now),
            origin: Origin::TakenBack,
            reason: None,
            given_by: work.actor()?,
        };
        let after = scene.new_grant(GrantId(work.new_id()), policy, role, work.now, new);
        let mut problems = Problems::default();
        let wanted = Wanted { at: String::new(), before: None, after: after.clone() };
        together::check(&scene, policy, &[wanted], &[], &mut problems);
        problems.refuse()?;
        work.plan(&permit, Event::RoleAssigned(after.clone()));
        Ok(after)
    }
}

impl TakeBackProvisioning {
    /// Goes in from the partner's side: the customer may have blocked the actor, so what the actor sees there does not
    /// count. A customer that the partner neither manages nor sells to is not there.
    async fn enter(&self, work: &mut Work<'_>) -> Result<OrganizationId, Error> {
        let actor = work.actor()?;
        let known = work.know_principal(actor).await? && work.know_organization(self.organization).await?;
        let home = work.facts.principal_record(actor).map(|record| record.home).ok_or(Refusal::NotFound)?;
        let partner = work.facts.organization(home).is_some_and(|home| home.kind == OrganizationKind::Partner);
        let reached = match &work.caller().actor {
            Actor::Principal { via: Via::Token { organization: from, .. }, .. } => {
                *from == home || *from == self.organization
            }
            Actor::Principal { via: Via::Session(_), .. } => true,
            Actor::Principal { via: Via::Job { .. } | Via::MailLink, .. }
            | Actor::Anonymous
            | Actor::Operator
            | Actor::System => false,
        };
        let related = sells(&work.facts, home, self.organization, work.now)
            || manages(&work.facts, home, self.organization, work.now);
        if known && partner && reached && related { Ok(home) } else { Err(Refusal::NotFound.into()) }
    }

    /// An active person of the same partner.
    async fn colleague(&self, work: &mut Work<'_>, home: OrganizationId) -> Result<Option<Person>, Error> {
        let person = match &self.holder {
            Holder::Id(id) => work.read().person(*id).await?,
            Holder::Email(email) => work.person_by_email(email).await?,
        };
        let person = person.filter(|person| person.home == home && person.status == PersonStatus::Active);
        if let Some(person) = &person {
            work.know_principal(person.id).await?;
        }
        Ok(person)
    }

    /// Whether the actor may, before anything is said of the person: asked for the actor where nobody is named.
    fn decide(&self, work: &Work<'_>, holder: Option<&Person>) -> Result<Permit, Refusal> {
        let taker = work.actor()?;
        let holder = holder.map_or(taker, |holder| holder.id);
        let taking = TakingBack { taker, holder, customer: self.organization };
        decide_take_back(&work.facts, &taking, work.now).map_err(|explanation| {
            if explanation.stopped == Some(Reason::NoSale) {
                broken(NO_ACTIVE_SALE)
            } else if sees(work.policy, &work.facts, taker, self.organization, work.now) {
                forbidden("partner_roles.manage".to_owned(), &explanation)
            } else {
                Refusal::NotFound
            }
        })
    }
}
