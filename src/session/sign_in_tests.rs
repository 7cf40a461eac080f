use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::super::fake_issuer::{Asked, FakeClock, FakeIssuer, Reply, start};
use super::super::fake_signer::FakeSigner;
use super::super::keyring_store::tests::FakeKeyring;
use super::*;
use crate::config::{Environment, StoreChoice};

/// What a hostile or broken issuer does differently.
type Twist = fn(&str, &mut Value);

fn untwisted(_: &str, _: &mut Value) {}

/// What the browser brings back, by the parameters it was sent with.
type Browse = fn(&BTreeMap<String, String>) -> String;

/// A broker and issuer, a browser that goes where it is sent, and the vault to fill.
struct Stage {
    _folder: tempfile::TempDir,
    server: FakeIssuer,
    nonce: Arc<Mutex<String>>,
    sign_in: SignIn,
}

impl Stage {
    fn new(twist: Twist) -> Self {
        let signer = FakeSigner::new();
        let nonce = Arc::new(Mutex::new(String::new()));
        let sent = nonce.clone();
        let server = FakeIssuer::start(move |base, asked| {
            let mut answer = answer(base, asked, &signer, &sent.lock().unwrap());
            twist(&asked.path, &mut answer);
            if asked.path == "/token" && answer["id_token"].is_object() {
                answer["id_token"] = json!(signer.sign(&answer["id_token"]));
            }
            Reply::Json(200, answer)
        });
        let folder = tempfile::tempdir().unwrap();
        let broker: BrokerUrl = server.base.parse().unwrap();
        let keyring = Arc::new(FakeKeyring::default());
        let path = folder.path().join("sessions");
        let vault = Vault::at(path, StoreChoice::File, &broker, keyring);
        let sign_in = SignIn {
            broker,
            clients: HttpClients::new(None),
            clock: FakeClock::new(),
            vault,
            desktop: Desktop::of(&Environment::default()),
        };
        Self {
            _folder: folder,
            server,
            nonce,
            sign_in,
        }
    }

    async fn in_browser(&self, browse: Browse) -> Result<SignedIn, SessionError> {
        let options = SignInOptions::default();
        let mut browser = FakeBrowser {
            browse,
            nonce: self.nonce.clone(),
            issuer: self.server.base.clone(),
        };
        self.sign_in.run(&options, &mut browser).await
    }

    fn is_signed_in(&self) -> bool {
        self.sign_in.vault.load().unwrap().is_some()
    }
}

fn answer(base: &str, asked: &Asked, signer: &FakeSigner, nonce: &str) -> Value {
    match asked.path.as_str() {
        "/v1/config" => json!({
            "api_version": "1", "broker_version": "0", "issuer": base, "client_id": "jit-cli",
            "scopes": ["openid", "offline_access"], "audience": "https://broker.example.com",
            "audience_parameter": "resource", "flows": ["pkce", "device_code"],
            "token": "access_token", "recheck_seconds": 30, "offline_grace_seconds": 0, "sandbox": true,
        }),
        "/.well-known/openid-configuration" => json!({
            "issuer": base, "token_endpoint": format!("{base}/token"),
            "authorization_endpoint": format!("{base}/auth"), "jwks_uri": format!("{base}/keys"),
            "device_authorization_endpoint": format!("{base}/device"),
            "revocation_endpoint": format!("{base}/revoke"),
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
        }),
        "/keys" => json!({ "keys": [{"kty": "of the future"}, signer.jwk] }),
        "/token" => {
            let now = start().millis() / 1000;
            json!({
                "access_token": "hunter2", "token_type": "Bearer", "expires_in": 300,
                "refresh_token": "hunter3",
                "id_token": {"iss": base, "aud": "jit-cli", "sub": "engineer", "iat": now, "exp": now + 60, "nonce": nonce},
            })
        }
        "/device" => json!({
            "device_code": "d", "user_code": "ABCD-EFGH", "interval": 1, "expires_in": 60,
            "verification_uri": format!("{base}/code"),
        }),
        _ => json!({}),
    }
}

/// Answers the authorization request at once, in a thread of its own.
struct FakeBrowser {
    browse: Browse,
    nonce: Arc<Mutex<String>>,
    issuer: String,
}

