//! What is left of somebody who was deleted, where is it, and how does it go? Tables of ids and codes hold nothing personal;
//! the others are named here.

use crate::rows::{
    Writing, all, audit_entry, audit_private, departed, federated_session, idempotency, job, job_part, outbox,
    role_grant, session, superseded, support_request, token,
};
use crate::transaction::Transaction;
use prokura_app::audit::PrivateValue;
use prokura_app::message::Recipient;
use prokura_app::port::{Revision, Sought, StoreError, StoreResult};
use prokura_domain::account::{Session, Token};
use prokura_domain::event::Erasure;
use prokura_domain::federation::FederatedSession;
use prokura_domain::id::JobId;
use prokura_domain::job::{Job, JobKind};
use prokura_domain::superseded::Superseded;
use sea_orm::sea_query::{Expr, ExprTrait as _, Func, LikeExpr, SimpleExpr, Value};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Values of one statement at most: both databases limit them.
const VALUES: usize = 500;
/// Parts of jobs that are read at a time.
const PARTS: u64 = 10;
/// How many bytes of results are looked through at most.
const LOOKED_THROUGH: usize = 64 * 1024 * 1024;

pub(crate) async fn told_about(tx: &Transaction, subject: Uuid) -> StoreResult<Vec<PrivateValue>> {
    let select =
        audit_private::Entity::find().filter(audit_private::Column::Entry.in_subquery(entries_about(&[subject])));
    Ok(all::<audit_private::OfEntry>(tx, select).await?.into_iter().map(|kept| kept.value).collect())
}

pub(crate) async fn history_of(tx: &Transaction, owner: Uuid) -> StoreResult<Vec<(Revision, i64, Superseded)>> {
    let select = superseded::Entity::find().filter(superseded::Column::Owner.eq(owner));
    let found: Vec<superseded::SupersededBy> = all(tx, select).await?;
    Ok(found.into_iter().map(|row| (row.revision, row.part, row.version)).collect())
}

/// The results of jobs are bytes in which no database looks for words, and they are few: they are gone within days. The writer
/// waits meanwhile, so no more than [`LOOKED_THROUGH`] is looked at; what is beyond it counts as telling, exports first, since
/// they can be made anew.
pub(crate) async fn jobs_telling(tx: &Transaction, sought: &[Sought]) -> StoreResult<Vec<JobId>> {
    let mut rows: Vec<(Job, usize)> = Vec::new();
    for (number, it) in sought.iter().enumerate() {
        let theirs = job::Column::Organization.is_in(it.organizations.iter().map(|id| id.0));
        let of_theirs: Vec<Job> = all(tx, job::Entity::find().filter(theirs)).await?;
        rows.extend(of_theirs.into_iter().map(|job| (job, number)));
    }
    rows.sort_by_key(|(job, _)| (job.kind != JobKind::PeopleChanges, job.id));
    let words: Vec<Words> = sought.iter().map(|it| Words::of(&it.texts)).collect();
    let mut found = BTreeSet::new();
    let mut left = LOOKED_THROUGH;
    for (row, number) in &rows {
        let words = &words[*number];
        if words.stand_in(row.arguments.as_bytes()) || result_tells(tx, row.id, words, &mut left).await? {
            found.insert(row.id);
        }
    }
    Ok(found.into_iter().collect())
}

/// Whether the result of a job tells of somebody, or is more than is left to look through.
async fn result_tells(tx: &Transaction, id: JobId, words: &Words, left: &mut usize) -> StoreResult<bool> {
    use job_part::Column as C;
    let mut after = -1;
    loop {
        if *left == 0 {
            return Ok(true);
        }
        let select = job_part::Entity::find()
            .filter(C::Job.eq(id.0))
            .filter(C::Number.gt(after))
            .order_by_asc(C::Number)
            .limit(PARTS);
        let parts: Vec<job_part::JobPart> = all(tx, select).await?;
        let Some(last) = parts.last() else { return Ok(false) };
        after = last.number;
        for part in &parts {
            *left = left.saturating_sub(part.bytes.len());
            if words.stand_in(&part.bytes) {
                return Ok(true);
            }
        }
    }
}

