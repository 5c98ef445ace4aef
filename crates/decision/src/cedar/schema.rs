//! The schema: entity types, groups of actions, actions.

use super::actions::{self, Groups};
use super::{is_identifier, quoted};
use crate::mask::Level;
use crate::policy::{ControlId, Policy, Role, ScopeKind};

/// The whole schema.
pub(super) fn schema(policy: &Policy, groups: &Groups) -> String {
    let holds = record(policy.roles.iter().map(|role| (role.key.as_str(), "Organization")));
    let scoped = policy.roles.iter().filter(|role| role.scope != ScopeKind::None);
    let reach = record(scoped.map(|role| (role.key.as_str(), reached(role))));
    let activated = policy.roles.iter().filter(|role| !role.needs_activation.is_empty());
    let activated = record(activated.map(|role| (role.key.as_str(), activated_in(role))));
    let services = record(policy.services.iter().map(|service| (service.code.as_str(), "Organization")));
    let parts: Vec<String> = actions::parts(policy).map(|(part, _)| part).collect();
    let composed = record(parts.iter().map(|part| (part.as_str(), "Organization")));
    let mut text = format!(
        r#"// Drawn from the policy {digest}. Times are microseconds since 1970-01-01, UTC.

// The organizations in which a principal holds a role, now.
type Holds = {holds};

// What scoped roles reach, now; of a customer management role, the customers assigned.
type Reach = {reach};

// The organizations in which a principal holds a custom role composed of an area at a level, now.
type Composed = {composed};

// Where a role from outside was activated by a first sign-in (EXT-07).
type Activated = {activated};

// Organizations that sold a service and whose sale is active.
type Sellers = {services};

// Support access of a principal to one organization, now: since when the latest of each began. What began "always so
// far" began at the least number.
type Access = {{
  "blocked_since"?: Long,
  "support_since"?: Long,
  "session_since"?: Long,
}};

// When the entities were true: from the last change of what is in force to the next.
entity Snapshot = {{
  "from"?: Long,
  "until"?: Long,
}};

// A resource names its organization; an organization names itself.
entity Organization = {{
  "organization": Organization,
  "key": String,
  "kind": String,
  "active": Bool,
  "restricted": Bool,
  "read_only_support": Bool,
  "external_contact_center_role": Bool,
  "withheld": Set<String>,
  "managed_by": Set<Organization>,
  "sellers": Set<Organization>,
  "service_sellers": Sellers,
}};

entity Subscription = {{
  "organization": Organization,
  "seller": Organization,
  "active": Bool,
}};

entity Site = {{
  "organization": Organization,
  "subscription": Subscription,
}};

entity Location = {{
  "organization": Organization,
}};

// Tags are keyed by the organization's `key`.
entity Person, ServiceAccount = {{
  "active": Bool,
  "home": Organization,
  "licences": Set<String>,
  "holds": Holds,
  "reach": Reach,
  "activated": Activated,
  "composed": Composed,
}} tags Access;

// What each role gives, and what rules take away.
"#,
        digest = policy.digest,
    );
    for group in groups.names() {
        text.push_str(&format!("action {};\n", quoted(group)));
    }
    text.push('\n');
    for (control, position) in policy.controls.iter().zip(0..) {
        for level in [Level::Read, Level::Manage] {
            let around: Vec<String> = groups.around(ControlId(position), level).map(quoted).collect();
            let within = if around.is_empty() { String::new() } else { format!(" in [{}]", around.join(", ")) };
            text.push_str(&format!(
                "action {}{within} appliesTo {{\n  principal: [Person, ServiceAccount],\n  resource: [Organization, Site, Location, Subscription],\n  context: {{ \"now\": Long }},\n}};\n",
                quoted(&format!("{}.{}", control.name, level.code())),
            ));
        }
    }
    text
}

fn record<'a>(attributes: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let attributes: String = attributes
        .map(|(name, of)| {
            let name = if is_identifier(name) { name.to_owned() } else { quoted(name) };
            format!("  {name}?: Set<{of}>,\n")
        })
        .collect();
    format!("{{\n{attributes}}}")
}

/// The type of what a role's scope reaches.
const fn reached(role: &Role) -> &'static str {
    match role.scope {
        ScopeKind::Sites => "Site",
        ScopeKind::Locations => "Location",
        ScopeKind::Customers | ScopeKind::None => "Organization",
    }
}

/// The type of where a role is activated: the organization it was given in, or what it reaches there.
const fn activated_in(role: &Role) -> &'static str {
    match role.scope {
        ScopeKind::Sites => "Site",
        ScopeKind::Locations => "Location",
        ScopeKind::Customers | ScopeKind::None => "Organization",
    }
}
