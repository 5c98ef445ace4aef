//! Who gets a mail, and in which language.

use crate::site::Site;
use crate::text::Language;
use prokura_app::error::Error;
use prokura_app::message::Recipient as Asked;
use prokura_app::port::Read;
use prokura_decision::facts::Facts as _;
use prokura_domain::grant::role;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::setting::SettingValue;
use prokura_domain::text::Locale;
use prokura_domain::time::Timestamp;

/// The setting of the language of an organization's mails.
const EMAIL_LOCALE: &str = "email.locale";

/// Who gets a mail.
#[derive(Clone, Debug)]
pub(super) struct Recipient {
    pub(super) id: PrincipalId,
    pub(super) email: String,
    pub(super) name: String,
    pub(super) language: Language,
}

/// Everybody a message goes to, as things are now.
pub(super) async fn recipients(
    site: &Site,
    read: &mut dyn Read,
    asked: Asked,
    now: Timestamp,
) -> Result<Vec<Recipient>, Error> {
    let people = match asked {
        Asked::Person(id) => read.person(id).await?.into_iter().collect(),
        Asked::FullAdministrators(organization) => holders(read, organization, role::FULL_ADMIN, now).await?,
        Asked::PartnerAdministrators(organization) => {
            let sells = holders(read, organization, role::PARTNER_FULL_ADMIN, now).await?;
            if sells.is_empty() { holders(read, organization, role::FULL_ADMIN, now).await? } else { sells }
        }
        Asked::Vendor => match vendor(site)? {
            Some(vendor) => holders(read, vendor, role::VENDOR_ADMIN, now).await?,
            None => Vec::new(),
        },
    };
    let mut recipients = Vec::new();
    for person in people.into_iter().filter(|person| person.status != PersonStatus::Suspended) {
        recipients.push(Recipient {
            id: person.id,
            email: person.email.to_string(),
            name: person.name.to_string(),
            language: language(read, &person).await?,
        });
    }
    Ok(recipients)
}

/// People of an organization who hold a role at home now.
async fn holders(
    read: &mut dyn Read,
    organization: OrganizationId,
    wanted: &str,
    now: Timestamp,
) -> Result<Vec<Person>, Error> {
    let grants = read.grants_in(organization, now).await?;
    let mut holders: Vec<PrincipalId> = grants
        .iter()
        .filter(|grant| grant.role == wanted && grant.term.contains(now))
        .map(|grant| grant.principal)
        .collect();
    holders.sort();
    holders.dedup();
    let people = read.people(&holders).await?;
    Ok(people.into_iter().filter(|person| person.home == organization).collect())
}

fn vendor(site: &Site) -> Result<Option<OrganizationId>, Error> {
    let snapshot = site.service.follower().snapshot()?;
    let vendor = snapshot
        .organizations(None)
        .find(|handle| snapshot.organization(*handle).is_some_and(|facts| facts.kind == OrganizationKind::Vendor));
    Ok(vendor.and_then(|vendor| snapshot.organization_id(vendor)))
}

/// The person's own, else the language that the organization set for its mails, else the organization's.
async fn language(read: &mut dyn Read, person: &Person) -> Result<Language, Error> {
    if let Some(own) = person.locale {
        return Ok(Language(own));
    }
    let Some(home) = read.organization_record(person.home).await? else { return Ok(Language(Locale::En)) };
    let set =
        home.settings.iter().find(|setting| setting.key == EMAIL_LOCALE).and_then(|setting| match &setting.value {
            SettingValue::Text(tag) => Locale::from_tag(tag),
            SettingValue::Switch(_) | SettingValue::Number(_) | SettingValue::List(_) => None,
        });
    Ok(Language(set.or(home.organization.locale).unwrap_or_default()))
}
