//! Rules of the rule book that are a matter of what a page shows.

use super::support::House;

#[tokio::test]
async fn restricted_mode_is_told_on_every_page() {
    // RST-04
    let house = House::demo().await;
    let mut frantisek = house.signed_in("frantisek@brno.example").await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    for page in ["", "/users", "/settings", "/support", "/audit"] {
        let seen = frantisek.get(&format!("/o/brno-robotics{page}")).await.expect(200);
        assert!(seen.html.contains("<section class=\"restricted\""), "{page}");
        seen.says("Tatra Telecom, a.s.");
        let elsewhere = harriet.get(&format!("/o/harbour-clinic{page}")).await.expect(200);
        assert!(!elsewhere.html.contains("<section class=\"restricted\""), "{page}");
    }
    // The partner's administrator is told that it does not bind them.
    let mut pavel = house.signed_in("pavel@tatra.example").await;
    pavel.get("/o/brno-robotics/settings").await.expect(200).says("vás neomezuje");
}

#[tokio::test]
async fn everybody_from_outside_is_listed() {
    // EXT-01: by a grant, by a role at the partner, and by support access that runs now.
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let outside = harriet.get("/o/harbour-clinic/users?show=external").await.expect(200);
    for person in ["Lena Lonely", "Petra Partnerová", "Pavel Plný"] {
        outside.says(person);
    }
    // Whoever is blocked, and whoever's partner no longer manages the clinic, has no access and is not listed.
    let (list, _) = outside.html.split_once("id=\"removed-h\"").unwrap();
    for person in ["Radka Čtenářová", "Bartek Bałtycki"] {
        assert!(!list.contains(person), "{person}");
    }
}
