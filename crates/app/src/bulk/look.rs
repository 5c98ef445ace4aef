//! What would become of a row: nothing is changed, and the reader is told nothing that they may not know.

use crate::bulk::act::{Act, DoAct, Fields, NewPerson, Put, Roles, seen_of};
use crate::bulk::code::{
    ADDED_STAYS, CLAIMED_STAYS, INVITED_STAYS, LANGUAGE_UNKNOWN, LICENCE_NAME_UNKNOWN, NOBODY_HERE,
    ROLE_NAME_AMBIGUOUS, ROLE_NAME_UNKNOWN, ROLE_NEEDS_SCOPE,
};
use crate::bulk::file::Column;
use crate::bulk::row::{Line, Outcome, Row, Said, Told, told};
use crate::bulk::task::What;
use crate::caller::Caller;
use crate::command::set_roles::RoleChoice;
use crate::error::Error;
use crate::known::Foreseen;
use crate::rehearsal::Rehearsal;
use crate::seats::{count, given};
use crate::template::{dressed, due};
use prokura_decision::policy::{Policy, RoleClass, ScopeKind};
use prokura_decision::record::OrganizationRecord;
use prokura_domain::grant::{Grant, Scope};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::licence_rule::rule_for;
use prokura_domain::person::{Details, Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::{EmailAddress, Locale, Name, PhoneNumber, TextError, Words};
use prokura_domain::time::Timestamp;
use std::collections::HashMap;

/// What a cell says where nothing shall be left: an empty one leaves what there is.
const NOTHING: &str = "-";

/// A role as a file may call it.
#[derive(Clone, Debug)]
struct Called {
    key: String,
    class: RoleClass,
    scope: ScopeKind,
}

/// Looks at rows, through the eyes of whoever asked.
pub(crate) struct Looking<'a> {
    pub(crate) rehearsal: Rehearsal<'a>,
    caller: &'a Caller,
    policy: &'a Policy,
    organization: OrganizationId,
    what: &'a What,
    now: Timestamp,
    /// Whether they may know who from outside has a role here.
    sees_outside: bool,
    /// Roles by what they are called in lower case: in three languages, and by their keys.
    roles: HashMap<String, Vec<Called>>,
    licences: HashMap<String, String>,
}

/// What a row comes to before it is rehearsed.
enum Wanted {
    /// Something is done, and what undoes it; of roles, those that are held.
    Act {
        act: Box<Act>,
        back: Option<Box<Act>>,
        held: Vec<Grant>,
    },
    Nothing,
}

type Found = Result<Wanted, Vec<Said>>;

impl<'a> Looking<'a> {
    pub(crate) fn new(
        rehearsal: Rehearsal<'a>,
        caller: &'a Caller,
        policy: &'a Policy,
        record: &OrganizationRecord,
        what: &'a What,
        now: Timestamp,
        sees_outside: bool,
    ) -> Self {
        let mut roles: HashMap<String, Vec<Called>> = HashMap::new();
        let custom = record.custom_roles.iter().filter(|custom| custom.active).map(|custom| policy.role_of(custom));
        for role in policy.roles.iter().cloned().chain(custom) {
            let called = Called { key: role.key.clone(), class: role.class, scope: role.scope };
            let titles = Locale::ALL.map(|locale| role.title.in_locale(locale).to_lowercase());
            for name in titles.into_iter().chain([role.key.to_lowercase()]) {
                let all = roles.entry(name).or_default();
                if all.iter().all(|other| other.key != called.key) {
                    all.push(called.clone());
                }
            }
        }
        let mut licences = HashMap::new();
        for licence in &policy.licences {
            let titles = Locale::ALL.map(|locale| licence.title.in_locale(locale).to_lowercase());
            licences.extend(titles.into_iter().chain([licence.code.clone()]).map(|name| (name, licence.code.clone())));
        }
        let organization = record.organization.id;
        Self { rehearsal, caller, policy, organization, what, now, sees_outside, roles, licences }
    }

