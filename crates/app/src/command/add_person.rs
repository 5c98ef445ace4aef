//! Adds a person to an organization, without any right.

use crate::bulk::code::EMAIL_REPEATED;
use crate::command::guard::code::{EMAIL_HERE, EMAIL_TAKEN, LICENCE_UNKNOWN, PACKAGE_INVALID};
use crate::command::guard::problem::Problems;
use crate::command::issue_sign_in_link::link;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::policy::Policy;
use prokura_domain::account::LinkPurpose;
use prokura_domain::event::Event;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::text::{EmailAddress, Locale, Name, Slug};

/// Adds a person (ORG-05, ORG-06). They are invited by mail: they can act once they have signed in.
#[derive(Clone, Debug)]
pub struct AddPerson {
    /// Their home from now on.
    pub organization: OrganizationId,
    /// The address.
    pub email: EmailAddress,
    /// The name.
    pub name: Name,
    /// Their language, if known.
    pub locale: Option<Locale>,
    /// Codes of licences.
    pub licenses: Vec<String>,
    /// The package, if any.
    pub package: Option<String>,
}

#[async_trait]
impl Command for AddPerson {
    type Output = Person;

    fn name(&self) -> &'static str {
        "add_person"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Person, Error> {
        work.enter(self.organization).await?;
        let permit = work.ask_manage("users.create", self.organization)?;
        if !self.licenses.is_empty() {
            work.ask_manage("users.services", self.organization)?;
        }
        if self.package.is_some() {
            work.ask_manage("users.package_change", self.organization)?;
        }

        let mut problems = Problems::default();
        check_address(work, self.organization, &self.email, &mut problems).await?;
        let licenses = licenses(work.policy, &self.licenses, &mut problems);
        check_package(self.package.as_deref(), &mut problems);
        problems.refuse()?;
        let person = Person {
            id: PrincipalId(work.new_id()),
            email: self.email.clone(),
            name: self.name.clone(),
            home: self.organization,
            status: PersonStatus::Pending,
            locale: self.locale,
            licenses,
            package: self.package.clone(),
            version: 1,
        };
        work.plan(&permit, Event::PersonAdded(person.clone()));
        let invitation = link(work, person.id, LinkPurpose::Invitation);
        work.plan(&permit, Event::SignInLinkIssued(invitation, person.home));
        work.know_added(&person);
        Ok(person)
    }
}

/// Makes sure that an address is free (ORG-05). It says that the address is in use, and never where.
pub(crate) async fn check_address(
    work: &mut Work<'_>,
    organization: OrganizationId,
    email: &EmailAddress,
    problems: &mut Problems,
) -> Result<(), Error> {
    match work.read().person_by_email(email).await? {
        None if work.adds(email) => problems.field("email", EMAIL_REPEATED),
        None => {}
        Some(person) if person.home == organization => problems.field("email", EMAIL_HERE),
        Some(_) => {
            let alias = alias(email, &work.organization(organization)?.organization.slug);
            problems.rule("email", EMAIL_TAKEN, vec![("alias", alias)]);
        }
    }
    Ok(())
}

/// An address of the same mailbox, by the common convention of a part after a plus sign.
fn alias(email: &EmailAddress, organization: &Slug) -> String {
    let text = email.as_str();
    let local = text.strip_suffix(email.domain()).and_then(|rest| rest.strip_suffix('@')).unwrap_or(text);
    let local = local.split('+').next().unwrap_or(local);
    format!("{local}+{organization}@{}", email.domain())
}

/// Licence codes, sorted and without repeats; those that the policy does not know are problems.
pub(crate) fn licenses(policy: &Policy, asked: &[String], problems: &mut Problems) -> Vec<String> {
    for code in asked {
        if !policy.licences.iter().any(|licence| licence.code == *code) {
            problems.field_with("licenses", LICENCE_UNKNOWN, vec![("licence", code.chars().take(60).collect())]);
        }
    }
    let mut licenses = asked.to_vec();
    licenses.sort();
    licenses.dedup();
    licenses
}

/// A package's code looks like a look-up key; which packages there are is the catalogue's matter.
pub(crate) fn check_package(package: Option<&str>, problems: &mut Problems) {
    if package.is_some_and(|package| package.parse::<Slug>().is_err()) {
        problems.field("package", PACKAGE_INVALID);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_stays_in_the_same_mailbox() {
        // ORG-05
        let slug: Slug = "tatra-telecom".parse().unwrap();
        for (from, to) in [
            ("pavel@brno.example", "pavel+tatra-telecom@brno.example"),
            ("pavel+x@brno.example", "pavel+tatra-telecom@brno.example"),
        ] {
            assert_eq!(alias(&from.parse().unwrap(), &slug), to);
        }
    }
}
