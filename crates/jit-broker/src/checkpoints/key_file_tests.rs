//! Keys in real files.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{CheckpointSigner as _, KeyFile, KeyFileError};

/// Source of the key: RFC 8410, section 10.3; of its public half, section 10.1.
#[test]
fn a_key_of_another_tool_is_read() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("key.pem");
    let pem = "-----BEGIN PRIVATE KEY-----\n\
               MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
               -----END PRIVATE KEY-----\n";
    private(&path, pem);
    let key = KeyFile::load(&path).unwrap();
    assert_eq!(
        key.key().to_jwk()["x"],
        "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE"
    );
    assert!(
        !format!("{key:?}").contains("1O5y"),
        "the private half is not shown"
    );
}

#[test]
fn a_key_is_made_once_and_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("key.pem");
    let made = KeyFile::make(&path).unwrap();
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(KeyFile::load(&path).unwrap().key(), made.key());
    assert!(matches!(
        KeyFile::make(&path),
        Err(KeyFileError::File { .. })
    ));
    assert_eq!(KeyFile::load(&path).unwrap().key(), made.key());
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("key.pem");
    KeyFile::make(&path).unwrap();
    for mode in [0o640, 0o604, 0o644, 0o660] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert!(
            matches!(KeyFile::load(&path), Err(KeyFileError::Loose(_))),
            "{mode:o}"
        );
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    assert!(KeyFile::load(&path).is_ok());
}

#[test]
fn what_is_no_ed25519_key_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("key.pem");
    let p256 = rcgen::KeyPair::generate().unwrap().serialize_pem();
    for text in [
        "",
        "no key",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        &p256,
    ] {
        private(&path, text);
        assert!(
            matches!(KeyFile::load(&path), Err(KeyFileError::NotAKey(_))),
            "{text}"
        );
    }
}

fn private(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}
