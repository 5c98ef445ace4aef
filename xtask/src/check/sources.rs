//! Which source files are there, and what is in them?

use std::path::Path;
use std::{fs, io};

/// Hands over every file with one of these extensions below a directory, with its text.
pub(crate) fn each(directory: &Path, extensions: &[&str], take: &mut dyn FnMut(&Path, &str)) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            each(&path, extensions, take)?;
        } else if path.extension().is_some_and(|extension| extensions.iter().any(|known| extension == *known)) {
            take(&path, &fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
