//! 2,000 random worlds, 300 questions each.

use crate::engine::Engine;
use crate::support::random::Random;
use crate::support::world::{Asked, World};
use prokura_decision::cedar::entities;
use prokura_decision::decide::{Question, allows, explain, rights};
use prokura_decision::loaded::LoadedFacts;
use prokura_decision::mask::{Level, Mask};
use prokura_decision::policy::{ControlId, Policy};
use prokura_domain::id::{OrganizationId, PrincipalId};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Worlds in each of the four tests.
const WORLDS: u64 = 500;
/// Principals at targets and moments in each world.
const PLACES: usize = 20;
/// Questions at each of them.
const QUESTIONS: usize = 15;

#[test]
fn random_worlds_first() {
    compare(0);
}

#[test]
fn random_worlds_second() {
    compare(1);
}

#[test]
fn random_worlds_third() {
    compare(2);
}

#[test]
fn random_worlds_fourth() {
    compare(3);
}

fn compare(quarter: u64) {
    let policy = Policy::embedded().unwrap();
    let engine = Engine::new(&policy);
    let roles: Vec<&str> = policy.roles.iter().chain([&policy.composable]).map(|role| role.key.as_str()).collect();
    let slice = engine.slice(&roles);
    let (mut asked, mut allowed) = (0_usize, 0_usize);
    let mut disagreements = Vec::new();
    for seed in (0..WORLDS).map(|n| 4 * n + quarter) {
        let world = World::random(&policy, seed);
        let facts = world.loaded(&policy);
        let random = &mut Random::new(!seed);
        for _ in 0..PLACES {
            let first = world.question(&policy, &facts, random);
            let Question { principal, organization, target, .. } = first.question;
            let principal = world.principals.iter().find(|record| record.id == principal).unwrap();
            let near: Vec<OrganizationId> = vec![organization, principal.home];
            let places = world.organizations.iter().filter(|record| near.contains(&record.organization.id));
            let places: Vec<_> = places.cloned().collect();
            let questions = questions(&policy, &facts, &first, random);
            let moment = entities(&policy, std::slice::from_ref(principal), &places, first.at);
            let entities = engine.entities(engine.facts(&moment), &slice);
            let resource = engine.target(organization, target);
            for question in questions {
                let action = (question.control, question.level);
                let ours = allows(&policy, &facts, &question, first.at);
                // One question in ten is put to the policies of every role, the others to those of the roles held.
                let held: BTreeSet<&str> = principal
                    .grants
                    .iter()
                    .map(|grant| policy.role_at(policy.role(&grant.role).unwrap()).key.as_str())
                    .collect();
                let held = if asked % 10 == 0 { None } else { Some(held) };
                let cedars = engine.allows(&slice, held, &entities, principal, action, resource.clone(), first.at);
                if ours != cedars {
                    let answer = explain(&policy, &facts, &question, first.at);
                    let name = policy.action_name(question.control, question.level);
                    let found: Vec<_> = answer
                        .findings
                        .iter()
                        .map(|found| (&policy.role_at(found.role).key, found.situation, found.reason))
                        .collect();
                    disagreements
                        .push(format!("world {seed}: {name} at {:?}: decide says {ours}: {found:?}", question.target));
                }
                asked += 1;
                allowed += usize::from(ours);
            }
        }
    }
    assert!(
        disagreements.is_empty(),
        "{} disagreements, first {:#?}",
        disagreements.len(),
        &disagreements[..disagreements.len().min(20)]
    );
    assert_eq!(asked, usize::try_from(WORLDS).unwrap() * PLACES * QUESTIONS);
    assert!(allowed * 4 > asked, "only {allowed} of {asked} questions were allowed: the bias is gone");
}

/// The first question, the other level of it, rights held to read and to manage, and anything.
fn questions(
    policy: &Policy,
    facts: &LoadedFacts<'_>,
    first: &Asked,
    random: &mut Random,
) -> Vec<Question<PrincipalId, OrganizationId, Uuid>> {
    let question = first.question;
    let held = rights(policy, facts, question.principal, question.organization, question.target, first.at);
    let every = Mask((1 << policy.controls.len()) - 1);
    let other = match question.level {
        Level::Read => Level::Manage,
        Level::Manage => Level::Read,
    };
    let mut questions = vec![question, Question { level: other, ..question }];
    while questions.len() < QUESTIONS {
        let (mask, level) = match random.below(6) {
            0 | 1 => (held.read, Level::Read),
            2 | 3 => (held.manage, Level::Manage),
            4 => (every, Level::Read),
            _ => (every, Level::Manage),
        };
        let controls: Vec<ControlId> = if mask.is_empty() { every } else { mask }.iter().collect();
        questions.push(Question { control: *random.pick(&controls), level, ..question });
    }
    questions
}
