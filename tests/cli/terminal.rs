//! A terminal that a test looks at.

use std::fs::File;
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// What a run writes with a terminal as its stdout, and what it writes to stderr.
pub fn run_on_terminal(command: &mut Command) -> (String, String) {
    let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&controller).unwrap();
    unlockpt(&controller).unwrap();
    let name = ptsname(&controller, Vec::new()).unwrap();
    let path = Path::new(std::ffi::OsStr::from_bytes(name.as_bytes()));
    let terminal = rustix::fs::open(path, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
    let child = command.stdout(terminal).stderr(Stdio::piped());
    let child = child.spawn().unwrap();
    // The command holds the terminal open, and reading it would not end.
    command.stdout(Stdio::null());
    let mut shown = Vec::new();
    // The end of a terminal that nobody has open any more is an error on Linux.
    let _ = File::from(controller).read_to_end(&mut shown);
    let told = child.wait_with_output().unwrap().stderr;
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(shown).replace("\r\n", "\n"), text(told))
}
