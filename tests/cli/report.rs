use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use jit_api::{ErrorCode, REPORT_PAGE_HEAD, Report};

use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr, stdout};

const REPORT: &str = "GET /v1/report";

fn report() -> Report {
    serde_json::from_str(include_str!("data/report.json")).unwrap()
}

fn stage() -> Stage {
    let stage = Stage::new();
    stage.broker.on(REPORT, Answer::json(&report()));
    stage
}

#[test]
fn a_report_says_what_was_asked_and_what_need_not_be() {
    assert_snapshot!(stage().jit(&["report"]));
}

#[test]
fn each_list_can_be_had() {
    let stage = stage();
    for by in ["person", "group", "reason"] {
        assert_snapshot!(by, stage.jit(&["report", "--by", by]));
    }
}

#[test]
fn json_is_all_of_it() {
    let output = stage().run(&["report", "--json"]);
    let told: Report = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told, report());
}

#[test]
fn the_question_is_the_brokers() {
    let stage = stage();
    let period = "--since 2026-07-01T00:00:00Z --until 2026-10-01T00:00:00+02:00";
    let terms = "--automation-min-requests 3 --automation-min-approved 90 \
                 --standing-min-requests 4 --read-only Support --read-only Look";
    let words = format!("report {period} {terms}");
    stage.run(&words.split_whitespace().collect::<Vec<_>>());
    assert_eq!(
        stage.broker.lines(),
        [
            "GET /v1/report?since=2026-07-01T00%3A00%3A00.000Z&until=2026-09-30T22%3A00%3A00.000Z\
          &automation_min_requests=3&automation_min_approved_percent=90\
          &standing_min_requests=4&read_only=Support&read_only=Look"
        ]
    );
}

#[test]
fn only_auditors_get_one() {
    let stage = Stage::new();
    stage.broker.on(
        REPORT,
        Answer::refusal(ErrorCode::NotAnAuditor, "only auditors get a report"),
    );
    assert_snapshot!(stage.jit(&["report"]));
}

#[test]
fn a_page_goes_to_a_file_that_nobody_else_reads() {
    let stage = Stage::new();
    let page = format!("{REPORT_PAGE_HEAD}<title>x</title></head></html>");
    stage.broker.on(
        REPORT,
        Answer::raw(200, "text/html; charset=utf-8", page.clone()),
    );

    let output = stage.run(&["report", "--html", "report.html", "--json"]);

    let path = stage.home().join("report.html");
    assert_eq!(fs::read_to_string(&path).unwrap(), page);
    assert_private(&path);
    let told: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(told["opened"], false);
    assert!(stage.broker.lines()[0].ends_with("&format=html"));
}

#[cfg(unix)]
fn assert_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[cfg(not(unix))]
fn assert_private(_: &Path) {}

/// A page of a broker is opened from a file, where scripts could read other files.
#[test]
fn a_page_that_could_run_or_load_something_is_not_written() {
    for (media_type, page) in [
        (
            "text/html",
            "<!DOCTYPE html><script>alert(1)</script>".to_owned(),
        ),
        ("text/html", format!(" {REPORT_PAGE_HEAD}")),
        ("text/html", format!("<script>1</script>{REPORT_PAGE_HEAD}")),
        ("image/svg+xml", REPORT_PAGE_HEAD.to_owned()),
        ("application/json", "{}".to_owned()),
    ] {
        let stage = Stage::new();
        stage.broker.on(REPORT, Answer::raw(200, media_type, page));
        let output = stage.run(&["report", "--html", "report.html"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            stderr(&output).contains("no page of a report"),
            "{}",
            stderr(&output)
        );
        assert!(!stage.home().join("report.html").exists());
    }
}
