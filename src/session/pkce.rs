use jit_api::ClientConfig;
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, Scope, TokenUrl,
};
use url::Url;

use crate::secure_url::SecureUrl;

use super::SessionError;
use super::browser;
use super::callback::Expected;
use super::callback_listener::CallbackListener;
use super::issuer::IssuerMetadata;
use super::oauth_http::IssuerHttp;
use super::sign_in::{Narrator, SignInOptions};
use super::token_answer::{NoTokens, OAuthClient, TokenAnswer, audience_parameter};

/// What a sign-in in the browser brings.
#[derive(Debug)]
pub(super) struct BrowserAnswer {
    pub(super) tokens: TokenAnswer,
    /// What the ID token has to repeat.
    pub(super) nonce: String,
}

/// One attempt: everything random about it, and where its answer arrives.
struct Attempt {
    listener: CallbackListener,
    redirect_uri: RedirectUrl,
    state: CsrfToken,
    nonce: CsrfToken,
    verifier: PkceCodeVerifier,
    url: Url,
}

/// Signs in through the browser: authorization code with PKCE (S256), answered on loopback.
///
/// # Errors
///
/// [`SessionError::Denied`], [`SessionError::TimedOut`], [`SessionError::Mismatch`],
/// [`SessionError::NoPkce`], [`SessionError::NotOffered`], [`SessionError::Listen`], or what is
/// wrong with the issuer.
pub(super) async fn sign_in(
    http: &IssuerHttp,
    config: &ClientConfig,
    issuer: &IssuerMetadata,
    options: &SignInOptions,
    narrator: &mut dyn Narrator,
) -> Result<BrowserAnswer, SessionError> {
    let endpoint = issuer.authorization_endpoint()?;
    let attempt = Attempt::begin(config, endpoint, options.port.unwrap_or(0)).await?;
    narrator.browser(&attempt.url, options.open_browser);
    if options.open_browser {
        let opened = browser::open(&attempt.url, endpoint, |page| narrator.open(page));
        match opened {
            Err(error) if options.browser_is_named => return Err(SessionError::Browser(error)),
            Err(error) => narrator.explain(&format!("no browser opened: {error}")),
            Ok(()) => {}
        }
    }
    let expected = Expected {
        authority: attempt.listener.authority(),
        state: attempt.state.secret().clone(),
        issuer: config.issuer.clone(),
        issuer_must_be_named: issuer.names_itself,
    };
    let code = attempt.listener.wait(expected).await?;
    let token_endpoint = &issuer.token_endpoint;
    let client = OAuthClient::new(ClientId::new(config.client_id.clone()))
        .set_token_uri(TokenUrl::from_url(token_endpoint.as_url().clone()))
        .set_redirect_uri(attempt.redirect_uri);
    let mut request = client
        .exchange_code(AuthorizationCode::new(code))
        .set_pkce_verifier(attempt.verifier);
    if let Some(name) = audience_parameter(config.audience_parameter) {
        request = request.add_extra_param(name, config.audience.as_str());
    }
    let tokens = request.request_async(http).await;
    let tokens = tokens.map_err(|error| NoTokens::of(error, token_endpoint).at_sign_in())?;
    let nonce = attempt.nonce.secret().clone();
    Ok(BrowserAnswer { tokens, nonce })
}

impl Attempt {
    /// Listens first, so that no answer finds the port closed or somebody else's.
    async fn begin(
        config: &ClientConfig,
        endpoint: &SecureUrl,
        port: u16,
    ) -> Result<Self, SessionError> {
        let listener = CallbackListener::bind(port).await?;
        let redirect_uri = RedirectUrl::new(listener.redirect_uri());
        let redirect_uri =
            redirect_uri.map_err(|_| SessionError::Mismatch("there is no address to answer to"))?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = CsrfToken::new_random();
        let client = OAuthClient::new(ClientId::new(config.client_id.clone()))
            .set_auth_uri(AuthUrl::from_url(endpoint.as_url().clone()))
            .set_redirect_uri(redirect_uri.clone());
        let scopes = config.scopes.iter().cloned().map(Scope::new);
        let mut request = client
            .authorize_url(CsrfToken::new_random)
            .add_scopes(scopes)
            .set_pkce_challenge(challenge)
            .add_extra_param("nonce", nonce.secret());
        if let Some(name) = audience_parameter(config.audience_parameter) {
            request = request.add_extra_param(name, config.audience.as_str());
            // OpenID Connect Core 1.0, section 11: no refresh token without consent. Issuers
            // without an audience parameter (Entra ID) want an administrator for it instead.
            if config.scopes.iter().any(|scope| scope == "offline_access") {
                request = request.add_extra_param("prompt", "consent");
            }
        }
        let (url, state) = request.url();
        Ok(Self {
            listener,
            redirect_uri,
            state,
            nonce,
            verifier,
            url,
        })
    }
}
