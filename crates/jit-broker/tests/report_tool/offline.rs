use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use insta::assert_snapshot;

use crate::stage::Stage;

#[tokio::test]
async fn the_database_of_a_broker_that_has_it_open_is_reported_on() {
    let stage = Stage::busy().await;
    assert_snapshot!(stage.report("--database ."));
}

#[tokio::test]
async fn an_exported_log_says_the_same() {
    let stage = Stage::busy().await;
    stage.export().await;
    let of_database = stage.report("--database . --json");
    let of_export = stage.report("--from audit.jsonl --json");
    assert_eq!(of_export.status, 0, "{of_export}");
    assert_eq!(of_database.stdout, of_export.stdout);
    let report: jit_api::Report = serde_json::from_str(&of_export.stdout).unwrap();
    assert_eq!(report.totals.requests, 12);
    assert_eq!(report.by_reason.len(), 1);
}

#[tokio::test]
async fn each_list_can_be_had() {
    let stage = Stage::busy().await;
    for by in ["person", "group", "reason"] {
        let ran = stage.report(&format!("--database . --by {by}"));
        let line = ran.stdout.lines().find(|line| line.contains("ASKED"));
        assert!(
            line.is_some_and(|line| line.starts_with(&by.to_uppercase())),
            "{ran}"
        );
    }
}

#[tokio::test]
async fn a_log_that_was_changed_is_refused() {
    let stage = Stage::busy().await;
    let lines = stage.export().await;
    let path = stage.folder.path().join("audit.jsonl");
    fs::write(&path, lines.replacen("\"engineer\"", "\"somebody\"", 1)).unwrap();
    assert_snapshot!(stage.report("--from audit.jsonl"), @"
    exit: 1
    --- stderr ---
    error: `audit.jsonl`: the chain of the log does not hold at line 1: it was changed, or events are gone
    ");
    fs::write(&path, lines).unwrap();
    let ran = stage.report("--from audit.jsonl --json");
    assert_eq!(ran.status, 0);
    assert!(ran.stderr.contains("it may be cut off"), "{ran}");
}

#[tokio::test]
async fn where_there_is_no_log_nothing_is_made() {
    let stage = Stage::new();
    let ran = stage.report("--database nowhere");
    assert_eq!(ran.status, 1);
    assert!(
        ran.stderr.contains("cannot use `nowhere`: No such file"),
        "{ran}"
    );
    assert!(!stage.folder.path().join("nowhere").exists());
    assert_eq!(stage.report("--database . --from audit.jsonl").status, 2);
    assert_eq!(stage.report("--json").status, 2);
}

#[tokio::test]
async fn text_of_people_is_made_visible_and_markup_is_text() {
    let mut stage = Stage::new();
    stage
        .asked_and_approved(0, "<script>alert(1)</script> \u{202e}gnp.exe")
        .await;
    let ran = stage.report("--database . --by reason");
    assert!(ran.stdout.contains("script alert"), "{ran}");
    assert!(!ran.stdout.contains('\u{202e}'), "{ran}");
    let ran = stage.report("--database . --html report.html");
    assert_eq!((ran.status, ran.stdout.as_str()), (0, ""));
    assert_eq!(ran.stderr, "Wrote report.html\n");
    let path = stage.folder.path().join("report.html");
    let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let page = fs::read_to_string(path).unwrap();
    assert!(page.starts_with(jit_api::REPORT_PAGE_HEAD));
    assert!(!page.contains("<script"), "{page}");
}
