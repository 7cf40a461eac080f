//! A `jit` of another version uses the same folders.

use std::fs;

use serde_json::json;

use crate::answers::session;
use crate::rotating_issuer::TOKEN;
use crate::stage::{Stage, fails, gives};

#[test]
fn a_session_of_another_version_is_a_miss_and_is_written_over() {
    let stage = Stage::with_session(&session(1));
    let file = stage.session_file();
    let ours = fs::read_to_string(&file).unwrap();
    let theirs = ours.replacen("jit-session 2 ", "jit-session 3 ", 1);
    assert_ne!(ours, theirs);
    fs::write(&file, theirs).unwrap();
    stage.vend_another();

    gives(&stage.ask(), 2);
    gives(&stage.ask(), 2);

    assert_eq!(stage.vends(), 2);
    assert!(
        fs::read_to_string(&file)
            .unwrap()
            .starts_with("jit-session 2 ")
    );
}

#[test]
fn a_sign_in_of_another_version_is_none_and_is_left_alone() {
    let (stage, _issuer) = Stage::signed_in();
    let mut record = stage.record();
    record["version"] = json!(2);
    record["something"] = json!("new");
    stage.set_record(&record);
    let asked = stage.broker.count(TOKEN);

    fails(&stage.ask(), "not_signed_in");

    assert_eq!(
        stage.record(),
        record,
        "the other version still has its tokens"
    );
    assert_eq!(stage.broker.count(TOKEN), asked);
}

#[test]
fn signing_out_takes_sessions_of_other_versions_away_too() {
    let (stage, _issuer) = Stage::signed_in();
    stage.vend_another();
    gives(&stage.ask(), 2);
    let file = stage.session_file();
    fs::write(&file, "jit-session 3 of another version\n").unwrap();

    let out = stage.person.run(&["logout"]);

    assert_eq!(out.status, Some(0), "{out}");
    assert!(!file.exists());
}
