//! What a change of somebody's roles comes to, in words: which roles, and what can be done before and after (ROL-04).

use super::ConsoleCaller;
use super::beyond::Beyond;
use super::person::reach;
use super::users::held_title;
use prokura_app::error::Error;
use prokura_app::port::Read;
use prokura_app::query::role_change::{Place, RoleChange};
use prokura_app::sight::Sight;
use prokura_domain::grant::Grant;
use prokura_domain::id::OrganizationId;

/// A role of the change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The role.
    pub(super) title: String,
    /// What it reaches and until when; may be empty.
    pub(super) note: String,
    /// The same before the change, where it differs.
    pub(super) before: Option<String>,
}

/// What can be done in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// The place; empty for the organization as a whole.
    pub(super) place: String,
    /// What the person gains.
    pub(super) gains: Beyond,
    /// What the person loses.
    pub(super) loses: Beyond,
}

/// A change in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ChangeTold {
    pub(super) given: Vec<Line>,
    pub(super) changed: Vec<Line>,
    pub(super) ended: Vec<Line>,
    pub(super) differences: Vec<Difference>,
}

impl ChangeTold {
    /// Tells of a change.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn of(
        caller: &ConsoleCaller,
        sight: &Sight,
        organization: OrganizationId,
        change: &RoleChange,
    ) -> Result<Self, Error> {
        let mut read = caller.read().await?;
        let locale = caller.visit.language.0;
        let mut told = Self::default();
        for (grants, lines) in [(&change.given, &mut told.given), (&change.ended, &mut told.ended)] {
            for grant in grants {
                let note = note(caller, &mut *read, grant).await?;
                lines.push(Line { title: held_title(caller, sight.policy(), grant), note, before: None });
            }
        }
        for it in &change.changed {
            let (before, note) =
                (note(caller, &mut *read, &it.before).await?, note(caller, &mut *read, &it.after).await?);
            let title = held_title(caller, sight.policy(), &it.after);
            told.changed.push(Line { title, before: Some(before).filter(|before| *before != note), note });
        }
        let (sites, locations) = (read.sites_of(organization).await?, read.locations_of(organization).await?);
        for effect in &change.effects {
            let place = match effect.place {
                Place::Organization => String::new(),
                Place::Site(id) => {
                    sites.iter().find(|it| it.id == id).map(|it| it.slug.to_string()).unwrap_or_default()
                }
                Place::Location(id) => {
                    locations.iter().find(|it| it.id == id).map(|it| it.name.to_string()).unwrap_or_default()
                }
            };
            let gains = Beyond::of(sight.policy(), effect.after, effect.before, locale);
            let loses = Beyond::of(sight.policy(), effect.before, effect.after, locale);
            if !gains.is_empty() || !loses.is_empty() {
                told.differences.push(Difference { place, gains, loses });
            }
        }
        Ok(told)
    }
}

/// What a grant reaches, from when and until when.
pub(super) async fn note(caller: &ConsoleCaller, read: &mut dyn Read, grant: &Grant) -> Result<String, Error> {
    let visit = &caller.visit;
    let mut parts = reach(read, grant.organization, &grant.scope).await?;
    if let Some(from) = grant.term.from.filter(|from| *from > visit.now) {
        parts.push(visit.t1("users-from", "moment", visit.moment(from).text));
    }
    parts.push(match grant.term.until {
        Some(until) => visit.t1("until", "moment", visit.moment(until).text),
        None => visit.t("person-no-end"),
    });
    Ok(parts.join(", "))
}
