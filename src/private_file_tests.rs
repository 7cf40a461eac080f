use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::unix::broken_rule;
use super::*;

const LIMIT: u64 = 64;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_is_written_is_for_the_owner_alone_and_leaves_nothing_beside_it() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("parent/jit");
    let file = folder.join("tokens");

    ensure_folder(&folder).unwrap();
    write(&file, b"one").unwrap();
    write(&file, b"two").unwrap();

    assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
    assert_eq!(read(&file, LIMIT).unwrap().unwrap(), b"two");
    assert_eq!(
        fs::read_dir(&folder).unwrap().count(),
        1,
        "no temporary file"
    );
}

#[test]
fn a_file_that_others_can_use_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens");
    for loose in [0o640, 0o604, 0o620, 0o602, 0o610, 0o666] {
        write(&file, b"one").unwrap();
        chmod(&file, loose);
        assert!(read(&file, LIMIT).is_err(), "{loose:o}");
        assert!(open_for_lock(&file).is_err(), "{loose:o}");
    }
}

#[test]
fn a_folder_that_others_can_use_is_refused_and_not_repaired() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("jit");
    for loose in [0o750, 0o705, 0o777] {
        fs::create_dir(&folder).unwrap();
        chmod(&folder, loose);
        assert!(ensure_folder(&folder).is_err(), "{loose:o}");
        assert_eq!(mode(&folder), loose);
        fs::remove_dir(&folder).unwrap();
    }
}

#[test]
fn a_link_is_not_followed() {
    let outer = tempfile::tempdir().unwrap();
    let target = outer.path().join("target");
    let link = outer.path().join("link");
    write(&target, b"one").unwrap();
    symlink(&target, &link).unwrap();
    assert!(read(&link, LIMIT).is_err());
    assert!(open_for_lock(&link).is_err());

    let real = outer.path().join("real");
    ensure_folder(&real).unwrap();
    let folder_link = outer.path().join("folder-link");
    symlink(&real, &folder_link).unwrap();
    assert!(ensure_folder(&folder_link).is_err());

    write(&link, b"two").unwrap();
    assert_eq!(
        fs::read(&target).unwrap(),
        b"one",
        "the link is replaced, not followed"
    );
}

#[test]
fn neither_a_folder_nor_a_large_file_is_read() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("folder");
    ensure_folder(&folder).unwrap();
    assert!(read(&folder, LIMIT).is_err());

    let large = outer.path().join("large");
    write(&large, &[b'x'; 65]).unwrap();
    assert!(read(&large, LIMIT).is_err());
    assert_eq!(read(&outer.path().join("absent"), LIMIT).unwrap(), None);
}

#[test]
fn the_rules_are_kind_owner_and_permissions() {
    let table = [
        (true, 1000, 0o600, None),
        (true, 1000, 0o400, None),
        (false, 1000, 0o600, Some("kind")),
        (true, 0, 0o600, Some("somebody else")),
        (true, 1001, 0o600, Some("somebody else")),
        (true, 1000, 0o601, Some("others")),
        (true, 1000, 0o660, Some("others")),
    ];
    for (right_kind, owner, mode, expected) in table {
        let rule = broken_rule(right_kind, owner, mode, 1000);
        assert_eq!(rule.is_some(), expected.is_some(), "{owner} {mode:o}");
        assert!(
            rule.unwrap_or_default()
                .contains(expected.unwrap_or_default())
        );
    }
}
