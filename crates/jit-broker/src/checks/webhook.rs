use std::error::Error;
use std::sync::Arc;

use jit_domain::Timestamp;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Response, StatusCode};

use super::settings::WebhookSettings;
use super::{CheckError, MAX_ANSWER};
use crate::webhooks::{GuardedResolver, OutOfReach, Reach, SystemLookup};

/// A service that gets the question as signed JSON.
///
/// Source of the headers: Standard Webhooks 1.0.0, "Webhook Headers".
#[derive(Debug)]
pub(super) struct Webhook {
    http: reqwest::Client,
    reach: Reach,
    settings: WebhookSettings,
}

impl Webhook {
    pub(super) fn new(settings: WebhookSettings) -> Result<Self, String> {
        let reach = if settings.private_network {
            Reach::PrivateToo
        } else {
            Reach::Public
        };
        let http = reqwest::Client::builder()
            .dns_resolver(GuardedResolver::new(reach, Arc::new(SystemLookup)))
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .user_agent(concat!("jit-broker/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| format!("cannot set up HTTP: {}", error.without_url()))?;
        Ok(Self {
            http,
            reach,
            settings,
        })
    }

    /// Asks, and reads at most [`MAX_ANSWER`] bytes of a `200` that is JSON.
    pub(super) async fn ask(
        &self,
        id: &str,
        at: Timestamp,
        body: &str,
    ) -> Result<Vec<u8>, CheckError> {
        let url = self.settings.url.as_url();
        if !self.reach.allows_literal(url) {
            return Err(CheckError::OutOfReach);
        }
        let sent = self
            .http
            .post(url.clone())
            .headers(self.headers(id, at, body)?)
            .body(body.to_owned());
        let response = sent.send().await.map_err(|error| failure(&error))?;
        if response.status() != StatusCode::OK {
            let status = response.status().as_u16();
            return Err(CheckError::Failed(format!(
                "it answered with status {status}"
            )));
        }
        let media_type = response.headers().get(CONTENT_TYPE);
        let media_type = media_type.and_then(|value| value.to_str().ok()?.split(';').next());
        if !media_type.is_some_and(|text| text.trim().eq_ignore_ascii_case("application/json")) {
            return Err(CheckError::Answer("it is not of the type JSON"));
        }
        bounded(response).await
    }

    fn headers(&self, id: &str, at: Timestamp, body: &str) -> Result<HeaderMap, CheckError> {
        let timestamp = at.millis() / 1000;
        let mut headers = HeaderMap::new();
        for (name, value) in [
            (CONTENT_TYPE, "application/json".to_owned()),
            (ACCEPT, "application/json".to_owned()),
            (HeaderName::from_static("webhook-id"), id.to_owned()),
            (
                HeaderName::from_static("webhook-timestamp"),
                timestamp.to_string(),
            ),
            (
                HeaderName::from_static("webhook-signature"),
                self.settings.keys.sign(id, timestamp, body),
            ),
        ] {
            let value = HeaderValue::try_from(value);
            let value = value.map_err(|_| CheckError::Failed("a header is unfit".to_owned()))?;
            headers.insert(name, value);
        }
        Ok(headers)
    }
}

async fn bounded(mut response: Response) -> Result<Vec<u8>, CheckError> {
    let mut answer = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
        if answer.len() + chunk.len() > MAX_ANSWER {
            return Err(CheckError::Answer("it is too large"));
        }
        answer.extend_from_slice(&chunk);
    }
    Ok(answer)
}

/// What went wrong, without the URL, which may be secret.
fn failure(error: &reqwest::Error) -> CheckError {
    let causes = || std::iter::successors(error.source(), |cause| (*cause).source());
    if causes().any(<dyn Error>::is::<OutOfReach>) {
        return CheckError::OutOfReach;
    }
    let io = causes().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    CheckError::Failed(match io {
        Some(error) => error.kind().to_string(),
        None if error.is_connect() => "no connection".to_owned(),
        None => "the connection broke".to_owned(),
    })
}
