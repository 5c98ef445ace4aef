//! The walk of somebody new: from nothing to a server that runs, is backed up, restored and ended, by what they type.

use prokura_tests::binary::{self, Ran};
use prokura_tests::browser::Browser;
use prokura_tests::http::{Answer, Call};
use prokura_tests::installation::{EXAMPLE, Installation};
use prokura_tests::sound::assert_sound;
use prokura_tests::wait::wait_for;
use serde_json::{Value, json};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;

/// No table.
const NOTHING: [&str; 0] = [];
/// The texts of the policy: whoever is about to write keeps those that it would name, whatever then becomes of it.
const PROGRAM: [&str; 1] = ["policy_text"];

#[test]
fn from_nothing_to_a_first_administrator() {
    let installation = Installation::default();
    // Before there is a schema, the sentence says what to type.
    let early = installation.run(&["serve", "--listen", "127.0.0.1:0"]).ends_with(2);
    assert!(early.sentence().contains("prokura migrate"), "{}", early.sentence());
    assert!(!installation.path("prokura.db").exists());
    assert!(installation.run(&["migrate"]).ends_with(0).out.starts_with("Applied: "));
    assert!(installation.run(&["migrate"]).ends_with(0).out.contains("nothing was done"));

    let init =
        ["init", "--vendor", "Aurora Cloud", "--admin", "vera@aurora.example", "--public-url", "https://admin.example"];
    let first = installation.run(&init).ends_with(0);
    assert_eq!(first.out.lines().count(), 1, "the link stands alone: {}", first.out);
    let path = first.out.trim().strip_prefix("https://admin.example").unwrap().to_owned();
    assert!(path.starts_with("/sign-in/link/"));
    let second = installation.run(&init).ends_with(2);
    assert!(second.out.is_empty() && second.sentence().contains("set up already"), "{}", second.sentence());

    let server = installation.serve();
    let mut vera = Browser::new(server.address);
    vera.send(&path, &path, &[]).expect(303);
    vera.send("/me/password", "/me/password", &[("new_password", "a long pass phrase of hers")]).expect(303);
    assert!(vera.open("/").expect(200).text().contains("Aurora Cloud"));
    let log = server.stop();
    assert!(
        log.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()),
        "every line of the log is JSON: {log}"
    );
    let key = fs::metadata(installation.path("prokura.key")).unwrap().permissions().mode();
    let database = fs::metadata(installation.path("prokura.db")).unwrap().permissions().mode();
    assert_eq!((key & 0o777, database & 0o077), (0o600, 0), "others read neither key nor database");
    assert_sound(&installation.dump());
}

