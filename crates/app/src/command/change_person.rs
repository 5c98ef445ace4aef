//! Changes a person's row: name, address, status, language, licences, package.

use crate::command::add_person::{check_address, check_package, licenses};
use crate::command::guard::code::{NOT_TO_ONESELF, STATUS_INVALID};
use crate::command::guard::problem::{Problems, broken};
use crate::command::guard::{last_admin, sessions, takeover, version};
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
use prokura_domain::text::{EmailAddress, Locale, Name};

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
    /// The new package; `Some(None)` for none.
    pub package: Option<Option<String>>,
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
            takeover::could_take_everything(work, before.id).await?;
        }
        if work.actor()? == before.id && gains(work.policy, &before, &after) {
            return Err(broken(NOT_TO_ONESELF).into());
        }
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
    /// The controls that the named fields ask.
    fn controls(&self) -> Vec<&'static str> {
        let details = self.name.is_some() || self.email.is_some() || self.locale.is_some();
        [
            (details, "users.details"),
            (self.status.is_some(), "users"),
            (self.licenses.is_some(), "users.services"),
            (self.package.is_some(), "users.package_change"),
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
            if status == PersonStatus::Pending && before.status != PersonStatus::Pending {
                problems.field("status", STATUS_INVALID);
            }
            after.status = status;
        }
        if let Some(locale) = self.locale {
            after.locale = locale;
        }
        if let Some(asked) = &self.licenses {
            after.licenses = licenses(policy, asked, problems);
        }
        if let Some(package) = &self.package {
            check_package(package.as_deref(), problems);
            after.package = package.clone();
        }
        after
    }
}

/// Whether a change of licences lifts what a licence takes away (CC-05): of one's own, that raises one's own rights.
fn gains(policy: &Policy, before: &Person, after: &Person) -> bool {
    let limited = |person: &Person, limit: &prokura_decision::policy::LicenceLimit| {
        let bits = policy.licence_bits(&person.licenses);
        bits & limit.with != 0 && bits & limit.without == 0
    };
    policy.licence_limits.iter().any(|limit| limited(before, limit) && !limited(after, limit))
}
