//! Every error of every command: the status it ends with, what it says, and the same in JSON. One
//! page for each command, so that its words are read beside each other. What the broker says of
//! itself is in capitals.

use std::io::Write as _;
use std::process::{Output, Stdio};
use std::thread;

use insta::assert_snapshot;
use jit_api::{ErrorCode, Problem, Request};
use jit_domain::StatusName;
use serde_json::Value;

use crate::answers::{in_state, pending};
use crate::error_files;
use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr, stdout, without_distances};
use crate::working::{self, ID, TARGET, commands, runs, words};

/// One test and one page for each command.
macro_rules! pages {
    ($($command:ident),* $(,)?) => {
        const PAGES: &[&str] = &[$(stringify!($command)),*];

        $(
            #[test]
            fn $command() {
                let name = stringify!($command);
                assert_snapshot!(name, page(&name.replace('_', "-")));
            }
        )*
    };
}

pages! {
    approve, audit_cloudtrail, audit_export, audit_session, audit_verify, cancel, completions, config_get, config_list, config_set, console,
    credential_process, doctor, done, env, exec, list, login, logout, profiles_sync, reject, report,
    request, review, revoke, serve_credentials, show, status, targets, wait, whoami,
}

/// Commands that ask the broker nothing, or for which its answer is a finding and no error.
const QUIET: [&str; 7] = [
    "audit-verify",
    "completions",
    "config-get",
    "config-list",
    "config-set",
    "doctor",
    "logout",
];

#[test]
fn every_command_has_a_page() {
    let pages: Vec<String> = PAGES.iter().map(|it| it.replace('_', "-")).collect();
    assert_eq!(pages, commands().into_iter().collect::<Vec<_>>());
    for command in commands() {
        let is_quiet = QUIET.contains(&command.as_str());
        assert_eq!(rows(&command).is_empty(), is_quiet, "{command}");
    }
}

/// A run that works, and the calls that it makes.
struct Row {
    request: Request,
    args: Vec<&'static str>,
    stdin: &'static str,
    calls: Vec<String>,
}

impl Row {
    fn of(request: Request, args: Vec<&'static str>, calls: &[&str]) -> Self {
        Self {
            request,
            args,
            stdin: "",
            calls: calls.iter().map(|&it| it.to_owned()).collect(),
        }
    }

    /// A run whose calls are seen by running it.
    fn seen(request: Request, args: Vec<&'static str>) -> Self {
        let mut row = Self::of(request, args, &[]);
        let stage = row.stage();
        let output = row.run(&stage, &[]);
        assert!(output.status.success(), "{:?}: {output:?}", row.args);
        for line in stage.broker.lines() {
            let call = line.split('?').next().unwrap_or_default().to_owned();
            if !row.calls.contains(&call) {
                row.calls.push(call);
            }
        }
        row
    }

    /// A broker with which it works, and a person who is signed in.
    fn stage(&self) -> Stage {
        let stage = working::stage(&self.request);
        match self.args[0] {
            // A token that is set wins over any sign-in.
            "login" => stage.without("JIT_TOKEN"),
            _ => stage,
        }
    }

    fn run(&self, stage: &Stage, flags: &[&str]) -> Output {
        // What comes behind `--` is for another program.
        let (ours, theirs) = match self.args.iter().position(|it| *it == "--") {
            Some(at) => self.args.split_at(at),
            None => (&self.args[..], &[][..]),
        };
        let mut command = stage.command(&[ours, flags, theirs].concat());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        // Who fails before reading it has closed it.
        let _ = child.stdin.take().unwrap().write_all(self.stdin.as_bytes());
        child.wait_with_output().unwrap()
    }
}

