//! A scenario file for each rule: a small world, steps, and what each must come to. Every file is played twice, once
//! against the engine and once against the API, and both must say the same.
//!
//! The files are in `tests/scenarios`, with a page on how to write one.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what a test expects and does not get fails the test")]

mod api;
mod book;
mod engine;
mod file;
mod play;
#[path = "../http/support.rs"]
#[expect(dead_code, reason = "not everything that the tests of the API share is needed here")]
mod support;

use file::Scenario;

/// Plays the scenarios of one part of the rule book, or of what goes beyond it, and tells of every one that fails.
async fn play_all(part: &str) {
    let (mut played, mut wrong) = (0, Vec::new());
    for (name, text) in book::scenarios() {
        if !name.starts_with(&format!("{part}-")) {
            continue;
        }
        played += 1;
        match Scenario::read(&text) {
            Ok(scenario) => wrong.extend(play::play(&scenario).await.into_iter().map(|what| format!("{name}: {what}"))),
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
    }
    assert!(played > 0, "no scenario begins with {part}-");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn organizations_and_people() {
    play_all("ORG").await;
}

#[tokio::test]
async fn organization_roles() {
    play_all("ROL").await;
}

#[tokio::test]
async fn site_roles() {
    play_all("SIT").await;
}

#[tokio::test]
async fn contact_centre() {
    play_all("CC").await;
}

#[tokio::test]
async fn events() {
    play_all("EVT").await;
}

#[tokio::test]
async fn external_administrators() {
    play_all("EXT").await;
}

#[tokio::test]
async fn partners() {
    play_all("PTR").await;
}

#[tokio::test]
async fn restricted_mode() {
    play_all("RST").await;
}

#[tokio::test]
async fn support_access() {
    play_all("SUP").await;
}

#[tokio::test]
async fn custom_roles() {
    play_all("custom").await;
}

#[tokio::test]
async fn claiming_people() {
    play_all("claiming").await;
}
