//! Brokers, issuers and platforms that repeat what they were sent, or what nobody should see: in
//! refusals, in pages, and in JSON that means nothing.

use jit_testkit::fake_broker::{Answer, Call, FakeBroker};
use serde_json::{Value, json};

use crate::broker::Stage;
use crate::canaries::Canaries;
use crate::people::Person;
use crate::places::Places;

const TARGET: [&str; 4] = [
    "--account",
    "payments-prod",
    "--permission-set",
    "PowerUser",
];

/// Every command that asks a broker.
const COMMANDS: [&[&str]; 17] = [
    &["whoami"],
    &["targets"],
    &["list"],
    &["status"],
    &["show", "req-7k3m9p2x4q"],
    &["wait", "req-7k3m9p2x4q"],
    &["approve", "req-7k3m9p2x4q", "--yes"],
    &["reject", "req-7k3m9p2x4q", "--yes", "--comment", "no"],
    &["revoke", "req-7k3m9p2x4q", "--yes"],
    &["review", "req-7k3m9p2x4q", "--ok", "--yes"],
    &["cancel", "req-7k3m9p2x4q"],
    &["done", "req-7k3m9p2x4q"],
    &["profiles", "sync"],
    &["doctor"],
    &["audit", "export"],
    &["audit", "session", "ASIAIOSFODNN7EXAMPLE"],
    &["report"],
];

/// Commands that want credentials.
const VENDING: [&str; 4] = ["credential-process", "env", "console", "serve-credentials"];

/// How a broker repeats a text.
type Echo = fn(&str) -> Answer;

const ECHOES: [Echo; 7] = [
    |text| {
        Answer::raw(
            401,
            "application/problem+json",
            problem(401, "token_expired", text),
        )
    },
    |text| {
        Answer::raw(
            403,
            "application/problem+json",
            problem(403, "forbidden", text),
        )
    },
    |text| {
        Answer::raw(
            500,
            "application/problem+json",
            problem(500, "internal", text),
        )
    },
    |text| Answer::raw(502, "text/html", format!("<p>{text}</p>")),
    |text| Answer::raw(200, "text/html", format!("<p>{text}</p>")),
    |text| Answer::json(&text),
    |text| {
        Answer::json(&json!({ "id": text, "issuer": text, "items": [text], "expiration": text }))
    },
];

fn problem(status: u16, code: &str, text: &str) -> String {
    let problem = json!({
        "type": "about:blank", "status": status, "code": code, "title": format!("no: {text}"),
        "detail": text, "hint": text, "trace_id": text,
    });
    problem.to_string()
}

#[test]
fn what_a_broker_repeats_of_a_token_is_not_printed() {
    let (canaries, places) = (Canaries::default(), Places::default());
    let token = canaries.key("token");
    for echo in ECHOES {
        let broker = FakeBroker::start();
        let mut person = Person::at("somebody", broker.url(), &places);
        person.jit.set("JIT_TOKEN", &token);
        let repeats = move |call: &Call| {
            let authorization = call.headers.get("authorization");
            echo(authorization.map_or("nothing", |it| it.strip_prefix("Bearer ").unwrap()))
        };
        for path in paths() {
            broker.by(path, repeats);
        }
        for command in COMMANDS {
            fails_both_ways(&person, command);
        }
        let vending = VENDING.map(|name| [&[name], &TARGET[..]].concat());
        let ask = ["--duration", "1h", "--reason", "INC-4711: stuck queue"];
        let request = [&["request"], &TARGET[..], &ask].concat();
        let exec = [&["exec"], &TARGET[..], &["--", "/bin/true"]].concat();
        for command in vending.iter().chain([&request, &exec]) {
            fails_both_ways(&person, command);
        }
        for call in broker.calls() {
            places.saw("what the broker gets", format!("{call:?}"));
        }
        person.show_home();
    }
    places.is_home("what the broker gets", &["token"]);
    places.is_home("environment of somebody", &["token"]);
    let _ = places.hold_what_belongs_there(&canaries);
}

