//! The one binary: configuration, wiring and workers.

fn main() {}
