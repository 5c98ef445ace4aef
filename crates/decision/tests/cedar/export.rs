//! What is exported is Cedar that a user of Cedar can load.

use crate::engine::Engine;
use crate::support::random::Random;
use crate::support::world::{Asked, World};
use cedar_policy::{Entities, ValidationMode, Validator};
use prokura_decision::cedar::entities;
use prokura_decision::decide::allows;
use prokura_decision::policy::Policy;
use prokura_domain::time::Timestamp;

#[test]
fn the_policies_validate_strictly_against_the_schema() {
    let policy = Policy::embedded().unwrap();
    let engine = Engine::new(&policy);
    let result = Validator::new(engine.schema).validate(&engine.policies, ValidationMode::Strict);
    let findings: Vec<String> = result
        .validation_errors()
        .map(ToString::to_string)
        .chain(result.validation_warnings().map(ToString::to_string))
        .collect();
    assert_eq!(findings, Vec::<String>::new());
}

#[test]
fn every_role_has_a_policy_and_every_action_a_name_in_the_schema() {
    let policy = Policy::embedded().unwrap();
    let engine = Engine::new(&policy);
    for role in policy.roles.iter().chain([&policy.composable]) {
        let several = engine.policies.policies().filter(|p| p.annotation("role") == Some(role.key.as_str())).count();
        assert!(several > 0, "{}", role.key);
    }
    let actions = engine.schema.actions().filter(|action| action.id().unescaped().ends_with(".manage")).count();
    assert_eq!(actions, policy.controls.len());
}

#[test]
fn entities_fit_the_schema_and_are_answered_with_it() {
    let policy = Policy::embedded().unwrap();
    let engine = Engine::new(&policy);
    for seed in 0..50 {
        let world = World::random(&policy, seed);
        let json = entities(&policy, &world.principals, &world.organizations, world.now);
        let loaded = Entities::from_json_value(json, Some(&engine.schema)).unwrap_or_else(|error| panic!("{error:?}"));
        let people = loaded.iter().filter(|entity| entity.uid().type_name().to_string() == "Person").count();
        assert_eq!(people, world.principals.len());
        let facts = world.loaded(&policy);
        let random = &mut Random::new(seed);
        for _ in 0..20 {
            let Asked { question, .. } = world.question(&policy, &facts, random);
            let principal = world.principals.iter().find(|record| record.id == question.principal).unwrap();
            let resource = engine.target(question.organization, question.target);
            assert_eq!(
                engine.allows_by_all(&loaded, principal, (question.control, question.level), resource, world.now),
                allows(&policy, &facts, &question, world.now),
                "world {seed}: {question:?}",
            );
        }
    }
}

/// A snapshot that something has begun or ended since denies everything: a stale one never allows.
#[test]
fn a_stale_snapshot_allows_nothing() {
    let policy = Policy::embedded().unwrap();
    let engine = Engine::new(&policy);
    let mut found = 0;
    for seed in 0..20 {
        let world = World::random(&policy, seed);
        let json = entities(&policy, &world.principals, &world.organizations, world.now);
        let Some(until) = json[0]["attrs"]["until"].as_i64() else { continue };
        let loaded = Entities::from_json_value(json, Some(&engine.schema)).unwrap();
        let facts = world.loaded(&policy);
        let random = &mut Random::new(seed);
        for _ in 0..20 {
            let Asked { question, .. } = world.question(&policy, &facts, random);
            let principal = world.principals.iter().find(|record| record.id == question.principal).unwrap();
            let asked = |at| {
                let resource = engine.target(question.organization, question.target);
                engine.allows_by_all(&loaded, principal, (question.control, question.level), resource, at)
            };
            if asked(world.now) {
                found += 1;
                assert!(asked(Timestamp(until - 1)), "world {seed}: {question:?}");
                assert!(!asked(Timestamp(until)), "world {seed}: {question:?}");
            }
        }
    }
    assert!(found > 50, "{found}");
}
