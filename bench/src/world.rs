//! A made-up world of any size: customers of about a hundred people each, administrators among them, made record by
//! record so that a million people need not be held twice.

use prokura_decision::mask::{Level, Mask, Rights};
use prokura_decision::policy::{ControlId, Policy, RoleId, Situation};
use prokura_decision::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::grant::{Grant, Origin, Scope};
use prokura_domain::organization::{Organization, OrganizationKind};
use prokura_domain::setting::{Setting, SettingValue, key};
use prokura_domain::time::{Span, Term, Timestamp};
use uuid::Uuid;

/// The moment every question is asked about.
pub const NOW: Timestamp = Timestamp(1_767_225_600_000_000);

/// Roles of people of the organization itself.
const OWN: [&str; 6] =
    ["full_admin", "read_only_admin", "support_admin", "user_device_admin", "device_admin", "compliance_officer"];
/// Roles of people from elsewhere.
const FROM_ELSEWHERE: [&str; 2] = ["external_full_admin", "external_read_only_admin"];
const FIRST_NAMES: [&str; 8] = ["jana", "piotr", "eva", "tomas", "agnieszka", "jan", "katarzyna", "lukas"];
const LAST_NAMES: [&str; 8] =
    ["novakova", "kowalski", "svoboda", "wisniewska", "dvorak", "zielinski", "cerny", "nowak"];

/// The world, by numbers: person `n`, organization `n`.
#[derive(Clone, Copy, Debug)]
pub struct World {
    pub people: u32,
    pub organizations: u32,
}

/// A grant in the world's numbers.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    pub role: &'static str,
    pub organization: u32,
    /// Whether it is in force; what has ended is kept, as in the product.
    pub in_force: bool,
}

/// A question in the world's numbers.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    pub person: u32,
    pub organization: u32,
    pub control: ControlId,
    pub level: Level,
}

/// What a role gives in the bench's world: in its holder's home, or from elsewhere.
#[derive(Clone, Debug)]
pub struct Row {
    pub role: &'static str,
    pub rights: Rights,
}

impl World {
    pub fn new(people: u32) -> Self {
        Self { people, organizations: (people / 100).max(4) }
    }

    pub fn home(&self, person: u32) -> u32 {
        below(mix(u64::from(person) ^ 0x686f_6d65), self.organizations)
    }

    pub fn email(&self, person: u32) -> String {
        let name = mix(u64::from(person) ^ 0x6e61_6d65);
        let (first, last) = (FIRST_NAMES[(name % 8) as usize], LAST_NAMES[(name / 8 % 8) as usize]);
        format!("{first}.{last}{person:x}@firm{:x}.example", self.home(person))
    }

    pub fn person_id(&self, person: u32) -> Uuid {
        Uuid::from_u64_pair(mix(u64::from(person)), mix(u64::from(person) ^ 0x7065_7273))
    }

    pub fn organization_id(&self, organization: u32) -> Uuid {
        Uuid::from_u64_pair(mix(u64::from(organization) ^ 0x6f72_6700), u64::from(organization))
    }

    pub fn is_restricted(&self, organization: u32) -> bool {
        organization.is_multiple_of(2)
    }

    /// 10 % have no grant, 70 % one, 15 % two, 5 % three or four; a tenth of the grants has ended, and one in eight
    /// is in an organization that is not their holder's home.
    pub fn held(&self, person: u32) -> Vec<Held> {
        let mut draw = mix(u64::from(person) ^ 0x6865_6c64);
        let count = match draw % 100 {
            0..10 => 0,
            10..80 => 1,
            80..95 => 2,
            n => (n % 2) + 3,
        };
        (0..count)
            .map(|_| {
                draw = mix(draw);
                let elsewhere = draw.is_multiple_of(8);
                let mut organization = self.home(person);
                if elsewhere {
                    organization = (organization + 1 + below(mix(draw), self.organizations - 1)) % self.organizations;
                }
                let roles = if elsewhere { &FROM_ELSEWHERE[..] } else { &OWN };
                let role = roles[(draw / 8 % roles.len() as u64) as usize];
                Held { role, organization, in_force: !(draw / 256).is_multiple_of(10) }
            })
            .collect()
    }

