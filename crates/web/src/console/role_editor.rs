//! The role editor: everything somebody can hold here, in groups, with what each role gives and why a choice is locked
//! (ROL-02, ROL-03, ROL-08, ROL-10, ROL-12, SIT-02, CC-06).

use super::beyond::Beyond;
use super::lock::{Lock, in_titles};
use super::role_draft::Draft;
use super::users::held_title;
use super::{Answer, ConsoleCaller, Frame, page as answer};
use crate::problem::field_sentence;
use askama::Template;
use axum::extract::Path;
use prokura_app::error::Error;
use prokura_app::query::giving::{Choice, Choices, Roles, clash, roles_of};
use prokura_app::sight::Sight;
use prokura_decision::mask::Rights;
use prokura_decision::policy::RoleClass;
use prokura_domain::grant::role;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::Site;
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::setting::SettingValue;
use prokura_domain::setting::key::EXTERNAL_READ_ONLY_DAYS;

/// Families of roles, in the editor's order; sites have their own part.
const GROUPS: [RoleClass; 7] = [
    RoleClass::Organization,
    RoleClass::Custom,
    RoleClass::Location,
    RoleClass::Service,
    RoleClass::External,
    RoleClass::Partner,
    RoleClass::Vendor,
];

/// Sites, each with why a role cannot be given on it.
type SitesWithWhy = Vec<(Site, Option<Refusal>)>;

/// Something a role may reach.
struct Reachable {
    id: String,
    title: String,
    chosen: bool,
}

/// A role of the editor.
struct Row {
    key: String,
    title: String,
    ticked: bool,
    lock: Option<Lock>,
    /// A locked role that the form must say again, or saving would take it.
    keeps: bool,
    gives: Beyond,
    reaches_customers: bool,
    /// The key of what the choices are called; empty where there is nothing to choose.
    scope_label: &'static str,
    reach: Vec<Reachable>,
    until: String,
    until_error: String,
    error: String,
}

struct Group {
    class: &'static str,
    rows: Vec<Row>,
}

/// A role on a site.
struct OnSite {
    key: String,
    title: String,
    chosen: bool,
}

struct SiteRow {
    id: String,
    slug: String,
    roles: Vec<OnSite>,
    lock: Option<Lock>,
    keeps: bool,
}

/// The last day of a role that is held on sites.
struct SiteTerm {
    key: String,
    title: String,
    gives: Beyond,
    until: String,
    until_error: String,
}

#[derive(Template)]
#[template(path = "role_editor.html")]
pub(super) struct EditorPage {
    frame: Frame,
    action: String,
    back: String,
    heading: String,
    groups: Vec<Group>,
    sites: Vec<SiteRow>,
    site_terms: Vec<SiteTerm>,
    sites_error: String,
    /// Whether any site has a role.
    sites_in_use: bool,
    until_hint: String,
    reason: String,
    reason_error: String,
    seen: Vec<String>,
    failed: Option<Lock>,
    /// Nothing can be changed here.
    lock: Option<Lock>,
    /// There was nothing to save.
    unchanged: bool,
}

/// Everything the editor's pages begin with.
pub(super) struct Opened {
    pub(super) frame: Frame,
    pub(super) sight: Sight,
    pub(super) organization: OrganizationId,
    pub(super) roles: Roles,
    /// The person's page.
    pub(super) back: String,
}

/// Opens somebody's roles.
pub(super) async fn open(caller: &ConsoleCaller, named: &str, person: &str) -> Result<Opened, Error> {
    let id: PrincipalId = person.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, sight) = caller.enter(named, caller.visit.t("editor-title")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let roles = roles_of(&caller.site.service, &caller.caller, named, id).await?;
    if roles.held.is_none() {
        return Err(roles.refused.unwrap_or(Refusal::NotFound).into());
    }
    let users = place.href("users");
    let back = format!("{users}/{id}");
    let frame =
        frame.section("users").crumb(caller.visit.t("nav-users"), users).crumb(roles.person.name.to_string(), &back);
    Ok(Opened { frame, sight, organization: place.entered.id, roles, back })
}

