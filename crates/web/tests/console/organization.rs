//! An organization's own pages: the overview, people and their roles, the log.

use super::support::{Browser, House, Page, between};
use prokura_app::command::answer_support::{Answer, AnswerSupport};
use prokura_domain::grant::Grant;

pub(crate) const CLINIC: &str = "/o/harbour-clinic";
pub(crate) const BRNO: &str = "/o/brno-robotics";

/// What keys of these pages begin with: one of these in what a person reads is a text that is missing.
const PREFIXES: [&str; 19] = [
    "audit-",
    "users-",
    "overview-",
    "person-",
    "origin-",
    "grant-end-",
    "give-",
    "editor-",
    "change-",
    "conflict-",
    "roles-",
    "end-",
    "external-",
    "setting-",
    "settings-",
    "support-",
    "request-",
    "reason-",
    "refusal-",
];

impl House {
    pub(crate) async fn users(&self, organization: &str, email: &str) -> String {
        format!("{organization}/users/{}", self.person(email).await.id)
    }

    /// What somebody holds in an organization now.
    pub(crate) async fn held(&self, slug: &str, email: &str) -> Vec<Grant> {
        let (organization, person) = (self.organization(slug).await, self.person(email).await.id);
        let now = self.site.service.now();
        let mut grants = self.site.service.read().await.unwrap().grants_in(organization, now).await.unwrap();
        grants.retain(|grant| grant.principal == person);
        grants
    }
}

pub(crate) fn roles(grants: &[Grant]) -> Vec<&str> {
    let mut roles: Vec<&str> = grants.iter().map(|grant| grant.role.as_str()).collect();
    roles.sort_unstable();
    roles
}

/// Every link of a page that begins so.
pub(crate) fn links(page: &Page, beginning: &str) -> Vec<String> {
    let links = page.html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter(|link| link.starts_with(beginning)).map(str::to_owned).collect()
}

pub(crate) async fn see(browser: &mut Browser, path: &str, language: &str) -> Page {
    let page = browser.get(path).await.expect(200);
    assert!(page.html.contains(&format!("<html lang=\"{language}\"")), "{path}");
    let words = page.words();
    let missing: Vec<&str> =
        words.split_whitespace().filter(|word| PREFIXES.iter().any(|prefix| word.starts_with(prefix))).collect();
    assert!(missing.is_empty(), "{path} in {language}: {missing:?} in\n{words}");
    page
}

