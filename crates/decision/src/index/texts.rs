//! Short texts by number, packed: the addresses and slugs behind the keys.

use super::chunks::Chunks;
use std::sync::Arc;

/// Texts that share one allocation.
const PER_BLOCK: usize = 32;
/// Where each text of a block begins, and where the last ends, as `u16`: no text of the product comes near 2 KiB.
const HEADER: usize = (PER_BLOCK + 1) * 2;

/// An array of short texts, copied on write by blocks. What was never written is empty.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    blocks: Chunks<Option<Arc<[u8]>>, 64>,
}

impl Texts {
    /// The bytes of a text.
    #[inline]
    pub(super) fn get(&self, position: u32) -> &[u8] {
        match self.blocks.get(position / PER_BLOCK as u32) {
            Some(Some(block)) => text(block, position as usize % PER_BLOCK),
            Some(None) | None => &[],
        }
    }

    /// The text itself; `None` where it is empty.
    pub(super) fn get_str(&self, position: u32) -> Option<&str> {
        std::str::from_utf8(self.get(position)).ok().filter(|text| !text.is_empty())
    }

    /// Replaces a text.
    pub(super) fn set(&mut self, position: u32, new: &[u8]) {
        let block = self.blocks.get_mut(position / PER_BLOCK as u32);
        let old = block.take().unwrap_or_else(|| Arc::new([0; HEADER]));
        let place = position as usize % PER_BLOCK;
        let length = old.len() - text(&old, place).len() + new.len();
        let mut header = Vec::with_capacity(length);
        let mut bytes = Vec::with_capacity(length - HEADER);
        for n in 0..PER_BLOCK {
            header.extend(offset(bytes.len()));
            bytes.extend_from_slice(if n == place { new } else { text(&old, n) });
        }
        header.extend(offset(bytes.len()));
        header.append(&mut bytes);
        *block = Some(header.into());
    }
}

fn offset(bytes: usize) -> [u8; 2] {
    u16::try_from(bytes).unwrap_or(u16::MAX).to_le_bytes()
}

#[inline]
fn text(block: &[u8], place: usize) -> &[u8] {
    let at = |n: usize| HEADER + usize::from(u16::from_le_bytes([block[2 * n], block[2 * n + 1]]));
    &block[at(place)..at(place + 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_grow_shrink_and_stay_apart() {
        let mut texts = Texts::default();
        for n in 0..100 {
            texts.set(n, "x".repeat(n as usize).as_bytes());
        }
        let before = texts.clone();
        texts.set(40, b"another@example.test");
        texts.set(41, b"");
        for n in 0..100 {
            let kept = "x".repeat(n as usize);
            assert_eq!(before.get(n), kept.as_bytes());
            match n {
                40 => assert_eq!(texts.get_str(n), Some("another@example.test")),
                41 => assert_eq!(texts.get_str(n), None),
                _ => assert_eq!(texts.get(n), kept.as_bytes()),
            }
        }
        assert_eq!(texts.get(5_000), b"");
    }
}
