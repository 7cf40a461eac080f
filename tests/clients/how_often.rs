//! How often the clients run the helper: what docs/clients.md says of it, measured.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::client::Client;
use crate::stage::{Stage, TARGET, Target};

/// The columns of the table, and how many calls the client makes.
const CLIENTS: [(&str, Client, u32); 6] = [
    ("AWS CLI, one command", Client::AwsCli, 1),
    ("boto3", Client::Boto3, 5),
    ("JavaScript", Client::JavaScriptChain, 5),
    ("JavaScript, `fromProcess`", Client::JavaScript, 5),
    ("Rust", Client::Rust, 5),
    ("Go", Client::Go, 5),
];

/// How long before the measurement the windows are opened, in seconds.
const BEFORE: u32 = 56 * 60;

/// The rows: what is left of a window in seconds, its target, and its duration.
const WINDOWS: [(u32, Target, &str); 4] = [
    (240, target("shop-dev", "ReadOnly", "colleague"), "60m"),
    (540, target("shop-dev", "PowerUser", "colleague"), "65m"),
    (840, target("payments-prod", "ReadOnly", "lead"), "70m"),
    (3600, TARGET, "116m"),
];

const fn target(
    account: &'static str,
    permission_set: &'static str,
    approver: &'static str,
) -> Target {
    Target {
        account,
        permission_set,
        approver,
    }
}

#[test]
fn the_helper_is_run_as_often_as_the_page_says() {
    let stage = Stage::start_at(-i64::from(BEFORE));
    stage.configure(&WINDOWS.map(|(_, target, _)| target), "");
    for (_, target, duration) in WINDOWS {
        stage.open(target, duration);
    }
    stage.clock.set(0);
    let table = Table::of_the_page();

    for (left, target, _) in WINDOWS {
        for (name, client, calls) in CLIENTS {
            let outcome = client.caller_identities(&stage, &target.profile(), calls);
            assert_eq!(outcome.status, Some(0), "{outcome}");
            let answers = outcome.stdout.matches(&target.role()).count();
            assert_eq!(answers, calls as usize, "{outcome}");
            let (runs, said) = (stage.runs(), table.cell(&format!("{left} s"), name));
            let (least, most) = said.split_once(" to ").unwrap_or((said, said));
            let said = least.parse().unwrap()..=most.parse().unwrap();
            assert!(said.contains(&runs), "{left} s, {name}: {runs}");
        }
    }
}

#[test]
fn the_page_names_the_versions_that_are_measured() {
    let page = read("docs/clients.md");
    let measured = page.lines().find(|line| line.starts_with("Measured with "));
    let measured = measured.unwrap();
    let debian = read("tests/tools/debian-packages.txt");
    let python = read("tests/tools/requirements.txt");
    let npm: serde_json::Value = serde_json::from_str(&read("tests/tools/package.json")).unwrap();
    let cargo: toml::Table = read("Cargo.lock").parse().unwrap();
    let crates = cargo["package"].as_array().unwrap();
    let aws_config = crates
        .iter()
        .find(|it| it["name"].as_str() == Some("aws-config"));

    for (name, version) in [
        ("AWS CLI", after(&python, "awscli==")),
        ("boto3", after(&python, "boto3==")),
        (
            "`@aws-sdk/client-sts`",
            npm["dependencies"]["@aws-sdk/client-sts"].as_str().unwrap(),
        ),
        (
            "`aws-config`",
            aws_config.unwrap()["version"].as_str().unwrap(),
        ),
        (
            "`aws-sdk-go-v2`",
            after(&debian, "golang-github-aws-aws-sdk-go-v2-dev="),
        ),
    ] {
        let version = version.split('-').next().unwrap();
        let said = format!("{name} {version}");
        assert!(measured.contains(&said), "{said}: {measured}");
    }
}

/// The rest of the line that begins so.
fn after<'a>(text: &'a str, start: &str) -> &'a str {
    text.lines()
        .find_map(|line| line.strip_prefix(start))
        .unwrap()
}

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The first table of the page: row → column → cell.
struct Table(BTreeMap<String, BTreeMap<String, String>>);

impl Table {
    fn of_the_page() -> Self {
        let page = read("docs/clients.md");
        let mut rows = page.lines().filter(|line| line.starts_with('|')).map(cells);
        let names = rows.next().unwrap();
        let rows = rows.skip(1).map(|row| {
            let name = row[0].clone();
            (name, names.iter().cloned().zip(row).collect())
        });
        Self(rows.collect())
    }

    fn cell(&self, row: &str, column: &str) -> &str {
        &self.0[row][column]
    }
}

fn cells(line: &str) -> Vec<String> {
    let inner = line.trim_matches('|');
    inner
        .split('|')
        .map(|cell| cell.trim().to_owned())
        .collect()
}
