//! Resets a person's package: they have what it gives again, no more and no less (RST-03).

use crate::command::change_person::gains;
use crate::command::guard::code::{NO_PACKAGE, NOT_TO_ONESELF};
use crate::command::guard::problem::{Problems, broken};
use crate::command::guard::{seat, version};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::facts::Target;
use prokura_decision::mask::Level;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::PrincipalId;
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;

/// Gives a person the licences of their package and takes every other.
#[derive(Clone, Copy, Debug)]
pub struct ResetPackage {
    /// Whom.
    pub person: PrincipalId,
    /// The version the caller looked at; `None` for whatever there is.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for ResetPackage {
    type Output = Person;

    fn name(&self) -> &'static str {
        "reset_package"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Person, Error> {
        let before = work.read().person(self.person).await?.ok_or(Refusal::NotFound)?;
        let home = before.home;
        work.enter(home).await?;
        if work.ask("users", Level::Read, home, Target::Organization).is_err() {
            return Err(Refusal::NotFound.into());
        }
        let permit = work.ask_manage("users.package_reset", home)?;
        version::expect(work, before.id.0, self.expected_version, before.version).await?;
        let policy = work.policy;
        let package = before.package.as_deref().and_then(|code| policy.package(code));
        let licenses = package.ok_or_else(|| broken(NO_PACKAGE))?.licences.clone();
        if licenses == before.licenses {
            return Ok(before);
        }
        let after = Person { licenses, version: before.version + 1, ..before.clone() };
        if work.actor()? == before.id && gains(policy, &before, &after) {
            return Err(broken(NOT_TO_ONESELF).into());
        }
        let mut problems = Problems::default();
        seat::draw(work, home, &before.licenses, &after.licenses, &mut problems).await?;
        problems.refuse()?;
        work.plan(&permit, Event::PersonChanged(Change { before, after: after.clone() }));
        Ok(after)
    }
}
