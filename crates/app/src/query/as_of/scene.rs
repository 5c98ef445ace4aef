//! An organization at a moment: what was so there, and everybody who may have had something to do with it.

use super::people::Candidate;
use super::records;
use crate::caller::Caller;
use crate::error::Error;
use crate::port::{Read, Revision};
use crate::query::grants::{OF_OUTSIDERS, OF_OWN};
use crate::service::Service;
use crate::sight::Sight;
use prokura_decision::facts::OrganizationFacts;
use prokura_decision::index::OrganizationHandle;
use prokura_decision::mask::Level;
use prokura_decision::policy::{Policy, RoleClass};
use prokura_decision::record::OrganizationRecord;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::{Organization, OrganizationKind};
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::{SettingValue, key};
use prokura_domain::time::Timestamp;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// How many organizations are read at a time.
const BATCH: u64 = 500;

/// Whom an answer covers: the reader may see what these hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Covered {
    /// People of the organization.
    pub own: bool,
    /// People from outside.
    pub outside: bool,
}

impl Covered {
    /// Whom a reader may ask about, by the rights of today.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] without `audit.read` there, or without a right to see what anybody holds.
    pub fn by(sight: &Sight, organization: OrganizationHandle) -> Result<Self, Refusal> {
        sight.ask("audit", Level::Read, organization)?;
        let covered = Self {
            own: OF_OWN.iter().any(|control| sight.ask(control, Level::Read, organization).is_ok()),
            outside: sight.ask(OF_OUTSIDERS, Level::Read, organization).is_ok(),
        };
        if !covered.own && !covered.outside {
            sight.ask("roles", Level::Read, organization)?;
        }
        Ok(covered)
    }
}

/// An organization at a moment.
pub struct Scene {
    /// The moment.
    pub at: Timestamp,
    /// The organization, as it was.
    pub record: OrganizationRecord,
    /// What decisions read of it.
    pub facts: OrganizationFacts,
    /// The policy of that time.
    pub policy: Arc<Policy>,
    /// Areas it withheld from external administrators (EXT-15).
    pub withheld_areas: Vec<String>,
    /// Partners that managed it (ORG-02).
    pub partners: Vec<Organization>,
    /// Whom the answer covers.
    pub covered: Covered,
    /// Since when versions are kept, where the moment is before that: what was changed before is not known.
    pub incomplete_before: Option<Timestamp>,
    /// The revision that it was read at.
    pub revision: Revision,
    pub(super) read: Box<dyn Read>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) homes: HashMap<OrganizationId, Option<OrganizationRecord>>,
}

/// Goes into an organization at a moment.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] without `audit.read` there today, or without a right to see what anybody holds;
/// [`Refusal::Invalid`] for a moment that is yet to come, or when the organization did not exist.
pub async fn open(service: &Service, caller: &Caller, organization: &str, at: Timestamp) -> Result<Scene, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    let covered = Covered::by(&sight, entered.handle)?;
    if at > sight.now {
        return Err(Refusal::field("at", "as_of_future").into());
    }
    Scene::open(service.read().await?, service.policy(), entered.id, at, covered).await
}

/// Goes into an organization at a moment as the operator, who sees everybody.
///
/// # Errors
/// As [`open`], save for rights.
pub async fn open_all(
    mut read: Box<dyn Read>,
    running: &Arc<Policy>,
    organization: OrganizationId,
    at: Timestamp,
    now: Timestamp,
) -> Result<Scene, Error> {
    if at > read.revision().await?.1.max(now) {
        return Err(Refusal::field("at", "as_of_future").into());
    }
    Scene::open(read, running, organization, at, Covered { own: true, outside: true }).await
}

