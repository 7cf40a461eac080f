//! Commands that `jit` prints are pasted into a shell, which reads each name as the one word it is.

use jit_testkit::fake_broker::Answer;
use serde_json::json;

use crate::shell::{Shell, bash, fish, words_of_lines, zsh};
use crate::stage::Stage;

/// Everything that is no letter and no digit, of what an account's name may have.
const SPECIAL: &str = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/// Names that mean something where a shell or `jit` would read them.
const MEANINGFUL: [&str; 14] = [
    "it's!here",
    "a\\",
    "\\\\'!x",
    "-v",
    "--json",
    "=ls",
    "%self",
    "~root",
    "$HOME",
    "$(touch pwned)`touch pwned`",
    "!!",
    "^a^b",
    "{a,b}",
    "*",
];

/// The command that asks for each, as `jit` prints it.
fn printed(stage: &Stage, names: &[String]) -> String {
    let targets = names.iter().enumerate().map(|(n, name)| {
        json!({
            "account": format!("{n:012}"), "account_name": name, "permission_set": "-Set=@",
            "role_arn": format!("arn:aws:iam::{n:012}:role/jit/x"), "max_duration_seconds": 3600,
            "approval": "manual", "levels": [], "reason_min_length": 1, "ticket_required": false,
        })
    });
    let page = json!({ "targets": targets.collect::<Vec<_>>() });
    let targets = Answer::json(&page);
    stage.broker.from_now_on("GET /v1/targets", targets);
    let output = stage.real(&["targets", "--commands"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The words that ask for it: a name that begins like a flag is part of one.
fn asking(name: &str) -> Vec<String> {
    let account = match name.strip_prefix('-') {
        Some(_) => vec![format!("--account={name}")],
        None => vec!["--account".to_owned(), name.to_owned()],
    };
    let rest = [
        "--permission-set=-Set=@",
        "--duration",
        "1h",
        "--reason",
        "…",
    ];
    let rest = rest.map(str::to_owned);
    [vec!["request".to_owned()], account, rest.to_vec()].concat()
}

#[test]
fn every_two_characters_that_a_name_may_have_stay_in_one_word() {
    let stage = Stage::new();
    let mut names = Vec::new();
    for one in SPECIAL.chars() {
        for two in SPECIAL.chars() {
            for name in [format!("{one}{two}"), format!("a{one}{two}b")] {
                if name.trim() == name {
                    names.push(name);
                }
            }
        }
    }
    names.extend(MEANINGFUL.map(str::to_owned));
    let lines = printed(&stage, &names);
    for (shell, words) in words_of_lines(&stage, &lines) {
        assert_eq!(words.len(), names.len(), "{shell}");
        for (name, words) in names.iter().zip(words) {
            assert_eq!(words, asking(name), "{shell}");
        }
    }
}

/// At a prompt there is history too, which scripts do not have.
fn is_pasted(shell: impl for<'a> Fn(&'a Stage) -> Shell<'a>) {
    let stage = Stage::new();
    let names = MEANINGFUL.map(str::to_owned);
    let lines = printed(&stage, &names);
    let mut shell = shell(&stage);
    for (line, name) in lines.lines().zip(names) {
        assert_eq!(shell.runs(line), asking(&name), "{line}");
    }
    let empty = std::fs::read_dir(stage.home().join("empty")).unwrap();
    assert_eq!(empty.count(), 0, "a name was obeyed");
}

#[test]
fn what_is_pasted_into_bash_is_what_was_meant() {
    is_pasted(bash);
}

#[test]
fn what_is_pasted_into_zsh_is_what_was_meant() {
    is_pasted(zsh);
}

#[test]
fn what_is_pasted_into_fish_is_what_was_meant() {
    is_pasted(fish);
}
