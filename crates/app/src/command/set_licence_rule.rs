//! What people get by themselves when they are added: rules are set and turned off (RST-03).

use crate::command::add_person::{check_package, licenses};
use crate::command::guard::code::{RULE_GIVES_NOTHING, RULES_TOO_MANY};
use crate::command::guard::problem::Problems;
use crate::command::guard::version;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::event::Event;
use prokura_domain::id::{LicenceRuleId, OrganizationId};
use prokura_domain::licence_rule::{Gives, LicenceRule, MOST_RULES};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::DomainName;

/// Sets what people of a domain get when they are added, or everybody else; in the place of what they got before.
#[derive(Clone, Debug)]
pub struct SetLicenceRule {
    /// Where.
    pub organization: OrganizationId,
    /// For addresses of this domain; `None` for everybody else.
    pub domain: Option<DomainName>,
    /// What they get.
    pub gives: Gives,
    /// The version the caller looked at; `None` for whatever there is.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for SetLicenceRule {
    type Output = LicenceRule;

    fn name(&self) -> &'static str {
        "set_licence_rule"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<LicenceRule, Error> {
        work.enter(self.organization).await?;
        let permit = work.ask_manage("users.auto_licenses", self.organization)?;
        let mut problems = Problems::default();
        let gives = match &self.gives {
            Gives::Licences(asked) if asked.is_empty() => {
                problems.field("licenses", RULE_GIVES_NOTHING);
                self.gives.clone()
            }
            Gives::Licences(asked) => Gives::Licences(licenses(work.policy, asked, &[], &mut problems)),
            Gives::Package(code) => {
                check_package(work.policy, Some(code), &mut problems);
                self.gives.clone()
            }
        };
        let rules = work.read().licence_rules_of(self.organization).await?;
        let before = rules.iter().find(|rule| rule.domain == self.domain).cloned();
        if before.is_none() && rules.len() >= MOST_RULES {
            problems.field_with("domain", RULES_TOO_MANY, vec![("most", MOST_RULES.to_string())]);
        }
        let (id, actual) = match &before {
            Some(before) => (before.id, before.version),
            None => (LicenceRuleId(work.new_id()), 0),
        };
        version::expect(work, id.0, self.expected_version, actual).await?;
        problems.refuse()?;
        if let Some(before) = before.as_ref().filter(|before| before.gives == gives) {
            return Ok(before.clone());
        }
        let domain = self.domain.clone();
        let after = LicenceRule { id, organization: self.organization, domain, gives, version: actual + 1 };
        work.plan(&permit, Event::LicenceRuleSet { before, after: after.clone() });
        Ok(after)
    }
}

/// Turns a rule off. Who has what it gave keeps it.
#[derive(Clone, Copy, Debug)]
pub struct RemoveLicenceRule {
    /// Where.
    pub organization: OrganizationId,
    /// The rule.
    pub rule: LicenceRuleId,
}

#[async_trait]
impl Command for RemoveLicenceRule {
    type Output = LicenceRule;

    fn name(&self) -> &'static str {
        "remove_licence_rule"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<LicenceRule, Error> {
        work.enter(self.organization).await?;
        let permit = work.ask_manage("users.auto_licenses", self.organization)?;
        let rules = work.read().licence_rules_of(self.organization).await?;
        let rule = rules.into_iter().find(|rule| rule.id == self.rule).ok_or(Refusal::NotFound)?;
        work.plan(&permit, Event::LicenceRuleRemoved(rule.clone()));
        Ok(rule)
    }
}
