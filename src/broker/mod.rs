//! The typed client of the broker's API.

mod answer;
mod audit;
mod error;
mod exchange;
mod idempotency_key;
mod list_query;
mod lists;
mod pages;
mod report;
mod target_query;

use std::fmt;
use std::slice;
use std::sync::Arc;
use std::time::Duration;

use jit_api::{
    ApproveBody, ClientConfig, CredentialsAnswer, CredentialsRequest, EmptyBody, ErrorCode, Me,
    Plan, RejectBody, Request, ReviewBody, RevokeBody, Secret, SubmitBody, routes,
};
use jit_domain::{Clock, RequestId, RequestPrefix, Timestamp};
use reqwest::Method;
use serde::de::DeserializeOwned;
use url::Url;

use answer::Read;
pub use audit::{AuditLines, AuditQuery};
pub use error::BrokerError;
pub(crate) use error::CHECK_THE_ADDRESS;
use exchange::{Call, Reply};
pub use idempotency_key::IdempotencyKey;
pub use list_query::{ListQuery, ReviewFilter, View};
pub use pages::{Page, Pages};
pub use report::ReportQuery;
pub use target_query::TargetQuery;

use crate::cache::NameFile;
use crate::config::{BrokerUrl, Settings};
use crate::error::CommandError;
use crate::http_client::HttpClients;
use crate::session::TokenSource;

/// The longest that the broker may hold back an answer, in seconds.
pub const MAX_WAIT_SECONDS: u64 = 50;

/// The broker, as one person sees it. Their token goes to its origin and nowhere else.
#[derive(Debug)]
pub struct Broker {
    clients: Arc<HttpClients>,
    name: BrokerUrl,
    tokens: TokenSource,
    names: Option<NameFile>,
}

/// Names a state of a request, as the broker's `ETag`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateTag(String);

/// A request and the name of the state it was seen in.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The request.
    pub request: Request,
    /// The name of its state, where the broker gave one.
    pub tag: Option<StateTag>,
}

/// An answer, and when the broker says it gave it.
#[derive(Clone, Debug)]
pub struct Dated<T> {
    /// The answer.
    pub value: T,
    /// The header field `Date` (RFC 9110, section 6.6.1), where there was one.
    pub date: Option<Timestamp>,
}

type Answer<T> = Result<T, BrokerError>;

