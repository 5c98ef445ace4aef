//! Values of organization settings. Which settings exist, their types and defaults is policy data (the settings registry).

use crate::id::{OrganizationId, PrincipalId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Keys of the settings that rules name.
pub mod key {
    /// Restricted administrator mode (RST-01).
    pub const RESTRICTED_MODE: &str = "restricted_mode";
    /// Allow read-only support access (SUP-08).
    pub const READ_ONLY_SUPPORT: &str = "support.allow_read_only";
    /// Who is told when support access begins.
    pub const TELL_OF_ACCESS: &str = "support.tell_of_access";
    /// Who is told when a support request is reported.
    pub const TELL_OF_REPORTS: &str = "support.tell_of_reports";
    /// How external administrators are demoted (EXT-09).
    pub const EXTERNAL_DEMOTION: &str = "external.demotion";
    /// External full administrators manage the contact-centre role (CC-02).
    pub const EXTERNAL_CONTACT_CENTER_ROLE: &str = "external.manage_contact_center_role";
    /// Areas withheld from external administrators (EXT-15).
    pub const WITHHELD_AREAS: &str = "external.withheld_areas";
    /// How many days an external read-only grant lasts (EXT-13).
    pub const EXTERNAL_READ_ONLY_DAYS: &str = "external.read_only_days";
    /// Whether people at home there sign in at their own identity provider.
    pub const SSO_MODE: &str = "authentication.sso_mode";
    /// The name of that provider.
    pub const SSO_ISSUER: &str = "authentication.sso_issuer";
    /// The name under which it knows us.
    pub const SSO_CLIENT_ID: &str = "authentication.sso_client_id";
    /// How strongly it is asked to make sure when somebody proves once more who they are.
    pub const SSO_ACR: &str = "authentication.sso_acr";
    /// After how many minutes without use a session of somebody at home there ends.
    pub const SESSION_IDLE_MINUTES: &str = "authentication.session_idle_minutes";
    /// After how many hours a session of somebody at home there ends.
    pub const SESSION_HOURS: &str = "authentication.session_hours";
    /// Of whom a second factor is asked at signing in.
    pub const SECOND_FACTOR: &str = "authentication.second_factor";
    /// How many minutes a proof of who one is counts for sensitive changes.
    pub const STEP_UP_MINUTES: &str = "authentication.step_up_minutes";
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SettingValue {
    /// On or off.
    Switch(bool),
    /// A whole number.
    Number(i64),
    /// A text, or one of the registry's choices.
    Text(String),
    /// A sorted list of codes.
    List(Vec<String>),
}

/// A setting as stored: only what was set; the registry has the default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// Whose it is.
    pub organization: OrganizationId,
    /// The registry's key.
    pub key: String,
    /// The value.
    pub value: SettingValue,
    /// Who set it last; `None` for imports.
    pub set_by: Option<PrincipalId>,
    /// When.
    pub set_at: Timestamp,
    /// Counts the changes of this row, for optimistic locking; 0 for one never set.
    pub version: i64,
}
