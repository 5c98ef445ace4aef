//! The licences of an organization: the subscriptions, their seats, who takes them, what is short, and what was asked of the sellers.

use crate::caller::Caller;
use crate::error::Error;
use crate::port::Read;
use crate::seats::{Pool, Share, Shortage, pools, shares, shortages};
use crate::service::Service;
use crate::sight::{Entered, Sight};
use prokura_decision::facts::Target;
use prokura_decision::mask::Level;
use prokura_domain::id::{OrganizationId, PrincipalId, SubscriptionId};
use prokura_domain::organization::{Organization, Subscription};
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use prokura_domain::seat_request::{SeatRequest, SeatRequestState};
use prokura_domain::time::Span;
use std::collections::{BTreeMap, HashMap};

/// How long a subscription that is over is still shown.
const SHOWN_AFTER: Span = Span::days(90);

/// The licences of an organization, as far as the caller sees them.
#[derive(Clone, Debug)]
pub struct LicencesSeen {
    /// The pool of each service; `None` for somebody who sees only what their own home sold (EXT-11).
    pub pools: Option<Vec<PoolSeen>>,
    /// The subscriptions: active ones by when they end, then those to come, then those lately over.
    pub subscriptions: Vec<SubscriptionSeen>,
    /// Requests to the sellers, newest first.
    pub requests: Vec<RequestSeen>,
}

/// A pool, and what is short of it.
#[derive(Clone, Debug)]
pub struct PoolSeen {
    /// The pool.
    pub pool: Pool,
    /// What is short, the gravest first.
    pub shortages: Vec<Shortage>,
}

/// How a subscription stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It is active.
    Active,
    /// It has yet to begin.
    ToCome,
    /// It is over.
    Over,
}

impl Standing {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::ToCome => "to_come",
            Self::Over => "over",
        }
    }
}

/// A subscription.
#[derive(Clone, Debug)]
pub struct SubscriptionSeen {
    /// Its row.
    pub subscription: Subscription,
    /// Who sells it.
    pub seller: Option<Organization>,
    /// How it stands.
    pub standing: Standing,
    /// What of each of its services is taken; of one that is not active, nothing.
    pub shares: Vec<Share>,
    /// Whether the caller may ask the seller for another number of seats now.
    pub may_ask: bool,
}

/// A request to a seller.
#[derive(Clone, Debug)]
pub struct RequestSeen {
    /// Its row.
    pub request: SeatRequest,
    /// The subscription.
    pub subscription: Option<Subscription>,
    /// Who asked.
    pub asked_by: Option<Person>,
    /// Who sells it.
    pub seller: Option<Organization>,
    /// Whether the caller may accept or decline it.
    pub may_answer: bool,
    /// Whether the caller may take it back.
    pub may_withdraw: bool,
}

/// With which eyes subscriptions are looked at.
struct Eyes<'a> {
    sight: &'a Sight,
    entered: Entered,
    home: Option<OrganizationId>,
}

impl Eyes<'_> {
    fn may(&self, control: &str, level: Level, subscription: SubscriptionId) -> bool {
        let found = self.sight.snapshot().resource_by_id(subscription.0);
        let Some((_, target @ Target::Subscription(_))) = found.filter(|(at, _)| *at == self.entered.handle) else {
            return false;
        };
        self.sight.ask_about(control, level, self.entered.handle, target).is_ok()
    }
}

