//! Every mail in every language, as golden files beside this one.

use super::support::{House, between};
use prokura_app::authentication::{Circumstances, Step};
use prokura_app::caller::Caller;
use prokura_app::command::answer_seats::{AnswerSeats, SeatAnswer};
use prokura_app::command::answer_support::{Answer, AnswerSupport};
use prokura_app::command::ask_seats::AskSeats;
use prokura_app::command::choose_language::ChooseLanguage;
use prokura_app::command::end_support::EndSupport;
use prokura_app::command::issue_sign_in_link::IssueSignInLink;
use prokura_app::command::set_preference::SetPreference;
use prokura_app::command::write_news::{SendNews, WriteNews};
use prokura_app::message::{Message, MessageState, Notice, Recipient, SignInChange};
use prokura_app::port::QueuedMessage;
use prokura_domain::grant::role::PROVISIONING_ADMIN;
use prokura_domain::id::{MessageId, PrincipalId, ProductNewsId};
use prokura_domain::news::{NewsText, NewsTexts};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::preference::Topic;
use prokura_domain::text::Locale;
use prokura_domain::time::Span;
use prokura_web::demo::MovableClock as _;
use prokura_web::mail::{Mail, compose};
use std::fs;
use std::path::PathBuf;

const HARRIET: &str = "harriet@clinic.example";
const HUGO: &str = "hugo@tatra.example";

async fn composed(house: &House, notice: Notice, recipient: Recipient) -> Vec<Mail> {
    let now = house.site.service.now();
    let id = MessageId(house.site.service.new_request().0);
    let message = Message { id, notice, recipient, created_at: now };
    let queued =
        QueuedMessage { message, state: MessageState::Waiting, attempts: 1, next_attempt_at: now, last_error: None };
    compose(&house.site, &queued).await.unwrap()
}

/// Compares with the golden file; what differs is left beside it, to be looked at and to take its place.
fn golden(name: &str, mail: &Mail) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/console/mails").join(format!("{name}.txt"));
    let links = ["/support/", "/sign-in/link/", "/mail/stop/"];
    let token = links.into_iter().find_map(|link| between(&mail.text, link, "\n"));
    let token = token.unwrap_or("(no token)").to_owned();
    let shown = format!(
        "To: {} <{}>\nLanguage: {}\nSubject: {}\n\n{}\n\n--- HTML\n{}",
        mail.to_name, mail.to, mail.language, mail.subject, mail.text, mail.html
    );
    // Ids and tokens differ from run to run.
    let mut shown = shown.replace(&token, "TOKEN");
    if let Some(id) = shown
        .lines()
        .find_map(|line| line.split_whitespace().find(|w| w.len() == 36 && w.matches('-').count() == 4))
        .map(str::to_owned)
    {
        shown = shown.replace(&id, "ID");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let new = path.with_extension("new");
    if shown != kept {
        fs::write(&new, &shown).unwrap();
    }
    assert_eq!(shown, kept, "look at {} and rename it when it is right", new.display());
}

/// Product news in every language, released.
async fn released(house: &House) -> ProductNewsId {
    let organization = house.organization("aurora").await;
    let text = |subject: &str, text: &str| Some(NewsText { subject: subject.to_owned(), text: text.to_owned() });
    let texts = NewsTexts {
        en: text("A new list of people", "Users can be narrowed & ordered.\n\nTry it."),
        cs: text("Nový seznam lidí", "Uživatele lze zúžit & seřadit.\n\nZkuste to."),
        pl: text("Nowa lista osób", "Użytkowników można zawężać & porządkować.\n\nSpróbuj."),
    };
    let write =
        WriteNews { organization, news: None, kinds: vec![OrganizationKind::Customer], texts, expected_version: None };
    let news = house.act("vera@aurora.example", write).await.id;
    house.act("vera@aurora.example", SendNews { organization, news, expected_version: None }).await;
    news
}

