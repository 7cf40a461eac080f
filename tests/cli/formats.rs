//! Lists in each format, page by page.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::channel;

use insta::assert_snapshot;
use jit_api::{ErrorCode, Request, ReviewVerdict};
use jit_domain::StatusName;

use crate::answers::{broken_glass, in_state, page, pending, reviewed};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr, stdout};

const LIST: &str = "GET /v1/requests";

const FORMATS: [&str; 4] = ["table", "json", "jsonl", "csv"];

/// A request of somebody who means harm to whoever opens the list.
fn hostile() -> Request {
    let mut request = broken_glass(StatusName::Active);
    request.requester.name = "@SUM(A1)\u{1b}[2J".into();
    request.reason = "=HYPERLINK(\"x\"),\n\u{202e}+1".parse().unwrap();
    request.ticket = Some("-1".parse().unwrap());
    request
}

fn stage_with(requests: Vec<Request>) -> Stage {
    let stage = Stage::new();
    stage.broker.on(LIST, Answer::json(&page(requests, None)));
    stage
}

fn starts(stage: &Stage, args: &[&str]) -> Child {
    let mut command = stage.command(args);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

#[test]
fn a_list_in_csv_is_safe_to_open() {
    let found = reviewed(ReviewVerdict::Violation, None);
    let stage = stage_with(vec![hostile(), pending(), found]);
    assert_snapshot!(stage.jit(&["list", "--all", "--format", "csv"]));
}

#[test]
fn each_line_of_jsonl_is_a_request() {
    let stage = stage_with(vec![hostile(), pending()]);
    let output = stage.run(&["list", "--format", "jsonl"]);
    let text = stdout(&output);
    assert_eq!(text.lines().count(), 2);
    let read = |line| serde_json::from_str::<Request>(line).unwrap();
    let requests: Vec<Request> = text.lines().map(read).collect();
    assert_eq!(requests, [hostile(), pending()]);
    assert!(!text.contains(['\u{1b}', '\u{202e}', '\r']));
}

#[test]
fn json_is_the_same_by_either_name_and_looks_as_if_written_at_once() {
    let stage = Stage::new();
    let first = page(vec![hostile(), pending()], Some("a"));
    for _ in 0..2 {
        stage.broker.on(LIST, Answer::json(&first));
        stage
            .broker
            .on(LIST, Answer::json(&page(vec![pending()], None)));
    }
    let text = stdout(&stage.run(&["list", "--json"]));
    let named = stdout(&stage.run(&["list", "--format", "json"]));
    assert_eq!(text, named);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let whole = serde_json::to_string_pretty(&value).unwrap() + "\n";
    let visible = whole
        .replace('\u{1b}', "\\u001b")
        .replace('\u{202e}', "\\u202e");
    assert_eq!(text, visible);
    let both = stage.run(&["list", "--json", "--format", "json"]);
    assert_eq!(both.status.code(), Some(0));
}

#[test]
fn two_formats_are_a_contradiction() {
    let stage = stage_with(vec![]);
    assert_snapshot!(
        "contradiction",
        stage.jit(&["list", "--json", "--format", "csv"])
    );
    for format in ["table", "jsonl"] {
        let told = stage.jit(&["targets", "--format", format, "--json"]);
        assert!(told.starts_with("exit: 2\n"), "{told}");
    }
    let told = stage.jit(&["targets", "--commands", "--format", "csv"]);
    assert!(told.starts_with("exit: 2\n"), "{told}");
    assert!(stage.broker.calls().is_empty());
}

#[test]
fn errors_are_json_where_results_are() {
    let stage = Stage::new();
    let no = Answer::refusal(ErrorCode::NotAnAuditor, "you are not an auditor");
    stage.broker.on(LIST, no);
    let told = FORMATS.map(|format| stage.jit(&["list", "--all", "--format", format]));
    assert_snapshot!("refused", told.join("\n"));
    let usage = [
        &["list", "--format", "jsonl", "--status", "x"][..],
        &["targets", "--format=jsonl", "--no-such-flag"],
        &["list", "--format=csv", "--status", "x"],
        &["list", "--format", "xml"],
    ];
    let told = usage.map(|args| stage.jit(args));
    assert_snapshot!("usage", told.join("\n"));
}

#[test]
fn an_empty_list_has_a_line_of_names_in_csv_and_nothing_in_jsonl() {
    let stage = stage_with(vec![]);
    let csv = stage.run(&["list", "--format", "csv"]);
    assert!(stdout(&csv).starts_with("id,status,account,"));
    assert_eq!(stdout(&csv).lines().count(), 1);
    let jsonl = stage.run(&["list", "--format", "jsonl"]);
    assert_eq!(stdout(&jsonl), "");
    assert_eq!(stderr(&jsonl), "You have no requests\n");
}

#[test]
fn the_first_page_is_printed_before_the_second_is_there() {
    for format in FORMATS {
        let stage = Stage::new();
        let (go_on, wait) = channel();
        let wait = Mutex::new(wait);
        stage.broker.by(LIST, move |call| {
            if !call.line.contains("cursor=") {
                return Answer::json(&page(vec![pending()], Some("a")));
            }
            wait.lock().unwrap().recv().unwrap();
            Answer::json(&page(vec![in_state(StatusName::Active)], None))
        });
        let mut child = starts(&stage, &["list", "--format", format]);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();

        let first = lines.find(|line| line.as_ref().unwrap().contains("req-7k3m9p2x4q"));
        assert!(first.unwrap().unwrap().contains("req-"), "{format}");
        go_on.send(()).unwrap();

        let rest: Vec<String> = lines.map(Result::unwrap).collect();
        assert!(rest.join("\n").contains("active"), "{format}: {rest:?}");
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn a_list_that_breaks_off_is_never_taken_for_a_whole_one() {
    for format in FORMATS {
        let stage = Stage::new();
        let first = page(vec![pending()], Some("a"));
        stage.broker.on(LIST, Answer::json(&first));
        stage.broker.on(LIST, Answer::raw(500, "text/plain", "no"));

        let output = stage.run(&["list", "--format", format]);

        let (text, told) = (stdout(&output), stderr(&output));
        assert_eq!(output.status.code(), Some(5), "{format}: {told}");
        assert!(text.contains("req-7k3m9p2x4q"), "{format}: {text}");
        assert!(
            serde_json::from_str::<serde_json::Value>(&text).is_err(),
            "{text}"
        );
        let error = if format == "jsonl" {
            let last: serde_json::Value =
                serde_json::from_str(text.lines().last().unwrap()).unwrap();
            last["error"]["message"].as_str().unwrap().to_owned()
        } else {
            told
        };
        assert!(
            error.contains("the list breaks off after 1: "),
            "{format}: {error}"
        );
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_list_quietly() {
    /// More than fit into a pipe.
    const PAGES: usize = 300;
    for format in FORMATS {
        let stage = Stage::new();
        let asked = Mutex::new(0);
        stage.broker.by(LIST, move |_| {
            let mut asked = asked.lock().unwrap();
            *asked += 1;
            let next = asked.to_string();
            let next = (*asked < PAGES).then_some(next.as_str());
            Answer::json(&page(vec![pending(); 50], next))
        });
        let mut child = starts(&stage, &["list", "--format", format]);
        let mut pipe = child.stdout.take().unwrap();
        pipe.read_exact(&mut [0; 100]).unwrap();
        drop(pipe);

        let output = child.wait_with_output().unwrap();

        assert_eq!(output.status.code(), Some(0), "{format}");
        assert_eq!(stderr(&output), "", "{format}");
        assert!(stage.broker.calls().len() < PAGES, "{format}");
    }
}

#[test]
fn a_limit_ends_the_list_and_says_that_there_is_more() {
    let stage = Stage::new();
    for cursor in ["a", "b"] {
        let two = page(vec![pending(), in_state(StatusName::Active)], Some(cursor));
        stage.broker.on(LIST, Answer::json(&two));
    }
    let output = stage.run(&["list", "-L", "3", "--json"]);
    let told: jit_api::RequestPage = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told.requests.len(), 3);
    assert_eq!(stderr(&output), "These are the newest 3; there are more\n");
    assert_eq!(
        stage.broker.lines(),
        [
            "GET /v1/requests?view=mine&limit=3",
            "GET /v1/requests?view=mine&limit=3&cursor=a"
        ]
    );

    let stage = stage_with(vec![pending()]);
    let output = stage.run(&["list", "--limit", "1000"]);
    assert_eq!(stderr(&output), "");
    assert_eq!(
        stage.broker.lines(),
        ["GET /v1/requests?view=mine&limit=200"]
    );
    assert_eq!(stage.run(&["list", "--limit", "0"]).status.code(), Some(2));
}
