use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Instant;

use super::super::fake_issuer::{record, renewable};
use super::*;

/// A keyring in memory that can be told to fail.
#[derive(Debug, Default)]
pub(in super::super) struct FakeKeyring {
    pub(in super::super) entries: Mutex<BTreeMap<String, Vec<u8>>>,
    pub(in super::super) broken: Mutex<bool>,
    pub(in super::super) calls: Mutex<usize>,
    /// The largest secret that it takes, in bytes.
    takes: Mutex<Option<usize>>,
    /// How many changes it still makes before the writer is stopped.
    changes_left: Mutex<Option<usize>>,
}

impl FakeKeyring {
    fn call(&self) -> Result<(), KeyringError> {
        *self.calls.lock().unwrap() += 1;
        let broken = *self.broken.lock().unwrap();
        if broken {
            Err(KeyringError::Silent)
        } else {
            Ok(())
        }
    }

    fn change(&self) -> Result<(), KeyringError> {
        self.call()?;
        let mut left = self.changes_left.lock().unwrap();
        match left.as_mut() {
            Some(0) => return Err(KeyringError::Unusable),
            Some(left) => *left -= 1,
            None => {}
        }
        Ok(())
    }

    fn stop_after(&self, changes: impl Into<Option<usize>>) {
        *self.changes_left.lock().unwrap() = changes.into();
    }

    fn names(&self) -> Vec<String> {
        self.entries.lock().unwrap().keys().cloned().collect()
    }
}

impl Keyring for FakeKeyring {
    fn get(&self, account: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        self.call()?;
        Ok(self.entries.lock().unwrap().get(account).cloned())
    }

    fn set(&self, account: &str, secret: &[u8]) -> Result<(), KeyringError> {
        self.change()?;
        if self
            .takes
            .lock()
            .unwrap()
            .is_some_and(|most| secret.len() > most)
        {
            return Err(KeyringError::TooLong);
        }
        let mut entries = self.entries.lock().unwrap();
        entries.insert(account.to_owned(), secret.to_vec());
        Ok(())
    }

    fn delete(&self, account: &str) -> Result<(), KeyringError> {
        self.change()?;
        self.entries.lock().unwrap().remove(account);
        Ok(())
    }
}

/// What one entry takes on Windows, in bytes.
const WINDOWS: usize = 2560;

fn store(max_entry: usize) -> (KeyringStore, Arc<FakeKeyring>) {
    let keyring = Arc::new(FakeKeyring::default());
    if max_entry != usize::MAX {
        *keyring.takes.lock().unwrap() = Some(max_entry);
    }
    let store = KeyringStore {
        keyring: keyring.clone(),
        account: record("one").broker.to_string(),
        max_entry,
    };
    (store, keyring)
}

/// A sign-in whose refresh token is so many bytes long.
fn long(token: &str, length: usize) -> SessionRecord {
    renewable(token, &"r".repeat(length), "http://127.0.0.1:2")
}

/// The token that is kept, whose refresh token is whole.
fn token(store: &KeyringStore, lengths: &[usize]) -> Option<String> {
    let loaded = store.load(&record("one").broker).unwrap()?;
    let renewal = loaded.renewal.as_ref().unwrap();
    assert!(lengths.contains(&renewal.refresh_token.expose().len()));
    Some(loaded.token.expose().to_owned())
}

/// How many entries a record takes: its chunks, and the one that names them.
fn entries(record: &SessionRecord, max_entry: usize) -> usize {
    match record.to_bytes().len().div_ceil(max_entry) {
        1 => 1,
        chunks => chunks + 1,
    }
}

#[test]
fn a_record_comes_back_whole_or_in_chunks() {
    for max_entry in [usize::MAX, WINDOWS, 100] {
        let (store, keyring) = store(max_entry);
        let record = long("one", 20_000);
        store.save(&record).unwrap();

        assert_eq!(keyring.names().len(), entries(&record, max_entry));
        assert_eq!(token(&store, &[20_000]).as_deref(), Some("one"));

        store.wipe().unwrap();
        assert!(keyring.names().is_empty());
        assert!(store.load(&record.broker).unwrap().is_none());
    }
}

#[test]
fn renewals_leave_nothing_of_their_predecessors() {
    let (store, keyring) = store(WINDOWS);
    for length in [20_000, 6_000, 20_000, 100, 6_000] {
        let record = long("one", length);
        store.save(&record).unwrap();
        assert_eq!(keyring.names().len(), entries(&record, WINDOWS));
        assert_eq!(token(&store, &[length]).as_deref(), Some("one"));
    }
}

