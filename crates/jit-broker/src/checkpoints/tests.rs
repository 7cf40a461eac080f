//! With a real store and real files. No test waits: the time is the test's, and so is each step.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jit_audit::{KeySet, PublicKey, SIGNATURE_BYTES, anchors};
use jit_domain::{AdministrativeRead, BundleDigest, Clock as _, Event, EventKind, Sha256Hex};
use jit_store::sqlite::SqliteStore;
use jit_store::{Store, UnitOfWork};
use jit_testkit::ManualClock;
use tempfile::TempDir;

use super::*;

const RHYTHM: Rhythm = Rhythm {
    events: 5,
    minutes: 10,
};

struct Stage {
    folder: TempDir,
    clock: ManualClock,
    store: Arc<SqliteStore>,
    key: Arc<KeyFile>,
    written: u64,
}

impl Stage {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        Self {
            clock: ManualClock::at("2026-11-22T09:00:00Z".parse().unwrap()),
            store: Arc::new(SqliteStore::open(folder.path()).unwrap()),
            key: Arc::new(KeyFile::make(&folder.path().join("key.pem")).unwrap()),
            written: 0,
            folder,
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("checkpoints.jws")
    }

    async fn job(&self) -> CheckpointJob {
        self.job_to(vec![Arc::new(FilePlace::new(self.file()))])
            .await
    }

    async fn job_to(&self, places: Vec<Arc<dyn CheckpointPlace>>) -> CheckpointJob {
        let store: Arc<dyn Store> = self.store.clone();
        let signer = SharedKey(Arc::clone(&self.key));
        CheckpointJob::new(
            store,
            Arc::new(signer),
            Arc::new(self.clock.clone()),
            RHYTHM,
            places,
        )
        .await
    }

    async fn write(&mut self, events: u64) {
        for _ in 0..events {
            let event = Event {
                at: self.clock.now(),
                request: None,
                actor: None,
                bundle: BundleDigest::from(Sha256Hex::of(b"a bundle")),
                kind: EventKind::Read(AdministrativeRead::AuditLog {
                    after: self.written,
                    until: self.written,
                }),
            };
            let committed = self.store.commit(UnitOfWork::of_no_request(event)).await;
            self.written = committed.unwrap().sequence;
        }
    }

    /// What each checkpoint in the file is about; all of them are signed by a key that is trusted.
    fn kept(&self, keys: &[&KeyFile]) -> Vec<u64> {
        kept_in(&self.file(), keys)
    }

    fn keys(&self) -> [&KeyFile; 1] {
        [&self.key]
    }

    /// Everything but the folder goes: the process has ended.
    fn end(self) -> (TempDir, ManualClock) {
        (self.folder, self.clock)
    }
}

fn kept_in(file: &Path, keys: &[&KeyFile]) -> Vec<u64> {
    let mut set = KeySet::default();
    for key in keys {
        set.insert(*key.key());
    }
    let text = fs::read(file).unwrap_or_default();
    let (found, wrong) = anchors(text.as_slice(), &set).unwrap();
    assert_eq!(wrong, []);
    found.iter().map(|anchor| anchor.sequence).collect()
}

#[derive(Debug)]
struct SharedKey(Arc<KeyFile>);

#[async_trait]
impl CheckpointSigner for SharedKey {
    fn key(&self) -> &PublicKey {
        self.0.key()
    }

    async fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_BYTES], SignError> {
        self.0.sign(message).await
    }
}

/// A place that fails while it is told to.
#[derive(Debug, Default)]
struct Far {
    down: AtomicBool,
    tried: AtomicU32,
    kept: Mutex<Vec<u64>>,
}

#[async_trait]
impl CheckpointPlace for Far {
    fn kind(&self) -> &'static str {
        "s3"
    }

    async fn put(&self, signed: &SignedCheckpoint) -> Result<(), PlaceError> {
        self.tried.fetch_add(1, Ordering::SeqCst);
        if self.down.load(Ordering::SeqCst) {
            return Err(PlaceError("it is down".to_owned()));
        }
        self.kept.lock().unwrap().push(signed.checkpoint.sequence);
        Ok(())
    }
}

