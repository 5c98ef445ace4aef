//! What can be wrong with a world file, where, and in which words?

use prokura_domain::refusal::{FieldError, Refusal};
use std::collections::HashSet;
use std::fmt;

/// Where in the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Position {
    /// A line, from 1.
    Line(u32),
    /// A JSON pointer (RFC 6901); empty for the file as a whole.
    Pointer(String),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Pointer(pointer) => f.write_str(pointer),
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal: $text:literal;)*) => {
        /// What is wrong. The code is stable; the text is English, for a terminal, with its arguments in braces.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            const fn template(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

codes! {
    /// Not TOML, or not JSON.
    Syntax = "world_syntax": "{detail}";
    /// The bytes are no text.
    NotText = "world_not_text": "is not UTF-8 text";
    /// More bytes than a world file may have.
    TooLarge = "world_too_large": "has {bytes} bytes; a world file has at most {most}";
    /// More errors than are listed.
    TooMany = "world_too_many_errors": "and {more} more errors";
    /// A table that no world file has.
    UnknownTable = "world_unknown_table": "there is no table `{key}` in a world file; the tables are {known}";
    /// A key that the table does not have.
    UnknownKey = "world_unknown_key": "`{table}` has no key `{key}`; its keys are {known}";
    /// A key that must be there.
    MissingKey = "world_missing_key": "this {table} lacks `{key}`";
    /// A key that is written twice (JSON).
    RepeatedKey = "world_repeated_key": "`{key}` is written twice";
    /// A value of another type.
    WrongType = "world_wrong_type": "`{key}` must be {expected}";
    /// Not a look-up key.
    InvalidId = "world_invalid_id": "`{value}` is no id: lower-case letters, digits, dots and hyphens, the first a letter or digit, at most 120";
    /// Not an e-mail address.
    InvalidEmail = "world_invalid_email": "`{value}` is no e-mail address";
    /// Not a telephone number.
    InvalidNumber = "world_invalid_number": "`{value}` is no telephone number as all the world dials it: `+` and 4 to 15 digits (E.164)";
    /// Not a name.
    InvalidName = "world_invalid_name": "`{key}` must be a text of 1 to 200 characters without control characters";
    /// Too long, or with characters that no text has.
    InvalidText = "world_invalid_text": "`{key}` must be a text of at most {most} characters without control characters";
    /// Not a licence code.
    InvalidCode = "world_invalid_code": "`{value}` is no code: lower-case letters, digits, dots, hyphens and underscores";
    /// Not a time.
    InvalidTime = "world_invalid_time": "`{value}` is no time: write RFC 3339 with the offset, such as 2025-01-31T08:00:00Z";
    /// A word that is not one of those allowed.
    UnknownValue = "world_unknown_value": "`{value}` is not known as `{key}`; known are {known}";
    /// A term that ends before it begins.
    EmptyTerm = "world_empty_term": "`until` must be later than `from`";
    /// An id or an e-mail address that stands twice in its table.
    Duplicate = "world_duplicate": "{table} `{value}` stands twice; first at {first}";
    /// A row that says what another one says.
    RepeatedRow = "world_repeated_row": "this {table} stands twice; first at {first}";
    /// A block of nobody, or of two.
    BlockOne = "world_block_one": "a block names a person or a partner, and not both";
    /// A reference to nothing.
    Unresolved = "world_unresolved": "there is no {table} `{value}`, neither in the file nor stored";
    /// An area that may not be withheld.
    NotWithholdable = "world_not_withholdable": "area `{value}` cannot be withheld from external administrators (EXT-15)";
    /// A setting that this kind of organization does not have.
    NoSuchSetting = "world_no_such_setting": "an organization of kind {kind} has no `{key}`";
    /// A second vendor.
    SecondVendor = "world_second_vendor": "`{value}` would be a second vendor beside `{other}`; there is exactly one (ORG-01)";
    /// Not a partner where one must stand.
    NotPartner = "world_not_partner": "organization `{value}` is not a partner (ORG-02)";
    /// A partner that manages itself.
    ManagesItself = "world_manages_itself": "`{value}` cannot be its own customer (ORG-02)";
    /// A site, location or subscription of another organization.
    Elsewhere = "world_elsewhere": "{table} `{value}` does not belong to organization `{organization}`";
    /// A customer that was never the partner's.
    NeverManaged = "world_never_managed": "`{organization}` has no relationship with `{value}`, current or ended (PTR-02)";
    /// A scope that the role does not have.
    NoScope = "world_no_scope": "role `{role}` has no scope `{key}`";
    /// An internal role, given elsewhere.
    HomeOnly = "world_home_only": "role `{role}` can be held only at home, and the home of `{person}` is not `{organization}` (ROL-01)";
    /// An external type, given at home.
    OutsideOnly = "world_outside_only": "role `{role}` is for people from outside, and `{organization}` is the home of `{person}` (EXT-02)";
    /// A partner role that is not in one's own partner.
    PartnerOnly = "world_partner_only": "role `{role}` can be held only by a partner's people, in that partner (PTR-02)";
    /// A vendor role that is not in the vendor.
    VendorOnly = "world_vendor_only": "role `{role}` can be held only by the vendor's people, in the vendor";
    /// Somebody of a consumer organization.
    Consumer = "world_consumer": "`{person}` has a consumer account and cannot be an external administrator (EXT-04)";
    /// Two roles that exclude each other.
    Excluded = "world_excluded": "`{person}` cannot hold `{role}` and `{other}` in `{organization}` at the same time ({rule}); the other: {first}";
    /// A site role on a site that Control Hub does not manage.
    SiteAdministration = "world_site_administration": "site `{value}` is managed by its own Site Administration, so nobody can hold a role on it (SIT-01)";
    /// A stored grant that the change would leave without ground.
    BreaksGrant = "world_breaks_grant": "with this change `{person}` could no longer hold `{role}` in `{organization}`; end that grant first, or with --prune";
    /// A site whose subscription would never have been.
    BreaksSite = "world_breaks_site": "with this change subscription `{value}` of site `{site}` would end before it begins; keep it, or give the site another";
    /// A stored relationship whose partner would be none.
    BreaksRelationship = "world_breaks_relationship": "`{value}` still manages `{other}` and must stay a partner; end that relationship first, or with --prune";
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorldError {
    /// Where.
    pub position: Position,
    /// What.
    pub code: Code,
    /// The arguments of the text.
    pub arguments: Vec<(&'static str, String)>,
}

impl fmt::Display for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.position {
            Position::Pointer(pointer) if pointer.is_empty() => {}
            Position::Line(_) | Position::Pointer(_) => write!(f, "{}: ", self.position)?,
        }
        f.write_str(&fill(self.code.template(), &self.arguments))
    }
}

impl From<WorldError> for FieldError {
    fn from(error: WorldError) -> Self {
        Self { field: error.position.to_string(), code: error.code.code(), arguments: error.arguments }
    }
}

/// The refusal that lists all errors.
pub(crate) fn refusal(errors: Vec<WorldError>) -> Refusal {
    Refusal::Invalid(errors.into_iter().map(FieldError::from).collect())
}

/// The English sentence of an error of a refused import, with its position; the bare code of any other error.
#[must_use]
pub fn sentence(error: &FieldError) -> String {
    let text = Code::ALL
        .iter()
        .find(|code| code.code() == error.code)
        .map_or_else(|| error.code.to_owned(), |code| fill(code.template(), &error.arguments));
    if error.field.is_empty() { text } else { format!("{}: {text}", error.field) }
}

/// A template with its arguments. What an argument itself says in braces stays as it is.
fn fill(template: &str, arguments: &[(&'static str, String)]) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        match arguments.iter().find(|(argument, _)| *argument == name) {
            Some((_, value)) => text.push_str(&shown(value)),
            None => text.push('…'),
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

/// A value as it may be printed on a terminal: no control characters, not endless.
fn shown(value: &str) -> String {
    const MOST: usize = 1000;
    let mut text: String = value.chars().take(MOST).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if value.chars().nth(MOST).is_some() {
        text.push('…');
    }
    text
}

/// What is wrong so far. Beyond a number of errors only their count is kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Report {
    errors: Vec<WorldError>,
    more: u64,
}

impl Report {
    const MOST: usize = 10_000;

    pub(super) fn add(&mut self, position: Position, code: Code, arguments: Vec<(&'static str, String)>) {
        if self.errors.len() < Self::MOST {
            self.errors.push(WorldError { position, code, arguments });
        } else {
            self.more += 1;
        }
    }

    /// Adds what was wrong with the text itself. Parts of it are lost, so what seems to be missing may well be there.
    pub(super) fn lacks_parts(&mut self, syntax: Self) {
        let lost: HashSet<Position> = syntax.errors.iter().map(|error| error.position.clone()).collect();
        let follows = |error: &WorldError| {
            matches!(error.code, Code::MissingKey | Code::BlockOne) || lost.contains(&error.position)
        };
        self.errors.retain(|error| !follows(error));
        self.errors.extend(syntax.errors);
        self.more += syntax.more;
    }

    pub(super) const fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    /// The errors in the order of the file, each once. Pointers are ordered by their numbers, not by their digits.
    pub(super) fn into_errors(mut self) -> Vec<WorldError> {
        self.errors.sort_by_cached_key(|error| (natural(&error.position), error.code, error.arguments.clone()));
        self.errors.dedup();
        if self.more > 0 {
            let arguments = vec![("more", self.more.to_string())];
            self.errors.push(WorldError { position: Position::Pointer(String::new()), code: Code::TooMany, arguments });
        }
        self.errors
    }
}

/// A line, or a pointer in parts with numbers told from names.
fn natural(position: &Position) -> (u32, Vec<(u64, String)>) {
    match position {
        Position::Line(line) => (*line, Vec::new()),
        Position::Pointer(pointer) => {
            let part =
                |part: &str| part.parse().map_or_else(|_| (0, part.to_owned()), |number| (number, String::new()));
            (0, pointer.split('/').map(part).collect())
        }
    }
}
