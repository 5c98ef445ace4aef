//! The role editor: choices with reasons, a review, and one Save.

use super::organization::{BRNO, CLINIC, links, roles};
use super::support::{Browser, House, Page, between};

/// What the form of a page would send, hidden fields and ticked boxes alike.
fn fields(page: &Page) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let main = page.html.split("<main").nth(1).unwrap();
    for tag in main.split('<').filter(|tag| tag.starts_with("input ")) {
        let tag = tag.split('>').next().unwrap();
        let (Some(name), value) = (between(tag, "name=\"", "\""), between(tag, "value=\"", "\"").unwrap_or_default())
        else {
            continue;
        };
        let is_box = tag.contains("type=\"checkbox\"");
        if name == "csrf" || tag.contains(" disabled") || is_box && !tag.contains(" checked") {
            continue;
        }
        fields.push((name.to_owned(), value.replace("&#60;", "<").replace("&#62;", ">")));
    }
    for select in main.split("<select ").skip(1) {
        let select = select.split("</select>").next().unwrap();
        let chosen = select.split("<option ").find(|option| option.contains(" selected"));
        if let (Some(name), Some(chosen), false) =
            (between(select, "name=\"", "\""), chosen, select.split('>').next().unwrap().contains(" disabled"))
        {
            fields.push((name.to_owned(), between(chosen, "value=\"", "\"").unwrap().to_owned()));
        }
    }
    fields
}

fn texts(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

async fn send(browser: &mut Browser, path: &str, page: &Page, fields: &[(String, String)], step: &str) -> Page {
    let mut all = texts(fields);
    all.push(("step", step));
    browser.post(path, page, &all).await
}

fn with(page: &Page, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut all = fields(page);
    for (name, value) in more {
        all.retain(|(other, _)| other != name || *name == "role");
        all.push(((*name).to_owned(), (*value).to_owned()));
    }
    all
}

/// The row of a role in the editor.
fn row<'p>(page: &'p Page, role: &str) -> &'p str {
    let (_, rest) = page.html.split_once(&format!("id=\"r-{role}\"")).unwrap();
    rest.split("class=\"role-row").next().unwrap()
}

async fn english(house: &House, email: &str) -> Browser {
    let mut browser = house.signed_in(email).await;
    let page = browser.get("/me").await;
    browser.post("/preferences/language", &page, &[("language", "en"), ("back", "/me")]).await.expect(303);
    browser
}

#[tokio::test]
async fn a_role_is_assigned_reviewed_and_saved_as_one_change() {
    // ROL-02, ROL-03, ROL-04
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let eve = house.users(CLINIC, "eve@clinic.example").await;
    let path = format!("{eve}/roles");
    let person = harriet.get(&eve).await.expect(200);
    assert!(person.html.contains(&format!("<a id=\"admin-roles\" href=\"{path}\">Events administrator")));
    let editor = harriet.get(&path).await.expect(200);
    editor.says("Administrator roles of Eve Events").says("What it gives");
    assert!(row(&editor, "events_admin").contains("checked"));

    // What is wrong is told at its field, and nothing that was typed is lost.
    let wrong = with(
        &editor,
        &[("role", "read_only_admin"), ("until:read_only_admin", "2020-01-01"), ("reason", "Audit in <March>")],
    );
    let page = send(&mut harriet, &path, &editor, &wrong, "review").await.expect(422);
    page.says("The end must come after the beginning").says("Audit in <March>");
    assert!(row(&page, "read_only_admin").contains("value=\"2020-01-01\"") && page.html.contains("data-focus"));
    let soon = with(&editor, &[("role", "read_only_admin"), ("until:read_only_admin", "soon")]);
    send(&mut harriet, &path, &editor, &soon, "review").await.expect(422).says("not a date");

    let wanted = with(
        &editor,
        &[("role", "read_only_admin"), ("until:read_only_admin", "2026-03-31"), ("reason", "Audit in <March>")],
    );
    let review = send(&mut harriet, &path, &editor, &wanted, "review").await.expect(200);
    review.says("Change the roles of Eve Events?").says("Given Read-only administrator until 1 Apr 2026, 0:00");
    review.says("Can then read").says("Audit in <March>");
    assert_eq!(roles(&house.held("harbour-clinic", "eve@clinic.example").await), ["events_admin"], "only shown");
    // Back, with everything that was chosen.
    let back = send(&mut harriet, &path, &review, &fields(&review), "edit").await.expect(200);
    assert!(row(&back, "read_only_admin").contains("checked"));
    assert!(row(&back, "read_only_admin").contains("value=\"2026-03-31\""));

    let saved = send(&mut harriet, &path, &review, &fields(&review), "save").await.expect(303);
    let page = harriet.follow(&saved).await;
    page.says("The roles of Eve Events are as you chose.").says("Read-only administrator, Events administrator");
    page.says("until 1 Apr 2026, 0:00").says("Audit in <March>");
    // Pressed twice, it is as it was wanted.
    let again = send(&mut harriet, &path, &review, &fields(&review), "save").await.expect(303);
    harriet.follow(&again).await.says("are as you chose");
    let editor = harriet.get(&path).await.expect(200);
    let page = send(&mut harriet, &path, &editor, &fields(&editor), "review").await.expect(200);
    page.says("Nothing is different from what the person holds already.");
    assert_eq!(roles(&house.held("harbour-clinic", "eve@clinic.example").await), ["events_admin", "read_only_admin"]);
}

