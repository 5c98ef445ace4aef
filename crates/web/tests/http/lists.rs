//! Lists: narrowed, ordered, page by page; a cursor is good for one caller, one list and one set of filters.

use crate::support::House;
use serde_json::{Value, json};

const CLINIC: &str = "/v1/organizations/harbour-clinic";

/// Every value of a member, over all pages of so many.
async fn all(house: &House, token: &str, path: &str, member: &str) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let glue = if path.contains('?') { '&' } else { '?' };
        let page = house.get(&format!("{path}{glue}limit=1{cursor}")).by(token).send().await.expect(200).json();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 1);
        found.extend(items.iter().map(|item| item.pointer(member).unwrap().clone()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

async fn texts(house: &House, token: &str, path: &str, member: &str) -> Vec<String> {
    all(house, token, path, member).await.into_iter().map(|it| it.as_str().unwrap_or("-").to_owned()).collect()
}

#[tokio::test]
async fn people_are_narrowed_and_ordered() {
    let house = House::example().await;
    let pavel = house.admin("pavel@tatra.example").await;
    let harriet = house.admin("harriet@clinic.example").await;
    for (name, email) in [("Čeněk Nový", "a-new@clinic.example"), ("Łucja Nová", "b-new@clinic.example")] {
        let body = json!({ "name": name, "email": email });
        house.post(&format!("{CLINIC}/people"), &body).by(&harriet).send().await.expect(201);
    }
    let people = format!("{CLINIC}/people");
    let emails = async |query: &str| texts(&house, &harriet, &format!("{people}?{query}"), "/email").await;
    assert_eq!(emails("search=NOV&sort=name").await, ["a-new@clinic.example", "b-new@clinic.example"]);
    assert_eq!(emails("search=nov&sort=-name").await, ["b-new@clinic.example", "a-new@clinic.example"]);
    assert_eq!(emails("search=luc").await, ["b-new@clinic.example"]);
    assert_eq!(emails("search=a-n").await, ["a-new@clinic.example"]);
    assert_eq!(emails("search=nobody").await, [""; 0]);
    assert_eq!(emails("search=nov&status=suspended").await, [""; 0]);
    let mut sorted = emails("").await;
    let created = sorted.clone();
    sorted.sort();
    assert_eq!(emails("sort=email").await, sorted);
    sorted.reverse();
    assert_eq!(emails("sort=-email").await, sorted);
    assert_eq!(emails("sort=-created").await, created.into_iter().rev().collect::<Vec<_>>());
    // ROL-05: several roles.
    let full = emails("role=full_admin").await;
    assert!(full.contains(&"harriet@clinic.example".to_owned()) && full.len() < sorted.len(), "{full:?}");
    let both = emails("role=full_admin,user_admin&sort=-email").await;
    assert!(full.iter().all(|email| both.contains(email)), "{both:?}");
    assert_eq!(emails("role=no_such_role").await, [""; 0]);
    let administrators = emails("administrators=true").await;
    assert!(both.iter().all(|email| administrators.contains(email)) && administrators.len() < sorted.len());
    // EXT-01
    let external = texts(&house, &harriet, &format!("{CLINIC}/administrators?external=true"), "/person/email").await;
    assert!(external.contains(&"pavel@tatra.example".to_owned()), "{external:?}");
    let own = texts(&house, &harriet, &format!("{CLINIC}/administrators?external=false"), "/person/email").await;
    assert_eq!(own.len(), administrators.len());
    let everybody = texts(&house, &harriet, &format!("{CLINIC}/administrators"), "/person/email").await;
    assert_eq!(everybody.len(), own.len() + external.len());
    house.get(&format!("{people}?role=full_admin")).by(&pavel).send().await.expect(200);
}

#[tokio::test]
async fn a_cursor_survives_what_is_added() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let path = format!("{CLINIC}/people?sort=email&limit=1");
    let first = house.get(&path).by(&harriet).send().await.expect(200).json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = house.get(&format!("{path}&cursor={cursor}")).by(&harriet).send().await.expect(200).json();
    let body = json!({ "name": "Aaa", "email": "aaa@clinic.example" });
    house.post(&format!("{CLINIC}/people"), &body).by(&harriet).send().await.expect(201);
    let again = house.get(&format!("{path}&cursor={cursor}")).by(&harriet).send().await.expect(200).json();
    assert_eq!(again["items"], second["items"]);
}

#[tokio::test]
async fn a_cursor_is_bound_to_caller_list_and_filters() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let pavel = house.admin("pavel@tatra.example").await;
    let page = house.get(&format!("{CLINIC}/people?sort=email&limit=1")).by(&harriet).send().await.expect(200).json();
    let cursor = page["next_cursor"].as_str().unwrap();
    let other_length = format!("{CLINIC}/people?sort=email&limit=2&cursor={cursor}");
    house.get(&other_length).by(&harriet).send().await.expect(200);
    for (token, path) in [
        (&pavel, format!("{CLINIC}/people?sort=email&cursor={cursor}")),
        (&harriet, format!("{CLINIC}/people?sort=name&cursor={cursor}")),
        (&harriet, format!("{CLINIC}/people?sort=email&status=active&cursor={cursor}")),
        (&harriet, format!("{CLINIC}/grants?cursor={cursor}")),
        (&harriet, format!("{CLINIC}/people?sort=email&cursor={}", cursor.replace('.', "x."))),
        (&harriet, format!("{CLINIC}/people?sort=email&cursor=")),
    ] {
        let problem = house.get(&path).by(token).send().await.expect(422).json();
        assert_eq!(problem["errors"][0]["field"], "cursor", "{path}: {problem}");
    }
}

