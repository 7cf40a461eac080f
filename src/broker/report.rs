use jit_api::{Report, ReportTerms, routes};
use jit_domain::Timestamp;
use reqwest::Method;

use super::answer;
use super::exchange::Call;
use super::{Answer, Broker};

/// What to report on.
#[derive(Clone, Debug)]
pub struct ReportQuery {
    /// Where the period begins.
    pub since: Timestamp,
    /// Where it ends; none for now.
    pub until: Option<Timestamp>,
    /// What makes a candidate.
    pub terms: ReportTerms,
}

impl Broker {
    /// `GET /v1/report`.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config).
    pub async fn report(&self, query: &ReportQuery) -> Answer<Report> {
        self.call(call(query)).await
    }

    /// `GET /v1/report` as a page. It begins with
    /// [`REPORT_PAGE_HEAD`](jit_api::REPORT_PAGE_HEAD), so that nothing in it runs or loads.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config), also for any other page.
    pub async fn report_page(&self, query: &ReportQuery) -> Answer<String> {
        let mut call = call(query).for_a_page();
        call.query("format", "html");
        let reply = self.reply_as(call, answer::report_page).await?;
        self.some(reply)
    }
}

fn call(query: &ReportQuery) -> Call {
    let mut call = Call::new(Method::GET, routes::REPORT);
    call.query("since", query.since.to_string());
    call.query_some("until", query.until.map(|at| at.to_string()));
    let terms = &query.terms;
    let number = terms.automation_min_requests.to_string();
    call.query("automation_min_requests", number);
    let percent = terms.automation_min_approved_percent.to_string();
    call.query("automation_min_approved_percent", percent);
    let number = terms.standing_min_requests.to_string();
    call.query("standing_min_requests", number);
    for name in &terms.read_only {
        call.query("read_only", name.as_str());
    }
    call
}