/// The licences of an organization.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] for somebody who may read none of it.
pub async fn list(service: &Service, caller: &Caller, organization: &str) -> Result<LicencesSeen, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    let whole = sight.ask("licenses", Level::Read, entered.handle);
    let mut read = service.read().await?;
    let record = read.organization_record(entered.id).await?.ok_or(Refusal::NotFound)?;
    let eyes = Eyes { sight: &sight, entered, home: caller.actor.home() };
    let all = record.subscriptions;
    let seen = |it: &&Subscription| whole.is_ok() || eyes.may("licenses", Level::Read, it.id);
    let visible: Vec<Subscription> = all.iter().filter(seen).cloned().collect();
    if let Err(refusal) = &whole
        && visible.is_empty()
    {
        return Err(refusal.clone().into());
    }
    let held = read.licences_held(entered.id).await?;
    let found = pools(sight.policy(), &all, &held, sight.now);
    let shares: Vec<Share> = found.iter().flat_map(|pool| shares(pool, &all, sight.now)).collect();
    let rows = read.seat_requests_of(entered.id).await?;
    let open = |id| rows.iter().any(|it| it.subscription == id && it.state == SeatRequestState::Open);
    let mut sellers = HashMap::new();
    let mut subscriptions = Vec::new();
    for row in &visible {
        let standing = if row.term.contains(sight.now) {
            Standing::Active
        } else if row.term.is_over(sight.now) {
            Standing::Over
        } else {
            Standing::ToCome
        };
        if row.term.until.is_some_and(|until| until.plus(SHOWN_AFTER) <= sight.now) {
            continue;
        }
        let asks = standing != Standing::Over && !open(row.id) && eyes.home != Some(row.seller);
        subscriptions.push(SubscriptionSeen {
            seller: organization_of(&mut *read, &mut sellers, row.seller).await?,
            standing,
            shares: shares.iter().filter(|share| share.subscription == row.id).cloned().collect(),
            may_ask: asks && eyes.may("licenses", Level::Manage, row.id),
            subscription: row.clone(),
        });
    }
    subscriptions.sort_by_key(|it| {
        let until = it.subscription.term.until.map_or(i64::MAX, |until| until.0);
        (it.standing, until, it.subscription.slug.clone())
    });
    let rows = rows.into_iter().filter(|row| visible.iter().any(|it| it.id == row.subscription)).collect();
    let requests = requests(&mut *read, &eyes, &visible, rows, &mut sellers).await?;
    let pools = whole.is_ok().then(|| {
        let seen = |pool: Pool| PoolSeen { shortages: shortages(&pool, &all, sight.now), pool };
        found.into_iter().map(seen).collect()
    });
    Ok(LicencesSeen { pools, subscriptions, requests })
}

/// What is short in an organization; nothing for somebody who may not read it.
///
/// # Errors
/// [`Refusal::NotFound`], and when the store fails.
pub async fn short(service: &Service, caller: &Caller, organization: &str) -> Result<Vec<PoolSeen>, Error> {
    let seen = match list(service, caller, organization).await {
        Ok(seen) => seen,
        Err(Error::Refused(Refusal::Forbidden { .. })) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    Ok(seen.pools.into_iter().flatten().filter(|pool| !pool.shortages.is_empty()).collect())
}

/// Requests that wait for the caller's home, each with its customer: those that the caller may answer, oldest first.
///
/// # Errors
/// When the store fails, or nobody asks.
pub async fn waiting(service: &Service, caller: &Caller) -> Result<Vec<(Organization, RequestSeen)>, Error> {
    let sight = service.sight(caller)?;
    let Some(home) = caller.actor.home() else { return Ok(Vec::new()) };
    let mut read = service.read().await?;
    let mut found = Vec::new();
    for row in read.seat_requests_to(home).await? {
        let Ok(entered) = sight.enter(&row.customer.to_string()) else { continue };
        let eyes = Eyes { sight: &sight, entered, home: Some(home) };
        if !eyes.may("orders", Level::Manage, row.subscription) {
            continue;
        }
        let Some(record) = read.organization_record(row.customer).await? else { continue };
        let seen = requests(&mut *read, &eyes, &record.subscriptions, vec![row], &mut HashMap::new()).await?;
        found.extend(seen.into_iter().map(|it| (record.organization.clone(), it)));
    }
    Ok(found)
}

async fn requests(
    read: &mut dyn Read,
    eyes: &Eyes<'_>,
    subscriptions: &[Subscription],
    rows: Vec<SeatRequest>,
    sellers: &mut HashMap<OrganizationId, Option<Organization>>,
) -> Result<Vec<RequestSeen>, Error> {
    let mut ids: Vec<PrincipalId> = rows.iter().map(|row| row.asked_by).collect();
    ids.sort_unstable();
    ids.dedup();
    let people: BTreeMap<PrincipalId, Person> = read.people(&ids).await?.into_iter().map(|it| (it.id, it)).collect();
    let mut seen = Vec::with_capacity(rows.len());
    for request in rows {
        let is_open = request.state == SeatRequestState::Open;
        let is_ours = eyes.home == Some(request.seller);
        seen.push(RequestSeen {
            subscription: subscriptions.iter().find(|it| it.id == request.subscription).cloned(),
            asked_by: people.get(&request.asked_by).cloned(),
            seller: organization_of(read, sellers, request.seller).await?,
            may_answer: is_open && is_ours && eyes.may("orders", Level::Manage, request.subscription),
            may_withdraw: is_open && !is_ours && eyes.may("licenses", Level::Manage, request.subscription),
            request,
        });
    }
    Ok(seen)
}

async fn organization_of(
    read: &mut dyn Read,
    known: &mut HashMap<OrganizationId, Option<Organization>>,
    id: OrganizationId,
) -> Result<Option<Organization>, Error> {
    if let Some(found) = known.get(&id) {
        return Ok(found.clone());
    }
    let found = read.organization(id).await?;
    known.insert(id, found.clone());
    Ok(found)
}
