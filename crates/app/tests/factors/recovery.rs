//! A mailbox alone takes no account over.

use super::*;
use prokura_app::message::{MessageState, Notice, Recipient};
use prokura_domain::id::{PrincipalId, SignInLinkId};

impl House {
    /// What waits to be told to somebody about recovery: the link, or that somebody else helps.
    async fn told(&self, person: PrincipalId) -> Vec<Option<SignInLinkId>> {
        let mut read = self.world.app.service.read().await.unwrap();
        let waiting = read.messages(MessageState::Waiting, 1_000).await.unwrap();
        let to_them = waiting.into_iter().filter(|queued| queued.message.recipient == Recipient::Person(person));
        let told = to_them.filter_map(|queued| match queued.message.notice {
            Notice::Recovery { link } => Some(Some(link)),
            Notice::RecoveryElsewhere => Some(None),
            Notice::SupportRequested { .. }
            | Notice::SupportGranted { .. }
            | Notice::SupportBegan { .. }
            | Notice::SupportReportedHere { .. }
            | Notice::SupportDenied { .. }
            | Notice::SupportReported { .. }
            | Notice::SupportEnded { .. }
            | Notice::RoleAssigned { .. }
            | Notice::RoleEnded { .. }
            | Notice::ProvisioningTakenBack { .. }
            | Notice::SeatsAsked { .. }
            | Notice::SeatsAnswered { .. }
            | Notice::Claimed { .. }
            | Notice::Invited { .. }
            | Notice::SignInReset { .. }
            | Notice::NewDevice { .. }
            | Notice::ProductNews { .. }
            | Notice::DailyDigest { .. }
            | Notice::SignInChanged { .. } => None,
        });
        told.collect()
    }

    /// Asks as a stranger, and waits until it was done: nobody who asks does.
    async fn ask(&self, email: &str) -> Result<(), Refusal> {
        let asked = self.authentication.ask_recovery(&email.parse().unwrap(), self.from()).await;
        // What is done after it is done later.
        self.world.seed(Vec::new()).await;
        match asked {
            Ok(()) => Ok(()),
            Err(Error::Refused(refusal)) => Err(refusal),
            Err(error) => panic!("{error}"),
        }
    }

    fn secret_of(&self, link: SignInLinkId, email: &str) -> String {
        self.world.app.service.keys().sign_in_link(link, &email.parse().unwrap())
    }
}

#[tokio::test]
async fn a_mail_and_the_second_factor_open_an_account_again() {
    let house = House::new().await;
    let harriet = house.world.person("harriet");
    let enrolled = house.enrolled("harriet").await;
    house.ask("harriet@clinic.example").await.unwrap();
    let [Some(link)] = house.told(harriet).await[..] else { panic!("a link is told") };
    let secret = house.secret_of(link, "harriet@clinic.example");
    let Step::Second(half_way) = house.authentication.use_link(&secret, house.from()).await.unwrap() else {
        panic!("the link alone opens nothing")
    };
    assert!(house.second_step(&half_way, Offered::Code("000000")).await.is_err());
    house.world.app.clock.advance(STEP);
    let begun = house.second_step(&half_way, Offered::Code(&house.code(&enrolled.secret))).await.unwrap();
    let caller = house.caller(&begun).await;
    refusal(house.authentication.set_password(caller, None, "another walk by the river", OFFICE).await).unwrap();
    house.world.app.clock.advance(STEP);
    let twice =
        house.second_step(&half_way, Offered::Code(&house.code(&enrolled.secret))).await.map(|begun| begun.signed_in);
    assert!(twice.is_err(), "the link works once: {twice:?}");
}

#[tokio::test]
async fn without_a_second_factor_a_mail_opens_nothing() {
    let house = House::new().await;
    let rita = house.world.person("rita");
    house.with_password("rita").await;
    house.ask("rita@clinic.example").await.unwrap();
    assert_eq!(house.told(rita).await, [None], "the mail says who helps, and has no link");
    // The app was taken away while the mail was on its way.
    let harriet = house.world.person("harriet");
    let enrolled = house.enrolled("harriet").await;
    house.ask("harriet@clinic.example").await.unwrap();
    let [Some(link)] = house.told(harriet).await[..] else { panic!("a link is told") };
    house.does(&enrolled.begun, RemoveTotp).await.unwrap();
    let secret = house.secret_of(link, "harriet@clinic.example");
    let opened = house.authentication.use_link(&secret, house.from()).await;
    assert!(matches!(opened, Err(Error::Refused(Refusal::Unauthenticated))), "{:?}", opened.err());
}

#[tokio::test]
async fn whoever_asks_learns_nothing_and_fills_no_mailbox() {
    let house = House::new().await;
    let harriet = house.world.person("harriet");
    house.enrolled("harriet").await;
    assert_eq!(house.ask("nobody@clinic.example").await, house.ask("harriet@clinic.example").await);
    for _ in 0..2 {
        house.ask("harriet@clinic.example").await.unwrap();
        house.ask("nobody@clinic.example").await.unwrap();
    }
    let (known, unknown) = (house.ask("harriet@clinic.example").await, house.ask("nobody@clinic.example").await);
    assert!(matches!(known, Err(Refusal::TooMany { .. })), "{known:?}");
    assert_eq!(known, unknown);
    assert_eq!(house.ask("rita@clinic.example").await, Ok(()), "one account's tries are not another's");
    assert_eq!(house.told(harriet).await.len(), 3);
}