#[tokio::test]
async fn every_page_is_there_in_every_language() {
    let house = House::demo().await;
    let (request, _) = house.ask("harbour-clinic", "harriet@clinic.example").await;
    house.act("harriet@clinic.example", AnswerSupport { request, answer: Answer::Grant }).await;
    // What is refused is in the log, too.
    let mut rita = house.signed_in("rita@brno.example").await;
    let page = rita.get(&format!("{BRNO}/settings")).await.expect(200);
    rita.post(&format!("{BRNO}/settings/external.demotion"), &page, &[("value", "all_at_once")]).await.expect(403);
    // Everything once; in the other languages a few of each.
    for (language, most) in [("en", usize::MAX), ("cs", 2), ("pl", 2)] {
        for (email, home) in [
            ("harriet@clinic.example", CLINIC),
            ("frantisek@brno.example", BRNO),
            ("pavel@tatra.example", "/o/tatra-telecom"),
            ("pavel@tatra.example", BRNO),
            ("hugo@tatra.example", CLINIC),
            ("lena@lighthouse.example", "/o/gdansk-shipyard"),
            ("vera@aurora.example", "/o/aurora"),
        ] {
            let mut browser = house.signed_in(email).await;
            let page = browser.get("/me").await;
            browser.post("/preferences/language", &page, &[("language", language), ("back", "/me")]).await.expect(303);
            let overview = see(&mut browser, home, language).await;
            let sections: Vec<String> = links(&overview, &format!("{home}/"));
            for section in ["users?show=external", "users?show=administrators&q=a", "support", "settings"] {
                let root = section.split('?').next().unwrap_or_default();
                if sections.contains(&format!("{home}/{root}")) {
                    see(&mut browser, &format!("{home}/{section}"), language).await;
                }
            }
            if sections.contains(&format!("{home}/users")) {
                let users = see(&mut browser, &format!("{home}/users"), language).await;
                let people = links(&users, &format!("{home}/users/"));
                for path in people
                    .iter()
                    .filter(|path| {
                        !path.ends_with("/external") && !path.ends_with("/new") && !path.ends_with("/template")
                    })
                    .take(most.min(4))
                {
                    let person = see(&mut browser, path, language).await;
                    for end in links(&person, &format!("{path}/end/")).iter().take(1) {
                        see(&mut browser, end, language).await;
                    }
                    if person.html.contains(&format!("href=\"{path}/roles\"")) {
                        see(&mut browser, &format!("{path}/roles"), language).await;
                    }
                }
                if people.iter().any(|path| path.ends_with("/external")) {
                    see(&mut browser, &format!("{home}/users/external"), language).await;
                }
            }
            if sections.contains(&format!("{home}/audit")) {
                let log = see(&mut browser, &format!("{home}/audit"), language).await;
                see(&mut browser, &format!("{home}/audit?outcome=refused"), language).await;
                for page in links(&log, &format!("{home}/as-of")) {
                    see(&mut browser, &page, language).await;
                }
                for entry in links(&log, &format!("{home}/audit/")).iter().take(most) {
                    see(&mut browser, entry, language).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn nobody_and_strangers_find_nothing() {
    let house = House::demo().await;
    let eve = house.users(CLINIC, "eve@clinic.example").await;
    let grant = house.held("harbour-clinic", "eve@clinic.example").await[0].id;
    let entry = {
        let organization = house.organization("harbour-clinic").await;
        let mut read = house.site.service.read().await.unwrap();
        read.audit_entries(organization, &Default::default(), None, 1).await.unwrap()[0].row.id
    };
    let paths = [
        CLINIC.to_owned(),
        format!("{CLINIC}/users"),
        format!("{CLINIC}/users/external"),
        eve.clone(),
        format!("{eve}/roles"),
        format!("{eve}/edit"),
        format!("{eve}/status"),
        format!("{CLINIC}/users/new"),
        format!("{CLINIC}/blocks/{grant}/lift"),
        format!("{eve}/end/{grant}"),
        format!("{CLINIC}/as-of"),
        format!("{CLINIC}/as-of?at=2999-01-01T00:00"),
        format!("{CLINIC}/as-of/file?at=2026-03-02T09:00:00Z&format=csv"),
        format!("{CLINIC}/audit"),
        format!("{CLINIC}/audit/{entry}"),
        format!("{CLINIC}/support"),
        format!("{CLINIC}/settings"),
    ];
    let mut nobody = house.browser();
    for path in &paths {
        let page = nobody.get(path).await.expect(303);
        assert!(page.location.starts_with("/sign-in?then="), "{path}");
    }
    // People of other organizations, one of them shut out (EXT-12).
    for stranger in ["filip@brno.example", "carl@consumers.example", "radka@tatra.example"] {
        let mut browser = house.signed_in(stranger).await;
        let missing = browser.get("/o/no-such-organization").await.expect(404).words();
        for path in &paths {
            assert_eq!(browser.get(path).await.expect(404).words(), missing, "{stranger} at {path}");
        }
        let page = browser.get("/").await;
        for (path, fields) in [
            (format!("{eve}/roles"), &[("role", "full_admin"), ("step", "save")][..]),
            (format!("{eve}/end/{grant}"), &[]),
            (format!("{CLINIC}/users/external"), &[("person", "filip@brno.example"), ("role", "external_full_admin")]),
        ] {
            browser.post(&path, &page, fields).await.expect(404);
        }
    }
    assert_eq!(roles(&house.held("harbour-clinic", "eve@clinic.example").await), ["events_admin"]);
    // An id of another organization's is nothing here.
    let mut frantisek = house.signed_in("frantisek@brno.example").await;
    frantisek.get(&house.users(BRNO, "eve@clinic.example").await).await.expect(404);
    frantisek.get(&house.users(BRNO, "carl@consumers.example").await).await.expect(404);
    frantisek.get(&format!("{BRNO}/audit/{entry}")).await.expect(404);
    let nora = house.users(BRNO, "nora@brno.example").await;
    frantisek.get(&format!("{nora}/end/{grant}")).await.expect(404);
}

#[tokio::test]
async fn without_a_role_one_sees_oneself() {
    // ORG-06
    let house = House::demo().await;
    let mut nora = house.signed_in("nora@brno.example").await;
    nora.language = "en";
    let overview = nora.get(BRNO).await.expect(200);
    assert_eq!(links(&overview, &format!("{BRNO}/")), Vec::<String>::new());
    for page in ["users", "users/external", "as-of", "audit", "settings", "support"] {
        nora.get(&format!("{BRNO}/{page}")).await.expect(403);
    }
    let own = nora.get(&house.users(BRNO, "nora@brno.example").await).await.expect(200);
    own.says("nora@brno.example");
    nora.get(&house.users(BRNO, "filip@brno.example").await).await.expect(404);
}

#[tokio::test]
async fn somebody_from_outside_is_let_in() {
    // EXT-03, EXT-04
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let path = format!("{CLINIC}/users/external");
    let form = harriet.get(&path).await.expect(200);
    let read_only = ("role", "external_read_only_admin");
    for (email, status, words) in [
        ("carl@consumers.example", 409, "consumer account"),
        ("nobody@nowhere.example", 422, "Nobody with this address"),
        ("pavel@tatra.example", 409, "full or provisioning rights only"),
        ("eve@clinic.example", 409, "for people from other organizations"),
        ("not an address", 422, "not an e-mail address"),
    ] {
        let refused = harriet.post(&path, &form, &[("person", email), read_only]).await.expect(status);
        refused.says(words);
        assert!(refused.html.contains(&format!("value=\"{email}\"")), "{email} is not lost");
    }
    // Verify e-mail says who can be added, and as what: of the partner that sells, full or provisioning alone.
    let unfit =
        harriet.post(&path, &form, &[("person", "carl@consumers.example"), ("step", "verify")]).await.expect(422);
    unfit.says("consumer account");
    assert!(!unfit.html.contains("type=\"radio\""), "nothing to choose for whom nothing can be given");
    let partners =
        harriet.post(&path, &form, &[("person", "pavel@tatra.example"), ("step", "verify")]).await.expect(200);
    let disabled = |role: &str| partners.html.contains(&format!("value=\"{role}\" disabled"));
    assert_eq!(
        [disabled("external_full_admin"), disabled("external_read_only_admin"), disabled("contact_center_admin")],
        [false, true, true]
    );
    let others = harriet.post(&path, &form, &[("person", "filip@brno.example"), ("step", "verify")]).await.expect(200);
    assert!(others.html.contains("value=\"external_read_only_admin\" checked"), "the least of them is proposed");
    assert!(others.html.contains("value=\"provisioning_admin\" disabled"), "for people of the selling partner");
    assert!(house.held("harbour-clinic", "filip@brno.example").await.is_empty(), "verifying gives nothing");

    let added = harriet.post(&path, &others, &[("person", "Filip@Brno.example"), read_only]).await.expect(303);
    harriet.follow(&added).await.says("Filip Druhý now holds: External read-only administrator.");
    let held = house.held("harbour-clinic", "filip@brno.example").await;
    assert!(held[0].term.until.is_some(), "EXT-13: it ends by itself");

    // EXT-01: everybody from outside is listed, those whose access comes through the partner included.
    let listed = harriet.get(&format!("{CLINIC}/users?show=external")).await.expect(200);
    for name in ["Filip Druhý", "Lena Lonely", "Petra Partnerová", "Pavel Plný"] {
        listed.says(name);
    }
    // Radka was removed (EXT-12): not on the list, but named below it.
    let (list, below) = listed.html.split_once("id=\"removed-h\"").unwrap();
    assert!(!list.contains("Radka") && below.contains("Radka"));
    // EXT-05: an external administrator sees the list and adds nobody.
    let mut lena = house.signed_in("lena@lighthouse.example").await;
    lena.get(&format!("{CLINIC}/users?show=external")).await.expect(200).says("Filip Druhý");
    lena.get(&path).await.expect(403);
    let page = lena.get("/").await;
    lena.post(&path, &page, &[("person", "rita@brno.example"), read_only]).await.expect(403);
}

#[tokio::test]
async fn people_are_found_by_name_and_role() {
    // ROL-05
    let house = House::demo().await;
    let mut frantisek = house.signed_in("frantisek@brno.example").await;
    let mut found = async |query: &str| {
        let page = frantisek.get(&format!("{BRNO}/users?{query}")).await.expect(200);
        let table = between(&page.html, "<tbody>", "</tbody>").unwrap_or_default().to_owned();
        table.matches("<tr>").count()
    };
    assert_eq!(found("").await, 13);
    assert_eq!(found("q=SHODOV").await, 1);
    let words = found("q=%C5%A0").await;
    assert!(words > 0 && words == found("q=s").await, "as words begin, whatever the case and the diacritics");
    assert_eq!(found("q=frantisek+h").await, found("q=H+FRANTI%C5%A0EK").await);
    assert_eq!(found("q=zzz").await, 0);
    assert_eq!(found("status=suspended").await + found("status=active").await + found("status=pending").await, 13);
    assert_eq!(found("license=none_such").await, 0);
    assert_eq!(found("role=full_admin").await, 4);
    assert_eq!(found("role=full_admin&role=device_admin").await, 5);
    assert_eq!(found("show=external&role=full_admin").await, 0);
    assert_eq!(found("q=%27+or+1%3D1").await, 0);
    assert_eq!(found("after=nonsense").await, 13);
}

#[tokio::test]
async fn the_log_tells_who_did_what_by_what_right() {
    // SUP-09
    let house = House::demo().await;
    let (request, _) = house.ask("harbour-clinic", "harriet@clinic.example").await;
    house.act("harriet@clinic.example", AnswerSupport { request, answer: Answer::Grant }).await;
    let mut hugo = house.signed_in("hugo@tatra.example").await;
    let page = hugo.get(&format!("{CLINIC}/settings")).await.expect(200);
    let set = format!("{CLINIC}/settings/authentication.sso_mode");
    hugo.post(&set, &page, &[("value", "optional"), ("version", "0")]).await.expect(303);
    hugo.post(&set, &page, &[("value", "enforced"), ("version", "1")]).await.expect(303);

    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let log = harriet.get(&format!("{CLINIC}/audit?request={request}")).await.expect(200);
    log.says("Single sign-on: Optional")
        .says("Single sign-on: Optional → Required")
        .says("Hugo Helpdesk, Tatra Telecom, a.s.");
    let entry = links(&log, &format!("{CLINIC}/audit/")).remove(0);
    let page = harriet.get(&entry).await.expect(200);
    page.says(
        "Help desk administrator (advanced) (Tatra Telecom, a.s.) – with temporary access that the customer granted",
    );
    page.says("Before").says("Optional").says("After").says("Required").says("in the console");

    // By whom, how it ended, and when.
    let words = harriet.get(&format!("{CLINIC}/audit?actor=harriet@clinic.example")).await.expect(200).words();
    assert!(words.contains("Access granted") && !words.contains("Setting changed Single"), "{words}");
    harriet.get(&format!("{CLINIC}/audit?actor=nobody@nowhere.example")).await.expect(200).says("Nothing found");
    harriet.get(&format!("{CLINIC}/audit?until=2020-01-01")).await.expect(200).says("Nothing found");
    harriet.get(&format!("{CLINIC}/audit?from=yesterday")).await.expect(422);
    harriet.get(&format!("{CLINIC}/audit?request=nonsense")).await.expect(422);
    harriet.get(&format!("{CLINIC}/audit?before=1")).await.expect(200);

    // The agent's home knows that it was done, and where; not what.
    let mut pavel = house.signed_in("pavel@tatra.example").await;
    let page = pavel.get("/me").await;
    pavel.post("/preferences/language", &page, &[("language", "en"), ("back", "/me")]).await.expect(303);
    let mirror = pavel.get("/o/tatra-telecom/audit?action=setting_changed").await.expect(200);
    mirror.says("Setting changed Harbour Clinic").says("Hugo Helpdesk");
    assert!(!mirror.words().contains("Optional"));
}

#[tokio::test]
async fn who_could_do_what_is_shown_and_filed() {
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    harriet.language = "en";
    let log = harriet.get(&format!("{CLINIC}/audit")).await.expect(200);
    assert!(log.html.contains(&format!("href=\"{CLINIC}/as-of\"")), "the log leads there");
    let page = harriet.get(&format!("{CLINIC}/as-of")).await.expect(200);
    page.says("Harriet Harbour");
    page.says("Restricted administrator mode was off");
    // EXT-01: whoever is in by a role at home is shown with it.
    page.says("through their own organization");
    page.says("Moment (UTC)");
    // What comes to nothing is not counted.
    assert!(!page.words().contains("only read: 0") && !page.words().contains("Change: 0"));
    let file = links(&page, &format!("{CLINIC}/as-of/file")).into_iter().next().unwrap().replace("&#38;", "&");
    let file = harriet.get(&file.replace("&amp;", "&")).await.expect(200);
    assert!(file.html.starts_with("organization,at,person,name") && file.html.contains("harriet@clinic.example"));
    let wrong = harriet.get(&format!("{CLINIC}/as-of?at=2999-01-01T00:00")).await.expect(422);
    wrong.says("This moment is yet to come.");
    harriet.get(&format!("{CLINIC}/as-of?at=2001-01-01T00:00")).await.expect(422).says("did not exist then");
    harriet.get(&format!("{CLINIC}/as-of?at=nonsense")).await.expect(422);
}

#[tokio::test]
async fn a_setting_that_somebody_else_set_meanwhile_is_compared() {
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let page = harriet.get(&format!("{CLINIC}/settings")).await.expect(200);
    let path = format!("{CLINIC}/settings/external.demotion");
    harriet.post(&path, &page, &[("value", "individually"), ("version", "1")]).await.expect(303);
    let conflict = harriet.post(&path, &page, &[("value", "all_at_once"), ("version", "1")]).await.expect(409);
    conflict.says("Changed by Harriet Harbour").says("All at once Individually");
    let hidden = |name: &str, value: &str| format!("name=\"{name}\" value=\"{value}\"");
    assert!(conflict.html.contains(&hidden("value", "all_at_once")) && conflict.html.contains(&hidden("version", "2")));
    harriet.post(&path, &conflict, &[("value", "all_at_once"), ("version", "2")]).await.expect(303);

    // The switch on the page of support access is the same setting.
    let support = harriet.get(&format!("{CLINIC}/support")).await.expect(200);
    let path = format!("{CLINIC}/support/reading");
    let conflict = harriet.post(&path, &support, &[("on", "on"), ("version", "7")]).await.expect(409);
    assert!(conflict.html.contains(&format!("action=\"{CLINIC}/settings/support.allow_read_only\"")));
}

#[tokio::test]
async fn hidden_settings_leave_no_trace() {
    // RST-03, RST-06
    let house = House::demo().await;
    let mut pavel = house.signed_in("pavel@tatra.example").await;
    let page = pavel.get(&format!("{BRNO}/settings")).await.expect(200);
    for section in ["account", "directory", "services", "migration", "connected_uc"] {
        assert!(page.html.contains(&format!("href=\"#section-{section}\"")), "{section}");
        assert!(page.html.contains(&format!("id=\"section-{section}\"")), "{section}");
    }
    let stage = format!("{BRNO}/settings/migration.stage");
    pavel.post(&stage, &page, &[("value", "running"), ("version", "0")]).await.expect(303);
    let found = pavel.get("/search?q=migrace&in=brno-robotics").await.expect(200);
    assert!(found.html.contains(&format!("{BRNO}/settings#migration-stage")));

    let mut frantisek = house.signed_in("frantisek@brno.example").await;
    for path in [BRNO, &format!("{BRNO}/settings"), &format!("{BRNO}/audit")] {
        let page = frantisek.get(path).await.expect(200);
        // The menu and the log's filters speak of areas, never of what was set.
        assert!(!page.html.contains("migration.stage") && !page.html.contains("section-migration"), "{path}");
    }
    let found = frantisek.get("/search?q=migrace&in=brno-robotics").await.expect(200);
    assert!(!found.html.contains("/settings#"));
    let found = frantisek.get("/search?q=nazev+spol&in=brno-robotics").await.expect(200);
    assert!(found.html.contains(&format!("{BRNO}/settings#account-company-name")));
    let page = frantisek.get(&format!("{BRNO}/settings")).await.expect(200);
    frantisek.post(&stage, &page, &[("value", "none"), ("version", "1")]).await.expect(403);
}

#[tokio::test]
async fn an_organization_is_renamed_like_any_other_setting() {
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let page = harriet.get(&format!("{CLINIC}/settings")).await.expect(200);
    let path = format!("{CLINIC}/settings/account.company_name");
    let refused = harriet.post(&path, &page, &[("value", " "), ("version", "1")]).await.expect(422);
    assert!(refused.html.contains("error-account-company-name"));
    harriet.post(&path, &page, &[("value", "Haven Clinic"), ("version", "1")]).await.expect(303);
    let page = harriet.get(&format!("{CLINIC}/settings")).await.expect(200);
    page.says("Haven Clinic").says("Set by Harriet Harbour");
    harriet.get(CLINIC).await.expect(200).says("Haven Clinic");
    let conflict = harriet.post(&path, &page, &[("value", "Other"), ("version", "1")]).await.expect(409);
    conflict.says("Changed by Harriet Harbour");
}
