//! Getting in for the first time and again: invitations, resets, new devices, and the end with the last right (ORG-06, ORG-08).

use super::*;
use prokura_app::command::add_person::AddPerson;
use prokura_app::command::change_person::ChangePerson;
use prokura_app::command::end_grant::EndGrant;
use prokura_app::command::invite_again::InviteAgain;
use prokura_app::command::reset_sign_in::ResetSignIn;
use prokura_app::message::{Message, MessageState, Notice, Recipient};
use prokura_domain::grant::Grant;
use prokura_domain::id::SignInLinkId;
use prokura_domain::person::Details;

impl House {
    async fn messages(&self) -> Vec<Message> {
        let mut read = self.world.app.service.read().await.unwrap();
        let waiting = read.messages(MessageState::Waiting, 1_000).await.unwrap();
        waiting.into_iter().map(|queued| queued.message).collect()
    }

    /// The newest link that waits to be sent to somebody, as its mail will have it.
    async fn mailed(&self, person: PrincipalId) -> String {
        let link = |message: &Message| {
            let (Notice::Invited { link } | Notice::SignInReset { link, .. }) = message.notice else { return None };
            (message.recipient == Recipient::Person(person)).then_some(link)
        };
        let messages = self.messages().await;
        let link: SignInLinkId = messages.iter().filter_map(link).max().expect("a link waits");
        let email = self.world.app.service.read().await.unwrap().person(person).await.unwrap().unwrap().email;
        self.world.app.service.keys().sign_in_link(link, &email)
    }

    /// Somebody new, in an organization that no partner restricts.
    async fn add(&self, email: &str) -> Person {
        let open = Event::SettingChanged {
            before: None,
            after: Setting {
                organization: self.world.organization("clinic"),
                key: key::RESTRICTED_MODE.to_owned(),
                value: SettingValue::Switch(false),
                set_by: None,
                set_at: START,
                version: 1,
            },
        };
        self.world.seed(vec![open]).await;
        let add = AddPerson {
            organization: self.world.organization("clinic"),
            email: email.parse().unwrap(),
            name: "Ines Nová".parse().unwrap(),
            locale: None,
            licenses: None,
            package: None,
            details: Details::default(),
        };
        self.world.does("harriet", add).await.unwrap()
    }
}

#[tokio::test]
async fn whoever_is_added_is_invited_and_comes_in_once() {
    let house = House::new().await;
    let ines = house.add("ines@clinic.example").await;
    let first = house.mailed(ines.id).await;
    house.pass(Span(LinkPurpose::Invitation.lasts().0));
    assert_eq!(
        house.use_link(&first).await.map(|begun| begun.signed_in),
        Err(Refusal::Over { code: "sign_in_link_expired" })
    );
    for stranger in ["rita", "uma"] {
        let again = house.world.does(stranger, InviteAgain { person: ines.id }).await;
        assert!(matches!(again, Err(Refusal::NotFound | Refusal::Forbidden { .. })), "{stranger}: {again:?}");
    }
    house.world.does("harriet", InviteAgain { person: ines.id }).await.unwrap();
    let second = house.mailed(ines.id).await;
    assert_ne!(first, second);
    let begun = house.use_link(&second).await.unwrap();
    assert!(house.is_in(&begun).await);
    house.set_password(&begun, None, PASSWORD).await.unwrap();
    let again = house.world.does("harriet", InviteAgain { person: ines.id }).await;
    assert_eq!(again.map_err(|refusal| refusal.code()).map(|_| ()), Err("not_pending"));
}

#[tokio::test]
async fn a_link_opens_nothing_once_the_address_is_another() {
    // Whoever has the old mailbox is nobody any more.
    let house = House::new().await;
    let ines = house.add("ines@clinik.example").await;
    let mistyped = house.mailed(ines.id).await;
    let change = ChangePerson { email: Some("ines@clinic.example".parse().unwrap()), ..ChangePerson::of(ines.id) };
    house.world.does("harriet", change).await.unwrap();
    assert_eq!(house.use_link(&mistyped).await.map(|begun| begun.signed_in), Err(Refusal::NotFound));
    let right = house.mailed(ines.id).await;
    assert!(house.use_link(&right).await.is_ok());
}

