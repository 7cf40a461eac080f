//! An issuer whose codes and tokens are canaries, and that repeats what it is sent when it is told to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jit_testkit::fake_broker::{Answer, Call, FakeBroker};
use jit_testkit::{ServedBroker, StaticIssuer};
use serde_json::{Value, json};
use url::Url;

use crate::canaries::Canaries;
use crate::places::Places;
use crate::processes::show_arguments;

/// Source: RFC 8693, section 2.1.
const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// Source: RFC 8628, section 3.4.
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The fields of a call for tokens that are secret.
const SECRETS: [&str; 5] = [
    "code",
    "code_verifier",
    "device_code",
    "refresh_token",
    "subject_token",
];

/// Who signs in, and by what the answer to it is known.
#[derive(Clone, Debug)]
struct SignIn {
    subject: &'static str,
    groups: Vec<&'static str>,
    /// Of a sign-in in a browser.
    nonce: Option<String>,
    /// How long the first access token is good, in seconds.
    seconds: i64,
}

/// Everything that a token endpoint needs to know.
#[derive(Debug)]
struct Desk {
    issuer: String,
    signer: StaticIssuer,
    canaries: Canaries,
    /// By authorization code, device code, refresh token or subject token.
    known: Mutex<BTreeMap<String, SignIn>>,
    /// How many times each person got tokens.
    given: Mutex<BTreeMap<&'static str, u32>>,
    places: Places,
}

/// The issuer.
#[derive(Debug)]
pub(crate) struct Issuer {
    server: FakeBroker,
    desk: Arc<Desk>,
}

impl Issuer {
    pub(crate) fn start(canaries: &Canaries, places: &Places) -> Self {
        let server = FakeBroker::start();
        let signer = StaticIssuer::start(ServedBroker::AUDIENCE);
        let issuer = server.url().to_owned();
        let discovery = json!({
            "issuer": issuer, "jwks_uri": signer.jwks_uri(),
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "device_authorization_endpoint": format!("{issuer}/device"),
            "revocation_endpoint": format!("{issuer}/revoke"),
            "grant_types_supported": ["authorization_code", "refresh_token", DEVICE_CODE, EXCHANGE],
            "code_challenge_methods_supported": ["S256"],
        });
        server.on(
            "GET /.well-known/openid-configuration",
            Answer::json(&discovery),
        );
        server.on("POST /revoke", Answer::json(&json!({})));
        let desk = Arc::new(Desk {
            issuer,
            signer,
            canaries: canaries.clone(),
            known: Mutex::default(),
            given: Mutex::default(),
            places: places.clone(),
        });
        let issuer = Self { server, desk };
        issuer.answer_well();
        issuer
    }

    /// The issuer, as its tokens spell it.
    pub(crate) fn url(&self) -> &str {
        self.server.url()
    }

    /// All that came in.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.server.calls()
    }

    /// A code by which this person, whose browser shows `page`, gets tokens.
    pub(crate) fn code(
        &self,
        page: &Url,
        subject: &'static str,
        groups: &[&'static str],
    ) -> String {
        let code = self
            .desk
            .canaries
            .word(&format!("authorization code of {subject}"));
        let nonce = page.query_pairs().find(|(name, _)| name == "nonce");
        self.desk.knows(
            &code,
            SignIn {
                subject,
                groups: groups.to_vec(),
                nonce: nonce.map(|(_, value)| value.into_owned()),
                seconds: 5,
            },
        );
        code
    }

    /// The next device code is of this person, who types the user code at once.
    pub(crate) fn expect_device(&self, subject: &'static str, groups: &[&'static str]) {
        let code = self
            .desk
            .canaries
            .word(&format!("device code of {subject}"));
        self.desk.knows(&code, sign_in(subject, groups));
        let answer = json!({
            "device_code": code, "user_code": "BCDF-GHJK", "expires_in": 300, "interval": 1,
            "verification_uri": format!("{}/pair", self.url()),
        });
        self.server
            .from_now_on("POST /device", Answer::json(&answer));
    }

    /// What a platform vouches with for a program.
    pub(crate) fn platform_token(&self, subject: &'static str, groups: &[&'static str]) -> String {
        let claims = json!({ "iss": "https://ci.example.com", "aud": self.url(), "sub": subject });
        let token = self.desk.signer.sign("JWT", claims, 300);
        self.desk
            .canaries
            .add_token(&format!("platform token of {subject}"), &token);
        self.desk.knows(&token, sign_in(subject, groups));
        token
    }

    /// An access token that was had without a sign-in; of fewer seconds than none, it has ended.
    pub(crate) fn token(&self, name: &str, subject: &str, groups: &[&str], seconds: i64) -> String {
        self.desk.token(name, subject, groups, seconds)
    }

    /// Gives tokens for what it knows.
    pub(crate) fn answer_well(&self) {
        let desk = Arc::clone(&self.desk);
        self.server.by("POST /token", move |call| desk.answer(call));
    }

    /// Says no from now on, and repeats all that it is sent in the words for the person.
    pub(crate) fn refuse_and_echo(&self) {
        let desk = Arc::clone(&self.desk);
        self.server.by("POST /token", move |call| {
            desk.looks_at(call, "somebody who is refused");
            let secrets = SECRETS.map(|field| call.field(field));
            let said = format!("what is {}?", secrets.concat());
            let refusal = json!({ "error": "invalid_request", "error_description": said });
            Answer::raw(400, "application/json", refusal.to_string())
        });
        self.server.by("POST /revoke", |call| {
            Answer::raw(400, "text/plain", call.body.clone())
        });
    }

    /// Answers with what it is sent, as JSON that means nothing.
    pub(crate) fn echo_as_json(&self) {
        let desk = Arc::clone(&self.desk);
        self.server.by("POST /token", move |call| {
            desk.looks_at(call, "somebody who gets nonsense");
            let echo = Value::String(call.body.clone());
            Answer::raw(200, "application/json", echo.to_string())
        });
    }
}

