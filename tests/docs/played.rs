//! The pages for people at work are played, command by command, by people of a dev broker: what a
//! page shows is what the program prints.
//!
//! A prompt such as `lead$` says who types; `$` is the engineer. With `INSTA_UPDATE=always` a page
//! is written anew from what was printed.

use std::env;
use std::fs;

use jit_testkit::Theatre;

use crate::root;

#[test]
fn what_the_page_about_asking_shows_is_what_is_printed() {
    play("docs/ask.md");
}

#[test]
fn what_the_page_about_approving_shows_is_what_is_printed() {
    play("docs/approve.md");
}

#[test]
fn what_the_page_about_aws_shows_is_what_is_printed() {
    play("docs/use-with-aws.md");
}

#[test]
fn what_the_page_about_automation_shows_is_what_is_printed() {
    play("docs/automate.md");
}

#[test]
fn what_the_page_about_trouble_shows_is_what_is_printed() {
    play("docs/troubleshoot.md");
}

/// Plays the `console` blocks of a page from the first to the last.
fn play(page: &str) {
    let path = root().join(page);
    let shown = fs::read_to_string(&path).unwrap();
    let mut theatre = Theatre::with_aws();
    let (mut played, mut commands) = (String::new(), 0);
    let mut rest = shown.as_str();
    while let Some((before, block)) = rest.split_once("```console\n") {
        let (block, after) = block.split_once("```\n").unwrap();
        played.extend([before, "```console\n"]);
        for (who, command) in commands_of(block) {
            let prompt = if who == "engineer" {
                "$"
            } else {
                &format!("{who}$")
            };
            let printed = theatre.run(&who, &command);
            played.extend([
                prompt, " ", &command, "
", &printed,
            ]);
            commands += 1;
        }
        played.push_str("```\n");
        rest = after;
    }
    played.push_str(rest);
    assert!(commands > 2, "{page} plays {commands} commands");
    #[expect(clippy::disallowed_methods, reason = "so insta is told to write files")]
    let update = env::var_os("INSTA_UPDATE").is_some_and(|it| it == "always");
    if update {
        fs::write(&path, played).unwrap();
    } else {
        let diff = similar::TextDiff::from_lines(&shown, &played);
        assert!(shown == played, "{page}:\n{}", diff.unified_diff());
    }
}

/// Who types what: a command goes on while its lines end with a backslash.
fn commands_of(block: &str) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    let mut goes_on = false;
    for line in block.lines() {
        if goes_on {
            let (_, command) = commands.last_mut().unwrap();
            command.extend(["\n", line]);
        } else if let Some((who, command)) = prompted(line) {
            commands.push((who.to_owned(), command.to_owned()));
        } else {
            continue;
        }
        goes_on = line.ends_with('\\');
    }
    commands
}

/// The person and the command of a line that has a prompt.
fn prompted(line: &str) -> Option<(&str, &str)> {
    let (who, command) = line.split_once("$ ")?;
    match who {
        "" => Some(("engineer", command)),
        _ if who.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') => Some((who, command)),
        _ => None,
    }
}
