use super::*;

fn expected(issuer_must_be_named: bool) -> Expected {
    Expected {
        authority: "127.0.0.1:5000".to_owned(),
        state: "right".to_owned(),
        issuer: "https://issuer.example.com".to_owned(),
        issuer_must_be_named,
    }
}

fn head(line: &str, host: &str) -> String {
    format!("{line}\r\nHost: {host}\r\nAccept: text/html\r\n\r\n")
}

fn judged(line: &str) -> Verdict {
    judge(head(line, "127.0.0.1:5000").as_bytes(), &expected(false))
}

#[test]
fn a_stranger_is_whoever_does_not_ask_exactly_as_the_redirected_browser_does() {
    let strangers = [
        "GET /callback?code=c&state=wrong HTTP/1.1",
        "GET /callback?code=c&state=right2 HTTP/1.1",
        "GET /callback?code=c&state=RIGHT HTTP/1.1",
        "GET /callback?code=c&state= HTTP/1.1",
        "GET /callback?code=c HTTP/1.1",
        "GET /callback?error=access_denied HTTP/1.1",
        "GET /callback?error=access_denied&state=wrong HTTP/1.1",
        "GET /callback?code=c&state=right&state=right HTTP/1.1",
        "GET /callback?code=c&code=d&state=right HTTP/1.1",
        "GET /callback HTTP/1.1",
        "GET /callback/?code=c&state=right HTTP/1.1",
        "GET /Callback?code=c&state=right HTTP/1.1",
        "GET //callback?code=c&state=right HTTP/1.1",
        "GET /%63allback?code=c&state=right HTTP/1.1",
        "GET /favicon.ico HTTP/1.1",
        "GET http://127.0.0.1:5000/callback?code=c&state=right HTTP/1.1",
        "POST /callback?code=c&state=right HTTP/1.1",
        "HEAD /callback?code=c&state=right HTTP/1.1",
        "get /callback?code=c&state=right HTTP/1.1",
        "GET /callback?code=c&state=right HTTP/2",
        "GET /callback?code=c&state=right",
        "GET  /callback?code=c&state=right HTTP/1.1",
        "GET /callback?code=c&state=right HTTP/1.1 x",
        "",
    ];
    for line in strangers {
        assert_eq!(judged(line), Verdict::Stranger, "{line}");
    }
    assert_eq!(
        judge(b"GET /callback?code=\xff", &expected(false)),
        Verdict::Stranger
    );
}

#[test]
fn the_host_has_to_be_ours_and_there_once() {
    let line = "GET /callback?code=c&state=right HTTP/1.1";
    for host in [
        "localhost:5000",
        "127.0.0.1",
        "127.0.0.1:5001",
        "evil.example.com",
        "[::1]:5000",
        "",
    ] {
        let verdict = judge(head(line, host).as_bytes(), &expected(false));
        assert_eq!(verdict, Verdict::Stranger, "{host}");
    }
    let none = format!("{line}\r\nAccept: */*\r\n\r\n");
    let twice = format!("{line}\r\nHost: 127.0.0.1:5000\r\nHost: 127.0.0.1:5000\r\n\r\n");
    for head in [none, twice] {
        assert_eq!(judge(head.as_bytes(), &expected(false)), Verdict::Stranger);
    }
    let other_case = format!("{line}\r\nhost:127.0.0.1:5000\r\n\r\n");
    let verdict = judge(other_case.as_bytes(), &expected(false));
    assert_eq!(verdict, Verdict::Code("c".to_owned()));
}

#[test]
fn the_right_state_brings_the_code_or_the_refusal() {
    let code = judged("GET /callback?state=right&code=a%2Bb&session_state=x HTTP/1.1");
    assert_eq!(code, Verdict::Code("a+b".to_owned()));
    let denied =
        judged("GET /callback?error=access_denied&error_description=no&state=right HTTP/1.1");
    let expected = Verdict::Denied {
        error: "access_denied".to_owned(),
        description: Some("no".to_owned()),
    };
    assert_eq!(denied, expected);
}

#[test]
fn with_the_right_state_a_contradiction_ends_the_sign_in() {
    let table = [
        ("code=c&iss=https%3A%2F%2Fevil.example.com", false),
        (
            "error=access_denied&iss=https%3A%2F%2Fevil.example.com",
            false,
        ),
        ("code=c&iss=https%3A%2F%2Fissuer.example.com%2F", false),
        ("code=c&iss=", false),
        ("code=c", true),
        ("error=access_denied", true),
        ("code=c&error=x", false),
        ("code=", false),
        ("x=y", false),
    ];
    for (query, named) in table {
        let line = format!("GET /callback?state=right&{query} HTTP/1.1");
        let verdict = judge(head(&line, "127.0.0.1:5000").as_bytes(), &expected(named));
        assert!(
            matches!(verdict, Verdict::Mismatch(_)),
            "{query}: {verdict:?}"
        );
    }
    let named = "GET /callback?state=right&code=c&iss=https://issuer.example.com HTTP/1.1";
    let verdict = judge(head(named, "127.0.0.1:5000").as_bytes(), &expected(true));
    assert_eq!(verdict, Verdict::Code("c".to_owned()));
}
