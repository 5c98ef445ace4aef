//! People of an organization and who administers it: by name, by role, from here or from outside (ROL-05, EXT-01).

use super::lock::Lock;
use super::outside::name_of;
use super::person::told_status;
use super::users_asked::{Asked, SORTS, Show};
use super::{Answer, ConsoleCaller, Frame, Place, page as answer};
use crate::text::Argument;
use askama::Template;
use axum::extract::{Path, RawQuery};
use prokura_app::error::Error;
use prokura_app::query::administrators::{Administrator, Holding, roles};
use prokura_app::query::directory::{At, Found, Seen, Stretch, find};
use prokura_app::query::{Direction, blocks};
use prokura_app::sight::Sight;
use prokura_decision::mask::Level;
use prokura_decision::policy::Policy;
use prokura_domain::grant::Grant;
use prokura_domain::id::OrganizationId;
use prokura_domain::organization::Blocked;
use prokura_domain::person::PersonStatus;
use prokura_domain::refusal::Refusal;
use prokura_domain::text::Locale;
use std::collections::HashMap;

/// How many people a page shows.
const ON_PAGE: usize = 50;
/// What the list can be narrowed to.
const STATUSES: [PersonStatus; 4] =
    [PersonStatus::Active, PersonStatus::Pending, PersonStatus::Suspended, PersonStatus::Deleted];

/// A role as the list shows it.
struct Role {
    title: String,
    note: String,
}

