use std::path::PathBuf;
use std::str::FromStr;

use jit_api::Secret;
use serde::Deserialize;

use crate::config::Environment;
use crate::http_client::HttpClients;
use crate::secure_url::SecureUrl;

use super::discovery::get_json_as;
use super::{GivenToken, SessionError};

/// Where GitHub Actions gives a job ID tokens, and what it wants for them. A job has both when its
/// workflow grants it `id-token: write`.
///
/// Source: GitHub Docs, "OpenID Connect reference", "Methods for requesting the OIDC token".
const GITHUB_URL: &str = "ACTIONS_ID_TOKEN_REQUEST_URL";
const GITHUB_TOKEN: &str = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

/// Where a program without a person finds the token by which its platform vouches for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Workload {
    /// GitHub Actions makes one on demand, for any audience.
    GithubActions,
    /// A file, which the platform keeps fresh (Kubernetes).
    File(PathBuf),
    /// A variable of the environment (GitLab CI).
    Variable(String),
}

/// The text names no such place. It is not repeated: somebody may have put the token itself there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a workload is `github-actions`, `file=PATH` or `env=NAME`")]
pub struct ParseWorkloadError;

/// What kind of token it is, as the issuer is told.
///
/// Source: RFC 8693, section 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SubjectTokenType {
    IdToken,
    Jwt,
}

impl SubjectTokenType {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::IdToken => "urn:ietf:params:oauth:token-type:id_token",
            Self::Jwt => "urn:ietf:params:oauth:token-type:jwt",
        }
    }
}

/// What a platform vouches for a program with.
#[derive(Clone, Debug)]
pub(super) struct SubjectToken {
    pub(super) token: Secret,
    pub(super) kind: SubjectTokenType,
}

/// The answer of GitHub Actions.
#[derive(Deserialize)]
struct GithubToken {
    value: Secret,
}

impl Workload {
    /// The token of the platform, for this audience where the platform lets one choose.
    ///
    /// # Errors
    ///
    /// [`SessionError::NoPlatform`], [`SessionError::NoToken`], [`SessionError::TokenFile`]; of the
    /// address of GitHub's tokens [`SessionError::UnsafeEndpoint`] and whatever goes wrong there.
    pub(super) async fn token(
        &self,
        environment: &Environment,
        clients: &HttpClients,
        audience: &str,
    ) -> Result<SubjectToken, SessionError> {
        let (given, kind) = match self {
            Self::GithubActions => {
                let given = of_github(environment, clients, audience).await?;
                (given, SubjectTokenType::IdToken)
            }
            Self::File(path) => {
                let given = GivenToken::of_file(path, "the file that `--workload` names")?;
                (given, SubjectTokenType::Jwt)
            }
            Self::Variable(name) => {
                let from = "the variable that `--workload` names";
                let text = environment.get(name).and_then(|it| it.to_str());
                let given = GivenToken::parse(text.unwrap_or_default(), from)?;
                (given, SubjectTokenType::Jwt)
            }
        };
        let token = given.token;
        Ok(SubjectToken { token, kind })
    }
}

async fn of_github(
    environment: &Environment,
    clients: &HttpClients,
    audience: &str,
) -> Result<GivenToken, SessionError> {
    let variable = |name: &'static str| {
        let value = environment.get(name).and_then(|it| it.to_str());
        value.ok_or(SessionError::NoPlatform(name))
    };
    let (url, token) = (variable(GITHUB_URL)?, variable(GITHUB_TOKEN)?);
    let unsafe_url = |cause| SessionError::UnsafeEndpoint {
        of: "address in `ACTIONS_ID_TOKEN_REQUEST_URL`",
        cause,
    };
    let url: SecureUrl = url.parse().map_err(unsafe_url)?;
    let mut url = url.as_url().clone();
    url.query_pairs_mut().append_pair("audience", audience);
    let url = SecureUrl::new(&url).map_err(unsafe_url)?;
    let bearer = GivenToken::parse(token, GITHUB_TOKEN)?.token;
    let answer: GithubToken = get_json_as(
        clients,
        &url,
        "token service of GitHub Actions",
        Some(&bearer),
    )
    .await?;
    GivenToken::parse(answer.value.expose(), "the answer of GitHub Actions")
}

impl FromStr for Workload {
    type Err = ParseWorkloadError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s.split_once('=') {
            None if s == "github-actions" => Ok(Self::GithubActions),
            Some(("file", path)) if !path.is_empty() => Ok(Self::File(path.into())),
            Some(("env", name)) if is_variable(name) => Ok(Self::Variable(name.to_owned())),
            _ => Err(ParseWorkloadError),
        }
    }
}

/// Source: POSIX.1-2024, Base Definitions, section 8.1.
fn is_variable(name: &str) -> bool {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()) && name.bytes().all(is_word)
}

#[cfg(test)]
#[path = "workload_tests.rs"]
mod tests;
