//! The licences of an organization: what was sold, how many seats are taken and by whom, and what was asked of the sellers.

use super::licences_told::{Bar, Short, called, grouped, service_title, shortages};
use super::lock::{Lock, title};
use super::{Answer, ConsoleCaller, Flash, Frame, Moment, Typed, done, page as answer, page_with};
use crate::problem::status;
use crate::text::Argument;
use askama::Template;
use axum::extract::Path;
use prokura_app::command::answer_seats::{AnswerSeats, SeatAnswer};
use prokura_app::error::Error;
use prokura_app::query::licences::{LicencesSeen, PoolSeen, RequestSeen, Standing, SubscriptionSeen, list};
use prokura_app::sight::Sight;
use prokura_decision::mask::Level;
use prokura_domain::refusal::Refusal;
use prokura_domain::seat_request::SeatRequestState;

/// How many requests that are closed are shown.
const CLOSED: usize = 20;

/// The seats of a service.
struct PoolShown {
    service: String,
    seats: String,
    used: String,
    free: String,
    /// How many are without a seat, in words.
    over: Option<String>,
    bar: Bar,
    /// Each licence with how many hold it, and where they are listed.
    who: Vec<(String, String)>,
}

/// A subscription.
struct Sold {
    slug: String,
    seller: String,
    state: String,
    badge: &'static str,
    from: Option<Moment>,
    until: Option<Moment>,
    each: String,
    bars: Vec<Bar>,
    ask: Option<String>,
    nobody_answers: bool,
}

/// A request to a seller.
struct Request {
    id: String,
    version: i64,
    text: String,
    reason: String,
    asked: Moment,
    waits: String,
    may_answer: bool,
    may_withdraw: bool,
}

/// A request that is closed.
struct Closed {
    subscription: String,
    change: String,
    asked: Moment,
    who: String,
    state: String,
    badge: &'static str,
    answer: String,
}

#[derive(Template)]
#[template(path = "licences.html")]
struct LicencesPage {
    frame: Frame,
    path: String,
    failed: Option<Lock>,
    short: Vec<Short>,
    pools: Option<Vec<PoolShown>>,
    sold: Vec<Sold>,
    open: Vec<Request>,
    closed: Vec<Closed>,
}

/// `GET /o/{organization}/licences`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    Ok(answer(&draw(&caller, &named, None).await?)?)
}

