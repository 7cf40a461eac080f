//! The real `jit-broker serve`, from its first line to its end.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jit_testkit::StaticIssuer;

use crate::stage::{AUDIENCE, Site, get};

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

/// What has to pass a check that the settings do not have would be refused, one request at a time.
#[test]
fn a_check_that_the_settings_lack_is_found_beforehand() {
    let site = Site::of("https://id.example.com");
    fs::write(
        site.path("policy/checks.toml"),
        "[[check]]\nname = \"change\"\n",
    )
    .unwrap();
    let lacks = |output: &std::process::Output| {
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        text.contains("the bundle has the check `change`")
    };
    let output = site.output(&["--check"]);
    assert!(!output.status.success() && lacks(&output), "{output:?}");

    let known = "[[check]]\nname = \"change\"\ncommand = [\"/bin/sh\", \"-c\", \"exit 1\"]\n";
    fs::write(site.path("external.toml"), known).unwrap();
    let file = format!("checks={}", site.path("external.toml").display());
    let output = site.output(&["--check", "--set", &file]);
    assert!(output.status.success(), "{output:?}");

    fs::write(site.path("external.toml"), "[[check]]\nname = \"change\"\n").unwrap();
    let output = site.output(&["--check", "--set", &file]);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        text.contains("check `change`: needs one of `url` and `command`"),
        "{text}"
    );
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
