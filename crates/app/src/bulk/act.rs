//! What is done for one row: the same commands as by hand, as one change or nothing.

use crate::command::add_person::AddPerson;
use crate::command::change_person::{ChangePerson, DetailsChange};
use crate::command::claim_person::ClaimPerson;
use crate::command::delete_person::DeletePerson;
use crate::command::end_grant::may_take;
use crate::command::guard::holder::Holder;
use crate::command::invite_again::InviteAgain;
use crate::command::restore_person::RestorePerson;
use crate::command::set_roles::{RoleChoice, Seen, SetRoles};
use crate::error::Error;
use crate::known::Foreseen;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::grant::Grant;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::person::{Details, Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::{EmailAddress, Locale, Name, PhoneNumber, Words};
use serde::{Deserialize, Serialize};

/// Somebody who is added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPerson {
    /// The address.
    pub email: EmailAddress,
    /// The name.
    pub name: Name,
    /// Their language, if known.
    pub locale: Option<Locale>,
    /// Codes of licences, none of them too; where nothing is said of them, the package's, or what a rule gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licenses: Option<Vec<String>>,
    /// The package, if any.
    pub package: Option<String>,
    /// What else is known of them.
    #[serde(default)]
    pub details: Details,
}

impl NewPerson {
    /// The command that adds them.
    #[must_use]
    pub fn command(&self, organization: OrganizationId) -> AddPerson {
        AddPerson {
            organization,
            email: self.email.clone(),
            name: self.name.clone(),
            locale: self.locale,
            licenses: self.licenses.clone(),
            package: self.package.clone(),
            details: self.details.clone(),
        }
    }
}

/// What somebody's field becomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Put<T> {
    /// Nothing is in it.
    Nothing,
    /// This.
    This(T),
}

impl<T> From<Option<T>> for Put<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Self::This)
    }
}

impl<T> From<Put<T>> for Option<T> {
    fn from(value: Put<T>) -> Self {
        match value {
            Put::Nothing => None,
            Put::This(value) => Some(value),
        }
    }
}

/// What changes of somebody's row; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fields {
    /// The version that was looked at.
    pub version: i64,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Active or suspended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<PersonStatus>,
    /// The language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<Put<Locale>>,
    /// Every licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licenses: Option<Vec<String>>,
    /// The package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<Put<String>>,
    /// The job title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Put<Words>>,
    /// The department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<Put<Words>>,
    /// The primary work number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_number: Option<Put<PhoneNumber>>,
}

/// The roles that somebody shall hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roles {
    /// All of them.
    pub roles: Vec<RoleChoice>,
    /// The grants that were looked at.
    pub seen: Vec<Seen>,
    /// A role that must not stay, whoever has authority over it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without: Option<String>,
}

/// What is done for one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Somebody is added, with roles.
    Add {
        /// Who.
        person: NewPerson,
        /// Keys of roles.
        roles: Vec<String>,
    },
    /// Somebody is changed.
    Change {
        /// Who.
        person: PrincipalId,
        /// Of their row.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fields: Option<Fields>,
        /// Of their roles.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        roles: Option<Roles>,
    },
    /// Somebody is invited once more.
    Invite {
        /// Who.
        person: PrincipalId,
    },
    /// Somebody is deleted.
    Delete {
        /// Who.
        person: PrincipalId,
        /// The version that was looked at.
        version: i64,
    },
    /// Somebody of a free organization is claimed.
    Claim {
        /// Who.
        person: PrincipalId,
        /// The version that was looked at.
        version: i64,
    },
    /// Somebody who was deleted is brought back.
    Restore {
        /// Who.
        person: PrincipalId,
        /// The version that was looked at.
        version: i64,
    },
}

impl Act {
    /// What doing it begins with.
    pub(crate) fn foresees(&self) -> Foreseen {
        match self {
            Self::Add { person, .. } => Foreseen { addresses: [person.email.clone()].into(), ..Foreseen::default() },
            Self::Change { person, .. }
            | Self::Invite { person }
            | Self::Delete { person, .. }
            | Self::Claim { person, .. }
            | Self::Restore { person, .. } => Foreseen { people: [*person].into(), ..Foreseen::default() },
        }
    }

    /// What undoes another act, now that this is what it left: it asks that nothing has happened since.
    #[must_use]
    pub fn since(self, acted: &Acted) -> Self {
        match self {
            Self::Change { person, mut fields, mut roles } => {
                if let (Some(fields), Some(version)) = (&mut fields, acted.version) {
                    fields.version = version;
                }
                if let Some(roles) = &mut roles {
                    roles.seen.clone_from(&acted.seen);
                }
                Self::Change { person, fields, roles }
            }
            Self::Restore { person, version } => Self::Restore { person, version: acted.version.unwrap_or(version) },
            Self::Delete { person, version } => Self::Delete { person, version: acted.version.unwrap_or(version) },
            Self::Add { .. } | Self::Invite { .. } | Self::Claim { .. } => self,
        }
    }
}

