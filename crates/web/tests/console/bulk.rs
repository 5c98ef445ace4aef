//! People in bulk: a file that is looked at first, what is done with whoever is ticked, and several added by hand.

use super::support::{Browser, House, Page};
use prokura_app::job::work;
use prokura_web::export::AsOnTheWire;

const USERS: &str = "/o/harbour-clinic/users";

async fn work_all(house: &House) {
    while work(&house.site.service, &AsOnTheWire).await.unwrap() {}
}

/// Sends a file and follows to where one sees what would become of it.
async fn import(house: &House, browser: &mut Browser, kind: &str, file: &str) -> (String, Page) {
    let page = browser.get(&format!("{USERS}/import?kind={kind}")).await.expect(200);
    let sent = browser.upload(&format!("{USERS}/import"), &page, &[("kind", kind)], file.as_bytes()).await.expect(303);
    work_all(house).await;
    (sent.location.clone(), browser.follow(&sent).await.expect(200))
}

#[tokio::test]
async fn a_file_is_looked_at_applied_and_undone() {
    // ROL-07
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let users = harriet.get(USERS).await.expect(200);
    assert!(users.html.contains(&format!("{USERS}/import?kind=roles")));
    let file = "\u{feff}Jméno a příjmení;ID uživatele/e-mail;Role správce;Telefon\r\n\
                Eva;eve@clinic.example;\"Správce jen pro čtení\";1\r\n\
                Nikdo;nobody@clinic.example;Tajemník;2\r\n";
    let (path, page) = import(&house, &mut harriet, "roles", file).await;
    page.says("list.csv, 2 rows").says("Nothing has been changed yet.").says("are not used: Telefon");
    page.says("Gets Read-only administrator.").says("One row cannot be done.").says("Apply one change");
    let only_bad = harriet.get(&format!("{path}?show=refused")).await.expect(200);
    only_bad.says("Nobody here is called so.");
    assert!(!only_bad.words().contains("Gets "));
    assert_eq!(house.person("eve@clinic.example").await.version, 1);

    let refused = harriet.post(&path, &page, &[("turn", "apply")]).await.expect(409);
    refused.says("1 rows cannot be done.").says("ROL-07");
    let applied = harriet.post(&path, &page, &[("turn", "apply"), ("good_ones", "1")]).await.expect(303);
    work_all(&house).await;
    let done = harriet.follow(&applied).await.expect(200);
    done.says("Done.").says("Undo");
    let file = harriet.get(&format!("{path}/file")).await.expect(200);
    assert!(file.html.contains("Gets Read-only administrator."), "{}", file.html);
    harriet.get(&format!("{USERS}/changes")).await.expect(200).says("Import roles").says("done");
    harriet.get("/o/harbour-clinic/audit").await.expect(200).says("Changes in bulk applied");

    let undoing = harriet.post(&path, &done, &[("turn", "undo")]).await.expect(303);
    work_all(&house).await;
    let page = harriet.follow(&undoing).await.expect(200);
    page.says("Undo: Import roles").says("Loses Read-only administrator.");
    harriet.post(&path, &done, &[("turn", "apply")]).await.expect(410);
    harriet.post(&path, &done, &[("turn", "dance")]).await.expect(422);

    // In the reader's language, whoever wrote the file.
    for (language, words) in [("cs", "Získá roli Správce"), ("pl", "Otrzymuje rolę Administrator")] {
        harriet.cookies.insert("prokura-language".to_owned(), language.to_owned());
        assert!(harriet.get(&path).await.expect(200).words().contains(words), "{language}");
    }
}

#[tokio::test]
async fn what_is_no_table_is_refused_with_what_to_do() {
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let page = harriet.get(&format!("{USERS}/import")).await.expect(200);
    for (file, words) in [
        (&b"PK\x03\x04 and the rest of a workbook"[..], "Save it as CSV"),
        (b"", "There is nothing in the file."),
        (b"name,email\nJan \x8Ei\x9Eka,jan@clinic.example\n", "Windows-1250"),
        (b"name,phone\nEva,1\n", "A column is missing: email"),
        (b"\x89PNG\0\0", "not a table"),
    ] {
        let told = harriet.upload(&format!("{USERS}/import"), &page, &[("kind", "people")], file).await;
        told.expect(422).says(words);
    }
    let large = vec![b'x'; 21 * 1024 * 1024];
    let told = harriet.upload(&format!("{USERS}/import"), &page, &[("kind", "people")], &large).await;
    told.expect(413).says("larger than 20 MB");
    // Elsewhere nothing of the kind is read at all.
    harriet.upload(&format!("{USERS}/new"), &page, &[("name", "x")], b"x").await.expect(403);
    harriet.get(&format!("{USERS}/changes")).await.expect(200).says("Nothing asked for");
    let template = harriet.get(&format!("{USERS}/import/template?kind=people")).await.expect(200);
    assert!(template.html.starts_with("\u{feff}First name,Last name,User ID/Email,"), "{}", template.html);
}

