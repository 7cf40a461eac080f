//! With real files. No test waits: what is looked at, and when, is up to the test.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jit_domain::{BundleDigest, Clock, SystemClock};
use jit_policy::Bundle;
use jit_store::Store;
use jit_store::sqlite::SqliteStore;
use tempfile::TempDir;
use tokio::time::timeout;

use super::folder::Reading;
use super::{PolicyFolder, keep_journal, watch};

const CATALOG: &str = r#"
    [[account]]
    id = "111122223333"
    name = "payments-prod"
    ou = "prod"
    [[permission_set]]
    name = "ReadOnly"
    role = "ReadOnly"
    session_duration = "1h"
"#;

/// Longer than anything here takes, unless it hangs.
const HANGS: Duration = Duration::from_secs(20);

/// A place with a folder `policy` that lets a group ask.
struct Place(TempDir);

impl Place {
    fn of(group: &str) -> Self {
        let place = Self::empty();
        place.write("policy", group);
        place
    }

    fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn policy(&self) -> PathBuf {
        self.at("policy")
    }

    fn write(&self, folder: &str, group: &str) {
        let eligibility = format!(
            r#"
            [[eligibility]]
            name = "engineers"
            who = {{ groups = ["{group}"] }}
            accounts = {{ all = true }}
            permission_sets = ["ReadOnly"]
            max_duration = "4h"
            "#
        );
        let folder = self.at(folder);
        fs::create_dir_all(folder.join("eligibility")).unwrap();
        fs::write(folder.join("catalog.toml"), CATALOG).unwrap();
        fs::write(folder.join("eligibility/all.toml"), eligibility).unwrap();
    }

    /// Two faults.
    fn spoil(&self) {
        fs::write(self.policy().join("catalog.toml"), "mistake = true").unwrap();
        fs::write(self.policy().join("people.toml"), "mistake = true").unwrap();
    }

    fn mend(&self) {
        fs::write(self.policy().join("catalog.toml"), CATALOG).unwrap();
        fs::remove_file(self.policy().join("people.toml")).unwrap();
    }

    fn digest(&self) -> BundleDigest {
        Bundle::load(&self.policy()).unwrap().digest().clone()
    }
}

fn in_force(folder: &PolicyFolder) -> BundleDigest {
    folder.in_force().load().digest().clone()
}

#[test]
fn a_change_is_read_at_the_second_look_that_sees_it() {
    let place = Place::of("sre");
    let folder = PolicyFolder::open(&place.policy()).unwrap();
    let before = place.digest();
    assert!(folder.look().is_none() && folder.look().is_none());

    place.write("policy", "engineers");
    assert!(folder.look().is_none(), "it may be half a copy");
    assert_eq!(in_force(&folder), before);

    let reading = folder.look();
    assert!(matches!(reading, Some(Reading::Good { is_new: true, .. })));
    assert_eq!(in_force(&folder), place.digest());
    assert_ne!(in_force(&folder), before);
    assert!(folder.look().is_none());
}

#[test]
fn a_folder_that_goes_on_changing_is_left_alone() {
    let place = Place::of("sre");
    let folder = PolicyFolder::open(&place.policy()).unwrap();
    let before = in_force(&folder);
    for group in ["a", "bb", "ccc", "dddd"] {
        place.write("policy", group);
        assert!(folder.look().is_none(), "{group}");
        assert_eq!(in_force(&folder), before);
    }
    assert!(folder.look().is_some(), "until it stays as it is");
}

#[test]
fn a_folder_that_changes_while_it_is_read_is_read_again() {
    let place = Place::of("sre");
    let folder = PolicyFolder::open(&place.policy()).unwrap();
    let before = in_force(&folder);
    place.write("policy", "engineers");
    assert!(folder.look().is_none());

    let reading = folder.look_and(|path| {
        let loaded = Bundle::load(path);
        place.write("policy", "staff");
        loaded
    });

    assert!(reading.is_none() && in_force(&folder) == before);
    assert!(folder.look().is_some());
    assert_eq!(in_force(&folder), place.digest());
}

#[test]
fn faults_are_told_once_and_the_good_bundle_stays() {
    let place = Place::of("sre");
    let folder = PolicyFolder::open(&place.policy()).unwrap();
    let good = in_force(&folder);

    place.spoil();
    let readings: Vec<_> = (0..5).filter_map(|_| folder.look()).collect();

    let [Reading::Faulty(error)] = readings.as_slice() else {
        panic!("{readings:?}");
    };
    assert!(error.faults.len() >= 2, "all of them: {error}");
    assert_eq!(in_force(&folder), good);
    assert!(
        matches!(folder.reload(), Reading::Faulty(_)),
        "who asks is told again"
    );

    place.mend();
    let readings: Vec<_> = (0..5).filter_map(|_| folder.look()).collect();
    let [Reading::Good { is_new: false, .. }] = readings.as_slice() else {
        panic!("that it is mended is told: {readings:?}");
    };
}

