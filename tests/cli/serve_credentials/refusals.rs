use std::io::Write as _;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Endpoint, Reply, stage};
use crate::answers::credentials;

/// A refusal says why, holds nothing else, and is none after which SDKs try again at once.
fn refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!(reply.status, status, "{reply:?}");
    assert!(!reply.body.contains("ASIA"), "{reply:?}");
    assert!(!reply.head.contains("access-control"), "{reply:?}");
    assert!(!reply.head.contains("\r\nlocation"), "{reply:?}");
    assert!(reply.head.contains("cache-control: no-store"), "{reply:?}");
    let Value::Object(fields) = reply.json() else {
        panic!("{reply:?}");
    };
    let names: Vec<_> = fields.keys().collect();
    assert_eq!(names, ["Code", "Message"]);
    assert_eq!(fields["Code"], code);
}

/// What everybody sends who was told everything.
const ALL: &str = "Host: HERE\r\nAuthorization: TOKEN\r\n";

/// Whoever begins so, with such fields, is refused so; and the broker is not asked for them.
fn refuses(status: u16, code: &str, requests: &[(&str, &str)]) {
    let stage = stage(&credentials());
    let endpoint = Endpoint::start(&stage, &[]);
    stage.broker.go_away();
    let asked = stage.broker.connections();
    for (line, fields) in requests {
        let reply = endpoint.raw(&format!("{line} HTTP/1.1\r\n{fields}\r\n"));
        refused(&reply, status, code);
    }
    assert_eq!(stage.broker.connections(), asked);
    assert_eq!(endpoint.get().status, 200);
}

#[test]
fn a_name_that_came_to_mean_loopback_leads_nowhere() {
    let host = |name: &str| format!("Host: {name}\r\nAuthorization: TOKEN\r\n");
    let requests = [
        ("GET /credentials", &*host("evil.example.com")),
        ("GET /credentials", &host("localhost")),
        ("GET /credentials", &host("127.0.0.1")),
        ("GET /credentials", "Authorization: TOKEN\r\n"),
        ("GET http://evil.example.com/credentials", ALL),
    ];
    refuses(421, "wrong_host", &requests);
}

#[test]
fn a_page_in_a_browser_gets_nothing() {
    let with = |field: &str| format!("{ALL}{field}\r\n");
    let preflight = "Host: HERE\r\nOrigin: https://evil.example.com\r\n\
                     Access-Control-Request-Method: GET\r\n\
                     Access-Control-Request-Headers: authorization\r\n";
    let requests = [
        (
            "GET /credentials",
            &*with("Origin: https://evil.example.com"),
        ),
        ("GET /credentials", &with("Sec-Fetch-Site: cross-site")),
        ("OPTIONS /credentials", preflight),
    ];
    refuses(400, "no_browsers", &requests);
}

#[test]
fn another_user_of_the_machine_gets_nothing() {
    let bearer = "Host: HERE\r\nAuthorization: Bearer TOKEN\r\n";
    let requests = [
        ("GET /credentials", "Host: HERE\r\n"),
        ("GET /credentials", "Host: HERE\r\nAuthorization: x\r\n"),
        ("GET /credentials", bearer),
        ("GET /credentials?TOKEN", "Host: HERE\r\n"),
    ];
    refuses(401, "wrong_token", &requests);
}

#[test]
fn there_is_one_thing_to_get() {
    let with_body = format!("{ALL}Content-Length: 0\r\n");
    let changes = [("POST /credentials", &*with_body), ("OPTIONS *", ALL)];
    refuses(405, "wrong_method", &changes);
    let elsewhere = [
        ("GET /", ALL),
        ("GET /credentials?x=y", ALL),
        ("GET /latest/meta-data/", ALL),
    ];
    refuses(404, "not_found", &elsewhere);
}

#[test]
fn the_refusal_of_a_method_names_the_one_there_is() {
    let stage = stage(&credentials());
    let endpoint = Endpoint::start(&stage, &[]);
    let head = "HTTP/1.1\r\nHost: HERE\r\nAuthorization: TOKEN\r\n\r\n";
    let put = endpoint.raw(&format!("PUT /credentials {head}"));
    assert!(put.head.contains("\r\nallow: get"), "{put:?}");
    let head = endpoint.raw(&format!("HEAD /credentials {head}"));
    assert_eq!((head.status, head.body.as_str()), (405, ""));
}

#[test]
fn what_is_no_request_or_a_long_one_gets_nothing() {
    let stage = stage(&credentials());
    let endpoint = Endpoint::start(&stage, &[]);
    let all = "Host: HERE\r\nAuthorization: TOKEN\r\n";
    let long = "x".repeat(20_000);
    for request in [
        "\u{16}\u{3}\u{1}\r\n\r\n".to_owned(),
        format!("GET /credentials HTTP/1.1\r\n{all}X: {long}\r\n\r\n"),
        format!(
            "GET /credentials HTTP/1.1\r\n{all}{}\r\n",
            "A: b\r\n".repeat(200)
        ),
        format!("GET /credentials HTTP/1.1\r\n{all}Bad Name: x\r\n\r\n"),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
    ] {
        let reply = endpoint.raw(&request);
        assert!(
            reply.status == 0 || (400..500).contains(&reply.status),
            "{reply:?}"
        );
        assert!(!reply.body.contains("ASIA"), "{reply:?}");
    }
    assert_eq!(endpoint.get().status, 200);
}

#[test]
fn a_connection_carries_one_answer() {
    let stage = stage(&credentials());
    let endpoint = Endpoint::start(&stage, &[]);
    let one = "GET /credentials HTTP/1.1\r\nHost: HERE\r\nAuthorization: TOKEN\r\n\r\n";
    let reply = endpoint.raw(&one.repeat(2));
    assert_eq!(reply.body.matches("ASIA").count(), 1, "{reply:?}");
    assert!(reply.head.contains("\r\nconnection: close"), "{reply:?}");
}

/// Whoever connects without a word holds a place, but not for long.
#[test]
fn those_who_say_nothing_keep_nobody_waiting_for_long() {
    let stage = stage(&credentials());
    let endpoint = Endpoint::start(&stage, &[]);
    let began = Instant::now();
    // Twice as many as are served at a time, for 2 s each.
    let mut silent: Vec<_> = (0..128).map(|_| endpoint.connect()).collect();
    for stream in &mut silent {
        stream.write_all(b"GET /credentials HTTP/1.1\r\n").unwrap();
    }

    assert_eq!(endpoint.get().status, 200);

    let waited = began.elapsed();
    assert!(waited > Duration::from_secs(3), "unbounded: {waited:?}");
    assert!(waited < Duration::from_secs(10), "{waited:?}");
}
