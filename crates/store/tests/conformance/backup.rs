//! A backup holds everything, whatever happens meanwhile, and goes into an empty database of either kind.

use crate::bed::{Bed, OneByOne as _, commit, drop_postgres, new_postgres, read};
use crate::sample::*;
use prokura_app::message::{Message, Notice, Recipient};
use prokura_app::port::{Effect, JobStep, Page, Remembered, Revision, Store, StoreError};
use prokura_domain::event::{Event, PasswordHash, Touched};
use prokura_domain::federation::Spent;
use prokura_domain::grant::Grant;
use prokura_domain::id::*;
use prokura_domain::superseded::{Filed, Superseded};
use prokura_domain::support::SupportGrant;
use prokura_domain::time::{Term, Timestamp};
use prokura_store::{Database, dump_schema, migrate, restore};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

on_both![
    a_backup_goes_there_and_back_over_both_databases,
    a_backup_has_every_table,
    a_backup_is_one_snapshot_while_others_write,
    a_backup_does_not_overwrite_and_leaves_no_half_file,
    only_an_empty_database_is_restored_into,
    a_damaged_backup_restores_nothing,
    a_backup_of_a_newer_schema_is_refused,
];

/// One row in every table, with the extremes that a portable format could lose.
async fn fill(database: &Database) -> World {
    let world = World::new();
    let mut events = world.events();
    let gone = person(611, &world.customer);
    let mut extreme = grant(600, world.agent.id, &world.customer);
    extreme.term = Term::between(Timestamp::MIN, Timestamp::MAX);
    extreme.reason = Some("line\nquote\" backslash\\ snowman ☃ \u{10ffff} \u{2028}".to_owned());
    events.extend([
        Event::RoleAssigned(extreme),
        Event::RoleAssigned(Grant { reason: None, ..grant(601, world.robot.id, &world.partner) }),
        Event::SupportGrantImported(SupportGrant { request: None, ..support_grant(602, &world.request) }),
        Event::PasswordSet {
            person: world.agent.id,
            home: world.partner.id,
            hash: PasswordHash("$argon2id$".to_owned()),
        },
        Event::SignedIn { session: session(603, world.agent.id), home: world.partner.id, is_new_device: false },
        Event::TokenIssued(token(604, world.robot.id, &world.partner)),
        Event::PreferenceSet { before: None, after: preference(world.agent.id), home: world.partner.id },
        Event::NewsWritten { before: None, after: product_news(613, &world.partner, world.agent.id) },
        Event::TotpAdded(totp(world.agent.id), world.partner.id),
        Event::RecoveryCodesMade {
            person: world.agent.id,
            home: world.partner.id,
            codes: vec![recovery_code(world.agent.id, "a tag")],
            first: true,
        },
        Event::PasskeyAdded(passkey(608, world.agent.id), world.partner.id),
        Event::SignInLinkIssued(sign_in_link(605, world.admin.id), world.customer.id),
        Event::JobAsked(job(607, world.admin.id, &world.customer, 5)),
        Event::DomainAdded(domain(608, &world.customer)),
        Event::IdentityPinned(sample_identity(609, &world.customer, world.admin.id)),
        Event::FederatedSessionBegun(
            federated(&session(603, world.agent.id), &world.customer, "ž", Some("there")),
            world.agent.id,
            Spent { key: secret(61), until: Timestamp::MAX },
        ),
        Event::ClientSecretSet { before: None, after: client_secret(&world.customer, None) },
        Event::LicenceRuleSet { before: None, after: licence_rule(612, &world.customer, Some("b.example")) },
        Event::TemplateMade(template(613, &world.customer, "Žlutý kůň")),
        Event::SeatsAsked(seat_request(611, &world.subscription)),
        Event::StreamAdded(stream(610, &world.customer, world.robot.id)),
        Event::PersonAdded(gone.clone()),
        departure(&gone),
    ]);
    commit(database, &events).await;
    let taken = database.claim_job(Timestamp(5), Timestamp(6)).await.unwrap().unwrap();
    let part = Some(vec![0, 255, 10]);
    database.advance_job(&taken, &JobStep { part, ..JobStep::none(&taken, Timestamp(6)) }).await.unwrap();
    let mut tx = database.write().await.unwrap();
    tx.append_audit(&audit_row(1, world.partner.id, 5, 1), &[private("/after/name", "Žofie")]).await.unwrap();
    tx.touch(Revision(1), &[Touched::Principal(world.agent.id), Touched::Organization(world.customer.id)])
        .await
        .unwrap();
    tx.advance(Revision(1), Timestamp(5)).await.unwrap();
    tx.keep_policy("digest", "{}", Timestamp(5)).await.unwrap();
    tx.put_policy_in_force("digest", Timestamp(5)).await.unwrap();
    let filed = [Filed { owner: world.grant.principal.0, version: Superseded::Grant(world.grant.clone()) }];
    tx.write(&[Effect::Supersede(Revision(1), Timestamp(5), &filed)]).await.unwrap();
    tx.write(&[Effect::Signal(&signal(611, StreamId(id(610)), 1, 0))]).await.unwrap();
    tx.enqueue(&Message {
        id: MessageId(id(606)),
        notice: Notice::SupportDenied { request: world.request.id },
        recipient: Recipient::Vendor,
        created_at: Timestamp(5),
    })
    .await
    .unwrap();
    tx.remember(&Remembered {
        key: prokura_app::caller::IdempotencyKey {
            caller: world.agent.id,
            route: "POST /".to_owned(),
            key: "k".to_owned(),
            fingerprint: "f".to_owned(),
        },
        output: "{}".to_owned(),
        revision: Revision(1),
        at: Timestamp(5),
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
    world
}

fn text(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap()
}

async fn a_backup_goes_there_and_back_over_both_databases(bed: Bed) {
    let database = bed.open().await;
    let world = fill(&database).await;
    let (first, second, third) = (bed.file("1"), bed.file("2"), bed.file("3"));
    let rows = database.backup(&first).await.unwrap();
    let (postgres, name) = new_postgres().await;
    let sqlite = format!("sqlite://{}", bed.file("other.db").display());
    assert_eq!(restore(&postgres, &first).await.unwrap(), rows);
    prokura_store::connect(&postgres).await.unwrap().backup(&second).await.unwrap();
    drop_postgres(&name).await;
    assert_eq!(restore(&sqlite, &second).await.unwrap(), rows);
    let last = prokura_store::connect(&sqlite).await.unwrap();
    last.backup(&third).await.unwrap();
    assert_eq!(text(&first), text(&second));
    assert_eq!(text(&first), text(&third));
    let mut tx = read(&last).await;
    assert_eq!(tx.revision().await.unwrap(), (Revision(1), Timestamp(5)));
    assert_eq!(tx.world().await.unwrap(), read(&database).await.world().await.unwrap());
    assert_eq!(tx.person(world.agent.id).await.unwrap(), Some(world.agent));
    drop(tx);
    // It is a database like any other: the log goes on where it was.
    let mut tx = last.write().await.unwrap();
    assert_eq!(tx.audit_head(world.partner.id).await.unwrap(), 1);
    tx.append_audit(&audit_row(2, world.partner.id, 6, 2), &[]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_backup_has_every_table(bed: Bed) {
    let database = bed.open().await;
    fill(&database).await;
    let file = bed.file("backup");
    let rows = database.backup(&file).await.unwrap();
    let text = text(&file);
    let mut lines = text.lines().skip(1).map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let mut saved = BTreeSet::new();
    let mut filled = BTreeSet::new();
    let mut table = String::new();
    let mut count = 0;
    let last = loop {
        let line = lines.next().unwrap();
        if line.is_array() {
            filled.insert(table.clone());
            count += 1;
        } else if line["table"].is_string() {
            table = line["table"].as_str().unwrap().to_owned();
            saved.insert(table.clone());
        } else {
            break line;
        }
    };
    assert_eq!((last["rows"].as_u64(), count, lines.count()), (Some(rows), rows, 0));
    let schema = dump_schema(&bed.url).await.unwrap();
    let there: BTreeSet<String> = schema
        .lines()
        .filter_map(|line| line.strip_prefix("CREATE TABLE ")?.split_whitespace().next())
        .filter(|table| *table != "schema_version")
        .map(str::to_owned)
        .collect();
    assert_eq!(saved, there);
    assert_eq!(filled, there, "the sample has a row in every table");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
}

async fn a_backup_is_one_snapshot_while_others_write(bed: Bed) {
    let database = Arc::new(bed.open().await);
    // More than a batch, so that the writer has time between two of them.
    let many: Vec<_> = (1..=2500).map(|number| Event::OrganizationAdded(organization(number))).collect();
    commit(&database, &many).await;
    let writer = tokio::spawn({
        let database = Arc::clone(&database);
        async move {
            // Each commit adds an organization and counts the revision on: a snapshot has as many as it says.
            for revision in 1..=200_i64 {
                let mut tx = database.write().await.unwrap();
                let row = organization(10_000 + u64::try_from(revision).unwrap());
                crate::bed::apply(&mut *tx, &[Event::OrganizationAdded(row)]).await;
                tx.advance(Revision(revision), Timestamp(revision)).await.unwrap();
                tx.commit().await.unwrap();
            }
        }
    });
    let mut during = 0;
    while !writer.is_finished() {
        let file = bed.file(&format!("backup-{during}"));
        database.backup(&file).await.unwrap();
        let url = format!("sqlite://{}", bed.file(&format!("restored-{during}.db")).display());
        restore(&url, &file).await.unwrap();
        let restored = prokura_store::connect(&url).await.unwrap();
        let mut tx = read(&restored).await;
        let (revision, _) = tx.revision().await.unwrap();
        let rows = tx.organizations(Page { after: None, limit: 10_000 }).await.unwrap();
        assert_eq!(i64::try_from(rows.len()).unwrap(), 2500 + revision.0);
        during += 1;
        if during == 3 {
            break;
        }
    }
    assert!(during > 0);
    writer.await.unwrap();
}

async fn a_backup_does_not_overwrite_and_leaves_no_half_file(bed: Bed) {
    let database = bed.open().await;
    let file = bed.file("backup");
    std::fs::write(&file, "precious").unwrap();
    let error = database.backup(&file).await.unwrap_err();
    assert!(matches!(&error, StoreError::Unusable(text) if text.contains("backup")), "{error}");
    assert_eq!(text(&file), "precious");
    let nowhere = bed.file("no/such/directory");
    assert!(matches!(database.backup(&nowhere).await.unwrap_err(), StoreError::Unusable(_)));
    // A database that fails in the middle: nothing is left that could be taken for a backup.
    bed.sql("drop table audit_private").await.unwrap();
    let file = bed.file("half");
    let error = database.backup(&file).await.unwrap_err();
    assert!(matches!(error, StoreError::Failed(_)), "{error}");
    assert!(!file.exists());
}

async fn only_an_empty_database_is_restored_into(bed: Bed) {
    let database = bed.open().await;
    let file = bed.file("backup");
    database.backup(&file).await.unwrap();
    // Tables without rows are empty enough.
    restore(&bed.url, &file).await.unwrap();
    commit(&database, &[Event::OrganizationAdded(organization(1))]).await;
    let error = restore(&bed.url, &file).await.unwrap_err();
    assert!(matches!(&error, StoreError::Unusable(text) if text.contains("not empty")), "{error}");
    assert_eq!(read(&database).await.organizations(Page { after: None, limit: 9 }).await.unwrap(), [organization(1)]);
}

async fn a_damaged_backup_restores_nothing(bed: Bed) {
    let database = bed.open().await;
    fill(&database).await;
    let file = bed.file("backup");
    database.backup(&file).await.unwrap();
    let whole = text(&file);
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let without =
        |skip: usize| lines.iter().enumerate().filter(|(n, _)| *n != skip).map(|(_, line)| *line).collect::<String>();
    let damages = [
        String::new(),
        "{}\n".to_owned(),
        whole.replacen("Žofie", "Zofie", 1),
        whole.replacen("prokura-backup", "another-backup", 1),
        whole.replacen("\"version\":1", "\"version\":2", 1),
        whole.trim_end().to_owned(),
        format!("{whole}{whole}"),
        format!("{whole}[]\n"),
        without(0),
        without(5),
        without(lines.len() - 1),
        whole[..whole.len() / 2].to_owned(),
        format!("{}[1,2,3]\n", lines[0]),
        format!("{}{{\"table\":\"person\",\"columns\":[[\"id\",\"uuid\"]]}}\n[\"no id\"]\n", lines[0]),
        "\0".repeat(1_000_000),
    ];
    for (number, damage) in damages.into_iter().enumerate() {
        let file = bed.file(&format!("damaged-{number}"));
        std::fs::write(&file, damage).unwrap();
        let path = bed.file(&format!("target-{number}.db"));
        let url = format!("sqlite://{}", path.display());
        let error = restore(&url, &file).await.unwrap_err();
        assert!(matches!(error, StoreError::Unusable(_)), "{number}: {error}");
        assert!(!path.exists(), "{number}: checked before anything is written");
    }
    let missing = restore("sqlite://nowhere.db", &bed.file("missing")).await.unwrap_err();
    assert!(matches!(missing, StoreError::Unusable(_)), "{missing}");
}

async fn a_backup_of_a_newer_schema_is_refused(bed: Bed) {
    migrate(&bed.url).await.unwrap();
    let file = bed.file("backup");
    std::fs::write(&file, "{\"format\":\"prokura-backup\",\"version\":1,\"schema\":\"99991231_future\"}\n").unwrap();
    let error = restore(&bed.url, &file).await.unwrap_err();
    assert!(matches!(&error, StoreError::SchemaNewer { found, .. } if found == "99991231_future"), "{error}");
}
