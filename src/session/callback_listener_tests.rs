use super::*;

fn expected(listener: &CallbackListener) -> Expected {
    Expected {
        authority: listener.authority(),
        state: "right".to_owned(),
        issuer: "https://issuer.example.com".to_owned(),
        issuer_must_be_named: false,
    }
}

async fn get(authority: &str, target: &str) -> String {
    let mut stream = TcpStream::connect(authority).await.unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn strangers_are_answered_and_ignored_and_the_port_closes_after_the_answer() {
    let listener = CallbackListener::bind(0).await.unwrap();
    let (authority, expected) = (listener.authority(), expected(&listener));
    assert!(listener.redirect_uri().starts_with("http://127.0.0.1:"));
    let waiting = tokio::spawn(listener.wait(expected));

    // One that connects and never says a word does not keep the others waiting.
    let _silent = TcpStream::connect(&authority).await.unwrap();
    let stranger = get(&authority, "/callback?code=evil&state=wrong").await;
    assert!(stranger.starts_with("HTTP/1.1 404"), "{stranger}");
    let denied = get(&authority, "/callback?error=access_denied&state=wrong").await;
    assert!(denied.starts_with("HTTP/1.1 404"), "{denied}");
    let page = get(&authority, "/callback?code=%3Cscript%3E&state=right").await;
    assert!(
        page.starts_with("HTTP/1.1 200") && !page.contains("script"),
        "{page}"
    );

    assert_eq!(waiting.await.unwrap().unwrap(), "<script>");
    assert!(
        TcpStream::connect(&authority).await.is_err(),
        "the port is closed"
    );
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let first = CallbackListener::bind(0).await.unwrap();
    let second = CallbackListener::bind(first.address.port()).await;
    assert!(matches!(second, Err(SessionError::Listen { .. })));
}

#[tokio::test(start_paused = true)]
async fn nobody_answering_ends_the_wait() {
    let listener = CallbackListener::bind(0).await.unwrap();
    let expected = expected(&listener);
    let waited = listener.wait(expected).await;
    assert!(matches!(waited, Err(SessionError::TimedOut(PATIENCE))));
}
