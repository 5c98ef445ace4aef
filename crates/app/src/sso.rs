//! What an organization has set about its own identity provider, and whom that keeps from signing in here.

use prokura_decision::policy::Policy;
use prokura_decision::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::federation::SsoMode;
use prokura_domain::grant::Origin;
use prokura_domain::setting::key;
use prokura_domain::time::Timestamp;

/// What an organization has set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SsoSettings {
    /// Whether its people sign in there.
    pub mode: SsoMode,
    /// The provider's name.
    pub issuer: String,
    /// The name under which it knows us.
    pub client_id: String,
    /// How strongly somebody proves once more who they are.
    pub acr: Vec<String>,
}

impl SsoSettings {
    /// What an organization has set.
    #[must_use]
    pub fn of(policy: &Policy, organization: &OrganizationRecord) -> Self {
        let text = |key: &str| organization.text(policy, key).unwrap_or_default();
        Self {
            mode: SsoMode::from_code(text(key::SSO_MODE)).unwrap_or_default(),
            issuer: text(key::SSO_ISSUER).trim().to_owned(),
            client_id: text(key::SSO_CLIENT_ID).trim().to_owned(),
            acr: text(key::SSO_ACR).split_whitespace().map(str::to_owned).collect(),
        }
    }
}

/// Whether somebody at home in an organization that signs in at its provider only may sign in here all the same: they
/// hold break-glass access somewhere, and are the way in when the provider is what is broken (EXT-14).
#[must_use]
pub fn is_exempt(person: &PrincipalRecord, now: Timestamp) -> bool {
    person.grants.iter().any(|grant| grant.origin == Origin::BreakGlass && grant.term.contains(now))
}
