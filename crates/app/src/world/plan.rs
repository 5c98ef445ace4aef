//! What must happen so that what the file says is so? Only what differs; nothing at all while anything is wrong.

use super::check::{Check, ended};
use super::document::Document;
use super::error::WorldError;
use super::fields::At;
use super::known::Known;
use super::line::Line;
use super::matching::{Pair, Pairs, pair};
use super::resolve::{Wanted, resolve};
use super::row;
use super::setting::Wish;
use super::table::{Keyed, Recurring, Tabled};
use crate::port::WorldRows;
use prokura_decision::policy::Policy;
use prokura_domain::event::{Change, Event};
use prokura_domain::grant::Grant;
use prokura_domain::id::OrganizationId;
use prokura_domain::organization::Organization;
use prokura_domain::setting::Setting;
use prokura_domain::time::{Term, Timestamp};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// How to import.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The moment of the import: what ends, ends then.
    pub now: Timestamp,
    /// Whether what the file lacks ends, in the organizations that it lists: relationships and subscriptions of the
    /// customer, grants, blocks, support grants and sessions. People and organizations stay.
    pub prune: bool,
}

/// What an import does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The events, each after those that it builds upon.
    pub events: Vec<Event>,
    /// The same for people to read: one line for a row.
    pub lines: Vec<Line>,
}

/// Plans an import of a file over what is stored.
///
/// # Errors
/// Everything that is wrong with the file, in its order.
pub fn plan(
    document: &Document,
    stored: &WorldRows,
    policy: &Policy,
    options: Options,
    new_id: &mut dyn FnMut() -> Uuid,
) -> Result<Plan, Vec<WorldError>> {
    let mut report = document.report.clone();
    if !document.whole {
        return Err(report.into_errors());
    }
    let (known, mut wanted) = resolve(document, stored, policy, options, new_id, &mut report);

    let relationships = pair(std::mem::take(&mut wanted.relationships), &all(&stored.relationships), &mut report);
    // A service account's grants are no matter of a world file, which knows people only.
    let of_people: Vec<&Grant> = stored.grants.iter().filter(|grant| known.people.has(grant.principal)).collect();
    let grants = pair(std::mem::take(&mut wanted.grants), &of_people, &mut report);
    let blocks = pair(std::mem::take(&mut wanted.blocks), &all(&stored.blocks), &mut report);
    let support_grants = pair(std::mem::take(&mut wanted.support_grants), &all(&stored.support_grants), &mut report);
    let sessions = pair(std::mem::take(&mut wanted.sessions), &all(&stored.sessions), &mut report);

    let pruned = if options.prune { known.organizations.listed() } else { HashSet::new() };
    let check = Check { policy, known: &known, stored, now: options.now, pruned: &pruned };
    check.vendors(&wanted, &mut report);
    check.exclusions(&grants, &mut report);
    check.stored_grants(&wanted, &grants, &mut report);
    check.stored_relationships(&wanted, &relationships, &mut report);
    check.never_was(&wanted, &grants, &mut report);
    if !report.is_clean() {
        return Err(report.into_errors());
    }

    let mut planner = Planner { known: &known, stored, now: options.now, pruned: &pruned, plan: Plan::default() };
    planner.organizations(&mut wanted);
    planner.keyed(wanted.people, &stored.people);
    planner.recurring(relationships);
    planner.keyed(wanted.subscriptions, &stored.subscriptions);
    planner.subscriptions_lacking();
    planner.keyed(wanted.sites, &stored.sites);
    planner.keyed(wanted.locations, &stored.locations);
    planner.keyed(wanted.custom_roles, &stored.custom_roles);
    planner.recurring(grants);
    planner.recurring(blocks);
    planner.recurring(support_grants);
    planner.recurring(sessions);
    Ok(planner.plan)
}

fn all<T>(rows: &[T]) -> Vec<&T> {
    rows.iter().collect()
}

struct Planner<'a> {
    known: &'a Known,
    stored: &'a WorldRows,
    now: Timestamp,
    pruned: &'a HashSet<OrganizationId>,
    plan: Plan,
}

