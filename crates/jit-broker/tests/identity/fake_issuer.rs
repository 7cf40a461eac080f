//! An issuer on loopback that a test can turn this way and that.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

/// One answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(body: &Value) -> Self {
        Self {
            status: 200,
            location: None,
            body: body.to_string().into_bytes(),
        }
    }

    pub(crate) fn status(status: u16) -> Self {
        Self {
            status,
            location: None,
            body: b"{}".to_vec(),
        }
    }
}

#[derive(Clone)]
pub(crate) struct FakeIssuer {
    pub(crate) url: String,
    script: Arc<Mutex<Script>>,
    /// Answers wait for a permit each.
    gate: Arc<Semaphore>,
}

struct Script {
    discovery: Answer,
    keys: Answer,
    paths: Vec<String>,
}

impl FakeIssuer {
    /// Starts it, publishing these keys.
    pub(crate) async fn publishing(keys: &Value) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let discovery = json!({"issuer": url, "jwks_uri": format!("{url}/keys")});
        let script = Script {
            discovery: Answer::json(&discovery),
            keys: Answer::json(keys),
            paths: Vec::new(),
        };
        let issuer = Self {
            url,
            script: Arc::new(Mutex::new(script)),
            gate: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
        };
        let router = Router::new().fallback(answer).with_state(issuer.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        issuer
    }

    pub(crate) fn publish(&self, keys: &Value) {
        self.answer_keys(Answer::json(keys));
    }

    pub(crate) fn answer_keys(&self, answer: Answer) {
        self.script.lock().unwrap().keys = answer;
    }

    pub(crate) fn answer_discovery(&self, answer: Answer) {
        self.script.lock().unwrap().discovery = answer;
    }

    /// How often the keys were fetched.
    pub(crate) fn fetches(&self) -> usize {
        self.paths().iter().filter(|path| *path == "/keys").count()
    }

    pub(crate) fn paths(&self) -> Vec<String> {
        self.script.lock().unwrap().paths.clone()
    }

    /// From now on answers wait until they are let go.
    pub(crate) fn hold(&self) {
        self.gate.forget_permits(Semaphore::MAX_PERMITS);
    }

    pub(crate) fn let_go(&self) {
        self.gate.add_permits(1000);
    }
}

async fn answer(State(issuer): State<FakeIssuer>, uri: Uri) -> Response {
    let answer = {
        let mut script = issuer.script.lock().unwrap();
        script.paths.push(uri.path().to_owned());
        match uri.path() {
            "/.well-known/openid-configuration" => script.discovery.clone(),
            "/keys" => script.keys.clone(),
            _ => Answer::status(404),
        }
    };
    issuer.gate.acquire().await.unwrap().forget();
    let mut response = Response::builder().status(answer.status);
    if let Some(location) = answer.location {
        response = response.header("location", location);
    }
    response.body(Body::from(answer.body)).unwrap()
}
