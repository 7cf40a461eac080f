//! Everything that is wrong with a file of sinks is said at once.

use jit_broker::notify::settings::read;

use crate::stage::{KEY, Stage};

fn problems(text: &str) -> String {
    let stage = Stage::new();
    stage.write("key", KEY);
    stage.write("empty", "\n");
    stage.write("url", "https://hooks.example.com/x");
    stage.write("sinks.toml", text);
    let folder = stage.path("").display().to_string();
    match read(&stage.path("sinks.toml")) {
        Ok(sinks) => format!("{} sinks", sinks.len()),
        Err(problems) => problems
            .join("\n")
            .replace(&folder, "FOLDER/")
            .replace("//", "/"),
    }
}

#[test]
fn each_kind_is_read() {
    assert_eq!(problems(""), "0 sinks");
    let all = r#"
[[sink]]
name = "hook"
type = "webhook"
url = "https://hooks.example.com/jit"
key_file = "key"
[[sink]]
name = "slack"
type = "slack"
url_file = "url"
digest_above = 0
[[sink]]
name = "teams"
type = "teams"
url_file = "url"
[[sink]]
name = "mail"
type = "smtp"
host = "smtp.example.com"
from = "jit@example.com"
[[sink]]
name = "topic"
type = "sns"
topic_arn = "arn:aws:sns:eu-west-1:111122223333:jit"
[[sink]]
name = "bus"
type = "eventbridge"
bus = "security"
region = "eu-west-1"
[[sink]]
name = "program"
type = "command"
argv = ["/bin/sh", "-c", "cat"]
[[sink]]
name = "file"
type = "file"
path = "out.txt"
"#;
    assert_eq!(problems(all), "8 sinks");
}

#[test]
fn every_problem_is_said_with_the_sink_that_has_it() {
    insta::assert_snapshot!(problems(
        r#"
[[sink]]
type = "file"
[[sink]]
name = "Bad Name"
type = "file"
[[sink]]
name = "kind"
type = "pager"
[[sink]]
name = "no-kind"
[[sink]]
name = "plain"
type = "webhook"
url = "http://hooks.example.com/"
key_file = "key"
[[sink]]
name = "both"
type = "webhook"
url = "https://hooks.example.com/"
url_file = "url"
key_file = "key"
[[sink]]
name = "no-key"
type = "webhook"
url_file = "url"
key_file = "url"
[[sink]]
name = "inline"
type = "slack"
url = "https://hooks.slack.com/services/secret"
[[sink]]
name = "empty"
type = "teams"
url_file = "empty"
[[sink]]
name = "missing"
type = "teams"
url_file = "nowhere"
[[sink]]
name = "clear"
type = "smtp"
host = "smtp.example.com"
tls = "none"
from = "jit@example.com"
[[sink]]
name = "half"
type = "smtp"
host = "smtp.example.com"
username = "jit"
from = "jit@example.com"
[[sink]]
name = "arn"
type = "sns"
topic_arn = "jit"
[[sink]]
name = "endpoint"
type = "eventbridge"
bus = "default"
endpoint_url = "http://localhost:4566"
[[sink]]
name = "shell"
type = "command"
argv = ["sh", "-c", "cat"]
[[sink]]
name = "twice"
type = "file"
path = "a"
[[sink]]
name = "twice"
type = "file"
path = "b"
digest_above = -1
[[sink]]
name = "twice"
type = "file"
path = "c"
"#
    ));
}

#[test]
fn what_is_not_toml_or_no_list_of_sinks_is_refused() {
    insta::assert_snapshot!(problems("[[sink]]\nname = \"hook\nurl = 1"));
    insta::assert_snapshot!(problems("[hook]\ntype = \"file\"\n"));
    insta::assert_snapshot!(problems("sink = 1\n"));
}

#[test]
fn the_documentation_is_what_a_file_of_sinks_takes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/notifications.md");
    let text = std::fs::read_to_string(path).unwrap();
    let block = text.split("```toml\n# sinks.toml\n").nth(1).unwrap();
    let block = block.split("```").next().unwrap();
    let stage = Stage::new();
    std::fs::create_dir(stage.path("secrets")).unwrap();
    stage.write(
        "secrets/slack-url",
        "https://hooks.slack.com/services/T0/B0/x",
    );
    stage.write("secrets/smtp-password", "a password");
    stage.write("sinks.toml", block);

    assert_eq!(read(&stage.path("sinks.toml")).unwrap().len(), 2);
}