#[tokio::test]
async fn a_checkpoint_comes_after_so_many_events() {
    let mut stage = Stage::new();
    let mut job = stage.job().await;
    job.step(0).await;
    stage.write(4).await;
    job.step(4).await;
    assert_eq!(stage.kept(&stage.keys()), [0; 0]);

    stage.write(3).await;
    job.step(7).await;
    job.step(7).await;
    assert_eq!(stage.kept(&stage.keys()), [7]);
    assert_eq!(job.status().health().sequence, Some(7));

    stage.write(5).await;
    job.step(12).await;
    assert_eq!(stage.kept(&stage.keys()), [7, 12]);
}

#[tokio::test]
async fn a_checkpoint_comes_after_that_time_if_anything_has_happened() {
    let mut stage = Stage::new();
    let mut job = stage.job().await;
    stage.clock.advance_seconds(3_600);
    job.step(0).await;
    stage.write(1).await;
    job.step(1).await;
    assert_eq!(stage.kept(&stage.keys()), [1], "it is late already");

    stage.write(1).await;
    stage.clock.advance_seconds(599);
    job.step(2).await;
    assert_eq!(stage.kept(&stage.keys()), [1]);
    stage.clock.advance_seconds(1);
    job.step(2).await;
    assert_eq!(stage.kept(&stage.keys()), [1, 2]);

    stage.clock.advance_seconds(3_600);
    job.step(2).await;
    assert_eq!(stage.kept(&stage.keys()), [1, 2], "nothing has happened");
}

#[tokio::test]
async fn the_last_checkpoint_is_made_when_the_broker_stops() {
    let mut stage = Stage::new();
    let job = stage.job().await;
    stage.write(2).await;
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(job.run(stopping));
    stop.send_replace(true);
    running.await.unwrap();
    assert_eq!(stage.kept(&stage.keys()), [2]);
}

#[tokio::test]
async fn what_is_signed_names_log_end_and_time() {
    let mut stage = Stage::new();
    let mut job = stage.job().await;
    stage.write(5).await;
    job.step(5).await;

    let mut set = KeySet::default();
    set.insert(*stage.key.key());
    let (found, _) = anchors(fs::read(stage.file()).unwrap().as_slice(), &set).unwrap();
    let log = stage.store.log(0, 10).await.unwrap();
    assert_eq!(found[0].log.as_ref(), Some(&log[0].hash));
    assert_eq!(found[0].hash, log[4].hash);
    assert_eq!(found[0].at, Some(stage.clock.now()));
    assert_eq!(found[0].key, Some(stage.key.key().id()));
}

#[tokio::test]
async fn a_place_that_is_down_is_tried_again_with_pauses_and_gets_the_newest() {
    let mut stage = Stage::new();
    let far = Arc::new(Far::default());
    let near = Arc::new(FilePlace::new(stage.file()));
    let mut job = stage.job_to(vec![far.clone(), near]).await;
    far.down.store(true, Ordering::SeqCst);
    let tried = || far.tried.load(Ordering::SeqCst);

    stage.write(5).await;
    job.step(5).await;
    assert_eq!((tried(), stage.kept(&stage.keys())), (1, vec![5]));
    assert_eq!(job.status().health().failing, ["s3"].into());

    job.step(5).await;
    assert_eq!(tried(), 1, "not before the pause is over");
    stage.clock.advance_seconds(5);
    job.step(5).await;
    stage.clock.advance_seconds(5);
    job.step(5).await;
    assert_eq!(tried(), 2, "the next pause is longer");

    stage.write(5).await;
    job.step(10).await;
    far.down.store(false, Ordering::SeqCst);
    stage.clock.advance_seconds(300);
    job.step(10).await;
    assert_eq!(*far.kept.lock().unwrap(), [10]);
    assert_eq!(stage.kept(&stage.keys()), [5, 10]);
    assert!(job.status().health().failing.is_empty());
}

