use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;
use jit_api::{CredentialsAnswer, ErrorCode, Secret, Vended};

use crate::answers::{credentials, now};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr, stdout};

const VEND: &str = "POST /v1/credentials";
const ENV: [&str; 5] = [
    "env",
    "--account",
    "payments-prod",
    "--permission-set",
    "PowerUser",
];

/// What nobody else's program may take for a command.
const HOSTILE: &str =
    "';touch${IFS}taken;'$(touch${IFS}taken)`touch${IFS}taken`&|<>%PATH%!!=~*?#{a,b}(x)";

fn stage(answer: &CredentialsAnswer) -> Stage {
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(answer));
    stage
}

fn hostile() -> CredentialsAnswer {
    let mut answer = credentials();
    if let Vended::New { credentials } = &mut answer.vended {
        credentials.session_token = Secret::new(HOSTILE.to_owned());
    }
    answer
}

/// The run as text, with the end of the credentials taken out.
fn told(stage: &Stage, answer: &CredentialsAnswer, more: &[&str]) -> String {
    let end = answer.window_end.to_whole_seconds_string();
    stage.jit(&[&ENV[..], more].concat()).replace(&end, "END")
}

#[test]
fn variables_are_exported_and_nothing_else_is_printed() {
    let answer = credentials();
    assert_snapshot!(told(&stage(&answer), &answer, &[]));
}

#[test]
fn every_format_has_its_own_lines() {
    let answer = credentials();
    let stage = stage(&answer);
    let formats = ["env", "env-no-export", "powershell", "windows-cmd", "fish"];
    let all = formats.map(|format| {
        let region = ["--format", format, "--region", "eu-central-1"];
        format!("{format}\n{}\n", told(&stage, &answer, &region))
    });
    assert_snapshot!(all.concat());
}

#[test]
fn the_json_says_whose_the_credentials_are() {
    let answer = credentials();
    let stage = stage(&answer);
    assert_snapshot!("json", told(&stage, &answer, &["--json"]));
    let region = ["--json", "--region", "eu-central-1"];
    assert!(told(&stage, &answer, &region).contains("\"region\": \"eu-central-1\""));
}

#[test]
fn the_end_is_the_earlier_of_the_sessions_and_the_windows() {
    let mut answer = credentials();
    answer.window_end = now().plus_seconds(7200);
    let Vended::New { credentials } = &answer.vended else {
        panic!("nothing is vended");
    };
    let end = credentials.expiration.to_whole_seconds_string();
    let output = stage(&answer).run(&ENV);
    let line = format!("AWS_CREDENTIAL_EXPIRATION='{end}'");
    assert!(stdout(&output).contains(&line), "{}", stdout(&output));
}

/// SDKs do not ask a variable again: an end that is nearer than the true one would only end them.
#[test]
fn a_strict_broker_moves_the_end_only_where_sdks_ask_again() {
    let mut answer = credentials();
    answer.strict = true;
    let stage = stage(&answer);
    let end = answer.window_end.to_whole_seconds_string();
    let said = |format| stdout(&stage.run(&[&ENV[..], &["--format", format]].concat()));
    assert!(said("env").contains(&end), "{}", said("env"));
    assert!(!said("process").contains(&end), "{}", said("process"));
}

#[test]
fn the_format_process_is_what_the_helper_prints() {
    let stage = stage(&credentials());
    let output = stage.run(&[&ENV[..], &["--format", "process"]].concat());
    let helper = stage.run(&[&["credential-process"], &ENV[1..]].concat());
    assert!(!helper.stdout.is_empty());
    assert_eq!(stdout(&output), stdout(&helper));
}

#[test]
fn a_region_that_would_be_lost_is_refused_before_anybody_is_asked() {
    let stage = stage(&credentials());
    let process = ["--format", "process", "--region", "eu-central-1"];
    assert_snapshot!(stage.jit(&[&ENV[..], &process].concat()));
    assert!(stage.broker.calls().is_empty());
}

