//! The product's own index, filled with the bench's world.

use crate::world::{NOW, Question, World};
use prokura_decision::decide::{QuestionOf, allows};
use prokura_decision::facts::Target;
use prokura_decision::index::{Index, Reader, Snapshot, Writer};
use prokura_decision::policy::Policy;
use std::sync::Arc;

/// Fills an index with a world and publishes it as revision 1.
pub fn fill(policy: &Arc<Policy>, world: World) -> Writer {
    let mut writer = Writer::new(Arc::clone(policy));
    for number in 0..world.organizations {
        if let Some(record) = world.organization(number) {
            writer.put_organization(&record);
        }
    }
    for person in 0..world.people {
        writer.put_principal(&world.principal(person));
    }
    writer.publish(1);
    writer
}

/// The questions in the index's handles.
pub fn pack(index: &Index, world: World, questions: &[Question]) -> Option<Vec<QuestionOf<Snapshot>>> {
    let snapshot = index.snapshot();
    questions
        .iter()
        .map(|question| {
            Some(QuestionOf::<Snapshot> {
                principal: snapshot.principal_by_id(world.person_id(question.person).into())?,
                organization: snapshot.organization_by_id(world.organization_id(question.organization).into())?,
                target: Target::Organization,
                control: question.control,
                level: question.level,
            })
        })
        .collect()
}

/// Asks about somebody known by handle.
#[inline]
pub fn by_id(reader: &mut Reader, question: &QuestionOf<Snapshot>) -> bool {
    let snapshot = reader.snapshot();
    allows(snapshot.policy(), snapshot, question, NOW)
}

/// Asks about somebody known by e-mail address.
#[inline]
pub fn by_email(reader: &mut Reader, email: &str, question: &QuestionOf<Snapshot>) -> bool {
    let snapshot = reader.snapshot();
    snapshot.principal_by_email(email).is_some_and(|principal| {
        allows(snapshot.policy(), snapshot, &QuestionOf::<Snapshot> { principal, ..*question }, NOW)
    })
}

/// Asks several questions about people known by handle: how many are allowed.
#[inline]
pub fn together(reader: &mut Reader, questions: &[QuestionOf<Snapshot>]) -> usize {
    let snapshot = reader.snapshot();
    snapshot.touch(questions.iter().map(|question| question.principal));
    questions.iter().filter(|question| allows(snapshot.policy(), snapshot, question, NOW)).count()
}
