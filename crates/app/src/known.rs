//! What does the writer know of the rows without asking again?
//!
//! Commands decide on rows, and nobody writes while one decides. So what was read stays true until it is touched, or until
//! somebody else has committed, which the revision tells.

use crate::port::{Read, Revision, StoreResult};
use prokura_decision::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::event::Touched;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::person::Person;
use std::collections::HashMap;

/// How many records of each kind are kept: some kilobytes each.
const KEPT: usize = 10_000;

/// A record as it is read anew for the index.
pub(crate) enum Record {
    Principal(PrincipalRecord),
    Organization(OrganizationRecord),
}

/// Records as they are in the open write transaction.
pub(crate) struct Known {
    revision: Revision,
    principals: HashMap<PrincipalId, PrincipalRecord>,
    organizations: HashMap<OrganizationId, OrganizationRecord>,
    people: HashMap<PrincipalId, Person>,
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

    /// What a command wrote.
    pub(crate) fn forget(&mut self, touched: &[Touched]) {
        for key in touched {
            match key {
                Touched::Principal(id) => {
                    self.principals.remove(id);
                    self.people.remove(id);
                }
                Touched::Organization(id) => {
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

fn keep<K: std::hash::Hash + Eq, V>(kept: &mut HashMap<K, V>, key: K, record: V) {
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(key, record);
}
