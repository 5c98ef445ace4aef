//! The least that any engine must do: fetch one record of a person, by number or by e-mail address, and look at it.

use crate::world::World;
use std::collections::HashMap;

/// As much as a decision reads of a person, in the same 64 bytes.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Record {
    pub home: u32,
    pub licences: u32,
    pub grants: [(u32, u32, i64, i64); 2],
}

pub struct Bare {
    records: Vec<Record>,
    by_email: HashMap<String, u32>,
}

impl Bare {
    pub fn fill(world: World) -> Self {
        let records = (0..world.people)
            .map(|person| {
                let mut grants = [(u32::MAX, 0, 0, 0); 2];
                for (grant, held) in grants.iter_mut().zip(world.held(person)) {
                    *grant = (held.organization, held.role.len() as u32, i64::MIN, i64::MAX);
                }
                Record { home: world.home(person), licences: 3, grants }
            })
            .collect();
        Self { records, by_email: (0..world.people).map(|person| (world.email(person), person)).collect() }
    }

    /// Whether the person holds something in an organization: one look at the record, no more.
    #[inline]
    pub fn by_id(&self, person: u32, organization: u32) -> bool {
        let record = &self.records[person as usize];
        record.grants[0].0 == organization && record.licences != 0
    }

    /// The record of a person.
    #[inline]
    pub fn record(&self, person: u32) -> &Record {
        &self.records[person as usize]
    }

    #[inline]
    pub fn by_email(&self, email: &str, organization: u32) -> bool {
        self.by_email.get(email).is_some_and(|person| self.by_id(*person, organization))
    }
}
