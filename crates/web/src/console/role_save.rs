//! From the role editor to its one Save: what would change is shown first and asked, and only then done (ROL-03, ROL-04).

use super::change_told::{ChangeTold, note};
use super::conflict::{self, Both, Conflict};
use super::role_draft::{Draft, seen};
use super::role_editor::{Opened, draw, open, waits};
use super::users::role_title;
use super::{Answer, ConsoleCaller, Flash, Frame, Typed, done, page as answer, page_with};
use crate::problem::status;
use askama::Template;
use axum::extract::Path;
use prokura_app::command::set_roles::{RoleChoice, SetRoles};
use prokura_app::error::Error;
use prokura_app::query::role_change;
use prokura_domain::grant::Scope;
use prokura_domain::refusal::Refusal;

#[derive(Template)]
#[template(path = "role_review.html")]
struct ReviewPage {
    frame: Frame,
    action: String,
    back: String,
    heading: String,
    change: ChangeTold,
    reason: String,
    /// Nothing is left of what somebody from outside holds (EXT-10).
    is_last_external: bool,
    /// Something counts only after the next sign-in (EXT-07).
    waits: bool,
    /// The person cannot act yet, or not now.
    is_inactive: bool,
    /// It is one's own.
    is_own: bool,
    fields: Vec<(String, String)>,
}

/// `POST /o/{organization}/users/{person}/roles`: `step` is `look` (what follows from what is ticked), `edit` (back from
/// the review), `save`, or else the review.
pub(super) async fn post(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>, typed: Typed) -> Answer {
    let opened = open(&caller, &named, &person).await?;
    let mut draft = Draft::typed(&typed);
    let step = typed.text("step");
    if step == "look" || step == "edit" {
        if typed.has("anew") {
            draft.seen = seen(opened.roles.held.as_deref().unwrap_or_default());
        }
        return Ok(answer(&draw(&caller, opened, &draft, None, false).await?)?);
    }
    let command = match draft.command(&opened.roles, opened.organization, &caller.visit.zone) {
        Ok(command) => command,
        Err(errors) => return refused(&caller, opened, &draft, &Refusal::Invalid(errors)).await,
    };
    if step == "save" {
        return save(&caller, opened, &draft, command).await;
    }
    let (organization, who) = (opened.organization, opened.roles.person.id);
    let change = match role_change::of(&caller.site.service, &caller.caller, organization, who, &command).await {
        Ok(change) if change.is_empty() => {
            return Ok(answer(&draw(&caller, opened, &draft, None, true).await?)?);
        }
        Ok(change) => change,
        Err(Error::Refused(refusal)) => return refused(&caller, opened, &draft, &refusal).await,
        Err(error) => return Err(error.into()),
    };
    let Opened { frame, sight, roles, back, .. } = opened;
    let held = roles.held.as_deref().unwrap_or_default();
    let nothing_left = change.given.is_empty() && change.ended.len() == held.len();
    let from_outside = roles.person.home != organization;
    let title = caller.visit.t("editor-review");
    Ok(answer(&ReviewPage {
        heading: caller.visit.t1("editor-review-heading", "name", &roles.person.name),
        action: format!("{back}/roles"),
        is_last_external: from_outside && nothing_left,
        waits: from_outside && change.given.iter().any(|grant| waits(&sight, &grant.role)),
        is_inactive: roles.person.status != prokura_domain::person::PersonStatus::Active,
        is_own: caller.me()?.person.id == roles.person.id,
        reason: draft.reason.clone(),
        change: ChangeTold::of(&caller, &sight, organization, &change).await?,
        fields: draft.fields(),
        frame: frame.narrow().crumb(caller.visit.t("editor-title"), format!("{back}/roles")).titled(title),
        back,
    })?)
}

async fn save(caller: &ConsoleCaller, opened: Opened, draft: &Draft, command: SetRoles) -> Answer {
    let own = caller.me()?.person.id == opened.roles.person.id;
    let from_outside = opened.roles.person.home != opened.organization;
    match caller.site.execute(caller.caller.clone(), command.clone()).await {
        Ok(saved) => {
            let text = caller.visit.t1("editor-saved", "name", &opened.roles.person.name);
            // Who gave up all that they held may have nothing more to see here.
            let gone = own && from_outside && saved.value.is_empty();
            let to = if gone { "/" } else { &opened.back };
            Ok(done(&caller.site, &caller.visit, to, &Flash::good(text)))
        }
        Err(Error::Refused(refusal)) => refused(caller, opened, draft, &refusal).await,
        Err(error) => Err(error.into()),
    }
}

