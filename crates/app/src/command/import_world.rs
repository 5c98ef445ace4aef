//! Imports a world file: everything in one transaction, or nothing.

use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::operator;
use crate::work::Work;
use crate::world::{Document, Line, Options, plan, refusal};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// Imports a world file. Only the operator may: import does not ask who could have given what it gives.
#[derive(Debug)]
pub struct ImportWorld {
    /// The file, read outside the transaction.
    pub document: Document,
    /// Whether what the file lacks ends, in the organizations that it lists.
    pub prune: bool,
    /// Whether to plan only and write nothing.
    pub dry_run: bool,
}

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Whether it was only planned.
    pub dry_run: bool,
    /// Row by row; empty when everything was so already.
    pub lines: Vec<Line>,
}

#[async_trait]
impl Command for ImportWorld {
    type Output = Imported;

    fn name(&self) -> &'static str {
        "import_world"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Imported, Error> {
        let permit = operator(work.caller(), "installation.manage")?;
        let stored = work.read().world().await?;
        let options = Options { now: work.now, prune: self.prune };
        let random = work.random();
        let planned = plan(&self.document, &stored, work.policy, options, &mut || random.id(options.now));
        let planned = planned.map_err(refusal)?;
        if !self.dry_run {
            for event in planned.events {
                work.plan(&permit, event);
            }
        }
        Ok(Imported { dry_run: self.dry_run, lines: planned.lines })
    }
}
