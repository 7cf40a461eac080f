use std::io;

use jit_testkit::fake_broker::{Answer, FakeBroker};

use super::super::figures::line;
use super::super::process;

/// How often the broker is asked by a request with all flags, once somebody is signed in.
pub(super) fn measure() -> io::Result<()> {
    let broker = FakeBroker::start();
    broker.on("POST /v1/requests", Answer::json(&super::pending()));
    let home = tempfile::tempdir()?;
    let mut request = super::jit(&broker, home.path());
    request.args([
        "request",
        "--account",
        "payments-prod",
        "--permission-set",
        "PowerUser",
        "--duration",
        "1h",
        "--reason",
        "INC-4711: stuck queue",
        "--ticket",
        "INC-4711",
    ]);
    process::once(&mut request)?;
    let (calls, connections) = (broker.calls().len(), broker.connections());
    let counted = format!("{calls} in {connections} connections");
    line("exchanges of jit request with all flags", &counted, "1");
    Ok(())
}