/// A refusal that belongs to the editor is told in it, with everything that was chosen; a conflict has a page of its own.
async fn refused(caller: &ConsoleCaller, opened: Opened, draft: &Draft, refusal: &Refusal) -> Answer {
    match refusal {
        Refusal::Invalid(_) | Refusal::Rule { .. } => {
            let status = status(refusal);
            Ok(page_with(status, &draw(caller, opened, draft, Some(refusal), false).await?)?)
        }
        Refusal::Conflict { .. } => conflicted(caller, opened, draft, refusal).await,
        Refusal::Unauthenticated
        | Refusal::StepUpNeeded { .. }
        | Refusal::NotFound
        | Refusal::Forbidden { .. }
        | Refusal::Over { .. }
        | Refusal::TooMany { .. } => Err(refusal.clone().into()),
    }
}

async fn conflicted(caller: &ConsoleCaller, opened: Opened, draft: &Draft, refusal: &Refusal) -> Answer {
    let visit = &caller.visit;
    let held = opened.roles.held.as_deref().unwrap_or_default();
    let fresh = Draft { seen: seen(held), ..draft.clone() };
    let command = fresh.command(&opened.roles, opened.organization, &visit.zone).map_err(Refusal::Invalid)?;
    let (organization, who) = (opened.organization, opened.roles.person.id);
    // Sent twice, or somebody else did the same: it is as it was wanted.
    match role_change::of(&caller.site.service, &caller.caller, organization, who, &command).await {
        Ok(change) if change.is_empty() => {
            let text = visit.t1("editor-saved", "name", &opened.roles.person.name);
            return Ok(done(&caller.site, visit, &opened.back, &Flash::good(text)));
        }
        Ok(_) | Err(Error::Refused(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let mut read = caller.read().await?;
    let mut values: Vec<Both> = Vec::new();
    let named: Vec<_> = opened.roles.choices.iter().map(|choice| (choice.role.clone(), choice.title.clone())).collect();
    let title = |role: &str| {
        let chosen = named.iter().find(|(key, _)| *key == role);
        let known = chosen.map(|(_, title)| title.in_locale(visit.language.0).to_owned());
        known.unwrap_or_else(|| role_title(opened.sight.policy(), role, visit.language.0))
    };
    for choice in &command.roles {
        let typed = typed_note(caller, &opened, choice, &mut *read).await?;
        values.push(Both { label: title(&choice.role), typed, now: visit.t("conflict-not-held") });
    }
    for grant in held.iter().map(|held| &held.grant) {
        let now = note(caller, &mut *read, grant).await?;
        let label = title(&grant.role);
        match values.iter_mut().find(|both| both.label == label) {
            Some(both) => both.now = now,
            None => values.push(Both { label, typed: visit.t("conflict-not-chosen"), now }),
        }
    }
    let mut fields = fresh.fields();
    fields.push(("step".to_owned(), "edit".to_owned()));
    let conflict = Conflict {
        values,
        action: format!("{}/roles", opened.back),
        fields,
        go_on: visit.t("conflict-edit"),
        back: opened.back,
    };
    Ok(conflict::told(caller, opened.frame, refusal, conflict).await?)
}

/// What was chosen for a role.
async fn typed_note(
    caller: &ConsoleCaller,
    opened: &Opened,
    choice: &RoleChoice,
    read: &mut dyn prokura_app::port::Read,
) -> Result<String, Error> {
    let visit = &caller.visit;
    let mut parts = match &choice.scope {
        Scope::None => Vec::new(),
        scope @ (Scope::Sites(_) | Scope::Locations(_) | Scope::Customers(_)) => {
            super::person::reach(read, opened.organization, scope).await?
        }
    };
    parts.push(match choice.until {
        Some(until) => visit.t1("until", "moment", visit.moment(until).text),
        None => visit.t("person-no-end"),
    });
    Ok(parts.join(", "))
}
