use std::num::NonZeroU32;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use jit_api::{Report, ReportTerms};

use super::openapi::Problems;
use super::params::Params;
use crate::app::App;
use crate::identity::Caller;
use crate::service::{self, Failure, ReportQuestion};

/// What the audit log says of a period
#[utoipa::path(
    get, path = "/v1/report", tag = "audit",
    security(("bearer" = [])),
    params(
        ("since" = Option<String>, Query, description = "Where the period begins, RFC 3339; 90 days before its end when absent"),
        ("until" = Option<String>, Query, description = "Where it ends, RFC 3339; now when absent"),
        ("automation_min_requests" = Option<u32>, Query, description = "How often people have to have decided for a policy to be proposed", minimum = 1, maximum = 100_000),
        ("automation_min_approved_percent" = Option<u32>, Query, description = "How many of a hundred they have to have approved", minimum = 1, maximum = 100),
        ("standing_min_requests" = Option<u32>, Query, description = "How often a group has to have asked for standing access to be proposed", minimum = 1, maximum = 100_000),
        ("read_only" = Option<String>, Query, description = "A permission set that only reads; may be repeated; those whose names say so when absent"),
        ("format" = Option<String>, Query, description = "`json`, or `html` for one page with plots; when absent, what `Accept` asks for"),
    ),
    responses(
        (status = 200, description = "The report", content(
            (Report = "application/json"),
            (String = "text/html"),
        )),
        Problems
    )
)]
pub(super) async fn report(
    State(app): State<App>,
    caller: Caller,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let format = Format::take(&mut params, &headers)?;
    let question = ReportQuestion {
        since: params.one("since")?,
        until: params.one("until")?,
        terms: terms(&mut params)?,
    };
    params.finish()?;
    match format {
        Format::Json => {
            let report = service::report(&app, &caller, question).await?;
            Ok(Json(report).into_response())
        }
        Format::Html => {
            let page = service::report_page(&app, &caller, question).await?;
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CONTENT_SECURITY_POLICY, POLICY),
            ];
            Ok((headers, page).into_response())
        }
    }
}

/// What the page says of itself, and what only a header can say.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'; sandbox";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Json,
    Html,
}

impl Format {
    fn take(params: &mut Params, headers: &HeaderMap) -> Result<Self, Failure> {
        match params.text("format")?.as_deref() {
            Some("json") => Ok(Self::Json),
            Some("html") => Ok(Self::Html),
            Some(_) => Err(Failure::malformed("format", "a format is json or html")),
            None if accepts_html(headers) => Ok(Self::Html),
            None => Ok(Self::Json),
        }
    }
}

/// Whether HTML is named among what the client takes, and JSON is not named before it.
fn accepts_html(headers: &HeaderMap) -> bool {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    let types = accept.unwrap_or_default().split(',');
    let mut types = types.map(|named| named.split(';').next().unwrap_or_default().trim());
    let first = types.find(|named| matches!(*named, "text/html" | "application/json"));
    first == Some("text/html")
}

fn terms(params: &mut Params) -> Result<ReportTerms, Failure> {
    let usual = ReportTerms::default();
    let percent = params.number("automation_min_approved_percent", 1..=100)?;
    let percent = percent.and_then(|percent| u32::try_from(percent).ok());
    Ok(ReportTerms {
        automation_min_requests: times(params, "automation_min_requests")?
            .unwrap_or(usual.automation_min_requests),
        automation_min_approved_percent: percent.unwrap_or(usual.automation_min_approved_percent),
        standing_min_requests: times(params, "standing_min_requests")?
            .unwrap_or(usual.standing_min_requests),
        read_only: params
            .all("read_only")
            .iter()
            .map(|name| name.parse().map_err(|e| Failure::malformed("read_only", e)))
            .collect::<Result<_, _>>()?,
    })
}

fn times(params: &mut Params, name: &'static str) -> Result<Option<NonZeroU32>, Failure> {
    let number = params.number(name, 1..=100_000)?;
    Ok(number.and_then(|n| NonZeroU32::new(u32::try_from(n).ok()?)))
}
