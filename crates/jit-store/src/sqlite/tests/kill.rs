//! `kill -9` under load, and a disk that fails: everything acknowledged is there, and nothing is
//! half done.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use futures::future::join_all;
use jit_domain::{Phase, RequestId, apply};

use super::super::OpenError;
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
        let victim = child("victim", &[], folder.path()).spawn().unwrap();
        acknowledged.extend(kill_after(victim, answers, folder.path()));

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

/// How the process with the failing disk says that a unit was refused.
const REFUSED: &str = "refused";

/// Not a test of its own either: it writes on, whatever it is answered, and ends by itself.
#[tokio::test]
async fn sufferer() {
    #[expect(clippy::disallowed_methods, reason = "the parent names the folder")]
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let store = SqliteStore::open(Path::new(&folder)).unwrap();
    let first = (super::last(&store).await + 1) * 1_000_000;
    for number in first..first + 60 {
        match store.commit(asked(number).unit()).await {
            Ok(_) => println!("{WORD} submit {}", id(number)),
            Err(_) => println!("{REFUSED} submit {}", id(number)),
        }
        assert!(store.request(&id(first)).await.is_ok(), "reads go on");
    }
}

/// Calls of the writer fail as those of a broken or detached disk do. Needs `strace`, and the right
/// to use it.
#[tokio::test]
async fn acknowledged_units_survive_a_failing_disk() {
    let tried = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .output();
    if !tried.is_ok_and(|tried| tried.status.success()) {
        println!("left out: there is no `strace`, or this user may not use it");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    drop(SqliteStore::open(folder.path()).unwrap());
    let mut acknowledged = BTreeSet::new();
    for failing in [
        "fsync,fdatasync:error=EIO:when=20..25",
        "pwrite64:error=EIO:when=100..130",
        "pwrite64:error=ENOSPC:when=100..130",
    ] {
        let inject = format!("inject={failing}");
        let strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", &inject];
        let mut child = child("sufferer", &strace, folder.path()).spawn().unwrap();
        let said = answers(&mut child, |_| {});
        assert!(child.wait().unwrap().success());

        let refused = said.iter().rposition(|(word, ..)| word == REFUSED);
        let refused = refused.expect("the disk failed");
        assert!(refused + 1 < said.len(), "it recovers by itself: {failing}");
        let answered = said.into_iter().filter(|(word, ..)| word == WORD);
        acknowledged.extend(answered.map(|(_, _, id)| id));
        let store = SqliteStore::open(folder.path()).unwrap();
        for id in &acknowledged {
            assert!(store.request(id).await.unwrap().is_some(), "{id} is lost");
        }
        nothing_is_half_done(&store).await;
    }
}

/// One of the functions above, as a process.
fn child(name: &str, wrapper: &[&str], folder: &Path) -> Command {
    let module = module_path!().split_once("::").map_or("", |(_, rest)| rest);
    let mut words = wrapper
        .iter()
        .map(std::ffi::OsString::from)
        .collect::<Vec<_>>();
    words.push(std::env::current_exe().unwrap().into());
    let mut command = Command::new(&words[0]);
    command
        .args(&words[1..])
        .args(["--exact", "--nocapture", &format!("{module}::{name}")])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// Everything that a process says until it ends, as word, action and ID; `heard` is told how many
/// there are after each.
fn answers(child: &mut Child, mut heard: impl FnMut(usize)) -> Vec<(String, String, RequestId)> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = Vec::new();
    for line in lines.map_while(Result::ok) {
        // The last line may be cut, and the test harness has its own.
        if let [word @ (WORD | REFUSED), what, id] = line.split(' ').collect::<Vec<_>>()[..]
            && let Ok(id) = id.parse()
        {
            said.push((word.to_owned(), what.to_owned(), id));
            heard(said.len());
        }
    }
    said
}

/// Kills the process after so many answers; what it had said until then counts. Until then, the
/// store is its own.
fn kill_after(mut victim: Child, answers_before: usize, folder: &Path) -> Vec<(String, RequestId)> {
    let id = victim.id().to_string();
    let said = answers(&mut victim, |count| {
        if count == answers_before {
            let second = SqliteStore::open(folder);
            assert!(matches!(second, Err(OpenError::InUse { .. })), "{second:?}");
            let killed = Command::new("kill").args(["-9", &id]).status();
            assert!(killed.unwrap().success());
        }
    });
    victim.wait().unwrap();
    assert!(said.len() >= answers_before, "the victim stopped by itself");
    said.into_iter().map(|(_, what, id)| (what, id)).collect()
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
