//! A terminal that keys are typed on.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// A program at a terminal.
#[derive(Debug)]
pub(super) struct Terminal {
    child: Child,
    controller: File,
    /// What has been shown since the last look.
    shown: Vec<u8>,
}

impl Terminal {
    /// Starts a program that reads keys and shows on stderr.
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        grantpt(&controller)?;
        unlockpt(&controller)?;
        let name = ptsname(&controller, Vec::new())?;
        let path = Path::new(OsStr::from_bytes(name.as_bytes()));
        let terminal = rustix::fs::open(path, OFlags::RDWR | OFlags::NOCTTY, Mode::empty())?;
        let child = command
            .stdin(terminal.try_clone()?)
            .stderr(terminal)
            .stdout(Stdio::null())
            .spawn()?;
        // What the command keeps of the terminal would keep it open.
        command.stdin(Stdio::null()).stderr(Stdio::null());
        let controller = File::from(controller);
        Ok(Self {
            child,
            controller,
            shown: Vec::new(),
        })
    }

    /// Types keys.
    pub(super) fn types(&mut self, keys: &str) -> io::Result<()> {
        self.controller.write_all(keys.as_bytes())
    }

    /// Waits until this is shown, behind what was waited for before.
    pub(super) fn sees(&mut self, text: &str) -> io::Result<()> {
        let mut bytes = [0; 4096];
        loop {
            let found = self.shown.windows(text.len());
            if let Some(at) = { found }.position(|it| it == text.as_bytes()) {
                self.shown.drain(..at + text.len());
                return Ok(());
            }
            let read = self.controller.read(&mut bytes)?;
            let read = bytes.get(..read).unwrap_or_default();
            if read.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.shown.extend(read);
        }
    }

    /// Waits for the end of the program.
    pub(super) fn ends(mut self) -> io::Result<()> {
        self.child.wait().map(|_| ())
    }
}
