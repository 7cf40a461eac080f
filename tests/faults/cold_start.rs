//! Many helpers at once, with nothing kept and an access token that has to be renewed first: in
//! front of a certified OpenID provider that ends a sign-in when a refresh token comes twice, and of
//! the real broker.
//!
//! Forty of them; `JIT_COLD_STARTS=200 cargo test --release --test faults cold_start` for more.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use jit_testkit::sts_stub::{Answer, StsStub};
use jit_testkit::{Browser, Jit, OidcProvider, Outcome, ServedBroker, Service, program};
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::answers::now;
use crate::process::signal;
use crate::stage::{HELPER, only, with_extension};

/// How long the access tokens of the provider live, in seconds: longer than a test.
const LONG: u32 = 600;

/// How often whoever has the turn is killed: fewer times than the others would wait for.
const KILLS: usize = 5;

/// How long there may be somebody to kill.
const PATIENCE: Duration = Duration::from_secs(4);

fn how_many() -> usize {
    option_env!("JIT_COLD_STARTS").map_or(40, |n| n.parse().unwrap())
}

struct Parts {
    issuer: OidcProvider,
    sts: StsStub,
    _broker: ServedBroker,
    engineer: Jit,
}

async fn sign_in(jit: &Jit, subject: &str) {
    let mut login = Service::start("jit login", jit.command().args(["login", "--no-browser"]));
    let line = login.wait_for("/auth?");
    let mut words = line.split_whitespace();
    let address = words.find(|word| word.starts_with("http")).unwrap();
    let page = Browser::of(subject).open(address).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(login.wait(), Some(0), "{}", login.rest());
}

/// A person with an open window, nothing kept, and an access token that is as good as expired.
async fn parts() -> Parts {
    let people = json!({
        "engineer": { "name": "Engineer", "groups": ["sre"] },
        "lead": { "name": "Lead", "groups": ["payments-leads"] },
    });
    let issuer = OidcProvider::start(&people, ServedBroker::AUDIENCE, LONG);
    let sts = StsStub::start();
    let broker = ServedBroker::start(issuer.issuer(), sts.url());
    let (engineer, lead) = (Jit::at(&broker.url), Jit::at(&broker.url));
    sign_in(&engineer, "engineer").await;
    sign_in(&lead, "lead").await;
    let target = [
        "--account",
        "payments-prod",
        "--permission-set",
        "PowerUser",
    ];
    let ask = ["--duration", "30m", "--reason", "INC-4711: stuck queue"];
    let request = engineer.json(&[&["request"], &target[..], &ask].concat());
    let id = request["id"].as_str().unwrap();
    let yes = lead.run(&["approve", id, "--yes"]);
    assert_eq!(yes.status, Some(0), "{yes}");
    let record = state_file(&engineer);
    let mut kept: Value = serde_json::from_slice(&fs::read(&record).unwrap()).unwrap();
    kept["expires_at"] = json!(now().plus_seconds(-1));
    fs::write(&record, kept.to_string()).unwrap();
    let _ = issuer.said();
    Parts {
        issuer,
        sts,
        _broker: broker,
        engineer,
    }
}

fn state_file(jit: &Jit) -> std::path::PathBuf {
    only(&jit.home().join(".local/state/jit/sessions"), "json")
}

impl Parts {
    /// Starts so many helpers at the same moment: shells that wait for the end of a pipe, and then
    /// become helpers.
    fn start_at_once(&self, count: usize) -> Vec<Child> {
        let (reader, writer) = std::io::pipe().unwrap();
        let start = |_| {
            let mut shell = self.engineer.command_of(&"/bin/sh".into());
            shell.args(["-c", "read _; exec \"$@\"", "sh"]);
            shell.arg(program("jit")).args(HELPER);
            let shell = shell.stdin(reader.try_clone().unwrap());
            let shell = shell.stdout(Stdio::piped()).stderr(Stdio::piped());
            shell.spawn().unwrap()
        };
        let helpers = (0..count).map(start).collect();
        drop(writer);
        helpers
    }

