//! Audit logs: numbered without gaps, found by every filter, readable after erasure.

use crate::bed::{Bed, OneByOne as _, commit, read};
use crate::sample::*;
use prokura_app::audit::AuditRow;
use prokura_app::port::{AuditFilter, Store, StoreError, StoredAuditEntry};
use prokura_domain::id::{AuditEntryId, OrganizationId, PrincipalId, SupportRequestId};
use prokura_domain::time::Timestamp;

on_both![
    entries_come_back_newest_first,
    numbers_have_no_gaps,
    a_number_is_used_once,
    entries_are_found_by_every_filter,
    who_acted_last_is_known,
    the_last_change_of_a_row_is_found,
    an_erased_value_is_missing_and_nothing_else,
];

async fn append(bed: &Bed, rows: &[AuditRow]) -> prokura_store::Database {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let mut tx = database.write().await.unwrap();
    for row in rows {
        let number = tx.audit_head(row.organization).await.unwrap() + 1;
        assert_eq!(row.number, number);
        let values = [private("/after/name", &format!("Name {number}")), private("/after/email", "a@example.com")];
        tx.append_audit(row, &values).await.unwrap();
    }
    tx.commit().await.unwrap();
    database
}

fn log() -> OrganizationId {
    organization(1).id
}

fn rows(entries: &[StoredAuditEntry]) -> Vec<i64> {
    entries.iter().map(|entry| entry.row.number).collect()
}

async fn entries_come_back_newest_first(bed: Bed) {
    let written: Vec<_> = (1..=5).map(|number| audit_row(number, log(), 100 + number, number)).collect();
    let database = append(&bed, &written).await;
    let mut tx = read(&database).await;
    let all = tx.audit_entries(log(), &AuditFilter::default(), None, 10).await.unwrap();
    assert_eq!(rows(&all), [5, 4, 3, 2, 1]);
    assert_eq!(all[0].row, written[4]);
    let values = [private("/after/email", "a@example.com"), private("/after/name", "Name 5")];
    assert_eq!(all[0].private, values, "each with its own values, by place");
    assert_eq!(all[4].private[1], private("/after/name", "Name 1"));
    let page = tx.audit_entries(log(), &AuditFilter::default(), Some(4), 2).await.unwrap();
    assert_eq!(rows(&page), [3, 2]);
    assert!(tx.audit_entries(organization(2).id, &AuditFilter::default(), None, 10).await.unwrap().is_empty());
    let one = tx.audit_entry(written[2].id).await.unwrap().unwrap();
    assert_eq!((one.row, one.private.len()), (written[2].clone(), 2));
    assert!(tx.audit_entry(AuditEntryId(id(1))).await.unwrap().is_none());
}

async fn numbers_have_no_gaps(bed: Bed) {
    let database = append(&bed, &[audit_row(1, log(), 1, 1), audit_row(2, log(), 1, 1)]).await;
    let mut tx = database.write().await.unwrap();
    assert_eq!(tx.audit_head(log()).await.unwrap(), 2);
    assert_eq!(tx.audit_head(organization(2).id).await.unwrap(), 0);
    for wrong in [i64::MIN + 1, 0, 1, 2, 4] {
        tx.savepoint().await.unwrap();
        let row = AuditRow { number: wrong, id: AuditEntryId(id(5000)), ..audit_row(1, log(), 1, 1) };
        tx.append_audit(&row, &[]).await.unwrap_err();
        tx.roll_back().await.unwrap();
    }
    let first_of_another = AuditRow { number: 2, ..audit_row(1, organization(2).id, 1, 1) };
    tx.savepoint().await.unwrap();
    tx.append_audit(&first_of_another, &[]).await.unwrap_err();
    tx.roll_back().await.unwrap();
    // A number that was rolled back is free again.
    for _ in 0..2 {
        tx.savepoint().await.unwrap();
        tx.append_audit(&audit_row(3, log(), 1, 1), &[]).await.unwrap();
        assert_eq!(tx.audit_head(log()).await.unwrap(), 3);
        tx.roll_back().await.unwrap();
        assert_eq!(tx.audit_head(log()).await.unwrap(), 2);
    }
}

async fn a_number_is_used_once(bed: Bed) {
    let database = append(&bed, &[audit_row(1, log(), 1, 1)]).await;
    // Even where the head was tampered with, the log itself does not take a number twice.
    bed.sql("update audit_head set number = 0").await.unwrap();
    bed.sql("delete from audit_head").await.unwrap();
    let mut tx = database.write().await.unwrap();
    let row = AuditRow { id: AuditEntryId(id(5000)), ..audit_row(1, log(), 1, 1) };
    let error = tx.append_audit(&row, &[]).await.unwrap_err();
    assert!(matches!(error, StoreError::Duplicate(_)), "{error}");
}

