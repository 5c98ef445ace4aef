//! People's lives: deleting somebody, bringing them back, erasing what is left of them.

use super::support::House;

#[tokio::test]
async fn a_person_is_deleted_found_among_the_deleted_and_brought_back() {
    let house = House::demo().await;
    let eve = house.person("eve@clinic.example").await;
    let person = format!("/o/harbour-clinic/users/{}", eve.id);
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let page = harriet.get(&person).await.expect(200);
    assert!(page.html.contains(&format!("{person}/delete")));
    let page = harriet.get(&format!("{person}/delete")).await.expect(200);
    page.says("Delete Eve").says("One administrator role here ends.");
    let done = harriet.post(&format!("{person}/delete"), &page, &[("version", "1")]).await.expect(303);
    let gone = harriet.follow(&done).await.expect(200);
    gone.says("was deleted").says("eve@clinic.example").says("Deleted by Harriet");
    // On no list but that of those who were deleted.
    let all = harriet.get("/o/harbour-clinic/users").await.expect(200);
    assert!(!all.html.contains("eve@clinic.example"));
    let deleted = harriet.get("/o/harbour-clinic/users?status=deleted").await.expect(200);
    deleted.says("eve@clinic.example").says("One person on this list");
    assert!(!deleted.html.contains("users-selection"), "nothing is done with many of them");
    harriet.get(&format!("{person}/edit")).await.expect(404);
    harriet.get(&format!("{person}/roles")).await.expect(404);
    let page = harriet.get(&format!("{person}/restore")).await.expect(200);
    let done = harriet.post(&format!("{person}/restore"), &page, &[("version", "2")]).await.expect(303);
    harriet.follow(&done).await.expect(200).says("is back and was invited").says("Invited");
    assert!(house.mails().await.iter().any(|mail| mail.to.contains("eve@clinic.example")));
    harriet.get(&format!("{person}/restore")).await.expect(404);
}

#[tokio::test]
async fn erasing_asks_whether_one_is_sure_and_leaves_nobody() {
    let house = House::demo().await;
    let eve = house.person("eve@clinic.example").await;
    let person = format!("/o/harbour-clinic/users/{}", eve.id);
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    harriet.get(&format!("{person}/erase")).await.expect(404);
    let page = harriet.get(&format!("{person}/delete")).await.expect(200);
    harriet.post(&format!("{person}/delete"), &page, &[]).await.expect(303);
    let page = harriet.get(&format!("{person}/erase")).await.expect(200);
    page.says("This cannot be undone, by anybody.").says("Backups");
    harriet.post(&format!("{person}/erase"), &page, &[]).await.expect(422).says("Tick that you understand");
    let done = harriet.post(&format!("{person}/erase"), &page, &[("sure", "1")]).await.expect(303);
    let gone = harriet.follow(&done).await.expect(200);
    gone.says("Erased person").says("Nothing that says who this was is left here.");
    for path in [person.as_str(), "/o/harbour-clinic/audit", "/o/harbour-clinic/users?status=deleted"] {
        let page = harriet.get(path).await.expect(200);
        for word in [eve.name.as_str(), "eve@clinic.example"] {
            assert!(!page.html.contains(word), "{path} tells {word}");
        }
    }
    harriet.get("/o/harbour-clinic/audit").await.says("Personal data erased").says("Erased person");
    harriet.get(&format!("{person}/restore")).await.expect(200).says("cannot be brought back");
}

#[tokio::test]
async fn nobody_else_deletes_restores_or_erases() {
    let house = House::demo().await;
    let eve = house.person("eve@clinic.example").await;
    for stranger in ["filip@brno.example", "carl@consumers.example", "grazyna@shipyard.example"] {
        let mut browser = house.signed_in(stranger).await;
        let page = browser.get("/").await.expect(200);
        for act in ["delete", "restore", "erase"] {
            let path = format!("/o/harbour-clinic/users/{}/{act}", eve.id);
            browser.get(&path).await.expect(404);
            browser.post(&path, &page, &[("sure", "1")]).await.expect(404);
        }
    }
    // From outside, somebody is known here, and their home's to delete.
    let lena = house.person("lena@lighthouse.example").await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    harriet.get(&format!("/o/harbour-clinic/users/{}/delete", lena.id)).await.expect(404);
    assert!(house.person("lena@lighthouse.example").await.status == prokura_domain::person::PersonStatus::Active);
}

