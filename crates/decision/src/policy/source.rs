//! Where do the texts of a policy come from, and which policy is it?

use super::document::Report;
use super::{Fault, Policy, PolicyErrors, check, compile, parse};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// The files of a policy, in the order that the digest covers them.
pub const FILES: [&str; 7] = [
    "areas.toml",
    "exclusions.toml",
    "restrictions.toml",
    "roles.toml",
    "services.toml",
    "settings.toml",
    "tables.toml",
];

const EMBEDDED: [&str; 7] = [
    include_str!("../../../../policy/areas.toml"),
    include_str!("../../../../policy/exclusions.toml"),
    include_str!("../../../../policy/restrictions.toml"),
    include_str!("../../../../policy/roles.toml"),
    include_str!("../../../../policy/services.toml"),
    include_str!("../../../../policy/settings.toml"),
    include_str!("../../../../policy/tables.toml"),
];

/// The most bytes of one file.
const MOST_BYTES: usize = 1 << 18;

impl Policy {
    /// The policy that the program was built with.
    ///
    /// # Errors
    /// What is wrong with it; a test holds that nothing is.
    pub fn embedded() -> Result<Self, PolicyErrors> {
        Self::from_texts(
            FILES.into_iter().zip(EMBEDDED).map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
        )
    }

    /// The policy whose files are in a directory.
    ///
    /// # Errors
    /// Everything that is wrong with it, a missing file and an unknown TOML file included.
    pub fn load(directory: &Path) -> Result<Self, PolicyErrors> {
        let mut report = Report::default();
        let mut texts = Vec::new();
        match fs::read_dir(directory).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
            Ok(entries) => {
                for name in entries.iter().map(fs::DirEntry::file_name) {
                    let name = name.to_string_lossy();
                    if name.ends_with(".toml") && !FILES.contains(&name.as_ref()) {
                        report.add_to(&name, 1, Fault::UnknownFile { known: FILES.join(", ") });
                    }
                }
            }
            Err(error) => report.add_to(&directory.to_string_lossy(), 1, Fault::Unreadable(error.to_string())),
        }
        for name in FILES {
            match read(&directory.join(name)) {
                Ok(text) => texts.push((name.to_owned(), text)),
                Err(fault) => report.add_to(name, 1, fault),
            }
        }
        if report.is_clean() { Self::from_texts(texts) } else { Err(report.into_errors()) }
    }

    /// The policy of texts, by file name.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_texts(texts: Vec<(String, String)>) -> Result<Self, PolicyErrors> {
        let mut report = Report::default();
        for (name, text) in &texts {
            if !FILES.contains(&name.as_str()) {
                report.add_to(name, 1, Fault::UnknownFile { known: FILES.join(", ") });
            }
            if text.len() > MOST_BYTES {
                report.add_to(name, 1, Fault::TooLong { most: MOST_BYTES });
            }
        }
        let mut ordered = Vec::new();
        for name in FILES {
            let mut named = texts.iter().filter(|(other, _)| other == name);
            match (named.next(), named.next()) {
                (Some(text), None) => ordered.push(text.clone()),
                (None, _) => report.add_to(name, 1, Fault::Unreadable("the file is missing".to_owned())),
                (Some(_), Some(_)) => {
                    report.add_to(name, 1, Fault::Duplicate { what: "file", name: name.to_owned() });
                }
            }
        }
        if !report.is_clean() {
            return Err(report.into_errors());
        }
        let raw = parse::parse(&ordered, &mut report);
        if report.has_unread() {
            return Err(report.into_errors());
        }
        let policy = compile::compile(&raw, digest(&ordered), ordered, &mut report);
        // What the whole lacks is only worth saying when every part of it was understood.
        if let Some(policy) = &policy
            && report.is_clean()
        {
            check::check(&raw, policy, &mut report);
        }
        match policy {
            Some(policy) if report.is_clean() => Ok(policy),
            Some(_) | None => Err(report.into_errors()),
        }
    }
}

fn read(path: &Path) -> Result<String, Fault> {
    let unreadable = |error: std::io::Error| Fault::Unreadable(error.to_string());
    if fs::metadata(path).map_err(unreadable)?.len() > MOST_BYTES as u64 {
        return Err(Fault::TooLong { most: MOST_BYTES });
    }
    fs::read_to_string(path).map_err(unreadable)
}

/// SHA-256 over names and texts, each after its length, lower-case hex.
fn digest(texts: &[(String, String)]) -> String {
    let mut hash = Sha256::new();
    for part in texts.iter().flat_map(|(name, text)| [name, text]) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize()
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|half| char::from_digit(half.into(), 16))
        .collect()
}
