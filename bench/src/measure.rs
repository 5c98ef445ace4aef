//! Taking time: medians of whole passes, and percentiles of single calls.

use std::time::Instant;

/// Nanoseconds that one of `count` calls of a pass takes.
pub fn nanoseconds(count: usize, pass: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    pass();
    begun.elapsed().as_nanos() as f64 / count as f64
}

/// The value in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Calls that are timed together: short enough that most slices run undisturbed.
pub const SLICE: usize = 1 << 13;

/// Nanoseconds that one call takes, measured over slices of all `count` calls, several times over: the fastest tenth of
/// the slices and the median. What disturbs the machine meanwhile shows in the second, hardly in the first.
pub fn sliced(count: usize, runs: usize, mut slice: impl FnMut(std::ops::Range<usize>)) -> Time {
    let mut times = Vec::with_capacity(runs * count / SLICE);
    for _ in 0..runs {
        for n in 0..count / SLICE {
            times.push(nanoseconds(SLICE, || slice(n * SLICE..(n + 1) * SLICE)));
        }
    }
    times.sort_by(f64::total_cmp);
    Time { undisturbed: times[times.len() / 10], median: times[times.len() / 2] }
}

/// Nanoseconds of a call.
#[derive(Clone, Copy, Debug)]
pub struct Time {
    pub undisturbed: f64,
    pub median: f64,
}

/// Nanoseconds of each single call; the clock's own cost is among them.
pub fn each(count: usize, mut call: impl FnMut(usize)) -> Vec<u32> {
    let mut times = Vec::with_capacity(count);
    for n in 0..count {
        let begun = Instant::now();
        call(n);
        times.push(u32::try_from(begun.elapsed().as_nanos()).unwrap_or(u32::MAX));
    }
    times.sort_unstable();
    times
}

/// A percentile of sorted values.
pub fn percentile(sorted: &[u32], percent: f64) -> u32 {
    let at = (sorted.len() as f64 * percent / 100.0) as usize;
    sorted.get(at.min(sorted.len().saturating_sub(1))).copied().unwrap_or(0)
}

/// Nanoseconds, readable.
pub fn show(nanoseconds: f64) -> String {
    match nanoseconds {
        n if n < 1_000.0 => format!("{n:.0} ns"),
        n if n < 1_000_000.0 => format!("{:.1} µs", n / 1_000.0),
        n => format!("{:.1} ms", n / 1_000_000.0),
    }
}
