//! Whatever random people do in whatever order, what must not happen does not.

use crate::world::World;
use prokura_app::command::assign_role::AssignRole;
use prokura_app::command::block::Block;
use prokura_app::command::change_grant::ChangeGrant;
use prokura_app::command::change_person::ChangePerson;
use prokura_app::command::demote_externals::DemoteExternals;
use prokura_app::command::end_grant::EndGrant;
use prokura_app::command::guard::holder::Holder;
use prokura_app::command::lift_block::LiftBlock;
use prokura_app::command::promote_external::PromoteExternal;
use prokura_app::command::revoke_external::RevokeExternal;
use prokura_app::command::set_roles::{RoleChoice, SetRoles};
use prokura_app::command::take_back_provisioning::TakeBackProvisioning;
use prokura_app::error::Error;
use prokura_app::port::WorldRows;
use prokura_decision::policy::{Policy, Role, RoleClass, ScopeKind};
use prokura_domain::grant::{Grant, Origin, Scope};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::{Blocked, SiteManagement};
use prokura_domain::person::PersonStatus;
use prokura_domain::setting::SettingValue;
use prokura_domain::time::{Span, Timestamp};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// Steps of one sequence.
const STEPS: usize = 250;

/// Numbers that look random and follow from a seed (SplitMix64).
pub(crate) struct Dice(pub(crate) Cell<u64>);

impl Dice {
    pub(crate) fn roll(&self, sides: usize) -> usize {
        self.0.set(self.0.get().wrapping_add(0x9E37_79B9_7F4A_7C15));
        let mut z = self.0.get();
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(sides.max(1)).unwrap()).unwrap()
    }

    pub(crate) fn pick<'a, T>(&self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}

