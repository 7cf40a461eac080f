use std::fs::OpenOptions;
use std::io::Write as _;
use std::process::Stdio;

use super::neutral;

/// The terminal of this process, where there is one: not stdout or stderr, which others may read.
const DEVICE: &str = if cfg!(windows) { "CONOUT$" } else { "/dev/tty" };

/// One line for the person at the terminal, if there is one.
pub fn to_terminal(line: &str) {
    if let Ok(mut terminal) = OpenOptions::new().write(true).open(DEVICE) {
        // Nobody is left to tell when it is gone.
        let _ = terminal.write_all(format!("{}\n", neutral(line)).as_bytes());
    }
}

/// The terminal as an output of another program; none where there is none.
#[must_use]
pub fn terminal_output() -> Option<Stdio> {
    let terminal = OpenOptions::new().write(true).open(DEVICE);
    terminal.ok().map(Stdio::from)
}
