//! The policies: who may, by role and situation, and what is forbidden to all.

use super::actions::{self, ALWAYS, Condition, Groups, HIDDEN, LOCKED, READ};
use super::{is_identifier, quoted};
use crate::policy::{Policy, Role, RoleClass, RoleId, ScopeKind, Situation};

/// Where the request's resource is.
const HERE: &str = "resource.organization";
const HOME: &str = "principal.home";
/// Support access and blocks of the principal here.
const ACCESS: &str = "principal.hasTag(resource.organization.key) && principal.getTag(resource.organization.key)";

/// Every policy.
pub(super) fn policies(policy: &Policy, groups: &Groups) -> String {
    let mut text = String::from("// What is forbidden to all.\n\n");
    for forbidden in forbidden(policy, groups) {
        text.push_str(&forbidden.to_text());
    }
    text.push_str("// What each role gives.\n\n");
    for situation in Situation::ALL {
        for permitted in composed(policy, groups, situation) {
            text.push_str(&permitted.to_text());
        }
    }
    for role in &policy.roles {
        for situation in Situation::ALL {
            if role.cells(situation).is_some() {
                for permitted in permitted(policy, groups, role, situation) {
                    text.push_str(&permitted.to_text());
                }
            }
        }
    }
    text
}

/// One policy.
#[derive(Default)]
struct Rule {
    id: String,
    role: Option<String>,
    rules: Vec<&'static str>,
    actions: Vec<String>,
    when: Vec<String>,
    unless: Vec<String>,
}

impl Rule {
    fn to_text(&self) -> String {
        let mut text = format!("@id({})\n", quoted(&self.id));
        if let Some(role) = &self.role {
            text.push_str(&format!("@role({})\n", quoted(role)));
        }
        if !self.rules.is_empty() {
            text.push_str(&format!("@rules({})\n", quoted(&self.rules.join(" "))));
        }
        let effect = if self.role.is_some() { "permit" } else { "forbid" };
        let action = match self.actions.as_slice() {
            [] => "action".to_owned(),
            [one] => format!("action in {}", group(one)),
            several => format!("action in [{}]", several.iter().map(|name| group(name)).collect::<Vec<_>>().join(", ")),
        };
        text.push_str(&format!("{effect} (principal, {action}, resource)"));
        for condition in &self.when {
            text.push_str(&format!("\nwhen {{ {condition} }}"));
        }
        for condition in &self.unless {
            text.push_str(&format!("\nunless {{ {condition} }}"));
        }
        text.push_str(";\n\n");
        text
    }

    fn when(mut self, condition: impl Into<String>) -> Self {
        self.when.push(condition.into());
        self
    }

    fn unless(mut self, condition: impl Into<String>) -> Self {
        self.unless.push(condition.into());
        self
    }

    fn by(mut self, rule: &'static str) -> Self {
        self.rules.push(rule);
        self
    }
}

fn group(name: &str) -> String {
    format!("Action::{}", quoted(name))
}

/// `of has name && of.name`, ready for a method call.
fn attribute(of: &str, name: &str) -> String {
    if is_identifier(name) {
        format!("{of} has {name} && {of}.{name}")
    } else {
        format!("{of} has {0} && {of}[{0}]", quoted(name))
    }
}

fn holds(role: &Role, place: &str) -> String {
    format!("{}.contains({place})", attribute("principal.holds", &role.key))
}

fn forbidden(policy: &Policy, groups: &Groups) -> Vec<Rule> {
    let rule = |id: &str| Rule { id: id.to_owned(), ..Rule::default() };
    let mut rules = vec![
        rule("stale-snapshot").when(
            "(Snapshot::\"current\" has from && context.now < Snapshot::\"current\".from) || \
             (Snapshot::\"current\" has until && context.now >= Snapshot::\"current\".until)",
        ),
        rule("inactive-principal").unless("principal.active"),
        rule("inactive-organization").unless(format!("{HERE}.active")),
    ];
    for (position, limit) in policy.licence_limits.iter().enumerate() {
        let name = actions::licence_limit(position);
        if groups.has(&name) {
            // CC-05: in the organization that the licence is held in, whatever role gives it.
            let mut limited = Rule { actions: vec![name.clone()], ..rule(&name) }
                .by("CC-05")
                .when(format!("{HERE} == {HOME}"))
                .when(format!("principal.licences.containsAny({})", licences(policy, limit.with)));
            if limit.without != 0 {
                limited =
                    limited.unless(format!("principal.licences.containsAny({})", licences(policy, limit.without)));
            }
            rules.push(limited);
        }
    }
    for area in policy.areas.iter().filter(|area| area.withholdable) {
        let name = actions::area(&area.name, false);
        if groups.has(&name) {
            rules.push(
                Rule { actions: vec![name], ..rule(&format!("withheld/{}", area.name)) }
                    .by("EXT-15")
                    .when(format!("{HERE} != {HOME} && {HERE}.withheld.contains({})", quoted(&area.name))),
            );
        }
    }
    rules
}

