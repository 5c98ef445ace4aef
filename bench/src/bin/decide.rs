//! `decide` over the in-memory index, beside bare look-ups and beside the peers, as Markdown tables.
//!
//! `decide [--people 1000,100000,1000000] [--runs 7] [--no-peers] [--no-writes]`

use prokura_bench::bare::Bare;
use prokura_bench::measure::{Time, each, median, nanoseconds, percentile, show, sliced};
use prokura_bench::peer::Failure;
use prokura_bench::peer::casbin::Casbin;
use prokura_bench::peer::cedar::Cedar;
use prokura_bench::peer::rego::Rego;
use prokura_bench::world::{Question, World};
use prokura_bench::{ours, world};
use prokura_decision::decide::QuestionOf;
use prokura_decision::index::{Snapshot, Writer};
use prokura_decision::policy::Policy;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const QUESTIONS: usize = 1 << 20;
const WRITES_PER_SECOND: u32 = 500;

struct Arguments {
    people: Vec<u32>,
    runs: usize,
    peers: bool,
    writes: bool,
}

fn arguments() -> Result<Arguments, Failure> {
    let mut read = Arguments { people: vec![1_000, 100_000, 1_000_000], runs: 7, peers: true, writes: true };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        match name.as_str() {
            "--people" => {
                let list = given.next().ok_or("--people wants a list")?;
                read.people = list.split(',').map(str::parse).collect::<Result<_, _>>()?;
            }
            "--runs" => read.runs = given.next().ok_or("--runs wants a number")?.parse()?,
            "--no-peers" => read.peers = false,
            "--no-writes" => read.writes = false,
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    Ok(read)
}

struct Filled {
    world: World,
    questions: Vec<Question>,
    packed: Vec<QuestionOf<Snapshot>>,
    emails: Vec<String>,
    writer: Writer,
}

fn main() -> Result<(), Failure> {
    let arguments = arguments()?;
    let policy = Arc::new(Policy::embedded()?);
    let mut worlds = Vec::new();
    for people in arguments.people {
        let world = World::new(people);
        let questions = world.questions(&policy, QUESTIONS, u64::from(people));
        let writer = ours::fill(&policy, world);
        let packed = ours::pack(&writer.index(), world, &questions).ok_or("the index lacks somebody")?;
        let emails = questions.iter().map(|question| world.email(question.person)).collect();
        worlds.push(Filled { world, questions, packed, emails, writer });
    }

    println!("## Beside bare look-ups\n");
    println!("| people | asked | bare | ours | ratio | bare, median | ours, median |");
    println!("| ---: | --- | ---: | ---: | ---: | ---: | ---: |");
    for filled in &worlds {
        beside_bare(filled, arguments.runs)?;
    }
    if arguments.writes {
        println!("\n## While {WRITES_PER_SECOND} people a second are changed\n");
        println!("| people | p50 alone | p50 | p99 alone | p99 | ratio of p99 | p99.9 alone | p99.9 | one write |");
        println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for filled in &mut worlds {
            beside_writes(filled, arguments.runs);
        }
    }
    if arguments.peers {
        println!("\n## Beside other engines\n");
        println!("| people | ours | cedar-policy | regorus | casbin |");
        println!("| ---: | ---: | ---: | ---: | ---: |");
        for filled in &worlds {
            beside_peers(&policy, filled, arguments.runs)?;
        }
    }
    Ok(())
}

fn beside_bare(filled: &Filled, runs: usize) -> Result<(), Failure> {
    let Filled { world, questions, packed, emails, .. } = filled;
    let bare = Bare::fill(*world);
    let mut reader = filled.writer.index().reader();
    let nothing = black_box(0_usize);
    let time = |name: &str, bare: Time, ours: Time| {
        println!(
            "| {} | {name} | {} | {} | {:.2} | {} | {} |",
            world.people,
            show(bare.undisturbed),
            show(ours.undisturbed),
            ours.undisturbed / bare.undisturbed,
            show(bare.median),
            show(ours.median),
        );
    };

    let bare_id = sliced(QUESTIONS, runs, |slice| {
        black_box(questions[slice].iter().filter(|q| bare.by_id(q.person, q.organization)).count());
    });
    let ours_id = sliced(QUESTIONS, runs, |slice| {
        black_box(packed[slice].iter().filter(|question| ours::by_id(&mut reader, question)).count());
    });
    time("by number, independent questions", bare_id, ours_id);
    let together = sliced(QUESTIONS, runs, |slice| {
        black_box(packed[slice].chunks(64).map(|batch| ours::together(&mut reader, batch)).sum::<usize>());
    });
    time("by number, 64 questions at once", bare_id, together);
    // Each question waits for the answer to the one before, as a caller does who acts on it.
    let bare_waiting = sliced(QUESTIONS, runs, |slice| {
        let mut seen = 0;
        for n in slice {
            seen = bare.record(questions[n + (seen & nothing)].person).home as usize;
        }
        black_box(seen);
    });
    let ours_waiting = sliced(QUESTIONS, runs, |slice| {
        let mut seen = 0;
        for n in slice {
            seen = usize::from(ours::by_id(&mut reader, &packed[n + (seen & nothing)]));
        }
        black_box(seen);
    });
    time("by number, one after another", bare_waiting, ours_waiting);
    let bare_email = sliced(QUESTIONS, runs, |slice| {
        let pairs = questions[slice.clone()].iter().zip(&emails[slice]);
        black_box(pairs.filter(|(q, email)| bare.by_email(email, q.organization)).count());
    });
    let ours_email = sliced(QUESTIONS, runs, |slice| {
        let pairs = packed[slice.clone()].iter().zip(&emails[slice]);
        black_box(pairs.filter(|(question, email)| ours::by_email(&mut reader, email, question)).count());
    });
    time("by e-mail", bare_email, ours_email);

    // However they are asked, the answers are the same.
    let by_id = packed.iter().map(|question| ours::by_id(&mut reader, question)).collect::<Vec<_>>();
    let mut reader = filled.writer.index().reader();
    let by_email = packed.iter().zip(emails).map(|(question, email)| ours::by_email(&mut reader, email, question));
    if !by_email.eq(by_id.iter().copied()) {
        return Err("by handle and by e-mail the answers differ".into());
    }
    Ok(())
}

/// Percentiles of single decisions, alone and while another thread writes; the two by turns, the median of the turns.
fn beside_writes(filled: &mut Filled, runs: usize) {
    let Filled { packed, writer, .. } = filled;
    let world = filled.world;
    let index = writer.index();
    let mut seen: [[Vec<f64>; 3]; 2] = Default::default();
    let mut writes = Vec::new();
    let ask = || {
        let mut reader = index.reader();
        let times = each(QUESTIONS, |n| {
            black_box(ours::by_id(&mut reader, &packed[n]));
        });
        [50.0, 99.0, 99.9].map(|percent| f64::from(percentile(&times, percent)))
    };
    let note = |into: &mut [Vec<f64>; 3], figures: [f64; 3]| {
        for (column, figure) in into.iter_mut().zip(figures) {
            column.push(figure);
        }
    };
    for _ in 0..runs {
        note(&mut seen[0], ask());
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let (stop, writes, writer) = (&stop, &mut writes, &mut *writer);
            scope.spawn(move || {
                let pause = Duration::from_secs(1) / WRITES_PER_SECOND;
                let mut next = Instant::now();
                let mut revision = writer.index().snapshot().revision();
                while !stop.load(Ordering::Relaxed) {
                    revision += 1;
                    let person = (world::mix(revision as u64) % u64::from(world.people)) as u32;
                    let mut record = world.principal(person);
                    for grant in &mut record.grants {
                        grant.term.from = Some(grant.term.start().plus(prokura_domain::time::Span(revision)));
                    }
                    let begun = Instant::now();
                    writer.put_principal(&record);
                    writer.publish(revision);
                    writes.push(begun.elapsed().as_nanos() as f64);
                    next += pause;
                    std::thread::sleep(next.saturating_duration_since(Instant::now()));
                }
            });
            note(&mut seen[1], ask());
            stop.store(true, Ordering::Relaxed);
        });
    }
    let [alone, beside] = seen.map(|columns| columns.map(median));
    println!(
        "| {} | {} | {} | {} | {} | {:.2} | {} | {} | {} |",
        world.people,
        show(alone[0]),
        show(beside[0]),
        show(alone[1]),
        show(beside[1]),
        beside[1] / alone[1],
        show(alone[2]),
        show(beside[2]),
        show(median(writes))
    );
}

