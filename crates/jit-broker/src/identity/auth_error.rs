use jit_api::ErrorCode;

use super::{ClaimPath, KeyError};

/// Why a token makes nobody a caller. The text names no part of the token's content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// The token is not one of this issuer for this broker.
    #[error("not signed in: {0}")]
    NotSignedIn(#[from] Flaw),
    /// Everything else about the token is right.
    #[error("the token has expired")]
    Expired,
    /// The issuer left the groups out because they are too many; membership is unknown.
    #[error("the token does not carry the person's groups because they are too many")]
    GroupsOverage,
    /// The issuer's keys are not known and cannot be fetched now.
    #[error("the keys of the issuer cannot be fetched")]
    IssuerUnavailable,
}

/// What is wrong with a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// Longer than [`MAX_TOKEN_BYTES`](super::verifier::MAX_TOKEN_BYTES).
    #[error("the token is too long")]
    TooLong,
    /// Not three parts of base64url joined by full stops.
    #[error("the token is not a signed JWT")]
    Shape,
    /// The header is no JSON object, names a member twice, or has one of the wrong type.
    #[error("the header of the token cannot be read")]
    Header,
    /// `alg` is missing, unknown, symmetric or not on the issuer's list.
    #[error("the signature algorithm of the token is not allowed")]
    Algorithm,
    /// A header parameter that brings its own key or changes how the token is to be read.
    #[error("the token has a header parameter that is not allowed: `{0}`")]
    Parameter(&'static str),
    /// `typ` is not one that the broker takes.
    #[error("the token is of a type that is not taken here")]
    Type,
    /// No key of the issuer has this ID and fits the algorithm.
    #[error("the token is signed with a key that the issuer does not publish")]
    UnknownKey,
    /// The signature does not fit.
    #[error("the signature of the token is wrong")]
    Signature,
    /// The claims are no JSON object, or name one twice.
    #[error("the claims of the token cannot be read")]
    Claims,
    /// A claim is missing that has to be there.
    #[error("the token lacks the claim `{0}`")]
    Missing(ClaimPath),
    /// A claim is there but not of the type or form that it must have.
    #[error("the claim `{0}` of the token is not of the right form")]
    Malformed(ClaimPath),
    /// `iss` is another one.
    #[error("the token is of another issuer")]
    Issuer,
    /// The audience is another one.
    #[error("the token is for another audience")]
    Audience,
    /// An ID token where an access token is asked for, or the other way round.
    #[error("the token is not of the kind that this broker takes")]
    Kind,
    /// `nbf`, `iat` or `auth_time` lies ahead by more than the leeway.
    #[error("the token is not valid yet")]
    NotYetValid,
}

impl AuthError {
    /// The code of the answer.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotSignedIn(_) => ErrorCode::NotSignedIn,
            Self::Expired => ErrorCode::TokenExpired,
            Self::GroupsOverage => ErrorCode::GroupsOverage,
            Self::IssuerUnavailable => ErrorCode::IssuerUnavailable,
        }
    }
}

impl From<KeyError> for AuthError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Unknown => Self::NotSignedIn(Flaw::UnknownKey),
            KeyError::Unavailable => Self::IssuerUnavailable,
        }
    }
}
