//! Signatures on what is filed: JWS (RFC 7515) with Ed25519 (RFC 8037), by keys that come from the master keys.
//!
//! The newest master key signs. Every key of the key file is published, and what an older one signed can be checked as long
//! as its public key is known: whoever files something keeps the published keys beside it.

use crate::secret::{Keys, Purpose};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A public key, as RFC 7517 and RFC 8037 write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// `OKP`.
    pub kty: String,
    /// `Ed25519`.
    pub crv: String,
    /// The key, base64url.
    pub x: String,
    /// Its thumbprint (RFC 7638).
    pub kid: String,
    /// `EdDSA`.
    #[serde(default)]
    pub alg: String,
    /// `sig`.
    #[serde(default, rename = "use")]
    pub usage: String,
}

/// A set of public keys, as `/.well-known/jwks.json` publishes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKeys {
    /// The keys, the one that signs last.
    pub keys: Vec<PublicKey>,
}

/// A signed content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    protected: String,
    payload: String,
    signature: String,
}

impl Signed {
    /// With the content in it (RFC 7515, section 7.1).
    #[must_use]
    pub fn whole(&self) -> String {
        format!("{}.{}.{}", self.protected, self.payload, self.signature)
    }

    /// Without the content (RFC 7515, appendix F): for a file beside it.
    #[must_use]
    pub fn detached(&self) -> String {
        format!("{}..{}", self.protected, self.signature)
    }
}

/// Why a signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSigned {
    /// It is no JWS of ours.
    #[error("this is not a signature that Prokura makes")]
    Malformed,
    /// The content is missing: it has to be given beside a detached signature.
    #[error("the signature does not hold the content: the signed file is needed beside it")]
    ContentMissing,
    /// None of the keys is the one that is named.
    #[error("the key that signed is not among the given keys")]
    UnknownKey,
    /// The content or the signature was changed.
    #[error("the signature does not hold: the content was changed after it was signed, or the signature was")]
    Wrong,
}

impl Keys {
    /// Signs a content with the newest key; `None` only where the key cannot sign at all.
    #[must_use]
    pub fn sign(&self, content: &[u8]) -> Option<Signed> {
        self.sign_with(|kid| serde_json::json!({ "alg": "EdDSA", "kid": kid }), content)
    }

    /// Signs a content that says in its header what it is (`typ`), so that it is taken for nothing else: [`PublicKeys::check`]
    /// refuses it.
    #[must_use]
    pub fn sign_as(&self, kind: &str, content: &[u8]) -> Option<Signed> {
        self.sign_with(|kid| serde_json::json!({ "alg": "EdDSA", "kid": kid, "typ": kind }), content)
    }

    fn sign_with(&self, header: impl FnOnce(String) -> serde_json::Value, content: &[u8]) -> Option<Signed> {
        let pair = self.pairs().pop()?;
        let header = header(public(&pair).kid);
        let protected = URL_SAFE_NO_PAD.encode(header.to_string());
        let payload = URL_SAFE_NO_PAD.encode(content);
        let signature = pair.sign(format!("{protected}.{payload}").as_bytes());
        Some(Signed { protected, payload, signature: URL_SAFE_NO_PAD.encode(signature.as_ref()) })
    }

    /// The public keys, the one that signs last.
    #[must_use]
    pub fn public_keys(&self) -> PublicKeys {
        PublicKeys { keys: self.pairs().iter().map(public).collect() }
    }

    fn pairs(&self) -> Vec<Ed25519KeyPair> {
        let seeds = self.derived(Purpose::Signature).into_iter();
        seeds.filter_map(|seed| Ed25519KeyPair::from_seed_unchecked(&seed).ok()).collect()
    }
}

fn public(pair: &Ed25519KeyPair) -> PublicKey {
    let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    PublicKey {
        kty: "OKP".to_owned(),
        crv: "Ed25519".to_owned(),
        kid: URL_SAFE_NO_PAD.encode(Sha256::digest(canonical.as_bytes())),
        x,
        alg: "EdDSA".to_owned(),
        usage: "sig".to_owned(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    kid: String,
}

impl PublicKeys {
    /// Checks a signature; gives the content. `beside` is the file beside a detached one.
    ///
    /// # Errors
    /// Why it does not hold.
    pub fn check(&self, signed: &str, beside: Option<&[u8]>) -> Result<Vec<u8>, NotSigned> {
        let mut parts = signed.trim().split('.');
        let (Some(protected), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotSigned::Malformed);
        };
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| NotSigned::Malformed);
        let header: Header = serde_json::from_slice(&decode(protected)?).map_err(|_| NotSigned::Malformed)?;
        if header.alg != "EdDSA" {
            return Err(NotSigned::Malformed);
        }
        let content = match (payload, beside) {
            ("", Some(beside)) => beside.to_vec(),
            ("", None) => return Err(NotSigned::ContentMissing),
            (payload, _) => decode(payload)?,
        };
        let named = |key: &&PublicKey| key.kid == header.kid && key.crv == "Ed25519";
        let key = self.keys.iter().find(named).ok_or(NotSigned::UnknownKey)?;
        let message = format!("{protected}.{}", URL_SAFE_NO_PAD.encode(&content));
        UnparsedPublicKey::new(&ED25519, decode(&key.x)?)
            .verify(message.as_bytes(), &decode(signature)?)
            .map_err(|_| NotSigned::Wrong)?;
        Ok(content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_holds_until_a_byte_changes() {
        let keys = Keys::new(vec![(1, [7; 32])]).unwrap();
        let signed = keys.sign(b"who could do what").unwrap();
        let public = keys.public_keys();
        assert_eq!(public.check(&signed.whole(), None).unwrap(), b"who could do what");
        assert_eq!(public.check(&signed.detached(), Some(b"who could do what")).unwrap(), b"who could do what");
        assert_eq!(public.check(&signed.detached(), Some(b"who could do that")), Err(NotSigned::Wrong));
        assert_eq!(public.check(&signed.detached(), None), Err(NotSigned::ContentMissing));
        let mut other = signed.clone();
        other.payload = URL_SAFE_NO_PAD.encode(b"somebody else");
        assert_eq!(public.check(&other.whole(), None), Err(NotSigned::Wrong));
        for nonsense in ["", "a.b", "a.b.c.d", "e30.e30.e30", "..", "\u{17e}.a.b"] {
            assert_eq!(public.check(nonsense, None), Err(NotSigned::Malformed), "{nonsense}");
        }
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","kid":"x"}"#);
        assert_eq!(public.check(&format!("{none}.e30."), None), Err(NotSigned::Malformed));
    }

    #[test]
    fn what_says_what_it_is_is_taken_for_nothing_else() {
        let keys = Keys::new(vec![(1, [7; 32])]).unwrap();
        let signed = keys.sign_as("secevent+jwt", b"{}").unwrap().whole();
        assert_eq!(keys.public_keys().check(&signed, None), Err(NotSigned::Malformed));
    }

    #[test]
    fn a_rotated_key_file_still_checks_what_the_old_key_signed() {
        let old = Keys::new(vec![(1, [7; 32])]).unwrap();
        let rotated = Keys::new(vec![(1, [7; 32]), (2, [9; 32])]).unwrap();
        let signed = old.sign(b"x").unwrap().whole();
        assert_eq!(rotated.public_keys().check(&signed, None), Ok(b"x".to_vec()));
        let new = rotated.sign(b"x").unwrap().whole();
        assert_ne!(new, signed);
        assert_eq!(old.public_keys().check(&new, None), Err(NotSigned::UnknownKey));
    }
}
