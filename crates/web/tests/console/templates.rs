//! Templates: made by a form, applied as any change of many, who deviates, and who may not.

use super::support::House;
use prokura_app::job::work;
use prokura_web::export::AsOnTheWire;

const TEMPLATES: &str = "/o/harbour-clinic/templates";

async fn work_all(house: &House) {
    while work(&house.site.service, &AsOnTheWire).await.unwrap() {}
}

const WARD: [(&str, &str); 5] = [
    ("name", "Ward"),
    ("services", "add"),
    ("licence", "calling"),
    ("department", "Ward 3"),
    ("group-status", "active"),
];

#[tokio::test]
async fn one_is_made_applied_and_shows_who_deviates() {
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let list = harriet.get(TEMPLATES).await.expect(200);
    list.says("There is no template.").says("New template");
    let form = harriet.get(&format!("{TEMPLATES}/new")).await.expect(200);
    let wrong = harriet.post(&format!("{TEMPLATES}/new"), &form, &[("name", ""), ("services", "leave")]).await;
    wrong.expect(422).says("Enter a name");
    let nothing = harriet.post(&format!("{TEMPLATES}/new"), &form, &[("name", "Ward"), ("services", "leave")]).await;
    nothing.expect(422).says("Say what it sets");
    let made = harriet.post(&format!("{TEMPLATES}/new"), &form, &WARD).await.expect(303);
    let path = made.location.clone();
    let page = harriet.follow(&made).await.expect(200);
    page.says("Nobody has been changed.")
        .says("Licences, added Calling")
        .says("Department Ward 3")
        .says("Status Active");
    page.says("Department: nothing → Ward 3").says("Preview and apply to").says("Last applied never");
    let again = harriet.post(&format!("{TEMPLATES}/new"), &form, &WARD).await.expect(422);
    again.says("Another template is called so.");

    let begun = harriet.post(&path, &page, &[("version", "1")]).await.expect(303);
    work_all(&house).await;
    let changes = harriet.follow(&begun).await.expect(200);
    changes.says("Apply the template Ward").says("Nothing has been changed yet.");
    harriet.post(&begun.location, &changes, &[("turn", "apply"), ("good_ones", "1")]).await.expect(303);
    work_all(&house).await;
    let page = harriet.get(&path).await.expect(200);
    page.says("nobody deviates").says("Everybody has all of it").says("Last applied Harriet");
    assert!(!page.words().contains("Preview and apply"));
    harriet.post(&path, &page, &[("version", "1")]).await.expect(422).says("There is nothing to apply.");
    harriet.get(TEMPLATES).await.expect(200).says("Ward").says("Licences, added: Calling");
    harriet.get("/search?in=harbour-clinic&q=ward").await.expect(200).says("Templates Ward");
    let log = harriet.get("/o/harbour-clinic/audit").await.expect(200);
    log.says("Template made").says("Template applied");

    // It is changed: whoever has what it gave deviates from what it gives now, and an older form is told.
    let edit = harriet.get(&format!("{path}/edit")).await.expect(200);
    let other: Vec<_> =
        WARD.iter().map(|&(name, value)| (name, if value == "Ward 3" { "Ward 4" } else { value })).collect();
    let fields = |version| [&other[..], &[("version", version)]].concat();
    let saved = harriet.post(&format!("{path}/edit"), &edit, &fields("1")).await.expect(303);
    harriet.follow(&saved).await.says("version 1, which has been changed since").says("Ward 3").says("Ward 4");
    harriet.post(&format!("{path}/edit"), &edit, &fields("1")).await.expect(409);
    harriet.post(&path, &page, &[("version", "1")]).await.expect(409);

    for (language, words) in [("cs", "Kdo se odchyluje"), ("pl", "Kto odbiega")] {
        harriet.cookies.insert("prokura-language".to_owned(), language.to_owned());
        for page in [path.clone(), format!("{path}/edit"), format!("{path}/delete"), TEMPLATES.to_owned()] {
            let page = harriet.get(&page).await.expect(200);
            assert!(!page.words().contains("template-"), "{}", page.words());
        }
        harriet.get(&path).await.expect(200).says(words);
    }
    let page = harriet.get(&format!("{path}/delete")).await.expect(200);
    harriet.post(&format!("{path}/delete"), &page, &[("version", "1")]).await.expect(409);
    let deleted = harriet.post(&format!("{path}/delete"), &page, &[("version", "2")]).await.expect(303);
    harriet.follow(&deleted).await.says("Szablon Ward został usunięty.");
    harriet.get(&path).await.expect(404);
}

#[tokio::test]
async fn whoever_may_not_is_told_why_and_strangers_find_nothing() {
    // RST-03
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let form = harriet.get(&format!("{TEMPLATES}/new")).await.expect(200);
    let made = harriet.post(&format!("{TEMPLATES}/new"), &form, &WARD).await.expect(303);
    let mut rita = house.signed_in("rita@brno.example").await;
    let page = rita.get("/o/brno-robotics/templates").await.expect(200);
    assert!(!page.html.contains("/templates/new\""), "no way to a form that cannot be sent");
    rita.get("/o/brno-robotics/templates/new").await.expect(403);
    rita.post("/o/brno-robotics/templates/new", &page, &WARD).await.expect(403);
    let mut frantisek = house.signed_in("frantisek@brno.example").await;
    frantisek.cookies.insert("prokura-language".to_owned(), "en".to_owned());
    let form = frantisek.get("/o/brno-robotics/templates/new").await.expect(200);
    let kept = frantisek.post("/o/brno-robotics/templates/new", &form, &WARD).await.expect(303);
    let page = frantisek.follow(&kept).await.expect(200);
    page.says("Preview and apply").says("RST-0");
    frantisek.post(&kept.location, &page, &[("version", "1")]).await.expect(403);
    for stranger in ["carl@consumers.example", "grazyna@shipyard.example"] {
        let mut browser = house.signed_in(stranger).await;
        let page = browser.get("/").await.expect(200);
        for path in
            [TEMPLATES, &made.location, &format!("{}/edit", made.location), &format!("{}/delete", made.location)]
        {
            browser.get(path).await.expect(404);
        }
        for path in [made.location.clone(), format!("{}/edit", made.location), format!("{}/delete", made.location)] {
            browser.post(&path, &page, &WARD).await.expect(404);
        }
    }
    // A template of one organization is nobody's in another.
    let id = made.location.rsplit('/').next().unwrap();
    frantisek.get(&format!("/o/brno-robotics/templates/{id}")).await.expect(404);
}
