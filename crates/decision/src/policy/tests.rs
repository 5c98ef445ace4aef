//! The policy that the program is built with, and what happens to one that is wrong.

mod compiled;
mod errors;
mod shown;

use super::{Area, FILES, Policy, Role};

fn policy() -> Policy {
    match Policy::embedded() {
        Ok(policy) => policy,
        Err(errors) => panic!("{errors}"),
    }
}

fn role<'p>(policy: &'p Policy, key: &str) -> &'p Role {
    policy.role_at(policy.role(key).unwrap_or_else(|| panic!("no role {key}")))
}

fn area<'p>(policy: &'p Policy, name: &str) -> &'p Area {
    policy.area(name).unwrap_or_else(|| panic!("no area {name}"))
}

/// The embedded texts.
fn texts() -> Vec<(String, String)> {
    let texts = policy().texts;
    assert_eq!(texts.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), FILES);
    texts
}
