//! Does the time of an answer tell whether there is an account, and what do many open sessions cost? As Markdown tables.
//!
//! `sign_in [--tries 1000] [--sessions 100000]`

use prokura_app::authentication::{Authentication, Circumstances};
use prokura_app::error::Error;
use prokura_app::password::{Breached, Passwords};
use prokura_bench::customers::Customers;
use prokura_bench::measure::{percentile, show};
use prokura_bench::service::{self, Failure, Seed, SystemRandom, operator, resident};
use prokura_domain::account::{Session, SessionLimits};
use prokura_domain::event::Event;
use prokura_domain::id::PrincipalId;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::{Span, Timestamp};
use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::time::Instant;

const WORLD: Customers = Customers { customers: 10, people: 100, agents: 0 };
const BATCH: usize = 1_000;

fn main() -> Result<(), Failure> {
    let (mut tries, mut sessions) = (1_000, 100_000);
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let value = given.next().ok_or("an argument wants a value")?.parse()?;
        match name.as_str() {
            "--tries" => tries = value,
            "--sessions" => sessions = value,
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(measure(tries, sessions))
}

async fn measure(tries: usize, sessions: usize) -> Result<(), Failure> {
    let directory = std::env::temp_dir().join(format!("prokura-sign-in-{}", std::process::id()));
    fs::create_dir_all(&directory)?;
    let database = directory.join("bench.db");
    service::import(&database, &WORLD.file()).await?;
    let running = service::start(&database).await?;
    let service = running.service.clone();
    let mut read = service.read().await?;
    let mut people = Vec::new();
    for number in 0..WORLD.everybody() {
        let email = Customers::person(number / WORLD.people, number % WORLD.people).parse()?;
        let person = read.person_by_email(&email).await?.ok_or("nobody has the address")?;
        people.push(person);
    }
    drop(read);

    let hash_of_all = Passwords::new(Breached::default(), &SystemRandom)?
        .hash("password", "a walk by the river", &SystemRandom)
        .await?;
    let set = |person: &prokura_domain::person::Person| Event::PasswordSet {
        person: person.id,
        home: person.home,
        hash: hash_of_all.clone(),
    };
    service.execute(operator(), Seed(people.iter().map(set).collect())).await?;
    let authentication = Authentication::new(service.clone(), Breached::default(), false)?;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for number in 0..tries {
        let address = IpAddr::V4(Ipv4Addr::from(0x0a00_0000 + u32::try_from(number)?));
        let person = &people[number % people.len()];
        // Kinds take turns in going first, so that nothing of the machine's favours one.
        for kind in if number % 2 == 0 { [true, false] } else { [false, true] } {
            let email = if kind {
                person.email.clone()
            } else {
                format!("nobody{number}@{}", person.email.domain()).parse()?
            };
            let from = Circumstances { address, device: String::new(), request: service.new_request() };
            let begun = Instant::now();
            let answer = authentication.sign_in(&email, "another walk by the river", from).await;
            let took = u32::try_from(begun.elapsed().as_nanos()).unwrap_or(u32::MAX);
            if !matches!(answer, Err(Error::Refused(Refusal::Unauthenticated))) {
                return Err(format!("try {number} of {email} was not refused as it should be: {answer:?}").into());
            }
            if kind { known.push(took) } else { unknown.push(took) }
        }
    }
    report(&mut known, &mut unknown);
    cost(&database, &authentication, &service, &people, sessions).await?;
    drop((authentication, service, running.service));
    running.writing.await?;
    fs::remove_dir_all(&directory)?;
    Ok(())
}

fn report(known: &mut [u32], unknown: &mut [u32]) {
    known.sort_unstable();
    unknown.sort_unstable();
    println!("| account | 5 % | 25 % | median | 75 % | 95 % |\n| --- | ---: | ---: | ---: | ---: | ---: |");
    for (name, times) in [("known, wrong password", &*known), ("unknown", &*unknown)] {
        let at = |percent| show(f64::from(percentile(times, percent)));
        println!("| {name} | {} | {} | {} | {} | {} |", at(5.0), at(25.0), at(50.0), at(75.0), at(95.0));
    }
    // How often a guess from one time alone would be right: 0.5 is a coin.
    let mut right = 0.0_f64;
    for time in known.iter() {
        let below = unknown.partition_point(|other| other < time);
        let equal = unknown.partition_point(|other| other <= time) - below;
        right += below as f64 + equal as f64 / 2.0;
    }
    println!(
        "\nA known account takes longer than an unknown one in {:.3} of all pairs (0.5 tells nothing).\n",
        right / (known.len() * unknown.len()) as f64
    );
}

async fn cost(
    database: &Path,
    authentication: &Authentication,
    service: &prokura_app::service::Service,
    people: &[prokura_domain::person::Person],
    sessions: usize,
) -> Result<(), Failure> {
    let disk = || -> Result<u64, Failure> {
        let mut bytes = 0;
        for end in ["", "-wal"] {
            bytes += fs::metadata(format!("{}{end}", database.display())).map_or(0, |file| file.len());
        }
        Ok(bytes)
    };
    let (memory_before, disk_before) = (resident()?, disk()?);
    let begun = Instant::now();
    for batch in 0..sessions.div_ceil(BATCH) {
        let events = (batch * BATCH..sessions.min((batch + 1) * BATCH)).map(|number| {
            let person = &people[number % people.len()];
            Event::SignedIn {
                session: session(number, person.id, service.now()),
                home: person.home,
                is_new_device: false,
            }
        });
        service.execute(operator(), Seed(events.collect())).await?;
    }
    let opened = begun.elapsed();
    let (memory_open, disk_open) = (resident()?, disk()?);
    let begun = Instant::now();
    for number in 0..sessions {
        authentication.visitor(&secret(number)).await?;
    }
    let looked_up = begun.elapsed();
    let memory_used = resident()?;
    let count = sessions as f64;
    println!("| {sessions} open sessions | all | each |\n| --- | ---: | ---: |");
    let mib = |bytes: u64| format!("{:.1} MiB", bytes as f64 / 1_048_576.0);
    println!(
        "| disk, with an audit entry each | {} | {:.0} bytes |",
        mib(disk_open - disk_before),
        (disk_open - disk_before) as f64 / count
    );
    println!(
        "| memory while open | {} | {:.0} bytes |",
        mib(memory_open.saturating_sub(memory_before)),
        memory_open.saturating_sub(memory_before) as f64 / count
    );
    println!(
        "| memory once each was used | {} | {:.0} bytes |",
        mib(memory_used.saturating_sub(memory_before)),
        memory_used.saturating_sub(memory_before) as f64 / count
    );
    println!("| beginning | {:.1} s | {} |", opened.as_secs_f64(), show(opened.as_nanos() as f64 / count));
    println!(
        "| finding one by its cookie | {:.1} s | {} |",
        looked_up.as_secs_f64(),
        show(looked_up.as_nanos() as f64 / count)
    );
    Ok(())
}

fn secret(number: usize) -> String {
    format!("prs_{number:043}")
}

/// As a browser of today begins it, and last used two minutes ago.
fn session(number: usize, person: PrincipalId, now: Timestamp) -> Session {
    Session {
        seen_at: now.minus(Span::minutes(2)),
        limits: SessionLimits { idle: Span::minutes(30), lasts: Span::hours(12) },
        device: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36".to_owned(),
        ..service::session(&secret(number), person, now)
    }
}