#[tokio::test]
async fn every_mail_in_every_language() {
    let house = House::serving().await;
    let (harriet, hugo) = (house.person(HARRIET).await.id, house.person(HUGO).await.id);
    let petra = house.person("petra@tatra.example").await.id;
    let clinic = house.organization("harbour-clinic").await;
    let tatra = house.organization("tatra-telecom").await;
    let subscription = house.sold("clinic-suite").await.id;
    let provisioning = {
        let mut read = house.site.service.read().await.unwrap();
        let grants = read.principal_record(petra).await.unwrap().unwrap().grants;
        grants.into_iter().find(|grant| grant.role == PROVISIONING_ADMIN).unwrap().id
    };
    let eve = house.person("eve@clinic.example").await.id;
    house.act("eve@clinic.example", SetPreference { topic: Topic::SupportNotices, wanted: true }).await;
    let news = released(&house).await;
    for locale in Locale::ALL {
        let readers =
            ["eve@clinic.example", HARRIET, HUGO, "pavel@tatra.example", "petra@tatra.example", "vera@aurora.example"];
        for email in readers {
            house.act(email, ChooseLanguage { locale }).await;
        }
        let write = |name: &'static str, mails: Vec<Mail>| {
            assert_eq!(mails.len(), 1, "{name}");
            assert_eq!(mails[0].language, locale.tag());
            golden(&format!("{name}.{}", locale.tag()), &mails[0]);
        };
        let to = |person: PrincipalId| Recipient::Person(person);
        let (request, _) = house.ask("harbour-clinic", HARRIET).await;
        let asked = Notice::SupportRequested { request };
        write("support-requested", composed(&house, asked, to(harriet)).await);
        write("support-denied", composed(&house, Notice::SupportDenied { request }, to(hugo)).await);
        write("support-reported", composed(&house, Notice::SupportReported { request }, Recipient::Vendor).await);
        let granted = house.act(HARRIET, AnswerSupport { request, answer: Answer::Grant }).await;
        let (grant, _) = granted.access.unwrap();
        let notice = Notice::SupportGranted { request, grant };
        write("support-granted", composed(&house, notice, to(hugo)).await);
        write("support-began", composed(&house, Notice::SupportBegan { grant }, to(eve)).await);
        write("support-reported-here", composed(&house, Notice::SupportReportedHere { request }, to(eve)).await);
        // Whoever let them in knows it.
        assert_eq!(composed(&house, Notice::SupportBegan { grant }, to(harriet)).await, []);
        write("product-news", composed(&house, Notice::ProductNews { news }, to(harriet)).await);
        // Answered: there is nothing to decide any more.
        assert_eq!(composed(&house, asked, to(harriet)).await, []);
        house.act(HUGO, EndSupport { grant }).await;
        assert_eq!(composed(&house, notice, to(hugo)).await, []);
        let ended = Notice::SupportEnded { grant };
        write("support-ended-by-agent", composed(&house, ended, to(harriet)).await);
        write("support-ended-by-customer", composed(&house, ended, to(hugo)).await);
        let grant = provisioning;
        write("role-assigned", composed(&house, Notice::RoleAssigned { grant }, to(petra)).await);
        write("role-ended", composed(&house, Notice::RoleEnded { grant }, to(petra)).await);
        let everybody = Recipient::FullAdministrators(clinic);
        write("provisioning-taken-back", composed(&house, Notice::ProvisioningTakenBack { grant }, everybody).await);
        let changes = [
            ("sign-in-totp-added", SignInChange::TotpAdded),
            ("sign-in-totp-removed", SignInChange::TotpRemoved),
            ("sign-in-codes-made", SignInChange::RecoveryCodesMade),
            ("sign-in-code-used", SignInChange::RecoveryCodeUsed),
            ("sign-in-passkey-added", SignInChange::PasskeyAdded),
            ("sign-in-passkey-removed", SignInChange::PasskeyRemoved),
        ];
        assert_eq!(changes.map(|(_, change)| change), SignInChange::ALL);
        for (name, change) in changes {
            write(name, composed(&house, Notice::SignInChanged { change }, to(harriet)).await);
        }
        let quantity = house.sold("clinic-suite").await.quantity + 10;
        let reason = Some("Ten people come in May".to_owned());
        let ask = || AskSeats { organization: clinic, subscription, quantity, reason: reason.clone() };
        let say = |request, answer| AnswerSeats {
            organization: clinic,
            request,
            answer,
            reason: Some("Pay <b>first</b>".to_owned()),
            expected_version: None,
        };
        for (answer, name) in [(SeatAnswer::Decline, "seats-declined"), (SeatAnswer::Accept, "seats-accepted")] {
            let request = house.act(HARRIET, ask()).await.id;
            let (asked, answered) = (Notice::SeatsAsked { request }, Notice::SeatsAnswered { request });
            let sellers = Recipient::PartnerAdministrators(tatra);
            write("seats-asked", composed(&house, asked, sellers).await);
            assert_eq!(composed(&house, answered, to(harriet)).await, []);
            house.act("pavel@tatra.example", say(request, answer)).await;
            write(name, composed(&house, answered, to(harriet)).await);
            assert_eq!(composed(&house, asked, sellers).await, []);
        }
        let claimed = Notice::Claimed {
            claimed_by: clinic,
            former: house.organization("lonely-lighthouse").await,
            by: Some(harriet),
        };
        write("claimed", composed(&house, claimed, to(harriet)).await);
        let operator = Caller::operator(house.site.service.new_request());
        let issue = IssueSignInLink { person: harriet };
        let issued = house.site.service.execute(operator, issue).await.unwrap().value;
        let link = issued.link;
        write("invited", composed(&house, Notice::Invited { link }, to(harriet)).await);
        write("sign-in-reset", composed(&house, Notice::SignInReset { link, by: Some(hugo) }, to(harriet)).await);
        write("recovery", composed(&house, Notice::Recovery { link }, to(harriet)).await);
        write("recovery-elsewhere", composed(&house, Notice::RecoveryElsewhere, to(harriet)).await);
        let from = Circumstances {
            address: std::net::Ipv4Addr::new(192, 0, 2, 1).into(),
            device: "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0".to_owned(),
            request: house.site.service.new_request(),
        };
        let secret = house.site.service.keys().sign_in_link(link, &issued.email);
        let Step::Begun(begun) = house.site.authentication.use_link(&secret, from).await.unwrap() else {
            panic!("the operator's link asks for nothing more")
        };
        let session = begun.value.signed_in.session;
        write("new-device", composed(&house, Notice::NewDevice { session }, to(harriet)).await);
        // The link was used: nothing is left to tell.
        assert_eq!(composed(&house, Notice::Invited { link }, to(harriet)).await, []);
    }
}

