//! Plays a scenario behind both doors, and says what did not come as it should.

use crate::api::Api;
use crate::engine::Engine;
use crate::file::{Expected, Kind, Scenario, Step};
use crate::support::House;
use prokura_app::caller::Caller;
use prokura_app::command::verify_domain::VerifyDomain;
use prokura_app::port::{Page, PeopleAsked, PeopleOrder, RequestFilter};
use prokura_domain::custom_role::CustomRole;
use prokura_domain::person::PersonStatus;
use prokura_domain::text::Locale;
use prokura_domain::time::Span;
use serde_json::Value;

/// What a door answers to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) allowed: bool,
    pub(crate) because: Vec<String>,
    pub(crate) rules: Vec<String>,
}

/// How a door refuses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) code: String,
    pub(crate) because: Vec<String>,
    pub(crate) rules: Vec<String>,
    pub(crate) fields: Vec<(String, String)>,
}

/// What the engine and the API have in common.
pub(crate) trait Door {
    const NAME: &'static str;

    /// The site behind it.
    fn house(&self) -> &House;

    /// May they?
    async fn ask(&self, step: &Step, who: &str, what: &str) -> Verdict;

    /// Does something.
    async fn act(&self, step: &Step, who: &str, what: &str) -> Result<(), Refused>;

    /// Looks at a list.
    async fn look(&self, step: &Step, who: &str, at: &str) -> Result<Vec<String>, Refused>;
}

/// Plays a scenario; everything that did not come as it should.
pub(crate) async fn play(scenario: &Scenario) -> Vec<String> {
    let world = scenario.world();
    let engine = Engine { house: House::with_world(&world).await };
    let api = Api::new(House::with_world(&world).await).await;
    let mut wrong = Vec::new();
    for (position, step) in scenario.steps.iter().enumerate() {
        let kind = step.kind().unwrap();
        let by_engine = told(&engine, step, &kind).await;
        let by_api = told(&api, step, &kind).await;
        let mut found = by_engine.wrong;
        found.extend(by_api.wrong);
        if by_engine.said != by_api.said {
            found.push(format!("the engine says {:?} and the API {:?}", by_engine.said, by_api.said));
        }
        wrong.extend(found.into_iter().map(|what| format!("step {}: {what}", position + 1)));
        if !wrong.is_empty() {
            // What comes after builds on this.
            break;
        }
    }
    wrong
}

/// What a door said to a step, and what of it is wrong.
struct Told {
    said: Vec<String>,
    wrong: Vec<String>,
}

async fn told<D: Door>(door: &D, step: &Step, kind: &Kind<'_>) -> Told {
    let mut told = Told { said: Vec::new(), wrong: Vec::new() };
    match *kind {
        Kind::Wait(text) => door.house().clock.advance(span(text)),
        Kind::Ask { who, may } => {
            for (who, may) in who.iter().flat_map(|who| may.iter().map(move |may| (who, may))) {
                let verdict = door.ask(step, who, may).await;
                let right = match step.result {
                    Some(Expected::Yes) => verdict.allowed,
                    Some(Expected::No | Expected::Done | Expected::Refused) | None => {
                        !verdict.allowed
                            && Some(&verdict.because) == step.because.as_ref()
                            && step.rule.as_ref().is_none_or(|rule| verdict.rules.contains(rule))
                    }
                };
                let said = format!("{who} {may} in {}: {verdict:?}", step.organization);
                told.add::<D>(right, said);
            }
        }
        Kind::Do { who, what } => {
            for who in who {
                let outcome = door.act(&door.house().with_roles(step).await, who, what).await.map_err(without_ids);
                if outcome.is_ok() && what == "add_domain" {
                    door.house().verify_domains(&step.organization).await;
                }
                told.add::<D>(is_expected(step, &outcome), format!("{who} {what}: {outcome:?}"));
            }
        }
        Kind::Look { who, at } => {
            for who in who {
                let outcome = door.look(step, who, at).await.map(|mut seen| {
                    seen.sort_unstable();
                    seen
                });
                let right = match &outcome {
                    Ok(seen) => {
                        step.result.is_none()
                            && step.shows.iter().all(|item| seen.contains(item))
                            && !step.hides.iter().any(|item| seen.contains(item))
                    }
                    Err(_) => is_expected(step, &outcome.clone().map(|_| ())),
                };
                told.add::<D>(right, format!("{who} looks at {at}: {outcome:?}"));
            }
        }
    }
    told
}

