//! Signing in when nobody is, where a profile says so.
//!
//! Signing in takes a person longer than an SDK waits. It goes on in a process of its own, which
//! talks to the person on the terminal or in the browser; the helper looks on for as long as it may.

use std::process::{Command, Stdio};
use std::time::Duration;

use jit_domain::Timestamp;
use tokio::time::{Instant, sleep};

use crate::config::{self, BrokerUrl};
use crate::context::Context;
use crate::error::CommandError;
use crate::session::{Desktop, LoginTurn, TokenSource};
use crate::ui;

/// The least time between two sign-ins that nobody typed, in seconds: who closed the page does not
/// want it back at the next call.
const PAUSE_SECONDS: i64 = 60;

/// How often to look whether the person is done.
const LOOK: Duration = Duration::from_millis(100);

/// Has the person sign in, and waits for it until `deadline`. True once somebody is signed in.
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
    match LoginTurn::take(&ctx.settings, &broker)? {
        LoginTurn::Ours(turn) => {
            let now = ctx.clock.now();
            let recently =
                |at: Timestamp| (0..PAUSE_SECONDS).contains(&now.since(at).num_seconds());
            if turn.last_at().is_some_and(recently) {
                return Err(because.cause("you were asked to sign in a moment ago"));
            }
            turn.note(now)?;
            if !start(ctx, turn.into_stdio(), &broker) {
                return Err(
                    because.cause("there is neither a desktop nor a terminal to sign in by")
                );
            }
        }
        LoginTurn::Others => {}
    }
    loop {
        if is_signed_in(ctx, &broker).await {
            return Ok(());
        }
        if Instant::now() >= deadline {
            let hint = "finish signing in, then run the command again";
            return Err(because
                .cause("the sign-in goes on in your browser or on your terminal")
                .hint(hint));
        }
        sleep(LOOK).await;
    }
}

/// Starts `jit login` with the turn as its standard input: it holds it until it ends. In our process
/// group, so that Ctrl-C ends it too. False where the person could not be reached.
fn start(ctx: &Context, turn: Stdio, broker: &BrokerUrl) -> bool {
    let terminal = ui::terminal_output();
    if terminal.is_none() && !Desktop::of(&ctx.environment).is_there() {
        return false;
    }
    let Ok(program) = config::this_program() else {
        return false;
    };
    let started = Command::new(program)
        .args(["login", "--broker", broker.as_str()])
        .env(config::WITHIN_HELPER, "1")
        .stdin(turn)
        .stdout(Stdio::null())
        .stderr(terminal.unwrap_or_else(Stdio::null))
        .spawn();
    started.is_ok()
}

async fn is_signed_in(ctx: &Context, broker: &BrokerUrl) -> bool {
    let Ok(tokens) = TokenSource::new(&ctx.settings, broker, std::sync::Arc::clone(&ctx.clock))
    else {
        return false;
    };
    tokens.ready().await.is_ok_and(|token| token.is_some())
}
