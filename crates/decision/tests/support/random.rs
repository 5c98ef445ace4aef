//! A small deterministic generator (SplitMix64): one seed, one world, on every machine.

/// A stream of numbers that a seed fixes.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Another stream that follows from where this one stands, and leaves it there: what is drawn for the sake of
    /// something new does not change everything that is drawn after it.
    pub(crate) fn apart(&self) -> Self {
        Self(!self.clone().next())
    }

    /// A number from 0 to `n - 1`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n).unwrap()).unwrap()
    }

    /// True `percent` times in a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, several: &'a [T]) -> &'a T {
        &several[self.below(several.len())]
    }

    /// Each of several with the given chance, in their order.
    pub(crate) fn some<T: Clone>(&mut self, several: &[T], percent: usize) -> Vec<T> {
        several.iter().filter(|_| self.chance(percent)).cloned().collect()
    }

    /// An id.
    pub(crate) fn id<T: From<uuid::Uuid>>(&mut self) -> T {
        uuid::Uuid::from_u64_pair(self.next(), self.next()).into()
    }
}
