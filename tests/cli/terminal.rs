//! A terminal that a test looks at.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::OFlags;
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

/// The end of a terminal that a person sits at, and the one that commands have.
pub fn open_terminal() -> (OwnedFd, OwnedFd) {
    let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&controller).unwrap();
    unlockpt(&controller).unwrap();
    let name = ptsname(&controller, Vec::new()).unwrap();
    let path = Path::new(std::ffi::OsStr::from_bytes(name.as_bytes()));
    let flags = OFlags::RDWR | OFlags::NOCTTY;
    let terminal = rustix::fs::open(path, flags, rustix::fs::Mode::empty()).unwrap();
    (controller, terminal)
}

/// What a run writes with a terminal as its stdout, and what it writes to stderr.
pub fn run_on_terminal(command: &mut Command) -> (String, String) {
    let (controller, terminal) = open_terminal();
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

/// How long a test waits for what a command should show. A busy machine takes its time.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// A person at a terminal: the command reads what they type, and shows them its stderr. Its stdout
/// goes elsewhere.
#[derive(Debug)]
pub struct Person {
    child: Child,
    keyboard: File,
    shown: Arc<Mutex<Vec<u8>>>,
    /// How much of it the person has looked at.
    seen: usize,
    mode_before: LocalModes,
    terminal: OwnedFd,
}

impl Person {
    /// Starts the command before a person.
    pub fn runs(command: &mut Command) -> Self {
        let (controller, terminal) = open_terminal();
        let mode_before = tcgetattr(&terminal).unwrap().local_modes;
        let child = command
            .stdin(terminal.try_clone().unwrap())
            .stderr(terminal.try_clone().unwrap())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // The command holds copies of the terminal.
        command.stdin(Stdio::null()).stderr(Stdio::null());
        let keyboard = File::from(controller);
        let shown: Arc<Mutex<Vec<u8>>> = Arc::default();
        let (mut screen, filled) = (keyboard.try_clone().unwrap(), Arc::clone(&shown));
        thread::spawn(move || {
            let mut bytes = [0; 1024];
            while let Ok(read @ 1..) = screen.read(&mut bytes) {
                filled.lock().unwrap().extend(&bytes[..read]);
            }
        });
        Self {
            child,
            keyboard,
            shown,
            seen: 0,
            mode_before,
            terminal,
        }
    }

    /// Waits until this is shown behind what was seen before.
    pub fn sees(&mut self, text: &str) {
        let begin = Instant::now();
        loop {
            let shown = self.shown.lock().unwrap().clone();
            let new = String::from_utf8_lossy(&shown[self.seen..]).into_owned();
            if let Some(at) = new.find(text) {
                self.seen += at + text.len();
                return;
            }
            assert!(begin.elapsed() < PATIENCE, "no {text:?} in {new:?}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn types(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Sees a question and answers it.
    pub fn answers(&mut self, question: &str, keys: &str) {
        self.sees(question);
        self.types(keys);
    }

    /// What Ctrl-C does while the terminal makes lines of what is typed.
    pub fn interrupts(&mut self) {
        kill_process(Pid::from_child(&self.child), Signal::INT).unwrap();
    }

    /// Waits for the end: the exit status, stdout, and all that was shown. The terminal is as it was.
    pub fn ends(mut self) -> (i32, String, String) {
        let begin = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if begin.elapsed() > PATIENCE {
                self.child.kill().unwrap();
                let shown = self.shown.lock().unwrap().clone();
                panic!("it goes on after {:?}", String::from_utf8_lossy(&shown));
            }
            thread::sleep(Duration::from_millis(5));
        };
        let mut stdout = String::new();
        let mut pipe = self.child.stdout.take().unwrap();
        pipe.read_to_string(&mut stdout).unwrap();
        let mode = tcgetattr(&self.terminal).unwrap().local_modes;
        assert_eq!(
            mode, self.mode_before,
            "the terminal is left in another mode"
        );
        // What the command wrote before its end comes before this.
        rustix::io::write(&self.terminal, b"(end)").unwrap();
        self.sees("(end)");
        let shown = self.shown.lock().unwrap().clone();
        let shown = String::from_utf8(shown).unwrap().replace("\r\n", "\n");
        let shown = shown.trim_end_matches("(end)").to_owned();
        let hidden = shown.rfind("\u{1b}[?25l");
        let again = shown.rfind("\u{1b}[?25h");
        assert!(hidden <= again, "the terminal is left without a cursor");
        (status.code().unwrap(), stdout, shown)
    }
}
