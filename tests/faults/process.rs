//! Processes that are stopped or killed from outside.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// How long a test waits for what has to happen; generous, for busy machines.
const PATIENCE: Duration = Duration::from_secs(30);

/// A helper whose output is of no interest.
#[derive(Debug)]
pub(crate) struct Bystander(Child);

impl Bystander {
    pub(crate) fn start(command: &mut Command) -> Self {
        let command = command.stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().unwrap())
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    pub(crate) fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Bystander {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A process that stands still, and is killed in the end.
#[derive(Debug)]
pub(crate) struct Stopped(u32);

impl Stopped {
    pub(crate) fn at(id: u32) -> Self {
        signal(id, Signal::STOP);
        wait_until("it stands still", || state(id) == Some('T'));
        Self(id)
    }

    pub(crate) fn id(&self) -> u32 {
        self.0
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        signal(self.0, Signal::KILL);
    }
}

/// Sends a signal; that there is no such process any more is fine.
pub(crate) fn signal(id: u32, signal: Signal) {
    let id = Pid::from_raw(id.cast_signed()).unwrap();
    let _ = kill_process(id, signal);
}

/// Whether a process runs; one that nobody has waited for yet does not.
pub(crate) fn runs(id: u32) -> bool {
    state(id).is_some_and(|state| state != 'Z' && state != 'X')
}

/// The state of a process, as `/proc` writes it.
fn state(id: u32) -> Option<char> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    stat.rsplit(") ").next()?.chars().next()
}

/// The process that a lock names, once there is one.
pub(crate) fn holder(lock: &Path) -> u32 {
    let mut id = None;
    wait_until("the lock names its holder", || {
        let text = fs::read_to_string(lock).unwrap_or_default();
        id = text.trim().parse().ok();
        id.is_some()
    });
    id.unwrap()
}

/// Waits until something is so.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !condition() {
        assert!(begin.elapsed() < PATIENCE, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(10));
    }
}
