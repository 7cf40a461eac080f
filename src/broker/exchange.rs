//! One HTTP exchange with the broker: bounded, strict, without redirects.

use std::time::Duration;

use jit_api::Secret;
use jit_domain::Timestamp;
use reqwest::header::{ACCEPT, CONTENT_TYPE, IF_NONE_MATCH};
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use url::Url;
use zeroize::Zeroizing;

use super::answer::{Head, Read, json, parse};
use super::{BrokerError, IdempotencyKey, StateTag};
use crate::http_client::in_words;

/// The largest answer that is read, in bytes.
const MAX_ANSWER: usize = 8 * 1024 * 1024;

/// How long one exchange may take, unless it waits for a change.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What to send.
#[derive(Clone, Debug)]
pub(super) struct Call {
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    body: Option<Vec<u8>>,
    pub(super) idempotency_key: Option<IdempotencyKey>,
    /// Answer only when the state is another one.
    pub(super) known: Option<StateTag>,
    pub(super) timeout: Duration,
    accept: &'static str,
    /// Whether it is to change anything that a person would look for.
    pub(super) changes: bool,
}

impl Call {
    pub(super) fn new(method: Method, route: &'static str) -> Self {
        Self {
            changes: method != Method::GET && route != jit_api::routes::CREDENTIALS,
            method,
            path: route.to_owned(),
            query: Vec::new(),
            body: None,
            idempotency_key: None,
            known: None,
            timeout: TIMEOUT,
            accept: "application/json, application/problem+json",
        }
    }

    pub(super) fn id(mut self, id: &str) -> Self {
        self.path = self.path.replace("{id}", id);
        self
    }

    pub(super) fn body(mut self, body: &impl Serialize) -> Result<Self, BrokerError> {
        let json = serde_json::to_vec(body).map_err(|err| BrokerError::Absurd {
            host: "jit".to_owned(),
            why: format!("the request cannot be written: {err}"),
        })?;
        self.body = Some(json);
        Ok(self)
    }

    pub(super) fn query(&mut self, name: &'static str, value: impl Into<String>) {
        self.query.push((name, value.into()));
    }

    pub(super) fn query_some(&mut self, name: &'static str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.query(name, value);
        }
    }

    /// The answer is to be HTML.
    pub(super) fn for_a_page(mut self) -> Self {
        self.accept = "text/html, application/problem+json";
        self
    }

    fn url(&self, base: &Url) -> Url {
        let mut url = base.clone();
        let prefix = base.path().trim_end_matches('/');
        url.set_path(&format!("{prefix}{}", self.path));
        url.set_query(None);
        url.set_fragment(None);
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        url
    }
}

/// What came back.
#[derive(Debug)]
pub(super) struct Reply<T> {
    /// None when the state is still the one that was known.
    pub(super) value: Option<T>,
    pub(super) tag: Option<StateTag>,
    pub(super) date: Option<Timestamp>,
}

/// Sends the call and reads the answer as `read` does, or as the broker's refusal.
pub(super) async fn send<T>(
    http: &reqwest::Client,
    base: &Url,
    call: &Call,
    token: Option<&Secret>,
    read_as: Read<T>,
) -> Result<Reply<T>, BrokerError> {
    let exchange = async {
        let response = request(http, base, call, token).send().await;
        let response = response.map_err(|err| transport(base, call, &err))?;
        let head = Head::of(&response);
        let body = read(response, base, call).await?;
        if head.status == StatusCode::NOT_MODIFIED && call.known.is_some() {
            return Ok(Reply {
                value: None,
                tag: None,
                date: head.date,
            });
        }
        let value = Some(parse(base, &head, &body, token, read_as)?);
        Ok(Reply {
            value,
            tag: head.tag,
            date: head.date,
        })
    };
    let out_of_time = |_| BrokerError::Unreachable {
        host: host(base),
        why: format!("no answer within {} s", call.timeout.as_secs_f32()),
    };
    tokio::time::timeout(call.timeout, exchange)
        .await
        .map_err(out_of_time)?
}

/// The longest that one answer may go on, piece after piece.
const LONGEST_STREAM: Duration = Duration::from_hours(24);

/// The longest silence in the middle of an answer.
const LONGEST_SILENCE: Duration = Duration::from_mins(1);

