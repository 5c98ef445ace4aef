//! The list of people of one large organization over the product's own router, and the export of its administrators, as Markdown
//! tables.
//!
//! `people [--people 100000] [--administrators 10000] [--rounds 5]`

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::header::{COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, Request, StatusCode};
use prokura_app::authentication::Authentication;
use prokura_app::caller::Caller;
use prokura_app::command::export_administrators::ExportAdministrators;
use prokura_app::job::work;
use prokura_app::password::Breached;
use prokura_app::port::{Page, Random as _};
use prokura_app::query::directory::{Filter, Own};
use prokura_app::query::jobs;
use prokura_app::service::Service;
use prokura_bench::measure::{percentile, show};
use prokura_bench::service::{self, Failure, Seed, SystemRandom, operator, resident, signed_in};
use prokura_bench::world::mix;
use prokura_domain::event::Event;
use prokura_domain::grant::{Grant, Origin, Scope};
use prokura_domain::id::{GrantId, OrganizationId, PrincipalId};
use prokura_domain::job::JobKind;
use prokura_domain::person::{Details, Person, PersonStatus};
use prokura_domain::text::Locale;
use prokura_domain::time::{Span, Term, Timestamp};
use prokura_web::caller::SESSION_COOKIE;
use prokura_web::export::AsOnTheWire;
use prokura_web::site::{PublicUrl, Site};
use std::fs;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tower::ServiceExt as _;

const WORLD: &str = "[[organization]]\nid = \"vendor\"\nname = \"Vendor\"\nkind = \"vendor\"\n\n\
    [[organization]]\nid = \"large\"\nname = \"Large\"\nkind = \"customer\"\nlocale = \"cs\"\n\n\
    [[person]]\nemail = \"admin@large.example\"\nname = \"Ada Administratorka\"\nhome = \"large\"\n\n\
    [[grant]]\nperson = \"admin@large.example\"\nrole = \"full_admin\"\norganization = \"large\"\n";
const HOST_NAME: &str = "console.example";
const SECRET: &str = "prs_0000000000000000000000000000000000000000007";
const BATCH: u32 = 1_000;
const FIRST: [&str; 24] = [
    "Jan",
    "Jana",
    "Petr",
    "Eva",
    "Tomáš",
    "Agnieszka",
    "Katarzyna",
    "Lukáš",
    "Zofia",
    "Bohumil",
    "Ondřej",
    "Šárka",
    "Łukasz",
    "Řehoř",
    "Čeněk",
    "Grażyna",
    "Michał",
    "Věra",
    "Žofie",
    "Ďurďa",
    "Hana",
    "Ivo",
    "Olga",
    "Paweł",
];
const LAST: [&str; 30] = [
    "Novák",
    "Svoboda",
    "Dvořák",
    "Kowalska",
    "Zelený",
    "Černá",
    "Wiśniewska",
    "Procházka",
    "Kučera",
    "Veselý",
    "Horák",
    "Němec",
    "Pokorný",
    "Malá",
    "Chalupa",
    "Čapek",
    "Šimek",
    "Łęcki",
    "Zając",
    "Žák",
    "Říha",
    "Fiala",
    "Sedláček",
    "Doležal",
    "Wójcik",
    "Kamińska",
    "Lewandowski",
    "Zieliński",
    "Szymańska",
    "Dąbrowski",
];
const ROLES: [&str; 5] =
    ["read_only_admin", "support_admin", "user_device_admin", "device_admin", "compliance_officer"];
const SORTS: [&str; 6] = ["name", "-name", "email", "-email", "created", "-created"];
/// What is asked of the list, in words and as an address has it.
const FILTERS: [(&str, &str); 18] = [
    ("nothing", ""),
    ("the first letter of a name", "q=n"),
    ("two letters", "q=ch"),
    ("a name", "q=zizkov"),
    ("first and last name", "q=jana+cernin"),
    ("nobody's name", "q=xyzzy"),
    ("active", "status=active"),
    ("suspended", "status=suspended"),
    ("a licence that 90 % have", "license=messaging"),
    ("a licence that 0.2 % have", "license=events"),
    ("all administrators", "show=administrators"),
    ("one role", "role=support_admin"),
    ("three roles", "role=support_admin&role=device_admin&role=full_admin"),
    ("a role that few hold", "role=full_admin"),
    ("all external administrators", "show=external"),
    ("administrators and letters", "show=administrators&q=s"),
    ("active, licence, letters", "status=active&license=messaging&q=k"),
    ("role, status, licence, letters", "role=device_admin&status=active&license=calling&q=p"),
];

