use std::any::TypeId;

use jit_domain::{AccountRef, PermissionSetName, RequestPrefix};

use super::candidates::Said;
use super::*;
use crate::cache::KnownNames;

fn known() -> KnownNames {
    serde_json::from_value(serde_json::json!({
        "version": 1,
        "targets": [
            { "account": "111111111111", "account_name": "payments prod", "permission_set": "PowerUser" },
            { "account": "111111111111", "account_name": "payments prod", "permission_set": "ReadOnly" },
            { "account": "222222222222", "account_name": "lab", "permission_set": "Admin" },
        ],
        "requests": [{
            "id": "req-7k3m9p2x4q",
            "account_name": "lab",
            "permission_set": "Admin",
            "status": "pending",
            "requester": "Eve\u{1b}[31m\tLong",
        }],
    }))
    .unwrap()
}

/// What the last word may become.
fn tab(words: &[&str]) -> Vec<String> {
    let words: Vec<String> = words.iter().map(ToString::to_string).collect();
    let mut command = crate::command();
    command.build();
    let found = candidates(&command, &words, |said: &Said| {
        Names::of_known(known(), said)
    });
    found.into_iter().map(|it| it.value).collect()
}

#[test]
fn commands_options_and_values_are_completed_where_each_may_stand() {
    for (words, shown) in [
        (&["credential-"][..], &["credential-process"][..]),
        (&["config", "g"], &["get"]),
        (&["config", "get", "g"], &[]),
        (&["request", "--permission"], &["--permission-set"]),
        (&["request", "--quie"], &["--quiet"]),
        (&["--json", "who"], &["whoami"]),
        (&["--broker", "list", "who"], &["whoami"]),
        (&["completions", "f"], &["fish"]),
        (&["--color", "a"], &["auto", "always"]),
        (&["list", "--status", "pend"], &["pending"]),
        (&["exec", "--account", "lab", "--", "l"], &[]),
        (&["nonsense", ""], &[]),
        (&["-q", "who"], &["whoami"]),
        (&[], &[]),
    ] {
        assert_eq!(tab(words), shown, "{words:?}");
    }
}

#[test]
fn names_are_completed_where_each_may_stand() {
    for (words, shown) in [
        (&["request", "--account", "p"][..], &["payments prod"][..]),
        (&["request", "--account=p"], &["--account=payments prod"]),
        (&["env", "--account", "2"], &["222222222222"]),
        (
            &["exec", "--account", "lab", "--permission-set", ""],
            &["Admin"],
        ),
        (
            &["exec", "--account=lab", "--permission-set", ""],
            &["Admin"],
        ),
        (
            &["env", "--account", "elsewhere", "--permission-set", ""],
            &["Admin", "PowerUser", "ReadOnly"],
        ),
        (&["show", ""], &["req-7k3m9p2x4q"]),
        (&["approve", "req-0000000000", "r"], &["req-7k3m9p2x4q"]),
        (&["show", "req-0000000000", "r"], &[]),
        (
            &["request", "--wait", "--extends", "r"],
            &["req-7k3m9p2x4q"],
        ),
        (&["request", "--account", "x"], &[]),
    ] {
        assert_eq!(tab(words), shown, "{words:?}");
    }
}

/// A new argument is not forgotten: its type tells what it names.
#[test]
fn every_argument_that_takes_a_name_completes_it() {
    let names = Names::of_known(known(), &Said::default());
    let mut seen = 0;
    let mut open = vec![crate::command()];
    while let Some(command) = open.pop() {
        open.extend(command.get_subcommands().cloned());
        for argument in command.get_arguments() {
            let takes = argument.get_value_parser().type_id();
            let types = [
                TypeId::of::<RequestPrefix>(),
                TypeId::of::<AccountRef>(),
                TypeId::of::<PermissionSetName>(),
            ];
            if types.iter().any(|it| takes == *it) {
                let found = names.of(argument.get_id().as_str(), "");
                assert!(
                    !found.is_empty(),
                    "{} {}",
                    command.get_name(),
                    argument.get_id()
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 15, "{seen}");
}

#[test]
fn what_a_shell_gets_is_one_line_for_each_and_obeys_nobody() {
    let hostile = [
        Candidate::new("a\tb", ""),
        Candidate::new("a\nb", ""),
        Candidate::new("a\u{202e}b", ""),
        Candidate::new("$(id)", "x".repeat(1000)),
    ];
    let text = lines(&hostile);
    assert_eq!(text.lines().count(), 1, "{text:?}");
    assert_eq!(text, format!("$(id)\t{}\n", "x".repeat(60)));
    let requests = Names::of_known(known(), &Said::default()).of("request", "");
    let text = lines(&requests);
    assert!(
        text.starts_with("req-7k3m9p2x4q\tpending: Admin in lab for Eve"),
        "{text}"
    );
    assert_eq!(text.matches(['\t', '\n', '\u{1b}']).count(), 2, "{text:?}");
}