fn sign_in(subject: &'static str, groups: &[&'static str]) -> SignIn {
    SignIn {
        subject,
        groups: groups.to_vec(),
        nonce: None,
        seconds: 3600,
    }
}

impl Desk {
    fn knows(&self, by: &str, sign_in: SignIn) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(by.to_owned(), sign_in);
    }

    /// Looks at a call while whoever made it waits.
    fn looks_at(&self, call: &Call, whose: &str) {
        let running = show_arguments(&self.places);
        assert!(running > 0, "somebody has asked");
        let verifier = call.field("code_verifier");
        if !verifier.is_empty() {
            self.canaries
                .add(&format!("PKCE verifier of {whose}"), &verifier);
        }
    }

    fn answer(&self, call: &Call) -> Answer {
        let by = ["code", "device_code", "refresh_token", "subject_token"];
        let by = by.map(|field| call.field(field)).concat();
        let sign_in = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.remove(&by)
        };
        let Some(sign_in) = sign_in else {
            let refusal = json!({ "error": "invalid_grant" });
            return Answer::raw(400, "application/json", refusal.to_string());
        };
        let subject = sign_in.subject;
        self.looks_at(call, subject);
        let number = {
            let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
            let number = given.entry(subject).or_default();
            *number += 1;
            *number
        };
        let name = |what: &str| format!("{what} {number} of {subject}");
        let token = self.token(&name("access token"), subject, &sign_in.groups, 3600);
        let mut answer = json!({
            "access_token": token, "token_type": "Bearer", "expires_in": sign_in.seconds,
        });
        if call.field("grant_type") == EXCHANGE {
            answer["issued_token_type"] = "urn:ietf:params:oauth:token-type:access_token".into();
            return self.gives(&answer);
        }
        let claims = json!({
            "iss": self.issuer, "aud": "jit", "sub": subject, "nonce": sign_in.nonce, "n": number,
        });
        let id_token = self.signer.sign("JWT", claims, 300);
        self.canaries.add_token(&name("ID token"), &id_token);
        let refresh_token = self.canaries.key(&name("refresh token"));
        self.knows(
            &refresh_token,
            SignIn {
                seconds: 3600,
                ..sign_in
            },
        );
        answer["id_token"] = id_token.into();
        answer["refresh_token"] = refresh_token.into();
        self.gives(&answer)
    }

    fn gives(&self, answer: &Value) -> Answer {
        self.places.saw("what the issuer gives", answer.to_string());
        Answer::json(answer)
    }

    fn token(&self, name: &str, subject: &str, groups: &[&str], seconds: i64) -> String {
        let claims = json!({
            "iss": self.issuer, "aud": ServedBroker::AUDIENCE, "sub": subject, "name": subject,
            "client_id": "jit", "groups": groups, "jti": name,
        });
        let token = self.signer.sign("at+jwt", claims, seconds);
        self.canaries.add_token(name, &token);
        token
    }
}
