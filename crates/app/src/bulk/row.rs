//! What is kept of a row: as it came, what would become of it, what became of it.

use crate::bulk::act::Act;
use crate::error::Error;
use crate::seats::Held;
use prokura_domain::event::Event;
use prokura_domain::grant::Grant;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// A row as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Row {
    /// Of a file.
    #[serde(rename = "f")]
    File {
        /// Its line, from 1; the headings are in the first.
        #[serde(rename = "l")]
        line: u64,
        /// Its cells, in the order of the task's columns.
        #[serde(rename = "c")]
        cells: Vec<String>,
        /// What is wrong with it, whatever the cells mean.
        #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
        wrong: Option<Said>,
    },
    /// Of a selection.
    #[serde(rename = "p")]
    Person(PrincipalId),
}

/// What a reader is told, in their language: a key of the locale files and what goes into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The key.
    pub key: String,
    /// What goes into the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<(String, String)>,
    /// The rule behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

impl Said {
    /// What is wrong with a row, by its code.
    #[must_use]
    pub fn field(code: &str, arguments: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self { key: format!("field-{code}"), arguments: arguments.iter().map(owned).collect(), rule: None }
    }

    /// What a refusal tells.
    #[must_use]
    pub fn of(refusal: &Refusal) -> Vec<Self> {
        let owned = |arguments: &[(&'static str, String)]| {
            arguments.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
        };
        let plain = |key: String| Self { key, arguments: Vec::new(), rule: None };
        match refusal {
            Refusal::Forbidden { because, rules, .. } if !because.is_empty() => {
                let rule = rules.first().map(|rule| (*rule).to_owned());
                because.iter().map(|code| Self { rule: rule.clone(), ..plain(format!("reason-{code}")) }).collect()
            }
            Refusal::Rule { code, rule, arguments } => vec![Self {
                key: format!("refusal-{code}"),
                arguments: owned(arguments),
                rule: Some((*rule).to_owned()),
            }],
            Refusal::Invalid(errors) => errors
                .iter()
                .map(|error| Self { arguments: owned(&error.arguments), ..plain(format!("field-{}", error.code)) })
                .collect(),
            Refusal::Unauthenticated
            | Refusal::StepUpNeeded { .. }
            | Refusal::NotFound
            | Refusal::Forbidden { .. }
            | Refusal::Conflict { .. }
            | Refusal::Over { .. }
            | Refusal::TooMany { .. } => vec![plain(format!("refusal-{}", refusal.code()))],
        }
    }
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Somebody would be added.
    Add,
    /// Something would change.
    Change,
    /// It is so already.
    Unchanged,
    /// It cannot be done.
    Refused,
    /// It was done.
    Done,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Add, Self::Change, Self::Unchanged, Self::Refused, Self::Done];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Change => "change",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
            Self::Done => "done",
        }
    }

    /// The outcome of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// One thing that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// A field of somebody's row. `field` is `name`, `email`, `status`, `locale`, `licenses`, `package`, `title`,
    /// `department` or `work_number`.
    Field {
        /// Which.
        field: String,
        /// As it was.
        before: String,
        /// As it is then.
        after: String,
    },
    /// A role that is given: its key.
    Given(String),
    /// A role that is taken: its key.
    Taken(String),
    /// A role whose scope or term changes: its key.
    RoleChanged(String),
    /// A role that stays though the row does not name it, since the reader has no authority over it: its key.
    Stays(String),
    /// An invitation goes out.
    Invited,
    /// Their home is this organization.
    Claimed,
}

/// A row and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its number: the line in the file, or its place in the selection, from 1.
    pub number: u64,
    /// Whom it is about, as far as the reader may know: a name, or what the row says.
    pub who: String,
    /// The address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// The person, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PrincipalId>,
    /// What becomes of it.
    pub outcome: Outcome,
    /// What changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Told>,
    /// Why it cannot be done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Said>,
    /// What is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Act>,
    /// What undoes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back: Option<Act>,
}

impl Line {
    /// A row that cannot be done.
    #[must_use]
    pub fn refused(self, because: Vec<Said>) -> Self {
        Self { outcome: Outcome::Refused, because, told: Vec::new(), act: None, back: None, ..self }
    }
}

