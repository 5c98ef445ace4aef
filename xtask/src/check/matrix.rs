//! Is the permission matrix that people review the one the policy gives?

use std::path::Path;
use std::process::Command;

use super::generated;
use crate::process;

pub(crate) fn check(binary: &Path, write: bool) -> Result<(), String> {
    let matrix = process::output(Command::new(binary).args(["policy", "matrix"]).current_dir(process::root()))?;
    generated::compare("policy/matrix.golden.txt", &matrix, write)
}
