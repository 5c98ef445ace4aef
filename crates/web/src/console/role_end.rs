//! Ending one role that somebody holds, with what that takes (ROL-04, EXT-10).

use super::change_told::{ChangeTold, note};
use super::conflict::{self, Both, Conflict};
use super::role_editor::{Opened, open};
use super::users::held_title;
use super::{Answer, ConsoleCaller, Flash, Frame, Typed, done, page as answer};
use askama::Template;
use axum::extract::Path;
use prokura_app::command::end_grant::EndGrant;
use prokura_app::error::Error;
use prokura_app::query::giving::Held;
use prokura_app::query::role_change;
use prokura_domain::id::GrantId;
use prokura_domain::refusal::Refusal;

#[derive(Template)]
#[template(path = "role_end.html")]
struct EndPage {
    frame: Frame,
    action: String,
    back: String,
    heading: String,
    note: String,
    change: ChangeTold,
    /// Whether the person must be added again to come back (EXT-10).
    is_last_external: bool,
    is_own: bool,
    version: i64,
}

fn held<'o>(opened: &'o Opened, grant: &str) -> Result<&'o Held, Refusal> {
    let grant: GrantId = grant.parse().map_err(|_| Refusal::NotFound)?;
    opened.roles.held.iter().flatten().find(|held| held.grant.id == grant).ok_or(Refusal::NotFound)
}

/// `GET /o/{organization}/users/{person}/end/{grant}`
pub(super) async fn page(
    caller: ConsoleCaller,
    Path((named, person, grant)): Path<(String, String, String)>,
) -> Answer {
    let opened = open(&caller, &named, &person).await?;
    let grant = held(&opened, &grant)?.grant.clone();
    let command =
        EndGrant { organization: opened.organization, grant: grant.id, expected_version: Some(grant.version) };
    let Opened { frame, sight, organization, roles, back } = opened;
    let change = role_change::of(&caller.site.service, &caller.caller, organization, roles.person.id, &command).await?;
    let visit = &caller.visit;
    let title = held_title(&caller, sight.policy(), &grant);
    Ok(answer(&EndPage {
        heading: visit.t2("end-heading", "name", &roles.person.name, "role", &title),
        frame: frame.narrow().titled(title),
        action: format!("{back}/end/{}", grant.id),
        note: note(&caller, &mut *caller.read().await?, &grant).await?,
        is_last_external: roles.person.home != organization && roles.held.as_ref().is_some_and(|all| all.len() == 1),
        is_own: caller.me()?.person.id == roles.person.id,
        version: grant.version,
        change: ChangeTold::of(&caller, &sight, organization, &change).await?,
        back,
    })?)
}

/// `POST /o/{organization}/users/{person}/end/{grant}`
pub(super) async fn end(
    caller: ConsoleCaller,
    Path((named, person, grant)): Path<(String, String, String)>,
    typed: Typed,
) -> Answer {
    let (frame, sight) = caller.enter(&named, caller.visit.t("nav-users")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let id: prokura_domain::id::PrincipalId = person.parse().map_err(|_| Refusal::NotFound)?;
    let back = format!("{}/{id}", place.href("users"));
    let command = EndGrant {
        organization: place.entered.id,
        grant: grant.parse().map_err(|_| Refusal::NotFound)?,
        expected_version: typed.text("version").parse().ok(),
    };
    match caller.site.execute(caller.caller.clone(), command).await {
        Ok(ended) => {
            let title = held_title(&caller, sight.policy(), &ended.value);
            let known = caller.read().await?.person(id).await?;
            let name = known.as_ref().map(|it| it.name.to_string()).unwrap_or_default();
            let text = caller.visit.t2("person-role-ended", "name", name, "role", title);
            // Who gave up a right of their own may have nothing more to see here.
            let gone = caller.me()?.person.id == id && known.is_some_and(|it| it.home != place.entered.id);
            let to = if gone { "/my/access" } else { &back };
            Ok(done(&caller.site, &caller.visit, to, &Flash::good(text)))
        }
        Err(Error::Refused(refusal @ Refusal::Conflict { .. })) => {
            let opened = open(&caller, &named, &person).await?;
            let now = &held(&opened, &grant)?.grant;
            let values = vec![Both {
                label: held_title(&caller, sight.policy(), now),
                typed: caller.visit.t("conflict-to-end"),
                now: note(&caller, &mut *caller.read().await?, now).await?,
            }];
            let conflict = Conflict {
                values,
                action: format!("{back}/end/{grant}"),
                fields: vec![("version".to_owned(), now.version.to_string())],
                go_on: caller.visit.t("end-now"),
                back,
            };
            Ok(conflict::told(&caller, opened.frame, &refusal, conflict).await?)
        }
        Err(error) => Err(error.into()),
    }
}
