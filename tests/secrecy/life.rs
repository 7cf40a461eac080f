//! Everything that the product does, well and badly, with one broker and the people around it.

use std::collections::BTreeSet;
use std::fs;

use jit_testkit::sts_stub::{Answer, Part};

use crate::broker::{Stage, VENDED};
use crate::homes::expect;
use crate::people::Person;
use crate::strangers::{read_metrics, strangers_knock};
use crate::trail::read_a_trail;

const TARGET: [&str; 4] = [
    "--account",
    "payments-prod",
    "--permission-set",
    "PowerUser",
];
const ASK: [&str; 4] = ["--duration", "30m", "--reason", "INC-4711: stuck queue"];

#[test]
fn canary_secrets_sent_through_every_path_are_found_nowhere_but_where_they_belong() {
    let mut stage = Stage::new("text");
    operators_look(&stage);
    let people = sign_in(&stage);
    strangers_knock(&stage);
    let request = ask_and_decide(&people);
    use_credentials(&stage, &people, &request);
    break_glass(&stage, &people);
    look_back(&stage, &people, &request);
    set_up(&people);
    stage.wait_for_receivers();
    read_metrics(&stage);
    show_homes(&stage, &people);
    sign_out(&stage, &people);
    stage.stop_and_show();
    look_into_the_store(&stage);
    expect(&stage);
    let seen = stage.places.hold_what_belongs_there(&stage.canaries);
    let all: BTreeSet<_> = stage.canaries.all().into_keys().collect();
    let unseen: Vec<_> = all.difference(&seen).collect();
    assert!(
        unseen.is_empty(),
        "secrets that were not in play: {unseen:#?}"
    );
    everything_went_wrong_once(&stage);
}

/// Everybody who takes part.
struct People {
    engineer: Person,
    lead: Person,
    job: Person,
    night: Person,
    clerk: Person,
    security: Person,
}

/// What operators run beside the broker.
fn operators_look(stage: &Stage) {
    let config = stage.broker.config();
    let config = config.to_str().unwrap();
    assert_eq!(
        stage
            .run_broker(&["serve", "--check", "--config", config])
            .status,
        Some(0)
    );
    for sink in [
        "webhook", "slack", "teams", "mail", "topic", "bus", "program", "file",
    ] {
        // The first answer of most is an error that repeats what is secret.
        for _ in 0..2 {
            let _ = stage.run_broker(&["notify", "test", sink, "--config", config]);
        }
    }
    let wrong = stage.run_broker(&["serve", "--config", config, "--set", "log.level=no"]);
    assert_eq!(wrong.status, Some(1), "{wrong}");
}

/// Each way of signing in.
fn sign_in(stage: &Stage) -> People {
    let engineer = stage.person("engineer");
    let (login, page) = engineer.begins_in_browser(stage);
    let code = stage.issuer.code(&page, "engineer", &["sre"]);
    assert_eq!(engineer.comes_back(login, &page, &code), Some(0));
    engineer.show_program("browser of jit login");
    // The first token is good for a moment, so that this renews it.
    engineer.does_both(&["whoami"]);

    let lead = stage.person("lead");
    stage.issuer.expect_device("lead", &["payments-leads"]);
    assert_eq!(lead.signs_in_by_device("--verbose"), Some(0));

    let mut job = stage.person("job");
    job.jit
        .set("CI_ID_TOKEN", &stage.issuer.platform_token("job", &["sre"]));
    job.does(&["login", "--workload", "env=CI_ID_TOKEN", "--verbose"]);

    let security = stage.person("security");
    let groups = ["security", "audit", "jit-admins"];
    let token = stage
        .issuer
        .token("token of security", "security", &groups, 3600);
    assert_eq!(security.signs_in_with(&token), Some(0));

    let mut night = stage.person("night");
    let token = stage
        .issuer
        .token("JIT_TOKEN of night", "night", &["sre"], 3600);
    night.jit.set("JIT_TOKEN", &token);
    night.does_both(&["whoami"]);

    let mut clerk = stage.person("clerk");
    let token = stage
        .issuer
        .token("JIT_TOKEN_FILE of clerk", "clerk", &["sre"], 3600);
    let file = clerk.jit.home().join("token");
    fs::write(&file, token).unwrap();
    clerk.jit.set("JIT_TOKEN_FILE", file.to_str().unwrap());
    clerk.does_both(&["whoami"]);
    People {
        engineer,
        lead,
        job,
        night,
        clerk,
        security,
    }
}

