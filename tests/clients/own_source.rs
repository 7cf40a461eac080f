//! A profile that names itself as the source of its credentials.

use std::time::{Duration, Instant};

use crate::client::Client;
use crate::stage::{Stage, TARGET};

/// The client comes to an end, and the helper has not been run over and over.
pub(crate) fn ends(client: Client) {
    let stage = Stage::without_aws();
    stage.open(TARGET, "1h");
    let profile = format!(
        "[profile circle]\n\
         role_arn = arn:aws:iam::111122223333:role/Other\n\
         source_profile = circle\n\
         credential_process = {}\n\
         region = eu-central-1\n",
        stage.credential_process(TARGET)
    );
    stage.configure(&[TARGET], &profile);
    let begin = Instant::now();

    let outcome = client.caller_identities(&stage, "circle", 1);

    assert!(begin.elapsed() < Duration::from_secs(30), "{outcome}");
    let runs = stage.runs();
    assert!(runs <= 1, "{runs} runs: {outcome}");
    assert!(outcome.status.is_some_and(|it| it != 0), "{outcome}");
}
