//! The form of a template: what it sets, and whom it is for.

use super::lock::Lock;
use super::templates::parsed;
use super::{Answer, ConsoleCaller, Flash, Frame, Typed, done, page as answer, page_with};
use crate::problem::{field_sentence, status};
use askama::Template;
use axum::extract::Path;
use prokura_app::command::change_template::ChangeTemplate;
use prokura_app::command::guard::code::TEMPLATE_LICENCES_UNCLEAR;
use prokura_app::command::make_template::MakeTemplate;
use prokura_app::error::Error;
use prokura_app::query::templates::{get, list};
use prokura_app::sight::Sight;
use prokura_decision::mask::Level;
use prokura_decision::policy::RoleClass;
use prokura_domain::id::TemplateId;
use prokura_domain::organization::OrganizationKind;
use prokura_domain::person::PersonStatus;
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::template::{Group, NAME_LENGTH, Outfit, Services};
use prokura_domain::text::{Name, TextError, Words};
use std::slice::from_ref;
use std::str::FromStr;

/// What a template can do with licences; the first leaves them alone.
const SERVICES: [&str; 3] = ["leave", "add", "exactly"];
/// What a group can be narrowed to.
const STATUSES: [PersonStatus; 3] = [PersonStatus::Active, PersonStatus::Pending, PersonStatus::Suspended];

/// Something to choose.
struct Choice {
    code: String,
    title: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "template_form.html")]
struct FormPage {
    frame: Frame,
    action: String,
    back: String,
    version: String,
    draft: Draft,
    services: Vec<Choice>,
    licences: Vec<Choice>,
    packages: Vec<Choice>,
    statuses: Vec<Choice>,
    with_licence: Vec<Choice>,
    /// Roles and locations; none for somebody who may not know who holds them.
    roles: Vec<Choice>,
    locations: Vec<Choice>,
    errors: Vec<FieldError>,
    failed: Option<Lock>,
}

impl FormPage {
    const NAME_LENGTH: usize = NAME_LENGTH;

    /// What is wrong with a field, in words.
    fn error(&self, field: &str) -> String {
        let found = self.errors.iter().find(|error| error.field == field);
        found.map(|it| field_sentence(it.code, &it.arguments, self.frame.language)).unwrap_or_default()
    }
}

/// What is in the form.
#[derive(Clone, Debug, Default)]
struct Draft {
    name: String,
    note: String,
    services: String,
    licences: Vec<String>,
    package: String,
    title: String,
    department: String,
    status: String,
    group_department: String,
    license: String,
    search: String,
    roles: Vec<String>,
    location: String,
}

impl Draft {
    fn typed(typed: &Typed) -> Self {
        let one = |name: &str| typed.text(name).trim().to_owned();
        let all = |name: &'static str| typed.all(name).map(str::to_owned).collect();
        Self {
            name: one("name"),
            note: one("note"),
            services: one("services"),
            licences: all("licence"),
            package: one("package"),
            title: one("title"),
            department: one("department"),
            status: one("group-status"),
            group_department: one("group-department"),
            license: one("group-license"),
            search: one("group-search"),
            roles: all("role"),
            location: one("group-location"),
        }
    }

    fn of(template: &prokura_domain::template::Template) -> Self {
        let words = |words: &Option<Words>| words.as_ref().map(ToString::to_string).unwrap_or_default();
        let (sets, group) = (&template.sets, &template.group);
        let services = match &sets.services {
            None => SERVICES[0],
            Some(Services::Add(_)) => SERVICES[1],
            Some(Services::Exactly(_)) => SERVICES[2],
        };
        Self {
            name: template.name.to_string(),
            note: words(&template.note),
            services: services.to_owned(),
            licences: sets.services.as_ref().map(|it| it.codes().to_vec()).unwrap_or_default(),
            package: sets.package.clone().unwrap_or_default(),
            title: words(&sets.title),
            department: words(&sets.department),
            status: group.status.map(|status| status.code().to_owned()).unwrap_or_default(),
            group_department: words(&group.department),
            license: group.license.clone().unwrap_or_default(),
            search: words(&group.search),
            roles: group.roles.clone(),
            location: group.location.map(|id| id.to_string()).unwrap_or_default(),
        }
    }

