//! A running server notices by itself what another process of the same machine wrote.
//!
//! How soon it does is measured and printed here, and promised nowhere in this file: a figure that holds belongs to the
//! benchmark, on a machine that does nothing else. What is asserted is that it notices without being asked anything that
//! would make it look.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

use prokura_tests::http::Call;
use prokura_tests::installation::Installation;
use prokura_tests::server::Server;
use prokura_tests::wait::wait_for;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// How often something is written.
const TIMES: usize = 5;

/// The revision that the server answers from. `/metrics` tells it and follows nothing: the index is where it is.
fn followed(server: &Server) -> i64 {
    let metrics = server.call(&Call::get("/metrics")).expect(200);
    let line = metrics.text().lines().find(|line| line.starts_with("prokura_revision ")).unwrap();
    line.rsplit_once(' ').unwrap().1.parse().unwrap()
}

/// Now, in microseconds, by the clock that the audit log is written by.
fn now() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "compared with moments that another process wrote down")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_micros()).unwrap()
}

/// The newest entry of a log: its revision and its moment.
fn newest_entry(installation: &Installation, organization: &str) -> (i64, i64) {
    let log = installation.run(&["audit", organization, "--last", "1"]).ends_with(0);
    let entry: Value = serde_json::from_str(log.out.trim()).unwrap();
    (entry["revision"].as_i64().unwrap(), entry["at"].as_i64().unwrap())
}

/// Lets another process write while the server's revision is watched; how long after the moment of the entry the server
/// had it, in microseconds: the commit and the looking are in it.
fn noticed_after(server: &Server, installation: &Installation, log: &str, write: impl FnOnce()) -> i64 {
    let wanted = AtomicI64::new(i64::MAX);
    std::thread::scope(|scope| {
        // The server writes too: what had run out when it started. So every revision is noted, and when it was seen first.
        let watching = scope.spawn(|| {
            let mut seen: Vec<(i64, i64)> = Vec::new();
            wait_for("the server to notice", || {
                let (revision, at) = (followed(server), now());
                if seen.last().is_none_or(|(last, _)| revision > *last) {
                    seen.push((revision, at));
                }
                (revision >= wanted.load(Ordering::SeqCst)).then_some(())
            });
            seen
        });
        write();
        let (revision, committed) = newest_entry(installation, log);
        wanted.store(revision, Ordering::SeqCst);
        let seen = watching.join().unwrap();
        let first = seen.iter().find(|(seen, _)| *seen >= revision);
        first.unwrap_or_else(|| panic!("{revision} is not in {seen:?}")).1 - committed
    })
}

#[test]
fn a_token_made_beside_a_running_server_is_noticed() {
    let installation = Installation::with_world("");
    let server = installation.serve();
    let mut tokens = Vec::new();
    let took: Vec<i64> = (0..TIMES)
        .map(|_| noticed_after(&server, &installation, "aurora", || tokens.push(installation.decisions())))
        .collect();
    println!("tokens: noticed within {} ms", milliseconds(&took));
    for token in &tokens {
        assert!(may(&server, token, "frantisek@brno.example", "users.manage", "brno-robotics"));
    }
    server.stop();
}

#[test]
fn a_token_made_beside_a_running_server_is_good_at_once() {
    let installation = Installation::with_world("");
    let server = installation.serve();
    for _ in 0..TIMES {
        let token = installation.decisions();
        assert!(may(&server, &token, "frantisek@brno.example", "users.manage", "brno-robotics"));
    }
    server.stop();
}

#[test]
fn a_world_imported_beside_a_running_server_changes_its_decisions() {
    let installation = Installation::with_world("");
    let token = installation.decisions();
    let server = installation.serve();
    let mut took = Vec::new();
    for number in 0..TIMES {
        let person = format!("new-{number}@clinic.example");
        let world = format!(
            "[[person]]\nemail = \"{person}\"\nname = \"New\"\nhome = \"harbour-clinic\"\n\
             [[grant]]\nperson = \"{person}\"\nrole = \"full_admin\"\norganization = \"harbour-clinic\"\n"
        );
        assert!(!may(&server, &token, &person, "users.manage", "harbour-clinic"));
        took.push(noticed_after(&server, &installation, "harbour-clinic", || {
            installation.import(&world).ends_with(0);
        }));
        assert!(may(&server, &token, &person, "users.manage", "harbour-clinic"));
    }
    println!("imports: noticed within {} ms", milliseconds(&took));
    server.stop();
}

fn may(server: &Server, token: &str, who: &str, what: &str, at: &str) -> bool {
    let question = json!({
        "subject": { "type": "person", "id": who },
        "action": { "name": what },
        "resource": { "type": "organization", "id": at },
    });
    let answer = server.call(&Call::post("/access/v1/evaluation", &question).by(token)).expect(200).json();
    answer["decision"].as_bool().unwrap_or_else(|| panic!("{answer}"))
}

fn milliseconds(micros: &[i64]) -> String {
    let texts: Vec<String> =
        micros.iter().map(|micros| format!("{}.{}", micros / 1_000, micros % 1_000 / 100)).collect();
    texts.join(", ")
}