/// Wherever a writer is stopped, a reader finds the old record or the new one, whole; the next writer
/// gets on, and signing out leaves nothing.
#[test]
fn a_torn_write_never_shows_half_a_record() {
    let lengths = [100, 6_000, 12_000, 20_000];
    for old in lengths {
        for new in lengths {
            for stop in 0..40 {
                let (store, keyring) = store(WINDOWS);
                store.save(&long("old", old)).unwrap();
                keyring.stop_after(stop);
                let saved = store.save(&long("new", new)).is_ok();
                keyring.stop_after(None);

                let expected = if saved { "new" } else { "old" };
                let found = token(&store, &[old, new]);
                assert_eq!(found.as_deref(), Some(expected), "{old} {new} {stop}");
                store.save(&long("next", old)).unwrap();
                assert_eq!(token(&store, &[old]).as_deref(), Some("next"));
                store.wipe().unwrap();
                assert_eq!(keyring.names(), Vec::<String>::new(), "{old} {new} {stop}");
            }
        }
    }
}

#[test]
fn a_first_write_that_is_torn_is_no_sign_in() {
    for stop in 0..entries(&long("one", 20_000), WINDOWS) {
        let (store, keyring) = store(WINDOWS);
        keyring.stop_after(stop);
        let saved = store.save(&long("one", 20_000)).is_ok();
        keyring.stop_after(None);

        assert!(!saved);
        assert_eq!(token(&store, &[20_000]), None, "{stop}");
    }
}

#[test]
fn a_missing_or_mixed_chunk_means_signing_in_again() {
    let (store, keyring) = store(WINDOWS);
    store.save(&long("one", 20_000)).unwrap();
    let broker = record("one").broker;
    let chunk = store.name(ChunkSet::A, 1);

    let foreign = b"of another record".to_vec();
    keyring
        .entries
        .lock()
        .unwrap()
        .insert(chunk.clone(), foreign);
    assert!(store.load(&broker).unwrap().is_none());
    keyring.entries.lock().unwrap().remove(&chunk);
    assert!(store.load(&broker).unwrap().is_none());
}

#[test]
fn a_record_that_no_reader_would_read_is_not_written() {
    let (store, keyring) = store(20);
    let refused = store.save(&long("one", 20_000));
    assert_eq!(refused, Err(KeyringError::TooLong));
    assert!(keyring.names().is_empty());
}

#[test]
fn a_keyring_that_hangs_is_left_after_the_time_limit() {
    let started = Instant::now();
    let (_release, wait) = mpsc::channel::<()>();
    let answer = within(Duration::from_millis(20), move || {
        let _ = wait.recv();
        Ok(())
    });
    assert_eq!(answer, Err(KeyringError::Silent));
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[test]
fn no_entry_is_no_error_but_a_locked_keyring_is() {
    let (store, keyring) = store(usize::MAX);
    let broker = record("one").broker;
    assert!(store.load(&broker).unwrap().is_none());
    *keyring.broken.lock().unwrap() = true;
    assert!(store.load(&broker).is_err());
}

/// The tests below run themselves as a program on the bus of a real keyring: the bus is named by the
/// environment, which a test must not change for its neighbours.
#[cfg(target_os = "linux")]
mod real {
    use std::process::Command;

    use jit_testkit::GnomeKeyring;

    use super::*;

    fn on_the_bus_of(keyring: &GnomeKeyring, test: &str) {
        let this = std::env::current_exe().unwrap();
        let name = format!("{}::{test}", module_path!().split_once("::").unwrap().1);
        let output = Command::new(this)
            .args(["--exact", &name, "--ignored"])
            .env("DBUS_SESSION_BUS_ADDRESS", keyring.bus())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}");
        assert!(said.contains("1 passed"), "{said}");
    }

    fn real(max_entry: usize) -> KeyringStore {
        KeyringStore {
            keyring: Arc::new(SystemKeyring),
            account: record("one").broker.to_string(),
            max_entry,
        }
    }

    #[test]
    fn a_long_record_comes_back_from_a_real_keyring_whole_and_in_chunks() {
        let keyring = GnomeKeyring::start();
        on_the_bus_of(&keyring, "on_the_bus_records_come_back");
        assert_eq!(keyring.secrets_of("jit"), 0);
    }

    #[test]
    #[ignore = "it needs a keyring to itself; the test above runs it"]
    fn on_the_bus_records_come_back() {
        for max_entry in [usize::MAX, WINDOWS] {
            let store = real(max_entry);
            assert!(store.problem().is_none());
            for length in [20_000, 6_000, 100] {
                store.save(&long("one", length)).unwrap();
                assert_eq!(token(&store, &[length]).as_deref(), Some("one"));
            }
            store.save(&long("two", 20_000)).unwrap();
            assert_eq!(token(&store, &[20_000]).as_deref(), Some("two"));
            store.wipe().unwrap();
            store.wipe().unwrap();
            assert!(store.load(&record("one").broker).unwrap().is_none());
        }
    }
}
