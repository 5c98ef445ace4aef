//! cedar-policy: one permit for each role, one forbid for restricted mode; parsed before, with the entities of each
//! question (person, organization, action) gathered before. Only the authorizer's own work is timed.

use super::Failure;
use crate::world::{Question, World, restricts, rows};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression,
};
use prokura_decision::policy::Policy;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;

pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    cases: Vec<(Request, Entities)>,
}

impl Cedar {
    pub fn prepare(policy: &Policy, world: World, questions: &[Question]) -> Result<Self, Failure> {
        let rows = rows(policy);
        let mut text = String::new();
        for row in &rows {
            let role = row.role;
            writeln!(
                text,
                r#"permit(principal, action in Action::"{role}", resource) when {{ principal.{role}.contains(resource) }};"#
            )?;
        }
        text.push_str(
            r#"forbid(principal, action in Action::"restricted", resource) when { resource.restricted_mode };"#,
        );

        let mut cases = Vec::with_capacity(questions.len());
        for question in questions {
            let person = uid("Person", &world.email(question.person))?;
            let place = uid("Organization", &format!("firm-{}", question.organization))?;
            let action = uid("Action", &policy.action_name(question.control, question.level))?;
            let mut groups = HashSet::new();
            for row in rows.iter().filter(|row| row.rights.allow(question.control, question.level)) {
                groups.insert(uid("Action", row.role)?);
            }
            if restricts(policy, question.control, question.level) {
                groups.insert(uid("Action", "restricted")?);
            }
            let held = world.held(question.person);
            let mut attributes = HashMap::new();
            for row in &rows {
                let places = held
                    .iter()
                    .filter(|held| held.in_force && held.role == row.role)
                    .map(|held| {
                        Ok(RestrictedExpression::new_entity_uid(uid(
                            "Organization",
                            &format!("firm-{}", held.organization),
                        )?))
                    })
                    .collect::<Result<Vec<_>, Failure>>()?;
                attributes.insert(row.role.to_owned(), RestrictedExpression::new_set(places));
            }
            let restricted = RestrictedExpression::new_bool(world.is_restricted(question.organization));
            let entities = Entities::from_entities(
                [
                    Entity::new(person.clone(), attributes, HashSet::new())?,
                    Entity::new(
                        place.clone(),
                        HashMap::from([("restricted_mode".to_owned(), restricted)]),
                        HashSet::new(),
                    )?,
                    Entity::new_no_attrs(action.clone(), groups),
                ],
                None,
            )?;
            cases.push((Request::new(person, action, place, Context::empty(), None)?, entities));
        }
        Ok(Self { authorizer: Authorizer::new(), policies: text.parse()?, cases })
    }

    pub fn ask(&self, n: usize) -> bool {
        let (request, entities) = &self.cases[n];
        self.authorizer.is_authorized(request, &self.policies, entities).decision() == Decision::Allow
    }
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, Failure> {
    Ok(EntityUid::from_type_name_and_id(kind.parse::<EntityTypeName>()?, EntityId::new(id)))
}
