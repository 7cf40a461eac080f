//! A guided tour: the whole life of a request, and what policies make of others, with a broker, an
//! issuer and a few people, all on this machine. `cargo run --example quickstart`; it ends by itself.
//!
//! Every command that it shows is run, and what follows is its real output.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "the tour is what it prints, and it is told by Cargo where Cargo is"
)]

use std::env;
use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Output, Stdio};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const TARGET: &str = "--account payments-prod --permission-set PowerUser";

/// A policy by somebody who has not looked at the others.
const PERSONAL_DATA: &str = r#"# approvals/personal-data.toml
[[approval]]
name = "personal-data"
targets = { tags = { Data = ["Personal"] }, permission_sets = ["AdministratorAccess"] }
max_duration = "2h"
pending_for = "2h"

[[approval.level]]
approvers = { groups = ["security"] }
approvals = 1
"#;

fn main() -> ExitCode {
    match tour() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn tour() -> Result<()> {
    let programs = build()?;
    let folder = tempfile::tempdir()?;
    let broker = Broker::start(&programs, folder.path())?;
    one_request(&broker)?;
    automatic(&broker)?;
    two_levels(&broker)?;
    conflict(&broker)?;
    say("That was all of it. `jit-broker dev` starts the same broker for you to try by hand.");
    Ok(())
}

/// From the ask to the revocation.
fn one_request(broker: &Broker) -> Result<()> {
    let engineer = broker.person("engineer")?;
    let lead = broker.person("lead")?;
    let auditor = broker.person("auditor")?;

    say("An engineer needs access to production, for an hour, and says why.");
    engineer.shows("whoami", 0)?;
    engineer.shows(
        &format!("request {TARGET} --duration 1h --reason 'INC-4711: stuck queue'"),
        0,
    )?;
    let id = engineer.newest_request()?;

    say("Nobody decides their own request, and while it is pending there are no credentials.");
    engineer.shows(&format!("approve {id} --yes"), 3)?;
    engineer.shows(&format!("credential-process {TARGET}"), 4)?;

    say("The lead of the team sees what it is about, and agrees.");
    lead.shows("list --to-review", 0)?;
    lead.shows(&format!("approve {id} --comment go --yes"), 0)?;

    say("Now the window is open: this is what every AWS SDK gets through `~/.aws/config`.");
    engineer.shows(&format!("credential-process {TARGET}"), 0)?;

    say("In CloudTrail, every call of that session names the person and the request:");
    println!("{}\n", auditor.cloudtrail_identity(&broker.url, &id)?);

    say(
        "The incident is over; the lead ends the window before its time. Clients of this broker ask it\n\
         each time whether their credentials are still good; usually they do so once a minute.",
    );
    lead.shows(&format!("revoke {id} --comment 'incident over' --yes"), 0)?;
    engineer.shows(&format!("credential-process {TARGET}"), 3)?;
    engineer.shows(&format!("show {id}"), 0)
}

/// What a policy alone approves.
fn automatic(broker: &Broker) -> Result<()> {
    let engineer = broker.person("engineer")?;
    let target = "--account playground --permission-set PowerUser";

    say("Not everything needs somebody. What does, is written in a policy; it can be asked first.");
    let ask = format!("request {target} --duration 1h --reason 'try the new queue'");
    engineer.shows(&format!("{ask} --dry-run"), 0)?;
    engineer.shows(&ask, 0)?;
    engineer.shows(&format!("credential-process {target}"), 0)
}

/// What takes several people, level after level.
fn two_levels(broker: &Broker) -> Result<()> {
    let engineer = broker.person("engineer")?;
    let colleague = broker.person("colleague")?;
    let [first, second] = [
        broker.person("security-first")?,
        broker.person("security-second")?,
    ];

    say("Administration of production takes two levels: a colleague, then two people of security.");
    engineer.shows(
        "request --account payments-prod --permission-set AdministratorAccess --duration 30m \
         --ticket INC-4711 --reason 'INC-4711: rotate the key of the queue'",
        0,
    )?;
    let id = engineer.newest_request()?;

    say("The second level cannot be decided before the first.");
    first.shows(&format!("approve {id} --yes"), 1)?;
    colleague.shows(&format!("approve {id} --yes"), 0)?;
    first.shows(&format!("approve {id} --yes"), 0)?;
    second.shows(&format!("approve {id} --yes"), 0)?;
    engineer.shows(&format!("show {id}"), 0)
}

/// Two policies that apply alike: found before they are in force, and refused when they are.
fn conflict(broker: &Broker) -> Result<()> {
    let engineer = broker.person("engineer")?;

    say("Somebody proposes a policy about personal data, without a look at the others.");
    let proposed = broker.propose("approvals/personal-data.toml", PERSONAL_DATA)?;
    println!("{PERSONAL_DATA}");
    broker.shows(&["policy", "conflicts", &proposed], 1)?;

    say("With that policy in force, nobody could say who has to agree, so nobody is let in.");
    let broker = broker.with_policy(&proposed)?;
    let engineer = Person {
        url: broker.url.clone(),
        token: broker.token(&engineer.name)?,
        ..engineer
    };
    engineer.shows(
        "request --account warehouse --permission-set AdministratorAccess --duration 1h \
         --ticket INC-4712 --reason 'INC-4712: a table is locked'",
        3,
    )
}

fn say(text: &str) {
    println!("# {text}\n");
}

/// Builds both programs (`cargo run` alone would build one) and says where they are.
fn build() -> Result<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args([
            "build",
            "--quiet",
            "--package",
            "jit",
            "--package",
            "jit-broker",
            "--bins",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()?;
    if !built.success() {
        return Err("the programs cannot be built".into());
    }
    // target/debug/examples/quickstart → target/debug
    let here = env::current_exe()?;
    let folder = here.ancestors().nth(2).ok_or("no build folder")?;
    Ok(folder.to_owned())
}

/// `jit-broker dev` in a temporary folder; ends with the tour.
struct Broker {
    child: Child,
    programs: PathBuf,
    folder: PathBuf,
    state: PathBuf,
    url: String,
}

impl Broker {
    fn start(programs: &Path, folder: &Path) -> Result<Self> {
        println!("$ jit-broker dev --recheck-seconds 0");
        let at_once = ["--recheck-seconds", "0"];
        Self::run(programs, folder, &folder.join("broker"), &at_once)
    }

    /// Another broker on another bundle.
    fn with_policy(&self, policy: &str) -> Result<Self> {
        println!("$ jit-broker dev --policy {policy}");
        let state = self.folder.join("broker-with-policy");
        Self::run(&self.programs, &self.folder, &state, &["--policy", policy])
    }

    fn run(programs: &Path, folder: &Path, state: &Path, more: &[&str]) -> Result<Self> {
        let mut child = Command::new(programs.join("jit-broker"))
            .args(["dev", "--listen", "127.0.0.1:0", "--dir"])
            .arg(state)
            .args(more)
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut stdout = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        println!("{line}");
        // It goes on to name its people; read all of it, so that it never waits for us.
        std::thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()));
        let url = line.trim().strip_prefix("listening on ");
        let url = url.ok_or("the broker does not start")?.to_owned();
        Ok(Self {
            child,
            programs: programs.to_owned(),
            folder: folder.to_owned(),
            state: state.to_owned(),
            url,
        })
    }

    /// One of the people that the broker knows, with a terminal of their own.
    fn person(&self, subject: &str) -> Result<Person> {
        Ok(Person {
            name: subject.to_owned(),
            jit: self.programs.join("jit"),
            home: self.folder.join(subject),
            url: self.url.clone(),
            token: self.token(subject)?,
        })
    }

    fn token(&self, subject: &str) -> Result<String> {
        let token = Command::new(self.programs.join("jit-broker"))
            .args(["dev-token", subject, "--dir"])
            .arg(&self.state)
            .output()?;
        if !token.status.success() {
            return Err(format!("the broker does not know `{subject}`").into());
        }
        Ok(String::from_utf8(token.stdout)?.trim().to_owned())
    }

    /// A copy of the broker's bundle with one more file; answers its name in the folder of the tour.
    fn propose(&self, path: &str, text: &str) -> Result<String> {
        let proposed = "proposed-policy";
        copy(&self.state.join("policy"), &self.folder.join(proposed))?;
        fs::write(self.folder.join(proposed).join(path), text)?;
        Ok(proposed.to_owned())
    }

    /// Runs `jit-broker`, prints command and output, and insists on the exit status.
    fn shows(&self, arguments: &[&str], status: i32) -> Result<()> {
        println!("$ jit-broker {}", arguments.join(" "));
        let output = Command::new(self.programs.join("jit-broker"))
            .args(arguments)
            .current_dir(&self.folder)
            .output()?;
        print_and_check(&output, status)
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

fn print_and_check(output: &Output, status: i32) -> Result<()> {
    print!("{}", String::from_utf8_lossy(&output.stderr));
    print!("{}", String::from_utf8_lossy(&output.stdout));
    println!();
    if output.status.code() == Some(status) {
        Ok(())
    } else {
        Err(format!("that ended with {}, not {status}", output.status).into())
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Person {
    name: String,
    jit: PathBuf,
    home: PathBuf,
    url: String,
    token: String,
}

impl Person {
    fn jit(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.jit);
        command
            .args(arguments)
            .env_clear()
            .env("HOME", &self.home)
            .env("JIT_BROKER", &self.url)
            .env("JIT_TOKEN", &self.token);
        command
    }

    /// Runs `jit`, prints command and output, and insists on the exit status.
    fn shows(&self, line: &str, status: i32) -> Result<()> {
        println!("{}$ jit {line}", self.name);
        let arguments = shlex::split(line).ok_or("the quotes of the command do not match")?;
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        print_and_check(&self.jit(&arguments).output()?, status)
    }

    fn newest_request(&self) -> Result<String> {
        let output = self.jit(&["list", "--json"]).output()?;
        let list: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let id = list.pointer("/requests/0/id").and_then(|id| id.as_str());
        Ok(id.ok_or("there is no request")?.to_owned())
    }

    /// What `userIdentity` of a CloudTrail record has for the session of a request, from the
    /// broker's own log.
    fn cloudtrail_identity(&self, url: &str, request: &str) -> Result<String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let log = runtime.block_on(async {
            let client = reqwest::Client::builder().no_proxy().build()?;
            let sent = client
                .get(format!("{url}/v1/audit"))
                .bearer_auth(&self.token);
            sent.send().await?.error_for_status()?.text().await
        })?;
        let events = log.lines().map(serde_json::from_str::<serde_json::Value>);
        let events: Vec<_> = events.collect::<std::result::Result<_, _>>()?;
        let session = events
            .iter()
            .find(|event| event["request"] == request && event["type"] == "session_opened")
            .map(|event| &event["data"])
            .ok_or("no session was recorded")?;
        let text = |field: &str| session[field].as_str().unwrap_or_default().to_owned();
        let role = text("role")
            .replace(":iam:", ":sts:")
            .replace(":role/jit/", ":assumed-role/");
        Ok(serde_json::to_string_pretty(&serde_json::json!({
            "userIdentity": {
                "type": "AssumedRole",
                "arn": format!("{role}/{}", text("session_name")),
                "accessKeyId": text("access_key_id"),
                "sessionContext": { "sourceIdentity": text("source_identity") },
            }
        }))?)
    }
}