/// Tries something: which command it was, and whether it was done.
pub(crate) async fn step(
    world: &World,
    dice: &Dice,
    policy: &Policy,
    rows: &WorldRows,
) -> (&'static str, Result<(), Error>) {
    let now = world.now();
    let names: Vec<&str> = world.people.keys().copied().collect();
    let places: Vec<OrganizationId> = world.organizations.values().copied().collect();
    let usual = ["brno", "brno", "clinic", "shipyard", "tatra"];
    let organization = if dice.roll(8) == 0 { *dice.pick(&places) } else { world.organizations[*dice.pick(&usual)] };
    let live = |grant: &&Grant| !grant.term.is_over(now);
    let here: Vec<&Grant> =
        rows.grants.iter().filter(|grant| grant.organization == organization).filter(live).collect();
    // Who has something to say there does most of what is tried.
    let holding = |keys: &[&str]| -> Vec<&str> {
        let holds = |name: &&str| {
            let person = world.people[name].id;
            here.iter().any(|g| g.principal == person && (keys.is_empty() || keys.contains(&g.role.as_str())))
        };
        names.iter().copied().filter(holds).collect()
    };
    let (full, busy) = (holding(&["full_admin"]), holding(&[]));
    let who = match dice.roll(10) {
        0..6 if !full.is_empty() => *dice.pick(&full),
        6 => *dice.pick(&["pavel", "petra"]),
        7 | 8 if !busy.is_empty() => *dice.pick(&busy),
        _ => *dice.pick(&names),
    };
    let holder = &world.people[*dice.pick(&names)];
    let person = holder.id;
    let grant = if here.is_empty() { dice.pick(&rows.grants) } else { dice.pick(&here) };
    let until = (dice.roll(3) == 0).then(|| now.plus(Span::days(i64::try_from(dice.roll(20)).unwrap())));
    let at_home = holder.home == organization;
    let choice = || {
        let suits = |role: &&Role| {
            let class = if at_home { RoleClass::Organization } else { RoleClass::External };
            role.class == class || matches!(role.class, RoleClass::Site | RoleClass::Service | RoleClass::Location)
        };
        let suiting: Vec<&Role> = policy.roles.iter().filter(suits).collect();
        let role = if dice.roll(6) == 0 { dice.pick(&policy.roles) } else { *dice.pick(&suiting) };
        RoleChoice { role: role.key.clone(), scope: scope(world, dice, rows, organization, role.scope), until }
    };
    let of_role = |keys: &[&str]| here.iter().find(|grant| keys.contains(&grant.role.as_str())).map(|grant| grant.id);
    match dice.roll(12) {
        0..=3 => {
            let RoleChoice { role, scope, until } = choice();
            let from = (dice.roll(4) == 0).then(|| now.plus(Span::days(3)));
            let holder = Holder::Id(person);
            let command = AssignRole { organization, holder, role, scope, from, until, reason: None };
            ("assign_role", world.act(who, command).await.map(drop))
        }
        4 => {
            let roles = (0..dice.roll(3)).map(|_| choice()).collect();
            let command = SetRoles { organization, holder: Holder::Id(person), roles, expected: None, reason: None };
            ("set_roles", world.act(who, command).await.map(drop))
        }
        5 => {
            let command = EndGrant { organization, grant: grant.id, expected_version: None };
            ("end_grant", world.act(who, command).await.map(drop))
        }
        6 => {
            let scope = (dice.roll(2) == 0).then(|| {
                let kind = policy.role(&grant.role).map_or(ScopeKind::None, |role| policy.role_at(role).scope);
                scope(world, dice, rows, organization, kind)
            });
            let until = (dice.roll(2) == 0).then_some(until);
            let command =
                ChangeGrant { organization, grant: grant.id, expected_version: None, scope, until, reason: None };
            ("change_grant", world.act(who, command).await.map(drop))
        }
        7 => {
            let full = here.iter().filter(|grant| grant.role == "external_full_admin" && dice.roll(3) > 0);
            let command = DemoteExternals { organization, grants: full.map(|grant| grant.id).collect() };
            ("demote_externals", world.act(who, command).await.map(drop))
        }
        8 => {
            let grant = of_role(&["external_read_only_admin", "provisioning_admin"]).unwrap_or(grant.id);
            let command = PromoteExternal { organization, grant, expected_version: None, until };
            ("promote_external", world.act(who, command).await.map(drop))
        }
        9 => {
            let command = RevokeExternal { organization, person: grant.principal };
            ("revoke_external", world.act(who, command).await.map(drop))
        }
        10 => match dice.roll(6) {
            0 => {
                let person = world.people[*dice.pick(&["pavel", "petra", "radka", "hugo", "bartek"])].id;
                let command = Block { organization, blocked: Blocked::Person(person) };
                ("block", world.act(who, command).await.map(drop))
            }
            1 => {
                let partner = world.organizations[*dice.pick(&["tatra", "baltic"])];
                let command = Block { organization, blocked: Blocked::Partner(partner) };
                ("block", world.act(who, command).await.map(drop))
            }
            2 | 3 if !rows.blocks.is_empty() => {
                let block = dice.pick(&rows.blocks);
                let command = LiftBlock { organization: block.organization, block: block.id };
                let who = *dice.pick(&["frantisek", "filip", "harriet", "grazyna", "bartek", who]);
                ("lift_block", world.act(who, command).await.map(drop))
            }
            _ => {
                let person = world.people[*dice.pick(&["pavel", "petra", "radka", "hugo", "bartek"])].id;
                let command = TakeBackProvisioning { organization, holder: Holder::Id(person) };
                let who = *dice.pick(&["pavel", "petra", who]);
                ("take_back_provisioning", world.act(who, command).await.map(drop))
            }
        },
        _ => {
            let suspended = rows.people.iter().find(|person| person.status == PersonStatus::Suspended);
            let (person, status) = match suspended {
                Some(person) if dice.roll(3) > 0 => (person.id, PersonStatus::Active),
                Some(_) | None => (person, PersonStatus::Suspended),
            };
            let command = ChangePerson { status: Some(status), ..ChangePerson::of(person) };
            ("change_person", world.act(who, command).await.map(drop))
        }
    }
}

/// Some of what an organization has, and now and then of what it has not.
fn scope(world: &World, dice: &Dice, rows: &WorldRows, organization: OrganizationId, kind: ScopeKind) -> Scope {
    let foreign = dice.roll(10) == 0;
    fn some<T: Copy + Ord>(dice: &Dice, all: impl Iterator<Item = T>) -> Vec<T> {
        let mut some: Vec<T> = all.filter(|_| dice.roll(2) == 0).collect();
        some.sort_unstable();
        some
    }
    match kind {
        ScopeKind::None => Scope::None,
        ScopeKind::Sites => {
            let sites = rows.sites.iter().filter(|site| foreign || site.organization == organization);
            let here = sites.filter(|site| foreign || site.managed_by == SiteManagement::ControlHub);
            Scope::Sites(some(dice, here.map(|site| site.id)))
        }
        ScopeKind::Locations => {
            let here = rows.locations.iter().filter(|location| foreign || location.organization == organization);
            Scope::Locations(some(dice, here.map(|location| location.id)))
        }
        ScopeKind::Customers => Scope::Customers(some(dice, world.organizations.values().copied())),
    }
}