#[tokio::test]
async fn whoever_is_ticked_is_changed_after_one_look() {
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let users = harriet.get(USERS).await.expect(200);
    let eve = house.person("eve@clinic.example").await.id.to_string();
    let filip = house.person("filip@brno.example").await.id.to_string();
    let picked = [("person", eve.as_str()), ("person", filip.as_str())];
    let review = harriet.post(&format!("{USERS}/bulk/review"), &users, &picked).await.expect(200);
    review.says("What becomes of 2 people?");
    let fields = [picked[0], picked[1], ("action", "suspend")];
    let begun = harriet.post(&format!("{USERS}/bulk"), &review, &fields).await.expect(303);
    work_all(&house).await;
    let look = harriet.follow(&begun).await.expect(200);
    look.says("Status: Active → Suspended").says("Nobody here is called so.");
    assert!(!look.words().contains("filip") && !look.words().contains("Filip"), "{}", look.words());

    // Everybody whom the filters let through.
    let all = [("all", "1"), ("matching", "q=eve")];
    harriet.post(&format!("{USERS}/bulk/review"), &users, &all).await.expect(200).says("What becomes of one person?");
    let none = [("all", "1"), ("matching", "q=zzzz")];
    harriet.post(&format!("{USERS}/bulk/review"), &users, &none).await.expect(200).says("Nobody is selected");
    harriet.post(&format!("{USERS}/bulk"), &users, &[("person", &eve), ("action", "dance")]).await.expect(422);
}

#[tokio::test]
async fn several_are_added_by_hand_or_nobody() {
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let path = format!("{USERS}/new-many");
    let page = harriet.get(&path).await.expect(200);
    let row = |name, email| [("name", name), ("email", email), ("locale", "cs")];
    let wrong = [row("Zora", "zora@clinic.example"), row("Eva", "eve@clinic.example"), row("", "")].concat();
    let told = harriet.post(&path, &page, &wrong).await.expect(422);
    told.says("Nobody was added.").says("Somebody in this organization has this address already.");
    assert!(told.html.contains("value=\"zora@clinic.example\""));
    let more = harriet.post(&path, &page, &[&wrong[..], &[("step", "more")]].concat()).await.expect(200);
    assert_eq!(more.html.matches("name=\"email\"").count(), 8);
    let good = [row("Zora", "zora@clinic.example"), row("Žofie", "zofie@clinic.example")].concat();
    let added = harriet.post(&path, &page, &good).await.expect(303);
    harriet.follow(&added).await.says("2 people were added and invited.");
}

#[tokio::test]
async fn restricted_mode_and_strangers() {
    // RST-03, RST-04
    let house = House::demo().await;
    let mut frantisek = house.signed_in("frantisek@brno.example").await;
    let brno = "/o/brno-robotics/users";
    let page = frantisek.get(&format!("{brno}/import")).await.expect(200);
    assert!(page.html.contains("disabled"));
    let file = b"name,email\nZ,z@brno.example\n";
    frantisek.upload(&format!("{brno}/import"), &page, &[("kind", "people")], file).await.expect(403);
    frantisek.get(&format!("{brno}/new-many")).await.expect(403);
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let (path, page) = import(&house, &mut harriet, "people", "name,email\nZ,z@clinic.example\n").await;
    for stranger in ["frantisek@brno.example", "eve@clinic.example", "pavel@tatra.example", "carl@consumers.example"] {
        let mut browser = house.signed_in(stranger).await;
        let own = browser.get("/").await.expect(200);
        browser.get(&path).await.expect(404);
        browser.get(&format!("{path}/file")).await.expect(404);
        for turn in ["apply", "pause", "resume", "cancel", "undo"] {
            browser.post(&path, &own, &[("turn", turn)]).await.expect(404);
        }
    }
    harriet.post(&path, &page, &[("turn", "cancel")]).await.expect(303);
    harriet.get(&path).await.expect(200).says("Called off. Nothing was changed.");
}
