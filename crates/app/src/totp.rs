//! Codes by time (RFC 6238), as every authenticator app makes them: SHA-1, six digits, thirty seconds.

use crate::port::Random;
use hmac::{Hmac, KeyInit as _, Mac as _};
use prokura_domain::time::Timestamp;
use sha1::Sha1;

/// How many bytes a fresh secret has: as many as the hash gives (RFC 4226, section 4).
const SECRET: usize = 20;
/// How many microseconds a step lasts.
const STEP: i64 = 30_000_000;
/// How many steps a clock may be off, either way.
const SKEW: i64 = 1;
/// How many digits a code has.
pub const DIGITS: usize = 6;

/// A fresh secret.
#[must_use]
pub fn fresh(random: &dyn Random) -> Vec<u8> {
    let mut secret = vec![0; SECRET];
    random.fill(&mut secret);
    secret
}

/// The time step of a moment (RFC 6238, section 4.2).
#[must_use]
pub const fn step(at: Timestamp) -> i64 {
    at.0.div_euclid(STEP)
}

/// The code of a step; `None` only where the hash cannot work at all.
#[must_use]
pub fn code(secret: &[u8], step: i64) -> Option<String> {
    truncated(secret, step).map(|number| format!("{:0DIGITS$}", number % 1_000_000))
}

/// The step whose code was typed, at most one step off now. Blanks are nothing: apps show codes in two groups.
#[must_use]
pub fn matching(secret: &[u8], typed: &str, now: Timestamp) -> Option<i64> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).take(DIGITS + 1).collect();
    let mut found = None;
    for step in step(now) - SKEW..=step(now) + SKEW {
        if code(secret, step).is_some_and(|code| code == typed) {
            found = Some(step);
        }
    }
    found
}

/// The dynamic truncation of RFC 4226, section 5.3.
fn truncated(secret: &[u8], step: i64) -> Option<u32> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash.last()? & 0x0f);
    let bytes: [u8; 4] = hash.get(offset..offset + 4)?.try_into().ok()?;
    Some(u32::from_be_bytes(bytes) & 0x7fff_ffff)
}

/// A secret as it is typed into an app: base 32 without padding (RFC 4648).
#[must_use]
pub fn written(secret: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::with_capacity(secret.len().div_ceil(5) * 8);
    for chunk in secret.chunks(5) {
        let mut bits = [0; 8];
        bits[3..3 + chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_be_bytes(bits);
        for place in 0..(chunk.len() * 8).div_ceil(5) {
            let index = (bits >> (35 - 5 * place)) & 31;
            text.push(char::from(ALPHABET[usize::try_from(index).unwrap_or_default()]));
        }
    }
    text
}

/// The address that an app reads from a QR code: whose account it is, where, and the secret.
#[must_use]
pub fn address(secret: &[u8], issuer: &str, account: &str) -> String {
    let (issuer, account) = (encoded(issuer), encoded(account));
    format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", written(secret))
}

/// Percent-encoded: apps do not take a plus for a blank.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> Timestamp {
        Timestamp(seconds * 1_000_000)
    }

    /// RFC 6238, appendix B, SHA-1: the last six of its eight digits.
    #[test]
    fn the_vectors_of_the_standard() {
        let vectors = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (seconds, expected) in vectors {
            assert_eq!(code(SEED, step(at(seconds))).as_deref(), Some(expected), "{seconds}");
        }
    }

    /// RFC 4226, appendix D.
    #[test]
    fn the_vectors_of_the_counter() {
        let codes =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (counter, expected) in (0..).zip(codes) {
            assert_eq!(code(SEED, counter).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off_and_no_more() {
        let shown = code(SEED, 1_000).unwrap();
        for (now, found) in [(998, None), (999, Some(1_000)), (1_000, Some(1_000)), (1_001, Some(1_000)), (1_002, None)]
        {
            assert_eq!(matching(SEED, &shown, Timestamp(now * STEP)), found, "{now}");
        }
        let grouped = format!(" {} {} ", &shown[..3], &shown[3..]);
        assert_eq!(matching(SEED, &grouped, Timestamp(1_000 * STEP)), Some(1_000));
        for wrong in ["", "1", &shown[..5], &format!("{shown}0"), "١٢٣٤٥٦", &"9".repeat(1_000_000)] {
            assert_eq!(matching(SEED, wrong, Timestamp(1_000 * STEP)), None);
        }
    }

    /// RFC 4648, section 10.
    #[test]
    fn a_secret_is_written_in_base_32() {
        let vectors =
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB")];
        for (bytes, text) in vectors {
            assert_eq!(written(bytes.as_bytes()), text);
        }
        assert_eq!(written(SEED), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn an_address_says_whose_account_it_is() {
        let address = address(SEED, "Prokura & přátelé", "harriet@clinic.example");
        assert_eq!(
            address,
            "otpauth://totp/Prokura%20%26%20p%C5%99%C3%A1tel%C3%A9:harriet@clinic.example\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Prokura%20%26%20p%C5%99%C3%A1tel%C3%A9"
        );
    }
}
