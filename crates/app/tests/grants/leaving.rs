//! `DeletePerson`, `RestorePerson`, `ErasePerson`.

use crate::support::NoFile;
use crate::world::{World, broken, fields, forbidden, refused, token};
use prokura_app::audit::is_intact;
use prokura_app::caller::{Actor, Caller, IdempotencyKey};
use prokura_app::command::add_person::AddPerson;
use prokura_app::command::assign_role::AssignRole;
use prokura_app::command::change_person::ChangePerson;
use prokura_app::command::delete_person::DeletePerson;
use prokura_app::command::erase_person::ErasePerson;
use prokura_app::command::invite_again::InviteAgain;
use prokura_app::command::request_support::RequestSupport;
use prokura_app::command::restore_person::RestorePerson;
use prokura_app::job::work;
use prokura_app::message::{Message, MessageState, Notice, Recipient};
use prokura_app::port::{AuditFilter, Effect, PeopleAsked, PeopleOrder};
use prokura_app::query::directory::Filter;
use prokura_app::query::{Part, people};
use prokura_decision::mask::Level;
use prokura_domain::account::{
    LinkPurpose, SecretHash, Session, SessionLimits, SignInLink, SignInMethod, Token, TokenScope,
};
use prokura_domain::event::{Event, PasswordHash};
use prokura_domain::federation::Identity;
use prokura_domain::grant::Scope;
use prokura_domain::id::{
    HelpDeskSessionId, IdentityId, MessageId, OrganizationId, RequestId, SeatRequestId, SessionId, SignInLinkId,
    SupportGrantId, TokenId,
};
use prokura_domain::person::{Details, Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::support::{HelpDeskSession, RequestState, SupportGrant};
use prokura_domain::text::Locale;
use prokura_domain::time::{Span, Term};
use uuid::Uuid;

fn delete(world: &World, who: &str) -> DeletePerson {
    DeletePerson { organization: world.people[who].home, person: world.people[who].id, expected_version: None }
}

fn restore(world: &World, who: &str) -> RestorePerson {
    RestorePerson { organization: world.people[who].home, person: world.people[who].id, expected_version: None }
}

fn erase(world: &World, who: &str) -> ErasePerson {
    ErasePerson { organization: world.people[who].home, person: world.people[who].id, expected_version: None }
}

fn signed_in(world: &World, who: &str) -> Event {
    let now = world.now();
    let limits = SessionLimits { idle: Span::hours(1), lasts: Span::hours(9) };
    let session = Session {
        id: SessionId(Uuid::from_u128(700)),
        secret: SecretHash([7; 32]),
        person: world.people[who].id,
        method: SignInMethod::Password,
        second: None,
        lacks_second: false,
        signed_in_at: now,
        proved_at: now,
        seen_at: now,
        ended_at: None,
        limits,
        device: "Evanescent's telephone".to_owned(),
        address: "192.0.2.7".to_owned(),
    };
    Event::SignedIn { session, home: world.people[who].home, is_new_device: false }
}

async fn actions(world: &World, place: &str) -> Vec<String> {
    let mut read = world.app.service.read().await.unwrap();
    let log = read.audit_entries(world.organizations[place], &AuditFilter::default(), None, 1_000).await.unwrap();
    log.into_iter().map(|entry| entry.row.action).collect()
}

fn asked(home: OrganizationId, status: Option<PersonStatus>, words: &[&str]) -> PeopleAsked {
    PeopleAsked {
        home,
        status,
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        license: None,
        department: None,
        held: None,
        order: PeopleOrder::Name(Locale::En),
        descending: false,
    }
}

#[tokio::test]
async fn everything_ends_with_whoever_is_deleted_wherever_it_is() {
    let mut world = World::new().await;
    let (hugo, tatra, brno) = (world.people["hugo"].clone(), world.organizations["tatra"], world.organizations["brno"]);
    let term = Term::between(world.now(), world.now().plus(Span::hours(1)));
    let access = SupportGrant {
        id: SupportGrantId(Uuid::from_u128(70)),
        request: None,
        agent: hugo.id,
        organization: brno,
        approved_by: world.people["frantisek"].id,
        term,
        ended_by: None,
    };
    let visit =
        HelpDeskSession { id: HelpDeskSessionId(Uuid::from_u128(71)), agent: hugo.id, organization: brno, term };
    let link = SignInLink {
        id: SignInLinkId(Uuid::from_u128(72)),
        purpose: LinkPurpose::Reset,
        person: hugo.id,
        expires_at: world.now().plus(Span::hours(24)),
        used_at: None,
    };
    let own = Token {
        id: TokenId(Uuid::from_u128(73)),
        secret: SecretHash([9; 32]),
        principal: hugo.id,
        name: "script".to_owned(),
        scopes: vec![TokenScope::Read],
        organization: tatra,
        term: Term::starting(world.now()),
    };
    let pinned = Identity {
        id: IdentityId(Uuid::from_u128(74)),
        organization: tatra,
        issuer: "https://id.example".to_owned(),
        subject: "hugo".to_owned(),
        person: hugo.id,
        pinned_at: world.now(),
    };
    world.events(vec![
        Event::SupportGrantImported(access.clone()),
        Event::HelpDeskSessionOpened(visit.clone()),
        Event::PasswordSet { person: hugo.id, home: tatra, hash: PasswordHash("$argon2id$".to_owned()) },
        Event::SignInLinkIssued(link.clone(), tatra),
        Event::TokenIssued(own.clone()),
        Event::IdentityPinned(pinned),
        signed_in(&world, "hugo"),
    ]);
    world.plant().await;
    let request = RequestSupport {
        organization: world.organizations["clinic"],
        addressed_to: world.people["harriet"].email.clone(),
        reason: "You called".to_owned(),
    };
    let request = world.act("hugo", request).await.unwrap().value;
    assert!(world.may("hugo", "settings", Level::Manage, "brno"));

    let gone = world.act("pavel", delete(&world, "hugo")).await.unwrap().value;
    assert_eq!((gone.status, gone.version), (PersonStatus::Deleted, 2));
    assert!(!world.may("hugo", "settings", Level::Read, "brno"));
    assert_eq!(world.roles("hugo", "tatra").await, Vec::<String>::new());
    let mut read = world.app.service.read().await.unwrap();
    let now = world.now();
    assert!(read.support_grant(access.id).await.unwrap().unwrap().term.is_over(now));
    assert!(read.help_desk_session(visit.id).await.unwrap().unwrap().term.is_over(now));
    assert_eq!(read.support_request(request.request).await.unwrap().unwrap().state, RequestState::Withdrawn);
    assert!(read.token(own.id).await.unwrap().unwrap().term.is_over(now));
    assert!(read.session(SessionId(Uuid::from_u128(700))).await.unwrap().unwrap().ended_at.is_some());
    assert_eq!(read.password_hash(hugo.id).await.unwrap(), None);
    assert_eq!(read.sign_in_link(link.id).await.unwrap(), None);
    assert_eq!(read.identity(tatra, "https://id.example", "hugo").await.unwrap(), None);
    // Nobody finds them any more, save history.
    assert_eq!(read.person(hugo.id).await.unwrap(), None);
    assert_eq!(read.person_by_email(&hugo.email).await.unwrap(), None);
    assert_eq!(read.anybody(hugo.id).await.unwrap().map(|it| it.name), Some(hugo.name.clone()));
    let world_rows = read.world().await.unwrap();
    assert!(world_rows.people.iter().all(|it| it.id != hugo.id));
    assert!(world_rows.grants.iter().all(|it| it.principal != hugo.id));
    drop(read);
    for (place, action) in [
        ("tatra", "person_deleted"),
        ("tatra", "grant_ended"),
        ("brno", "support_ended"),
        ("clinic", "support_withdrawn"),
    ] {
        assert!(actions(&world, place).await.iter().any(|it| it == action), "{place}: {action}");
    }
    // Twice, and by whatever other way: they are not there.
    assert_eq!(refused(world.act("pavel", delete(&world, "hugo")).await), Refusal::NotFound);
    assert_eq!(refused(world.act("pavel", InviteAgain { person: hugo.id }).await), Refusal::NotFound);
    fields(world.give("pavel", "hugo", "support_admin", "tatra").await, &[("person", "person_unknown")]);
}

#[tokio::test]
async fn who_cannot_take_every_role_deletes_nobody_and_the_last_administrator_stays() {
    let world = World::new().await;
    // ORG-08: Una manages people and gives no roles.
    for who in ["harriet", "eve"] {
        broken(world.act("una", delete(&world, who)).await, "ORG-08", "takeover_guard");
    }
    // ROL-10
    broken(world.act("harriet", delete(&world, "harriet")).await, "ROL-10", "deletes_oneself");
    // ORG-07
    broken(world.act("pavel", delete(&world, "harriet")).await, "ORG-07", "last_full_admin");
    // Who may not know of them.
    for who in ["frantisek", "carl", "eve", "grazyna"] {
        assert_eq!(refused(world.act(who, delete(&world, "una")).await), Refusal::NotFound, "{who}");
    }
    forbidden(world.act("rita", delete(&world, "nora")).await);
    let stale = DeletePerson { expected_version: Some(7), ..delete(&world, "eve") };
    assert!(matches!(refused(world.act("harriet", stale).await), Refusal::Conflict { actual: 1, .. }));
    assert_eq!(world.everybody("clinic").await.len(), 3, "nothing has changed");
    // Deleting is nothing that can be asked for as a status.
    for status in [PersonStatus::Deleted, PersonStatus::Erased] {
        let command = ChangePerson { status: Some(status), ..ChangePerson::of(world.people["eve"].id) };
        fields(world.act("harriet", command).await, &[("status", "status_invalid")]);
    }
    // Suspension and deletion together leave nobody either.
    world.give("harriet", "eve", "full_admin", "clinic").await.unwrap();
    world.act("eve", delete(&world, "harriet")).await.unwrap();
    assert_eq!(world.everybody("clinic").await.len(), 2);
}

#[tokio::test]
async fn who_was_deleted_is_on_no_list_but_their_own_and_comes_back_without_rights() {
    let world = World::new().await;
    let home = world.organizations["clinic"];
    let eve = world.people["eve"].clone();
    assert_eq!(refused(world.act("harriet", restore(&world, "eve")).await), Refusal::NotFound, "she is there");
    world.act("harriet", delete(&world, "eve")).await.unwrap();
    let mut read = world.app.service.read().await.unwrap();
    for (status, words, count) in [
        (None, &[][..], 2),
        (None, &["eve"], 0),
        (Some(PersonStatus::Active), &[], 2),
        (Some(PersonStatus::Deleted), &[], 1),
        (Some(PersonStatus::Deleted), &["ev"], 1),
        (Some(PersonStatus::Deleted), &["harriet"], 0),
    ] {
        let asked = asked(home, status, words);
        assert_eq!(read.people_count(&asked).await.unwrap(), count, "{asked:?}");
        let page = prokura_app::port::Page::first(9);
        assert_eq!(read.people_asked(&asked, page).await.unwrap().len() as u64, count, "{asked:?}");
    }
    drop(read);
    // The list of those who were deleted tells the address they had.
    let caller = caller(&world, "harriet", None);
    let filter = Filter { status: Some(PersonStatus::Deleted), ..Filter::default() };
    let listed = people::list(&world.app.service, &caller, &home.to_string(), &filter, Part::first(9)).await.unwrap();
    assert_eq!(listed.items.iter().map(|it| &it.email).collect::<Vec<_>>(), [&eve.email]);
    let gone = people::gone(&world.app.service, &caller, &home.to_string(), eve.id).await.unwrap();
    assert_eq!((gone.email.as_ref(), gone.is_taken), (Some(&eve.email), false));

    // Somebody else has the address meanwhile (ORG-05), here or elsewhere.
    let other = AddPerson {
        organization: home,
        email: eve.email.clone(),
        name: "Eve the Second".parse().unwrap(),
        locale: None,
        licenses: None,
        package: None,
        details: Details::default(),
    };
    let second = world.act("harriet", other.clone()).await.unwrap().value;
    fields(world.act("harriet", restore(&world, "eve")).await, &[("email", "email_here")]);
    let again = DeletePerson { organization: home, person: second.id, expected_version: None };
    world.act("harriet", again).await.unwrap();
    let elsewhere = AddPerson { organization: world.organizations["shipyard"], ..other };
    world.act("grazyna", elsewhere).await.unwrap();
    broken(world.act("harriet", restore(&world, "eve")).await, "ORG-05", "email_taken");

    // Nora's address is free, so she comes back: invited, without what she had.
    assert_eq!(refused(world.act("harriet", delete(&world, "nora")).await), Refusal::NotFound);
    world.act("frantisek", delete(&world, "ursula")).await.unwrap();
    for who in ["harriet", "carl"] {
        assert_eq!(refused(world.act(who, restore(&world, "ursula")).await), Refusal::NotFound, "{who}");
    }
    forbidden(world.act("rita", restore(&world, "ursula")).await);
    let back: Person = world.act("frantisek", restore(&world, "ursula")).await.unwrap().value;
    assert_eq!((back.status, &back.email), (PersonStatus::Pending, &world.people["ursula"].email));
    assert_eq!(world.roles("ursula", "brno").await, Vec::<String>::new());
    assert!(actions(&world, "brno").await.iter().any(|it| it == "sign_in_link_issued"));
    assert_eq!(refused(world.act("frantisek", restore(&world, "ursula")).await), Refusal::NotFound, "twice");
    let mut read = world.app.service.read().await.unwrap();
    assert_eq!(read.departed(&[back.id]).await.unwrap(), []);
    assert_eq!(read.person_by_email(&back.email).await.unwrap(), Some(back));
}

#[tokio::test]
async fn who_deleted_somebody_is_told_to_whoever_may_know_of_them() {
    let world = World::new().await;
    let home = world.organizations["clinic"];
    world.act("pavel", delete(&world, "eve")).await.unwrap();
    let told = async |who: &str| {
        let caller = caller(&world, who, None);
        let gone = people::gone(&world.app.service, &caller, &home.to_string(), world.people["eve"].id).await.unwrap();
        gone.deleted_by.map(|by| by.id)
    };
    // Una manages users; who comes from outside and what stands in the log is not hers to see.
    assert!(["external_admins", "audit"].iter().all(|control| !world.may("una", control, Level::Read, "clinic")));
    assert_eq!(told("una").await, None);
    assert_eq!(told("harriet").await, Some(world.people["pavel"].id));
    let other = DeletePerson { organization: home, person: world.people["una"].id, expected_version: None };
    world.act("harriet", other).await.unwrap();
    let una = world.people["una"].id;
    let caller = caller(&world, "harriet", None);
    let gone = people::gone(&world.app.service, &caller, &home.to_string(), una).await.unwrap();
    assert_eq!(gone.deleted_by.map(|by| by.id), Some(world.people["harriet"].id));
}

#[tokio::test]
async fn nobody_is_added_with_an_address_that_stands_for_a_freed_one() {
    let world = World::new().await;
    let gone = world.act("harriet", delete(&world, "eve")).await.unwrap().value;
    let add = AddPerson {
        organization: world.organizations["clinic"],
        email: gone.email,
        name: "Nobody".parse().unwrap(),
        locale: None,
        licenses: None,
        package: None,
        details: Details::default(),
    };
    fields(world.act("harriet", add).await, &[("email", "email_invalid")]);
}

fn caller(world: &World, who: &str, key: Option<&str>) -> Caller {
    let person = &world.people[who];
    let actor = Actor::Principal { id: person.id, home: person.home, via: token(person.home) };
    let idempotency = key.map(|key| IdempotencyKey {
        caller: person.id,
        route: "test".to_owned(),
        key: key.to_owned(),
        fingerprint: String::new(),
    });
    Caller { actor, request: RequestId(Uuid::from_u128(8)), idempotency }
}

/// Whatever is read of the database, a row at a time, tells who they were no more; and every log still proves itself.
#[tokio::test]
async fn nothing_is_left_of_whoever_was_erased() {
    let mut world = World::new().await;
    let clinic = world.organizations["clinic"];
    let eve = world.people["eve"].id;
    let service = world.app.service.clone();
    // She had another name and another address once, and the answer to that is remembered.
    let renamed = ChangePerson {
        name: Some("Evelína Evanescent".parse().unwrap()),
        email: Some("e.vanishing@clinic.example".parse().unwrap()),
        locale: Some(Some(Locale::Pl)),
        ..ChangePerson::of(eve)
    };
    service.execute(caller(&world, "harriet", Some("k")), renamed).await.unwrap();
    // Words about her, now and before; a request to her; a session, a token; a job about her.
    let give = AssignRole {
        reason: Some("Evanescent asked for it".to_owned()),
        holder: prokura_app::command::guard::holder::Holder::Id(eve),
        ..world.assign("una", "full_admin", "clinic", Scope::None)
    };
    let given = world.act("harriet", give.clone()).await.unwrap().value;
    let longer = AssignRole { reason: Some("Evanescent stays".to_owned()), ..give };
    world.act("harriet", longer).await.unwrap();
    world.events(vec![signed_in(&world, "eve")]);
    world.plant().await;
    let request = RequestSupport {
        organization: clinic,
        addressed_to: "e.vanishing@clinic.example".parse().unwrap(),
        reason: "The lines are down".to_owned(),
    };
    let request = world.act("hugo", request).await.unwrap().value;
    let file = "name,email\nEvelína Evanescent,e.vanishing@clinic.example\n";
    let kind = prokura_app::bulk::file::Kind::People;
    let by = caller(&world, "harriet", None);
    prokura_app::bulk::begin::of_file(&service, &by, clinic, kind, None, file.as_bytes(), &|_| None).await.unwrap();
    // A mail to several, and what the server said of her address.
    let notice = Notice::SeatsAsked { request: SeatRequestId(Uuid::from_u128(1)) };
    let recipient = Recipient::PartnerAdministrators(world.organizations["tatra"]);
    let id = MessageId(Uuid::from_u128(600));
    let mail = Message { id, notice, recipient, created_at: world.now() };
    let mut tx = service.store().write().await.unwrap();
    tx.write(&[Effect::Message(&mail)]).await.unwrap();
    tx.commit().await.unwrap();
    let answer = "550 5.1.1 <E.Vanishing@clinic.example>: unknown";
    service.store().settle_message(id, MessageState::Waiting, world.now(), Some(answer)).await.unwrap();
    let other = "name,email\nSomebody Else,else@clinic.example\n";
    let kept = prokura_app::bulk::begin::of_file(&service, &by, clinic, kind, None, other.as_bytes(), &|_| None)
        .await
        .unwrap()
        .value;
    let told = |rows: &[String]| -> Vec<String> {
        let tells = |row: &&String| {
            let row = row.to_lowercase();
            ["evanescent", "evelína", "evelina", "e.vanishing", "eve@clinic", "192.0.2.7"]
                .iter()
                .any(|it| row.contains(it))
        };
        rows.iter().filter(tells).cloned().collect()
    };
    assert!(told(&world.app.every_row().await).len() > 10, "the test would find it");

    assert_eq!(refused(world.act("harriet", erase(&world, "eve")).await), Refusal::NotFound, "she is still there");
    world.act("harriet", delete(&world, "eve")).await.unwrap();
    for who in ["frantisek", "carl"] {
        assert_eq!(refused(world.act(who, erase(&world, "eve")).await), Refusal::NotFound, "{who}");
    }
    // A file that names her is being looked at: it is not torn apart.
    let busy = refused(world.act("harriet", erase(&world, "eve")).await);
    assert!(matches!(busy, Refusal::TooMany { code: "jobs_unfinished", .. }), "{busy:?}");
    while work(&service, &NoFile).await.unwrap() {}
    let erased = world.act("harriet", erase(&world, "eve")).await.unwrap().value;
    assert_eq!((erased.status, erased.locale), (PersonStatus::Erased, None));

    assert_eq!(told(&world.app.every_row().await), Vec::<String>::new());
    let mut read = service.read().await.unwrap();
    assert!(read.job(kept).await.unwrap().is_some(), "what does not tell of her stays");
    assert_eq!(read.support_request(request.request).await.unwrap().unwrap().reason, "The lines are down");
    assert_eq!(read.grant(given.id).await.unwrap().unwrap().reason, None);
    let mut entries = 0;
    for organization in world.organizations.values() {
        let log = read.audit_entries(*organization, &AuditFilter::default(), None, 10_000).await.unwrap();
        let numbers: Vec<i64> = log.iter().rev().map(|entry| entry.row.number).collect();
        assert_eq!(numbers, (1..=i64::try_from(log.len()).unwrap()).collect::<Vec<_>>());
        assert!(log.iter().all(|entry| is_intact(&entry.row)));
        entries += log.len();
        // Values of others are as they were.
        let others = log.iter().filter(|entry| entry.row.subject == Some(world.people["una"].id.0));
        assert!(others.clone().count() == 0 || others.clone().all(|entry| !entry.private.is_empty()));
    }
    assert!(entries > 20);
    drop(read);
    // It is not undone, and not done twice.
    for refusal in [
        refused(world.act("harriet", restore(&world, "eve")).await),
        refused(world.act("harriet", erase(&world, "eve")).await),
    ] {
        assert_eq!(refusal, Refusal::Over { code: "person_erased" });
    }
}