/// The runs of a command that talk to the broker.
fn rows(command: &str) -> Vec<Row> {
    let target = |command, more: &[&'static str]| [&[command], &TARGET[..], more].concat();
    let open = || in_state(StatusName::Active);
    let vend = ["POST /v1/credentials"];
    match command {
        _ if QUIET.contains(&command) => Vec::new(),
        "console" => vec![Row::of(open(), target("console", &["--print"]), &vend)],
        // Without `--quiet`, it says that it tries again.
        "audit-export" => {
            let export = vec!["audit", "export", "--quiet"];
            vec![Row::of(pending(), export, &["GET /v1/audit"])]
        }
        "exec" => vec![Row::seen(open(), target("exec", &["--", "true"]))],
        // It would go on.
        "serve-credentials" => vec![Row::of(open(), target("serve-credentials", &[]), &vend)],
        "login" => {
            let page = ["login", "--device-code"].to_vec();
            let given = ["login", "--with-token"].to_vec();
            let mut given = Row::of(pending(), given, &["GET /v1/me"]);
            given.stdin = "token-of-a-test";
            vec![Row::of(pending(), page, &["GET /v1/config"]), given]
        }
        _ => {
            let run = runs().into_iter().find(|(name, ..)| *name == command);
            let (_, request, args) = run.unwrap_or_else(|| panic!("no run of {command}"));
            let mut row = Row::seen(request, args);
            match command {
                // Looked at afterwards: it is revoked all the same.
                "revoke" => row.calls.retain(|it| it != "GET /v1/requests"),
                // They are made at once, and come in any order.
                "status" => row.calls.sort(),
                _ => {}
            }
            vec![row]
        }
    }
}

/// What a broker answers to a call with a code. Of what it does not know, only a request that is not
/// there comes with a hint.
fn problem(code: ErrorCode, call: &str) -> Answer {
    let mut problem = Problem::new(code, "WHAT");
    problem.detail = Some("WHY".to_owned());
    let names_a_request = call.contains("/requests/") || call.starts_with("POST ");
    let is_unknown = match code {
        ErrorCode::NotFound => !names_a_request,
        code => code == ErrorCode::MethodNotAllowed,
    };
    problem.hint = (!is_unknown).then(|| "HINT OF THE BROKER".to_owned());
    problem.request_id = Some(ID.parse().unwrap());
    problem.trace_id = Some("TRACE".to_owned());
    problem.current_status = match code {
        ErrorCode::Conflict | ErrorCode::WindowClosed => Some(StatusName::Ended),
        ErrorCode::WindowNotOpen => Some(StatusName::Pending),
        _ => None,
    };
    problem.open_level = (code == ErrorCode::WindowNotOpen).then_some(1);
    let answer = Answer::problem(&problem);
    match code {
        // Whoever reads the log waits that long, and asks again.
        ErrorCode::RateLimited if call == "GET /v1/audit" => answer.header("retry-after", "1"),
        ErrorCode::RateLimited => answer.header("retry-after", "17"),
        _ => answer,
    }
}

/// Runs that end alike, under one heading.
#[derive(Clone, Default)]
struct Page(Vec<(String, Vec<String>)>);

impl Page {
    /// Adds a run that failed; what it says for eyes is what it says in JSON.
    fn add(&mut self, row: &Row, label: &str, stage: impl Fn() -> Stage) {
        let shown = Self::shown(row, label, &stage);
        self.add_shown(row, label, shown, stage);
    }

    /// What a run says in JSON, as lines for eyes.
    fn shown(row: &Row, label: &str, stage: &impl Fn() -> Stage) -> String {
        if row.args[0] == "credential-process" {
            let [plain, json] = [&[][..], &["--json"]].map(|flags| {
                let stage = stage();
                let output = row.run(&stage, flags);
                assert_eq!(stdout(&output), "", "{label}");
                told(&stage, &output)
            });
            assert_eq!(plain, json, "{label}");
            assert_eq!(plain.lines().count(), 2, "{label}: {plain}");
            let code = label.split(' ').next().unwrap();
            plain.replace(&format!("jit: {code}: "), "jit: CODE: ")
        } else {
            let stage = stage();
            let output = row.run(&stage, &["--json"]);
            assert_eq!(stderr(&output), "", "{label}");
            in_lines(&stage, &output, label)
        }
    }

    fn add_shown(&mut self, row: &Row, label: &str, shown: String, stage: impl Fn() -> Stage) {
        assert!(!shown.starts_with("exit 0"), "{label}: {shown}");
        if let Some((_, labels)) = self.0.iter_mut().find(|(text, _)| *text == shown) {
            labels.push(label.to_owned());
            return;
        }
        if row.args[0] != "credential-process" {
            let lines = shown.split(OTHER_CODE).next().unwrap();
            assert_eq!(lines, for_eyes(row, &stage()), "{label}");
        }
        self.0.push((shown, vec![label.to_owned()]));
    }

    /// What ends otherwise than on that page.
    fn beside(&self, other: &Self) -> Self {
        let is_there = |text: &str, label: &String| {
            let same = other.0.iter().filter(|(it, _)| it == text);
            same.flat_map(|(_, labels)| labels).any(|it| it == label)
        };
        let parts = self.0.iter().map(|(text, labels)| {
            let new = labels.iter().filter(|label| !is_there(text, label));
            (text.clone(), new.cloned().collect::<Vec<_>>())
        });
        Self(parts.filter(|(_, labels)| !labels.is_empty()).collect())
    }

    fn text(&self) -> String {
        let parts = self.0.iter().map(|(text, labels)| {
            let text = text.lines().map(|line| format!("  {line}\n"));
            format!("{}:\n{}", labels.join(", "), text.collect::<String>())
        });
        parts.collect()
    }
}

/// The status, and the lines on stderr.
fn told(stage: &Stage, output: &Output) -> String {
    let status = output.status.code().unwrap();
    let host = stage.broker.url().trim_start_matches("http://");
    let told = format!("exit {status}\n{}", stderr(output)).replace(host, "BROKER");
    without_distances(&told)
}

/// The run for eyes, which leaves nothing on stdout for a program to take for a result.
fn for_eyes(row: &Row, stage: &Stage) -> String {
    let output = row.run(stage, &[]);
    assert_eq!(stdout(&output), "", "{:?}", row.args);
    let told = told(stage, &output);
    let (status, lines) = told.split_once('\n').unwrap();
    // What is decided is shown before it is.
    let is_decision = row.args.contains(&"--yes");
    let error = if is_decision {
        lines.find("error: ")
    } else {
        None
    };
    let lines = lines.get(error.unwrap_or_default()..).unwrap();
    // The message of JSON has no line of its own for the cause.
    format!("{status}\n{lines}").replace("\ncause: ", ": ")
}

/// Comes before a code in JSON that is not the label.
const OTHER_CODE: &str = "code in JSON: ";

/// The run in JSON as lines for eyes; the code is that of the label, unless it is shown too.
fn in_lines(stage: &Stage, output: &Output, label: &str) -> String {
    let told = told(stage, output);
    let document: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|err| panic!("{label}: {err} in {output:?}"));
    let error = &document["error"];
    let code = error["code"].as_str().unwrap();
    let label = label.split(' ').next().unwrap();
    let other = if code == label {
        String::new()
    } else {
        format!("{OTHER_CODE}{code}\n")
    };
    let message = error["message"].as_str().unwrap();
    let hint = error["hint"].as_str();
    let hint = hint
        .map(|hint| format!("hint: {hint}\n"))
        .unwrap_or_default();
    let host = stage.broker.url().trim_start_matches("http://");
    let shown = format!("{told}error: {message}\n{hint}{other}").replace(host, "BROKER");
    without_distances(&shown)
}