#[test]
fn a_world_with_mistakes_is_told_line_by_line_and_not_imported() {
    let installation = Installation::empty();
    let before = installation.dump();
    let mistakes = "[[organization]]\nid = \"good\"\nname = \"Good\"\nkind = \"customer\"\n\n\
        [[organization]]\nid = \"Bad Id\"\nname = \"Bad\"\nkind = \"castle\"\n\n\
        [[person]]\nemail = \"nobody\"\nname = \"N\"\nhome = \"nowhere\"\nshoes = 2\n\n\
        [[grant]]\nperson = \"missing@good.example\"\nrole = \"king\"\norganization = \"good\"\n";
    let refused = installation.import(mistakes).ends_with(2);
    assert!(refused.out.is_empty());
    let told: Vec<&str> = refused.sentence().lines().collect();
    for line in [7, 9, 12, 14, 15, 18, 19] {
        let prefix = format!("line {line}: ");
        assert!(told.iter().any(|sentence| sentence.starts_with(&prefix)), "nothing of line {line}: {told:#?}");
    }
    assert_eq!(told.last(), Some(&"Nothing was imported."));
    assert_eq!(installation.dump().differs_in(&before), PROGRAM);

    // The same through standard input, as JSON, with pointers in place of lines.
    let file = installation.new_file("json");
    fs::write(&file, r#"{"organization":[{"id":"good","name":"Good","kind":"castle"}]}"#).unwrap();
    let refused = installation.run(&["import", file.to_str().unwrap()]).ends_with(2);
    assert!(refused.sentence().contains("/organization/0/kind"), "{}", refused.sentence());
    let missing = installation.run(&["import", "no-such-file.toml"]).ends_with(2);
    assert!(missing.sentence().starts_with("no-such-file.toml: "), "{}", missing.sentence());
}

#[test]
fn a_world_goes_in_comes_out_and_goes_in_again_without_a_change() {
    let installation = Installation::empty();
    let empty = installation.dump();
    let file = installation.new_file("toml");
    fs::write(&file, EXAMPLE).unwrap();
    let import =
        |more: &[&str]| installation.run(&[&["import", file.to_str().unwrap()], more].concat()).ends_with(0).out;
    let planned = import(&["--dry-run"]);
    assert!(planned.contains("a dry run changes nothing") && planned.contains("hugo@tatra.example"), "{planned}");
    assert_eq!(installation.dump().differs_in(&empty), PROGRAM);
    let done = import(&[]);
    let lines = |text: &str| text.lines().rev().skip(1).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&planned), lines(&done), "what was planned is what was done");
    let imported = installation.dump();
    for format in [&["export"][..], &["export", "--json"]] {
        let exported = installation.run(format).ends_with(0).out;
        let file = installation.new_file(if format.len() > 1 { "json" } else { "toml" });
        fs::write(&file, exported).unwrap();
        for prune in [&[][..], &["--prune"]] {
            let again = installation.run(&[&["import", file.to_str().unwrap()], prune].concat()).ends_with(0);
            assert_eq!(again.out, "Nothing to change.\n");
        }
    }
    let after = installation.dump();
    assert_eq!(after.differs_in(&imported), NOTHING);
    assert_sound(&after);
}

#[test]
fn check_ends_with_1_when_there_is_something_to_look_at() {
    let installation = Installation::with_world("");
    let lonely = "ORG-07: harbour-clinic: has only one active full administrator";
    let checked = installation.run(&["check"]).ends_with(1);
    assert!(checked.out.contains(lonely), "{}", checked.out);
    // An import may leave an organization without one, where no command would.
    let suspended = "[[person]]\nemail = \"harriet@clinic.example\"\nname = \"Harriet Harbour\"\nhome = \"harbour-clinic\"\nstatus = \"suspended\"\n";
    installation.import(suspended).ends_with(0);
    let worse = installation.run(&["check"]).ends_with(1);
    assert!(worse.out.contains("ORG-07: harbour-clinic: has no active full administrator"), "{}", worse.out);
    assert!(!worse.out.contains(lonely), "{}", worse.out);
    // ORG-01: a database without its vendor is one to look at; one that was just set up is not.
    let new = Installation::empty();
    assert!(new.run(&["check"]).ends_with(1).out.contains("ORG-01"));
    new.run(&["init", "--vendor", "Aurora Cloud", "--admin", "vera@aurora.example"]).ends_with(0);
    assert_eq!(new.run(&["check"]).ends_with(0).out, "Nothing to look at.\n");
}

#[test]
fn decide_ends_with_0_for_yes_1_for_no_and_2_for_trouble() {
    let installation = Installation::with_world("");
    let decide = |who: &str, what: &str, at: &str| installation.run(&["decide", who, what, at]);
    let yes = decide("frantisek@brno.example", "users.read", "brno-robotics").ends_with(0);
    assert!(yes.out.starts_with("Yes.\n"), "{}", yes.out);
    // RST-02: what restricted mode locks.
    let no = decide("frantisek@brno.example", "settings.authentication.manage", "brno-robotics").ends_with(1);
    assert!(no.out.starts_with("No.\n") && no.out.contains("[RST-0"), "{}", no.out);
    let scoped = decide("lukas@brno.example", "settings.read", "location:brno-hq");
    assert!(matches!(scoped.code, Some(0 | 1)), "{}", scoped.err);
    let json =
        installation.run(&["decide", "--json", "hugo@tatra.example", "users.manage", "harbour-clinic"]).ends_with(1);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert!(json["decision"] == false && json["reason_codes"].is_array() && json["rules"].is_array(), "{json}");
    // SUP-06: the agent's role was looked at, and what it lacks is told.
    assert!(json["entitlements"][0]["reason"]["rule"] == "SUP-06", "{json}");
    assert!(json["entitlements"][0]["grant"]["organization"].is_string(), "{json}");
    for (who, what, at, told) in [
        ("nobody@brno.example", "users.read", "brno-robotics", "nobody has the address"),
        ("frantisek@brno.example", "users.fly", "brno-robotics", "is no action"),
        ("frantisek@brno.example", "users.read", "atlantis", "there is no organization"),
        ("frantisek@brno.example", "users.read", "site:atlantis", "there is no site"),
    ] {
        let trouble = decide(who, what, at).ends_with(2);
        assert!(trouble.out.is_empty() && trouble.sentence().contains(told), "{}", trouble.sentence());
    }
}

