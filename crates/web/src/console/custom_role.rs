//! Composing a role and changing one: areas at levels, names in three languages, and before anything is saved who would
//! gain and lose what.

use super::conflict::{self, Both, Conflict};
use super::lock::{Lock, in_titles, told_at};
use super::{Answer, ConsoleCaller, Flash, Frame, Moment, Typed, done, page as answer, page_with};
use crate::problem::status;
use askama::Template;
use axum::extract::Path;
use prokura_app::command::change_custom_role::ChangeCustomRole;
use prokura_app::command::compose_role::ComposeRole;
use prokura_app::error::Error;
use prokura_app::query::custom_roles::{Choice, Detail, Moved, Preview, choices, get, preview};
use prokura_decision::mask::Level;
use prokura_decision::policy::{Policy, Situation};
use prokura_domain::custom_role::{AreaLevel, Areas, CustomRole, Spelled};
use prokura_domain::id::CustomRoleId;
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::text::{Locale, Name};
use std::collections::BTreeMap;

/// A name in one language.
struct NameField {
    tag: &'static str,
    label: String,
    value: String,
    error: String,
}

/// How much of an area one can choose.
struct LevelChoice {
    code: &'static str,
    title: String,
    chosen: bool,
    disabled: bool,
}

/// An area of the form.
struct AreaRow {
    name: String,
    title: String,
    levels: Vec<LevelChoice>,
    /// Whether nothing but what is chosen can be chosen.
    disabled: bool,
    lock: Option<Lock>,
    error: String,
}

/// Areas that stand together.
struct Group {
    title: String,
    areas: Vec<AreaRow>,
}

/// What somebody comes to and does not have any more.
struct Told {
    name: String,
    gains: Vec<String>,
    loses: Vec<String>,
}

/// An earlier version.
struct Version {
    number: String,
    title: String,
    at: Moment,
    by: String,
    gives: Vec<String>,
}

/// Somebody who holds the role.
struct HolderShown {
    name: String,
    href: String,
    until: Option<Moment>,
}

#[derive(Template)]
#[template(path = "custom_role.html")]
struct RolePage {
    frame: Frame,
    heading: String,
    action: String,
    back: String,
    delete: Option<String>,
    version: i64,
    names: Vec<NameField>,
    groups: Vec<Group>,
    areas_error: String,
    failed: Option<Lock>,
    /// Why one cannot change it.
    lock: Option<Lock>,
    /// What saving would do: the role itself first, then whoever holds it.
    preview: Option<Vec<Told>>,
    holders: Vec<HolderShown>,
    versions: Vec<Version>,
}

/// What is in the form.
struct Filled {
    names: [String; 3],
    areas: Areas,
    refusal: Option<Refusal>,
    preview: bool,
    /// The version that was looked at; `None` for the one there is.
    version: Option<i64>,
}

/// `GET /o/{organization}/roles/new`
pub(super) async fn new_page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    let filled =
        Filled { names: Default::default(), areas: Areas::new(), refusal: None, preview: false, version: None };
    Ok(answer(&draw(&caller, &named, None, filled).await?)?)
}