#[tokio::test]
async fn a_place_that_stays_down_is_tried_every_five_minutes() {
    let mut stage = Stage::new();
    let far = Arc::new(Far::default());
    far.down.store(true, Ordering::SeqCst);
    let mut job = stage.job_to(vec![far.clone()]).await;
    stage.write(5).await;
    for _ in 0..100 {
        job.step(5).await;
        stage.clock.advance_seconds(300);
    }
    assert_eq!(far.tried.load(Ordering::SeqCst), 100);
}

#[tokio::test]
async fn another_process_goes_on_where_the_last_one_stopped() {
    let mut stage = Stage::new();
    let mut job = stage.job().await;
    stage.write(5).await;
    job.step(5).await;
    drop(job);

    let mut job = stage.job().await;
    assert_eq!(job.status().health().sequence, Some(5));
    stage.write(4).await;
    job.step(9).await;
    assert_eq!(stage.kept(&stage.keys()), [5], "four events are not five");
    stage.write(1).await;
    job.step(10).await;
    assert_eq!(stage.kept(&stage.keys()), [5, 10]);
}

#[tokio::test]
async fn a_new_key_goes_on_and_the_old_one_stays_verifiable() {
    let mut stage = Stage::new();
    let mut job = stage.job().await;
    stage.write(5).await;
    job.step(5).await;
    let old = Arc::clone(&stage.key);
    stage.key = Arc::new(KeyFile::make(&stage.folder.path().join("new.pem")).unwrap());

    let mut job = stage.job().await;
    stage.write(5).await;
    job.step(10).await;
    assert_eq!(stage.kept(&[&old, &stage.key]), [5, 10]);
}

#[tokio::test]
async fn a_log_that_was_rolled_back_is_never_signed() {
    let mut stage = Stage::new();
    let database = stage.folder.path().join("store/jit.sqlite3");
    stage.write(3).await;
    let (folder, clock) = stage.end();
    let earlier = fs::read(&database).unwrap();

    let mut stage = Stage {
        store: Arc::new(SqliteStore::open(folder.path()).unwrap()),
        key: Arc::new(KeyFile::load(&folder.path().join("key.pem")).unwrap()),
        written: 3,
        folder,
        clock,
    };
    let mut job = stage.job().await;
    stage.write(3).await;
    job.step(6).await;
    assert_eq!(stage.kept(&stage.keys()), [6]);
    drop(job);
    let (folder, clock) = stage.end();
    fs::write(&database, earlier).unwrap();

    let mut stage = Stage {
        store: Arc::new(SqliteStore::open(folder.path()).unwrap()),
        key: Arc::new(KeyFile::load(&folder.path().join("key.pem")).unwrap()),
        written: 3,
        folder,
        clock,
    };
    let mut job = stage.job().await;
    stage.clock.advance_seconds(3_600);
    for events in [0, 3, 20] {
        stage.write(events).await;
        job.step(stage.written).await;
        stage.clock.advance_seconds(3_600);
    }
    assert_eq!(
        stage.kept(&stage.keys()),
        [6],
        "nothing more is vouched for"
    );
    assert_eq!(job.status().health().failing, ["log"].into());
}

#[tokio::test]
async fn a_line_that_a_crash_left_half_written_is_cut() {
    let mut stage = Stage::new();
    let mut job = stage.job().await;
    stage.write(5).await;
    job.step(5).await;
    let whole = fs::read_to_string(stage.file()).unwrap();
    let half = whole.get(..100).unwrap();
    fs::write(stage.file(), format!("{whole}{half}")).unwrap();

    let mut job = stage.job().await;
    stage.write(5).await;
    job.step(10).await;
    assert_eq!(stage.kept(&stage.keys()), [5, 10]);

    fs::write(stage.file(), half).unwrap();
    let place = FilePlace::new(stage.file());
    assert_eq!(place.last().await, Ok(None));
    let other = FilePlace::new(stage.folder.path().join("missing"));
    assert_eq!(other.last().await, Ok(None));
}
