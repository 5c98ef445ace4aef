//! Plays a scenario behind both doors, and says what did not come as it should.

use crate::api::Api;
use crate::engine::Engine;
use crate::file::{Expected, Kind, Scenario, Step};
use crate::support::House;
use prokura_app::port::{Page, RequestFilter};
use prokura_domain::time::Span;

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
                let outcome = door.act(step, who, what).await;
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
    /// The id of a grant that is not over: `person role`.
    pub(crate) async fn grant_of(&self, named: &str, organization: &str) -> uuid::Uuid {
        let (person, role) = named.split_once(' ').unwrap_or_else(|| panic!("`{named}` is not `person role`"));
        let (person, at) = (self.names().person(person), self.names().organization(organization));
        let record = self.site.service.read().await.unwrap().principal_record(person).await.unwrap();
        let mut grants: Vec<_> = record.map_or_else(Vec::new, |record| record.grants);
        grants.retain(|grant| grant.organization == at && grant.role == role);
        // The newest: an ended one only where there is no other.
        grants.sort_by_key(|grant| (!grant.term.is_over(self.site.service.now()), grant.term.start()));
        grants.last().map_or(uuid::Uuid::nil(), |grant| grant.id.0)
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
