use std::time::Duration;

use jit_api::Secret;
use reqwest::StatusCode;
use serde::{Deserialize, Serialize};
use url::{Host, Url};
use zeroize::Zeroizing;

use super::{Destination, Federation};
use crate::error::{CommandError, ErrorKind};
use crate::helper::Credentials;
use crate::http_client::HttpClients;
use crate::secure_url::SecureUrl;

/// The largest answer of the federation endpoint, in bytes.
const MAX_ANSWER: usize = 64 * 1024;

/// How long the exchange may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What the endpoint takes as `Session`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "AWS calls them so")]
struct SessionJson<'a> {
    session_id: &'a str,
    session_key: &'a str,
    session_token: &'a str,
}

#[derive(Deserialize)]
struct SignInTokenJson {
    #[serde(rename = "SigninToken")]
    token: Secret,
}

impl Federation {
    /// Exchanges credentials for a URL that signs in to the console, valid for 15 minutes.
    ///
    /// The credentials travel in the body of a POST, so that they are in no log of URLs. A duration
    /// is never asked for: AWS refuses one for session credentials, and without it the console
    /// session ends with them.
    ///
    /// # Errors
    ///
    /// When AWS cannot be reached, or does not take the credentials.
    pub(crate) async fn sign_in(
        &self,
        clients: &HttpClients,
        endpoint: Option<&Url>,
        credentials: &Credentials,
        destination: &Destination,
    ) -> Result<Url, CommandError> {
        let endpoint = self.endpoint(endpoint)?;
        let unsafe_host = |err| CommandError::new(ErrorKind::Failed, "no sign-in host").cause(err);
        let secure = SecureUrl::new(&endpoint).map_err(unsafe_host)?;
        let http = clients.for_url(&secure)?;
        let exchange = exchange(&http, &endpoint, credentials);
        let token = tokio::time::timeout(TIMEOUT, exchange).await;
        let token = token.map_err(|_| self.unreachable("it does not answer in time"))?;
        let token = token.map_err(|err| match err {
            ExchangeError::Transport => self.unreachable("the connection failed"),
            ExchangeError::Status(status) if status.is_server_error() => {
                self.unreachable(format_args!("it answered {status}"))
            }
            ExchangeError::Status(status) => refused(format_args!("it answered {status}")),
            ExchangeError::Absurd => refused("its answer has no sign-in token"),
        })?;
        let mut url = endpoint;
        url.query_pairs_mut()
            .append_pair("Action", "login")
            .append_pair("Issuer", self.issuer().as_str())
            .append_pair("Destination", &destination.to_string())
            .append_pair("SigninToken", token.expose());
        Ok(url)
    }

    fn endpoint(&self, other: Option<&Url>) -> Result<Url, CommandError> {
        let url = match other {
            Some(other) => other.join("/federation"),
            None => Url::parse(&format!("https://{}/federation", self.host())),
        };
        url.map_err(|err| CommandError::new(ErrorKind::Failed, "no sign-in host").cause(err))
    }

    fn unreachable(&self, why: impl std::fmt::Display) -> CommandError {
        let what = format!("cannot reach AWS at `{}`", self.host());
        CommandError::new(ErrorKind::Unreachable, what)
            .cause(why)
            .hint("try again in a moment")
    }
}

/// Why there is no token. Neither the request nor the answer may be in an error.
enum ExchangeError {
    Transport,
    Status(StatusCode),
    Absurd,
}

async fn exchange(
    http: &reqwest::Client,
    endpoint: &Url,
    credentials: &Credentials,
) -> Result<Secret, ExchangeError> {
    let session = SessionJson {
        session_id: credentials.access_key_id.as_str(),
        session_key: credentials.secret_access_key.expose(),
        session_token: credentials.session_token.expose(),
    };
    let session = serde_json::to_string(&session).map_err(|_| ExchangeError::Absurd)?;
    let session = Zeroizing::new(session);
    let form = [("Action", "getSigninToken"), ("Session", &session)];
    let sent = http.post(endpoint.clone()).form(&form).send().await;
    let mut answer = sent.map_err(|_| ExchangeError::Transport)?;
    if answer.status() != StatusCode::OK {
        return Err(ExchangeError::Status(answer.status()));
    }
    let mut body = Zeroizing::new(Vec::new());
    while let Some(chunk) = answer.chunk().await.map_err(|_| ExchangeError::Transport)? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(ExchangeError::Absurd);
        }
        body.extend_from_slice(&chunk);
    }
    let parsed = serde_json::from_slice::<SignInTokenJson>(&body);
    let token = parsed.map_err(|_| ExchangeError::Absurd)?.token;
    let text = token.expose();
    let plain = !text.is_empty() && text.bytes().all(|b| matches!(b, 0x21..=0x7e));
    plain.then_some(token).ok_or(ExchangeError::Absurd)
}

fn refused(why: impl std::fmt::Display) -> CommandError {
    CommandError::new(
        ErrorKind::Failed,
        "AWS does not sign in with these credentials",
    )
    .code("aws_refused")
    .cause(why)
}

/// Reads an endpoint for tests: only a literal loopback address, so that credentials cannot be
/// sent anywhere else by a setting.
pub(crate) fn loopback(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|err| err.to_string())?;
    let loopback = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        _ => false,
    };
    let message = "only a loopback address is taken here, such as `http://127.0.0.1:8080`";
    loopback.then_some(url).ok_or_else(|| message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::loopback;

    #[test]
    fn the_endpoint_for_tests_is_on_loopback() {
        let table = [
            ("http://127.0.0.1:8080", true),
            ("http://[::1]:8080", true),
            ("http://localhost:8080", false),
            ("http://127.0.0.1.example.com", false),
            ("https://signin.aws.amazon.com", false),
            ("file:///etc/passwd", false),
        ];
        for (text, allowed) in table {
            assert_eq!(loopback(text).is_ok(), allowed, "{text}");
        }
    }
}
