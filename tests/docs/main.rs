//! What the documentation shows is what the program reads.
#![expect(clippy::unwrap_used, reason = "a test says no by panicking")]

mod played;
mod security;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The fenced blocks of a language in a Markdown file.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        match &mut open {
            None if line == format!("```{language}") => open = Some(String::new()),
            None => {}
            Some(block) if line == "```" => blocks.push(std::mem::take(block)),
            Some(block) => {
                block.push_str(line);
                block.push('\n');
            }
        }
        if line == "```" {
            open = None;
        }
    }
    blocks
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_readme_shows_the_iam_policies_of_the_examples() {
    let shown: Vec<serde_json::Value> = blocks("README.md", "json")
        .iter()
        .map(|b| serde_json::from_str(b).unwrap())
        .collect();
    for name in ["broker-role-policy.json", "target-role-trust.json"] {
        let file = fs::read_to_string(root().join("examples/aws").join(name)).unwrap();
        let policy: serde_json::Value = serde_json::from_str(&file).unwrap();
        assert!(shown.contains(&policy), "README.md does not show {name}");
    }
}

#[test]
fn the_trust_policy_lets_the_broker_do_what_vending_needs_and_nobody_else() {
    let file = fs::read_to_string(root().join("examples/aws/target-role-trust.json")).unwrap();
    let policy: serde_json::Value = serde_json::from_str(&file).unwrap();
    let mut actions = Vec::new();
    for statement in policy["Statement"].as_array().unwrap() {
        assert_eq!(statement["Effect"], "Allow");
        assert_eq!(
            statement["Principal"],
            serde_json::json!({ "AWS": "arn:aws:iam::444455556666:role/jit-broker" })
        );
        match &statement["Action"] {
            serde_json::Value::String(one) => actions.push(one.clone()),
            more => actions.extend(
                more.as_array()
                    .unwrap()
                    .iter()
                    .map(|a| a.as_str().unwrap().to_owned()),
            ),
        }
    }
    actions.sort();
    assert_eq!(
        actions,
        ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"]
    );
}

#[test]
fn the_policy_for_the_catalog_allows_reading_the_organization_and_nothing_else() {
    let file = fs::read_to_string(root().join("examples/aws/catalog-sync-policy.json")).unwrap();
    let policy: serde_json::Value = serde_json::from_str(&file).unwrap();
    let statements = policy["Statement"].as_array().unwrap();
    assert_eq!(statements.len(), 1);
    assert_eq!(statements[0]["Effect"], "Allow");
    let calls = fs::read_to_string(root().join("crates/jit-broker/src/catalog/read.rs")).unwrap();
    for action in statements[0]["Action"].as_array().unwrap() {
        let name = action.as_str().unwrap().strip_prefix("organizations:");
        let name = name.unwrap();
        assert!(
            name.starts_with("List") || name.starts_with("Describe"),
            "{name}"
        );
        assert!(
            calls.contains(&format!("\"{name}\"")),
            "`{name}` is not called"
        );
    }
}

#[test]
fn the_readme_shows_the_profile_of_the_example() {
    let example = fs::read_to_string(root().join("examples/aws-config")).unwrap();
    let profile = example.split_once("[profile").unwrap().1.trim();
    let shown = blocks("README.md", "ini").concat();
    assert!(
        shown.contains(profile),
        "README.md does not show:\n{profile}"
    );
}

/// CP-10: every SDK splits the line alike when it has only these characters and single spaces.
#[test]
fn the_profile_of_the_example_has_only_characters_that_every_sdk_reads_alike() {
    let example = fs::read_to_string(root().join("examples/aws-config")).unwrap();
    let value = example
        .lines()
        .find_map(|line| line.strip_prefix("credential_process = "))
        .unwrap();
    assert!(value.starts_with('/'), "the path is absolute");
    for word in value.split(' ') {
        assert!(
            !word.is_empty()
                && word
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "_./:@%+=,-".contains(c)),
            "{word}"
        );
    }
}

/// What the documentation shows as a profile is what `jit` can be told, and every SDK reads alike.
#[test]
fn the_profiles_of_the_documentation_can_be_used() {
    let mut shown = 0;
    for block in blocks("docs/credential-process.md", "ini") {
        for value in block
            .lines()
            .filter_map(|line| line.strip_prefix("credential_process = "))
        {
            shown += 1;
            let words: Vec<&str> = value.split(' ').collect();
            let parsed = jit::command().try_get_matches_from(&words);
            assert!(parsed.is_ok(), "{value}: {}", parsed.unwrap_err());
            for word in words {
                let plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+=,-".contains(c);
                assert!(!word.is_empty() && word.chars().all(plain), "{word}");
            }
        }
    }
    assert_eq!(shown, 3);
}

#[test]
fn every_file_that_the_documentation_links_to_is_there() {
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1) {
            let target = link.split(')').next().unwrap();
            let target = target.split('#').next().unwrap();
            if target.is_empty() || target.starts_with("http") {
                continue;
            }
            let path = page.parent().unwrap().join(target);
            assert!(path.exists(), "{}: {target}", page.display());
        }
    }
}

#[test]
fn the_script_that_checks_an_export_takes_it_whole_and_unchanged_only() {
    let script = blocks("docs/audit.md", "python").concat();
    let export = fs::read_to_string(root().join("tests/docs/data/audit.jsonl")).unwrap();
    let lines: Vec<&str> = export.lines().collect();
    let (head, events) = lines.split_last().unwrap();
    let without_one = [&events[..1], &events[2..], &[*head]].concat().join("\n");
    let table = [
        (export.clone(), true, ""),
        (
            export.replace("stuck", "Stuck"),
            false,
            "event 1 was changed",
        ),
        (without_one, false, "event 2 does not follow"),
        (events.join("\n"), false, "not complete"),
        (
            format!("{}\n{head}", events[..4].join("\n")),
            false,
            "not complete",
        ),
    ];
    for (input, accepted, said) in table {
        let mut python = Command::new("python3")
            .args(["-c", &script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It may have said no before it has read everything.
        let _ = python.stdin.take().unwrap().write_all(input.as_bytes());
        let checked = python.wait_with_output().unwrap();
        let told = String::from_utf8(checked.stderr).unwrap();
        assert_eq!(checked.status.success(), accepted, "{told}");
        assert!(told.contains(said), "{told}");
    }
}

#[test]
fn ci_runs_the_test_command_of_the_readme() {
    let ci = fs::read_to_string(root().join(".ci/run")).unwrap();
    let command = blocks("README.md", "console")
        .concat()
        .lines()
        .find_map(|line| {
            line.strip_prefix("$ cargo xtask test")
                .map(|rest| format!("cargo xtask test{rest}"))
        })
        .unwrap();
    assert!(ci.lines().any(|line| line == command), "{command}");
}

fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md"), root().join("CHANGELOG.md")];
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "md") {
                pages.push(path);
            }
        }
    }
    pages
}