    fn vends(&self) -> usize {
        let calls = self.sts.calls();
        let vends = calls.iter().filter(|it| it.field("Action") == "AssumeRole");
        vends.count()
    }

    /// One token was redeemed, and the one that is kept now still works.
    async fn assert_signed_in(&self) {
        let said = self.issuer.said();
        assert_eq!(said.matches("granted refresh_token").count(), 1, "{said}");
        assert!(!said.contains("revoked"), "{said}");
        let kept: Value =
            serde_json::from_slice(&fs::read(state_file(&self.engineer)).unwrap()).unwrap();
        let renewal = &kept["renewal"];
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", "jit"),
            ("refresh_token", renewal["refresh_token"].as_str().unwrap()),
        ];
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let endpoint = renewal["token_endpoint"].as_str().unwrap();
        let answer = client.post(endpoint).form(&form).send().await.unwrap();
        assert_eq!(answer.status(), 200, "the refresh token that is kept works");
    }
}

/// The access key that was given, once it is sure that nothing else was said.
fn key(outcome: &Outcome) -> String {
    assert_eq!(outcome.status, Some(0), "{outcome}");
    assert_eq!(outcome.stderr, "", "{outcome}");
    let told: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(told["AccountId"], "111122223333");
    told["AccessKeyId"].as_str().unwrap().to_owned()
}

/// What all of them came to, in the order of their start.
fn outcomes(helpers: Vec<Child>) -> Vec<Outcome> {
    let outcome = |helper: Child| Outcome::of(&helper.wait_with_output().unwrap());
    helpers.into_iter().map(outcome).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_cold_starts_are_one_renewal_and_one_session() {
    let parts = parts().await;

    let helpers = parts.start_at_once(how_many());
    let begin = Instant::now();
    let outcomes = outcomes(helpers);
    println!("{} helpers: {:?}", outcomes.len(), begin.elapsed());

    let mut keys: Vec<String> = outcomes.iter().map(key).collect();
    keys.dedup();
    assert_eq!(keys.len(), 1, "{keys:?}");
    assert_eq!(parts.vends(), 1);
    parts.assert_signed_in().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_cold_starts_survive_that_whoever_has_the_turn_is_killed_again_and_again() {
    let parts = parts().await;
    // Long enough that whoever asks the broker is seen.
    parts.sts.always(Answer::Slow(Duration::from_millis(200)));

    let mut helpers = parts.start_at_once(how_many());
    let cache = parts.engineer.home().join(".cache/jit/sessions");
    let mut killed = BTreeSet::new();
    let begin = Instant::now();
    while killed.len() < KILLS && begin.elapsed() < PATIENCE {
        if let Some(helper) = turn(&mut helpers, &cache)
            && killed.insert(helper)
        {
            signal(helper, Signal::KILL);
        }
        thread::sleep(Duration::from_millis(50));
    }
    let ids: Vec<u32> = helpers.iter().map(Child::id).collect();
    let outcomes = outcomes(helpers);
    println!(
        "{} helpers, {killed:?} killed: {:?}",
        ids.len(),
        begin.elapsed()
    );

    for (id, outcome) in ids.iter().zip(&outcomes) {
        if !killed.contains(id) {
            let _ = key(outcome);
        }
    }
    assert!(killed.len() > 1, "{killed:?}");
    assert!(parts.vends() <= killed.len() + 1, "{}", parts.vends());
    parts.assert_signed_in().await;
}

/// The helper that has the turn, if it runs: its number may be somebody else's by now.
fn turn(helpers: &mut [Child], cache: &Path) -> Option<u32> {
    let lock = with_extension(cache, "lock").pop()?;
    let holder = fs::read_to_string(lock).ok()?.trim().parse().ok()?;
    let helper = helpers.iter_mut().find(|it| it.id() == holder)?;
    let runs = helper.try_wait().unwrap().is_none();
    runs.then_some(holder)
}
