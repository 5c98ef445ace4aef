//! Is there code in a doc comment? Nothing would compile it: what is to be shown, a test shows.

use std::path::Path;
use std::{fs, io};

use crate::process;

pub(crate) fn check() -> Result<(), String> {
    let mut findings = Vec::new();
    for directory in ["crates", "xtask/src"] {
        gather(&process::root().join(directory), &mut findings).map_err(|error| format!("{directory}: {error}."))?;
    }
    if findings.is_empty() { Ok(()) } else { Err(findings.join("\n")) }
}

fn gather(directory: &Path, findings: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, findings)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path)?;
            let lines = source.lines().enumerate().filter(|(_, line)| is_fence(line));
            findings
                .extend(lines.map(|(number, _)| format!("{}:{}: code in a doc comment.", path.display(), number + 1)));
        }
    }
    Ok(())
}

fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    let text = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"));
    text.is_some_and(|text| text.trim_start().starts_with("```"))
}