    /// Reads in one go whom rows are about.
    pub(crate) async fn foresee(&mut self, rows: &[Row]) -> Result<(), Error> {
        let mut foreseen = Foreseen::default();
        for row in rows {
            match row {
                Row::File { cells, .. } => {
                    let place = self.what.columns().iter().position(|column| *column == Column::Email);
                    let email = place.and_then(|place| cells.get(place)).map(|text| text.to_lowercase().parse());
                    foreseen.addresses.extend(email.into_iter().flatten());
                }
                Row::Person(id) => {
                    foreseen.people.insert(*id);
                }
            }
        }
        self.rehearsal.foresee(foreseen).await
    }

    /// What would become of a row.
    pub(crate) async fn at(&mut self, row: &Row, number: u64) -> Result<Line, Error> {
        let mut line = Line {
            number,
            who: String::new(),
            email: String::new(),
            person: None,
            outcome: Outcome::Unchanged,
            told: Vec::new(),
            because: Vec::new(),
            act: None,
            back: None,
        };
        let found = match row {
            Row::File { line: at, cells, wrong } => {
                line.number = *at;
                let cell = |wanted: Column| {
                    let place = self.what.columns().iter().position(|column| *column == wanted);
                    place.and_then(|place| cells.get(place)).map(String::as_str)
                };
                line.email = cell(Column::Email).unwrap_or_default().to_lowercase();
                line.who = name_in(&cell);
                if let Some(wrong) = wrong {
                    return Ok(line.refused(vec![wrong.clone()]));
                }
                if matches!(self.what, What::Roles(_)) {
                    self.roles_row(&cell, &mut line).await?
                } else {
                    self.people_row(&cell, &mut line).await?
                }
            }
            Row::Person(id) if *self.what == What::Claim => return self.claimed(*id, line).await,
            Row::Person(id) => self.selected(*id, &mut line).await?,
        };
        match found {
            Err(because) => Ok(line.refused(because)),
            Ok(Wanted::Nothing) => Ok(line),
            Ok(Wanted::Act { act, back, held }) => {
                let rehearsed = self.rehearse(&line, *act, back.map(|back| *back), &held).await;
                told_at(&line, rehearsed)
            }
        }
    }

    /// What would come of undoing a row.
    pub(crate) async fn back(&mut self, done: &Line) -> Result<Option<Line>, Error> {
        if done.outcome != Outcome::Done {
            return Ok(None);
        }
        let line = Line { told: Vec::new(), because: Vec::new(), act: None, back: None, ..done.clone() };
        match (&done.back, &done.act) {
            (Some(back), _) => {
                let rehearsed = self.rehearse(&line, back.clone(), None, &[]).await;
                told_at(&line, rehearsed).map(Some)
            }
            (None, Some(Act::Invite { .. })) => Ok(Some(line.refused(vec![Said::field(INVITED_STAYS, &[])]))),
            (None, Some(Act::Claim { .. })) => Ok(Some(line.refused(vec![Said::field(CLAIMED_STAYS, &[])]))),
            (None, _) => Ok(Some(line.refused(vec![Said::field(ADDED_STAYS, &[])]))),
        }
    }

    /// A row and what would become of it; the refusal, where it cannot be done.
    async fn rehearse(&mut self, line: &Line, act: Act, back: Option<Act>, held: &[Grant]) -> Result<Line, Error> {
        let command = DoAct { organization: self.organization, act };
        let rehearsed = self.rehearsal.of(self.caller, &command).await?;
        count(self.rehearsal.ahead(), self.organization, &rehearsed.events);
        let mut told = told(&rehearsed.events, self.organization);
        if let Act::Change { roles: Some(roles), .. } = &command.act {
            let stays = held.iter().filter(|grant| {
                rehearsed.value.seen.iter().any(|seen| seen.grant == grant.id)
                    && roles.roles.iter().all(|choice| choice.role != grant.role)
            });
            told.extend(stays.map(|grant| Told::Stays(grant.role.clone())));
        }
        if rehearsed.events.is_empty() {
            return Ok(Line { outcome: Outcome::Unchanged, told, ..line.clone() });
        }
        let outcome = if matches!(command.act, Act::Add { .. }) { Outcome::Add } else { Outcome::Change };
        Ok(Line { outcome, told, act: Some(command.act), back, ..line.clone() })
    }

