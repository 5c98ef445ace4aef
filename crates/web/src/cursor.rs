//! Where the next page of a list begins, as a text that only we can make: it is bound to the list it belongs to.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use prokura_app::secret::{Keys, Purpose};

/// A cursor into the list that the texts name.
#[must_use]
pub fn seal(keys: &Keys, list: &[&str], position: &str) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(position), keys.tag(Purpose::Cursor, &message(list, position)))
}

/// The position that a cursor names, if it is one of this list and of this installation.
#[must_use]
pub fn open(keys: &Keys, list: &[&str], cursor: &str) -> Option<String> {
    let (position, tag) = cursor.split_once('.')?;
    let position = String::from_utf8(URL_SAFE_NO_PAD.decode(position).ok()?).ok()?;
    keys.check(Purpose::Cursor, &message(list, &position), tag).then_some(position)
}

fn message(list: &[&str], position: &str) -> Vec<u8> {
    let mut message = Vec::new();
    for part in list.iter().chain(&[position]) {
        message.extend((part.len() as u64).to_le_bytes());
        message.extend(part.as_bytes());
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_good_for_its_list_only() {
        let keys = Keys::new(vec![(1, [7; 32])]).unwrap();
        let cursor = seal(&keys, &["people", "a"], "41");
        assert_eq!(open(&keys, &["people", "a"], &cursor).as_deref(), Some("41"));
        assert_eq!(open(&keys, &["people", "b"], &cursor), None);
        assert_eq!(open(&keys, &["people", "", "a"], &cursor), None);
        let other = seal(&keys, &["people", "a"], "42");
        let mixed = format!("{}.{}", other.split_once('.').unwrap().0, cursor.split_once('.').unwrap().1);
        assert_eq!(open(&keys, &["people", "a"], &mixed), None);
        for bad in ["", ".", "a", "é.x", &"x".repeat(100_000)] {
            assert_eq!(open(&keys, &["people", "a"], bad), None);
        }
    }
}
