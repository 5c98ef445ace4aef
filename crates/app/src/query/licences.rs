//! The licences of an organization: the subscriptions, their seats, who takes them, what is short, and what was asked of the sellers.

use crate::caller::Caller;
use crate::command::guard::answerer;
use crate::error::Error;
use crate::port::{Page, Read};
use crate::seats::{Held, Pool, Share, Shortage, pools, shares, shortages};
use crate::service::Service;
use crate::sight::{Entered, Sight};
use prokura_decision::decide::{QuestionOf, allows};
use prokura_decision::facts::Target;
use prokura_decision::index::Snapshot;
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
/// How many requests that wait are shown.
const WAITING: usize = 50;
/// Among how many of a seller they are looked for.
const LOOKED_AT: usize = 1_000;
/// How many are read at a time.
const BATCH: u64 = 100;

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
    /// Whether the caller could ask, were there anybody of the seller who can answer.
    pub nobody_answers: bool,
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
    /// Whether one of these people of the seller can answer a request.
    fn answers(&self, candidates: &[PrincipalId], sold: &Subscription) -> bool {
        let (snapshot, policy) = (self.sight.snapshot(), self.sight.policy());
        let Some((_, target @ Target::Subscription(_))) = snapshot.resource_by_id(sold.id.0) else { return false };
        let (Some(seller), Some(control)) =
            (snapshot.organization_by_id(sold.seller), policy.control(answerer::CONTROL))
        else {
            return false;
        };
        candidates.iter().filter_map(|id| snapshot.principal_by_id(*id)).any(|principal| {
            let organization = self.entered.handle;
            let question = QuestionOf::<Snapshot> { principal, organization, target, control, level: Level::Manage };
            self.sight.is_home_of(principal, seller) && allows(policy, snapshot, &question, self.sight.now)
        })
    }

    fn may(&self, control: &str, level: Level, subscription: SubscriptionId) -> bool {
        let found = self.sight.snapshot().resource_by_id(subscription.0);
        let Some((_, target @ Target::Subscription(_))) = found.filter(|(at, _)| *at == self.entered.handle) else {
            return false;
        };
        self.sight.ask_about(control, level, self.entered.handle, target).is_ok()
    }
}

/// What the caller may see of an organization's subscriptions.
struct Visible {
    sight: Sight,
    entered: Entered,
    /// Whether they read the licences of the organization as a whole.
    is_whole: bool,
    all: Vec<Subscription>,
    seen: Vec<Subscription>,
}

impl Visible {
    async fn new(service: &Service, caller: &Caller, organization: &str, read: &mut dyn Read) -> Result<Self, Error> {
        let sight = service.sight(caller)?;
        let entered = sight.enter(organization)?;
        let whole = sight.ask("licenses", Level::Read, entered.handle);
        let record = read.organization_record(entered.id).await?.ok_or(Refusal::NotFound)?;
        let all = record.subscriptions;
        let eyes = Eyes { sight: &sight, entered, home: caller.actor.home() };
        let may_see = |it: &&Subscription| whole.is_ok() || eyes.may("licenses", Level::Read, it.id);
        let seen: Vec<Subscription> = all.iter().filter(may_see).cloned().collect();
        if let Err(refusal) = &whole
            && seen.is_empty()
        {
            return Err(refusal.clone().into());
        }
        Ok(Self { entered, is_whole: whole.is_ok(), all, seen, sight })
    }

    fn pools(&self, held: &Held) -> Vec<Pool> {
        pools(self.sight.policy(), &self.all, held, self.sight.now)
    }

    fn short_of(&self, pool: Pool) -> PoolSeen {
        PoolSeen { shortages: shortages(&pool, &self.all, self.sight.now), pool }
    }

    /// Requests about what they see, newest first.
    async fn requests(&self, read: &mut dyn Read) -> Result<Vec<SeatRequest>, Error> {
        let mut rows = read.seat_requests_of(self.entered.id).await?;
        rows.retain(|row| self.seen.iter().any(|it| it.id == row.subscription));
        Ok(rows)
    }
}

