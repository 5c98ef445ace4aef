//! What is written waits until something is read or committed, and goes in few statements: nobody can tell it from what is
//! written at once.

use crate::bed::{Bed, OneByOne as _, apply, commit, drop_postgres, new_postgres, read};
use crate::sample::*;
use prokura_app::caller::IdempotencyKey;
use prokura_app::message::{Message, Notice, Recipient};
use prokura_app::port::{Effect, Remembered, Revision, Store, StoreError, Write};
use prokura_decision::permit::decide_operator;
use prokura_domain::event::{Change, Event, Touched};
use prokura_domain::id::*;
use prokura_domain::organization::Organization;
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::time::Timestamp;
use prokura_store::{Database, connect_and_migrate};
use std::collections::BTreeSet;

on_both![
    what_waits_comes_to_the_same_as_what_is_written_at_once,
    what_cannot_be_written_is_found_when_it_is,
    what_was_kept_and_cannot_be_written_spoils_everything,
    what_is_asked_of_many_is_what_is_asked_of_each,
];

/// Numbers that look drawn and are the same each time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// What commands of one organization come to, one after the other.
struct Story {
    draw: Draw,
    home: Organization,
    people: Vec<Person>,
    last: u64,
    number: i64,
    revision: i64,
}

/// Something that is written.
enum Said {
    Event(Box<Event>),
    Audit(PrincipalId),
    Message,
    Touch(PrincipalId),
    Remember(u64),
}

impl Story {
    fn new(seed: u64) -> Self {
        Self { draw: Draw(seed), home: organization(1), people: Vec::new(), last: 1000, number: 0, revision: 0 }
    }

