//! What does the writer know of the rows without asking again?
//!
//! Commands decide on rows, and nobody writes while one decides. So what was read stays true until it is touched, or until
//! somebody else has committed, which the revision tells. What commands say that they will ask for is read for all of them
//! that wait, in one go.

use crate::caller::IdempotencyKey;
use crate::port::{Read, Remembered, Revision, StoreResult};
use prokura_decision::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::event::{Event, Touched};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::licence_rule::LicenceRule;
use prokura_domain::person::Person;
use prokura_domain::text::EmailAddress;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many records of each kind are kept: some kilobytes each.
const KEPT: usize = 10_000;

/// A record as it is read anew for the index.
pub(crate) enum Record {
    Principal(PrincipalRecord),
    Organization(OrganizationRecord),
}

/// What a command will ask for before it decides. It may ask for more: that is then read when it asks.
#[derive(Clone, Debug, Default)]
pub struct Foreseen {
    /// Whose addresses these are.
    pub addresses: BTreeSet<EmailAddress>,
    /// Who these are.
    pub people: BTreeSet<PrincipalId>,
}

impl Foreseen {
    /// With what another command will ask for.
    pub(crate) fn add(&mut self, more: Self) {
        self.addresses.extend(more.addresses);
        self.people.extend(more.people);
    }
}

/// Records as they are in the open write transaction.
pub(crate) struct Known {
    revision: Revision,
    principals: HashMap<PrincipalId, PrincipalRecord>,
    organizations: HashMap<OrganizationId, OrganizationRecord>,
    people: HashMap<PrincipalId, Person>,
    /// Who is here with an address, among those that were foreseen.
    addresses: HashMap<EmailAddress, Option<PrincipalId>>,
    /// What was answered under keys that were foreseen, while the transaction lasts: by caller, route and key, whatever was asked.
    answers: HashMap<(PrincipalId, String, String), Option<Remembered>>,
    rules: HashMap<OrganizationId, Vec<LicenceRule>>,
    /// The number of each log's newest entry.
    numbers: HashMap<OrganizationId, i64>,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            revision: Revision(-1),
            principals: HashMap::new(),
            organizations: HashMap::new(),
            people: HashMap::new(),
            addresses: HashMap::new(),
            answers: HashMap::new(),
            rules: HashMap::new(),
            numbers: HashMap::new(),
        }
    }
}

impl Known {
    /// A write transaction begins at a revision. What was known at another one is not known any more.
    pub(crate) fn begin(&mut self, revision: Revision) {
        if self.revision != revision {
            self.clear();
        }
        self.revision = revision;
        self.answers.clear();
    }

    /// The transaction was committed with a revision.
    pub(crate) fn committed(&mut self, revision: Revision) {
        self.revision = revision;
    }

    /// Nothing is certain any more.
    pub(crate) fn clear(&mut self) {
        self.principals.clear();
        self.organizations.clear();
        self.people.clear();
        self.addresses.clear();
        self.answers.clear();
        self.rules.clear();
        self.numbers.clear();
        self.revision = Revision(-1);
    }

    /// The number of the next entry of an organization's log: without gaps, so it is taken only to be written.
    pub(crate) async fn next_number(&mut self, read: &mut dyn Read, log: OrganizationId) -> StoreResult<i64> {
        let newest = match self.numbers.get(&log) {
            Some(number) => *number,
            None => read.audit_head(log).await?,
        };
        keep(&mut self.numbers, log, newest + 1);
        Ok(newest + 1)
    }

    /// Entries were taken back.
    pub(crate) fn forget_numbers(&mut self) {
        self.numbers.clear();
    }

