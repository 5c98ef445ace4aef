//! Who goes first, where somebody waits for an answer and a job has much to do?

use crate::support::Application;
use async_trait::async_trait;
use futures_util::future::join_all;
use prokura_app::caller::{Actor, Caller, Via};
use prokura_app::error::Error;
use prokura_app::pipeline::Command;
use prokura_app::work::Work;
use prokura_domain::id::{JobId, OrganizationId, PrincipalId, RequestId};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Job,
    Person,
}

/// Writes down when its turn came.
struct Turn(By, Arc<Mutex<Vec<By>>>);

#[async_trait]
impl Command for Turn {
    type Output = ();

    fn name(&self) -> &'static str {
        "turn"
    }

    async fn plan(&self, _: &mut Work<'_>) -> Result<(), Error> {
        self.1.lock().unwrap().push(self.0);
        Ok(())
    }
}

fn caller(by: By) -> Caller {
    let organization = OrganizationId(Uuid::from_u128(1));
    let via = Via::Job { job: JobId(Uuid::from_u128(2)), organization };
    let actor = match by {
        By::Job => Actor::Principal { id: PrincipalId(Uuid::from_u128(3)), home: organization, via },
        By::Person => Actor::Operator,
    };
    Caller { actor, request: RequestId(Uuid::from_u128(4)), idempotency: None }
}

/// In which order commands had their turn that were all there at once, those of a job before the others.
async fn order(of_job: usize, of_people: usize) -> Vec<By> {
    let application = Application::empty().await;
    let turns = Arc::default();
    let all = std::iter::repeat_n(By::Job, of_job).chain(std::iter::repeat_n(By::Person, of_people));
    let done = all.map(|by| application.service.execute(caller(by), Turn(by, Arc::clone(&turns))));
    for answer in join_all(done).await {
        answer.unwrap();
    }
    turns.lock().unwrap().clone()
}

#[tokio::test]
async fn a_job_gives_way() {
    let order = order(40, 3).await;
    let last = order.iter().rposition(|by| *by == By::Person);
    assert_eq!((order.len(), last), (43, Some(2)), "{order:?}");
}

#[tokio::test]
async fn a_job_goes_on_however_much_else_there_is() {
    let order = order(3, 300).await;
    let last = order.iter().rposition(|by| *by == By::Job);
    assert_eq!(order.len(), 303);
    assert!(last.is_some_and(|last| last < 250), "{order:?}");
}