async fn draw(caller: &ConsoleCaller, named: &str, failed: Option<Lock>) -> Result<LicencesPage, Error> {
    let visit = &caller.visit;
    let (frame, sight) = caller.enter(named, visit.t("nav-licences")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let seen = list(&caller.site.service, &caller.caller, named).await?;
    let (path, policy) = (place.href("licences"), sight.policy());
    let reads_people = sight.ask("users", Level::Read, place.entered.handle).is_ok();
    let users = reads_people.then(|| place.href("users"));
    let pools = seen.pools.as_deref();
    let short = shortages(visit, policy, pools.unwrap_or_default(), |id| called(&seen, id));
    let (open, closed): (Vec<_>, Vec<_>) =
        seen.requests.iter().partition(|it| it.request.state == SeatRequestState::Open);
    Ok(LicencesPage {
        short,
        pools: pools.map(|all| all.iter().map(|it| pool(caller, &sight, it, users.as_deref())).collect()),
        sold: seen.subscriptions.iter().map(|it| sold(caller, &sight, it, &path)).collect(),
        open: open.into_iter().map(|it| request(caller, &seen, it)).collect(),
        closed: closed.into_iter().take(CLOSED).map(|it| closed_one(caller, &seen, it)).collect(),
        failed,
        path,
        frame: frame.section("licences"),
    })
}

fn pool(caller: &ConsoleCaller, sight: &Sight, seen: &PoolSeen, users: Option<&str>) -> PoolShown {
    let (visit, policy, pool) = (&caller.visit, sight.policy(), &seen.pool);
    let service = service_title(policy, &pool.service, visit.language);
    let who = pool.held.iter().filter(|(_, people)| *people > 0).map(|(code, people)| {
        let title = title("licence", code, policy, visit.language);
        let words = visit.t2("licences-who-link", "licence", title, "count", grouped(visit.language, *people));
        (words, users.map(|users| format!("{users}?license={code}")).unwrap_or_default())
    });
    PoolShown {
        seats: grouped(visit.language, pool.seats),
        used: grouped(visit.language, pool.used()),
        free: grouped(visit.language, pool.free()),
        over: (pool.over() > 0)
            .then(|| visit.tn("licences-over", "count", usize::try_from(pool.over()).unwrap_or(usize::MAX))),
        bar: Bar::new(visit, &service, pool.used(), pool.seats),
        who: who.collect(),
        service,
    }
}

fn sold(caller: &ConsoleCaller, sight: &Sight, seen: &SubscriptionSeen, path: &str) -> Sold {
    let (visit, row) = (&caller.visit, &seen.subscription);
    let bar = |share: &prokura_app::seats::Share| {
        let service = service_title(sight.policy(), &share.service, visit.language);
        Bar::new(visit, &service, share.used, share.seats)
    };
    let counted =
        [("count", Argument::Number(row.quantity)), ("shown", Argument::Text(grouped(visit.language, row.quantity)))];
    Sold {
        slug: row.slug.to_string(),
        seller: visit.t1("licences-sold-by", "seller", seller(seen.seller.as_ref())),
        state: visit.t(&format!("licences-state-{}", seen.standing.code())),
        badge: match seen.standing {
            Standing::Active => "badge-ok",
            Standing::ToCome => "badge-info",
            Standing::Over => "badge-bad",
        },
        from: row.term.from.map(|at| visit.moment(at)),
        until: row.term.until.map(|at| visit.moment(at)),
        each: visit.language.text_with("licences-each", &counted),
        bars: seen.shares.iter().map(bar).collect(),
        ask: seen.may_ask.then(|| format!("{path}/{}/request", row.slug)),
        nobody_answers: seen.nobody_answers,
    }
}

fn seller(organization: Option<&prokura_domain::organization::Organization>) -> String {
    organization.map(|seller| seller.name.to_string()).unwrap_or_default()
}

fn subscription(seen: &LicencesSeen, it: &RequestSeen) -> String {
    it.subscription.as_ref().map_or_else(|| called(seen, it.request.subscription), |row| row.slug.to_string())
}

/// What a request says.
fn words(caller: &ConsoleCaller, seen: &LicencesSeen, it: &RequestSeen, key: &str) -> String {
    let language = caller.visit.language;
    let who = it.asked_by.as_ref().map_or_else(|| caller.visit.t("somebody"), |person| caller.visit.name(person));
    language.text_with(
        key,
        &[
            ("who", who.into()),
            ("seller", seller(it.seller.as_ref()).into()),
            ("subscription", subscription(seen, it).into()),
            ("quantity", grouped(language, it.request.quantity).into()),
            ("before", grouped(language, it.request.before).into()),
        ],
    )
}

fn request(caller: &ConsoleCaller, seen: &LicencesSeen, it: &RequestSeen) -> Request {
    Request {
        id: it.request.id.to_string(),
        version: it.request.version,
        text: words(caller, seen, it, "licences-request"),
        reason: it.request.reason.clone().unwrap_or_default(),
        asked: caller.visit.moment(it.request.asked_at),
        waits: words(caller, seen, it, "licences-request-waits"),
        may_answer: it.may_answer,
        may_withdraw: it.may_withdraw,
    }
}

fn closed_one(caller: &ConsoleCaller, seen: &LicencesSeen, it: &RequestSeen) -> Closed {
    let row = &it.request;
    Closed {
        subscription: subscription(seen, it),
        change: words(caller, seen, it, "licences-request-change"),
        asked: caller.visit.moment(row.asked_at),
        who: it.asked_by.as_ref().map(|person| caller.visit.name(person)).unwrap_or_default(),
        state: caller.visit.t(&format!("licences-request-state-{}", row.state.code())),
        badge: match row.state {
            SeatRequestState::Accepted => "badge-ok",
            SeatRequestState::Declined => "badge-bad",
            SeatRequestState::Open | SeatRequestState::Withdrawn => "badge-info",
        },
        answer: row.answer.clone().unwrap_or_default(),
    }
}

/// `POST /o/{organization}/licences/requests/{request}`: `answer` is `accept`, `decline` or `withdraw`.
pub(super) async fn turn(
    caller: ConsoleCaller,
    Path((named, request)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-licences")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let command = AnswerSeats {
        organization: place.entered.id,
        request: request.parse().map_err(|_| Refusal::NotFound)?,
        answer: SeatAnswer::from_code(typed.text("answer")).ok_or_else(|| Refusal::field("answer", "value_unknown"))?,
        reason: Some(typed.text("reason").to_owned()),
        expected_version: typed.text("version").parse().ok(),
    };
    match caller.site.execute(caller.caller.clone(), command).await {
        Ok(answered) => {
            let seen = list(&caller.site.service, &caller.caller, &named).await?;
            let it = seen.requests.iter().find(|it| it.request.id == answered.value.id);
            let key = match answered.value.state {
                SeatRequestState::Accepted => "licences-accepted",
                SeatRequestState::Declined => "licences-declined",
                SeatRequestState::Open | SeatRequestState::Withdrawn => "licences-withdrawn",
            };
            let text = it.map_or_else(String::new, |it| words(&caller, &seen, it, key));
            Ok(done(&caller.site, &caller.visit, &place.href("licences"), &Flash::good(text)))
        }
        Err(Error::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Rule { .. } | Refusal::Conflict { .. }))) => {
            let lock = Lock::of(&refusal, caller.site.service.policy(), caller.visit.language);
            Ok(page_with(status(&refusal), &draw(&caller, &named, Some(lock)).await?)?)
        }
        Err(error) => Err(error.into()),
    }
}
