use super::*;

/// Plays a script of answers and notes the second at which each was asked for.
async fn play(
    interval: u64,
    life: u64,
    script: Vec<Poll<&'static str>>,
) -> (Result<&'static str, SessionError>, Vec<u64>) {
    let start = Instant::now();
    let mut asked = Vec::new();
    let mut script = script.into_iter();
    let poll = async || {
        asked.push(start.elapsed().as_secs());
        script.next().unwrap_or(Poll::Pending)
    };
    let interval = Duration::from_secs(interval);
    let result = poll_until_decided(interval, Duration::from_secs(life), poll).await;
    (result, asked)
}

#[tokio::test(start_paused = true)]
async fn the_interval_is_kept_until_somebody_decides() {
    let script = vec![Poll::Pending, Poll::Pending, Poll::Decided("tokens")];
    let (result, asked) = play(5, 600, script).await;
    assert_eq!((result.unwrap(), asked), ("tokens", vec![5, 10, 15]));
}

#[tokio::test(start_paused = true)]
async fn slow_down_adds_five_seconds_for_good() {
    let script = vec![
        Poll::SlowDown,
        Poll::Pending,
        Poll::SlowDown,
        Poll::Decided("tokens"),
    ];
    let (_, asked) = play(5, 600, script).await;
    assert_eq!(asked, [5, 15, 25, 40]);
}

#[tokio::test(start_paused = true)]
async fn while_the_issuer_is_away_the_pause_grows_and_then_shrinks_again() {
    let script = vec![
        Poll::Away,
        Poll::Away,
        Poll::Pending,
        Poll::Decided("tokens"),
    ];
    let (_, asked) = play(5, 600, script).await;
    assert_eq!(asked, [5, 15, 35, 40]);
}

#[tokio::test(start_paused = true)]
async fn an_interval_of_nothing_or_of_ages_is_not_obeyed() {
    let (_, asked) = play(0, 600, vec![Poll::Decided("tokens")]).await;
    assert_eq!(asked, [1]);
    let (_, asked) = play(u64::MAX, 600, vec![Poll::SlowDown, Poll::Decided("tokens")]).await;
    assert_eq!(asked, [60, 120]);
}

#[tokio::test(start_paused = true)]
async fn the_code_is_not_asked_for_after_its_life() {
    let start = Instant::now();
    let (result, asked) = play(5, 12, Vec::new()).await;
    assert!(matches!(result, Err(SessionError::TimedOut(_))));
    assert_eq!(asked, [5, 10]);
    assert_eq!(start.elapsed().as_secs(), 12);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_ends_it_at_once() {
    let denied = SessionError::Denied("access_denied".to_owned());
    let (result, asked) = play(5, 600, vec![Poll::Failed(denied)]).await;
    assert!(matches!(result, Err(SessionError::Denied(_))));
    assert_eq!(asked, [5]);
}

#[test]
fn answers_are_told_apart_by_their_error() {
    let endpoint: SecureUrl = "https://issuer.example.com/token".parse().unwrap();
    let read = |status: u16, body: &str| {
        let mut answer = HttpResponse::new(body.as_bytes().to_vec());
        *answer.status_mut() = status.try_into().unwrap();
        read_poll(&answer, &endpoint)
    };
    assert!(matches!(
        read(400, r#"{"error":"authorization_pending"}"#),
        Poll::Pending
    ));
    assert!(matches!(
        read(400, r#"{"error":"slow_down"}"#),
        Poll::SlowDown
    ));
    for error in [
        "access_denied",
        "expired_token",
        "invalid_grant",
        "invalid_client",
    ] {
        let answer = read(400, &format!(r#"{{"error":"{error}"}}"#));
        assert!(
            matches!(answer, Poll::Failed(SessionError::Denied(_))),
            "{error}"
        );
    }
    for (status, body) in [(200, "{}"), (400, "{}"), (403, "[]")] {
        let answer = read(status, body);
        assert!(
            matches!(answer, Poll::Failed(SessionError::Nonsense { .. })),
            "{body}"
        );
    }
    let tokens = r#"{"access_token":"a","token_type":"Bearer","expires_in":300}"#;
    assert!(matches!(read(200, tokens), Poll::Decided(_)));
}

#[test]
fn a_page_or_code_that_is_not_fit_to_be_shown_is_refused() {
    let endpoint: SecureUrl = "https://issuer.example.com/device".parse().unwrap();
    let check = |page: &str, code: &str| {
        let offer = serde_json::json!({
            "device_code": "d", "user_code": code, "verification_uri": page, "expires_in": 600,
        });
        prompt(&serde_json::from_value(offer).unwrap(), &endpoint).is_ok()
    };
    assert!(check("https://issuer.example.com/device", "ABCD-EFGH"));
    assert!(check("http://127.0.0.1:9400/device", "ABCD EFGH"));
    assert!(!check("http://issuer.example.com/device", "ABCD-EFGH"));
    for hostile in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "https://somebody@issuer.example.com/device",
        "https://issuer.example.com/\u{1b}[2J",
        "https://issuer.example.com/de\nvice",
    ] {
        assert!(!check(hostile, "ABCD-EFGH"), "{hostile:?}");
    }
    for code in ["", "A\u{1b}[2J", "A\nB", &"A".repeat(65)] {
        assert!(
            !check("https://issuer.example.com/device", code),
            "{code:?}"
        );
    }
}
