//! The process is killed in the middle of its work, again and again: what was acknowledged is there, with its audit entry
//! and its message, nothing is half, and what was not acknowledged is repeated without being done twice.
//!
//! SIGKILL ends the process and leaves the machine running: what this shows is that no promise lives in memory only.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use prokura_tests::dump::{Dump, Entry, Row, number, text};
use prokura_tests::http::{Answer, Call};
use prokura_tests::installation::Installation;
use prokura_tests::server::Server;
use prokura_tests::sound::assert_sound;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::sync::mpsc;
use std::time::Duration;

/// After how many acknowledgements the process is killed, round by round.
const KILL_AFTER: [usize; 12] = [1, 3, 5, 8, 13, 2, 21, 34, 4, 7, 11, 17];
/// How much later than the acknowledgement, more in each round: the kill meets a commit in each of its phases.
const LATER: Duration = Duration::from_micros(2_300);
/// How many support requests are made in a round. An agent makes at most 60 an hour, and one to an organization at a time.
const REQUESTS: usize = 4;
/// To whom roles are given, and which.
const STAFF: usize = 150;
const ROLES: [&str; 5] =
    ["user_device_admin", "device_admin", "read_only_admin", "compliance_officer", "support_admin"];

/// Customers to ask for access to, and people to give roles to.
fn world() -> String {
    let mut world = String::new();
    for number in 0..KILL_AFTER.len() * REQUESTS {
        // Writing to a String cannot fail.
        let _ = write!(
            world,
            r#"
[[organization]]
id = "customer-{number}"
name = "Customer {number}"
kind = "customer"
[[relationship]]
partner = "tatra-telecom"
customer = "customer-{number}"
[[person]]
email = "admin@customer-{number}.example"
name = "Admin {number}"
home = "customer-{number}"
[[grant]]
person = "admin@customer-{number}.example"
role = "full_admin"
organization = "customer-{number}"
"#
        );
    }
    for number in 0..STAFF {
        for (house, organization) in [("clinic", "harbour-clinic"), ("shipyard", "gdansk-shipyard")] {
            let _ = write!(
                world,
                "[[person]]\nemail = \"staff-{number}@{house}.example\"\nname = \"Staff\"\nhome = \"{organization}\"\n"
            );
        }
    }
    world
}

