//! The life of two windows, as a client of AWS sees it.

use jit_testkit::Outcome;

use crate::client::Client;
use crate::stage::{Stage, TARGET};

/// For how long the broker's word is good, in seconds: the default.
const RECHECK_SECONDS: i64 = 60;

/// Nothing before the approval; the session of the request while the window is open; nothing after
/// a revocation, once the broker's word is old; nothing after the window's end.
pub(crate) fn of(client: Client) {
    let stage = Stage::start_at(0);
    let who = || client.caller_identities(&stage, &TARGET.profile(), 1);
    let hint = "run: jit request --account payments-prod --permission-set PowerUser";

    fails(
        &who(),
        "no_request: no open window for PowerUser in payments-prod",
        hint,
    );
    let first = stage.ask(TARGET, "20m");
    let wait = format!("run: jit wait {first}");
    fails(&who(), "window_not_open: the request for PowerUser", &wait);
    stage.decide(TARGET, "approve", &first);
    works(&who(), &first);
    stage.decide(TARGET, "revoke", &first);
    stage.clock.set(RECHECK_SECONDS / 2);
    works(&who(), &first);
    stage.clock.set(RECHECK_SECONDS + 5);
    let over = "window_closed: the window for PowerUser in payments-prod is over (revoked)";
    fails(&who(), over, hint);

    let second = stage.open(TARGET, "20m");
    works(&who(), &second);
    stage.clock.set(RECHECK_SECONDS + 5 + 20 * 60);
    let over = "window_closed: the window for PowerUser in payments-prod is over (ended)";
    fails(&who(), over, hint);
}

fn works(outcome: &Outcome, request: &str) {
    let session = request.replacen("req-", "Engineer+", 1);
    assert_eq!(outcome.status, Some(0), "{outcome}");
    assert_eq!(
        outcome.stdout.trim(),
        format!("arn:aws:sts::111122223333:assumed-role/PowerUser/{session}"),
        "{outcome}"
    );
}

/// The client fails, and shows the one line of the helper.
fn fails(outcome: &Outcome, what: &str, hint: &str) {
    assert!(outcome.status.is_some_and(|it| it != 0), "{outcome}");
    assert_eq!(outcome.stdout, "", "{outcome}");
    let lines = outcome.stderr.lines();
    let mut told = lines.filter_map(|line| line.split_once("jit: "));
    let line = told.next().unwrap_or_default().1;
    let told = line.starts_with(what) && line.contains(&format!("; {hint}"));
    assert!(told, "{outcome}");
}
