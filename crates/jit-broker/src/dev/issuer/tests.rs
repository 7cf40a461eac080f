//! What depends on the time: everything else is tried with the real binary in `tests/dev`.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jit_domain::{Clock as _, Timestamp};
use jit_testkit::ManualClock;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tower::ServiceExt as _;
use url::form_urlencoded::Serializer;

use super::token::DEVICE_CODE_GRANT;
use super::{Addresses, Families, Issuer, People, SigningKey, TokenMaker};
use crate::app::SystemRandom;
use crate::identity::{StaticKeys, TokenSettings, TokenVerifier};

const CALLBACK: &str = "http://127.0.0.1:49152/callback";
const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters";

struct Stage {
    router: Router,
    clock: ManualClock,
    addresses: Addresses,
    verifier: TokenVerifier,
    _folder: TempDir,
}

impl Stage {
    fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = ManualClock::at("2026-11-22T09:00:00Z".parse::<Timestamp>().unwrap());
        let addresses = Addresses::of("127.0.0.1:8080".parse().unwrap());
        let key = SigningKey::load_or_make(&folder.path().join("key.p8")).unwrap();
        let keys = StaticKeys::from_json(key.key_set().to_string().as_bytes()).unwrap();
        let name = addresses.issuer.parse().unwrap();
        let settings = TokenSettings::new(name, "jit", &addresses.broker);
        let verifier = TokenVerifier::new(settings, Arc::new(keys), Arc::new(clock.clone()));
        let maker = TokenMaker::new(
            &addresses,
            key,
            Arc::new(clock.clone()),
            Arc::new(SystemRandom),
        );
        let people = include_str!("../people.toml");
        let issuer = Issuer::new(
            addresses.clone(),
            People::parse(Path::new("people.toml"), people).unwrap(),
            maker,
            Families::open(&folder.path().join("refresh.json")).unwrap(),
            Arc::new(clock.clone()),
            Arc::new(SystemRandom),
        );
        Self {
            router: issuer.router(),
            clock,
            addresses,
            verifier,
            _folder: folder,
        }
    }

    async fn send(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> Response<Body> {
        let encoded = Serializer::new(String::new()).extend_pairs(fields).finish();
        let (uri, body) = match method {
            "GET" => (format!("/issuer/{path}?{encoded}"), Body::empty()),
            _ => (format!("/issuer/{path}"), Body::from(encoded)),
        };
        let request = Request::builder().method(method).uri(uri);
        let request = request.header("host", &self.addresses.authority).body(body);
        self.router.clone().oneshot(request.unwrap()).await.unwrap()
    }

    async fn text(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> String {
        let response = self.send(method, path, fields).await;
        let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    async fn token(&self, fields: &[(&str, &str)]) -> Value {
        let fields = [&[("client_id", "jit")], fields].concat();
        serde_json::from_str(&self.text("POST", "token", &fields).await).unwrap()
    }

    /// Opens the page of a sign-in; gives its transaction.
    async fn page(&self) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let fields = [
            ("client_id", "jit"),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
            ("scope", "openid offline_access"),
        ];
        value(&self.text("GET", "authorize", &fields).await, "transaction")
    }

    async fn answer(&self, transaction: &str) -> Response<Body> {
        let fields = [("transaction", transaction), ("subject", "engineer")];
        self.send("POST", "authorize", &fields).await
    }

    async fn code(&self) -> String {
        let answer = self.answer(&self.page().await).await;
        let location = answer.headers()["location"].to_str().unwrap();
        let (_, rest) = location.split_once("code=").unwrap();
        rest.split('&').next().unwrap().to_owned()
    }

    async fn redeem(&self, code: &str) -> Value {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ])
        .await
    }

    async fn device(&self) -> (String, String) {
        let started = self
            .text("POST", "device_authorization", &[("client_id", "jit")])
            .await;
        let started: Value = serde_json::from_str(&started).unwrap();
        let text = |field: &str| started[field].as_str().unwrap().to_owned();
        (text("device_code"), text("user_code"))
    }

    async fn poll(&self, device_code: &str) -> Value {
        let fields = [
            ("grant_type", DEVICE_CODE_GRANT),
            ("device_code", device_code),
        ];
        self.token(&fields).await
    }

    async fn sign_in_on_device(&self, user_code: &str) {
        let form = value(&self.text("GET", "device", &[]).await, "form");
        let fields = [
            ("form", form.as_str()),
            ("user_code", user_code),
            ("subject", "lead"),
        ];
        self.send("POST", "device", &fields).await;
    }
}

