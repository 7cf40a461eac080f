//! Proxies: whoever the environment names is used for the network, and never for this machine.

use std::net::TcpListener;

use jit_api::ErrorCode;

use crate::fake_broker::{Answer, FakeBroker};
use crate::stage::{Stage, stderr};

/// An address of this machine that does not spell itself as such, where nobody listens: to `jit` it is
/// a host like any other.
fn remote() -> String {
    let listener = TcpListener::bind("127.0.0.2:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

fn proxy() -> FakeBroker {
    let proxy = FakeBroker::start();
    // It is asked for anything, and gives nothing.
    proxy.on("CONNECT", Answer::raw(502, "text/plain", "no"));
    proxy
}

#[test]
fn a_broker_on_the_network_is_reached_through_the_proxy_and_the_token_stays_out_of_it() {
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        let (proxy, remote) = (proxy(), remote());
        let stage = Stage::new()
            .with(variable, proxy.url())
            .with("JIT_BROKER", &format!("https://{remote}"));

        let output = stage.run(&["whoami"]);

        assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
        assert_eq!(proxy.lines(), [format!("CONNECT {remote}")], "{variable}");
        for call in proxy.calls() {
            assert!(!format!("{call:?}").contains("token-of-a-test"), "{call:?}");
        }
    }
}

#[test]
fn whom_no_proxy_names_is_reached_without_one() {
    let (proxy, remote) = (proxy(), remote());
    let stage = Stage::new()
        .with("HTTPS_PROXY", proxy.url())
        .with("NO_PROXY", "127.0.0.2")
        .with("JIT_BROKER", &format!("https://{remote}"));

    let output = stage.run(&["whoami"]);

    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    assert_eq!(proxy.connections(), 0);
}

#[test]
fn this_machine_is_never_reached_through_a_proxy() {
    let proxy = proxy();
    let mut stage = Stage::new();
    for variable in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
    ] {
        stage = stage.with(variable, proxy.url());
    }
    let refusal = Answer::refusal(ErrorCode::NotSignedIn, "who are you?");
    stage.broker.on("GET /v1/me", refusal);

    let plain = stage.run(&["whoami"]);
    assert_eq!(plain.status.code(), Some(6), "{}", stderr(&plain));
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}", closed.local_addr().unwrap());
    drop(closed);
    let tls = stage.run(&["whoami", "--broker", &address]);
    assert_eq!(tls.status.code(), Some(5), "{}", stderr(&tls));

    assert_eq!(proxy.connections(), 0);
}
