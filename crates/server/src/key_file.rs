//! The master key file: from its keys come link tokens, cursors and form tokens. Only its owner may read it.

use crate::failure::Failure;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use prokura_app::port::Random;
use prokura_app::secret::Keys;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

const HEAD: &str = "# Master keys of this installation, newest last: `<id> <256 bits in base64>`.\n\
     # Keep it secret and backed up. To rotate, add a line with a new id; remove an old line a day later.\n";

/// Reads the key file, or makes it with one fresh key where there is none.
///
/// # Errors
/// A sentence, when it cannot be read or written, others may read it, or a line is not a key.
pub(crate) fn open(path: &Path, random: &dyn Random) -> Result<Keys, Failure> {
    if !path.exists() {
        create(path, random)?;
    }
    let shown = path.display();
    let mode = fs::metadata(path).map_err(|error| Failure::io(path, &error))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(Failure::new(format!(
            "the key file {shown} can be read by others (mode {:o}): run `chmod 600 {shown}`",
            mode & 0o777
        )));
    }
    let text = fs::read_to_string(path).map_err(|error| Failure::io(path, &error))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let mut keys = Vec::new();
    for (number, line) in lines {
        let key = parse(line).ok_or_else(|| {
            Failure::new(format!("line {} of the key file {shown} is not `<id> <256 bits in base64>`", number + 1))
        })?;
        keys.push(key);
    }
    Keys::new(keys).ok_or_else(|| Failure::new(format!("the key file {shown} has no key: restore it from a backup")))
}

fn parse(line: &str) -> Option<(u8, [u8; 32])> {
    let (id, key) = line.trim().split_once(' ')?;
    Some((id.parse().ok()?, STANDARD.decode(key.trim()).ok()?.try_into().ok()?))
}

fn create(path: &Path, random: &dyn Random) -> Result<(), Failure> {
    let mut key = [0; 32];
    random.fill(&mut key);
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| Failure::io(path, &error))?;
    let text = format!("{HEAD}1 {}\n", STANDARD.encode(key));
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|error| Failure::io(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;

    #[test]
    fn a_key_file_is_made_once_and_kept_from_others() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        let tag = open(&path, &SystemRandom).unwrap().tag(prokura_app::secret::Purpose::Cursor, b"x");
        assert!(open(&path, &SystemRandom).unwrap().check(prokura_app::secret::Purpose::Cursor, b"x", &tag));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(open(&path, &SystemRandom).unwrap_err().to_string().contains("chmod 600"));
    }

    #[test]
    fn a_rotated_file_still_checks_what_the_old_key_made() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        let old = open(&path, &SystemRandom).unwrap().tag(prokura_app::secret::Purpose::Cursor, b"x");
        let mut text = fs::read_to_string(&path).unwrap();
        text.push_str(&format!("2 {}\n", STANDARD.encode([9; 32])));
        fs::write(&path, text).unwrap();
        let keys = open(&path, &SystemRandom).unwrap();
        assert!(keys.check(prokura_app::secret::Purpose::Cursor, b"x", &old));
        assert_ne!(keys.tag(prokura_app::secret::Purpose::Cursor, b"x"), old);
    }
}
