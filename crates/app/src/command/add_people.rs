//! Several people are added by hand at once: all of them, or nobody.

use crate::bulk::act::NewPerson;
use crate::bulk::code::{EMAIL_REPEATED, FORM_TOO_LONG, NO_ROWS};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::id::OrganizationId;
use prokura_domain::person::Person;
use prokura_domain::refusal::{FieldError, Refusal};

/// The most people of a form.
pub const MOST: usize = 25;

/// Adds people (ORG-05, ORG-06): each as by [`AddPerson`](crate::command::add_person::AddPerson), with every problem named at its row: `people/3/email`.
#[derive(Clone, Debug)]
pub struct AddPeople {
    /// Their home from now on.
    pub organization: OrganizationId,
    /// Who.
    pub people: Vec<NewPerson>,
}

#[async_trait]
impl Command for AddPeople {
    type Output = Vec<Person>;

    fn name(&self) -> &'static str {
        "add_people"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Vec<Person>, Error> {
        work.enter(self.organization).await?;
        work.ask_manage("users.create", self.organization)?;
        if self.people.is_empty() {
            return Err(Refusal::field("people", NO_ROWS).into());
        }
        if self.people.len() > MOST {
            let arguments = vec![("most", MOST.to_string())];
            let error = FieldError { field: "people".to_owned(), code: FORM_TOO_LONG, arguments };
            return Err(Refusal::Invalid(vec![error]).into());
        }
        let (mut added, mut wrong) = (Vec::with_capacity(self.people.len()), Vec::new());
        for (place, person) in self.people.iter().enumerate() {
            let at = |field: &str| format!("people/{place}/{field}");
            match person.command(self.organization).plan(work).await {
                Ok(person) => added.push(person),
                Err(Error::Refused(Refusal::Invalid(errors))) => {
                    let first = self.people.iter().position(|other| other.email == person.email);
                    wrong.extend(errors.into_iter().map(|mut error| {
                        if error.code == EMAIL_REPEATED {
                            error.arguments.push(("line", (first.unwrap_or_default() + 1).to_string()));
                        }
                        FieldError { field: at(&error.field), ..error }
                    }));
                }
                // The one rule about somebody who is added: whose address it is (ORG-05).
                Err(Error::Refused(Refusal::Rule { code, arguments, .. })) => {
                    wrong.push(FieldError { field: at("email"), code, arguments });
                }
                Err(error) => return Err(error),
            }
        }
        if wrong.is_empty() { Ok(added) } else { Err(Refusal::Invalid(wrong).into()) }
    }
}
