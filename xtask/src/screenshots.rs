//! What does every page look like?

use crate::tools::{self, Tool};
use crate::{browser, process};

/// Pictures of the pages named, or of all in `tests/e2e/pages.json`. An error when any page has a finding.
pub(crate) fn run(pages: &[&str]) -> Result<(), String> {
    tools::ensure(&[Tool::Chromium, Tool::Node])?;
    process::run(browser::node()?.arg("screenshots.mjs").args(pages))
}