fn licences(policy: &Policy, bits: u32) -> String {
    let codes = policy.licences.iter().enumerate().filter(|(position, _)| *position < 32 && bits >> position & 1 == 1);
    format!("[{}]", codes.map(|(_, licence)| quoted(&licence.code)).collect::<Vec<_>>().join(", "))
}

/// What a role gives in a situation.
fn permitted(policy: &Policy, groups: &Groups, role: &Role, situation: Situation) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut permit = |id: &str, conditions: &[Condition], build: &dyn Fn(Rule) -> Rule| {
        let actions: Vec<String> = conditions
            .iter()
            .map(|condition| actions::given(role, situation, *condition))
            .filter(|name| groups.has(name))
            .collect();
        if !actions.is_empty() {
            let rule = Rule {
                id: format!("{}@{}/{id}", role.key, situation.code()),
                role: Some(role.key.clone()),
                actions,
                ..Rule::default()
            };
            let rule = conditioned(policy, groups, role, situation, placed(role, situation, rule));
            rules.push(build(rule));
        }
    };
    let sold = format!(
        "(resource is Subscription && resource.seller == {HOME} && resource.active) || \
         (resource is Site && resource.subscription.seller == {HOME} && resource.subscription.active)"
    );
    let setting = format!("{HERE}.external_contact_center_role");
    // A support grant is for those who may ask for one; what began before a block is silenced by it (SUP-06, EXT-12).
    let began_after_block = |since: &str| {
        format!(
            "{ACCESS} has {since} && (if principal.getTag(resource.organization.key) has blocked_since then \
             principal.getTag(resource.organization.key).{since} >= principal.getTag(resource.organization.key).blocked_since \
             else true)"
        )
    };
    let granted = if role.asks_for_access { began_after_block("support_since") } else { "false".to_owned() };
    let session = began_after_block("session_since");
    let blocked = format!("{ACCESS} has blocked_since");
    match situation {
        Situation::Home
        | Situation::PartnerHome
        | Situation::FromManagingPartner
        | Situation::FromOtherPartner
        | Situation::FromElsewhere
        | Situation::PartnerHub
        | Situation::VendorHome => {
            permit("standing", &[Condition::Standing], &|rule| rule);
            permit("sold", &[Condition::Sold], &|rule| rule.by("EXT-11").when(&sold));
            permit("setting", &[Condition::Setting], &|rule| rule.by("CC-02").when(&setting));
        }
        Situation::ManagedCustomer => {
            permit("standing", &[Condition::Standing], &|rule| rule.unless(&blocked));
            permit("sold", &[Condition::Sold], &|rule| rule.when(&sold).unless(&blocked));
            permit("setting", &[Condition::Setting], &|rule| rule.by("CC-02").when(&setting).unless(&blocked));
            permit("session", &[Condition::Session], &|rule| {
                rule.by("PTR-07").when(format!("{ACCESS} has session_since")).unless(&blocked)
            });
            if role.asks_for_access {
                permit("support", &[Condition::Session, Condition::Approved], &|rule| {
                    rule.by("SUP-06").by("EXT-12").when(&granted)
                });
            }
        }
        Situation::VendorElsewhere => {
            if role.asks_for_access {
                permit("support", &[Condition::Standing, Condition::Session, Condition::Approved], &|rule| {
                    rule.by("SUP-06").when(&granted)
                });
                permit("support-sold", &[Condition::Sold], &|rule| rule.by("SUP-06").when(&granted).when(&sold));
                permit("support-setting", &[Condition::Setting], &|rule| {
                    rule.by("SUP-06").when(&granted).when(&setting)
                });
            }
            // SUP-08: inside a session, where the organization allows it, what the table gives is read.
            let reads = format!("action in {} && {HERE}.read_only_support", group(READ));
            permit("session", &[Condition::Standing, Condition::Session], &|rule| {
                rule.by("SUP-08").when(&reads).when(&session)
            });
            permit("session-sold", &[Condition::Sold], &|rule| {
                rule.by("SUP-08").when(&reads).when(&session).when(&sold)
            });
            if groups.has(ALWAYS) {
                permit("always", &[Condition::Standing], &|rule| {
                    rule.by("SUP-08").when(format!("action in {}", group(ALWAYS)))
                });
            }
        }
    }
    rules
}

