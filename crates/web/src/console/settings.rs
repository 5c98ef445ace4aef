//! An organization's settings, drawn from the policy's registry: each with who set it last, and why it is locked when it is.

use super::conflict::{self, Both, Conflict};
use super::domains::{self, DomainsShown};
use super::sso_trial::{self, SsoShown};
use super::streams::{self, StreamsShown};
use super::{Answer, ConsoleCaller, Flash, Frame, Moment, Typed, Visit, done, page as answer, page_with};
use crate::problem::field_sentence;
use crate::text::Language;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use prokura_app::command::change_setting::ChangeSetting;
use prokura_app::error::Error;
use prokura_app::query::settings::{SettingSeen, list};
use prokura_decision::policy::{ObeyedBy, Policy, SettingDefinition, SettingType};
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::setting::SettingValue;
use prokura_domain::text::Locale;

/// A part of the page.
struct Section {
    code: String,
    title: String,
    settings: Vec<Shown>,
}

/// A choice of a setting.
struct Choice {
    code: String,
    title: String,
    chosen: bool,
}

/// How a setting is put in.
enum Input {
    Switch(bool),
    Number { value: String, min: i64, max: i64 },
    Text { value: String, max_length: usize },
    Choice(Vec<Choice>),
    Choices(Vec<Choice>),
}

/// Why a setting is locked.
pub(super) struct Lock {
    pub(super) sentences: Vec<String>,
    pub(super) rules: Vec<String>,
}

impl Lock {
    /// Why, in words.
    pub(super) fn of((because, rules): &(Vec<&'static str>, Vec<&'static str>), language: Language) -> Self {
        Self {
            sentences: because.iter().map(|code| language.text(&format!("reason-{code}"))).collect(),
            rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
        }
    }
}

/// A setting of the page.
struct Shown {
    key: String,
    /// The key, as the name of an element.
    id: String,
    title: String,
    help: String,
    input: Input,
    version: i64,
    set_by: Option<(String, Moment)>,
    /// Whether only other services act by it.
    is_for_services: bool,
    lock: Option<Lock>,
    error: String,
}

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    frame: Frame,
    path: String,
    sections: Vec<Section>,
    failed: bool,
    sso: Option<SsoShown>,
    domains: Option<DomainsShown>,
    streams: Option<StreamsShown>,
}

/// What was typed for a setting and could not be taken.
struct Refused<'a> {
    key: &'a str,
    typed: &'a Typed,
    errors: Vec<FieldError>,
}

/// `GET /o/{organization}/settings`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    Ok(answer(&draw(&caller, &named, None).await?)?)
}

