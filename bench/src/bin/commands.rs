//! Commands through the whole pipeline, with audit and outbox, beside commits of one bare row on the same disk in the
//! same minute, as a Markdown table.
//!
//! `commands [--seconds 3] [--rounds 5] [--callers 1,8,64]`

use prokura_app::caller::{Actor, Caller, Via};
use prokura_app::command::assign_role::AssignRole;
use prokura_app::command::change_setting::ChangeSetting;
use prokura_app::command::end_grant::EndGrant;
use prokura_app::command::guard::holder::Holder;
use prokura_app::command::request_support::RequestSupport;
use prokura_app::message::MessageState;
use prokura_app::port::{Page, Random as _, Read};
use prokura_app::service::Service;
use prokura_bench::commits::bare;
use prokura_bench::customers::{ADMINISTRATORS, Customers};
use prokura_bench::measure::{median, percentile, show};
use prokura_bench::service::{self, Failure, Running, SystemRandom};
use prokura_domain::grant::Scope;
use prokura_domain::id::{GrantId, OrganizationId, PrincipalId, RequestId, SessionId};
use prokura_domain::setting::SettingValue;
use prokura_domain::text::EmailAddress;
use sea_orm::sqlx::sqlite::SqliteJournalMode;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const WORLD: Customers = Customers { customers: 200, people: 100, agents: 200 };
/// What each caller does again and again: three roles given, two taken, three settings changed, two requests for support.
const TURN: [Kind; 10] = [
    Kind::Assign,
    Kind::Set,
    Kind::Request,
    Kind::Assign,
    Kind::End,
    Kind::Set,
    Kind::Assign,
    Kind::End,
    Kind::Set,
    Kind::Request,
];

#[derive(Clone, Copy)]
enum Kind {
    Assign,
    End,
    Set,
    Request,
}

struct Arguments {
    during: Duration,
    rounds: usize,
    callers: Vec<usize>,
}

