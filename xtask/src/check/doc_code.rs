//! Is there code in a doc comment? Nothing would compile it: what is to be shown, a test shows.

use super::sources;
use crate::process;

pub(crate) fn check() -> Result<(), String> {
    let mut findings = Vec::new();
    for directory in ["crates", "xtask/src"] {
        let read = sources::each(&process::root().join(directory), &["rs"], &mut |path, source| {
            let lines = source.lines().enumerate().filter(|(_, line)| is_fence(line));
            findings
                .extend(lines.map(|(number, _)| format!("{}:{}: code in a doc comment.", path.display(), number + 1)));
        });
        read.map_err(|error| format!("{directory}: {error}."))?;
    }
    if findings.is_empty() { Ok(()) } else { Err(findings.join("\n")) }
}

fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    let text = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"));
    text.is_some_and(|text| text.trim_start().starts_with("```"))
}
