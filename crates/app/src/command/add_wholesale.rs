//! Adds a wholesale user: a person with a package (RST-05).

use crate::command::add_person::AddPerson;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::id::OrganizationId;
use prokura_domain::person::{Details, Person};
use prokura_domain::text::{EmailAddress, Locale, Name};

/// Adds a person who gets what a package gives, and is invited as everybody who is added.
#[derive(Clone, Debug)]
pub struct AddWholesale {
    /// Their home from now on.
    pub organization: OrganizationId,
    /// The address.
    pub email: EmailAddress,
    /// The name.
    pub name: Name,
    /// Their language, if known.
    pub locale: Option<Locale>,
    /// The package's code.
    pub package: String,
}

#[async_trait]
impl Command for AddWholesale {
    type Output = Person;

    fn name(&self) -> &'static str {
        "add_wholesale"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Person, Error> {
        work.enter(self.organization).await?;
        let permit = work.ask_manage("users.add_wholesale", self.organization)?;
        let person = AddPerson {
            organization: self.organization,
            email: self.email.clone(),
            name: self.name.clone(),
            locale: self.locale,
            licenses: None,
            package: Some(self.package.clone()),
            details: Details::default(),
        };
        person.add(work, &permit).await
    }
}
