use jit_domain::{AdministrativeRead, Phase, Request, RequestId, RequestPrefix, Timestamp};
use jit_store::RequestWithEvents;

use super::poll::{Look, Polled, Tag, Wait, Watched, poll};
use super::{Failure, record, view, visible};
use crate::app::App;
use crate::identity::Caller;

/// One request with its timeline, once it is another one than the client knows.
///
/// # Errors
///
/// `not_found`, also for what the caller may not know of; `conflict` for an ambiguous prefix;
/// `store_unavailable` also when an administrative read cannot be recorded.
pub async fn show(
    app: &App,
    caller: &Caller,
    prefix: &RequestPrefix,
    wait: &Wait,
) -> Result<Polled<jit_api::Request>, Failure> {
    let one = OneRequest {
        app,
        caller,
        prefix,
    };
    match poll(app, wait, one).await? {
        Polled::Unchanged { tag } => Ok(Polled::Unchanged { tag }),
        Polled::Fresh { value, tag } => {
            if let Some(id) = value.of_others {
                record::read_once(app, caller, AdministrativeRead::Request { id }).await?;
            }
            let value = value.request;
            Ok(Polled::Fresh { value, tag })
        }
    }
}

/// A request as the caller sees it.
struct Shown {
    request: jit_api::Request,
    /// Its ID, when the caller has no part in it.
    of_others: Option<RequestId>,
}

struct OneRequest<'a> {
    app: &'a App,
    caller: &'a Caller,
    prefix: &'a RequestPrefix,
}

impl Watched for OneRequest<'_> {
    type Seen = Shown;

    async fn look(&self) -> Result<Look<Shown>, Failure> {
        let found = visible::load_with_events(self.app, self.caller, self.prefix).await?;
        let RequestWithEvents {
            request: read,
            events,
        } = found;
        let now = self.app.clock.now();
        let mut value = view::request(&read.value, now);
        value.timeline = view::timeline(&events);
        let (version, status, events) = (read.version.0, value.status, value.timeline.len());
        Ok(Look {
            tag: Tag(format!("{version}-{status}-{events}")),
            until: next_boundary(&read.value, now),
            value: Shown {
                of_others: (!visible::has_part(&read.value, &self.caller.person))
                    .then(|| read.value.id.clone()),
                request: value,
            },
        })
    }
}

/// The next instant at which the clock alone changes the status.
pub(super) fn next_boundary(request: &Request, now: Timestamp) -> Option<Timestamp> {
    let boundaries = match request.phase {
        Phase::Pending { .. } => [Some(request.pending_until), None],
        Phase::Approved { window } => [Some(window.start), Some(window.end)],
        _ => [None, None],
    };
    boundaries.into_iter().flatten().find(|at| now < *at)
}
