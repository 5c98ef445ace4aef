//! A growing array that is copied on write by leaves: a clone costs one reference count, and a write after it copies
//! one leaf and the path to it.

use std::sync::Arc;

const FAN_OUT: usize = 64;

type Middle<T, const LEAF: usize> = [Option<Arc<[T; LEAF]>>; FAN_OUT];

/// Root, middle nodes of 64 leaves, leaves of `LEAF` items (a power of two). What was never written is the default.
#[derive(Debug)]
pub(super) struct Chunks<T, const LEAF: usize> {
    root: Arc<[Option<Arc<Middle<T, LEAF>>>]>,
}

impl<T, const LEAF: usize> Clone for Chunks<T, LEAF> {
    fn clone(&self) -> Self {
        Self { root: Arc::clone(&self.root) }
    }
}

impl<T, const LEAF: usize> Default for Chunks<T, LEAF> {
    fn default() -> Self {
        Self { root: Arc::new([]) }
    }
}

impl<T: Clone + Default, const LEAF: usize> Chunks<T, LEAF> {
    /// The item at a position, where its leaf was ever written.
    #[inline]
    pub(super) fn get(&self, position: u32) -> Option<&T> {
        let position = position as usize;
        let middle = self.root.get(position / (LEAF * FAN_OUT))?.as_ref()?;
        let leaf = middle[position / LEAF % FAN_OUT].as_ref()?;
        Some(&leaf[position % LEAF])
    }

    /// The item at a position, to write. What clones share with this array they keep as it was.
    pub(super) fn get_mut(&mut self, position: u32) -> &mut T {
        let position = position as usize;
        let top = position / (LEAF * FAN_OUT);
        if top >= self.root.len() {
            let mut grown = self.root.to_vec();
            grown.resize((top + 1).next_power_of_two(), None);
            self.root = grown.into();
        }
        let middle = Arc::make_mut(&mut self.root)[top].get_or_insert_with(|| Arc::new([const { None }; FAN_OUT]));
        let leaf = Arc::make_mut(middle)[position / LEAF % FAN_OUT]
            .get_or_insert_with(|| Arc::new(std::array::from_fn(|_| T::default())));
        &mut Arc::make_mut(leaf)[position % LEAF]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_keeps_what_it_saw() {
        let mut chunks = Chunks::<u32, 4>::default();
        for n in 0..2_000 {
            *chunks.get_mut(n) = n + 1;
        }
        let before = chunks.clone();
        *chunks.get_mut(777) = 0;
        *chunks.get_mut(9_000) = 1;
        assert_eq!((before.get(777), chunks.get(777)), (Some(&778), Some(&0)));
        assert_eq!((before.get(9_000), chunks.get(9_000), chunks.get(9_001)), (None, Some(&1), Some(&0)));
        assert!((0..2_000).filter(|n| *n != 777).all(|n| chunks.get(n) == before.get(n)));
    }

    #[test]
    fn a_write_copies_one_leaf_only() {
        let mut chunks = Chunks::<u32, 4>::default();
        for n in 0..1_000 {
            *chunks.get_mut(n) = n;
        }
        let before = chunks.clone();
        *chunks.get_mut(500) = 0;
        let apart =
            (0..1_000).filter(|n| !std::ptr::eq(before.get(*n).unwrap(), chunks.get(*n).unwrap())).collect::<Vec<_>>();
        assert_eq!(apart, [500, 501, 502, 503]);
    }
}