#[tokio::test]
async fn an_alias_is_filled_in_by_a_button() {
    // ORG-05
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let new = "/o/harbour-clinic/users/new";
    let alias = "pavel+harbour-clinic@tatra.example";
    let page = harriet.get(new).await.expect(200);
    let typed = [("name", "Pavel"), ("email", "pavel@tatra.example"), ("locale", "cs")];
    let refused = harriet.post(new, &page, &typed).await.expect(409);
    refused.says("add them as an external administrator").says(&format!("Use the alias {alias}"));
    assert!(refused.html.contains("/o/harbour-clinic/users/external"));
    let filled = harriet.post(new, &refused, &[typed[0], typed[1], typed[2], ("alias", alias)]).await.expect(200);
    assert!(filled.html.contains(&format!("value=\"{alias}\"")) && filled.html.contains("value=\"Pavel\""));
    harriet.post(new, &filled, &[("name", "Pavel"), ("email", alias)]).await.expect(303);

    // Of several at once, at its row.
    let many = "/o/harbour-clinic/users/new-many";
    let page = harriet.get(many).await.expect(200);
    let rows = [
        ("name", "Nina"),
        ("email", "nina@clinic.example"),
        ("locale", ""),
        ("name", "Petra"),
        ("email", "petra@tatra.example"),
        ("locale", ""),
    ];
    let refused = harriet.post(many, &page, &rows).await.expect(422);
    let alias = "petra+harbour-clinic@tatra.example";
    refused.says(&format!("Row 2: use the alias {alias}"));
    let mut with = rows.to_vec();
    let choice = format!("1 {alias}");
    with.push(("alias", &choice));
    let filled = harriet.post(many, &refused, &with).await.expect(200);
    assert!(filled.html.contains(&format!("value=\"{alias}\"")) && filled.html.contains("nina@clinic.example"));
    for nonsense in ["9999 x@y.example", "x", "-1 a", &"1 ".repeat(1_000)] {
        let mut with = rows.to_vec();
        with.push(("alias", nonsense));
        let answer = harriet.post(many, &refused, &with).await;
        assert!(answer.status == 200 || answer.status == 422, "{nonsense}: {}", answer.status);
    }
}

#[tokio::test]
async fn details_show_on_the_profile_and_the_number_with_a_lock() {
    // RST-03
    let house = House::demo().await;
    let eve = house.person("eve@clinic.example").await;
    let person = format!("/o/harbour-clinic/users/{}", eve.id);
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let page = harriet.get(&format!("{person}/edit")).await.expect(200);
    let mut typed = vec![
        ("name", eve.name.as_str()),
        ("email", "eve@clinic.example"),
        ("locale", ""),
        ("title", "Head nurse"),
        ("department", "Ward 3"),
        ("work_number", "541 141 111"),
    ];
    let refused = harriet.post(&format!("{person}/edit"), &page, &typed).await.expect(422);
    refused.says("plus sign");
    assert!(refused.html.contains("Head nurse"), "what was typed is there");
    typed[5].1 = "+420 541 141 111";
    harriet.post(&format!("{person}/edit"), &page, &typed).await.expect(303);
    harriet.get(&person).await.expect(200).says("Head nurse").says("Ward 3").says("+420541141111");
    typed[5].1 = "";
    harriet.post(&format!("{person}/edit"), &page, &typed).await.expect(303);
    assert_eq!(house.person("eve@clinic.example").await.details.work_number, None);

    let nora = house.person("nora@brno.example").await;
    let mut frantisek = house.signed_in("frantisek@brno.example").await;
    let seen = frantisek.get(&format!("/o/brno-robotics/users/{}", nora.id)).await.expect(200);
    assert!(seen.html.contains("why-work-number") && seen.html.contains("RST-02"));
}

#[tokio::test]
async fn people_are_managed_in_one_place_which_restricted_mode_locks() {
    // RST-04
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let users = harriet.get("/o/harbour-clinic/users").await.expect(200);
    users.says("Manage users");
    for path in ["new", "new-many", "import", "import/template", "import?kind=roles", "claim", "changes"] {
        assert!(users.html.contains(&format!("/o/harbour-clinic/users/{path}\"")), "{path}");
    }
    assert!(users.html.contains("/o/harbour-clinic/users?status=deleted"));
    harriet.get("/o/harbour-clinic/users/claim").await.expect(200).says("No verified domain");
    let mut frantisek = house.signed_in("frantisek@brno.example").await;
    let users = frantisek.get("/o/brno-robotics/users").await.expect(200);
    assert!(users.html.contains("aria-describedby=\"why-manage\"") && users.html.contains("RST-02"));
    for path in ["new", "new-many", "import", "claim"] {
        assert!(!users.html.contains(&format!("/o/brno-robotics/users/{path}\"")), "{path}");
    }
    let page = frantisek.get("/o/brno-robotics/users/claim").await.expect(200);
    assert!(page.html.contains("why-claim"));
    frantisek.post("/o/brno-robotics/users/claim", &page, &[("all", "1")]).await.expect(403);
    // It does not bind the partner's administrator.
    let mut pavel = house.signed_in("pavel@tatra.example").await;
    let users = pavel.get("/o/brno-robotics/users").await.expect(200);
    assert!(users.html.contains("/o/brno-robotics/users/new\""));
}
