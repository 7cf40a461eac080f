use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::time::Duration;

use super::*;
use crate::cache::a_session;
use crate::helper::Target;
use crate::session::PersonKey;

const HERE: &str = "https://jit.example.com";
const THERE: &str = "https://jit.example.org";

struct Stage {
    folder: tempfile::TempDir,
    cache: SessionCache,
}

impl Stage {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cache = SessionCache {
            folder: folder.path().join("jit/sessions"),
        };
        Self { folder, cache }
    }

    fn entry(&self, broker: &str, account: &str) -> CacheEntry {
        let issuer = "https://id.example.com".parse().unwrap();
        let person = PersonKey::of(&issuer, &"engineer".parse().unwrap());
        let target = Target::typed([account, "PowerUser", ""]);
        let key = EntryKey::of(&broker.parse().unwrap(), &person, &target);
        self.cache.entry(key)
    }

    /// Keeps a session of this request.
    fn keep(&self, broker: &str, account: &str, request: &str) -> CacheEntry {
        let entry = self.entry(broker, account);
        let mut session = a_session(jit_domain::Timestamp::from_millis(0));
        session.credentials.request = request.parse().unwrap();
        entry.try_lock().unwrap().unwrap().write(&session).unwrap();
        assert!(entry.read().is_some());
        entry
    }
}

const ONE: &str = "req-7k3m9p2x4q";
const TWO: &str = "req-0000000000";

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn what_is_kept_is_for_its_owner_alone_and_out_of_backups() {
    let stage = Stage::new();
    let entry = stage.keep(HERE, "shop", ONE);
    assert_eq!(mode(&entry.file), 0o600);
    assert_eq!(mode(&entry.lock), 0o600);
    assert_eq!(mode(&entry.folder), 0o700);
    let tag = fs::read_to_string(stage.folder.path().join("jit/CACHEDIR.TAG")).unwrap();
    assert!(tag.starts_with("Signature: 8a477f597d28d172789f06886806bc55\n"));
}

#[test]
fn a_file_that_is_damaged_open_to_others_or_no_file_is_a_miss_and_is_replaced() {
    type Harm = fn(&Path);
    let harms: [(&str, Harm); 6] = [
        ("truncated", |file| {
            let bytes = fs::read(file).unwrap();
            fs::write(file, &bytes[..bytes.len() - 10]).unwrap();
        }),
        ("empty", |file| fs::write(file, "").unwrap()),
        ("larger than any session", |file| {
            let bytes = fs::read(file).unwrap();
            fs::write(file, [&bytes[..], &vec![b' '; 20_000]].concat()).unwrap();
        }),
        ("readable by others", |file| chmod(file, 0o644)),
        ("a link to a good one", |file| {
            let elsewhere = file.with_extension("elsewhere");
            fs::rename(file, &elsewhere).unwrap();
            symlink(&elsewhere, file).unwrap();
        }),
        ("a pipe", |file| {
            fs::remove_file(file).unwrap();
            let made = std::process::Command::new("mkfifo").arg(file).status();
            assert!(made.unwrap().success());
            chmod(file, 0o600);
        }),
    ];
    for (harm, harmed) in harms {
        let stage = Stage::new();
        let entry = stage.keep(HERE, "shop", ONE);
        harmed(&entry.file);
        assert!(entry.read().is_none(), "{harm}");
        let again = stage.keep(HERE, "shop", ONE);
        assert_eq!(mode(&again.file), 0o600, "{harm}");
        assert!(again.read().is_some(), "{harm}");
    }
}

#[test]
fn a_folder_that_others_can_use_is_not_used() {
    let stage = Stage::new();
    let entry = stage.keep(HERE, "shop", ONE);
    chmod(&entry.folder, 0o755);
    assert!(entry.try_lock().is_err());

    let stage = Stage::new();
    let folder = stage.folder.path();
    fs::create_dir(folder.join("elsewhere")).unwrap();
    chmod(&folder.join("elsewhere"), 0o700);
    fs::create_dir(folder.join("jit")).unwrap();
    symlink(folder.join("elsewhere"), folder.join("jit/sessions")).unwrap();
    assert!(stage.entry(HERE, "shop").try_lock().is_err());
}

#[test]
fn a_lock_that_is_a_link_or_open_to_others_is_not_used() {
    let stage = Stage::new();
    let entry = stage.keep(HERE, "shop", ONE);
    chmod(&entry.lock, 0o666);
    assert!(entry.try_lock().is_err());
    fs::remove_file(&entry.lock).unwrap();
    symlink("/dev/null", &entry.lock).unwrap();
    assert!(entry.try_lock().is_err());
}

