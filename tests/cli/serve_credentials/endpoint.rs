use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use jit_api::ErrorCode;
use rustix::process::{Pid, Signal, kill_process};

use super::{Endpoint, VEND, stage, with};
use crate::answers::{credentials, now};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stdout};

#[test]
fn the_answer_is_what_sdks_read() {
    let answer = credentials();
    let stage = stage(&answer);
    let endpoint = Endpoint::start(&stage, &[]);

    let reply = endpoint.get();

    assert_eq!(reply.status, 200, "{reply:?}");
    let end = answer.window_end.to_whole_seconds_string();
    assert_snapshot!(reply.body.replace(&end, "END"));
    for header in [
        "content-type: application/json",
        "cache-control: no-store",
        "x-content-type-options: nosniff",
        "connection: close",
    ] {
        assert!(reply.head.contains(&format!("\r\n{header}")), "{header}");
    }
    assert!(!reply.head.contains("access-control"), "{reply:?}");
}

#[test]
fn only_loopback_is_listened_on_at_a_port_and_with_a_token_of_its_own() {
    let stage = stage(&credentials());
    let [one, other] = [0, 1].map(|_| Endpoint::start(&stage, &[]));
    for endpoint in [&one, &other] {
        assert!(endpoint.address.starts_with("127.0.0.1:"));
        assert_eq!(endpoint.token.len(), 64);
        // All of 127.0.0.0/8 is this machine; on one address of it somebody listens.
        let port = endpoint.address.rsplit(':').next().unwrap();
        assert!(TcpStream::connect(format!("127.0.0.2:{port}")).is_err());
    }
    assert_ne!(one.address, other.address);
    assert_ne!(one.token, other.token);
}

#[test]
fn the_broker_is_asked_once_for_many_answers() {
    let stage = stage(&credentials());
    let endpoint = Endpoint::start(&stage, &[]);
    for _ in 0..5 {
        assert_eq!(endpoint.get().status, 200);
    }
    assert_eq!(stage.broker.lines(), [VEND]);
}

/// Not kept for a moment, each answer is a question to the broker.
fn asked_every_time() -> jit_api::CredentialsAnswer {
    let mut answer = credentials();
    answer.recheck_seconds = 0;
    answer.offline_grace_seconds = 0;
    answer
}

#[test]
fn a_no_of_the_broker_is_told_and_not_tried_again() {
    let stage = stage(&asked_every_time());
    let endpoint = Endpoint::start(&stage, &[]);
    let no = Answer::refusal(ErrorCode::NoRequest, "no request");
    stage.broker.from_now_on(VEND, no);

    let reply = endpoint.get();

    assert_eq!(reply.status, 424, "{reply:?}");
    assert_snapshot!("no_window", reply.body);
}

#[test]
fn an_answer_comes_within_a_second_and_a_slow_broker_is_waited_for_by_the_next_one() {
    let answer = asked_every_time();
    let stage = stage(&answer);
    let endpoint = Endpoint::start(&stage, &[]);
    let mut kept = answer;
    kept.recheck_seconds = 60;
    let slow = Answer::json(&kept).after(Duration::from_millis(1500));
    stage.broker.from_now_on(VEND, slow);

    let began = Instant::now();
    let reply = endpoint.get();
    assert!(began.elapsed() < Duration::from_secs(1), "{reply:?}");
    assert_eq!(reply.status, 424, "{reply:?}");
    assert_eq!(reply.json()["Code"], "busy");

    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(endpoint.get().status, 200);
    assert_eq!(stage.broker.count(VEND), 2);
}

#[test]
fn an_interrupt_ends_it_and_the_port_is_free() {
    let stage = stage(&credentials());
    let mut endpoint = Endpoint::start(&stage, &[]);
    kill_process(Pid::from_child(&endpoint.process), Signal::INT).unwrap();
    assert_eq!(endpoint.process.wait().unwrap().code(), Some(0));
    let mut rest = String::new();
    endpoint.stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
    assert!(TcpStream::connect(&endpoint.address).is_err());
}

#[test]
fn a_port_that_is_taken_is_told_before_anybody_is_asked() {
    let first = stage(&credentials());
    let endpoint = Endpoint::start(&first, &[]);
    let port = endpoint.address.rsplit(':').next().unwrap();

    let second = stage(&credentials());
    let told = second.jit(&with(&["--port", port]));

    assert_snapshot!("port_taken", told.replace(port, "PORT"));
    assert!(second.broker.calls().is_empty());
    let zero = second.run(&with(&["--port", "0"]));
    assert_eq!(zero.status.code(), Some(2));
}

#[test]
fn the_port_that_is_named_is_used() {
    let port = jit_testkit::free_port().to_string();
    let stage = stage(&credentials());
    let endpoint = Endpoint::start(&stage, &["--port", &port]);
    assert_eq!(endpoint.address, format!("127.0.0.1:{port}"));
}

#[test]
fn without_an_open_window_nothing_is_served() {
    let stage = Stage::new();
    let no = Answer::refusal(ErrorCode::NoRequest, "no request");
    stage.broker.on(VEND, no);
    let args = with(&["--", "/bin/echo", "it ran"]);
    assert_snapshot!("refused", stage.jit(&args));
}

#[test]
fn credentials_that_sdks_would_refuse_are_not_served() {
    let mut answer = credentials();
    answer.window_end = now().plus_seconds(-3600);
    let stage = Stage::new();
    let two_hours_ago = now().plus_seconds(-7200).to_datetime().to_rfc2822();
    let answer = Answer::json(&answer).header("date", &two_hours_ago.replace("+0000", "GMT"));
    stage.broker.on(VEND, answer);
    let output = stage.run(&with(&["--", "/bin/echo", "it ran"]));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "");
}

/// The lines that are printed before it answers, with what is new each time taken out.
fn printed(stage: &Stage, more: &[&str], lines: usize) -> String {
    let mut command = stage.command(&with(more));
    let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = BufReader::new(process.stdout.take().unwrap());
    let mut text = String::new();
    for _ in 0..lines {
        stdout.read_line(&mut text).unwrap();
    }
    kill_process(Pid::from_child(&process), Signal::INT).unwrap();
    assert_eq!(process.wait().unwrap().code(), Some(0));
    stdout.read_to_string(&mut text).unwrap();
    let port = text.split("127.0.0.1:").nth(1).unwrap();
    let port = port.split('/').next().unwrap();
    let mut words = text.split(|c: char| !c.is_ascii_hexdigit());
    let token = words.find(|word| word.len() == 64).unwrap();
    text.replace(port, "PORT").replace(token, "TOKEN")
}

#[test]
fn every_format_has_its_own_lines() {
    let stage = stage(&credentials());
    let formats = ["env", "env-no-export", "powershell", "windows-cmd", "fish"];
    let all = formats.map(|it| format!("{it}\n{}\n", printed(&stage, &["--format", it], 2)));
    assert_snapshot!("formats", all.concat());
    assert_snapshot!("json", printed(&stage, &["--json"], 4));
}

#[test]
fn the_format_of_the_helper_has_no_place_for_it() {
    let stage = stage(&credentials());
    assert_snapshot!("process", stage.jit(&with(&["--format", "process"])));
    assert!(stage.broker.calls().is_empty());
}
