use std::ops::Deref;

use tempfile::TempDir;

use super::SqliteStore;
use crate::contract::store_contract;

store_contract!(open_test_store());

/// A store that goes with its folder.
struct TestStore {
    store: SqliteStore,
    _folder: TempDir,
}

impl Deref for TestStore {
    type Target = SqliteStore;

    fn deref(&self) -> &SqliteStore {
        &self.store
    }
}

fn open_test_store() -> TestStore {
    let folder = tempfile::tempdir().unwrap();
    TestStore {
        store: SqliteStore::open(folder.path()).unwrap(),
        _folder: folder,
    }
}
