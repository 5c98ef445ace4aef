//! Whom an organization has removed (EXT-12).

use crate::caller::Caller;
use crate::error::Error;
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::organization::Block;
use prokura_domain::refusal::Refusal;

/// The blocks of an organization, lifted ones included, in the order of ids.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] without `external_admins.read`.
pub async fn list(service: &Service, caller: &Caller, organization: &str) -> Result<Vec<Block>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask("external_admins", Level::Read, entered.handle)?;
    let record = service.read().await?.organization_record(entered.id).await?.ok_or(Refusal::NotFound)?;
    let mut blocks = record.blocks;
    blocks.sort_unstable_by_key(|block| block.id);
    Ok(blocks)
}