#[test]
fn a_token_is_printed_alone_and_what_is_wrong_with_one_is_told() {
    let installation = Installation::with_world("");
    let made = installation.run(&["token", "create", "--name", "probe", "--scope", "decisions"]).ends_with(0);
    assert!(made.out.lines().count() == 1 && made.out.starts_with("prk_"), "{}", made.out);
    for (arguments, told) in [
        (&["--scope", "everything"][..], "possible values"),
        (&["--scope", "read", "--days", "0"], "0 is not in 1..=3650"),
        (&["--scope", "read", "--organization", "atlantis"], "there is no organization `atlantis`"),
        (&["--scope", "read", "--person", "nobody@brno.example"], "nobody has the address nobody@brno.example"),
        (
            &["--scope", "read", "--person", "dan@brno.example", "--organization", "gdansk-shipyard"],
            "they see nothing of this organization",
        ),
        (&["--scope", "decisions", "--person", "dan@brno.example"], "service"),
    ] {
        let refused = installation.run(&[&["token", "create", "--name", "x"], arguments].concat()).ends_with(2);
        assert!(refused.out.is_empty() && refused.err.contains(told), "{arguments:?}: {}", refused.err);
    }
}

#[test]
fn the_audit_log_is_printed_oldest_first_and_in_part() {
    let installation = Installation::with_world("");
    let numbers = |ran: Ran| -> Vec<i64> {
        let entries = ran.ends_with(0).out;
        entries.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["number"].as_i64().unwrap()).collect()
    };
    let all = numbers(installation.run(&["audit", "brno-robotics"]));
    assert!(all.len() > 20 && all.iter().copied().eq(1..=i64::try_from(all.len()).unwrap()));
    assert_eq!(numbers(installation.run(&["audit", "brno-robotics", "--last", "3"])), all[all.len() - 3..]);
    assert_eq!(numbers(installation.run(&["audit", "brno-robotics", "--last", "99999"])), all);
    assert!(numbers(installation.run(&["audit", "brno-robotics", "--last", "0"])).is_empty());
    let none = installation.run(&["audit", "atlantis"]).ends_with(2);
    assert!(none.sentence().contains("there is no organization `atlantis`"));
}

#[test]
fn a_backup_is_made_while_serving_and_restored_into_an_empty_database_only() {
    let installation = Installation::with_world("");
    let harriet = installation.token("harriet@clinic.example");
    let server = installation.serve();
    let set = |value: i64| {
        let body = json!({ "value": value });
        server
            .call(&Call::put("/v1/organizations/harbour-clinic/settings/external.read_only_days", &body).by(&harriet))
            .expect(200)
    };
    set(11);
    let file = installation.new_file("backup");
    let file = file.to_str().unwrap();
    let made = std::thread::scope(|scope| {
        let backup = scope.spawn(|| installation.run(&["backup", file]).ends_with(0));
        for value in 12..40 {
            set(value);
        }
        backup.join().unwrap()
    });
    assert!(made.out.contains("Keep the master key file"), "{}", made.out);
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    let saved = prokura_tests::dump::Dump::read(&fs::read_to_string(file).unwrap());
    assert_sound(&saved);
    let over = installation.run(&["backup", file]).ends_with(2);
    assert!(over.sentence().contains(file), "no backup is overwritten: {}", over.sentence());
    server.stop();

    let other = Installation::default();
    other.run(&["restore", file]).ends_with(0);
    assert!(other.dump().text == saved.text, "what was restored is what was backed up");
    let server = other.serve();
    server.call(&Call::get("/v1/me").by(&harriet)).expect(200);
    server.stop();
    let before = other.dump();
    let refused = other.run(&["restore", file]).ends_with(2);
    assert!(refused.sentence().contains("not empty"), "{}", refused.sentence());
    assert_eq!(other.dump().differs_in(&before), NOTHING);

    // A file that is damaged, cut off, or of a newer program, changes nothing.
    let text = fs::read_to_string(file).unwrap();
    for (what, damaged) in [
        ("one letter", text.replacen("Harriet Harbour", "Harriet Harbous", 1)),
        ("the end", text[..text.len() - 200].to_owned()),
        ("newer", text.replacen("\"schema\":\"2", "\"schema\":\"9", 1)),
        ("nonsense", "{}\n".to_owned()),
    ] {
        let empty = Installation::default();
        fs::write(empty.path("damaged"), damaged).unwrap();
        let refused = empty.run(&["restore", "damaged"]).ends_with(2);
        assert!(refused.sentence().len() > 20, "{what}: {}", refused.sentence());
        empty.run(&["migrate"]).ends_with(0);
        assert_eq!(empty.dump().table("organization").len(), 0, "{what}");
    }
}

