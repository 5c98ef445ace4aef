//! Sessions: one sees where one is signed in and ends it; an administrator ends those of their people; a suspension and a
//! new password end them by themselves.

use crate::support::House;

const CLINIC: &str = "/o/harbour-clinic";
const EVE: &str = "eve@clinic.example";

#[tokio::test]
async fn one_ends_ones_own_sessions_and_nobody_elses() {
    let house = House::demo().await;
    let mut here = house.signed_in(EVE).await;
    let mut there = house.signed_in(EVE).await;
    let mut elsewhere = house.signed_in(EVE).await;
    here.language = "en";
    let page = here.get("/me").await.expect(200);
    page.says("This window").says("End all others");
    let ends: Vec<String> = page
        .html
        .split("action=\"/me/sessions/")
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(path, _)| format!("/me/sessions/{path}")))
        .filter(|path| path.ends_with("/end"))
        .collect();
    assert_eq!(ends.len(), 2, "two others, and no button for this one");

    // Somebody else's session is none of theirs, and stays.
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let own = harriet.get("/me").await.expect(200);
    harriet.post(&ends[0], &own, &[]).await.expect(404);
    there.get("/me").await.expect(200);
    elsewhere.get("/me").await.expect(200);

    // The newest stands first.
    let done = here.post(&ends[0], &page, &[]).await.expect(303);
    here.follow(&done).await.says("The session is ended.");
    elsewhere.get("/me").await.expect(303);
    there.get("/me").await.expect(200);
    here.post(&ends[0], &page, &[]).await.expect(303);
    here.post("/me/sessions/nonsense/end", &page, &[]).await.expect(404);

    let done = here.post("/me/sessions/end-others", &page, &[]).await.expect(303);
    let page = here.follow(&done).await;
    page.says("One other session is ended.");
    assert!(!page.html.contains("End all others"));
    there.get("/me").await.expect(303);
}

#[tokio::test]
async fn an_administrator_ends_the_sessions_of_their_people() {
    let house = House::demo().await;
    let mut eve = house.signed_in(EVE).await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    harriet.language = "en";
    let path = format!("{}/sessions", house.users(CLINIC, EVE).await);
    // Eve administers events, not people; an outsider's sessions are a matter of their home.
    let own = eve.get("/me").await.expect(200);
    eve.get(&path).await.expect(403);
    eve.post(&path, &own, &[]).await.expect(403);
    let lenas = format!("{}/sessions", house.users(CLINIC, "lena@lighthouse.example").await);
    harriet.get(&lenas).await.expect(404);
    let mut stranger = house.signed_in("frantisek@brno.example").await;
    let home = stranger.get("/me").await.expect(200);
    stranger.get(&path).await.expect(404);
    stranger.post(&path, &home, &[]).await.expect(404);

    let page = harriet.get(&path).await.expect(200);
    page.says("End all sessions of Eve Events?");
    harriet.post(&lenas, &page, &[]).await.expect(404);
    eve.get("/me").await.expect(200);
    let done = harriet.post(&path, &page, &[]).await.expect(303);
    harriet.follow(&done).await.says("One session of Eve Events is ended.");
    eve.get("/me").await.expect(303);
    harriet.get(&path).await.expect(200).says("Nobody is signed in as this person.");
}

#[tokio::test]
async fn a_suspension_ends_them_for_good() {
    let house = House::demo().await;
    let mut eve = house.signed_in(EVE).await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let status = format!("{}/status", house.users(CLINIC, EVE).await);
    let ask = harriet.get(&status).await.expect(200);
    harriet.post(&status, &ask, &[("status", "suspended")]).await.expect(303);
    eve.get("/me").await.expect(303);
    harriet.post(&status, &ask, &[("status", "active")]).await.expect(303);
    eve.get("/me").await.expect(303);
    let mut again = house.signed_in(EVE).await;
    again.get("/me").await.expect(200);
}