impl Told {
    fn add<D: Door>(&mut self, right: bool, said: String) {
        if !right {
            self.wrong.push(format!("{} says {said}", D::NAME));
        }
        self.said.push(said);
    }
}

fn is_expected(step: &Step, outcome: &Result<(), Refused>) -> bool {
    match (step.result, outcome) {
        (Some(Expected::Done), Ok(())) => true,
        (Some(Expected::Refused), Err(refused)) => {
            step.code.as_ref() == Some(&refused.code)
                && step.rule.as_ref().is_none_or(|rule| refused.rules.contains(rule))
                && step.because.as_ref().is_none_or(|because| *because == refused.because)
                && step.fields.iter().all(|(field, code)| {
                    refused.fields.iter().any(|(name, found)| name == field && code == found.as_str())
                })
        }
        _ => false,
    }
}

/// A refusal whose fields are named without the ids that a house made: `*` stands for each.
fn without_ids(mut refused: Refused) -> Refused {
    for (field, _) in &mut refused.fields {
        let star = |part: &str| if part.parse::<uuid::Uuid>().is_ok() { "*".to_owned() } else { part.to_owned() };
        *field = field.split('/').map(star).collect::<Vec<_>>().join("/");
    }
    refused
}

/// Puts ids in the place of names of custom roles, however deep.
fn name_roles(value: &mut Value, names: &[(String, String)]) {
    match value {
        Value::String(text) => {
            if let Some((_, id)) = names.iter().find(|(name, _)| name == text) {
                id.clone_into(text);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| name_roles(item, names)),
        Value::Object(members) => members.values_mut().for_each(|member| name_roles(member, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// `1 hour`, `59 minutes`, `30 days`, `1 second`.
fn span(text: &str) -> Span {
    let (number, unit) = text.split_once(' ').unwrap_or_else(|| panic!("`{text}` is no time"));
    let number: i64 = number.parse().unwrap();
    let seconds = match unit.trim_end_matches('s') {
        "second" => 1,
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        unit => panic!("`{unit}` is no unit of time"),
    };
    Span(number * seconds * 1_000_000)
}

impl House {
    /// A deed whose custom roles, called by their English names in the file, are named by their ids.
    async fn with_roles(&self, step: &Step) -> Step {
        let mut step = step.clone();
        let names = match step.with.get("names") {
            // What a role shall be called is no role that there is.
            Some(_) => Vec::new(),
            None => self.custom_roles(&step.organization).await,
        };
        for value in step.with.values_mut() {
            name_roles(value, &names);
        }
        step
    }

    /// Lets the domains that an organization added count, by the operator's word.
    pub(crate) async fn verify_domains(&self, organization: &str) {
        let (service, at) = (&self.site.service, self.names().organization(organization));
        let domains = service.read().await.unwrap().domains_of(at).await.unwrap();
        for domain in domains {
            let operator = Caller::operator(service.new_request());
            service.execute(operator, VerifyDomain::by_operator(at, domain.id)).await.unwrap();
        }
    }

    /// The id of somebody who was deleted, by the address they had.
    pub(crate) async fn gone_of(&self, email: &str, organization: &str) -> uuid::Uuid {
        let asked = PeopleAsked {
            home: self.names().organization(organization),
            status: Some(PersonStatus::Deleted),
            words: Vec::new(),
            license: None,
            department: None,
            held: None,
            order: PeopleOrder::Added,
            descending: false,
        };
        let mut read = self.site.service.read().await.unwrap();
        let gone = read.people_asked(&asked, Page::first(50)).await.unwrap();
        let ids: Vec<_> = gone.iter().map(|person| person.id).collect();
        let departed = read.departed(&ids).await.unwrap();
        let found = departed.iter().find(|it| it.email.as_ref().is_some_and(|had| had.as_str() == email));
        found.map_or(uuid::Uuid::nil(), |it| it.person.0)
    }

    /// The custom roles of an organization that are there: English name and id.
    pub(crate) async fn custom_roles(&self, organization: &str) -> Vec<(String, String)> {
        let at = self.names().organization(organization);
        let record = self.site.service.read().await.unwrap().organization_record(at).await.unwrap();
        let roles = record.map_or_else(Vec::new, |record| record.custom_roles);
        let english = |role: &CustomRole| role.names.in_locale(Locale::En).to_owned();
        roles.iter().filter(|role| role.active).map(|role| (english(role), role.key())).collect()
    }

    /// The id of the custom role that is called so; nobody's id where there is none.
    pub(crate) async fn custom_role_of(&self, named: &str, organization: &str) -> uuid::Uuid {
        let roles = self.custom_roles(organization).await;
        let found = roles.iter().find(|(name, _)| name == named);
        found.map_or(uuid::Uuid::nil(), |(_, id)| id.parse().unwrap())
    }

    /// What becomes of each holder that a step names: the grant, and the role instead.
    pub(crate) async fn holders_of(&self, step: &Step) -> Vec<(uuid::Uuid, Option<String>)> {
        let customs = self.custom_roles(&step.organization).await;
        let mut holders = Vec::new();
        for (person, then) in &step.holders {
            let role = step.custom_role.as_deref().unwrap_or_default();
            let grant = self.grant_of(&format!("{person} {role}"), &step.organization).await;
            let instead = customs.iter().find(|(name, _)| name == then).map_or(then, |(_, id)| id);
            holders.push((grant, (then != "ends").then(|| instead.clone())));
        }
        holders
    }

    /// The id of a grant that is not over: `person role`.
    pub(crate) async fn grant_of(&self, named: &str, organization: &str) -> uuid::Uuid {
        let (person, role) = named.split_once(' ').unwrap_or_else(|| panic!("`{named}` is not `person role`"));
        let customs = self.custom_roles(organization).await;
        let role = customs.iter().find(|(name, _)| name == role).map_or(role, |(_, id)| id);
        let (person, at) = (self.names().person(person), self.names().organization(organization));
        let record = self.site.service.read().await.unwrap().principal_record(person).await.unwrap();
        let mut grants: Vec<_> = record.map_or_else(Vec::new, |record| record.grants);
        grants.retain(|grant| grant.organization == at && grant.role == role);
        // The newest: an ended one only where there is no other.
        grants.sort_by_key(|grant| (!grant.term.is_over(self.site.service.now()), grant.term.start()));
        grants.last().map_or(uuid::Uuid::nil(), |grant| grant.id.0)
    }

    /// The id of an organization's newest request for seats.
    pub(crate) async fn seat_request_of(&self, organization: &str) -> uuid::Uuid {
        let at = self.names().organization(organization);
        let requests = self.site.service.read().await.unwrap().seat_requests_of(at).await.unwrap();
        requests.first().map_or(uuid::Uuid::nil(), |request| request.id.0)
    }

    /// The id of an agent's newest request for an organization.
    pub(crate) async fn request_of(&self, agent: &str, organization: &str) -> uuid::Uuid {
        let (agent, at) = (self.names().person(agent), self.names().organization(organization));
        let requests = self
            .site
            .service
            .read()
            .await
            .unwrap()
            .support_requests(&RequestFilter { by: Some(agent), ..RequestFilter::default() }, Page::first(50))
            .await
            .unwrap();
        requests.iter().find(|request| request.organization == at).map_or(uuid::Uuid::nil(), |request| request.id.0)
    }

    /// The id of an agent's newest temporary access to an organization.
    pub(crate) async fn access_of(&self, agent: &str, organization: &str) -> uuid::Uuid {
        let (agent, at) = (self.names().person(agent), self.names().organization(organization));
        let grants =
            self.site.service.read().await.unwrap().support_grants_in(at, None, Page::first(50)).await.unwrap();
        grants.iter().find(|grant| grant.agent == agent).map_or(uuid::Uuid::nil(), |grant| grant.id.0)
    }

    /// The id of an agent's newest Help Desk session in an organization.
    pub(crate) async fn session_of(&self, agent: &str, organization: &str) -> uuid::Uuid {
        let (agent, at) = (self.names().person(agent), self.names().organization(organization));
        let sessions =
            self.site.service.read().await.unwrap().help_desk_sessions_in(at, None, Page::first(50)).await.unwrap();
        sessions.iter().find(|session| session.agent == agent).map_or(uuid::Uuid::nil(), |session| session.id.0)
    }

    /// The id of the newest block of a person or partner by an organization.
    pub(crate) async fn block_of(&self, blocked: &str, organization: &str) -> uuid::Uuid {
        use prokura_domain::organization::Blocked;
        let (person, partner) = (self.names().person(blocked), self.names().organization(blocked));
        let at = self.names().organization(organization);
        let record = self.site.service.read().await.unwrap().organization_record(at).await.unwrap().unwrap();
        let mut blocks = record.blocks;
        blocks.retain(|block| match block.blocked {
            Blocked::Person(id) => id == person,
            Blocked::Partner(id) => id == partner,
        });
        blocks.sort_by_key(|block| block.term.start());
        blocks.last().map_or(uuid::Uuid::nil(), |block| block.id.0)
    }
}
