//! What people want to be written to about, and digests that are served once.

use crate::bed::{Bed, commit, read};
use crate::sample::*;
use prokura_app::message::{Message, MessageState, Notice, Recipient};
use prokura_app::port::Store;
use prokura_domain::event::Event;
use prokura_domain::id::*;
use prokura_domain::preference::{Preference, Topic};
use prokura_domain::time::Timestamp;
use prokura_store::Database;
use std::sync::Arc;

on_both![what_somebody_said_comes_back, a_digest_is_served_once];

/// Two people of one organization and one of another.
async fn people(database: &Database) -> [PrincipalId; 3] {
    let (here, there) = (organization(1), organization(2));
    let people = [person(11, &here), person(12, &here), person(13, &there)];
    let ids = people.clone().map(|person| person.id);
    let mut events = vec![Event::OrganizationAdded(here), Event::OrganizationAdded(there)];
    events.extend(people.into_iter().map(Event::PersonAdded));
    commit(database, &events).await;
    ids
}

async fn say(database: &Database, preference: Preference) {
    let home = organization(1).id;
    commit(database, &[Event::PreferenceSet { before: None, after: preference, home }]).await;
}

async fn what_somebody_said_comes_back(bed: Bed) {
    let database = bed.open().await;
    let [one, other, away] = people(&database).await;
    let digest = preference(one);
    let news = Preference { topic: Topic::ProductNews, wanted: false, ..digest };
    for said in [digest, news, Preference { person: other, ..news }, Preference { person: away, ..news }] {
        say(&database, said).await;
    }
    assert_eq!(read(&database).await.preferences_of(one).await.unwrap(), [digest, news]);
    let changed = Preference { wanted: true, told_until: Timestamp(9), ..news };
    say(&database, changed).await;
    assert_eq!(read(&database).await.preferences_of(one).await.unwrap(), [digest, changed]);
    let said = read(&database).await.preferences_at_home(organization(1).id, Topic::ProductNews).await.unwrap();
    assert_eq!(said, [changed, Preference { person: other, ..news }]);
    let nobody = read(&database).await.preferences_at_home(organization(1).id, Topic::SupportNotices).await.unwrap();
    assert_eq!(nobody, []);
}

fn digest(number: u64, person: PrincipalId, day: Timestamp) -> (PrincipalId, Message) {
    let message = Message {
        id: MessageId(id(number)),
        notice: Notice::DailyDigest { until: day },
        recipient: Recipient::Person(person),
        created_at: day,
    };
    (person, message)
}

async fn a_digest_is_served_once(bed: Bed) {
    let database = Arc::new(bed.open().await);
    let [one, other, away] = people(&database).await;
    say(&database, preference(one)).await;
    say(&database, Preference { told_until: Timestamp(20), ..preference(other) }).await;
    say(&database, Preference { wanted: false, ..preference(away) }).await;
    let due = async |at| read(&database).await.digests_due(Timestamp(at), 10).await.unwrap();
    assert_eq!(due(7).await, []);
    assert_eq!(due(20).await, [one]);
    assert_eq!(due(21).await, [one, other]);

    // Two processes at the same moment, and whoever does not want one any more.
    let both = [(31, 32, 33), (34, 35, 36)].map(|(a, b, c)| {
        let database = Arc::clone(&database);
        async move {
            let day = Timestamp(21);
            database.serve_digests(day, &[digest(a, one, day), digest(b, other, day), digest(c, away, day)]).await
        }
    });
    let [first, second] = both;
    let (first, second) = tokio::join!(tokio::spawn(first), tokio::spawn(second));
    assert_eq!(first.unwrap().unwrap() + second.unwrap().unwrap(), 2);
    let waiting = read(&database).await.messages(MessageState::Waiting, 10).await.unwrap();
    let to: Vec<_> = waiting.iter().map(|queued| queued.message.recipient).collect();
    assert_eq!(to, [Recipient::Person(one), Recipient::Person(other)]);
    assert_eq!(due(21).await, []);
    // A clock that went back serves nobody twice.
    assert_eq!(database.serve_digests(Timestamp(20), &[digest(37, one, Timestamp(20))]).await.unwrap(), 0);
}
