//! What the broker lists, across pages to the end.

use jit_api::{Request, RequestPage, TargetOffer, TargetPage, routes};
use reqwest::Method;

use super::exchange::Call;
use super::{Answer, Broker, ListQuery, ReviewFilter, TargetQuery};

/// A page: what is on it, and where the next one begins.
type Page<T> = (Vec<T>, Option<String>);

impl Broker {
    /// `GET /v1/requests`: all that match, across pages, newest first.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config); also when the pages do not come to an end.
    pub async fn list(&self, query: &ListQuery) -> Answer<Vec<Request>> {
        self.to_the_end(async |cursor| {
            let page: RequestPage = self.call(requests(query, cursor)).await?;
            Ok((page.requests, page.next_cursor))
        })
        .await
    }

    /// `GET /v1/targets`: all that match, across pages, in order of account name and permission
    /// set.
    ///
    /// # Errors
    ///
    /// As [`list`](Self::list).
    pub async fn targets(&self, query: &TargetQuery) -> Answer<Vec<TargetOffer>> {
        self.to_the_end(async |cursor| {
            let page: TargetPage = self.call(targets(query, cursor)).await?;
            Ok((page.targets, page.next_cursor))
        })
        .await
    }

    async fn to_the_end<T>(
        &self,
        page: impl AsyncFn(Option<String>) -> Answer<Page<T>>,
    ) -> Answer<Vec<T>> {
        let mut all: Vec<T> = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let (items, next) = page(cursor.clone()).await?;
            let stuck = items.is_empty() || next == cursor;
            all.extend(items);
            cursor = match next {
                None => return Ok(all),
                Some(_) if stuck => return Err(self.absurd("its list does not come to an end")),
                next => next,
            };
        }
    }
}

fn requests(query: &ListQuery, cursor: Option<String>) -> Call {
    let mut call = Call::new(Method::GET, routes::REQUESTS);
    call.query("view", query.view.as_str());
    for status in &query.statuses {
        call.query("status", status.as_str());
    }
    call.query_some("review", query.review.map(ReviewFilter::as_str));
    call.query_some("account", query.account.as_ref().map(ToString::to_string));
    let from = query.created_from.map(|at| at.to_string());
    call.query_some("created_from", from);
    call.query_some("cursor", cursor);
    call
}

fn targets(query: &TargetQuery, cursor: Option<String>) -> Call {
    let mut call = Call::new(Method::GET, routes::TARGETS);
    call.query_some("account", query.account.clone());
    call.query_some("permission_set", query.permission_set.clone());
    call.query_some("cursor", cursor);
    call
}
