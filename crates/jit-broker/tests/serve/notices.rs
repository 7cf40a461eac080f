//! Notices of the real `jit-broker serve`: found after a crash, and set up by its settings.

use std::fs;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use jit_store::Outbox;
use jit_store::sqlite::SqliteStore;
use jit_testkit::StaticIssuer;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::stage::{AUDIENCE, Running, Site, get};

/// A receiver that never answers its first call. It keeps the IDs and bodies of all.
#[derive(Default)]
struct Receiver {
    ids: Mutex<Vec<String>>,
    bodies: Mutex<Vec<String>>,
    came: Notify,
}

impl Receiver {
    async fn start() -> (Arc<Self>, String) {
        let receiver = Arc::new(Self::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new()
            .fallback(take)
            .with_state(Arc::clone(&receiver));
        tokio::spawn(async move { axum::serve(listener, router).await });
        (receiver, url)
    }

    async fn await_calls(&self, count: usize) -> Vec<String> {
        loop {
            let came = self.came.notified();
            let ids = self.ids.lock().unwrap().clone();
            if ids.len() >= count {
                return ids;
            }
            came.await;
        }
    }
}

async fn take(State(receiver): State<Arc<Receiver>>, headers: HeaderMap, body: String) {
    receiver.bodies.lock().unwrap().push(body);
    let first = {
        let mut ids = receiver.ids.lock().unwrap();
        ids.push(headers["webhook-id"].to_str().unwrap().to_owned());
        ids.len() == 1
    };
    receiver.came.notify_one();
    if first {
        std::future::pending::<()>().await;
    }
}

fn site(issuer: &StaticIssuer, url: &str) -> Site {
    let site = Site::of(issuer.issuer());
    let path = site.path("broker.toml");
    let settings = fs::read_to_string(&path).unwrap();
    let notify = "notify = { sinks = \"sinks.toml\", allow_private_networks = true }\n";
    fs::write(path, format!("{notify}{settings}")).unwrap();
    let sinks = format!(
        "[[sink]]\nname = \"hook\"\ntype = \"webhook\"\nurl = \"{url}\"\nkey_file = \"key\"\n"
    );
    fs::write(site.path("sinks.toml"), sinks).unwrap();
    fs::write(site.path("key"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    site
}

async fn submit(running: &Running, token: &str) {
    let body = r#"{"account":"payments-prod","permission_set":"PowerUser","duration_seconds":3600,
        "reason":"INC-4711: stuck queue","ticket":"INC123456"}"#;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/v1/requests", running.url);
    let call = client.post(url).bearer_auth(token);
    let call = call.header("content-type", "application/json").body(body);
    let answer = call.send().await.unwrap();
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
}

#[tokio::test]
async fn a_notice_survives_a_kill_in_the_middle_of_its_delivery() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let (receiver, url) = Receiver::start().await;
    let site = site(&issuer, &url);
    let mut running = site.start();
    submit(&running, &issuer.token("engineer", &["sre"])).await;
    receiver.await_calls(1).await;
    running.child.kill().unwrap();
    drop(running);

    let running = site.start();
    let ids = receiver.await_calls(2).await;

    assert_eq!(ids, [ids[0].clone(), ids[0].clone()]);
    let figures = format!("{}/metrics", running.url);
    let delivered = "jit_notifications_total{sink=\"hook\",outcome=\"delivered\"} 1";
    while !get(figures.clone(), Some("0123456789abcdef"))
        .await
        .1
        .contains(delivered)
    {}
    running.signal("-TERM");
    assert_eq!(running.exit().0, Some(0));
    let store = SqliteStore::open(&site.path("data")).unwrap();
    assert_eq!(store.backlog().await.unwrap(), []);
}

#[test]
fn a_check_looks_at_sinks_and_at_routes_that_lead_nowhere() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let site = site(&issuer, "http://127.0.0.1:9/");
    let shown = |output: &std::process::Output| {
        let all = [&output.stdout[..], &output.stderr].concat();
        String::from_utf8(all).unwrap()
    };
    let output = site.output(&["--check"]);
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output));
    assert!(
        shown(&output).contains("sinks        hook\n"),
        "{}",
        shown(&output)
    );

    let route = "[[route]]\nsinks = [\"hook\", \"pager\"]\n";
    fs::write(site.path("policy/notifications.toml"), route).unwrap();
    let output = site.output(&["--check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        shown(&output).contains("a route names the sink `pager`"),
        "{}",
        shown(&output)
    );

    fs::write(site.path("key"), "whsec_short").unwrap();
    let output = site.output(&["--check"]);
    assert!(
        shown(&output).contains("sink `hook`: `key_file`"),
        "{}",
        shown(&output)
    );
    assert!(!shown(&output).contains("whsec_short"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_can_try_a_sink() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let (receiver, url) = Receiver::start().await;
    // The first call is the one without an answer.
    receiver.ids.lock().unwrap().push("none".to_owned());
    let site = site(&issuer, &url);
    let notify = |sink: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_jit-broker"));
        command.env_clear().current_dir(site.path(""));
        command.args(["notify", "test", sink, "--config", "broker.toml"]);
        let output = command.output().unwrap();
        let all = [&output.stdout[..], &output.stderr].concat();
        (output.status.code(), String::from_utf8(all).unwrap())
    };

    let (status, said) = notify("hook");
    assert_eq!(status, Some(0), "{said}");
    let id = receiver.ids.lock().unwrap()[1].clone();
    assert_eq!(said, format!("`hook` took the sample `{id}`\n"));

    let (status, said) = notify("pager");
    assert_eq!(status, Some(1));
    assert_eq!(said, "error: there is no sink `pager`; there are: `hook`\n");
}

/// The same faults are told once a day, whatever comes between.
#[tokio::test]
async fn administrators_learn_of_a_bundle_that_is_refused() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let (receiver, url) = Receiver::start().await;
    receiver.ids.lock().unwrap().push("none".to_owned());
    let site = site(&issuer, &url);
    let running = site.start();
    let spoil = |text: &str| fs::write(site.path("policy/people.toml"), text).unwrap();

    spoil("administrators = 7\n");
    receiver.await_calls(2).await;
    spoil("auditors = 7\n");
    receiver.await_calls(3).await;
    spoil("administrators = 7\n");
    running.await_log("the policies in force stay", 3);
    spoil("security = 7\n");
    receiver.await_calls(4).await;
    drop(running);

    let bodies = receiver.bodies.lock().unwrap().clone();
    let bodies: Vec<serde_json::Value> = bodies
        .iter()
        .map(|body| serde_json::from_str(body).unwrap())
        .collect();
    for (body, role) in bodies
        .iter()
        .zip(["administrators", "auditors", "security"])
    {
        assert_eq!(body["kind"], "bundle_refused");
        assert_eq!(body["audience"]["to"], "administrators");
        assert_eq!(body["command"], "jit-broker policy check");
        let detail = body["detail"].as_str().unwrap();
        let expected = format!("people.toml:1: `{role}` is a whole number");
        assert!(detail.starts_with(&expected), "{detail}");
    }
    assert_eq!(bodies.len(), 3, "{bodies:?}");
}
