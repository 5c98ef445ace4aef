//! People of an organization and who administers it: by name, by role, from here or from outside (ROL-05, EXT-01).

use super::lock::Lock;
use super::outside::name_of;
use super::{Answer, ConsoleCaller, Frame, page as answer};
use askama::Template;
use axum::extract::{Path, RawQuery};
use prokura_app::error::Error;
use prokura_app::port::{Page, Read};
use prokura_app::query::administrators::{Administrator, Administrators, Holding, list};
use prokura_app::query::blocks;
use prokura_decision::mask::Level;
use prokura_decision::policy::Policy;
use prokura_domain::custom_role::named_by;
use prokura_domain::grant::Grant;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::Blocked;
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::Locale;
use std::collections::{BTreeSet, HashMap};

/// How many people a page shows.
const ON_PAGE: usize = 50;
/// How many people are read at a time.
const BATCH: u64 = 1_000;
/// How many people a search finds at most; the rest is found by a longer text.
const FOUND: usize = 5_000;

/// Who is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Show {
    /// People of the organization.
    #[default]
    Everybody,
    /// Whoever administers it.
    Administrators,
    /// Whoever administers it from outside.
    External,
}

impl Show {
    const fn code(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Administrators => "administrators",
            Self::External => "external",
        }
    }
}

/// What the list is narrowed by.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    q: String,
    show: Show,
    roles: Vec<String>,
    /// The page begins after this place of the list.
    after: Option<Cursor>,
    /// The page ends before this place of the list.
    before: Option<Cursor>,
}

/// A place of the list: it stays where it is, whoever comes or goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cursor {
    name: String,
    id: PrincipalId,
}

impl Cursor {
    fn of(person: &Person) -> Self {
        Self { name: person.name.as_str().to_lowercase(), id: person.id }
    }

    fn read(text: &str) -> Option<Self> {
        let (id, name) = text.split_once('.')?;
        Some(Self { name: name.to_owned(), id: id.parse().ok()? })
    }

    fn text(&self) -> String {
        format!("{}.{}", self.id, self.name)
    }
}

impl Asked {
    fn read(query: &str) -> Self {
        let mut asked = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "q" => value.trim().clone_into(&mut asked.q),
                "show" => {
                    asked.show = match &*value {
                        "administrators" => Show::Administrators,
                        "external" => Show::External,
                        _ => Show::Everybody,
                    }
                }
                "role" if !asked.roles.iter().any(|role| *role == value) => asked.roles.push(value.into_owned()),
                "after" => asked.after = Cursor::read(&value),
                "before" => asked.before = Cursor::read(&value),
                _ => {}
            }
        }
        asked
    }

    /// Whoever is called so.
    pub(super) fn searching(q: &str) -> Self {
        Self { q: q.to_owned(), ..Self::default() }
    }

    /// Which part of a list of keys is on the page.
    fn part(&self, keys: &[Cursor]) -> std::ops::Range<usize> {
        match (&self.after, &self.before) {
            (Some(after), _) => {
                let first = keys.partition_point(|key| key <= after);
                first..first.saturating_add(ON_PAGE).min(keys.len())
            }
            (None, Some(before)) => {
                let last = keys.partition_point(|key| key < before);
                last.saturating_sub(ON_PAGE)..last
            }
            (None, None) => 0..ON_PAGE.min(keys.len()),
        }
    }

    /// The address of a page of the same list: `after` or `before` a place.
    fn href(&self, path: &str, side: &str, place: &Cursor) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.q.is_empty() {
            query.append_pair("q", &self.q);
        }
        if self.show != Show::Everybody {
            query.append_pair("show", self.show.code());
        }
        for role in &self.roles {
            query.append_pair("role", role);
        }
        query.append_pair(side, &place.text());
        format!("{path}?{}", query.finish())
    }

    pub(super) fn is_like(&self, person: &Person) -> bool {
        let q = self.q.to_lowercase();
        q.is_empty() || person.name.as_str().to_lowercase().contains(&q) || person.email.as_str().contains(&q)
    }

    fn has_role(&self, holds: &[Holding]) -> bool {
        self.roles.is_empty()
            || holds.iter().any(|holding| match holding {
                Holding::Given(grant) => self.roles.contains(&grant.role),
                Holding::Derived { role, .. } => self.roles.contains(role),
                Holding::Support(_) => false,
            })
    }
}

/// A role as the list shows it.
struct Role {
    title: String,
    note: String,
}