/// `POST /o/{organization}/settings/{key}`
pub(super) async fn set(caller: ConsoleCaller, Path((named, setting)): Path<(String, String)>, typed: Typed) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-settings")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let policy = caller.site.service.policy().clone();
    let definition = policy.setting(&setting).ok_or(Refusal::NotFound)?;
    let command = match read_value(definition, &typed) {
        Ok(value) => ChangeSetting {
            organization: place.entered.id,
            key: setting.clone(),
            value,
            expected_version: typed.text("version").parse().ok(),
        },
        Err(error) => return refused(&caller, &named, &setting, &typed, vec![error]).await,
    };
    match caller.site.execute(caller.caller.clone(), command).await {
        Ok(set) => {
            let title = definition.title.in_locale(caller.visit.language.0);
            let key = if set.value.changed { "setting-saved" } else { "setting-unchanged" };
            let text = caller.visit.language.text_with(key, &[("setting", title.into())]);
            let to = format!("{}#{}", place.href("settings"), id_of(&setting));
            Ok(done(&caller.site, &caller.visit, &to, &Flash::good(text)))
        }
        Err(Error::Refused(Refusal::Invalid(errors))) => refused(&caller, &named, &setting, &typed, errors).await,
        Err(Error::Refused(refusal @ Refusal::Conflict { .. })) => {
            let wanted = read_value(definition, &typed).map_err(|error| Refusal::Invalid(vec![error]))?;
            conflicted(&caller, frame.section("settings"), &refusal, &setting, &wanted).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page on which a setting that somebody else set meanwhile is compared with what was wanted.
pub(super) async fn conflicted(
    caller: &ConsoleCaller,
    frame: Frame,
    refusal: &Refusal,
    setting: &str,
    wanted: &SettingValue,
) -> Answer {
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let policy = caller.site.service.policy().clone();
    let definition = policy.setting(setting).ok_or(Refusal::NotFound)?;
    let seen = list(&caller.site.service, &caller.caller, &place.entered.id.to_string()).await?;
    let is_it = |seen: &&SettingSeen| policy.settings.get(seen.position).is_some_and(|it| it.key == setting);
    let now = seen.iter().find(is_it).ok_or(Refusal::NotFound)?;
    let values = match wanted {
        // What is off, like a choice of nothing, is a field that is not sent.
        SettingValue::Switch(on) => on.then(|| "on".to_owned()).into_iter().collect(),
        SettingValue::Number(number) => vec![number.to_string()],
        SettingValue::Text(text) => vec![text.clone()],
        SettingValue::List(codes) => codes.clone(),
    };
    let mut fields: Vec<_> = values.into_iter().map(|value| ("value".to_owned(), value)).collect();
    fields.push(("version".to_owned(), now.version.to_string()));
    let settings = place.href("settings");
    let conflict = Conflict {
        values: vec![Both {
            label: definition.title.in_locale(caller.visit.language.0).to_owned(),
            typed: in_words(&caller.visit, definition, wanted),
            now: in_words(&caller.visit, definition, &now.value),
        }],
        action: format!("{settings}/{setting}"),
        fields,
        go_on: caller.visit.t("conflict-save-mine"),
        back: format!("{settings}#{}", id_of(setting)),
    };
    Ok(conflict::told(caller, frame, refusal, conflict).await?)
}

/// A value as it is read aloud.
fn in_words(visit: &Visit, definition: &SettingDefinition, value: &SettingValue) -> String {
    let choice = |code: &str| choice_title(definition, code, visit.language.0);
    let said = match value {
        SettingValue::Switch(true) => visit.t("on"),
        SettingValue::Switch(false) => visit.t("off"),
        SettingValue::Number(number) => number.to_string(),
        SettingValue::Text(text) => choice(text),
        SettingValue::List(codes) => codes.iter().map(|code| choice(code)).collect::<Vec<_>>().join(", "),
    };
    if said.is_empty() { visit.t("conflict-empty") } else { said }
}

async fn refused(caller: &ConsoleCaller, named: &str, setting: &str, typed: &Typed, errors: Vec<FieldError>) -> Answer {
    let drawn = draw(caller, named, Some(Refused { key: setting, typed, errors })).await?;
    Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &drawn)?)
}

