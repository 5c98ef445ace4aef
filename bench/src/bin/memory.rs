//! How many bytes a person takes, all told: counted at the allocator while the index is filled.

use cap::Cap;
use prokura_bench::{ours, world::World};
use prokura_decision::policy::Policy;
use std::alloc::System;
use std::sync::Arc;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let policy = Arc::new(Policy::embedded()?);
    println!("| people | organizations | bytes | bytes a person |");
    println!("| ---: | ---: | ---: | ---: |");
    for people in [1_000, 100_000, 1_000_000] {
        let world = World::new(people);
        let before = ALLOCATOR.allocated();
        let writer = ours::fill(&policy, world);
        let bytes = ALLOCATOR.allocated() - before;
        println!("| {people} | {} | {bytes} | {:.1} |", world.organizations, bytes as f64 / f64::from(people));
        drop(writer);
    }
    Ok(())
}
