//! What waits for a decision of the caller, to pick from.

use jit_api::{BrokerRole, Request};
use jit_domain::StatusName;

use super::deciding::ID;
use super::request_view::{length, short_person};
use super::type_this;
use crate::broker::{Broker, ListQuery, ReviewFilter, View};
use crate::error::CommandError;
use crate::ui::{Choice, neutral_to};

/// Requests that wait for the caller's approval or rejection.
pub(crate) async fn pending(broker: &Broker) -> Result<Vec<Request>, CommandError> {
    list(broker, View::ToReview, None, &[StatusName::Pending]).await
}

/// Break-glass windows that are over and wait for the caller's review.
pub(crate) async fn unreviewed(broker: &Broker) -> Result<Vec<Request>, CommandError> {
    let over = [StatusName::Ended, StatusName::Revoked];
    list(
        broker,
        View::ToReview,
        Some(ReviewFilter::Unreviewed),
        &over,
    )
    .await
}

/// Open windows that the caller may revoke: any, for an administrator. Others see in a list only
/// the break-glass windows that are theirs to review.
///
/// # Errors
///
/// The broker's refusal; a usage error where there is none in such a list, since there may be others.
pub(crate) async fn revocable(broker: &Broker) -> Result<Vec<Request>, CommandError> {
    let open = [StatusName::Active, StatusName::Scheduled];
    if broker
        .me()
        .await?
        .roles
        .contains(&BrokerRole::Administrator)
    {
        return list(broker, View::All, None, &open).await;
    }
    let glass = list(
        broker,
        View::ToReview,
        Some(ReviewFilter::Unreviewed),
        &open,
    )
    .await?;
    if glass.is_empty() {
        let err = type_this::not_told("revoke", &[ID]);
        return Err(err.cause("windows that you may have approved are in no list to pick from"));
    }
    Ok(glass)
}

async fn list(
    broker: &Broker,
    view: View,
    review: Option<ReviewFilter>,
    statuses: &[StatusName],
) -> Result<Vec<Request>, CommandError> {
    let query = ListQuery {
        view,
        statuses: statuses.to_vec(),
        review,
        account: None,
        created_from: None,
    };
    let mut requests = broker.list(&query).await?;
    requests.retain(|request| statuses.contains(&request.status));
    Ok(requests)
}

/// Its line. Text of people comes last, where it cannot pass for another field.
pub(crate) fn choice(request: &Request) -> Choice {
    let name = format!(
        "{}  {} in {} for {}",
        request.id,
        request.permission_set,
        request.account_name,
        length(request)
    );
    let (who, why) = (
        short_person(&request.requester),
        neutral_to(request.reason.as_str(), 60),
    );
    let about = format!("{who}  {why}");
    Choice { name, about }
}
