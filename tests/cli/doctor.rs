use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use insta::assert_snapshot;
use jit_api::{ClientConfig, ErrorCode};
use serde_json::json;

use crate::answers::now;
use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr, stdout};

const CONFIG: &str = "GET /v1/config";
const ME: &str = "GET /v1/me";

/// What was found of a link: how it is, and in which words.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    state: String,
    message: String,
    fix: String,
}

fn config() -> ClientConfig {
    serde_json::from_value(json!({
        "api_version": "1", "broker_version": "9.9.9", "issuer": "https://id.example.com",
        "client_id": "jit", "scopes": ["openid"], "audience": "jit",
        "audience_parameter": "resource", "flows": ["pkce"], "token": "access_token",
        "recheck_seconds": 60, "offline_grace_seconds": 300, "sandbox": false,
    }))
    .unwrap()
}

/// The time as HTTP writes it, so many seconds from now.
fn date(seconds: i64) -> String {
    let at = now().plus_seconds(seconds).to_datetime();
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// A broker that is well, and a person who has signed in with a token that is kept in a file.
fn well() -> Stage {
    well_with("token-of-a-test")
}

/// The same with another token.
fn well_with(token: &str) -> Stage {
    let stage = Stage::new().without("JIT_TOKEN").with("JIT_STORE", "file");
    let me = json!({
        "issuer": "https://id.example.com", "subject": "engineer", "name": "Engineer",
        "groups": [], "roles": [], "token_expires_at": "2099-01-01T00:00:00Z",
    });
    stage.broker.on(ME, Answer::json(&me));
    let answer = Answer::json(&config()).header("date", &date(0));
    stage.broker.on(CONFIG, answer);
    let mut child = stage
        .command(&["login", "--with-token", "--quiet"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(token.as_bytes()).unwrap();
    drop(stdin);
    assert!(child.wait().unwrap().success());
    stage
}

/// What is found of one link; the exit status says whether there is a problem anywhere.
fn found(stage: &Stage, check: &str) -> Vec<Found> {
    let output = stage.run(&["doctor", "--json"]);
    assert!(!stdout(&output).contains("token-of-a-test"));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = told["findings"].as_array().unwrap();
    let has_problem = findings.iter().any(|it| it["state"] == "problem");
    assert_eq!(output.status.code(), Some(i32::from(has_problem)));
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let of_check = findings.iter().filter(|it| it["check"] == check);
    of_check
        .map(|it| Found {
            state: text(&it["state"]),
            message: text(&it["message"]),
            fix: text(&it["fix"]),
        })
        .collect()
}

/// One finding of a link is like this and has this in its fix.
#[track_caller]
fn assert_found(stage: &Stage, check: &str, how: &str, message: &str, fix: &str) {
    let found = found(stage, check);
    let fits = |it: &Found| it.state == how && it.message.contains(message) && it.fix.contains(fix);
    assert!(
        found.iter().any(fits),
        "no {how} with {message:?}: {found:#?}"
    );
}

/// Nothing is wrong with a link.
#[track_caller]
fn assert_ok(stage: &Stage, check: &str) {
    let found = found(stage, check);
    let is_ok = !found.is_empty() && found.iter().all(|it| it.state == "ok");
    assert!(is_ok, "{found:#?}");
}

fn write(stage: &Stage, path: &str, text: &str) -> PathBuf {
    let path = stage.home().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    path
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// The program under test.
fn this() -> String {
    let this = Path::new(env!("CARGO_BIN_EXE_jit")).canonicalize().unwrap();
    this.to_str().unwrap().to_owned()
}

fn profile(command: &str) -> String {
    format!("[profile shop]\ncredential_process = {command}\nregion = eu-central-1\n")
}

const ARGUMENTS: &str = "credential-process --account shop --permission-set PowerUser";

#[test]
fn when_all_is_well_each_link_is_ok_in_one_line() {
    let stage = well();
    write(
        &stage,
        ".aws/config",
        &profile(&format!("{} {ARGUMENTS}", this())),
    );
    let output = stage.run(&["doctor"]);
    let told = stage.told(&output);
    let told = told
        .replace(&this(), "JIT")
        .replace(env!("CARGO_PKG_VERSION"), "VERSION");
    let told = told.replace(stage.home().to_str().unwrap(), "HOME");
    assert_snapshot!("well", told);
}

#[test]
fn without_a_network_the_rest_is_looked_at_and_each_problem_has_its_fix() {
    let stage = Stage::new().with("JIT_BROKER", "http://127.0.0.1:1");
    let output = stage.run(&["doctor"]);
    let told = stage
        .told(&output)
        .replace(&this(), "JIT")
        .replace(env!("CARGO_PKG_VERSION"), "VERSION");
    let told = told.replace(stage.home().to_str().unwrap(), "HOME");
    assert_snapshot!("no_network", told);
}

#[test]
fn nobody_signed_in_is_a_problem_that_names_the_command() {
    let stage = well();
    stage.run(&["logout"]);
    assert_found(
        &stage,
        "sign-in",
        "problem",
        "you are not signed in",
        "jit login",
    );
    assert_ok(&stage, "broker");
    let of_token = found(&stage, "token");
    assert!(of_token.is_empty(), "there is none: {of_token:?}");
    let broker = stage.broker.url().to_owned();
    let stage = stage.without("JIT_BROKER");
    let told = stdout(&stage.run(&["doctor", "--broker", &broker]));
    assert!(
        told.contains(&format!("fix: jit login --broker {broker}\n")),
        "{told}"
    );
}

#[test]
fn a_token_that_cannot_be_renewed_or_is_not_taken_is_told() {
    let stage = well();
    assert_found(
        &stage,
        "sign-in",
        "warning",
        "cannot be renewed",
        "jit login",
    );
    assert_found(&stage, "token", "ok", "you are engineer (Engineer)", "");
    let refusal = Answer::refusal(ErrorCode::NotSignedIn, "the token is of nobody");
    stage.broker.from_now_on(ME, refusal);
    assert_found(
        &stage,
        "token",
        "problem",
        "the token is of nobody",
        "jit login",
    );
}

#[test]
fn how_a_sign_in_goes_on_is_told_without_its_tokens() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    let jwt = |claims: &str| format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims));
    let stage = well_with(&jwt("{\"exp\":4070908800}"));
    let end = "it cannot be renewed and ends at 2099-01-01T00:00:00Z";
    assert_found(&stage, "sign-in", "warning", end, "jit login");

    let files = fs::read_dir(stage.home().join(".local/state/jit/sessions")).unwrap();
    let mut files = files.map(|file| file.unwrap().path());
    let file = files.find(|file| file.extension().is_some_and(|it| it == "json"));
    let file = file.unwrap();
    let mut record: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    record["expires_at"] = json!("2026-01-01T00:00:00Z");
    fs::write(&file, record.to_string()).unwrap();
    assert_found(&stage, "sign-in", "problem", "has ended", "jit login");
    assert!(found(&stage, "token").is_empty());

    record["renewal"] = json!({
        "refresh_token": "hunter2", "client_id": "jit", "token_endpoint": "http://127.0.0.1:1/t",
        "revocation_endpoint": null, "audience": "jit", "audience_parameter": "resource",
        "token_kind": "access_token",
    });
    fs::write(&file, record.to_string()).unwrap();
    assert_found(&stage, "sign-in", "ok", "renewed by itself", "");
    // The issuer that would renew it is not there.
    assert_found(&stage, "token", "problem", "issuer", "");
    let told = stdout(&stage.run(&["doctor"]));
    assert!(!told.contains("hunter2"), "{told}");
}

/// A keyring that is locked waits for its password for ever.
#[cfg(target_os = "linux")]
#[test]
fn a_keyring_that_does_not_answer_is_given_two_seconds() {
    let stage = Stage::new()
        .without("JIT_TOKEN")
        .with("JIT_STORE", "keyring");
    let socket = stage.home().join("bus");
    let _bus = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let address = format!("unix:path={}", socket.display());
    let stage = stage.with("DBUS_SESSION_BUS_ADDRESS", &address);
    let began = std::time::Instant::now();
    assert_found(
        &stage,
        "sign-in",
        "problem",
        "does not answer in time",
        "JIT_STORE=file",
    );
    assert!(began.elapsed().as_secs() < 4);
}

#[test]
fn a_clock_that_is_off_is_told_with_what_sets_it() {
    let stage = well();
    for (seconds, state, message) in [
        (0, "ok", "within a minute"),
        (-90, "warning", "s ahead of the broker's"),
        (90, "warning", "s behind the broker's"),
        (3600, "problem", "AWS refuses"),
    ] {
        let answer = Answer::json(&config()).header("date", &date(seconds));
        stage.broker.from_now_on(CONFIG, answer);
        assert_found(&stage, "clock", state, message, "");
    }
    assert!(found(&stage, "clock")[0].fix.contains("set-ntp") || !cfg!(target_os = "linux"));
    stage.broker.from_now_on(CONFIG, Answer::json(&config()));
    assert_found(&stage, "clock", "warning", "does not tell", "");
}

#[test]
fn a_broker_of_another_version_or_no_broker_at_all_is_a_problem() {
    let stage = well();
    let mut other = config();
    other.api_version = "2".to_owned();
    stage.broker.from_now_on(CONFIG, Answer::json(&other));
    assert_found(
        &stage,
        "broker",
        "problem",
        "version 2 of the API",
        "install",
    );
    stage
        .broker
        .from_now_on(CONFIG, Answer::raw(200, "text/html", "<html>"));
    assert_found(
        &stage,
        "broker",
        "problem",
        "does not answer like a jit broker",
        "",
    );
    let mut sandbox = config();
    sandbox.sandbox = true;
    stage.broker.from_now_on(CONFIG, Answer::json(&sandbox));
    assert_found(&stage, "broker", "warning", "sandbox", "");
    let stage = stage.without("JIT_BROKER");
    assert_found(
        &stage,
        "broker",
        "problem",
        "no broker is configured",
        "jit login --broker",
    );
}

#[test]
fn settings_that_do_not_parse_are_named_with_their_line_and_the_rest_is_looked_at() {
    let stage = well();
    assert_ok(&stage, "settings");
    let file = write(&stage, ".config/jit/config.toml", "\nstor = \"file\"\n");
    let place = format!("{}:2", file.display());
    assert_found(&stage, "settings", "problem", &place, "correct it");
    assert_ok(&stage, "folders");
    assert!(found(&stage, "broker").is_empty());
    fs::write(&file, "store = \"file\"\n").unwrap();
    assert_found(&stage, "settings", "ok", &file.display().to_string(), "");
}

#[test]
fn files_that_others_can_write_are_told() {
    let stage = well();
    let settings = write(&stage, ".config/jit/config.toml", "store = \"file\"\n");
    let aws = write(&stage, ".aws/config", "");
    for (check, file) in [("settings", settings), ("aws config", aws)] {
        let folder = file.parent().unwrap();
        chmod(folder, 0o755);
        chmod(&file, 0o644);
        assert_ok(&stage, check);
        for (place, mode, state) in [
            (file.as_path(), 0o664, "warning"),
            (&file, 0o646, "problem"),
            (folder, 0o777, "problem"),
        ] {
            let before = fs::metadata(place).unwrap().permissions().mode() & 0o777;
            chmod(place, mode);
            let fix = format!("{}", place.display());
            assert_found(&stage, check, state, "can be changed by", &fix);
            chmod(place, before);
        }
        assert_ok(&stage, check);
    }
}

#[test]
fn folders_that_others_can_use_or_nobody_can_write_are_told() {
    let stage = Stage::new();
    assert_ok(&stage, "folders");
    assert!(!stage.home().join(".cache").exists(), "nothing is made");
    let sessions = stage.home().join(".cache/jit/sessions");
    fs::create_dir_all(&sessions).unwrap();
    chmod(&sessions, 0o755);
    let fix = format!("chmod go= {}", sessions.display());
    assert_found(&stage, "folders", "problem", "can be used by others", &fix);
    chmod(&sessions, 0o700);
    assert_ok(&stage, "folders");
    assert_eq!(
        fs::read_dir(&sessions).unwrap().count(),
        0,
        "nothing is left"
    );
    fs::write(stage.home().join(".local"), "no folder").unwrap();
    assert_found(&stage, "folders", "problem", "tokens", "ls -ld");
}

#[test]
fn a_profile_may_run_this_program_by_another_path() {
    let stage = well();
    let link = stage.home().join("link");
    fs::create_dir(&link).unwrap();
    symlink(this(), link.join("jit")).unwrap();
    let link = link.join("jit");
    write(
        &stage,
        ".aws/config",
        &profile(&format!("{} {ARGUMENTS}", link.display())),
    );
    assert_found(&stage, "aws config", "ok", "1 profile of", "");
    let spaced = stage.home().join("a b");
    fs::create_dir(&spaced).unwrap();
    symlink(this(), spaced.join("jit")).unwrap();
    let quoted = format!("'{}/jit' {ARGUMENTS}", spaced.display());
    write(&stage, ".aws/config", &profile(&quoted));
    assert_ok(&stage, "aws config");
    let quoted = quoted.replace('\'', "\"");
    write(&stage, ".aws/config", &profile(&quoted));
    let right = format!("credential_process = {}", this());
    assert_found(
        &stage,
        "aws config",
        "warning",
        "older SDKs for Go lose",
        &right,
    );
}

#[test]
fn a_profile_says_what_keeps_it_from_running_this_program() {
    let stage = well();
    let other = write(&stage, "bin/jit", "#!/bin/sh\n");
    let other = other.display();
    let right = format!("credential_process = {}", this());
    let table = [
        (
            format!("jit {ARGUMENTS}"),
            "warning",
            "do not find",
            right.as_str(),
        ),
        (
            format!("/nowhere/jit {ARGUMENTS}"),
            "problem",
            "which is no program",
            &right,
        ),
        (
            format!("{other} {ARGUMENTS}"),
            "problem",
            "which is no program",
            &right,
        ),
        (
            format!("{}  {ARGUMENTS}", this()),
            "warning",
            "read differently",
            "",
        ),
        (
            format!("'{}' {ARGUMENTS}", this()),
            "warning",
            "read differently",
            "",
        ),
        (
            format!("\"{}\" {ARGUMENTS}", this()),
            "warning",
            "older SDKs for Go lose",
            &right,
        ),
        (
            format!("{} {ARGUMENTS} --duration $X", this()),
            "warning",
            "read differently",
            "",
        ),
        (
            format!("{} {ARGUMENTS} --acount x", this()),
            "problem",
            "unexpected",
            "--help",
        ),
        (this(), "problem", "does not run", "--help"),
        (
            format!("{} whoami", this()),
            "problem",
            "does not run",
            "--help",
        ),
    ];
    for (command, state, message, fix) in table {
        let file = write(&stage, ".aws/config", &profile(&command));
        let place = format!("{}:2: profile shop", file.display());
        assert_found(&stage, "aws config", state, message, fix);
        assert_found(&stage, "aws config", state, &place, "");
    }
    chmod(Path::new(&other.to_string()), 0o755);
    write(
        &stage,
        ".aws/config",
        &profile(&format!("{other} {ARGUMENTS}")),
    );
    assert_found(&stage, "aws config", "warning", "another jit", &right);
}

#[test]
fn what_stands_beside_or_before_a_profile_is_told() {
    let stage = well();
    let good = profile(&format!("{} {ARGUMENTS}", this()));
    let table = [
        (
            format!("{good}role_arn = x\n"),
            "warning",
            "`role_arn` besides",
            "remove line 4",
        ),
        (
            format!("{good}region = x\n"),
            "problem",
            "a second time",
            "join lines 3 and 4",
        ),
        (
            format!("{good}{good}"),
            "problem",
            "a second time",
            "join lines 1 and 4",
        ),
        (
            format!("\u{feff}{good}"),
            "problem",
            "byte order mark",
            "UTF-8",
        ),
        (
            good.replace("credential_", "Credential_"),
            "warning",
            "lower case",
            "",
        ),
    ];
    for (text, state, message, fix) in table {
        write(&stage, ".aws/config", &text);
        assert_found(&stage, "aws config", state, message, fix);
    }
    write(&stage, ".aws/config", &good);
    let keys = "[shop]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hunter2\n";
    write(
        &stage,
        ".aws/credentials",
        &keys.replace("[shop]", "[other]"),
    );
    assert_ok(&stage, "aws config");
    write(&stage, ".aws/credentials", keys);
    assert_found(
        &stage,
        "aws config",
        "problem",
        "`shop` has keys",
        "another name",
    );
    let told = stdout(&stage.run(&["doctor"]));
    assert!(
        !told.contains("hunter2") && !told.contains("AKIAEXAMPLE"),
        "{told}"
    );
    // What other variables name is looked at instead.
    let elsewhere = write(&stage, "config", &profile("/bin/other"));
    let stage = stage.with("AWS_CONFIG_FILE", elsewhere.to_str().unwrap());
    assert_found(&stage, "aws config", "ok", "no profile of", "");
}

#[test]
fn variables_that_win_over_profiles_are_named_without_their_values() {
    let stage = well();
    assert_ok(&stage, "environment");
    let table = [
        ("AWS_ACCESS_KEY_ID", "warning", "prefer that"),
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "warning", "go on to"),
        ("JIT_TOKEN", "warning", "stands in for any sign-in"),
        ("JIT_CREDENTIAL_PROCESS", "problem", "refuses to run"),
    ];
    for (name, state, message) in table {
        let stage = well().with(name, "hunter2");
        let fix = format!("unset {name}");
        assert_found(&stage, "environment", state, message, &fix);
        let output = stage.run(&["doctor"]);
        assert!(
            !(stdout(&output) + &stderr(&output)).contains("hunter2"),
            "{name}"
        );
    }
}

#[test]
fn another_jit_in_the_path_is_told() {
    let stage = well();
    let other = write(&stage, "bin/jit", "#!/bin/sh\n");
    let folder = other.parent().unwrap().to_str().unwrap().to_owned();
    let stage = stage.with("PATH", &folder);
    let name = other.display().to_string();
    assert_found(&stage, "program", "warning", &name, &name);
    let here = Path::new(&this()).parent().unwrap().to_owned();
    let stage = stage.with("PATH", here.to_str().unwrap());
    assert_ok(&stage, "program");
}