/// `GET /o/{organization}/users/{person}/roles`
pub(super) async fn page(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>) -> Answer {
    let opened = open(&caller, &named, &person).await?;
    let draft = Draft::of_held(opened.roles.held.as_deref().unwrap_or_default(), &caller.visit.zone);
    Ok(answer(&draw(&caller, opened, &draft, None, false).await?)?)
}

/// Draws the editor with what was chosen, and what is wrong with it.
pub(super) async fn draw(
    caller: &ConsoleCaller,
    opened: Opened,
    draft: &Draft,
    refusal: Option<&Refusal>,
    unchanged: bool,
) -> Result<EditorPage, Error> {
    let Opened { frame, sight, organization, roles, back } = opened;
    let visit = &caller.visit;
    let policy = sight.policy();
    let language = visit.language;
    let telling = Telling::new(refusal.map(|refusal| in_titles(refusal, policy, language)), draft, caller, &sight);
    let desk = Desk { caller, sight: &sight, roles: &roles, draft, telling: &telling };
    let mut groups: Vec<Group> = Vec::new();
    for class in GROUPS {
        let rows: Vec<Row> =
            roles.choices.iter().filter(|choice| choice.class == class).map(|choice| desk.row(choice)).collect();
        if !rows.is_empty() {
            groups.push(Group { class: class.code(), rows });
        }
    }
    let others = desk.others();
    if !others.is_empty() {
        groups.push(Group { class: "other", rows: others });
    }
    let (sites, site_terms) = desk.sites();
    let record = caller.read().await?.organization_record(organization).await?;
    let days = record.as_ref().and_then(|record| record.effective(policy, EXTERNAL_READ_ONLY_DAYS));
    let from_outside = roles.person.home != organization;
    let until_hint = match days {
        Some(SettingValue::Number(days)) if from_outside => {
            visit.t2("external-until-hint", "zone", visit.zone.name(), "days", days)
        }
        Some(_) | None => visit.t1("give-until-hint", "zone", visit.zone.name()),
    };
    Ok(EditorPage {
        heading: visit.t1("editor-heading", "name", &roles.person.name),
        action: format!("{back}/roles"),
        sites_in_use: !site_terms.is_empty(),
        sites_error: telling.of_sites(draft),
        reason: draft.reason.clone(),
        reason_error: telling.at("reason"),
        seen: draft.seen.iter().map(|seen| format!("{}@{}", seen.grant, seen.version)).collect(),
        failed: telling.failed.clone(),
        lock: roles.refused.as_ref().map(|refusal| Lock::of(refusal, policy, language)),
        unchanged,
        until_hint,
        groups,
        sites,
        site_terms,
        back,
        frame,
    })
}

/// What a refusal says, and at which field.
struct Telling {
    failed: Option<Lock>,
    errors: Vec<(String, String)>,
}

impl Telling {
    fn new(refusal: Option<Refusal>, draft: &Draft, caller: &ConsoleCaller, sight: &Sight) -> Self {
        let visit = &caller.visit;
        let Some(refusal) = refusal else { return Self { failed: None, errors: Vec::new() } };
        let Refusal::Invalid(fields) = &refusal else {
            return Self { failed: Some(Lock::of(&refusal, sight.policy(), visit.language)), errors: Vec::new() };
        };
        let said = |error: &FieldError| field_sentence(error.code, &error.arguments, visit.language);
        let errors: Vec<(String, String)> = fields.iter().map(|it| (it.field.clone(), said(it))).collect();
        // What is told at a field of the page is not told twice.
        let shown = |field: &str| {
            field == "reason" || (0..draft.roles.len()).any(|it| field.starts_with(&format!("roles/{it}/")))
        };
        let rest = errors.iter().filter(|(field, _)| !shown(field)).map(|(_, said)| said.clone());
        Self { failed: Some(Lock::at_fields(visit.language, rest)), errors }
    }

