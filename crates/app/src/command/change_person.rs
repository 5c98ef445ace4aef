//! Changes a person's row: name, address, status, language, licences, package.

use crate::command::add_person::{check_address, check_package, licenses};
use crate::command::guard::code::{NOT_TO_ONESELF, STATUS_INVALID};
use crate::command::guard::problem::{Problems, broken};
use crate::command::guard::{last_admin, seat, sessions, takeover, version};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::facts::Target;
use prokura_decision::mask::Level;
use prokura_decision::policy::Policy;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::PrincipalId;
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::{EmailAddress, Locale, Name, PhoneNumber, Words};

/// Changes a person; what is `None` stays. Each field asks its own control, so that restricted mode locks what it locks.
#[derive(Clone, Debug)]
pub struct ChangePerson {
    /// Whom.
    pub person: PrincipalId,
    /// The version the caller looked at; `None` for whatever there is.
    pub expected_version: Option<i64>,
    /// The new name.
    pub name: Option<Name>,
    /// The new address.
    pub email: Option<EmailAddress>,
    /// Active or suspended.
    pub status: Option<PersonStatus>,
    /// The new language; `Some(None)` for none of their own.
    pub locale: Option<Option<Locale>>,
    /// Codes of every licence they shall have.
    pub licenses: Option<Vec<String>>,
    /// The new package; `Some(None)` for none. Where no licence is named, its licences come and those of the one before go.
    pub package: Option<Option<String>>,
    /// What changes of the rest.
    pub details: DetailsChange,
}

/// What changes of somebody's details; what is `None` stays, and `Some(None)` empties.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DetailsChange {
    /// The job title.
    pub title: Option<Option<Words>>,
    /// The department.
    pub department: Option<Option<Words>>,
    /// The primary work number (RST-03).
    pub work_number: Option<Option<PhoneNumber>>,
}

#[async_trait]
impl Command for ChangePerson {
    type Output = Person;

    fn name(&self) -> &'static str {
        "change_person"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Person, Error> {
        let before = work.read().person(self.person).await?.ok_or(Refusal::NotFound)?;
        let home = before.home;
        work.enter(home).await?;
        if work.ask("users", Level::Read, home, Target::Organization).is_err() {
            return Err(Refusal::NotFound.into());
        }
        let mut permit = None;
        for control in self.controls() {
            permit = Some(work.ask_manage(control, home)?);
        }
        // Nothing is asked for, so nothing changes.
        let Some(permit) = permit else { return Ok(before) };
        version::expect(work, before.id.0, self.expected_version, before.version).await?;

        let mut problems = Problems::default();
        let after = self.after(work.policy, &before, &mut problems);
        if after.email != before.email {
            check_address(work, home, &after.email, &mut problems).await?;
        }
        if after == before {
            problems.refuse()?;
            return Ok(before);
        }
        // Authority over the person's roles is asked before the details are told (ORG-08).
        work.know_principal(before.id).await?;
        if after.email != before.email || after.status != before.status {
            takeover::could_take_all(work, before.id, None).await?;
        }
        if work.actor()? == before.id && gains(work.policy, &before, &after) {
            return Err(broken(NOT_TO_ONESELF).into());
        }
        seat::draw(work, home, &before.licenses, &after.licenses, &mut problems).await?;
        problems.refuse()?;
        if after.status != before.status {
            last_admin::keep(work, home, &[], std::slice::from_ref(&after)).await?;
        }
        let after = Person { version: before.version + 1, ..after };
        let is_suspended = after.status == PersonStatus::Suspended && before.status != PersonStatus::Suspended;
        work.plan(&permit, Event::PersonChanged(Change { before, after: after.clone() }));
        if is_suspended {
            // They are out at once, and do not come back with the old windows when the suspension is lifted.
            sessions::end_all(work, &permit, after.id, home, None).await?;
        }
        Ok(after)
    }
}

impl ChangePerson {
    /// A change of somebody that names nothing yet.
    #[must_use]
    pub fn of(person: PrincipalId) -> Self {
        Self {
            person,
            expected_version: None,
            name: None,
            email: None,
            status: None,
            locale: None,
            licenses: None,
            package: None,
            details: DetailsChange::default(),
        }
    }

    /// The controls that the named fields ask.
    fn controls(&self) -> Vec<&'static str> {
        let DetailsChange { title, department, work_number } = &self.details;
        let details = self.name.is_some() || self.email.is_some() || self.locale.is_some();
        let details = details || title.is_some() || department.is_some();
        [
            (details, "users.details"),
            (self.status.is_some(), "users"),
            (self.licenses.is_some(), "users.services"),
            (self.package.is_some(), "users.package_change"),
            (work_number.is_some(), "users.primary_work_number"),
        ]
        .into_iter()
        .filter_map(|(named, control)| named.then_some(control))
        .collect()
    }

    /// The person as they would be.
    fn after(&self, policy: &Policy, before: &Person, problems: &mut Problems) -> Person {
        let mut after = before.clone();
        if let Some(name) = &self.name {
            after.name = name.clone();
        }
        if let Some(email) = &self.email {
            after.email = email.clone();
        }
        if let Some(status) = self.status {
            let becomes_invited = status == PersonStatus::Pending && before.status != PersonStatus::Pending;
            if becomes_invited || status.is_gone() {
                problems.field("status", STATUS_INVALID);
            }
            after.status = status;
        }
        if let Some(locale) = self.locale {
            after.locale = locale;
        }
        if let Some(asked) = &self.licenses {
            after.licenses = licenses(policy, asked, &before.licenses, problems);
        }
        if let Some(package) = &self.package {
            if *package != before.package {
                check_package(policy, package.as_deref(), problems);
                if self.licenses.is_none() {
                    after.licenses = repackaged(policy, before, package.as_deref());
                }
            }
            after.package = package.clone();
        }
        if let Some(title) = &self.details.title {
            after.details.title.clone_from(title);
        }
        if let Some(department) = &self.details.department {
            after.details.department.clone_from(department);
        }
        if let Some(number) = &self.details.work_number {
            after.details.work_number.clone_from(number);
        }
        after
    }
}

/// The licences of somebody who gets another package: what they have beside the one before stays.
fn repackaged(policy: &Policy, before: &Person, package: Option<&str>) -> Vec<String> {
    let of = |package: Option<&str>| package.and_then(|code| policy.package(code)).map_or(&[][..], |it| &it.licences);
    let gone = of(before.package.as_deref());
    let mut licenses: Vec<String> = before.licenses.iter().filter(|code| !gone.contains(code)).cloned().collect();
    licenses.extend_from_slice(of(package));
    licenses.sort();
    licenses.dedup();
    licenses
}

/// Whether a change of licences lifts what a licence takes away (CC-05): of one's own, that raises one's own rights.
pub(crate) fn gains(policy: &Policy, before: &Person, after: &Person) -> bool {
    let limited = |person: &Person, limit: &prokura_decision::policy::LicenceLimit| {
        let bits = policy.licence_bits(&person.licenses);
        bits & limit.with != 0 && bits & limit.without == 0
    };
    policy.licence_limits.iter().any(|limit| limited(before, limit) && !limited(after, limit))
}
