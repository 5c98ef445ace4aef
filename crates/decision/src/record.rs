//! Everything the decision needs to know about one principal or one organization, as rows give it. The index takes
//! these when it reloads a key; [`crate::loaded::LoadedFacts`] holds a few of them.

use crate::facts::OrganizationFacts;
use crate::mask::Mask;
use crate::policy::Policy;
use prokura_domain::custom_role::CustomRole;
use prokura_domain::grant::Grant;
use prokura_domain::id::{LocationId, OrganizationId, PrincipalId, SiteId, SubscriptionId};
use prokura_domain::organization::{Block, Organization, Relationship, Subscription};
use prokura_domain::setting::{Setting, SettingValue, key};
use prokura_domain::support::{HelpDeskSession, SupportGrant};
use prokura_domain::text::{EmailAddress, Slug};

/// A principal with all that hangs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipalRecord {
    /// The id.
    pub id: PrincipalId,
    /// The address a person is looked up by; a service account has none.
    pub email: Option<EmailAddress>,
    /// The home organization.
    pub home: OrganizationId,
    /// Whether the principal can act.
    pub active: bool,
    /// Licences held at home.
    pub licenses: Vec<String>,
    /// Every grant, past and future included.
    pub grants: Vec<Grant>,
    /// Every support grant.
    pub support_grants: Vec<SupportGrant>,
    /// Every Help Desk session.
    pub sessions: Vec<HelpDeskSession>,
}

/// An organization with all that hangs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationRecord {
    /// The organization.
    pub organization: Organization,
    /// Settings that were set.
    pub settings: Vec<Setting>,
    /// Relationships in which it is the customer.
    pub relationships: Vec<Relationship>,
    /// Subscriptions it has.
    pub subscriptions: Vec<Subscription>,
    /// Sites it has: id, look-up key, subscription.
    pub sites: Vec<(SiteId, Slug, SubscriptionId)>,
    /// Locations it has: id, look-up key.
    pub locations: Vec<(LocationId, Slug)>,
    /// Blocks it set.
    pub blocks: Vec<Block>,
    /// Roles it composed, deleted ones included.
    pub custom_roles: Vec<CustomRole>,
}

impl OrganizationRecord {
    /// A setting's value: as set, or the registry's default; `None` where this kind of organization does not have it.
    #[must_use]
    pub fn effective<'a>(&'a self, policy: &'a Policy, setting_key: &str) -> Option<&'a SettingValue> {
        let definition = policy.setting(setting_key)?;
        if !definition.is_for(self.organization.kind) {
            return None;
        }
        let set = self.settings.iter().find(|setting| setting.key == setting_key);
        Some(set.map_or(&definition.default, |setting| &setting.value))
    }

    /// The value of a text or choice.
    #[must_use]
    pub fn text<'a>(&'a self, policy: &'a Policy, setting_key: &str) -> Option<&'a str> {
        match self.effective(policy, setting_key)? {
            SettingValue::Text(text) => Some(text),
            SettingValue::Switch(_) | SettingValue::Number(_) | SettingValue::List(_) => None,
        }
    }

    /// Whether a switch is on.
    #[must_use]
    pub fn is_on(&self, policy: &Policy, setting_key: &str) -> bool {
        self.effective(policy, setting_key) == Some(&SettingValue::Switch(true))
    }

    /// A number among the settings; `None` where this kind of organization does not have it.
    #[must_use]
    pub fn number(&self, policy: &Policy, setting_key: &str) -> Option<i64> {
        match self.effective(policy, setting_key)? {
            SettingValue::Number(number) => Some(*number),
            SettingValue::Switch(_) | SettingValue::Text(_) | SettingValue::List(_) => None,
        }
    }

    /// What the decision reads of it.
    #[must_use]
    pub fn facts(&self, policy: &Policy) -> OrganizationFacts {
        let withheld = match self.effective(policy, key::WITHHELD_AREAS) {
            Some(SettingValue::List(areas)) => areas
                .iter()
                .filter_map(|name| policy.area(name))
                .filter(|area| area.withholdable)
                .fold(Mask::NONE, |mask, area| mask | area.controls),
            Some(SettingValue::Switch(_) | SettingValue::Number(_) | SettingValue::Text(_)) | None => Mask::NONE,
        };
        OrganizationFacts {
            active: self.organization.active,
            kind: self.organization.kind,
            restricted: self.is_on(policy, key::RESTRICTED_MODE),
            read_only_support: self.is_on(policy, key::READ_ONLY_SUPPORT),
            external_contact_center_role: self.is_on(policy, key::EXTERNAL_CONTACT_CENTER_ROLE),
            withheld,
        }
    }
}
