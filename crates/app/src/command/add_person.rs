//! Adds a person to an organization, without any right.

use crate::bulk::code::EMAIL_REPEATED;
use crate::command::guard::alias;
use crate::command::guard::code::{EMAIL_HERE, EMAIL_TAKEN, LICENCE_UNKNOWN, PACKAGE_UNKNOWN};
use crate::command::guard::problem::Problems;
use crate::command::guard::seat::{self, Got};
use crate::command::issue_sign_in_link::link;
use crate::error::Error;
use crate::known::Foreseen;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::Permit;
use prokura_decision::policy::Policy;
use prokura_domain::account::LinkPurpose;
use prokura_domain::event::Event;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::person::{Details, GONE_DOMAIN, Person, PersonStatus};
use prokura_domain::text::{EmailAddress, Locale, Name};

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
    /// Codes of licences, none of them too; where nothing is said of them, the package's, or what a rule gives.
    pub licenses: Option<Vec<String>>,
    /// The package, if any.
    pub package: Option<String>,
    /// What else is known of them.
    pub details: Details,
}

#[async_trait]
impl Command for AddPerson {
    type Output = Person;

    fn name(&self) -> &'static str {
        "add_person"
    }

    fn foresees(&self) -> Foreseen {
        Foreseen { addresses: [self.email.clone()].into(), ..Foreseen::default() }
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Person, Error> {
        work.enter(self.organization).await?;
        let permit = work.ask_manage("users.create", self.organization)?;
        if self.licenses.as_ref().is_some_and(|named| !named.is_empty()) {
            work.ask_manage("users.services", self.organization)?;
        }
        if self.package.is_some() {
            work.ask_manage("users.package_change", self.organization)?;
        }
        if self.details.title.is_some() || self.details.department.is_some() {
            work.ask_manage("users.details", self.organization)?;
        }
        if self.details.work_number.is_some() {
            work.ask_manage("users.primary_work_number", self.organization)?;
        }
        self.add(work, &permit).await
    }
}

impl AddPerson {
    /// Adds them, whoever gave leave.
    pub(crate) async fn add(&self, work: &mut Work<'_>, permit: &Permit) -> Result<Person, Error> {
        let mut problems = Problems::default();
        check_address(work, self.organization, &self.email, &mut problems).await?;
        check_package(work.policy, self.package.as_deref(), &mut problems);
        let package = self.package.as_deref().and_then(|code| work.policy.package(code));
        let named = match (&self.licenses, package) {
            (Some(asked), _) => Some(licenses(work.policy, asked, &[], &mut problems)),
            (None, Some(package)) => Some(package.licences.clone()),
            (None, None) => None,
        };
        seat::draw(work, self.organization, &[], named.as_deref().unwrap_or_default(), &mut problems).await?;
        problems.refuse()?;
        let Got { licenses, package, missed } = match named {
            Some(licenses) => Got { licenses, package: self.package.clone(), missed: Vec::new() },
            None => seat::by_rule(work, self.organization, &self.email).await?,
        };
        let person = Person {
            id: PrincipalId(work.new_id()),
            email: self.email.clone(),
            name: self.name.clone(),
            home: self.organization,
            status: PersonStatus::Pending,
            locale: self.locale,
            licenses,
            package,
            details: self.details.clone(),
            version: 1,
        };
        work.plan(permit, Event::PersonAdded(person.clone()));
        seat::write_missed(work, permit, &person, missed);
        let invitation = link(work, person.id, LinkPurpose::Invitation);
        work.plan(permit, Event::SignInLinkIssued(invitation, person.home));
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
    if email.domain() == GONE_DOMAIN {
        problems.field("email", "email_invalid");
        return Ok(());
    }
    match work.person_by_email(email).await? {
        None if work.adds(email) => problems.field("email", EMAIL_REPEATED),
        None => {}
        Some(person) if person.home == organization => problems.field("email", EMAIL_HERE),
        Some(_) => {
            let slug = work.organization(organization)?.organization.slug.clone();
            let alias = alias::free(work, email, &slug).await?;
            let alias = alias.map_or_else(|| alias::NONE.to_owned(), |alias| alias.to_string());
            problems.rule("email", EMAIL_TAKEN, vec![("alias", alias)]);
        }
    }
    Ok(())
}

/// Licence codes, sorted and without repeats; those that the policy does not know are problems, save what is held already.
pub(crate) fn licenses(policy: &Policy, asked: &[String], held: &[String], problems: &mut Problems) -> Vec<String> {
    for code in asked.iter().filter(|code| !held.contains(code)) {
        if !policy.licences.iter().any(|licence| licence.code == *code) {
            problems.field_with("licenses", LICENCE_UNKNOWN, vec![("licence", code.chars().take(60).collect())]);
        }
    }
    let mut licenses = asked.to_vec();
    licenses.sort();
    licenses.dedup();
    licenses
}

/// A package is one that the policy knows.
pub(crate) fn check_package(policy: &Policy, package: Option<&str>, problems: &mut Problems) {
    if let Some(code) = package.filter(|code| policy.package(code).is_none()) {
        problems.field_with("package", PACKAGE_UNKNOWN, vec![("package", code.chars().take(60).collect())]);
    }
}
