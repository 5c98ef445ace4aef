//! What is wrong with what was asked, collected, so that everything is told at once.

use crate::command::guard::code::RuleCode;
use prokura_domain::refusal::{FieldError, Refusal};

/// Problems found so far.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<(FieldError, Option<&'static str>)>);

impl Problems {
    /// A field is wrong.
    pub(crate) fn field(&mut self, field: impl Into<String>, code: &'static str) {
        self.field_with(field, code, Vec::new());
    }

    /// A field is wrong, and the text says more.
    pub(crate) fn field_with(
        &mut self,
        field: impl Into<String>,
        code: &'static str,
        arguments: Vec<(&'static str, String)>,
    ) {
        self.add(FieldError { field: field.into(), code, arguments }, None);
    }

    /// A rule forbids what a field says.
    pub(crate) fn rule(&mut self, field: impl Into<String>, broken: RuleCode, arguments: Vec<(&'static str, String)>) {
        self.add(FieldError { field: field.into(), code: broken.code, arguments }, Some(broken.rule));
    }

    /// What is wrong with a part of what was asked: its fields are named within it.
    pub(crate) fn within<T>(&mut self, part: &str, check: impl FnOnce(&mut Self) -> T) -> T {
        let mut inner = Self::default();
        let checked = check(&mut inner);
        for (error, rule) in inner.0 {
            self.add(FieldError { field: format!("{part}/{}", error.field), ..error }, rule);
        }
        checked
    }

    fn add(&mut self, error: FieldError, rule: Option<&'static str>) {
        if !self.0.iter().any(|(known, _)| *known == error) {
            self.0.push((error, rule));
        }
    }

    /// Nothing, the one broken rule, or every field at once.
    pub(crate) fn refuse(mut self) -> Result<(), Refusal> {
        if let [(_, Some(rule))] = self.0[..]
            && let Some((error, _)) = self.0.pop()
        {
            return Err(Refusal::Rule { code: error.code, rule, arguments: error.arguments });
        }
        if self.0.is_empty() {
            return Ok(());
        }
        Err(Refusal::Invalid(self.0.into_iter().map(|(error, _)| error).collect()))
    }
}

/// The refusal of a broken rule.
pub(crate) fn broken(rule: RuleCode) -> Refusal {
    Refusal::rule(rule.rule, rule.code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::guard::code::{LAST_FULL_ADMIN, SITES_MISSING};

    #[test]
    fn one_broken_rule_names_its_rule_and_several_problems_name_their_fields() {
        let mut problems = Problems::default();
        assert!(Problems::default().refuse().is_ok());
        problems.rule("role", LAST_FULL_ADMIN, Vec::new());
        problems.rule("role", LAST_FULL_ADMIN, Vec::new());
        assert_eq!(problems.refuse(), Err(Refusal::rule("ORG-07", "last_full_admin")));

        let mut problems = Problems::default();
        problems.rule("role", LAST_FULL_ADMIN, Vec::new());
        problems.field("sites", SITES_MISSING);
        let fields = vec![FieldError::new("role", "last_full_admin"), FieldError::new("sites", SITES_MISSING)];
        assert_eq!(problems.refuse(), Err(Refusal::Invalid(fields)));
    }
}