/// Somebody of the list.
struct Row {
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

#[derive(Template)]
#[template(path = "users.html")]
struct UsersPage {
    frame: Frame,
    path: String,
    q: String,
    shows: Vec<Choice>,
    roles: Vec<Choice>,
    chosen_roles: usize,
    rows: Vec<Row>,
    count: String,
    more: bool,
    sees_roles: bool,
    /// Where a person is added; `None` where one does not see that.
    add_person: Option<(String, Option<Lock>)>,
    /// Whether the roles of people here are the reader's to see: then they may be imported.
    imports_roles: bool,
    /// Whether nobody can be added now.
    adds_locked: bool,
    /// Where somebody from outside is added, or why not; `None` where one does not see them.
    add_external: Option<(String, Option<Lock>)>,
    /// Whom the organization has removed (EXT-12).
    removed: Vec<Removed>,
    range: String,
    newer: Option<String>,
    older: Option<String>,
}

/// `GET /o/{organization}/users`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>, RawQuery(query): RawQuery) -> Answer {
    let asked = Asked::read(query.as_deref().unwrap_or_default());
    let (frame, sight) = caller.enter(&named, caller.visit.t("nav-users")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let reads_people = sight.ask("users", Level::Read, place.entered.handle).is_ok();
    let administrators = match list(&caller.site.service, &caller.caller, &named).await {
        Ok(administrators) => administrators,
        Err(Error::Refused(Refusal::Forbidden { .. })) if reads_people => Administrators::default(),
        Err(error) => return Err(error.into()),
    };
    let sees_roles = administrators.own.is_some() || administrators.outside.is_some();
    let roles = role_choices(&caller, sight.policy(), &administrators, &asked);
    let mut read = caller.read().await?;
    let (people, more) = find(&mut *read, place.entered.id, &asked, administrators, reads_people).await?;
    let count = people.len();
    let keys: Vec<Cursor> = people.iter().map(|it| Cursor::of(&it.person)).collect();
    let part = asked.part(&keys);
    let (first, last) = (part.start, part.end);
    let mut rows = Vec::new();
    let mut homes: HashMap<OrganizationId, String> = HashMap::new();
    for it in people.into_iter().skip(first).take(last - first) {
        let home = if it.person.home == place.entered.id {
            None
        } else if let Some(name) = homes.get(&it.person.home) {
            Some(name.clone())
        } else {
            let name = read.organization(it.person.home).await?.map(|home| home.name.to_string());
            let name = name.unwrap_or_default();
            homes.insert(it.person.home, name.clone());
            Some(name)
        };
        rows.push(row(&caller, sight.policy(), &place.href("users"), it, home));
    }
    let path = place.href("users");
    let shows = [Show::Everybody, Show::Administrators, Show::External]
        .into_iter()
        .filter(|show| match show {
            Show::Everybody => true,
            Show::Administrators => sees_roles,
            Show::External => sight.ask("external_admins", Level::Read, place.entered.handle).is_ok(),
        })
        .map(|show| Choice {
            code: show.code().to_owned(),
            title: caller.visit.t(&format!("users-show-{}", show.code())),
            chosen: show == asked.show,
        })
        .collect();
    let sees_outside = sight.ask("external_admins", Level::Read, place.entered.handle).is_ok();
    let lock = |control: &str| {
        let refused = sight.ask(control, Level::Manage, place.entered.handle).err();
        refused.map(|refusal| Lock::of(&refusal, sight.policy(), caller.visit.language))
    };
    let add_external = sees_outside.then(|| (place.href("users/external"), lock("external_admins")));
    let add_person = reads_people.then(|| (place.href("users/new"), lock("users.create")));
    let removed = if asked.show == Show::External && sees_outside {
        removed(&caller, &named, &place.href("blocks"), lock("external_admins").is_none()).await?
    } else {
        Vec::new()
    };
    Ok(answer(&UsersPage {
        q: asked.q.clone(),
        shows,
        chosen_roles: roles.iter().filter(|role| role.chosen).count(),
        roles,
        rows,
        count: caller.visit.tn("users-count", "count", count),
        more,
        sees_roles,
        imports_roles: sight.ask("roles", Level::Read, place.entered.handle).is_ok(),
        adds_locked: add_person.as_ref().is_none_or(|(_, lock)| lock.is_some()),
        add_person,
        add_external,
        removed,
        range: format!("{}–{last}", if count == 0 { 0 } else { first + 1 }),
        newer: keys.get(first).filter(|_| first > 0).map(|key| asked.href(&path, "before", key)),
        older: keys.get(last.saturating_sub(1)).filter(|_| last < count).map(|key| asked.href(&path, "after", key)),
        path,
        frame: frame.section("users"),
    })?)
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

/// Who is on the list, by name, and whether there are more than it takes.
pub(super) async fn find(
    read: &mut dyn Read,
    organization: OrganizationId,
    asked: &Asked,
    administrators: Administrators,
    reads_people: bool,
) -> Result<(Vec<Administrator>, bool), Error> {
    let own = administrators.own.unwrap_or_default();
    let outside = administrators.outside.unwrap_or_default();
    let mut all = match asked.show {
        Show::External => outside,
        Show::Administrators => own.into_iter().chain(outside).collect(),
        Show::Everybody if !asked.roles.is_empty() || !reads_people => own.into_iter().chain(outside).collect(),
        Show::Everybody => {
            let mut holds: HashMap<_, _> = own.into_iter().map(|it| (it.person.id, it.holds)).collect();
            let mut all: Vec<Administrator> = Vec::new();
            let mut after = None;
            while all.len() <= FOUND {
                let batch = read.people_at_home(organization, Page { after, limit: BATCH }).await?;
                let Some(last) = batch.last() else { break };
                after = Some(last.id);
                all.extend(batch.into_iter().filter(|person| asked.is_like(person)).map(|person| {
                    let holds = holds.remove(&person.id).unwrap_or_default();
                    Administrator { person, holds }
                }));
            }
            all
        }
    };
    all.retain(|it| asked.is_like(&it.person) && asked.has_role(&it.holds));
    let more = all.len() > FOUND;
    all.truncate(FOUND);
    all.sort_by_cached_key(|it| Cursor::of(&it.person));
    Ok((all, more))
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
    let status = match it.person.status {
        PersonStatus::Active => None,
        PersonStatus::Pending => Some(("person-status-pending", "badge-info")),
        PersonStatus::Suspended => Some(("person-status-suspended", "badge-bad")),
    };
    Row {
        name: it.person.name.to_string(),
        email: it.person.email.to_string(),
        href: format!("{users}/{}", it.person.id),
        home,
        roles,
        status: status.map(|(key, badge)| (visit.language.text(key), badge)),
    }
}

/// The title of the role that a grant names: a custom role's is what its organization calls it.
pub(super) fn held_title(caller: &ConsoleCaller, policy: &Policy, grant: &Grant) -> String {
    let locale = caller.visit.language.0;
    let named = caller.site.service.follower().snapshot().ok().and_then(|snapshot| {
        let place = snapshot.organization_by_id(grant.organization)?;
        snapshot.role_title(place, &grant.role, locale).map(str::to_owned)
    });
    named.unwrap_or_else(|| role_title(policy, &grant.role, locale))
}

/// The title of a role; its key, where the policy does not know it any more.
pub(super) fn role_title(policy: &Policy, key: &str, locale: Locale) -> String {
    policy.role(key).map_or(key, |role| policy.role_at(role).title.in_locale(locale)).to_owned()
}

/// The roles that somebody holds here, in the policy's order.
fn role_choices(caller: &ConsoleCaller, policy: &Policy, all: &Administrators, asked: &Asked) -> Vec<Choice> {
    let locale = caller.visit.language.0;
    let both = [&all.own, &all.outside];
    let held: BTreeSet<&str> = both
        .into_iter()
        .flatten()
        .flatten()
        .flat_map(|it| &it.holds)
        .filter_map(|holding| match holding {
            Holding::Given(grant) => Some(grant.role.as_str()),
            Holding::Derived { role, .. } => Some(role.as_str()),
            Holding::Support(_) => None,
        })
        .collect();
    let choice = |role: &prokura_decision::policy::Role| Choice {
        code: role.key.clone(),
        title: role.title.in_locale(locale).to_owned(),
        chosen: asked.roles.contains(&role.key),
    };
    let of_policy = policy.roles.iter().filter(|role| held.contains(role.key.as_str())).map(choice);
    let custom = both.into_iter().flatten().flatten().flat_map(|it| &it.holds).filter_map(|holding| match holding {
        Holding::Given(grant) if named_by(&grant.role).is_some() => Some(grant),
        Holding::Given(_) | Holding::Derived { .. } | Holding::Support(_) => None,
    });
    let mut choices: Vec<Choice> = of_policy.collect();
    for grant in custom {
        if choices.iter().all(|choice| choice.code != grant.role) {
            let (code, title) = (grant.role.clone(), held_title(caller, policy, grant));
            choices.push(Choice { chosen: asked.roles.contains(&code), code, title });
        }
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_a_narrowed_list_stays_narrowed() {
        let asked = Asked::read("q=+Ev%C4%9B+&show=external&role=a&role=b&role=a&x=1");
        let roles = vec!["a".to_owned(), "b".to_owned()];
        let expected = Asked { q: "Evě".to_owned(), show: Show::External, roles, ..Asked::default() };
        assert_eq!(asked, expected);
        let place = Cursor { name: "eva. & „x“".to_owned(), id: PrincipalId(uuid::Uuid::from_u128(7)) };
        let next = Asked::read(asked.href("/o/x/users", "after", &place).split_once('?').unwrap().1);
        assert_eq!(next, Asked { after: Some(place), ..expected });
        assert_eq!(Asked::read("after=nonsense&before=&show=nobody"), Asked::default());
    }

    #[test]
    fn pages_follow_one_another_whoever_comes_or_goes() {
        let key = |n: u128| Cursor { name: format!("{:03}", n / 2), id: PrincipalId(uuid::Uuid::from_u128(n)) };
        let keys: Vec<Cursor> = (0..120).map(key).collect();
        let first = Asked::default().part(&keys);
        assert_eq!(first, 0..ON_PAGE);
        let second = Asked { after: Some(keys[first.end - 1].clone()), ..Asked::default() };
        assert_eq!(second.part(&keys), ON_PAGE..2 * ON_PAGE);
        // Whoever was last on the page before is gone: nobody is left out and nobody comes twice.
        let mut fewer = keys.clone();
        fewer.remove(first.end - 1);
        assert_eq!(fewer[second.part(&fewer)][0], keys[ON_PAGE]);
        let back = Asked { before: Some(keys[ON_PAGE].clone()), ..Asked::default() };
        assert_eq!(back.part(&keys), first);
        assert_eq!(second.part(&[]), 0..0);
    }
}
