//! The door of the API: requests over the real router, with tokens.

use crate::file::Step;
use crate::play::{Door, Refused, Verdict};
use crate::support::{Answer, House};
use prokura_app::caller::Caller;
use prokura_app::command::issue_sign_in_link::IssueSignInLink;
use prokura_domain::account::TokenScope;
use serde_json::{Map, Value, json};

/// A site over HTTP.
pub(crate) struct Api {
    house: House,
    decisions: String,
}

impl Api {
    pub(crate) async fn new(house: House) -> Self {
        let vendor = house.names().organization("aurora");
        let decisions = house.decisions(&vendor.to_string()).await.0;
        Self { house, decisions }
    }

    async fn call(&self, who: &str, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let token = self.house.person(who, TokenScope::Manage).await;
        let call = self.house.call(method, path).by(&token);
        match body {
            Some(body) => call.json(body).send().await,
            None => call.send().await,
        }
    }

    /// Method, path and body of a deed.
    async fn request(&self, step: &Step, what: &str) -> (&'static str, String, Option<Value>) {
        let (house, organization) = (&self.house, step.organization.as_str());
        let at = format!("/v1/organizations/{organization}");
        let body = Some(Value::Object(step.with.clone()));
        let person = step.person.as_deref().unwrap_or_default();
        let agent = step.agent.as_deref().unwrap_or_default();
        let first = step.grants().first().map_or("", String::as_str);
        match what {
            "assign_role" => ("POST", format!("{at}/grants"), body),
            "change_grant" => ("PATCH", format!("{at}/grants/{}", house.grant_of(first, organization).await), body),
            "end_grant" => ("DELETE", format!("{at}/grants/{}", house.grant_of(first, organization).await), None),
            "set_roles" => ("PUT", format!("{at}/people/{person}/roles"), body),
            "add_person" => ("POST", format!("{at}/people"), body),
            "change_person" => ("PATCH", format!("{at}/people/{person}"), body),
            "add_domain" => ("POST", format!("{at}/domains"), body),
            "claim_person" => ("POST", format!("{at}/claims"), body),
            "delete_person" => ("DELETE", format!("{at}/people/{person}"), None),
            "restore_person" => {
                ("POST", format!("{at}/people/{}/restoration", house.gone_of(person, organization).await), None)
            }
            "erase_person" => {
                ("POST", format!("{at}/people/{}/erasure", house.gone_of(person, organization).await), None)
            }
            "add_wholesale" => ("POST", format!("{at}/wholesale-people"), body),
            "reset_package" => ("POST", format!("{at}/people/{person}/package-reset"), body),
            "ask_seats" => ("POST", format!("{at}/seat-requests"), body),
            "answer_seats" => {
                let request = house.seat_request_of(organization).await;
                ("POST", format!("{at}/seat-requests/{request}/answer"), body)
            }
            "promote" => ("POST", format!("{at}/grants/{}/promotion", house.grant_of(first, organization).await), body),
            "demote" => {
                let mut grants = Vec::new();
                for grant in step.grants() {
                    grants.push(house.grant_of(grant, organization).await);
                }
                ("POST", format!("{at}/demotions"), Some(json!({ "grants": grants })))
            }
            "revoke" => ("DELETE", format!("{at}/external-administrators/{person}"), None),
            "take_back_provisioning" => ("POST", format!("{at}/provisioning"), body),
            "block" => ("POST", format!("{at}/blocks"), body),
            "lift_block" => {
                let block = house.block_of(step.block.as_deref().unwrap_or_default(), organization).await;
                ("DELETE", format!("{at}/blocks/{block}"), None)
            }
            "compose_role" => ("POST", format!("{at}/custom-roles"), body),
            "change_custom_role" => {
                let role = house.custom_role_of(step.custom_role.as_deref().unwrap_or_default(), organization).await;
                ("PATCH", format!("{at}/custom-roles/{role}"), body)
            }
            "delete_custom_role" => {
                let role = house.custom_role_of(step.custom_role.as_deref().unwrap_or_default(), organization).await;
                let mut holders = Vec::new();
                for (grant, instead) in house.holders_of(step).await {
                    holders.push(json!({ "grant": grant, "instead": instead }));
                }
                ("DELETE", format!("{at}/custom-roles/{role}"), Some(json!({ "holders": holders })))
            }
            "change_setting" => ("PUT", format!("{at}/settings/{}", step.setting.as_deref().unwrap_or_default()), body),
            "request_support" => ("POST", format!("{at}/support-requests"), body),
            "answer_support" => {
                let request = house.request_of(agent, organization).await;
                ("POST", format!("/v1/support-requests/{request}/answer"), body)
            }
            "withdraw_support" => {
                let request = house.request_of(agent, organization).await;
                ("POST", format!("/v1/support-requests/{request}/withdrawal"), None)
            }
            "end_support" => {
                ("DELETE", format!("/v1/support-grants/{}", house.access_of(agent, organization).await), None)
            }
            "open_help_desk_session" => ("POST", format!("{at}/help-desk-sessions"), None),
            "close_help_desk_session" => {
                ("DELETE", format!("/v1/help-desk-sessions/{}", house.session_of(agent, organization).await), None)
            }
            other => panic!("nobody can do `{other}`"),
        }
    }