    fn at(&self, field: &str) -> String {
        let all: Vec<&str> = self.errors.iter().filter(|(at, _)| at == field).map(|(_, said)| said.as_str()).collect();
        all.join(" ")
    }

    /// What is said at one role: everything but its term.
    fn of_role(&self, draft: &Draft, role: &str) -> (String, String) {
        let Some(position) = draft.roles.iter().position(|pick| pick.role == role) else {
            return (String::new(), String::new());
        };
        let beginning = format!("roles/{position}/");
        let until = format!("{beginning}until");
        let rest = self.errors.iter().filter(|(at, _)| at.starts_with(&beginning) && *at != until);
        let rest: Vec<&str> = rest.map(|(_, said)| said.as_str()).collect();
        (rest.join(" "), self.at(&until))
    }

    fn of_sites(&self, draft: &Draft) -> String {
        let on_sites = draft.roles.iter().filter(|pick| pick.on_sites);
        let all: Vec<String> = on_sites.map(|pick| self.of_role(draft, &pick.role).0).collect();
        all.join(" ").trim().to_owned()
    }
}

/// What the parts of the editor are drawn from.
struct Desk<'a> {
    caller: &'a ConsoleCaller,
    sight: &'a Sight,
    roles: &'a Roles,
    draft: &'a Draft,
    telling: &'a Telling,
}

