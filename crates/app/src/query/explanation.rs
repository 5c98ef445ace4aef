//! May they, and because of what: one question with everything that was looked at, as far as the caller may know of it.
//!
//! What is answered comes from the rows; who may ask and be told what, from the index. A reason never tells a caller about
//! organizations the caller cannot see.

use super::decisions::{Decider, has_to_do};
use super::grants::{OF_OUTSIDERS, OF_OWN};
use super::names::Names;
use crate::caller::{Actor, Caller, Via};
use crate::error::Error;
use crate::port::{Read, Revision};
use crate::service::Service;
use crate::sight::{Entered, Sight};
use prokura_decision::decide::{Question, explain};
use prokura_decision::facts::Target;
use prokura_decision::index::{OrganizationHandle, PrincipalHandle, ResourceKind};
use prokura_decision::loaded::LoadedFacts;
use prokura_decision::mask::Level;
use prokura_decision::policy::Policy;
use prokura_decision::reason::{Explanation, Finding};
use prokura_domain::account::TokenScope;
use prokura_domain::custom_role::{CustomRole, named_by};
use prokura_domain::grant::Grant;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use uuid::Uuid;

/// What is asked, by ids or look-up keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    /// Whose right.
    pub principal: &'a str,
    /// Where.
    pub organization: &'a str,
    /// What for.
    pub control: &'a str,
    /// How much.
    pub level: Level,
    /// One of the organization's sites, locations or subscriptions, in place of the organization as a whole.
    pub resource: Option<(ResourceKind, &'a str)>,
}

/// One role of the principal, and what it did to the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entitlement {
    /// What it did.
    pub finding: Finding,
    /// The grant.
    pub grant: Grant,
    /// Whether the caller may know by what it is held, or only that it is.
    pub whole: bool,
    /// The custom role that the grant names.
    pub custom: Option<CustomRole>,
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Explained {
    /// Whose right.
    pub principal: PrincipalId,
    /// The person; `None` for a service account.
    pub person: Option<Person>,
    /// The question.
    pub question: Question<PrincipalId, OrganizationId, Uuid>,
    /// Yes or no, and why, as far as the caller may know.
    pub explanation: Explanation,
    /// What was looked at: an entitlement for each finding.
    pub entitlements: Vec<Entitlement>,
    /// The moment it was decided for.
    pub at: Timestamp,
    /// The revision it was decided at.
    pub revision: Revision,
}

/// Through whose eyes the answer is told.
enum Eyes {
    /// A service: as far as its organization reaches.
    Service(Decider),
    /// A person: about themselves, and about others where they may see who holds what.
    Person(Sight),
}

/// Answers one question.
///
/// # Errors
/// [`Refusal::NotFound`] for an organization, a resource or a principal that the caller may not know of;
/// [`Refusal::Forbidden`] for a person who asks about others where they may not see what people hold;
/// [`Refusal::Invalid`] for a control that does not exist.
pub async fn ask(service: &Service, caller: &Caller, asked: &Asked<'_>) -> Result<Explained, Error> {
    let eyes = Eyes::of(service, caller)?;
    let sight = service.sight(caller)?;
    let (snapshot, names) = (sight.snapshot(), Names::new(service)?);
    let organization = eyes.enter(&sight, asked.organization)?;
    let principal = eyes.principal(&sight, organization, names.person(asked.principal))?;
    let Some(control) = sight.policy().control(asked.control) else {
        return Err(Refusal::field("control", "value_unknown").into());
    };
    let target = match asked.resource {
        None => Target::Organization,
        Some((kind, named)) => {
            let found = match named.parse::<Uuid>() {
                Ok(id) => snapshot.resource_by_id(id),
                Err(_) => snapshot.resource_by_slug(kind, named),
            };
            let (_, target) = found.filter(|(owner, _)| *owner == organization.handle).ok_or(Refusal::NotFound)?;
            let id = |handle| snapshot.resource_id(handle).ok_or(Refusal::NotFound);
            match (kind, target) {
                (ResourceKind::Site, Target::Site { site, subscription }) => {
                    Target::Site { site: id(site)?, subscription: id(subscription)? }
                }
                (ResourceKind::Location, Target::Location(handle)) => Target::Location(id(handle)?),
                (ResourceKind::Subscription, Target::Subscription(handle)) => Target::Subscription(id(handle)?),
                (
                    ResourceKind::Site | ResourceKind::Location | ResourceKind::Subscription,
                    Target::Organization | Target::Site { .. } | Target::Location(_) | Target::Subscription(_),
                ) => return Err(Refusal::NotFound.into()),
            }
        }
    };
    let question =
        Question { principal: principal.id, organization: organization.id, target, control, level: asked.level };
    let mut read = service.read().await?;
    let (explanation, entitlements) = on_rows(&mut *read, sight.policy(), &question, sight.now).await?;
    let mut told = Vec::with_capacity(entitlements.len());
    for (finding, grant) in explanation.findings.iter().zip(entitlements) {
        let here = grant.organization == organization.id;
        let whole = principal.is_me || here || eyes.may_see_grants(&sight, grant.organization)?;
        // People from outside whose role at home reaches in are listed with it (EXT-01); what does not is not told.
        if whole || finding.situation.is_some() {
            let custom = match named_by(&grant.role) {
                Some(_) => custom_role(&mut *read, &grant).await?,
                None => None,
            };
            told.push(Entitlement { finding: *finding, grant, whole, custom });
        }
    }
    let findings = told.iter().map(|entitlement| entitlement.finding).collect();
    Ok(Explained {
        principal: principal.id,
        person: read.person(principal.id).await?,
        question,
        explanation: Explanation { findings, ..explanation },
        entitlements: told,
        at: sight.now,
        revision: read.revision().await?.0,
    })
}