#[test]
fn a_database_of_a_newer_program_is_refused_with_a_sentence() {
    let installation = Installation::empty();
    // What a later program would have written: a migration that this one does not know.
    let bytes = fs::read(installation.path("prokura.db")).unwrap();
    assert!(!installation.path("prokura.db-wal").exists(), "an ended command leaves everything in one file");
    let known = b"_first_tables";
    let mut newer = bytes.clone();
    let mut found = 0;
    for position in 8..bytes.len() - known.len() {
        if &bytes[position..position + known.len()] == known {
            newer[position - 8..position].copy_from_slice(b"29991231");
            found += 1;
        }
    }
    assert!(found > 0, "the database names its migrations");
    fs::write(installation.path("prokura.db"), &newer).unwrap();
    for arguments in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["migrate"],
        &["export"],
        &["backup", "file"],
        &["token", "create", "--name", "x", "--scope", "read"],
    ] {
        let refused = installation.run(arguments).ends_with(2);
        assert!(refused.sentence().contains("29991231_first_tables"), "{arguments:?}: {}", refused.sentence());
        assert!(refused.sentence().contains("newer"), "{arguments:?}: {}", refused.sentence());
    }
    assert_eq!(fs::read(installation.path("prokura.db")).unwrap(), newer, "it is left as it is");
}

#[test]
fn serve_refuses_addresses_that_would_send_secrets_in_the_clear() {
    let installation = Installation::with_world("");
    for (arguments, told) in [
        (&["--listen", "127.0.0.1:0", "--public-url", "http://admin.example"][..], "give an https address"),
        (&["--listen", "0.0.0.0:0"], "--public-url"),
        (&["--listen", "127.0.0.1:0", "--public-url", "https://admin.example/path"], "not a plain origin"),
        (&["--listen", "127.0.0.1:0", "--smtp", "smtp://mail.example"], "--mail-from"),
        (&["--listen", "127.0.0.1:0", "--config", "no-such-file.toml"], "no-such-file.toml"),
        (&[], "--listen"),
    ] {
        let refused = installation.run(&[&["serve"], arguments].concat()).ends_with(2);
        assert!(refused.sentence().contains(told), "{arguments:?}: {}", refused.sentence());
    }
    let demo = installation.run(&["demo", "--listen", "0.0.0.0:0", "--data", "."]).ends_with(2);
    assert!(demo.sentence().contains("loopback"), "{}", demo.sentence());
    fs::write(installation.path("open.key"), "1 AAAA").unwrap();
    fs::set_permissions(installation.path("open.key"), fs::Permissions::from_mode(0o644)).unwrap();
    let key = installation.run(&["serve", "--listen", "127.0.0.1:0", "--key-file", "open.key"]).ends_with(2);
    assert!(key.sentence().contains("chmod 600"), "{}", key.sentence());
}

