//! Deleting a custom role: what becomes of everybody who holds it.

use super::beyond::Beyond;
use super::conflict::{self, Both, Conflict};
use super::lock::{Lock, in_titles};
use super::{Answer, ConsoleCaller, Flash, Frame, Moment, Typed, done, page as answer, page_with};
use crate::problem::{field_sentence, status};
use askama::Template;
use axum::extract::Path;
use prokura_app::command::delete_custom_role::{DeleteCustomRole, HolderChoice};
use prokura_app::error::Error;
use prokura_app::query::custom_roles::{Holder, get};
use prokura_app::query::giving::{Choices, roles_of};
use prokura_decision::mask::{Level, Rights};
use prokura_domain::id::{CustomRoleId, GrantId};
use prokura_domain::refusal::Refusal;

/// The choice of ending the right.
const ENDS: &str = "end";

/// What can become of somebody.
struct Choice {
    code: String,
    title: String,
    chosen: bool,
}

/// Somebody who holds the role.
struct Row {
    grant: GrantId,
    name: String,
    href: String,
    until: Option<Moment>,
    choices: Vec<Choice>,
    error: String,
}

#[derive(Template)]
#[template(path = "custom_role_delete.html")]
struct DeletePage {
    frame: Frame,
    heading: String,
    action: String,
    back: String,
    version: i64,
    rows: Vec<Row>,
    failed: Option<Lock>,
}

/// `GET /o/{organization}/roles/{role}/delete`
pub(super) async fn page(caller: ConsoleCaller, Path((named, role)): Path<(String, String)>) -> Answer {
    Ok(answer(&draw(&caller, &named, &role, &Typed::default(), None).await?)?)
}