fn arguments() -> Result<Arguments, Failure> {
    let mut read = Arguments { during: Duration::from_secs(3), rounds: 5, callers: vec![1, 8, 64] };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let value = given.next().ok_or("an argument wants a value")?;
        match name.as_str() {
            "--seconds" => read.during = Duration::from_secs_f64(value.parse()?),
            "--rounds" => read.rounds = value.parse()?,
            "--callers" => read.callers = value.split(',').map(str::parse).collect::<Result<_, _>>()?,
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    Ok(read)
}

fn main() -> Result<(), Failure> {
    let arguments = arguments()?;
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(compare(&arguments))
}

/// What was measured of one number of callers.
#[derive(Default)]
struct Rows {
    a_second: Vec<f64>,
    ratio: Vec<f64>,
    half: Vec<f64>,
    last: Vec<f64>,
}

async fn compare(arguments: &Arguments) -> Result<(), Failure> {
    // A directory beside the build: a temporary one may be in memory.
    let directory = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/target/commands"));
    if directory.exists() {
        fs::remove_dir_all(&directory)?;
    }
    fs::create_dir_all(&directory)?;
    let world = directory.join("world.db");
    let took = service::import(&world, &WORLD.file()).await?;
    println!("Import of {} people: {:.1} s.\n", WORLD.everybody(), took.as_secs_f64());

    let mut rollback = Vec::new();
    let mut ahead = Vec::new();
    let mut rows: Vec<Rows> = arguments.callers.iter().map(|_| Rows::default()).collect();
    for round in 0..arguments.rounds {
        let file = |name: &str| directory.join(format!("{name}-{round}.db"));
        rollback.push(bare(&file("rollback"), SqliteJournalMode::Delete, arguments.during).await?);
        for (callers, row) in arguments.callers.iter().zip(&mut rows) {
            let before = bare(&file(&format!("before-{callers}")), SqliteJournalMode::Wal, arguments.during).await?;
            let database = file(&format!("service-{callers}"));
            fs::copy(&world, &database)?;
            let measured = measure(&database, *callers, arguments.during).await?;
            let after = bare(&file(&format!("after-{callers}")), SqliteJournalMode::Wal, arguments.during).await?;
            let beside = f64::midpoint(before, after);
            ahead.extend([before, after]);
            row.a_second.push(measured.a_second);
            row.ratio.push(measured.a_second / beside);
            row.half.push(f64::from(percentile(&measured.micros, 50.0)) * 1_000.0);
            row.last.push(f64::from(percentile(&measured.micros, 99.0)) * 1_000.0);
        }
    }
    println!("| | a second | of bare commits | p50 | p99 |\n| --- | ---: | ---: | ---: | ---: |");
    println!("| bare commits, write-ahead log | {:.0} | 1 | | |", median(ahead));
    println!("| bare commits, rollback journal | {:.0} | | | |", median(rollback));
    for (callers, row) in arguments.callers.iter().zip(rows) {
        println!(
            "| commands, {callers} callers | {:.0} | {:.2} | {} | {} |",
            median(row.a_second),
            median(row.ratio),
            show(median(row.half)),
            show(median(row.last)),
        );
    }
    fs::remove_dir_all(&directory)?;
    Ok(())
}

struct Measured {
    a_second: f64,
    /// How long each command took, sorted, in microseconds.
    micros: Vec<u32>,
}

async fn measure(database: &Path, callers: usize, during: Duration) -> Result<Measured, Failure> {
    let Running { service, writing } = service::start(database).await?;
    let cast = Arc::new(Cast::read(&service).await?);
    let before = State::read(&service, &cast).await?;
    let tickets = Arc::new(Tickets::default());
    let begun = Instant::now();
    let callers: Vec<_> = (0..callers)
        .map(|_| {
            let (service, cast, tickets) = (service.clone(), Arc::clone(&cast), Arc::clone(&tickets));
            tokio::spawn(async move { call(&service, &cast, &tickets, begun + during).await })
        })
        .collect();
    let mut done = Did::default();
    for caller in callers {
        done.add(caller.await??);
    }
    let took = begun.elapsed();
    State::read(&service, &cast).await?.is_after(&before, &done)?;
    drop(service);
    writing.await?;
    done.micros.sort_unstable();
    Ok(Measured { a_second: done.micros.len() as f64 / took.as_secs_f64(), micros: done.micros })
}

/// Who acts.
struct Cast {
    partner: OrganizationId,
    customers: Vec<OrganizationId>,
    agents: Vec<PrincipalId>,
    administrators: Vec<PrincipalId>,
    people: Vec<Vec<PrincipalId>>,
}

impl Cast {
    async fn read(service: &Service) -> Result<Self, Failure> {
        let mut read = service.read().await?;
        let partner = organization(&mut *read, "partner").await?;
        let mut agents = Vec::new();
        for agent in 0..WORLD.agents {
            agents.push(person(&mut *read, &Customers::agent(agent)).await?);
        }
        let mut cast = Self { partner, customers: Vec::new(), agents, administrators: Vec::new(), people: Vec::new() };
        for customer in 0..WORLD.customers {
            cast.customers.push(organization(&mut *read, &Customers::slug(customer)).await?);
            let mut people = Vec::new();
            for n in 0..WORLD.people {
                people.push(person(&mut *read, &Customers::person(customer, n)).await?);
            }
            cast.administrators.push(people[customer % ADMINISTRATORS]);
            cast.people.push(people.split_off(ADMINISTRATORS));
        }
        Ok(cast)
    }
}

async fn organization(read: &mut dyn Read, slug: &str) -> Result<OrganizationId, Failure> {
    Ok(read.organization_by_slug(&slug.parse()?).await?.ok_or("an organization is missing")?.id)
}

async fn person(read: &mut dyn Read, email: &str) -> Result<PrincipalId, Failure> {
    Ok(read.person_by_email(&email.parse()?).await?.ok_or("a person is missing")?.id)
}

/// Nobody does the same thing twice.
#[derive(Default)]
struct Tickets {
    assign: AtomicUsize,
    set: AtomicUsize,
    request: AtomicUsize,
}

/// What was done.
#[derive(Default)]
struct Did {
    assigned: i64,
    ended: i64,
    set: i64,
    requested: i64,
    micros: Vec<u32>,
}

impl Did {
    fn add(&mut self, other: Self) {
        self.assigned += other.assigned;
        self.ended += other.ended;
        self.set += other.set;
        self.requested += other.requested;
        self.micros.extend(other.micros);
    }
}

/// One caller: the next command is sent when the last one is acknowledged.
async fn call(service: &Service, cast: &Cast, tickets: &Tickets, until: Instant) -> Result<Did, Failure> {
    let mut did = Did::default();
    let mut given: Vec<(usize, GrantId)> = Vec::new();
    for kind in TURN.into_iter().cycle() {
        let sent = Instant::now();
        if sent >= until {
            break;
        }
        match kind {
            Kind::Assign => {
                let ticket = tickets.assign.fetch_add(1, Ordering::Relaxed);
                let customer = ticket % cast.customers.len();
                let holder = cast.people[customer].get(ticket / cast.customers.len()).ok_or("nobody is left")?;
                let command = AssignRole {
                    organization: cast.customers[customer],
                    holder: Holder::Id(*holder),
                    role: "user_device_admin".to_owned(),
                    scope: Scope::None,
                    from: None,
                    until: None,
                    reason: Some("Looks after the devices in the branch office.".to_owned()),
                };
                let grant = service.execute(administrator(cast, customer), command).await?.value;
                given.push((customer, grant.id));
                did.assigned += 1;
            }
            Kind::End => {
                let (customer, grant) = given.pop().ok_or("nothing was given")?;
                let command = EndGrant { organization: cast.customers[customer], grant, expected_version: None };
                service.execute(administrator(cast, customer), command).await?;
                did.ended += 1;
            }
            Kind::Set => {
                let ticket = tickets.set.fetch_add(1, Ordering::Relaxed);
                let customer = ticket % cast.customers.len();
                let command = ChangeSetting {
                    organization: cast.customers[customer],
                    key: "authentication.sso_issuer".to_owned(),
                    value: SettingValue::Text(format!("https://login{ticket}.customer{customer}.example")),
                    expected_version: None,
                };
                let set = service.execute(administrator(cast, customer), command).await?.value;
                did.set += i64::from(set.changed);
            }
            Kind::Request => {
                let ticket = tickets.request.fetch_add(1, Ordering::Relaxed);
                let agent = ticket % cast.agents.len();
                let customer = (ticket + ticket / cast.agents.len()) % cast.customers.len();
                let email = Customers::person(customer, customer % ADMINISTRATORS);
                let command = RequestSupport {
                    organization: cast.customers[customer],
                    addressed_to: email.parse::<EmailAddress>().map_err(|_| "no address")?,
                    reason: "Calls to the branch office fail since this morning.".to_owned(),
                };
                service.execute(at_the_console(cast.agents[agent], cast.partner), command).await?;
                did.requested += 1;
            }
        }
        did.micros.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    Ok(did)
}

fn administrator(cast: &Cast, customer: usize) -> Caller {
    at_the_console(cast.administrators[customer], cast.customers[customer])
}

fn at_the_console(id: PrincipalId, home: OrganizationId) -> Caller {
    let new = || uuid::Builder::from_random_bytes(random()).into_uuid();
    let actor = Actor::Principal { id, home, via: Via::Session(SessionId(new())) };
    Caller { actor, request: RequestId(new()), idempotency: None }
}

fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    SystemRandom.fill(&mut bytes);
    bytes
}

/// What the database holds of what was done.
struct State {
    revision: i64,
    followed: i64,
    entries: i64,
    messages: i64,
}

impl State {
    async fn read(service: &Service, cast: &Cast) -> Result<Self, Failure> {
        let mut read = service.read().await?;
        let mut entries = 0;
        for organization in cast.customers.iter().chain([&cast.partner]) {
            entries += read.audit_head(*organization).await?;
        }
        let messages = read.messages(MessageState::Waiting, u64::from(u32::MAX)).await?.len();
        let people = read.principal_records(Page { after: None, limit: 1 }).await?;
        if people.is_empty() {
            return Err("nobody is there".into());
        }
        Ok(Self {
            revision: read.revision().await?.0.0,
            followed: service.follower().revision().0,
            entries,
            messages: i64::try_from(messages)?,
        })
    }

    /// Every command has its revision, its entries and its messages, and the index has followed.
    fn is_after(&self, before: &Self, did: &Did) -> Result<(), Failure> {
        let commands = i64::try_from(did.micros.len())?;
        // An agent's act is in the customer's log and in that of the agent's home.
        let expected = [
            ("revision", self.revision, before.revision + commands),
            ("followed", self.followed, before.revision + commands),
            ("entries", self.entries, before.entries + commands + did.requested),
            ("messages", self.messages, before.messages + did.assigned + did.ended + did.requested),
            ("commands", commands, did.assigned + did.ended + did.set + did.requested),
        ];
        for (what, is, should_be) in expected {
            if is != should_be {
                return Err(format!("{what}: {is}, and it should be {should_be}").into());
            }
        }
        Ok(())
    }
}