/// The licences of an organization.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] for somebody who may read none of it.
pub async fn list(service: &Service, caller: &Caller, organization: &str) -> Result<LicencesSeen, Error> {
    let mut read = service.read().await?;
    let visible = Visible::new(service, caller, organization, &mut *read).await?;
    let Visible { sight, entered, .. } = &visible;
    let eyes = Eyes { sight, entered: *entered, home: caller.actor.home() };
    let held = read.licences_held(entered.id).await?;
    let found = visible.pools(&held);
    let shares: Vec<Share> = found.iter().flat_map(|pool| shares(pool, &visible.all, sight.now)).collect();
    let rows = visible.requests(&mut *read).await?;
    let open = |id| rows.iter().any(|it| it.subscription == id && it.state == SeatRequestState::Open);
    let (mut sellers, mut candidates) = (HashMap::new(), HashMap::new());
    let mut subscriptions = Vec::new();
    for row in &visible.seen {
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
        let asks = standing == Standing::Active && !open(row.id) && eyes.home != Some(row.seller);
        let asks = asks && eyes.may("licenses", Level::Manage, row.id);
        if asks && !candidates.contains_key(&row.seller) {
            let (seller, now) = (row.seller, sight.now);
            let found = answerer::candidates(&mut *read, sight.policy(), entered.id, seller, now).await?;
            candidates.insert(seller, found);
        }
        let answered = asks && candidates.get(&row.seller).is_some_and(|found| eyes.answers(found, row));
        subscriptions.push(SubscriptionSeen {
            seller: organization_of(&mut *read, &mut sellers, row.seller).await?,
            standing,
            shares: shares.iter().filter(|share| share.subscription == row.id).cloned().collect(),
            may_ask: answered,
            nobody_answers: asks && !answered,
            subscription: row.clone(),
        });
    }
    subscriptions.sort_by_key(|it| {
        let until = it.subscription.term.until.map_or(i64::MAX, |until| until.0);
        (it.standing, until, it.subscription.slug.clone())
    });
    let requests = requests(&mut *read, &eyes, &visible.seen, rows, &mut sellers).await?;
    let pools = visible.is_whole.then(|| found.into_iter().map(|pool| visible.short_of(pool)).collect());
    Ok(LicencesSeen { pools, subscriptions, requests })
}

/// What is short in an organization; nothing for somebody who may not read it.
///
/// # Errors
/// [`Refusal::NotFound`], and when the store fails.
pub async fn short(service: &Service, caller: &Caller, organization: &str) -> Result<Vec<PoolSeen>, Error> {
    let mut read = service.read().await?;
    let visible = match Visible::new(service, caller, organization, &mut *read).await {
        Ok(visible) => visible,
        Err(Error::Refused(Refusal::Forbidden { .. })) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    if !visible.is_whole {
        return Ok(Vec::new());
    }
    let held = read.licences_held(visible.entered.id).await?;
    let pools = visible.pools(&held).into_iter().map(|pool| visible.short_of(pool));
    Ok(pools.filter(|pool| !pool.shortages.is_empty()).collect())
}

/// Requests of an organization to the sellers, as far as the caller sees what they are about, newest first.
///
/// # Errors
/// As [`list`].
pub async fn asked(service: &Service, caller: &Caller, organization: &str) -> Result<Vec<SeatRequest>, Error> {
    let mut read = service.read().await?;
    Visible::new(service, caller, organization, &mut *read).await?.requests(&mut *read).await
}

/// Requests that wait for the caller's home, each with its customer: those that the caller may answer, oldest first, and of
/// many the first of them.
///
/// # Errors
/// When the store fails, or nobody asks.
pub async fn waiting(service: &Service, caller: &Caller) -> Result<Vec<(Organization, RequestSeen)>, Error> {
    let sight = service.sight(caller)?;
    let Some(home) = caller.actor.home() else { return Ok(Vec::new()) };
    let mut read = service.read().await?;
    let mut found = Vec::new();
    let (mut asked, mut looked) = (Page::first(BATCH), 0);
    while found.len() < WAITING && looked < LOOKED_AT {
        let rows = read.seat_requests_to(home, asked).await?;
        let Some(last) = rows.last() else { break };
        asked = Page { after: Some(last.id), limit: BATCH };
        looked += rows.len();
        for row in rows {
            let Ok(entered) = sight.enter(&row.customer.to_string()) else { continue };
            let eyes = Eyes { sight: &sight, entered, home: Some(home) };
            if found.len() == WAITING || !eyes.may(answerer::CONTROL, Level::Manage, row.subscription) {
                continue;
            }
            let Some(record) = read.organization_record(row.customer).await? else { continue };
            let seen = requests(&mut *read, &eyes, &record.subscriptions, vec![row], &mut HashMap::new()).await?;
            found.extend(seen.into_iter().map(|it| (record.organization.clone(), it)));
        }
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
            may_answer: is_open && is_ours && eyes.may(answerer::CONTROL, Level::Manage, request.subscription),
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
