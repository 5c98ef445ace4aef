//! What has to hold of every database at every moment, whatever happened to the process that wrote it: tables, audit log
//! and revision tell the same story, and nothing is half.

use crate::dump::{Dump, Entry, number, text};
use std::collections::{BTreeMap, BTreeSet};

/// Compares the tables with each other and the log with itself.
#[track_caller]
pub fn assert_sound(dump: &Dump) {
    let audit = dump.audit();
    numbers_have_no_gaps(dump, &audit);
    columns_say_what_the_bytes_say(&audit);
    revisions_are_whole(dump, &audit);
    every_row_came_by_an_entry(dump, &audit);
    every_setting_counts_its_changes(dump, &audit);
    personal_values_belong_to_entries(dump);
}

fn numbers_have_no_gaps(dump: &Dump, audit: &[Entry]) {
    let mut logs: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for entry in audit {
        logs.entry(entry.text("organization")).or_default().push(entry.number("number"));
    }
    let heads: BTreeMap<&str, i64> =
        dump.table("audit_head").iter().map(|row| (text(row, "organization"), number(row, "number"))).collect();
    assert_eq!(
        heads.keys().collect::<Vec<_>>(),
        logs.keys().collect::<Vec<_>>(),
        "a log without a head, or the other way"
    );
    for (organization, numbers) in &mut logs {
        numbers.sort_unstable();
        assert!(numbers.iter().copied().eq(1..=heads[organization]), "gaps in the log of {organization}: {numbers:?}");
    }
}

fn columns_say_what_the_bytes_say(audit: &[Entry]) {
    for entry in audit {
        for column in ["id", "organization", "number", "at", "revision", "action", "outcome", "request", "policy"] {
            assert_eq!(entry.row[column], entry.facts[column], "{column} of {entry:?}");
        }
        assert_eq!(entry.row["subject"], entry.facts["subject"], "{entry:?}");
    }
}

/// Every revision up to the newest was written down, in the order of time, and none beyond it.
fn revisions_are_whole(dump: &Dump, audit: &[Entry]) {
    let newest = dump.revision();
    let mut moments: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for entry in audit.iter().filter(|entry| entry.text("outcome") == "done") {
        moments.entry(entry.number("revision")).or_default().insert(entry.number("at"));
    }
    assert!(moments.keys().copied().eq(1..=newest), "revisions {:?} and not 1 to {newest}", moments.keys());
    let in_order: Vec<i64> = moments.values().flatten().copied().collect();
    assert!(in_order.is_sorted(), "a later revision was made at an earlier moment");
    let beyond = dump.table("change").iter().find(|row| number(row, "revision") > newest);
    assert!(beyond.is_none(), "a change of a revision that is not: {beyond:?}");
    for row in dump.table("idempotency") {
        assert!(number(row, "revision") <= newest, "an answer of a revision that is not: {row:?}");
    }
}

fn every_row_came_by_an_entry(dump: &Dump, audit: &[Entry]) {
    let rows = [
        ("person", "person_added", "home"),
        ("role_grant", "role_assigned", "organization"),
        ("support_request", "support_requested", "organization"),
        ("service_account", "service_account_added", "home"),
        ("token", "token_issued", "organization"),
        ("organization", "organization_added", "id"),
    ];
    for (table, action, log) in rows {
        let entries: Vec<_> = audit
            .iter()
            .filter(|entry| entry.text("action") == action && entry.text("outcome") == "done")
            // What its actor's home knows of an act elsewhere.
            .filter(|entry| entry.facts.get("elsewhere").is_none())
            .map(|entry| (entry.text("subject").to_owned(), entry.text("organization").to_owned()))
            .collect();
        let told: BTreeSet<_> = entries.iter().cloned().collect();
        assert_eq!(told.len(), entries.len(), "{action} was written down twice");
        let kept: BTreeSet<_> =
            dump.table(table).iter().map(|row| (text(row, "id").to_owned(), text(row, log).to_owned())).collect();
        assert_eq!(kept, told, "the rows of {table} and the entries of {action}");
    }
}

fn every_setting_counts_its_changes(dump: &Dump, audit: &[Entry]) {
    let mut changes: BTreeMap<(String, String), i64> = BTreeMap::new();
    for entry in
        audit.iter().filter(|entry| entry.text("action") == "setting_changed" && entry.text("outcome") == "done")
    {
        if let Some(key) = entry.facts["arguments"]["setting"].as_str() {
            *changes.entry((entry.text("organization").to_owned(), key.to_owned())).or_default() += 1;
        }
    }
    let versions: BTreeMap<(String, String), i64> = dump
        .table("setting")
        .iter()
        .map(|row| ((text(row, "organization").to_owned(), text(row, "key").to_owned()), number(row, "version")))
        .collect();
    assert_eq!(versions, changes, "versions of settings, and their changes in the log");
}

fn personal_values_belong_to_entries(dump: &Dump) {
    let entries: BTreeSet<&str> = dump.table("audit_entry").iter().map(|row| text(row, "id")).collect();
    for row in dump.table("audit_private") {
        assert!(entries.contains(text(row, "entry")), "a personal value of no entry: {row:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::installation::Installation;
    use std::panic::catch_unwind;

    #[test]
    fn a_row_more_or_less_is_noticed() {
        let installation = Installation::with_world("");
        let _ = installation.decisions();
        let dump = installation.dump();
        assert_sound(&dump);
        let tables = [
            "audit_entry",
            "audit_head",
            "person",
            "role_grant",
            "organization",
            "setting",
            "token",
            "service_account",
        ];
        for table in tables {
            let mut less = dump.clone();
            less.tables.get_mut(table).unwrap().pop().unwrap();
            assert!(catch_unwind(|| assert_sound(&less)).is_err(), "a row less in {table}");
        }
        let with = |table: &str, column: &str, value: serde_json::Value| {
            let mut other = dump.clone();
            other.tables.get_mut(table).unwrap()[0].insert(column.to_owned(), value);
            catch_unwind(|| assert_sound(&other)).is_err()
        };
        assert!(with("revision", "revision", (dump.revision() + 1).into()));
        assert!(with("change", "revision", (dump.revision() + 1).into()));
        assert!(with("setting", "version", 7.into()));
        assert!(with("audit_entry", "outcome", "refused".into()));
        assert!(with("audit_entry", "bytes", "AXt9".into()));
        assert!(with("audit_private", "value", "Somebody Else".into()));
    }
}
