//! `kill -9` before every single step of saving something. Needs `strace`, and the right to use it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jit_testkit::fake_broker::Answer;
use jit_testkit::program;

use crate::answers::session;
use crate::rotating_issuer::RotatingIssuer;
use crate::stage::{HELPER, Stage, VEND, fails, gives, only};

/// The calls that change something about a file.
const STEPS: &str =
    "?mkdir,?mkdirat,openat,?unlink,?unlinkat,ftruncate,write,fsync,?rename,?renameat,?renameat2";

/// Whether this user may look into other processes.
fn strace_works() -> bool {
    let tried = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .output();
    let works = tried.is_ok_and(|tried| tried.status.success());
    if !works {
        println!("left out: there is no `strace`, or this user may not use it");
    }
    works
}

/// Runs the helper, and whatever it starts, and answers with what was seen of one file.
fn seen(stage: &Stage, file: &Path, what: &str) -> String {
    let log = stage.person.home().join("strace");
    let mut strace = stage.person.command_of(&"strace".into());
    strace.arg("-f").arg("-P").arg(file).arg("-o").arg(&log);
    strace.args(["-e", what]).arg(program("jit")).args(HELPER);
    let output = strace.stdin(Stdio::null()).output().unwrap();
    let log = fs::read_to_string(log).unwrap();
    assert!(
        is_kill(&log) || output.status.success(),
        "{output:?}\n{log}"
    );
    log
}

fn is_kill(log: &str) -> bool {
    log.contains("killed by SIGKILL")
}

/// The steps that are taken with a file: the call, and the how manieth of its kind.
fn steps(stage: &Stage, file: &Path) -> Vec<(String, usize)> {
    let log = seen(stage, file, &format!("trace={STEPS}"));
    let mut steps: Vec<(String, usize)> = Vec::new();
    for line in log.lines() {
        let call = line.split_once('(').map_or("", |(before, _)| before);
        let Some(call) = call.split_whitespace().last() else {
            continue;
        };
        if call.bytes().all(|b| b.is_ascii_alphanumeric()) {
            let before = steps.iter().filter(|(name, _)| name == call).count();
            steps.push((call.to_owned(), before + 1));
        }
    }
    steps
}

/// Kills whoever is about to take a step with a file, for each step that there is, each time in the
/// state that `reset` makes, and looks at what is left. Answers with the steps.
fn kill_everywhere(
    stage: &Stage,
    files: &[PathBuf],
    reset: impl Fn(),
    mut look: impl FnMut(&Path),
) -> Vec<String> {
    let mut killed = Vec::new();
    for file in files {
        reset();
        for (call, nth) in steps(stage, file) {
            reset();
            let inject = format!("inject={call}:signal=KILL:when={nth}");
            // It is counted in each process by itself; the last may be another's first.
            if is_kill(&seen(stage, file, &inject)) {
                let name = file.file_name().unwrap().to_str().unwrap();
                killed.push(format!("{call} {nth} of {name}"));
                println!("killed before {}", killed[killed.len() - 1]);
                look(file);
            }
        }
    }
    killed
}

