//! Marking a role as break-glass access, which lets its holder sign in at home without the identity provider (EXT-14).

use super::users::held_title;
use super::{Answer, ConsoleCaller, Flash, Typed, done};
use axum::extract::Path;
use prokura_app::command::mark_break_glass::MarkBreakGlass;
use prokura_domain::grant::Origin;
use prokura_domain::id::PrincipalId;
use prokura_domain::refusal::Refusal;

/// `POST /o/{organization}/users/{person}/break-glass/{grant}`
pub(super) async fn mark(
    caller: ConsoleCaller,
    Path((named, person, grant)): Path<(String, String, String)>,
    typed: Typed,
) -> Answer {
    let (frame, sight) = caller.enter(&named, caller.visit.t("nav-users")).await?;
    let place = frame.place.ok_or(Refusal::NotFound)?;
    let person: PrincipalId = person.parse().map_err(|_| Refusal::NotFound)?;
    let command = MarkBreakGlass {
        organization: place.entered.id,
        grant: grant.parse().map_err(|_| Refusal::NotFound)?,
        marked: typed.has("marked"),
    };
    let marked = caller.site.execute(caller.caller.clone(), command).await?.value;
    let key = if marked.origin == Origin::BreakGlass { "break-glass-marked" } else { "break-glass-unmarked" };
    let text = caller.visit.t1(key, "role", held_title(&caller, sight.policy(), &marked));
    Ok(done(&caller.site, &caller.visit, &format!("{}/{person}", place.href("users")), &Flash::good(text)))
}
