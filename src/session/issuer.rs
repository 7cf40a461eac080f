use jit_api::ClientConfig;
use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;

use crate::http_client::HttpClients;
use crate::secure_url::SecureUrl;

use super::SessionError;
use super::discovery::get_json;

/// The issuer as its discovery document describes it. Every endpoint is safe for a token.
#[derive(Clone, Debug)]
pub(super) struct IssuerMetadata {
    pub(super) authorization_endpoint: Option<SecureUrl>,
    pub(super) token_endpoint: SecureUrl,
    pub(super) device_authorization_endpoint: Option<SecureUrl>,
    pub(super) revocation_endpoint: Option<SecureUrl>,
    pub(super) jwks_uri: Option<SecureUrl>,
    /// Answers to authorization requests name the issuer (RFC 9207).
    pub(super) names_itself: bool,
    grant_types: Vec<String>,
    /// None where the issuer does not tell.
    code_challenge_methods: Option<Vec<String>>,
}

/// Source: OpenID Connect Discovery 1.0, section 3; RFC 8414, section 2; RFC 9207, section 3.
#[derive(Debug, Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: Option<String>,
    token_endpoint: String,
    device_authorization_endpoint: Option<String>,
    revocation_endpoint: Option<String>,
    jwks_uri: Option<String>,
    #[serde(default)]
    grant_types_supported: Vec<String>,
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

#[derive(Debug, Deserialize)]
struct KeySet {
    keys: Vec<serde_json::Value>,
}

impl IssuerMetadata {
    /// Fetches the description of the issuer that a broker names.
    ///
    /// # Errors
    ///
    /// [`SessionError::Nonsense`] when it describes another issuer, be it by one character;
    /// [`SessionError::UnsafeEndpoint`] when a token could be read on the way.
    pub(super) async fn fetch(
        clients: &HttpClients,
        config: &ClientConfig,
    ) -> Result<Self, SessionError> {
        let issuer = secure("issuer", &config.issuer)?;
        let base = config.issuer.trim_end_matches('/');
        let url = secure(
            "issuer",
            &format!("{base}/.well-known/openid-configuration"),
        )?;
        let document: Document = get_json(clients, &url, "issuer").await?;
        if document.issuer != config.issuer {
            let problem = "it calls itself by another name than the broker does";
            return Err(SessionError::nonsense("issuer", issuer, problem));
        }
        Self::from_document(document)
    }

    fn from_document(document: Document) -> Result<Self, SessionError> {
        let optional = |of, url: Option<String>| url.map(|it| secure(of, &it)).transpose();
        Ok(Self {
            authorization_endpoint: optional(
                "authorization endpoint",
                document.authorization_endpoint,
            )?,
            token_endpoint: secure("token endpoint", &document.token_endpoint)?,
            device_authorization_endpoint: optional(
                "device authorization endpoint",
                document.device_authorization_endpoint,
            )?,
            revocation_endpoint: optional("revocation endpoint", document.revocation_endpoint)?,
            jwks_uri: optional("key set", document.jwks_uri)?,
            names_itself: document.authorization_response_iss_parameter_supported,
            grant_types: document.grant_types_supported,
            code_challenge_methods: document.code_challenge_methods_supported,
        })
    }

    /// Where to send the browser.
    ///
    /// # Errors
    ///
    /// [`SessionError::NotOffered`]; [`SessionError::NoPkce`] when the issuer lists the methods it
    /// knows and S256 is not among them. Many list none at all and know it.
    pub(super) fn authorization_endpoint(&self) -> Result<&SecureUrl, SessionError> {
        let methods = self.code_challenge_methods.as_ref();
        if methods.is_some_and(|it| !it.iter().any(|method| method == "S256")) {
            return Err(SessionError::NoPkce);
        }
        let endpoint = self.authorization_endpoint.as_ref();
        endpoint.ok_or(SessionError::NotOffered("in a browser"))
    }

    /// True when it says that it has this type of grant. Where it says nothing it has only those that
    /// come from an authorization endpoint (OpenID Connect Discovery 1.0, section 3).
    pub(super) fn grants(&self, grant_type: &str) -> bool {
        self.grant_types.iter().any(|it| it == grant_type)
    }

    /// The keys that sign ID tokens. Those of kinds that this program does not know are left out.
    ///
    /// # Errors
    ///
    /// [`SessionError::Nonsense`], [`SessionError::Unreachable`].
    pub(super) async fn keys(&self, clients: &HttpClients) -> Result<Vec<Jwk>, SessionError> {
        let missing = || SessionError::IdToken("the issuer publishes no keys".to_owned());
        let url = self.jwks_uri.as_ref().ok_or_else(missing)?;
        let set: KeySet = get_json(clients, url, "issuer").await?;
        let keys = set.keys.into_iter();
        Ok(keys
            .filter_map(|key| serde_json::from_value(key).ok())
            .collect())
    }
}

fn secure(of: &'static str, text: &str) -> Result<SecureUrl, SessionError> {
    text.parse()
        .map_err(|cause| SessionError::UnsafeEndpoint { of, cause })
}

#[cfg(test)]
#[path = "issuer_tests.rs"]
mod tests;