fn value(page: &str, name: &str) -> String {
    let (_, rest) = page
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_code_has_a_minute() {
    let stage = Stage::set();
    let (in_time, late) = (stage.code().await, stage.code().await);

    stage.clock.advance_seconds(59);
    let redeemed = stage.redeem(&in_time).await;
    stage.clock.advance_seconds(1);
    let refused = stage.redeem(&late).await;

    assert!(redeemed.get("access_token").is_some(), "{redeemed}");
    assert_eq!(refused["error"], "invalid_grant");
}

#[tokio::test]
async fn a_page_has_ten_minutes() {
    let stage = Stage::set();
    let (in_time, late) = (stage.page().await, stage.page().await);

    stage.clock.advance_seconds(599);
    let answered = stage.answer(&in_time).await;
    stage.clock.advance_seconds(1);
    let refused = stage.answer(&late).await;

    assert_eq!(
        (answered.status().as_u16(), refused.status().as_u16()),
        (303, 400)
    );
}

#[tokio::test]
async fn an_access_token_has_ten_minutes_for_the_same_verifier_as_in_production() {
    let stage = Stage::set();
    let tokens = stage.redeem(&stage.code().await).await;
    let token = tokens["access_token"].as_str().unwrap();

    let caller = stage.verifier.verify(token).await.unwrap();
    stage.clock.advance_seconds(600 + 60);
    let expired = stage.verifier.verify(token).await;

    assert_eq!(caller.person.id.subject.as_str(), "engineer");
    assert_eq!(caller.person.groups.len(), 2);
    assert!(expired.is_err());
}

#[tokio::test]
async fn a_refresh_is_no_sign_in() {
    let stage = Stage::set();
    let code = stage.code().await;
    let signed_in = stage.clock.now();
    stage.clock.advance_seconds(30);
    let mut tokens = stage.redeem(&code).await;
    for _ in 0..3 {
        let access_token = tokens["access_token"].as_str().unwrap();
        let caller = stage.verifier.verify(access_token).await.unwrap();
        assert_eq!(caller.person.authentication.at, Some(signed_in));
        let methods = caller.person.authentication.methods.unwrap();
        assert_eq!(methods.iter().collect::<Vec<_>>(), ["pwd"]);

        stage.clock.advance_seconds(3_600);
        let old = tokens["refresh_token"].as_str().unwrap();
        let fields = [("grant_type", "refresh_token"), ("refresh_token", old)];
        tokens = stage.token(&fields).await;
    }
}

#[tokio::test]
async fn who_polls_too_fast_is_slowed_down_by_five_seconds_each_time() {
    let stage = Stage::set();
    let (device_code, user_code) = stage.device().await;
    let mut answers = Vec::new();
    for pause in [0, 1, 6, 12, 12] {
        stage.clock.advance_seconds(pause);
        let answer = stage.poll(&device_code).await;
        answers.push(answer["error"].as_str().unwrap_or("signed in").to_owned());
        if pause == 12 {
            stage.sign_in_on_device(&user_code).await;
        }
    }
    // The interval is 2 seconds, then 7, then 12.
    let expected = [
        "authorization_pending",
        "slow_down",
        "slow_down",
        "authorization_pending",
        "signed in",
    ];
    assert_eq!(answers, expected);
}

#[tokio::test]
async fn a_device_code_has_ten_minutes() {
    let stage = Stage::set();
    let (device_code, user_code) = stage.device().await;

    stage.clock.advance_seconds(600);
    stage.sign_in_on_device(&user_code).await;

    assert_eq!(stage.poll(&device_code).await["error"], "expired_token");
}

#[tokio::test]
async fn a_family_that_sleeps_for_a_month_is_over() {
    let stage = Stage::set();
    let mut token = stage.redeem(&stage.code().await).await["refresh_token"].clone();
    let month = Duration::from_hours(30 * 24).as_secs();
    for (seconds, good) in [(month - 1, true), (month - 1, true), (month, false)] {
        stage.clock.advance_seconds(i64::try_from(seconds).unwrap());
        let old = token.as_str().unwrap();
        let fields = [("grant_type", "refresh_token"), ("refresh_token", old)];
        let answer = stage.token(&fields).await;
        assert_eq!(answer.get("access_token").is_some(), good, "{answer}");
        token = answer["refresh_token"].clone();
    }
}

#[tokio::test]
async fn without_the_scope_there_is_no_refresh_token() {
    let stage = Stage::set();
    let (device_code, user_code) = stage.device().await;
    stage.sign_in_on_device(&user_code).await;

    let tokens = stage.poll(&device_code).await;

    assert!(tokens.get("access_token").is_some(), "{tokens}");
    assert!(tokens.get("refresh_token").is_none() && tokens.get("id_token").is_none());
}
