//! Signing in when nobody is, where a profile says so.
//!
//! Signing in takes a person longer than an SDK waits. It goes on in a process of its own, which
//! talks to the person on the terminal or in the browser; the helper looks on for as long as it may.

use std::io;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use jit_domain::Timestamp;
use tokio::time::{Instant, sleep};

use crate::config::{self, BrokerUrl};
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::session::{Desktop, LoginTurn, TokenSource};
use crate::ui;

/// The least time between two sign-ins that nobody typed, in seconds: who closed the page does not
/// want it back at the next call.
const PAUSE_SECONDS: i64 = 60;

/// How often to look whether the person is done.
const LOOK: Duration = Duration::from_millis(100);

/// Has the person sign in, and waits for it until `deadline`.
///
/// # Errors
///
/// `because`, what is the matter without a sign-in, with what became of it.
pub(crate) async fn sign_in(
    ctx: &Context,
    because: CommandError,
    deadline: Instant,
) -> Result<(), CommandError> {
    let broker = ctx.settings.broker()?.value;
    let terminal = ui::terminal_output();
    if terminal.is_none() && !Desktop::of(&ctx.environment).is_there() {
        return Err(because.cause("there is neither a desktop nor a terminal to sign in by"));
    }
    // Whose turn it is, is known before it is looked: else the one may end a sign-in between the two.
    let turn = LoginTurn::take(&ctx.settings, &broker)?;
    if is_signed_in(ctx, &broker).await {
        return Ok(());
    }
    if let LoginTurn::Ours(turn) = turn {
        let now = ctx.clock.now();
        let recently = |at: Timestamp| (0..PAUSE_SECONDS).contains(&now.since(at).num_seconds());
        if turn.last_at().is_some_and(recently) {
            return Err(because.cause("you were asked to sign in a moment ago"));
        }
        turn.note(now)?;
        let terminal = terminal.unwrap_or_else(Stdio::null);
        let started = start(turn.into_stdio(), terminal, &broker);
        started.map_err(|err| CommandError::new(ErrorKind::Failed, "cannot start").cause(err))?;
    }
    while Instant::now() < deadline {
        sleep(LOOK).await;
        if is_signed_in(ctx, &broker).await {
            return Ok(());
        }
    }
    Err(because.cause("the sign-in goes on in your browser or on your terminal"))
}

/// Starts `jit login` with the turn as its standard input: it holds it until it ends. In our process
/// group, so that Ctrl-C ends it too.
fn start(turn: Stdio, terminal: Stdio, broker: &BrokerUrl) -> io::Result<Child> {
    Command::new(config::this_program()?)
        .args(["login", "--broker", broker.as_str()])
        .stdin(turn)
        .stdout(Stdio::null())
        .stderr(terminal)
        .spawn()
}

async fn is_signed_in(ctx: &Context, broker: &BrokerUrl) -> bool {
    let Ok(tokens) = TokenSource::new(&ctx.settings, broker, Arc::clone(&ctx.clock)) else {
        return false;
    };
    tokens.ready().await.is_ok_and(|token| token.is_some())
}
