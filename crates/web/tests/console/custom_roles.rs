//! Roles that an organization composes: the list, the form with its preview, and deleting, holder by holder.

use super::support::House;
use prokura_app::command::assign_role::AssignRole;
use prokura_app::command::guard::holder::Holder;
use prokura_domain::grant::Scope;

const ROLES: &str = "/o/harbour-clinic/roles";

#[tokio::test]
async fn a_role_is_composed_previewed_changed_and_deleted() {
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let form = harriet.get(&format!("{ROLES}/new")).await.expect(200);
    let fields = [("name-en", "Front desk"), ("area-devices", "manage"), ("area-users", "read")];
    let bad = [("area-devices", "manage"), ("step", "save")];
    harriet.post(&format!("{ROLES}/new"), &form, &bad).await.expect(422);
    let preview = [&fields[..], &[("step", "preview")]].concat();
    let shown = harriet.post(&format!("{ROLES}/new"), &form, &preview).await.expect(200);
    assert!(shown.html.contains("id=\"preview\"") && shown.html.contains("value=\"Front desk\""), "{}", shown.html);
    let before = house.site.service.follower().revision();
    let saved = [&fields[..], &[("step", "save")]].concat();
    let done = harriet.post(&format!("{ROLES}/new"), &form, &saved).await.expect(303);
    assert!(house.site.service.follower().revision() > before);
    harriet.follow(&done).await.expect(200).says("Front desk");

    let clinic = house.organization("harbour-clinic").await;
    let mut read = house.site.service.read().await.unwrap();
    let role = read.organization_record(clinic).await.unwrap().unwrap().custom_roles.pop().unwrap();
    drop(read);
    let eve = house.person("eve@clinic.example").await;
    let give = AssignRole {
        organization: clinic,
        holder: Holder::Id(eve.id),
        role: role.key(),
        scope: Scope::None,
        from: None,
        until: None,
        reason: None,
    };
    let grant = house.act("harriet@clinic.example", give).await;
    harriet.get("/o/harbour-clinic/users").await.expect(200).says("Front desk");
    harriet.get(&format!("/o/harbour-clinic/users/{}", eve.id)).await.expect(200).says("Front desk");

    // The preview names who gains and loses.
    let path = format!("{ROLES}/{}", role.id);
    let page = harriet.get(&path).await.expect(200);
    let fields = [("name-en", "Front desk"), ("area-licenses", "manage"), ("version", "1")];
    let preview = [&fields[..], &[("step", "preview")]].concat();
    let told = harriet.post(&path, &page, &preview).await.expect(200);
    told.says(eve.name.as_str());
    let saved = [&fields[..], &[("step", "save")]].concat();
    harriet.post(&path, &page, &saved).await.expect(303);
    // Saved again from the same page: who changed what stands beside what was typed, and can be saved all the same.
    let mine = [("name-en", "Reception"), ("area-devices", "read"), ("version", "1")];
    let conflict = harriet.post(&path, &page, &[&mine[..], &[("step", "save")]].concat()).await.expect(409);
    conflict.says("Harriet");
    for shown in ["Front desk", "Reception", "name=\"version\" value=\"2\"", "name=\"area-devices\" value=\"read\""] {
        assert!(conflict.html.contains(shown), "{shown}: {}", conflict.html);
    }
    // A preview does not make the page newer than it is.
    let shown = harriet.post(&path, &page, &[&mine[..], &[("step", "preview")]].concat()).await.expect(200);
    assert!(shown.html.contains("name=\"version\" value=\"1\""), "{}", shown.html);

    // Deleting asks for Eve.
    let path = format!("{path}/delete");
    let page = harriet.get(&path).await.expect(200);
    page.says(eve.name.as_str());
    let id = grant.id.to_string();
    harriet.post(&path, &page, &[("grant", &id), ("version", "2")]).await.expect(422);
    let stale = [("grant", id.as_str()), (&format!("then-{id}"), "end"), ("version", "1")];
    harriet.post(&path, &page, &stale).await.expect(409).says("Harriet");
    let then = format!("then-{id}");
    let decided = [("grant", id.as_str()), (then.as_str(), "device_admin"), ("version", "2")];
    let done = harriet.post(&path, &page, &decided).await.expect(303);
    assert_eq!(done.location, ROLES);
    let mut read = house.site.service.read().await.unwrap();
    let held = read.grants_in(clinic, house.site.service.now()).await.unwrap();
    let of_eve: Vec<&str> = held.iter().filter(|it| it.principal == eve.id).map(|it| it.role.as_str()).collect();
    assert!(of_eve.contains(&"device_admin") && !of_eve.contains(&role.key().as_str()), "{of_eve:?}");
    drop(read);
    harriet.get(&path).await.expect(410);
}

#[tokio::test]
async fn strangers_find_nothing_and_readers_change_nothing() {
    let house = House::demo().await;
    for stranger in ["filip@brno.example", "carl@consumers.example"] {
        let mut browser = house.signed_in(stranger).await;
        let page = browser.get("/").await.expect(200);
        for path in [ROLES.to_owned(), format!("{ROLES}/new"), format!("{ROLES}/0190a0b0-0000-7000-8000-000000000000")]
        {
            browser.get(&path).await.expect(404);
        }
        browser.post(&format!("{ROLES}/new"), &page, &[("name-en", "x"), ("step", "save")]).await.expect(404);
    }
    // A read-only administrator sees what there is, and cannot compose.
    let mut rita = house.signed_in("rita@brno.example").await;
    let page = rita.get("/o/brno-robotics/roles").await.expect(200);
    assert!(page.html.contains("aria-describedby=\"why-compose\""), "{}", page.html);
    rita.get("/o/brno-robotics/roles/new").await.expect(403);
    let page = rita.get("/").await.expect(200);
    let fields = [("name-en", "Mine"), ("area-devices", "read"), ("step", "save")];
    rita.post("/o/brno-robotics/roles/new", &page, &fields).await.expect(403);
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_in_every_language() {
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let home = harriet.get("/").await.expect(200);
    let wrong = [
        ("name-en", "Full administrator"),
        ("area-content", "manage"),
        ("area-roles", "manage"),
        ("area-devices", "read"),
        ("step", "save"),
    ];
    for (language, says) in [
        ("en", ["Another role here is called so.", "A custom role can only read this area."]),
        ("cs", ["Takto se zde už jmenuje jiná role.", "Vlastní role může tuto oblast jen číst."]),
        ("pl", ["Tak nazywa się tu już inna rola.", "Rola niestandardowa może ten obszar tylko odczytywać."]),
    ] {
        harriet.post("/preferences/language", &home, &[("language", language)]).await.expect(303);
        let form = harriet.get(&format!("{ROLES}/new")).await.expect(200);
        let told = harriet.post(&format!("{ROLES}/new"), &form, &wrong).await.expect(422);
        for sentence in says {
            assert!(told.html.contains(sentence), "{language}: {sentence}: {}", told.html);
        }
        for id in ["name-en-error", "area-roles-error"] {
            assert!(told.html.contains(&format!("id=\"{id}\"")), "{language}: {id}");
        }
        // The preview tells it too, before anybody saves.
        let wanted = [("name-en", "Desk"), ("area-roles", "manage"), ("area-devices", "read"), ("step", "preview")];
        let shown = harriet.post(&format!("{ROLES}/new"), &form, &wanted).await.expect(200);
        assert!(shown.html.contains("id=\"area-roles-error\"") && shown.html.contains(says[1]), "{language}");
    }
}