    /// What it comes to, or everything that is wrong with it.
    fn read(&self) -> Result<(Name, Option<Words>, Outfit, Group), Refusal> {
        let mut wrong = Vec::new();
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let name = taken::<Name>("name", &self.name, &mut wrong);
        let names_some = !self.licences.is_empty();
        if (self.services == "add") != names_some && self.services != "exactly" {
            wrong.push(FieldError::new("sets/licenses", TEMPLATE_LICENCES_UNCLEAR));
        }
        let mut words = |field: &str, text: &str| match text {
            "" => None,
            text => taken::<Words>(field, text, &mut wrong),
        };
        let note = words("note", &self.note);
        let sets = Outfit {
            services: match self.services.as_str() {
                "add" => Some(Services::Add(self.licences.clone())),
                "exactly" => Some(Services::Exactly(self.licences.clone())),
                _ => None,
            },
            package: filled(&self.package),
            title: words("sets/title", &self.title),
            department: words("sets/department", &self.department),
        };
        let (search, department) =
            (words("group/search", &self.search), words("group/department", &self.group_department));
        let unknown = |field: &str| FieldError::new(field, "value_unknown");
        let status = PersonStatus::from_code(&self.status);
        if status.is_none() && !self.status.is_empty() {
            wrong.push(unknown("group/status"));
        }
        let location = self.location.parse().ok();
        if location.is_none() && !self.location.is_empty() {
            wrong.push(unknown("group/location"));
        }
        let license = filled(&self.license);
        let group = Group { status, search, license, department, roles: self.roles.clone(), location };
        match name {
            Some(name) if wrong.is_empty() => Ok((name, note, sets, group)),
            Some(_) | None => Err(Refusal::Invalid(wrong)),
        }
    }
}

fn taken<T: FromStr<Err = TextError>>(field: &str, text: &str, wrong: &mut Vec<FieldError>) -> Option<T> {
    text.parse().map_err(|error: TextError| wrong.push(FieldError::new(field, error.code))).ok()
}

/// `GET /o/{organization}/templates/new`
pub(super) async fn new_page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    // Whoever may not make one learns it before they have filled in the form.
    if let Some(refusal) = list(&caller.site.service, &caller.caller, &named).await?.locked {
        return Err(refusal.into());
    }
    let draft = Draft { services: SERVICES[0].to_owned(), ..Draft::default() };
    Ok(answer(&draw(&caller, &named, None, draft, None, None).await?)?)
}

