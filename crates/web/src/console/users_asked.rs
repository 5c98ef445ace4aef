//! What the list of users is asked for by its address: filters, order, and the place where the page begins or ends.

use super::Typed;
use prokura_app::query::Direction;
use prokura_app::query::directory::{At, Filter, Own, Seen, Sort};
use prokura_domain::id::LocationId;
use prokura_domain::person::PersonStatus;

/// By what the list is ordered; by name, where it is not said.
pub(super) const SORTS: [(&str, Sort); 3] = [("name", Sort::Name), ("email", Sort::Email), ("created", Sort::Added)];
/// The longest text that is searched for, in characters.
const SEARCHED: usize = 200;
/// The longest key of a role or a licence, in bytes.
const KEY: usize = 64;
/// How many roles at most are asked for at a time.
const ROLES: usize = 100;

/// Who is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Show {
    /// People of the organization.
    #[default]
    Everybody,
    /// Whoever administers it.
    Administrators,
    /// Whoever administers it from outside.
    External,
}

impl Show {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Administrators => "administrators",
            Self::External => "external",
        }
    }
}

/// What the list is narrowed and ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) q: String,
    pub(super) show: Show,
    pub(super) status: Option<PersonStatus>,
    pub(super) license: Option<String>,
    pub(super) department: String,
    pub(super) location: Option<LocationId>,
    pub(super) roles: Vec<String>,
    pub(super) sort: Sort,
    pub(super) direction: Direction,
    /// Where the page is.
    pub(super) at: At,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            q: String::new(),
            show: Show::default(),
            status: None,
            license: None,
            department: String::new(),
            location: None,
            roles: Vec::new(),
            sort: Sort::Name,
            direction: Direction::default(),
            at: At::default(),
        }
    }
}