/// A request with its checks, one that is withdrawn and one that is refused.
fn ask_and_decide(people: &People) -> String {
    let People {
        engineer,
        lead,
        job,
        ..
    } = people;
    // The first answer of the service that checks is an error with its secret in it.
    let all = [&TARGET[..], &ASK].concat();
    let unavailable = engineer.run(&[&["request", "--verbose"], &all[..]].concat());
    assert_eq!(unavailable.status, Some(5), "{unavailable}");
    engineer.does(&[&["request", "--dry-run", "--verbose"], &all[..]].concat());
    let request = engineer.requests(&all);
    let withdrawn = job.requests(&all);
    job.does(&["cancel", &withdrawn, "--verbose"]);
    let refused = job.requests(&all);
    lead.does_both(&["list", "--to-review"]);
    lead.does_both(&["show", &request]);
    lead.does(&[
        "reject",
        &refused,
        "--yes",
        "--comment",
        "not now",
        "--verbose",
    ]);
    lead.does(&["approve", &request, "--yes", "--verbose"]);
    lead.cannot(&["approve", &request, "--yes"], 1);
    engineer.does_both(&["wait", &request]);
    engineer.does_both(&["status"]);
    engineer.does_both(&["list"]);
    engineer.does_both(&["targets"]);
    request
}

/// Credentials by every command; first, what STS refuses.
fn use_credentials(stage: &Stage, people: &People, request: &str) {
    let People { engineer, job, .. } = people;
    refusals_of_sts(stage, engineer);
    engineer.does(&[&["credential-process"], &TARGET[..]].concat());
    engineer.does(&[&["env"], &TARGET[..]].concat());
    engineer.does(&[&["env", "--json"], &TARGET[..]].concat());
    engineer.does(&[&["console", "--print"], &TARGET[..]].concat());
    let child = engineer.browser("program of jit exec");
    let child = child.to_str().unwrap();
    engineer.does(
        &[
            &["exec", "--verbose"],
            &TARGET[..],
            &["--", child, "argument"],
        ]
        .concat(),
    );
    engineer.show_program("program of jit exec");
    job.cannot(&[&["credential-process"], &TARGET[..]].concat(), 3);
    job.cannot(&[&["exec"], &TARGET[..], &["--", child]].concat(), 3);
    engineer.does(&["done", request, "--verbose"]);
}

/// Answers of STS that give no credentials, with secrets in all of them.
fn refusals_of_sts(stage: &Stage, engineer: &Person) {
    let secret = |name: &str| stage.canaries.all()[name][0].clone();
    let vended = secret(VENDED[1]);
    let canonical = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>The \
         request signature we calculated does not match the signature you provided.\n\nThe \
         Canonical String for this request should have been\n'POST\n/\n\n\
         x-amz-security-token:{}\n'</Message></Error></ErrorResponse>",
        secret("session token of the broker")
    );
    stage.sts.next([
        Answer::With(Part::SecretAccessKey, format!("{}\"", secret(VENDED[0]))),
        Answer::With(Part::SessionToken, format!("{vended}\\")),
        Answer::Raw(200, format!("<html>{vended}</html>")),
        Answer::Raw(400, vended),
        Answer::Raw(403, canonical),
    ]);
    for command in ["credential-process", "env", "console"] {
        for how in ["--verbose", "--json"] {
            let outcome = engineer.run(&[&[command, how], &TARGET[..]].concat());
            assert_ne!(outcome.status, Some(0), "{outcome}");
        }
    }
}

/// A window without an approval, for somebody whose token is in the environment.
fn break_glass(stage: &Stage, people: &People) {
    let People {
        night,
        lead,
        security,
        ..
    } = people;
    let why = [
        "--duration",
        "30m",
        "--reason",
        "INC-4712: nobody answers the phone",
    ];
    let request = night.requests(&[&["--break-glass"], &TARGET[..], &why].concat());
    let program = night.browser("program of jit exec");
    let program = program.to_str().unwrap();
    night.does(&[&["exec"], &TARGET[..], &["--", program]].concat());
    night.show_program("program of jit exec");
    let program = night.browser("program of jit serve-credentials");
    let program = program.to_str().unwrap();
    let serve = [&["serve-credentials", "--verbose"], &TARGET[..]].concat();
    night.does(&[&serve[..], &["--", program]].concat());
    note_served_token(stage, night);
    night.show_program("program of jit serve-credentials");
    let browser = night.browser("browser of jit console");
    let browser = browser.to_str().unwrap();
    night.does(&[&["console", "--browser", browser], &TARGET[..]].concat());
    night.show_program("browser of jit console");
    lead.does(&[
        "revoke",
        &request,
        "--yes",
        "--comment",
        "enough",
        "--verbose",
    ]);
    // The console is never opened with what is kept.
    night.cannot(&[&["console", "--print"], &TARGET[..]].concat(), 3);
    security.does(&["list", "--unreviewed", "--verbose"]);
    security.does(&["review", &request, "--ok", "--yes", "--verbose"]);
}

