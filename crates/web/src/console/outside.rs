//! What is done with people from outside: promoted, demoted, revoked, removed with their partner, and let in again
//! (EXT-08, EXT-09, EXT-10, EXT-12).

use super::change_told::ChangeTold;
use super::lock::{Lock, told_at};
use super::{Answer, ConsoleCaller, Flash, Frame, Typed, done, page as answer, page_with};
use crate::problem::status;
use askama::Template;
use axum::extract::Path;
use prokura_app::command::block::Block;
use prokura_app::command::demote_externals::DemoteExternals;
use prokura_app::command::lift_block::LiftBlock;
use prokura_app::command::promote_external::PromoteExternal;
use prokura_app::command::revoke_external::RevokeExternal;
use prokura_app::error::Error;
use prokura_app::pipeline::Command;
use prokura_app::query::role_change;
use prokura_app::query::{blocks, giving};
use prokura_app::sight::Sight;
use prokura_domain::grant::{Grant, role};
use prokura_domain::id::{BlockId, GrantId, OrganizationId, PrincipalId};
use prokura_domain::organization::{Blocked, OrganizationKind};
use prokura_domain::person::Person;
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::time::Timestamp;

/// What a page asks before it is done.
struct Question {
    /// Behind the person's address, and in the keys of the texts.
    key: &'static str,
    sentences: Vec<String>,
    rule: &'static str,
    dangerous: bool,
    fields: Vec<(String, String)>,
    /// Whether it may have an end.
    has_term: bool,
    /// Whom it concerns: the person, or the whole partner, with what it says of each.
    whom: Vec<(&'static str, String, bool)>,
}

#[derive(Template)]
#[template(path = "outside.html")]
struct OutsidePage {
    frame: Frame,
    heading: String,
    action: String,
    back: String,
    question: Question,
    change: ChangeTold,
    until: String,
    until_hint: String,
    until_error: String,
    failed: Option<Lock>,
}

#[derive(Template)]
#[template(path = "block_lift.html")]
struct LiftPage {
    frame: Frame,
    heading: String,
    action: String,
    back: String,
}

/// A person from outside, and where.
struct Opened {
    frame: Frame,
    sight: Sight,
    organization: OrganizationId,
    person: Person,
    live: Vec<Grant>,
    back: String,
}

async fn open(caller: &ConsoleCaller, named: &str, person: &str) -> Result<Opened, Error> {
    let id: PrincipalId = person.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, sight) = caller.enter(named, caller.visit.t("nav-users")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let roles = giving::roles_of(&caller.site.service, &caller.caller, named, id).await?;
    if roles.person.home == place.entered.id {
        return Err(Refusal::NotFound.into());
    }
    let users = place.href("users");
    let back = format!("{users}/{id}");
    let name = roles.person.name.to_string();
    let frame = frame.narrow().section("users").crumb(caller.visit.t("nav-users"), users).crumb(name, &back);
    let live = roles.held.into_iter().flatten().map(|held| held.grant).collect();
    Ok(Opened { frame, sight, organization: place.entered.id, person: roles.person, live, back })
}

impl Opened {
    fn grant(&self, wanted: impl Fn(&str) -> bool) -> Result<&Grant, Refusal> {
        self.live.iter().find(|grant| wanted(&grant.role)).ok_or(Refusal::NotFound)
    }