    /// A row that says what somebody is.
    async fn people_row<'c>(
        &mut self,
        cell: &impl Fn(Column) -> Option<&'c str>,
        line: &mut Line,
    ) -> Result<Found, Error> {
        let mut wrong = Vec::new();
        let mut take = |said: Said| wrong.push(said);
        let email: Option<EmailAddress> =
            line.email.parse().map_err(|error: TextError| take(Said::field(error.code, &[]))).ok();
        let name = Some(line.who.as_str()).filter(|name| !name.is_empty());
        let name: Option<Name> =
            name.and_then(|name| name.parse().map_err(|error: TextError| take(Said::field(error.code, &[]))).ok());
        let filled = |column| cell(column).filter(|text| !text.is_empty());
        let locale = filled(Column::Language).and_then(|text| match language(text) {
            Ok(locale) => Some(locale),
            Err(said) => {
                take(said);
                None
            }
        });
        let licenses = filled(Column::Licenses).and_then(|text| match self.licenses(text) {
            Ok(licenses) => Some(licenses),
            Err(said) => {
                wrong.push(said);
                None
            }
        });
        let package = filled(Column::Package).map(|text| (text != NOTHING).then(|| text.to_owned()));
        let mut detail = |column| typed::<Words>(filled(column), &mut wrong);
        let (title, department) = (detail(Column::Title), detail(Column::Department));
        let work_number = typed::<PhoneNumber>(filled(Column::WorkNumber), &mut wrong);
        let Some(email) = email.filter(|_| wrong.is_empty()) else { return Ok(Err(wrong)) };
        let there = match self.rehearsal.person_by_email(&email).await? {
            Some(person) if person.home == self.organization => self.rehearsal.person(person.id).await?,
            Some(_) | None => None,
        };
        let Some((person, record)) = there else {
            let Some(name) = name else { return Ok(Err(vec![Said::field("name_missing", &[])])) };
            let roles = match self.named(filled(Column::Roles).unwrap_or(NOTHING), &[], true) {
                Ok(roles) => roles,
                Err(said) => return Ok(Err(vec![said])),
            };
            let roles = match self.choices(&roles, &[]) {
                Ok(choices) => choices.into_iter().map(|choice| choice.role).collect(),
                Err(said) => return Ok(Err(vec![said])),
            };
            let person = NewPerson {
                email,
                name,
                locale: locale.flatten(),
                licenses,
                package: package.flatten(),
                details: Details {
                    title: title.flatten(),
                    department: department.flatten(),
                    work_number: work_number.flatten(),
                },
            };
            return Ok(Ok(Wanted::Act { act: Box::new(Act::Add { person, roles }), back: None, held: Vec::new() }));
        };
        about(line, &person);
        let licenses = licenses.map(|mut licenses| {
            licenses.sort();
            licenses.dedup();
            licenses
        });
        let after = Fields {
            version: person.version,
            name: name.filter(|name| *name != person.name),
            status: None,
            locale: locale.filter(|locale| *locale != person.locale).map(Into::into),
            licenses: licenses.filter(|licenses| *licenses != person.licenses),
            package: package.filter(|package| *package != person.package).map(Into::into),
            title: title.filter(|it| *it != person.details.title).map(Into::into),
            department: department.filter(|it| *it != person.details.department).map(Into::into),
            work_number: work_number.filter(|it| *it != person.details.work_number).map(Into::into),
        };
        let held = self.live(&record.grants);
        let mut wanted_roles = None;
        if let Some(text) = filled(Column::Roles) {
            match self.named(text, &held, true).and_then(|roles| self.choices(&roles, &held).map(|it| (roles, it))) {
                Ok((named, choices)) if differs(&named, &held) => wanted_roles = Some(choices),
                Ok(_) => {}
                Err(said) => return Ok(Err(vec![said])),
            }
        }
        Ok(Ok(change(&person, after, wanted_roles, held)))
    }

    /// A row that says which roles somebody shall hold.
    async fn roles_row<'c>(
        &mut self,
        cell: &impl Fn(Column) -> Option<&'c str>,
        line: &mut Line,
    ) -> Result<Found, Error> {
        let nobody = || Ok(Err(vec![Said::field(NOBODY_HERE, &[])]));
        let id = match (line.email.parse::<PrincipalId>(), line.email.parse::<EmailAddress>()) {
            (Ok(id), _) => id,
            (Err(_), Ok(email)) => match self.rehearsal.person_by_email(&email).await? {
                Some(person) => person.id,
                None => return nobody(),
            },
            (Err(_), Err(error)) => return Ok(Err(vec![Said::field(error.code, &[])])),
        };
        let Some((person, record)) = self.rehearsal.person(id).await? else { return nobody() };
        let at_home = person.home == self.organization;
        let held = self.live(&record.grants);
        if !at_home && (held.is_empty() || !self.sees_outside) {
            return nobody();
        }
        let text = cell(Column::Roles).filter(|text| !text.is_empty()).unwrap_or(NOTHING);
        let named = match self.named(text, &held, at_home) {
            Ok(named) => named,
            Err(said) => return Ok(Err(vec![said])),
        };
        let choices = match self.choices(&named, &held) {
            Ok(choices) => choices,
            Err(said) => return Ok(Err(vec![said])),
        };
        line.person = Some(person.id);
        let wanted = differs(&named, &held).then_some(choices);
        Ok(Ok(change(&person, Fields::default(), wanted, held)))
    }

    /// Somebody who was selected.
    async fn selected(&mut self, id: PrincipalId, line: &mut Line) -> Result<Found, Error> {
        let nobody = || Ok(Err(vec![Said::field(NOBODY_HERE, &[])]));
        let Some((person, record)) = self.rehearsal.person(id).await? else { return nobody() };
        if person.home != self.organization {
            return nobody();
        }
        about(line, &person);
        let mut fields = Fields { version: person.version, ..Fields::default() };
        let held = self.live(&record.grants);
        let mut roles = None;
        match self.what {
            What::Suspend => fields.status = Some(PersonStatus::Suspended),
            // Who has not signed in yet is not made active by hand: they come by their invitation.
            What::Activate if person.status == PersonStatus::Suspended => fields.status = Some(PersonStatus::Active),
            What::AddLicence(code) if !person.licenses.contains(code) => {
                fields.licenses = Some([person.licenses.as_slice(), std::slice::from_ref(code)].concat());
            }
            What::RemoveLicence(code) if person.licenses.contains(code) => {
                fields.licenses = Some(person.licenses.iter().filter(|other| *other != code).cloned().collect());
            }
            What::ApplyRules => {
                let rules = self.rehearsal.read().licence_rules_of(self.organization).await?;
                if let Some(rule) = rule_for(&rules, &person.email) {
                    let (wanted, package) = given(self.policy, rule);
                    let lacking = wanted.iter().filter(|code| !person.licenses.contains(code));
                    let mut all: Vec<String> = person.licenses.iter().chain(lacking).cloned().collect();
                    all.sort();
                    fields.licenses = Some(all).filter(|all| *all != person.licenses);
                    // Who has a package of their own keeps it.
                    fields.package = package.filter(|_| person.package.is_none()).map(Put::This);
                }
            }
            What::Template(taken) => {
                let due = due(self.policy, &taken.sets);
                let after = dressed(self.policy, &due, &person);
                let package = (after.package != person.package).then(|| after.package.clone().into());
                let differs = after.licenses != person.licenses;
                // Beside another package every licence is named, or those of the one before would go by themselves.
                fields.licenses = (differs || package.is_some()).then_some(after.licenses);
                fields.package = package;
                fields.title = (after.details.title != person.details.title).then(|| after.details.title.into());
                let department = after.details.department;
                fields.department = (department != person.details.department).then(|| department.into());
            }
            What::GiveRole(key) if held.iter().all(|grant| grant.role != *key) => {
                let named: Vec<Called> = self.roles.get(&key.to_lowercase()).cloned().unwrap_or_default();
                let Some(role) = named.into_iter().find(|role| role.key == *key) else {
                    return Ok(Err(vec![Said::field(ROLE_NAME_UNKNOWN, &[("name", key)])]));
                };
                let mut keys: Vec<Called> = vec![role];
                keys.extend(held.iter().map(|grant| self.called(&grant.role)));
                match self.choices(&keys, &held) {
                    Ok(choices) => roles = Some(choices),
                    Err(said) => return Ok(Err(vec![said])),
                }
            }
            What::TakeRole(key) if held.iter().any(|grant| grant.role == *key) => {
                roles = Some(choices_of(held.iter().filter(|grant| grant.role != *key)));
            }
            What::InviteAgain => {
                return Ok(Ok(Wanted::Act { act: Box::new(Act::Invite { person: id }), back: None, held: Vec::new() }));
            }
            What::Delete => {
                let (person, version) = (id, person.version);
                let back = Some(Box::new(Act::Restore { person, version }));
                return Ok(Ok(Wanted::Act { act: Box::new(Act::Delete { person, version }), back, held: Vec::new() }));
            }
            What::Claim
            | What::Activate
            | What::AddLicence(_)
            | What::RemoveLicence(_)
            | What::GiveRole(_)
            | What::TakeRole(_)
            | What::People(_)
            | What::Roles(_) => {}
        }
        if fields.status == Some(person.status) {
            fields.status = None;
        }
        let mut wanted = change(&person, fields, roles, held);
        if let (What::TakeRole(key), Wanted::Act { act, .. }) = (self.what, &mut wanted)
            && let Act::Change { roles: Some(roles), .. } = &mut **act
        {
            roles.without = Some(key.clone());
        }
        Ok(Ok(wanted))
    }

    /// Somebody of a free organization. Whoever cannot be claimed is nobody here; they, and whoever the reader may not claim any
    /// more, are not named.
    async fn claimed(&mut self, id: PrincipalId, line: Line) -> Result<Line, Error> {
        let nobody = |line: Line| Ok(line.refused(vec![Said::field(NOBODY_HERE, &[])]));
        let Some((person, _)) = self.rehearsal.person(id).await? else { return nobody(line) };
        let mut named = line.clone();
        about(&mut named, &person);
        let act = Act::Claim { person: id, version: person.version };
        match self.rehearse(&named, act, None, &[]).await {
            Err(Error::Refused(Refusal::NotFound)) => nobody(line),
            Err(Error::Refused(refusal @ Refusal::Forbidden { .. })) => Ok(refused(&line, &refusal)),
            rehearsed => told_at(&named, rehearsed),
        }
    }

    fn live(&self, grants: &[Grant]) -> Vec<Grant> {
        let here = |grant: &&Grant| grant.organization == self.organization && !grant.term.is_over(self.now);
        grants.iter().filter(here).cloned().collect()
    }

    fn called(&self, key: &str) -> Called {
        let role = self.policy.role(key).map(|role| self.policy.role_at(role));
        role.map_or(Called { key: key.to_owned(), class: RoleClass::Custom, scope: ScopeKind::None }, |role| Called {
            key: key.to_owned(),
            class: role.class,
            scope: role.scope,
        })
    }

    /// The roles that a cell names, each once. A role's own name may have commas.
    fn named(&self, text: &str, held: &[Grant], at_home: bool) -> Result<Vec<Called>, Said> {
        if text == NOTHING {
            return Ok(Vec::new());
        }
        let words: Vec<&str> = text.split(',').collect();
        let mut named: Vec<Called> = Vec::new();
        let mut from = 0;
        while from < words.len() {
            if words[from].trim().is_empty() {
                from += 1;
                continue;
            }
            let longest = (from + 1..=words.len().min(from + 8)).rev().find_map(|to| {
                let name = words[from..to].join(",").trim().to_lowercase();
                self.roles.get(&name).map(|all| (to, all))
            });
            let Some((to, all)) = longest else {
                let name: String = words[from].trim().chars().take(60).collect();
                return Err(Said::field(ROLE_NAME_UNKNOWN, &[("name", &name)]));
            };
            let role = one_of(all, held, at_home).ok_or_else(|| {
                let name = words[from..to].join(",");
                Said::field(ROLE_NAME_AMBIGUOUS, &[("name", name.trim())])
            })?;
            // What somebody from outside has by their role at home reaches in without a grant here: it is not this file's.
            let reaches_in = !at_home
                && matches!(role.class, RoleClass::Partner | RoleClass::Vendor)
                && held.iter().all(|grant| grant.role != role.key);
            if !reaches_in && named.iter().all(|other| other.key != role.key) {
                named.push(role.clone());
            }
            from = to;
        }
        Ok(named)
    }

    /// What is asked for by roles that are named: what is held stays as it is, what is new has no scope.
    fn choices(&self, named: &[Called], held: &[Grant]) -> Result<Vec<RoleChoice>, Said> {
        named
            .iter()
            .map(|role| match held.iter().find(|grant| grant.role == role.key) {
                Some(grant) => Ok(choice_of(grant)),
                None if role.scope == ScopeKind::None => {
                    Ok(RoleChoice { role: role.key.clone(), scope: Scope::None, until: None })
                }
                None => Err(Said::field(ROLE_NEEDS_SCOPE, &[("role", &role.key)])),
            })
            .collect()
    }

    fn licenses(&self, text: &str) -> Result<Vec<String>, Said> {
        if text == NOTHING {
            return Ok(Vec::new());
        }
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        names
            .map(|name| {
                let known = self.licences.get(&name.to_lowercase()).cloned();
                let short: String = name.chars().take(60).collect();
                known.ok_or_else(|| Said::field(LICENCE_NAME_UNKNOWN, &[("licence", &short)]))
            })
            .collect()
    }
}

