//! One test for each shell: what a person types, and what comes of it.

use std::fs;

use crate::shell::{Shell, bash, elvish, fish, zsh};
use crate::stage::{ACCOUNTS, Stage};

/// Beginnings of the names that can be typed without a quote in every shell.
const BEGINNINGS: [(&str, &str); 6] = [
    ("my", ACCOUNTS[0]),
    ("it", ACCOUNTS[1]),
    ("x", ACCOUNTS[2]),
    ("b", ACCOUNTS[3]),
    ("s", ACCOUNTS[4]),
    ("q", ACCOUNTS[5]),
];

/// Types the beginning of each name, and sees all of it arrive as one word, of which nothing was
/// obeyed.
fn completes(stage: &Stage, shell: &mut Shell<'_>) {
    assert_eq!(shell.runs("jit credential-\t"), ["credential-process"]);
    for (typed, name) in BEGINNINGS {
        let words = shell.runs(&format!("jit env --account {typed}\t"));
        assert_eq!(words, ["env", "--account", name]);
    }
    let words = shell.runs("jit env --account 'my account' --permission-set \t");
    assert_eq!(
        words,
        ["env", "--account", "my account", "--permission-set", "Set0"]
    );
    let empty = fs::read_dir(stage.home().join("empty")).unwrap().count();
    assert_eq!(empty, 0, "a name was obeyed");
    assert_eq!(stage.broker.count("GET /v1/targets"), 1, "TAB asks nobody");
}

/// The same behind a quote that the person has opened.
fn completes_in_quotes(stage: &Stage, shell: &mut Shell<'_>, quotes: &[char]) {
    for quote in quotes {
        for (typed, name) in BEGINNINGS {
            // History expansion in double quotes cannot be quoted there.
            if typed == "b" && *quote == '"' {
                continue;
            }
            let words = shell.runs(&format!("jit env --account {quote}{typed}\t"));
            assert_eq!(words, ["env", "--account", name], "{quote}");
        }
    }
    let empty = fs::read_dir(stage.home().join("empty")).unwrap().count();
    assert_eq!(empty, 0, "a name was obeyed");
}

#[test]
fn bash_completes_names_whatever_is_in_them() {
    let stage = Stage::with_names();
    let mut shell = bash(&stage);
    completes(&stage, &mut shell);
    completes_in_quotes(&stage, &mut shell, &['\'', '"']);
    // Bash takes `=` and `:` for the ends of words.
    for typed in ["--account=q", "--account=q:r", "--account='q:r"] {
        let words = shell.runs(&format!("jit env {typed}\t"));
        assert_eq!(words, ["env", "--account=q:r=t"], "{typed}");
    }
    let words = shell.runs("jit env --account my\\ a\t");
    assert_eq!(words, ["env", "--account", "my account"]);
}

#[test]
fn zsh_completes_names_whatever_is_in_them() {
    let stage = Stage::with_names();
    let mut shell = zsh(&stage);
    completes(&stage, &mut shell);
    completes_in_quotes(&stage, &mut shell, &['\'', '"']);
    let words = shell.runs("jit env --account=m\t");
    assert_eq!(words, ["env", "--account=my account"]);
}

#[test]
fn fish_completes_names_whatever_is_in_them() {
    let stage = Stage::with_names();
    let mut shell = fish(&stage);
    completes(&stage, &mut shell);
    completes_in_quotes(&stage, &mut shell, &['\'', '"']);
    let words = shell.runs("jit env --account=m\t");
    assert_eq!(words, ["env", "--account=my account"]);
}

#[test]
fn elvish_completes_names_whatever_is_in_them() {
    let stage = Stage::with_names();
    let mut shell = elvish(&stage);
    completes(&stage, &mut shell);
}
