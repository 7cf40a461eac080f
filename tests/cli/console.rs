use insta::assert_snapshot;
use jit_api::{CredentialsAnswer, ErrorCode};
use serde_json::json;

use crate::answers::{credentials, now};
use crate::fake_broker::{Answer, FakeBroker};
use crate::stage::{Stage, stdout};

const VEND: &str = "POST /v1/credentials";
const CONSOLE: [&str; 6] = [
    "console",
    "--account",
    "payments-prod",
    "--permission-set",
    "PowerUser",
    "--print",
];

/// A broker with these credentials, and a federation endpoint with this answer.
fn stage(answer: &CredentialsAnswer, token: Answer) -> (Stage, FakeBroker) {
    let aws = FakeBroker::start();
    aws.on("POST /federation", token);
    let stage = Stage::new().with("JIT_FEDERATION_ENDPOINT", aws.url());
    stage.broker.on(VEND, Answer::json(answer));
    (stage, aws)
}

fn token() -> Answer {
    Answer::json(&json!({"SigninToken": "a token/+="}))
}

fn good_token() -> Answer {
    Answer::json(&json!({"SigninToken": "token/+="}))
}

fn form(body: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect()
}

#[test]
fn credentials_travel_in_a_form_and_never_with_a_duration() {
    let (stage, aws) = stage(&credentials(), good_token());

    let output = stage.run(&CONSOLE);

    let call = &aws.calls()[0];
    assert_eq!(
        call.line, "POST /federation",
        "nothing secret is in the URL"
    );
    assert!(
        !call.headers.contains_key("authorization"),
        "the token is for the broker alone"
    );
    let form = form(&call.body);
    let names: Vec<&str> = form.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Action", "Session"]);
    assert_eq!(form[0].1, "getSigninToken");
    assert_eq!(
        form[1].1,
        "{\"sessionId\":\"ASIAEXAMPLEEXAMPLE01\",\"sessionKey\":\"not/a+real=secret\",\
         \"sessionToken\":\"not-a-real-token//==\"}"
    );
    let url: url::Url = stdout(&output).trim_end().parse().unwrap();
    let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let broker = format!("{}/", stage.broker.url());
    let expected = [
        ("Action", "login"),
        ("Issuer", broker.as_str()),
        (
            "Destination",
            "https://console.aws.amazon.com/console/home?region=us-east-1",
        ),
        ("SigninToken", "token/+="),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(query, expected);
}

#[test]
fn the_address_is_printed_or_opened() {
    let (stage, aws) = stage(&credentials(), good_token());
    let port = stage.broker.url().rsplit(':').next().unwrap().to_owned();
    let told = |how: &[&str]| {
        let args = [&CONSOLE[..CONSOLE.len() - 1], how].concat();
        let told = stage
            .jit(&args)
            .replace(aws.url(), "https://federation.example.com");
        told.replace(&port, "PORT")
    };
    assert_eq!(CONSOLE.last(), Some(&"--print"));
    assert_snapshot!("printed", told(&["--print"]));
    assert_snapshot!("opened", told(&["--browser", "/usr/bin/true"]));
}

#[test]
fn the_json_is_the_url() {
    let (stage, _aws) = stage(&credentials(), good_token());
    let output = stage.run(&[&CONSOLE[..], &["--json"]].concat());
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(
        told["url"]
            .as_str()
            .unwrap()
            .contains("SigninToken=token%2F%2B%3D")
    );
}

#[test]
fn credentials_of_the_sandbox_are_not_sent_to_aws() {
    let mut sandbox = credentials();
    sandbox.sandbox = true;
    let (stage, aws) = stage(&sandbox, good_token());
    assert_snapshot!("sandbox", stage.jit(&CONSOLE));
    assert_snapshot!(
        "sandbox_in_json",
        stage.jit(&[&CONSOLE[..], &["--json"]].concat())
    );
    assert!(aws.calls().is_empty());
}

#[test]
fn a_window_with_less_than_a_minute_left_is_not_worth_it() {
    let mut short = credentials();
    short.window_end = now().plus_seconds(55);
    let (stage, aws) = stage(&short, good_token());
    assert_eq!(stage.run(&CONSOLE).status.code(), Some(3));
    assert!(aws.calls().is_empty());
}

#[test]
fn a_destination_or_region_elsewhere_is_refused_before_credentials_leave() {
    for (flag, value) in [
        ("--destination", "https://example.com/"),
        ("--destination", "http://console.aws.amazon.com/"),
        (
            "--destination",
            "https://console.aws.amazon.com.example.com/",
        ),
        ("--region", "cn-north-1"),
        ("--region", "us-gov-west-1"),
    ] {
        let (stage, aws) = stage(&credentials(), good_token());
        let output = stage.run(&[&CONSOLE[..], &[flag, value]].concat());
        assert_eq!(output.status.code(), Some(2), "{value}");
        assert_eq!(stdout(&output), "");
        assert!(aws.calls().is_empty(), "{value}");
    }
    let (stage, _aws) = stage(&credentials(), good_token());
    assert_snapshot!(
        stage.jit(&[&CONSOLE[..], &["--destination", "https://example.com/"]].concat())
    );
}

#[test]
fn what_the_endpoint_says_is_not_repeated() {
    let echo = "not/a+real=secret";
    for (answer, exit) in [
        (Answer::raw(400, "text/html", echo), 1),
        (Answer::raw(503, "text/html", echo), 5),
        (Answer::raw(200, "text/html", echo), 1),
        (
            Answer::raw(302, "text/html", echo).header("location", "http://127.0.0.1:9/"),
            1,
        ),
        (Answer::raw(200, "application/json", vec![b' '; 100_000]), 1),
        (token(), 1),
        (Answer::dropped(), 5),
    ] {
        let (stage, _aws) = stage(&credentials(), answer.clone());
        let told = stage.jit(&CONSOLE);
        assert!(
            told.starts_with(&format!("exit: {exit}\n")),
            "{answer:?}: {told}"
        );
        assert!(
            !told.contains("secret") && !told.contains("not-a-real"),
            "{told}"
        );
    }
}

#[test]
fn credentials_go_to_no_other_host_by_a_setting() {
    let stage = Stage::new().with("JIT_FEDERATION_ENDPOINT", "https://example.com");
    stage.broker.on(VEND, Answer::json(&credentials()));
    assert_eq!(stage.run(&CONSOLE).status.code(), Some(2));
    assert!(stage.broker.calls().is_empty());
}

#[test]
fn without_an_open_window_there_is_no_console() {
    let stage = Stage::new();
    stage
        .broker
        .on(VEND, Answer::refusal(ErrorCode::NoRequest, "no request"));
    assert_snapshot!(stage.jit(&CONSOLE));
}