/// What custom roles give in a situation: a policy for each part that one may be composed of.
fn composed(policy: &Policy, groups: &Groups, situation: Situation) -> Vec<Rule> {
    let kind = match situation {
        Situation::PartnerHome => format!("{HERE}.kind == \"partner\""),
        Situation::VendorHome => format!("{HERE}.kind == \"vendor\""),
        Situation::Home
        | Situation::FromManagingPartner
        | Situation::FromOtherPartner
        | Situation::FromElsewhere
        | Situation::PartnerHub
        | Situation::ManagedCustomer
        | Situation::VendorElsewhere => format!("{HERE}.kind != \"partner\" && {HERE}.kind != \"vendor\""),
    };
    let parts = actions::parts(policy).map(|(part, _)| (actions::composed(situation, &part), part));
    parts
        .filter(|(name, _)| groups.has(name))
        .map(|(name, part)| {
            let rule = Rule {
                id: name.clone(),
                role: Some(policy.composable.key.clone()),
                actions: vec![name],
                ..Rule::default()
            };
            let rule = rule
                .when(format!("{}.contains({HERE})", attribute("principal.composed", &part)))
                .when(format!("{HERE} == {HOME} && {kind}"));
            conditioned(policy, groups, &policy.composable, situation, rule)
        })
        .collect()
}

/// Where the grant is, whose the holder is, and what the grant reaches.
fn placed(role: &Role, situation: Situation, rule: Rule) -> Rule {
    let rule = match situation {
        Situation::Home => rule.when(holds(role, HERE)).when(format!("{HERE} == {HOME} && {HERE}.kind != \"partner\"")),
        Situation::PartnerHome => {
            rule.when(holds(role, HERE)).when(format!("{HERE} == {HOME} && {HERE}.kind == \"partner\""))
        }
        Situation::FromManagingPartner => rule
            .when(holds(role, HERE))
            .when(format!("{HERE} != {HOME} && {HOME}.kind == \"partner\" && {HERE}.managed_by.contains({HOME})")),
        Situation::FromOtherPartner => rule
            .when(holds(role, HERE))
            .when(format!("{HERE} != {HOME} && {HOME}.kind == \"partner\" && !{HERE}.managed_by.contains({HOME})")),
        Situation::FromElsewhere => {
            rule.when(holds(role, HERE)).when(format!("{HERE} != {HOME} && {HOME}.kind != \"partner\""))
        }
        Situation::PartnerHub => {
            rule.when(holds(role, HERE)).when(format!("{HERE} == {HOME} && {HERE}.kind == \"partner\""))
        }
        Situation::ManagedCustomer => {
            let rule =
                rule.when(holds(role, HOME)).when(format!("{HERE} != {HOME} && {HERE}.managed_by.contains({HOME})"));
            if role.scope == ScopeKind::Customers {
                rule.by("PTR-02").when(format!("{}.contains({HERE})", attribute("principal.reach", &role.key)))
            } else {
                rule
            }
        }
        Situation::VendorHome => {
            rule.when(holds(role, HERE)).when(format!("{HERE} == {HOME} && {HERE}.kind == \"vendor\""))
        }
        Situation::VendorElsewhere => {
            rule.when(holds(role, HOME)).when(format!("{HERE} != {HOME} && {HOME}.kind == \"vendor\""))
        }
    };
    match role.scope {
        ScopeKind::Sites => rule
            .by("SIT-03")
            .when(format!("resource is Site && {}.contains(resource)", attribute("principal.reach", &role.key))),
        ScopeKind::Locations => rule
            .by("ROL-12")
            .when(format!("resource is Location && {}.contains(resource)", attribute("principal.reach", &role.key))),
        ScopeKind::Customers | ScopeKind::None => rule,
    }
}

