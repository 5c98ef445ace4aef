//! Secrets are where they have to be and nowhere else: a link's token in its mail, a session's in its cookie, an API token
//! on the terminal that asked for it, a password in nobody's keeping. Everything else that the program says or keeps is
//! searched for them: answers, pages, logs at their most talkative, the audit log, a backup, the database files.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use prokura_tests::browser::{Browser, between};
use prokura_tests::http::{Answer, Call, encoded};
use prokura_tests::installation::Installation;
use prokura_tests::server::Server;
use prokura_tests::wait::wait_for;
use serde_json::{Value, json};
use std::fs;

const SESSION: &str = "__Host-prokura-session";
const PASSWORD: &str = "correct+horse battery&stáple";

/// What was said or kept, and where.
#[derive(Default)]
struct Said(Vec<(String, Vec<u8>)>);

impl Said {
    fn add(&mut self, place: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.0.push((place.into(), bytes.into()));
    }

    /// An answer, without the headers that have to hold a secret.
    fn answer(&mut self, place: &str, answer: &Answer) {
        let headers = answer.headers.iter().filter(|(name, _)| name != "set-cookie");
        let head: Vec<String> = headers.map(|(name, value)| format!("{name}: {value}")).collect();
        self.add(format!("{place}: {}", answer.status), [head.join("\n").as_bytes(), &answer.body].concat());
    }

    /// Calls REST or AuthZEN and keeps the answer.
    fn call(&mut self, server: &Server, place: &str, call: &Call, token: &str) -> Answer {
        let answer = server.call(&call.clone().by(token));
        self.answer(place, &answer);
        answer
    }

    /// Every page a browser saw, save those behind a secret link: their forms lead back to it.
    fn pages(&mut self, browser: &Browser, but: &[&str]) {
        for (path, answer) in browser.seen.iter().filter(|(path, _)| !but.iter().any(|prefix| path.starts_with(prefix)))
        {
            self.answer(path, answer);
        }
    }

    /// What the program keeps: the audit logs as its command prints them, a backup, the database's files.
    fn kept(&mut self, installation: &Installation, logs: &[&str]) {
        for organization in logs {
            let log = installation.run(&["audit", organization]).ends_with(0);
            self.add(format!("the audit log of {organization}"), log.out);
            self.add("standard error of the audit command", log.err);
        }
        let dump = installation.dump();
        assert!(!dump.table("outbox").is_empty() || logs.len() == 1, "there are messages to search");
        self.add("the backup", dump.text);
        let world = installation.run(&["export"]).ends_with(0);
        self.add("the export", world.out);
        for name in ["prokura.db", "prokura.db-wal"] {
            if let Ok(bytes) = fs::read(installation.path(name)) {
                self.add(name, bytes);
            }
        }
    }

    /// Ends the server, and keeps everything it logged.
    fn log(&mut self, server: Server) {
        let log = server.stop();
        assert!(log.contains("\"TRACE\"") && log.contains("\"answered\""), "the log says all it can");
        self.add("the log", log);
    }

    /// None of the secrets is anywhere: whole, without its readable prefix, or as it goes over the wire.
    #[track_caller]
    fn has_none_of(&self, secrets: &[&str]) {
        assert!(self.0.iter().all(|(place, bytes)| !bytes.is_empty() || place.contains("error")), "something was said");
        for secret in secrets {
            assert!(secret.len() > 20, "{secret}");
            let bare = secret.split_once(['_', '.']).map_or(*secret, |(_, bare)| bare);
            let forms = [(*secret).to_owned(), bare.to_owned(), encoded(secret), secret.replace('"', "\\\"")];
            for (place, bytes) in &self.0 {
                for form in &forms {
                    let found = bytes.windows(form.len()).any(|window| window == form.as_bytes());
                    assert!(!found, "a secret is in {place}: {form}");
                }
            }
        }
    }
}

#[test]
fn a_search_finds_what_is_there() {
    let secret = "prk_0123456789abcdefghijklmnop";
    for kept in [secret.to_owned(), secret.replace("prk_", "Bearer "), format!("x{}y", encoded(secret))] {
        let mut said = Said::default();
        said.add("a place", kept);
        assert!(std::panic::catch_unwind(|| said.has_none_of(&[secret])).is_err());
    }
}

