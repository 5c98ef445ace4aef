//! One request as the console sees it: who, in which language, colours and zone, and to whom its forms are bound.

use super::cookie;
use super::flash::Flash;
use super::frame::Place;
use super::moment::{Moment, Zone};
use super::switcher::{self, Door};
use super::typed::{TOKEN, Typed};
use crate::caller::{SESSION_COOKIE, cookie as sent};
use crate::request::Current;
use crate::site::Site;
use crate::text::{Argument, Language};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use prokura_app::authentication::Visitor;
use prokura_app::error::Error;
use prokura_app::secret::{Keys, Purpose, fresh};
use prokura_domain::account::Session;
use prokura_domain::id::{RequestId, SessionId};
use prokura_domain::person::Person;
use prokura_domain::text::Locale;
use prokura_domain::time::Timestamp;
use std::convert::Infallible;
use std::sync::{Arc, OnceLock};

/// Where a link leads whose forms are bound to the link itself: they work without any cookie.
pub(crate) const LINK_PREFIX: &str = "/support/";

/// The colours of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Every theme.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The stable code, as in the page's attribute.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.code() == code)
    }
}

/// To whom a form is bound: nobody else can make one that we take. Holds secrets; never printed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Binding {
    /// A session.
    Session(SessionId),
    /// A browser in which nobody has signed in.
    Visitor(String),
    /// The secret link that the page is behind.
    Link(String),
}

impl std::fmt::Debug for Binding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Binding(…)")
    }
}

impl Binding {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Session(id) => format!("session {id}"),
            Self::Visitor(secret) => format!("visitor {secret}"),
            Self::Link(token) => format!("link {token}"),
        }
    }

    fn form(&self) -> Vec<u8> {
        format!("form\0{}", self.text()).into_bytes()
    }
}

/// The person who is signed in.
#[derive(Clone, Debug)]
pub struct Me {
    /// The person.
    pub person: Person,
    /// The session.
    pub session: Session,
}

impl Me {
    /// The letters that stand for the person.
    #[must_use]
    pub fn initials(&self) -> String {
        initials(self.person.name.as_str())
    }
}

/// The first letters of the first and the last word of a name.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// What only the demo shows.
#[derive(Clone, Copy, Debug)]
pub struct DemoBar {
    /// Whether the clock can be moved.
    pub clock: bool,
}

/// One request as the console sees it. An extractor for pages that anybody may open.
#[derive(Clone, Debug)]
pub struct Visit(Arc<Seen>);

/// What a [`Visit`] holds.
#[derive(Debug)]
pub struct Seen {
    /// The request's id, as in the log.
    pub request: RequestId,
    /// The language to answer in.
    pub language: Language,
    /// The colours.
    pub theme: Theme,
    /// The zone that times are shown in.
    pub zone: Zone,
    /// Now, never before the last commit.
    pub now: Timestamp,
    /// The path and query, for forms that come back here.
    pub path: String,
    /// Who is signed in.
    pub me: Option<Me>,
    /// What the page before has to say.
    pub flash: Option<Flash>,
    /// What only the demo shows.
    pub demo: Option<DemoBar>,
    /// The token of this page's forms.
    pub form_token: String,
    pub(crate) binding: Binding,
    pub(crate) visitor_is_new: bool,
    /// The organization that was gone into, so that an error there is told in its frame.
    pub(crate) place: OnceLock<Arc<Place>>,
    /// The organizations that the switcher shows.
    doors: OnceLock<Vec<Door>>,
}

impl std::ops::Deref for Visit {
    type Target = Seen;

    fn deref(&self) -> &Seen {
        &self.0
    }
}

impl Visit {
    /// Looks at a request.
    ///
    /// # Errors
    /// When the store fails, with the visit of nobody to tell it to.
    pub(crate) async fn of(site: &Site, parts: &Parts) -> Result<Self, (Self, Error)> {
        let visitor = match sent(&parts.headers, SESSION_COOKIE) {
            Some(secret) => site.authentication.visitor(secret).await.map(Some),
            None => Ok(None),
        };
        let visitor = match visitor {
            // A cookie whose session is over is nobody's.
            Err(Error::Refused(_)) => Ok(None),
            known => known,
        };
        match visitor {
            Ok(visitor) => match home_locale(site, visitor.as_ref()).await {
                Ok(home) => {
                    let visit = Self::new(site, parts, visitor, home);
                    match visit.find_doors(site, parts).await {
                        Ok(()) => Ok(visit),
                        Err(error) => Err((visit, error)),
                    }
                }
                Err(error) => Err((Self::new(site, parts, visitor, None), error)),
            },
            Err(error) => Err((Self::new(site, parts, None, None), error)),
        }
    }

    /// Finds what the switcher shows, for a page.
    async fn find_doors(&self, site: &Site, parts: &Parts) -> Result<(), Error> {
        if let (true, Some(me), Some(caller)) = (parts.method.is_safe(), &self.me, super::caller::caller(self)) {
            let doors = switcher::doors(site, &caller, &me.person, self).await?;
            self.doors.get_or_init(|| doors);
        }
        Ok(())
    }

