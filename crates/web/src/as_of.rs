//! Who could do what at a moment, as it is told: on the wire, and as a file that an auditor keeps.

use crate::csv::row;
use crate::text::Language;
use prokura_app::error::Error;
use prokura_app::query::administrators::Holding;
use prokura_app::query::as_of::{Holder, Scene};
use prokura_decision::index::ResourceKind;
use prokura_decision::mask::Rights;
use prokura_decision::policy::Policy;
use prokura_decision::record::OrganizationRecord;
use prokura_domain::custom_role::named_by;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use prokura_wire::as_of::{AsOfFile, HeldAsOf, HolderAsOf, InsideAsOf, PlaceAsOf};
use prokura_wire::time::{Moment, rfc3339};
use std::collections::BTreeMap;

/// How many people a file of the API holds at most; it is made in memory. The command line has no limit.
pub const MOST: usize = 20_000;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// CSV (RFC 4180): a row for each right by which somebody was in.
    Csv,
}

impl Format {
    /// The format of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }

    /// The code, which is also a file name's ending.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }

    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8; header=present",
        }
    }
}

/// The organization as it is told.
#[must_use]
pub fn place(scene: &Scene) -> PlaceAsOf {
    let organization = &scene.record.organization;
    PlaceAsOf {
        organization: organization.id.0,
        slug: organization.slug.to_string(),
        name: organization.name.to_string(),
        at: Moment(scene.at),
        policy: scene.policy.digest.clone(),
        revision: scene.revision.0,
        incomplete_before: scene.incomplete_before.map(Moment),
        covers_own_people: scene.covered.own,
        covers_outsiders: scene.covered.outside,
        active: scene.facts.active,
        restricted_mode: scene.facts.restricted,
        read_only_support: scene.facts.read_only_support,
        external_contact_center_role: scene.facts.external_contact_center_role,
        withheld_areas: scene.withheld_areas.clone(),
        partners: scene.partners.iter().map(|partner| partner.slug.to_string()).collect(),
    }
}

/// What a role is called; a custom role is called what it was called then. `None` where nobody knows it.
#[must_use]
pub fn role_title(policy: &Policy, then: &OrganizationRecord, role: &str, language: Language) -> Option<String> {
    if named_by(role).is_some() {
        return then.custom_role(role).map(|custom| custom.names.in_locale(language.0).to_owned());
    }
    policy.role(role).map(|role| policy.role_at(role).title.in_locale(language.0).to_owned())
}

/// Somebody as they are told. Custom roles are called what they were called then.
#[must_use]
pub fn holder(policy: &Policy, then: &OrganizationRecord, language: Language, holder: Holder) -> HolderAsOf {
    let title = |key: &str| role_title(policy, then, key, language);
    let held = |holding: &Holding| match holding {
        Holding::Given(grant) => HeldAsOf::given(grant, title(&grant.role)),
        Holding::Derived { role, term } => HeldAsOf {
            how: "derived".to_owned(),
            role: Some(role.clone()),
            title: title(role),
            grant: None,
            origin: None,
            given_by: None,
            scope: None,
            from: term.from.map(Moment),
            until: term.until.map(Moment),
        },
        Holding::Support(grant) => HeldAsOf {
            how: "support".to_owned(),
            role: None,
            title: None,
            grant: Some(grant.id.0),
            origin: None,
            given_by: Some(grant.approved_by.0),
            scope: None,
            from: grant.term.from.map(Moment),
            until: grant.term.until.map(Moment),
        },
    };
    HolderAsOf {
        id: holder.principal.0,
        email: holder.person.and_then(|person| person.address().map(ToString::to_string)),
        name: holder.name.into(),
        home: holder.home.map(|home| home.slug.into()),
        active: holder.active,
        holds: holder.holds.iter().map(held).collect(),
        rights: levels(policy, holder.rights),
        inside: holder
            .inside
            .into_iter()
            .map(|inside| InsideAsOf {
                kind: kind(inside.kind).to_owned(),
                id: inside.id,
                slug: inside.slug.into(),
                rights: levels(policy, inside.rights),
            })
            .collect(),
    }
}

