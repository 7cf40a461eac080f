use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use rustix::process::{Pid, Signal, kill_process};

use super::{stage, with};
use crate::answers::credentials;
use crate::stage::{Stage, stderr, stdout};

/// The environment of a program that is run beside the endpoint.
fn environment(stage: &Stage) -> BTreeMap<String, String> {
    let output = stage.run(&with(&["--", "/usr/bin/env"]));
    assert_eq!(stderr(&output), "");
    let lines = stdout(&output);
    let pairs = lines.lines().filter_map(|line| line.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn the_program_has_the_endpoint_and_what_was_there_without_our_token() {
    let stage = stage(&credentials()).with("EDITOR", "vi");
    let environment = environment(&stage);
    let names: Vec<_> = environment.keys().map(String::as_str).collect();
    let expected = [
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_EC2_METADATA_DISABLED",
        "EDITOR",
        "HOME",
        "JIT_BROKER",
        "TZ",
    ];
    assert_eq!(names, expected);
    assert_eq!(environment["AWS_EC2_METADATA_DISABLED"], "true");
}

#[test]
fn nothing_leads_it_past_the_endpoint() {
    let foreign = [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_CREDENTIAL_EXPIRATION",
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_ROLE_ARN",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    ];
    let stage = stage(&credentials());
    let stage = foreign
        .iter()
        .fold(stage, |it, name| it.with(name, "of another"));
    let environment = environment(&stage);
    let mut others = environment.values().filter(|value| *value == "of another");
    assert_eq!(others.next(), None, "{environment:?}");
}

#[test]
fn it_ends_as_the_program_does() {
    let stage = stage(&credentials());
    for (line, status) in [
        ("exit 0", 0),
        ("exit 42", 42),
        ("exit 255", 255),
        ("kill -TERM $$", 143),
    ] {
        let output = stage.run(&with(&["--", "/bin/sh", "-c", line]));
        assert_eq!(output.status.code(), Some(status), "{line}");
        assert_eq!((stdout(&output), stderr(&output)), Default::default());
    }
}

#[test]
fn a_program_that_cannot_be_run_is_told_as_by_env() {
    let stage = stage(&credentials());
    assert_snapshot!("missing", stage.jit(&with(&["--", "/no/such/program"])));
    let both = stage.run(&with(&["--format", "fish", "--", "/bin/echo"]));
    assert_eq!(both.status.code(), Some(2), "{}", stderr(&both));
}

#[test]
fn a_request_to_end_is_for_the_program() {
    let stage = stage(&credentials());
    let line = "trap 'kill $!; echo ending; exit 7' TERM
                echo $AWS_CONTAINER_CREDENTIALS_FULL_URI; sleep 30 & wait";
    let mut command = stage.command(&with(&["--", "/bin/sh", "-c", line]));
    command.env("PATH", "/bin:/usr/bin").stdout(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let mut stdout = BufReader::new(process.stdout.take().unwrap());
    let mut url = String::new();
    stdout.read_line(&mut url).unwrap();

    kill_process(Pid::from_child(&process), Signal::TERM).unwrap();

    assert_eq!(process.wait().unwrap().code(), Some(7));
    let mut said = String::new();
    stdout.read_to_string(&mut said).unwrap();
    assert_eq!(said, "ending\n");
    let address = url.trim_start_matches("http://").split('/').next();
    let connected = TcpStream::connect(address.unwrap());
    assert!(connected.is_err(), "the port is free");
}

/// The terminal sends it to the program too, which decides what to do about it.
#[test]
fn an_interrupt_does_not_end_it_before_the_program() {
    let stage = stage(&credentials());
    let line = "echo started; sleep 1; exit 7";
    let mut command = stage.command(&with(&["--", "/bin/sh", "-c", line]));
    command.env("PATH", "/bin:/usr/bin").stdout(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let mut byte = [0];
    let stdout = process.stdout.as_mut().unwrap();
    stdout.read_exact(&mut byte).unwrap();
    let began = Instant::now();
    kill_process(Pid::from_child(&process), Signal::INT).unwrap();
    assert_eq!(process.wait().unwrap().code(), Some(7));
    assert!(began.elapsed() > Duration::from_millis(500));
}
