//! Is every page among those of which `cargo xtask screenshots` makes pictures, in every language, and asks axe?

use serde_json::Value;
use std::fs;
use std::path::Path;

/// Where routes stand.
const SOURCES: [&str; 4] = ["console/mod.rs", "docs/mod.rs", "sign_in/mod.rs", "demo/mod.rs"];

/// Pages that have no picture, and why.
const WITHOUT: [(&str, &str); 26] = [
    (
        "/o/{organization}/templates/{template}",
        "there is a template only after one was made: the browser tests make one, with axe",
    ),
    (
        "/o/{organization}/templates/{template}/edit",
        "there is a template only after one was made: the browser tests make one, with axe",
    ),
    (
        "/o/{organization}/templates/{template}/delete",
        "there is a template only after one was made: the browser tests make one, with axe",
    ),
    ("/mail/stop/{token}", "its address is in a mail only: the browser tests look at it, with axe"),
    ("/o/{organization}/news/{news}", "there are news only after some were written: the browser tests do, with axe"),
    (
        "/o/{organization}/news/{news}/edit",
        "there are news only after some were written: the browser tests do, with axe",
    ),
    ("/o/{organization}/support-metrics/file", "it is a file"),
    ("/o/{organization}/users/{person}/restore", "somebody has to be deleted first: the console tests do"),
    ("/o/{organization}/users/{person}/erase", "somebody has to be deleted first: the console tests do"),
    ("/sign-in/sso", "it leads to an identity provider: the browser tests go there"),
    ("/sign-in/sso/again", "it leads to an identity provider: the browser tests go there"),
    ("/o/{organization}/sign-in-trial", "it leads to an identity provider: the browser tests go there, with axe"),
    ("/o/{organization}/users/import/template", "it is a file"),
    (
        "/o/{organization}/users/changes/{changes}",
        "there are changes only after some were asked for: the console tests do",
    ),
    ("/o/{organization}/users/changes/{changes}/file", "it is a file"),
    ("/o/{organization}/as-of/file", "it is a file"),
    ("/o/{organization}/users/exports/{export}/file", "it is a file: the browser tests fetch it"),
    ("/o/{organization}/audit/exports/{export}/file", "it is a file: the browser tests fetch it"),
    ("/support/{token}", "its address is in a mail only: the browser tests look at it, with axe"),
    (
        "/o/{organization}/roles/{role}/delete",
        "there is a custom role only after one was composed: the console tests do",
    ),
    ("/sign-in/second", "it is reached with the right password only: the browser tests look at it, with axe"),
    (
        "/sign-in/second-factor",
        "only a session that lacks a second factor gets there: the browser tests look at it, with axe",
    ),
    ("/sign-in/again", "it is asked for after some time only: the browser tests look at it, with axe"),
    ("/me/passkeys/{passkey}", "there is a passkey only after one was made: the browser tests look at it"),
    ("/me/passkeys/{passkey}/remove", "there is a passkey only after one was made: the browser tests look at it"),
    ("/demo/mailbox/{id}", "there is a mail only after something was done: the browser tests look at it"),
];

/// Whether an address is one of a route.
fn is_of(address: &str, route: &str) -> bool {
    let address = address.split('?').next().unwrap();
    let (here, there): (Vec<&str>, Vec<&str>) = (address.split('/').collect(), route.split('/').collect());
    here.len() == there.len() && here.iter().zip(&there).all(|(here, there)| there.starts_with('{') || here == there)
}

#[test]
fn every_page_has_pictures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = fs::read_to_string(root.join("../../tests/e2e/pages.json")).unwrap();
    let pages: Vec<Value> = serde_json::from_str(&pages).unwrap();
    // Where links are followed, the page says at which route one arrives.
    let shown: Vec<&str> =
        pages.iter().map(|page| page["route"].as_str().or_else(|| page["path"].as_str()).unwrap()).collect();
    let mut missing = Vec::new();
    for source in SOURCES {
        let text = fs::read_to_string(root.join("src").join(source)).unwrap();
        for rest in text.split(".route(\"").skip(1) {
            let (route, handler) = rest.split_once('"').unwrap();
            let is_page = handler.trim_start_matches([',', ' ', '\n']).starts_with("get(");
            let excepted = WITHOUT.iter().any(|(without, _)| *without == route);
            if is_page && !excepted && !shown.iter().any(|shown| *shown == route || is_of(shown, route)) {
                missing.push(route.to_owned());
            }
        }
    }
    assert!(
        missing.is_empty(),
        "tests/e2e/pages.json has no page of {missing:?}; where `follow` leads there, say so with `route`"
    );
}