/// The one role that is meant by a name of several: the one that is held, else the one that people like this can hold.
fn one_of<'r>(all: &'r [Called], held: &[Grant], at_home: bool) -> Option<&'r Called> {
    let mine = |role: &&Called| held.iter().any(|grant| grant.role == role.key);
    let fits = |role: &&Called| (role.class == RoleClass::External) != at_home;
    match all {
        [only] => Some(only),
        _ if all.iter().filter(mine).count() == 1 => all.iter().find(mine),
        _ if all.iter().filter(fits).count() == 1 => all.iter().find(fits),
        _ => None,
    }
}

fn name_in<'c>(cell: &impl Fn(Column) -> Option<&'c str>) -> String {
    if let Some(name) = cell(Column::Name).filter(|name| !name.is_empty()) {
        return name.to_owned();
    }
    let parts = [Column::FirstName, Column::LastName].map(|column| cell(column).unwrap_or_default());
    parts.join(" ").trim().to_owned()
}

/// From here on it is known who it is.
fn about(line: &mut Line, person: &Person) {
    line.person = Some(person.id);
    line.who = person.name.to_string();
    line.email = person.email.to_string();
}

/// What a cell says: nothing of it, that nothing shall be left, or a text of a kind.
fn typed<T: std::str::FromStr<Err = TextError>>(cell: Option<&str>, wrong: &mut Vec<Said>) -> Option<Option<T>> {
    match cell? {
        NOTHING => Some(None),
        text => text.parse().map(Some).map_err(|error: TextError| wrong.push(Said::field(error.code, &[]))).ok(),
    }
}