struct Large {
    home: OrganizationId,
    people: u32,
    administrators: u32,
}

fn main() -> Result<(), Failure> {
    let (mut people, mut administrators, mut rounds) = (100_000, 10_000, 5);
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let value = given.next().ok_or("an argument wants a value")?;
        match name.as_str() {
            "--people" => people = value.parse()?,
            "--administrators" => administrators = value.parse()?,
            "--rounds" => rounds = value.parse()?,
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(people, administrators, rounds))
}

async fn measure(people: u32, administrators: u32, rounds: usize) -> Result<(), Failure> {
    let directory = std::env::temp_dir().join(format!("prokura-people-{}", std::process::id()));
    fs::create_dir_all(&directory)?;
    let database = directory.join("bench.db");
    service::import(&database, WORLD).await?;
    let running = service::start(&database).await?;
    let service = running.service.clone();
    let (admin, caller) = signed_in(&service, "admin@large.example", SECRET).await?;
    let large = Large { home: admin.home, people, administrators };
    let begun = Instant::now();
    large.make(&service).await?;
    println!(
        "{people} people with {administrators} administrators among them, made in {:.1} s\n",
        begun.elapsed().as_secs_f64()
    );

    let authentication = Arc::new(Authentication::new(service.clone(), Breached::default(), false)?);
    let site = Site {
        service: service.clone(),
        authentication,
        public_url: PublicUrl::parse(&format!("https://{HOST_NAME}"))?,
        demo: None,
        trusted_proxies: Arc::new([]),
        memory: Arc::default(),
    };
    let router = prokura_web::router(site);
    pages(&router, &service, &large, rounds).await?;
    export(&router, &service, &large, &caller).await?;
    drop((router, service, running.service));
    running.writing.await?;
    fs::remove_dir_all(&directory)?;
    Ok(())
}

impl Large {
    fn person(&self, number: u32, now: Timestamp) -> Person {
        let draw = mix(u64::from(number));
        let (first, last) = (FIRST[(draw % 24) as usize], LAST[(draw / 24 % 30) as usize]);
        let last = match draw / 720 % 4 {
            0 => last.to_owned(),
            1 => format!("{last}in"),
            2 => format!("{last}-{}", LAST[(draw / 2_880 % 30) as usize]),
            _ => format!("Žižkov{}", last.chars().next().unwrap_or_default()),
        };
        let licences =
            [("calling", 40, 1), ("events", 2, 1_000), ("messaging", 90, 2)].into_iter().filter(|(_, part, of)| {
                let draw = mix(draw ^ of);
                if *of == 1_000 { draw % 1_000 < *part } else { draw % 100 < *part }
            });
        Person {
            id: PrincipalId(SystemRandom.id_in_order(now, u16::try_from(number % BATCH).unwrap_or_default())),
            email: format!("person{number}@large.example").parse().expect("an address"),
            name: format!("{first} {last}").parse().expect("a name"),
            home: self.home,
            status: match draw / 97 % 100 {
                0 | 1 => PersonStatus::Suspended,
                2 => PersonStatus::Pending,
                _ => PersonStatus::Active,
            },
            locale: None,
            licenses: licences.map(|(code, ..)| code.to_owned()).collect(),
            package: None,
            details: Details::default(),
            version: 1,
        }
    }

    /// Everybody, and roles for some of them.
    async fn make(&self, service: &Service) -> Result<(), Failure> {
        for batch in 0..self.people.div_ceil(BATCH) {
            let now = service.now();
            let numbers = batch * BATCH..self.people.min((batch + 1) * BATCH);
            let people: Vec<Person> = numbers.clone().map(|number| self.person(number, now)).collect();
            let mut events: Vec<Event> = people.iter().cloned().map(Event::PersonAdded).collect();
            let is_administrator = |number: u32| {
                u64::from(number) * u64::from(self.administrators) % u64::from(self.people)
                    < u64::from(self.administrators)
            };
            let some = numbers.zip(&people).filter(|(number, _)| is_administrator(*number));
            events.extend(some.map(|(number, person)| Event::RoleAssigned(self.grant(number, person.id, now))));
            service.execute(operator(), Seed(events)).await?;
        }
        Ok(())
    }

