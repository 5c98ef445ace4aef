//! Lifts a block: the partner's person, or the partner, has derived access again.

use crate::command::guard::ask::could_give;
use crate::command::guard::code::BLOCK_LIFTED;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{BlockId, OrganizationId};
use prokura_domain::organization::Block;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Term;

/// Lifts a block (EXT-12). What ended with it stays ended.
#[derive(Clone, Debug)]
pub struct LiftBlock {
    /// Who lifts.
    pub organization: OrganizationId,
    /// Which block.
    pub block: BlockId,
}

#[async_trait]
impl Command for LiftBlock {
    type Output = Block;

    fn name(&self) -> &'static str {
        "lift_block"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Block, Error> {
        work.enter(self.organization).await?;
        could_give(work, self.organization)?;
        // No outsider manages this (EXT-05): who holds it is a full administrator of the organization.
        let permit = work.ask_manage("external_admins", self.organization)?;

        let before = work.read().block(self.block).await?;
        let before = before.filter(|block| block.organization == self.organization).ok_or(Refusal::NotFound)?;
        if before.term.is_over(work.now) {
            return Err(Refusal::Over { code: BLOCK_LIFTED }.into());
        }
        let after = Block { term: Term { until: Some(work.now), ..before.term }, ..before.clone() };
        work.plan(&permit, Event::BlockChanged(Change { before, after: after.clone() }));
        Ok(after)
    }
}
