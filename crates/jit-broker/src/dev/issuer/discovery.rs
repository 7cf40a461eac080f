use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::{Issuer, SCOPES};

/// `GET /issuer/.well-known/openid-configuration`.
///
/// Sources: OpenID Connect Discovery 1.0, section 3; RFC 8414, section 2; RFC 8628, section 4;
/// RFC 8693, section 2.1; RFC 9207, section 3.
pub(super) async fn metadata(State(issuer): State<Issuer>) -> Json<Value> {
    let url = &issuer.0.addresses.issuer;
    let at = |path: &str| format!("{url}/{path}");
    Json(json!({
        "issuer": url,
        "authorization_endpoint": at("authorize"),
        "device_authorization_endpoint": at("device_authorization"),
        "token_endpoint": at("token"),
        "revocation_endpoint": at("revoke"),
        "jwks_uri": at("jwks"),
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": [
            "authorization_code", "refresh_token", super::token::DEVICE_CODE_GRANT,
            super::workload::TOKEN_EXCHANGE_GRANT,
        ],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "revocation_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "amr", "name", "email", "groups",
        ],
    }))
}

/// `GET /issuer/jwks`.
pub(super) async fn keys(State(issuer): State<Issuer>) -> Json<Value> {
    Json(issuer.0.maker.key().key_set())
}
