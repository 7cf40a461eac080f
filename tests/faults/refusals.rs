//! What the helper refuses before it does anything.

use crate::stage::{Stage, fails, run};

#[test]
fn a_helper_that_is_started_by_itself_refuses_at_once() {
    let stage = Stage::with_session(&crate::answers::session(1));
    let outcome = run(stage.helper().env("JIT_CREDENTIAL_PROCESS", "1"));
    fails(&outcome, "recursion");
    assert_eq!(stage.vends(), 1, "and serves nothing that is kept");
}
