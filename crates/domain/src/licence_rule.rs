//! Rules of an organization by which people get licences by themselves when they are added (RST-03).

use crate::id::{LicenceRuleId, OrganizationId};
use crate::text::{DomainName, EmailAddress};
use serde::{Deserialize, Serialize};

/// The most rules of an organization.
pub const MOST_RULES: usize = 50;

/// What a rule gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gives {
    /// Codes of licences, sorted.
    Licences(Vec<String>),
    /// A package's code.
    Package(String),
}

/// A rule. An organization has at most one for everybody and one for each domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceRule {
    /// The id.
    pub id: LicenceRuleId,
    /// Whose.
    pub organization: OrganizationId,
    /// For addresses of this domain; `None` for everybody else.
    pub domain: Option<DomainName>,
    /// What they get.
    pub gives: Gives,
    /// Counts the changes of this row, for optimistic locking.
    pub version: i64,
}

/// The rule that counts for an address: its domain's, else the one for everybody.
#[must_use]
pub fn rule_for<'r>(rules: &'r [LicenceRule], email: &EmailAddress) -> Option<&'r LicenceRule> {
    let own = |rule: &&LicenceRule| rule.domain.as_ref().is_some_and(|domain| domain.as_str() == email.domain());
    rules.iter().find(own).or_else(|| rules.iter().find(|rule| rule.domain.is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_domains_own_rule_comes_before_everybodys() {
        let rule = |number: u128, domain: Option<&str>| LicenceRule {
            id: LicenceRuleId(Uuid::from_u128(number)),
            organization: OrganizationId(Uuid::nil()),
            domain: domain.map(|domain| domain.parse().unwrap()),
            gives: Gives::Package("basic".to_owned()),
            version: 1,
        };
        let rules = [rule(1, None), rule(2, Some("clinic.example"))];
        let found = |email: &str, rules: &[LicenceRule]| {
            rule_for(rules, &email.parse().unwrap()).map(|rule| rule.id.0.as_u128())
        };
        assert_eq!(found("eve@clinic.example", &rules), Some(2));
        assert_eq!(found("eve@ward.clinic.example", &rules), Some(1), "a part of a domain is another one");
        assert_eq!(found("eve@ward.example", &rules[1..]), None);
    }
}
