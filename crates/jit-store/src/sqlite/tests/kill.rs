//! `kill -9` under load: everything acknowledged is there, and nothing is half done.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use futures::future::join_all;
use jit_domain::{Phase, RequestId, apply};

use super::SqliteStore;
use crate::Store;
use crate::contract::scene::*;
use crate::contract::verified;

/// Set for the process that gets killed, with the folder of its store.
const FOLDER: &str = "JIT_STORE_TEST_KILL_FOLDER";
/// How the victim says that an answer came: the word, `submit` or `approve`, and the ID.
const WORD: &str = "acknowledged";

/// Not a test of its own: what the other one starts and kills.
#[tokio::test]
async fn victim() {
    #[expect(clippy::disallowed_methods, reason = "the parent names the folder")]
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let store = SqliteStore::open(Path::new(&folder)).unwrap();
    let first = (super::last(&store).await + 1) * 1_000_000;
    join_all((0..16).map(|caller| write_for_ever(&store, first + caller))).await;
}

async fn write_for_ever(store: &SqliteStore, first: u64) {
    for number in (first..).step_by(16) {
        let read = asked(number).submit(store).await;
        println!("{WORD} submit {}", read.value.id);
        let id = done(store, &read, approve(&read), &lead(), at(1))
            .await
            .value
            .id;
        println!("{WORD} approve {id}");
    }
}

#[tokio::test]
async fn acknowledged_units_survive_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = BTreeSet::new();
    for answers in [40, 1, 150, 80] {
        let victim = start(folder.path());
        acknowledged.extend(kill_after(victim, answers));

        let store = SqliteStore::open(folder.path()).unwrap();

        for (what, id) in &acknowledged {
            let stored = store.request(id).await.unwrap().expect("acknowledged");
            let approved = matches!(stored.value.phase, Phase::Approved { .. });
            assert!(approved || what == "submit", "{what} of {id} is lost");
        }
        nothing_is_half_done(&store).await;
    }
    assert!(acknowledged.len() > 200);
}

fn start(folder: &Path) -> Child {
    let name = module_path!().split_once("::").map_or("", |(_, rest)| rest);
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture", &format!("{name}::victim")])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills the process after so many answers; what it had said until then counts.
fn kill_after(mut victim: Child, answers: usize) -> Vec<(String, RequestId)> {
    let lines = BufReader::new(victim.stdout.take().unwrap()).lines();
    let mut said = Vec::new();
    // The last line may be cut.
    for line in lines.map_while(Result::ok) {
        if let [WORD, what, id] = line.split(' ').collect::<Vec<_>>()[..]
            && let Ok(id) = id.parse()
        {
            said.push((what.to_owned(), id));
        }
        if said.len() == answers {
            victim.kill().unwrap();
        }
    }
    victim.wait().unwrap();
    assert!(said.len() >= answers, "the victim stopped by itself");
    said
}

/// Every row is what its events add up to, every event has its row, and every notice its event.
async fn nothing_is_half_done(store: &SqliteStore) {
    let log = store.log(0, 1_000_000).await.unwrap();
    assert_eq!(verified(&log), store.head().await.unwrap());
    let named: BTreeSet<_> = log.iter().filter_map(|l| l.event.request.clone()).collect();
    for id in named {
        let mut folded = None;
        for recorded in store.events(&id).await.unwrap() {
            folded = Some(apply(folded, &recorded.event).unwrap());
        }
        let stored = store.request(&id).await.unwrap();
        assert_eq!(stored.map(|stored| stored.value), folded);
    }
    // One for each submission, and one for each approval.
    let notices = store.pending_notices(u32::MAX).await.unwrap();
    assert_eq!(notices.len(), log.len());
}
