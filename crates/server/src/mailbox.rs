//! The demo's mailbox: one file a mail, in the data directory.

use prokura_domain::time::Timestamp;
use prokura_web::demo::{Delivered, Mailbox};
use prokura_web::mail::Mail;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// A directory of mails, readable by its owner alone.
pub(crate) struct MailDirectory {
    path: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    at: i64,
    mail: Mail,
}

impl MailDirectory {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        Ok(Self { path: path.to_owned() })
    }

    fn file(&self, id: &str) -> Option<PathBuf> {
        let plain = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        plain.then(|| self.path.join(format!("{id}.json")))
    }

    fn read(path: &Path, id: &str) -> io::Result<Delivered> {
        let kept: Kept = serde_json::from_slice(&fs::read(path)?)?;
        Ok(Delivered { id: id.to_owned(), at: Timestamp(kept.at), mail: kept.mail })
    }
}

impl Mailbox for MailDirectory {
    fn put(&self, delivered: &Delivered) -> io::Result<()> {
        let path = self.file(&delivered.id).ok_or(io::ErrorKind::InvalidInput)?;
        let text = serde_json::to_vec(&Kept { at: delivered.at.0, mail: delivered.mail.clone() })?;
        let unfinished = path.with_extension("unfinished");
        let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        file.write_all(&text)?;
        fs::rename(unfinished, path)
    }

    fn all(&self) -> io::Result<Vec<Delivered>> {
        let mut mails = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "json")
                && let Some(id) = path.file_stem().and_then(|stem| stem.to_str())
            {
                mails.push(Self::read(&path, id)?);
            }
        }
        mails.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
        Ok(mails)
    }

    fn get(&self, id: &str) -> io::Result<Option<Delivered>> {
        match self.file(id) {
            Some(path) if path.exists() => Self::read(&path, id).map(Some),
            Some(_) | None => Ok(None),
        }
    }
}