/// Somebody of the list.
struct Row {
    /// Whom a selection means; `None` for somebody from outside.
    id: Option<String>,
    name: String,
    email: String,
    href: String,
    /// The home of somebody from outside.
    home: Option<String>,
    roles: Vec<Role>,
    status: Option<(String, &'static str)>,
}

/// Who was removed.
struct Removed {
    name: String,
    is_partner: bool,
    since: String,
    /// Where they are let in again, where one may.
    lift: Option<String>,
}

/// A choice of a filter.
struct Choice {
    code: String,
    title: String,
    chosen: bool,
}

/// A heading by which the list is ordered.
struct Heading {
    title: String,
    href: String,
    /// `ascending` or `descending`, where the list is ordered by it.
    sorted: Option<&'static str>,
}

/// What the list can be narrowed by.
struct Filters {
    shows: Vec<Choice>,
    statuses: Vec<Choice>,
    licenses: Vec<Choice>,
    locations: Vec<Choice>,
    /// Whether it can be narrowed by department.
    departments: bool,
    roles: Vec<Choice>,
    sorts: Vec<Choice>,
    /// How many of those are chosen that are folded away.
    folded: usize,
}

/// What is done with people, in one place.
struct Manage {
    /// Why nobody can be added now (RST-04).
    lock: Option<Lock>,
    /// Where each thing is done, and the key of its words.
    entries: Vec<(String, &'static str)>,
}

impl Manage {
    /// What changes people of an organization is not among the entries while it is locked.
    fn of(users: &str, lock: Option<Lock>, adds_wholesale: bool, imports_roles: bool) -> Self {
        let adds = lock.is_none();
        let all = [
            ("new", "person-add", adds),
            ("new-many", "people-add", adds),
            ("wholesale", "wholesale-add", adds_wholesale),
            ("import", "import-title-people", adds),
            ("import/template", "import-template", adds),
            ("import?kind=roles", "import-title-roles", imports_roles),
            ("claim", "claim-title", adds),
            ("licence-rules", "rules-title", true),
            ("changes", "changes-mine", true),
        ];
        let there = all.into_iter().filter(|(.., there)| *there);
        let mut entries: Vec<_> = there.map(|(path, title, _)| (format!("{users}/{path}"), title)).collect();
        entries.push((format!("{users}?status=deleted"), "users-deleted"));
        Self { lock, entries }
    }
}

#[derive(Template)]
#[template(path = "users.html")]
struct UsersPage {
    frame: Frame,
    path: String,
    asked: Asked,
    filters: Filters,
    name: Heading,
    email: Heading,
    rows: Vec<Row>,
    count: String,
    sees_roles: bool,
    /// What the list is narrowed by, and the words for everybody on it, where people can be selected.
    selection: Option<(String, String)>,
    /// What is done with people; `None` where one does not see them.
    manage: Option<Manage>,
    /// Where somebody from outside is added, or why not; `None` where one does not see them.
    add_external: Option<(String, Option<Lock>)>,
    /// Whom the organization has removed (EXT-12).
    removed: Vec<Removed>,
    previous: Option<String>,
    next: Option<String>,
}

/// `GET /o/{organization}/users`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>, RawQuery(query): RawQuery) -> Answer {
    let asked = Asked::read(query.as_deref().unwrap_or_default());
    let (frame, sight) = caller.enter(&named, caller.visit.t("nav-users")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let reads_people = sight.ask("users", Level::Read, place.entered.handle).is_ok();
    let seen = Seen::by(&sight, place.entered);
    let asked = asked.seen_by(seen);
    let found = found(&caller, &named, &asked, reads_people).await?;
    let path = place.href("users");
    let lock = |control: &str| {
        let refused = sight.ask(control, Level::Manage, place.entered.handle).err();
        refused.map(|refusal| Lock::of(&refusal, sight.policy(), caller.visit.language))
    };
    let add_external = seen.outside.then(|| (place.href("users/external"), lock("external_admins")));
    let manage = reads_people.then(|| {
        let imports_roles = sight.ask("roles", Level::Read, place.entered.handle).is_ok();
        Manage::of(&path, lock("users.create"), lock("users.add_wholesale").is_none(), imports_roles)
    });
    let removed = if asked.show == Show::External && seen.outside {
        removed(&caller, &named, &place.href("blocks"), lock("external_admins").is_none()).await?
    } else {
        Vec::new()
    };
    let count = found.count.unwrap_or_default();
    let counted = [
        ("count", Argument::Number(i64::try_from(count).unwrap_or(i64::MAX))),
        ("shown", Argument::Text(caller.visit.language.grouped(count))),
    ];
    let previous = found.before.as_ref().map(|before| asked.href(&path, &At::Before(before.clone())));
    let next = found.after.as_ref().map(|after| asked.href(&path, &At::After(after.clone())));
    Ok(answer(&UsersPage {
        filters: filters(&caller, &named, &sight, &place, &asked, seen).await?,
        name: heading(&caller, &asked, &path, "name", "users-name"),
        email: heading(&caller, &asked, &path, "email", "users-email"),
        rows: rows(&caller, &sight, &place, found.people).await?,
        count: caller.visit.language.text_with("users-count", &counted),
        sees_roles: seen.own || seen.outside,
        selection: (manage.is_some() && asked.show != Show::External && !is_gone(asked.status)).then(|| {
            let matching = asked.href("", &At::Beginning);
            (matching, caller.visit.language.text_with("users-select-all", &counted))
        }),
        manage,
        add_external,
        removed,
        previous,
        next,
        path,
        asked,
        frame: frame.section("users"),
    })?)
}

fn is_gone(status: Option<PersonStatus>) -> bool {
    status.is_some_and(PersonStatus::is_gone)
}

/// The part of the list that is asked for; where it is empty by now, the first.
async fn found(caller: &ConsoleCaller, named: &str, asked: &Asked, reads_people: bool) -> Result<Found, Error> {
    let filter = asked.filter(reads_people);
    let stretch = |at: At| Stretch { at, limit: ON_PAGE, counted: true };
    let service = &caller.site.service;
    let found = find(service, &caller.caller, named, &filter, stretch(asked.at.clone())).await?;
    if found.people.is_empty() && asked.at != At::Beginning {
        return find(service, &caller.caller, named, &filter, stretch(At::Beginning)).await;
    }
    Ok(found)
}

async fn rows(
    caller: &ConsoleCaller,
    sight: &Sight,
    place: &Place,
    people: Vec<Administrator>,
) -> Result<Vec<Row>, Error> {
    let mut read = caller.read().await?;
    let mut homes: HashMap<OrganizationId, String> = HashMap::new();
    let mut rows = Vec::with_capacity(people.len());
    for it in people {
        let home = it.person.home;
        if home != place.entered.id && !homes.contains_key(&home) {
            let name = read.organization(home).await?.map(|home| home.name.to_string());
            homes.insert(home, name.unwrap_or_default());
        }
        rows.push(row(caller, sight.policy(), &place.href("users"), it, homes.get(&home).cloned()));
    }
    Ok(rows)
}

async fn filters(
    caller: &ConsoleCaller,
    named: &str,
    sight: &Sight,
    place: &Place,
    asked: &Asked,
    seen: Seen,
) -> Result<Filters, Error> {
    let (visit, policy) = (&caller.visit, sight.policy());
    let reads_people = sight.ask("users", Level::Read, place.entered.handle).is_ok();
    let shows = [Show::Everybody, Show::Administrators, Show::External].into_iter().filter(|show| match show {
        Show::Everybody => true,
        Show::Administrators => seen.own || seen.outside,
        Show::External => seen.outside,
    });
    let shows = shows.map(|show| Choice {
        code: show.code().to_owned(),
        title: visit.t(&format!("users-show-{}", show.code())),
        chosen: show == asked.show,
    });
    let statuses = STATUSES.map(|status| Choice {
        code: status.code().to_owned(),
        title: visit.t(&format!("person-status-{}", status.code())),
        chosen: asked.status == Some(status),
    });
    let mut read = caller.read().await?;
    let licenses = if reads_people { read.licenses_at_home(place.entered.id).await? } else { Vec::new() };
    let licenses = licenses.into_iter().map(|code| Choice {
        title: policy
            .licences
            .iter()
            .find(|licence| licence.code == code)
            .map_or_else(|| code.clone(), |licence| licence.title.in_locale(visit.language.0).to_owned()),
        chosen: asked.license.as_ref() == Some(&code),
        code,
    });
    let locations = if seen.own { read.locations_of(place.entered.id).await? } else { Vec::new() };
    let locations = locations.into_iter().map(|location| Choice {
        code: location.id.to_string(),
        title: location.name.to_string(),
        chosen: asked.location == Some(location.id),
    });
    drop(read);
    let held = roles(&caller.site.service, &caller.caller, named).await?;
    let mut roles: Vec<Choice> = held
        .into_iter()
        .map(|role| Choice {
            title: here_title(caller, policy, place.entered.id, &role),
            chosen: asked.roles.contains(&role),
            code: role,
        })
        .collect();
    roles.sort_by_key(|choice| (policy.role(&choice.code).is_none(), policy.role(&choice.code)));
    let sorts = SORTS.into_iter().flat_map(|(name, sort)| {
        [(Direction::Ascending, ""), (Direction::Descending, "-")].map(|(direction, sign)| Choice {
            code: format!("{sign}{name}"),
            title: visit.t(&format!("users-sort-{name}{}", if sign.is_empty() { "" } else { "-back" })),
            chosen: asked.sort == sort && asked.direction == direction,
        })
    });
    let chosen = [asked.license.is_some(), asked.location.is_some(), !asked.department.is_empty()];
    let folded = asked.roles.len() + chosen.into_iter().filter(|chosen| *chosen).count();
    Ok(Filters {
        shows: shows.collect(),
        statuses: statuses.into(),
        licenses: licenses.collect(),
        locations: locations.collect(),
        departments: reads_people,
        sorts: sorts.collect(),
        roles,
        folded,
    })
}

/// A heading: a click orders the list by it, another one turns the order round.
fn heading(caller: &ConsoleCaller, asked: &Asked, path: &str, name: &str, title: &str) -> Heading {
    let is_sorted = SORTS.into_iter().any(|(other, sort)| other == name && asked.sort == sort);
    let sorted = is_sorted.then_some(match asked.direction {
        Direction::Ascending => "ascending",
        Direction::Descending => "descending",
    });
    let sort = if sorted == Some("ascending") { format!("-{name}") } else { name.to_owned() };
    Heading { title: caller.visit.t(title), href: Asked::sorted(asked, &sort).href(path, &At::Beginning), sorted }
}

/// Whom the organization keeps out now.
async fn removed(caller: &ConsoleCaller, named: &str, blocks: &str, may_lift: bool) -> Result<Vec<Removed>, Error> {
    let mut removed = Vec::new();
    for block in blocks::in_force(&caller.site.service, &caller.caller, named).await? {
        let since = block.term.from.map(|from| caller.visit.moment(from).text);
        removed.push(Removed {
            name: name_of(caller, &block.blocked).await?,
            is_partner: matches!(block.blocked, Blocked::Partner(_)),
            since: since.map(|at| caller.visit.t1("removed-since", "moment", at)).unwrap_or_default(),
            lift: may_lift.then(|| format!("{blocks}/{}/lift", block.id)),
        });
    }
    Ok(removed)
}

fn row(caller: &ConsoleCaller, policy: &Policy, users: &str, it: Administrator, home: Option<String>) -> Row {
    let visit = &caller.visit;
    let until = |until: Option<prokura_domain::time::Timestamp>| {
        until.map(|at| visit.t1("until", "moment", visit.moment(at).text)).unwrap_or_default()
    };
    let roles = it
        .holds
        .iter()
        .map(|holding| match holding {
            Holding::Given(grant) => {
                let begins = grant.term.from.filter(|from| *from > visit.now);
                let note = begins.map_or_else(
                    || until(grant.term.until),
                    |from| visit.t1("users-from", "moment", visit.moment(from).text),
                );
                Role { title: held_title(caller, policy, grant), note }
            }
            Holding::Derived { role, term } => {
                Role { title: role_title(policy, role, visit.language.0), note: until(term.until) }
            }
            Holding::Support(grant) => Role { title: visit.t("nav-support"), note: until(grant.term.until) },
        })
        .collect();
    let status = (it.person.status != PersonStatus::Active).then(|| told_status(it.person.status));
    Row {
        id: home.is_none().then(|| it.person.id.to_string()),
        name: visit.name(&it.person),
        email: it.person.email.to_string(),
        href: format!("{users}/{}", it.person.id),
        home,
        roles,
        status: status.map(|(key, badge)| (visit.language.text(key), badge)),
    }
}

/// The title of the role that a grant names: a custom role's is what its organization calls it.
pub(super) fn held_title(caller: &ConsoleCaller, policy: &Policy, grant: &Grant) -> String {
    here_title(caller, policy, grant.organization, &grant.role)
}

fn here_title(caller: &ConsoleCaller, policy: &Policy, organization: OrganizationId, role: &str) -> String {
    let locale = caller.visit.language.0;
    let named = caller.site.service.follower().snapshot().ok().and_then(|snapshot| {
        let place = snapshot.organization_by_id(organization)?;
        snapshot.role_title(place, role, locale).map(str::to_owned)
    });
    named.unwrap_or_else(|| role_title(policy, role, locale))
}

/// The title of a role; its key, where the policy does not know it any more.
pub(super) fn role_title(policy: &Policy, key: &str, locale: Locale) -> String {
    policy.role(key).map_or(key, |role| policy.role_at(role).title.in_locale(locale)).to_owned()
}
