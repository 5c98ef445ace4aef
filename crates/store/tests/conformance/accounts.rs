//! Passwords, sessions, tokens, sign-in links, settings.

use crate::bed::{Bed, OneByOne as _, commit, read};
use crate::sample::*;
use prokura_app::port::{Store, StoreError};
use prokura_decision::permit::decide_operator;
use prokura_domain::account::{LinkPurpose, SecondFactor, Session, SignInLink, SignInMethod, Token};
use prokura_domain::event::{Change, Event, PasswordHash};
use prokura_domain::id::SignInLinkId;
use prokura_domain::setting::{Setting, SettingValue};
use prokura_domain::time::{Term, Timestamp};

on_both![
    a_password_is_set_and_set_again,
    sessions_are_found_by_secret_and_end,
    sessions_are_seen_forward_only,
    tokens_are_found_by_secret_and_are_revoked,
    links_are_used,
    settings_are_set_and_set_again,
];

async fn a_password_is_set_and_set_again(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    assert_eq!(read(&database).await.password_hash(world.agent.id).await.unwrap(), None);
    for hash in ["$argon2id$first", "$argon2id$second"] {
        let hash = PasswordHash(hash.to_owned());
        let event = Event::PasswordSet { person: world.agent.id, home: world.partner.id, hash: hash.clone() };
        commit(&database, &[event]).await;
        assert_eq!(read(&database).await.password_hash(world.agent.id).await.unwrap(), Some(hash));
    }
    assert_eq!(read(&database).await.password_hash(world.admin.id).await.unwrap(), None);
}

async fn sessions_are_found_by_secret_and_end(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let mut rows = Vec::new();
    let ways = [
        (SignInMethod::Sso, None),
        (SignInMethod::Passkey, None),
        (SignInMethod::Password, Some(SecondFactor::RecoveryCode)),
    ];
    for (number, (method, second)) in ways.into_iter().enumerate() {
        let row = Session { method, second, ..session(300 + number as u64, world.agent.id) };
        commit(&database, &[Event::SignedIn { session: row.clone(), home: world.partner.id, is_new_device: false }])
            .await;
        rows.push(row);
    }
    let ended = Session { ended_at: Some(Timestamp(61)), ..rows[0].clone() };
    let change = Change { before: rows[0].clone(), after: ended.clone() };
    commit(&database, &[Event::SessionEnded(change, world.partner.id)]).await;
    rows[0] = ended;
    let mut tx = read(&database).await;
    for row in &rows {
        assert_eq!(tx.session(row.id).await.unwrap().as_ref(), Some(row));
        assert_eq!(tx.session_by_secret(&row.secret).await.unwrap().as_ref(), Some(row));
    }
    assert_eq!(tx.session_by_secret(&secret(1)).await.unwrap(), None);
    // Of a person: what is not ended and was begun later than a moment; the last begun first, by id where they began at once.
    let open = tx.sessions_of(world.agent.id, Timestamp(59)).await.unwrap();
    assert_eq!(open, [rows[2].clone(), rows[1].clone()]);
    assert_eq!(tx.sessions_of(world.agent.id, Timestamp(60)).await.unwrap(), []);
    assert_eq!(tx.sessions_of(world.admin.id, Timestamp(59)).await.unwrap(), []);
    let both = [world.agent.id, world.admin.id];
    assert_eq!(tx.last_signed_in(&both).await.unwrap(), [(world.agent.id, Timestamp(60))]);
    assert_eq!(tx.last_signed_in(&[]).await.unwrap(), []);
    assert_eq!(tx.devices_of(world.agent.id).await.unwrap(), ["Žižka/1.0"]);
    assert_eq!(tx.devices_of(world.admin.id).await.unwrap(), Vec::<String>::new());
    drop(tx);
    let mut tx = database.write().await.unwrap();
    let same = Event::SignedIn {
        session: Session { secret: rows[0].secret, ..session(400, world.agent.id) },
        home: world.partner.id,
        is_new_device: false,
    };
    let error = tx.apply(&decide_operator(), &same).await.unwrap_err();
    assert!(matches!(error, StoreError::Duplicate(_)), "{error}");
}

async fn sessions_are_seen_forward_only(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let rows = [session(300, world.agent.id), session(301, world.agent.id)];
    commit(
        &database,
        &rows.clone().map(|row| Event::SignedIn { session: row, home: world.partner.id, is_new_device: false }),
    )
    .await;
    database.sessions_seen(&[]).await.unwrap();
    database.sessions_seen(&[(rows[0].id, Timestamp(120)), (rows[1].id, Timestamp(30))]).await.unwrap();
    let mut tx = read(&database).await;
    assert_eq!(tx.session(rows[0].id).await.unwrap().unwrap().seen_at, Timestamp(120));
    assert_eq!(tx.session(rows[1].id).await.unwrap().unwrap().seen_at, Timestamp(60), "not back in time");
}

async fn tokens_are_found_by_secret_and_are_revoked(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let issued = token(300, world.robot.id, &world.customer);
    commit(&database, &[Event::TokenIssued(issued.clone())]).await;
    assert_eq!(read(&database).await.token_by_secret(&issued.secret).await.unwrap(), Some(issued.clone()));
    let revoked = Token { term: Term::between(Timestamp(70), Timestamp(75)), ..issued.clone() };
    commit(&database, &[Event::TokenRevoked(Change { before: issued, after: revoked.clone() })]).await;
    let mut tx = read(&database).await;
    assert_eq!(tx.token(revoked.id).await.unwrap(), Some(revoked.clone()));
    assert_eq!(tx.token_by_secret(&revoked.secret).await.unwrap(), Some(revoked));
    assert_eq!(tx.token_by_secret(&secret(1)).await.unwrap(), None);
}

async fn links_are_used(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    for (number, purpose) in LinkPurpose::ALL.into_iter().enumerate() {
        let issued = SignInLink { purpose, ..sign_in_link(310 + number as u64, world.agent.id) };
        commit(&database, &[Event::SignInLinkIssued(issued.clone(), world.partner.id)]).await;
        assert_eq!(read(&database).await.sign_in_link(issued.id).await.unwrap(), Some(issued));
    }
    let issued = sign_in_link(300, world.agent.id);
    commit(&database, &[Event::SignInLinkIssued(issued.clone(), world.partner.id)]).await;
    let used = SignInLink { used_at: Some(Timestamp(79)), ..issued };
    commit(&database, &[Event::SignInLinkUsed(used.clone(), world.partner.id)]).await;
    let mut tx = read(&database).await;
    assert_eq!(tx.sign_in_link(used.id).await.unwrap(), Some(used));
    assert_eq!(tx.sign_in_link(SignInLinkId(id(999))).await.unwrap(), None);
}

async fn settings_are_set_and_set_again(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let after = Setting { value: SettingValue::Switch(false), set_by: None, version: 2, ..world.setting.clone() };
    let event = Event::SettingChanged { before: Some(world.setting), after: after.clone() };
    commit(&database, std::slice::from_ref(&event)).await;
    assert_eq!(read(&database).await.organization_record(world.customer.id).await.unwrap().unwrap().settings, [after]);
    let mut tx = database.write().await.unwrap();
    tx.apply(&decide_operator(), &event).await.unwrap_err();
}
