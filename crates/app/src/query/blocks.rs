//! Whom an organization has removed (EXT-12).

use super::{Listed, Part};
use crate::caller::Caller;
use crate::error::Error;
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::id::BlockId;
use prokura_domain::organization::Block;
use prokura_domain::refusal::Refusal;

/// The blocks of an organization that are in force, all of them.
///
/// # Errors
/// As [`list`].
pub async fn in_force(service: &Service, caller: &Caller, organization: &str) -> Result<Vec<Block>, Error> {
    Ok(list(service, caller, organization, Some(true), Part::first(usize::MAX)).await?.items)
}

/// The blocks of an organization, in the order of ids: those in force, those that are not, or all.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] without `external_admins.read`.
pub async fn list(
    service: &Service,
    caller: &Caller,
    organization: &str,
    in_force: Option<bool>,
    part: Part<BlockId>,
) -> Result<Listed<Block, BlockId>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask("external_admins", Level::Read, entered.handle)?;
    let record = service.read().await?.organization_record(entered.id).await?.ok_or(Refusal::NotFound)?;
    let mut blocks = record.blocks;
    blocks.retain(|block| in_force.is_none_or(|wanted| block.term.contains(sight.now) == wanted));
    Ok(part.pick(blocks, false, |block| block.id))
}
