use crate::stage::App;

#[tokio::test]
async fn port_identities_and_requests_survive_a_restart() {
    let mut app = App::start();
    let url = app.broker.url().to_owned();
    let token = app.broker.token("engineer");
    let id = app.open_window().await;

    app.broker.restart(&[]);

    assert_eq!(app.broker.url(), url);
    let (status, me) = app.api(&token, "/v1/me", None).await;
    assert_eq!((status, &me["subject"]), (200, &"engineer".into()));
    let (status, request) = app.api(&token, &format!("/v1/requests/{id}"), None).await;
    assert_eq!((status, &request["status"]), (200, &"active".into()));
    assert_eq!(app.credentials().await.0, 200);
}

#[tokio::test]
async fn a_port_that_is_taken_makes_room() {
    let mut app = App::start();
    let url = app.broker.url().to_owned();
    let other = App::start();
    let address = other.broker.url().trim_start_matches("http://").to_owned();
    let file = app.broker.folder().join("issuer/address");
    std::fs::write(&file, format!("{address}\n")).unwrap();

    app.broker.restart(&[]);

    assert_ne!(app.broker.url(), other.broker.url());
    assert_ne!(app.broker.url(), url);
    let written = std::fs::read_to_string(&file).unwrap();
    assert_eq!(format!("http://{}", written.trim()), app.broker.url());
}

#[tokio::test]
async fn edits_of_policy_and_people_in_the_folder_stay() {
    let mut app = App::start();
    let people = app.broker.folder().join("people.toml");
    std::fs::write(&people, "[[person]]\nsubject = \"newcomer\"\n").unwrap();

    app.broker.restart(&[]);

    let (status, me) = app.api(&app.broker.token("newcomer"), "/v1/me", None).await;
    assert_eq!((status, &me["name"]), (200, &"newcomer".into()));
}
