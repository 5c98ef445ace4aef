//! Asks Cedar.

use cedar_policy::{
    ActionConstraint, Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, Policy,
    PolicySet, Request, RestrictedExpression, Schema,
};
use prokura_decision::cedar::{CedarExport, export};
use prokura_decision::facts::Target;
use prokura_decision::mask::{Level, Mask, Rights};
use prokura_decision::policy::{ControlId, Policy as OurPolicy};
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
    /// Every policy with the role it is of; none where it forbids to all.
    by_role: Vec<(Policy, Option<String>)>,
    actions: Vec<[EntityUid; 2]>,
    groups: HashMap<EntityUid, BTreeSet<EntityUid>>,
    types: HashMap<&'static str, EntityTypeName>,
    authorizer: Authorizer,
}

/// Some of the policies, by the actions that they can tell apart.
pub(crate) struct Slice {
    classes: Vec<Class>,
    actions: Entities,
}

/// Controls and levels that the policies treat alike: one action to ask about, and the policies that it is in scope of.
struct Class {
    action: EntityUid,
    policies: PolicySet,
    /// The same policies by the role they are of, each set with what is forbidden to all.
    by_role: BTreeMap<String, PolicySet>,
    members: Rights,
}

impl Engine {
    pub(crate) fn new(policy: &OurPolicy) -> Self {
        let CedarExport { schema, policies } = export(policy);
        let (schema, _) = Schema::from_cedarschema_str(&schema).unwrap_or_else(|error| panic!("{error:?}"));
        let policies: PolicySet = policies.parse().unwrap_or_else(|error| panic!("{error:?}"));
        let name = |name: &'static str| (name, name.parse().unwrap());
        let types =
            ["Action", "Organization", "Site", "Location", "Subscription", "Person", "ServiceAccount", "Snapshot"];
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
        let groups: HashMap<EntityUid, BTreeSet<EntityUid>> = actions
            .iter()
            .flatten()
            .map(|uid| (uid.clone(), action_entities.ancestors(uid).unwrap().cloned().collect()))
            .collect();
        let role = |policy: &Policy| policy.annotation("role").map(ToOwned::to_owned);
        Self {
            schema,
            by_role: policies.policies().map(|policy| (policy.clone(), role(policy))).collect(),
            policies,
            actions,
            groups,
            types,
            authorizer: Authorizer::new(),
        }
    }

    /// The policies of some roles, with what is forbidden to all; for each action, those that it is in scope of. The
    /// first is sound where nobody holds another role, since every policy of a role asks that it is held; the second by
    /// Cedar's own semantics. It saves Cedar from looking at a hundred policies that cannot matter.
    pub(crate) fn slice(&self, roles: &[&str]) -> Slice {
        let of = |of: &Option<String>, roles: &[&str]| of.as_deref().is_none_or(|role| roles.contains(&role));
        let policies: Vec<_> = self.by_role.iter().filter(|(_, role)| of(role, roles)).collect();
        // Policies speak of groups of actions only, so actions in the same of those groups are answered alike.
        let text: String = policies.iter().map(|(policy, _)| policy.to_string()).collect();
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
        let actions = classes.iter().map(|(groups, (uid, _))| action_entity(uid.clone(), groups.clone()));
        let actions = Entities::from_entities(actions, None).unwrap();
        let class = |(groups, (action, members))| {
            let of_roles = |roles: &[&str]| {
                let policies = policies.iter().filter(|(_, role)| of(role, roles));
                in_scope(policies.map(|(policy, _)| policy), &groups)
            };
            let by_role = roles.iter().map(|role| ((*role).to_owned(), of_roles(&[role]))).collect();
            Class { policies: of_roles(roles), by_role, action, members }
        };
        Slice { classes: classes.into_iter().map(class).collect(), actions }
    }

    /// The facts of a moment.
    pub(crate) fn facts(&self, moment: &Value) -> Vec<Entity> {
        moment.as_array().unwrap().iter().map(|entity| self.entity(entity)).collect()
    }

    /// Facts, with the actions that the slice tells apart.
    pub(crate) fn entities(&self, facts: Vec<Entity>, slice: &Slice) -> Entities {
        slice.actions.clone().add_entities(facts, None).unwrap()
    }

    /// Whether Cedar allows one action, by every policy.
    pub(crate) fn allows_by_all(
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

    /// Whether Cedar allows one action, by the policies of a slice or by those of some of its roles. Something is
    /// allowed by several permits if by one, so the roles are asked one after the other.
    #[expect(
        clippy::too_many_arguments,
        reason = "a question has this many parts, and Cedar's form of them three more"
    )]
    pub(crate) fn allows(
        &self,
        slice: &Slice,
        roles: Option<BTreeSet<&str>>,
        entities: &Entities,
        principal: &PrincipalRecord,
        action: (ControlId, Level),
        resource: EntityUid,
        now: Timestamp,
    ) -> bool {
        let class = slice.classes.iter().find(|class| class.members.allow(action.0, action.1)).unwrap();
        let ask = |policies: &PolicySet| {
            let (action, resource) = (class.action.clone(), resource.clone());
            self.ask(policies, entities, self.principal(principal), action, resource, context(now))
        };
        match roles {
            None => ask(&class.policies),
            Some(roles) => roles.iter().any(|role| ask(&class.by_role[*role])),
        }
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
        for class in &slice.classes {
            let (principal, context) = (principal.clone(), context.clone());
            if self.ask(&class.policies, entities, principal, class.action.clone(), resource.clone(), context) {
                rights |= class.members;
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

/// The policies whose scope has an action of the given groups.
fn in_scope<'p>(policies: impl Iterator<Item = &'p Policy>, groups: &BTreeSet<EntityUid>) -> PolicySet {
    let policies = policies.filter(|policy| match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::In(named) => named.iter().any(|group| groups.contains(group)),
        ActionConstraint::Eq(action) => panic!("a policy names the single action {action}"),
    });
    PolicySet::from_policies(policies.cloned()).unwrap()
}

fn action_entity(uid: EntityUid, groups: BTreeSet<EntityUid>) -> Entity {
    Entity::new(uid, HashMap::new(), groups.into_iter().collect()).unwrap()
}

fn context(now: Timestamp) -> Context {
    Context::from_pairs([("now".to_owned(), RestrictedExpression::new_long(now.0))]).unwrap()
}
