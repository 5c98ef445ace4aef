//! What the role editor has in hand between its pages: the roles as somebody wants them, not yet saved.

use super::moment::Zone;
use super::typed::Typed;
use prokura_app::command::guard::holder::Holder;
use prokura_app::command::set_roles::{RoleChoice, Seen, SetRoles};
use prokura_app::query::giving::{Choices, Held, Roles};
use prokura_domain::grant::{Grant, Origin, Scope};
use prokura_domain::id::{GrantId, LocationId, OrganizationId, SiteId};
use prokura_domain::refusal::FieldError;
use prokura_domain::time::Timestamp;
use std::str::FromStr;

/// Before the id of a site: which role is held on it.
const SITE: &str = "site:";

/// A role that was ticked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pick {
    /// The role's key.
    pub(super) role: String,
    /// Ids of what it reaches.
    pub(super) scope: Vec<String>,
    /// Whether these are sites, which are picked one by one.
    pub(super) on_sites: bool,
    /// The last day, as a date field writes it; empty for none.
    pub(super) until: String,
}

/// The roles as somebody wants them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) roles: Vec<Pick>,
    pub(super) reason: String,
    /// The grants that the editor showed.
    pub(super) seen: Vec<Seen>,
}

impl Draft {
    /// What is held, as the editor shows it first.
    #[must_use]
    pub(super) fn of_held(held: &[Held], zone: &Zone) -> Self {
        let mut draft = Self { seen: seen(held), ..Self::default() };
        for grant in held.iter().map(|held| &held.grant) {
            let (scope, on_sites) = match &grant.scope {
                Scope::None => (Vec::new(), false),
                Scope::Sites(sites) => (sites.iter().map(ToString::to_string).collect(), true),
                Scope::Locations(all) => (all.iter().map(ToString::to_string).collect(), false),
                Scope::Customers(all) => (all.iter().map(ToString::to_string).collect(), false),
            };
            match draft.roles.iter_mut().find(|pick| pick.role == grant.role) {
                Some(pick) => pick.scope.extend(scope),
                None => {
                    let until = last_day(grant.term.until, zone);
                    draft.roles.push(Pick { role: grant.role.clone(), scope, on_sites, until });
                }
            }
        }
        draft
    }

    /// What was typed.
    #[must_use]
    pub(super) fn typed(typed: &Typed) -> Self {
        let mut roles: Vec<Pick> = Vec::new();
        let until = |role: &str| typed.text(&format!("until:{role}")).to_owned();
        for role in typed.all("role") {
            let scope = typed.all(&format!("scope:{role}")).map(str::to_owned).collect();
            roles.push(Pick { role: role.to_owned(), scope, on_sites: false, until: until(role) });
        }
        for (site, role) in typed.beginning_with(SITE).filter(|(_, role)| !role.is_empty()) {
            match roles.iter_mut().find(|pick| pick.role == role && pick.on_sites) {
                Some(pick) => pick.scope.push(site.to_owned()),
                None => {
                    let scope = vec![site.to_owned()];
                    roles.push(Pick { role: role.to_owned(), scope, on_sites: true, until: until(role) });
                }
            }
        }
        let seen = typed.all("seen").filter_map(|text| {
            let (grant, version) = text.split_once('@')?;
            Some(Seen { grant: GrantId(grant.parse().ok()?), version: version.parse().ok()? })
        });
        Self { roles, reason: typed.text("reason").to_owned(), seen: seen.collect() }
    }

    /// The fields of a form that brings it along.
    #[must_use]
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        for pick in &self.roles {
            if pick.on_sites {
                fields.extend(pick.scope.iter().map(|site| (format!("{SITE}{site}"), pick.role.clone())));
            } else {
                fields.push(("role".to_owned(), pick.role.clone()));
                fields.extend(pick.scope.iter().map(|id| (format!("scope:{}", pick.role), id.clone())));
            }
            if !pick.until.is_empty() {
                fields.push((format!("until:{}", pick.role), pick.until.clone()));
            }
        }
        fields.push(("reason".to_owned(), self.reason.clone()));
        fields.extend(self.seen.iter().map(|seen| ("seen".to_owned(), format!("{}@{}", seen.grant, seen.version))));
        fields
    }

    /// The role that was ticked.
    #[must_use]
    pub(super) fn pick(&self, role: &str) -> Option<&Pick> {
        self.roles.iter().find(|pick| pick.role == role)
    }

    /// The role that was picked for a site.
    #[must_use]
    pub(super) fn on_site(&self, site: &str) -> Option<&str> {
        let on = |pick: &&Pick| pick.on_sites && pick.scope.iter().any(|it| it == site);
        self.roles.iter().find(on).map(|pick| pick.role.as_str())
    }

    /// The command that saves it.
    ///
    /// # Errors
    /// Every field that says nothing that could be asked for.
    pub(super) fn command(
        &self,
        roles: &Roles,
        organization: OrganizationId,
        zone: &Zone,
    ) -> Result<SetRoles, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let mut all = Vec::with_capacity(self.roles.len());
        for (position, pick) in self.roles.iter().enumerate() {
            let scope = scope(pick, roles).unwrap_or_else(|| {
                wrong.push(FieldError::new(format!("roles/{position}/scope"), "value_unknown"));
                Scope::None
            });
            let held = held(roles, &pick.role);
            let until = until(&pick.until, held, zone).unwrap_or_else(|| {
                wrong.push(FieldError::new(format!("roles/{position}/until"), "date_invalid"));
                None
            });
            all.push(RoleChoice { role: pick.role.clone(), scope, until });
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(SetRoles {
            organization,
            holder: Holder::Id(roles.person.id),
            roles: all,
            expected: Some(self.seen.clone()),
            reason: Some(self.reason.clone()),
        })
    }
}

