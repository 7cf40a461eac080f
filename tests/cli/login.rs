//! `jit login`, up to what the person sees and types: the issuer says what a test tells it.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::process::{Child, Output, Stdio};

use insta::assert_snapshot;
use jit_api::{ClientConfig, ErrorCode};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::answers::page;
use crate::fake_broker::{Answer, FakeBroker};
use crate::stage::{Stage, stderr, stdout};

const TOKEN: &str = "POST /token";
const PAGE: &str = "https://id.example.com/device";

/// A broker that is its own issuer, and a person who has not signed in.
pub fn stage() -> Stage {
    let stage = Stage::new().without("JIT_TOKEN").with("JIT_STORE", "file");
    let url = stage.broker.url().to_owned();
    serve(&stage.broker, &url);
    stage
}

pub fn serve(broker: &FakeBroker, url: &str) {
    let config: ClientConfig = serde_json::from_value(json!({
        "api_version": "1", "broker_version": "0", "issuer": url, "client_id": "jit",
        "scopes": [], "audience": url, "audience_parameter": "resource",
        "flows": ["pkce", "device_code"], "token": "access_token",
        "recheck_seconds": 60, "offline_grace_seconds": 0, "sandbox": false,
    }))
    .unwrap();
    broker.on("GET /v1/config", Answer::json(&config));
    let document = json!({
        "issuer": url, "token_endpoint": format!("{url}/token"),
        "authorization_endpoint": format!("{url}/authorize"),
        "device_authorization_endpoint": format!("{url}/device"),
    });
    broker.on(
        "GET /.well-known/openid-configuration",
        Answer::json(&document),
    );
    broker.on("POST /device", Answer::json(&offer()));
    let tokens = json!({"access_token": "t", "token_type": "Bearer", "expires_in": 600});
    broker.on(TOKEN, Answer::json(&tokens));
}

fn offer() -> Value {
    json!({
        "device_code": "hunter2", "user_code": "ABCD-EFGH", "interval": 1, "expires_in": 600,
        "verification_uri": PAGE,
        "verification_uri_complete": format!("{PAGE}?user_code=ABCD-EFGH"),
    })
}

fn me() -> Value {
    json!({
        "issuer": "https://id.example.com", "subject": "engineer", "name": "Engineer",
        "groups": [], "roles": [], "sign_in_methods": [],
        "signed_in_at": "2026-11-22T09:00:00Z", "token_expires_at": "2099-01-01T00:00:00Z",
    })
}

fn refusal(error: &str) -> Answer {
    Answer::raw(400, "application/json", json!({"error": error}).to_string())
}

fn kept_broker(stage: &Stage) -> Option<String> {
    fs::read_to_string(stage.home().join(".config/jit/config.toml")).ok()
}

#[test]
fn the_broker_of_the_first_sign_in_is_kept() {
    let stage = stage().without("JIT_BROKER");
    let url = stage.broker.url().to_owned();
    let login = ["login", "--device-code", "--broker", &url];

    let output = stage.run(&login);

    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let told = stderr(&output);
    assert!(
        told.contains("It is your broker from now on: `brokers.default.url` in "),
        "{told}"
    );
    let kept = kept_broker(&stage).unwrap();
    assert_eq!(kept, format!("[brokers.default]\nurl = \"{url}\"\n"));
    let found = stage.run(&["config", "get", "broker"]);
    assert_eq!(stdout(&found), format!("{url}\n"));
    let again = stage.run(&login);
    assert!(!stderr(&again).contains("from now on"));
    assert_eq!(kept_broker(&stage).unwrap(), kept);
}

