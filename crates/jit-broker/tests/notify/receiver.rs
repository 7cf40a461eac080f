//! A receiver of webhooks that answers as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore};

/// One call that came in.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// What the receiver does with a call.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Status(u16),
    /// A status of refusal with `Retry-After`.
    Later(u16, u32),
    Redirect(String),
    /// Takes it, and never answers.
    Hang,
}

#[derive(Debug, Default)]
struct Inner {
    calls: Mutex<Vec<Call>>,
    answers: Mutex<VecDeque<Answer>>,
    came: Notify,
}

/// A server on loopback. What it is not told about it answers with success.
#[derive(Clone, Debug)]
pub(crate) struct Receiver {
    inner: Arc<Inner>,
    url: String,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let inner = Arc::new(Inner::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(take).with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { inner, url }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Answers the next calls so.
    pub(crate) fn next(&self, answers: impl IntoIterator<Item = Answer>) {
        self.inner.answers.lock().unwrap().extend(answers);
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.inner.calls.lock().unwrap().clone()
    }

    /// Waits until so many calls have come in.
    pub(crate) async fn await_calls(&self, count: usize) -> Vec<Call> {
        loop {
            let came = self.inner.came.notified();
            let calls = self.calls();
            if calls.len() >= count {
                return calls;
            }
            came.await;
        }
    }
}

impl Call {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

async fn take(
    State(inner): State<Arc<Inner>>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response {
    let answer = inner.answers.lock().unwrap().pop_front();
    inner.calls.lock().unwrap().push(Call {
        path: uri.path().to_owned(),
        headers,
        body,
    });
    inner.came.notify_one();
    match answer {
        None => StatusCode::NO_CONTENT.into_response(),
        Some(Answer::Status(status)) => StatusCode::from_u16(status).unwrap().into_response(),
        Some(Answer::Later(status, seconds)) => {
            let headers = [("retry-after", seconds.to_string())];
            (StatusCode::from_u16(status).unwrap(), headers).into_response()
        }
        Some(Answer::Redirect(to)) => {
            (StatusCode::TEMPORARY_REDIRECT, [("location", to)]).into_response()
        }
        Some(Answer::Hang) => {
            Semaphore::new(0).acquire().await.unwrap().forget();
            StatusCode::OK.into_response()
        }
    }
}

/// JSON as people read it.
pub(crate) fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}
