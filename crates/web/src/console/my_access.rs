//! My access: every organization where one holds a right, by what, until when, what one did there lately, and the way
//! out (ROL-10).

use super::change_told::{ChangeTold, note};
use super::my_organizations::served_by;
use super::users::held_title;
use super::{Answer, ConsoleCaller, Flash, Frame, Moment, Typed, done, page as answer, standings};
use askama::Template;
use axum::extract::Path;
use prokura_app::command::end_grant::EndGrant;
use prokura_app::command::revoke_external::RevokeExternal;
use prokura_app::error::Error;
use prokura_app::query::my_access::{Access, list};
use prokura_app::query::role_change;
use prokura_domain::refusal::Refusal;

/// How many customers are named at most; the rest is on the list of organizations.
const MOST: usize = 50;

/// A right of one's own.
struct Right {
    title: String,
    note: String,
    /// Where it is given up; `None` where it cannot be.
    give_up: Option<String>,
    /// Why it cannot.
    lock: Option<super::lock::Lock>,
    id: String,
}

/// What one did.
struct Act {
    title: String,
    at: Moment,
}

/// An organization that gave one a right.
struct Place {
    name: String,
    href: String,
    kind: String,
    is_home: bool,
    rights: Vec<Right>,
    lately: Vec<Act>,
    leave: Option<String>,
}

/// A customer that a role at home reaches.
struct Reached {
    name: String,
    href: String,
    roles: String,
}

#[derive(Template)]
#[template(path = "my_access.html")]
struct MyAccessPage {
    frame: Frame,
    places: Vec<Place>,
    reached: Vec<Reached>,
    more: bool,
}

#[derive(Template)]
#[template(path = "leave.html")]
struct LeavePage {
    frame: Frame,
    action: String,
    heading: String,
    change: ChangeTold,
}

/// `GET /my/access`
pub(super) async fn page(caller: ConsoleCaller) -> Answer {
    let all = list(&caller.site.service, &caller.caller).await?;
    let home = caller.me()?.person.home;
    let mut places = Vec::with_capacity(all.len());
    for access in &all {
        places.push(place(&caller, access, access.organization.id == home).await?);
    }
    let kind = all.iter().find(|access| access.organization.id == home).map(|access| access.organization.kind);
    let sight = caller.sight()?;
    let mut read = caller.read().await?;
    let mut reached = Vec::new();
    let mut more = false;
    for organization in served_by(&mut *read, home, kind, &sight).await? {
        let Some(handle) = sight.snapshot().organization_by_id(organization.id) else { continue };
        let mut titles: Vec<String> =
            standings(&sight, caller.visit.language.0, handle)?.into_iter().map(|standing| standing.title).collect();
        titles.dedup();
        if titles.is_empty() {
            continue;
        }
        if reached.len() == MOST {
            more = true;
            break;
        }
        let (name, href) = (organization.name.to_string(), format!("/o/{}", organization.slug));
        reached.push(Reached { name, href, roles: titles.join(", ") });
    }
    Ok(answer(&MyAccessPage { places, reached, more, frame: caller.frame(caller.visit.t("nav-my-access"))? })?)
}

async fn place(caller: &ConsoleCaller, access: &Access, is_home: bool) -> Result<Place, Error> {
    let visit = &caller.visit;
    let policy = caller.site.service.policy().clone();
    let slug = &access.organization.slug;
    let me = caller.me()?.person.id;
    let mut read = caller.read().await?;
    let mut rights = Vec::new();
    for grant in &access.grants {
        let command = EndGrant { organization: grant.organization, grant: grant.id, expected_version: None };
        let refused = match caller.site.service.rehearse(&caller.caller, &command).await {
            Ok(_) => None,
            Err(Error::Refused(refusal)) => Some(refusal),
            Err(error) => return Err(error),
        };
        rights.push(Right {
            title: held_title(caller, &policy, grant),
            note: note(caller, &mut *read, grant).await?,
            give_up: refused.is_none().then(|| format!("/o/{slug}/users/{me}/end/{}", grant.id)),
            lock: refused.map(|refusal| super::lock::Lock::of(&refusal, &policy, visit.language)),
            id: grant.id.to_string(),
        });
    }
    let until = |key: &str, at: Option<prokura_domain::time::Timestamp>, id: String| Right {
        title: visit.t(key),
        note: at.map(|at| visit.t1("until", "moment", visit.moment(at).text)).unwrap_or_default(),
        give_up: None,
        lock: None,
        id,
    };
    rights.extend(access.support.iter().map(|it| until("organizations-support", it.term.until, it.id.to_string())));
    rights.extend(access.sessions.iter().map(|it| until("organizations-session", it.term.until, it.id.to_string())));
    let leave = !is_home && access.grants.len() > 1;
    Ok(Place {
        name: access.organization.name.to_string(),
        href: format!("/o/{slug}"),
        kind: visit.t(&format!("kind-{}", access.organization.kind.code())),
        is_home,
        rights,
        lately: access
            .lately
            .iter()
            .map(|act| Act { title: visit.t(&format!("audit-{}", act.action)), at: visit.moment(act.at) })
            .collect(),
        leave: leave.then(|| format!("/my/access/{slug}/leave")),
    })
}

/// `GET /my/access/{organization}/leave`
pub(super) async fn leave_page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    let sight = caller.sight()?;
    let organization = sight.enter(&named)?.id;
    let person = caller.me()?.person.id;
    let command = RevokeExternal { organization, person };
    let change = role_change::of(&caller.site.service, &caller.caller, organization, person, &command).await?;
    let row = caller.read().await?.organization(organization).await?.ok_or(Refusal::NotFound)?;
    let frame = caller.frame(caller.visit.t("leave"))?.narrow().crumb(caller.visit.t("nav-my-access"), "/my/access");
    Ok(answer(&LeavePage {
        frame,
        action: format!("/my/access/{}/leave", row.slug),
        heading: caller.visit.t1("leave-heading", "organization", &row.name),
        change: ChangeTold::of(&caller, &sight, organization, &change).await?,
    })?)
}

/// `POST /my/access/{organization}/leave`
pub(super) async fn leave(caller: ConsoleCaller, Path(named): Path<String>, _typed: Typed) -> Answer {
    let organization = caller.sight()?.enter(&named)?.id;
    let person = caller.me()?.person.id;
    caller.site.execute(caller.caller.clone(), RevokeExternal { organization, person }).await?;
    let name = caller.read().await?.organization(organization).await?.map(|it| it.name.to_string());
    let text = caller.visit.t1("leave-done", "organization", name.unwrap_or_default());
    Ok(done(&caller.site, &caller.visit, "/my/access", &Flash::good(text)))
}
