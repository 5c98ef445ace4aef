//! What somebody reads in a digest, of how many organizations.

use crate::world::World;
use prokura_app::query::digest::{AHEAD, Digest, ORGANIZATIONS, of};
use prokura_domain::grant::{Origin, Scope};
use prokura_domain::id::MessageId;
use prokura_domain::organization::OrganizationKind;
use prokura_domain::time::{Span, Term};
use uuid::Uuid;

async fn read(world: &World, who: &str) -> Vec<Digest> {
    let message = MessageId(Uuid::from_u128(1));
    of(&world.app.service, message, world.people[who].id, world.now()).await.unwrap()
}

#[tokio::test]
async fn of_many_organizations_those_are_told_of_where_there_is_something_to_read() {
    let mut world = World::new().await;
    let slugs: Vec<&'static str> = (0..ORGANIZATIONS + 10).map(|it| &*format!("place-{it}").leak()).collect();
    for slug in &slugs {
        world.organization(slug, OrganizationKind::Customer);
        world.grant("lena", "external_full_admin", slug, Scope::None);
    }
    // Ids go up: this one is beyond the first fifty.
    let last = *slugs.last().unwrap();
    world.person("petr", last);
    let (soon, late) = (world.now().plus(Span::days(3)), world.now().plus(AHEAD));
    for (role, until) in [("device_admin", Some(soon)), ("support_admin", Some(late)), ("events_admin", None)] {
        world.grant_from("petr", role, last, Scope::None, Origin::Imported, Term { from: None, until });
    }
    world.plant().await;
    let found = read(&world, "lena").await;
    let told: Vec<_> = found.iter().map(|it| (it.organization.slug.as_str(), it.ending)).collect();
    assert_eq!(told, [(last, 1)]);
    // What she may not know of is not counted: a person without rights reads nothing.
    assert_eq!(read(&world, "petr").await.len(), 0);
    assert_eq!(read(&world, "nora").await, []);
}

#[tokio::test]
async fn of_too_many_the_home_is_always_told_of() {
    let mut world = World::new().await;
    let soon = Term { from: None, until: Some(world.now().plus(Span::days(3))) };
    for number in 0..ORGANIZATIONS + 5 {
        let slug: &'static str = format!("place-{number}").leak();
        world.organization(slug, OrganizationKind::Customer);
        world.grant_from("lena", "external_full_admin", slug, Scope::None, Origin::Imported, soon);
    }
    world.grant_from("leo", "device_admin", "lighthouse", Scope::None, Origin::Imported, soon);
    world.plant().await;
    let found = read(&world, "lena").await;
    assert_eq!((found.len(), found[0].organization.slug.as_str()), (ORGANIZATIONS, "lighthouse"));
}