#[tokio::test]
async fn nonsense_is_told_at_its_field() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    for (list, query, field) in [
        ("people", "sort=age", "sort"),
        ("people", "sort=--name", "sort"),
        ("people", "status=asleep", "status"),
        ("people", "limit=0", "limit"),
        ("people", "limit=201", "limit"),
        ("grants", "origin=stork", "origin"),
        ("grants", "in_force_at=yesterday", "in_force_at"),
        ("audit", "outcome=maybe", "outcome"),
        ("audit", "area=no_such_area", "area"),
        ("audit", "from=now", "from"),
        ("support-requests", "state=lost", "state"),
    ] {
        let problem = house.get(&format!("{CLINIC}/{list}?{query}")).by(&harriet).send().await.expect(422).json();
        assert_eq!(problem["errors"][0]["field"], field, "{query}: {problem}");
    }
    let long = "x".repeat(201);
    house.get(&format!("{CLINIC}/people?search={long}")).by(&harriet).send().await.expect(422);
    for query in ["administrators=perhaps", "limit=-1", "limit=many", "colour=red"] {
        house.get(&format!("{CLINIC}/people?{query}")).by(&harriet).send().await.expect(400);
    }
    let kind = house.get("/v1/organizations?kind=castle").by(&harriet).send().await.expect(422).json();
    assert_eq!(kind["errors"][0]["field"], "kind");
}

