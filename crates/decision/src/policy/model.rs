//! The compiled policy: what `decide` reads.

use crate::mask::Mask;
use prokura_domain::custom_role::named_by;
use prokura_domain::organization::OrganizationKind;
use prokura_domain::setting::SettingValue;
use prokura_domain::text::Locale;
use std::collections::HashMap;

/// Index of a control in [`Policy::controls`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ControlId(pub u8);

/// Index of an area in [`Policy::areas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaId(pub u8);

/// Index of a role in [`Policy::roles`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleId(pub u8);

/// A set of roles; bit `n` is the role with index `n`. A policy has at most 64 roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct RoleSet(pub u64);

impl RoleSet {
    /// No role.
    pub const NONE: Self = Self(0);

    /// Whether a role is in the set.
    #[must_use]
    pub const fn has(self, role: RoleId) -> bool {
        self.0 >> role.0 & 1 == 1
    }

    /// The set with one role more.
    #[must_use]
    pub const fn with(self, role: RoleId) -> Self {
        Self(self.0 | 1 << role.0)
    }

    /// Whether two sets share a role.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// A title in every language of the product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title {
    /// English.
    pub en: String,
    /// Czech.
    pub cs: String,
    /// Polish.
    pub pl: String,
}

impl Title {
    /// The title in a language.
    #[must_use]
    pub fn in_locale(&self, locale: Locale) -> &str {
        match locale {
            Locale::En => &self.en,
            Locale::Cs => &self.cs,
            Locale::Pl => &self.pl,
        }
    }
}

/// What restricted mode does to a control (RST-03). `Deny` and `ReadOnly` differ on screen only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Restriction {
    /// Not available: takes `manage`, and the screen leaves it out.
    Deny,
    /// Read-only: takes `manage`, and the screen shows it with a lock.
    ReadOnly,
    /// Hidden: takes `manage` and `read` (the latter not from customer management roles, RST-06).
    Hidden,
}

impl Restriction {
    /// Every effect.
    pub const ALL: [Self; 3] = [Self::Deny, Self::ReadOnly, Self::Hidden];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Deny => "deny",
            Self::ReadOnly => "read_only",
            Self::Hidden => "hidden",
        }
    }
}

/// A row of the permission tables.
#[derive(Clone, Debug)]
pub struct Area {
    /// The name, for example `users`.
    pub name: String,
    /// The title.
    pub title: Title,
    /// The control that stands for the area itself; it has the area's name.
    pub itself: ControlId,
    /// The control `<area>.settings`, all that a cell `M:settings` manages; `None` where no table says so.
    pub settings: Option<ControlId>,
    /// Every control of the area, itself included.
    pub controls: Mask,
    /// Whether an organization may withhold it from external administrators (EXT-15).
    pub withholdable: bool,
}

/// One operation or setting inside an area.
#[derive(Clone, Debug)]
pub struct Control {
    /// The name, for example `users.create`.
    pub name: String,
    /// The title.
    pub title: Title,
    /// The area it belongs to.
    pub area: AreaId,
    /// What restricted mode does to it.
    pub restriction: Option<Restriction>,
}

/// Which family a role belongs to: where it is given and who can hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RoleClass {
    /// Organization role (ROL-01).
    Organization,
    /// Location administrator (ROL-12).
    Location,
    /// Site role (SIT-02).
    Site,
    /// Service administrator: contact centre, events.
    Service,
    /// External administrator type (EXT-02).
    External,
    /// Customer management role of a partner (PTR-02).
    Partner,
    /// Role of the vendor's own people.
    Vendor,
    /// Role that an organization composes for its own people: the policy says what it may be composed of.
    Custom,
}

impl RoleClass {
    /// Every family.
    pub const ALL: [Self; 8] = [
        Self::Organization,
        Self::Location,
        Self::Site,
        Self::Service,
        Self::External,
        Self::Partner,
        Self::Vendor,
        Self::Custom,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Location => "location",
            Self::Site => "site",
            Self::Service => "service",
            Self::External => "external",
            Self::Partner => "partner",
            Self::Vendor => "vendor",
            Self::Custom => "custom",
        }
    }
}

/// Whose people can hold a role in an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holders {
    /// Only people whose home it is.
    Home,
    /// Only people from outside.
    Outside,
    /// Both: the contact-centre and the site roles.
    Both,
}

impl Holders {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::Home, Self::Outside, Self::Both];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Outside => "outside",
            Self::Both => "both",
        }
    }
}

/// What a grant of a role is scoped to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScopeKind {
    /// Nothing: the whole organization.
    None,
    /// Sites.
    Sites,
    /// Locations.
    Locations,
    /// Customers of the partner.
    Customers,
}

