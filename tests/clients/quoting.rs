//! How the clients read a command with a path that is not plain: what docs/clients.md says of it,
//! tried with each.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::client::Client;
use crate::stage::{Stage, TARGET};

/// The columns of the table.
const CLIENTS: [(&str, Client); 5] = [
    ("AWS CLI", Client::AwsCli),
    ("boto3", Client::Boto3),
    ("JavaScript", Client::JavaScript),
    ("Rust", Client::Rust),
    ("Go", Client::Go),
];

/// What the page calls a way to write the path, and that way for a folder.
type Way = (&'static str, fn(&str) -> String);

/// The rows.
const WAYS: [Way; 5] = [
    ("`\"/opt/my tools/jit\"`", |home| {
        format!("\"{home}/my tools/jit\"")
    }),
    ("`'/opt/my tools/jit'`", |home| {
        format!("'{home}/my tools/jit'")
    }),
    ("`/opt/my\\ tools/jit`", |home| {
        format!("{home}/my\\ tools/jit")
    }),
    ("`/opt/my tools/jit`", |home| format!("{home}/my tools/jit")),
    ("`\"/opt/it's/jit\"`", |home| format!("\"{home}/it's/jit\"")),
];

#[test]
fn each_way_to_write_a_path_works_where_the_page_says_so() {
    let stage = Stage::start_at(0);
    let home = stage.requester.home();
    for folder in ["my tools", "it's"] {
        install(&stage, &home.join(folder));
    }
    stage.open(TARGET, "1h");
    let page = fs::read_to_string(page()).unwrap();
    let mut wrong = Vec::new();
    for (named, way) in WAYS {
        let program = way(home.to_str().unwrap());
        let arguments = TARGET.arguments().join(" ");
        let config = format!(
            "[profile {}]\ncredential_process = {program} credential-process {arguments}\n\
             region = eu-central-1\n",
            TARGET.profile()
        );
        fs::write(home.join("aws-config"), config).unwrap();
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| {named} |")));
        let said: Vec<&str> = row.unwrap().split('|').map(str::trim).collect();
        for ((name, client), said) in CLIENTS.iter().zip(&said[2..]) {
            let outcome = client.caller_identities(&stage, &TARGET.profile(), 1);
            let works = outcome.status == Some(0);
            if works != (*said == "works") || !works && *said != "fails" {
                wrong.push(format!(
                    "{named}, {name}: the page says `{said}`, and {outcome}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_columns_of_the_page_are_the_clients() {
    let page = fs::read_to_string(page()).unwrap();
    let names: Vec<&str> = CLIENTS.iter().map(|(name, _)| *name).collect();
    let head = format!("| written | {} |", names.join(" | "));
    assert!(page.lines().any(|line| line == head), "{head}");
}

fn page() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/clients.md"))
}

/// Puts a program that runs `jit` as the person into a folder. Another process writes it: one that
/// this process has open while a client starts could not be run.
fn install(stage: &Stage, folder: &Path) {
    fs::create_dir(folder).unwrap();
    let script = "printf '#!/bin/sh\\n' | cat - \"$1\" > \"$2\" && chmod 755 \"$2\"";
    let done = Command::new("/bin/sh")
        .args(["-c", script, "sh"])
        .arg(stage.requester.home().join("helper"))
        .arg(folder.join("jit"))
        .status();
    assert!(done.unwrap().success());
}