/// `POST /o/{organization}/roles/{role}/delete`
pub(super) async fn delete(caller: ConsoleCaller, Path((named, role)): Path<(String, String)>, typed: Typed) -> Answer {
    let id: CustomRoleId = role.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-roles")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    // Who is not decided on is left out: the command asks for them.
    let decided = |grant: &str| {
        let choice = typed.text(&format!("then-{grant}"));
        let instead = (choice != ENDS).then(|| choice.to_owned());
        Some(HolderChoice { grant: grant.parse().ok()?, instead }).filter(|_| !choice.is_empty())
    };
    let command = DeleteCustomRole {
        organization: place.entered.id,
        role: id,
        expected_version: typed.text("version").parse().ok(),
        holders: typed.all("grant").filter_map(decided).collect(),
    };
    let sent: Vec<GrantId> = command.holders.iter().map(|choice| choice.grant).collect();
    match caller.site.execute(caller.caller.clone(), command).await {
        Ok(deleted) => {
            let title = deleted.value.names.in_locale(caller.visit.language.0).to_owned();
            let text = caller.visit.t1("custom-deleted", "role", title);
            Ok(done(&caller.site, &caller.visit, &place.href("roles"), &Flash::good(text)))
        }
        Err(Error::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Rule { .. }))) => {
            let form = draw(&caller, &named, &role, &typed, Some((&refusal, &sent))).await?;
            Ok(page_with(status(&refusal), &form)?)
        }
        Err(Error::Refused(refusal @ Refusal::Conflict { .. })) => {
            conflicted(&caller, frame, &named, id, &typed, &refusal).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Somebody changed the role meanwhile: what it gives now, before it is deleted all the same.
async fn conflicted(
    caller: &ConsoleCaller,
    frame: Frame,
    named: &str,
    id: CustomRoleId,
    typed: &Typed,
    refusal: &Refusal,
) -> Answer {
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let now = get(&caller.site.service, &caller.caller, named, id).await?.role;
    let (visit, policy) = (&caller.visit, caller.site.service.policy());
    let title = now.names.in_locale(visit.language.0).to_owned();
    let rights = policy.composed_in(place.organization.kind, &now.areas);
    let beyond = Beyond::of(policy, rights, Rights::NONE, visit.language.0);
    let told =
        |key: &str, titles: &[String]| (!titles.is_empty()).then(|| format!("{}: {}", visit.t(key), titles.join(", ")));
    let gives = [told("custom-manages", &beyond.changes), told("custom-reads", &beyond.reads)];
    let values = vec![Both {
        label: title.clone(),
        typed: visit.t("custom-to-delete"),
        now: gives.into_iter().flatten().collect::<Vec<_>>().join("; "),
    }];
    let mut fields = vec![("version".to_owned(), now.version.to_string())];
    for grant in typed.all("grant") {
        let then = format!("then-{grant}");
        let chosen = typed.text(&then).to_owned();
        fields.extend([("grant".to_owned(), grant.to_owned()), (then, chosen)]);
    }
    let roles = place.href("roles");
    let back = format!("{roles}/{id}");
    let (action, go_on) = (format!("{back}/delete"), visit.t("custom-delete-now"));
    let frame = frame.section("roles").crumb(visit.t("nav-roles"), roles).crumb(&title, &back);
    Ok(conflict::told(caller, frame, refusal, Conflict { values, action, fields, go_on, back }).await?)
}

async fn draw(
    caller: &ConsoleCaller,
    named: &str,
    role: &str,
    typed: &Typed,
    refused: Option<(&Refusal, &[GrantId])>,
) -> Result<DeletePage, Error> {
    let id: CustomRoleId = role.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, sight) = caller.enter(named, caller.visit.t("nav-roles")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let detail = get(&caller.site.service, &caller.caller, named, id).await?;
    sight.ask("roles", Level::Manage, place.entered.handle)?;
    if !detail.role.active {
        return Err(Refusal::Over { code: "custom_role_deleted" }.into());
    }
    let (policy, visit) = (sight.policy(), &caller.visit);
    let told = refused.map(|(refusal, sent)| (in_titles(refusal, policy, visit.language), sent));
    let mut rows = Vec::new();
    for holder in &detail.holders {
        let error = match &told {
            Some((Refusal::Invalid(errors), sent)) => {
                let position = sent.iter().position(|grant| *grant == holder.grant.id);
                let own = format!("holders/{}", holder.grant.id);
                let sent = position.map(|position| format!("holders/{position}/"));
                let mine = errors
                    .iter()
                    .filter(|error| error.field == own || sent.as_ref().is_some_and(|at| error.field.starts_with(at)));
                let said = mine.map(|error| field_sentence(error.code, &error.arguments, visit.language));
                said.collect::<Vec<_>>().join(" ")
            }
            Some(_) | None => String::new(),
        };
        rows.push(Row {
            grant: holder.grant.id,
            name: holder.person.name.to_string(),
            href: format!("{}/{}", place.href("users"), holder.person.id),
            until: holder.grant.term.until.map(|at| visit.moment(at)),
            choices: offered(caller, named, id, holder, typed).await?,
            error,
        });
    }
    let failed = told.map(|(refusal, _)| match &refusal {
        Refusal::Invalid(_) => Lock::at_fields(visit.language, []),
        Refusal::Unauthenticated
        | Refusal::StepUpNeeded { .. }
        | Refusal::NotFound
        | Refusal::Forbidden { .. }
        | Refusal::Rule { .. }
        | Refusal::Conflict { .. }
        | Refusal::Over { .. }
        | Refusal::TooMany { .. } => Lock::of(&refusal, policy, visit.language),
    });
    let title = detail.role.names.in_locale(visit.language.0).to_owned();
    let roles = place.href("roles");
    let back = format!("{roles}/{id}");
    let frame = frame.narrow().section("roles").crumb(visit.t("nav-roles"), roles).crumb(&title, &back);
    let heading = visit.t1("custom-delete-heading", "role", &title);
    Ok(DeletePage {
        frame: frame.titled(&heading),
        heading,
        action: format!("{back}/delete"),
        back,
        version: detail.role.version,
        rows,
        failed,
    })
}

/// What can become of a holder: the right ends, or another role that reaches the whole organization takes its place.
async fn offered(
    caller: &ConsoleCaller,
    named: &str,
    deleted: CustomRoleId,
    holder: &Holder,
    typed: &Typed,
) -> Result<Vec<Choice>, Error> {
    let visit = &caller.visit;
    let locale = visit.language.0;
    let chosen = typed.text(&format!("then-{}", holder.grant.id));
    let choice = |code: String, title: String| Choice { chosen: chosen == code, code, title };
    let instead = |title: &str| visit.t1("custom-instead", "role", title);
    let roles = roles_of(&caller.site.service, &caller.caller, named, holder.person.id).await?;
    let deleted = deleted.to_string();
    let whole = |offer: &&prokura_app::query::giving::Choice| {
        offer.refused.is_none() && offer.choices == Choices::Whole && offer.role != deleted
    };
    Ok([choice(String::new(), visit.t("custom-choose")), choice(ENDS.to_owned(), visit.t("custom-ends"))]
        .into_iter()
        .chain(
            roles.choices.iter().filter(whole).map(|it| choice(it.role.clone(), instead(it.title.in_locale(locale)))),
        )
        .collect())
}
