//! The documentation of the API, which is for anybody.

use super::support::House;
use serde_json::Value;
use std::fs;
use std::path::Path;

#[tokio::test]
async fn every_operation_is_told_to_whoever_reads() {
    let house = House::serving().await;
    let mut nobody = house.browser();
    let contents = nobody.get("/docs").await.expect(200);
    let document: Value = serde_json::from_str(&prokura_web::openapi()).unwrap();
    let mut told = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            let (Some(id), Some(tag)) = (operation["operationId"].as_str(), operation["tags"][0].as_str()) else {
                continue;
            };
            let chapter = format!("/docs/{}", tag.replace(' ', "-"));
            assert!(contents.html.contains(&format!("href=\"{chapter}#{id}\"")), "/docs does not lead to {id}");
            let page = nobody.get(&chapter).await.expect(200);
            assert!(page.html.contains(&format!("id=\"{id}\"")), "{chapter} does not tell of {id}");
            page.says(path);
            told += 1;
        }
    }
    assert!(told > 40, "{told}");
    nobody.get("/docs/no-such-chapter").await.expect(404);
}

#[tokio::test]
async fn an_example_is_shown_as_one_types_it() {
    let house = House::serving().await;
    let page = house.browser().get("/docs/grants").await.expect(200);
    page.says("curl -X POST 'https://admin.example/v1/organizations/brno-robotics/grants'");
    page.says("Asked with a token of frantisek@brno.example.").says("\"person\": \"nora@brno.example\"");
    page.says("person text required To whom: an id or an e-mail address.").says("Answer: 201");
}

#[tokio::test]
async fn every_code_is_told_with_its_meaning() {
    let house = House::serving().await;
    let page = house.browser().get("/docs/codes").await.expect(200);
    let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/en");
    let mut codes = Vec::new();
    for file in fs::read_dir(locales).unwrap() {
        for line in fs::read_to_string(file.unwrap().path()).unwrap().lines() {
            let Some((key, _)) = line.split_once(" = ") else { continue };
            let code = key.strip_prefix("refusal-").or_else(|| key.strip_prefix("field-"));
            codes.extend(code.or_else(|| key.strip_prefix("reason-")).map(str::to_owned));
        }
    }
    let missing: Vec<_> =
        codes.iter().filter(|code| !page.html.contains(&format!("<code class=\"api-name\">{code}</code>"))).collect();
    assert!(missing.is_empty(), "crates/web/src/docs/codes.rs lacks {missing:?}");
    assert!(!page.html.contains("{$") && !page.html.contains("{ $"), "what stands for an argument is told, too");
}