async fn draw(caller: &ConsoleCaller, named: &str, refused: Option<Refused<'_>>) -> Result<SettingsPage, Error> {
    let (frame, sight) = caller.enter(named, caller.visit.t("nav-settings")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let seen = list(&caller.site.service, &caller.caller, named).await?;
    let policy = sight.policy();
    let locale = caller.visit.language.0;
    let mut sections: Vec<(&str, Section)> = Vec::new();
    let mut read = caller.read().await?;
    for setting in &seen {
        let Some(definition) = policy.settings.get(setting.position) else { continue };
        let set_by = match setting.set {
            Some((Some(by), at)) => {
                let name =
                    read.anybody(by).await?.map_or_else(|| caller.visit.t("somebody"), |it| caller.visit.name(&it));
                Some((name, caller.visit.moment(at)))
            }
            Some((None, at)) => Some((caller.visit.t("setting-by-operator"), caller.visit.moment(at))),
            None => None,
        };
        let failed = refused.as_ref().filter(|refused| refused.key == definition.key);
        let shown = show(caller, definition, setting, set_by, failed, locale);
        match sections.iter_mut().find(|(section, _)| *section == definition.section) {
            Some((_, section)) => section.settings.push(shown),
            None => {
                let title = section_title(policy, &definition.section, locale);
                sections.push((
                    &definition.section,
                    Section { code: definition.section.clone(), title, settings: vec![shown] },
                ));
            }
        }
    }
    Ok(SettingsPage {
        path: place.href("settings"),
        sections: sections.into_iter().map(|(_, section)| section).collect(),
        failed: refused.is_some(),
        sso: sso_trial::shown(caller, named).await?,
        domains: domains::shown(caller, named).await?,
        streams: streams::shown(caller, named).await?,
        frame: frame.section("settings"),
    })
}

fn show(
    caller: &ConsoleCaller,
    definition: &SettingDefinition,
    setting: &SettingSeen,
    set_by: Option<(String, Moment)>,
    failed: Option<&Refused<'_>>,
    locale: Locale,
) -> Shown {
    let language = caller.visit.language;
    let errors = failed.map_or(&[][..], |failed| &failed.errors);
    let told = |error: &FieldError| field_sentence(error.code, &error.arguments, language);
    let lock = setting.locked.as_ref().map(|locked| Lock::of(locked, language));
    Shown {
        key: definition.key.clone(),
        id: id_of(&definition.key),
        title: definition.title.in_locale(locale).to_owned(),
        help: definition.help.in_locale(locale).to_owned(),
        input: input(definition, &setting.value, failed.map(|failed| failed.typed), locale),
        version: setting.version,
        set_by,
        is_for_services: definition.obeyed_by == ObeyedBy::Services,
        lock,
        error: errors.iter().map(told).collect::<Vec<_>>().join(" "),
    }
}

/// How the value is put in; what was typed and not taken is not lost.
fn input(definition: &SettingDefinition, value: &SettingValue, typed: Option<&Typed>, locale: Locale) -> Input {
    let text = |value: &SettingValue| match value {
        SettingValue::Text(text) => text.clone(),
        SettingValue::Number(number) => number.to_string(),
        SettingValue::Switch(_) | SettingValue::List(_) => String::new(),
    };
    let current = typed.map_or_else(|| text(value), |typed| typed.text("value").to_owned());
    let choices = |codes: &[String], chosen: &dyn Fn(&str) -> bool| {
        codes
            .iter()
            .map(|code| Choice {
                code: code.clone(),
                title: choice_title(definition, code, locale),
                chosen: chosen(code),
            })
            .collect()
    };
    match &definition.value {
        SettingType::Switch => {
            Input::Switch(typed.map_or(*value == SettingValue::Switch(true), |typed| typed.has("value")))
        }
        SettingType::Number { min, max } => Input::Number { value: current, min: *min, max: *max },
        SettingType::Text { max_length } => Input::Text { value: current, max_length: *max_length },
        SettingType::Choice(codes) => Input::Choice(choices(codes, &|code| code == current)),
        SettingType::Choices(codes) => {
            let list = match (typed, value) {
                (Some(typed), _) => typed.all("value").map(str::to_owned).collect(),
                (None, SettingValue::List(list)) => list.clone(),
                (None, SettingValue::Switch(_) | SettingValue::Number(_) | SettingValue::Text(_)) => Vec::new(),
            };
            Input::Choices(choices(codes, &|code| list.iter().any(|it| it == code)))
        }
    }
}

fn read_value(definition: &SettingDefinition, typed: &Typed) -> Result<SettingValue, FieldError> {
    Ok(match &definition.value {
        SettingType::Switch => SettingValue::Switch(typed.has("value")),
        SettingType::Number { .. } => {
            let number = typed.text("value").parse();
            SettingValue::Number(number.map_err(|_| FieldError::new("value", "number_invalid"))?)
        }
        SettingType::Text { .. } | SettingType::Choice(_) => SettingValue::Text(typed.text("value").to_owned()),
        SettingType::Choices(_) => {
            let mut list: Vec<String> = typed.all("value").map(str::to_owned).collect();
            list.sort();
            list.dedup();
            SettingValue::List(list)
        }
    })
}

fn choice_title(definition: &SettingDefinition, code: &str, locale: Locale) -> String {
    let named = definition.choices.iter().find(|choice| choice.code == code);
    named.map_or(code, |choice| choice.title.in_locale(locale)).to_owned()
}

pub(super) fn section_title(policy: &Policy, section: &str, locale: Locale) -> String {
    let named = policy.sections.iter().find(|named| named.code == section);
    named.map_or(section, |named| named.title.in_locale(locale)).to_owned()
}

pub(super) fn id_of(setting: &str) -> String {
    setting.replace(['.', '_'], "-")
}

#[cfg(test)]
mod tests {
    use super::id_of;
    use prokura_domain::setting::key;

    #[test]
    fn ids_are_plain() {
        assert_eq!(id_of(key::READ_ONLY_SUPPORT), "support-allow-read-only");
    }
}