/// `POST /o/{organization}/templates/new`
pub(super) async fn make(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-templates")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let draft = Draft::typed(&typed);
    let outcome = match draft.read() {
        Ok((name, note, sets, group)) => {
            let command = MakeTemplate { organization: place.entered.id, name, note, sets, group };
            caller.site.execute(caller.caller.clone(), command).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(made) => {
            let to = format!("{}/{}", place.href("templates"), made.value.id);
            Ok(done(&caller.site, &caller.visit, &to, &Flash::good(caller.visit.t("template-made"))))
        }
        Err(Error::Refused(refusal @ Refusal::Invalid(_))) => {
            let page = draw(&caller, &named, None, draft, None, Some(&refusal)).await?;
            Ok(page_with(status(&refusal), &page)?)
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /o/{organization}/templates/{template}/edit`
pub(super) async fn edit_page(caller: ConsoleCaller, Path((named, id)): Path<(String, String)>) -> Answer {
    let id = parsed(&id)?;
    let seen = get(&caller.site.service, &caller.caller, &named, id).await?;
    if let Some(refusal) = seen.locked {
        return Err(refusal.into());
    }
    let draft = Draft::of(&seen.template);
    Ok(answer(&draw(&caller, &named, Some(id), draft, Some(seen.template.version), None).await?)?)
}

/// `POST /o/{organization}/templates/{template}/edit`
pub(super) async fn change(caller: ConsoleCaller, Path((named, id)): Path<(String, String)>, typed: Typed) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-templates")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let template = parsed(&id)?;
    let draft = Draft::typed(&typed);
    let expected_version = typed.text("version").parse().ok();
    let outcome = match draft.read() {
        Ok((name, note, sets, group)) => {
            let command = ChangeTemplate {
                organization: place.entered.id,
                template,
                expected_version,
                name: Some(name),
                note: Some(note),
                sets: Some(sets),
                group: Some(group),
            };
            caller.site.execute(caller.caller.clone(), command).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(_) => {
            let to = format!("{}/{template}", place.href("templates"));
            Ok(done(&caller.site, &caller.visit, &to, &Flash::good(caller.visit.t("template-saved"))))
        }
        Err(Error::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Conflict { .. }))) => {
            // Who writes over what somebody else wrote has been told, and presses again.
            let version =
                if let Refusal::Conflict { actual, .. } = &refusal { Some(*actual) } else { expected_version };
            let page = draw(&caller, &named, Some(template), draft, version, Some(&refusal)).await?;
            Ok(page_with(status(&refusal), &page)?)
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(
    caller: &ConsoleCaller,
    named: &str,
    id: Option<TemplateId>,
    draft: Draft,
    version: Option<i64>,
    refusal: Option<&Refusal>,
) -> Result<FormPage, Error> {
    let visit = &caller.visit;
    let (frame, sight) = caller.enter(named, visit.t("nav-templates")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let (policy, locale) = (sight.policy(), visit.language.0);
    let choice = |code: &str, title: String, chosen: bool| Choice { code: code.to_owned(), title, chosen };
    // What was said before may not be there to choose any more: saving something else must not unsay it.
    let with = |choices: Vec<Choice>, said: &[String]| {
        let is_gone = |code: &&String| !code.is_empty() && choices.iter().all(|it| it.code != **code);
        let gone: Vec<Choice> = said.iter().filter(is_gone).map(|code| choice(code, code.clone(), true)).collect();
        choices.into_iter().chain(gone).collect::<Vec<_>>()
    };
    let licences = |chosen: &dyn Fn(&str) -> bool| {
        let all = policy.licences.iter();
        all.map(|it| choice(&it.code, it.title.in_locale(locale).to_owned(), chosen(&it.code))).collect::<Vec<_>>()
    };
    let packages = policy.packages.iter();
    let packages = packages
        .map(|it| choice(&it.code, super::wholesale::gives(policy, it, visit.language), draft.package == it.code));
    let statuses = STATUSES.map(|status| {
        choice(status.code(), visit.t(&format!("person-status-{}", status.code())), draft.status == status.code())
    });
    let mut read = caller.read().await?;
    let sees_roles = sight.ask("roles", Level::Read, place.entered.handle).is_ok();
    let locations = if sees_roles { read.locations_of(place.entered.id).await? } else { Vec::new() };
    let locations = locations.into_iter().map(|it| {
        let code = it.id.to_string();
        choice(&code, it.name.to_string(), draft.location == code)
    });
    let record = read.organization_record(place.entered.id).await?.ok_or(Refusal::NotFound)?;
    let own = record.custom_roles.iter().filter(|role| role.active).map(|role| role.key());
    let kind = record.organization.kind;
    let roles = if sees_roles { roles(&sight, kind, own.collect()) } else { Vec::new() };
    let roles = roles.into_iter().map(|key| {
        let title = sight.role_title(place.entered.handle, &key, locale).to_owned();
        choice(&key, title, draft.roles.contains(&key))
    });
    let errors = if let Some(Refusal::Invalid(errors)) = refusal { errors.clone() } else { Vec::new() };
    let templates = place.href("templates");
    let back = id.map_or_else(|| templates.clone(), |id| format!("{templates}/{id}"));
    let title = match id {
        Some(id) => {
            let called = read.template(id).await?.map(|template| template.name.to_string());
            visit.t1("template-form-edit", "name", called.unwrap_or_default())
        }
        None => visit.t("template-form-new"),
    };
    Ok(FormPage {
        action: if id.is_some() { format!("{back}/edit") } else { format!("{templates}/new") },
        back,
        version: version.map(|version| version.to_string()).unwrap_or_default(),
        services: SERVICES
            .map(|code| choice(code, visit.t(&format!("template-services-{code}")), draft.services == code))
            .into(),
        licences: with(licences(&|code| draft.licences.iter().any(|other| other == code)), &draft.licences),
        with_licence: with(licences(&|code| draft.license == code), from_ref(&draft.license)),
        packages: with(packages.collect(), from_ref(&draft.package)),
        statuses: statuses.into(),
        roles: with(roles.collect(), &draft.roles),
        locations: with(locations.collect(), from_ref(&draft.location)),
        errors,
        failed: refusal.map(|it| Lock::of(it, policy, visit.language)),
        frame: frame.narrow().section("templates").crumb(visit.t("nav-templates"), templates).titled(title),
        draft,
    })
}

/// Keys of the roles that people of an organization can hold there: the policy's, then its own.
fn roles(sight: &Sight, kind: OrganizationKind, own: Vec<String>) -> Vec<String> {
    let held = |class: RoleClass| match class {
        RoleClass::Organization | RoleClass::Location | RoleClass::Site | RoleClass::Service | RoleClass::Custom => {
            true
        }
        RoleClass::Partner => kind == OrganizationKind::Partner,
        RoleClass::Vendor => kind == OrganizationKind::Vendor,
        RoleClass::External => false,
    };
    let policy = sight.policy().roles.iter().filter(|role| held(role.class)).map(|role| role.key.clone());
    policy.chain(own).collect()
}
