use std::fs;
use std::path::Path;

use super::super::fake_issuer::record;
use super::super::keyring_store::tests::FakeKeyring;
use super::*;
use crate::private_file::PrivateFileError;

struct Stage {
    folder: tempfile::TempDir,
    keyring: Arc<FakeKeyring>,
}

impl Stage {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Arc::new(FakeKeyring::default());
        Self { folder, keyring }
    }

    fn vault(&self, choice: StoreChoice) -> Vault {
        let folder = self.folder.path().join("sessions");
        Vault::at(folder, choice, &record("one").broker, self.keyring.clone())
    }

    fn break_keyring(&self, broken: bool) {
        *self.keyring.broken.lock().unwrap() = broken;
    }

    fn file(&self) -> std::path::PathBuf {
        self.vault(StoreChoice::File).file().path
    }
}

fn token(vault: &Vault) -> Option<String> {
    vault.load().unwrap().map(|it| it.token.expose().to_owned())
}

fn is_in_file(kept: &Kept) -> bool {
    matches!(kept, Kept::InFile { .. })
}

#[test]
fn the_keyring_is_used_where_it_works_and_a_file_where_it_does_not() {
    for broken in [false, true] {
        let stage = Stage::new();
        stage.break_keyring(broken);
        let vault = stage.vault(StoreChoice::Auto);
        let kept = vault.save_first(&record("one")).unwrap();

        assert_eq!(is_in_file(&kept), broken);
        assert_eq!(stage.file().exists(), broken);
        assert_eq!(token(&vault).as_deref(), Some("one"));
    }
}

#[test]
fn without_a_login_the_keyring_is_not_even_asked() {
    let stage = Stage::new();
    assert_eq!(token(&stage.vault(StoreChoice::Auto)), None);
    assert_eq!(*stage.keyring.calls.lock().unwrap(), 0);
}

#[test]
fn what_was_decided_at_login_stays_decided() {
    let stage = Stage::new();
    stage.break_keyring(true);
    let vault = stage.vault(StoreChoice::Auto);
    vault.save_first(&record("one")).unwrap();
    stage.break_keyring(false);
    let calls = *stage.keyring.calls.lock().unwrap();

    vault.save_again(&record("two")).unwrap();

    assert_eq!(token(&vault).as_deref(), Some("two"));
    assert_eq!(*stage.keyring.calls.lock().unwrap(), calls);
}

#[test]
fn a_keyring_that_closes_does_not_cost_the_refresh_token() {
    let stage = Stage::new();
    let vault = stage.vault(StoreChoice::Auto);
    vault.save_first(&record("one")).unwrap();
    stage.break_keyring(true);
    assert!(
        matches!(vault.load(), Err(SessionError::Keyring(_))),
        "that is not: not signed in"
    );

    vault.save_again(&record("two")).unwrap();

    assert_eq!(token(&vault).as_deref(), Some("two"));
}

/// A renewal that went to the file, because the keyring was closed, must be what is used next.
#[test]
fn a_keyring_that_was_asked_for_and_closes_does_not_cost_the_refresh_token_either() {
    let stage = Stage::new();
    let vault = stage.vault(StoreChoice::Keyring);
    vault.save_first(&record("one")).unwrap();
    stage.break_keyring(true);
    vault.save_again(&record("two")).unwrap();
    stage.break_keyring(false);

    assert_eq!(token(&vault).as_deref(), Some("two"));
}

#[test]
fn a_keyring_that_cannot_be_wiped_leaves_nobody_noted_and_can_be_wiped_later() {
    let stage = Stage::new();
    let vault = stage.vault(StoreChoice::Auto);
    vault.save_first(&record("one")).unwrap();
    assert!(vault.person().is_some());
    stage.break_keyring(true);
    assert!(matches!(vault.wipe(), Err(SessionError::Keyring(_))));
    assert!(vault.person().is_none());
    stage.break_keyring(false);

    vault.wipe().unwrap();

    assert_eq!(token(&vault), None);
    assert!(stage.keyring.entries.lock().unwrap().is_empty());
}

