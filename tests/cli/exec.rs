use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt as _;

use insta::assert_snapshot;
use jit_api::{CredentialsAnswer, ErrorCode};

use crate::answers::{credentials, now};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr, stdout};

const VEND: &str = "POST /v1/credentials";
const EXEC: [&str; 5] = [
    "exec",
    "--account",
    "payments-prod",
    "--permission-set",
    "PowerUser",
];

fn stage(answer: &CredentialsAnswer) -> Stage {
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(answer));
    stage
}

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&EXEC[..], more].concat()
}

/// The environment of a program that `jit exec` has become.
fn environment(stage: &Stage, flags: &[&str]) -> BTreeMap<String, String> {
    let output = stage.run(&with(&[flags, &["--", "/usr/bin/env"]].concat()));
    assert_eq!(stderr(&output), "");
    let lines = stdout(&output);
    let pairs = lines.lines().filter_map(|line| line.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn the_program_has_the_credentials_and_what_was_there_without_our_token() {
    let answer = credentials();
    let stage = stage(&answer)
        .with("EDITOR", "vi")
        .with("JIT_STORE", "file");
    let end = answer.window_end.to_whole_seconds_string();
    let expected = [
        ("AWS_ACCESS_KEY_ID", "ASIAEXAMPLEEXAMPLE01"),
        ("AWS_CREDENTIAL_EXPIRATION", &end),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_SECRET_ACCESS_KEY", "not/a+real=secret"),
        ("AWS_SESSION_TOKEN", "not-a-real-token//=="),
        ("EDITOR", "vi"),
        ("HOME", stage.home().to_str().unwrap()),
        ("JIT_BROKER", stage.broker.url()),
        ("JIT_STORE", "file"),
        ("TZ", "UTC"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(environment(&stage, &[]), expected.into());
}

#[test]
fn nothing_leads_the_program_to_other_credentials() {
    let foreign = [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_CREDENTIAL_EXPIRATION",
        "AWS_EC2_METADATA_DISABLED",
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_ROLE_ARN",
        "AWS_ROLE_SESSION_NAME",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        "AWS_BEARER_TOKEN_BEDROCK",
        "AWS_ACCOUNT_ID",
        "AWS_ACCESS_KEY",
        "AWS_SECRET_KEY",
        "AWS_SECURITY_TOKEN",
        "AWS_CREDENTIAL_FILE",
        "AWS_SESSION_EXPIRATION",
        "AWS_VAULT",
    ];
    let stage = stage(&credentials());
    let stage = foreign
        .iter()
        .fold(stage, |it, name| it.with(name, "of another"));
    // Where files and endpoints are is no identity.
    let stage = stage
        .with("AWS_CONFIG_FILE", "/etc/aws")
        .with("AWS_ENDPOINT_URL", "http://moto");

    let environment = environment(&stage, &[]);

    let others = environment
        .iter()
        .filter(|(_, value)| *value == "of another");
    assert_eq!(others.count(), 0, "{environment:?}");
    assert_eq!(environment["AWS_CONFIG_FILE"], "/etc/aws");
    assert_eq!(environment["AWS_ENDPOINT_URL"], "http://moto");
}

#[test]
fn both_variables_name_the_region() {
    let set = |variables: &[(&str, &str)]| {
        let stage = stage(&credentials());
        variables
            .iter()
            .fold(stage, |it, (name, value)| it.with(name, value))
    };
    let named: &[&str] = &["--region", "eu-central-1"];
    let (first, second) = (
        ("AWS_REGION", "us-east-1"),
        ("AWS_DEFAULT_REGION", "us-west-2"),
    );
    for (variables, flags, region) in [
        (&[][..], named, Some("eu-central-1")),
        (&[first, second], named, Some("eu-central-1")),
        (&[first], &[], Some("us-east-1")),
        (&[second], &[], Some("us-west-2")),
        (&[first, second], &[], Some("us-east-1")),
        (&[("AWS_REGION", ""), second], &[], Some("us-west-2")),
        (&[], &[], None),
    ] {
        let environment = environment(&set(variables), flags);
        for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            let value = environment.get(name).map(String::as_str);
            assert_eq!(value, region, "{name} with {variables:?} {flags:?}");
        }
    }
}

#[test]
fn the_exit_status_is_the_programs() {
    let stage = stage(&credentials());
    for status in ["0", "1", "42", "255"] {
        let line = format!("exit {status}");
        let output = stage.run(&with(&["--", "/bin/sh", "-c", &line]));
        assert_eq!(
            output.status.code(),
            status.parse().ok(),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn the_death_of_the_program_is_the_death_of_the_process() {
    let stage = stage(&credentials());
    let output = stage.run(&with(&["--", "/bin/sh", "-c", "kill -TERM $$"]));
    assert_eq!(output.status.signal(), Some(15), "{}", stderr(&output));
}

#[test]
fn the_program_is_the_process_that_was_started() {
    let stage = stage(&credentials());
    let mut command = stage.command(&with(&["--", "/bin/sh", "-c", "echo $$"]));
    let child = command
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let id = child.id();
    let output = child.wait_with_output().unwrap();
    assert_eq!(stdout(&output), format!("{id}\n"));
}

#[test]
fn what_comes_after_the_dashes_is_the_programs() {
    let stage = stage(&credentials());
    let args = [
        "--",
        "/bin/echo",
        "--json",
        "-q",
        "--",
        "--region",
        "x",
        "--help",
    ];
    let output = stage.run(&with(&args));
    assert_eq!(stdout(&output), "--json -q -- --region x --help\n");
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_program_is_named_after_the_dashes_and_nowhere_else() {
    let stage = stage(&credentials());
    assert_snapshot!("no_dashes", stage.jit(&with(&["/usr/bin/env"])));
    assert_snapshot!("no_program", stage.jit(&with(&["--"])));
    assert_snapshot!("no_program_in_json", stage.jit(&with(&["--json"])));
    // The flag of the program is not ours.
    let output = stage.run(&with(&["--no-such-flag", "--", "/bin/echo", "--json"]));
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output), "");
    assert!(stage.broker.calls().is_empty());
}

#[test]
fn a_program_that_cannot_be_run_is_told_as_by_env() {
    let stage = stage(&credentials());
    let missing = with(&["--", "/no/such/program"]);
    assert_snapshot!("missing", stage.jit(&missing));
    let json = [&["--json"], &missing[..]].concat();
    assert_snapshot!("missing_in_json", stage.jit(&json));
    std::fs::write(stage.home().join("data"), "x").unwrap();
    assert_snapshot!("not_executable", stage.jit(&with(&["--", "./data"])));
    let bidi = stage.run(&with(&["--", "./a\u{202e}b\u{1b}[2J"]));
    assert_eq!(bidi.status.code(), Some(127));
    assert!(!stderr(&bidi).contains(['\u{202e}', '\u{1b}']));
}

#[test]
fn without_an_open_window_nothing_runs() {
    let stage = Stage::new();
    let refusal = Answer::refusal(ErrorCode::NoRequest, "no request");
    stage.broker.on(VEND, refusal);
    let args = with(&["--", "/bin/echo", "it ran"]);
    assert_snapshot!("refused", stage.jit(&args));
    let json = [&["--json"], &args[..]].concat();
    assert_snapshot!("refused_in_json", stage.jit(&json));
}

#[test]
fn with_a_clock_that_is_ahead_nothing_runs() {
    let mut answer = credentials();
    answer.window_end = now().plus_seconds(-3600);
    let stage = Stage::new();
    let two_hours_ago = now().plus_seconds(-7200).to_datetime().to_rfc2822();
    let answer = Answer::json(&answer).header("date", &two_hours_ago.replace("+0000", "GMT"));
    stage.broker.on(VEND, answer);
    let output = stage.run(&with(&["--", "/bin/echo", "it ran"]));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "");
    let said = "error: the clock of this machine is ";
    assert!(stderr(&output).starts_with(said), "{}", stderr(&output));
}

#[test]
fn credentials_that_end_soon_are_told() {
    for (seconds, told) in [(200, true), (400, false)] {
        let mut answer = credentials();
        answer.window_end = now().plus_seconds(seconds);
        let stage = stage(&answer);
        let output = stage.run(&with(&["--", "/bin/echo", "it ran"]));
        assert_eq!(stdout(&output), "it ran\n");
        let said = stderr(&output).starts_with("The credentials end in ");
        assert_eq!(said, told, "{}", stderr(&output));
        let quiet = stage.run(&with(&["--quiet", "--", "/bin/echo", "it ran"]));
        assert_eq!(stderr(&quiet), "");
    }
}

#[test]
fn the_broker_is_asked_once_for_many_runs() {
    let stage = stage(&credentials());
    for _ in 0..3 {
        let output = stage.run(&with(&["--", "/bin/echo", "it ran"]));
        assert_eq!(stdout(&output), "it ran\n", "{}", stderr(&output));
    }
    assert_eq!(stage.broker.lines(), [VEND]);
}

/// Neither files that `jit` had open nor what it did about signals; and of its limits only one, which
/// the program may raise again.
#[cfg(target_os = "linux")]
#[test]
fn the_program_inherits_nothing_of_ours_but_that_it_leaves_no_core_file() {
    use std::process::Command;
    let stage = stage(&credentials());
    let look = "ls /proc/$$/fd; grep SigIgn /proc/$$/status; grep 'core file' /proc/$$/limits";
    let program = ["/bin/sh", "-c", look];
    let jit = stage.command(&with(&[&["--"], &program[..]].concat()));
    // Whoever starts it ignores the interrupt, as a script does for a job in the background.
    let run = |command: &mut Command| {
        let output = command.env("PATH", "/bin:/usr/bin").output().unwrap();
        let mut lines: Vec<String> = stdout(&output).lines().map(str::to_owned).collect();
        (lines.pop().unwrap(), lines)
    };
    let shell = |command: &Command| {
        let mut shell = Command::new("/bin/sh");
        let line = "trap '' INT; exec \"$0\" \"$@\"";
        shell.args(["-c", line]).env_clear();
        shell.arg(command.get_program()).args(command.get_args());
        let set = command
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?)));
        shell.envs(set);
        shell
    };

    let (limit_without, without) = run(&mut shell(Command::new(program[0]).args(&program[1..])));
    let (limit, within) = run(&mut shell(&jit));

    assert_eq!(within, without);
    let ignored = within.last().and_then(|line| line.chars().last()).unwrap();
    assert_eq!(
        ignored.to_digit(16).unwrap() & 2,
        2,
        "the interrupt: {within:?}"
    );
    let words = |line: &str| {
        line.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(words(&limit)[4], "0", "{limit}");
    assert_eq!(words(&limit)[5], words(&limit_without)[5], "{limit}");
}
