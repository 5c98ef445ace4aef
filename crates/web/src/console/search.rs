//! The search box of the frame: people of the organization one stands in, and one's own organizations.

use super::my_organizations::{served_by, with_a_grant};
use super::settings::{id_of, section_title};
use super::{Answer, ConsoleCaller, Frame, page as answer};
use askama::Template;
use axum::extract::Query;
use prokura_app::collation::{is_in, searched, words as titles};
use prokura_app::error::Error;
use prokura_app::query::administrators::Administrator;
use prokura_app::query::directory::{Filter, Own, Sort, Stretch, find};
use prokura_app::query::settings::list;
use prokura_app::query::templates;
use prokura_decision::mask::Level;
use prokura_domain::organization::Organization;
use prokura_domain::refusal::Refusal;
use serde::Deserialize;

/// How many of each are shown.
const SHOWN: usize = 20;

/// What is looked for, and in which organization one stands.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    #[serde(rename = "in")]
    place: String,
}

/// Something that was found.
struct Found {
    name: String,
    note: String,
    href: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    q: String,
    people: Vec<Found>,
    /// The list of users with the same words, where there are more.
    all_people: Option<String>,
    templates: Vec<Found>,
    settings: Vec<Found>,
    organizations: Vec<Found>,
}

/// `GET /search?q=…&in=…`
pub(super) async fn page(caller: ConsoleCaller, asked: Query<Asked>) -> Answer {
    let q = asked.q.trim().to_owned();
    let title = caller.visit.t("search-title");
    let frame = match asked.place.as_str() {
        "" => caller.frame(title)?,
        // What one was in and may no longer know of is not said.
        place => match caller.enter(place, &title).await {
            Ok((frame, _)) => frame,
            Err(Error::Refused(Refusal::NotFound)) => caller.frame(title)?,
            Err(error) => return Err(error.into()),
        },
    };
    let (mut people, mut all_people) = (Vec::new(), None);
    let (mut templates, mut settings, mut organizations) = (Vec::new(), Vec::new(), Vec::new());
    if !q.is_empty() {
        if frame.place.is_some() {
            (people, all_people) = people_here(&caller, &frame, &q).await?;
            templates = templates_here(&caller, &frame, &q).await?;
            settings = settings_here(&caller, &frame, &q).await?;
        }
        organizations = my_organizations(&caller, &q).await?;
    }
    Ok(answer(&SearchPage { frame, q, people, all_people, templates, settings, organizations })?)
}

async fn people_here(caller: &ConsoleCaller, frame: &Frame, q: &str) -> Result<(Vec<Found>, Option<String>), Error> {
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let slug = place.organization.slug.to_string();
    let reads_people = caller.sight()?.ask("users", Level::Read, place.entered.handle).is_ok();
    let filter = Filter {
        own: if reads_people { Own::Everybody } else { Own::Administrators },
        outside: true,
        search: q.to_owned(),
        sort: Sort::Name,
        ..Filter::default()
    };
    let stretch = Stretch { limit: SHOWN, ..Stretch::default() };
    let found = match find(&caller.site.service, &caller.caller, &slug, &filter, stretch).await {
        Ok(found) => found,
        Err(Error::Refused(Refusal::Forbidden { .. })) => return Ok((Vec::new(), None)),
        Err(error) => return Err(error),
    };
    let users = place.href("users");
    let row = |it: Administrator| Found {
        name: it.person.name.to_string(),
        note: it.person.email.to_string(),
        href: format!("{users}/{}", it.person.id),
    };
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("q", q).finish();
    let all = found.after.is_some().then(|| format!("{users}?{query}"));
    Ok((found.people.into_iter().map(row).collect(), all))
}

/// Templates of the organization, by the words of their names and notes.
async fn templates_here(caller: &ConsoleCaller, frame: &Frame, q: &str) -> Result<Vec<Found>, Error> {
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let seen = match templates::list(&caller.site.service, &caller.caller, place.organization.slug.as_str()).await {
        Ok(seen) => seen,
        Err(Error::Refused(Refusal::Forbidden { .. })) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let words = searched(q);
    let found = seen.templates.into_iter().filter_map(|it| {
        let note = it.note.map(String::from).unwrap_or_default();
        is_in(&titles(it.name.as_str(), &note), &words).then(|| Found {
            name: it.name.to_string(),
            note,
            href: format!("{}/{}", place.href("templates"), it.id),
        })
    });
    Ok(found.take(SHOWN).collect())
}

/// Settings of the organization that one may read, by the words of their titles and their sections'.
async fn settings_here(caller: &ConsoleCaller, frame: &Frame, q: &str) -> Result<Vec<Found>, Error> {
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let seen = match list(&caller.site.service, &caller.caller, place.organization.slug.as_str()).await {
        Ok(seen) => seen,
        Err(Error::Refused(Refusal::Forbidden { .. })) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let (policy, locale) = (caller.site.service.policy(), caller.visit.language.0);
    let words = searched(q);
    let found = seen.iter().filter_map(|it| policy.settings.get(it.position)).filter_map(|setting| {
        let name = setting.title.in_locale(locale);
        let note = section_title(policy, &setting.section, locale);
        is_in(&titles(name, &note), &words).then(|| Found {
            name: name.to_owned(),
            note,
            href: format!("{}#{}", place.href("settings"), id_of(&setting.key)),
        })
    });
    Ok(found.take(SHOWN).collect())
}

/// Home, what gave one a right, and whom one's home serves.
async fn my_organizations(caller: &ConsoleCaller, q: &str) -> Result<Vec<Found>, Error> {
    let sight = caller.sight()?;
    let me = &caller.me()?.person;
    let mut read = caller.read().await?;
    let home = read.organization(me.home).await?;
    let kind = home.as_ref().map(|home| home.kind);
    let mut all: Vec<Organization> = home.into_iter().collect();
    if let Some(record) = read.principal_record(me.id).await? {
        for id in with_a_grant(&record, sight.now) {
            all.extend(read.organization(id).await?);
        }
    }
    all.extend(served_by(&mut *read, me.home, kind, &sight).await?);
    let words = q.to_lowercase();
    let mut seen = std::collections::BTreeSet::new();
    let mut found = Vec::new();
    for it in all {
        let like = it.name.as_str().to_lowercase().contains(&words) || it.slug.to_string().contains(&words);
        let handle = sight.snapshot().organization_by_id(it.id);
        let known = match handle {
            Some(handle) => sight.sees(handle)?,
            None => false,
        };
        if like && known && seen.insert(it.id) && found.len() < SHOWN {
            let note = caller.visit.t(&format!("kind-{}", it.kind.code()));
            found.push(Found { name: it.name.to_string(), note, href: format!("/o/{}", it.slug) });
        }
    }
    Ok(found)
}
