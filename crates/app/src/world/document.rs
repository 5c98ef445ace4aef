//! What does a world file say? Its rows, each value with its place, and everything that is wrong with their shape.
//!
//! A value that is missing or wrong is `None`, and reported; the rest of its row is still read and still resolved, so
//! that every error of a file is reported at once.

use super::error::{Code, Position, Report, WorldError};
use super::fields::{At, Fields, Place, pointer_part};
use super::tree::{Content, Entry, Format, Node, read};
use prokura_domain::custom_role::{Spelled, named_by};
use prokura_domain::id::CustomRoleId;
use prokura_domain::organization::{OrganizationKind, SiteManagement};
use prokura_domain::person::PersonStatus;
use prokura_domain::text::{EmailAddress, Locale, Name, PhoneNumber, Slug, Words};
use prokura_domain::time::Term;

/// A world file as read. What is wrong with its shape is kept until it is resolved, to be reported with the rest.
#[derive(Debug)]
pub struct Document {
    pub(super) organizations: Vec<OrganizationRow>,
    pub(super) relationships: Vec<RelationshipRow>,
    pub(super) subscriptions: Vec<SubscriptionRow>,
    pub(super) sites: Vec<SiteRow>,
    pub(super) locations: Vec<LocationRow>,
    pub(super) people: Vec<PersonRow>,
    pub(super) custom_roles: Vec<CustomRoleRow>,
    pub(super) grants: Vec<GrantRow>,
    pub(super) blocks: Vec<BlockRow>,
    pub(super) support_grants: Vec<AccessRow>,
    pub(super) sessions: Vec<AccessRow>,
    pub(super) report: Report,
    /// Whether the text was understood as a whole. If not, parts are lost, and nothing may be said of what is missing.
    pub(super) whole: bool,
}

#[derive(Debug)]
pub(super) struct OrganizationRow {
    pub(super) id: Option<At<Slug>>,
    pub(super) name: Option<At<Name>>,
    pub(super) kind: Option<At<OrganizationKind>>,
    pub(super) locale: Option<At<Locale>>,
    pub(super) restricted_mode: Option<At<bool>>,
    pub(super) allow_read_only_support: Option<At<bool>>,
    pub(super) external_demotion: Option<At<&'static str>>,
    pub(super) external_contact_center_role: Option<At<bool>>,
    pub(super) withheld: Option<At<Vec<At<String>>>>,
}

#[derive(Debug)]
pub(super) struct RelationshipRow {
    pub(super) place: Place,
    pub(super) partner: Option<At<Slug>>,
    pub(super) customer: Option<At<Slug>>,
    pub(super) term: Option<Term>,
}

#[derive(Debug)]
pub(super) struct SubscriptionRow {
    pub(super) id: Option<At<Slug>>,
    pub(super) customer: Option<At<Slug>>,
    pub(super) seller: Option<At<Slug>>,
    pub(super) services: Option<At<Vec<At<String>>>>,
    pub(super) quantity: Option<At<i64>>,
    pub(super) term: Option<Term>,
}

#[derive(Debug)]
pub(super) struct SiteRow {
    pub(super) id: Option<At<Slug>>,
    pub(super) organization: Option<At<Slug>>,
    pub(super) subscription: Option<At<Slug>>,
    pub(super) managed_by: Option<At<SiteManagement>>,
}

#[derive(Debug)]
pub(super) struct LocationRow {
    pub(super) id: Option<At<Slug>>,
    pub(super) organization: Option<At<Slug>>,
    pub(super) name: Option<At<Name>>,
}

#[derive(Debug)]
pub(super) struct PersonRow {
    pub(super) email: Option<At<EmailAddress>>,
    pub(super) name: Option<At<Name>>,
    pub(super) home: Option<At<Slug>>,
    pub(super) status: Option<At<PersonStatus>>,
    pub(super) locale: Option<At<Locale>>,
    pub(super) licenses: Option<At<Vec<At<String>>>>,
    pub(super) package: Option<At<Name>>,
    pub(super) title: Option<At<Words>>,
    pub(super) department: Option<At<Words>>,
    pub(super) work_number: Option<At<PhoneNumber>>,
}

