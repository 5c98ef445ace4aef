//! An entry as bytes: a version byte and canonical JSON (RFC 8785) of codes, ids and arguments. Personal values stand in
//! it as salted commitments; salt and value are kept beside it and can be erased without breaking the bytes.

use crate::audit::{Fact, Facts};
use crate::caller::Actor;
use crate::port::{Random, Revision};
use prokura_decision::permit::Basis;
use prokura_domain::id::{AuditEntryId, OrganizationId, PrincipalId, RequestId, SupportRequestId};
use prokura_domain::time::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use uuid::Uuid;

/// The layout of the bytes.
const VERSION: u8 = 1;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused.
    Refused,
}

impl Outcome {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }
}

/// An entry as kept. The columns repeat what the bytes say, for looking up; the bytes are what counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// The id.
    pub id: AuditEntryId,
    /// Whose log it is in.
    pub organization: OrganizationId,
    /// Its number there, from 1 without gaps.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// The revision it was committed with; the newest before it for a refusal.
    pub revision: Revision,
    /// Who acted, if a principal did.
    pub actor: Option<PrincipalId>,
    /// The actor's home.
    pub actor_home: Option<OrganizationId>,
    /// What was done, for example `role_assigned`.
    pub action: String,
    /// `done` or `refused`.
    pub outcome: String,
    /// The control under which it was done or refused, where one was asked.
    pub control: Option<String>,
    /// The row it is about.
    pub subject: Option<Uuid>,
    /// The support request it was done under (SUP-09).
    pub support_request: Option<SupportRequestId>,
    /// The HTTP request.
    pub request: RequestId,
    /// Digest of the policy it was decided under.
    pub policy: String,
    /// Version byte and canonical JSON.
    pub bytes: Vec<u8>,
    /// SHA-256 of 0x00 and the bytes (RFC 6962, section 2.1).
    pub leaf_hash: [u8; 32],
}

/// A personal value of an entry, apart from its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateValue {
    /// Its place in the entry, a JSON pointer (RFC 6901).
    pub place: String,
    /// 128 random bits.
    pub salt: [u8; 16],
    /// The value.
    pub value: String,
}

/// What is known of an entry before its facts.
#[derive(Clone, Debug)]
pub struct Header<'a> {
    /// Whose log it goes to.
    pub organization: OrganizationId,
    /// Its number there.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// The revision.
    pub revision: Revision,
    /// Who acts.
    pub actor: &'a Actor,
    /// By what right; `None` for a refusal.
    pub basis: Option<&'a Basis>,
    /// The control that was asked.
    pub control: Option<&'a str>,
    /// What is done.
    pub action: &'a str,
    /// How it ended.
    pub outcome: Outcome,
    /// The row it is about.
    pub subject: Option<Uuid>,
    /// The HTTP request.
    pub request: RequestId,
    /// Digest of the policy.
    pub policy: &'a str,
}

/// Makes the bytes, the leaf hash and the personal values of an entry. Sections are `arguments`, `before`, `after`.
#[must_use]
pub fn seal(header: &Header<'_>, sections: &[(&str, &Facts)], random: &dyn Random) -> (AuditRow, Vec<PrivateValue>) {
    let id = AuditEntryId(random.id(header.at));
    let support_request = match header.basis {
        Some(Basis::Role { support: Some((_, request)), .. }) => *request,
        Some(Basis::Role { .. } | Basis::Own(_) | Basis::Operator | Basis::System) | None => None,
    };
    let mut private = Vec::new();
    let mut body = BTreeMap::from([
        ("action", json!(header.action)),
        ("actor", actor_value(header.actor)),
        ("at", json!(header.at.0)),
        ("id", json!(id)),
        ("number", json!(header.number)),
        ("organization", json!(header.organization)),
        ("outcome", json!(header.outcome.code())),
        ("policy", json!(header.policy)),
        ("request", json!(header.request)),
        ("revision", json!(header.revision)),
    ]);
    if let Some(basis) = header.basis {
        body.insert("basis", basis_value(basis));
    }
    if let Some(control) = header.control {
        body.insert("control", json!(control));
    }
    if let Some(subject) = header.subject {
        body.insert("subject", json!(subject));
    }
    if let Some(request) = support_request {
        body.insert("support_request", json!(request));
    }
    for (section, facts) in sections {
        if !facts.is_empty() {
            body.insert(section, facts_value(section, facts, random, &mut private));
        }
    }
    let mut bytes = vec![VERSION];
    canonical(&json!(body), &mut bytes);
    let leaf_hash = leaf_hash(&bytes);
    let row = AuditRow {
        id,
        organization: header.organization,
        number: header.number,
        at: header.at,
        revision: header.revision,
        actor: header.actor.principal(),
        actor_home: header.actor.home(),
        action: header.action.to_owned(),
        outcome: header.outcome.code().to_owned(),
        control: header.control.map(str::to_owned),
        subject: header.subject,
        support_request,
        request: header.request,
        policy: header.policy.to_owned(),
        bytes,
        leaf_hash,
    };
    (row, private)
}