/// One kind of call was killed at all.
#[track_caller]
fn assert_some(killed: &[String], call: &str, file: &str) {
    let hit = |it: &&String| it.starts_with(call) && it.ends_with(file);
    assert!(
        killed.iter().any(|it| hit(&it)),
        "{call} of {file}: {killed:?}"
    );
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[test]
fn a_kill_at_any_step_of_keeping_a_session_leaves_right_answers() {
    if !strace_works() {
        return;
    }
    let stage = Stage::with_session(&session(1));
    let cache = stage.person.home().join(".cache");
    let tag = cache.join("jit/CACHEDIR.TAG");
    let (file, lock) = (stage.session_file(), stage.session_lock());
    let files = [
        cache.clone(),
        cache.join("jit"),
        stage.cache(),
        lock,
        with_suffix(&file, ".new"),
        file,
        with_suffix(&tag, ".new"),
        tag,
    ];
    let reset = || {
        fs::remove_dir_all(&cache).unwrap();
        stage.broker.from_now_on(VEND, Answer::json(&session(1)));
    };

    let killed = kill_everywhere(&stage, &files, reset, |_| {
        // A session that was kept is whole; one that was not is had anew.
        let kept = stage.keeps_a_session();
        stage.vend_another();
        gives(&stage.ask(), if kept { 1 } else { 2 });
        gives(&stage.ask(), if kept { 1 } else { 2 });
    });

    for (call, file) in [
        ("mkdir", "sessions"),
        ("openat", ".lock"),
        ("write", ".lock"),
        ("openat", ".session.new"),
        ("write", ".session.new"),
        ("rename", ".session.new"),
        ("rename", "CACHEDIR.TAG.new"),
    ] {
        assert_some(&killed, call, file);
    }
}

#[test]
fn a_kill_at_any_step_of_replacing_a_session_leaves_right_answers() {
    if !strace_works() {
        return;
    }
    let stage = Stage::with_session(&crate::answers::session_to_recheck(1, 0));
    let file = stage.session_file();
    let old = fs::read(&file).unwrap();
    let files = [
        stage.session_lock(),
        with_suffix(&file, ".new"),
        file.clone(),
    ];
    let reset = || {
        fs::write(&file, &old).unwrap();
        stage.broker.from_now_on(VEND, Answer::json(&session(2)));
    };

    let killed = kill_everywhere(&stage, &files, reset, |_| {
        gives(&stage.ask(), 2);
        let asked = stage.vends();
        gives(&stage.ask(), 2);
        assert_eq!(stage.vends(), asked, "the new one is kept");
    });

    for call in ["unlink", "openat", "write", "rename"] {
        assert_some(&killed, call, ".session.new");
    }
}

/// A refresh token is lost to a kill only between redeeming it and having its successor in place:
/// the issuer has forgotten the old one, and the new one is nowhere else. Then signing in again is
/// all that it costs.
#[test]
fn a_kill_at_any_step_of_renewing_a_sign_in_loses_no_token_that_still_works() {
    if !strace_works() {
        return;
    }
    let (stage, issuer) = Stage::signed_in();
    stage.broker.on(VEND, Answer::json(&session(1)));
    let record = only(&stage.state(), "json");
    let sign_in = fs::read(&record).unwrap();
    let note = only(&stage.state(), "store");
    let noted = fs::read(&note).unwrap();
    let new = with_suffix(&record, ".new");
    let files = [
        stage.state(),
        record.with_extension("lock"),
        with_suffix(&record.with_extension("probe"), ".new"),
        record.with_extension("probe"),
        new.clone(),
        record.clone(),
    ];
    let reset = || {
        issuer.begin_anew();
        private(&record, &sign_in);
        private(&note, &noted);
        let _ = fs::remove_dir_all(stage.cache());
    };

    let mut lost = Vec::new();
    let killed = kill_everywhere(&stage, &files, reset, |file| {
        if is_lost(&stage, &issuer) {
            lost.push(file.to_owned());
            fails(&stage.ask(), "not_signed_in");
        } else {
            gives(&stage.ask(), 1);
            assert_eq!(issuer.redeemed(), 1);
            assert_eq!(issuer.good_token(), Some(stage.refresh_token()));
        }
    });

    for (call, file) in [
        ("write", ".lock"),
        ("write", ".probe.new"),
        ("fsync", ".probe.new"),
        ("openat", ".json.new"),
        ("write", ".json.new"),
        ("fsync", ".json.new"),
        ("rename", ".json.new"),
        ("fsync", "sessions"),
    ] {
        assert_some(&killed, call, file);
    }
    assert!(
        !lost.is_empty(),
        "this is what the lock and the probe cannot help"
    );
    assert!(lost.iter().all(|file| *file == new), "{lost:?}");
}

/// A token was redeemed, and the sign-in that is kept, which is whole, does not have the new one.
fn is_lost(stage: &Stage, issuer: &RotatingIssuer) -> bool {
    issuer.redeemed() > 0 && issuer.good_token() != Some(stage.refresh_token())
}

fn private(path: &Path, content: &[u8]) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::write(path, content).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}
