use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jit_testkit::DevBroker;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use url::Url;

/// Nobody listens there: the tests read the address that the browser would be sent to.
pub(crate) const CALLBACK: &str = "http://127.0.0.1:49152/callback";

pub(crate) const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters";

/// `jit` as far as the issuer can tell.
pub(crate) struct App {
    pub(crate) broker: DevBroker,
    pub(crate) http: Client,
}

impl App {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    pub(crate) fn start_with(arguments: &[&str]) -> Self {
        let http = Client::builder().redirect(Policy::none()).no_proxy();
        // A broker that is restarted leaves no connection to use again.
        let http = http.pool_max_idle_per_host(0);
        Self {
            broker: DevBroker::start_with(arguments),
            http: http.build().unwrap(),
        }
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}/issuer/{path}", self.broker.url())
    }

    pub(crate) async fn get(&self, url: &str) -> Response {
        self.http.get(url).send().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let request = self.http.post(self.at(path)).form(form);
        request.send().await.unwrap()
    }

    /// Calls the token endpoint; gives status and answer.
    pub(crate) async fn token(&self, form: &[(&str, &str)]) -> (u16, Value) {
        let client = [("client_id", "jit")];
        let response = self.post("token", &[&client, form].concat()).await;
        assert_eq!(response.headers()["cache-control"], "no-store");
        let status = response.status().as_u16();
        (status, response.json().await.unwrap())
    }

    /// The address of a sign-in, with these parameters changed; empty ones are left out.
    pub(crate) fn authorize_url(&self, changes: &[(&str, &str)]) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let mut parameters = BTreeMap::from([
            ("client_id", "jit"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("nonce", "a nonce"),
            ("redirect_uri", CALLBACK),
            ("resource", self.broker.url()),
            ("response_type", "code"),
            ("scope", "openid profile email groups offline_access"),
            ("state", "a state"),
        ]);
        parameters.extend(changes.iter().copied());
        parameters.retain(|_, value| !value.is_empty());
        let url = Url::parse_with_params(&self.at("authorize"), parameters);
        url.unwrap().into()
    }

    /// Signs in as this person and gives the code.
    pub(crate) async fn code(&self, subject: &str) -> String {
        let page = self.get(&self.authorize_url(&[])).await;
        let transaction = hidden(&page.text().await.unwrap(), "transaction");
        let form = [("transaction", transaction.as_str()), ("subject", subject)];
        let sent = redirect(&self.post("authorize", &form).await);
        sent["code"].clone()
    }

    pub(crate) async fn redeem(&self, code: &str) -> (u16, Value) {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ])
        .await
    }

    pub(crate) async fn refresh(&self, token: &str) -> (u16, Value) {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)])
            .await
    }

    /// A call of the broker with this token; gives status and answer.
    pub(crate) async fn api(&self, token: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let url = format!("{}{path}", self.broker.url());
        let request = match body {
            None => self.http.get(url),
            Some(body) => self.http.post(url).json(&body),
        };
        let response = request.bearer_auth(token).send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap())
    }

    /// A request that the lead has approved.
    pub(crate) async fn open_window(&self) -> String {
        let engineer = self.broker.token("engineer");
        let ask = json!({
            "account": "payments-prod", "permission_set": "PowerUser",
            "duration_seconds": 3600, "reason": "INC-4711: stuck queue", "ticket": "INC-4711",
        });
        let (status, request) = self.api(&engineer, "/v1/requests", Some(ask)).await;
        assert_eq!(status, 201, "{request}");
        let id = text(&request, "id");
        let lead = self.broker.token("lead");
        let approve = format!("/v1/requests/{id}/approve");
        let digest = json!({ "digest": request["digest"] });
        let (status, approved) = self.api(&lead, &approve, Some(digest)).await;
        assert_eq!(status, 200, "{approved}");
        id
    }

    pub(crate) async fn credentials(&self) -> (u16, Value) {
        let engineer = self.broker.token("engineer");
        let target = json!({ "account": "payments-prod", "permission_set": "PowerUser" });
        self.api(&engineer, "/v1/credentials", Some(target)).await
    }
}

pub(crate) fn text(json: &Value, field: &str) -> String {
    let text = json.get(field).and_then(Value::as_str);
    text.unwrap_or_else(|| panic!("no `{field}` in {json}"))
        .to_owned()
}

/// The claims of a token, unverified.
pub(crate) fn claims(token: &str) -> Value {
    let claims = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}

/// The first hidden field of this name in a page.
pub(crate) fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let (_, rest) = page
        .split_once(&start)
        .unwrap_or_else(|| panic!("no `{name}` in {page}"));
    rest.split('"').next().unwrap().to_owned()
}

/// The parameters of the address that a browser is sent to: the callback, in every test.
pub(crate) fn redirect(response: &Response) -> BTreeMap<String, String> {
    assert_eq!(response.status(), 303);
    let location = Url::parse(response.headers()["location"].to_str().unwrap()).unwrap();
    assert!(location.as_str().starts_with(CALLBACK), "{location}");
    location.query_pairs().into_owned().collect()
}

/// Runs the binary to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jit-broker"));
    command.args(arguments).output().unwrap()
}

/// A people file with this content.
pub(crate) fn people_file(content: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("somebody.toml");
    fs::write(&file, content).unwrap();
    (folder, file)
}