/// Reads an entry's JSON, with the personal values that are left put back in their places; an erased one stays a
/// commitment object. `None` for bytes of a version this program does not know.
#[must_use]
pub fn open(row: &AuditRow, private: &[PrivateValue]) -> Option<Value> {
    let (version, json) = row.bytes.split_first()?;
    if *version != VERSION {
        return None;
    }
    let mut value: Value = serde_json::from_slice(json).ok()?;
    for kept in private {
        if let Some(place) = value.pointer_mut(&kept.place)
            && place.get("commitment").and_then(Value::as_str) == Some(&commitment(&kept.salt, &kept.value))
        {
            *place = json!(kept.value);
        }
    }
    Some(value)
}

/// Whether an entry's bytes still have their leaf hash.
#[must_use]
pub fn is_intact(row: &AuditRow) -> bool {
    leaf_hash(&row.bytes) == row.leaf_hash
}

fn leaf_hash(bytes: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(bytes);
    hash.finalize().into()
}

fn commitment(salt: &[u8; 16], value: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(value.as_bytes());
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn actor_value(actor: &Actor) -> Value {
    match actor {
        Actor::Principal { id, home, via } => {
            let via = match via {
                crate::caller::Via::Session(session) => json!({ "session": session }),
                crate::caller::Via::Token { token, .. } => json!({ "token": token }),
                crate::caller::Via::Job { job, .. } => json!({ "job": job }),
                crate::caller::Via::MailLink => json!("mail_link"),
            };
            json!({ "principal": id, "home": home, "via": via })
        }
        Actor::Anonymous => json!("anonymous"),
        Actor::Operator => json!("operator"),
        Actor::System => json!("system"),
    }
}

fn basis_value(basis: &Basis) -> Value {
    match basis {
        Basis::Role { role, grant, organization, situation, support, .. } => {
            let mut value = json!({
                "role": role,
                "grant": grant,
                "organization": organization,
                "situation": situation.code(),
            });
            if let Some((grant, _)) = support {
                value["support_grant"] = json!(grant);
            }
            value
        }
        Basis::Own(_) => json!("own"),
        Basis::Operator => json!("operator"),
        Basis::System => json!("system"),
    }
}

fn facts_value(section: &str, facts: &Facts, random: &dyn Random, private: &mut Vec<PrivateValue>) -> Value {
    let values: BTreeMap<&str, Value> = facts
        .iter()
        .map(|(name, fact)| {
            let value = match fact {
                Fact::Code(code) => json!(code),
                Fact::Codes(codes) => json!(codes),
                Fact::Id(id) => json!(id),
                Fact::Ids(ids) => json!(ids),
                Fact::Number(number) => json!(number),
                Fact::Switch(on) => json!(on),
                Fact::Time(at) => json!(at.0),
                Fact::Personal(value) => {
                    let mut salt = [0; 16];
                    random.fill(&mut salt);
                    let commitment = commitment(&salt, value);
                    private.push(PrivateValue { place: format!("/{section}/{name}"), salt, value: value.clone() });
                    json!({ "commitment": commitment })
                }
            };
            (*name, value)
        })
        .collect();
    json!(values)
}

/// Canonical JSON (RFC 8785) of a value without fractions: keys are ASCII, so byte order is the order it asks for, and
/// `serde_json` escapes strings and prints integers as it asks.
fn canonical(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<&String, &Value> = members.iter().collect();
            out.push(b'{');
            for (position, (key, member)) in sorted.into_iter().enumerate() {
                if position > 0 {
                    out.push(b',');
                }
                out.extend(Value::from(key.as_str()).to_string().into_bytes());
                out.push(b':');
                canonical(member, out);
            }
            out.push(b'}');
        }
        Value::Array(items) => {
            out.push(b'[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push(b',');
                }
                canonical(item, out);
            }
            out.push(b']');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            out.extend(value.to_string().into_bytes())
        }
    }
}