    /// Signs in as a browser does, by a link that the operator made.
    async fn sign_in(&self, who: &str) -> Result<(), Refused> {
        let service = &self.house.site.service;
        let link = IssueSignInLink { person: self.house.names().person(who) };
        let issued = service.execute(Caller::operator(service.new_request()), link).await.unwrap().value;
        let secret = service.keys().sign_in_link(issued.link, &issued.email);
        let path = format!("/sign-in/link/{secret}");
        let page = self.house.get(&path).with("accept", "text/html").send().await.expect(200);
        let html = String::from_utf8(page.bytes.to_vec()).unwrap();
        let (_, rest) = html.split_once("name=\"csrf\" value=\"").unwrap();
        let (csrf, _) = rest.split_once('"').unwrap();
        let cookies: Vec<&str> = page
            .headers
            .get_all("set-cookie")
            .iter()
            .filter_map(|cookie| Some(cookie.to_str().ok()?.split_once(';')?.0))
            .collect();
        let form = self.house.call("POST", &path).with("cookie", &cookies.join("; ")).with("accept", "text/html");
        let form = form.with("origin", "https://admin.example");
        let form = form.with("content-type", "application/x-www-form-urlencoded");
        form.bytes(format!("csrf={csrf}").into_bytes()).send().await.expect(303);
        Ok(())
    }
}

/// How a problem refuses.
fn refused(answer: &Answer) -> Refused {
    let problem = answer.json();
    let texts = |member: &str| -> Vec<String> {
        let list = problem[member].as_array().map_or(&[][..], Vec::as_slice);
        list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let fields = problem["errors"].as_array().map_or(&[][..], Vec::as_slice);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Refused {
        code: text(&problem["code"]),
        because: texts("because"),
        rules: texts("rules"),
        fields: fields.iter().map(|error| (text(&error["field"]), text(&error["code"]))).collect(),
    }
}

impl Door for Api {
    const NAME: &'static str = "the API";

    fn house(&self) -> &House {
        &self.house
    }

    async fn ask(&self, step: &Step, who: &str, what: &str) -> Verdict {
        let (kind, id) = match (&step.site, &step.location, &step.subscription) {
            (Some(site), ..) => ("site", site),
            (_, Some(location), _) => ("location", location),
            (.., Some(subscription)) => ("subscription", subscription),
            (None, None, None) => ("organization", &step.organization),
        };
        let question = json!({
            "subject": { "type": "person", "id": who },
            "action": { "name": what },
            "resource": { "type": kind, "id": id },
        });
        let answer = self.house.post("/access/v1/evaluation", &question).by(&self.decisions).send().await;
        let answer = answer.expect(200).json();
        let texts = |member: &str| -> Vec<String> {
            let list = answer["context"][member].as_array().map_or(&[][..], Vec::as_slice);
            list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
        };
        let allowed = answer["decision"].as_bool().unwrap();
        Verdict { allowed, because: texts("reason_codes"), rules: texts("rules") }
    }

    async fn act(&self, step: &Step, who: &str, what: &str) -> Result<(), Refused> {
        if what == "sign_in" {
            return self.sign_in(who).await;
        }
        let (method, path, body) = self.request(step, what).await;
        let answer = self.call(who, method, &path, body.as_ref()).await;
        if answer.status.is_success() { Ok(()) } else { Err(refused(&answer)) }
    }

    async fn look(&self, step: &Step, who: &str, at: &str) -> Result<Vec<String>, Refused> {
        let of = format!("/v1/organizations/{}", step.organization);
        let path = match at {
            "organizations" => "/v1/organizations?limit=200".to_owned(),
            "people" | "licenses" => format!("{of}/people?limit=200"),
            "grants" => format!("{of}/grants?limit=200"),
            "audit" => format!("{of}/audit?limit=200"),
            "support_requests" => format!("{of}/support-requests"),
            "help_desk_sessions" => format!("{of}/help-desk-sessions"),
            "settings" => format!("{of}/settings"),
            other => panic!("nobody can look at `{other}`"),
        };
        let answer = self.call(who, "GET", &path, None).await;
        if !answer.status.is_success() {
            return Err(refused(&answer));
        }
        let list = answer.json();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let show = |item: &Value| match at {
            "organizations" => text(&item["slug"]),
            "people" => text(&item["email"]),
            "grants" => format!("{} {}", text(&item["person"]["email"]), text(&item["role"])),
            "audit" => format!("{} {}", text(&item["action"]), text(&item["outcome"])),
            "support_requests" => format!("{} {}", text(&item["agent"]["email"]), text(&item["state"])),
            "help_desk_sessions" => text(&item["agent"]["email"]),
            _ => format!("{} = {}", text(&item["key"]), item["value"]),
        };
        let items = list["items"].as_array().unwrap();
        if at == "licenses" {
            let of = |item: &Value| {
                let person = text(&item["email"]);
                let licences = item["licenses"].as_array().map_or(&[][..], Vec::as_slice).to_vec();
                licences.into_iter().map(move |licence| format!("{person} {}", licence.as_str().unwrap()))
            };
            return Ok(items.iter().flat_map(of).collect());
        }
        // Tokens are how the runner gets in.
        Ok(items.iter().map(show).filter(|shown| shown != "token_issued done").collect())
    }
}

/// What a step's `with` says under a name.
pub(crate) fn text<'a>(with: &'a Map<String, Value>, name: &str) -> &'a str {
    with.get(name).and_then(Value::as_str).unwrap_or_default()
}
