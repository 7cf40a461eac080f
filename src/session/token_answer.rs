use jit_api::{AudienceParameter, Secret, TokenKind};
use jit_domain::{Subject, Timestamp};
use oauth2::basic::{
    BasicErrorResponse, BasicErrorResponseType, BasicRevocationErrorResponse,
    BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    Client, ExtraTokenFields, RequestTokenError, StandardRevocableToken, StandardTokenResponse,
    TokenResponse as _,
};
use serde::{Deserialize, Serialize};

use crate::secure_url::SecureUrl;

use super::SessionError;
use super::oauth_http::IssuerHttpError;
use super::unverified_jwt::UnverifiedClaims;

/// The longest life of a token that is believed, in seconds: one year.
const MAX_LIFE_SECONDS: u64 = 365 * 24 * 3600;

/// The field that OpenID Connect adds to the answer of a token endpoint.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct IdTokenField {
    id_token: Option<Secret>,
}

impl ExtraTokenFields for IdTokenField {}

/// The answer of a token endpoint.
pub(super) type TokenAnswer = StandardTokenResponse<IdTokenField, BasicTokenType>;

/// A client of an OpenID Connect issuer.
pub(super) type OAuthClient = Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
>;

/// The tokens of an answer, as this program uses them.
#[derive(Debug)]
pub(super) struct Tokens {
    /// What goes to the broker.
    pub(super) token: Secret,
    /// When it ends, by the clock of this machine.
    pub(super) expires_at: Option<Timestamp>,
    pub(super) refresh_token: Option<Secret>,
    pub(super) id_token: Option<Secret>,
}

impl Tokens {
    /// Picks the tokens out of an answer that arrived now.
    ///
    /// Lifetimes count from now: an issuer whose clock is wrong, or a machine whose clock is,
    /// changes nothing.
    ///
    /// # Errors
    ///
    /// [`SessionError::Nonsense`] when the token is not of a kind that can simply be sent, or the
    /// one that the broker takes is missing.
    pub(super) fn of(
        answer: &TokenAnswer,
        kind: TokenKind,
        endpoint: &SecureUrl,
        now: Timestamp,
    ) -> Result<Self, SessionError> {
        let nonsense = |problem| SessionError::nonsense("issuer", endpoint, problem);
        if *answer.token_type() != BasicTokenType::Bearer {
            return Err(nonsense("it gives no bearer token"));
        }
        let id_token = answer.extra_fields().id_token.clone();
        let access_token = Secret::new(answer.access_token().secret().clone());
        let told = answer.expires_in().map(|it| it.as_secs());
        let (token, life) = match kind {
            TokenKind::AccessToken => (access_token, told),
            TokenKind::IdToken => {
                let missing = || nonsense("it gives no ID token, and the broker takes no other");
                let token = id_token.clone().ok_or_else(missing)?;
                let life = UnverifiedClaims::of(token.expose()).lifetime_seconds();
                let life = life.and_then(|it| u64::try_from(it).ok());
                (token, life)
            }
        };
        let expires_at = life.map(|it| life_from(now, it));
        let refresh_token = answer.refresh_token();
        let refresh_token = refresh_token.map(|it| Secret::new(it.secret().clone()));
        Ok(Self {
            token,
            expires_at,
            refresh_token,
            id_token,
        })
    }

    /// Whom the ID token is about, unverified: it came straight from the issuer, which is as good
    /// for the comparison that it is for.
    ///
    /// Source: OpenID Connect Core 1.0, section 3.1.3.7, rule 6.
    pub(super) fn subject(&self) -> Option<Subject> {
        let id_token = self.id_token.as_ref()?;
        UnverifiedClaims::of(id_token.expose()).sub
    }
}

/// When a token ends that lives so many seconds from now on.
pub(super) fn life_from(now: Timestamp, seconds: u64) -> Timestamp {
    now.plus_seconds(seconds.min(MAX_LIFE_SECONDS).cast_signed())
}

/// The parameter that asks for a token of the broker, for those issuers that want one.
pub(super) fn audience_parameter(how: AudienceParameter) -> Option<&'static str> {
    match how {
        AudienceParameter::Resource => Some("resource"),
        AudienceParameter::Audience => Some("audience"),
        AudienceParameter::None => None,
    }
}

/// Why the token endpoint gave no token.
#[derive(Debug)]
pub(super) enum NoTokens {
    /// The code or the refresh token is not good (any more).
    InvalidGrant,
    /// Anything else.
    Other(SessionError),
}

impl NoTokens {
    /// What an error of the `oauth2` crate means. Bodies of answers are not repeated: they may hold
    /// tokens.
    pub(super) fn of(
        error: RequestTokenError<IssuerHttpError, BasicErrorResponse>,
        endpoint: &SecureUrl,
    ) -> Self {
        let error = match error {
            RequestTokenError::ServerResponse(answer) => {
                if *answer.error() == BasicErrorResponseType::InvalidGrant {
                    return Self::InvalidGrant;
                }
                refused(answer.error().as_ref(), answer.error_description())
            }
            RequestTokenError::Request(error) => error.about(endpoint),
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                let problem = "it is no answer of a token endpoint";
                SessionError::nonsense("issuer", endpoint, problem)
            }
        };
        Self::Other(error)
    }

    /// As an error of a sign-in, where nothing can be invalid but the answer of the person.
    pub(super) fn at_sign_in(self) -> SessionError {
        match self {
            Self::InvalidGrant => SessionError::Denied("the code is not valid any more".to_owned()),
            Self::Other(error) => error,
        }
    }
}

/// A refusal of a token endpoint.
///
/// Source: RFC 6749, section 5.2.
#[derive(Debug, Deserialize)]
pub(super) struct Refusal {
    pub(super) error: String,
    pub(super) error_description: Option<String>,
}

impl Refusal {
    /// As far as it explains itself.
    pub(super) fn in_words(&self) -> String {
        in_words(&self.error, self.error_description.as_ref())
    }
}

/// The issuer's refusal of a person.
pub(super) fn refused(code: &str, description: Option<&String>) -> SessionError {
    SessionError::Denied(in_words(code, description))
}

fn in_words(code: &str, description: Option<&String>) -> String {
    let text = match description {
        Some(description) => format!("{code}: {description}"),
        None => code.to_owned(),
    };
    text.chars().take(300).collect()
}
