//! Asks Cedar.

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema,
};
use prokura_decision::cedar::{CedarExport, export};
use prokura_decision::facts::Target;
use prokura_decision::mask::{Level, Mask, Rights};
use prokura_decision::policy::{ControlId, Policy};
use prokura_decision::record::PrincipalRecord;
use prokura_domain::id::OrganizationId;
use prokura_domain::time::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Display;
use uuid::Uuid;

/// Cedar with the exported policy loaded.
pub(crate) struct Engine {
    pub(crate) schema: Schema,
    pub(crate) policies: PolicySet,
    actions: Vec<[EntityUid; 2]>,
    groups: HashMap<EntityUid, BTreeSet<EntityUid>>,
    types: HashMap<&'static str, EntityTypeName>,
    authorizer: Authorizer,
}

/// Some of the policies, with the controls and levels that they cannot tell apart.
pub(crate) struct Slice {
    policies: PolicySet,
    classes: Vec<(Entity, Rights)>,
}

impl Slice {
    /// One action of each class, with the groups that the policies of the slice name.
    pub(crate) fn actions(&self) -> impl Iterator<Item = Entity> {
        self.classes.iter().map(|(action, _)| action.clone())
    }
}

impl Engine {
    pub(crate) fn new(policy: &Policy) -> Self {
        let CedarExport { schema, policies } = export(policy);
        let (schema, _) = Schema::from_cedarschema_str(&schema).unwrap_or_else(|error| panic!("{error:?}"));
        let policies: PolicySet = policies.parse().unwrap_or_else(|error| panic!("{error:?}"));
        let name = |name: &'static str| (name, name.parse().unwrap());
        let types = ["Action", "Organization", "Site", "Location", "Subscription", "Person", "ServiceAccount", "Snapshot"];
        let types: HashMap<_, EntityTypeName> = types.into_iter().map(name).collect();
        let action = |name: String| EntityUid::from_type_name_and_id(types["Action"].clone(), EntityId::new(name));
        let levels = [Level::Read, Level::Manage];
        let actions: Vec<[EntityUid; 2]> = (0..policy.controls.len())
            .map(|control| {
                let control = ControlId(u8::try_from(control).unwrap());
                levels.map(|level| action(policy.action_name(control, level)))
            })
            .collect();
        let action_entities = schema.action_entities().unwrap();
        let groups = actions
            .iter()
            .flatten()
            .map(|uid| {
                (uid.clone(), action_entities.ancestors(uid).unwrap().cloned().collect())
            })
            .collect();
        Self {
            schema,
            policies,
            actions,
            groups,
            types,
            authorizer: Authorizer::new(),
        }
    }

