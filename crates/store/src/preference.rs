//! Who wants to be written to about what?

use crate::outbox;
use crate::rows::{Writing, all, person, preference, run};
use crate::transaction::Transaction;
use preference::Column as C;
use prokura_app::message::Message;
use prokura_app::port::StoreResult;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::preference::{Preference, Topic};
use prokura_domain::time::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

pub(crate) async fn of(tx: &Transaction, who: PrincipalId) -> StoreResult<Vec<Preference>> {
    all(tx, preference::Entity::find().filter(C::Person.eq(who.0)).order_by_asc(C::Topic)).await
}

pub(crate) async fn at_home(tx: &Transaction, home: OrganizationId, topic: Topic) -> StoreResult<Vec<Preference>> {
    use person::Column as P;
    let people = person::Entity::find().select_only().column(P::Id).filter(P::Home.eq(home.0));
    let said = preference::Entity::find().filter(C::Topic.eq(topic.code()));
    all(tx, said.filter(C::Person.in_subquery(people.into_query())).order_by_asc(C::Person)).await
}

/// Who wants a digest and was not told yet what changed up to a moment.
fn due(up_to: Timestamp, limit: u64) -> Select<preference::Entity> {
    preference::Entity::find()
        .filter(C::Topic.eq(Topic::DailyDigest.code()))
        .filter(C::Wanted.eq(true))
        .filter(C::ToldUntil.lt(up_to.0))
        .order_by_asc(C::ToldUntil)
        .order_by_asc(C::Person)
        .limit(limit)
}

pub(crate) async fn digests_due(tx: &Transaction, up_to: Timestamp, limit: u64) -> StoreResult<Vec<PrincipalId>> {
    Ok(all::<Preference>(tx, due(up_to, limit)).await?.into_iter().map(|it| it.person).collect())
}

/// Puts a digest into the outbox for each of these whom nobody has served meanwhile; gives how many there were.
pub(crate) async fn serve(tx: &Transaction, up_to: Timestamp, digests: &[(PrincipalId, Message)]) -> StoreResult<u64> {
    let mut served = 0;
    for (who, message) in digests {
        let update = preference::Entity::update_many()
            .col_expr(C::ToldUntil, up_to.0.into())
            .filter(C::Person.eq(who.0))
            .filter(C::Topic.eq(Topic::DailyDigest.code()))
            .filter(C::Wanted.eq(true))
            .filter(C::ToldUntil.lt(up_to.0));
        if run(tx, &update.into_query()).await? == 1 {
            let mut writing = Writing::new(tx);
            outbox::enqueue(&mut writing, message)?;
            writing.write(tx).await?;
            served += 1;
        }
    }
    Ok(served)
}
