//! Is the committed OpenAPI document what the server serves?

use std::path::Path;
use std::process::Command;

use super::generated;
use crate::process;

pub(crate) fn check(binary: &Path, write: bool) -> Result<(), String> {
    let document = process::output(Command::new(binary).arg("openapi").current_dir(process::root()))?;
    generated::compare("openapi.json", &document, write)
}