impl Narrator for FakeBrowser {
    fn browser(&mut self, page: &Url, opens: bool) {
        assert!(!opens);
        let mut query: BTreeMap<_, _> = page.query_pairs().into_owned().collect();
        query.insert("issuer".to_owned(), self.issuer.clone());
        self.nonce.lock().unwrap().clone_from(&query["nonce"]);
        assert_eq!(query["code_challenge_method"], "S256");
        assert_eq!(query["resource"], "https://broker.example.com");
        let target = (self.browse)(&query);
        let redirect: Url = query["redirect_uri"].parse().unwrap();
        std::thread::spawn(move || {
            let host = format!(
                "{}:{}",
                redirect.host_str().unwrap(),
                redirect.port().unwrap()
            );
            let mut stream = TcpStream::connect(&host).unwrap();
            let request = format!("GET /callback?{target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
            stream.write_all(request.as_bytes()).unwrap();
            let _ = stream.read_to_end(&mut Vec::new());
        });
    }

    fn open(&mut self, page: &Url) -> io::Result<()> {
        panic!("{page} is opened although nobody wanted that");
    }

    fn device_code(&mut self, prompt: &DevicePrompt) {
        assert_eq!(prompt.code, "ABCD-EFGH");
    }

    fn explain(&mut self, _text: &str) {}
}

fn good(query: &BTreeMap<String, String>) -> String {
    format!("code=c&state={}&iss={}", query["state"], query["issuer"])
}

#[tokio::test]
async fn a_sign_in_in_the_browser_keeps_the_tokens() {
    let stage = Stage::new(untwisted);
    let signed_in = stage.in_browser(good).await.unwrap();

    let record = stage.sign_in.vault.load().unwrap().unwrap();
    assert_eq!(record.token.expose(), "hunter2");
    assert_eq!(record.subject.unwrap().as_str(), "engineer");
    assert_eq!(record.expires_at, Some(start().plus_seconds(300)));
    assert!(!format!("{signed_in:?}").contains("hunter"));

    let asked = stage.server.asked.lock().unwrap();
    let redeemed = asked.iter().find(|it| it.path == "/token").unwrap();
    assert_eq!(redeemed.form["code"], "c");
    assert!((43..=128).contains(&redeemed.form["code_verifier"].len()));
    assert_eq!(redeemed.form["resource"], "https://broker.example.com");
}

#[tokio::test]
async fn nothing_is_kept_when_the_answer_of_the_browser_does_not_fit() {
    let table: [Browse; 4] = [
        |query| {
            format!(
                "code=c&state={}&iss=https://evil.example.com",
                query["state"]
            )
        },
        |query| format!("code=c&state={}", query["state"]),
        |query| {
            format!(
                "error=access_denied&state={}&iss={}",
                query["state"], query["issuer"]
            )
        },
        |query| format!("error=access_denied&state={}", query["state"]),
    ];
    for browse in table {
        let stage = Stage::new(untwisted);
        assert!(stage.in_browser(browse).await.is_err());
        assert!(!stage.is_signed_in());
        assert_eq!(stage.server.count("/token"), 0, "the code is not redeemed");
    }
}

#[tokio::test]
async fn nothing_is_kept_when_the_answer_of_the_issuer_does_not_fit() {
    let table: [Twist; 9] = [
        |path, it| {
            if path == "/token" {
                it["id_token"]["nonce"] = json!("other");
            }
        },
        |path, it| {
            if path == "/token" {
                it["id_token"]["iss"] = json!("https://evil.example.com");
            }
        },
        |path, it| {
            if path == "/token" {
                it["id_token"]["aud"] = json!("other");
            }
        },
        |path, it| {
            if path == "/token" {
                it["id_token"]["exp"] = json!(1);
            }
        },
        |path, it| {
            if path == "/token" {
                it["id_token"] = Value::Null;
            }
        },
        |path, it| {
            if path == "/token" {
                it["id_token"] = json!("e30.e30.");
            }
        },
        |path, it| {
            if path == "/token" {
                it["token_type"] = json!("DPoP");
            }
        },
        |path, it| {
            if path == "/keys" {
                it["keys"] = json!([]);
            }
        },
        |path, it| {
            if path == "/v1/config" {
                it["api_version"] = json!("2");
            }
        },
    ];
    for (index, twist) in table.into_iter().enumerate() {
        let stage = Stage::new(twist);
        assert!(stage.in_browser(good).await.is_err(), "{index}");
        assert!(!stage.is_signed_in(), "{index}");
    }
}

#[tokio::test]
async fn a_sign_in_with_a_device_code_keeps_the_tokens() {
    let stage = Stage::new(untwisted);
    let options = SignInOptions {
        device_code: true,
        ..SignInOptions::default()
    };
    let issuer = stage.server.base.clone();
    let mut narrator = FakeBrowser {
        browse: good,
        nonce: stage.nonce.clone(),
        issuer,
    };
    let signed_in = stage.sign_in.run(&options, &mut narrator).await.unwrap();
    assert_eq!(signed_in.record.subject.unwrap().as_str(), "engineer");
    assert!(stage.is_signed_in());
}

#[tokio::test]
async fn signing_out_revokes_the_refresh_token_and_forgets_everything() {
    let stage = Stage::new(untwisted);
    stage.in_browser(good).await.unwrap();

    assert_eq!(stage.sign_in.out().await.unwrap(), Some(Revocation::Done));
    assert!(!stage.is_signed_in());
    {
        let asked = stage.server.asked.lock().unwrap();
        let revoked = asked.iter().find(|it| it.path == "/revoke").unwrap();
        assert_eq!(revoked.form["token"], "hunter3");
        assert_eq!(revoked.form["token_type_hint"], "refresh_token");
        assert_eq!(revoked.form["client_id"], "jit-cli");
    }
    assert_eq!(
        stage.sign_in.out().await.unwrap(),
        None,
        "there is nobody left to sign out"
    );
}

#[tokio::test]
async fn signing_out_forgets_everything_also_when_the_issuer_is_away() {
    let stage = Stage::new(untwisted);
    let mut record = stage.in_browser(good).await.unwrap().record;
    let renewal = record.renewal.as_mut().unwrap();
    renewal.revocation_endpoint = Some("http://127.0.0.1:1/revoke".parse().unwrap());
    stage.sign_in.vault.save_first(&record).unwrap();

    let revocation = stage.sign_in.out().await.unwrap();
    assert!(
        matches!(revocation, Some(Revocation::Failed(_))),
        "{revocation:?}"
    );
    assert!(!stage.is_signed_in());
}

#[tokio::test]
async fn a_token_that_was_brought_along_is_kept_until_it_ends() {
    let stage = Stage::new(untwisted);
    let given = GivenToken::read("opaque".as_bytes()).unwrap();
    let kept = stage.sign_in.keep_given(&given).await.unwrap();
    assert_eq!(kept.record.expires_at, None);

    let signer = FakeSigner::new();
    let expired = signer.sign(&json!({"sub": "engineer", "exp": start().millis() / 1000 - 1}));
    let given = GivenToken::read(expired.as_bytes()).unwrap();
    assert!(matches!(
        stage.sign_in.keep_given(&given).await,
        Err(SessionError::Ended(_))
    ));
}