/// A body that is read piece by piece while it arrives.
#[derive(Debug)]
pub(super) struct Body {
    response: Response,
    host: String,
}

impl Body {
    /// The next piece; none at the end.
    pub(super) async fn chunk(&mut self) -> Result<Option<impl AsRef<[u8]>>, BrokerError> {
        let lost = |why: String| BrokerError::Lost {
            changes: false,
            host: self.host.clone(),
            why,
        };
        match tokio::time::timeout(LONGEST_SILENCE, self.response.chunk()).await {
            Ok(Ok(chunk)) => Ok(chunk),
            Ok(Err(err)) => Err(lost(root_cause(&err))),
            Err(_) => Err(lost("it stopped in the middle of its answer".to_owned())),
        }
    }
}

/// Sends the call and leaves the body to be read, when it is of this media type.
pub(super) async fn open(
    http: &reqwest::Client,
    base: &Url,
    call: &Call,
    token: Option<&Secret>,
    media_type: &str,
) -> Result<Body, BrokerError> {
    let exchange = async {
        let request = request(http, base, call, token).timeout(LONGEST_STREAM);
        let response = request
            .send()
            .await
            .map_err(|err| transport(base, call, &err))?;
        let head = Head::of(&response);
        if head.status.is_success() && head.media_type == media_type {
            let host = host(base);
            return Ok(Body { response, host });
        }
        let body = read(response, base, call).await?;
        match parse(base, &head, &body, token, json::<serde::de::IgnoredAny>) {
            Err(err) => Err(err),
            Ok(_) => Err(BrokerError::Absurd {
                host: host(base),
                why: format!("it answered without {media_type}"),
            }),
        }
    };
    let out_of_time = |_| BrokerError::Unreachable {
        host: host(base),
        why: format!("no answer within {} s", call.timeout.as_secs_f32()),
    };
    tokio::time::timeout(call.timeout, exchange)
        .await
        .map_err(out_of_time)?
}

fn request(
    http: &reqwest::Client,
    base: &Url,
    call: &Call,
    token: Option<&Secret>,
) -> reqwest::RequestBuilder {
    let mut request = http
        .request(call.method.clone(), call.url(base))
        .timeout(call.timeout)
        .header(ACCEPT, call.accept);
    if let Some(token) = token {
        request = request.bearer_auth(token.expose());
    }
    if let Some(key) = &call.idempotency_key {
        request = request.header("Idempotency-Key", key.to_string());
    }
    if let Some(StateTag(known)) = &call.known {
        request = request.header(IF_NONE_MATCH, known);
    }
    if let Some(body) = &call.body {
        request = request
            .header(CONTENT_TYPE, "application/json")
            .body(body.clone());
    }
    request
}

/// Reads at most [`MAX_ANSWER`] bytes, which may be secret.
async fn read(
    mut response: Response,
    base: &Url,
    call: &Call,
) -> Result<Zeroizing<Vec<u8>>, BrokerError> {
    let too_large = || BrokerError::Absurd {
        host: host(base),
        why: "its answer is larger than 8 MiB".to_owned(),
    };
    let announced = response.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |length| length > MAX_ANSWER) {
        return Err(too_large());
    }
    let mut body = Zeroizing::new(Vec::new());
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|err| transport(base, call, &err))?
    {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The host and port of the broker, for messages.
pub(super) fn host(base: &Url) -> String {
    let host = base.host_str().unwrap_or_default();
    match base.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Nothing came back. The URL stays out of the message.
fn transport(base: &Url, call: &Call, err: &reqwest::Error) -> BrokerError {
    let host = host(base);
    if err.is_timeout() {
        let why = "it does not answer in time".to_owned();
        return BrokerError::Unreachable { host, why };
    }
    let why = root_cause(err);
    if err.is_connect() {
        BrokerError::Unreachable { host, why }
    } else {
        let changes = call.changes;
        BrokerError::Lost { changes, host, why }
    }
}

/// The innermost error: what the operating system or TLS said.
fn root_cause(err: &reqwest::Error) -> String {
    let mut source: &dyn std::error::Error = err;
    while let Some(inner) = source.source() {
        source = inner;
    }
    if source.downcast_ref::<reqwest::Error>().is_some() {
        return "the connection failed".to_owned();
    }
    in_words(source)
}
