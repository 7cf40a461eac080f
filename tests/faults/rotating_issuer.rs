//! An issuer that takes each refresh token once: the second time it ends the sign-in.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jit_api::{AudienceParameter, ClientConfig, SignInFlow, TokenKind};
use jit_testkit::Jit;
use jit_testkit::fake_broker::{Answer, Call, FakeBroker};
use serde_json::{Value, json};

use crate::answers::now;
use crate::stage::Stage;

/// The call for tokens.
pub(crate) const TOKEN: &str = "POST /token";

/// What the issuer knows.
#[derive(Debug)]
struct Memory {
    /// How many refresh tokens were given; the last of them is good.
    given: u32,
    /// How many were redeemed.
    redeemed: u32,
    ended: bool,
    /// How long it takes about a renewal.
    delay: Duration,
    /// How long access tokens live, in seconds.
    life: u32,
}

impl Memory {
    fn with_tokens(given: u32) -> Self {
        Self {
            given,
            redeemed: 0,
            ended: false,
            delay: Duration::ZERO,
            life: 3600,
        }
    }
}

/// The issuer, on the same port as the broker.
#[derive(Clone, Debug)]
pub(crate) struct RotatingIssuer(Arc<Mutex<Memory>>);

impl Stage {
    /// A person who signed in with a device code, and whose access token has to be renewed before
    /// anything else.
    pub(crate) fn signed_in() -> (Self, RotatingIssuer) {
        let broker = FakeBroker::start();
        let issuer = RotatingIssuer::at(&broker);
        let person = Jit::at(broker.url());
        let stage = Self { broker, person };
        stage.sign_in();
        stage.let_the_token_expire();
        (stage, issuer)
    }

    /// Signs in, anew.
    pub(crate) fn sign_in(&self) {
        let login = self.person.run(&["login", "--device-code"]);
        assert_eq!(login.status, Some(0), "{login}");
    }

    /// What is kept of the sign-in.
    pub(crate) fn record(&self) -> Value {
        let file = crate::stage::only(&self.state(), "json");
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
    }

    /// Writes down that the access token has expired.
    pub(crate) fn let_the_token_expire(&self) {
        self.let_the_token_expire_in(-1);
    }

    /// Writes down that the access token expires in so many seconds.
    pub(crate) fn let_the_token_expire_in(&self, seconds: i64) {
        let mut record = self.record();
        record["expires_at"] = json!(now().plus_seconds(seconds));
        self.set_record(&record);
    }

    /// Keeps another sign-in, as another program would.
    pub(crate) fn set_record(&self, record: &Value) {
        let file = crate::stage::only(&self.state(), "json");
        std::fs::write(file, record.to_string()).unwrap();
    }

    /// The refresh token that is kept.
    pub(crate) fn refresh_token(&self) -> String {
        let token = &self.record()["renewal"]["refresh_token"];
        token.as_str().unwrap().to_owned()
    }
}

impl RotatingIssuer {
    pub(crate) fn at(server: &FakeBroker) -> Self {
        let issuer = Self(Arc::new(Mutex::new(Memory::with_tokens(0))));
        let url = server.url();
        server.on("GET /v1/config", Answer::json(&config(url)));
        let document = json!({
            "issuer": url,
            "token_endpoint": format!("{url}/token"),
            "device_authorization_endpoint": format!("{url}/device"),
        });
        let discovery = "GET /.well-known/openid-configuration";
        server.on(discovery, Answer::json(&document));
        let offer = json!({
            "device_code": "device-code", "user_code": "ABCD-EFGH",
            "verification_uri": format!("{url}/page"), "expires_in": 60, "interval": 1,
        });
        server.on("POST /device", Answer::json(&offer));
        let own = issuer.clone();
        server.by(TOKEN, move |call| own.tokens(call));
        issuer
    }

    /// Redeems a refresh token, once; gives one for a device code.
    pub(crate) fn tokens(&self, call: &Call) -> Answer {
        let mut memory = self.0.lock().unwrap();
        let renewal = call.field("grant_type") == "refresh_token";
        let good = call.field("refresh_token") == refresh_token(memory.given);
        memory.ended = renewal && (memory.ended || !good);
        if memory.ended {
            let refusal = br#"{"error":"invalid_grant"}"#;
            return Answer::raw(400, "application/json", refusal);
        }
        memory.redeemed += u32::from(renewal);
        memory.given += 1;
        let tokens = json!({
            "access_token": format!("access-{}", memory.given), "token_type": "Bearer",
            "expires_in": memory.life, "refresh_token": refresh_token(memory.given),
        });
        Answer::json(&tokens).after(if renewal {
            memory.delay
        } else {
            Duration::ZERO
        })
    }

    /// Takes so long about every renewal.
    pub(crate) fn slow(&self, delay: Duration) {
        self.0.lock().unwrap().delay = delay;
    }

    /// Gives access tokens that live so many seconds from now on.
    pub(crate) fn give_tokens_for(&self, seconds: u32) {
        self.0.lock().unwrap().life = seconds;
    }

    /// How many refresh tokens were redeemed.
    pub(crate) fn redeemed(&self) -> u32 {
        self.0.lock().unwrap().redeemed
    }

    /// The refresh token that is good; none when the sign-in is over.
    pub(crate) fn good_token(&self) -> Option<String> {
        let memory = self.0.lock().unwrap();
        (!memory.ended).then(|| refresh_token(memory.given))
    }

    /// Forgets every renewal: the token that it gave first is good again.
    pub(crate) fn begin_anew(&self) {
        *self.0.lock().unwrap() = Memory::with_tokens(1);
    }
}

fn refresh_token(number: u32) -> String {
    format!("refresh-{number}")
}

fn config(url: &str) -> ClientConfig {
    ClientConfig {
        api_version: jit_api::API_VERSION.to_owned(),
        broker_version: "0".to_owned(),
        issuer: url.to_owned(),
        client_id: "jit".to_owned(),
        // Without `openid` the issuer need not sign anything.
        scopes: vec!["offline_access".to_owned()],
        audience: "https://jit.example.com".to_owned(),
        audience_parameter: AudienceParameter::Resource,
        flows: vec![SignInFlow::DeviceCode],
        token: TokenKind::AccessToken,
        recheck_seconds: 60,
        offline_grace_seconds: 300,
        sandbox: false,
    }
}
