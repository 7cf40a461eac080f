use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::json;

use super::super::fake_issuer::{Asked, FakeClock, FakeIssuer, Reply, record, renewable};
use super::super::keyring_store::tests::FakeKeyring;
use super::*;
use crate::config::StoreChoice;

/// A vault in a folder, a clock, and an issuer that is asked when tokens are renewed.
struct Stage {
    _folder: tempfile::TempDir,
    vault: Vault,
    clock: Arc<FakeClock>,
    issuer: FakeIssuer,
}

impl Stage {
    fn new(handler: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let issuer = FakeIssuer::start(move |_, asked| handler(asked));
        let keyring = Arc::new(FakeKeyring::default());
        let path = folder.path().join("sessions");
        let vault = Vault::at(path, StoreChoice::File, &record("old").broker, keyring);
        let stage = Self {
            _folder: folder,
            vault,
            clock: FakeClock::new(),
            issuer,
        };
        stage.keep("old", "r0");
        stage
    }

    fn keep(&self, token: &str, refresh_token: &str) {
        let record = renewable(token, refresh_token, &self.issuer.base);
        self.vault.save_first(&record).unwrap();
    }

    fn source(&self) -> TokenSource {
        let from = From::Vault(self.vault.clone());
        TokenSource::with(self.vault.broker().clone(), from, None, self.clock.clone())
    }

    async fn token(&self) -> Result<String, SessionError> {
        let token = self.source().access_token().await?;
        Ok(token.expose().to_owned())
    }

    fn refresh_token(&self) -> Option<String> {
        let renewal = self.vault.load().unwrap()?.renewal?;
        Some(renewal.refresh_token.expose().to_owned())
    }

    fn redeemed(&self) -> usize {
        self.issuer.count("/token")
    }
}

impl TokenSource {
    /// Reads what is stored, as a process does that then waits for the lock.
    async fn load_now(&self) {
        let From::Vault(vault) = &self.from else {
            return;
        };
        *self.current.lock().await = Some(self.load(vault).unwrap());
    }
}

fn tokens(token: &str, refresh_token: Option<&str>) -> Reply {
    let mut answer = json!({"access_token": token, "token_type": "Bearer", "expires_in": 300});
    if let Some(refresh_token) = refresh_token {
        answer["refresh_token"] = json!(refresh_token);
    }
    Reply::Json(200, answer)
}

fn invalid_grant() -> Reply {
    Reply::Json(400, json!({"error": "invalid_grant"}))
}

#[tokio::test]
async fn a_token_with_life_left_is_used_without_asking_anybody() {
    let stage = Stage::new(|_| tokens("new", None));
    stage.clock.advance(269);
    assert_eq!(stage.token().await.unwrap(), "old");
    assert_eq!(stage.redeemed(), 0);
}

#[tokio::test]
async fn a_token_near_its_end_is_renewed_and_the_rotated_one_is_stored() {
    let stage = Stage::new(|_| tokens("new", Some("r1")));
    stage.clock.advance(270);
    assert_eq!(stage.token().await.unwrap(), "new");
    assert_eq!(stage.refresh_token().as_deref(), Some("r1"));
    assert_eq!(stage.token().await.unwrap(), "new");

    let asked = stage.issuer.asked.lock().unwrap();
    let form = &asked[0].form;
    assert_eq!(asked.len(), 1);
    assert_eq!(form["grant_type"], "refresh_token");
    assert_eq!(form["refresh_token"], "r0");
    assert_eq!(form["client_id"], "jit-cli");
    assert_eq!(form["resource"], "https://broker.example.com");
}

#[tokio::test]
async fn a_token_that_never_lives_for_long_is_renewed_once_per_use() {
    let stage = Stage::new(|_| {
        let answer = json!({"access_token": "new", "token_type": "Bearer", "expires_in": 20});
        Reply::Json(200, answer)
    });
    stage.clock.advance(300);
    let (one, two) = (stage.source(), stage.source());
    one.load_now().await;
    two.load_now().await;
    assert_eq!(one.access_token().await.unwrap().expose(), "new");
    assert_eq!(two.access_token().await.unwrap().expose(), "new");
    assert_eq!(
        stage.redeemed(),
        1,
        "the second finds what the first has stored"
    );
}

