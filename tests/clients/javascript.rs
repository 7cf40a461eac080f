use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use jit_testkit::{JavaScriptSdk, Outcome};

use crate::client::Client;
use crate::stage::{Stage, TARGET};
use crate::{life, own_source};

/// The SDK, in the hands of the requester.
pub(crate) fn javascript(stage: &Stage) -> JavaScriptSdk<'_> {
    JavaScriptSdk {
        person: &stage.requester,
        endpoint: stage.endpoint(),
    }
}

#[test]
fn the_sdk_for_javascript_has_credentials_while_the_window_is_open() {
    life::of(Client::JavaScript);
}

#[test]
fn the_sdk_for_javascript_ends_with_a_profile_that_is_its_own_source() {
    own_source::ends(Client::JavaScriptChain);
}

#[test]
fn only_the_default_chain_of_javascript_hides_why_there_are_no_credentials() {
    let stage = Stage::without_aws();

    let [process, ini, chain] = ["process", "ini", "chain"].map(|it| by(&stage, it));

    for shown in [process, ini] {
        assert_eq!(shown.status, Some(1), "{shown}");
        assert!(shown.stderr.contains("\njit: no_request: "), "{shown}");
    }
    assert_eq!(chain.status, Some(1), "{chain}");
    assert_eq!(
        chain.stderr,
        "Could not load credentials from any providers\n"
    );
}

/// What docs/clients.md warns of. Were the SDK mended, the page would have to change.
#[test]
fn the_default_chain_of_javascript_becomes_the_machine_when_there_is_no_window() {
    let stage = Stage::start_at(0);
    let machine = machine_identity();

    let mut command = javascript(&stage).command(&TARGET.profile(), "chain", 1);
    let output = command
        .env("AWS_CONTAINER_CREDENTIALS_FULL_URI", machine)
        .output();
    let outcome = Outcome::of(&output.unwrap());

    assert_eq!(outcome.status, Some(0), "{outcome}");
    assert!(!outcome.stdout.contains("assumed-role"), "{outcome}");
}

fn by(stage: &Stage, provider: &str) -> Outcome {
    javascript(stage).caller_identities(&TARGET.profile(), provider, 1)
}

/// Credentials of a machine, as a container finds them.
fn machine_identity() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let body = r#"{"AccessKeyId":"ASIAMACHINE","SecretAccessKey":"x","Token":"x",
                "Expiration":"2099-01-01T00:00:00Z"}"#;
            let length = body.len();
            let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\n";
            let _ = write!(stream, "{head}content-length: {length}\r\n\r\n{body}");
        }
    });
    url
}