impl ScopeKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::None, Self::Sites, Self::Locations, Self::Customers];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Sites => "sites",
            Self::Locations => "locations",
            Self::Customers => "customers",
        }
    }
}

/// In which situation a role is looked at: where the grant is, what that organization is, and whose the holder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Situation {
    /// In the holder's home, which is not a partner.
    Home = 0,
    /// In the holder's home, a partner: table `partner_organization`.
    PartnerHome = 1,
    /// From outside, by somebody of a partner with an active relationship to the organization.
    FromManagingPartner = 2,
    /// From outside, by somebody of a partner that has no active relationship to it.
    FromOtherPartner = 3,
    /// From outside, by anybody else.
    FromElsewhere = 4,
    /// A customer management role in the partner's own organization: the Partner Hub.
    PartnerHub = 5,
    /// A customer management role in a customer that the partner manages and the role reaches.
    ManagedCustomer = 6,
    /// A vendor role in the vendor's own organization.
    VendorHome = 7,
    /// A vendor role in any other organization.
    VendorElsewhere = 8,
}

impl Situation {
    /// Every situation, in index order.
    pub const ALL: [Self; 9] = [
        Self::Home,
        Self::PartnerHome,
        Self::FromManagingPartner,
        Self::FromOtherPartner,
        Self::FromElsewhere,
        Self::PartnerHub,
        Self::ManagedCustomer,
        Self::VendorHome,
        Self::VendorElsewhere,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::PartnerHome => "partner_home",
            Self::FromManagingPartner => "from_managing_partner",
            Self::FromOtherPartner => "from_other_partner",
            Self::FromElsewhere => "from_elsewhere",
            Self::PartnerHub => "partner_hub",
            Self::ManagedCustomer => "managed_customer",
            Self::VendorHome => "vendor_home",
            Self::VendorElsewhere => "vendor_elsewhere",
        }
    }
}

/// What a role gives in one situation, by the condition that each right hangs on. The sets of one kind of cell are
/// disjoint by area, since a table has one cell for an area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    /// Managed without condition: `M`, and `<area>.settings` for `M:settings`.
    pub manage: Mask,
    /// Read without condition: `R`, the area for `M:settings`, and what `manage` has.
    pub read: Mask,
    /// `M:sold`: managed for what the holder's home sold.
    pub sold: Mask,
    /// `R:session`: read inside a Help Desk session or under a support grant.
    pub session: Mask,
    /// `M:approved`: managed under a support grant, else as `R:session`.
    pub approved: Mask,
    /// `M:granted`: managed under a support grant, else nothing.
    pub granted: Mask,
    /// `CC-02`: managed where the organization's setting says so, else read.
    pub by_setting: Mask,
}

impl Cells {
    /// Every control that could be given, whatever the condition.
    #[must_use]
    pub fn any(&self) -> Mask {
        self.manage | self.read | self.sold | self.session | self.approved | self.granted | self.by_setting
    }
}

/// Rights of a role that count only beside another role (ROL-09).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beside {
    /// The controls that hang on it.
    pub controls: Mask,
    /// Any of these, held by the same person in the same organization, satisfies it.
    pub roles: RoleSet,
    /// Whether a partner's own organization asks for no second role.
    pub not_in_partner_home: bool,
}

/// A role: a named map from areas to levels, with conditions.
#[derive(Clone, Debug)]
pub struct Role {
    /// The key, for example `full_admin`.
    pub key: String,
    /// The title.
    pub title: Title,
    /// The family.
    pub class: RoleClass,
    /// Who can hold it.
    pub holders: Holders,
    /// What its grants are scoped to.
    pub scope: ScopeKind,
    /// Roles that the same person may not hold in the same organization at the same time (ROL-12, CC-06), both ways.
    pub excludes: RoleSet,
    /// Restricted mode and withholding leave its restricted controls alone (RST-02, EXT-15): partner (full) administrators.
    pub lifts_restrictions: bool,
    /// A support grant counts for it (SUP-06): it may ask for full access.
    pub asks_for_access: bool,
    /// Counts only while its holder's home has an active sale to the organization (EXT-11).
    pub needs_sale: bool,
    /// Controls that count only while such a sale includes a service, with that service's bit (contact centre, EXT-11).
    pub needs_service: Option<(Mask, u32)>,
    /// Controls that an outsider has only after activation (EXT-07).
    pub needs_activation: Mask,
    /// Rights that need another role beside (ROL-09).
    pub beside: Vec<Beside>,
    /// Whether the first such person's last grant is protected (ORG-07).
    pub last_holder_stays: bool,
    /// What it gives, by [`Situation`]; `None` where it gives nothing.
    pub cells: [Option<Box<Cells>>; 9],
}