#[test]
fn the_main_job_leaves_no_secret_behind() {
    let installation = Installation::default();
    let mut said = Said::default();
    let server = Server::start(installation.demo().env("RUST_LOG", "trace"));
    let made =
        installation.run(&["token", "create", "--name", "hugo", "--person", "hugo@tatra.example", "--scope", "manage"]);
    said.add("standard error of making a token", made.err.clone());
    let hugo = made.ends_with(0).out.trim().to_owned();
    let harriet = installation.token("harriet@clinic.example");
    let decisions = installation.decisions();
    server.catch_up();
    let question = Call::post(
        "/access/v1/evaluation",
        &json!({
            "subject": { "type": "person", "id": "hugo@tatra.example" },
            "action": { "name": "settings.authentication.manage" },
            "resource": { "type": "organization", "id": "harbour-clinic" },
        }),
    );

    // Hugo asks; Harriet has a mail; its link opens a page, and the page's form grants.
    let before = said.call(&server, "AuthZEN before", &question, &decisions);
    assert_eq!(before.json()["decision"], false);
    let asking = json!({ "addressed_to": "harriet@clinic.example", "reason": "She called: nobody can sign in" });
    let asked = Call::post("/v1/organizations/harbour-clinic/support-requests", &asking).once("one key");
    let request = said.call(&server, "asking", &asked, &hugo).expect(201).json()["id"].as_str().unwrap().to_owned();
    said.call(&server, "asking again", &asked, &hugo).expect(201);
    let link = wait_for("the mail", || link_in_the_mail(&installation));
    let mut approver = Browser::new(server.address);
    let path = format!("/support/{link}");
    let waiting = approver.open(&path).expect(200);
    assert!(waiting.text().contains("Hugo Helpdesk"));
    approver.send(&path, &path, &[("decision", "grant")]).expect(303);
    approver.open(&path).expect(200);
    // A link that is wrong by its last letter is one that never was; it is not repeated, either.
    let wrong = format!("{}{}", &link[..link.len() - 1], if link.ends_with('A') { 'B' } else { 'A' });
    let nothing = server.call(&Call::get(&format!("/support/{wrong}")).with("Accept", "text/html")).expect(404);
    said.answer("a wrong link", &nothing);

    // Hugo repairs, and everybody looks at what can be looked at.
    let repair =
        Call::put("/v1/organizations/harbour-clinic/settings/authentication.sso_mode", &json!({ "value": "optional" }));
    said.call(&server, "the repair", &repair, &hugo).expect(200);
    let after = said.call(&server, "AuthZEN after", &question, &decisions);
    assert_eq!(after.json()["decision"], true);
    for token in [&hugo, &harriet] {
        for path in [
            "/v1/me",
            "/v1/me/tokens",
            "/v1/me/support-requests",
            "/v1/organizations/harbour-clinic/support-requests",
            "/v1/organizations/harbour-clinic/support-grants",
            "/v1/organizations/harbour-clinic/settings",
            "/v1/organizations/harbour-clinic/audit",
            "/v1/organizations/tatra-telecom/audit",
            &format!("/v1/support-requests/{request}"),
            "/metrics",
        ] {
            said.call(&server, path, &Call::get(path), token);
        }
    }
    let mut cookies = Vec::new();
    for (name, path) in [("Hugo Helpdesk", "/help-desk"), ("Harriet Harbour", "/o/harbour-clinic/audit")] {
        let mut browser = Browser::new(server.address);
        browser.become_somebody(name);
        for path in [path, "/", "/me", "/o/harbour-clinic/support", "/o/harbour-clinic"] {
            browser.open(path);
        }
        cookies.push(browser.cookies[SESSION].clone());
        said.pages(&browser, &["/demo/mailbox"]);
    }
    said.pages(&approver, &["/support/"]);
    said.kept(&installation, &["harbour-clinic", "tatra-telecom", "aurora"]);
    said.add("standard output of the server", server.out());
    said.log(server);

    let key = fs::read_to_string(installation.path("prokura.key")).unwrap();
    let key = key.lines().find(|line| !line.starts_with('#')).unwrap().split_once(' ').unwrap().1.to_owned();
    said.has_none_of(&[&hugo, &harriet, &decisions, &link, &cookies[0], &cookies[1], &key]);
}

