use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use jit_domain::{Clock, SystemClock};

use super::decision::{Decision, decide, is_of_use_here, reported_end};
use super::fast_arguments::FastArguments;
use super::process_json;
use crate::cache::{EntryKey, SessionCache};
use crate::config::{self, Environment, Overrides, Settings, Sourced};
use crate::core_files;
use crate::session::PersonKey;
use crate::ui;

/// Answers a plain `jit credential-process` whose session is kept and confirmed. None for everything
/// else, whatever it is: then nothing has been printed, and nothing has happened.
pub(crate) fn fast_path(args: &[OsString]) -> Option<ExitCode> {
    let arguments = FastArguments::of(args.get(1..)?)?;
    core_files::forbid();
    let environment = Environment::of_process();
    if environment.get(config::WITHIN_HELPER).is_some() {
        return None;
    }
    let flags = Overrides {
        broker: arguments.broker,
    };
    let settings = Settings::load(&environment, &flags).ok()?;
    if settings.token_file.as_ref().is_some_and(is_no_plain_file) {
        return None;
    }
    let broker = settings.broker().ok()?.value;
    let person = PersonKey::noted(&settings, &broker)?;
    let key = EntryKey::of(&broker, &person, &arguments.target);
    let session = SessionCache::of(&settings.folders)?.entry(key).read()?;
    let now = SystemClock.now();
    if decide(Some(&session), now) != Decision::Use || !is_of_use_here(&session, now) {
        return None;
    }
    let end = reported_end(&session, arguments.strict, now);
    let json = process_json(&session.credentials, end)?;
    Some(match ui::data(json.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        // A part of it may be out: there must not be another one behind it.
        Err(err) => {
            ui::error_for_sdk(&err);
            ExitCode::from(err.kind.exit_status())
        }
    })
}

/// A pipe can be read once, and may never answer: that is for the long way, which has a deadline.
fn is_no_plain_file(path: &Sourced<PathBuf>) -> bool {
    !path.value.is_file()
}
