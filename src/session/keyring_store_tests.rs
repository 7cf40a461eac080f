use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Instant;

use super::super::fake_issuer::record;
use super::*;

/// A keyring in memory that can be told to fail.
#[derive(Debug, Default)]
pub(in super::super) struct FakeKeyring {
    pub(in super::super) entries: Mutex<BTreeMap<String, Vec<u8>>>,
    pub(in super::super) broken: Mutex<bool>,
    pub(in super::super) calls: Mutex<usize>,
}

impl FakeKeyring {
    fn call(&self) -> Result<(), String> {
        *self.calls.lock().unwrap() += 1;
        let broken = *self.broken.lock().unwrap();
        if broken {
            Err("it is locked".to_owned())
        } else {
            Ok(())
        }
    }
}

impl Keyring for FakeKeyring {
    fn get(&self, account: &str) -> Result<Option<Vec<u8>>, String> {
        self.call()?;
        Ok(self.entries.lock().unwrap().get(account).cloned())
    }

    fn set(&self, account: &str, secret: &[u8]) -> Result<(), String> {
        self.call()?;
        let mut entries = self.entries.lock().unwrap();
        entries.insert(account.to_owned(), secret.to_vec());
        Ok(())
    }

    fn delete(&self, account: &str) -> Result<(), String> {
        self.call()?;
        self.entries.lock().unwrap().remove(account);
        Ok(())
    }
}

fn store(max_entry: usize) -> (KeyringStore, Arc<FakeKeyring>) {
    let keyring = Arc::new(FakeKeyring::default());
    let account = record("one").broker.to_string();
    let store = KeyringStore {
        keyring: keyring.clone(),
        account,
        max_entry,
    };
    (store, keyring)
}

#[test]
fn a_record_comes_back_whole_or_in_chunks() {
    for (max_entry, entries) in [(usize::MAX, 1..=1), (100, 3..=20)] {
        let (store, keyring) = store(max_entry);
        let record = record("one");
        store.save(&record).unwrap();

        let count = keyring.entries.lock().unwrap().len();
        assert!(entries.contains(&count), "{count}");
        let loaded = store.load(&record.broker).unwrap().unwrap();
        assert_eq!(loaded.token.expose(), "one");

        store.wipe().unwrap();
        assert!(keyring.entries.lock().unwrap().is_empty());
        assert!(store.load(&record.broker).unwrap().is_none());
    }
}

#[test]
fn a_missing_or_mixed_chunk_means_signing_in_again() {
    let (store, keyring) = store(100);
    let record = record("one");
    store.save(&record).unwrap();
    let chunk = store.chunk(1);

    keyring
        .entries
        .lock()
        .unwrap()
        .insert(chunk.clone(), b"of another record".to_vec());
    assert!(store.load(&record.broker).unwrap().is_none());
    keyring.entries.lock().unwrap().remove(&chunk);
    assert!(store.load(&record.broker).unwrap().is_none());
}

#[test]
fn a_keyring_that_hangs_is_left_after_the_time_limit() {
    let started = Instant::now();
    let (_release, wait) = mpsc::channel::<()>();
    let answer = within(Duration::from_millis(20), move || {
        let _ = wait.recv();
        Ok(())
    });
    assert!(answer.unwrap_err().contains("in time"));
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
