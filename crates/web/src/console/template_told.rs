//! What a template sets and whom it is for, in words.

use super::users_asked::Asked;
use super::{ConsoleCaller, Place};
use prokura_app::error::Error;
use prokura_app::query::directory::At;
use prokura_app::sight::Sight;
use prokura_domain::id::LocationId;
use prokura_domain::template::{Group, Outfit, Services};

/// Something that is said of a template: what it is called, and what it is.
pub(super) type Said = (String, String);

/// Tells of templates in the reader's language.
pub(super) struct Telling<'a> {
    caller: &'a ConsoleCaller,
    sight: &'a Sight,
    place: &'a Place,
    locations: Vec<(LocationId, String)>,
}

impl<'a> Telling<'a> {
    /// Looks up what the organization's locations are called.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn new(caller: &'a ConsoleCaller, sight: &'a Sight, place: &'a Place) -> Result<Self, Error> {
        let locations = caller.read().await?.locations_of(place.entered.id).await?;
        let locations = locations.into_iter().map(|it| (it.id, it.name.to_string())).collect();
        Ok(Self { caller, sight, place, locations })
    }

    fn licences(&self, codes: &[String]) -> String {
        if codes.is_empty() {
            return self.caller.visit.t("template-licences-none");
        }
        let (policy, locale) = (self.sight.policy(), self.caller.visit.language.0);
        let title = |code: &String| {
            policy.licence(code).map_or(code.as_str(), |licence| licence.title.in_locale(locale)).to_owned()
        };
        codes.iter().map(title).collect::<Vec<_>>().join(", ")
    }

    /// What a template sets.
    pub(super) fn sets(&self, sets: &Outfit) -> Vec<Said> {
        let visit = &self.caller.visit;
        let licences = sets.services.as_ref().map(|services| {
            let key = match services {
                Services::Add(_) => "template-licences-add",
                Services::Exactly(_) => "template-licences-exactly",
            };
            (visit.t(key), self.licences(services.codes()))
        });
        let package = sets.package.as_ref().map(|code| {
            let package = self.sight.policy().package(code);
            let title = package.map_or(code.as_str(), |package| package.title.in_locale(visit.language.0));
            (visit.t("template-package"), title.to_owned())
        });
        let title = sets.title.as_ref().map(|title| (visit.t("person-title"), title.to_string()));
        let department = sets.department.as_ref().map(|it| (visit.t("person-department"), it.to_string()));
        [licences, package, title, department].into_iter().flatten().collect()
    }

    /// Whom a template is for; nothing for everybody.
    pub(super) fn group(&self, group: &Group) -> Vec<Said> {
        let visit = &self.caller.visit;
        let of = |key: &str, words: Option<String>| words.map(|words| (visit.t(key), words));
        let status = group.status.map(|status| visit.t(&format!("person-status-{}", status.code())));
        let license = group.license.as_ref().map(|code| self.licences(std::slice::from_ref(code)));
        let role = |key: &String| self.sight.role_title(self.place.entered.handle, key, visit.language.0).to_owned();
        let roles: Vec<String> = group.roles.iter().map(role).collect();
        let location = group.location.map(|id| {
            let named = self.locations.iter().find(|(other, _)| *other == id);
            named.map_or_else(|| id.to_string(), |(_, name)| name.clone())
        });
        [
            of("template-group-status", status),
            of("template-group-department", group.department.as_ref().map(ToString::to_string)),
            of("template-group-license", license),
            of("template-group-search", group.search.as_ref().map(ToString::to_string)),
            of("template-group-roles", Some(roles.join(", ")).filter(|roles| !roles.is_empty())),
            of("template-group-location", location),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The list of users narrowed to the same people; `None` where it would show others, too.
    pub(super) fn list(&self, group: &Group) -> Option<String> {
        let words = |words: &Option<_>| words.as_ref().map(ToString::to_string).unwrap_or_default();
        let asked = Asked {
            q: words(&group.search),
            status: group.status,
            license: group.license.clone(),
            department: words(&group.department),
            ..Asked::default()
        };
        (!group.asks_roles()).then(|| asked.href(&self.place.href("users"), &At::Beginning))
    }
}
