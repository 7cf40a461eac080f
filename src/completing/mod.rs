//! What a shell shows when TAB is pressed: `jit __complete -- WORD…` prints what the last word may
//! become, a line each, with a tab and a few words about it behind.
//!
//! It reads the definition of the command line, the settings, and the names that commands before
//! have learnt. It asks neither the network nor a keyring, and never says that it cannot tell. The
//! scripts that `jit completions` prints quote what they take from it for their shell: a name may
//! have anything in it that a shell obeys.

mod candidates;
mod names;
mod script;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::process::ExitCode;

use candidates::{Candidate, candidates};
use names::Names;
pub use script::completion_script;

use crate::core_files;
use crate::ui::{self, neutral};

/// The most that is said about one candidate, in characters.
const ABOUT: usize = 60;

/// Answers a shell. None for a command line that is for somebody else.
pub(crate) fn asked(args: &[OsString]) -> Option<ExitCode> {
    let mut words = args.iter().skip(1);
    if words.next()? != "__complete" || words.next()? != "--" {
        return None;
    }
    core_files::forbid();
    let words: Vec<String> = words.map(|it| it.to_string_lossy().into_owned()).collect();
    let text = lines(&complete(&words));
    Some(match ui::data(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

fn complete(words: &[String]) -> Vec<Candidate> {
    let mut command = crate::command();
    command.build();
    candidates(&command, words, Names::of_process)
}

/// A candidate that a terminal would show otherwise than it is cannot be told from another, and is
/// left out.
fn lines(candidates: &[Candidate]) -> String {
    let mut text = String::new();
    for candidate in candidates {
        if neutral(&candidate.value) != candidate.value {
            continue;
        }
        let about: String = neutral(&candidate.about).chars().take(ABOUT).collect();
        // Writing to memory does not fail.
        let _ = writeln!(text, "{}\t{about}", candidate.value);
    }
    text
}

#[cfg(test)]
#[path = "completing_tests.rs"]
mod tests;
