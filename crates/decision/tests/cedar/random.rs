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

/// Worlds in each of the two tests.
const WORLDS: u64 = 50;
/// Principals at targets and moments in each world.
const PLACES: usize = 60;
/// Questions at each of them.
const QUESTIONS: usize = 5;

#[test]
fn random_worlds_even() {
    compare((0..WORLDS).map(|n| 2 * n));
}

#[test]
fn random_worlds_odd() {
    compare((0..WORLDS).map(|n| 2 * n + 1));
}

fn compare(seeds: impl Iterator<Item = u64>) {
    let policy = Policy::embedded().unwrap();
    let engine = Engine::new(&policy);
    let (mut asked, mut allowed) = (0_usize, 0_usize);
    let mut disagreements = Vec::new();
    for seed in seeds {
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
            let actions: BTreeSet<_> = questions.iter().map(|question| (question.control, question.level)).collect();
            let moment = entities(&policy, std::slice::from_ref(principal), &places, first.at);
            let entities = engine.entities(&moment, actions.iter().map(|(control, level)| engine.action(*control, *level)));
            let resource = engine.target(organization, target);
            for question in questions {
                let action = (question.control, question.level);
                let ours = allows(&policy, &facts, &question, first.at);
                let cedars = engine.allows(&entities, principal, action, resource.clone(), first.at);
                if ours != cedars {
                    let answer = explain(&policy, &facts, &question, first.at);
                    let name = policy.action_name(question.control, question.level);
                    let found: Vec<_> =
                        answer.findings.iter().map(|found| (&policy.role_at(found.role).key, found.situation, found.reason)).collect();
                    disagreements.push(format!("world {seed}: {name} at {:?}: decide says {ours}: {found:?}", question.target));
                }
                asked += 1;
                allowed += usize::from(ours);
            }
        }
    }
    assert!(disagreements.is_empty(), "{} disagreements, first {:#?}", disagreements.len(), &disagreements[..disagreements.len().min(20)]);
    assert_eq!(asked, usize::try_from(WORLDS).unwrap() * PLACES * QUESTIONS);
    println!("{asked} questions, {allowed} allowed");
    assert!(allowed * 4 > asked, "only {allowed} of {asked} questions were allowed: the bias is gone");
}

/// The first question, the other level of it, a right held to read and one to manage, and anything.
fn questions(
    policy: &Policy,
    facts: &LoadedFacts<'_>,
    first: &Asked,
    random: &mut Random,
) -> [Question<PrincipalId, OrganizationId, Uuid>; QUESTIONS] {
    let question = first.question;
    let held = rights(policy, facts, question.principal, question.organization, question.target, first.at);
    let mut some = |mask: Mask, level| {
        let controls: Vec<ControlId> = mask.iter().filter(|control| usize::from(control.0) < policy.controls.len()).collect();
        let controls = if controls.is_empty() { Mask::ALL.iter().take(policy.controls.len()).collect() } else { controls };
        Question { control: *random.pick(&controls), level, ..question }
    };
    let read = some(held.read, Level::Read);
    let managed = some(held.manage, Level::Manage);
    let anything = some(Mask::ALL, Level::Read);
    let other = match question.level {
        Level::Read => Level::Manage,
        Level::Manage => Level::Read,
    };
    [question, Question { level: other, ..question }, read, managed, anything]
}