#[tokio::test]
async fn a_reset_ends_what_was_and_is_announced() {
    // ORG-08
    let house = House::new().await;
    let begun = house.with_password("uma").await;
    let uma = house.world.person("uma");
    house.world.does("harriet", ResetSignIn { person: uma }).await.unwrap();
    assert!(!house.is_in(&begun).await);
    let old = house.sign_in("uma@clinic.example", PASSWORD, OFFICE).await.map(|begun| begun.signed_in);
    assert_eq!(old, Err(Refusal::Unauthenticated));
    let told = house.messages().await.into_iter().find_map(|message| {
        let Notice::SignInReset { by, .. } = message.notice else { return None };
        (message.recipient == Recipient::Person(uma)).then_some(by)
    });
    assert_eq!(told, Some(Some(house.world.person("harriet"))), "the mail says who");
    let begun = house.use_link(&house.mailed(uma).await).await.unwrap();
    house.set_password(&begun, None, "another walk by the river").await.unwrap();
    assert!(house.sign_in("uma@clinic.example", "another walk by the river", OFFICE).await.is_ok());
}

#[tokio::test]
async fn a_reset_takes_no_account_over() {
    // ORG-08
    let house = House::new().await;
    let (harriet, uma, gus) = (house.world.person("harriet"), house.world.person("uma"), house.world.person("gus"));
    let reset = async |who: &str, person| {
        house.world.does(who, ResetSignIn { person }).await.map(|_| ()).map_err(|it| it.code())
    };
    assert_eq!(reset("harriet", harriet).await, Err("reset_own_sign_in"));
    // Gus administers the clinic from outside, and is at home elsewhere.
    assert_eq!(reset("harriet", gus).await, Err("not_found"));
    assert_eq!(reset("uma", harriet).await, Err("not_found"));
    house.set_status("uma", PersonStatus::Suspended).await;
    assert_eq!(reset("harriet", uma).await, Err("sign_in_link_suspended"));
}

#[tokio::test]
async fn a_new_device_is_told_and_a_known_one_is_not() {
    let house = House::new().await;
    house.with_password("harriet").await;
    let sign_in = async |device: &str| {
        let mut from = from(&house.world.app, OFFICE);
        device.clone_into(&mut from.device);
        let email = "harriet@clinic.example".parse().unwrap();
        begun(house.authentication.sign_in(&email, PASSWORD, from).await).unwrap().signed_in.session
    };
    let told = async || {
        let mut told: Vec<_> = house
            .messages()
            .await
            .into_iter()
            .filter_map(|message| {
                let Notice::NewDevice { session } = message.notice else { return None };
                Some(session)
            })
            .collect();
        told.sort();
        told
    };
    assert_eq!(told().await, [], "the first device is new to nobody");
    let firefox = sign_in("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/143.0").await;
    assert_eq!(told().await, [firefox]);
    sign_in("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/144.0").await;
    assert_eq!(told().await, [firefox], "an update makes no new device");
}

#[tokio::test]
async fn sessions_end_with_the_last_right() {
    let house = House::new().await;
    let begun = house.with_password("rita").await;
    let rita = house.world.person("rita");
    let grants = async || {
        let mut read = house.world.app.service.read().await.unwrap();
        let record = read.principal_record(rita).await.unwrap().unwrap();
        record.grants.into_iter().filter(|grant| !grant.term.is_over(house.world.app.service.now())).collect::<Vec<_>>()
    };
    let first = grants().await.remove(0);
    let second = Grant { id: house.world.id().into(), role: "device_admin".to_owned(), ..first.clone() };
    house.world.seed(vec![Event::RoleAssigned(second)]).await;
    let organization = house.world.organization("clinic");
    for left in [1, 0] {
        assert!(house.is_in(&begun).await, "{} rights are left", left + 1);
        let grant = grants().await.remove(0).id;
        house.world.does("harriet", EndGrant { organization, grant, expected_version: None }).await.unwrap();
        assert_eq!(grants().await.len(), left);
    }
    assert!(!house.is_in(&begun).await);
    assert!(house.sign_in("rita@clinic.example", PASSWORD, OFFICE).await.is_ok(), "they may come back, with nothing");
}
