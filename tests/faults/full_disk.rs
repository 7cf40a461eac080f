//! A disk without room. Needs the right to mount a small one.

use std::fs::{self, File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use jit_api::ErrorCode;
use jit_testkit::fake_broker::Answer;

use crate::answers::{session, session_to_recheck};
use crate::stage::{Stage, VEND, fails, gives};

/// A small file system over a folder, gone when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Puts it over a folder, with the files of the folder; none when this user may not.
    fn over(folder: &Path) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        let files: Vec<_> = entries
            .map(|entry| (entry.path(), fs::read(entry.path()).unwrap()))
            .collect();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=512k,mode=0700", "tmpfs"])
            .arg(folder)
            .output();
        if !mount.is_ok_and(|mount| mount.status.success()) {
            println!("left out: this user may not mount a file system");
            return None;
        }
        let disk = Self(folder.to_owned());
        for (path, content) in files {
            fs::write(&path, content).unwrap();
            fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        }
        Some(disk)
    }

    fn fill(&self) -> PathBuf {
        let path = self.0.join("filler");
        let mut file = File::create(&path).unwrap();
        let mut bytes = vec![0; 64 * 1024];
        while !bytes.is_empty() {
            if file.write_all(&bytes).is_err() {
                bytes.truncate(bytes.len() / 2);
            }
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

#[test]
fn a_full_disk_keeps_no_session_and_costs_no_answer() {
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(&session(1)));
    let Some(disk) = SmallDisk::over(&stage.person.home().join(".cache")) else {
        return;
    };
    let filler = disk.fill();

    gives(&stage.ask(), 1);
    gives(&stage.ask(), 1);
    assert_eq!(stage.vends(), 2);

    fs::remove_file(filler).unwrap();
    gives(&stage.ask(), 1);
    gives(&stage.ask(), 1);
    assert_eq!(stage.vends(), 3, "it is kept again");
}

#[test]
fn a_disk_that_is_full_in_the_meantime_keeps_no_session_that_is_out_of_date() {
    let stage = Stage::with_session(&session_to_recheck(1, 300));
    let Some(disk) = SmallDisk::over(&stage.cache()) else {
        return;
    };
    disk.fill();
    stage
        .broker
        .from_now_on(VEND, Answer::json(&session_to_recheck(2, 300)));

    gives(&stage.ask(), 2);
    assert!(!stage.keeps_a_session());
    let refusal = Answer::refusal(ErrorCode::WindowClosed, "the window is over");
    stage.broker.from_now_on(VEND, refusal);
    fails(&stage.ask(), "window_closed");
    stage.broker.go_away();
    fails(&stage.ask(), "unreachable");
}

#[test]
fn a_full_disk_costs_no_refresh_token() {
    let (stage, issuer) = Stage::signed_in();
    stage.broker.on(VEND, Answer::json(&session(1)));
    let Some(disk) = SmallDisk::over(&stage.state()) else {
        return;
    };
    let filler = disk.fill();

    fails(&stage.ask(), "failed");
    assert_eq!(issuer.redeemed(), 0);
    assert_eq!(issuer.good_token(), Some(stage.refresh_token()));

    fs::remove_file(filler).unwrap();
    gives(&stage.ask(), 1);
    assert_eq!(issuer.good_token(), Some(stage.refresh_token()));
}
