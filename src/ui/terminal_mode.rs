//! How the terminal is left after a question.

use super::to_stderr;

/// Puts the terminal back as it was, when dropped: a question that is interrupted from outside
/// leaves it without echo and without a cursor.
#[derive(Debug)]
pub(super) struct TerminalMode {
    #[cfg(unix)]
    mode: Option<rustix::termios::Termios>,
}

impl TerminalMode {
    /// The mode of this moment; none where stdin is no terminal.
    pub(super) fn of_now() -> Self {
        Self {
            #[cfg(unix)]
            mode: rustix::termios::tcgetattr(std::io::stdin()).ok(),
        }
    }
}

impl TerminalMode {
    /// Has the terminal show nothing of what is typed, and hand each key on at once, until this is
    /// dropped. Keys that come while something else is done would stand on the screen.
    pub(super) fn without_echo(&self) {
        #[cfg(unix)]
        if let Some(mode) = &self.mode {
            use rustix::termios::{LocalModes, OptionalActions, tcsetattr};
            let mut silent = mode.clone();
            silent
                .local_modes
                .remove(LocalModes::ECHO | LocalModes::ICANON);
            // It is no worse than before where this does not work.
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &silent);
        }
    }
}

impl Drop for TerminalMode {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(mode) = &self.mode {
            use rustix::termios::{OptionalActions, tcsetattr};
            // Nobody is left to tell when the terminal is gone.
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, mode);
        }
        to_stderr(SHOW_CURSOR);
    }
}

/// DECTCEM, as the picker hides it.
const SHOW_CURSOR: &str = "\u{1b}[?25h";

/// Drops what has been typed and was not read yet.
pub(super) fn forget_what_was_typed() {
    #[cfg(unix)]
    {
        use rustix::termios::{QueueSelector, tcflush};
        // What is no terminal keeps its bytes: nobody is asked there.
        let _ = tcflush(std::io::stdin(), QueueSelector::IFlush);
    }
}