#[test]
fn a_lock_that_is_another_file_too_is_left_as_it_is() {
    let stage = Stage::new();
    let entry = stage.keep(HERE, "shop", ONE);
    let precious = stage.folder.path().join("precious");
    private_file::write(&precious, b"precious").unwrap();
    fs::remove_file(&entry.lock).unwrap();
    fs::hard_link(&precious, &entry.lock).unwrap();
    assert!(entry.try_lock().is_err());
    assert_eq!(fs::read(&precious).unwrap(), b"precious");
}

#[test]
fn nothing_is_written_to_a_lock_in_a_folder_that_others_can_use() {
    let stage = Stage::new();
    let entry = stage.keep(HERE, "shop", ONE);
    private_file::write(&entry.lock, b"of somebody else").unwrap();
    chmod(&entry.folder, 0o770);
    assert!(entry.try_lock().is_err());
    assert!(entry.read().is_none());
    assert_eq!(fs::read(&entry.lock).unwrap(), b"of somebody else");
}

#[tokio::test]
async fn a_session_whose_lock_was_cleared_away_goes_too() {
    let stage = Stage::new();
    let entry = stage.keep(HERE, "shop", ONE);
    fs::remove_file(&entry.lock).unwrap();
    let broker = HERE.parse().unwrap();
    let forgotten = stage.cache.forget(&broker, &ONE.parse().unwrap()).await;
    forgotten.unwrap();
    assert!(!entry.file.exists());
}

#[test]
fn one_process_at_a_time_changes_a_session() {
    let stage = Stage::new();
    let entry = stage.entry(HERE, "shop");
    let lock = entry.try_lock().unwrap();
    assert!(lock.is_some());
    assert!(entry.try_lock().unwrap().is_none());
    assert!(stage.entry(HERE, "bank").try_lock().unwrap().is_some());
    drop(lock);
    assert!(entry.try_lock().unwrap().is_some());
}

#[tokio::test]
async fn signing_out_removes_what_is_kept_of_this_broker_also_half_written() {
    let stage = Stage::new();
    let here = [stage.keep(HERE, "shop", ONE), stage.keep(HERE, "bank", TWO)];
    let there = stage.keep(THERE, "shop", ONE);
    let half = here[0].file.with_extension("session.new");
    fs::write(&half, "half").unwrap();
    fs::write(&here[1].file, "of a version to come").unwrap();

    stage.cache.wipe(&HERE.parse().unwrap()).await.unwrap();

    for entry in &here {
        assert!(!entry.file.exists());
    }
    assert!(!half.exists());
    assert!(there.read().is_some());
}

#[tokio::test]
async fn the_sessions_of_a_request_go_and_no_others() {
    let stage = Stage::new();
    let one = stage.keep(HERE, "shop", ONE);
    let by_id = stage.keep(HERE, "111122223333", ONE);
    let two = stage.keep(HERE, "bank", TWO);
    let there = stage.keep(THERE, "shop", ONE);

    let broker = HERE.parse().unwrap();
    stage
        .cache
        .forget(&broker, &ONE.parse().unwrap())
        .await
        .unwrap();

    assert!(!one.file.exists() && !by_id.file.exists());
    assert!(two.read().is_some() && there.read().is_some());
}

#[tokio::test]
async fn nothing_is_left_by_whoever_is_getting_a_session_meanwhile() {
    let stage = Stage::new();
    let entry = stage.entry(HERE, "shop");
    let lock = entry.try_lock().unwrap().unwrap();
    let cache = stage.cache.clone();
    let forget = tokio::spawn(async move {
        let broker = HERE.parse().unwrap();
        cache.forget(&broker, &ONE.parse().unwrap()).await
    });
    tokio::time::sleep(Duration::from_millis(50)).await;

    let session = a_session(jit_domain::Timestamp::from_millis(0));
    lock.write(&session).unwrap();
    drop(lock);
    forget.await.unwrap().unwrap();

    assert_eq!(session.credentials.request, ONE.parse().unwrap());
    assert!(entry.read().is_none());
}

#[tokio::test]
async fn where_nothing_was_kept_there_is_nothing_to_remove() {
    let stage = Stage::new();
    stage.cache.wipe(&HERE.parse().unwrap()).await.unwrap();
    fs::write(stage.folder.path().join("jit"), "a file").unwrap();
    stage.cache.wipe(&HERE.parse().unwrap()).await.unwrap();
}