/// What a command does, told so that its traces can be found whether or not it was answered.
#[derive(Clone, Debug)]
enum Effect {
    Setting { key: &'static str, value: String },
    Role { person: String, role: &'static str },
    Request { reason: String },
}

/// A command, ready to be sent and to be sent again.
#[derive(Clone, Debug)]
struct Order {
    client: usize,
    call: Call,
    key: String,
    organization: String,
    effect: Effect,
}

#[derive(Clone, Copy, Debug)]
enum Work {
    Settings(&'static str),
    Roles(&'static str),
    Requests,
}

/// Somebody who gives one command after the other.
#[derive(Debug)]
struct Client {
    number: usize,
    token: String,
    organization: &'static str,
    work: Work,
    given: usize,
    version: i64,
}

impl Client {
    fn next(&mut self) -> Order {
        let given = self.given;
        self.given += 1;
        let key = format!("client {} command {given}", self.number);
        let (call, organization, effect) = match self.work {
            Work::Settings(setting) => {
                let value = format!("value-{}-{given}", self.number);
                let path = format!("/v1/organizations/{}/settings/{setting}", self.organization);
                // The version makes a second doing of the same command fail, not pass unseen.
                let call = Call::put(&path, &json!({ "value": value, "version": self.version }));
                (call, self.organization.to_owned(), Effect::Setting { key: setting, value })
            }
            Work::Roles(house) => {
                let person = format!("staff-{}@{house}.example", given % STAFF);
                let role = ROLES[given / STAFF];
                let path = format!("/v1/organizations/{}/grants", self.organization);
                let call = Call::post(&path, &json!({ "person": person, "role": role }));
                (call, self.organization.to_owned(), Effect::Role { person, role })
            }
            Work::Requests => {
                let organization = format!("customer-{given}");
                let reason = format!("Call number {given}");
                let path = format!("/v1/organizations/{organization}/support-requests");
                let to = format!("admin@{organization}.example");
                let call = Call::post(&path, &json!({ "addressed_to": to, "reason": reason }));
                (call, organization, Effect::Request { reason })
            }
        };
        Order { client: self.number, call: call.by(&self.token).once(&key), key, organization, effect }
    }

    fn learn(&mut self, answer: &Answer) {
        if let Work::Settings(_) = self.work {
            // A repeated command is answered as it was then, perhaps after a later one.
            self.version = self.version.max(answer.json()["version"].as_i64().unwrap());
        }
    }

    /// Gives commands until one is not answered.
    fn work(&mut self, server: &Server, told: &mpsc::Sender<(Order, Option<Answer>)>) {
        let most = if matches!(self.work, Work::Requests) { REQUESTS } else { usize::MAX };
        for _ in 0..most {
            let order = self.next();
            let answer = order.call.send(server.address).ok();
            if let Some(answer) = &answer {
                assert!(matches!(answer.status, 200 | 201), "{order:?}: {}", answer.text());
                self.learn(answer);
            }
            let over = answer.is_none();
            told.send((order, answer)).unwrap();
            if over {
                break;
            }
        }
    }
}

/// What a database says of commands.
struct Traces<'a> {
    dump: &'a Dump,
    audit: Vec<Entry>,
    remembered: BTreeMap<&'a str, &'a Row>,
    /// Messages with what they say.
    messages: Vec<(Value, &'a Row)>,
}

impl<'a> Traces<'a> {
    fn of(dump: &'a Dump) -> Self {
        let remembered = dump.table("idempotency").iter().map(|row| (text(row, "key"), row)).collect();
        let said = |row: &'a Row| (serde_json::from_str(text(row, "notice")).unwrap(), row);
        Self { dump, audit: dump.audit(), remembered, messages: dump.table("outbox").iter().map(said).collect() }
    }

    /// With which revision a command was done; `None` when nothing at all is there of it. Anything between is a failure:
    /// the row, its entry in the log (and in the log of the actor's home), its message, its key and what the index has to
    /// reload come together or not at all.
    #[track_caller]
    fn revision_of(&self, order: &Order) -> Option<i64> {
        let organization = self.dump.id_of("organization", "slug", &order.organization);
        let entries: Vec<&Entry> = match &order.effect {
            Effect::Setting { key, value } => {
                let facts = |entry: &&Entry| {
                    entry.facts["arguments"]["setting"] == *key && entry.facts["after"]["value"] == *value
                };
                self.entries("setting_changed", &organization).filter(facts).collect()
            }
            Effect::Role { person, role } => {
                let person = self.dump.id_of("person", "email", person);
                let rows =
                    self.rows("role_grant", &[("principal", &person), ("role", role), ("organization", &organization)]);
                self.written_down(&rows, "role_assigned", "grant", order)
            }
            Effect::Request { reason } => {
                let rows = self.rows("support_request", &[("reason", reason), ("organization", &organization)]);
                let entries = self.written_down(&rows, "support_requested", "request", order);
                let home = self.dump.id_of("organization", "slug", "tatra-telecom");
                let at_home =
                    self.entries("support_requested", &home).filter(|entry| entry.text("subject") == organization);
                assert_eq!(at_home.count(), entries.len(), "what the agent's home knows of {order:?}");
                entries
            }
        };
        let remembered = self.remembered.get(order.key.as_str()).map(|row| number(row, "revision"));
        assert!(entries.len() <= 1, "done twice: {order:?}");
        let revision = entries.first().map(|entry| entry.number("revision"));
        assert_eq!(revision, remembered, "the key and the effect of {order:?}");
        if let Some(revision) = revision {
            let touched = self.dump.table("change").iter().any(|row| number(row, "revision") == revision);
            assert!(touched || matches!(order.effect, Effect::Request { .. }), "no index would learn of {order:?}");
        }
        revision
    }

    fn rows(&self, table: &str, wanted: &[(&str, &str)]) -> Vec<&Row> {
        let matches = |row: &&Row| wanted.iter().all(|(column, value)| text(row, column) == *value);
        self.dump.table(table).iter().filter(matches).collect()
    }

    fn entries(&self, action: &str, log: &str) -> impl Iterator<Item = &Entry> {
        self.audit.iter().filter(move |entry| {
            entry.text("action") == action && entry.text("organization") == log && entry.text("outcome") == "done"
        })
    }

    /// The entries of rows, each with one message that waits.
    #[track_caller]
    fn written_down(&self, rows: &[&Row], action: &str, named: &str, order: &Order) -> Vec<&Entry> {
        let ids: Vec<&str> = rows.iter().map(|row| text(row, "id")).collect();
        let entries: Vec<&Entry> = self
            .audit
            .iter()
            .filter(|entry| entry.text("action") == action && ids.contains(&entry.text("subject")))
            .collect();
        assert_eq!(entries.len(), rows.len(), "rows and entries of {order:?}");
        for id in ids {
            let about = self.messages.iter().filter(|(notice, _)| notice[named] == id);
            let states: Vec<&str> = about.map(|(_, row)| text(row, "state")).collect();
            assert_eq!(states, ["waiting"], "messages of {order:?}");
        }
        entries
    }
}

#[track_caller]
fn revision(answer: &Answer) -> i64 {
    answer.header("prokura-revision").parse().unwrap()
}

/// What REST says of a command that was acknowledged.
#[track_caller]
fn is_shown(server: &Server, order: &Order, answer: &Answer, token: &str, newest: bool) {
    let id = answer.json()["id"].as_str().unwrap_or_default().to_owned();
    let path = match &order.effect {
        Effect::Setting { key, .. } => format!("/v1/organizations/{}/settings/{key}", order.organization),
        Effect::Role { .. } => format!("/v1/organizations/{}/grants/{id}", order.organization),
        Effect::Request { .. } => format!("/v1/support-requests/{id}"),
    };
    let shown = server.call(&Call::get(&path).by(token)).expect(200).json();
    match &order.effect {
        Effect::Setting { value, .. } if newest => assert_eq!(shown["value"], *value),
        Effect::Setting { .. } => {}
        Effect::Role { role, .. } => assert_eq!(shown["role"], *role),
        Effect::Request { reason } => {
            assert_eq!((&shown["reason"], &shown["state"]), (&json!(reason), &json!("pending")))
        }
    }
}

#[test]
fn what_was_acknowledged_outlives_the_process_and_nothing_is_done_twice() {
    let installation = Installation::with_world(&world());
    let clients = [
        ("hugo@tatra.example", "tatra-telecom", Work::Requests),
        ("harriet@clinic.example", "harbour-clinic", Work::Settings("authentication.sso_issuer")),
        ("grazyna@shipyard.example", "gdansk-shipyard", Work::Settings("authentication.sso_client_id")),
        ("harriet@clinic.example", "harbour-clinic", Work::Roles("clinic")),
        ("grazyna@shipyard.example", "gdansk-shipyard", Work::Roles("shipyard")),
    ];
    let mut clients: Vec<Client> = clients
        .into_iter()
        .enumerate()
        .map(|(number, (person, organization, work))| Client {
            number,
            token: installation.token(person),
            organization,
            work,
            given: 0,
            version: 0,
        })
        .collect();
    let mut acknowledged: Vec<(Order, Answer)> = Vec::new();
    let mut unanswered: Vec<Order> = Vec::new();
    let (mut broken_off, mut done_all_the_same) = (0, 0);
    for (round, kill_after) in KILL_AFTER.into_iter().enumerate() {
        let server = installation.serve();
        let before = acknowledged.len();
        repeat(&server, &mut clients, &mut unanswered, &mut acknowledged);
        for (order, answer) in &acknowledged[before..] {
            is_shown(&server, order, answer, &clients[order.client].token, false);
        }

        let (tell, told) = mpsc::channel();
        std::thread::scope(|scope| {
            for client in &mut clients {
                let (tell, server) = (tell.clone(), &server);
                scope.spawn(move || client.work(server, &tell));
            }
            drop(tell);
            let mut wanted = kill_after;
            for (order, answer) in &told {
                let Some(answer) = answer else { panic!("the server ended by itself: {order:?}") };
                wanted -= 1;
                if wanted == 0 {
                    // The answer that the kill follows never arrives: as far as the client knows, nothing was done.
                    unanswered.push(order);
                    break;
                }
                acknowledged.push((order, answer));
            }
            assert_eq!(wanted, 0, "the clients ended by themselves");
            std::thread::sleep(LATER * u32::try_from(round).unwrap());
            server.signal("KILL");
        });
        for (order, answer) in told {
            match answer {
                Some(answer) => acknowledged.push((order, answer)),
                None => unanswered.push(order),
            }
        }
        let (status, _) = server.ended();
        assert_eq!(status.signal(), Some(9));

        let dump = installation.dump();
        assert_sound(&dump);
        let traces = Traces::of(&dump);
        for (order, answer) in &acknowledged {
            assert_eq!(traces.revision_of(order), Some(revision(answer)), "acknowledged: {order:?}");
        }
        broken_off += unanswered.len();
        done_all_the_same += unanswered.iter().filter(|order| traces.revision_of(order).is_some()).count();
    }

    let server = installation.serve();
    repeat(&server, &mut clients, &mut unanswered, &mut acknowledged);
    let mut newest: BTreeMap<usize, i64> = BTreeMap::new();
    for (order, answer) in &acknowledged {
        let last = newest.entry(order.client).or_default();
        *last = revision(answer).max(*last);
    }
    for (order, answer) in &acknowledged {
        let is_newest = newest[&order.client] == revision(answer);
        is_shown(&server, order, answer, &clients[order.client].token, is_newest);
    }
    server.stop();
    let dump = installation.dump();
    assert_sound(&dump);
    let traces = Traces::of(&dump);
    for (order, answer) in &acknowledged {
        assert_eq!(traces.revision_of(order), Some(revision(answer)), "{order:?}");
    }
    // What the operator's command says of a log is what is in it.
    let log = installation.run(&["audit", "harbour-clinic"]).ends_with(0);
    let numbers = log.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["number"].as_i64().unwrap());
    let clinic = dump.id_of("organization", "slug", "harbour-clinic");
    let head = dump.table("audit_head").iter().find(|row| text(row, "organization") == clinic).unwrap();
    assert!(numbers.eq(1..=number(head, "number")));
    println!(
        "{} kills, {} commands acknowledged, {broken_off} not answered, of which {done_all_the_same} had been done",
        KILL_AFTER.len(),
        acknowledged.len()
    );
    assert!(broken_off > KILL_AFTER.len(), "every kill breaks something off");
    assert!(done_all_the_same >= KILL_AFTER.len(), "an answer that was on its way had been done");
}

/// Repeats what was not answered, each with its key: now it is answered, whether or not it had been done.
fn repeat(
    server: &Server,
    clients: &mut [Client],
    unanswered: &mut Vec<Order>,
    acknowledged: &mut Vec<(Order, Answer)>,
) {
    for order in unanswered.drain(..) {
        let answer = server.call(&order.call);
        assert!(matches!(answer.status, 200 | 201), "{order:?}: {}", answer.text());
        let again = server.call(&order.call);
        assert_eq!((answer.status, &answer.body), (again.status, &again.body), "one key, one answer: {order:?}");
        clients[order.client].learn(&answer);
        acknowledged.push((order, answer));
    }
}
