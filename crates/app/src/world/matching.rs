//! Which stored row does a row of the file speak about, where rows have no look-up key of their own?
//!
//! Relationships, grants, blocks, support grants and sessions come again and again for the same people and organizations.
//! Among the rows of one such key a row of the file takes the stored row that has, in this order: the same term and
//! scope; the same beginning and scope; the same beginning; the same scope, at a shared moment; a shared moment. Of
//! several it takes the one that is as the row says. What finds none is new. So a file that changes an end, a scope or a
//! beginning changes the row, and one that tells of a second, later grant adds one.

use super::error::{Code, Report};
use super::fields::{At, Place};
use super::table::Recurring;
use prokura_domain::grant::Scope;
use prokura_domain::time::Term;
use std::collections::HashMap;

/// A row of the file, and the stored row it speaks about.
#[derive(Debug)]
pub(super) struct Pair<'a, T> {
    /// As it should be.
    pub(super) row: T,
    pub(super) place: Place,
    /// As it is; `None` for a new one.
    pub(super) stored: Option<&'a T>,
}

impl<T: PartialEq> Pair<'_, T> {
    /// Whether anything is to be done.
    pub(super) fn changes(&self) -> bool {
        self.stored.is_none_or(|stored| *stored != self.row)
    }
}

/// The rows of one table, matched.
#[derive(Debug)]
pub(super) struct Pairs<'a, T> {
    pub(super) rows: Vec<Pair<'a, T>>,
    /// Stored rows that the file does not speak about.
    pub(super) lacking: Vec<&'a T>,
}

/// Matches the rows of a table. Rows of the file that say the same are reported.
pub(super) fn pair<'a, T: Recurring>(wanted: Vec<At<T>>, stored: &[&'a T], report: &mut Report) -> Pairs<'a, T> {
    let mut groups: HashMap<T::Key, Vec<usize>> = HashMap::new();
    for (position, row) in stored.iter().enumerate() {
        groups.entry(row.key()).or_default().push(position);
    }
    let mut rows: Vec<Pair<'a, T>> = Vec::with_capacity(wanted.len());
    let mut said: HashMap<(T::Key, Term, Scope), Place> = HashMap::new();
    for At { value: row, place } in wanted {
        let saying = (row.key(), row.term(), row.scope());
        if let Some(first) = said.get(&saying) {
            let arguments = vec![("table", T::TABLE.to_owned()), ("first", first.named())];
            report.add(place.position(), Code::RepeatedRow, arguments);
            continue;
        }
        said.insert(saying, place);
        rows.push(Pair { row, place, stored: None });
    }

    let mut free = vec![true; stored.len()];
    for (number, alike) in passes::<T>().into_iter().enumerate() {
        for pair in rows.iter_mut().filter(|pair| pair.stored.is_none()) {
            let Some(group) = groups.get(&pair.row.key()) else { continue };
            let found: Vec<usize> =
                group.iter().copied().filter(|at| free[*at] && alike(&pair.row, stored[*at])).collect();
            let is_as_said = |at: &usize| {
                let mut row = pair.row.clone();
                row.adopt(stored[*at]);
                row == *stored[*at]
            };
            let Some(first) = found.iter().copied().find(is_as_said).or(found.first().copied()) else { continue };
            pair.row.adopt(stored[first]);
            pair.stored = Some(stored[first]);
            free[first] = false;
            if number == 0 {
                // Twins: no file can tell them apart, so the row speaks of them all.
                found.into_iter().for_each(|at| free[at] = false);
            }
        }
    }
    let lacking = stored.iter().zip(free).filter_map(|(row, free)| free.then_some(*row)).collect();
    Pairs { rows, lacking }
}

type Alike<T> = fn(&T, &T) -> bool;

/// The ways in which two rows are alike, the best first.
fn passes<T: Recurring>() -> [Alike<T>; 5] {
    [
        |a, b| a.term() == b.term() && a.scope() == b.scope(),
        |a, b| a.term().from == b.term().from && a.scope() == b.scope(),
        |a, b| a.term().from == b.term().from,
        |a, b| a.scope() == b.scope() && a.term().overlaps(&b.term()),
        |a, b| a.term().overlaps(&b.term()),
    ]
}
