//! Which page of the console is opened, and with what.

use insta::assert_snapshot;
use serde_json::json;

use crate::answers::credentials;
use crate::fake_broker::{Answer, FakeBroker};
use crate::stage::{Stage, stderr, stdout};

const CONSOLE: [&str; 5] = [
    "console",
    "--account",
    "payments-prod",
    "--permission-set",
    "PowerUser",
];

fn stage() -> (Stage, FakeBroker) {
    let aws = FakeBroker::start();
    let token = json!({"SigninToken": "token/+="});
    aws.on("POST /federation", Answer::json(&token));
    let stage = Stage::new().with("JIT_FEDERATION_ENDPOINT", aws.url());
    let vended = Answer::json(&credentials());
    stage.broker.on("POST /v1/credentials", vended);
    (stage, aws)
}

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&CONSOLE[..], more].concat()
}

/// The value of a parameter, decoded.
fn parameter(query: &str, name: &str) -> String {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let found = pairs.find(|(key, _)| key == name);
    found.map(|(_, value)| value.into_owned()).unwrap()
}

fn destination(url: &str) -> String {
    let url: url::Url = url.parse().unwrap();
    parameter(url.query().unwrap(), "Destination")
}

#[test]
fn a_service_is_opened_by_its_name() {
    let (stage, _aws) = stage();
    let logs = ["--service", "logs", "--region", "eu-central-1", "--print"];
    let printed = stdout(&stage.run(&with(&logs)));
    assert_eq!(
        destination(printed.trim_end()),
        "https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1\
         #logsV2:log-groups"
    );
}

#[test]
fn a_service_that_is_not_there_is_refused_with_what_is_like_it() {
    let (stage, aws) = stage();
    assert_snapshot!("no_service", stage.jit(&with(&["--service", "dynamo"])));
    let both = [
        "--service",
        "ec2",
        "--destination",
        "https://console.aws.amazon.com/",
    ];
    assert_eq!(stage.run(&with(&both)).status.code(), Some(2));
    assert!(aws.calls().is_empty() && stage.broker.calls().is_empty());
}

/// The address that opens a page in a container, taken apart: the container, and the page.
fn container(address: &str) -> (String, String) {
    let query = address.trim_end().strip_prefix("ext+container:").unwrap();
    assert!(!query.contains('+'), "{query}");
    (parameter(query, "name"), parameter(query, "url"))
}

#[test]
fn a_container_of_firefox_has_the_name_of_the_target_or_its_own() {
    let (stage, aws) = stage();
    for (flag, expected) in [
        ("--firefox-container", "PowerUser in payments-prod"),
        ("--firefox-container=Shop & more", "Shop & more"),
        (
            "--firefox-container=AWS: @target",
            "AWS: PowerUser in payments-prod",
        ),
    ] {
        let printed = stdout(&stage.run(&with(&[flag, "--print"])));
        let (name, page) = container(&printed);
        assert_eq!(name, expected);
        assert!(page.starts_with(aws.url()), "{page}");
        let home = "https://console.aws.amazon.com/console/home?region=us-east-1";
        assert_eq!(destination(&page), home);
    }
    let calls = aws.calls().len();
    let nameless = stage.run(&with(&["--firefox-container=", "--print"]));
    assert_eq!(nameless.status.code(), Some(2), "{}", stderr(&nameless));
    assert_eq!(aws.calls().len(), calls);
}

#[cfg(unix)]
mod browsers {
    use std::fs;
    use std::process::Command;
    use std::time::Duration;

    use super::*;

    /// A program that notes how many arguments it has, the first, and whether it has our token.
    fn write_browser(stage: &Stage, name: &str) {
        // By another process: a file that this one has written may not be run as a program yet.
        let line = "printf '%s\\n' '#!/bin/sh' \
                    'printf \"%s\\\\n\" $# \"$1\" \"${JIT_TOKEN-none}\" > part; /bin/mv part opened' \
                    > \"$0\" && /bin/chmod +x \"$0\"";
        let path = stage.home().join(name);
        let written = Command::new("/bin/sh")
            .args(["-c", line])
            .arg(path)
            .status();
        assert!(written.unwrap().success());
    }

    /// What it has noted.
    fn opened(stage: &Stage) -> String {
        let opened = stage.home().join("opened");
        for _ in 0..1000 {
            if opened.exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let noted = fs::read_to_string(opened).unwrap();
        let lines: Vec<&str> = noted.lines().collect();
        assert_eq!((lines.len(), lines[0], lines[2]), (3, "1", "none"));
        lines[1].to_owned()
    }

    #[test]
    fn a_browser_gets_the_page_as_its_one_argument_and_not_our_token() {
        let (stage, _aws) = stage();
        write_browser(&stage, "a browser");
        let output = stage.run(&with(&["--browser", "./a browser", "--service", "ec2"]));
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(stdout(&output), "");
        let page = "https://console.aws.amazon.com/ec2/home?region=us-east-1";
        assert_eq!(destination(&opened(&stage)), page);
    }

    #[test]
    fn a_container_is_opened_by_firefox_or_by_the_browser_that_is_named() {
        for (program, browser) in [("firefox", None), ("fox", Some("./fox"))] {
            let (stage, _aws) = stage();
            let path = stage.home().to_str().unwrap().to_owned();
            let stage = stage.with("PATH", &path);
            write_browser(&stage, program);
            let browser = browser.map_or(vec![], |it| vec!["--browser", it]);
            let args = with(&[&["--firefox-container=Shop"], &browser[..]].concat());
            let output = stage.run(&args);
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            assert_eq!(container(&opened(&stage)).0, "Shop");
        }
    }

    #[test]
    fn no_shell_sees_the_browser_and_the_page_is_not_told() {
        let (stage, _aws) = stage();
        write_browser(&stage, "fox");
        let line = with(&["--browser", "./fox; touch taken"]);
        assert_snapshot!("no_browser", stage.jit(&line));
        assert!(!stage.home().join("taken").exists());
        assert!(!stage.home().join("opened").exists());
        let both = stage.run(&with(&["--browser", "./fox", "--print"]));
        assert_eq!(both.status.code(), Some(2));
    }
}
