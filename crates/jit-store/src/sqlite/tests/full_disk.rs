//! A disk that is full: nothing is written, reads go on, and it recovers by itself.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{SqliteStore, in_writer, last, open_test_store};
use crate::contract::scene::*;
use crate::contract::verified;
use crate::{Store, StoreError};

/// With the file at its largest, commits fail whole; when it may grow again they succeed.
#[tokio::test]
async fn a_full_file_refuses_commits_and_recovers() {
    let store = open_test_store();
    let limit = |pages: &'static str| {
        in_writer(&store, move |connection| {
            let current: i64 =
                connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
            let pages = pages.parse().unwrap_or(current);
            Ok(connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?)
        })
    };
    limit("as many as now").await.unwrap();

    let mut number = 0;
    let refused = loop {
        number += 1;
        if let Err(refused) = store.commit(asked(number).unit()).await {
            break refused;
        }
        assert!(number < 1_000, "the limit is not reached");
    };

    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
    assert_eq!(last(&store).await, number - 1);
    assert_eq!(store.request(&id(number)).await.unwrap(), None);
    assert!(
        store.request(&id(1)).await.unwrap().is_some(),
        "reads go on"
    );
    limit("100000").await.unwrap();
    asked(number).submit(&*store).await;
    let log = store.log(0, 1_000).await.unwrap();
    assert_eq!(verified(&log).sequence, number);
}

/// The same on a real file system without room, where the check shows it too. Needs the right to
/// mount one.
#[tokio::test]
async fn a_full_file_system_refuses_commits_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let Some(_mounted) = Mounted::tmpfs(folder.path()) else {
        println!("left out: this user may not mount a file system");
        return;
    };
    let store = SqliteStore::open(folder.path()).unwrap();
    asked(1).submit(&store).await;
    let filler = folder.path().join("filler");
    fill(&filler);

    let mut number = 1;
    let refused = loop {
        number += 1;
        if let Err(refused) = store.commit(asked(number).unit()).await {
            break refused;
        }
        assert!(number < 10_000, "the disk does not get full");
    };

    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
    store.check().await.unwrap_err();
    assert_eq!(last(&store).await, number - 1);
    assert!(
        store.request(&id(1)).await.unwrap().is_some(),
        "reads go on"
    );
    fs::remove_file(filler).unwrap();
    store.check().await.unwrap();
    asked(number).submit(&store).await;
    let log = store.log(0, 10_000).await.unwrap();
    assert_eq!(verified(&log).sequence, number);
}

fn fill(path: &Path) {
    let mut bytes = vec![0; 64 * 1024];
    let mut file = fs::File::create(path).unwrap();
    while !bytes.is_empty() {
        if std::io::Write::write_all(&mut file, &bytes).is_err() {
            bytes.truncate(bytes.len() / 2);
        }
    }
}

/// A small file system, gone when dropped.
struct Mounted<'a>(&'a Path);

impl<'a> Mounted<'a> {
    fn tmpfs(folder: &'a Path) -> Option<Self> {
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
            .arg(folder)
            .output()
            .ok()?;
        mount.status.success().then_some(Self(folder))
    }
}

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        // Lazily: a read that nobody waits for may still be going on.
        let _ = Command::new("umount").arg("-l").arg(self.0).output();
    }
}