impl Role {
    /// What the role gives in a situation.
    #[must_use]
    pub fn cells(&self, situation: Situation) -> Option<&Cells> {
        self.cells[situation as usize].as_deref()
    }
}

/// What a licence takes away from whoever holds it at home (CC-05).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LicenceLimit {
    /// Bits of licences that bring the limit.
    pub with: u32,
    /// Bits of licences that lift it.
    pub without: u32,
    /// The controls it takes away.
    pub takes: Mask,
}

/// The type of a setting's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingType {
    /// On or off.
    Switch,
    /// A whole number between two bounds, both included.
    Number {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// Free text of at most so many characters.
    Text {
        /// The most characters.
        max_length: usize,
    },
    /// One of several codes.
    Choice(Vec<String>),
    /// Any of several codes.
    Choices(Vec<String>),
}

/// Where a setting's value is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingPlace {
    /// In a row of its own.
    Row,
    /// It is the organization's name: there is one truth for it.
    OrganizationName,
}

/// Who acts by a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObeyedBy {
    /// This system.
    Prokura,
    /// Other services only, which read it by the API.
    Services,
}

impl ObeyedBy {
    /// Everyone who can.
    pub const ALL: [Self; 2] = [Self::Prokura, Self::Services];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Prokura => "prokura",
            Self::Services => "services",
        }
    }
}

/// A setting of the registry.
#[derive(Clone, Debug)]
pub struct SettingDefinition {
    /// The key, for example `support.allow_read_only`.
    pub key: String,
    /// The page's section it is shown in: a code of [`Policy::sections`].
    pub section: String,
    /// The title.
    pub title: Title,
    /// What it does, in a sentence.
    pub help: Title,
    /// The type of its value.
    pub value: SettingType,
    /// The codes of a choice or choices with their titles, in the order to show; empty for other types.
    pub choices: Vec<Named>,
    /// The value where none was set.
    pub default: SettingValue,
    /// The control that reading and changing it asks.
    pub control: ControlId,
    /// Kinds of organization that have it.
    pub kinds: Vec<OrganizationKind>,
    /// Where its value is kept.
    pub place: SettingPlace,
    /// Who acts by it.
    pub obeyed_by: ObeyedBy,
}

impl SettingDefinition {
    /// Whether an organization of a kind has the setting.
    #[must_use]
    pub fn is_for(&self, kind: OrganizationKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// Whether a value fits the setting's type.
    #[must_use]
    pub fn accepts(&self, value: &SettingValue) -> bool {
        match (&self.value, value) {
            (SettingType::Switch, SettingValue::Switch(_)) => true,
            (SettingType::Number { min, max }, SettingValue::Number(n)) => (min..=max).contains(&n),
            (SettingType::Text { max_length }, SettingValue::Text(text)) => {
                text.chars().count() <= *max_length && !text.chars().any(|c| c.is_control() && c != '\n')
            }
            (SettingType::Choice(choices), SettingValue::Text(text)) => choices.contains(text),
            (SettingType::Choices(choices), SettingValue::List(list)) => {
                list.iter().all(|item| choices.contains(item))
                    && list.is_sorted()
                    && list.windows(2).all(|w| w[0] != w[1])
            }
            (
                SettingType::Switch
                | SettingType::Number { .. }
                | SettingType::Text { .. }
                | SettingType::Choice(_)
                | SettingType::Choices(_),
                SettingValue::Switch(_) | SettingValue::Number(_) | SettingValue::Text(_) | SettingValue::List(_),
            ) => false,
        }
    }
}

/// A licence that people hold.
#[derive(Clone, Debug)]
pub struct Licence {
    /// The code, for example `meetings_host`.
    pub code: String,
    /// The title.
    pub title: Title,
    /// Code of the service whose seats it takes; a licence without one takes none.
    pub service: Option<String>,
}

/// Licences that are given as one (RST-05).
#[derive(Clone, Debug)]
pub struct Package {
    /// The code, for example `standard`.
    pub code: String,
    /// The title.
    pub title: Title,
    /// Codes of the licences, sorted.
    pub licences: Vec<String>,
}

/// A service that subscriptions hold, or a choice of a setting: a code and its title.
#[derive(Clone, Debug)]
pub struct Named {
    /// The code, for example `contact_center`.
    pub code: String,
    /// The title.
    pub title: Title,
}

/// A permission table, as people read it: which roles and areas it speaks about, and where. What it gives is in the roles.
#[derive(Clone, Debug)]
pub struct Table {
    /// The name, for example `organization`.
    pub name: String,
    /// The title.
    pub title: Title,
    /// Where it speaks.
    pub situations: Vec<Situation>,
    /// Its columns.
    pub roles: Vec<RoleId>,
    /// Its rows.
    pub areas: Vec<AreaId>,
}

/// The whole policy, compiled. Immutable; a new policy is a new value.
#[derive(Clone, Debug)]
pub struct Policy {
    /// SHA-256 over the policy's texts, lower-case hex: every audit entry names it.
    pub digest: String,
    /// The texts the policy was read from, by file name, in the order the digest covers them.
    pub texts: Vec<(String, String)>,
    /// The areas, in the tables' order.
    pub areas: Vec<Area>,
    /// The controls; an area's own control comes first within the area.
    pub controls: Vec<Control>,
    /// The roles.
    pub roles: Vec<Role>,
    /// What a custom role could give at most; nobody holds it as such. Its id is the one after the last of `roles`.
    pub composable: Role,
    /// The permission tables, for people to read.
    pub tables: Vec<Table>,
    /// Sections of the settings page, in the order to show.
    pub sections: Vec<Named>,
    /// The settings registry.
    pub settings: Vec<SettingDefinition>,
    /// Services; the position is the bit in [`crate::record`]'s service masks.
    pub services: Vec<Named>,
    /// Licences; the position is the bit in licence masks.
    pub licences: Vec<Licence>,
    /// Packages of licences.
    pub packages: Vec<Package>,
    /// What licences take away (CC-05).
    pub licence_limits: Vec<LicenceLimit>,
    /// Controls that restricted mode takes `manage` from.
    pub restricted_manage: Mask,
    /// Controls that restricted mode hides.
    pub restricted_read: Mask,
    /// What the vendor's support has in every organization, session or not (SUP-08): the customer list.
    pub vendor_always: Mask,
    pub(crate) control_names: HashMap<String, ControlId>,
    pub(crate) role_keys: HashMap<String, RoleId>,
}

impl Policy {
    /// The control of a name.
    #[must_use]
    pub fn control(&self, name: &str) -> Option<ControlId> {
        self.control_names.get(name).copied()
    }