/// `POST /o/{organization}/roles/new`
pub(super) async fn compose(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-roles")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let areas = read_areas(&caller, &typed);
    let names = match read_names(&typed) {
        Ok(names) => names,
        Err(errors) => return again(&caller, &named, None, &typed, areas, Refusal::Invalid(errors)).await,
    };
    if typed.text("step") == "preview" {
        let filled = Filled { names: typed_names(&typed), areas, refusal: None, preview: true, version: None };
        return Ok(answer(&draw(&caller, &named, None, filled).await?)?);
    }
    let command = ComposeRole { organization: place.entered.id, names, areas: areas.clone() };
    match caller.site.execute(caller.caller.clone(), command).await {
        Ok(composed) => {
            let title = composed.value.names.in_locale(caller.visit.language.0).to_owned();
            let text = caller.visit.t1("custom-composed", "role", title);
            Ok(done(&caller.site, &caller.visit, &place.href("roles"), &Flash::good(text)))
        }
        Err(Error::Refused(refusal)) if belongs_to_form(&refusal) => {
            again(&caller, &named, None, &typed, areas, refusal).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /o/{organization}/roles/{role}`
pub(super) async fn page(caller: ConsoleCaller, Path((named, role)): Path<(String, String)>) -> Answer {
    let id: CustomRoleId = role.parse().map_err(|_| Refusal::NotFound)?;
    caller.enter(&named, caller.visit.t("nav-roles")).await?;
    let detail = get(&caller.site.service, &caller.caller, &named, id).await?;
    let (names, areas) = (spelled(&detail.role), detail.role.areas.clone());
    let filled = Filled { names, areas, refusal: None, preview: false, version: None };
    Ok(answer(&draw(&caller, &named, Some(detail), filled).await?)?)
}

/// `POST /o/{organization}/roles/{role}`
pub(super) async fn change(caller: ConsoleCaller, Path((named, role)): Path<(String, String)>, typed: Typed) -> Answer {
    let id: CustomRoleId = role.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-roles")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let detail = get(&caller.site.service, &caller.caller, &named, id).await?;
    let areas = read_areas(&caller, &typed);
    let names = match read_names(&typed) {
        Ok(names) => names,
        Err(errors) => return again(&caller, &named, Some(detail), &typed, areas, Refusal::Invalid(errors)).await,
    };
    if typed.text("step") == "preview" {
        let version = typed.text("version").parse().ok();
        let filled = Filled { names: typed_names(&typed), areas, refusal: None, preview: true, version };
        return Ok(answer(&draw(&caller, &named, Some(detail), filled).await?)?);
    }
    let command = ChangeCustomRole {
        organization: place.entered.id,
        role: id,
        expected_version: typed.text("version").parse().ok(),
        names: Some(names),
        areas: Some(areas.clone()),
    };
    match caller.site.execute(caller.caller.clone(), command).await {
        Ok(changed) => {
            let title = changed.value.names.in_locale(caller.visit.language.0).to_owned();
            let text = caller.visit.t1("custom-saved", "role", title);
            Ok(done(&caller.site, &caller.visit, &format!("{}/{id}", place.href("roles")), &Flash::good(text)))
        }
        Err(Error::Refused(refusal)) if belongs_to_form(&refusal) => {
            again(&caller, &named, Some(detail), &typed, areas, refusal).await
        }
        Err(Error::Refused(refusal @ Refusal::Conflict { .. })) => {
            conflicted(&caller, frame, &named, id, &typed, &areas, &refusal).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Somebody changed the role meanwhile: what was typed beside what it is now, name by name and area by area.
async fn conflicted(
    caller: &ConsoleCaller,
    frame: Frame,
    named: &str,
    id: CustomRoleId,
    typed: &Typed,
    areas: &Areas,
    refusal: &Refusal,
) -> Answer {
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let now = get(&caller.site.service, &caller.caller, named, id).await?.role;
    let (visit, policy) = (&caller.visit, caller.site.service.policy());
    let mut values = Vec::new();
    let mut fields = vec![("step".to_owned(), "save".to_owned()), ("version".to_owned(), now.version.to_string())];
    for ((locale, mine), theirs) in Locale::ALL.into_iter().zip(typed_names(typed)).zip(spelled(&now)) {
        fields.push((format!("name-{}", locale.tag()), mine.clone()));
        if !mine.is_empty() || !theirs.is_empty() {
            values.push(Both { label: visit.t(name_label(locale)), typed: mine, now: theirs });
        }
    }
    for area in &policy.areas {
        let (mine, theirs) = (areas.get(&area.name).copied(), now.areas.get(&area.name).copied());
        if let Some(level) = mine {
            fields.push((format!("area-{}", area.name), level.code().to_owned()));
        }
        if mine.is_some() || theirs.is_some() {
            let label = area.title.in_locale(visit.language.0).to_owned();
            values.push(Both { label, typed: level_words(caller, mine), now: level_words(caller, theirs) });
        }
    }
    let back = format!("{}/{id}", place.href("roles"));
    let (action, go_on) = (back.clone(), visit.t("conflict-save-mine"));
    let frame = frame.section("roles").crumb(visit.t("nav-roles"), place.href("roles"));
    Ok(conflict::told(caller, frame, refusal, Conflict { values, action, fields, go_on, back }).await?)
}

const fn name_label(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "custom-name-en",
        Locale::Cs => "custom-name-cs",
        Locale::Pl => "custom-name-pl",
    }
}

fn level_words(caller: &ConsoleCaller, level: Option<AreaLevel>) -> String {
    caller.visit.t(match level {
        None => "custom-level-none",
        Some(AreaLevel::Read) => "custom-level-read",
        Some(AreaLevel::Manage) => "custom-level-manage",
    })
}

/// Whether a refusal is told in the form, with everything that was typed.
const fn belongs_to_form(refusal: &Refusal) -> bool {
    match refusal {
        Refusal::Invalid(_) | Refusal::Rule { .. } => true,
        Refusal::Unauthenticated
        | Refusal::StepUpNeeded { .. }
        | Refusal::NotFound
        | Refusal::Forbidden { .. }
        | Refusal::Conflict { .. }
        | Refusal::Over { .. }
        | Refusal::TooMany { .. } => false,
    }
}

async fn again(
    caller: &ConsoleCaller,
    named: &str,
    detail: Option<Detail>,
    typed: &Typed,
    areas: Areas,
    refusal: Refusal,
) -> Answer {
    let code = status(&refusal);
    let version = typed.text("version").parse().ok();
    let filled = Filled { names: typed_names(typed), areas, refusal: Some(refusal), preview: false, version };
    Ok(page_with(code, &draw(caller, named, detail, filled).await?)?)
}

fn spelled(role: &CustomRole) -> [String; 3] {
    Locale::ALL.map(|locale| role.names.spelled().get(locale).map(ToString::to_string).unwrap_or_default())
}

fn typed_names(typed: &Typed) -> [String; 3] {
    Locale::ALL.map(|locale| typed.text(&format!("name-{}", locale.tag())).to_owned())
}

/// The names that were typed, or what is wrong with each.
fn read_names(typed: &Typed) -> Result<Spelled, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut name = |locale: Locale| match typed.text(&format!("name-{}", locale.tag())) {
        "" => None,
        text => text
            .parse::<Name>()
            .map_err(|error| errors.push(FieldError::new(format!("names/{}", locale.tag()), error.code)))
            .ok(),
    };
    let names = Spelled { en: name(Locale::En), cs: name(Locale::Cs), pl: name(Locale::Pl) };
    if errors.is_empty() { Ok(names) } else { Err(errors) }
}

fn read_areas(caller: &ConsoleCaller, typed: &Typed) -> Areas {
    let areas = caller.site.service.policy().areas.iter();
    let chosen = areas.filter_map(|area| {
        let level = AreaLevel::from_code(typed.text(&format!("area-{}", area.name)))?;
        Some((area.name.clone(), level))
    });
    chosen.collect()
}

async fn draw(caller: &ConsoleCaller, named: &str, detail: Option<Detail>, filled: Filled) -> Result<RolePage, Error> {
    let (frame, sight) = caller.enter(named, caller.visit.t("nav-roles")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let service = &caller.site.service;
    let (policy, visit) = (service.policy(), &caller.visit);
    let language = visit.language;
    let lock = sight.ask("roles", Level::Manage, place.entered.handle).err();
    if let (Some(refusal), true) = (&lock, detail.is_none()) {
        return Err(refusal.clone().into());
    }
    let previewed = if filled.preview {
        let role = detail.as_ref().map(|detail| detail.role.id);
        Some(preview(service, &caller.caller, named, role, &filled.areas).await?)
    } else {
        None
    };
    // What saving would refuse is told at its field before anybody saves.
    let problems = previewed.as_ref().map(|it| it.problems.clone()).filter(|problems| !problems.is_empty());
    let refusal = filled.refusal.clone().or(problems.map(Refusal::Invalid));
    let refusal = refusal.map(|refusal| in_titles(&refusal, policy, language));
    let errors = match &refusal {
        Some(Refusal::Invalid(errors)) => errors.as_slice(),
        Some(_) | None => &[],
    };
    let said = |field: &str| told_at(errors, &[field], language);
    let choices = choices(service, &caller.caller, named).await?;
    let before = detail.as_ref().map(|detail| &detail.role.areas);
    let active = detail.as_ref().is_none_or(|detail| detail.role.active);
    let locked = lock.is_some() || !active;
    let mut groups: Vec<Group> = Vec::new();
    for choice in &choices {
        let row = row(caller, choice, before, &filled.areas, locked, &said);
        let title = group_title(policy, choice, language.0);
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.areas.push(row),
            None => groups.push(Group { title, areas: vec![row] }),
        }
    }
    // The first table is that of the whole organization: to say so of a role would say nothing.
    if let Some(first) = groups.first_mut() {
        first.title = visit.t("custom-areas");
    }
    let names = Locale::ALL.into_iter().zip(filled.names).map(|(locale, value)| NameField {
        tag: locale.tag(),
        label: visit.t(name_label(locale)),
        value,
        error: said(&format!("names/{}", locale.tag())),
    });
    let back = place.href("roles");
    let users = place.href("users");
    let frame = frame.section("roles").crumb(visit.t("nav-roles"), &back);
    let action = detail.as_ref().map_or_else(|| format!("{back}/new"), |it| format!("{back}/{}", it.role.id));
    let heading = match &detail {
        None => visit.t("custom-compose"),
        Some(detail) => detail.role.names.in_locale(language.0).to_owned(),
    };
    let failed = match &refusal {
        None => None,
        Some(Refusal::Invalid(_)) => {
            let rest = [said("names")].into_iter().filter(|sentence| !sentence.is_empty());
            Some(Lock::at_fields(language, rest))
        }
        Some(refusal) => Some(Lock::of(refusal, policy, language)),
    };
    let gone = Refusal::Over { code: "custom_role_deleted" };
    Ok(RolePage {
        delete: (detail.is_some() && lock.is_none() && active).then(|| format!("{action}/delete")),
        lock: lock.or((!active).then_some(gone)).map(|refusal| Lock::of(&refusal, policy, language)),
        // What was looked at stays what was looked at.
        version: filled.version.or(detail.as_ref().map(|detail| detail.role.version)).unwrap_or(0),
        names: names.collect(),
        groups,
        areas_error: said("areas"),
        failed,
        preview: previewed.map(|preview| told(caller, policy, preview)),
        holders: detail.as_ref().map(|detail| holders(caller, detail, &users)).unwrap_or_default(),
        versions: match &detail {
            Some(detail) => versions(caller, policy, detail).await?,
            None => Vec::new(),
        },
        frame: frame.titled(&heading),
        heading,
        action,
        back,
    })
}

/// What the areas of a group have in common: the table that lets them be composed.
fn group_title(policy: &Policy, choice: &Choice, locale: Locale) -> String {
    let home =
        |situation: &Situation| matches!(situation, Situation::Home | Situation::PartnerHome | Situation::VendorHome);
    let tables = policy.tables.iter().filter(|table| {
        table.situations.iter().any(home)
            && table.areas.contains(&choice.area)
            && !table.roles.contains(&policy.composable_id())
    });
    tables.map(|table| table.title.in_locale(locale).to_owned()).next().unwrap_or_default()
}

fn row(
    caller: &ConsoleCaller,
    choice: &Choice,
    before: Option<&Areas>,
    chosen: &Areas,
    locked: bool,
    said: &impl Fn(&str) -> String,
) -> AreaRow {
    let visit = &caller.visit;
    let area = caller.site.service.policy().area_at(choice.area);
    let had = before.and_then(|areas| areas.get(&area.name)).copied();
    let is = chosen.get(&area.name).copied();
    // What the role gave before may stay, whoever changes it.
    let bars = |level: AreaLevel| match level {
        AreaLevel::Read => !choice.no_read.is_empty(),
        AreaLevel::Manage => choice.most < AreaLevel::Manage || !choice.no_manage.is_empty(),
    };
    let barred = |level: AreaLevel| had.is_none_or(|had| had < level) && bars(level);
    let level = |level: Option<AreaLevel>, key: &str| LevelChoice {
        code: level.map_or("", AreaLevel::code),
        title: visit.t(key),
        chosen: is == level,
        disabled: level.is_some_and(barred),
    };
    let mut sentences = Vec::new();
    if choice.most < AreaLevel::Manage {
        sentences.push(visit.t("custom-only-read"));
    }
    let lacks = if choice.no_read.is_empty() { &choice.no_manage } else { &choice.no_read };
    if !lacks.is_empty() {
        sentences.push(visit.t("custom-not-held"));
        sentences.extend(lacks.iter().map(|code| visit.language.text(&format!("reason-{code}"))));
    }
    AreaRow {
        levels: vec![
            level(None, "custom-level-none"),
            level(Some(AreaLevel::Read), "custom-level-read"),
            level(Some(AreaLevel::Manage), "custom-level-manage"),
        ],
        disabled: locked,
        lock: (!sentences.is_empty()).then_some(Lock { sentences, rules: vec!["ROL-10".to_owned()] }),
        error: said(&format!("areas/{}", area.name)),
        title: area.title.in_locale(visit.language.0).to_owned(),
        name: area.name.clone(),
    }
}

/// What a change comes to, in words: of the role itself, then of whoever holds it.
fn told(caller: &ConsoleCaller, policy: &Policy, preview: Preview) -> Vec<Told> {
    let visit = &caller.visit;
    let words = |moved: &[Moved]| moved.iter().map(|it| moved_words(caller, policy, it)).collect::<Vec<_>>();
    let (gains, loses): (Vec<Moved>, Vec<Moved>) =
        preview.changes.into_iter().partition(|moved| moved.after > moved.before);
    let itself = Told { name: visit.t("custom-itself"), gains: words(&gains), loses: words(&loses) };
    let holders = preview.holders.iter().map(|it| Told {
        name: it.holder.person.name.to_string(),
        gains: words(&it.gains),
        loses: words(&it.loses),
    });
    [itself].into_iter().chain(holders).collect()
}

fn moved_words(caller: &ConsoleCaller, policy: &Policy, moved: &Moved) -> String {
    let area = policy.area_at(moved.area).title.in_locale(caller.visit.language.0);
    format!("{area}: {} → {}", level_words(caller, moved.before), level_words(caller, moved.after))
}

fn holders(caller: &ConsoleCaller, detail: &Detail, users: &str) -> Vec<HolderShown> {
    let shown = |it: &prokura_app::query::custom_roles::Holder| HolderShown {
        name: it.person.name.to_string(),
        href: format!("{users}/{}", it.person.id),
        until: it.grant.term.until.map(|at| caller.visit.moment(at)),
    };
    detail.holders.iter().map(shown).collect()
}

async fn versions(caller: &ConsoleCaller, policy: &Policy, detail: &Detail) -> Result<Vec<Version>, Error> {
    let (visit, mut read) = (&caller.visit, caller.read().await?);
    let ids: Vec<_> = detail.versions.iter().filter_map(|version| version.changed_by).collect();
    let names: BTreeMap<_, String> =
        read.people(&ids).await?.into_iter().map(|person| (person.id, person.name.to_string())).collect();
    let shown = |version: &CustomRole| {
        let by = version.changed_by.map(|by| names.get(&by).cloned().unwrap_or_else(|| visit.t("somebody")));
        let gives = version.areas.iter().filter_map(|(name, level)| {
            let title = policy.area(name)?.title.in_locale(visit.language.0);
            Some(format!("{title}: {}", level_words(caller, Some(*level))))
        });
        Version {
            number: visit.t1("custom-version", "version", version.version.to_string()),
            title: version.names.in_locale(visit.language.0).to_owned(),
            at: visit.moment(version.changed_at),
            by: by.unwrap_or_else(|| visit.t("setting-by-operator")),
            gives: if version.active { gives.collect() } else { vec![visit.t("custom-gone")] },
        }
    };
    Ok(detail.versions.iter().map(shown).collect())
}