#[tokio::test]
async fn without_a_new_refresh_token_the_old_one_stays() {
    let stage = Stage::new(|_| tokens("new", None));
    stage.clock.advance(300);
    assert_eq!(stage.token().await.unwrap(), "new");
    assert_eq!(stage.refresh_token().as_deref(), Some("r0"));
}

#[tokio::test]
async fn an_issuer_that_is_away_costs_nothing() {
    let replies = [
        Reply::Lost,
        Reply::Json(503, json!({"error": "server_error"})),
        Reply::Json(429, json!({})),
        Reply::Raw("HTTP/1.1 502 X\r\ncontent-type: text/html\r\ncontent-length: 0\r\n\r\n"),
    ];
    for reply in replies {
        let shown = format!("{reply:?}");
        let stage = Stage::new(move |_| reply.clone());
        stage.clock.advance(280);
        assert_eq!(
            stage.token().await.unwrap(),
            "old",
            "still good for a moment: {shown}"
        );
        stage.clock.advance(20);
        let error = stage.token().await.unwrap_err();
        assert!(
            matches!(error, SessionError::Unreachable { .. }),
            "{shown}: {error:?}"
        );
        assert_eq!(stage.refresh_token().as_deref(), Some("r0"), "{shown}");
    }
}

#[tokio::test]
async fn after_a_lost_answer_the_end_comes_with_the_next_attempt() {
    let calls = AtomicUsize::new(0);
    let stage = Stage::new(move |_| match calls.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::Lost,
        _ => invalid_grant(),
    });
    stage.clock.advance(300);
    assert!(matches!(
        stage.token().await,
        Err(SessionError::Unreachable { .. })
    ));
    assert!(matches!(stage.token().await, Err(SessionError::Ended(_))));
    assert!(
        matches!(stage.token().await, Err(SessionError::NotSignedIn(_))),
        "and it is gone"
    );
    assert_eq!(stage.redeemed(), 2, "no loop");
}

#[tokio::test]
async fn a_refusal_after_somebody_elses_renewal_takes_what_they_stored() {
    let folder = Arc::new(std::sync::Mutex::new(None::<(Vault, SessionRecord)>));
    let theirs = folder.clone();
    let stage = Stage::new(move |_| {
        // A program that does not know of the lock stores its own just before we are refused.
        let (vault, record) = theirs.lock().unwrap().take().unwrap();
        vault.save_again(&record).unwrap();
        invalid_grant()
    });
    stage.clock.advance(300);
    let mut other = renewable("theirs", "r9", &stage.issuer.base);
    other.expires_at = Some(stage.clock.now().plus_seconds(300));
    *folder.lock().unwrap() = Some((stage.vault.clone(), other));

    assert_eq!(stage.token().await.unwrap(), "theirs");
    assert_eq!(stage.refresh_token().as_deref(), Some("r9"));
    assert_eq!(stage.redeemed(), 1);
}

#[tokio::test]
async fn other_refusals_and_nonsense_keep_the_tokens() {
    let replies = [
        Reply::Json(400, json!({"error": "invalid_client"})),
        Reply::Json(400, json!({"error": "invalid_target"})),
        Reply::Json(200, json!({"access_token": "x", "token_type": "DPoP"})),
        Reply::Json(200, json!({})),
        Reply::Raw("HTTP/1.1 200 X\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\n{}"),
        Reply::Raw("HTTP/1.1 307 X\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"),
    ];
    for reply in replies {
        let shown = format!("{reply:?}");
        let stage = Stage::new(move |_| reply.clone());
        stage.clock.advance(300);
        assert!(stage.token().await.is_err(), "{shown}");
        assert_eq!(stage.refresh_token().as_deref(), Some("r0"), "{shown}");
    }
}

