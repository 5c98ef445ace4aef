//! A file of people: how long does it take to look at it and to do it, and how long do others wait meanwhile? As Markdown tables.
//!
//! `import [--rows 100000]`

use prokura_app::bulk::begin::of_file;
use prokura_app::bulk::file::{Column, Kind};
use prokura_app::caller::Caller;
use prokura_app::command::choose_language::ChooseLanguage;
use prokura_app::command::turn_changes::TurnChanges;
use prokura_app::job::work;
use prokura_app::port::{PeopleAsked, PeopleOrder};
use prokura_app::service::Service;
use prokura_bench::measure::{percentile, show};
use prokura_bench::service::{self, Failure, signed_in};
use prokura_bench::world::mix;
use prokura_domain::id::{JobId, OrganizationId};
use prokura_domain::job::{JobState, JobTurn};
use prokura_domain::text::Locale;
use prokura_web::export::AsOnTheWire;
use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const WORLD: &str = "[[organization]]\nid = \"vendor\"\nname = \"Vendor\"\nkind = \"vendor\"\n\n\
    [[organization]]\nid = \"large\"\nname = \"Large\"\nkind = \"customer\"\nrestricted_mode = false\n\n\
    [[organization]]\nid = \"other\"\nname = \"Other\"\nkind = \"customer\"\n\n\
    [[person]]\nemail = \"admin@large.example\"\nname = \"Ada Administratorka\"\nhome = \"large\"\n\n\
    [[person]]\nemail = \"olga@other.example\"\nname = \"Olga\"\nhome = \"other\"\n\n\
    [[grant]]\nperson = \"admin@large.example\"\nrole = \"full_admin\"\norganization = \"large\"\n";

fn main() -> Result<(), Failure> {
    let mut rows = 100_000;
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let value = given.next().ok_or("an argument wants a value")?;
        match name.as_str() {
            "--rows" => rows = value.parse()?,
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(measure(rows))
}

async fn measure(rows: u32) -> Result<(), Failure> {
    let directory = std::env::temp_dir().join(format!("prokura-import-{}", std::process::id()));
    fs::create_dir_all(&directory)?;
    let database = directory.join("bench.db");
    service::import(&database, WORLD).await?;
    let running = service::start(&database).await?;
    let service = running.service.clone();
    let (person, admin) =
        signed_in(&service, "admin@large.example", "prs_0000000000000000000000000000000000000000007").await?;
    let (_, other) =
        signed_in(&service, "olga@other.example", "prs_0000000000000000000000000000000000000000008").await?;
    let home = person.home;

    println!("Somebody else changes their language all the time, one change after another:\n");
    println!("| meanwhile | took | changes | median | 99 % | 99.9 % | longest |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    let alone = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        Ok(())
    };
    beside(&service, &other, "nothing else", alone).await?;

    let first = file(rows, |_| false);
    let looking = look(&service, &admin, home, &first);
    let job = beside(&service, &other, "the file is read and looked at: all are new", looking).await?;
    beside(&service, &other, "it is applied", apply(&service, &admin, home, job)).await?;
    expect(&service, home, &[], u64::from(rows) + 1).await?;

    let second = file(rows, |number| number % 10 == 3);
    let looking = look(&service, &admin, home, &second);
    let job = beside(&service, &other, "the same, every tenth with another name: looked at", looking).await?;
    beside(&service, &other, "it is applied", apply(&service, &admin, home, job)).await?;
    expect(&service, home, &[], u64::from(rows) + 1).await?;
    expect(&service, home, &["changed"], u64::from(rows / 10)).await?;

    drop((service, running.service));
    running.writing.await?;
    fs::remove_dir_all(&directory)?;
    Ok(())
}

/// A file of people, some of whom have another name.
fn file(rows: u32, is_changed: impl Fn(u32) -> bool) -> String {
    let mut text = "name,email,language,roles\r\n".to_owned();
    for number in 0..rows {
        let draw = mix(u64::from(number));
        let name = if is_changed(number) { "Changed" } else { "Person" };
        let language = ["en", "cs", "pl"][(draw % 3) as usize];
        let role = if draw % 50 == 0 { "device_admin" } else { "" };
        // Never fails for a text.
        let _ = write!(text, "{name} Number{number},person{number}@large.example,{language},{role}\r\n");
    }
    text
}

async fn look(service: &Service, admin: &Caller, home: OrganizationId, file: &str) -> Result<JobId, Failure> {
    let headings = |_: &str| -> Option<Column> { None };
    let name = Some("people.csv".to_owned());
    let begun = of_file(service, admin, home, Kind::People, name, file.as_bytes(), &headings).await?;
    while work(service, &AsOnTheWire).await? {}
    Ok(begun.value)
}

async fn apply(service: &Service, admin: &Caller, home: OrganizationId, job: JobId) -> Result<(), Failure> {
    let turn = TurnChanges { organization: home, job, turn: JobTurn::Apply, good_ones: false };
    service.execute(admin.clone(), turn).await?;
    while work(service, &AsOnTheWire).await? {}
    let state = service.read().await?.job(job).await?.ok_or("the job is gone")?.state;
    if state == JobState::Done { Ok(()) } else { Err(format!("the job is {}", state.code()).into()) }
}

/// Makes sure that so many people there are called so.
async fn expect(service: &Service, home: OrganizationId, words: &[&str], people: u64) -> Result<(), Failure> {
    let asked = PeopleAsked {
        home,
        status: None,
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        license: None,
        department: None,
        held: None,
        order: PeopleOrder::Added,
        descending: false,
    };
    let is = service.read().await?.people_count(&asked).await?;
    if is == people { Ok(()) } else { Err(format!("{is} people called {words:?} instead of {people}").into()) }
}

/// Does something, and times the changes of somebody else beside it.
async fn beside<T>(
    service: &Service,
    other: &Caller,
    name: &str,
    doing: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let watching = Arc::new(AtomicBool::new(true));
    let changing = tokio::spawn({
        let (service, other, watching) = (service.clone(), other.clone(), Arc::clone(&watching));
        async move {
            let mut times = Vec::new();
            let mut locale = Locale::Cs;
            while watching.load(Ordering::Relaxed) {
                let begun = Instant::now();
                service.execute(other.clone(), ChooseLanguage { locale }).await?;
                times.push(u32::try_from(begun.elapsed().as_nanos()).unwrap_or(u32::MAX));
                locale = if locale == Locale::Cs { Locale::Pl } else { Locale::Cs };
                tokio::time::sleep(Duration::from_millis(3)).await;
            }
            Ok::<_, Failure>(times)
        }
    });
    let begun = Instant::now();
    let done = doing.await?;
    let took = begun.elapsed();
    watching.store(false, Ordering::Relaxed);
    let mut times = changing.await??;
    times.sort_unstable();
    let at = |percent| show(f64::from(percentile(&times, percent)));
    println!(
        "| {name} | {:.1} s | {} | {} | {} | {} | {} |",
        took.as_secs_f64(),
        times.len(),
        at(50.0),
        at(99.0),
        at(99.9),
        at(100.0)
    );
    Ok(done)
}
