//! Whom a command is about, and whom the actor may name.

use crate::error::Error;
use crate::work::Work;
use prokura_decision::facts::Target;
use prokura_decision::mask::Level;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::person::Person;
use prokura_domain::text::EmailAddress;
use serde::{Deserialize, Serialize};

/// Whom a command is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A person by id.
    Id(PrincipalId),
    /// A person by address, as typed at *Verify e-mail* (EXT-03).
    Email(EmailAddress),
}

/// The person a command is about. `None` for nobody, for a service account, and for an outsider of whom the actor may
/// not know here: the same answer.
pub(crate) async fn resolve(
    work: &mut Work<'_>,
    organization: OrganizationId,
    holder: &Holder,
) -> Result<Option<Person>, Error> {
    let person = match holder {
        Holder::Id(id) => work.person(*id).await?,
        Holder::Email(email) => work.person_by_email(email).await?,
    };
    let Some(person) = person else { return Ok(None) };
    work.know_principal(person.id).await?;
    let known = person.home == organization || knows_outsider(work, organization, person.id);
    Ok(known.then_some(person))
}

/// An outsider is known to who may add external administrators, and to who may see them once they are.
fn knows_outsider(work: &Work<'_>, organization: OrganizationId, person: PrincipalId) -> bool {
    if work.ask_manage("external_admins", organization).is_ok() {
        return true;
    }
    let listed = work.facts.principal_record(person).is_some_and(|record| {
        record.grants.iter().any(|grant| grant.organization == organization && !grant.term.is_over(work.now))
    });
    listed && work.ask("external_admins", Level::Read, organization, Target::Organization).is_ok()
}
