//! How often support asked for access to an organization, what became of it, and how long the answer took.

use crate::caller::Caller;
use crate::error::Error;
use crate::port::{Newest, Page, Read, RequestFilter};
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::Organization;
use prokura_domain::refusal::Refusal;
use prokura_domain::support::{RequestState, SupportRequest};
use prokura_domain::time::{Span, Timestamp};
use std::collections::BTreeMap;

/// Over how many days figures are asked for, and into how many parts they are cut.
pub const RANGES: [(i64, i64); 3] = [(30, 6), (90, 9), (365, 12)];
/// The control that it asks.
pub const CONTROL: &str = "support_metrics";
/// How many rows are read at a time.
const ROWS: u64 = 500;

/// Figures of one stretch of time, or of one partner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Requests that were made.
    pub asked: u64,
    /// Of those, granted.
    pub granted: u64,
    /// Denied.
    pub denied: u64,
    /// Denied and reported as unexpected (SUP-05).
    pub reported: u64,
    /// That nobody answered in time (SUP-04).
    pub lapsed: u64,
    /// Taken back by the agent.
    pub withdrawn: u64,
    /// That wait.
    pub pending: u64,
    /// Help Desk sessions that were opened (PTR-07).
    pub sessions: u64,
    /// In how many seconds half of those that were answered had their answer; `None` where none was.
    pub median_seconds: Option<u64>,
    took: Vec<u64>,
}

/// Figures of a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// First moment.
    pub from: Timestamp,
    /// First moment after it.
    pub until: Timestamp,
    /// What there was.
    pub figures: Figures,
}

/// Figures of an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metrics {
    /// Over how many days.
    pub days: i64,
    /// All of them.
    pub all: Figures,
    /// Stretch by stretch, the oldest first.
    pub stretches: Vec<Stretch>,
    /// By where the agents are at home; `None` for agents whom nobody knows any more. Whoever asked most comes first.
    pub homes: Vec<(Option<Organization>, Figures)>,
}

/// Figures of an organization over the last days.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] without `support_metrics.read`; [`Refusal::Invalid`] for days that are none of
/// [`RANGES`].
pub async fn get(service: &Service, caller: &Caller, organization: &str, days: i64) -> Result<Metrics, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask(CONTROL, Level::Read, entered.handle)?;
    let parts = RANGES.into_iter().find(|(range, _)| *range == days).map(|(_, parts)| parts);
    let parts = parts.ok_or_else(|| Refusal::field("days", "value_unknown"))?;
    let until = sight.now;
    let from = until.minus(Span::days(days));
    let length = Span::days(days).0 / parts;
    let mut stretches: Vec<Stretch> = (0..parts)
        .map(|part| Stretch {
            from: Timestamp(from.0 + part * length),
            until: Timestamp(from.0 + (part + 1) * length),
            figures: Figures::default(),
        })
        .collect();
    let mut read = service.read().await?;
    let requests = requests(&mut *read, entered.id, from).await?;
    let sessions = sessions(&mut *read, entered.id, from).await?;
    let mut agents: Vec<PrincipalId> = requests.iter().map(|it| it.agent).collect();
    agents.extend(sessions.iter().map(|(agent, _)| *agent));
    agents.sort_unstable();
    agents.dedup();
    let homes: BTreeMap<PrincipalId, OrganizationId> =
        read.people(&agents).await?.into_iter().map(|person| (person.id, person.home)).collect();
    let mut all = Figures::default();
    let mut by_home: BTreeMap<Option<OrganizationId>, Figures> = BTreeMap::new();
    let mut count = |agent: PrincipalId, at: Timestamp, add: &dyn Fn(&mut Figures)| {
        add(&mut all);
        add(by_home.entry(homes.get(&agent).copied()).or_default());
        let part = usize::try_from(at.since(from).0 / length).unwrap_or_default();
        // What happens at this very moment belongs to the last part.
        let last = stretches.len().saturating_sub(1);
        if let Some(stretch) = stretches.get_mut(part.min(last)) {
            add(&mut stretch.figures);
        }
    };
    for request in &requests {
        count(request.agent, request.requested_at, &|figures| figures.add(request, until));
    }
    for (agent, at) in sessions {
        count(agent, at, &|figures| figures.sessions += 1);
    }
    all.sum_up();
    stretches.iter_mut().for_each(|stretch| stretch.figures.sum_up());
    let mut found = Vec::with_capacity(by_home.len());
    for (home, mut figures) in by_home {
        figures.sum_up();
        let home = match home {
            Some(home) => read.organization(home).await?,
            None => None,
        };
        found.push((home, figures));
    }
    found.sort_by_key(|(_, figures)| std::cmp::Reverse((figures.asked, figures.sessions)));
    Ok(Metrics { days, all, stretches, homes: found })
}

impl Figures {
    fn add(&mut self, request: &SupportRequest, now: Timestamp) {
        self.asked += 1;
        let counter = match request.state_at(now) {
            RequestState::Pending => &mut self.pending,
            RequestState::Granted => &mut self.granted,
            RequestState::Denied => &mut self.denied,
            RequestState::Reported => &mut self.reported,
            RequestState::Lapsed => &mut self.lapsed,
            RequestState::Withdrawn => &mut self.withdrawn,
        };
        *counter += 1;
        let is_answered =
            matches!(request.state, RequestState::Granted | RequestState::Denied | RequestState::Reported);
        if let Some(at) = request.decided_at.filter(|_| is_answered) {
            self.took.push(u64::try_from(at.since(request.requested_at).0 / 1_000_000).unwrap_or_default());
        }
    }

    /// The median; of an even number of answers, the lower of the two in the middle.
    fn sum_up(&mut self) {
        self.took.sort_unstable();
        self.median_seconds = self.took.get(self.took.len().saturating_sub(1) / 2).copied();
    }
}

async fn requests(
    read: &mut dyn Read,
    organization: OrganizationId,
    from: Timestamp,
) -> Result<Vec<SupportRequest>, Error> {
    let filter = RequestFilter { to: Some(organization), ..RequestFilter::default() };
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let found = read.support_requests(&filter, Page { after, limit: ROWS }).await?;
        let is_last = u64::try_from(found.len()).unwrap_or(ROWS) < ROWS;
        after = found.last().map(|it| Newest { at: Some(it.requested_at), id: it.id.0 });
        let before = all.len() + found.len();
        all.extend(found.into_iter().filter(|it| it.requested_at >= from));
        if is_last || all.len() < before {
            return Ok(all);
        }
    }
}

async fn sessions(
    read: &mut dyn Read,
    organization: OrganizationId,
    from: Timestamp,
) -> Result<Vec<(PrincipalId, Timestamp)>, Error> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let found = read.help_desk_sessions_in(organization, None, Page { after, limit: ROWS }).await?;
        let is_last = u64::try_from(found.len()).unwrap_or(ROWS) < ROWS;
        after = found.last().map(|it| Newest { at: it.term.from, id: it.id.0 });
        let before = all.len() + found.len();
        all.extend(found.iter().filter_map(|it| Some((it.agent, it.term.from.filter(|at| *at >= from)?))));
        if is_last || all.len() < before {
            return Ok(all);
        }
    }
}
