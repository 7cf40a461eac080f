use crate::http_client::HttpClients;

use super::record::Renewal;

/// What became of the refresh token at the issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// The issuer has revoked it.
    Done,
    /// There was nothing to revoke, or the issuer has no way to do it.
    NotOffered,
    /// The issuer did not do it; the text says why. Until it expires the token would still work for
    /// somebody who has it.
    Failed(String),
}

/// Revokes a refresh token (RFC 7009), and with it the sign-in at the issuer.
pub(super) async fn revoke(clients: &HttpClients, renewal: &Renewal) -> Revocation {
    let Some(endpoint) = &renewal.revocation_endpoint else {
        return Revocation::NotOffered;
    };
    let client = match clients.for_url(endpoint) {
        Ok(client) => client,
        Err(error) => return Revocation::Failed(error.to_string()),
    };
    let form = [
        ("client_id", renewal.client_id.as_str()),
        ("token", renewal.refresh_token.expose()),
        ("token_type_hint", "refresh_token"),
    ];
    let answer = client.post(endpoint.as_url().clone()).form(&form).send();
    match answer.await {
        Ok(answer) if answer.status().is_success() => Revocation::Done,
        Ok(answer) => Revocation::Failed(format!("status {}", answer.status().as_u16())),
        Err(error) => Revocation::Failed(error.without_url().to_string()),
    }
}