impl Asked {
    /// What an address asks for; what cannot be understood is not asked for.
    pub(super) fn read(query: &str) -> Self {
        let mut asked = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            asked.take(&name, &value);
        }
        asked
    }

    /// The same, out of a form.
    pub(super) fn typed(typed: &Typed) -> Self {
        let mut asked = Self::default();
        for (name, value) in typed.kept() {
            asked.take(name, value);
        }
        asked
    }

    fn take(&mut self, name: &str, value: &str) {
        let value = value.trim();
        match name {
            "q" => self.q = value.chars().take(SEARCHED).collect(),
            "show" => {
                let shows = [Show::Administrators, Show::External];
                self.show = shows.into_iter().find(|show| show.code() == value).unwrap_or_default();
            }
            "status" => self.status = PersonStatus::from_code(value),
            "license" => self.license = (1..=KEY).contains(&value.len()).then(|| value.to_owned()),
            "department" => self.department = value.chars().take(SEARCHED).collect(),
            "location" => self.location = value.parse().ok(),
            "role"
                if (1..=KEY).contains(&value.len())
                    && self.roles.len() < ROLES
                    && !self.roles.iter().any(|role| role == value) =>
            {
                self.roles.push(value.to_owned());
            }
            "sort" => *self = Self { at: self.at.clone(), ..self.sorted(value) },
            "after" => self.at = value.parse().map_or(At::Beginning, At::After),
            "before" => self.at = value.parse().map_or(At::Beginning, At::Before),
            _ => {}
        }
    }

    /// The same people in another order; with a `-` before it from the last to the first.
    pub(super) fn sorted(&self, sort: &str) -> Self {
        let (name, direction) = match sort.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (sort, Direction::Ascending),
        };
        let found = SORTS.into_iter().find(|(other, _)| *other == name);
        let (sort, direction) = found.map_or((Sort::Name, Direction::Ascending), |(_, sort)| (sort, direction));
        Self { sort, direction, at: At::Beginning, ..self.clone() }
    }

    /// What it comes to for somebody who may read everybody, or only who administers.
    pub(super) fn filter(&self, reads_people: bool) -> Filter {
        let asks_roles = !self.roles.is_empty() || self.location.is_some();
        let (own, outside) = match self.show {
            Show::External => (Own::Nobody, true),
            Show::Administrators => (Own::Administrators, true),
            Show::Everybody if asks_roles || !reads_people => (Own::Administrators, true),
            Show::Everybody => (Own::Everybody, false),
        };
        Filter {
            own,
            outside,
            status: self.status,
            search: self.q.clone(),
            license: self.license.clone(),
            department: Some(self.department.clone()).filter(|department| !department.is_empty()),
            roles: self.roles.clone(),
            location: self.location,
            sort: self.sort,
            direction: self.direction,
        }
    }

    /// The same, without what somebody may not ask for.
    pub(super) fn seen_by(mut self, seen: Seen) -> Self {
        if !seen.own && !seen.outside {
            self.show = Show::Everybody;
            self.roles.clear();
            self.location = None;
        } else if self.show == Show::External && !seen.outside {
            self.show = Show::Administrators;
        }
        self
    }

    /// Whether anything narrows the list.
    pub(super) fn is_narrowed(&self) -> bool {
        *self != Self { sort: self.sort, direction: self.direction, at: self.at.clone(), ..Self::default() }
    }

    /// The fields of a form that ask for the same people.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = Vec::new();
        if !self.q.is_empty() {
            fields.push(("q", self.q.clone()));
        }
        if self.show != Show::Everybody {
            fields.push(("show", self.show.code().to_owned()));
        }
        fields.extend(self.status.map(|status| ("status", status.code().to_owned())));
        fields.extend(self.license.clone().map(|license| ("license", license)));
        if !self.department.is_empty() {
            fields.push(("department", self.department.clone()));
        }
        fields.extend(self.location.map(|location| ("location", location.to_string())));
        fields.extend(self.roles.iter().map(|role| ("role", role.clone())));
        fields
    }

    /// The address of a part of the list.
    pub(super) fn href(&self, path: &str, at: &At) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.fields());
        let name = SORTS.into_iter().find(|(_, sort)| *sort == self.sort).map_or("name", |(name, _)| name);
        match self.direction {
            Direction::Descending => query.append_pair("sort", &format!("-{name}")),
            Direction::Ascending if self.sort != Sort::Name => query.append_pair("sort", name),
            Direction::Ascending => &mut query,
        };
        match at {
            At::Beginning => {}
            At::After(place) => {
                query.append_pair("after", &place.to_string());
            }
            At::Before(place) => {
                query.append_pair("before", &place.to_string());
            }
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prokura_app::port::PersonPlace;
    use prokura_domain::id::PrincipalId;
    use uuid::Uuid;

    #[test]
    fn a_page_of_a_narrowed_list_stays_narrowed() {
        let id = Uuid::from_u128(9);
        let asked = Asked::read(&format!(
            "q=+Ev%C4%9B+&show=external&role=a&role=b&role=a&status=suspended&license=calling&department=Ward+3&location={id}&sort=-email&x=1"
        ));
        let expected = Asked {
            q: "Evě".to_owned(),
            show: Show::External,
            status: Some(PersonStatus::Suspended),
            license: Some("calling".to_owned()),
            department: "Ward 3".to_owned(),
            location: Some(LocationId(id)),
            roles: vec!["a".to_owned(), "b".to_owned()],
            sort: Sort::Email,
            direction: Direction::Descending,
            at: At::Beginning,
        };
        assert_eq!(asked, expected);
        let place = PersonPlace { key: b"\xff\x00eva".to_vec(), id: PrincipalId(Uuid::from_u128(7)) };
        for at in [At::After(place.clone()), At::Before(place), At::Beginning] {
            let href = asked.href("/o/x/users", &at);
            let next = Asked::read(href.split_once('?').unwrap().1);
            assert_eq!(next, Asked { at, ..expected.clone() });
        }
        assert_eq!(Asked::default().href("/o/x/users", &At::Beginning), "/o/x/users");
    }

    #[test]
    fn what_cannot_be_understood_is_not_asked_for() {
        let long = "x".repeat(100_000);
        let query = format!(
            "after=nonsense&before=&show=nobody&status=gone&location=here&sort=-age&role=&role={long}&license={long}"
        );
        assert_eq!(Asked::read(&query), Asked::default());
        assert_eq!(Asked::read(&format!("q={long}")).q.len(), SEARCHED);
        assert!(!Asked::read("sort=-email").is_narrowed());
        assert!(Asked::read("status=active").is_narrowed());
    }
}
