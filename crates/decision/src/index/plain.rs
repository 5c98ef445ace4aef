//! What `decide` says of plain grants, asked once for each role and kind of place when the policy is loaded.
//!
//! Most administrators hold one or two roles that hang on nothing but themselves: no scope, sale, support access or
//! second role. Their rights are then the sum of what each grant gives, and what a grant gives is looked up here instead
//! of worked out again, with hardly a branch: the next question's memory is on its way while this one is answered.
//! There is no rule in this file: every cell is `decide`'s own answer.

use super::Snapshot;
use crate::decide::{QuestionOf, rights};
use crate::facts::{Facts, GrantFacts, OrganizationFacts, PrincipalFacts, SubscriptionFacts, SupportFacts, Target};
use crate::mask::{Level, Mask, Rights};
use crate::policy::{ControlId, Policy, Role, RoleClass, RoleId, ScopeKind, Situation};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::time::{Term, Timestamp};

/// Places that differ to a plain grant: kinds of organization, restricted or not, the setting of CC-02 on or off, asked
/// about by its own people or by others.
const PLACES: usize = OrganizationKind::ALL.len() << 3;
/// Words of a role's rights in a place: to read and to manage, 64 controls each.
const WORDS: usize = 4;

/// Rights by role, place, level and control, a bit each.
#[derive(Debug)]
pub(super) struct PlainRights {
    words: Box<[u64]>,
}

impl PlainRights {
    /// Asks `decide` about every role in every kind of place.
    pub(super) fn new(policy: &Policy) -> Self {
        let mut words = vec![0; policy.roles.len() * PLACES * WORDS];
        let roles = (0..=u8::MAX).map(RoleId).take(policy.roles.len());
        for (role, cells) in roles.zip(words.chunks_exact_mut(PLACES * WORDS)) {
            for (number, place) in kinds_of_place() {
                for outside in [false, true] {
                    let facts = OneGrant { role, place, outside };
                    let Rights { manage, read } = rights(policy, &facts, (), Where::Here, Target::Organization, NOW);
                    let at = (number + usize::from(outside)) * WORDS;
                    let low = |mask: Mask| mask.0 as u64;
                    let high = |mask: Mask| (mask.0 >> 64) as u64;
                    cells[at..at + WORDS].copy_from_slice(&[low(read), high(read), low(manage), high(manage)]);
                }
            }
        }
        Self { words: words.into() }
    }

    /// Whether a role gives a level on a control in a place.
    #[inline]
    fn allow(&self, role: RoleId, place: PlaceNumber, outside: bool, control: ControlId, level: Level) -> bool {
        let cell = usize::from(role.0) * PLACES + usize::from(place.0) + usize::from(outside);
        let word = cell * WORDS + (level as usize) * 2 + usize::from(control.0 >> 6);
        self.words.get(word).is_some_and(|word| word >> (control.0 & 63) & 1 == 1)
    }
}

/// Which of the kinds of place it is that differ to a plain grant, for its own people; the next is for others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PlaceNumber(u8);

impl PlaceNumber {
    pub(super) fn of(place: &OrganizationFacts) -> Self {
        let is = u8::from;
        Self((place.kind as u8) << 3 | is(place.restricted) << 2 | is(place.external_contact_center_role) << 1)
    }
}

fn kinds_of_place() -> impl Iterator<Item = (usize, OrganizationFacts)> {
    OrganizationKind::ALL.into_iter().flat_map(|kind| {
        [(false, false), (false, true), (true, false), (true, true)].map(|(restricted, setting)| {
            let place = OrganizationFacts {
                active: true,
                kind,
                restricted,
                read_only_support: false,
                external_contact_center_role: setting,
                withheld: Mask::NONE,
            };
            (usize::from(PlaceNumber::of(&place).0), place)
        })
    })
}

/// Whether what a grant of the role gives hangs on nothing but the role and the place, save for people of partners in
/// other organizations.
pub(super) fn is_plain(role: &Role, activated: bool) -> bool {
    let unconditional = |situation| {
        role.cells(situation)
            .is_none_or(|cells| (cells.sold | cells.session | cells.approved | cells.granted).is_empty())
    };
    role.scope == ScopeKind::None
        && role.beside.is_empty()
        && !role.needs_sale
        && !matches!(role.class, RoleClass::Partner | RoleClass::Vendor | RoleClass::Custom)
        && (activated || role.needs_activation.is_empty())
        && [Situation::Home, Situation::PartnerHome, Situation::FromElsewhere].into_iter().all(unconditional)
}

impl Snapshot {
    /// The answer to a question about somebody whose grants are all plain.
    #[inline]
    pub(super) fn plain_answer(&self, question: &QuestionOf<Self>, now: Timestamp) -> Option<bool> {
        let person = self.people.get(question.principal.0)?;
        let place = self.places.get(question.organization.0)?;
        if !person.plain | !place.plain {
            return None;
        }
        let outside = person.home != question.organization;
        let (mut here, mut given) = (false, false);
        for grant in &person.grants {
            let counts = grant.counts(question.organization, now);
            here |= counts;
            given |= counts & self.plain.allow(grant.role, place.number, outside, question.control, question.level);
        }
        if outside & here {
            // From outside it hangs on where from, and on what the place withholds.
            let home = self.places.get(person.home.0)?.facts?;
            if home.kind == OrganizationKind::Partner || !place.facts?.withheld.is_empty() {
                return None;
            }
        }
        Some(given)
    }
}

const NOW: Timestamp = Timestamp(0);

/// A world with one person, who holds one role in one place.
struct OneGrant {
    role: RoleId,
    place: OrganizationFacts,
    outside: bool,
}

/// The organizations of that world.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Here,
    Elsewhere,
}

impl Facts for OneGrant {
    type Principal = ();
    type Organization = Where;
    type Resource = ();

    fn principal(&self, (): ()) -> Option<PrincipalFacts<Where>> {
        let home = if self.outside { Where::Elsewhere } else { Where::Here };
        Some(PrincipalFacts { active: true, home, licences: 0 })
    }

    fn organization(&self, organization: Where) -> Option<OrganizationFacts> {
        Some(match organization {
            Where::Here => self.place,
            Where::Elsewhere => OrganizationFacts { kind: OrganizationKind::Customer, ..self.place },
        })
    }

    fn grants(&self, (): ()) -> impl Iterator<Item = GrantFacts<Where>> {
        let (role, organization) = (self.role, Where::Here);
        std::iter::once(GrantFacts { role, organization, term: Term::ALWAYS, activated: true, position: 0 })
    }

    fn scope_has(&self, (): (), _: usize, (): ()) -> bool {
        false
    }

    fn scope_reaches(&self, (): (), _: usize, _: Where) -> bool {
        false
    }

    fn composed(&self, (): (), _: usize, _: Where) -> Option<Rights> {
        None
    }

    fn support(&self, (): (), _: Where) -> impl Iterator<Item = SupportFacts> {
        std::iter::empty()
    }

    fn relationships(&self, _: Where, _: Where) -> impl Iterator<Item = Term> {
        std::iter::empty()
    }

    fn subscriptions(&self, _: Where) -> impl Iterator<Item = SubscriptionFacts<Where, ()>> {
        std::iter::empty()
    }

    fn blocks(&self, _: Where, (): (), _: Where) -> impl Iterator<Item = Term> {
        std::iter::empty()
    }
}