impl Broker {
    /// The broker of these settings. Opens no connection yet.
    ///
    /// # Errors
    ///
    /// When no broker is set, or a token was brought along that is none.
    pub fn new(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self, CommandError> {
        let broker = settings.broker()?.value;
        let tokens = TokenSource::new(settings, &broker, clock)?;
        Ok(Self::with_tokens(settings, &broker, tokens))
    }

    /// A broker that is asked with these tokens. Sets nothing up yet.
    #[must_use]
    pub fn with_tokens(settings: &Settings, broker: &BrokerUrl, tokens: TokenSource) -> Self {
        Self {
            clients: HttpClients::of(settings),
            name: broker.clone(),
            tokens,
            names: NameFile::of(&settings.folders, broker),
        }
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &Url {
        self.name.as_secure_url().as_url()
    }

    /// Where it is, as its tokens are kept under.
    #[must_use]
    pub fn name(&self) -> &BrokerUrl {
        &self.name
    }

    /// What it is asked with.
    #[must_use]
    pub fn tokens(&self) -> &TokenSource {
        &self.tokens
    }

    /// The HTTP clients of this run, for other hosts too.
    #[must_use]
    pub fn clients(&self) -> &HttpClients {
        &self.clients
    }

    /// `GET /v1/config`, without a token.
    ///
    /// # Errors
    ///
    /// Every call fails with a [`BrokerError`]: the broker's refusal, or no usable answer.
    pub async fn config(&self) -> Answer<Dated<ClientConfig>> {
        let call = Call::new(Method::GET, routes::CONFIG);
        let reply = self.send(&call, None).await?;
        let date = reply.date;
        let value = self.some(reply)?;
        Ok(Dated { value, date })
    }

    /// `GET /v1/me`.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config).
    pub async fn me(&self) -> Answer<Me> {
        self.call(Call::new(Method::GET, routes::ME)).await
    }

    /// `POST /v1/requests`. Sent again with the same key when the connection is lost, so that one
    /// request comes of it.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config).
    pub async fn submit(&self, body: &SubmitBody, key: &IdempotencyKey) -> Answer<Request> {
        let mut call = Call::new(Method::POST, routes::REQUESTS).body(body)?;
        call.idempotency_key = Some(key.clone());
        let answer = match self.call(call.clone()).await {
            Err(BrokerError::Lost { .. }) => self.call(call).await,
            answer => answer,
        };
        answer.inspect(|request| self.learn(slice::from_ref(request)))
    }

    /// `POST /v1/requests?dry_run=true`: what a submission would do.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config).
    pub async fn plan(&self, body: &SubmitBody) -> Answer<Plan> {
        let mut call = Call::new(Method::POST, routes::REQUESTS).body(body)?;
        call.query("dry_run", "true");
        call.changes = false;
        self.call(call).await
    }

    /// `GET /v1/requests/{id}` by an ID or the beginning of one.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config).
    pub async fn request(&self, prefix: &RequestPrefix) -> Answer<Request> {
        let call = Call::new(Method::GET, routes::REQUEST).id(prefix.as_str());
        let request: Request = self.call(call).await?;
        if request.id.as_str().starts_with(prefix.as_str()) {
            self.learn(slice::from_ref(&request));
            Ok(request)
        } else {
            Err(self.absurd("it answered with another request"))
        }
    }

    /// The request, once it is in another state than the one that is `known`, or none after
    /// `wait_seconds` (at most [`MAX_WAIT_SECONDS`]).
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config).
    pub async fn look(
        &self,
        id: &RequestId,
        known: Option<StateTag>,
        wait_seconds: u64,
    ) -> Answer<Option<Seen>> {
        let mut call = Call::new(Method::GET, routes::REQUEST).id(id.as_str());
        if wait_seconds > 0 {
            let seconds = wait_seconds.min(MAX_WAIT_SECONDS);
            call.query("wait_seconds", seconds.to_string());
            call.timeout = Duration::from_secs(seconds + 10);
        }
        call.known = known;
        let reply = self.reply::<Request>(call).await?;
        let Some(request) = reply.value else {
            return Ok(None);
        };
        if &request.id != id {
            return Err(self.absurd("it answered with another request"));
        }
        self.learn(slice::from_ref(&request));
        let tag = reply.tag;
        Ok(Some(Seen { request, tag }))
    }

    /// `POST /v1/requests/{id}/approve`.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config).
    pub async fn approve(&self, id: &RequestId, body: &ApproveBody) -> Answer<Request> {
        self.change(routes::APPROVE, id, body).await
    }

    /// `POST /v1/requests/{id}/reject`.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config).
    pub async fn reject(&self, id: &RequestId, body: &RejectBody) -> Answer<Request> {
        self.change(routes::REJECT, id, body).await
    }

    /// `POST /v1/requests/{id}/revoke`.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config).
    pub async fn revoke(&self, id: &RequestId, body: &RevokeBody) -> Answer<Request> {
        self.change(routes::REVOKE, id, body).await
    }

    /// `POST /v1/requests/{id}/review`.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config).
    pub async fn review(&self, id: &RequestId, body: &ReviewBody) -> Answer<Request> {
        self.change(routes::REVIEW, id, body).await
    }

    /// `POST /v1/requests/{id}/cancel`.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config).
    pub async fn cancel(&self, id: &RequestId) -> Answer<Request> {
        self.change(routes::CANCEL, id, &EmptyBody {}).await
    }

    /// `POST /v1/requests/{id}/finish`.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config).
    pub async fn finish(&self, id: &RequestId) -> Answer<Request> {
        self.change(routes::FINISH, id, &EmptyBody {}).await
    }

    async fn change(
        &self,
        route: &'static str,
        id: &RequestId,
        body: &impl serde::Serialize,
    ) -> Answer<Request> {
        let call = Call::new(Method::POST, route).id(id.as_str()).body(body)?;
        let request: Request = self.call(call).await?;
        if &request.id == id {
            self.learn(slice::from_ref(&request));
            Ok(request)
        } else {
            Err(self.absurd("it answered with another request"))
        }
    }

    /// `POST /v1/credentials` with this token, within `limit`. A token that the broker calls expired
    /// is not renewed: that takes a lock, and callers may hold another one.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config).
    pub async fn credentials(
        &self,
        token: &Secret,
        body: &CredentialsRequest,
        limit: Duration,
    ) -> Answer<Dated<CredentialsAnswer>> {
        let mut call = Call::new(Method::POST, routes::CREDENTIALS).body(body)?;
        call.timeout = limit;
        let reply = self.send(&call, Some(token)).await?;
        let date = reply.date;
        let value = self.some(reply)?;
        Ok(Dated { value, date })
    }

    /// One exchange with the person's token; with a new one when the broker calls it expired.
    async fn call<T: DeserializeOwned>(&self, call: Call) -> Answer<T> {
        let reply = self.reply(call).await?;
        self.some(reply)
    }

    fn some<T>(&self, reply: Reply<T>) -> Answer<T> {
        let value = reply.value;
        value.ok_or_else(|| self.absurd("it answered 304 to no condition"))
    }

    async fn send<T: DeserializeOwned>(
        &self,
        call: &Call,
        token: Option<&Secret>,
    ) -> Answer<Reply<T>> {
        self.send_as(call, token, answer::json).await
    }

    async fn send_as<T>(
        &self,
        call: &Call,
        token: Option<&Secret>,
        read: Read<T>,
    ) -> Answer<Reply<T>> {
        let http = self.clients.for_url(self.name.as_secure_url());
        let http = http.map_err(CommandError::from)?;
        exchange::send(&http, self.url(), call, token, read).await
    }

    /// `POST /v1/requests` with this token, which is not renewed: callers may hold a lock.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config).
    pub async fn submit_with(
        &self,
        token: &Secret,
        body: &SubmitBody,
        key: &IdempotencyKey,
    ) -> Answer<Request> {
        let mut call = Call::new(Method::POST, routes::REQUESTS).body(body)?;
        call.idempotency_key = Some(key.clone());
        let reply = self.send(&call, Some(token)).await?;
        self.some(reply)
    }

    async fn reply<T: DeserializeOwned>(&self, call: Call) -> Answer<Reply<T>> {
        self.reply_as(call, answer::json).await
    }

    async fn reply_as<T>(&self, call: Call, read: Read<T>) -> Answer<Reply<T>> {
        let token = self.tokens.access_token().await?;
        match self.send_as(&call, Some(&token), read).await {
            Err(err) if err.is_token_expired() => {
                let token = self.tokens.force_refresh(&token).await?;
                self.send_as(&call, Some(&token), read).await
            }
            answer => answer.map_err(|err| self.refused(err)),
        }
    }

    /// A refusal of the token that was brought along is about that token, not about a sign-in.
    pub(crate) fn refused(&self, err: BrokerError) -> BrokerError {
        if err.code() != Some(ErrorCode::NotSignedIn) {
            return err;
        }
        match self.tokens.refused().map(CommandError::from) {
            Some(mut given) => {
                given.cause = CommandError::from(err).cause;
                BrokerError::NotAsked(given)
            }
            None => err,
        }
    }

    /// An answer that no broker gives.
    pub(crate) fn absurd(&self, why: impl fmt::Display) -> BrokerError {
        BrokerError::Absurd {
            host: exchange::host(self.url()),
            why: why.to_string(),
        }
    }
}