    fn grant(&self, number: u32, who: PrincipalId, now: Timestamp) -> Grant {
        Grant {
            id: GrantId(SystemRandom.id(now)),
            principal: who,
            role: ROLES[(mix(u64::from(number) ^ 5) % 5) as usize].to_owned(),
            organization: self.home,
            scope: Scope::None,
            origin: Origin::Imported,
            term: Term::ALWAYS,
            activated_at: None,
            given_by: None,
            reason: None,
            set_up_as: None,
            version: 1,
        }
    }

    /// A role for everybody who has none.
    async fn promote_all(&self, service: &Service) -> Result<(), Failure> {
        let mut after = None;
        loop {
            let mut read = service.read().await?;
            let people = read.people_at_home(self.home, Page { after, limit: u64::from(BATCH) }).await?;
            let Some(last) = people.last() else { return Ok(()) };
            after = Some(last.id);
            let ids: Vec<PrincipalId> = people.iter().map(|person| person.id).collect();
            let now = service.now();
            let held: Vec<PrincipalId> =
                read.grants_held_in(self.home, &ids, now).await?.into_iter().map(|grant| grant.principal).collect();
            drop(read);
            let rest = (0..).zip(ids).filter(|(_, id)| !held.contains(id));
            let events = rest.map(|(number, id)| Event::RoleAssigned(self.grant(number, id, now))).collect();
            service.execute(operator(), Seed(events)).await?;
        }
    }
}

/// Asks the product's router; gives the headers and the body.
async fn ask(router: &Router, path: &str) -> Result<(HeaderMap, Vec<u8>), Failure> {
    let request = Request::get(path)
        .header(HOST, HOST_NAME)
        .header(ORIGIN, format!("https://{HOST_NAME}"))
        .header(COOKIE, format!("{SESSION_COOKIE}={SECRET}; prokura-language=cs"))
        .extension(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 1))))
        .body(Body::empty())?;
    let response = router.clone().oneshot(request).await?;
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await?;
    if parts.status != StatusCode::OK {
        return Err(format!("{path}: {} {}", parts.status, String::from_utf8_lossy(&bytes)).into());
    }
    Ok((parts.headers, bytes.to_vec()))
}

/// The number of people that a page says there are.
fn counted(page: &str) -> Result<u64, Failure> {
    let (_, rest) = page.split_once("class=\"users-count\"").ok_or("the page says no number")?;
    let (text, _) = rest.split_once("</p>").ok_or("the page says no number")?;
    let text = text.split_once('>').map_or(text, |(_, text)| text);
    let text = text.split('·').next().unwrap_or_default();
    if text.contains("Jedna") {
        return Ok(1);
    }
    Ok(text.chars().filter(char::is_ascii_digit).collect::<String>().parse()?)
}

