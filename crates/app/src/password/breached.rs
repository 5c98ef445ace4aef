//! Passwords that are known from breaches: tried first everywhere, so no password at all.
//!
//! A list has a line for each, the upper-case hexadecimal SHA-1 of the password, in their order; what follows a hash on its
//! line is not read. It is the form in which the collections of breached passwords are published, so an operator's file of
//! any size serves as it is: it is searched where it lies and never loaded.

use crate::error::Error;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use std::fmt::Write as _;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::Arc;

/// The most frequent of public lists, in lower case: those of twelve and more characters, and words that are common with
/// figures before and after them.
const BUILT_IN: &[u8] = include_bytes!("../../data/breached.sha1");
/// How long a hash is, in hexadecimal.
const HASH: usize = 40;
/// Longer than any line.
const WINDOW: usize = 160;
/// The least letters of a word that is worth nothing with figures around it.
const WORD: usize = 6;

/// A list.
#[derive(Clone, Debug)]
enum List {
    BuiltIn,
    File(Arc<File>, u64),
}

/// What is known from breaches.
#[derive(Clone, Debug)]
pub struct Breached {
    lists: Vec<List>,
}

impl Default for Breached {
    fn default() -> Self {
        Self { lists: vec![List::BuiltIn] }
    }
}

impl Breached {
    /// The operator's list beside the built-in one.
    ///
    /// # Errors
    /// A sentence, where the file cannot be read or is no such list.
    pub fn with_file(path: &Path) -> Result<Self, String> {
        let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let length = file.metadata().map_err(|error| format!("{}: {error}", path.display()))?.len();
        let list = List::File(Arc::new(file), length);
        let first = list.line_around(0).map_err(|error| format!("{}: {error}", path.display()))?;
        if !first.is_some_and(|(_, hash)| hash.iter().all(u8::is_ascii_hexdigit)) {
            return Err(format!(
                "{} has no line of an upper-case SHA-1 first: it is no list of hashes",
                path.display()
            ));
        }
        Ok(Self { lists: vec![List::BuiltIn, list] })
    }

    /// Whether a password is known, as it is or in lower case, or is a common word with figures around it. Reads files.
    ///
    /// # Errors
    /// When a file cannot be read any more.
    pub fn knows(&self, password: &str) -> Result<bool, Error> {
        let lower = password.to_lowercase();
        let word = lower.trim_matches(|c: char| !c.is_alphabetic());
        let is_word = word.len() < lower.len() && word.chars().count() >= WORD && word.chars().all(char::is_alphabetic);
        let asked = [Some(password), Some(lower.as_str()), is_word.then_some(word)];
        for text in asked.into_iter().flatten() {
            let hash = hashed(text);
            for list in &self.lists {
                if list.has(hash.as_bytes()).map_err(|error| Error::Internal(format!("breached passwords: {error}")))? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

impl List {
    fn len(&self) -> u64 {
        match self {
            Self::BuiltIn => BUILT_IN.len() as u64,
            Self::File(_, length) => *length,
        }
    }

    /// What is at a place, at most as much as fits.
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::BuiltIn => {
                let from = usize::try_from(at).unwrap_or(usize::MAX).min(BUILT_IN.len());
                let some = &BUILT_IN[from..(from + into.len()).min(BUILT_IN.len())];
                into[..some.len()].copy_from_slice(some);
                Ok(some.len())
            }
            Self::File(file, _) => {
                let mut read = 0;
                while read < into.len() {
                    match file.read_at(&mut into[read..], at + read as u64)? {
                        0 => break,
                        some => read += some,
                    }
                }
                Ok(read)
            }
        }
    }

    /// Where the line begins that has a place in it, and its hash; `None` past the last line.
    fn line_around(&self, at: u64) -> io::Result<Option<(u64, [u8; HASH])>> {
        let from = at.saturating_sub(WINDOW as u64);
        let mut window = [0; WINDOW * 2 + HASH];
        let read = self.read_at(from, &mut window)?;
        let place = usize::try_from(at - from).unwrap_or(WINDOW).min(read);
        let begin = window[..place].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let hash: Option<[u8; HASH]> = window[..read].get(begin..begin + HASH).and_then(|hash| hash.try_into().ok());
        Ok(hash.map(|hash| (from + begin as u64, hash)))
    }

    /// Looks a hash up by halving.
    fn has(&self, hash: &[u8]) -> io::Result<bool> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let Some((begin, found)) = self.line_around(middle)? else { return Ok(false) };
            match found[..].cmp(hash) {
                std::cmp::Ordering::Equal => return Ok(true),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = begin,
            }
        }
        Ok(false)
    }
}

fn hashed(password: &str) -> String {
    let mut text = String::with_capacity(HASH);
    for byte in digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes()).as_ref() {
        let _ = write!(text, "{byte:02X}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn the_built_in_list_is_in_order_and_every_line_is_found() {
        let text = std::str::from_utf8(BUILT_IN).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.len() > 1_000 && lines.is_sorted());
        assert!(lines.iter().all(|line| line.len() == HASH));
        for line in &lines {
            assert!(List::BuiltIn.has(line.as_bytes()).unwrap(), "{line}");
        }
        for absent in ["0000000000000000000000000000000000000000", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"] {
            assert!(!List::BuiltIn.has(absent.as_bytes()).unwrap());
        }
    }

    #[test]
    fn an_operators_list_is_searched_where_it_lies() {
        let mut hashes: Vec<String> =
            (0..5_000).map(|number| hashed(&format!("a long pass-phrase {number}"))).collect();
        hashes.sort();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        for (number, hash) in hashes.iter().enumerate() {
            write!(file, "{hash}:{}\r\n", number * number).unwrap();
        }
        file.flush().unwrap();
        let breached = Breached::with_file(file.path()).unwrap();
        for number in 0..5_000 {
            assert!(breached.knows(&format!("a long pass-phrase {number}")).unwrap(), "{number}");
        }
        assert!(!breached.knows("a long pass-phrase 5000").unwrap());
        assert!(breached.knows("Qwertyuiop123").unwrap(), "the built-in list counts beside it");
        let mut nonsense = tempfile::NamedTempFile::new().unwrap();
        writeln!(nonsense, "hunter2").unwrap();
        assert!(Breached::with_file(nonsense.path()).is_err());
        assert!(Breached::with_file(Path::new("/nowhere/at/all")).is_err());
    }

    #[test]
    fn a_common_word_with_figures_is_no_password() {
        let breached = Breached::default();
        for known in ["dragon123456", "!!Sunshine2026!!", "PASSWORD1234", "correcthorsebatterystaple"] {
            assert!(breached.knows(known).unwrap(), "{known}");
        }
        for good in ["sunshine on the dragon", "a walk by the river", "žluťoučký kůň", "kitchen-lamp-4711-otter"]
        {
            assert!(!breached.knows(good).unwrap(), "{good}");
        }
    }
}
