//! Are the examples of the API recorded as they are answered? The tests know; here they are recorded anew.

use std::fs;

use super::generated;
use crate::process;

/// What the test leaves behind.
const FRESH: &str = "target/tmp/examples.json";

/// Tries every example and keeps what is answered now.
pub(crate) fn record() -> Result<(), String> {
    let fresh = process::root().join(FRESH);
    match fs::remove_file(&fresh) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(format!("{FRESH}: {error}.")),
        Ok(()) | Err(_) => {}
    }
    let mut test = process::cargo();
    test.args(["test", "--quiet", "--package", "prokura-web", "--test", "http", "examples::"]);
    // It fails where anything is answered otherwise than recorded: that is why it is asked.
    process::status(&mut test)?;
    let text = fs::read_to_string(fresh).map_err(|error| format!("{FRESH}: {error}. What failed is told above."))?;
    generated::compare("crates/web/src/api/examples.json", &text, true)
}
