//! Where is each rule of the rule book shown? `tests/scenarios/README.md` says; here it is held to its word.

use crate::file::Scenario;
use std::fs;
use std::path::{Path, PathBuf};

/// The parts of the rule book, how many rules each has, and which have one more behind them.
const BOOK: [(&str, u8, &[u8]); 9] = [
    ("ORG", 8, &[2]),
    ("ROL", 12, &[]),
    ("SIT", 5, &[]),
    ("CC", 7, &[]),
    ("EVT", 1, &[]),
    ("EXT", 16, &[11]),
    ("PTR", 8, &[2]),
    ("RST", 6, &[]),
    ("SUP", 9, &[]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every scenario file: its name without the ending, and its text.
pub(crate) fn scenarios() -> Vec<(String, String)> {
    let entries = fs::read_dir(root().join("tests/scenarios")).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let mut scenarios: Vec<_> = files.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect();
    scenarios.sort();
    scenarios
}

/// Every rule number, in the order of the rule book.
fn rules() -> Vec<String> {
    let mut rules = Vec::new();
    for (part, count, more) in BOOK {
        for number in 1..=count {
            rules.push(format!("{part}-{number:02}"));
            rules.extend(more.contains(&number).then(|| format!("{part}-{number:02}a")));
        }
    }
    rules
}

/// The rows of the table: rule, what it says, where it is shown.
fn rows(readme: &str) -> Vec<[String; 3]> {
    let cells = |line: &str| -> Option<[String; 3]> {
        let cells: Vec<String> = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
        cells.try_into().ok()
    };
    let numbered = |row: &[String; 3]| BOOK.iter().any(|(part, ..)| row[0].starts_with(&format!("{part}-")));
    readme.lines().filter(|line| line.starts_with('|')).filter_map(cells).filter(numbered).collect()
}

/// What is wrong with where a rule is said to be shown.
fn wrong(rule: &str, place: &str) -> Option<String> {
    if place.starts_with("not yet: ") {
        return None;
    }
    let mut shown = 0;
    for piece in place.split(';').map(str::trim) {
        if piece == format!("[scenario]({rule}.toml)") {
            if !root().join(format!("tests/scenarios/{rule}.toml")).is_file() {
                return Some(format!("{rule}: there is no {rule}.toml"));
            }
        } else if let Some((file, test)) = piece.split_once(": ") {
            let file = file.trim_matches('`');
            let Ok(text) = fs::read_to_string(root().join(file)) else {
                return Some(format!("{rule}: there is no file {file}"));
            };
            let test = test.trim_matches('`');
            let is_test = text.contains(&format!("fn {test}(")) || text.contains(&format!("test('{test}'"));
            if !is_test {
                return Some(format!("{rule}: {file} has no test {test}"));
            }
        } else {
            return Some(format!("{rule}: `{piece}` is neither a scenario, nor `file`: `test`, nor `not yet: …`"));
        }
        shown += 1;
    }
    (shown == 0).then(|| format!("{rule} is shown nowhere"))
}

#[test]
fn every_rule_is_shown_or_said_to_be_later_work() {
    let readme = fs::read_to_string(root().join("tests/scenarios/README.md")).unwrap();
    let rows = rows(&readme);
    let listed: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    let rules = rules();
    let missing: Vec<_> = rules.iter().filter(|rule| !listed.contains(&rule.as_str())).collect();
    assert!(missing.is_empty(), "tests/scenarios/README.md lacks a row for {missing:?}");
    assert_eq!(listed, rules, "tests/scenarios/README.md has them all, in order, once");
    let wrong: Vec<_> = rows.iter().filter_map(|[rule, _, place]| wrong(rule, place)).collect();
    assert!(wrong.is_empty(), "tests/scenarios/README.md: {}", wrong.join("\n"));
}

#[test]
fn every_scenario_is_of_the_rule_that_names_its_file() {
    let readme = fs::read_to_string(root().join("tests/scenarios/README.md")).unwrap();
    for (name, text) in scenarios() {
        let scenario = Scenario::read(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(scenario.rule, name);
        assert!(readme.contains(&format!("[scenario]({name}.toml)")), "tests/scenarios/README.md does not name {name}");
    }
}