    fn new(site: &Site, parts: &Parts, visitor: Option<Visitor>, home: Option<Locale>) -> Self {
        let current = Current::of(parts);
        let headers = &parts.headers;
        let me = visitor.map(|visitor| Me { person: visitor.person, session: visitor.session });
        let chosen = sent(headers, cookie::LANGUAGE).and_then(Locale::from_tag);
        let own = me.as_ref().and_then(|me| me.person.locale);
        let language = own.or(chosen).or(home).map_or(current.language, Language);
        let known = sent(headers, cookie::VISITOR).filter(|secret| (20..=100).contains(&secret.len()));
        let path = parts.uri.path();
        let link = path.strip_prefix(LINK_PREFIX).and_then(|rest| rest.split('/').next());
        let binding = match (link, &me) {
            (Some(token), _) => Binding::Link(token.to_owned()),
            (None, Some(me)) => Binding::Session(me.session.id),
            (None, None) => {
                Binding::Visitor(known.map_or_else(|| fresh("", &**site.service.random()).0, str::to_owned))
            }
        };
        let keys = site.service.keys();
        let flash = sent(headers, cookie::FLASH).and_then(|value| Flash::open(value, keys, &binding));
        let demo = site.demo.as_ref().map(|demo| DemoBar { clock: demo.clock.is_some() });
        Self(Arc::new(Seen {
            request: current.id,
            language,
            theme: sent(headers, cookie::THEME).and_then(Theme::from_code).unwrap_or_default(),
            zone: sent(headers, cookie::ZONE).and_then(Zone::named).unwrap_or_default(),
            now: site.service.now(),
            path: parts.uri.path_and_query().map_or_else(|| path.to_owned(), |both| both.as_str().to_owned()),
            flash,
            demo,
            form_token: keys.tag(Purpose::Form, &binding.form()),
            visitor_is_new: known.is_none() && matches!(binding, Binding::Visitor(_)),
            binding,
            me,
            place: OnceLock::new(),
            doors: OnceLock::new(),
        }))
    }

    /// Whether a form was made by us for this visitor.
    pub(crate) fn made(&self, typed: &Typed, keys: &Keys) -> bool {
        keys.check(Purpose::Form, &self.binding.form(), typed.raw(TOKEN))
    }
}

/// Of somebody who has not chosen a language: the one of the organization.
async fn home_locale(site: &Site, visitor: Option<&Visitor>) -> Result<Option<Locale>, Error> {
    match visitor {
        Some(visitor) if visitor.person.locale.is_none() => {
            let home = site.service.read().await?.organization(visitor.person.home).await?;
            Ok(home.and_then(|home| home.locale))
        }
        Some(_) | None => Ok(None),
    }
}

impl Seen {
    /// A text in the visitor's language.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.language.text(key)
    }

    /// A text with one argument.
    #[must_use]
    pub fn t1(&self, key: &str, name: &'static str, value: impl ToString) -> String {
        self.language.text_with(key, &[(name, Argument::Text(value.to_string()))])
    }

    /// What somebody is called; of somebody who was erased, only that they were.
    #[must_use]
    pub fn name(&self, person: &Person) -> String {
        self.language.name(person)
    }

    /// A text with two arguments.
    #[must_use]
    pub fn t2(
        &self,
        key: &str,
        first: &'static str,
        first_value: impl ToString,
        second: &'static str,
        second_value: impl ToString,
    ) -> String {
        let arguments =
            [(first, Argument::Text(first_value.to_string())), (second, Argument::Text(second_value.to_string()))];
        self.language.text_with(key, &arguments)
    }

    /// A text with a number, which chooses its plural form.
    #[must_use]
    pub fn tn(&self, key: &str, name: &'static str, number: usize) -> String {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        self.language.text_with(key, &[(name, Argument::Number(number))])
    }

    /// A moment in the visitor's zone and language.
    #[must_use]
    pub fn moment(&self, at: Timestamp) -> Moment {
        Moment::new(at, self.now, &self.zone, self.language)
    }

    /// The organizations that the switcher shows, home first.
    #[must_use]
    pub fn doors(&self) -> &[Door] {
        self.doors.get().map_or(&[], Vec::as_slice)
    }

    /// Now, as the page's attribute has it.
    #[must_use]
    pub fn now_iso(&self) -> String {
        super::moment::iso(self.now)
    }
}

impl FromRequestParts<Site> for Visit {
    type Rejection = Infallible;

    /// Made by [`super::receive`]; outside it, nobody's.
    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        let visit = parts.extensions.get::<Self>().cloned();
        Ok(visit.unwrap_or_else(|| Self::new(site, parts, None, None)))
    }
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn letters_stand_for_a_person() {
        assert_eq!(initials("Łukasz Maria Świątek"), "ŁŚ");
        assert_eq!(initials("čeněk"), "Č");
        assert_eq!(initials(""), "");
    }
}
