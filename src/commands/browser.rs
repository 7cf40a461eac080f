//! Browsers that the person names.

use std::ffi::OsStr;
use std::io;
use std::process::{Command, Stdio};

use super::program;

/// Firefox, where its installer puts it.
#[cfg(target_os = "macos")]
pub(super) const FIREFOX: &str = "/Applications/Firefox.app/Contents/MacOS/firefox";
#[cfg(windows)]
pub(super) const FIREFOX: &str = r"C:\Program Files\Mozilla Firefox\firefox.exe";
#[cfg(not(any(target_os = "macos", windows)))]
pub(super) const FIREFOX: &str = "firefox";

/// Opens a page: the program gets it as its one argument, and no shell sees it. Nobody waits for the
/// program, and what it says is not heard. It outlives this process and its terminal.
///
/// # Errors
///
/// When there is no such program, or it cannot be run.
pub(super) fn open(program: &OsStr, page: &str) -> io::Result<()> {
    let mut command = Command::new(program);
    command
        .arg(page)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    program::keep_our_token(&mut command);
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        command.process_group(0);
    }
    command.spawn().map(drop)
}
