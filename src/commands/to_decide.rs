//! What waits for a decision of the caller, to pick from.

use jit_api::Request;
use jit_domain::StatusName;

use super::request_view::{length, short_person};
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

/// Windows, open or still to come, that the caller may revoke.
pub(crate) async fn revocable(broker: &Broker) -> Result<Vec<Request>, CommandError> {
    let open = [StatusName::Active, StatusName::Scheduled];
    list(broker, View::ToRevoke, None, &open).await
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
