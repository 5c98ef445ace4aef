//! How an organization demotes its external full administrators: one by one, or only all of them in one change (EXT-09).

use crate::command::guard::code::DEMOTION_LEAVES_OUT;
use crate::error::Error;
use crate::work::Work;
use prokura_domain::grant::role;
use prokura_domain::id::{GrantId, OrganizationId, PrincipalId};
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::{SettingValue, key};
use std::collections::BTreeSet;

/// The value of the setting under which a demotion takes every external full administrator.
const ALL_AT_ONCE: &str = "all_at_once";

/// Makes sure that a set of demoted grants leaves nobody out, where the organization asks for that.
pub(crate) async fn leaves_nobody_out(
    work: &mut Work<'_>,
    organization: OrganizationId,
    demoted: &[GrantId],
) -> Result<(), Error> {
    let policy = work.policy;
    let together = matches!(
        work.organization(organization)?.effective(policy, key::EXTERNAL_DEMOTION),
        Some(SettingValue::Text(choice)) if choice == ALL_AT_ONCE
    );
    if !together {
        return Ok(());
    }
    let now = work.now;
    let mut full = work.read().grants_in(organization, now).await?;
    full.retain(|grant| grant.role == role::EXTERNAL_FULL_ADMIN && !demoted.contains(&grant.id));
    if full.is_empty() {
        return Ok(());
    }
    let left: BTreeSet<PrincipalId> = full.iter().map(|grant| grant.principal).collect();
    let left: Vec<PrincipalId> = left.into_iter().collect();
    let mut names: Vec<String> =
        work.read().people(&left).await?.into_iter().map(|person| person.name.to_string()).collect();
    names.sort();
    let arguments = vec![("people", names.join(", "))];
    Err(Refusal::Rule { code: DEMOTION_LEAVES_OUT.code, rule: DEMOTION_LEAVES_OUT.rule, arguments }.into())
}