/// The grants that are shown.
#[must_use]
pub(super) fn seen(held: &[Held]) -> Vec<Seen> {
    held.iter().map(|held| Seen { grant: held.grant.id, version: held.grant.version }).collect()
}

/// The last day of what ends at a moment, as a date field writes it.
#[must_use]
pub(super) fn last_day(until: Option<Timestamp>, zone: &Zone) -> String {
    until.map(|until| zone.date(Timestamp(until.0.saturating_sub(1)))).unwrap_or_default()
}

/// The grant of a role that the command changes: one given by hand before any other.
fn held<'r>(roles: &'r Roles, role: &str) -> Option<&'r Grant> {
    let mut held = roles.held.iter().flatten().map(|held| &held.grant).filter(|grant| grant.role == role);
    let by_hand = |grant: &&Grant| matches!(grant.origin, Origin::Assigned | Origin::FirstPerson | Origin::Imported);
    held.clone().find(by_hand).or_else(|| held.next())
}

/// Until when. A day that was not touched is the very moment that was there.
fn until(date: &str, held: Option<&Grant>, zone: &Zone) -> Option<Option<Timestamp>> {
    let before = held.and_then(|grant| grant.term.until);
    if date == last_day(before, zone) {
        return Some(before);
    }
    zone.end_of_day(date).map(Some).or_else(|| date.is_empty().then_some(None))
}

fn scope(pick: &Pick, roles: &Roles) -> Option<Scope> {
    fn ids<T: FromStr>(pick: &Pick) -> Option<Vec<T>> {
        pick.scope.iter().map(|id| id.parse().ok()).collect()
    }
    let choice = roles.choices.iter().find(|choice| choice.role == pick.role);
    Some(match choice.map(|choice| &choice.choices) {
        Some(Choices::Sites(_)) => Scope::Sites(ids::<SiteId>(pick)?),
        Some(Choices::Locations(_)) => Scope::Locations(ids::<LocationId>(pick)?),
        Some(Choices::Customers(_)) => Scope::Customers(ids::<OrganizationId>(pick)?),
        // What is held and could not be given any more stays as it is.
        None => held(roles, &pick.role).map_or(Scope::None, |grant| grant.scope.clone()),
        Some(Choices::Whole) => Scope::None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_comes_back_from_its_form_as_it_was() {
        let site = "0192d3c4-0000-7000-8000-000000000001";
        let grant = "0192d3c4-0000-7000-8000-000000000002@3";
        let fields = [
            ("role", "full_admin"),
            ("role", "location_admin"),
            ("scope:location_admin", site),
            ("until:full_admin", "2026-03-31"),
            (&format!("{SITE}{site}"), "site_admin"),
            (&format!("{SITE}{grant}"), ""),
            ("until:site_admin", "2026-04-01"),
            ("reason", "Audit"),
            ("seen", grant),
            ("seen", "nonsense"),
        ];
        let draft = Draft::typed(&Typed::from(&fields[..]));
        assert_eq!(
            draft.roles.iter().map(|pick| pick.role.as_str()).collect::<Vec<_>>(),
            ["full_admin", "location_admin", "site_admin"]
        );
        assert_eq!((draft.on_site(site), draft.seen.len()), (Some("site_admin"), 1));
        let fields = draft.fields();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(Draft::typed(&Typed::from(&fields[..])), draft);
    }

    #[test]
    fn a_day_that_was_not_touched_moves_nothing() {
        let zone = Zone::named("Europe/Prague").unwrap();
        let end = zone.end_of_day("2026-03-31").unwrap();
        assert_eq!(last_day(Some(end), &zone), "2026-03-31");
        assert_eq!(last_day(Some(Timestamp(end.0 - 3_600_000_000)), &zone), "2026-03-31");
        assert_eq!(until("2026-04-01", None, &zone), Some(zone.end_of_day("2026-04-01")));
        assert_eq!((until("", None, &zone), until("soon", None, &zone)), (Some(None), None));
    }
}