/// What every state must be.
fn check_state(world: &World, policy: &Policy, rows: &WorldRows, now: Timestamp) {
    let homes: BTreeMap<PrincipalId, OrganizationId> =
        rows.people.iter().map(|person| (person.id, person.home)).collect();
    let live: Vec<&Grant> = rows.grants.iter().filter(|grant| !grant.term.is_over(now)).collect();
    for (position, one) in live.iter().enumerate() {
        let role_id = policy.role(&one.role).unwrap();
        let role = policy.role_at(role_id);
        for other in &live[position + 1..] {
            if one.principal != other.principal
                || one.organization != other.organization
                || !one.term.overlaps(&other.term)
            {
                continue;
            }
            // ROL-12, CC-06
            let other_id = policy.role(&other.role).unwrap();
            assert!(!role.excludes.has(other_id), "{} beside {}", one.role, other.role);
            assert!(!policy.role_at(other_id).excludes.has(role_id), "{} beside {}", other.role, one.role);
            // SIT-02
            if let (Scope::Sites(sites), Scope::Sites(others)) = (&one.scope, &other.scope)
                && one.role != other.role
            {
                assert!(sites.iter().all(|site| !others.contains(site)), "two roles on one site");
            }
            // One live grant for a person, role, organization and origin.
            assert!(one.role != other.role || one.origin != other.origin, "{} twice", one.role);
        }
        let home = homes[&one.principal];
        if one.origin == Origin::Imported {
            continue;
        }
        // ROL-01, EXT-02, EXT-04
        if home != one.organization {
            assert!(matches!(role.class, RoleClass::External | RoleClass::Site | RoleClass::Service), "{}", one.role);
            assert_ne!(home, world.organizations["consumers"], "a consumer");
        } else {
            assert_ne!(role.class, RoleClass::External, "{}", one.role);
        }
        // ROL-10, EXT-05, EXT-12
        let giver = one.given_by.expect("somebody gave it");
        if one.origin == Origin::TakenBack {
            assert_eq!((one.role.as_str(), homes[&giver]), ("provisioning_admin", home));
        } else {
            assert_ne!(giver, one.principal, "given to oneself");
            if home != one.organization && one.role != "contact_center_admin" {
                assert_eq!(homes[&giver], one.organization, "an external administrator added one");
            }
        }
    }
}

/// Organizations that have a full administrator of their own for good.
fn governed(rows: &WorldRows, now: Timestamp) -> BTreeSet<OrganizationId> {
    let lasting = |grant: &&Grant| grant.role == "full_admin" && grant.term.contains(now) && grant.term.until.is_none();
    let active = |grant: &&Grant| {
        rows.people.iter().any(|person| {
            person.id == grant.principal && person.home == grant.organization && person.status == PersonStatus::Active
        })
    };
    rows.grants.iter().filter(lasting).filter(active).map(|grant| grant.organization).collect()
}

async fn sequence(seed: u64) -> BTreeMap<&'static str, usize> {
    let policy = Policy::embedded().unwrap();
    let mut world = World::new().await;
    world.setting("brno", "external.manage_contact_center_role", SettingValue::Switch(seed.is_multiple_of(2)));
    world.plant().await;
    let dice = Dice(Cell::new(seed));
    let mut rows = world.app.service.read().await.unwrap().world().await.unwrap();
    let mut before = governed(&rows, world.now());
    let mut done: BTreeMap<&str, usize> = BTreeMap::new();
    for number in 0..STEPS {
        if dice.roll(10) == 0 {
            world.app.clock.advance(Span::days(1));
        }
        let (command, outcome) = step(&world, &dice, &policy, &rows).await;
        match outcome {
            Ok(()) => *done.entry(command).or_default() += 1,
            Err(Error::Refused(_)) => continue,
            Err(error) => panic!("seed {seed}, step {number}, {command}: {error}"),
        }
        rows = world.app.service.read().await.unwrap().world().await.unwrap();
        check_state(&world, &policy, &rows, world.now());
        let after = governed(&rows, world.now());
        // ORG-07: it binds once there was one.
        assert!(before.is_subset(&after), "seed {seed}, step {number}, {command}: the last full administrator is gone");
        before = after;
    }
    done
}

#[tokio::test]
async fn no_sequence_of_commands_breaks_what_must_hold() {
    // ORG-07, ROL-10, ROL-12, CC-06, SIT-02, EXT-04, EXT-05, EXT-12
    let mut done: BTreeMap<&str, usize> = BTreeMap::new();
    let (one, two, three, four) = tokio::join!(sequence(1), sequence(2), sequence(3), sequence(4));
    for (command, times) in [one, two, three, four].into_iter().flatten() {
        *done.entry(command).or_default() += times;
    }
    // A sequence in which everything is refused would prove nothing.
    assert_eq!(done.len(), 11, "some command was never done: {done:?}");
    assert!(done.values().sum::<usize>() > STEPS / 2, "too little was done: {done:?}");
}