fn language(text: &str) -> Result<Option<Locale>, Said> {
    if text == NOTHING {
        return Ok(None);
    }
    let name = text.to_lowercase();
    let by_name = Locale::ALL.into_iter().find(|locale| locale.own_name().to_lowercase() == name);
    let by_tag = || Locale::from_tag(&name);
    by_name.or_else(by_tag).map(Some).ok_or_else(|| Said::field(LANGUAGE_UNKNOWN, &[]))
}

fn differs(named: &[Called], held: &[Grant]) -> bool {
    named.iter().any(|role| held.iter().all(|grant| grant.role != role.key))
        || held.iter().any(|grant| named.iter().all(|role| role.key != grant.role))
}

fn choice_of(grant: &Grant) -> RoleChoice {
    RoleChoice { role: grant.role.clone(), scope: grant.scope.clone(), until: grant.term.until }
}

/// Roles as they are held, each once.
fn choices_of<'g>(held: impl Iterator<Item = &'g Grant>) -> Vec<RoleChoice> {
    let mut choices: Vec<RoleChoice> = Vec::new();
    for grant in held {
        if choices.iter().all(|choice| choice.role != grant.role) {
            choices.push(choice_of(grant));
        }
    }
    choices
}

/// The act that makes somebody so, and the one that takes it back.
fn change(person: &Person, after: Fields, roles: Option<Vec<RoleChoice>>, held: Vec<Grant>) -> Wanted {
    let fields = (Fields { version: 0, ..after.clone() } != Fields::default()).then_some(after);
    if fields.is_none() && roles.is_none() {
        return Wanted::Nothing;
    }
    let before = fields.as_ref().map(|fields| Fields {
        version: 0,
        name: fields.name.as_ref().map(|_| person.name.clone()),
        status: fields.status.map(|_| person.status),
        locale: fields.locale.as_ref().map(|_| person.locale.into()),
        // Another package brings licences and takes others: the ones that were held come back by name.
        licenses: (fields.licenses.is_some() || fields.package.is_some()).then(|| person.licenses.clone()),
        package: fields.package.as_ref().map(|_| person.package.clone().into()),
        title: fields.title.as_ref().map(|_| person.details.title.clone().into()),
        department: fields.department.as_ref().map(|_| person.details.department.clone().into()),
        work_number: fields.work_number.as_ref().map(|_| person.details.work_number.clone().into()),
    });
    let seen = seen_of(&held);
    let roles_before =
        roles.as_ref().map(|_| Roles { roles: choices_of(held.iter()), seen: Vec::new(), without: None });
    let roles = roles.map(|roles| Roles { roles, seen, without: None });
    Wanted::Act {
        act: Box::new(Act::Change { person: person.id, fields, roles }),
        back: Some(Box::new(Act::Change { person: person.id, fields: before, roles: roles_before })),
        held,
    }
}

/// A row that was rehearsed: what it is refused for is told at it.
fn told_at(line: &Line, rehearsed: Result<Line, Error>) -> Result<Line, Error> {
    match rehearsed {
        Err(Error::Refused(refusal)) => Ok(refused(line, &refusal)),
        rehearsed => rehearsed,
    }
}

/// What a refusal of the whole says of a row.
pub(crate) fn refused(line: &Line, refusal: &Refusal) -> Line {
    line.clone().refused(Said::of(refusal))
}
