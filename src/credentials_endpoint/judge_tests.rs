use hyper::Request;

use super::*;

const HERE: &str = "127.0.0.1:4711";

fn judged(method: &str, target: &str, headers: &[(&str, &str)]) -> Option<Refusal> {
    let expected = Expected {
        authority: HERE.to_owned(),
        token: EndpointToken::fresh().unwrap(),
    };
    let mut request = Request::builder().method(method).uri(target);
    for (name, value) in headers {
        let value = value.replace("TOKEN", expected.token.expose());
        request = request.header(*name, value);
    }
    let (head, ()) = request.body(()).unwrap().into_parts();
    judge(&head, &expected).err()
}

fn with(more: &[(&'static str, &'static str)]) -> Option<Refusal> {
    let right = [("host", HERE), ("authorization", "TOKEN")];
    judged("GET", PATH, &[&right[..], more].concat())
}

#[test]
fn who_knows_the_token_gets_an_answer() {
    assert_eq!(with(&[]), None);
    assert_eq!(with(&[("user-agent", "Boto3"), ("accept", "*/*")]), None);
}

#[test]
fn only_the_literal_address_leads_here() {
    for host in [
        "localhost:4711",
        "127.0.0.1",
        "127.0.0.1:4712",
        "127.0.0.1.example.com:4711",
        "evil.example.com:4711",
        "evil.example.com",
        "[::1]:4711",
        "",
    ] {
        let headers = [("host", host), ("authorization", "TOKEN")];
        assert_eq!(judged("GET", PATH, &headers), Some(Refusal::Host), "{host}");
    }
    let none = [("authorization", "TOKEN")];
    assert_eq!(judged("GET", PATH, &none), Some(Refusal::Host));
    assert_eq!(with(&[("host", HERE)]), Some(Refusal::Host), "twice");
    let right = [("host", HERE), ("authorization", "TOKEN")];
    let elsewhere = judged("GET", "http://evil.example.com/credentials", &right);
    assert_eq!(elsewhere, Some(Refusal::Host));
}

#[test]
fn no_browser_gets_an_answer_whatever_it_knows() {
    for header in [
        ("origin", "https://evil.example.com"),
        ("origin", "null"),
        ("sec-fetch-site", "none"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "empty"),
    ] {
        assert_eq!(with(&[header]), Some(Refusal::Browser), "{header:?}");
    }
}

#[test]
fn the_token_is_sent_as_it_is_and_once() {
    for sent in [
        "",
        "Bearer TOKEN",
        "TOKENTOKEN",
        "TOKEN0",
        "token",
        " TOKEN",
    ] {
        let headers = [("host", HERE), ("authorization", sent)];
        assert_eq!(
            judged("GET", PATH, &headers),
            Some(Refusal::Token),
            "{sent}"
        );
    }
    let none = judged("GET", PATH, &[("host", HERE)]);
    assert_eq!(none, Some(Refusal::Token));
    assert_eq!(
        with(&[("authorization", "TOKEN")]),
        Some(Refusal::Token),
        "twice"
    );
}

#[test]
fn one_thing_is_there_and_it_can_only_be_got() {
    let right = [("host", HERE), ("authorization", "TOKEN")];
    for method in ["POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PROPFIND"] {
        let refusal = judged(method, PATH, &right);
        assert_eq!(refusal, Some(Refusal::Method), "{method}");
    }
    for target in [
        "/",
        "/credentials/",
        "/credentials?x",
        "/role",
        "//credentials",
    ] {
        let refusal = judged("GET", target, &right);
        assert_eq!(refusal, Some(Refusal::Path), "{target}");
    }
}

#[test]
fn without_the_token_nothing_is_told_of_what_there_is() {
    for target in ["/", PATH] {
        for method in ["GET", "POST"] {
            let refusal = judged(method, target, &[("host", HERE)]);
            assert_eq!(refusal, Some(Refusal::Token), "{method} {target}");
        }
    }
}
