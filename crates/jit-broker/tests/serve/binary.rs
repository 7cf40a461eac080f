//! The real `jit-broker serve`, from its first line to its end.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use jit_testkit::StaticIssuer;
use tempfile::TempDir;

const BROKER: &str = env!("CARGO_BIN_EXE_jit-broker");
const AUDIENCE: &str = "https://jit.example.com";

/// A folder with settings and policies for an issuer.
struct Site {
    folder: TempDir,
}

impl Site {
    fn of(issuer: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = format!(
            r#"
            public_url = "{AUDIENCE}"
            listen = "127.0.0.1:0"
            log.level = "info"
            metrics.token_file = "token"
            [issuer]
            url = "{issuer}"
            client_id = "jit"
            [aws]
            region = "eu-west-1"
            sts_endpoint = "http://127.0.0.1:9"
            "#
        );
        fs::write(folder.path().join("broker.toml"), settings).unwrap();
        fs::write(folder.path().join("token"), "0123456789abcdef").unwrap();
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/policy");
        copy(&example, &folder.path().join("policy"));
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(BROKER);
        command.env_clear().current_dir(self.folder.path());
        command
            .args(["serve", "--config", "broker.toml"])
            .args(arguments);
        command
    }

    fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn start(&self) -> Running {
        let mut child = self
            .command(&[])
            .stdout(Stdio::piped())
            .stderr(fs::File::create(self.path("log")).unwrap())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut first)
            .unwrap();
        let url = first
            .trim_end()
            .strip_prefix("listening on ")
            .map(str::to_owned);
        Running {
            child,
            url: url.expect("the first line says where"),
            log: self.path("log"),
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

struct Running {
    child: Child,
    url: String,
    log: PathBuf,
}

impl Running {
    fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args([name, &self.child.id().to_string()])
            .status();
        assert!(status.unwrap().success());
    }

    /// Waits until the log has this text so many times.
    fn await_log(&self, text: &str, times: usize) {
        let started = Instant::now();
        while fs::read_to_string(&self.log).unwrap().matches(text).count() < times {
            assert!(
                started.elapsed() < Duration::from_secs(20),
                "the log has no `{text}`"
            );
            std::thread::yield_now();
        }
    }

    fn exit(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap();
        (status.code(), fs::read_to_string(&self.log).unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn get(url: String, token: Option<&str>) -> (u16, String) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = client.get(url);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn it_serves_until_it_is_told_to_stop() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let site = Site::of(issuer.issuer());
    let running = site.start();
    let url = running.url.clone();
    let token = issuer.token("engineer", &["sre"]);

    assert_eq!(get(format!("{url}/readyz"), None).await.0, 200);
    let (status, me) = get(format!("{url}/v1/me"), Some(&token)).await;
    assert_eq!(status, 200, "{me}");
    assert!(me.contains("\"subject\":\"engineer\""), "{me}");
    assert_eq!(get(format!("{url}/v1/me"), Some("forged")).await.0, 401);
    assert_eq!(get(format!("{url}/metrics"), None).await.0, 401);
    let (status, figures) = get(format!("{url}/metrics"), Some("0123456789abcdef")).await;
    assert_eq!(status, 200);
    assert!(figures.contains("jit_http_requests_total"), "{figures}");

    running.signal("-TERM");
    let (code, log) = running.exit();
    assert_eq!(code, Some(0), "{log}");
    assert!(
        !log.contains(&token) && !log.contains("0123456789abcdef"),
        "no token in the log"
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_crash_leaves_no_core_file() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let site = Site::of(issuer.issuer());
    let running = site.start();

    let limits = fs::read_to_string(format!("/proc/{}/limits", running.child.id())).unwrap();

    let core = limits.lines().find(|line| line.contains("core file"));
    let words: Vec<_> = core.unwrap().split_whitespace().collect();
    assert_eq!(words[4..6], ["0", "0"], "{limits}");
}

#[tokio::test]
async fn a_token_for_metrics_counts_on_their_own_address_too() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let site = Site::of(issuer.issuer());
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let path = site.path("broker.toml");
    let settings = fs::read_to_string(&path).unwrap();
    fs::write(path, format!("metrics.listen = \"{address}\"{settings}")).unwrap();
    let running = site.start();
    let url = format!("http://{address}/metrics");

    assert_eq!(get(url.clone(), None).await.0, 401);
    assert_eq!(get(url, Some("0123456789abcdef")).await.0, 200);
    drop(running);
}

#[tokio::test]
async fn a_stop_answers_who_waits_for_a_change() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let site = Site::of(issuer.issuer());
    let running = site.start();
    let token = issuer.token("engineer", &["sre"]);
    let list = format!("{}/v1/requests?view=mine", running.url);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let first = client.get(&list).bearer_auth(&token).send().await.unwrap();
    assert_eq!(first.status(), 200);
    let waiting = client
        .get(format!("{list}&wait_seconds=50"))
        .bearer_auth(&token)
        .send();
    let waiting = tokio::spawn(waiting);
    // Nothing shows from outside that the broker has read it; a second is plenty.
    tokio::time::sleep(Duration::from_secs(1)).await;

    let started = Instant::now();
    running.signal("-INT");

    assert_eq!(waiting.await.unwrap().unwrap().status(), 200);
    assert_eq!(running.exit().0, Some(0));
    assert!(
        started.elapsed() < Duration::from_secs(8),
        "nobody was waited for"
    );
}

#[tokio::test]
async fn a_bad_bundle_never_replaces_a_good_one() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let site = Site::of(issuer.issuer());
    let running = site.start();
    let catalog = site.path("policy/catalog.toml");
    let good = fs::read_to_string(&catalog).unwrap();

    fs::write(&catalog, "not = \"a catalog\"").unwrap();
    running.signal("-HUP");
    running.await_log("the policies in force stay: ", 1);
    let targets = format!("{}/v1/targets", running.url);
    let token = issuer.token("engineer", &["sre"]);
    assert_eq!(get(targets, Some(&token)).await.0, 200);

    fs::write(&catalog, good).unwrap();
    running.signal("-HUP");
    running.await_log("is in force", 1);
}

#[test]
fn a_check_says_everything_and_starts_nothing() {
    let site = Site::of("https://login.example.com");

    let output = site.output(&["--check"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("no problem found"));
    assert!(!site.path("data").exists(), "nothing was made");

    fs::write(site.path("policy/catalog.toml"), "not = \"a catalog\"").unwrap();
    let output = site.output(&[
        "--check",
        "--listen",
        "0.0.0.0:1",
        "--set",
        "issuer.client_id=",
        "--set",
        "tls.key=key.pem",
        "--set",
        "tls.certificate=none.pem",
    ]);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    for part in [
        "`issuer.client_id`",
        "catalog.toml",
        "cannot read `none.pem`",
    ] {
        assert!(stderr.contains(part), "{part}: {stderr}");
    }
}

#[test]
fn mistakes_in_the_arguments_are_told_from_problems() {
    let site = Site::of("https://login.example.com");

    assert_eq!(site.output(&["--bogus"]).status.code(), Some(2));
    assert_eq!(site.output(&["--set", "listen"]).status.code(), Some(2));
    assert_eq!(
        site.output(&["--check", "--set", "listn=x"]).status.code(),
        Some(1)
    );
}

#[test]
fn an_issuer_by_another_name_and_a_taken_address_are_found_at_the_start() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let site = Site::of(&format!("{}/", issuer.issuer()));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();

    let output = site.output(&["--listen", &address]);

    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr.contains("both must be equal to the letter"),
        "{stderr}"
    );
    assert!(
        stderr.contains(&format!("cannot listen on `{address}`")),
        "{stderr}"
    );
    assert!(output.stdout.is_empty(), "it never listened");
}

#[tokio::test]
async fn an_issuer_that_is_down_does_not_keep_the_broker_from_starting() {
    let site = Site::of("http://127.0.0.1:9");
    let running = site.start();

    assert_eq!(get(format!("{}/healthz", running.url), None).await.0, 200);
    assert_eq!(get(format!("{}/readyz", running.url), None).await.0, 503);
    running.signal("-TERM");
    assert_eq!(running.exit().0, Some(0));
}

#[test]
fn the_log_goes_to_stderr_and_stdout_has_one_line() {
    let site = Site::of("http://127.0.0.1:9");
    let mut child = site
        .command(&[])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    stdout.read_line(&mut text).unwrap();
    Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    child.wait().unwrap();
    stdout.read_to_string(&mut text).unwrap();

    assert_eq!(text.lines().count(), 1, "{text}");
}