/// A role that an organization composed. It has no look-up key but its id: its names may change.
#[derive(Debug)]
pub(super) struct CustomRoleRow {
    pub(super) id: Option<At<CustomRoleId>>,
    pub(super) organization: Option<At<Slug>>,
    /// In English, Czech and Polish; `None` where there is none, or a wrong one.
    pub(super) names: Option<Spelled>,
    pub(super) manages: Option<At<Vec<At<String>>>>,
    pub(super) reads: Option<At<Vec<At<String>>>>,
    pub(super) deleted: Option<At<bool>>,
}

#[derive(Debug)]
pub(super) struct GrantRow {
    pub(super) person: Option<At<EmailAddress>>,
    pub(super) role: Option<At<String>>,
    pub(super) organization: Option<At<Slug>>,
    pub(super) sites: Option<At<Vec<At<Slug>>>>,
    pub(super) locations: Option<At<Vec<At<Slug>>>>,
    pub(super) customers: Option<At<Vec<At<Slug>>>>,
    pub(super) term: Option<Term>,
    pub(super) activated: Option<At<bool>>,
    pub(super) reason: Option<At<String>>,
}

#[derive(Debug)]
pub(super) struct BlockRow {
    pub(super) place: Place,
    pub(super) person: Option<At<EmailAddress>>,
    pub(super) partner: Option<At<Slug>>,
    pub(super) organization: Option<At<Slug>>,
    pub(super) term: Option<Term>,
}

/// A support grant, or a Help Desk session, which nobody approves.
#[derive(Debug)]
pub(super) struct AccessRow {
    pub(super) place: Place,
    pub(super) agent: Option<At<EmailAddress>>,
    pub(super) organization: Option<At<Slug>>,
    pub(super) approved_by: Option<At<EmailAddress>>,
    pub(super) term: Option<Term>,
}

const TABLES: [&str; 11] = [
    "organization",
    "relationship",
    "subscription",
    "site",
    "location",
    "person",
    "custom_role",
    "grant",
    "block",
    "support_grant",
    "help_desk_session",
];

/// The choices of `external_demotion` (EXT-09).
const DEMOTIONS: [&str; 2] = ["individually", "all_at_once"];

impl Document {
    /// Reads a file. Nothing fails here: what is wrong is reported by the import, with everything else that is.
    #[must_use]
    pub fn read(bytes: &[u8], format: Format) -> Self {
        let mut report = Report::default();
        let root = read(bytes, format, &mut report);
        let whole = report.is_clean();
        let root = root.unwrap_or_default();
        let mut tables = Tables { root: &root, report: Report::default() };
        tables.unknown();
        let mut document = Self {
            organizations: tables.rows("organization", OrganizationRow::KEYS, OrganizationRow::read),
            relationships: tables.rows("relationship", RelationshipRow::KEYS, RelationshipRow::read),
            subscriptions: tables.rows("subscription", SubscriptionRow::KEYS, SubscriptionRow::read),
            sites: tables.rows("site", SiteRow::KEYS, SiteRow::read),
            locations: tables.rows("location", LocationRow::KEYS, LocationRow::read),
            people: tables.rows("person", PersonRow::KEYS, PersonRow::read),
            custom_roles: tables.rows("custom_role", CustomRoleRow::KEYS, CustomRoleRow::read),
            grants: tables.rows("grant", GrantRow::KEYS, GrantRow::read),
            blocks: tables.rows("block", BlockRow::KEYS, BlockRow::read),
            support_grants: tables.rows("support_grant", AccessRow::KEYS, AccessRow::read),
            sessions: tables.rows("help_desk_session", AccessRow::SESSION_KEYS, AccessRow::read_session),
            report: tables.report,
            whole,
        };
        if !whole {
            document.report.lacks_parts(report);
        }
        document
    }

    /// What is wrong with the file's shape alone, in the order of the file.
    #[must_use]
    pub fn shape_errors(&self) -> Vec<WorldError> {
        self.report.clone().into_errors()
    }
}

struct Tables<'a> {
    root: &'a [Entry],
    report: Report,
}