    /// The policies of some roles, with what is forbidden to all. Sound where nobody holds another role: every policy of
    /// a role asks that it is held. The random worlds are asked with all policies.
    pub(crate) fn slice(&self, roles: &[&str]) -> Slice {
        let policies = self.policies.policies().filter(|policy| {
            policy.annotation("role").is_none_or(|role| roles.contains(&role))
        });
        let policies = PolicySet::from_policies(policies.cloned()).unwrap();
        // Policies speak of groups of actions only, so actions in the same of those groups are answered alike.
        let text: String = policies.policies().map(ToString::to_string).collect();
        assert!(!text.contains("action =="), "a policy names a single action");
        let named: BTreeSet<&str> =
            text.split("Action::\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let mut classes: BTreeMap<BTreeSet<EntityUid>, (EntityUid, Rights)> = BTreeMap::new();
        for (actions, control) in self.actions.iter().zip(0..) {
            for (uid, level) in actions.iter().zip([Level::Read, Level::Manage]) {
                let groups = self.groups[uid].iter().filter(|group| named.contains(group.id().unescaped()));
                let class = classes.entry(groups.cloned().collect()).or_insert_with(|| (uid.clone(), Rights::NONE));
                let mask = Mask::of(ControlId(control));
                match level {
                    Level::Read => class.1.read |= mask,
                    Level::Manage => class.1.manage |= mask,
                }
            }
        }
        let classes = classes.into_iter().map(|(groups, (uid, rights))| (action_entity(uid, groups), rights)).collect();
        Slice { policies, classes }
    }

    /// The facts of a moment, with the actions that will be asked about.
    pub(crate) fn entities(&self, facts: &Value, actions: impl Iterator<Item = Entity>) -> Entities {
        let facts = facts.as_array().unwrap().iter().map(|entity| self.entity(entity));
        Entities::from_entities(facts.chain(actions), None).unwrap()
    }

    /// The entity of an action, with every group it is in.
    pub(crate) fn action(&self, control: ControlId, level: Level) -> Entity {
        let uid = &self.actions[usize::from(control.0)][usize::from(level == Level::Manage)];
        action_entity(uid.clone(), self.groups[uid].clone())
    }

    /// Whether Cedar allows one action.
    pub(crate) fn allows(
        &self,
        entities: &Entities,
        principal: &PrincipalRecord,
        action: (ControlId, Level),
        resource: EntityUid,
        now: Timestamp,
    ) -> bool {
        let action = &self.actions[usize::from(action.0.0)][usize::from(action.1 == Level::Manage)];
        self.ask(&self.policies, entities, self.principal(principal), action.clone(), resource, context(now))
    }

    /// Everything that Cedar allows, by the policies of a slice.
    pub(crate) fn rights(
        &self,
        slice: &Slice,
        entities: &Entities,
        principal: &PrincipalRecord,
        resource: &EntityUid,
        now: Timestamp,
    ) -> Rights {
        let (principal, context) = (self.principal(principal), context(now));
        let mut rights = Rights::NONE;
        for (action, class) in &slice.classes {
            let (principal, context) = (principal.clone(), context.clone());
            if self.ask(&slice.policies, entities, principal, action.uid(), resource.clone(), context) {
                rights |= *class;
            }
        }
        rights
    }

    pub(crate) fn target(&self, organization: OrganizationId, target: Target<Uuid>) -> EntityUid {
        match target {
            Target::Organization => self.uid("Organization", organization),
            Target::Site { site, .. } => self.uid("Site", site),
            Target::Location(location) => self.uid("Location", location),
            Target::Subscription(subscription) => self.uid("Subscription", subscription),
        }
    }

    fn ask(
        &self,
        policies: &PolicySet,
        entities: &Entities,
        principal: EntityUid,
        action: EntityUid,
        resource: EntityUid,
        context: Context,
    ) -> bool {
        let request = Request::new(principal, action, resource, context, None).unwrap();
        let response = self.authorizer.is_authorized(&request, policies, entities);
        let errors: Vec<_> = response.diagnostics().errors().collect();
        assert!(errors.is_empty(), "{errors:?}");
        response.decision() == Decision::Allow
    }

    fn principal(&self, record: &PrincipalRecord) -> EntityUid {
        self.uid(if record.email.is_some() { "Person" } else { "ServiceAccount" }, record.id)
    }

    fn uid(&self, kind: &str, id: impl Display) -> EntityUid {
        EntityUid::from_type_name_and_id(self.types[kind].clone(), EntityId::new(id.to_string()))
    }

    /// An entity in Cedar's JSON form, read without the schema: the tests of the export hold the two together.
    fn entity(&self, value: &Value) -> Entity {
        let pairs = |of: &str| {
            let pairs = value.get(of).and_then(Value::as_object).into_iter().flatten();
            pairs.map(|(name, value)| (name.clone(), self.expression(value))).collect::<Vec<_>>()
        };
        Entity::new_with_tags(self.reference(&value["uid"]), pairs("attrs"), [], pairs("tags")).unwrap()
    }

    fn expression(&self, value: &Value) -> RestrictedExpression {
        match value {
            Value::Null => panic!("Cedar has no null"),
            Value::Bool(bool) => RestrictedExpression::new_bool(*bool),
            Value::Number(number) => RestrictedExpression::new_long(number.as_i64().unwrap()),
            Value::String(string) => RestrictedExpression::new_string(string.clone()),
            Value::Array(several) => RestrictedExpression::new_set(several.iter().map(|value| self.expression(value))),
            Value::Object(object) => match object.get("__entity") {
                Some(uid) => RestrictedExpression::new_entity_uid(self.reference(uid)),
                None => {
                    let fields = object.iter().map(|(name, value)| (name.clone(), self.expression(value)));
                    RestrictedExpression::new_record(fields).unwrap()
                }
            },
        }
    }

    fn reference(&self, uid: &Value) -> EntityUid {
        self.uid(uid["type"].as_str().unwrap(), uid["id"].as_str().unwrap())
    }
}

fn action_entity(uid: EntityUid, groups: BTreeSet<EntityUid>) -> Entity {
    Entity::new(uid, HashMap::new(), groups.into_iter().collect()).unwrap()
}

fn context(now: Timestamp) -> Context {
    Context::from_pairs([("now".to_owned(), RestrictedExpression::new_long(now.0))]).unwrap()
}
