//! Somebody with a browser: keeps cookies, reads pages, sends their forms.

use crate::http::{Answer, Call};
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// A browser, with what it keeps and every answer it got.
#[derive(Debug)]
pub struct Browser {
    to: SocketAddr,
    /// The cookies it has.
    pub cookies: BTreeMap<String, String>,
    /// Every answer, with what was asked.
    pub seen: Vec<(String, Answer)>,
}

impl Browser {
    /// A browser that has been nowhere.
    #[must_use]
    pub fn new(to: SocketAddr) -> Self {
        Self { to, cookies: BTreeMap::new(), seen: Vec::new() }
    }

    /// Opens a page.
    pub fn open(&mut self, path: &str) -> Answer {
        self.ask(path, Call::get(path))
    }

    /// Sends a form of the page that is open at a path, to where the form goes.
    pub fn send(&mut self, page: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
        let token = form_token(&self.open(page).expect(200));
        let fields = [&[("csrf", token.as_str())], fields].concat();
        let call = Call::new("POST", to).with("Sec-Fetch-Site", "same-origin").form(&fields);
        self.ask(to, call)
    }

    /// Becomes somebody of the demo.
    pub fn become_somebody(&mut self, name: &str) {
        let people = self.open("/demo/people").expect(200);
        let buttons = people.text().split("name=\"person\"").skip(1);
        let mut of = buttons.filter(|button| button.split("name=\"person\"").next().unwrap().contains(name));
        let button = of.next().unwrap_or_else(|| panic!("{name} is not on the page"));
        let id = between(button, "value=\"", "\"").unwrap().to_owned();
        self.send("/demo/people", "/demo/people", &[("person", &id)]).expect(303);
    }

    fn ask(&mut self, path: &str, mut call: Call) -> Answer {
        call = call.with("Accept", "text/html");
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            call = call.with("Cookie", &cookies.join("; "));
        }
        let answer = call.send(self.to).unwrap();
        for (_, set) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            if set.contains("Max-Age=0;") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        self.seen.push((path.to_owned(), answer.clone()));
        answer
    }
}

/// The token that a page's forms carry.
#[track_caller]
fn form_token(page: &Answer) -> String {
    between(page.text(), "name=\"csrf\" value=\"", "\"").expect("the page has a form").to_owned()
}

/// What stands between two texts.
#[must_use]
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}
