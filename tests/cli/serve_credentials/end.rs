//! The end of the window, told before it comes.

use std::io::{BufRead as _, BufReader};

use jit_api::{CredentialsAnswer, ErrorCode};

use super::{Endpoint, VEND, stage};
use crate::answers::{credentials, now};
use crate::fake_broker::Answer;

fn ending(seconds: i64) -> CredentialsAnswer {
    let mut answer = credentials();
    answer.window_end = now().plus_seconds(seconds);
    answer
}

/// The next line that it says.
fn says(endpoint: &mut Endpoint) -> String {
    let mut line = String::new();
    let stderr = endpoint.process.stderr.as_mut().unwrap();
    // One byte at a time, so that nothing is lost between two lines.
    BufReader::with_capacity(1, stderr)
        .read_line(&mut line)
        .unwrap();
    line
}

#[test]
fn a_window_that_ends_soon_is_told_with_the_command_for_more_time_and_so_is_its_end() {
    // Less is not served at all.
    let stage = stage(&ending(7));
    stage.broker.on(
        VEND,
        Answer::refusal(ErrorCode::WindowClosed, "the window is closed"),
    );
    let mut endpoint = Endpoint::start(&stage, &[]);
    assert!(says(&mut endpoint).starts_with("Serving credentials"));
    let soon = says(&mut endpoint);
    let more = "for more time: jit request --extends req-7k3m9p2x4q --duration 1h --reason";
    assert!(
        soon.starts_with("The window of PowerUser in payments-prod ends "),
        "{soon}"
    );
    assert!(soon.contains(more), "{soon}");
    let over = says(&mut endpoint);
    let again = "has ended: no more credentials; jit request --account payments-prod";
    assert!(over.contains(again), "{over}");
}

#[test]
fn a_window_that_another_one_follows_is_not_said_to_end() {
    let mut first = ending(590);
    // The broker is asked again at once, and then names the later window.
    first.recheck_seconds = 0;
    let stage = stage(&first);
    stage.broker.on(VEND, Answer::json(&ending(4000)));
    let mut endpoint = Endpoint::start(&stage, &[]);
    assert!(says(&mut endpoint).starts_with("Serving credentials"));
    assert_eq!(endpoint.get().status, 200);
    endpoint.process.kill().unwrap();
    assert_eq!(says(&mut endpoint), "");
}
