use crate::stage::{App, claims, people_file, run};

#[tokio::test]
async fn a_token_can_be_had_beside_the_broker_and_without_it() {
    let mut app = App::start();
    let folder = app.broker.folder();
    let dir = folder.to_str().unwrap();

    let beside = app.broker.token("lead");
    let (status, me) = app.api(&beside, "/v1/me", None).await;
    assert_eq!((status, &me["subject"]), (200, &"lead".into()));

    let other = tempfile::tempdir().unwrap();
    copy_issuer(&folder, other.path());
    let without = run(&["dev-token", "lead", "--dir", other.path().to_str().unwrap()]);
    let without = String::from_utf8(without.stdout).unwrap();
    assert!(
        !other.path().join("store").exists(),
        "the store is not touched"
    );
    app.broker.restart(&[]);
    assert_eq!(app.api(without.trim(), "/v1/me", None).await.0, 200);

    let short = run(&["dev-token", "lead", "--dir", dir, "--ttl", "90s"]);
    let short = claims(&String::from_utf8(short.stdout).unwrap());
    assert_eq!(
        short["exp"].as_i64().unwrap() - short["iat"].as_i64().unwrap(),
        90
    );
}

fn copy_issuer(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir(to.join("issuer")).unwrap();
    for entry in std::fs::read_dir(from.join("issuer")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join("issuer").join(path.file_name().unwrap())).unwrap();
    }
}

#[test]
fn nobody_and_nowhere_are_errors_that_say_what_to_do() {
    let app = App::start();
    let folder = app.broker.folder();
    let empty = tempfile::tempdir().unwrap();
    // (subject, folder, lifetime, exit status, words)
    let table = [
        ("nobody", folder.as_path(), "1h", 1, "there are `engineer`"),
        (
            "engineer",
            empty.path(),
            "1h",
            1,
            "start one with `jit-broker dev",
        ),
        (
            "engineer",
            folder.as_path(),
            "25h",
            2,
            "one second to one day",
        ),
        (
            "engineer",
            folder.as_path(),
            "0s",
            2,
            "one second to one day",
        ),
    ];
    for (subject, dir, ttl, status, words) in table {
        let output = run(&[
            "dev-token",
            subject,
            "--dir",
            dir.to_str().unwrap(),
            "--ttl",
            ttl,
        ]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(status), "{errors}");
        assert!(errors.contains(words), "{errors}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(
        std::fs::read_dir(empty.path()).unwrap().count(),
        0,
        "nothing is made"
    );
}

#[tokio::test]
async fn a_token_says_how_the_person_signs_in_and_that_they_did_now() {
    let content = "[[person]]\nsubject = \"first\"\nmethods = [\"pwd\", \"mfa\"]\n[[person]]\nsubject = \"second\"\n";
    let (_folder, file) = people_file(content);
    let app = App::start_with(&["--people", file.to_str().unwrap()]);

    for (subject, methods) in [
        ("first", serde_json::json!(["mfa", "pwd"])),
        ("second", serde_json::json!(["pwd"])),
    ] {
        let token = app.broker.token(subject);
        let claims = claims(&token);
        let time = |name: &str| claims[name].as_i64().unwrap();
        assert_eq!(claims["amr"], methods);
        assert!(
            (0..=1).contains(&(time("iat") - time("auth_time"))),
            "{claims}"
        );
        let (_, me) = app.api(&token, "/v1/me", None).await;
        assert_eq!(me["sign_in_methods"], methods);
    }
}

#[tokio::test]
async fn attributes_of_the_people_file_reach_the_token_and_the_broker() {
    let content = "[[person]]\nsubject = \"engineer\"\nattributes = { department = [\"platform\"], site = \"north\" }\n";
    let (_folder, file) = people_file(content);
    let app = App::start_with(&["--people", file.to_str().unwrap()]);

    let token = app.broker.token("engineer");

    let expected = serde_json::json!({ "department": ["platform"], "site": ["north"] });
    assert_eq!(claims(&token)["attributes"], expected);
    assert_eq!(app.api(&token, "/v1/me", None).await.0, 200);
}
