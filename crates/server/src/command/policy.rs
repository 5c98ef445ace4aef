//! `prokura policy`.

use super::print;
use crate::cli::{PolicyDirectory, PolicyExport};
use crate::failure::Failure;
use crate::open;
use prokura_decision::{cedar, invariants};
use std::process::ExitCode;

pub(crate) fn check(given: &PolicyDirectory) -> Result<ExitCode, Failure> {
    let policy = open::policy(given.policy.as_deref())?;
    let violations = invariants::prove(&policy);
    if violations.is_empty() {
        print(&format!(
            "The policy is good: {} roles, {} areas, {} controls, {} settings; every invariant holds.\nDigest {}",
            policy.roles.len(),
            policy.areas.len(),
            policy.controls.len(),
            policy.settings.len(),
            policy.digest
        ))?;
        return Ok(ExitCode::SUCCESS);
    }
    let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
    print(&format!("{}\n{} violation(s).", lines.join("\n"), lines.len()))?;
    Ok(ExitCode::FAILURE)
}

pub(crate) fn matrix(given: &PolicyDirectory) -> Result<(), Failure> {
    print(&prokura_decision::policy::matrix(&*open::policy(given.policy.as_deref())?))
}

pub(crate) fn export(given: &PolicyExport) -> Result<(), Failure> {
    let policy = open::policy(given.directory.policy.as_deref())?;
    let export = cedar::export(&policy);
    print(&format!("{}\n{}", export.schema, export.policies))
}