/// Runs a line in a shell, where it is installed, with `jit` to be found; answers with its stdout.
fn in_shell(stage: &Stage, shell: &str, flag: &str, line: &str) -> Option<String> {
    let folders = ["/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];
    let path = folders.map(|folder| Path::new(folder).join(shell));
    let path = path.iter().find(|path| path.exists())?;
    let jit = stage.command(&[]);
    let folder = Path::new(jit.get_program()).parent().unwrap();
    let mut command = Command::new(path);
    for (name, value) in jit.get_envs() {
        command.env(name, value.unwrap());
    }
    let search = format!("{}:{}", folder.display(), folders.join(":"));
    let command = command.env("PATH", search).current_dir(stage.home());
    let output = command.args([flag, line]).output().unwrap();
    assert_eq!(stderr(&output), "", "{shell}");
    Some(stdout(&output))
}

const ARGS: &str = "--account payments-prod --permission-set PowerUser --region eu-central-1";

/// What has to be in the environment of a program that the shell starts.
fn assert_is_set(stage: &Stage, shell: &str, environment: &str, token: &str) {
    for line in [
        "AWS_ACCESS_KEY_ID=ASIAEXAMPLEEXAMPLE01",
        "AWS_SECRET_ACCESS_KEY=not/a+real=secret",
        &format!("AWS_SESSION_TOKEN={token}"),
        "AWS_REGION=eu-central-1",
        "AWS_DEFAULT_REGION=eu-central-1",
    ] {
        let set = environment.lines().any(|it| it == line);
        assert!(set, "{shell}: {line} is not in\n{environment}");
    }
    assert!(!stage.home().join("taken").exists(), "{shell} ran a value");
}

#[cfg(unix)]
#[test]
fn shells_set_exactly_what_the_broker_sent_and_run_none_of_it() {
    let eval = format!("eval \"$(jit env {ARGS})\"; env");
    let fish = format!("jit env --format fish {ARGS} | source; env");
    let pwsh = format!("jit env --format powershell {ARGS} | Invoke-Expression; env");
    let shells = [
        ("sh", "-c", &eval),
        ("bash", "-c", &eval),
        ("dash", "-c", &eval),
        ("zsh", "-c", &eval),
        ("fish", "-c", &fish),
        ("pwsh", "-Command", &pwsh),
    ];
    let mut tried = Vec::new();
    for (shell, flag, line) in shells {
        for (answer, token) in [
            (credentials(), "not-a-real-token//=="),
            (hostile(), HOSTILE),
        ] {
            let stage = stage(&answer);
            if let Some(environment) = in_shell(&stage, shell, flag, line) {
                assert_is_set(&stage, shell, &environment, token);
                tried.push(shell);
            }
        }
    }
    assert!(tried.contains(&"sh"), "every Unix has one");
}

#[cfg(unix)]
#[test]
fn a_file_of_variables_can_be_read_by_a_shell() {
    let stage = stage(&credentials());
    let line =
        format!("jit env --format env-no-export {ARGS} > variables; set -a; . ./variables; env");
    let environment = in_shell(&stage, "sh", "-c", &line).unwrap();
    assert_is_set(&stage, "sh", &environment, "not-a-real-token//==");
}

#[test]
fn what_cannot_be_quoted_is_not_printed() {
    let stage = stage(&hostile());
    for format in ["env-no-export", "windows-cmd"] {
        let output = stage.run(&[&ENV[..], &["--format", format]].concat());
        assert_eq!(stdout(&output), "", "{format}");
        assert_eq!(output.status.code(), Some(1), "{format}");
        assert!(!stderr(&output).contains("touch"), "{}", stderr(&output));
    }
    let format = ["--format", "windows-cmd"];
    assert_snapshot!(stage.jit(&[&ENV[..], &format].concat()));
}

#[test]
fn without_an_open_window_nothing_is_printed() {
    let stage = Stage::new();
    let refusal = Answer::refusal(ErrorCode::NoRequest, "no request");
    stage.broker.on(VEND, refusal);
    assert_snapshot!("refused", stage.jit(&ENV));
    let json = [&ENV[..], &["--json"]].concat();
    assert_snapshot!("refused_in_json", stage.jit(&json));
}

#[test]
fn a_clock_that_is_ahead_is_told() {
    let mut answer = credentials();
    answer.window_end = now().plus_seconds(-3600);
    let stage = Stage::new();
    let two_hours_ago = now().plus_seconds(-7200).to_datetime().to_rfc2822();
    let answer = Answer::json(&answer).header("date", &two_hours_ago.replace("+0000", "GMT"));
    stage.broker.on(VEND, answer);
    let output = stage.run(&ENV);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "");
    let said = "error: the clock of this machine is ";
    assert!(stderr(&output).starts_with(said), "{}", stderr(&output));
}

#[test]
fn the_broker_is_asked_once_for_all_that_use_its_answer() {
    let stage = stage(&credentials());
    let first = stage.run(&ENV);
    let second = stage.run(&ENV);
    let helper = stage.run(&[&["credential-process"], &ENV[1..]].concat());
    assert!(!first.stdout.is_empty());
    assert_eq!(stdout(&first), stdout(&second));
    assert!(helper.status.success());
    assert_eq!(stage.broker.lines(), [VEND]);
}

#[cfg(unix)]
#[test]
fn on_a_terminal_it_is_said_that_these_are_secrets() {
    use crate::terminal::run_on_terminal;
    let stage = stage(&credentials());
    let run = |more: &[&str]| run_on_terminal(&mut stage.command(&[&ENV[..], more].concat()));

    let (shown, told) = run(&[]);
    assert!(shown.starts_with("export AWS_ACCESS_KEY_ID="), "{shown}");
    let instead = "Secrets are on your screen; instead: eval \"$(jit env …)\"\n";
    assert_eq!(told, instead);

    let (_, fish) = run(&["--format", "fish"]);
    assert!(
        fish.ends_with("jit env --format fish … | source\n"),
        "{fish}"
    );
    let (_, json) = run(&["--json"]);
    assert_eq!(json, "Secrets are on your screen\n");
    assert_eq!(run(&["--quiet"]).1, "");
    assert_eq!(stderr(&stage.run(&ENV)), "");
}
