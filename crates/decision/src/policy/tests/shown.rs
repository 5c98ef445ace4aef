//! Is the matrix that people review what the masks say, and all of it?

use super::super::{Area, AreaId, Cells, Policy, RoleId, Situation, matrix};
use super::policy;
use std::collections::BTreeSet;
use std::fs;

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policy/matrix.golden.txt");

#[test]
fn the_reviewed_matrix_is_the_policys() {
    let reviewed = fs::read_to_string(GOLDEN).unwrap();
    let given = matrix(&policy());
    let first = reviewed.lines().zip(given.lines()).position(|(reviewed, given)| reviewed != given);
    assert!(
        reviewed == given,
        "policy/matrix.golden.txt differs, first at line {}: review it, then `prokura policy matrix > policy/matrix.golden.txt`",
        first.map_or_else(|| reviewed.lines().count().min(given.lines().count()) + 1, |line| line + 1),
    );
    assert!(given.lines().all(|line| line.chars().count() < 160));
}

/// What the matrix must say about an area, from the masks alone.
fn word(cells: Option<&Cells>, area: &Area) -> &'static str {
    let Some(cells) = cells else { return "-" };
    let (all, none) = (
        |mask: crate::mask::Mask| mask.covers(area.controls),
        |mask: crate::mask::Mask| (mask & area.controls).is_empty(),
    );
    let conditional = cells.sold | cells.session | cells.approved | cells.granted | cells.by_setting;
    if !none(conditional) {
        assert!(none(cells.manage) && none(cells.read), "one cell for {}", area.name);
        let said: Vec<_> = [
            (cells.sold, "if sold"),
            (cells.session, "in session"),
            (cells.approved, "if approved"),
            (cells.granted, "only approved"),
            (cells.by_setting, "by setting"),
        ]
        .into_iter()
        .filter(|(mask, _)| all(*mask))
        .collect();
        assert_eq!(said.len(), 1, "one condition for {}", area.name);
        return said[0].1;
    }
    match (all(cells.read), all(cells.manage), none(cells.manage)) {
        (true, true, false) => "manage",
        (true, false, true) => "read",
        (true, false, false) => {
            assert_eq!(
                Some((cells.manage & area.controls).iter().collect()),
                area.settings.map(|control| vec![control])
            );
            "settings only"
        }
        (false, false, true) => {
            assert!(none(cells.read));
            "-"
        }
        other => panic!("{}: {other:?}", area.name),
    }
}

/// Reads the page back: the word for every situation, role and area that it shows.
fn read_back(policy: &Policy, page: &str) -> BTreeSet<(usize, u8, u8, String)> {
    let places: Vec<&str> = vec![
        "in the holder's home organization",
        "in the holder's home organization, a partner",
        "from outside, by people of a partner that manages the organization",
        "from outside, by people of a partner that does not manage it",
        "from outside, by people of any other organization",
        "in the partner's own organization (Partner Hub)",
        "in each customer that the partner manages and the role reaches",
        "in the vendor's own organization",
        "in every other organization",
    ];
    let lines: Vec<_> = page.lines().collect();
    let mut found = BTreeSet::new();
    for table in &policy.tables {
        let title = table.title.en.as_str();
        let start = lines
            .windows(2)
            .position(|pair| pair[0] == title && pair[1].len() == title.len() && pair[1].bytes().all(|b| b == b'-'))
            .unwrap_or_else(|| panic!("no table {title}"));
        let mut situations: Vec<usize> = Vec::new();
        let mut in_rows = false;
        for line in lines[start + 2..].iter().take_while(|line| !line.starts_with("---") && !line.starts_with("===")) {
            if let Some(place) = line.strip_prefix("* ") {
                if in_rows {
                    situations.clear();
                    in_rows = false;
                }
                situations.push(places.iter().position(|known| *known == place).unwrap());
                continue;
            }
            let words: Vec<_> = line.split("  ").map(str::trim).filter(|word| !word.is_empty()).collect();
            let Some(area) = policy.areas.iter().position(|area| words.first() == Some(&area.title.en.as_str())) else {
                continue;
            };
            if line.starts_with(' ') || words.len() == 1 {
                continue;
            }
            in_rows = true;
            assert_eq!(words.len(), table.roles.len() + 1, "{line}");
            for (role, word) in table.roles.iter().zip(&words[1..]) {
                for situation in &situations {
                    found.insert((*situation, role.0, u8::try_from(area).unwrap(), (*word).to_owned()));
                }
            }
        }
    }
    found
}

#[test]
fn every_right_is_shown_as_it_was_compiled() {
    let policy = policy();
    let titles: BTreeSet<_> = policy.areas.iter().map(|area| &area.title.en).collect();
    assert_eq!(titles.len(), policy.areas.len(), "two areas with one title could not be told apart");
    let shown = read_back(&policy, &matrix(&policy));
    for (situation, role, area, word_shown) in &shown {
        let cells = policy.role_at(RoleId(*role)).cells(Situation::ALL[*situation]);
        assert_eq!(word_shown, word(cells, policy.area_at(AreaId(*area))), "{role} {area} {situation}");
    }
    // Nothing that a role gives is missing from the page.
    let mut rights = 0;
    for (id, role) in (0..).map(RoleId).zip(&policy.roles) {
        for situation in Situation::ALL {
            for (area_id, area) in (0..).zip(&policy.areas) {
                let word = word(role.cells(situation), area);
                if word != "-" {
                    rights += 1;
                    let entry = (situation as usize, id.0, area_id, word.to_owned());
                    assert!(shown.contains(&entry), "{} {} {}", role.key, area.name, situation.code());
                }
            }
        }
    }
    assert!(rights > 500, "the tables are there");
}