    fn next_id(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    fn somebody(&mut self) -> Option<usize> {
        let count = u64::try_from(self.people.len()).unwrap();
        (count > 0).then(|| usize::try_from(self.draw.below(count)).unwrap())
    }

    fn licenses(&mut self) -> Vec<String> {
        let codes = ["calls", "meetings", "messages"];
        codes.into_iter().filter(|_| self.draw.below(2) == 0).map(str::to_owned).collect()
    }

    fn changed(&mut self, person: Person) -> Event {
        let at = self.people.iter().position(|it| it.id == person.id).unwrap();
        let before = std::mem::replace(&mut self.people[at], person.clone());
        Event::PersonChanged(Change { before, after: person })
    }

    /// What one command comes to.
    fn command(&mut self) -> Vec<Said> {
        let mut said = Vec::new();
        let about = match (self.draw.below(6), self.somebody()) {
            (0..=2, _) | (_, None) => {
                let number = self.next_id();
                let new = Person { licenses: self.licenses(), ..person(number, &self.home) };
                self.people.push(new.clone());
                let link = sign_in_link(self.next_id(), new.id);
                let id = new.id;
                said.push(Said::Event(Box::new(Event::PersonAdded(new))));
                said.push(Said::Audit(id));
                said.push(Said::Event(Box::new(Event::SignInLinkIssued(link, self.home.id))));
                said.push(Said::Message);
                id
            }
            (3, Some(at)) => {
                let gone = self.people.remove(at);
                said.push(Said::Event(Box::new(departure(&gone))));
                gone.id
            }
            (_, Some(at)) => {
                let before = self.people[at].clone();
                let name = format!("Renamed {}", self.draw.below(5)).parse().unwrap();
                let status = if self.draw.below(2) == 0 { PersonStatus::Active } else { PersonStatus::Suspended };
                let after =
                    Person { name, status, licenses: self.licenses(), version: before.version + 1, ..before.clone() };
                said.push(Said::Event(Box::new(self.changed(after))));
                before.id
            }
        };
        said.push(Said::Audit(about));
        said.push(Said::Touch(about));
        said.push(Said::Remember(self.draw.below(4)));
        said
    }

    async fn write(&mut self, tx: &mut dyn Write, said: &Said) {
        let (permit, at) = (decide_operator(), Timestamp(self.revision));
        match said {
            Said::Event(event) => tx.write(&[Effect::Change(&permit, event)]).await.unwrap(),
            Said::Audit(about) => {
                self.number += 1;
                let row = audit_row(self.number, self.home.id, self.revision, self.revision);
                let row = prokura_app::audit::AuditRow { subject: Some(about.0), ..row };
                let values = [private("/after/name", "Žofie"), private("/after/email", "z@example")];
                tx.write(&[Effect::Audit(&row, &values)]).await.unwrap();
            }
            Said::Message => {
                let id = MessageId(id(self.next_id()));
                let notice = Notice::SupportDenied { request: SupportRequestId(crate::sample::id(1)) };
                let message = Message { id, notice, recipient: Recipient::Vendor, created_at: at };
                tx.write(&[Effect::Message(&message)]).await.unwrap();
            }
            Said::Touch(about) => {
                self.revision += 1;
                let (revision, touched) = (Revision(self.revision), [Touched::Principal(*about)]);
                tx.write(&[Effect::Touch(revision, &touched), Effect::Advance(revision, Timestamp(self.revision))])
                    .await
                    .unwrap();
            }
            Said::Remember(key) => tx.write(&[Effect::Remember(&remembered(*key, self.revision))]).await.unwrap(),
        }
    }
}

fn remembered(key: u64, revision: i64) -> Remembered {
    let key = IdempotencyKey {
        caller: PrincipalId(id(1)),
        route: "POST /".to_owned(),
        key: format!("key {key}"),
        fingerprint: "f".to_owned(),
    };
    Remembered { key, output: format!("{{\"at\":{revision}}}"), revision: Revision(revision), at: Timestamp(revision) }
}

/// Tells a story. Waiting or not, some commands are taken back and some look at what was written.
async fn tell(database: &Database, seed: u64, waits: bool) {
    let mut story = Story::new(seed);
    commit(database, &[Event::OrganizationAdded(story.home.clone())]).await;
    let mut draw = Draw(seed ^ 0xfeed);
    for _ in 0..4 {
        let mut tx = database.write().await.unwrap();
        for _ in 0..draw.below(60) {
            tx.savepoint().await.unwrap();
            let before = (story.people.clone(), story.number, story.revision);
            let (looks, is_taken_back) = (draw.below(8), draw.below(6) == 0);
            for (place, said) in (0..).zip(story.command()) {
                story.write(&mut *tx, &said).await;
                if !waits {
                    tx.settle().await.unwrap();
                }
                if looks == place {
                    let here: BTreeSet<_> = tx.world().await.unwrap().people.into_iter().map(|it| it.id).collect();
                    assert!(story.people.iter().all(|person| here.contains(&person.id)));
                    assert_eq!(tx.revision().await.unwrap().0, Revision(story.revision));
                    assert_eq!(tx.audit_head(story.home.id).await.unwrap(), story.number);
                }
            }
            if is_taken_back {
                (story.people, story.number, story.revision) = before;
                tx.roll_back().await.unwrap();
            } else {
                tx.release().await.unwrap();
            }
        }
        tx.commit().await.unwrap();
    }
}

async fn what_waits_comes_to_the_same_as_what_is_written_at_once(bed: Bed) {
    for seed in 1..6 {
        let mut kept = Vec::new();
        for waits in [false, true] {
            let (url, name) = if bed.url.starts_with("sqlite") {
                (format!("sqlite://{}", bed.file(&format!("{seed}-{waits}.db")).display()), None)
            } else {
                let (url, name) = new_postgres().await;
                (url, Some(name))
            };
            let database = connect_and_migrate(&url).await.unwrap();
            tell(&database, seed, waits).await;
            let file = bed.file(&format!("{seed}-{waits}"));
            assert!(database.backup(&file).await.unwrap() > 100);
            kept.push(std::fs::read_to_string(file).unwrap());
            database.close().await;
            if let Some(name) = name {
                drop_postgres(&name).await;
            }
        }
        assert!(kept[0] == kept[1], "story {seed} came to something else");
    }
}

async fn what_cannot_be_written_is_found_when_it_is(bed: Bed) {
    let database = bed.open().await;
    let (row, permit) = (organization(1), decide_operator());
    let twice = Event::OrganizationAdded(row.clone());
    commit(&database, std::slice::from_ref(&twice)).await;
    let mut tx = database.write().await.unwrap();
    tx.savepoint().await.unwrap();
    tx.write(&[Effect::Change(&permit, &twice)]).await.unwrap();
    let error = tx.settle().await.unwrap_err();
    assert!(matches!(error, StoreError::Duplicate(_)), "{error}");
    tx.roll_back().await.unwrap();
    let stale = Organization { version: 7, ..row.clone() };
    let late =
        Event::OrganizationChanged(Change { before: stale.clone(), after: Organization { version: 8, ..stale } });
    tx.savepoint().await.unwrap();
    tx.write(&[Effect::Change(&permit, &late)]).await.unwrap();
    let error = tx.organization(row.id).await.unwrap_err();
    assert_eq!(error.to_string(), "the database failed: no row of organization is as it was before the change");
    tx.roll_back().await.unwrap();
    assert_eq!(tx.organization(row.id).await.unwrap(), Some(row));
    tx.commit().await.unwrap();
}

async fn what_was_kept_and_cannot_be_written_spoils_everything(bed: Bed) {
    let database = bed.open().await;
    let (row, other, permit) = (organization(1), organization(2), decide_operator());
    let twice = Event::OrganizationAdded(row.clone());
    commit(&database, std::slice::from_ref(&twice)).await;
    let mut tx = database.write().await.unwrap();
    tx.savepoint().await.unwrap();
    tx.write(&[Effect::Change(&permit, &twice)]).await.unwrap();
    tx.release().await.unwrap();
    tx.savepoint().await.unwrap();
    tx.write(&[Effect::Change(&permit, &Event::OrganizationAdded(other.clone()))]).await.unwrap();
    let error = tx.settle().await.unwrap_err();
    assert!(matches!(error, StoreError::Duplicate(_)), "{error}");
    tx.roll_back().await.unwrap_err();
    tx.commit().await.unwrap_err();
    assert_eq!(read(&database).await.organization(other.id).await.unwrap(), None);
    let mut tx = database.write().await.unwrap();
    apply(&mut *tx, &[Event::OrganizationAdded(other.clone())]).await;
    tx.commit().await.unwrap();
    assert_eq!(read(&database).await.organization(other.id).await.unwrap(), Some(other));
}

async fn what_is_asked_of_many_is_what_is_asked_of_each(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    let gone = person(611, &world.customer);
    let mut events = world.events();
    events.extend([Event::PersonAdded(gone.clone()), departure(&gone)]);
    commit(&database, &events).await;
    let mut tx = database.write().await.unwrap();
    for number in [1, 2] {
        tx.remember(&remembered(number, 5)).await.unwrap();
    }
    tx.commit().await.unwrap();

    let mut tx = read(&database).await;
    let all = [&world.agent, &world.admin, &gone, &person(999, &world.customer)];
    let emails = all.map(|person| person.email.clone());
    let mut found = tx.people_by_email(&emails).await.unwrap();
    let mut each = Vec::new();
    for email in &emails {
        each.extend(tx.person_by_email(email).await.unwrap());
    }
    found.sort_by_key(|person| person.id);
    each.sort_by_key(|person| person.id);
    assert_eq!(found, each);
    assert_eq!(found.len(), 2, "whoever was deleted, or never was, is not among them");

    let mut records = tx.person_records_of(&all.map(|person| person.id)).await.unwrap();
    records.sort_by_key(|(person, _)| person.id);
    let mut each = Vec::new();
    for person in &found {
        each.extend(tx.person_record(person.id).await.unwrap());
    }
    assert_eq!(records, each);
    assert!(records.iter().any(|(_, record)| !record.grants.is_empty()));

    let keys = ["key 1", "key 2", "key 3"];
    let mut found = tx.remembered_of(PrincipalId(id(1)), "POST /", &keys).await.unwrap();
    found.sort_by(|a, b| a.key.key.cmp(&b.key.key));
    assert_eq!(found, [remembered(1, 5), remembered(2, 5)]);
    assert_eq!(tx.remembered_of(PrincipalId(id(1)), "PUT /", &keys).await.unwrap(), []);
    assert_eq!(tx.remembered_of(PrincipalId(id(2)), "POST /", &keys).await.unwrap(), []);
}
