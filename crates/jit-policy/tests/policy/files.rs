//! Which files a bundle may have, and how large they may be.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

use jit_policy::Bundle;

use crate::bundle_folder::{APPROVAL, BundleFolder, CATALOG, ELIGIBILITY};

#[test]
fn a_catalog_and_one_eligibility_are_enough() {
    let folder = BundleFolder::new().without("approvals/everything.toml");
    assert_eq!(folder.faults(), "none");
}

#[test]
fn a_folder_that_is_missing_or_empty_is_refused() {
    let folder = BundleFolder::empty();
    insta::assert_snapshot!(folder.faults(), @r"
    catalog.toml: the file is missing
      fix: list the accounts and permission sets
    eligibility: there is no eligibility
      fix: say who may request what, in `eligibility/*.toml`
    ");
    let missing = Bundle::load(&folder.path().join("nowhere")).unwrap_err();
    insta::assert_snapshot!(missing, @r"
    .: there is no such folder
      fix: make it, or correct the path of the bundle
    ");
    let file = BundleFolder::new().path().join("catalog.toml");
    assert!(Bundle::load(&file).is_err());
}

#[test]
fn other_files_are_refused() {
    let folder = BundleFolder::new()
        .with("notes.txt", "")
        .with("Catalog.toml", "")
        .with("README.toml", "")
        .with("eligibility/staff.toml~", "")
        .with("eligibility/with space.toml", "")
        .with("approvals/team/a.toml", "");
    insta::assert_snapshot!(folder.faults(), @r"
    Catalog.toml: `Catalog.toml` is not part of a bundle
      fix: take it out of the folder; `README*` and hidden files may stay
    README.toml: `README.toml` is not part of a bundle
      fix: take it out of the folder; `README*` and hidden files may stay
    approvals/team: `approvals/team` is not part of a bundle
      fix: take it out of the folder; `README*` and hidden files may stay
    eligibility/staff.toml~: `eligibility/staff.toml~` is not part of a bundle
      fix: take it out of the folder; `README*` and hidden files may stay
    eligibility/with space.toml: `eligibility/with space.toml` is not part of a bundle
      fix: take it out of the folder; `README*` and hidden files may stay
    notes.txt: `notes.txt` is not part of a bundle
      fix: take it out of the folder; `README*` and hidden files may stay
    ");
}

#[test]
fn readmes_and_hidden_files_are_ignored() {
    let folder = BundleFolder::new();
    let digest = folder.bundle().digest().clone();
    let folder = folder
        .with("README.md", "text")
        .with(".git/HEAD", "text")
        .with("eligibility/README", "text")
        .with("approvals/.gitkeep", "");
    assert_eq!(folder.bundle().digest(), &digest);
}

#[test]
fn a_policy_is_never_taken_for_a_readme() {
    let folder = BundleFolder::new().with("approvals/README.toml", "x = 1");
    insta::assert_snapshot!(folder.faults(), @r"
    approvals/README.toml:1: unknown key `x` in this file
      fix: the keys here are `approval`
    ");
}

#[test]
fn a_link_within_the_folder_is_followed() {
    let folder = BundleFolder::empty()
        .with("..data/catalog.toml", CATALOG)
        .with("..data/eligibility/staff.toml", ELIGIBILITY)
        .with("..data/approvals/everything.toml", APPROVAL);
    for name in ["catalog.toml", "eligibility", "approvals"] {
        symlink(format!("..data/{name}"), folder.path().join(name)).unwrap();
    }
    assert_eq!(
        folder.bundle().digest(),
        BundleFolder::new().bundle().digest()
    );
}

#[test]
fn a_link_out_of_the_folder_is_refused() {
    let outside = BundleFolder::new();
    let folder = BundleFolder::new().without("catalog.toml");
    symlink(
        outside.path().join("catalog.toml"),
        folder.path().join("catalog.toml"),
    )
    .unwrap();
    symlink(
        outside.path().join("nowhere"),
        folder.path().join("people.toml"),
    )
    .unwrap();
    fs::remove_dir_all(folder.path().join("approvals")).unwrap();
    symlink(
        outside.path().join("approvals"),
        folder.path().join("approvals"),
    )
    .unwrap();
    insta::assert_snapshot!(folder.faults(), @r"
    approvals: this is a symbolic link that leads out of the folder of the bundle
      fix: put the file itself there
    catalog.toml: this is a symbolic link that leads out of the folder of the bundle
      fix: put the file itself there
    people.toml: cannot be read: entity not found
      fix: make it readable for the broker
    ");
}

#[test]
fn what_is_not_a_file_or_folder_where_it_should_be_is_not_opened() {
    let folder = BundleFolder::new()
        .without("catalog.toml")
        .with("catalog.toml/x", "")
        .without("approvals/everything.toml");
    fs::remove_dir(folder.path().join("approvals")).unwrap();
    let folder = folder.with("approvals", "");
    let _socket = UnixListener::bind(folder.path().join("people.toml")).unwrap();
    insta::assert_snapshot!(folder.faults(), @r"
    approvals: this is not a folder
      fix: make it a folder of `.toml` files
    catalog.toml: this is not a file
      fix: put a file there
    people.toml: this is not a file
      fix: put a file there
    ");
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let folder = BundleFolder::new();
    let file = fs::File::create(folder.path().join("people.toml")).unwrap();
    file.set_len(1024 * 1024 + 1).unwrap();
    let file = fs::File::create(folder.path().join("catalog.toml")).unwrap();
    file.set_len(100 * 1024 * 1024 * 1024).unwrap();
    insta::assert_snapshot!(folder.faults(), @r"
    catalog.toml: the file is larger than 4 MiB, or the bundle than 8 MiB
      fix: split the file, or leave out what nobody needs
    people.toml: the file is larger than 1 MiB, or the bundle than 8 MiB
      fix: split the file, or leave out what nobody needs
    ");
}

#[test]
fn a_file_of_the_largest_size_is_read() {
    let folder = BundleFolder::new().with("people.toml", "#".repeat(1024 * 1024));
    assert_eq!(folder.faults(), "none");
}

#[test]
fn a_bundle_that_is_too_large_is_not_read() {
    let mut folder = BundleFolder::new();
    for n in 0..8 {
        folder = folder.with(&format!("approvals/{n}.toml"), "#".repeat(1024 * 1024));
    }
    let faults = folder.faults();
    assert!(faults.contains("or the bundle than 8 MiB"), "{faults}");
}

#[test]
fn a_file_with_very_many_marks_is_not_parsed() {
    for marks in ["[],", ".", "1,", "a b ", "\n", "#\n"] {
        let catalog = marks.repeat((4 * 1024 * 1024 - 10) / marks.len());
        let folder = BundleFolder::new().with("catalog.toml", catalog);
        let faults = folder.faults();
        let refused = "catalog.toml: the file has more than a million words and marks\n";
        assert!(faults.contains(refused), "{marks}: {faults}");
    }
}

#[test]
fn a_folder_with_too_many_files_is_refused() {
    let mut folder = BundleFolder::new();
    for n in 0..2000 {
        folder = folder.with(&format!("approvals/{n}.toml"), "");
    }
    insta::assert_snapshot!(folder.faults(), @r"
    approvals: more than 2000 files and folders
      fix: put several entries into one file
    ");
}

#[test]
fn a_file_that_is_not_utf_8_is_refused() {
    let folder = BundleFolder::new().with("people.toml", b"# \xff\n");
    insta::assert_snapshot!(folder.faults(), @r"
    people.toml: the file is not UTF-8
      fix: save it as UTF-8
    ");
}

#[test]
fn a_large_file_that_is_not_toml_shows_the_first_error_alone() {
    let folder = BundleFolder::new().with("people.toml", "= \n".repeat(1024 * 1024 / 3));
    insta::assert_snapshot!(folder.faults(), @r"
    people.toml:1: not TOML: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`
      fix: correct the syntax
    ");
}
