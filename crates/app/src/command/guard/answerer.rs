//! Who of a seller can answer a request for seats: where nobody can, nobody is asked.

use crate::error::Error;
use crate::port::Read;
use crate::work::Work;
use prokura_decision::decide::{Question, allows};
use prokura_decision::facts::Target;
use prokura_decision::mask::Level;
use prokura_decision::policy::{Policy, RoleClass, Situation};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::Subscription;
use prokura_domain::time::Timestamp;

/// The control that answering asks.
pub(crate) const CONTROL: &str = "orders";
/// How somebody from a seller can stand to a customer.
const FROM_THERE: [Situation; 5] = [
    Situation::ManagedCustomer,
    Situation::VendorElsewhere,
    Situation::FromManagingPartner,
    Situation::FromOtherPartner,
    Situation::FromElsewhere,
];

/// Who holds a role that could reach a customer's orders from a seller. Whether it does, the decision says.
///
/// # Errors
/// When the store fails.
pub(crate) async fn candidates(
    read: &mut dyn Read,
    policy: &Policy,
    customer: OrganizationId,
    seller: OrganizationId,
    now: Timestamp,
) -> Result<Vec<PrincipalId>, Error> {
    let Some(orders) = policy.control(CONTROL) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for role in &policy.roles {
        let cells = FROM_THERE.into_iter().filter_map(|situation| role.cells(situation));
        if !cells.map(|cells| cells.manage | cells.sold).any(|mask| mask.has(orders)) {
            continue;
        }
        let held_at = if role.class == RoleClass::Partner { seller } else { customer };
        let grants = read.grants_of_role(held_at, &role.key, now).await?;
        found.extend(grants.into_iter().filter(|grant| grant.term.contains(now)).map(|grant| grant.principal));
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Whether anybody of the seller of a subscription can answer a request now.
///
/// # Errors
/// When the store fails.
pub(crate) async fn is_there(work: &mut Work<'_>, sold: &Subscription) -> Result<bool, Error> {
    let (policy, now) = (work.policy, work.now);
    let Some(control) = policy.control(CONTROL) else { return Ok(false) };
    for principal in candidates(work.read(), policy, sold.customer, sold.seller, now).await? {
        work.know_principal(principal).await?;
        let (organization, target) = (sold.customer, Target::Subscription(sold.id.0));
        let question = Question { principal, organization, target, control, level: Level::Manage };
        if work.is_home_of(principal, sold.seller) && allows(policy, &work.facts, &question, now) {
            return Ok(true);
        }
    }
    Ok(false)
}