#[test]
fn the_same_bundle_anew_is_no_news() {
    let place = Place::of("sre");
    let folder = PolicyFolder::open(&place.policy()).unwrap();
    let before = folder.in_force().load_full();

    fs::rename(place.policy(), place.at("old")).unwrap();
    place.write("policy", "sre");

    assert!((0..5).all(|_| folder.look().is_none()));
    assert!(Arc::ptr_eq(&before, &folder.in_force().load_full()));
    assert!(matches!(
        folder.reload(),
        Reading::Good { is_new: false, .. }
    ));
}

#[test]
fn a_folder_that_goes_away_changes_nothing_and_is_told_once() {
    let place = Place::of("sre");
    let folder = PolicyFolder::open(&place.policy()).unwrap();
    let good = in_force(&folder);

    fs::rename(place.policy(), place.at("elsewhere")).unwrap();
    let readings: Vec<_> = (0..5).filter_map(|_| folder.look()).collect();

    assert!(
        matches!(readings.as_slice(), [Reading::Faulty(_)]),
        "{readings:?}"
    );
    assert_eq!(in_force(&folder), good);
}

#[test]
fn a_link_that_leads_to_another_folder_is_a_change() {
    let place = Place::empty();
    place.write("first", "sre");
    place.write("second", "engineers");
    symlink("first", place.policy()).unwrap();
    let folder = PolicyFolder::open(&place.policy()).unwrap();

    symlink("second", place.at("new")).unwrap();
    fs::rename(place.at("new"), place.policy()).unwrap();

    assert!(folder.look().is_none() && folder.look().is_some());
    assert_eq!(in_force(&folder), place.digest());
}

#[test]
fn where_there_is_no_folder_everything_is_denied_until_there_is_one() {
    let place = Place::empty();
    assert!(PolicyFolder::open(&place.policy()).is_err());
    let folder = PolicyFolder::open_or_deny(&place.policy()).unwrap();
    assert!(folder.in_force().load().is_empty());
    assert!(folder.look().is_none() && folder.look().is_none());

    place.write("policy", "sre");

    assert!(folder.look().is_none() && folder.look().is_some());
    assert_eq!(in_force(&folder), place.digest());
}

#[test]
fn a_folder_with_faults_is_never_taken_for_one_that_is_missing() {
    let place = Place::of("sre");
    place.spoil();
    assert!(PolicyFolder::open_or_deny(&place.policy()).is_err());
    let nothing = Place::empty();
    assert!(PolicyFolder::open_or_deny(nothing.0.path()).is_err());
}

#[test]
fn a_reload_does_not_wait_and_leaves_nothing_to_the_next_look() {
    let place = Place::of("sre");
    let folder = PolicyFolder::open(&place.policy()).unwrap();
    place.write("policy", "engineers");

    assert!(matches!(
        folder.reload(),
        Reading::Good { is_new: true, .. }
    ));
    assert_eq!(in_force(&folder), place.digest());
    assert!((0..3).all(|_| folder.look().is_none()));
}

#[tokio::test]
async fn looking_goes_on_until_the_broker_stops() {
    let place = Place::of("sre");
    let folder = Arc::new(PolicyFolder::open(&place.policy()).unwrap());
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let often = Duration::from_millis(1);
    let watching = tokio::spawn(watch(Arc::clone(&folder), often, stopping));

    for group in ["engineers", "staff"] {
        place.write("policy", group);
        let expected = place.digest();
        let arrived = async {
            while in_force(&folder) != expected {
                tokio::task::yield_now().await;
            }
        };
        timeout(HANGS, arrived).await.expect("the change is seen");
    }
    assert!(!watching.is_finished());
    stop.send_replace(true);

    timeout(HANGS, watching).await.expect("it ends").unwrap();
}

/// Whatever is recorded next names the bundle itself.
#[tokio::test]
async fn the_bundle_of_a_start_is_recorded_before_anything_else_can_be() {
    let place = Place::of("engineers");
    let folder = PolicyFolder::open(&place.policy()).unwrap();
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&place.at("data")).unwrap());
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let (_stop, stopping) = tokio::sync::watch::channel(false);

    let journal = keep_journal(&folder, &store, &clock, &stopping).await;

    let head = store.head().await.unwrap();
    assert_eq!(head.sequence, 1);
    let first = store.log(0, 1).await.unwrap().remove(0).event;
    assert_eq!(first.kind.name(), "bundle_changed");
    assert_eq!(first.bundle, *folder.in_force().load().digest());

    // The next start has nothing to say.
    drop(journal);
    let again = PolicyFolder::open(&place.policy()).unwrap();
    drop(keep_journal(&again, &store, &clock, &stopping).await);
    assert_eq!(store.head().await.unwrap().sequence, 1);
}
