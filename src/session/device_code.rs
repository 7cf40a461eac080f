use std::time::Duration;

use jit_api::ClientConfig;
use oauth2::http::Request;
use oauth2::{
    AsyncHttpClient as _, ClientId, DeviceAuthorizationUrl, HttpResponse, Scope,
    StandardDeviceAuthorizationResponse,
};
use tokio::time::{Instant, sleep};
use url::form_urlencoded;

use crate::secure_url::SecureUrl;

use super::SessionError;
use super::issuer::IssuerMetadata;
use super::oauth_http::{IssuerHttp, IssuerHttpError};
use super::sign_in::Narrator;
use super::token_answer::{
    NoTokens, OAuthClient, Refusal, TokenAnswer, audience_parameter, refused,
};

/// The grant of RFC 8628.
const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// How much longer to wait after `slow_down`, for this and all later requests.
///
/// Source: RFC 8628, section 3.5.
const SLOW_DOWN: Duration = Duration::from_secs(5);

/// The longest pause between two requests, whatever the issuer asks for or how long it is away.
const MAX_PAUSE: Duration = Duration::from_mins(1);

/// The longest time that a code is waited for, whatever the issuer says.
const MAX_LIFE: Duration = Duration::from_hours(1);

/// What a person needs to finish a sign-in with a device code.
#[derive(Clone, Debug)]
pub struct DevicePrompt {
    /// The page to open, on any device.
    pub page: SecureUrl,
    /// The code to compare, or to type there.
    pub code: String,
    /// The same page with the code filled in.
    pub page_with_code: Option<SecureUrl>,
    /// How long the code is good.
    pub life: Duration,
}

/// What the issuer says about a code.
#[derive(Debug)]
enum Poll<T> {
    Decided(T),
    Pending,
    SlowDown,
    /// No answer, or one that says nothing about the code.
    Away,
    Failed(SessionError),
}

/// Signs in with a device code: shows it, and waits until somebody has decided about it.
///
/// # Errors
///
/// [`SessionError::Denied`], [`SessionError::TimedOut`], [`SessionError::NotOffered`], or what is
/// wrong with the issuer.
pub(super) async fn sign_in(
    http: &IssuerHttp,
    config: &ClientConfig,
    issuer: &IssuerMetadata,
    narrator: &mut dyn Narrator,
) -> Result<TokenAnswer, SessionError> {
    let endpoint = issuer.device_authorization_endpoint.as_ref();
    let endpoint = endpoint.ok_or(SessionError::NotOffered("with a device code"))?;
    let offer = request_code(http, config, endpoint).await?;
    let prompt = prompt(&offer, endpoint)?;
    narrator.device_code(&prompt);
    let body = poll_body(config, offer.device_code().secret());
    let poll = async || poll_once(http, &issuer.token_endpoint, &body).await;
    poll_until_decided(offer.interval(), prompt.life, poll).await
}

async fn request_code(
    http: &IssuerHttp,
    config: &ClientConfig,
    endpoint: &SecureUrl,
) -> Result<StandardDeviceAuthorizationResponse, SessionError> {
    let url = DeviceAuthorizationUrl::from_url(endpoint.as_url().clone());
    let client =
        OAuthClient::new(ClientId::new(config.client_id.clone())).set_device_authorization_url(url);
    let scopes = config.scopes.iter().cloned().map(Scope::new);
    let mut request = client.exchange_device_code().add_scopes(scopes);
    if let Some(name) = audience_parameter(config.audience_parameter) {
        request = request.add_extra_param(name, config.audience.as_str());
    }
    let offer = request.request_async(http).await;
    offer.map_err(|error| NoTokens::of(error, endpoint).at_sign_in())
}