async fn who_acted_last_is_known(bed: Bed) {
    let one = PrincipalId(id(5));
    let by = |number: i64, at: i64| AuditRow {
        actor: Some(one),
        control: Some("users".to_owned()),
        at: Timestamp(at),
        ..audit_row(number, log(), number, 1)
    };
    let written = [
        by(1, 10),
        by(2, 20),
        // What nobody needs a right for, what was refused, and what others did says nothing.
        AuditRow { control: None, ..by(3, 30) },
        AuditRow { outcome: "refused".to_owned(), ..by(4, 40) },
        AuditRow { actor: Some(PrincipalId(id(6))), control: None, ..by(5, 50) },
    ];
    let database = append(&bed, &written).await;
    let mut tx = read(&database).await;
    let both = [one, PrincipalId(id(6))];
    assert_eq!(tx.last_acted(log(), &both).await.unwrap(), [(one, Timestamp(20))]);
    assert_eq!(tx.last_acted(organization(2).id, &both).await.unwrap(), []);
}

async fn entries_are_found_by_every_filter(bed: Bed) {
    let plain =
        |number| AuditRow { subject: None, actor: None, support_request: None, ..audit_row(number, log(), number, 1) };
    let written = [
        plain(1),
        AuditRow { actor: Some(PrincipalId(id(5))), ..plain(2) },
        AuditRow { subject: Some(id(6)), ..plain(3) },
        AuditRow { action: "signed_in".to_owned(), ..plain(4) },
        AuditRow { outcome: "refused".to_owned(), ..plain(5) },
        AuditRow { support_request: Some(SupportRequestId(id(7))), ..plain(6) },
        AuditRow { control: Some("users".to_owned()), ..plain(7) },
        AuditRow { subject: Some(organization(2).id.0), actor_home: Some(log()), ..plain(8) },
        AuditRow { subject: Some(log().0), actor_home: Some(log()), ..plain(9) },
    ];
    let database = append(&bed, &written).await;
    let mut tx = read(&database).await;
    let all = AuditFilter::default();
    let cases = [
        (AuditFilter { actor: Some(PrincipalId(id(5))), ..all.clone() }, vec![2]),
        (AuditFilter { subject: Some(id(6)), ..all.clone() }, vec![3]),
        (AuditFilter { action: Some("signed_in".to_owned()), ..all.clone() }, vec![4]),
        (AuditFilter { outcome: Some("refused".to_owned()), ..all.clone() }, vec![5]),
        (AuditFilter { support_request: Some(SupportRequestId(id(7))), ..all.clone() }, vec![6]),
        (AuditFilter { controls: vec!["users".to_owned(), "roles".to_owned()], ..all.clone() }, vec![7]),
        (AuditFilter { actor_home: Some(log()), ..all.clone() }, vec![9, 8]),
        (AuditFilter { elsewhere: Some(None), ..all.clone() }, vec![8]),
        (AuditFilter { elsewhere: Some(Some(organization(2).id)), ..all.clone() }, vec![8]),
        (AuditFilter { elsewhere: Some(Some(organization(3).id)), ..all.clone() }, vec![]),
        (AuditFilter { history: Some((PrincipalId(id(5)), vec![id(6)])), ..all.clone() }, vec![3, 2]),
        (AuditFilter { history: Some((PrincipalId(id(6)), Vec::new())), ..all.clone() }, vec![3]),
        (AuditFilter { up_to: Some(2), ..all.clone() }, vec![2, 1]),
        (AuditFilter { up_to: Some(3), down_to: Some(2), ..all.clone() }, vec![3, 2]),
        (AuditFilter { from: Some(Timestamp(3)), until: Some(Timestamp(5)), ..all.clone() }, vec![4, 3]),
        (AuditFilter { actor: Some(PrincipalId(id(5))), subject: Some(id(6)), ..all.clone() }, vec![]),
        (AuditFilter { action: Some("' or 1 = 1 --".to_owned()), ..all }, vec![]),
    ];
    for (filter, expected) in cases {
        let found = tx.audit_entries(log(), &filter, None, 10).await.unwrap();
        assert_eq!(rows(&found), expected, "{filter:?}");
    }
}

async fn the_last_change_of_a_row_is_found(bed: Bed) {
    let about = |number, revision| AuditRow { subject: Some(id(6)), ..audit_row(number, log(), number, revision) };
    let written = [
        about(1, 4),
        about(2, 7),
        AuditRow { outcome: "refused".to_owned(), ..about(3, 7) },
        audit_row(4, log(), 9, 8),
    ];
    let database = append(&bed, &written).await;
    let mut tx = read(&database).await;
    let last = tx.last_audit_about(id(6)).await.unwrap().unwrap();
    assert_eq!(last.row, written[1], "a refusal changed nothing");
    assert_eq!(last.private.len(), 2);
    assert!(tx.last_audit_about(id(999)).await.unwrap().is_none());
}

async fn an_erased_value_is_missing_and_nothing_else(bed: Bed) {
    let row = audit_row(1, log(), 1, 1);
    let database = append(&bed, std::slice::from_ref(&row)).await;
    bed.sql("delete from audit_private where place = '/after/name'").await.unwrap();
    let entry = read(&database).await.audit_entry(row.id).await.unwrap().unwrap();
    assert_eq!(entry.row, row);
    assert_eq!(entry.private, [private("/after/email", "a@example.com")]);
}