impl Desk<'_> {
    fn lock(&self, refusal: &Refusal) -> Lock {
        Lock::of(refusal, self.sight.policy(), self.caller.visit.language)
    }

    fn gives(&self, gives: Rights) -> Beyond {
        Beyond::of(self.sight.policy(), gives, Rights::NONE, self.caller.visit.language.0)
    }

    /// Why what is held cannot be taken.
    fn kept(&self, role: &str) -> Option<Option<&Refusal>> {
        let mut held = self.roles.held.iter().flatten().filter(|held| held.grant.role == role).peekable();
        held.peek()?;
        Some(held.find_map(|held| held.refused.as_ref()))
    }

    fn clash(&self, role: &str) -> Option<Refusal> {
        let ticked: Vec<&str> = self.draft.roles.iter().map(|pick| pick.role.as_str()).collect();
        clash(self.sight.policy(), role, &ticked)
    }

    fn row(&self, choice: &Choice) -> Row {
        let picked = self.draft.pick(&choice.role);
        let kept = self.kept(&choice.role);
        let refused = match kept {
            Some(refused) => refused.cloned(),
            None => choice.refused.clone().or_else(|| self.clash(&choice.role).filter(|_| picked.is_none())),
        };
        let ticked = picked.is_some() || kept.flatten().is_some();
        let chosen = |id: &str| picked.is_some_and(|pick| pick.scope.iter().any(|it| it == id));
        let reachable = |id: String, title: String| Reachable { chosen: chosen(&id), id, title };
        let (scope_label, reach) = match &choice.choices {
            Choices::Whole | Choices::Sites(_) => ("", Vec::new()),
            Choices::Locations(all) => {
                ("give-locations", all.iter().map(|it| reachable(it.id.to_string(), it.name.to_string())).collect())
            }
            Choices::Customers(all) => {
                ("give-customers", all.iter().map(|it| reachable(it.id.to_string(), it.name.to_string())).collect())
            }
        };
        let (mut error, until_error) = self.telling.of_role(self.draft, &choice.role);
        if error.is_empty() && ticked && kept.is_none() {
            error = self.clash(&choice.role).map(|it| self.lock(&it).sentences.join(" ")).unwrap_or_default();
        }
        Row {
            key: choice.role.clone(),
            title: choice.title.in_locale(self.caller.visit.language.0).to_owned(),
            ticked,
            keeps: ticked && refused.is_some(),
            lock: refused.as_ref().map(|refusal| self.lock(refusal)),
            gives: self.gives(choice.gives),
            reaches_customers: choice.class == RoleClass::Partner,
            scope_label,
            reach,
            until: picked.map(|pick| pick.until.clone()).unwrap_or_default(),
            until_error,
            error,
        }
    }

    /// What is held and could not be given here.
    fn others(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        for held in self.roles.held.iter().flatten() {
            let key = &held.grant.role;
            if self.roles.choices.iter().any(|choice| choice.role == *key) || rows.iter().any(|row| row.key == *key) {
                continue;
            }
            let lock = held.refused.as_ref().map(|refusal| self.lock(refusal));
            rows.push(Row {
                title: held_title(self.caller, self.sight.policy(), &held.grant),
                ticked: self.draft.pick(key).is_some() || lock.is_some(),
                keeps: lock.is_some(),
                lock,
                gives: Beyond::default(),
                reaches_customers: false,
                scope_label: "",
                reach: Vec::new(),
                until: self.draft.pick(key).map(|pick| pick.until.clone()).unwrap_or_default(),
                until_error: String::new(),
                error: String::new(),
                key: key.clone(),
            });
        }
        rows
    }

    /// Each site with its own role (SIT-02).
    fn sites(&self) -> (Vec<SiteRow>, Vec<SiteTerm>) {
        let locale = self.caller.visit.language.0;
        let of_sites: Vec<(&Choice, &SitesWithWhy)> = self
            .roles
            .choices
            .iter()
            .filter_map(|choice| match &choice.choices {
                Choices::Sites(sites) => Some((choice, sites)),
                Choices::Whole | Choices::Locations(_) | Choices::Customers(_) => None,
            })
            .collect();
        let mut rows = Vec::new();
        for (position, (site, _)) in of_sites.first().into_iter().flat_map(|(_, sites)| sites.iter()).enumerate() {
            let id = site.id.to_string();
            let picked = self.draft.on_site(&id);
            let refused: Vec<Option<&Refusal>> = of_sites
                .iter()
                .map(|(_, sites)| sites.get(position).and_then(|(_, refused)| refused.as_ref()))
                .collect();
            let clash = of_sites.first().and_then(|(choice, _)| self.clash(&choice.role)).filter(|_| picked.is_none());
            let lock = if refused.iter().all(Option::is_some) {
                refused.into_iter().flatten().next().map(|refusal| self.lock(refusal))
            } else {
                clash.as_ref().map(|refusal| self.lock(refusal))
            };
            let role = |choice: &Choice| OnSite {
                key: choice.role.clone(),
                title: choice.title.in_locale(locale).to_owned(),
                chosen: picked == Some(&choice.role),
            };
            rows.push(SiteRow {
                slug: site.slug.to_string(),
                roles: of_sites.iter().map(|(choice, _)| role(choice)).collect(),
                keeps: lock.is_some() && picked.is_some(),
                lock,
                id,
            });
        }
        let in_use = of_sites.iter().filter_map(|(choice, _)| Some((choice, self.draft.pick(&choice.role)?)));
        let terms = in_use.map(|(choice, pick)| SiteTerm {
            key: choice.role.clone(),
            title: choice.title.in_locale(locale).to_owned(),
            gives: self.gives(choice.gives),
            until: pick.until.clone(),
            until_error: self.telling.of_role(self.draft, &choice.role).1,
        });
        (rows, terms.collect())
    }
}

/// Whether a role waits for the next sign-in of somebody from outside (EXT-07).
#[must_use]
pub(super) fn waits(sight: &Sight, key: &str) -> bool {
    let found = sight.policy().role(key).map(|id| sight.policy().role_at(id));
    key == role::EXTERNAL_FULL_ADMIN || found.is_some_and(|role| !role.needs_activation.is_empty())
}
