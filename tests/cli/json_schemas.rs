//! What each command prints with `--json` is what `docs/json` says, and has no field besides.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use jit_api::{ErrorCode, Request, ReviewVerdict};
use jit_domain::StatusName;
use serde_json::{Value, json};

use crate::answers::{broken_glass, credentials, in_state, page, pending, reviewed, sealed};
use crate::fake_broker::{Answer, FakeBroker};
use crate::stage::{Stage, stderr, stdout};

const ID: &str = "req-7k3m9p2x4q";
const TARGET: [&str; 4] = [
    "--account",
    "payments-prod",
    "--permission-set",
    "PowerUser",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json")
}

fn schema(command: &str) -> Value {
    let path = folder().join(format!("{command}.schema.json"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The same schema for a program of this very version: it knows all fields.
fn strict(schema: Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let mut fields: serde_json::Map<String, Value> = fields
                .into_iter()
                .map(|(name, it)| (name, strict(it)))
                .collect();
            if fields
                .get("properties")
                .is_some_and(|it| it.is_object() && fields.contains_key("type"))
            {
                fields.insert("additionalProperties".to_owned(), false.into());
            }
            fields.into()
        }
        Value::Array(items) => items.into_iter().map(strict).collect(),
        other => other,
    }
}

fn faults(schema: &Value, document: &Value) -> Vec<String> {
    let options = jsonschema::options().should_validate_formats(true);
    let validator = options.build(schema).unwrap();
    let errors = validator.iter_errors(document);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

fn assert_is(command: &str, text: &str) {
    let document: Value = serde_json::from_str(text).unwrap();
    let faults = faults(&strict(schema(command)), &document);
    assert!(faults.is_empty(), "{command}: {faults:#?} in {text}");
}

/// The commands that do something, such as `config-get`.
fn commands() -> BTreeSet<String> {
    fn below(command: &clap::Command, name: &str, found: &mut BTreeSet<String>) {
        for sub in command
            .get_subcommands()
            .filter(|it| it.get_name() != "help")
        {
            let name = format!("{name}{}", sub.get_name());
            if sub.has_subcommands() {
                below(sub, &format!("{name}-"), found);
            } else {
                found.insert(name);
            }
        }
    }
    let mut found = BTreeSet::new();
    below(&jit::command(), "", &mut found);
    found
}

/// A broker with this request, that does whatever it is asked to.
fn stage(request: &Request) -> Stage {
    let stage = Stage::new().with("JIT_STORE", "file");
    let broker = &stage.broker;
    let me = json!({
        "issuer": "https://id.example.com", "subject": "engineer", "name": "Engineer",
        "groups": ["engineers"], "roles": ["requester", "auditor"], "sign_in_methods": ["mfa"],
        "signed_in_at": "2026-11-22T09:00:00Z", "token_expires_at": "2099-01-01T00:00:00Z",
    });
    broker.on("GET /v1/me", Answer::json(&me));
    broker.on(&format!("GET /v1/requests/{ID}"), Answer::json(request));
    let all = StatusName::ALL.map(in_state).to_vec();
    let glass = [
        broken_glass(StatusName::Active),
        reviewed(ReviewVerdict::Violation, Some("INC-4711 was none")),
    ];
    let list = [&all[..], &glass, &[pending()]].concat();
    broker.on("GET /v1/requests", Answer::json(&page(list, None)));
    let mut offer = json!({
        "account": "111111111111", "account_name": "payments-prod", "permission_set": "PowerUser",
        "role_arn": request.role_arn, "max_duration_seconds": 3600, "approval": "manual",
        "policy": "prod", "levels": request.levels, "reason_min_length": 1, "ticket_required": true,
        "automatic_up_to_seconds": 900, "break_glass_up_to_seconds": 900,
    });
    let first = offer.clone();
    offer["forbidden_by"] = "freeze".into();
    let targets = json!({ "targets": [first, offer] });
    broker.on("GET /v1/targets", Answer::json(&targets));
    let plan = json!({
        "dry_run": true, "account": request.account, "account_name": request.account_name,
        "permission_set": request.permission_set, "role_arn": request.role_arn,
        "duration_seconds": 3600, "approval": "manual", "eligibility": "engineers",
        "policies": ["prod"], "levels": request.levels, "skipped": request.levels,
        "security": { "groups": ["guards"] }, "pending_until": request.pending_until,
        "steps": [{ "rule": "catalog", "outcome": "passes", "text": "x", "origin": "a.toml:1" }],
    });
    let submitted = Answer::json(&pending());
    broker.by("POST /v1/requests", move |call| {
        let other = call.body.contains("222222222222");
        match call.line.contains("dry_run=true") {
            true if other => {
                let mut plan = plan.clone();
                plan["account"] = "222222222222".into();
                plan["account_name"] = "other".into();
                Answer::json(&plan)
            }
            true => Answer::json(&plan),
            false if other => Answer::refusal(ErrorCode::NotEligible, "no"),
            false => submitted.clone(),
        }
    });
    for verb in ["approve", "reject", "revoke", "review", "cancel", "finish"] {
        let done = match verb {
            "review" => reviewed(ReviewVerdict::Ok, Some("it was real")),
            "approve" => in_state(StatusName::Active),
            _ => in_state(StatusName::Ended),
        };
        broker.on(
            &format!("POST /v1/requests/{ID}/{verb}"),
            Answer::json(&done),
        );
    }
    broker.on("POST /v1/credentials", Answer::json(&credentials()));
    stage
}

/// Runs of each command, which work.
fn runs() -> Vec<(&'static str, Request, Vec<&'static str>)> {
    let ask = ["--duration", "1h", "--reason", "INC-4711: stuck queue"];
    let asks = |more: &[&'static str]| [&["request"], &TARGET[..], &ask, more].concat();
    let with = |command, more: &[&'static str]| [&[command], &TARGET[..], more].concat();
    let open = || sealed(in_state(StatusName::Active));
    let mut over = broken_glass(StatusName::Ended);
    over.window_end = Some("2026-11-22T09:30:00Z".parse().unwrap());
    vec![
        ("whoami", pending(), vec!["whoami"]),
        ("status", pending(), vec!["status"]),
        ("targets", pending(), vec!["targets"]),
        ("request", pending(), asks(&[])),
        ("request", pending(), asks(&["--dry-run"])),
        (
            "request",
            pending(),
            asks(&["--account", "222222222222", "--dry-run"]),
        ),
        ("list", pending(), vec!["list", "--all"]),
        ("show", over.clone(), vec!["show", ID]),
        ("wait", open(), vec!["wait", ID]),
        ("cancel", pending(), vec!["cancel", ID]),
        ("done", open(), vec!["done", ID]),
        ("approve", pending(), vec!["approve", ID, "--yes"]),
        (
            "reject",
            pending(),
            vec!["reject", ID, "--yes", "--comment", "no"],
        ),
        ("revoke", open(), vec!["revoke", ID, "--yes"]),
        ("review", sealed(over), vec!["review", ID, "--ok", "--yes"]),
        (
            "credential-process",
            open(),
            with("credential-process", &[]),
        ),
        ("env", open(), with("env", &["--region", "eu-central-1"])),
        ("profiles-sync", open(), vec!["profiles", "sync"]),
        ("config-get", open(), vec!["config", "get", "broker"]),
        ("config-list", open(), vec!["config", "list"]),
        ("completions", open(), vec!["completions", "bash"]),
    ]
}

fn json_of(stage: &Stage, args: &[&str]) -> Output {
    stage.run(&[args, &["--json"]].concat())
}

#[test]
fn every_command_has_a_schema_and_nothing_else_has() {
    let files = fs::read_dir(folder()).unwrap();
    let names = files.map(|it| it.unwrap().file_name().into_string().unwrap());
    let schemas: BTreeSet<String> = names
        .map(|name| name.strip_suffix(".schema.json").unwrap().to_owned())
        .collect();
    let mut wanted = commands();
    wanted.insert("error".to_owned());
    assert_eq!(schemas, wanted);
    for name in schemas {
        assert!(jsonschema::meta::is_valid(&schema(&name)), "{name}");
    }
}

#[test]
fn what_works_prints_what_the_schema_says() {
    for (command, request, args) in runs() {
        let output = json_of(&stage(&request), &args);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{args:?}: {}",
            stderr(&output)
        );
        assert_is(command, &stdout(&output));
    }
}

#[test]
fn every_command_is_run_here() {
    let runs = runs();
    let mut run: BTreeSet<&str> = runs.iter().map(|(command, ..)| *command).collect();
    // In tests of their own below, and one that prints nothing of its own.
    run.extend([
        "login",
        "logout",
        "doctor",
        "console",
        "serve-credentials",
        "exec",
    ]);
    let commands = commands();
    assert_eq!(run, commands.iter().map(String::as_str).collect());
}

#[test]
fn a_sign_in_and_its_end_are_what_the_schema_says() {
    let stage = stage(&pending()).without("JIT_TOKEN");
    let mut command = stage.command(&["login", "--with-token", "--json"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"token-of-a-test").unwrap();
    drop(stdin);
    assert_is("login", &stdout(&child.wait_with_output().unwrap()));
    assert_is("doctor", &stdout(&json_of(&stage, &["doctor"])));
    assert_is("logout", &stdout(&json_of(&stage, &["logout"])));
}

#[test]
fn the_console_is_what_the_schema_says() {
    let aws = FakeBroker::start();
    aws.on(
        "POST /federation",
        Answer::json(&json!({ "SigninToken": "token" })),
    );
    let stage = stage(&pending()).with("JIT_FEDERATION_ENDPOINT", aws.url());
    for how in [&["--print"][..], &["--browser", "/usr/bin/true"]] {
        let output = json_of(&stage, &[&["console"], &TARGET[..], how].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_is("console", &stdout(&output));
    }
}

#[test]
fn the_endpoint_is_what_the_schema_says() {
    let stage = stage(&pending());
    let args = [&["serve-credentials"], &TARGET[..], &["--json"]].concat();
    let mut child = stage.command(&args).stdout(Stdio::piped()).spawn().unwrap();
    let mut text = String::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        text.extend([&line, "\n"]);
        if line == "}" {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_is("serve-credentials", &text);
}

#[test]
fn several_outcomes_are_what_the_schema_says() {
    let stage = stage(&pending());
    let ask = [
        "--account",
        "222222222222",
        "--duration",
        "1h",
        "--reason",
        "INC-4711: stuck queue",
    ];
    let asked = json_of(&stage, &[&["request"], &TARGET[..], &ask].concat());
    assert_eq!(asked.status.code(), Some(3));
    assert_is("request", &stdout(&asked));
    for verb in ["approve", "reject", "revoke"] {
        let output = json_of(&stage, &[verb, ID, "req-0000000000", "--yes"]);
        assert_ne!(output.status.code(), Some(0));
        assert_is(verb, &stdout(&output));
    }
}

#[test]
fn every_error_is_what_the_schema_says() {
    let stage = Stage::new();
    for command in commands() {
        let words: Vec<&str> = match command.as_str() {
            "config-get" | "config-list" | "profiles-sync" => command.split('-').collect(),
            other => vec![other],
        };
        if command == "credential-process" {
            continue; // Its errors are for SDKs.
        }
        let output = json_of(&stage, &[&words[..], &["--no-such-flag"]].concat());
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert_is("error", &stdout(&output));
    }
    // A broker that knows of nothing.
    for (command, _, args) in runs() {
        let output = json_of(&stage, &args);
        if output.status.code() == Some(0) {
            let offline = ["config-get", "config-list", "completions"];
            assert!(offline.contains(&command), "{command}");
        } else if command != "credential-process" {
            assert_is("error", &stdout(&output));
        }
    }
}

#[test]
fn a_field_that_no_schema_names_is_noticed() {
    let mut document = json!({ "error": { "code": "x", "message": "y", "hint": null } });
    assert!(faults(&schema("error"), &document).is_empty());
    document["error"]["more"] = 1.into();
    // Whoever reads it today has to bear it: this is how a result may grow.
    assert!(faults(&schema("error"), &document).is_empty());
    assert!(!faults(&strict(schema("error")), &document).is_empty());
    document["error"] = json!({ "code": 1 });
    assert_eq!(faults(&schema("error"), &document).len(), 2);
}
