//! A power cut under load: what was acknowledged is there, and nothing is half.
//!
//! Three rounds; `JIT_CRASH_ROUNDS=20 cargo test --test e2e crash` for more.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use jit_domain::{Sha256Hex, canonical_json};
use jit_testkit::DevBroker;
use reqwest::Client;
use serde_json::{Value, json};

const CLIENTS: usize = 16;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_power_cut_and_nothing_is_half() {
    let rounds = option_env!("JIT_CRASH_ROUNDS").map_or(3, |n| n.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let people = folder.path().join("people.toml");
    fs::write(&people, people_file()).unwrap();
    let arguments = ["--people", people.to_str().unwrap()];
    let mut broker = DevBroker::start_with(&arguments);
    let acknowledged = Mutex::new(BTreeSet::new());

    for round in 0..rounds {
        submit_until_killed(&mut broker, &acknowledged).await;
        let begin = Instant::now();
        broker.restart(&arguments);
        let up_again = begin.elapsed();
        println!("round {round}: up again after {up_again:?}");
        assert!(up_again <= Duration::from_secs(2), "round {round}");
        let stored = check_the_log(&broker).await;
        let acknowledged = acknowledged.lock().unwrap();
        assert!(
            !acknowledged.is_empty(),
            "the load reached the broker before it was killed"
        );
        let lost: Vec<_> = acknowledged.difference(&stored).collect();
        assert_eq!(lost, Vec::<&String>::new(), "round {round}");
    }
}

fn people_file() -> String {
    let mut people = String::from(
        "[[person]]\nsubject = \"auditor\"\nname = \"Auditor\"\ngroups = [\"audit\"]\n\
         [[person]]\nsubject = \"lead\"\nname = \"Lead\"\ngroups = [\"payments-leads\"]\n",
    );
    for n in 0..CLIENTS {
        write!(
            people,
            "[[person]]\nsubject = \"engineer-{n}\"\nname = \"Engineer {n}\"\ngroups = [\"sre\"]\n"
        )
        .unwrap();
    }
    people
}

/// Has every client submit for a moment, kills the broker in the middle of it, and keeps the IDs
/// that it had answered with.
async fn submit_until_killed(broker: &mut DevBroker, acknowledged: &Mutex<BTreeSet<String>>) {
    let client = Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/v1/requests", broker.url());
    let tokens: Vec<_> = (0..CLIENTS)
        .map(|n| broker.token(&format!("engineer-{n}")))
        .collect();
    let body = json!({
        "account": "payments-prod", "permission_set": "PowerUser",
        "duration_seconds": 3600, "reason": "INC-4711: stuck queue",
    });
    let submit = async |token: &String| {
        loop {
            let sent = client.post(&url).bearer_auth(token).json(&body).send();
            let Ok(answer) = sent.await else { return };
            let created = answer.status() == 201;
            let Ok(request) = answer.json::<Value>().await else {
                return;
            };
            if created {
                let id = request["id"].as_str().unwrap().to_owned();
                acknowledged.lock().unwrap().insert(id);
            } else {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    };
    let load = futures_of(tokens.iter().map(submit));
    let cut = async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        broker.kill();
    };
    tokio::join!(load, cut);
}

async fn futures_of<F: Future<Output = ()>>(futures: impl Iterator<Item = F>) {
    futures::future::join_all(futures).await;
}

/// Checks that the log has no gap, that every event is linked to the one before and hashed right,
/// and that the head is its end; answers with the IDs of all submitted requests.
async fn check_the_log(broker: &DevBroker) -> BTreeSet<String> {
    let client = Client::builder().no_proxy().build().unwrap();
    let answer = client
        .get(format!("{}/v1/audit", broker.url()))
        .bearer_auth(broker.token("auditor"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    let text = answer.text().await.unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (head, events) = lines.split_last().unwrap();
    let mut previous = "0".repeat(64);
    let mut submitted = BTreeSet::new();
    for (event, sequence) in events.iter().zip(1_u64..) {
        assert_eq!(event["sequence"], sequence);
        assert_eq!(event["previous_hash"], previous);
        let mut hashed = event.clone();
        hashed.as_object_mut().unwrap().remove("hash");
        let hash = Sha256Hex::of(&canonical_json(&hashed).unwrap());
        assert_eq!(event["hash"], hash.as_str());
        hash.as_str().clone_into(&mut previous);
        if event["type"] == "submitted" {
            submitted.insert(event["request"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(head["head"]["hash"], previous);
    submitted
}
