//! What `docs/policies.md` shows of the program is what it prints.

use std::fs;

use crate::stage::{Stage, repository, words};

/// The fenced blocks in this language.
fn blocks(language: &str) -> Vec<String> {
    let text = fs::read_to_string(repository().join("docs/policies.md")).unwrap();
    let begins = format!("```{language}\n");
    let blocks = text.split(&begins).skip(1);
    blocks
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

/// The bundle of the text, put together from its blocks.
fn documented() -> Stage {
    let mut stage = Stage::new();
    for (language, comment) in [("toml", "# "), ("cedar", "// ")] {
        for block in blocks(language) {
            let path = block.lines().next().unwrap().strip_prefix(comment).unwrap();
            let file = stage.path().join("policy").join(path);
            let before = fs::read_to_string(file).unwrap_or_default();
            stage = stage.with(path, &format!("{before}{block}"));
        }
    }
    stage
}

#[test]
fn every_command_of_the_text_prints_what_the_text_says() {
    let stage = documented();
    let mut commands = 0;
    for block in blocks("console") {
        for command in block.split("$ jit-broker policy ").skip(1) {
            let (line, printed) = command.split_once('\n').unwrap();
            // What opening hours say depends on the hour.
            let mut words = words(line);
            if words[0] == "explain" {
                words.extend(["--now", "2026-01-05T12:00:00Z"]);
            }
            assert_eq!(stage.policy(&words).stdout, printed, "{line}");
            commands += 1;
        }
    }
    assert_eq!(commands, 6);
}
