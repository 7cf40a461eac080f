use insta::assert_snapshot;
use jit_api::{ErrorCode, Problem};

use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr, stdout};

#[test]
fn every_code_has_its_exit_status_and_its_hint() {
    let mut told = String::new();
    for code in ErrorCode::ALL {
        let stage = Stage::new();
        let mut problem = Problem::new(code, format!("the broker said {code}"));
        problem.request_id = Some("req-7k3m9p2x4q".parse().unwrap());
        stage
            .broker
            .on("GET /v1/requests", Answer::problem(&problem));
        let output = stage.run(&["list"]);
        let exit = output.status.code().unwrap();
        told.push_str(&format!("{code}: {exit}\n{}", stderr(&output)));
        assert_eq!(stdout(&output), "");
    }
    assert_snapshot!(told);
}

#[test]
fn a_broker_that_cannot_be_reached_is_named() {
    let stage = Stage::new().with("JIT_BROKER", "http://127.0.0.1:1");
    assert_snapshot!("unreachable", stage.jit(&["list"]));
    assert_snapshot!("unreachable_in_json", stage.jit(&["list", "--json"]));
}

#[test]
fn without_a_sign_in_the_hint_is_to_sign_in() {
    let stage = Stage::new().without("JIT_TOKEN");
    let output = stage.run(&["list"]);
    assert_eq!(output.status.code(), Some(6));
    assert!(
        stderr(&output).contains("hint: jit login"),
        "{}",
        stderr(&output)
    );
    let json = stage.run(&["list", "--json"]);
    let told: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(told["error"]["code"], "not_signed_in");
    assert_eq!(stderr(&json), "");
}

#[test]
fn a_broker_that_is_named_on_the_command_line_is_named_in_what_to_type() {
    let stage = Stage::new().without("JIT_TOKEN").without("JIT_BROKER");
    let output = stage.run(&["--broker", "http://127.0.0.1:1", "list"]);
    let hint = "hint: jit login --broker http://127.0.0.1:1\n";
    assert!(stderr(&output).ends_with(hint), "{}", stderr(&output));
}

#[test]
fn too_many_calls_say_when_to_come_back() {
    let stage = Stage::new();
    let refusal = Answer::refusal(ErrorCode::RateLimited, "too many requests");
    stage
        .broker
        .on("GET /v1/requests", refusal.header("retry-after", "17"));
    assert_snapshot!(stage.jit(&["list"]));
}

#[test]
fn what_does_not_answer_like_a_broker_is_said_to_be_none() {
    let stage = Stage::new();
    stage
        .broker
        .on("GET /v1/requests", Answer::raw(200, "text/html", "<html>"));
    assert_snapshot!(stage.jit(&["list"]));
}

#[test]
fn a_redirect_is_not_followed_and_gets_no_token() {
    let stage = Stage::new();
    let elsewhere = crate::fake_broker::FakeBroker::start();
    let target = format!("{}/v1/requests", elsewhere.url());
    let redirect = Answer::raw(307, "text/html", "").header("location", &target);
    stage.broker.on("GET /v1/requests", redirect);
    assert_snapshot!(stage.jit(&["list"]));
    assert!(elsewhere.calls().is_empty());
}

#[test]
fn the_token_is_in_no_output() {
    let stage = Stage::new();
    for answer in [
        Answer::refusal(ErrorCode::Internal, "a fault"),
        Answer::raw(200, "application/json", "{"),
        Answer::dropped(),
    ] {
        stage.broker.on("GET /v1/requests", answer);
        let told = stage.jit(&["list", "--verbose"]);
        assert!(!told.contains("token-of-a-test"), "{told}");
    }
}

#[test]
fn an_interrupt_ends_with_130() {
    let stage = Stage::new();
    let slow = Answer::json(&crate::answers::page(vec![], None));
    stage.broker.on(
        "GET /v1/requests",
        slow.after(std::time::Duration::from_secs(20)),
    );
    let child = stage
        .command(&["list"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    while stage.broker.calls().is_empty() {
        std::thread::yield_now();
    }
    let id = child.id().to_string();
    let kill = std::process::Command::new("kill")
        .args(["-INT", &id])
        .status();
    assert!(kill.unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(stderr(&output), "error: interrupted\n");
}

#[test]
fn no_color_and_never_mean_no_colour() {
    let stage = Stage::new();
    let always = stderr(&stage.run(&["list", "--color", "always"]));
    assert!(always.contains("\u{1b}["), "{always:?}");
    for output in [
        stage.run(&["list"]),
        stage.run(&["list", "--color", "never"]),
    ] {
        assert!(!stderr(&output).contains('\u{1b}'));
    }
    let plain = Stage::new().with("NO_COLOR", "1");
    assert!(!stderr(&plain.run(&["list"])).contains('\u{1b}'));
}