/// What an act left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acted {
    /// Who was changed.
    pub person: Option<PrincipalId>,
    /// The version of their row, where it was in hand.
    pub version: Option<i64>,
    /// The grants they have here, where roles were in hand.
    pub seen: Vec<Seen>,
}

/// Does an act.
#[derive(Clone, Debug)]
pub struct DoAct {
    /// Where.
    pub organization: OrganizationId,
    /// What.
    pub act: Act,
}

#[async_trait]
impl Command for DoAct {
    type Output = Acted;

    /// As the command that it is by hand.
    fn name(&self) -> &'static str {
        match &self.act {
            Act::Add { .. } => "add_person",
            Act::Change { fields: Some(_), .. } => "change_person",
            Act::Change { fields: None, .. } => "set_roles",
            Act::Invite { .. } => "invite_again",
            Act::Delete { .. } => "delete_person",
            Act::Claim { .. } => "claim_person",
            Act::Restore { .. } => "restore_person",
        }
    }

    fn foresees(&self) -> Foreseen {
        self.act.foresees()
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Acted, Error> {
        work.enter(self.organization).await?;
        match &self.act {
            Act::Add { person, roles } => {
                let added = person.command(self.organization).plan(work).await?;
                let mut seen = Vec::new();
                if !roles.is_empty() {
                    let choice = |role: &String| RoleChoice {
                        role: role.clone(),
                        scope: prokura_domain::grant::Scope::None,
                        until: None,
                    };
                    let roles = roles.iter().map(choice).collect();
                    seen = seen_of(&self.set(added.id, roles, &[]).plan(work).await?);
                }
                Ok(Acted { person: Some(added.id), version: Some(added.version), seen })
            }
            Act::Change { person, fields, roles } => {
                let mut acted = Acted { person: Some(*person), ..Acted::default() };
                if let Some(fields) = fields {
                    // Only people of this house: a row that names anybody else finds nobody.
                    work.person(*person).await?.filter(|it| it.home == self.organization).ok_or(Refusal::NotFound)?;
                    acted.version = Some(change(*person, fields).plan(work).await?.version);
                }
                if let Some(roles) = roles {
                    let after = self.set(*person, roles.roles.clone(), &roles.seen).plan(work).await?;
                    if let Some(left) = after.iter().find(|grant| roles.without.as_ref() == Some(&grant.role)) {
                        may_take(work, left).await?;
                        return Err(Refusal::NotFound.into());
                    }
                    acted.seen = seen_of(&after);
                }
                Ok(acted)
            }
            Act::Invite { person } => {
                work.person(*person).await?.filter(|it| it.home == self.organization).ok_or(Refusal::NotFound)?;
                InviteAgain { person: *person }.plan(work).await?;
                Ok(Acted { person: Some(*person), ..Acted::default() })
            }
            Act::Delete { person, version } => {
                let (organization, person, expected_version) = (self.organization, *person, Some(*version));
                Ok(left(&DeletePerson { organization, person, expected_version }.plan(work).await?))
            }
            Act::Claim { person, version } => {
                let (organization, person, expected_version) = (self.organization, *person, Some(*version));
                Ok(left(&ClaimPerson { organization, person, expected_version }.plan(work).await?))
            }
            Act::Restore { person, version } => {
                let (organization, person, expected_version) = (self.organization, *person, Some(*version));
                Ok(left(&RestorePerson { organization, person, expected_version }.plan(work).await?))
            }
        }
    }
}

/// What an act left of somebody's row.
fn left(person: &Person) -> Acted {
    Acted { person: Some(person.id), version: Some(person.version), seen: Vec::new() }
}

impl DoAct {
    fn set(&self, person: PrincipalId, roles: Vec<RoleChoice>, seen: &[Seen]) -> SetRoles {
        SetRoles {
            organization: self.organization,
            holder: Holder::Id(person),
            roles,
            expected: Some(seen.to_vec()),
            reason: None,
        }
    }
}

/// Grants as they are looked at.
#[must_use]
pub(crate) fn seen_of(grants: &[Grant]) -> Vec<Seen> {
    grants.iter().map(|grant| Seen { grant: grant.id, version: grant.version }).collect()
}

fn change(person: PrincipalId, fields: &Fields) -> ChangePerson {
    ChangePerson {
        person,
        expected_version: Some(fields.version),
        name: fields.name.clone(),
        email: None,
        status: fields.status,
        locale: fields.locale.clone().map(Into::into),
        licenses: fields.licenses.clone(),
        package: fields.package.clone().map(Into::into),
        details: DetailsChange {
            title: fields.title.clone().map(Into::into),
            department: fields.department.clone().map(Into::into),
            work_number: fields.work_number.clone().map(Into::into),
        },
    }
}