fn paths() -> [&'static str; 16] {
    [
        "GET /v1/config",
        "GET /v1/me",
        "GET /v1/targets",
        "GET /v1/requests",
        "POST /v1/requests",
        "GET /v1/requests/req-7k3m9p2x4q",
        "POST /v1/requests/req-7k3m9p2x4q/approve",
        "POST /v1/requests/req-7k3m9p2x4q/reject",
        "POST /v1/requests/req-7k3m9p2x4q/revoke",
        "POST /v1/requests/req-7k3m9p2x4q/review",
        "POST /v1/requests/req-7k3m9p2x4q/cancel",
        "POST /v1/requests/req-7k3m9p2x4q/finish",
        "POST /v1/credentials",
        "GET /v1/audit",
        "GET /v1/audit/sessions",
        "GET /v1/report",
    ]
}

fn fails_both_ways(person: &Person, command: &[&str]) {
    for how in ["--verbose", "--json"] {
        let outcome = person.run(&with(command, how));
        assert_ne!(
            outcome.status,
            Some(0),
            "`jit {command:?} {how}`: {outcome}"
        );
    }
}

/// The same command with one more flag; what is behind `--` is for another program.
fn with<'a>(command: &[&'a str], flag: &'a str) -> Vec<&'a str> {
    let mut all = command.to_vec();
    let at = all.iter().position(|it| *it == "--").unwrap_or(all.len());
    all.insert(at, flag);
    all
}

#[test]
fn credentials_in_an_answer_that_is_none_are_not_printed() {
    let (canaries, places) = (Canaries::default(), Places::default());
    let (key, token) = (
        canaries.key("secret access key"),
        canaries.key("session token"),
    );
    let good = json!({
        "access_key_id": "ASIAIOSFODNN7EXAMPLE", "secret_access_key": key, "session_token": token,
    });
    let mut numbers = good.clone();
    numbers["expiration"] = 5.into();
    let cut = good.to_string();
    let cut = cut[..cut.len() - 1].to_owned();
    let broker = FakeBroker::start();
    let mut person = Person::at("somebody", broker.url(), &places);
    person.jit.set("JIT_TOKEN", "token-of-a-test");
    for answer in [
        Answer::json(&good),
        Answer::json(&numbers),
        Answer::json(&json!([good])),
        Answer::json(&good.to_string()),
        Answer::json(&json!({ "access_key_id": key, "expiration": token })),
        Answer::raw(200, "application/json", cut.clone()),
        Answer::raw(200, "text/plain", cut.clone()),
        Answer::raw(400, "application/json", cut.clone()),
        Answer::raw(403, "application/problem+json", cut),
    ] {
        broker.from_now_on("POST /v1/credentials", answer);
        for name in VENDING {
            fails_both_ways(&person, &[&[name], &TARGET[..]].concat());
        }
        fails_both_ways(
            &person,
            &[&["exec"], &TARGET[..], &["--", "/bin/true"]].concat(),
        );
    }
    person.show_home();
    assert!(broker.count("POST /v1/credentials") >= 90);
    places.saw("what the broker answers", good.to_string());
    places.is_home(
        "what the broker answers",
        &["secret access key", "session token"],
    );
    let _ = places.hold_what_belongs_there(&canaries);
}

