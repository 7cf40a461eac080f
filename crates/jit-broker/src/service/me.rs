use jit_api::{BrokerRole, Me};

use super::Failure;
use super::targets::has_offers;
use crate::app::App;
use crate::identity::Caller;

/// Who the broker sees, and what they are to it.
///
/// # Errors
///
/// `store_unavailable` when the broker is too busy to look.
pub async fn me(app: &App, caller: &Caller) -> Result<Me, Failure> {
    let requester = has_offers(app, caller).await?;
    let person = &caller.person;
    let bundle = app.bundle.load();
    let roles = [
        (BrokerRole::Requester, requester),
        (BrokerRole::Approver, bundle.is_approver(person)),
        (BrokerRole::Security, bundle.is_security(person)),
        (BrokerRole::Auditor, bundle.is_auditor(person)),
        (BrokerRole::Administrator, bundle.is_administrator(person)),
    ];
    Ok(Me {
        issuer: person.id.issuer.clone(),
        subject: person.id.subject.clone(),
        name: person.name.clone(),
        groups: person.groups.iter().cloned().collect(),
        roles: roles
            .into_iter()
            .filter_map(|(role, is)| is.then_some(role))
            .collect(),
        sign_in_methods: person
            .authentication
            .methods
            .as_ref()
            .map(|methods| methods.iter().cloned().collect()),
        signed_in_at: person.authentication.at,
        token_expires_at: caller.token_expires_at,
    })
}
