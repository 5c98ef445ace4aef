//! Who the caller is, their tokens, and the roles there are.

use super::answer::Written;
use super::extract::{InForce, Paging, Path, Query, Reading, Writing, id};
use crate::problem::Problem;
use axum::Json;
use prokura_app::caller::{Actor, Via};
use prokura_app::command::revoke_token::RevokeToken;
use prokura_app::command::set_preference::SetPreference;
use prokura_app::query::{me, preferences, tokens};
use prokura_decision::policy::RoleId;
use prokura_domain::preference::Topic;
use prokura_domain::refusal::Refusal;
use prokura_wire::grant::{Grant, Role};
use prokura_wire::list::{Empty, List, Nothing, Written as WrittenShape};
use prokura_wire::me::{Me, Preference, PreferenceChange, Token};
use prokura_wire::person::PersonReference;

/// Who the caller is, and what they hold anywhere.
#[utoipa::path(
    get, path = "/v1/me", operation_id = "get_me", tag = "me",
    responses((status = 200, description = "The caller.", body = Me)),
)]
pub(super) async fn get_me(reading: Reading) -> Result<Json<Me>, Problem> {
    let found = me::me(&reading.site.service, &reading.caller).await.map_err(|error| reading.fail(error))?;
    let Actor::Principal { id, via, .. } = &reading.caller.actor else {
        return Err(reading.fail(Refusal::Unauthenticated));
    };
    let (via, scopes, sees_from) = match via {
        Via::Session(_) | Via::Job { .. } | Via::MailLink => ("session", Vec::new(), None),
        Via::Token { scopes, organization, .. } => {
            ("token", scopes.iter().map(|scope| scope.code().to_owned()).collect(), Some(organization.0))
        }
    };
    let email = found.person.map(|person| String::from(person.email));
    let name = String::from(found.name);
    let me = PersonReference { id: id.0, email: email.clone(), name: Some(name.clone()) };
    Ok(Json(Me {
        id: id.0,
        kind: if email.is_some() { "person" } else { "service_account" }.to_owned(),
        email,
        name,
        home: found.home.into(),
        via: via.to_owned(),
        scopes,
        sees_from,
        grants: found.grants.into_iter().map(|grant| Grant::new(grant, me.clone())).collect(),
    }))
}

/// The caller's own tokens; never their secrets.
#[utoipa::path(
    get, path = "/v1/me/tokens", operation_id = "list_own_tokens", tag = "me",
    params(InForce),
    responses((status = 200, description = "A page, in the order of ids; those that are over included where nothing else is asked for.", body = List<Token>)),
)]
pub(super) async fn list_own_tokens(
    reading: Reading,
    Query(query): Query<InForce>,
) -> Result<Json<List<Token>>, Problem> {
    let list = reading.list(&["tokens"], &query)?;
    let page = tokens::of_mine(&reading.site.service, &reading.caller, query.in_force, list.part()?).await;
    Ok(list.page(page.map_err(|error| reading.fail(error))?.map(Token::from)))
}

/// What the caller is written to about, every topic that can be turned off.
#[utoipa::path(
    get, path = "/v1/me/preferences", operation_id = "list_own_preferences", tag = "me",
    params(Paging),
    responses((status = 200, description = "A page: every topic.", body = List<Preference>)),
)]
pub(super) async fn list_own_preferences(
    reading: Reading,
    Query(query): Query<Paging>,
) -> Result<Json<List<Preference>>, Problem> {
    let list = reading.list(&["preferences"], &query)?;
    let own = preferences::own(&reading.site.service, &reading.caller).await.map_err(|error| reading.fail(error))?;
    let page = list.part()?.pick(own.into_iter().zip(0_usize..).collect(), false, |(_, position)| *position);
    Ok(list.page(page.map(|(it, _)| Preference {
        topic: it.topic.code().to_owned(),
        wanted: it.wanted,
        said: it.said,
    })))
}

/// Says whether the caller wants to be written to about a topic. Mails about the security of an account cannot be turned off.
#[utoipa::path(
    put, path = "/v1/me/preferences/{topic}", operation_id = "set_own_preference", tag = "me",
    params(("topic" = String, Path, description = "`product_news`, `support_notices` or `daily_digest`.")),
    request_body = PreferenceChange,
    responses((status = 200, description = "It is so.", body = WrittenShape<Empty>)),
)]
pub(super) async fn set_own_preference(
    Path(topic): Path<String>,
    writing: Writing<PreferenceChange>,
) -> Result<Written<Empty>, Problem> {
    let topic = Topic::from_code(&topic).ok_or_else(|| writing.fail(Refusal::NotFound))?;
    let done = writing.execute(SetPreference { topic, wanted: writing.body.wanted }).await?;
    Ok(Written::changed(done, |_| Empty {}))
}

/// Revokes a token: one's own, or one that sees from an organization whose integrations one manages.
#[utoipa::path(
    delete, path = "/v1/tokens/{token}", operation_id = "revoke_token", tag = "me",
    params(("token" = String, Path, description = "Id.")),
    responses((status = 200, description = "It is revoked.", body = WrittenShape<Empty>)),
)]
pub(super) async fn revoke_token(
    Path(token): Path<String>,
    writing: Writing<Nothing>,
) -> Result<Written<Empty>, Problem> {
    let done = writing.execute(RevokeToken { token: id(&token) }).await?;
    Ok(Written::changed(done, |()| Empty {}))
}

/// The roles of the policy in force.
#[utoipa::path(
    get, path = "/v1/roles", operation_id = "list_roles", tag = "grants",
    params(Paging),
    responses((status = 200, description = "A page, in the policy's order.", body = List<Role>)),
)]
pub(super) async fn list_roles(reading: Reading, Query(query): Query<Paging>) -> Result<Json<List<Role>>, Problem> {
    let list = reading.list(&["roles"], &query)?;
    let policy = reading.site.service.policy();
    let keys = |of: &prokura_decision::policy::Role| {
        let all = policy.roles.iter().zip(0_u8..);
        all.filter(|(_, number)| of.excludes.has(RoleId(*number))).map(|(role, _)| role.key.clone()).collect()
    };
    let roles: Vec<_> = policy.roles.iter().zip(0_usize..).collect();
    let page = list.part()?.pick(roles, false, |(_, position)| *position);
    Ok(list.page(page.map(|(role, _)| Role {
        key: role.key.clone(),
        title: role.title.in_locale(reading.current.language.0).to_owned(),
        class: role.class.code().to_owned(),
        holders: role.holders.code().to_owned(),
        scope: role.scope.code().to_owned(),
        excludes: keys(role),
    })))
}