async fn pages(router: &Router, service: &Service, large: &Large, rounds: usize) -> Result<(), Failure> {
    let mut bare = Vec::new();
    for number in 0..1_000_u32 {
        let after = Some(PrincipalId(SystemRandom.id(service.now().minus(Span::seconds(i64::from(number % 60))))));
        let begun = Instant::now();
        service
            .read()
            .await?
            .people_at_home(large.home, Page { after: if number % 2 == 0 { None } else { after }, limit: 50 })
            .await?;
        bare.push(u32::try_from(begun.elapsed().as_nanos()).unwrap_or(u32::MAX));
    }
    bare.sort_unstable();
    let bare_median = f64::from(percentile(&bare, 50.0));
    println!("| the list narrowed by | people | median | worst | of bare |\n| --- | ---: | ---: | ---: | ---: |");
    let mut all = Vec::new();
    for (words, filter) in FILTERS {
        let mut times = Vec::new();
        let mut found = None;
        for sort in SORTS {
            for _ in 0..rounds {
                let begun = Instant::now();
                let (_, page) = ask(router, &format!("/o/large/users?{filter}&sort={sort}")).await?;
                times.push(u32::try_from(begun.elapsed().as_nanos()).unwrap_or(u32::MAX));
                let count = counted(std::str::from_utf8(&page)?)?;
                if *found.get_or_insert(count) != count {
                    return Err(format!("{filter}: {count} people by {sort}, and another number before").into());
                }
            }
        }
        times.sort_unstable();
        let (median, worst) = (f64::from(percentile(&times, 50.0)), f64::from(percentile(&times, 100.0)));
        println!(
            "| {words} | {} | {} | {} | {:.0} |",
            found.unwrap_or_default(),
            show(median),
            show(worst),
            median / bare_median
        );
        all.extend(times);
    }
    // On and on, and back again.
    let mut times = Vec::new();
    let mut path = "/o/large/users?license=messaging".to_owned();
    for step in 0..100 {
        let begun = Instant::now();
        let (_, page) = ask(router, &path).await?;
        times.push(u32::try_from(begun.elapsed().as_nanos()).unwrap_or(u32::MAX));
        let page = String::from_utf8(page)?;
        let way = if step < 50 { "rel=\"next\" href=\"" } else { "rel=\"prev\" href=\"" };
        let (_, rest) = page.split_once(way).ok_or("the list ends too soon")?;
        path = rest.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&");
    }
    times.sort_unstable();
    println!(
        "| 50 pages on and back | | {} | {} | {:.0} |",
        show(f64::from(percentile(&times, 50.0))),
        show(f64::from(percentile(&times, 100.0))),
        f64::from(percentile(&times, 50.0)) / bare_median
    );
    all.sort_unstable();
    println!(
        "\nAll {} pages: median {}, 99 % {}, worst {}. Bare, 50 people by id out of the store: median {}.\n",
        all.len(),
        show(f64::from(percentile(&all, 50.0))),
        show(f64::from(percentile(&all, 99.0))),
        show(f64::from(percentile(&all, 100.0))),
        show(bare_median)
    );
    Ok(())
}

/// Everybody as an administrator, as a file: from the click to the last byte.
async fn export(router: &Router, service: &Service, large: &Large, caller: &Caller) -> Result<(), Failure> {
    large.promote_all(service).await?;
    let watching = Arc::new(AtomicBool::new(true));
    let peak = Arc::new(AtomicU64::new(0));
    let before = resident()?;
    let watch = std::thread::spawn({
        let (watching, peak) = (Arc::clone(&watching), Arc::clone(&peak));
        move || {
            while watching.load(Ordering::Relaxed) {
                peak.fetch_max(resident().unwrap_or_default(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    });
    let begun = Instant::now();
    let filter = Filter { own: Own::Administrators, outside: true, ..Filter::default() };
    let asked = ExportAdministrators { organization: large.home, filter, language: Locale::Cs };
    let job = service.execute(caller.clone(), asked).await?.value.job;
    let clicked = begun.elapsed();
    while work(service, &AsOnTheWire).await? {}
    let made = begun.elapsed();
    let parts = jobs::get(service, caller, "large", job, JobKind::AdministratorsExport).await?.parts;
    let (_, file) = ask(router, &format!("/o/large/users/exports/{job}/file")).await?;
    let fetched = begun.elapsed();
    watching.store(false, Ordering::Relaxed);
    watch.join().map_err(|_| "the watch failed")?;
    let rows = file.iter().filter(|byte| **byte == b'\n').count() - 1;
    if rows != usize::try_from(large.people)? + 1 || !file.windows(19).any(|it| it == b"admin@large.example") {
        return Err(format!("{rows} rows for {} people", large.people).into());
    }
    let mib = |bytes: u64| format!("{:.1} MiB", bytes as f64 / 1_048_576.0);
    println!("| export of {rows} administrators | |\n| --- | ---: |");
    println!("| the click | {} |", show(clicked.as_nanos() as f64));
    println!("| the file is made, {parts} parts | {:.2} s |", made.as_secs_f64());
    println!("| and fetched, {} | {:.2} s |", mib(file.len() as u64), fetched.as_secs_f64());
    println!("| memory before | {} |", mib(before));
    println!("| at most, the fetched file in it | {} |", mib(peak.load(Ordering::Relaxed)));
    Ok(())
}
