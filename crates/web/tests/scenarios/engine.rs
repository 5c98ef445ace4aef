//! The door of the engine: commands and queries in process, and the decision over the index and over rows.

use crate::api::text;
use crate::file::Step;
use crate::play::{Door, Refused, Verdict};
use crate::support::House;
use prokura_app::authentication::{Authentication, Circumstances};
use prokura_app::caller::{Actor, Caller, Via};
use prokura_app::command::add_domain::AddDomain;
use prokura_app::command::add_person::AddPerson;
use prokura_app::command::add_wholesale::AddWholesale;
use prokura_app::command::answer_seats::{AnswerSeats, SeatAnswer};
use prokura_app::command::answer_support::{Answer, AnswerSupport};
use prokura_app::command::ask_seats::AskSeats;
use prokura_app::command::assign_role::AssignRole;
use prokura_app::command::block::Block;
use prokura_app::command::change_custom_role::ChangeCustomRole;
use prokura_app::command::change_grant::ChangeGrant;
use prokura_app::command::change_person::{ChangePerson, DetailsChange};
use prokura_app::command::change_setting::ChangeSetting;
use prokura_app::command::claim_person::ClaimPerson;
use prokura_app::command::close_help_desk_session::CloseHelpDeskSession;
use prokura_app::command::compose_role::ComposeRole;
use prokura_app::command::delete_custom_role::{DeleteCustomRole, HolderChoice};
use prokura_app::command::delete_person::DeletePerson;
use prokura_app::command::demote_externals::DemoteExternals;
use prokura_app::command::end_grant::EndGrant;
use prokura_app::command::end_support::EndSupport;
use prokura_app::command::erase_person::ErasePerson;
use prokura_app::command::guard::holder::Holder;
use prokura_app::command::lift_block::LiftBlock;
use prokura_app::command::open_help_desk_session::OpenHelpDeskSession;
use prokura_app::command::promote_external::PromoteExternal;
use prokura_app::command::request_support::RequestSupport;
use prokura_app::command::reset_package::ResetPackage;
use prokura_app::command::restore_person::RestorePerson;
use prokura_app::command::revoke_external::RevokeExternal;
use prokura_app::command::set_roles::{RoleChoice, SetRoles};
use prokura_app::command::take_back_provisioning::TakeBackProvisioning;
use prokura_app::command::withdraw_support::WithdrawSupport;
use prokura_app::error::Error;
use prokura_app::password::Breached;
use prokura_app::pipeline::Command;
use prokura_app::port::AuditFilter;
use prokura_app::query::{self, Part};
use prokura_decision::decide::{Question, QuestionOf, allows, explain};
use prokura_decision::facts::Target;
use prokura_decision::index::{ResourceKind, Snapshot};
use prokura_decision::loaded::{LoadedFacts, ResourceId};
use prokura_decision::reason::Reason;
use prokura_domain::account::TokenScope;
use prokura_domain::custom_role::{Areas, Spelled};
use prokura_domain::grant::Scope;
use prokura_domain::id::{
    BlockId, CustomRoleId, GrantId, HelpDeskSessionId, LocationId, PrincipalId, SeatRequestId, SiteId, SubscriptionId,
    SupportGrantId, SupportRequestId, TokenId,
};
use prokura_domain::organization::Blocked;
use prokura_domain::person::{Details, Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::SettingValue;
use prokura_domain::text::{Locale, TextError};
use prokura_domain::time::Timestamp;
use prokura_wire::setting::Value as WireValue;
use prokura_wire::time::Moment;
use serde_json::{Map, Value};
use std::str::FromStr;

/// A site without its web.
pub(crate) struct Engine {
    pub(crate) house: House,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let texts = |codes: &[&'static str]| codes.iter().map(|code| (*code).to_owned()).collect();
        let mut refused = Self { code: refusal.code().to_owned(), ..Self::default() };
        match &refusal {
            Refusal::Forbidden { because, rules, .. } => {
                (refused.because, refused.rules) = (texts(because), texts(rules));
            }
            Refusal::Rule { rule, .. } => refused.rules = vec![(*rule).to_owned()],
            Refusal::Invalid(fields) => {
                refused.fields = fields.iter().map(|error| (error.field.clone(), error.code.to_owned())).collect();
            }
            Refusal::Unauthenticated
            | Refusal::StepUpNeeded { .. }
            | Refusal::NotFound
            | Refusal::Conflict { .. }
            | Refusal::Over { .. }
            | Refusal::TooMany { .. } => {}
        }
        refused
    }
}

fn refused(error: Error) -> Refused {
    match error {
        Error::Refused(refusal) => refusal.into(),
        fault @ (Error::Store(_) | Error::Stopping | Error::Internal(_)) => panic!("{fault:?}"),
    }
}

fn parse<T: FromStr<Err = TextError>>(with: &Map<String, Value>, name: &str) -> Result<T, Refused> {
    text(with, name).parse().map_err(|error: TextError| Refusal::field(name, error.code).into())
}

/// The names of a custom role, by language.
fn spelled(with: &Map<String, Value>) -> Result<Spelled, Refused> {
    let names = with.get("names").and_then(Value::as_object).cloned().unwrap_or_default();
    let name = |tag: &str| names.contains_key(tag).then(|| parse(&names, tag)).transpose();
    Ok(Spelled { en: name("en")?, cs: name("cs")?, pl: name("pl")? })
}

/// The areas of a custom role.
fn areas(with: &Map<String, Value>) -> Areas {
    serde_json::from_value(with.get("areas").cloned().unwrap_or_default()).unwrap()
}

fn moment(value: Option<&Value>) -> Option<Timestamp> {
    let value = value.filter(|value| !value.is_null())?;
    Some(serde_json::from_value::<Moment>(value.clone()).unwrap().0)
}

impl Engine {
    async fn caller(&self, who: &str) -> Caller {
        let service = &self.house.site.service;
        let person = service.read().await.unwrap().person_by_email(&who.parse().unwrap()).await.unwrap().unwrap();
        // No session: whoever acts by one is asked for a proof of who they are.
        let (token, scopes) = (TokenId(service.new_request().0), vec![TokenScope::Manage]);
        let via = Via::Token { token, scopes, organization: person.home };
        let actor = Actor::Principal { id: person.id, home: person.home, via };
        Caller { actor, request: service.new_request(), idempotency: None }
    }

    async fn run<C: Command>(&self, who: &str, command: C) -> Result<(), Refused> {
        let caller = self.caller(who).await;
        self.house.site.service.execute(caller, command).await.map(|_| ()).map_err(refused)
    }

    fn holder(&self, named: &str) -> Holder {
        if named.contains('@') { Holder::Email(named.parse().unwrap()) } else { Holder::Id(named.parse().unwrap()) }
    }

    fn scope(&self, given: Option<&Value>) -> Scope {
        let names = self.house.names();
        let Some((kind, keys)) = given.and_then(Value::as_object).and_then(|scope| scope.iter().next()) else {
            return Scope::None;
        };
        let keys: Vec<String> = serde_json::from_value(keys.clone()).unwrap();
        match kind.as_str() {
            "sites" => names.sites(&keys),
            "locations" => names.locations(&keys),
            "customers" => names.customers(&keys),
            other => panic!("`{other}` is no scope"),
        }
    }

    fn choices(&self, with: &Map<String, Value>) -> Vec<RoleChoice> {
        let roles = with.get("roles").and_then(Value::as_array).unwrap();
        roles
            .iter()
            .map(|role| RoleChoice {
                role: role["role"].as_str().unwrap().to_owned(),
                scope: self.scope(role.get("scope")),
                until: moment(role.get("until")),
            })
            .collect()
    }
}

impl Door for Engine {
    const NAME: &'static str = "the engine";

    fn house(&self) -> &House {
        &self.house
    }

    async fn ask(&self, step: &Step, who: &str, what: &str) -> Verdict {
        let service = &self.house.site.service;
        let snapshot = service.follower().snapshot().unwrap();
        let (policy, now) = (service.policy(), service.now());
        let no = |reason: Reason| Verdict {
            allowed: false,
            because: vec![reason.code().to_owned()],
            rules: reason.rule().map(str::to_owned).into_iter().collect(),
        };
        let named = match (&step.site, &step.location, &step.subscription) {
            (Some(site), ..) => Some((ResourceKind::Site, site)),
            (_, Some(location), _) => Some((ResourceKind::Location, location)),
            (.., Some(subscription)) => Some((ResourceKind::Subscription, subscription)),
            (None, None, None) => None,
        };
        let resource = match named {
            Some((kind, slug)) => snapshot.resource_by_slug(kind, slug),
            None => snapshot.organization_by_slug(&step.organization).map(|at| (at, Target::Organization)),
        };
        let Some((organization, target)) = resource else { return no(Reason::UnknownResource) };
        let Some((control, level)) = policy.action(what) else { return no(Reason::UnknownAction) };
        let Some(principal) = snapshot.principal_by_email(who) else { return no(Reason::UnknownSubject) };
        let question = QuestionOf::<Snapshot> { principal, organization, target, control, level };
        let explained = explain(policy, &*snapshot, &question, now);
        assert_eq!(
            explained.allowed,
            allows(policy, &*snapshot, &question, now),
            "{who} {what}: two views of the index"
        );

        // The same on the rows of the database, as commands ask.
        let mut read = service.read().await.unwrap();
        let mut rows = LoadedFacts::new(policy);
        let person = read.principal_record(snapshot.principal_id(principal).unwrap()).await.unwrap().unwrap();
        let at = snapshot.organization_id(organization).unwrap();
        for id in [person.home, at] {
            rows.put_organization(read.organization_record(id).await.unwrap().unwrap());
        }
        let id = |resource| snapshot.resource_id(resource).unwrap();
        let principal = person.id;
        rows.put_principal(person);
        let target = match target {
            Target::Organization => Target::Organization,
            Target::Site { site, .. } => rows.target(at, ResourceId::Site(SiteId(id(site)))).unwrap(),
            Target::Location(it) => rows.target(at, ResourceId::Location(LocationId(id(it)))).unwrap(),
            Target::Subscription(it) => rows.target(at, ResourceId::Subscription(SubscriptionId(id(it)))).unwrap(),
        };
        let question = Question { principal, organization: at, target, control, level };
        let on_rows = explain(policy, &rows, &question, now);
        assert_eq!(on_rows.reasons(), explained.reasons(), "{who} {what}: rows and index");

        Verdict {
            allowed: explained.allowed,
            because: explained.reasons().iter().map(|reason| reason.code().to_owned()).collect(),
            rules: explained.rules().into_iter().map(str::to_owned).collect(),
        }
    }

    async fn act(&self, step: &Step, who: &str, what: &str) -> Result<(), Refused> {
        let (house, with) = (&self.house, &step.with);
        let names = house.names();
        let named = step.organization.as_str();
        let organization = names.organization(named);
        let agent = step.agent.as_deref().unwrap_or_default();
        let person = step.person.as_deref().unwrap_or_default();
        let first = step.grants().first().map_or("", String::as_str);
        let (until, reason) =
            (moment(with.get("until")), with.get("reason").and_then(Value::as_str).map(str::to_owned));
        match what {
            "sign_in" => {
                // Without proof, as in the demo: how somebody proves who they are is not what is tried here.
                let authentication =
                    Authentication::new(house.site.service.clone(), Breached::default(), true).unwrap();
                let id = names.person(who);
                let from = Circumstances {
                    address: std::net::Ipv4Addr::LOCALHOST.into(),
                    device: String::new(),
                    request: house.site.service.new_request(),
                };
                authentication.sign_in_as(id, from).await.map(|_| ()).map_err(refused)
            }
            "assign_role" => {
                let command = AssignRole {
                    organization,
                    holder: self.holder(text(with, "person")),
                    role: text(with, "role").to_owned(),
                    scope: self.scope(with.get("scope")),
                    from: moment(with.get("from")),
                    until,
                    reason,
                };
                self.run(who, command).await
            }
            "change_grant" => {
                let command = ChangeGrant {
                    organization,
                    grant: GrantId(house.grant_of(first, named).await),
                    expected_version: None,
                    scope: with.get("scope").map(|scope| self.scope(Some(scope))),
                    until: with.get("until").map(|until| moment(Some(until))),
                    reason,
                };
                self.run(who, command).await
            }
            "end_grant" => {
                let grant = GrantId(house.grant_of(first, named).await);
                self.run(who, EndGrant { organization, grant, expected_version: None }).await
            }
            "set_roles" => {
                let roles = self.choices(with);
                self.run(
                    who,
                    SetRoles { organization, holder: self.holder(person), roles, expected: None, reason: None },
                )
                .await
            }
            "add_person" => {
                let licenses = with.get("licenses").map(|it| serde_json::from_value(it.clone()).unwrap());
                let locale = Locale::ALL.into_iter().find(|locale| locale.tag() == text(with, "locale"));
                let command = AddPerson {
                    organization,
                    email: parse(with, "email")?,
                    name: parse(with, "name")?,
                    locale,
                    licenses,
                    package: with.get("package").and_then(Value::as_str).map(str::to_owned),
                    details: Details::default(),
                };
                self.run(who, command).await
            }
            "change_person" => {
                let has = |name: &str| with.contains_key(name);
                let command = ChangePerson {
                    person: names.person_of(organization, person),
                    expected_version: None,
                    name: if has("name") { Some(parse(with, "name")?) } else { None },
                    email: if has("email") { Some(parse(with, "email")?) } else { None },
                    status: has("status").then(|| PersonStatus::from_code(text(with, "status")).unwrap()),
                    locale: None,
                    licenses: with.get("licenses").map(|it| serde_json::from_value(it.clone()).unwrap()),
                    package: with.get("package").map(|it| it.as_str().map(str::to_owned)),
                    details: DetailsChange::default(),
                };
                self.run(who, command).await
            }
            "add_domain" => self.run(who, AddDomain { organization, name: parse(with, "name")? }).await,
            "claim_person" => {
                let person = names.person(text(with, "person"));
                self.run(who, ClaimPerson { organization, person, expected_version: None }).await
            }
            "delete_person" => {
                let person = names.person(person);
                self.run(who, DeletePerson { organization, person, expected_version: None }).await
            }
            "restore_person" => {
                let person = PrincipalId(house.gone_of(person, named).await);
                self.run(who, RestorePerson { organization, person, expected_version: None }).await
            }
            "erase_person" => {
                let person = PrincipalId(house.gone_of(person, named).await);
                self.run(who, ErasePerson { organization, person, expected_version: None }).await
            }
            "add_wholesale" => {
                let locale = Locale::ALL.into_iter().find(|locale| locale.tag() == text(with, "locale"));
                let (email, name) = (parse(with, "email")?, parse(with, "name")?);
                let package = text(with, "package").to_owned();
                self.run(who, AddWholesale { organization, email, name, locale, package }).await
            }
            "reset_package" => {
                let person = names.person_of(organization, person);
                self.run(who, ResetPackage { person, expected_version: None }).await
            }
            "ask_seats" => {
                let subscription = names.subscription(text(with, "subscription"));
                let quantity = with.get("quantity").and_then(Value::as_i64).unwrap();
                self.run(who, AskSeats { organization, subscription, quantity, reason }).await
            }
            "answer_seats" => {
                let answer = SeatAnswer::from_code(text(with, "answer")).unwrap();
                let request = SeatRequestId(house.seat_request_of(named).await);
                self.run(who, AnswerSeats { organization, request, answer, reason, expected_version: None }).await
            }
            "promote" => {
                let grant = GrantId(house.grant_of(first, named).await);
                self.run(who, PromoteExternal { organization, grant, expected_version: None, until }).await
            }
            "demote" => {
                let mut grants = Vec::new();
                for grant in step.grants() {
                    grants.push(GrantId(house.grant_of(grant, named).await));
                }
                self.run(who, DemoteExternals { organization, grants }).await
            }
            "revoke" => self.run(who, RevokeExternal { organization, person: names.person(person) }).await,
            "take_back_provisioning" => {
                let holder = self.holder(text(with, "person"));
                self.run(who, TakeBackProvisioning { organization, holder }).await
            }
            "block" => {
                let blocked = match with.get("partner").and_then(Value::as_str) {
                    Some(partner) => Blocked::Partner(names.organization(partner)),
                    None => Blocked::Person(names.person(text(with, "person"))),
                };
                self.run(who, Block { organization, blocked }).await
            }
            "lift_block" => {
                let block = BlockId(house.block_of(step.block.as_deref().unwrap_or_default(), named).await);
                self.run(who, LiftBlock { organization, block }).await
            }
            "compose_role" => {
                let command = ComposeRole { organization, names: spelled(with)?, areas: areas(with) };
                self.run(who, command).await
            }
            "change_custom_role" => {
                let role = house.custom_role_of(step.custom_role.as_deref().unwrap_or_default(), named).await;
                let command = ChangeCustomRole {
                    organization,
                    role: CustomRoleId(role),
                    expected_version: with.get("version").and_then(Value::as_i64),
                    names: if with.contains_key("names") { Some(spelled(with)?) } else { None },
                    areas: with.contains_key("areas").then(|| areas(with)),
                };
                self.run(who, command).await
            }
            "delete_custom_role" => {
                let role = house.custom_role_of(step.custom_role.as_deref().unwrap_or_default(), named).await;
                let decided = house.holders_of(step).await.into_iter();
                let holders = decided.map(|(grant, instead)| HolderChoice { grant: GrantId(grant), instead }).collect();
                let role = CustomRoleId(role);
                self.run(who, DeleteCustomRole { organization, role, expected_version: None, holders }).await
            }
            "change_setting" => {
                let value: WireValue = serde_json::from_value(with["value"].clone()).unwrap();
                let command = ChangeSetting {
                    organization,
                    key: step.setting.clone().unwrap_or_default(),
                    value: SettingValue::from(value),
                    expected_version: None,
                };
                self.run(who, command).await
            }
            "request_support" => {
                let (addressed_to, reason) = (parse(with, "addressed_to")?, reason.unwrap_or_default());
                self.run(who, RequestSupport { organization, addressed_to, reason }).await
            }
            "answer_support" => {
                let answer = match text(with, "answer") {
                    "grant" => Answer::Grant,
                    "deny" => Answer::Deny,
                    "deny_and_report" => Answer::DenyAndReport,
                    other => panic!("`{other}` is no answer"),
                };
                let request = SupportRequestId(house.request_of(agent, named).await);
                self.run(who, AnswerSupport { request, answer }).await
            }
            "withdraw_support" => {
                let request = SupportRequestId(house.request_of(agent, named).await);
                self.run(who, WithdrawSupport { request }).await
            }
            "end_support" => {
                self.run(who, EndSupport { grant: SupportGrantId(house.access_of(agent, named).await) }).await
            }
            "open_help_desk_session" => self.run(who, OpenHelpDeskSession { organization }).await,
            "close_help_desk_session" => {
                let session = HelpDeskSessionId(house.session_of(agent, named).await);
                self.run(who, CloseHelpDeskSession { session }).await
            }
            other => panic!("nobody can do `{other}`"),
        }
    }

    async fn look(&self, step: &Step, who: &str, at: &str) -> Result<Vec<String>, Refused> {
        let (service, named) = (&self.house.site.service, step.organization.as_str());
        let caller = self.caller(who).await;
        let email = |it: &Person| it.email.to_string();
        Ok(match at {
            "organizations" => {
                let part = Part { after: None, limit: 200 };
                let list =
                    query::organizations::list(service, &caller, &Default::default(), part).await.map_err(refused)?;
                list.items.iter().map(|it| it.slug.to_string()).collect()
            }
            "people" | "licenses" => {
                let list = query::people::list(service, &caller, named, &Default::default(), Part::first(200))
                    .await
                    .map_err(refused)?
                    .items;
                if at == "people" {
                    list.iter().map(email).collect()
                } else {
                    let of = |it: &Person| {
                        let person = email(it);
                        it.licenses.clone().into_iter().map(move |licence| format!("{person} {licence}"))
                    };
                    list.iter().flat_map(of).collect()
                }
            }
            "grants" => {
                let part = Part { after: None, limit: 200 };
                let filter = query::grants::Filter::default();
                let list = query::grants::list(service, &caller, named, &filter, part).await.map_err(refused)?;
                let show = |it: &query::grants::Held| {
                    format!("{} {}", it.person.as_ref().map(email).unwrap_or_default(), it.grant.role)
                };
                list.items.iter().map(show).collect()
            }
            "audit" => {
                let part = Part { after: None, limit: 200 };
                let filter = AuditFilter::default();
                let list = query::audit_log::list(service, &caller, named, &filter, part).await.map_err(refused)?;
                list.items.iter().map(|it| format!("{} {}", it.row.action, it.row.outcome)).collect()
            }
            "support_requests" => {
                let list = query::support::requests_to(service, &caller, named, None, Part::first(200)).await;
                let list = list.map_err(refused)?.items;
                let show = |it: &query::support::Supported<query::support::Request>| {
                    format!("{} {}", it.agent.as_ref().map(email).unwrap_or_default(), it.row.state.code())
                };
                list.iter().map(show).collect()
            }
            "help_desk_sessions" => {
                let list = query::support::sessions_in(service, &caller, named, false, Part::first(200)).await;
                let list = list.map_err(refused)?.items;
                list.iter().map(|it| it.agent.as_ref().map(email).unwrap_or_default()).collect()
            }
            "settings" => {
                let list = query::settings::list(service, &caller, named).await.map_err(refused)?;
                let show = |it: &query::settings::SettingSeen| {
                    let value = serde_json::to_value(WireValue::from(it.value.clone())).unwrap();
                    format!("{} = {value}", service.policy().settings[it.position].key)
                };
                list.iter().map(show).collect()
            }
            other => panic!("nobody can look at `{other}`"),
        })
    }
}
