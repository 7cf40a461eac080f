//! What the broker lists, across pages to the end.

use jit_api::{Request, RequestPage, TargetOffer, TargetPage, routes};
use reqwest::Method;

use super::exchange::Call;
use super::pages::Pages;
use super::{Answer, Broker, ListQuery, ReviewFilter, TargetQuery};

/// The longest page that is asked for, in requests, which is the longest that brokers take.
const MAX_PAGE: u32 = 200;

impl Broker {
    /// `GET /v1/requests`: all that match, page by page, newest first. Pages are as long as the
    /// broker likes, or as long as `wanted` requests need.
    #[must_use]
    pub fn request_pages(&self, query: &ListQuery, wanted: Option<u32>) -> Pages<'_, RequestPage> {
        let mut call = requests(query);
        call.query_some("limit", wanted.map(|it| it.min(MAX_PAGE).to_string()));
        Pages::new(self, call)
    }

    /// `GET /v1/requests`: all that match, across pages, newest first.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config); also when the pages do not come to an end.
    pub async fn list(&self, query: &ListQuery) -> Answer<Vec<Request>> {
        self.request_pages(query, None).rest().await
    }

    /// `GET /v1/targets`: all that match, across pages, in order of account name and permission
    /// set.
    ///
    /// # Errors
    ///
    /// As [`list`](Self::list).
    pub async fn targets(&self, query: &TargetQuery) -> Answer<Vec<TargetOffer>> {
        let pages: Pages<'_, TargetPage> = Pages::new(self, targets(query));
        let offers = pages.rest().await;
        offers.inspect(|offers| match &self.names {
            Some(names) if *query == TargetQuery::default() => names.learn_all_targets(offers),
            Some(names) => names.learn_targets(offers),
            None => {}
        })
    }

    /// Keeps the names of requests for shells to complete.
    pub(super) fn learn(&self, requests: &[Request]) {
        if let Some(names) = &self.names {
            names.learn_requests(requests);
        }
    }
}

fn requests(query: &ListQuery) -> Call {
    let mut call = Call::new(Method::GET, routes::REQUESTS);
    call.query("view", query.view.as_str());
    for status in &query.statuses {
        call.query("status", status.as_str());
    }
    call.query_some("review", query.review.map(ReviewFilter::as_str));
    call.query_some("account", query.account.as_ref().map(ToString::to_string));
    let from = query.created_from.map(|at| at.to_string());
    call.query_some("created_from", from);
    call
}

fn targets(query: &TargetQuery) -> Call {
    let mut call = Call::new(Method::GET, routes::TARGETS);
    call.query_some("account", query.account.clone());
    call.query_some("permission_set", query.permission_set.clone());
    call
}