    /// What a command wrote, and under which key.
    pub(crate) fn forget<'a>(
        &mut self,
        events: impl Iterator<Item = &'a Event>,
        touched: &[Touched],
        key: Option<&IdempotencyKey>,
    ) {
        for event in events {
            if let Event::PersonAdded(person) = event {
                self.addresses.remove(&person.email);
            }
            if let Event::PersonChanged(change)
            | Event::PersonDeleted(change, _)
            | Event::PersonRestored(change)
            | Event::PersonClaimed(change) = event
            {
                self.addresses.remove(&change.before.email);
                self.addresses.remove(&change.after.email);
            }
            if let Event::PersonErased(erasure) = event {
                self.addresses.remove(&erasure.person.before.email);
                self.addresses.remove(&erasure.person.after.email);
                // With somebody go the answers that told of them.
                self.answers.clear();
            }
        }
        if let Some(key) = key {
            self.answers.remove(&asked_under(key));
        }
        for key in touched {
            match key {
                Touched::Principal(id) => {
                    self.principals.remove(id);
                    if let Some(person) = self.people.remove(id) {
                        self.addresses.remove(&person.email);
                    }
                }
                Touched::Organization(id) => {
                    self.rules.remove(id);
                    self.organizations.remove(id);
                }
            }
        }
    }

    /// Keeps what was read at a revision, if it is the one that was committed.
    pub(crate) fn learn(&mut self, revision: Revision, records: Vec<Record>) {
        if revision != self.revision {
            return;
        }
        for record in records {
            match record {
                Record::Principal(record) => keep(&mut self.principals, record.id, record),
                Record::Organization(record) => keep(&mut self.organizations, record.organization.id, record),
            }
        }
    }

    pub(crate) async fn principal(
        &mut self,
        read: &mut dyn Read,
        id: PrincipalId,
    ) -> StoreResult<Option<PrincipalRecord>> {
        if let Some(record) = self.principals.get(&id) {
            return Ok(Some(record.clone()));
        }
        let record = read.principal_record(id).await?;
        if let Some(record) = &record {
            keep(&mut self.principals, id, record.clone());
        }
        Ok(record)
    }

    /// A person, with the record for which one is likely to ask next.
    pub(crate) async fn person(&mut self, read: &mut dyn Read, id: PrincipalId) -> StoreResult<Option<Person>> {
        if let Some(person) = self.people.get(&id) {
            return Ok(Some(person.clone()));
        }
        let Some((person, record)) = read.person_record(id).await? else { return Ok(None) };
        keep(&mut self.principals, id, record);
        keep(&mut self.people, id, person.clone());
        Ok(Some(person))
    }

    /// Reads in one go what commands that wait will ask for.
    pub(crate) async fn foresee(
        &mut self,
        read: &mut dyn Read,
        foreseen: Foreseen,
        keys: Vec<&IdempotencyKey>,
    ) -> StoreResult<()> {
        let Foreseen { mut addresses, mut people } = foreseen;
        addresses.retain(|address| !self.addresses.contains_key(address));
        if !addresses.is_empty() {
            let asked: Vec<_> = addresses.iter().cloned().collect();
            let found = read.people_by_email(&asked).await?;
            people.extend(found.iter().map(|person| person.id));
            let found: HashMap<_, _> = found.into_iter().map(|person| (person.email, person.id)).collect();
            for address in addresses {
                let person = found.get(&address).copied();
                keep(&mut self.addresses, address, person);
            }
        }
        people.retain(|id| !self.people.contains_key(id));
        if !people.is_empty() {
            let asked: Vec<_> = people.into_iter().collect();
            for (person, record) in read.person_records_of(&asked).await? {
                keep(&mut self.principals, person.id, record);
                keep(&mut self.people, person.id, person);
            }
        }
        let mut of_caller: BTreeMap<(PrincipalId, &str), Vec<&IdempotencyKey>> = BTreeMap::new();
        for key in keys {
            of_caller.entry((key.caller, &key.route)).or_default().push(key);
        }
        for ((caller, route), keys) in of_caller {
            let asked: Vec<&str> = keys.iter().map(|key| key.key.as_str()).collect();
            let found = read.remembered_of(caller, route, &asked).await?;
            let found: HashMap<_, _> = found.into_iter().map(|it| (it.key.key.clone(), it)).collect();
            self.answers.extend(keys.into_iter().map(|key| (asked_under(key), found.get(&key.key).cloned())));
        }
        Ok(())
    }

    /// What was answered under a key, if it was foreseen.
    pub(crate) fn answer(&mut self, key: &IdempotencyKey) -> Option<Option<Remembered>> {
        self.answers.remove(&asked_under(key))
    }

    /// Who is here with an address.
    pub(crate) async fn person_by_email(
        &mut self,
        read: &mut dyn Read,
        email: &EmailAddress,
    ) -> StoreResult<Option<Person>> {
        match self.addresses.get(email) {
            Some(None) => Ok(None),
            Some(Some(id)) => Ok(self.person(read, *id).await?.filter(|person| person.email == *email)),
            None => read.person_by_email(email).await,
        }
    }

    /// What an organization gives to those who come.
    pub(crate) async fn licence_rules(
        &mut self,
        read: &mut dyn Read,
        organization: OrganizationId,
    ) -> StoreResult<&[LicenceRule]> {
        if !self.rules.contains_key(&organization) {
            let rules = read.licence_rules_of(organization).await?;
            keep(&mut self.rules, organization, rules);
        }
        Ok(self.rules.get(&organization).map_or(&[], Vec::as_slice))
    }

    pub(crate) async fn organization(
        &mut self,
        read: &mut dyn Read,
        id: OrganizationId,
    ) -> StoreResult<Option<OrganizationRecord>> {
        if let Some(record) = self.organizations.get(&id) {
            return Ok(Some(record.clone()));
        }
        let record = read.organization_record(id).await?;
        if let Some(record) = &record {
            keep(&mut self.organizations, id, record.clone());
        }
        Ok(record)
    }
}

/// What a key stands for, whatever is asked under it.
fn asked_under(key: &IdempotencyKey) -> (PrincipalId, String, String) {
    (key.caller, key.route.clone(), key.key.clone())
}

fn keep<K: std::hash::Hash + Eq, V>(kept: &mut HashMap<K, V>, key: K, record: V) {
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(key, record);
}
