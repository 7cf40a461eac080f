//! Home folders that are missing, are none, or cannot be written, for an ordinary user: root may
//! write everywhere.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jit_api::ErrorCode;
use jit_testkit::fake_broker::Answer;
use jit_testkit::program;
use rustix::process::geteuid;
use tempfile::TempDir;

use crate::answers::{session, session_to_recheck};
use crate::stage::{HELPER, Stage, VEND, fails, gives, run};

/// The user `nobody`.
const NOBODY: u32 = 65_534;

/// A user who may do nothing special: whoever runs the tests, or `nobody` where that is root.
#[derive(Debug)]
struct OrdinaryUser {
    folder: TempDir,
}

impl OrdinaryUser {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Where the program was built, others may not look.
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        let built = program("jit");
        let here = folder.path().join("jit");
        if fs::hard_link(&built, &here).is_err() {
            fs::copy(&built, &here).unwrap();
        }
        Self { folder }
    }

    fn helper(&self, stage: &Stage) -> Command {
        let mut command = stage.person.command_of(&self.folder.path().join("jit"));
        command.args(HELPER).stdin(Stdio::null()).current_dir("/");
        if geteuid().is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }
}

/// Gives the home folder, and all that is in it, to the ordinary user.
fn move_in(stage: &Stage) {
    if geteuid().is_root() {
        give(stage.person.home());
    }
}

fn give(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            give(&entry.unwrap().path());
        }
    }
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A folder that cannot be written until this is dropped.
struct ReadOnly(PathBuf);

impl ReadOnly {
    fn at(path: PathBuf) -> Self {
        mode(&path, 0o500);
        Self(path)
    }
}

impl Drop for ReadOnly {
    fn drop(&mut self) {
        mode(&self.0, 0o700);
    }
}

#[test]
fn without_a_place_to_keep_sessions_every_answer_is_had_from_the_broker() {
    let user = OrdinaryUser::new();
    for home in [
        None,
        Some("/dev/null"),
        Some("/proc/none"),
        Some("here"),
        Some("/"),
    ] {
        println!("{home:?}");
        if home.is_none() && !geteuid().is_root() {
            println!("left out: this user has a home without being told");
            continue;
        }
        let stage = Stage::new();
        stage.broker.on(VEND, Answer::json(&session(1)));
        for _ in 0..2 {
            let mut helper = user.helper(&stage);
            match home {
                None => helper.env_remove("HOME"),
                Some(home) => helper.env("HOME", home),
            };
            gives(&run(&mut helper), 1);
        }
        assert_eq!(stage.vends(), 2);
    }
}

#[test]
fn a_home_that_cannot_be_written_is_no_obstacle() {
    let user = OrdinaryUser::new();
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(&session(1)));
    move_in(&stage);
    let _read_only = ReadOnly::at(stage.person.home().to_owned());

    for _ in 0..2 {
        gives(&run(&mut user.helper(&stage)), 1);
    }
    assert_eq!(stage.vends(), 2);
    assert!(!stage.keeps_a_session());
}

#[test]
fn a_folder_that_others_can_use_keeps_nothing() {
    let user = OrdinaryUser::new();
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(&session(1)));
    fs::create_dir_all(stage.cache()).unwrap();
    move_in(&stage);
    mode(&stage.cache(), 0o777);

    for _ in 0..2 {
        gives(&run(&mut user.helper(&stage)), 1);
    }
    assert_eq!(stage.vends(), 2);
    assert!(!stage.keeps_a_session());
}

/// A stage whose sessions cannot be changed any more, with one of them.
fn with_a_session_that_stays(grace: u32) -> (Stage, ReadOnly) {
    let stage = Stage::with_session(&session_to_recheck(1, grace));
    move_in(&stage);
    let read_only = ReadOnly::at(stage.cache());
    (stage, read_only)
}

#[test]
fn a_folder_that_cannot_be_written_any_more_gives_right_answers() {
    let user = OrdinaryUser::new();
    let (stage, _read_only) = with_a_session_that_stays(300);
    stage.vend_another();

    gives(&run(&mut user.helper(&stage)), 2);
    gives(&run(&mut user.helper(&stage)), 2);
}

#[test]
fn after_a_no_nothing_is_served_although_the_folder_cannot_be_written() {
    let user = OrdinaryUser::new();
    let (stage, _read_only) = with_a_session_that_stays(300);
    let refusal = Answer::refusal(ErrorCode::WindowClosed, "the window is over");
    stage.broker.from_now_on(VEND, refusal);
    fails(&run(&mut user.helper(&stage)), "window_closed");

    stage.broker.go_away();
    fails(&run(&mut user.helper(&stage)), "unreachable");
}

#[test]
fn no_token_is_redeemed_that_could_not_be_stored() {
    let user = OrdinaryUser::new();
    let (stage, issuer) = Stage::signed_in();
    stage.broker.on(VEND, Answer::json(&session(1)));
    move_in(&stage);
    let read_only = ReadOnly::at(stage.state());

    fails(&run(&mut user.helper(&stage)), "failed");
    assert_eq!(issuer.redeemed(), 0);

    drop(read_only);
    gives(&run(&mut user.helper(&stage)), 1);
    assert_eq!(issuer.redeemed(), 1);
}