impl Tables<'_> {
    fn unknown(&mut self) {
        for entry in self.root {
            if !TABLES.contains(&entry.key.as_str()) {
                let arguments = vec![("key", entry.key.clone()), ("known", TABLES.join(", "))];
                self.report.add(position(entry), Code::UnknownTable, arguments);
            }
        }
    }

    fn rows<T>(
        &mut self,
        table: &'static str,
        keys: &'static [&'static str],
        read: fn(&Fields<'_>, &mut Report) -> T,
    ) -> Vec<T> {
        let mut found = self.root.iter().filter(|entry| entry.key == table);
        let Some(entry) = found.next() else { return Vec::new() };
        if found.next().is_some() {
            self.report.add(position(entry), Code::RepeatedKey, vec![("key", table.to_owned())]);
        }
        let Content::List(rows) = &entry.node.value else {
            let expected = format!("an array of tables, as in [[{table}]]");
            let arguments = vec![("key", table.to_owned()), ("expected", expected)];
            self.report.add(position(entry), Code::WrongType, arguments);
            return Vec::new();
        };
        let row = |(number, node): (usize, &Node)| {
            Fields::open(node, table, number, keys, &mut self.report).map(|fields| read(&fields, &mut self.report))
        };
        rows.iter().enumerate().filter_map(row).collect()
    }
}

fn position(entry: &Entry) -> Position {
    if entry.line > 0 {
        Position::Line(entry.line)
    } else {
        Position::Pointer(format!("/{}", pointer_part(&entry.key)))
    }
}

impl OrganizationRow {
    const KEYS: &[&str] = &[
        "id",
        "name",
        "kind",
        "locale",
        "restricted_mode",
        "allow_read_only_support",
        "external_demotion",
        "external_admins_manage_contact_centre_role",
        "withheld_from_externals",
    ];

    fn read(fields: &Fields<'_>, report: &mut Report) -> Self {
        Self {
            id: fields.need("id", fields.id("id", report), report),
            name: fields.need("name", fields.name("name", report), report),
            kind: fields.need(
                "kind",
                fields.code("kind", &OrganizationKind::ALL, OrganizationKind::code, report),
                report,
            ),
            locale: fields.code("locale", &Locale::ALL, Locale::tag, report),
            restricted_mode: fields.switch("restricted_mode", report),
            allow_read_only_support: fields.switch("allow_read_only_support", report),
            external_demotion: fields.code("external_demotion", &DEMOTIONS, |code| code, report),
            external_contact_center_role: fields.switch("external_admins_manage_contact_centre_role", report),
            withheld: fields.list("withheld_from_externals", report),
        }
    }
}

impl RelationshipRow {
    const KEYS: &[&str] = &["partner", "customer", "from", "until"];

    fn read(fields: &Fields<'_>, report: &mut Report) -> Self {
        Self {
            place: fields.place(),
            partner: fields.need("partner", fields.id("partner", report), report),
            customer: fields.need("customer", fields.id("customer", report), report),
            term: fields.term(report),
        }
    }
}

impl SubscriptionRow {
    const KEYS: &[&str] = &["id", "customer", "seller", "services", "quantity", "from", "until"];

    fn read(fields: &Fields<'_>, report: &mut Report) -> Self {
        Self {
            id: fields.need("id", fields.id("id", report), report),
            customer: fields.need("customer", fields.id("customer", report), report),
            seller: fields.need("seller", fields.id("seller", report), report),
            services: fields.need("services", fields.list("services", report), report),
            quantity: fields.need("quantity", fields.count("quantity", report), report),
            term: fields.term(report),
        }
    }
}

impl SiteRow {
    const KEYS: &[&str] = &["id", "organization", "subscription", "managed_by"];

    fn read(fields: &Fields<'_>, report: &mut Report) -> Self {
        const MANAGEMENTS: [SiteManagement; 2] = [SiteManagement::ControlHub, SiteManagement::SiteAdministration];
        Self {
            id: fields.need("id", fields.id("id", report), report),
            organization: fields.need("organization", fields.id("organization", report), report),
            subscription: fields.need("subscription", fields.id("subscription", report), report),
            managed_by: fields.need(
                "managed_by",
                fields.code("managed_by", &MANAGEMENTS, SiteManagement::code, report),
                report,
            ),
        }
    }
}

impl LocationRow {
    const KEYS: &[&str] = &["id", "organization", "name"];

    fn read(fields: &Fields<'_>, report: &mut Report) -> Self {
        Self {
            id: fields.need("id", fields.id("id", report), report),
            organization: fields.need("organization", fields.id("organization", report), report),
            name: fields.need("name", fields.name("name", report), report),
        }
    }
}