#[test]
fn no_other_sign_in_changes_the_brokers() {
    let by_variable = stage();
    let output = by_variable.run(&["login", "--device-code"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(kept_broker(&by_variable), None, "the variable stays");

    let given = stage().without("JIT_BROKER");
    let url = given.broker.url().to_owned();
    given.broker.on("GET /v1/me", Answer::json(&me()));
    let mut command = given.command(&["login", "--with-token", "--broker", &url]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"token-of-a-test").unwrap();
    drop(stdin);
    assert!(child.wait().unwrap().success());
    assert_eq!(kept_broker(&given), None, "a program names it each time");

    let refused = stage().without("JIT_BROKER");
    refused.broker.from_now_on(TOKEN, refusal("access_denied"));
    let url = refused.broker.url().to_owned();
    let output = refused.run(&["login", "--device-code", "--broker", &url]);
    assert_ne!(output.status.code(), Some(0));
    assert_eq!(kept_broker(&refused), None, "nobody is signed in");

    let has_one = stage().without("JIT_BROKER");
    let url = has_one.broker.url().to_owned();
    let set = [
        "config",
        "set",
        "brokers.lab.url",
        "https://lab.example.com",
    ];
    assert_eq!(has_one.run(&set).status.code(), Some(0));
    let before = kept_broker(&has_one);
    let output = has_one.run(&["login", "--device-code", "--broker", &url]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(kept_broker(&has_one), before);
}

#[test]
fn a_broker_that_cannot_be_kept_is_no_reason_to_fail() {
    let stage = stage().without("JIT_BROKER");
    let url = stage.broker.url().to_owned();
    let folder = stage.home().join(".config/jit");
    fs::create_dir_all(&folder).unwrap();
    symlink(
        stage.home().join("gone/config.toml"),
        folder.join("config.toml"),
    )
    .unwrap();
    let output = stage.run(&["login", "--device-code", "--broker", &url]);
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(
        told.contains("warning: the next command needs `--broker` again: "),
        "{told}"
    );
}

#[test]
fn a_sign_in_that_renews_itself_does_not_look_as_if_it_ended_with_its_token() {
    for (refresh_token, is_renewed) in [(Some("r"), true), (None, false)] {
        let stage = stage();
        let tokens = json!({
            "access_token": "t", "refresh_token": refresh_token, "token_type": "Bearer",
            "expires_in": 600,
        });
        stage.broker.from_now_on(TOKEN, Answer::json(&tokens));
        stage.broker.on("GET /v1/me", Answer::json(&me()));
        stage
            .broker
            .on("GET /v1/requests", Answer::json(&page(Vec::new(), None)));
        let login = stage.run(&["login", "--device-code"]);
        assert_eq!(login.status.code(), Some(0), "{}", stderr(&login));

        let told = stdout(&stage.run(&["status"]));

        assert_eq!(
            told.contains(", then renewed by itself"),
            is_renewed,
            "{told}"
        );
    }
}

#[test]
fn the_way_of_signing_in_is_explained_to_who_wants_to_know() {
    let remote = ("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22");
    let why = [
        (
            remote,
            "signing in with a device code: this is a remote shell",
        ),
        (
            ("container", "podman"),
            "signing in with a device code: this is a container",
        ),
    ];
    for ((name, value), told) in why {
        let stage = stage().with("DISPLAY", ":0").with(name, value);
        let output = stage.run(&["login", "--verbose"]);
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
        assert!(!stderr(&stage.run(&["login"])).contains(told));
    }
}

#[test]
fn whoever_signs_in_sees_where_and_that_it_worked() {
    let stage = stage();
    let told = stage.jit(&["login", "--device-code"]);
    let (lines, end) = told.trim_end().rsplit_once('\n').unwrap();
    assert!(end.starts_with("It is not renewed, and ends at 2"), "{end}");
    assert!(end.ends_with(" (…)"), "{end}");
    assert_snapshot!("device_code", lines);
    let me = json!({
        "issuer": "https://id.example.com", "subject": "robot", "name": "Robot", "groups": [],
        "roles": ["requester"], "token_expires_at": "2099-01-01T00:00:00Z",
    });
    stage.broker.on("GET /v1/me", Answer::json(&me));
    let token = stage.home().join("token");
    std::fs::write(&token, "token-of-a-test").unwrap();
    let mut command = stage.command(&["login", "--with-token"]);
    let command = command.stdin(std::fs::File::open(token).unwrap());
    assert_snapshot!("with_token", stage.told(&command.output().unwrap()));
}

#[test]
fn address_and_code_are_shown_to_everybody() {
    for flags in [
        &[][..],
        &["--quiet"],
        &["--json"],
        &["--verbose"],
        &["--qr"],
    ] {
        let stage = stage();
        let output = stage.run(&[&["login", "--device-code"], flags].concat());
        let told = stderr(&output);
        assert!(
            told.contains(&format!("\n  {PAGE}\n  ABCD-EFGH\n")),
            "{told}"
        );
        assert!(
            told.contains("https://id.example.com/device?user_code=ABCD-EFGH"),
            "{told}"
        );
        assert!(!told.contains("hunter2") && !stdout(&output).contains("hunter2"));
        assert_eq!(output.status.code(), Some(0), "{told}");
    }
}

#[test]
fn a_qr_code_is_shown_on_request_and_signs_in_with_a_device_code() {
    let stage = stage().with("DISPLAY", ":0");
    let output = stage.run(&["login", "--qr"]);
    let told = stderr(&output);
    let rows: Vec<&str> = told
        .lines()
        .filter(|line| line.contains(['█', '▀']))
        .collect();
    // 29 modules and a margin of 4 on each side, two of them to a line.
    assert_eq!(rows.len(), 19, "{told}");
    assert!(rows.iter().all(|row| row.chars().count() == 37), "{told}");
    assert!(!stderr(&stage.run(&["login", "--device-code"])).contains('█'));
    let both = stage.run(&["login", "--qr", "--no-browser"]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn a_code_that_expires_or_is_refused_signs_nobody_in() {
    for (error, told) in [
        ("expired_token", "the code has expired"),
        ("access_denied", "access_denied"),
    ] {
        let stage = stage();
        stage.broker.from_now_on(TOKEN, refusal(error));
        let output = stage.run(&["login", "--device-code"]);
        assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
        assert_eq!(stage.run(&["whoami"]).status.code(), Some(6));
    }
}

#[test]
fn an_address_that_is_not_safe_is_not_shown() {
    for page in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://id.example.com/device",
        "https://somebody@id.example.com/device",
        "https://id.example.com/\u{1b}[2Jdevice",
        "https://id.example.com/de\nvice",
    ] {
        for field in ["verification_uri", "verification_uri_complete"] {
            let stage = stage();
            let mut offer = offer();
            offer[field] = json!(page);
            stage
                .broker
                .from_now_on("POST /device", Answer::json(&offer));
            let output = stage.run(&["login", "--device-code"]);
            assert_eq!(output.status.code(), Some(1), "{page}: {}", stderr(&output));
            assert!(!stderr(&output).contains("ABCD-EFGH"), "{page}");
            assert_eq!(stage.broker.count(TOKEN), 0, "{page}");
        }
    }
}

/// A sign-in that waits for the person, and what it has said until then.
fn waiting(stage: &Stage, args: &[&str], until: &str) -> (Child, String) {
    let mut command = stage.command(&[&["login"], args].concat());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    while !said.contains(until) {
        assert_ne!(lines.read_line(&mut said).unwrap(), 0, "{said}");
    }
    child.stderr = Some(lines.into_inner());
    (child, said)
}

fn interrupt(child: Child) -> Output {
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn ctrl_c_ends_a_sign_in_at_once_and_keeps_nothing() {
    let stage = stage();
    stage
        .broker
        .from_now_on(TOKEN, refusal("authorization_pending"));
    for args in [&["--device-code"][..], &["--no-browser"]] {
        let (child, _) = waiting(&stage, args, "http");
        let output = interrupt(child);
        assert_eq!(output.status.code(), Some(130));
        assert_eq!(stdout(&output), "");
        assert_eq!(stage.run(&["whoami"]).status.code(), Some(6));
    }
}

#[test]
fn the_browser_comes_back_to_the_port_that_was_asked_for() {
    let stage = stage();
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port().to_string();
    let taken = stage.run(&["login", "--no-browser", "--port", &port]);
    assert_eq!(taken.status.code(), Some(1));
    assert!(stderr(&taken).contains(&format!("cannot listen on port {port}")));
    assert!(stderr(&taken).contains("--port"));
    drop(free);

    let args = ["--no-browser", "--port", &port];
    let (child, said) = waiting(&stage, &args, "/authorize?");
    let callback = format!("redirect_uri=http%3A%2F%2F127.0.0.1%3A{port}%2Fcallback");
    assert!(said.contains(&callback), "{said}");
    interrupt(child);
    for port in ["0", "65536", "x"] {
        let refused = stage.run(&["login", "--port", port]);
        assert_eq!(refused.status.code(), Some(2));
    }
}

#[test]
fn a_browser_that_was_named_gets_the_address_and_nothing_secret() {
    use std::os::unix::fs::PermissionsExt as _;
    // Without a display, too: whoever names a browser has one.
    let stage = stage();
    let browser = stage.home().join("browser");
    std::fs::write(
        &browser,
        "#!/bin/sh\nprintf '%s %s' \"$#\" \"$1\" > \"$0.new\"\nmv \"$0.new\" \"$0.got\"\n",
    )
    .unwrap();
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o700)).unwrap();

    let args = ["--browser", browser.to_str().unwrap()];
    let (child, said) = waiting(&stage, &args, "/authorize?");
    let got = browser.with_extension("got");
    let text = (0..1000).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        std::fs::read_to_string(&got).ok()
    });
    interrupt(child);

    let text = text.unwrap();
    let address = text.strip_prefix("1 ").unwrap();
    assert!(
        said.contains(&format!("\n  {address}\n")),
        "{said}\n{address}"
    );
}

#[test]
fn a_browser_that_is_not_there_ends_the_sign_in() {
    let stage = stage();
    let output = stage.run(&["login", "--browser", "/there/is/none"]);
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(told.contains("cannot run the browser"), "{told}");
    assert!(told.contains("hint: choose another `--browser`"), "{told}");
}

#[test]
fn a_captive_portal_is_named_wherever_it_stands() {
    let portal = || {
        Answer::raw(
            200,
            "text/html; charset=utf-8",
            "<html>sign in to the Wi-Fi</html>",
        )
    };
    for call in [
        "GET /v1/config",
        "GET /.well-known/openid-configuration",
        "POST /device",
        TOKEN,
    ] {
        let stage = stage();
        stage.broker.from_now_on(call, portal());
        let output = stage.run(&["login", "--device-code"]);
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{call}: {told}");
        assert!(told.contains("a web page"), "{call}: {told}");
        assert!(told.contains("network"), "{call}: {told}");
        assert!(!told.contains("Wi-Fi"), "{call}: {told}");
    }
}

#[test]
fn a_refresh_token_follows_no_redirect() {
    let stage = stage();
    let tokens = json!({
        "access_token": "t", "token_type": "Bearer", "expires_in": 1, "refresh_token": "hunter3",
    });
    stage.broker.from_now_on(TOKEN, Answer::json(&tokens));
    assert_eq!(
        stage.run(&["login", "--device-code"]).status.code(),
        Some(0)
    );
    let elsewhere = FakeBroker::start();
    for status in [301, 302, 303, 307, 308] {
        let target = format!("{}/token", elsewhere.url());
        let redirect = Answer::raw(status, "text/html", "").header("location", &target);
        stage.broker.from_now_on(TOKEN, redirect);
        let output = stage.run(&["whoami"]);
        assert!(
            stderr(&output).contains("redirects"),
            "{status}: {}",
            stderr(&output)
        );
    }
    assert_eq!(elsewhere.connections(), 0);
    let gone = Answer::refusal(ErrorCode::NotFound, "there is no such thing");
    stage.broker.from_now_on(TOKEN, gone);
}

/// `{"aud":"https://id.example.com","sub":"job"}`, signed by nobody.
const PLATFORM_TOKEN: &str = "e30.eyJhdWQiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwic3ViIjoiam9iIn0.c2ln";

#[test]
fn a_token_for_another_audience_is_not_shown_to_the_issuer() {
    let stage = stage().with("CI_ID_TOKEN", PLATFORM_TOKEN);
    let url = stage.broker.url();
    let document = json!({
        "issuer": url, "token_endpoint": format!("{url}/token"),
        "grant_types_supported": ["urn:ietf:params:oauth:grant-type:token-exchange"],
    });
    let discovery = "GET /.well-known/openid-configuration";
    stage.broker.from_now_on(discovery, Answer::json(&document));
    let tokens = json!({
        "access_token": "t", "token_type": "Bearer", "expires_in": 600,
        "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
    });
    stage.broker.from_now_on(TOKEN, Answer::json(&tokens));
    let login = ["login", "--workload", "env=CI_ID_TOKEN"];

    let refused = stage.run(&login);
    assert_eq!(refused.status.code(), Some(1), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("is not for `http://127.0.0.1"));
    assert_eq!(stage.broker.count(TOKEN), 0);

    let named = ["--workload-audience", "https://id.example.com"];
    let taken = stage.run(&[&login[..], &named].concat());
    assert_eq!(taken.status.code(), Some(0), "{}", stderr(&taken));
    let sent = stage.broker.calls().pop().unwrap();
    assert_eq!(sent.field("subject_token"), PLATFORM_TOKEN);
}
