//! What a setting of an organization is, wherever the registry says it is kept.

use crate::error::Error;
use crate::port::{AuditFilter, Read};
use crate::query::audit_log::facts;
use prokura_decision::policy::{SettingDefinition, SettingPlace};
use prokura_decision::record::OrganizationRecord;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::setting::SettingValue;
use prokura_domain::time::Timestamp;

/// Among how many of the newest changes of an organization's row it is looked who named it.
const NAMINGS: u64 = 20;

/// Who set something and when; nobody where an import or the operator did.
pub(crate) type SetBy = (Option<PrincipalId>, Timestamp);

/// The value of a setting and its version: as set, or the default and 0.
pub(crate) fn value(record: &OrganizationRecord, definition: &SettingDefinition) -> (SettingValue, i64) {
    match definition.place {
        SettingPlace::OrganizationName => {
            (SettingValue::Text(record.organization.name.to_string()), record.organization.version)
        }
        SettingPlace::Row => match record.settings.iter().find(|setting| setting.key == definition.key) {
            Some(setting) => (setting.value.clone(), setting.version),
            None => (definition.default.clone(), 0),
        },
    }
}

/// Who set a setting last.
///
/// # Errors
/// When the store fails, or an entry of the log cannot be read.
pub(crate) async fn set_by(
    read: &mut dyn Read,
    record: &OrganizationRecord,
    definition: &SettingDefinition,
) -> Result<Option<SetBy>, Error> {
    match definition.place {
        SettingPlace::OrganizationName => named_by(read, record.organization.id).await,
        SettingPlace::Row => {
            let set = record.settings.iter().find(|setting| setting.key == definition.key);
            Ok(set.map(|setting| (setting.set_by, setting.set_at)))
        }
    }
}

/// Who gave an organization the name it has, as its log says; nobody where it always had it.
async fn named_by(read: &mut dyn Read, organization: OrganizationId) -> Result<Option<SetBy>, Error> {
    let filter = AuditFilter {
        subject: Some(organization.0),
        action: Some("organization_changed".to_owned()),
        outcome: Some("done".to_owned()),
        ..AuditFilter::default()
    };
    for entry in read.audit_entries(organization, &filter, None, NAMINGS).await? {
        let facts = facts(&entry)?;
        let name = |section: &str| facts.get(section).and_then(|section| section.get("name"));
        if name("before") != name("after") {
            return Ok(Some((entry.row.actor, entry.row.at)));
        }
    }
    Ok(None)
}