const fn kind(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Site => "site",
        ResourceKind::Location => "location",
        ResourceKind::Subscription => "subscription",
    }
}

/// The level of each control that there is any right to.
fn levels(policy: &Policy, rights: Rights) -> BTreeMap<String, String> {
    let name = |control| policy.control_at(control).name.clone();
    let read = rights.read.iter().map(|control| (name(control), "read".to_owned()));
    let manage = rights.manage.iter().map(|control| (name(control), "manage".to_owned()));
    // Managing includes reading, so it comes last and stands.
    read.chain(manage).collect()
}

/// Everything as one file.
///
/// # Errors
/// [`Refusal::Invalid`] where there are more people than `most`; when the store fails.
pub async fn file(
    scene: &mut Scene,
    format: Format,
    made_at: Timestamp,
    made_by: String,
    most: usize,
) -> Result<Vec<u8>, Error> {
    let found = scene.people(None, most).await?;
    if found.next.is_some() {
        return Err(Refusal::field("format", "as_of_too_many").into());
    }
    let english = Language(prokura_domain::text::Locale::En);
    let policy = std::sync::Arc::clone(&scene.policy);
    let people = found.items.into_iter().map(|it| holder(&policy, &scene.record, english, it)).collect();
    let (format_name, version) = ("prokura-as-of".to_owned(), 1);
    let file =
        AsOfFile { format: format_name, version, made_at: Moment(made_at), made_by, place: place(scene), people };
    match format {
        Format::Json => {
            let mut bytes = serde_json::to_vec_pretty(&file).map_err(|error| Error::Internal(error.to_string()))?;
            bytes.push(b'\n');
            Ok(bytes)
        }
        Format::Csv => Ok(csv(&file).into_bytes()),
    }
}

/// The columns of the CSV.
const COLUMNS: [&str; 21] = [
    "organization",
    "at",
    "person",
    "name",
    "home",
    "active",
    "how",
    "role",
    "origin",
    "grant",
    "given_by",
    "from",
    "until",
    "manages",
    "reads",
    "inside",
    "restricted_mode",
    "incomplete_before",
    "made_at",
    "made_by",
    "policy",
];

fn csv(file: &AsOfFile) -> String {
    let mut out = String::new();
    row(&mut out, COLUMNS.iter().map(|column| (*column).to_owned()));
    let moment = |at: Option<Moment>| at.map(|at| rfc3339(at.0)).unwrap_or_default();
    let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let of_level = |rights: &BTreeMap<String, String>, level: &str| {
        let names = rights.iter().filter(|(_, it)| *it == level).map(|(name, _)| name.as_str());
        names.collect::<Vec<_>>().join(" ")
    };
    let place = &file.place;
    for person in &file.people {
        let inside = person.inside.iter().map(|part| {
            let (manages, reads) = (of_level(&part.rights, "manage"), of_level(&part.rights, "read"));
            format!("{}:{} manages [{manages}] reads [{reads}]", part.kind, part.slug)
        });
        let inside = inside.collect::<Vec<_>>().join("; ");
        for held in &person.holds {
            row(
                &mut out,
                [
                    place.slug.clone(),
                    rfc3339(place.at.0),
                    person.email.clone().unwrap_or_else(|| person.id.to_string()),
                    person.name.clone(),
                    person.home.clone().unwrap_or_default(),
                    person.active.to_string(),
                    held.how.clone(),
                    held.role.clone().unwrap_or_default(),
                    held.origin.clone().unwrap_or_default(),
                    id(held.grant),
                    id(held.given_by),
                    moment(held.from),
                    moment(held.until),
                    of_level(&person.rights, "manage"),
                    of_level(&person.rights, "read"),
                    inside.clone(),
                    place.restricted_mode.to_string(),
                    moment(place.incomplete_before),
                    rfc3339(file.made_at.0),
                    file.made_by.clone(),
                    place.policy.clone(),
                ]
                .into_iter(),
            );
        }
    }
    out
}