/// What to show, once it is fit to be shown.
fn prompt(
    offer: &StandardDeviceAuthorizationResponse,
    endpoint: &SecureUrl,
) -> Result<DevicePrompt, SessionError> {
    let code = offer.user_code().secret().clone();
    let printable = |c: char| !c.is_control() && !c.is_whitespace() || c == ' ';
    if !(1..=64).contains(&code.chars().count()) || !code.chars().all(printable) {
        let problem = "the code that it wants to be shown cannot be shown";
        return Err(SessionError::nonsense("issuer", endpoint, problem));
    }
    let secure = |text: &str| {
        text.parse().map_err(|cause| SessionError::UnsafeEndpoint {
            of: "page for the code",
            cause,
        })
    };
    let complete = offer.verification_uri_complete();
    Ok(DevicePrompt {
        page: secure(offer.verification_uri().as_str())?,
        code,
        page_with_code: complete.map(|it| secure(it.secret())).transpose()?,
        life: offer.expires_in().min(MAX_LIFE),
    })
}

fn poll_body(config: &ClientConfig, device_code: &str) -> Vec<u8> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", GRANT_TYPE)
        .append_pair("device_code", device_code)
        .append_pair("client_id", &config.client_id);
    if let Some(name) = audience_parameter(config.audience_parameter) {
        form.append_pair(name, &config.audience);
    }
    form.finish().into_bytes()
}

async fn poll_once(http: &IssuerHttp, endpoint: &SecureUrl, body: &[u8]) -> Poll<TokenAnswer> {
    let request = Request::post(endpoint.as_url().as_str())
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.to_vec());
    let answer = match request {
        Ok(request) => http.call(request).await,
        Err(_) => Err(IssuerHttpError::Request),
    };
    match answer {
        Ok(answer) => read_poll(&answer, endpoint),
        Err(error) => match error.about(endpoint) {
            SessionError::Unreachable { .. } => Poll::Away,
            other => Poll::Failed(other),
        },
    }
}

fn read_poll(answer: &HttpResponse, endpoint: &SecureUrl) -> Poll<TokenAnswer> {
    let nonsense = || {
        let problem = "it is no answer of a token endpoint";
        Poll::Failed(SessionError::nonsense("issuer", endpoint, problem))
    };
    if answer.status().is_success() {
        let tokens = serde_json::from_slice(answer.body());
        return tokens.map_or_else(|_| nonsense(), Poll::Decided);
    }
    let Ok(refusal) = serde_json::from_slice::<Refusal>(answer.body()) else {
        return nonsense();
    };
    match refusal.error.as_str() {
        "authorization_pending" => Poll::Pending,
        "slow_down" => Poll::SlowDown,
        "expired_token" => Poll::Failed(SessionError::Denied("the code has expired".to_owned())),
        error => Poll::Failed(refused(error, refusal.error_description.as_ref())),
    }
}

/// Asks until the issuer has decided or the code is no longer good, by a clock that nobody can set.
///
/// Source: RFC 8628, section 3.5 (also for the growing pause while the issuer is away).
async fn poll_until_decided<T>(
    interval: Duration,
    life: Duration,
    mut poll: impl AsyncFnMut() -> Poll<T>,
) -> Result<T, SessionError> {
    let end = Instant::now() + life;
    let mut interval = interval.clamp(Duration::from_secs(1), MAX_PAUSE);
    let mut pause = interval;
    loop {
        if Instant::now() + pause > end {
            sleep(end.saturating_duration_since(Instant::now())).await;
            return Err(SessionError::TimedOut(life));
        }
        sleep(pause).await;
        match poll().await {
            Poll::Decided(answer) => return Ok(answer),
            Poll::Failed(error) => return Err(error),
            Poll::Pending => pause = interval,
            Poll::SlowDown => {
                interval = (interval + SLOW_DOWN).min(MAX_PAUSE);
                pause = interval;
            }
            Poll::Away => pause = (pause * 2).min(MAX_PAUSE),
        }
    }
}

#[cfg(test)]
#[path = "device_code_tests.rs"]
mod tests;