/// Asks every peer the same questions, compares every answer with ours, and shows the medians.
fn beside_peers(policy: &Policy, filled: &Filled, runs: usize) -> Result<(), Failure> {
    const ASKED: usize = 4_000;
    const ASKED_OF_CASBIN: usize = 200;
    let (world, questions, packed) = (filled.world, &filled.questions[..ASKED], &filled.packed[..ASKED]);
    let mut reader = filled.writer.index().reader();
    let answers: Vec<bool> = packed.iter().map(|question| ours::by_id(&mut reader, question)).collect();

    let ours = timed("ours", &answers, runs, |n| Ok(ours::by_email(&mut reader, &filled.emails[n], &packed[n])))?;
    let prepared = Cedar::prepare(policy, world, questions)?;
    let cedar = timed("cedar-policy", &answers, runs, |n| Ok(prepared.ask(n)))?;
    drop(prepared);
    let mut prepared = Rego::prepare(policy, world, questions)?;
    let rego = timed("regorus", &answers, runs, |n| prepared.ask(n))?;
    drop(prepared);
    let prepared = Casbin::prepare(policy, world, &questions[..ASKED_OF_CASBIN])?;
    let casbin = timed("casbin", &answers[..ASKED_OF_CASBIN], runs.min(3), |n| prepared.ask(n))?;
    let beside = |time: f64| format!("{} ({:.0} x)", show(time), time / ours);
    println!("| {} | {} | {} | {} | {} |", world.people, show(ours), beside(cedar), beside(rego), beside(casbin));
    Ok(())
}

/// The median time of a call over several passes; every answer of every pass must be ours.
fn timed(
    name: &str,
    expected: &[bool],
    runs: usize,
    mut ask: impl FnMut(usize) -> Result<bool, Failure>,
) -> Result<f64, Failure> {
    let mut times = Vec::new();
    for _ in 0..runs {
        let mut answers = Vec::with_capacity(expected.len());
        let mut failed = None;
        times.push(nanoseconds(expected.len(), || {
            for n in 0..expected.len() {
                match ask(n) {
                    Ok(answer) => answers.push(answer),
                    Err(failure) => {
                        failed = Some(failure);
                        return;
                    }
                }
            }
        }));
        if let Some(failure) = failed {
            return Err(failure);
        }
        if let Some(n) = (0..expected.len()).find(|n| answers[*n] != expected[*n]) {
            return Err(format!("{name} says {} to question {n}, we say {}", answers[n], expected[n]).into());
        }
    }
    Ok(median(times))
}
