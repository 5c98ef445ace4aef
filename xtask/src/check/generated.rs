//! Is the committed file what the program produces now?

use std::fs;

use crate::process;

/// Compares, or writes, the file at `path` (from the root).
pub(crate) fn compare(path: &str, produced: &str, write: bool) -> Result<(), String> {
    if produced.trim().is_empty() {
        return Err(format!("Nothing was produced for {path}."));
    }
    let file = process::root().join(path);
    if write {
        if let Some(directory) = file.parent() {
            fs::create_dir_all(directory).map_err(|error| format!("{path}: {error}."))?;
        }
        return fs::write(file, produced).map_err(|error| format!("{path}: {error}."));
    }
    let committed =
        fs::read_to_string(file).map_err(|error| format!("{path}: {error}. `cargo xtask check --write` makes it."))?;
    match first_difference(&committed, produced) {
        None => Ok(()),
        Some((line, was, is)) => {
            Err(format!("{path} differs from line {line} on; `cargo xtask check --write` renews it.\n- {was}\n+ {is}"))
        }
    }
}

/// The number of the first line that differs, and the two lines; a missing one is empty.
fn first_difference<'a>(committed: &'a str, produced: &'a str) -> Option<(usize, &'a str, &'a str)> {
    if committed == produced {
        return None;
    }
    let (mut before, mut after) = (committed.split_inclusive('\n'), produced.split_inclusive('\n'));
    (1..).find_map(|number| {
        let (was, is) = (before.next(), after.next());
        (was != is).then(|| (number, was.unwrap_or("").trim_end(), is.unwrap_or("").trim_end()))
    })
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn names_the_first_line_that_differs() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\nc\n", "a\nx\nc\n"), Some((2, "b", "x")));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some((2, "", "b")));
        assert_eq!(first_difference("a\n", "a"), Some((1, "a", "a")));
    }
}
