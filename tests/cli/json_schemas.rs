//! What each command prints with `--json` is what `docs/json` says, and has no field besides.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::answers::pending;
use crate::fake_broker::{Answer, FakeBroker};
use crate::stage::{Stage, stderr, stdout};
use crate::working::{ID, TARGET, commands, runs, stage, words};

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

pub fn assert_is(command: &str, text: &str) {
    let document: Value = serde_json::from_str(text).unwrap();
    let faults = faults(&strict(schema(command)), &document);
    assert!(faults.is_empty(), "{command}: {faults:#?} in {text}");
}

pub fn json_of(stage: &Stage, args: &[&str]) -> Output {
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
        let schema = schema(&name);
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        let text = schema.to_string();
        assert!(!text.contains("[`"), "{name} has links into the code");
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
        if command == "credential-process" {
            continue; // Its errors are for SDKs.
        }
        let output = json_of(&stage, &[words(&command), vec!["--no-such-flag"]].concat());
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert_is("error", &stdout(&output));
    }
    // A broker that knows of nothing.
    for (command, _, args) in runs() {
        let output = json_of(&stage, &args);
        if output.status.code() == Some(0) {
            let offline = ["config-get", "config-list", "config-set", "completions"];
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
