//! What the credential helper starts to renew tokens: no command for people.

use std::ffi::OsString;

use crate::cli::GlobalArgs;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::session::{self, RENEWAL_COMMAND, RenewalWord};
use crate::ui;

/// The broker whose tokens are to be renewed, if that is what the arguments after the program's name
/// ask for.
pub(crate) fn asked_for(args: &[OsString]) -> Option<String> {
    match args {
        [command, broker] if command == RENEWAL_COMMAND => broker.to_str().map(str::to_owned),
        _ => None,
    }
}

/// Renews the tokens under the lock that is standard input, and says on stdout what came of it.
///
/// # Errors
///
/// When there is no word to say. A renewal that failed is a word too.
pub(crate) fn run(broker: String) -> Result<(), CommandError> {
    let ctx = Context::load(&GlobalArgs::at(broker))?;
    let broker = ctx.settings.broker()?.value;
    let renewal = session::renew_under_inherited_lock(&ctx.settings, &broker, &ctx.clock);
    let outcome = super::runtime()?.block_on(renewal);
    let word = serde_json::to_vec(&RenewalWord::of(&outcome));
    ui::data(&word.map_err(|err| CommandError::new(ErrorKind::Failed, err))?)
}