    fn promotion(&self, until: Option<Timestamp>) -> Result<PromoteExternal, Refusal> {
        let lower = |key: &str| key == role::EXTERNAL_READ_ONLY_ADMIN || key == role::PROVISIONING_ADMIN;
        let grant = self.grant(lower)?;
        let (organization, expected_version) = (self.organization, Some(grant.version));
        Ok(PromoteExternal { organization, grant: grant.id, expected_version, until })
    }
}

/// `GET /o/{organization}/users/{person}/promote`
pub(super) async fn promote_page(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>) -> Answer {
    let opened = open(&caller, &named, &person).await?;
    let command = opened.promotion(None)?;
    Ok(answer(&ask(&caller, opened, promotion(&caller), &command, &Typed::default(), None).await?)?)
}

fn promotion(caller: &ConsoleCaller) -> Question {
    Question {
        key: "promote",
        sentences: vec![caller.visit.t("promote-text")],
        rule: "EXT-08",
        dangerous: false,
        fields: Vec::new(),
        has_term: true,
        whom: Vec::new(),
    }
}

/// `POST /o/{organization}/users/{person}/promote` (EXT-08)
pub(super) async fn promote(
    caller: ConsoleCaller,
    Path((named, person)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let opened = open(&caller, &named, &person).await?;
    let until = match typed.text("until") {
        "" => Ok(None),
        date => caller.visit.zone.end_of_day(date).map(Some).ok_or(FieldError::new("until", "date_invalid")),
    };
    let plain = opened.promotion(None)?;
    let outcome = match until {
        Ok(until) => caller.site.execute(caller.caller.clone(), opened.promotion(until)?).await.map(drop),
        Err(error) => Err(Refusal::Invalid(vec![error]).into()),
    };
    let question = promotion(&caller);
    finish(&caller, opened, question, &plain, &typed, outcome).await
}

/// Everybody whom a demotion takes along: only the person, or all where the organization asks for that (EXT-09).
async fn demoted(caller: &ConsoleCaller, opened: &Opened) -> Result<(DemoteExternals, Vec<String>), Error> {
    let full = |grant: &&Grant| grant.role == role::EXTERNAL_FULL_ADMIN;
    let organization = opened.organization;
    let own: Vec<GrantId> = opened.live.iter().filter(full).map(|grant| grant.id).collect();
    let alone = DemoteExternals { organization, grants: own };
    match caller.site.service.rehearse(&caller.caller, &alone).await {
        Err(Error::Refused(Refusal::Rule { code: "demotion_leaves_out", .. })) => {}
        Ok(_) | Err(Error::Refused(_)) => return Ok((alone, Vec::new())),
        Err(error) => return Err(error),
    }
    let mut read = caller.read().await?;
    let mut all = read.grants_in(organization, opened.sight.now).await?;
    all.retain(|grant| full(&grant));
    let ids: Vec<PrincipalId> = all.iter().map(|grant| grant.principal).collect();
    let mut names: Vec<String> = read.people(&ids).await?.into_iter().map(|person| person.name.to_string()).collect();
    names.sort();
    Ok((DemoteExternals { organization, grants: all.iter().map(|grant| grant.id).collect() }, names))
}

fn demotion(caller: &ConsoleCaller, command: &DemoteExternals, names: &[String]) -> Question {
    let mut sentences = vec![caller.visit.t("demote-text")];
    if !names.is_empty() {
        sentences.push(caller.visit.t1("demote-together", "people", names.join(", ")));
    }
    Question {
        key: "demote",
        sentences,
        rule: if names.is_empty() { "EXT-08" } else { "EXT-09" },
        dangerous: true,
        // Whom the page named, and nobody else.
        fields: command.grants.iter().map(|id| ("grant".to_owned(), id.to_string())).collect(),
        has_term: false,
        whom: Vec::new(),
    }
}

/// `GET /o/{organization}/users/{person}/demote`
pub(super) async fn demote_page(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>) -> Answer {
    let opened = open(&caller, &named, &person).await?;
    let (command, names) = demoted(&caller, &opened).await?;
    let question = demotion(&caller, &command, &names);
    Ok(answer(&ask(&caller, opened, question, &command, &Typed::default(), None).await?)?)
}

/// `POST /o/{organization}/users/{person}/demote` (EXT-08, EXT-09)
pub(super) async fn demote(
    caller: ConsoleCaller,
    Path((named, person)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let opened = open(&caller, &named, &person).await?;
    let (command, names) = demoted(&caller, &opened).await?;
    let grants: Result<Vec<GrantId>, _> = typed.all("grant").map(str::parse).collect();
    let grants = grants.map_err(|_| Refusal::NotFound)?;
    let asked = DemoteExternals { organization: opened.organization, grants };
    let outcome = caller.site.execute(caller.caller.clone(), asked).await.map(drop);
    let question = demotion(&caller, &command, &names);
    finish(&caller, opened, question, &command, &typed, outcome).await
}

fn revocation(caller: &ConsoleCaller) -> Question {
    Question {
        key: "revoke",
        sentences: vec![caller.visit.t("revoke-text")],
        rule: "EXT-10",
        dangerous: true,
        fields: Vec::new(),
        has_term: false,
        whom: Vec::new(),
    }
}

/// `GET /o/{organization}/users/{person}/revoke`
pub(super) async fn revoke_page(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>) -> Answer {
    let opened = open(&caller, &named, &person).await?;
    let command = RevokeExternal { organization: opened.organization, person: opened.person.id };
    Ok(answer(&ask(&caller, opened, revocation(&caller), &command, &Typed::default(), None).await?)?)
}

/// `POST /o/{organization}/users/{person}/revoke` (EXT-10)
pub(super) async fn revoke(
    caller: ConsoleCaller,
    Path((named, person)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let opened = open(&caller, &named, &person).await?;
    let command = RevokeExternal { organization: opened.organization, person: opened.person.id };
    let outcome = caller.site.execute(caller.caller.clone(), command.clone()).await.map(drop);
    finish(&caller, opened, revocation(&caller), &command, &typed, outcome).await
}

/// The removal, with what it says of the person and of the whole partner (EXT-12).
async fn removal(caller: &ConsoleCaller, opened: &Opened) -> Result<Question, Error> {
    let visit = &caller.visit;
    let home = caller.read().await?.organization(opened.person.home).await?.ok_or(Refusal::NotFound)?;
    let mut whom = Vec::new();
    let mut sale = false;
    for (code, blocked) in
        [("person", Blocked::Person(opened.person.id)), ("partner", Blocked::Partner(opened.person.home))]
    {
        if code == "partner" && home.kind != OrganizationKind::Partner {
            continue;
        }
        let command = Block { organization: opened.organization, blocked };
        let rehearsed = match caller.site.service.rehearse(&caller.caller, &command).await {
            Ok(rehearsed) => rehearsed.value,
            // Removed already, or nothing that could be: the other choice may be left.
            Err(Error::Refused(Refusal::Over { .. } | Refusal::Invalid(_))) => continue,
            Err(error) => return Err(error),
        };
        sale |= rehearsed.sale_is_active;
        let name = if code == "person" { opened.person.name.to_string() } else { home.name.to_string() };
        let runs = rehearsed.support_grants.len() + rehearsed.sessions.len();
        let text = visit.t1(&format!("remove-{code}"), "name", name);
        let ends = visit.t2("remove-ends", "roles", rehearsed.grants.len(), "support", runs);
        whom.push((code, format!("{text} {ends}"), whom.is_empty()));
    }
    let mut sentences = vec![visit.t("remove-text")];
    if sale {
        sentences.push(visit.t1("remove-sale", "partner", &home.name));
    }
    let (fields, has_term) = (Vec::new(), false);
    Ok(Question { key: "remove", sentences, rule: "EXT-12", dangerous: true, fields, has_term, whom })
}

/// `GET /o/{organization}/users/{person}/remove`
pub(super) async fn remove_page(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>) -> Answer {
    let opened = open(&caller, &named, &person).await?;
    let question = removal(&caller, &opened).await?;
    let command = Block { organization: opened.organization, blocked: Blocked::Person(opened.person.id) };
    Ok(answer(&ask(&caller, opened, question, &command, &Typed::default(), None).await?)?)
}

/// `POST /o/{organization}/users/{person}/remove` (EXT-12)
pub(super) async fn remove(
    caller: ConsoleCaller,
    Path((named, person)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let opened = open(&caller, &named, &person).await?;
    let blocked = match typed.text("whom") {
        "partner" => Blocked::Partner(opened.person.home),
        "person" => Blocked::Person(opened.person.id),
        _ => return Err(Refusal::field("whom", "value_unknown").into()),
    };
    let command = Block { organization: opened.organization, blocked };
    let outcome = caller.site.execute(caller.caller.clone(), command.clone()).await.map(drop);
    let question = match &outcome {
        Ok(()) => revocation(&caller),
        Err(_) => removal(&caller, &opened).await?,
    };
    let question = Question { key: "remove", ..question };
    finish(&caller, opened, question, &command, &typed, outcome).await
}

/// `GET /o/{organization}/blocks/{block}/lift`
pub(super) async fn lift_page(caller: ConsoleCaller, Path((named, block)): Path<(String, String)>) -> Answer {
    let id: BlockId = block.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, sight) = caller.enter(&named, caller.visit.t("lift")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    sight.ask("external_admins", prokura_decision::mask::Level::Manage, place.entered.handle)?;
    let all = blocks::in_force(&caller.site.service, &caller.caller, &named).await?;
    let found = all.into_iter().find(|it| it.id == id).ok_or(Refusal::NotFound)?;
    let name = name_of(&caller, &found.blocked).await?;
    let users = place.href("users");
    let back = format!("{users}?show=external");
    Ok(answer(&LiftPage {
        heading: caller.visit.t1("lift-heading", "name", name),
        action: format!("{}/{id}/lift", place.href("blocks")),
        frame: frame.narrow().section("users").crumb(caller.visit.t("nav-users"), &back),
        back,
    })?)
}

/// `POST /o/{organization}/blocks/{block}/lift` (EXT-12)
pub(super) async fn lift(caller: ConsoleCaller, Path((named, block)): Path<(String, String)>) -> Answer {
    let block: BlockId = block.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, _) = caller.enter(&named, caller.visit.t("lift")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let lifted =
        caller.site.execute(caller.caller.clone(), LiftBlock { organization: place.entered.id, block }).await?;
    let text = caller.visit.t1("lift-done", "name", name_of(&caller, &lifted.value.blocked).await?);
    let to = format!("{}?show=external", place.href("users"));
    Ok(done(&caller.site, &caller.visit, &to, &Flash::good(text)))
}

/// The name of who was removed.
pub(super) async fn name_of(caller: &ConsoleCaller, blocked: &Blocked) -> Result<String, Error> {
    let mut read = caller.read().await?;
    let name = match blocked {
        Blocked::Person(id) => read.anybody(*id).await?.map(|it| caller.visit.name(&it)),
        Blocked::Partner(id) => read.organization(*id).await?.map(|it| it.name.to_string()),
    };
    Ok(name.unwrap_or_else(|| caller.visit.t("somebody")))
}

/// Leads on after it was done; tells a refusal in the form with what was typed.
async fn finish<C: Command>(
    caller: &ConsoleCaller,
    opened: Opened,
    question: Question,
    command: &C,
    typed: &Typed,
    outcome: Result<(), Error>,
) -> Answer {
    match outcome {
        Ok(()) => {
            let text = caller.visit.t1(&format!("{}-done", question.key), "name", &opened.person.name);
            // Who has nothing left here has no page here, save of what they held.
            let gone = question.key == "remove" || question.key == "revoke";
            let users = opened.back.rsplit_once('/').map_or("/", |(users, _)| users);
            let to = if gone { format!("{users}?show=external") } else { opened.back.clone() };
            Ok(done(&caller.site, &caller.visit, &to, &Flash::good(text)))
        }
        Err(Error::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Rule { .. }))) => {
            let form = ask(caller, opened, question, command, typed, Some(&refusal)).await?;
            Ok(page_with(status(&refusal), &form)?)
        }
        Err(error) => Err(error.into()),
    }
}

async fn ask<C: Command>(
    caller: &ConsoleCaller,
    opened: Opened,
    question: Question,
    command: &C,
    typed: &Typed,
    refusal: Option<&Refusal>,
) -> Result<OutsidePage, Error> {
    let Opened { frame, sight, organization, person, back, .. } = opened;
    let (visit, service) = (&caller.visit, &caller.site.service);
    let mut failed = refusal.map(|refusal| Lock::of(refusal, sight.policy(), visit.language));
    let mut until_error = String::new();
    if let Some(Refusal::Invalid(errors)) = refusal {
        until_error = told_at(errors, &["until"], visit.language);
        if !until_error.is_empty() {
            failed = Some(Lock::at_fields(visit.language, []));
        }
    }
    let change = match role_change::of(service, &caller.caller, organization, person.id, command).await {
        Ok(change) => ChangeTold::of(caller, &sight, organization, &change).await?,
        // After a refusal the page says it; before one, there is nothing to ask.
        Err(Error::Refused(_)) if refusal.is_some() => ChangeTold::default(),
        Err(Error::Refused(Refusal::Over { .. } | Refusal::Invalid(_))) if !question.whom.is_empty() => {
            ChangeTold::default()
        }
        Err(error) => return Err(error),
    };
    Ok(OutsidePage {
        heading: visit.t1(&format!("{}-heading", question.key), "name", &person.name),
        action: format!("{back}/{}", question.key),
        frame: frame.titled(visit.t(question.key)),
        until: typed.text("until").to_owned(),
        until_hint: visit.t1("give-until-hint", "zone", visit.zone.name()),
        until_error,
        change,
        question,
        failed,
        back,
    })
}
