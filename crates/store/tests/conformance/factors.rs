//! Authenticator apps, recovery codes, passkeys, and the moment of the last proof.

use crate::bed::{Bed, OneByOne as _, commit, read};
use crate::sample::*;
use prokura_app::port::{Store as _, StoreError};
use prokura_decision::permit::decide_operator;
use prokura_domain::account::Session;
use prokura_domain::event::{Change, Event};
use prokura_domain::factor::{Passkey, RecoveryCode, Totp};
use prokura_domain::time::Timestamp;

on_both![
    an_app_is_kept_used_forward_and_removed_with_its_codes,
    new_codes_take_the_place_of_the_old,
    passkeys_are_found_by_credential_used_renamed_and_removed,
    a_proof_moves_its_moment,
];

async fn an_app_is_kept_used_forward_and_removed_with_its_codes(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let (who, home) = (world.agent.id, world.partner.id);
    assert_eq!(read(&database).await.totp(who).await.unwrap(), None);
    let before = totp(who);
    let code = recovery_code(world.admin.id, "another's");
    let anothers = Event::RecoveryCodesMade { person: world.admin.id, home, codes: vec![code.clone()], first: false };
    let codes = vec![recovery_code(who, "one"), recovery_code(who, "two")];
    let made = Event::RecoveryCodesMade { person: who, home, codes, first: true };
    commit(&database, &[Event::TotpAdded(before.clone(), home), made, anothers]).await;
    let after = Totp { last_step: 8, ..before.clone() };
    let used = Event::TotpUsed(Change { before, after: after.clone() }, home);
    commit(&database, std::slice::from_ref(&used)).await;
    assert_eq!(read(&database).await.totp(who).await.unwrap(), Some(after.clone()));
    let mut tx = database.write().await.unwrap();
    tx.apply(&decide_operator(), &used).await.unwrap_err();
    drop(tx);
    commit(&database, &[Event::TotpRemoved(after.clone(), home)]).await;
    let mut tx = read(&database).await;
    assert_eq!(tx.totp(who).await.unwrap(), None);
    assert_eq!(tx.recovery_codes(who).await.unwrap(), []);
    assert_eq!(tx.recovery_codes(world.admin.id).await.unwrap(), [code]);
    drop(tx);
    let mut tx = database.write().await.unwrap();
    tx.apply(&decide_operator(), &Event::TotpRemoved(after, home)).await.unwrap_err();
}

async fn new_codes_take_the_place_of_the_old(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let (person, home) = (world.agent.id, world.partner.id);
    for tags in [["a", "b"], ["b", "c"]] {
        let codes: Vec<RecoveryCode> = tags.iter().map(|tag| recovery_code(person, tag)).collect();
        commit(&database, &[Event::RecoveryCodesMade { person, home, codes: codes.clone(), first: false }]).await;
        assert_eq!(read(&database).await.recovery_codes(person).await.unwrap(), codes);
    }
    let used = RecoveryCode { used_at: Some(Timestamp(95)), ..recovery_code(person, "c") };
    commit(&database, &[Event::RecoveryCodeUsed(used.clone(), home)]).await;
    let codes = read(&database).await.recovery_codes(person).await.unwrap();
    assert_eq!(codes, [recovery_code(person, "b"), used]);
}

async fn passkeys_are_found_by_credential_used_renamed_and_removed(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let (who, home) = (world.agent.id, world.partner.id);
    let (first, second) = (passkey(300, who), passkey(301, who));
    commit(&database, &[second.clone(), first.clone()].map(|row| Event::PasskeyAdded(row, home))).await;
    let used = Passkey {
        credential: "{}".to_owned(),
        used_at: Some(Timestamp(99)),
        challenged_at: Timestamp(98),
        ..first.clone()
    };
    let use_it = Event::PasskeyUsed(Change { before: first.clone(), after: used.clone() }, home);
    commit(&database, std::slice::from_ref(&use_it)).await;
    let mut tx = read(&database).await;
    assert_eq!(tx.passkeys_of(who).await.unwrap(), [used.clone(), second.clone()]);
    assert_eq!(tx.passkey_by_credential(&first.credential_id).await.unwrap(), Some(used.clone()));
    assert_eq!(tx.passkey_by_credential(&[1]).await.unwrap(), None);
    assert_eq!(tx.passkeys_of(world.admin.id).await.unwrap(), []);
    drop(tx);
    let mut tx = database.write().await.unwrap();
    tx.apply(&decide_operator(), &use_it).await.unwrap_err();
    drop(tx);
    let renamed = Passkey { name: "other".parse().unwrap(), ..used.clone() };
    commit(&database, &[Event::PasskeyRenamed(Change { before: used, after: renamed.clone() }, home)]).await;
    assert_eq!(read(&database).await.passkeys_of(who).await.unwrap(), [renamed.clone(), second.clone()]);
    commit(&database, &[Event::PasskeyRemoved(renamed, home)]).await;
    assert_eq!(read(&database).await.passkeys_of(who).await.unwrap(), std::slice::from_ref(&second));
    // A credential is one person's.
    let mut tx = database.write().await.unwrap();
    let same = Passkey { credential_id: second.credential_id, ..passkey(302, world.admin.id) };
    let error = tx.apply(&decide_operator(), &Event::PasskeyAdded(same, home)).await.unwrap_err();
    assert!(matches!(error, StoreError::Duplicate(_)), "{error}");
}

async fn a_proof_moves_its_moment(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let before = session(300, world.agent.id);
    commit(&database, &[Event::SignedIn { session: before.clone(), home: world.partner.id, is_new_device: false }])
        .await;
    let after = Session { proved_at: Timestamp(80), ..before.clone() };
    commit(&database, &[Event::ProvedAgain(Change { before, after: after.clone() }, world.partner.id)]).await;
    assert_eq!(read(&database).await.session(after.id).await.unwrap(), Some(after));
}