/// What else the role asks, and what is taken from it.
fn conditioned(policy: &Policy, groups: &Groups, role: &Role, situation: Situation, rule: Rule) -> Rule {
    let outside = match situation {
        Situation::Home | Situation::PartnerHome | Situation::PartnerHub | Situation::VendorHome => false,
        Situation::FromManagingPartner
        | Situation::FromOtherPartner
        | Situation::FromElsewhere
        | Situation::ManagedCustomer
        | Situation::VendorElsewhere => true,
    };
    let mut rule = rule;
    if role.needs_sale {
        rule = rule.by("EXT-11").when(format!("{HERE}.sellers.contains({HOME})"));
        if let Some((_, bit)) = role.needs_service {
            let services = policy.services.iter().enumerate();
            let sellers: Vec<String> = services
                .filter(|(position, _)| *position < 32 && bit >> position & 1 == 1)
                .map(|(_, service)| {
                    format!("({}.contains({HOME}))", attribute(&format!("{HERE}.service_sellers"), &service.code))
                })
                .collect();
            let name = actions::with_service(role);
            if groups.has(&name) {
                let sold = if sellers.is_empty() { "false".to_owned() } else { sellers.join(" || ") };
                rule = rule.when(format!("!(action in {}) || {sold}", group(&name)));
            }
        }
    }
    if outside && groups.has(&actions::after_activation(role)) {
        let place = match role.scope {
            ScopeKind::Sites | ScopeKind::Locations => "resource",
            ScopeKind::None | ScopeKind::Customers => match role.class {
                RoleClass::Partner | RoleClass::Vendor => HOME,
                RoleClass::Organization
                | RoleClass::Location
                | RoleClass::Site
                | RoleClass::Service
                | RoleClass::External
                | RoleClass::Custom => HERE,
            },
        };
        rule = rule.by("EXT-07").when(format!(
            "!(action in {}) || ({}.contains({place}))",
            group(&actions::after_activation(role)),
            attribute("principal.activated", &role.key),
        ));
    }
    for (position, beside) in role.beside.iter().enumerate() {
        let name = actions::beside(role, position);
        let asked = !(beside.not_in_partner_home && situation == Situation::PartnerHome);
        if asked && groups.has(&name) {
            let others = policy.roles.iter().zip(0..).filter(|(_, id)| beside.roles.has(RoleId(*id)));
            let others: Vec<String> = others.map(|(other, _)| format!("({})", holds(other, HERE))).collect();
            let held = if others.is_empty() { "false".to_owned() } else { others.join(" || ") };
            rule = rule.by("ROL-09").when(format!("!(action in {}) || {held}", group(&name)));
        }
    }
    if !role.lifts_restrictions {
        // RST-06: what is hidden stays readable to roles that come through the partner.
        let bound: &[&str] = if role.class == RoleClass::Partner { &[LOCKED] } else { &[LOCKED, HIDDEN] };
        let bound: Vec<String> = bound.iter().filter(|name| groups.has(name)).map(|name| group(name)).collect();
        if !bound.is_empty() && in_customers(situation) {
            rule = rule.by("RST-02").unless(format!(
                "{HERE}.kind == \"customer\" && {HERE}.restricted && action in [{}]",
                bound.join(", ")
            ));
        }
        if outside {
            // Where nothing is restricted in an area, a forbid withholds it from everybody.
            let areas = policy.areas.iter().filter(|area| area.withholdable);
            let withheld: Vec<String> = areas
                .map(|area| (area, actions::area(&area.name, true)))
                .filter(|(_, name)| groups.has(name))
                .map(|(area, name)| {
                    format!("(action in {} && {HERE}.withheld.contains({}))", group(&name), quoted(&area.name))
                })
                .collect();
            if !withheld.is_empty() {
                rule = rule.by("EXT-15").unless(withheld.join(" || "));
            }
        }
    }
    rule
}

/// Whether the situation can be met in a customer organization: only those have restricted mode.
const fn in_customers(situation: Situation) -> bool {
    match situation {
        Situation::PartnerHome | Situation::PartnerHub | Situation::VendorHome => false,
        Situation::Home
        | Situation::FromManagingPartner
        | Situation::FromOtherPartner
        | Situation::FromElsewhere
        | Situation::ManagedCustomer
        | Situation::VendorElsewhere => true,
    }
}