/// How many rows came to what, from the first up to the end of a part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// [`Outcome::Add`].
    pub add: u64,
    /// [`Outcome::Change`].
    pub change: u64,
    /// [`Outcome::Unchanged`].
    pub unchanged: u64,
    /// [`Outcome::Refused`].
    pub refused: u64,
    /// [`Outcome::Done`].
    pub done: u64,
}

impl Tally {
    /// One more.
    pub fn count(&mut self, outcome: Outcome) {
        *self.slot(outcome) += 1;
    }

    fn slot(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::Add => &mut self.add,
            Outcome::Change => &mut self.change,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Refused => &mut self.refused,
            Outcome::Done => &mut self.done,
        }
    }

    /// How many came to one of these.
    #[must_use]
    pub fn of(mut self, outcome: Outcome) -> u64 {
        *self.slot(outcome)
    }
}

/// A part of what was found or done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Up to here.
    pub tally: Tally,
    /// How many more people will hold each licence, or fewer: seats are foreseen across the rows.
    #[serde(default, skip_serializing_if = "Held::is_empty")]
    pub ahead: Held,
    /// The rows of the chunk.
    pub lines: Vec<Line>,
}

/// Reads a part.
///
/// # Errors
/// When it is not one.
pub(crate) fn read<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes).map_err(|error| Error::Internal(format!("a part of a job: {error}")))
}

/// Writes a part.
///
/// # Errors
/// When it cannot be written as JSON.
pub(crate) fn write<T: Serialize>(part: &T) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(part).map_err(|error| Error::Internal(format!("a part of a job: {error}")))
}

/// What events come to for whom they are about.
#[must_use]
pub(crate) fn told(events: &[Event], organization: OrganizationId) -> Vec<Told> {
    let here = |grant: &Grant| grant.organization == organization;
    let mut told = Vec::new();
    let mut is_new = false;
    for event in events {
        if let Event::PersonAdded(person) = event {
            is_new = true;
            told.extend(differences(None, person));
        } else if let Event::PersonChanged(change) = event {
            told.extend(differences(Some(&change.before), &change.after));
        } else if let Event::PersonDeleted(change, _) | Event::PersonRestored(change) = event {
            // What stands in the place of the address says nothing.
            let after = Person { email: change.before.email.clone(), ..change.after.clone() };
            told.extend(differences(Some(&change.before), &after));
        } else if let Event::PersonClaimed(change) = event {
            // What they had in the former home is nobody's business here.
            told.push(Told::Claimed);
            told.extend(differences(Some(&change.after.bare()), &change.after));
        } else if let Event::RoleAssigned(grant) = event {
            told.extend(here(grant).then(|| Told::Given(grant.role.clone())));
        } else if let Event::GrantChanged(change) = event {
            told.extend(here(&change.after).then(|| Told::RoleChanged(change.after.role.clone())));
        } else if let Event::GrantEnded(change, _) = event {
            told.extend(here(&change.after).then(|| Told::Taken(change.after.role.clone())));
        } else if let Event::SignInLinkIssued(..) = event
            && !is_new
        {
            told.push(Told::Invited);
        }
    }
    told
}

/// The fields in which a person's row differs.
pub(crate) fn differences(before: Option<&Person>, after: &Person) -> Vec<Told> {
    let texts = |person: &Person| {
        [
            ("name", person.name.to_string()),
            ("email", person.email.to_string()),
            ("locale", person.locale.map(|locale| locale.tag().to_owned()).unwrap_or_default()),
            ("licenses", person.licenses.join(", ")),
            ("package", person.package.clone().unwrap_or_default()),
            ("title", person.details.title.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("department", person.details.department.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("work_number", person.details.work_number.as_ref().map(ToString::to_string).unwrap_or_default()),
        ]
    };
    let mut all: Vec<(&str, String, String)> =
        texts(after).into_iter().map(|(field, after)| (field, String::new(), after)).collect();
    if let Some(before) = before {
        for (slot, (_, was)) in all.iter_mut().zip(texts(before)) {
            slot.1 = was;
        }
        all.push(("status", before.status.code().to_owned(), after.status.code().to_owned()));
    }
    all.into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(field, before, after)| Told::Field { field: field.to_owned(), before, after })
        .collect()
}