impl PersonRow {
    const KEYS: &[&str] =
        &["email", "name", "home", "status", "locale", "licenses", "package", "title", "department", "work_number"];

    fn read(fields: &Fields<'_>, report: &mut Report) -> Self {
        const STATUSES: [PersonStatus; 3] = [PersonStatus::Active, PersonStatus::Pending, PersonStatus::Suspended];
        Self {
            email: fields.need("email", fields.email("email", report), report),
            name: fields.need("name", fields.name("name", report), report),
            home: fields.need("home", fields.id("home", report), report),
            status: fields.code("status", &STATUSES, PersonStatus::code, report),
            locale: fields.code("locale", &Locale::ALL, Locale::tag, report),
            licenses: fields.list("licenses", report),
            package: fields.name("package", report),
            title: fields.detail("title", report),
            department: fields.detail("department", report),
            work_number: fields.work_number("work_number", report),
        }
    }
}

impl CustomRoleRow {
    const KEYS: &[&str] = &["id", "organization", "name_en", "name_cs", "name_pl", "manages", "reads", "deleted"];

    fn read(fields: &Fields<'_>, report: &mut Report) -> Self {
        let id = fields.need("id", fields.words("id", report), report).and_then(|written| {
            let id = named_by(&written.value);
            if id.is_none() {
                let arguments = vec![("key", "id".to_owned()), ("expected", "a UUID in lower case".to_owned())];
                report.add(written.place.position(), Code::WrongType, arguments);
            }
            Some(At { value: id?, place: written.place })
        });
        let any = ["name_en", "name_cs", "name_pl"].into_iter().any(|key| fields.has(key));
        if !any {
            fields.need::<()>("name_en", None, report);
        }
        let mut name = |key| fields.name(key, report).map(|name| name.value);
        let names = Spelled { en: name("name_en"), cs: name("name_cs"), pl: name("name_pl") };
        Self {
            id,
            organization: fields.need("organization", fields.id("organization", report), report),
            names: any.then_some(names),
            manages: fields.list("manages", report),
            reads: fields.list("reads", report),
            deleted: fields.switch("deleted", report),
        }
    }
}

impl GrantRow {
    const KEYS: &[&str] =
        &["person", "role", "organization", "sites", "locations", "customers", "from", "until", "activated", "reason"];

    fn read(fields: &Fields<'_>, report: &mut Report) -> Self {
        Self {
            person: fields.need("person", fields.email("person", report), report),
            role: fields.need("role", fields.words("role", report), report),
            organization: fields.need("organization", fields.id("organization", report), report),
            sites: fields.ids("sites", report),
            locations: fields.ids("locations", report),
            customers: fields.ids("customers", report),
            term: fields.term(report),
            activated: fields.switch("activated", report),
            reason: fields.words("reason", report),
        }
    }
}

impl BlockRow {
    const KEYS: &[&str] = &["person", "partner", "organization", "from", "until"];

    fn read(fields: &Fields<'_>, report: &mut Report) -> Self {
        let names = [fields.has("person"), fields.has("partner")];
        if names[0] == names[1] {
            report.add(fields.place().position(), Code::BlockOne, Vec::new());
        }
        Self {
            place: fields.place(),
            person: fields.email("person", report),
            partner: fields.id("partner", report),
            organization: fields.need("organization", fields.id("organization", report), report),
            term: fields.term(report),
        }
    }
}

impl AccessRow {
    const KEYS: &[&str] = &["agent", "organization", "approved_by", "from", "until"];
    const SESSION_KEYS: &[&str] = &["agent", "organization", "from", "until"];

    fn read(fields: &Fields<'_>, report: &mut Report) -> Self {
        let approved_by = fields.need("approved_by", fields.email("approved_by", report), report);
        Self { approved_by, ..Self::read_session(fields, report) }
    }

    fn read_session(fields: &Fields<'_>, report: &mut Report) -> Self {
        Self {
            place: fields.place(),
            agent: fields.need("agent", fields.email("agent", report), report),
            organization: fields.need("organization", fields.id("organization", report), report),
            approved_by: None,
            term: fields.term(report),
        }
    }
}
