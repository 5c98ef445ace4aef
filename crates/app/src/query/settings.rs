//! Settings of an organization: what each is, and why the caller cannot change it.

use crate::caller::Caller;
use crate::error::Error;
use crate::registry;
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::id::PrincipalId;
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::SettingValue;
use prokura_domain::time::Timestamp;

/// A setting as the caller sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingSeen {
    /// Its position in the policy's registry.
    pub position: usize,
    /// The value: as set, or the default.
    pub value: SettingValue,
    /// Who set it last and when.
    pub set: Option<(Option<PrincipalId>, Timestamp)>,
    /// Counts its changes; 0 for one never set.
    pub version: i64,
    /// Why the caller cannot change it: reason codes and rules; `None` when they can.
    pub locked: Option<(Vec<&'static str>, Vec<&'static str>)>,
}

/// The settings of an organization that the caller may read, in the registry's order.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] for somebody who may read none.
pub async fn list(service: &Service, caller: &Caller, organization: &str) -> Result<Vec<SettingSeen>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    let rights = sight.rights(entered.handle)?;
    let mut read = service.read().await?;
    let record = read.organization_record(entered.id).await?.ok_or(Refusal::NotFound)?;
    let policy = sight.policy();
    let mut seen = Vec::new();
    for (position, definition) in policy.settings.iter().enumerate() {
        if !definition.is_for(record.organization.kind) || !rights.allow(definition.control, Level::Read) {
            continue;
        }
        let name = &policy.control_at(definition.control).name;
        let locked = match sight.ask(name, Level::Manage, entered.handle) {
            Ok(()) => None,
            Err(Refusal::Forbidden { because, rules, .. }) => Some((because, rules)),
            Err(other) => return Err(other.into()),
        };
        let (value, version) = registry::value(&record, definition);
        let set = registry::set_by(&mut *read, &record, definition).await?;
        seen.push(SettingSeen { position, value, set, version, locked });
    }
    if seen.is_empty() {
        sight.ask("settings", Level::Read, entered.handle)?;
    }
    Ok(seen)
}

/// One setting.
///
/// # Errors
/// [`Refusal::NotFound`] where there is none that the caller may read.
pub async fn get(service: &Service, caller: &Caller, organization: &str, key: &str) -> Result<SettingSeen, Error> {
    let policy = service.policy();
    let all = list(service, caller, organization).await?;
    let found = all.into_iter().find(|seen| policy.settings.get(seen.position).is_some_and(|it| it.key == key));
    Ok(found.ok_or(Refusal::NotFound)?)
}
