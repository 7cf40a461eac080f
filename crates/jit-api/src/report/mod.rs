//! `GET /v1/report`: how access was asked for, decided and used.

mod candidate;
mod figures;
mod row;

use jit_domain::Timestamp;
use serde::{Deserialize, Serialize};

pub use candidate::{AutomationCandidate, ReportTerms, StandingCandidate};
pub use figures::{ApprovalTime, ApprovalTimes, Figures};
pub use row::{ReportRow, ReportSubject};

/// How every page of a report begins: nothing in it can load anything, run anything or send
/// anything. A policy that comes first holds for all that follows it, so that who gets a page that
/// begins so need not read the rest before opening it.
///
/// Source: Content Security Policy Level 3, section 3.3 ("The `<meta>` element").
pub const REPORT_PAGE_HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n\
    <meta charset=\"utf-8\">\n\
    <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
    style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n";

/// What the audit log says of a period.
///
/// It counts what was asked from `since` on and before `until`, with what had come of it by
/// `until`: the report of a period that is over stays the same for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Report {
    /// Where the period begins.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub since: Timestamp,
    /// Where it ends.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub until: Timestamp,
    /// Everything together.
    pub totals: Figures,
    /// What was asked over the time, in steps of equal length.
    pub timeline: Vec<TimelineStep>,
    /// How long approvals by people took.
    pub approval_times: Vec<ApprovalTime>,
    /// By target, those with the most requests first.
    pub by_target: Vec<ReportRow>,
    /// By person.
    pub by_person: Vec<ReportRow>,
    /// By group of the tokens of that time. Who is in several counts in each of them.
    pub by_group: Vec<ReportRow>,
    /// By reasons that are alike.
    pub by_reason: Vec<ReportRow>,
    /// How many rows of each list were left out, because it has a longest length.
    pub left_out: LeftOut,
    /// What a policy could approve instead of people, those with the longest waits first.
    pub automation: Vec<AutomationCandidate>,
    /// What could be standing access that only reads, those asked for most often first.
    pub standing: Vec<StandingCandidate>,
    /// By which terms the two lists before were made.
    pub terms: ReportTerms,
}

/// What was asked in one step of the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimelineStep {
    /// Where the step begins; it ends where the next one or the period does.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub start: Timestamp,
    /// Requests that people were to decide.
    pub manual: u64,
    /// Requests that a policy approved.
    pub automatic: u64,
    /// Break-glass windows.
    pub break_glass: u64,
    /// What policies refused, or could not agree on.
    pub refused: u64,
}

/// How many rows were left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeftOut {
    /// Of the list by target.
    pub targets: u64,
    /// By person.
    pub persons: u64,
    /// By group.
    pub groups: u64,
    /// By reason.
    pub reasons: u64,
}