/// Somebody who signs in again while the keyring is closed has old tokens in it; signing out, once it
/// is open, takes them away too.
#[test]
fn what_is_left_in_a_closed_keyring_is_wiped_when_it_opens() {
    let stage = Stage::new();
    let vault = stage.vault(StoreChoice::Auto);
    vault.save_first(&record("one")).unwrap();
    stage.break_keyring(true);
    vault.save_first(&record("two")).unwrap();
    vault.save_first(&record("three")).unwrap();
    vault.save_again(&record("four")).unwrap();
    assert!(matches!(vault.wipe(), Err(SessionError::Keyring(_))));
    stage.break_keyring(false);
    assert_eq!(
        token(&vault),
        Some("one".to_owned()),
        "it is still there to be wiped"
    );

    vault.wipe().unwrap();

    assert_eq!(token(&vault), None);
    assert!(stage.keyring.entries.lock().unwrap().is_empty());
}

#[test]
fn choosing_the_file_takes_the_tokens_out_of_the_keyring() {
    let stage = Stage::new();
    stage
        .vault(StoreChoice::Auto)
        .save_first(&record("one"))
        .unwrap();

    stage
        .vault(StoreChoice::File)
        .save_first(&record("two"))
        .unwrap();

    assert!(stage.keyring.entries.lock().unwrap().is_empty());
    assert_eq!(
        token(&stage.vault(StoreChoice::Auto)).as_deref(),
        Some("two")
    );
}

#[test]
fn a_keyring_that_was_asked_for_is_not_replaced_at_login() {
    let stage = Stage::new();
    stage.break_keyring(true);
    let kept = stage.vault(StoreChoice::Keyring).save_first(&record("one"));
    assert!(matches!(kept, Err(SessionError::Keyring(_))));
    assert!(!stage.file().exists());
}

#[test]
fn a_damaged_record_and_one_of_another_broker_mean_signing_in_again() {
    let stage = Stage::new();
    let vault = stage.vault(StoreChoice::File);
    vault.save_first(&record("one")).unwrap();
    let good = fs::read(stage.file()).unwrap();
    let text = String::from_utf8(good.clone()).unwrap();
    let half = good[..good.len() / 2].to_vec();
    let other_broker = text.replace("http://127.0.0.1:1\"", "http://127.0.0.1:9\"");
    let newer = text.replace("\"version\":1", "\"version\":2");
    let empty = Vec::new();
    for bytes in [
        half,
        other_broker.into_bytes(),
        newer.into_bytes(),
        empty,
        b"{}".to_vec(),
    ] {
        private_file::write(&stage.file(), &bytes).unwrap();
        assert_eq!(token(&vault), None, "{}", String::from_utf8_lossy(&bytes));
    }
    private_file::write(&stage.file(), &good).unwrap();
    assert_eq!(token(&vault).as_deref(), Some("one"));
}

#[test]
#[cfg(unix)]
fn a_file_that_others_can_read_is_an_error_and_not_a_sign_in() {
    use std::os::unix::fs::PermissionsExt as _;
    let stage = Stage::new();
    let vault = stage.vault(StoreChoice::File);
    vault.save_first(&record("one")).unwrap();
    fs::set_permissions(stage.file(), fs::Permissions::from_mode(0o644)).unwrap();
    let loaded = vault.load();
    assert!(matches!(
        loaded,
        Err(SessionError::File(PrivateFileError::Unsafe { .. }))
    ));
}

#[test]
fn wiping_leaves_nothing_in_either_store() {
    for broken in [false, true] {
        let stage = Stage::new();
        stage.break_keyring(broken);
        let vault = stage.vault(StoreChoice::Auto);
        vault.save_first(&record("one")).unwrap();

        vault.wipe().unwrap();
        vault.wipe().unwrap();

        assert_eq!(token(&vault), None);
        assert!(stage.keyring.entries.lock().unwrap().is_empty());
        let left = |path: &Path| fs::read_dir(path).unwrap().count();
        assert_eq!(left(&stage.folder.path().join("sessions")), 0);
    }
}

#[test]
fn no_token_is_in_debug_output() {
    let record = super::super::fake_issuer::renewable("hunter2", "hunter3", "http://127.0.0.1:1");
    let shown = format!("{record:?}");
    assert!(!shown.contains("hunter"), "{shown}");
}