/// Each grant at an issuer that refuses and repeats, and at one that repeats and means nothing.
#[test]
fn what_an_issuer_repeats_of_codes_and_tokens_is_not_printed() {
    let stage = Stage::new("json");
    let engineer = stage.person("engineer");
    let (login, page) = engineer.begins_in_browser(&stage);
    let code = stage.issuer.code(&page, "engineer", &["sre"]);
    assert_eq!(engineer.comes_back(login, &page, &code), Some(0));
    for echo in [
        crate::issuer::Issuer::refuse_and_echo,
        crate::issuer::Issuer::echo_as_json,
    ] {
        echo(&stage.issuer);
        // Its access token is good for a moment: all of them renew it.
        for command in [&["whoami"][..], &["list"], &["doctor"]] {
            fails_both_ways(&engineer, command);
        }
        for name in VENDING {
            fails_both_ways(&engineer, &[&[name], &TARGET[..]].concat());
        }
        let other = stage.person("other");
        let (login, page) = other.begins_in_browser(&stage);
        let code = stage.issuer.code(&page, "other", &["sre"]);
        assert_ne!(other.comes_back(login, &page, &code), Some(0));
        stage.issuer.expect_device("other", &["sre"]);
        for how in ["--verbose", "--json"] {
            assert_ne!(other.signs_in_by_device(how), Some(0));
        }
        let mut job = stage.person("job");
        job.jit
            .set("CI_ID_TOKEN", &stage.issuer.platform_token("job", &["sre"]));
        fails_both_ways(&job, &["login", "--workload", "env=CI_ID_TOKEN"]);
        other.show_home();
        job.show_home();
    }
    stage.issuer.answer_well();
    // There is no window, but the helper renews the token first, in a process of its own.
    let helper = [&["credential-process"], &TARGET[..]].concat();
    assert_eq!(engineer.run(&helper).status, Some(3));
    let started = stage.places.text("arguments of processes");
    assert!(started.contains("renew-sign-in"), "{started}");
    engineer.show_home();
    engineer.does(&["logout", "--verbose"]);
    for call in stage.issuer.calls() {
        stage
            .places
            .saw("what the issuer gets", format!("{call:?}"));
    }
    let of_the_broker = stage.broker.service().said();
    stage.places.saw("log of the broker", of_the_broker);
    stage.places.is_home(
        "what the issuer gets",
        &[
            "authorization code of engineer",
            "authorization code of other",
            "device code of other",
            "platform token of job",
            "refresh token 1 of engineer",
            "refresh token 2 of engineer",
            "PKCE verifier of engineer",
            "PKCE verifier of somebody who is refused",
            "PKCE verifier of somebody who gets nonsense",
        ],
    );
    let kept = ["access token 2 of engineer", "refresh token 2 of engineer"];
    stage.places.is_home("sign-in of engineer", &kept);
    for number in [1, 2] {
        let given =
            ["access", "ID", "refresh"].map(|it| format!("{it} token {number} of engineer"));
        let given = given.each_ref().map(String::as_str);
        stage.places.is_home("what the issuer gives", &given);
    }
    stage
        .places
        .is_home("environment of job", &["platform token of job"]);
    let _ = stage.places.hold_what_belongs_there(&stage.canaries);
}

/// GitHub Actions, or what is in front of it, answers with a token where none is looked for.
#[test]
fn what_a_platform_answers_is_not_printed() {
    let stage = Stage::new("json");
    let platform = FakeBroker::start();
    let mut job = stage.person("job");
    let bearer = stage.canaries.key("request token of the job");
    let token = stage.issuer.platform_token("job", &["sre"]);
    job.jit.set(
        "ACTIONS_ID_TOKEN_REQUEST_URL",
        &format!("{}/idtoken", platform.url()),
    );
    job.jit.set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", &bearer);
    let echo = format!("{bearer} {token}");
    for answer in [
        Answer::json(&token),
        Answer::json(&json!([token, bearer])),
        Answer::json(&json!({ "value": [token] })),
        Answer::json(&json!({ "value": echo })),
        Answer::json(&json!({ token.clone(): bearer })),
        Answer::raw(200, "text/html", echo.clone()),
        Answer::raw(
            400,
            "application/json",
            Value::String(echo.clone()).to_string(),
        ),
        Answer::raw(500, "text/plain", echo),
    ] {
        platform.from_now_on("GET /idtoken", answer);
        fails_both_ways(&job, &["login", "--workload", "github-actions"]);
    }
    platform.from_now_on("GET /idtoken", Answer::json(&json!({ "value": token })));
    job.does(&["login", "--workload", "github-actions", "--verbose"]);
    job.show_home();
    for call in platform.calls().iter().chain(&stage.issuer.calls()) {
        stage
            .places
            .saw("what the platform and the issuer get", format!("{call:?}"));
    }
    stage.places.is_home(
        "what the platform and the issuer get",
        &["request token of the job", "platform token of job"],
    );
    let token = ["access token 1 of job"];
    stage.places.is_home("what the issuer gives", &token);
    stage.places.is_home("sign-in of job", &token);
    let bearer = ["request token of the job"];
    stage.places.is_home("environment of job", &bearer);
    let _ = stage.places.hold_what_belongs_there(&stage.canaries);
}