/// Decides on rows, with the grant behind each finding.
///
/// # Errors
/// When the store fails.
pub async fn on_rows(
    read: &mut dyn Read,
    policy: &Policy,
    question: &Question<PrincipalId, OrganizationId, Uuid>,
    at: Timestamp,
) -> Result<(Explanation, Vec<Grant>), Error> {
    let mut facts = LoadedFacts::new(policy);
    let record = read.principal_record(question.principal).await?;
    let mut places = vec![question.organization];
    places.extend(record.as_ref().map(|record| record.home));
    for id in places {
        if let Some(record) = read.organization_record(id).await? {
            facts.put_organization(record);
        }
    }
    if let Some(record) = record {
        facts.put_principal(record);
    }
    let explanation = explain(policy, &facts, question, at);
    let held = facts.principal_record(question.principal).map_or(&[][..], |record| &record.grants);
    let grants = explanation.findings.iter().filter_map(|finding| held.get(finding.position).cloned()).collect();
    Ok((explanation, grants))
}

/// The custom role that a grant names, deleted ones included.
///
/// # Errors
/// When the store fails.
pub async fn custom_role(read: &mut dyn Read, grant: &Grant) -> Result<Option<CustomRole>, Error> {
    let place = read.organization_record(grant.organization).await?;
    Ok(place.and_then(|place| place.custom_role(&grant.role).cloned()))
}

/// Somebody who is asked about.
struct Principal {
    id: PrincipalId,
    is_me: bool,
}

impl Eyes {
    fn of(service: &Service, caller: &Caller) -> Result<Self, Error> {
        Ok(match &caller.actor {
            Actor::Principal { via: Via::Token { scopes, .. }, .. } if scopes.contains(&TokenScope::Decisions) => {
                Self::Service(Decider::new(service, &caller.actor)?)
            }
            Actor::Principal { .. } | Actor::Anonymous | Actor::Operator | Actor::System => {
                Self::Person(service.sight(caller)?)
            }
        })
    }

    fn enter(&self, sight: &Sight, named: &str) -> Result<Entered, Refusal> {
        match self {
            Self::Person(sight) => sight.enter(named),
            Self::Service(decider) => {
                let snapshot = sight.snapshot();
                let handle = match named.parse::<OrganizationId>() {
                    Ok(id) => snapshot.organization_by_id(id),
                    Err(_) => snapshot.organization_by_slug(named),
                };
                let handle = handle.filter(|handle| decider.reaches(*handle)).ok_or(Refusal::NotFound)?;
                Ok(Entered { handle, id: snapshot.organization_id(handle).ok_or(Refusal::NotFound)? })
            }
        }
    }

    /// Whom a question is about, where the caller may ask about them.
    fn principal(&self, sight: &Sight, place: Entered, id: PrincipalId) -> Result<Principal, Refusal> {
        let snapshot = sight.snapshot();
        let found = sight.principal(id);
        match self {
            Self::Service(decider) => {
                found.filter(|handle| decider.knows(*handle, place.handle)).ok_or(Refusal::NotFound)?;
                Ok(Principal { id, is_me: false })
            }
            Self::Person(sight) if sight.actor().principal() == Some(id) => Ok(Principal { id, is_me: true }),
            Self::Person(sight) => {
                let own = sees_own(sight, place.handle);
                let outsiders = sight.ask(OF_OUTSIDERS, Level::Read, place.handle).is_ok();
                if !own && !outsiders {
                    sight.ask("roles", Level::Read, place.handle)?;
                }
                let is_seen = |handle: &PrincipalHandle| {
                    let at_home = sight.is_home_of(*handle, place.handle);
                    if at_home { own } else { outsiders && has_to_do(snapshot, *handle, place.handle, sight.now) }
                };
                found.filter(is_seen).ok_or(Refusal::NotFound)?;
                Ok(Principal { id, is_me: false })
            }
        }
    }

    /// Whether the caller may know by what somebody holds a role in another organization.
    fn may_see_grants(&self, sight: &Sight, organization: OrganizationId) -> Result<bool, Refusal> {
        let Some(handle) = sight.snapshot().organization_by_id(organization) else { return Ok(false) };
        Ok(match self {
            Self::Service(decider) => decider.reaches(handle),
            Self::Person(sight) => sight.sees(handle)? && sees_own(sight, handle),
        })
    }
}

/// Whether the caller may see what an organization's own people hold.
fn sees_own(sight: &Sight, organization: OrganizationHandle) -> bool {
    OF_OWN.iter().any(|control| sight.ask(control, Level::Read, organization).is_ok())
}