#[tokio::test]
async fn what_is_excluded_is_locked_and_says_why() {
    let house = House::demo().await;
    let mut frantisek = english(&house, "frantisek@brno.example").await;
    // ROL-12: lukas holds the location role, which stands alone.
    let lukas = format!("{}/roles", house.users(BRNO, "lukas@brno.example").await);
    let editor = frantisek.get(&lukas).await.expect(200);
    assert!(row(&editor, "device_admin").contains("disabled") && row(&editor, "device_admin").contains("ROL-12"));
    // ROL-08
    assert!(row(&editor, "advanced_troubleshooting").contains("disabled"));
    // What follows from unticking it shows at once.
    let mut unticked = fields(&editor);
    unticked.retain(|(name, _)| name != "role" && !name.starts_with("scope:"));
    let look = send(&mut frantisek, &lukas, &editor, &unticked, "look").await.expect(200);
    assert!(!row(&look, "device_admin").contains("disabled"));
    assert!(row(&look, "advanced_troubleshooting").contains("ROL-08"));
    // Tried all the same, the command says the same.
    let both = with(&editor, &[("role", "device_admin")]);
    let refused = send(&mut frantisek, &lukas, &editor, &both, "save").await.expect(409);
    refused.says("The role Device administrator cannot stand beside Location administrator").says("ROL-12");
    // CC-06
    let cecilie = format!("{}/roles", house.users(BRNO, "cecilie@brno.example").await);
    let editor = frantisek.get(&cecilie).await.expect(200);
    assert!(row(&editor, "full_admin").contains("CC-06") && !row(&editor, "device_admin").contains("disabled"));

    // ROL-10, ORG-07: one's own.
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let own = format!("{}/roles", house.users(CLINIC, "harriet@clinic.example").await);
    let editor = harriet.get(&own).await.expect(200);
    assert!(row(&editor, "compliance_officer").contains("ROL-10"));
    assert!(row(&editor, "full_admin").contains("ORG-07"));
    let more = with(&editor, &[("role", "compliance_officer")]);
    send(&mut harriet, &own, &editor, &more, "save").await.expect(409).says("Nobody gives rights to themselves");
    let mut nothing = fields(&editor);
    nothing.retain(|(name, _)| name != "role");
    send(&mut harriet, &own, &editor, &nothing, "save").await.expect(409).says("without a full administrator");
    assert_eq!(roles(&house.held("harbour-clinic", "harriet@clinic.example").await), ["full_admin"]);

    // Who may only look sees why, and the form's address takes nothing from them.
    let mut rita = english(&house, "rita@brno.example").await;
    let page = rita.get(lukas.trim_end_matches("/roles")).await.expect(200);
    assert!(!page.html.contains("/end/") && !page.html.contains(&format!("href=\"{lukas}\"")));
    page.says("Why can I not change this?");
    let editor = rita.get(&lukas).await.expect(200);
    assert!(row(&editor, "device_admin").contains("disabled") && editor.html.contains("why-save"));
    rita.post(&lukas, &editor, &[("role", "device_admin"), ("step", "save")]).await.expect(403);
    assert_eq!(roles(&house.held("brno-robotics", "lukas@brno.example").await), ["location_admin"]);
}

