use std::fs;
use std::path::Path;

use super::*;

fn at(folder: &Path, broker: &str) -> NameFile {
    let folders = Folders {
        cache: Some(folder.join("jit")),
        ..Folders::default()
    };
    NameFile::of(&folders, &broker.parse().unwrap()).unwrap()
}

fn offer(name: &str, set: &str) -> TargetOffer {
    serde_json::from_value(serde_json::json!({
        "account": "111111111111",
        "account_name": name,
        "permission_set": set,
        "role_arn": "arn:aws:iam::111111111111:role/jit/x",
        "max_duration_seconds": 3600,
        "approval": "manual",
        "levels": [],
        "reason_min_length": 1,
        "ticket_required": false,
    }))
    .unwrap()
}

fn accounts(file: &NameFile) -> Vec<String> {
    let targets = file.read().targets.into_iter();
    targets.map(|it| it.account_name.to_string()).collect()
}

#[test]
fn everything_replaces_what_was_known_and_a_part_is_added_to_it() {
    let home = tempfile::tempdir().unwrap();
    let file = at(home.path(), "https://jit.example.com");
    file.learn_targets(&[offer("old", "ReadOnly")]);
    file.learn_all_targets(&[offer("shop", "ReadOnly"), offer("shop", "PowerUser")]);
    file.learn_targets(&[offer("lab", "ReadOnly"), offer("shop", "ReadOnly")]);
    assert_eq!(accounts(&file), ["shop", "shop", "lab"]);
}

#[test]
fn each_broker_has_names_of_its_own_and_they_are_wiped_apart() {
    let home = tempfile::tempdir().unwrap();
    let here = at(home.path(), "https://jit.example.com");
    let there = at(home.path(), "https://jit.example.org");
    here.learn_all_targets(&[offer("shop", "ReadOnly")]);
    assert_eq!(there.read(), KnownNames::default());
    there.learn_all_targets(&[offer("lab", "ReadOnly")]);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(here.wipe()).unwrap();
    assert_eq!(here.read(), KnownNames::default());
    assert_eq!(accounts(&there), ["lab"]);
}

#[test]
fn there_is_room_for_so_many_and_no_more() {
    let home = tempfile::tempdir().unwrap();
    let file = at(home.path(), "https://jit.example.com");
    let many: Vec<_> = (0..2 * MAX_TARGETS)
        .map(|n| offer(&format!("account {n} {}", "x".repeat(30)), "ReadOnly"))
        .collect();
    file.learn_all_targets(&many);
    assert_eq!(file.read().targets.len(), MAX_TARGETS);
}

#[test]
fn what_is_damaged_or_of_another_version_is_nothing_and_is_replaced() {
    let home = tempfile::tempdir().unwrap();
    let file = at(home.path(), "https://jit.example.com");
    file.learn_all_targets(&[offer("shop", "ReadOnly")]);
    let good = fs::read_to_string(&file.file).unwrap();
    for bad in [
        good.replace("\"version\":1", "\"version\":2"),
        good.replace("shop", "sh\\u001bop"),
        good.chars().take(40).collect(),
        String::new(),
    ] {
        fs::write(&file.file, bad).unwrap();
        assert_eq!(file.read(), KnownNames::default());
        file.learn_targets(&[offer("lab", "ReadOnly")]);
        assert_eq!(accounts(&file), ["lab"]);
    }
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_owner_alone_and_what_is_open_to_others_is_nothing() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let file = at(home.path(), "https://jit.example.com");
    file.learn_all_targets(&[offer("shop", "ReadOnly")]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file.folder), mode(&file.file)), (0o700, 0o600));
    let set = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    set(&file.file, 0o620);
    assert_eq!(file.read(), KnownNames::default());
    set(&file.file, 0o600);
    set(&file.folder, 0o770);
    assert_eq!(file.read(), KnownNames::default());
    file.learn_targets(&[offer("lab", "ReadOnly")]);
    set(&file.folder, 0o700);
    assert_eq!(accounts(&file), ["shop"]);
}