/// Texts as they may stand in bytes.
struct Words {
    texts: Vec<Vec<u8>>,
    /// Bytes that one of them begins with, in whichever case.
    begins: [bool; 256],
}

impl Words {
    fn of(texts: &[String]) -> Self {
        let texts: Vec<Vec<u8>> = texts.iter().flat_map(|text| as_written(text)).filter(|it| !it.is_empty()).collect();
        let mut begins = [false; 256];
        for first in texts.iter().filter_map(|text| text.first()) {
            begins[usize::from(first.to_ascii_lowercase())] = true;
            begins[usize::from(first.to_ascii_uppercase())] = true;
        }
        Self { texts, begins }
    }

    fn stand_in(&self, bytes: &[u8]) -> bool {
        let stands = |at| self.texts.iter().any(|text| stands_at(bytes, at, text));
        bytes.iter().enumerate().any(|(at, byte)| self.begins[usize::from(*byte)] && stands(at))
    }
}

/// Whether a text stands at a place as words of its own, in whichever case: `Eva` is not in `Evans`, nor `a@x` in `aa@x`.
fn stands_at(bytes: &[u8], at: usize, text: &[u8]) -> bool {
    let is_address = text.contains(&b'@');
    let in_word = |byte: u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let goes_on_before = |byte: u8| in_word(byte) || (is_address && b"._-+".contains(&byte));
    let end = at + text.len();
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    bytes.get(at..end).is_some_and(|here| here.eq_ignore_ascii_case(text))
        && !before.is_some_and(|byte| goes_on_before(*byte))
        && !bytes.get(end).is_some_and(|byte| in_word(*byte))
}

/// A text as it stands in a file of ours: as it is, in JSON, and with the quotes of a table doubled.
fn as_written(text: &str) -> Vec<Vec<u8>> {
    let json = serde_json::Value::from(text).to_string();
    let json = json[1..json.len() - 1].to_owned();
    let mut all: Vec<Vec<u8>> =
        [text.to_owned(), json, text.replace('"', "\"\"")].into_iter().map(String::into_bytes).collect();
    all.dedup();
    all
}

fn entries_about(subjects: &[Uuid]) -> sea_orm::sea_query::SelectStatement {
    audit_entry::Entity::find()
        .select_only()
        .column(audit_entry::Column::Id)
        .filter(audit_entry::Column::Subject.is_in(subjects.iter().copied()))
        .into_query()
}

/// Takes away everything that says who somebody was. Their row and what was kept apart come as they are left.
pub(crate) fn apply(writing: &mut Writing, erasure: &Erasure) -> StoreResult<()> {
    let person = erasure.person.after.id;
    writing.change(&erasure.departed)?;
    words_of_logs(writing, erasure);
    words_of_grants(writing, erasure)?;
    answers_of_mail_servers(writing, erasure);
    let recipient =
        serde_json::to_string(&Recipient::Person(person)).map_err(|error| StoreError::Failed(error.to_string()))?;
    writing.remove_all::<prokura_app::port::QueuedMessage>(outbox::Column::Recipient.eq(recipient));
    remembered_answers(writing, erasure);
    let own_sessions =
        session::Entity::find().select_only().column(session::Column::Id).filter(session::Column::Person.eq(person.0));
    writing.remove_all::<FederatedSession>(federated_session::Column::Session.in_subquery(own_sessions.into_query()));
    writing.remove_all::<Session>(session::Column::Person.eq(person.0));
    writing.remove_all::<Token>(token::Column::Principal.eq(person.0));
    for some in erasure.jobs.chunks(VALUES) {
        let ids: Vec<Uuid> = some.iter().map(|id| id.0).collect();
        writing.remove_all::<job_part::JobPart>(job_part::Column::Job.is_in(ids.iter().copied()));
        writing.remove_all::<Job>(job::Column::Id.is_in(ids));
    }
    Ok(())
}