    /// The control and level of an action name such as `users.create.manage`.
    #[must_use]
    pub fn action(&self, name: &str) -> Option<(ControlId, crate::mask::Level)> {
        let (control, level) = name.rsplit_once('.')?;
        Some((self.control(control)?, crate::mask::Level::from_code(level)?))
    }

    /// The action name of a control and a level.
    #[must_use]
    pub fn action_name(&self, control: ControlId, level: crate::mask::Level) -> String {
        format!("{}.{}", self.control_at(control).name, level.code())
    }

    /// The area of a name.
    #[must_use]
    pub fn area(&self, name: &str) -> Option<&Area> {
        let control = self.control(name)?;
        let area = self.area_at(self.control_at(control).area);
        (area.itself == control).then_some(area)
    }

    /// The role of a key. Whatever names a custom role has the one role that bounds them all.
    #[must_use]
    pub fn role(&self, key: &str) -> Option<RoleId> {
        self.role_keys.get(key).copied().or_else(|| named_by(key).map(|_| self.composable_id()))
    }

    /// The role at an index that this policy gave out.
    #[must_use]
    pub fn role_at(&self, role: RoleId) -> &Role {
        self.roles.get(usize::from(role.0)).unwrap_or(&self.composable)
    }

    /// The control at an index that this policy gave out.
    #[must_use]
    pub fn control_at(&self, control: ControlId) -> &Control {
        &self.controls[usize::from(control.0)]
    }

    /// The area at an index that this policy gave out.
    #[must_use]
    pub fn area_at(&self, area: AreaId) -> &Area {
        &self.areas[usize::from(area.0)]
    }

    /// The setting of a key.
    #[must_use]
    pub fn setting(&self, key: &str) -> Option<&SettingDefinition> {
        self.settings.iter().find(|setting| setting.key == key)
    }

    /// The mask of service codes; codes the policy does not know have no bit.
    #[must_use]
    pub fn service_bits(&self, codes: &[String]) -> u32 {
        bits(self.services.iter().map(|service| &service.code), codes)
    }

    /// The mask of licence codes; codes the policy does not know have no bit.
    #[must_use]
    pub fn licence_bits(&self, codes: &[String]) -> u32 {
        bits(self.licences.iter().map(|licence| &licence.code), codes)
    }

    /// The licence of a code.
    #[must_use]
    pub fn licence(&self, code: &str) -> Option<&Licence> {
        self.licences.iter().find(|licence| licence.code == code)
    }

    /// The package of a code.
    #[must_use]
    pub fn package(&self, code: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.code == code)
    }
}

fn bits<'a>(known: impl Iterator<Item = &'a String>, codes: &[String]) -> u32 {
    known
        .take(32)
        .enumerate()
        .filter(|(_, code)| codes.contains(code))
        .fold(0, |bits, (position, _)| bits | 1 << position)
}
