use insta::assert_snapshot;

use crate::stage::{Stage, stderr, stdout};

#[test]
fn the_version_is_one_line() {
    let output = Stage::new().run(&["--version"]);
    assert_eq!(
        stdout(&output),
        format!("jit {}\n", env!("CARGO_PKG_VERSION"))
    );
    assert!(output.status.success());
}

#[test]
fn help_groups_the_commands_by_what_they_are_for() {
    assert_snapshot!(Stage::new().jit(&["-h"]));
}

#[test]
fn the_overview_fits_a_terminal_of_80_columns() {
    for flag in ["-h", "--help"] {
        let help = stdout(&Stage::new().run(&[flag]));
        // clap fits the options to the terminal.
        let options = help.find("\nOptions:").unwrap()..help.find("\nExamples:").unwrap();
        let mut own = help.clone();
        own.replace_range(options, "");
        let wide = own.lines().find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "{flag}");
    }
}

#[test]
fn help_of_every_command_teaches_with_an_example() {
    let stage = Stage::new();
    for command in jit::command().get_subcommands() {
        let name = command.get_name();
        let output = stage.run(&[name, "--help"]);
        assert!(output.status.success(), "{name}");
        assert!(stdout(&output).contains("Example"), "{name} has no example");
        assert!(
            stdout(&output).contains(&format!("jit {name}")),
            "{name} shows no command"
        );
    }
}

#[test]
fn what_is_missing_is_named() {
    assert_snapshot!(Stage::new().jit(&["request", "--account", "payments-prod"]));
}

#[test]
fn a_long_value_that_is_wrong_is_not_repeated_in_full() {
    let reason = "a".repeat(2000);
    let output = Stage::new().run(&["request", "--reason", &reason]);
    assert!(stderr(&output).contains("longer than 1024"));
    assert!(stderr(&output).len() < 400, "{}", stderr(&output));
}

#[test]
fn a_wrong_command_line_names_the_help_of_its_command() {
    let output = Stage::new().run(&["credential-process", "--account", "a"]);
    let line = stderr(&output);
    assert!(
        line.contains("run: jit credential-process --help"),
        "{line}"
    );
}

#[test]
fn what_is_missing_is_named_in_json() {
    assert_snapshot!(Stage::new().jit(&["request", "--account", "payments-prod", "--json"]));
}

#[test]
fn a_wrong_value_is_named_with_what_to_type() {
    let stage = Stage::new();
    let duration = [
        "request",
        "--account",
        "a",
        "--permission-set",
        "b",
        "--reason",
        "c",
    ];
    for (args, said) in [
        (
            &[&duration[..], &["--duration", "3600"]].concat()[..],
            "`3600` has no unit",
        ),
        (
            &[&duration[..], &["--duration", "400h"]].concat(),
            "1 second to 336 hours",
        ),
        (
            &[&duration[..], &["--duration", "1h", "--start", "soon"]].concat(),
            "`+2h`",
        ),
        (
            &[&duration[..], &["--duration", "1h", "--wait", "soon"]].concat(),
            "'--wait [<LONGEST>]': a duration is",
        ),
        (&["show", "x"], "at least its first 4 characters"),
        (&["list", "--status", "open"], "pending, scheduled"),
        (&["list", "--mine", "--all"], "cannot be used with"),
        (&["frobnicate"], "unrecognized subcommand"),
    ] {
        let output = stage.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            stderr(&output).contains(said),
            "{args:?}: {}",
            stderr(&output)
        );
    }
    assert!(
        stage.broker.calls().is_empty(),
        "nothing reaches the broker"
    );
}

#[test]
fn completions_ask_the_program_itself() {
    let stage = Stage::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = stdout(&stage.run(&["completions", shell]));
        assert!(script.contains("jit __complete -- "), "{shell}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let stage = Stage::new();
    let mut child = stage
        .command(&["completions", "bash"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(stderr(&output), "");
    assert!(output.status.success());
}
