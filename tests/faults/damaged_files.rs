//! Files that are not as they were written: the answer is right all the same, or there is none.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::answers::session;
use crate::rotating_issuer::TOKEN;
use crate::stage::{Stage, fails, gives, only};

type Damage = (&'static str, fn(&Path));

/// What no file of ours looks like.
const DAMAGES: [Damage; 9] = [
    ("it is cut", |file| {
        let length = fs::metadata(file).unwrap().len();
        let file = File::options().write(true).open(file).unwrap();
        file.set_len(length / 2).unwrap();
    }),
    ("it is empty", |file| {
        fs::write(file, "").unwrap();
    }),
    ("it is garbage", |file| {
        fs::write(file, [0xff; 300]).unwrap();
    }),
    ("it has no end", |file| {
        fs::write(file, vec![b' '; 2 << 20]).unwrap();
    }),
    ("it is a link to itself, whole", |file| {
        let whole = file.with_extension("whole");
        fs::rename(file, &whole).unwrap();
        symlink(&whole, file).unwrap();
    }),
    ("others can read it", |file| mode(file, 0o644)),
    ("others can write it", |file| mode(file, 0o622)),
    ("it is a folder", |file| {
        fs::remove_file(file).unwrap();
        fs::create_dir(file).unwrap();
    }),
    ("it is a pipe that nobody writes to", |file| {
        fs::remove_file(file).unwrap();
        assert!(Command::new("mkfifo").arg(file).status().unwrap().success());
        mode(file, 0o600);
    }),
];

/// Changes one bit in the middle.
fn flip(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(file, bytes).unwrap();
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_damaged_session_is_a_miss_and_never_a_wrong_answer() {
    let flipped: Damage = ("a bit is wrong", flip);
    for (name, damage) in DAMAGES.into_iter().chain([flipped]) {
        println!("{name}");
        let stage = Stage::with_session(&session(1));
        damage(&stage.session_file());
        stage.vend_another();

        gives(&stage.ask(), 2);
        gives(&stage.ask(), 2);

        let kept = name != "it is a folder";
        assert_eq!(stage.vends(), if kept { 2 } else { 3 });
    }
}

#[test]
fn a_damaged_lock_is_no_obstacle() {
    for (name, damage) in DAMAGES {
        println!("{name}");
        let stage = Stage::with_session(&session(1));
        damage(&stage.session_lock());
        stage.vend_another();

        gives(&stage.ask(), 1);
        fs::remove_file(stage.session_file()).unwrap();
        gives(&stage.ask(), 2);
    }
}

#[test]
fn a_damaged_sign_in_is_none_and_nobody_is_asked() {
    for (name, damage) in DAMAGES {
        println!("{name}");
        let (stage, issuer) = Stage::signed_in();
        let file = only(&stage.state(), "json");
        let asked = stage.broker.connections();
        damage(&file);

        let outcome = stage.ask();

        let unsafe_file = ["no end", "link", "others", "folder", "pipe"];
        if unsafe_file.iter().any(|it| name.contains(it)) {
            // Not ours to judge what is in there, nor to remove it.
            fails(&outcome, "failed");
            assert!(outcome.stderr.contains(".json`"), "{outcome}");
        } else {
            fails(&outcome, "not_signed_in");
        }
        assert_eq!(stage.broker.connections(), asked, "{outcome}");
        assert_eq!(issuer.redeemed(), 0);
    }
}

#[test]
fn a_sign_in_at_another_broker_is_not_used_here() {
    let (stage, _issuer) = Stage::signed_in();
    let mut record = stage.record();
    record["broker"] = json!("https://elsewhere.example.com");
    stage.set_record(&record);
    let asked = stage.broker.connections();

    fails(&stage.ask(), "not_signed_in");

    assert_eq!(stage.broker.connections(), asked);
}

#[test]
fn a_damaged_note_of_the_sign_in_changes_no_answer() {
    for (name, damage) in DAMAGES {
        println!("{name}");
        let (stage, issuer) = Stage::signed_in();
        stage.vend_another();
        damage(&only(&stage.state(), "store"));

        gives(&stage.ask(), 2);

        assert_eq!(issuer.redeemed(), 1);
        assert_eq!(stage.refresh_token(), "refresh-2");
    }
}

#[test]
fn a_damaged_lock_of_the_sign_in_costs_no_token() {
    for (name, damage) in DAMAGES {
        println!("{name}");
        let (stage, issuer) = Stage::signed_in();
        stage.vend_another();
        let lock = only(&stage.state(), "lock");
        damage(&lock);
        let asked = stage.broker.count(TOKEN);

        let outcome = stage.ask();

        if outcome.status == Some(0) {
            gives(&outcome, 2);
            assert_eq!(stage.refresh_token(), "refresh-2");
        } else {
            // Without its lock nothing is redeemed.
            fails(&outcome, "failed");
            assert_eq!(stage.broker.count(TOKEN), asked);
            assert_eq!(issuer.good_token(), Some(stage.refresh_token()));
        }
    }
}
