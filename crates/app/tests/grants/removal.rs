//! `Block`, `LiftBlock`, `TakeBackProvisioning` (EXT-12).

use crate::world::{World, broken, fields, forbidden, refused};
use prokura_app::command::block::Block;
use prokura_app::command::guard::holder::Holder;
use prokura_app::command::lift_block::LiftBlock;
use prokura_app::command::promote_external::PromoteExternal;
use prokura_app::command::take_back_provisioning::TakeBackProvisioning;
use prokura_app::message::{MessageState, Notice, Recipient};

use prokura_decision::mask::Level;
use prokura_domain::event::Event;
use prokura_domain::grant::{Origin, Scope};
use prokura_domain::id::{BlockId, HelpDeskSessionId, SupportGrantId};
use prokura_domain::organization::Blocked;
use prokura_domain::refusal::Refusal;
use prokura_domain::support::{HelpDeskSession, SupportGrant};
use prokura_domain::time::{Span, Term};
use uuid::Uuid;

fn block(world: &World, place: &str, blocked: Blocked) -> Block {
    Block { organization: world.organizations[place], blocked }
}

fn take_back(world: &World, place: &str, holder: &str) -> TakeBackProvisioning {
    TakeBackProvisioning { organization: world.organizations[place], holder: Holder::Id(world.people[holder].id) }
}

#[tokio::test]
async fn removing_a_partner_ends_everything_of_it_at_once() {
    let mut world = World::new().await;
    let tatra = Blocked::Partner(world.organizations["tatra"]);
    let hugo = world.people["hugo"].id;
    let brno = world.organizations["brno"];
    let term = Term::between(world.now(), world.now().plus(Span::hours(1)));
    let support = SupportGrant {
        id: SupportGrantId(Uuid::from_u128(70)),
        request: None,
        agent: hugo,
        organization: brno,
        approved_by: world.people["frantisek"].id,
        term,
        ended_by: None,
    };
    let session = HelpDeskSession { id: HelpDeskSessionId(Uuid::from_u128(71)), agent: hugo, organization: brno, term };
    world.events(vec![Event::SupportGrantImported(support.clone()), Event::HelpDeskSessionOpened(session.clone())]);
    world.grant("pavel", "provisioning_admin", "brno", Scope::None);
    world.plant().await;
    assert!(world.may("hugo", "settings", Level::Manage, "brno"));

    // Only who manages external administrators; an external one never does.
    for who in ["rita", "lena", "pavel"] {
        forbidden(world.act(who, block(&world, "brno", tatra)).await);
    }
    assert_eq!(refused(world.act("harriet", block(&world, "brno", tatra)).await), Refusal::NotFound);
    let done = world.act("frantisek", block(&world, "brno", tatra)).await.unwrap().value;
    assert_eq!(done.grants.len(), 1);
    assert_eq!((done.support_grants, done.sessions), (vec![support.id], vec![session.id]));
    assert!(done.sale_is_active);
    for who in ["pavel", "petra", "radka", "hugo"] {
        assert!(!world.may(who, "settings", Level::Read, "brno"), "{who} is out");
    }
    let mut read = world.app.service.read().await.unwrap();
    let ended = read.support_grant(support.id).await.unwrap().unwrap();
    assert_eq!((ended.term.until, ended.ended_by), (Some(world.now()), Some(world.people["frantisek"].id)));
    let closed = read.help_desk_session(session.id).await.unwrap().unwrap();
    assert_eq!(closed.term.until, Some(world.now()));
    let twice = refused(world.act("filip", block(&world, "brno", tatra)).await);
    assert_eq!(twice, Refusal::Over { code: "already_blocked" });
}

#[tokio::test]
async fn one_person_is_removed_and_let_back_in() {
    let world = World::new().await;
    let radka = Blocked::Person(world.people["radka"].id);
    let done = world.act("harriet", block(&world, "clinic", radka)).await.unwrap().value;
    assert!(!world.may("radka", "users", Level::Read, "clinic"));
    assert!(world.may("pavel", "users", Level::Read, "clinic"));
    assert!(world.may("radka", "users", Level::Read, "brno"), "another customer's removal is not this one's");
    let lift = |place: &str, block: BlockId| LiftBlock { organization: world.organizations[place], block };
    forbidden(world.act("pavel", lift("clinic", done.block.id)).await);
    assert_eq!(refused(world.act("frantisek", lift("brno", done.block.id)).await), Refusal::NotFound);
    world.act("harriet", lift("clinic", done.block.id)).await.unwrap();
    assert!(world.may("radka", "users", Level::Read, "clinic"));
    let twice = refused(world.act("harriet", lift("clinic", done.block.id)).await);
    assert_eq!(twice, Refusal::Over { code: "block_lifted" });
}