/// The log's bytes hold commitments alone: without value and salt, nobody learns what they commit to.
fn words_of_logs(writing: &mut Writing, erasure: &Erasure) {
    use audit_private::Column as C;
    let mut subjects = erasure.subjects.clone();
    subjects.push(erasure.person.after.id.0);
    for some in subjects.chunks(VALUES) {
        writing.remove_all::<audit_private::OfEntry>(C::Entry.in_subquery(entries_about(some)));
    }
    // To whom support was asked for: the address as it was typed.
    let addresses: Vec<String> = erasure.addresses.iter().map(ToString::to_string).collect();
    let requests = || support_request::Column::AddressedTo.is_in(addresses.iter().cloned());
    let asked = support_request::Entity::find().select_only().column(support_request::Column::Id).filter(requests());
    let about = audit_entry::Entity::find()
        .select_only()
        .column(audit_entry::Column::Id)
        .filter(audit_entry::Column::Subject.in_subquery(asked.into_query()));
    let typed = C::Entry.in_subquery(about.into_query()).and(C::Value.is_in(addresses.iter().cloned()));
    writing.remove_all::<audit_private::OfEntry>(typed);
    let nobody = erasure.person.after.email.to_string();
    let update = support_request::Entity::update_many()
        .col_expr(support_request::Column::AddressedTo, nobody.into())
        .filter(requests());
    writing.any(&update.into_query());
}

/// Why somebody was given a right is told in somebody's words.
fn words_of_grants(writing: &mut Writing, erasure: &Erasure) -> StoreResult<()> {
    let person = erasure.person.after.id;
    let update = role_grant::Entity::update_many()
        .col_expr(role_grant::Column::Reason, Expr::value(Value::String(None)))
        .filter(role_grant::Column::Principal.eq(person.0))
        .filter(role_grant::Column::Reason.is_not_null());
    writing.any(&update.into_query());
    for (revision, part, version) in &erasure.history {
        use superseded::Column as C;
        let version = serde_json::to_string(version).map_err(|error| StoreError::Failed(error.to_string()))?;
        let update = superseded::Entity::update_many()
            .col_expr(C::Version, version.into())
            .filter(C::Owner.eq(person.0))
            .filter(C::Revision.eq(*revision))
            .filter(C::Part.eq(*part));
        writing.one(&update.into_query(), format!("a version of {person} is gone"));
    }
    Ok(())
}

/// Mails that go to many keep what a mail server said of one of them.
fn answers_of_mail_servers(writing: &mut Writing, erasure: &Erasure) {
    use outbox::Column as C;
    for address in &erasure.addresses {
        let update = outbox::Entity::update_many()
            .col_expr(C::LastError, Expr::value(Value::String(None)))
            .filter(contains(Func::lower(Expr::col(C::LastError)).into(), address.as_str()));
        writing.any(&update.into_query());
    }
}

/// Answers are remembered for a day, for whoever asks the same once more.
fn remembered_answers(writing: &mut Writing, erasure: &Erasure) {
    let mut texts = vec![erasure.person.after.id.to_string()];
    texts.extend(erasure.addresses.iter().map(ToString::to_string));
    for text in texts {
        writing.remove_all::<prokura_app::port::Remembered>(contains(
            Expr::col(idempotency::Column::Output),
            &format!("\"{text}\""),
        ));
    }
}

/// Whether a text is in what a column says; signs that stand for others are taken as themselves.
fn contains(column: SimpleExpr, text: &str) -> SimpleExpr {
    let plain = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    column.like(LikeExpr::new(format!("%{plain}%")).escape('\\'))
}

/// What is kept of a person who was deleted goes when they are brought back.
pub(crate) fn forget_departed(writing: &mut Writing, person: Uuid) {
    writing.remove_all::<prokura_domain::person::Departed>(departed::Column::Person.eq(person));
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn words_are_found_whole_and_in_whichever_case() {
        let stands = |bytes: &str, text: &str| Words::of(&[text.to_owned()]).stand_in(bytes.as_bytes());
        assert!(stands("Eva Nová,EVA@clinic.example", "eva@clinic.example"));
        assert!(stands("\"Eva Nová\",x", "Eva Nová"));
        assert!(stands("e", "e"));
        assert!(!stands("Evans", "Eva") && !stands("Novák", "Nová") && !stands("there", "e") && !stands("", "e"));
        assert!(!stands("aeva@clinic.example", "eva@clinic.example"));
        assert!(!stands("x.eva@clinic.example", "eva@clinic.example"));
        assert!(!stands("eva@clinic.example2", "eva@clinic.example"));
    }
}