#[tokio::test]
async fn each_site_takes_its_own_role() {
    // SIT-01, SIT-02, SIT-03
    let house = House::demo().await;
    let mut frantisek = english(&house, "frantisek@brno.example").await;
    let nora = format!("{}/roles", house.users(BRNO, "nora@brno.example").await);
    let editor = frantisek.get(&nora).await.expect(200);
    editor.says("brno.meet.example").says("brno-lab.meet.example");
    assert!(row(&editor, "location_admin").contains("name=\"scope:location_admin\""));
    let sites: Vec<&str> = editor.html.split("name=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let sites: Vec<&str> = sites.into_iter().filter(|name| name.starts_with("site:")).collect();
    // A site of nobody's, and nonsense.
    for site in ["site:0190a0b0-0000-7000-8000-000000000000", "site:' or 1=1"] {
        frantisek.post(&nora, &editor, &[(site, "site_admin"), ("step", "save")]).await.expect(422);
    }
    let wanted = with(&editor, &[(sites[0], "site_admin"), (sites[1], "site_read_only_admin")]);
    let review = send(&mut frantisek, &nora, &editor, &wanted, "review").await.expect(200);
    review.says("Site administrator").says("Site read-only administrator").says("Can then change");
    send(&mut frantisek, &nora, &review, &fields(&review), "save").await.expect(303);
    assert_eq!(roles(&house.held("brno-robotics", "nora@brno.example").await), ["site_admin", "site_read_only_admin"]);
    // Where a site has its own administration there is nothing to give, and it says so.
    let mut grazyna = english(&house, "grazyna@shipyard.example").await;
    let gosia = format!("{}/roles", house.users("/o/gdansk-shipyard", "gosia@shipyard.example").await);
    let editor = grazyna.get(&gosia).await.expect(200);
    editor.says("SIT-01");
    assert!(editor.html.contains("name=\"site:") && !editor.html.contains("name=\"site:\""));
}

#[tokio::test]
async fn a_conflict_shows_who_changed_what_and_lets_one_choose() {
    let house = House::demo().await;
    let mut frantisek = english(&house, "frantisek@brno.example").await;
    let mut filip = english(&house, "filip@brno.example").await;
    let nora = format!("{}/roles", house.users(BRNO, "nora@brno.example").await);
    let mine = frantisek.get(&nora).await.expect(200);
    let theirs = filip.get(&nora).await.expect(200);
    let both = with(&mine, &[("role", "device_admin")]);
    send(&mut frantisek, &nora, &mine, &both, "save").await.expect(303);
    let other = with(&theirs, &[("role", "support_admin")]);
    let conflict = send(&mut filip, &nora, &theirs, &other, "save").await.expect(409);
    conflict.says("Changed by František Správce, 2 Mar 2026, 9:00:00.");
    conflict.says("Support administrator without an end not held");
    conflict.says("Device administrator not chosen without an end");
    assert_eq!(roles(&house.held("brno-robotics", "nora@brno.example").await), ["device_admin"]);
    // Going on: mine, over what there is now, through the editor and the review.
    let editor = send(&mut filip, &nora, &conflict, &fields(&conflict), "edit").await.expect(200);
    assert!(row(&editor, "support_admin").contains("checked"));
    assert!(!row(&editor, "device_admin").split('>').next().unwrap().contains("checked"));
    let review = send(&mut filip, &nora, &editor, &fields(&editor), "review").await.expect(200);
    review.says("Taken away Device administrator").says("Given Support administrator");
    send(&mut filip, &nora, &review, &fields(&review), "save").await.expect(303);
    assert_eq!(roles(&house.held("brno-robotics", "nora@brno.example").await), ["support_admin"]);
}

#[tokio::test]
async fn one_role_is_ended_after_a_question() {
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let eve = house.users(CLINIC, "eve@clinic.example").await;
    let person = harriet.get(&eve).await.expect(200);
    let end = links(&person, &format!("{eve}/end/")).remove(0);
    let ask = harriet.get(&end).await.expect(200);
    ask.says("It ends at once").says("Can then no longer change");
    // A stale page does not end what changed meanwhile.
    harriet.post(&end, &ask, &[("version", "7")]).await.expect(409).says("Events administrator to be ended");
    let version = between(&ask.html, "name=\"version\" value=\"", "\"").unwrap();
    let ended = harriet.post(&end, &ask, &[("version", version)]).await.expect(303);
    harriet.follow(&ended).await.says("Eve Events no longer holds: Events administrator.").says("Earlier roles");
    harriet.get(&end).await.expect(404);
    harriet.post(&end, &ask, &[("version", "2")]).await.expect(410);
    assert_eq!(roles(&house.held("harbour-clinic", "eve@clinic.example").await), Vec::<&str>::new());
    // ORG-07
    let own = house.users(CLINIC, "harriet@clinic.example").await;
    let grant = house.held("harbour-clinic", "harriet@clinic.example").await[0].id;
    let page = harriet.get(&own).await.expect(200);
    page.says("ORG-07");
    harriet.get(&format!("{own}/end/{grant}")).await.expect(409).says("without a full administrator");
    harriet.post(&format!("{own}/end/{grant}"), &page, &[("version", "1")]).await.expect(409);
    assert_eq!(roles(&house.held("harbour-clinic", "harriet@clinic.example").await), ["full_admin"]);
}

#[tokio::test]
async fn the_roles_are_explained_to_everybody() {
    let house = House::demo().await;
    let page = english(&house, "nora@brno.example").await.get("/roles").await.expect(200);
    page.says("What the roles mean").says("Advanced troubleshooting").says("Help desk administrator (basic)");
    house.browser().get("/roles").await.expect(303);
}