    pub fn principal(&self, person: u32) -> PrincipalRecord {
        let id = self.person_id(person).into();
        let grants = (1..).zip(self.held(person)).map(|(number, held)| Grant {
            id: Uuid::from_u64_pair(u64::from(person), number).into(),
            principal: id,
            role: held.role.to_owned(),
            organization: self.organization_id(held.organization).into(),
            scope: Scope::None,
            origin: Origin::Assigned,
            term: Term {
                from: Some(NOW.plus(Span::days(-100))),
                until: if held.in_force {
                    number.is_multiple_of(2).then(|| NOW.plus(Span::days(30)))
                } else {
                    Some(NOW.plus(Span::days(-1)))
                },
            },
            activated_at: Some(NOW.plus(Span::days(-99))),
            given_by: None,
            reason: None,
            set_up_as: None,
            version: 1,
        });
        PrincipalRecord {
            id,
            email: self.email(person).parse().ok(),
            home: self.organization_id(self.home(person)).into(),
            active: true,
            licenses: vec!["calling".to_owned(), "meetings_host".to_owned()],
            grants: grants.collect(),
            support_grants: Vec::new(),
            sessions: Vec::new(),
        }
    }

    pub fn organization(&self, number: u32) -> Option<OrganizationRecord> {
        let id = self.organization_id(number).into();
        Some(OrganizationRecord {
            organization: Organization {
                id,
                slug: format!("firm-{number}").parse().ok()?,
                name: format!("Firm {number}").parse().ok()?,
                kind: OrganizationKind::Customer,
                active: true,
                locale: None,
                version: 1,
            },
            settings: vec![Setting {
                organization: id,
                key: key::RESTRICTED_MODE.to_owned(),
                value: SettingValue::Switch(self.is_restricted(number)),
                set_by: None,
                set_at: Timestamp(0),
                version: 1,
            }],
            relationships: Vec::new(),
            subscriptions: Vec::new(),
            sites: Vec::new(),
            locations: Vec::new(),
            blocks: Vec::new(),
            custom_roles: Vec::new(),
        })
    }

    /// Questions about people drawn from all over the world: three in four about a place where they hold something,
    /// two in three about something that their role gives there.
    pub fn questions(&self, policy: &Policy, count: usize, seed: u64) -> Vec<Question> {
        let rows = rows(policy);
        let asked: Vec<ControlId> = rows.iter().fold(Mask::NONE, |all, row| all | row.rights.read).iter().collect();
        let mut draw = seed;
        let mut next = || {
            draw = draw.wrapping_add(0x9e37_79b9_7f4a_7c15);
            mix(draw)
        };
        (0..count)
            .map(|_| {
                let person = below(next(), self.people);
                let held = self.held(person);
                let grant = (!held.is_empty()).then(|| held[below(next(), held.len() as u32) as usize]);
                let organization = match grant {
                    Some(grant) if next() % 4 != 0 => grant.organization,
                    Some(_) | None => below(next(), self.organizations),
                };
                let level = if next().is_multiple_of(2) { Level::Read } else { Level::Manage };
                let given =
                    grant.and_then(|grant| rows.iter().find(|row| row.role == grant.role)).map(|row| row.rights);
                let likely: Vec<ControlId> = match (given, level) {
                    (Some(rights), Level::Read) if next() % 3 != 0 => rights.read.iter().collect(),
                    (Some(rights), Level::Manage) if next() % 3 != 0 => rights.manage.iter().collect(),
                    (Some(_) | None, Level::Read | Level::Manage) => Vec::new(),
                };
                let from = if likely.is_empty() { &asked } else { &likely };
                Question { person, organization, control: from[below(next(), from.len() as u32) as usize], level }
            })
            .collect()
    }
}

/// The matrix of the bench's roles, for the peers: what each gives where its holder can have it.
pub fn rows(policy: &Policy) -> Vec<Row> {
    let row = |role: &'static str, situation| {
        let id: RoleId = policy.role(role)?;
        let cells = policy.role_at(id).cells(situation)?;
        Some(Row { role, rights: Rights { manage: cells.manage, read: cells.any() } })
    };
    let own = OWN.into_iter().filter_map(|role| row(role, Situation::Home));
    own.chain(FROM_ELSEWHERE.into_iter().filter_map(|role| row(role, Situation::FromElsewhere))).collect()
}

/// Whether restricted mode takes a level on a control from everybody of the bench's world.
pub fn restricts(policy: &Policy, control: ControlId, level: Level) -> bool {
    match level {
        Level::Read => policy.restricted_read.has(control),
        Level::Manage => policy.restricted_manage.has(control),
    }
}

fn below(draw: u64, n: u32) -> u32 {
    (draw % u64::from(n)) as u32
}

/// The finalizer of SplitMix64.
pub fn mix(n: u64) -> u64 {
    let mut z = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