#[tokio::test]
async fn only_a_partner_that_one_has_to_do_with_is_removed() {
    let world = World::new().await;
    let person = |who: &str| Blocked::Person(world.people[who].id);
    for who in ["nora", "frantisek", "bartek", "leo", "gosia"] {
        let answer = world.act("frantisek", block(&world, "brno", person(who))).await;
        fields(answer, &[("person", "person_unknown")]);
    }
    for partner in ["baltic", "clinic", "brno", "aurora"] {
        let partner = Blocked::Partner(world.organizations[partner]);
        fields(world.act("frantisek", block(&world, "brno", partner)).await, &[("partner", "partner_unknown")]);
    }
}

#[tokio::test]
async fn a_blocked_partner_takes_back_provisioning_and_nothing_more() {
    let mut world = World::new().await;
    world.grant("pavel", "external_full_admin", "brno", Scope::None);
    world.plant().await;
    let tatra = Blocked::Partner(world.organizations["tatra"]);
    world.act("frantisek", block(&world, "brno", tatra)).await.unwrap();

    // For themselves, the one exception to ROL-10, by who manages partner roles.
    let taken = world.act("pavel", take_back(&world, "brno", "pavel")).await.unwrap().value;
    assert_eq!((taken.role.as_str(), taken.origin), ("provisioning_admin", Origin::TakenBack));
    assert!(!world.may("pavel", "roles", Level::Read, "brno"));
    assert!(world.may("pavel", "locations", Level::Manage, "brno"), "table external");
    broken(world.act("pavel", take_back(&world, "brno", "pavel")).await, "EXT-12", "provisioning_held");
    // By a partner administrator who serves the customer, for a colleague.
    world.act("petra", take_back(&world, "brno", "radka")).await.unwrap();
    assert_eq!(world.roles("radka", "brno").await, ["provisioning_admin"]);

    // The customer's full administrators are told.
    let mut read = world.app.service.read().await.unwrap();
    let waiting = read.messages(MessageState::Waiting, 100).await.unwrap();
    let notice = Notice::ProvisioningTakenBack { grant: taken.id };
    let brno = Recipient::FullAdministrators(world.organizations["brno"]);
    assert!(waiting.iter().any(|queued| (queued.message.recipient, queued.message.notice) == (brno, notice)));

    // It does not become full while the block stands.
    let promote = PromoteExternal {
        organization: world.organizations["brno"],
        grant: taken.id,
        expected_version: None,
        until: None,
    };
    broken(world.act("frantisek", promote).await, "EXT-12", "holder_blocked");
    // The customer removes them again: the grants end, the block is the same.
    let again = world.act("frantisek", block(&world, "brno", tatra)).await.unwrap().value;
    assert_eq!(again.grants.len(), 2);
    assert_eq!(world.roles("pavel", "brno").await, Vec::<String>::new());
}

#[tokio::test]
async fn others_take_nothing_back() {
    let world = World::new().await;
    // No relationship and no sale: nothing there. Clinic is not assigned to petra, and hugo manages no partner roles.
    assert_eq!(refused(world.act("bartek", take_back(&world, "brno", "bartek")).await), Refusal::NotFound);
    assert_eq!(refused(world.act("petra", take_back(&world, "clinic", "petra")).await), Refusal::NotFound);
    forbidden(world.act("hugo", take_back(&world, "brno", "hugo")).await);
    forbidden(world.act("radka", take_back(&world, "brno", "radka")).await);
    assert_eq!(refused(world.act("frantisek", take_back(&world, "brno", "nora")).await), Refusal::NotFound);
    // Not for somebody of another home, existing or not.
    for stranger in [world.people["bartek"].id, world.people["frantisek"].id] {
        let command = TakeBackProvisioning { organization: world.organizations["brno"], holder: Holder::Id(stranger) };
        fields(world.act("pavel", command).await, &[("person", "person_unknown")]);
    }
    let nobody = TakeBackProvisioning {
        organization: world.organizations["brno"],
        holder: Holder::Email("nobody@nowhere.example".parse().unwrap()),
    };
    fields(world.act("pavel", nobody).await, &[("person", "person_unknown")]);
}

#[tokio::test]
async fn without_a_sale_not_at_all() {
    let mut world = World::new().await;
    world.relationship("baltic", "lighthouse");
    world.plant().await;
    broken(world.act("bartek", take_back(&world, "lighthouse", "bartek")).await, "EXT-12", "no_active_sale");
}