#[tokio::test]
async fn the_digest_in_every_language() {
    let house = House::serving().await;
    house.act(HARRIET, SetPreference { topic: Topic::DailyDigest, wanted: true }).await;
    let set = prokura_app::command::change_setting::ChangeSetting {
        organization: house.organization("harbour-clinic").await,
        key: "external.read_only_days".to_owned(),
        value: prokura_domain::setting::SettingValue::Number(7),
        expected_version: None,
    };
    house.act(HARRIET, set).await;
    let harriet = house.person(HARRIET).await.id;
    let until = house.site.service.now().plus(Span::hours(15));
    for locale in Locale::ALL {
        house.act(HARRIET, ChooseLanguage { locale }).await;
        let mails = composed(&house, Notice::DailyDigest { until }, Recipient::Person(harriet)).await;
        assert_eq!((mails.len(), mails[0].language.as_str()), (1, locale.tag()));
        golden(&format!("daily-digest.{}", locale.tag()), &mails[0]);
    }
    // The day before that nothing was done.
    let before = Notice::DailyDigest { until: until.minus(Span::days(1)) };
    assert_eq!(composed(&house, before, Recipient::Person(harriet)).await, []);
}

#[tokio::test]
async fn a_request_is_written_to_whom_it_names_and_only_while_it_waits() {
    let house = House::serving().await;
    let (request, path) = house.ask("harbour-clinic", HARRIET).await;
    let mails = house.mails().await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, HARRIET);
    assert!(mails[0].text.contains(&format!("https://admin.example{path}")));
    assert!(
        mails[0].html.contains("&#60;b&#62;SSO") && !mails[0].html.contains("<b>SSO"),
        "what an agent writes is text"
    );
    let eve = house.person("eve@clinic.example").await.id;
    assert_eq!(composed(&house, Notice::SupportRequested { request }, Recipient::Person(eve)).await, []);
    house.clock.advance(Span::hours(1));
    assert_eq!(house.mails().await, []);
}

#[tokio::test]
async fn a_mail_is_in_the_language_of_whom_it_goes_to() {
    let house = House::serving().await;
    house.ask("brno-robotics", "frantisek@brno.example").await;
    // Nobody chose one: the organization's.
    assert_eq!(house.mails().await[0].language, "cs");
    let set = prokura_app::command::change_setting::ChangeSetting {
        organization: house.organization("brno-robotics").await,
        key: "email.locale".to_owned(),
        value: prokura_domain::setting::SettingValue::Text("pl".to_owned()),
        expected_version: None,
    };
    // RST-03: the partner's to set.
    house.act("pavel@tatra.example", set).await;
    assert_eq!(house.mails().await[0].language, "pl");
    house.act("frantisek@brno.example", ChooseLanguage { locale: Locale::En }).await;
    assert_eq!(house.mails().await[0].language, "en");
}