impl Scene {
    async fn open(
        mut read: Box<dyn Read>,
        running: &Arc<Policy>,
        id: OrganizationId,
        at: Timestamp,
        covered: Covered,
    ) -> Result<Self, Error> {
        let record = records::organization(&mut *read, id, at).await?;
        let record = record.ok_or_else(|| Refusal::field("at", "as_of_before_organization"))?;
        let policy = policy_at(&mut *read, running, at).await?;
        let since = read.history_since().await?;
        let mut scene = Self {
            at,
            facts: record.facts(&policy),
            withheld_areas: match record.effective(&policy, key::WITHHELD_AREAS) {
                Some(SettingValue::List(areas)) => areas.clone(),
                Some(SettingValue::Switch(_) | SettingValue::Number(_) | SettingValue::Text(_)) | None => Vec::new(),
            },
            partners: Vec::new(),
            covered,
            incomplete_before: (at < since).then_some(since),
            revision: read.revision().await?.0,
            record,
            policy,
            read,
            candidates: Vec::new(),
            homes: HashMap::new(),
        };
        scene.find_candidates().await?;
        Ok(scene)
    }

    /// The organization's id.
    #[must_use]
    pub const fn id(&self) -> OrganizationId {
        self.record.organization.id
    }

    /// Everybody who ever held something there, and everybody who ever held a role in a partner that managed it then, or in the
    /// vendor, that reaches in; in the order of ids.
    async fn find_candidates(&mut self) -> Result<(), Error> {
        let id = self.id();
        let ever = Timestamp::MIN;
        let mut found: BTreeSet<PrincipalId> = BTreeSet::new();
        found.extend(self.read.grants_in(id, ever).await?.into_iter().map(|grant| grant.principal));
        if self.covered.outside {
            let ties = self.record.relationships.iter().filter(|tie| tie.term.contains(self.at));
            let partners: BTreeSet<OrganizationId> = ties.map(|tie| tie.partner).collect();
            let mut homes = partners.clone();
            homes.extend(self.vendors().await?);
            homes.remove(&id);
            for home in homes {
                let grants = self.read.grants_in(home, ever).await?;
                let reach_in = grants.into_iter().filter(|grant| {
                    let role = self.policy.role(&grant.role).map(|role| self.policy.role_at(role).class);
                    matches!(role, Some(RoleClass::Partner | RoleClass::Vendor))
                });
                found.extend(reach_in.map(|grant| grant.principal));
            }
            for partner in partners {
                let partner = self.home(partner).await?.map(|record| record.organization.clone());
                self.partners.extend(partner);
            }
        }
        self.candidates = found.into_iter().map(Candidate).collect();
        Ok(())
    }

    /// The vendor (ORG-01).
    async fn vendors(&mut self) -> Result<Vec<OrganizationId>, Error> {
        let (mut vendors, mut after) = (Vec::new(), None);
        loop {
            let page = self.read.organizations(crate::port::Page { after, limit: BATCH }).await?;
            let Some(last) = page.last() else { return Ok(vendors) };
            after = Some(last.id);
            vendors.extend(page.iter().filter(|it| it.kind == OrganizationKind::Vendor).map(|it| it.id));
        }
    }

    /// Another organization as it was then.
    pub(super) async fn home(&mut self, id: OrganizationId) -> Result<Option<&OrganizationRecord>, Error> {
        if !self.homes.contains_key(&id) {
            let record = records::organization(&mut *self.read, id, self.at).await?;
            self.homes.insert(id, record);
        }
        Ok(self.homes.get(&id).and_then(Option::as_ref))
    }
}

/// The policy that served at a moment.
async fn policy_at(read: &mut dyn Read, running: &Arc<Policy>, at: Timestamp) -> Result<Arc<Policy>, Error> {
    let digest = match read.policy_in_force(at).await? {
        Some((digest, _)) if digest != running.digest => digest,
        Some(_) | None => return Ok(Arc::clone(running)),
    };
    let unreadable = |why: String| Error::Internal(format!("the policy {digest} of that time cannot be read: {why}"));
    let texts = read.policy_texts(&digest).await?.ok_or_else(|| unreadable("its texts are missing".to_owned()))?;
    let texts = serde_json::from_str(&texts).map_err(|error| unreadable(error.to_string()))?;
    Policy::from_texts(texts).map(Arc::new).map_err(|errors| unreadable(errors.to_string()))
}
