use jit_testkit::Outcome;

use crate::stage::{App, run};

fn export(app: &App, more: &[&str]) -> Outcome {
    let folder = app.broker.folder();
    let store = ["audit", "export", "--database", folder.to_str().unwrap()];
    Outcome::of(&run(&[&store[..], more].concat()))
}

async fn over_http(app: &App, query: &str) -> String {
    let url = format!("{}/v1/audit{query}", app.broker.url());
    let request = app.http.get(url).bearer_auth(app.broker.token("auditor"));
    request.send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn the_store_exports_what_the_broker_exports_beside_it_and_without_it() {
    let mut app = App::start();
    app.open_window().await;
    app.credentials().await;
    for (query, args) in [
        ("", &[][..]),
        ("?after=2", &["--after", "2"]),
        ("?type=approved", &["--type", "approved"]),
        (
            "?person=lead&status=active",
            &["--person", "lead", "--status", "active"],
        ),
        (
            "?account=111122223333&to=2100-01-01T00:00:00Z",
            &[
                "--account",
                "111122223333",
                "--until",
                "2100-01-01T00:00:00Z",
            ],
        ),
    ] {
        // In this order: what is read over HTTP is itself in the log.
        let served = over_http(&app, query).await;
        let exported = export(&app, args);
        assert_eq!(exported.status, Some(0), "{exported}");
        assert_eq!(exported.stdout, served, "{query}");
        let is_filtered = !args.is_empty() && args != ["--after", "2"];
        let said = exported.stderr.contains("cannot be verified");
        assert_eq!(said, is_filtered, "{query}");
    }
    let beside = export(&app, &[]);
    app.broker.kill();
    assert_eq!(export(&app, &[]), beside);
}

#[tokio::test]
async fn other_formats_end_with_the_head_too() {
    let app = App::start();
    app.open_window().await;
    let table = export(&app, &["--format", "csv"]).stdout;
    assert!(table.starts_with("sequence,at,type,"), "{table}");
    assert!(
        table.lines().last().unwrap().starts_with("3,,head,"),
        "{table}"
    );
    let objects = export(&app, &["--format", "ocsf"]).stdout;
    assert!(
        objects
            .lines()
            .last()
            .unwrap()
            .contains(r#""event_code":"head""#)
    );
}

#[test]
fn where_there_is_no_store_none_is_made() {
    let empty = tempfile::tempdir().unwrap();
    let path = empty.path().to_str().unwrap();
    let outcome = Outcome::of(&run(&["audit", "export", "--database", path]));
    assert_eq!(outcome.status, Some(1));
    assert!(outcome.stderr.starts_with("error: `"), "{outcome}");
    assert_eq!(outcome.stdout, "");
    assert!(!empty.path().join("store").exists());
}