/// How many runs go on at once: some of them wait, and ask again.
const AT_ONCE: usize = 8;

/// What became of each.
fn at_once(
    codes: &[ErrorCode],
    run: impl Fn(ErrorCode) -> String + Sync,
) -> Vec<(ErrorCode, String)> {
    let run = &run;
    thread::scope(|scope| {
        let started = codes
            .iter()
            .map(|&code| (code, scope.spawn(move || run(code))));
        let started: Vec<_> = started.collect();
        let ended = started.into_iter();
        ended
            .map(|(code, run)| (code, run.join().unwrap()))
            .collect()
    })
}

fn page(command: &str) -> String {
    let mut text = String::new();
    for row in rows(command) {
        let mut first = None;
        for call in &row.calls {
            let mut page = Page::default();
            let stage = |code| {
                let stage = row.stage();
                stage.broker.from_now_on(call, problem(code, call));
                stage
            };
            for codes in ErrorCode::ALL.chunks(AT_ONCE) {
                for (code, shown) in at_once(codes, |code| {
                    Page::shown(&row, code.as_str(), &|| stage(code))
                }) {
                    page.add_shown(&row, code.as_str(), shown, || stage(code));
                }
            }
            page.add(&row, "bad_answer of what is no broker", || {
                let stage = row.stage();
                let elsewhere = Answer::raw(200, "text/html", "<html>");
                stage.broker.from_now_on(call, elsewhere);
                stage
            });
            page.add(&row, "unreachable in the middle of it", || {
                let stage = row.stage();
                stage.broker.from_now_on(call, Answer::dropped());
                stage
            });
            match &first {
                None => text.push_str(&format!("# {call}\n{}\n", page.text())),
                Some(first) => {
                    let page = page.beside(first).text();
                    text.push_str(&format!("# {call}, where it differs\n{page}\n"));
                }
            }
            first.get_or_insert(page);
        }
        let mut page = Page::default();
        page.add(&row, "unreachable from the beginning", || {
            row.stage().with("JIT_BROKER", "http://127.0.0.1:1")
        });
        if row.args[0] != "login" {
            page.add(&row, "not_signed_in", || row.stage().without("JIT_TOKEN"));
        }
        text.push_str(&format!("# jit {}\n{}\n", row.args.join(" "), page.text()));
    }
    text + &error_files::page(command) + &usage(command)
}

/// A flag that no command has.
fn usage(command: &str) -> String {
    let stage = Stage::new();
    let run = |flags: &[&str]| {
        let words = [words(command), vec!["--no-such-flag"]].concat();
        stage.run(&[&words[..], flags].concat())
    };
    let [plain, json] = [run(&[]), run(&["--json"])];
    let text = format!("# a flag that it does not have\n{}", told(&stage, &plain));
    assert_eq!(stdout(&plain), "");
    assert!(stage.broker.calls().is_empty());
    if command == "credential-process" {
        assert_eq!(told(&stage, &plain), told(&stage, &json));
        assert_eq!(stdout(&json), "");
        return text;
    }
    assert_eq!(stderr(&json), "");
    assert_eq!(json.status.code(), plain.status.code());
    text + "in JSON: " + &stdout(&json)
}