#[tokio::test]
async fn every_list_has_pages() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let hugo = house.admin("hugo@tatra.example").await;
    let ask = json!({ "addressed_to": "harriet@clinic.example", "reason": "You called" });
    let asked = house.post(&format!("{CLINIC}/support-requests"), &ask).by(&hugo).send().await.expect(201).json();
    let answer = format!("/v1/support-requests/{}/answer", asked["id"].as_str().unwrap());
    house.post(&answer, &json!({ "answer": "deny_and_report" })).by(&harriet).send().await.expect(200);
    house.post(&format!("{CLINIC}/help-desk-sessions"), &json!({})).by(&hugo).send().await.expect(201);
    for (path, member, least) in [
        (format!("{CLINIC}/grants"), "/id", 2),
        (format!("{CLINIC}/grants?ended=true&sort=-created"), "/id", 2),
        (format!("{CLINIC}/blocks"), "/id", 1),
        (format!("{CLINIC}/settings"), "/key", 5),
        (format!("{CLINIC}/audit"), "/id", 3),
        (format!("{CLINIC}/support-requests?state=reported"), "/id", 1),
        (format!("{CLINIC}/help-desk-sessions?running=true"), "/id", 1),
        ("/v1/roles".to_owned(), "/key", 10),
        ("/v1/me/tokens?in_force=true".to_owned(), "/id", 1),
        ("/v1/organizations?kind=customer&search=har".to_owned(), "/id", 1),
    ] {
        let one_by_one = texts(&house, &harriet, &path, member).await;
        let glue = if path.contains('?') { '&' } else { '?' };
        let at_once = house.get(&format!("{path}{glue}limit=200")).by(&harriet).send().await.expect(200).json();
        let at_once: Vec<String> = at_once["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item.pointer(member).unwrap().as_str().unwrap().to_owned())
            .collect();
        assert_eq!(one_by_one, at_once, "{path}");
        assert!(at_once.len() >= least, "{path}: {}", at_once.len());
    }
    let pending = house.get(&format!("{CLINIC}/support-requests?state=pending")).by(&harriet).send().await.expect(200);
    assert_eq!(pending.json()["items"], json!([]));
    assert_eq!(texts(&house, &hugo, "/v1/me/support-requests?state=reported", "/state").await, ["reported"]);

    // SUP-05: the vendor sees the case, and there is no such list anywhere else.
    let vendor = "/v1/organizations/aurora/reported-requests";
    for email in ["vera@aurora.example", "tomas.tac@aurora.example"] {
        let token = house.admin(email).await;
        let cases = house.get(vendor).by(&token).send().await.expect(200).json();
        assert_eq!(cases["items"][0]["id"], asked["id"], "{email}");
        assert_eq!(cases["items"][0]["reason"], "You called");
    }
    house.get(vendor).by(&harriet).send().await.expect(404);
    house.get(&format!("{CLINIC}/reported-requests")).by(&harriet).send().await.expect(404);
}

#[tokio::test]
async fn the_audit_log_is_narrowed() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let pavel = house.admin("pavel@tatra.example").await;
    let given = json!({ "person": "filip@brno.example", "role": "external_full_admin" });
    let given = house.post(&format!("{CLINIC}/grants"), &given).by(&harriet).send().await.expect(201).json();
    let name = json!({ "name": "Harriet Renamed" });
    let person = format!("{CLINIC}/people/harriet@clinic.example");
    house.call("PATCH", &person).json(&name).by(&pavel).send().await.expect(200);
    let actions = async |query: &str| texts(&house, &harriet, &format!("{CLINIC}/audit?{query}"), "/action").await;
    assert_eq!(actions("area=external_admins").await, ["role_assigned"]);
    assert_eq!(actions("actor_home=tatra-telecom&action=person_changed").await, ["person_changed"]);
    assert_eq!(actions("actor_home=tatra-telecom&action=role_assigned").await, [""; 0]);
    // What somebody did, and what was done to them: the role given to Filip is about his grant.
    assert_eq!(actions("person=filip@brno.example").await, ["role_assigned"]);
    let of_harriet = actions("person=harriet@clinic.example").await;
    assert!(of_harriet.starts_with(&["person_changed".to_owned(), "role_assigned".to_owned()]), "{of_harriet:?}");
    let one = house.get(&format!("{CLINIC}/audit?subject={}", given["id"].as_str().unwrap()));
    let one = one.by(&harriet).send().await.expect(200).json()["items"][0].clone();
    assert_eq!(one["control"], "external_admins");
    let path = format!("{CLINIC}/audit/{}", one["id"].as_str().unwrap());
    assert_eq!(house.get(&path).by(&harriet).send().await.expect(200).json(), one);
    // What his own organization sees of what he did elsewhere.
    let tatra = "/v1/organizations/tatra-telecom/audit";
    for query in ["elsewhere=any&action=person_changed", "elsewhere=harbour-clinic&action=person_changed"] {
        assert_eq!(texts(&house, &pavel, &format!("{tatra}?{query}"), "/action").await, ["person_changed"], "{query}");
    }
    assert_eq!(texts(&house, &pavel, &format!("{tatra}?elsewhere=brno-robotics"), "/id").await, [""; 0]);
}