#[tokio::test]
async fn another_person_in_the_answer_is_refused() {
    use base64::Engine as _;
    let claims = json!({"sub": "somebody-else"}).to_string();
    let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims);
    let stage = Stage::new(move |_| {
        let id_token = format!("e30.{payload}.x");
        Reply::Json(
            200,
            json!({"access_token": "new", "token_type": "Bearer", "id_token": id_token}),
        )
    });
    stage.clock.advance(300);
    assert!(matches!(
        stage.token().await,
        Err(SessionError::Mismatch(_))
    ));
    assert_eq!(stage.vault.load().unwrap().unwrap().token.expose(), "old");
}

#[test]
fn of_twenty_at_once_one_redeems_and_all_have_the_new_token() {
    let live = Arc::new(std::sync::Mutex::new("r0".to_owned()));
    let stage = Stage::new(move |asked| {
        // Rotation with reuse detection: the second use of a token ends everything.
        let mut live = live.lock().unwrap();
        if asked.form["refresh_token"] != *live {
            return invalid_grant();
        }
        *live = format!("{live}+");
        tokens("new", Some(&live))
    });
    stage.clock.advance(300);
    let ask = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(stage.token()).unwrap()
    };
    let all: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..20).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert!(all.iter().all(|token| token == "new"), "{all:?}");
    assert_eq!(stage.redeemed(), 1);
}

#[tokio::test]
async fn a_caller_who_gives_up_does_not_lose_the_new_tokens() {
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let stage = Stage::new(move |_| {
        let _ = wait.lock().unwrap().recv();
        tokens("new", Some("r1"))
    });
    stage.clock.advance(300);
    let impatient = tokio::time::timeout(Duration::from_millis(300), stage.token()).await;
    assert!(impatient.is_err());

    release.send(()).unwrap();
    TokenSource::wait_for_renewals();

    assert_eq!(stage.refresh_token().as_deref(), Some("r1"));
}

#[tokio::test]
async fn a_token_that_the_broker_calls_expired_is_renewed_once() {
    let stage = Stage::new(|_| tokens("new", Some("r1")));
    let source = stage.source();
    let old = source.access_token().await.unwrap();
    let new = source.force_refresh(&old).await.unwrap();
    assert_eq!(new.expose(), "new");

    // The same complaint about the old token, late: the new one is there already.
    let again = source.force_refresh(&old).await.unwrap();
    assert_eq!(again.expose(), "new");
    let elsewhere = stage.source().force_refresh(&old).await.unwrap();
    assert_eq!(elsewhere.expose(), "new");
    assert_eq!(stage.redeemed(), 1);
}

#[tokio::test]
async fn a_token_that_cannot_be_renewed_ends_the_sign_in() {
    let stage = Stage::new(|_| tokens("new", None));
    stage.vault.save_first(&record("brought")).unwrap();
    assert_eq!(stage.token().await.unwrap(), "brought");
    stage.clock.advance(300);
    assert!(matches!(stage.token().await, Err(SessionError::Ended(_))));
    assert_eq!(stage.redeemed(), 0);
}

#[tokio::test]
async fn a_given_token_wins_and_is_never_renewed() {
    let stage = Stage::new(|_| tokens("new", None));
    let given = GivenToken::read("given".as_bytes()).unwrap();
    let broker = stage.vault.broker().clone();
    let source = TokenSource::with(broker, From::Given(given), None, stage.clock.clone());
    let token = source.access_token().await.unwrap();
    assert_eq!(token.expose(), "given");
    let refused = source.force_refresh(&token).await;
    assert!(matches!(refused, Err(SessionError::GivenTokenRefused(_))));
    assert_eq!(stage.redeemed(), 0);
    assert!(!format!("{source:?}").contains("given\""));
}

#[tokio::test]
async fn no_token_is_redeemed_that_could_not_be_stored() {
    let stage = Stage::new(|_| tokens("new", Some("r1")));
    stage.clock.advance(300);
    // In the way of the file that the probe writes.
    let probe = stage.vault.probe_path();
    std::fs::create_dir(&probe).unwrap();
    assert!(matches!(stage.token().await, Err(SessionError::File(_))));
    assert_eq!(stage.redeemed(), 0);
    std::fs::remove_dir(&probe).unwrap();
    assert_eq!(stage.token().await.unwrap(), "new");
}