/// The token of the link of the one mail to Harriet.
fn link_in_the_mail(installation: &Installation) -> Option<String> {
    let files = fs::read_dir(installation.path("mails")).ok()?.map(|entry| entry.unwrap().path());
    for file in files.filter(|file| file.extension().is_some_and(|extension| extension == "json")) {
        let kept: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        if kept["mail"]["to"] == "harriet@clinic.example"
            && let Some((_, rest)) = kept["mail"]["text"].as_str().unwrap().split_once("/support/")
        {
            return rest.split_whitespace().next().map(str::to_owned);
        }
    }
    None
}

#[test]
fn signing_in_leaves_no_secret_behind() {
    let installation = Installation::empty();
    let mut said = Said::default();
    let init = installation.run(&["init", "--vendor", "Aurora Cloud", "--admin", "vera@aurora.example"]).ends_with(0);
    said.add("standard error of init", init.err.clone());
    let link = init.out.trim().rsplit_once('/').unwrap().1.to_owned();
    let server = Server::start(installation.command(&["serve", "--listen", "127.0.0.1:0"]).env("RUST_LOG", "trace"));
    let mut secrets = vec![link.clone()];

    // Opening the link is nothing; its form signs in, once.
    let path = format!("/sign-in/link/{link}");
    let mut browser = Browser::new(server.address);
    browser.send(&path, &path, &[]).expect(303);
    secrets.push(browser.cookies[SESSION].clone());
    let mut late = Browser::new(server.address);
    late.send(&path, &path, &[]).expect(410);
    browser.send("/me/password", "/me/password", &[("new_password", "too short")]).expect(422);
    browser.send("/me/password", "/me/password", &[("new_password", PASSWORD)]).expect(303);
    browser.open("/me").expect(200);
    browser.send("/me", "/sign-out", &[]).expect(303);

    // By the password: wrong, then right; and what a hurried person types into the wrong field.
    let with = |password: &'static str| [("email", "vera@aurora.example"), ("password", password)];
    browser.send("/sign-in", "/sign-in", &with("incorrect horse battery staple")).expect(422);
    browser.send("/sign-in", "/sign-in", &with(PASSWORD)).expect(303);
    let session = browser.cookies[SESSION].clone();
    for path in ["/", "/me", "/o/aurora-cloud/audit"] {
        browser.open(path);
    }
    let wrong_current = [("current_password", "something else entirely"), ("new_password", "another long pass phrase")];
    browser.send("/me/password", "/me/password", &wrong_current).expect(422);
    let by_cookie = server.call(&Call::get("/v1/me").with("Cookie", &format!("{SESSION}={session}"))).expect(200);
    said.answer("REST by cookie", &by_cookie);
    // A secret in the wrong place is not repeated to whoever put it there.
    for call in [
        Call::get("/v1/me").by(&session),
        Call::get("/v1/me").by(&link),
        Call::get("/v1/me").with("Cookie", &format!("{SESSION}={link}")),
        Call::post("/v1/organizations/aurora-cloud/people", &json!({ "email": link, "name": "x" }))
            .with("Cookie", &format!("{SESSION}={session}"))
            .with("Sec-Fetch-Site", "same-origin"),
    ] {
        let answer = server.call(&call);
        assert!(matches!(answer.status, 401 | 422), "{}: {}", answer.status, answer.text());
        said.answer("a secret in the wrong place", &answer);
    }
    secrets.push(session);
    let reads = ["incorrect horse battery staple", "something else entirely", "another long pass phrase", PASSWORD];
    secrets.extend(reads.map(str::to_owned));
    said.pages(&browser, &["/sign-in/link/"]);
    said.pages(&late, &["/sign-in/link/"]);
    said.kept(&installation, &["aurora-cloud"]);
    said.add("standard output of the server", format!("({})", server.out()));
    said.log(server);
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    said.has_none_of(&secrets);
    // The page behind a used link has it in its own address alone.
    let (_, page) = late.seen.last().unwrap();
    assert!(between(page.text(), "<main", "</main>").is_none_or(|main| !main.contains(&link)));
}