impl Planner<'_> {
    fn organizations(&mut self, wanted: &mut Wanted) {
        let before: HashMap<_, _> = self.stored.organizations.iter().map(|row| (row.id, row)).collect();
        let set: HashMap<(OrganizationId, &str), &Setting> =
            self.stored.settings.iter().map(|row| ((row.organization, row.key.as_str()), row)).collect();
        let mut wishes: HashMap<OrganizationId, Vec<Wish>> = HashMap::new();
        for (organization, wish) in wanted.settings.drain(..) {
            wishes.entry(organization).or_default().push(wish);
        }
        let mut settings = Vec::new();
        for mut after in std::mem::take(&mut wanted.organizations).into_iter().map(|row| row.value) {
            let changed: HashMap<&'static str, Setting> = (wishes.remove(&after.id).unwrap_or_default().into_iter())
                .filter_map(|wish| Some((wish.key, self.setting(after.id, wish, &set)?)))
                .collect();
            let now = |key: &str| changed.get(key).or_else(|| set.get(&(after.id, key)).copied());
            let name = after.slug.to_string();
            match before.get(&after.id).copied() {
                None => {
                    let says = row::organization(&after, now);
                    self.plan.lines.push(Line::added("organization", name, says));
                    self.plan.events.push(Event::OrganizationAdded(after.clone()));
                }
                Some(before) => {
                    let said = row::organization(before, |key| set.get(&(before.id, key)).copied());
                    let says = row::organization(&after, now);
                    if said != says {
                        self.plan.lines.push(Line::changed("organization", name, &said, says));
                    }
                    if after != *before {
                        after.version += 1;
                        let change = Change { before: Organization::clone(before), after: after.clone() };
                        self.plan.events.push(Event::OrganizationChanged(change));
                    }
                }
            }
            let mut changed: Vec<Setting> = changed.into_values().collect();
            changed.sort_by(|a, b| a.key.cmp(&b.key));
            settings.extend(changed);
        }
        for after in settings {
            let before = set.get(&(after.organization, after.key.as_str())).map(|row| Setting::clone(row));
            self.plan.events.push(Event::SettingChanged { before, after });
        }
    }

    /// The setting to write for a wish: what the file gives and is not stored so, or a default that is stored otherwise.
    fn setting(
        &self,
        organization: OrganizationId,
        wish: Wish,
        set: &HashMap<(OrganizationId, &str), &Setting>,
    ) -> Option<Setting> {
        let stored = set.get(&(organization, wish.key));
        let as_wished = stored.map_or(!wish.given, |stored| stored.value == wish.value);
        let version = stored.map_or(0, |stored| stored.version) + 1;
        if as_wished {
            return None;
        }
        let key = wish.key.to_owned();
        Some(Setting { organization, key, value: wish.value, set_by: None, set_at: self.now, version })
    }

    fn keyed<T: Keyed>(&mut self, wanted: Vec<At<T>>, stored: &[T]) {
        let before: HashMap<_, _> = stored.iter().map(|row| (row.id(), row)).collect();
        for At { value: row, .. } in wanted {
            let before = before.get(&row.id()).copied();
            self.put(row, before);
        }
    }

    fn recurring<T: Recurring>(&mut self, pairs: Pairs<'_, T>) {
        for Pair { row, stored, .. } in pairs.rows {
            self.put(row, stored);
        }
        for before in pairs.lacking {
            if self.ends(before.organization(), before.term()) {
                let mut after = before.with_term(ended(before.term(), self.now));
                after.count_change();
                let (said, says) = (before.says(self.known), after.says(self.known));
                self.plan.lines.push(Line::ended(T::TABLE, before.name(self.known), &said, says));
                self.plan.events.push(T::pruned(Change { before: before.clone(), after }));
            }
        }
    }

    /// Adds a row, changes it, or leaves it as it is.
    fn put<T: Tabled>(&mut self, mut row: T, before: Option<&T>) {
        let (name, says) = (row.name(self.known), row.says(self.known));
        match before {
            None => {
                self.plan.lines.push(Line::added(T::TABLE, name, says));
                self.plan.events.push(row.added());
            }
            Some(before) if *before == row => {}
            Some(before) => {
                row.count_change();
                self.plan.lines.push(Line::changed(T::TABLE, name, &before.says(self.known), says));
                self.plan.events.push(T::changed(Change { before: before.clone(), after: row }));
            }
        }
    }

    /// Subscriptions have a look-up key and a term: those that the file lacks end too.
    fn subscriptions_lacking(&mut self) {
        for before in &self.stored.subscriptions {
            if !self.known.subscriptions.is_listed(before.id) && self.ends(before.customer, before.term) {
                let mut after = before.clone();
                after.term = ended(before.term, self.now);
                let (said, says) = (before.says(self.known), after.says(self.known));
                self.plan.lines.push(Line::ended("subscription", before.name(self.known), &said, says));
                self.plan.events.push(Event::SubscriptionChanged(Change { before: before.clone(), after }));
            }
        }
    }

    /// Whether a row that the file lacks ends now.
    fn ends(&self, organization: OrganizationId, term: Term) -> bool {
        self.pruned.contains(&organization) && !term.is_over(self.now)
    }
}
