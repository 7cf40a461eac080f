//! What `docs/security.md` claims to be tested has a test.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::root;

#[test]
fn every_test_that_the_security_page_names_is_there() {
    let page = fs::read_to_string(root().join("docs/security.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with('|'));
    let named: BTreeSet<_> = rows
        .filter_map(|row| row.trim_end_matches(['|', ' ']).rsplit('|').next())
        .flat_map(|tests| tests.split('`').skip(1).step_by(2))
        .collect();
    assert!(named.len() > 20, "the tables are read: {named:?}");
    let sources = sources();
    let missing: Vec<_> = named
        .into_iter()
        .filter(|test| !sources.contains(&format!("fn {test}(")))
        .collect();
    assert!(missing.is_empty(), "no such tests: {missing:?}");
}

/// All Rust sources of the repository.
fn sources() -> String {
    let mut text = String::new();
    let mut folders: Vec<PathBuf> = ["src", "tests", "crates"].map(|f| root().join(f)).into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                text.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    text
}
