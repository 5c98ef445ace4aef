//! Recovery codes: for when the authenticator app is lost. Each is good once, and kept only as a tag under the master key,
//! so that a stolen database alone gives none away.

use crate::port::Random;
use crate::secret::{Keys, Purpose};
use prokura_domain::factor::{RECOVERY_CODES, RecoveryCode};
use prokura_domain::id::PrincipalId;

/// Digits and letters that are not mistaken for each other (Crockford's base 32): five bits each.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many of them a code has: 60 bits.
const LENGTH: usize = 12;
/// How many stand together.
const GROUP: usize = 4;

/// Fresh codes, as they are shown and printed.
#[must_use]
pub fn fresh(random: &dyn Random) -> Vec<String> {
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let mut bytes = [0; LENGTH];
        random.fill(&mut bytes);
        let signs: Vec<u8> = bytes.iter().map(|byte| ALPHABET[usize::from(byte & 31)]).collect();
        let groups: Vec<String> =
            signs.chunks(GROUP).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        codes.push(groups.join("-"));
    }
    codes
}

/// What is kept of a code.
#[must_use]
pub fn kept(keys: &Keys, person: PrincipalId, code: &str) -> Option<RecoveryCode> {
    let tag = keys.tag(Purpose::RecoveryCode, &message(person, &plain(code)?));
    Some(RecoveryCode { person, tag, used_at: None })
}

/// The code that was typed, among a person's.
#[must_use]
pub fn matching<'a>(
    keys: &Keys,
    person: PrincipalId,
    typed: &str,
    codes: &'a [RecoveryCode],
) -> Option<&'a RecoveryCode> {
    let message = message(person, &plain(typed)?);
    codes.iter().find(|code| keys.check(Purpose::RecoveryCode, &message, &code.tag))
}

/// A code without groups, in capitals, with what looks alike read as what is meant.
fn plain(typed: &str) -> Option<String> {
    let mut plain = String::with_capacity(LENGTH);
    for sign in typed.chars().filter(|sign| !sign.is_whitespace() && *sign != '-') {
        let sign = match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            sign if sign.is_ascii() && ALPHABET.contains(&(sign as u8)) => sign,
            _ => return None,
        };
        if plain.len() == LENGTH {
            return None;
        }
        plain.push(sign);
    }
    (plain.len() == LENGTH).then_some(plain)
}

fn message(person: PrincipalId, plain: &str) -> Vec<u8> {
    [person.0.as_bytes().as_slice(), plain.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU8, Ordering};
    use uuid::Uuid;

    struct Counting(AtomicU8);

    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.iter_mut().for_each(|byte| *byte = self.0.fetch_add(7, Ordering::SeqCst));
        }
    }

    #[test]
    fn a_code_is_found_however_it_is_typed_and_only_by_whose_it_is() {
        let keys = Keys::new(vec![(1, [7; 32])]).unwrap();
        let (one, other) = (PrincipalId(Uuid::from_u128(1)), PrincipalId(Uuid::from_u128(2)));
        let codes = fresh(&Counting(AtomicU8::new(3)));
        assert_eq!(codes.len(), RECOVERY_CODES);
        let rows: Vec<_> = codes.iter().map(|code| kept(&keys, one, code).unwrap()).collect();
        assert!(rows.iter().zip(&codes).all(|(row, code)| !row.tag.contains(&code.replace('-', ""))));
        for (code, row) in codes.iter().zip(&rows) {
            let spaced = code.replace('-', " ").to_lowercase().replace('0', "o").replace('1', "l");
            for typed in [code.clone(), code.replace('-', ""), spaced] {
                assert_eq!(matching(&keys, one, &typed, &rows), Some(row), "{typed}");
            }
            assert_eq!(matching(&keys, other, code, &rows), None);
            assert_eq!(matching(&keys, one, &code[1..], &rows), None);
            assert_eq!(matching(&keys, one, &format!("{code}0"), &rows), None);
        }
        for nonsense in ["", "000000", "ÁÉÍÓÚÝ-ÁÉÍÓ-ÚÝ", &"A".repeat(1_000_000)] {
            assert_eq!(matching(&keys, one, nonsense, &rows), None);
        }
        let rotated = Keys::new(vec![(1, [7; 32]), (2, [8; 32])]).unwrap();
        assert_eq!(matching(&rotated, one, &codes[0], &rows), Some(&rows[0]), "older codes outlive a new key");
    }
}
