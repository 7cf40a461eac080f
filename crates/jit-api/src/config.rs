use serde::{Deserialize, Serialize};

/// What a client needs to sign in: the answer of `GET /v1/config`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientConfig {
    /// The version of the API, [`API_VERSION`](crate::API_VERSION).
    pub api_version: String,
    /// The version of the broker, for display.
    pub broker_version: String,
    /// The issuer, exactly as its tokens spell it.
    pub issuer: String,
    /// The OAuth client ID of `jit` at the issuer.
    pub client_id: String,
    /// The scopes to ask for.
    pub scopes: Vec<String>,
    /// The audience that the broker's tokens must have.
    pub audience: String,
    /// How to ask the issuer for a token with that audience.
    pub audience_parameter: AudienceParameter,
    /// The ways of signing in that the issuer is set up for, the preferred one first.
    pub flows: Vec<SignInFlow>,
    /// The token to send to the broker.
    pub token: TokenKind,
    /// How long a client may go without asking whether a session is still good, in seconds.
    pub recheck_seconds: u32,
    /// How long a client may use a session while the broker cannot be reached, in seconds, 0–900.
    pub offline_grace_seconds: u32,
    /// True when the credentials are of the sandbox, which AWS refuses.
    pub sandbox: bool,
}

/// The parameter that names the audience in authorization and token requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AudienceParameter {
    /// `resource` (RFC 8707).
    Resource,
    /// `audience` (Auth0).
    Audience,
    /// None: the scopes or the client decide (Entra ID, Cognito).
    None,
}

/// A way of signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignInFlow {
    /// Authorization code with PKCE in a browser (RFC 7636, RFC 8252).
    Pkce,
    /// Device authorization (RFC 8628).
    DeviceCode,
}

/// Which of the issuer's tokens the broker takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// The access token.
    AccessToken,
    /// The ID token, where the issuer puts groups nowhere else.
    IdToken,
}
