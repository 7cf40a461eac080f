//! Windows that a revocation leaves open: those of one target are independent of each other.

use jit_api::Request;
use jit_domain::AccountRef;

use super::deciding::Decided;
use super::request_view::{next, short_person};
use crate::broker::{Broker, ListQuery, View};
use crate::ui::{Screen, neutral_to};

/// The other windows, open or still to come, that the same people have of the same targets, as far as
/// the caller may revoke them, with the command that does.
pub(crate) async fn lines(broker: &Broker, revoked: &[Decided], screen: &Screen) -> Vec<String> {
    let mut left: Vec<Request> = Vec::new();
    for decided in revoked {
        let Some(found) = of_account(broker, &decided.now).await else {
            return vec![
                "Other windows of the same target could not be looked up: jit list --to-revoke"
                    .to_owned(),
            ];
        };
        let is_other = |it: &Request| {
            let known = revoked.iter().any(|done| done.now.id == it.id);
            !known && left.iter().all(|left| left.id != it.id) && is_sibling(it, &decided.now)
        };
        let found: Vec<Request> = found.into_iter().filter(is_other).collect();
        left.extend(found);
    }
    if left.is_empty() {
        return Vec::new();
    }
    let ids: Vec<&str> = left.iter().map(|request| request.id.as_str()).collect();
    let command = format!("jit revoke {}", ids.join(" "));
    let mut lines: Vec<String> = left.iter().map(|it| line(it, screen)).collect();
    lines.push(format!("To end that too: {command}"));
    lines
}

async fn of_account(broker: &Broker, request: &Request) -> Option<Vec<Request>> {
    let query = ListQuery {
        view: View::ToRevoke,
        statuses: Vec::new(),
        review: None,
        account: Some(AccountRef::Id(request.account.clone())),
        created_from: None,
    };
    broker.list(&query).await.ok()
}

/// Another window of the same person for the same target.
fn is_sibling(it: &Request, of: &Request) -> bool {
    let (a, b) = (&it.requester, &of.requester);
    (&a.issuer, &a.subject) == (&b.issuer, &b.subject)
        && (&it.account, &it.permission_set) == (&of.account, &of.permission_set)
}

fn line(request: &Request, screen: &Screen) -> String {
    let account = neutral_to(request.account_name.as_str(), 64);
    format!(
        "{} still has {} in {account} by {}: {}",
        short_person(&request.requester),
        request.permission_set,
        request.id,
        next(request, screen).unwrap_or_else(|| request.status.to_string())
    )
}
