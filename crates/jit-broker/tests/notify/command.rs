//! A program that gets the JSON on its standard input.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::stage::Stage;

fn script(stage: &Stage, text: &str) -> String {
    let path = stage.path("hook");
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

fn entry(argv: &[&str]) -> String {
    format!("[[sink]]\nname = \"hook\"\ntype = \"command\"\nargv = {argv:?}\n")
}

#[tokio::test]
async fn it_gets_json_arguments_as_they_are_and_no_environment() {
    let stage = Stage::new();
    let out = stage.path("out").display().to_string();
    let program = script(&stage, r#"{ cat; echo "$2"; env; } > "$1""#);
    let sinks = stage.sinks(&entry(&[&program, &out, "$(id) ; `id`"])).await;
    stage
        .submit(1, "$(touch /tmp/x) `id` ; rm -rf / | \"'")
        .await;
    stage.route(&sinks).await;

    assert_eq!(stage.deliver(&sinks[0]).await, 1);

    assert_eq!(stage.waiting().await, 0);
    let out = fs::read_to_string(out).unwrap();
    let mut lines = out.lines();
    let json: serde_json::Value = serde_json::from_str(lines.next().unwrap()).unwrap();
    assert_eq!(
        json["request"]["reason"],
        "$(touch /tmp/x) `id` ; rm -rf / | \"'"
    );
    assert_eq!(lines.next(), Some("$(id) ; `id`"));
    // What a shell sets by itself.
    let own = ["PWD=", "SHLVL=", "_=", "OLDPWD="];
    for line in lines {
        assert!(own.iter().any(|name| line.starts_with(name)), "{line}");
    }
}

#[tokio::test]
async fn a_status_other_than_zero_is_a_failure() {
    let stage = Stage::new();
    let program = script(&stage, "exit 7");
    let sinks = stage.sinks(&entry(&[&program])).await;
    stage.submit(1, "stuck").await;
    stage.route(&sinks).await;

    stage.deliver(&sinks[0]).await;
    assert_eq!(stage.waiting().await, 1);
    script(&stage, "exit 0");
    stage.clock.advance_seconds(5);
    stage.deliver(&sinks[0]).await;

    assert_eq!(stage.waiting().await, 0);
}