/// The token of the endpoint is made up by `jit`: it is what its program has got.
fn note_served_token(stage: &Stage, night: &Person) {
    let note = night
        .jit
        .home()
        .join("program-of-jit-serve-credentials.environ");
    let environ = fs::read_to_string(note).unwrap();
    let mut variables = environ.split('\0');
    let token = variables.find_map(|it| it.strip_prefix("AWS_CONTAINER_AUTHORIZATION_TOKEN="));
    stage
        .canaries
        .add("token of served credentials", token.unwrap());
}

/// The audit log in every format, figures, and whom the keys belong to.
fn look_back(stage: &Stage, people: &People, request: &str) {
    let People {
        security, engineer, ..
    } = people;
    for format in ["jsonl", "csv", "ocsf"] {
        security.does(&["audit", "export", "--format", format]);
    }
    let file = security.jit.home().join("audit.jsonl");
    let file = file.to_str().unwrap();
    security.does(&["audit", "export", "--out", file, "--verbose"]);
    security.does_both(&["audit", "verify", file]);
    security.does_both(&["audit", "session", "engineer"]);
    let page = security.jit.home().join("report.html");
    security.does(&["report", "--html", page.to_str().unwrap(), "--verbose"]);
    security.does_both(&["report"]);
    read_a_trail(stage, security, file);
    engineer.cannot(&["audit", "export"], 3);
    security.does_both(&["show", request]);
    let export = stage.places.text("stdout of jit audit export");
    assert!(export.contains("session_opened"));
}

/// Commands that look at what is set up, and write it.
fn set_up(people: &People) {
    let People { engineer, .. } = people;
    engineer.does(&["profiles", "sync", "--verbose"]);
    engineer.does(&["config", "list", "--verbose"]);
    engineer.does(&["config", "list", "--json"]);
    for how in ["--verbose", "--json"] {
        let _ = engineer.run(&["doctor", how]);
    }
    let _ = people.night.run(&["doctor", "--verbose"]);
    let _ = people.night.run(&["config", "list", "--json"]);
    let _ = people.job.run(&["doctor", "--json"]);
    let _ = people.clerk.run(&["doctor", "--verbose"]);
    let _ = people.clerk.run(&["config", "list", "--json"]);
}

fn show_homes(stage: &Stage, people: &People) {
    let People {
        engineer,
        lead,
        job,
        night,
        clerk,
        security,
    } = people;
    for person in [engineer, lead, job, night, clerk, security] {
        person.show_home();
    }
    assert!(!stage.places.text("sign-in of engineer").is_empty());
}

/// Signing out, at an issuer that fails and repeats the token; nothing is left.
fn sign_out(stage: &Stage, people: &People) {
    stage.issuer.refuse_and_echo();
    let People { engineer, lead, .. } = people;
    engineer.does(&["logout", "--verbose"]);
    lead.does(&["logout", "--json"]);
    engineer.cannot(&["whoami"], 6);
    for folder in [".local/state/jit/sessions", ".cache/jit/sessions"] {
        let folder = engineer.jit.home().join(folder);
        stage
            .places
            .saw_folder(&folder, &|_| "home after jit logout".to_owned());
    }
}

/// What fails is logged, which is where a secret would be.
fn everything_went_wrong_once(stage: &Stage) {
    let log = stage.places.text("log of the broker");
    let lines = [
        "notices do not reach `webhook`",
        "notices do not reach `slack`",
        "notices do not reach `teams`",
        "a notice did not reach `topic`: it refuses: an unknown error",
        "a notice did not reach `bus`",
        "the check `change` could not be asked",
        "a checkpoint of the audit log failed",
        "AWS refused `sts:AssumeRole`",
        "the answer of STS has a key or token with characters that AWS does not use",
        "The request signature we calculated does not match",
    ];
    for line in lines {
        assert!(log.contains(line), "`{line}` is not in the log:\n{log}");
    }
    let tried = stage.places.text("stderr of jit-broker notify");
    assert_eq!(tried.matches("status 500").count(), 3, "{tried}");
}

/// The store as operators read it.
fn look_into_the_store(stage: &Stage) {
    let store = stage.broker.folder().join("store");
    let store = store.to_str().unwrap();
    for format in ["jsonl", "csv", "ocsf"] {
        let read = ["audit", "export", "--database", store, "--format", format];
        assert_eq!(stage.run_broker(&read).status, Some(0));
    }
}