#[test]
fn sigterm_answers_what_was_begun_and_ends_with_0() {
    let installation = Installation::with_world("");
    let harriet = installation.token("harriet@clinic.example");
    let server = installation.serve();
    // A change whose body is still on its way: the server says by `100 Continue` that it waits for it.
    let body = json!({ "value": 17 }).to_string();
    let mut stream = TcpStream::connect(server.address).unwrap();
    let head = format!(
        "PUT /v1/organizations/harbour-clinic/settings/external.read_only_days HTTP/1.1\r\nHost: x\r\n\
         Authorization: Bearer {harriet}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");

    server.signal("TERM");
    wait_for("the server to take nothing more", || server.log().contains("no new requests are taken").then_some(()));
    wait_for("the door to close", || TcpStream::connect(server.address).is_err().then_some(()));
    stream.write_all(body.as_bytes()).unwrap();
    let answer = Answer::read(&mut stream).unwrap().expect(200);
    let (status, log) = server.ended();
    assert_eq!(status.code(), Some(0), "{log}");

    let dump = installation.dump();
    assert_sound(&dump);
    assert_eq!(answer.json()["revision"], dump.revision());
    let setting = dump.table("setting").iter().find(|row| row["key"] == "external.read_only_days").unwrap();
    assert_eq!(setting["value"], "17");
}

#[test]
fn every_command_has_help_that_fits_its_terminal() {
    let directory = tempfile::tempdir().unwrap();
    let mut commands: Vec<Vec<String>> = vec![Vec::new(), vec!["openapi".to_owned()], vec!["schema".to_owned()]];
    let mut seen = 0;
    while let Some(command) = commands.pop() {
        seen += 1;
        let arguments: Vec<&str> = command.iter().map(String::as_str).chain(["--help"]).collect();
        let help = |columns: Option<&str>, arguments: &[&str]| {
            let mut command = binary::command(directory.path(), arguments);
            if let Some(columns) = columns {
                command.env("COLUMNS", columns);
            }
            binary::run(&mut command).ends_with(0)
        };
        for (columns, most) in [(None, 100), (Some("60"), 60), (Some("200"), 100)] {
            let told = help(columns, &arguments);
            assert!(told.err.is_empty() && told.out.len() > 80, "{arguments:?}: {}", told.out);
            for line in told.out.lines().filter(|line| line.chars().count() > most) {
                let words = line.trim_start().strip_prefix("Usage: ").is_none();
                assert!(!words, "`{line}` of {arguments:?} is longer than {most}");
            }
        }
        let told = help(None, &arguments).out;
        if let Some((_, listed)) = told.split_once("\nCommands:\n") {
            let listed = listed.lines().take_while(|line| !line.is_empty());
            for name in listed.filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
                let name = name.split_whitespace().next().unwrap();
                assert!(name == "help" || name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
                if name != "help" {
                    commands.push([&command[..], &[name.to_owned()]].concat());
                }
            }
        }
    }
    assert!(seen >= 20, "{seen} commands");
    let nothing = binary::run(&mut binary::command(directory.path(), &[]));
    assert!(nothing.code == Some(2) && nothing.err.contains("Usage"), "{nothing:?}");
    let version = binary::run(&mut binary::command(directory.path(), &["--version"])).ends_with(0);
    assert!(version.out.starts_with("prokura "), "{}", version.out);
}

/// A server is told apart from its demo: what lets anybody be anybody, or moves the clock, is nowhere in `serve`.
#[test]
fn what_only_the_demo_has_is_not_served() {
    let installation = Installation::with_world("");
    let server = installation.serve();
    for path in ["/demo/people", "/demo/mailbox", "/demo/clock"] {
        let answer = server.call(&Call::get(path).with("Accept", "text/html"));
        assert_eq!(answer.status, 404, "{path}");
    }
    let unknown = installation.run(&["serve", "--listen", "127.0.0.1:0", "--movable-clock"]);
    assert!(unknown.code == Some(2) && unknown.err.contains("unexpected argument"), "{}", unknown.err);
    let Some(line) = server.log().lines().find(|line| line.contains("no mail server is configured")).map(str::to_owned)
    else {
        panic!("whoever forgot the mail server is told");
    };
    assert!(line.contains("WARN"));
    server.stop();
}
