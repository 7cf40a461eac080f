//! A report as one page of HTML that needs nothing else: no script, nothing to load, plots in SVG with
//! their figures in a table beside them.

mod candidate_tables;
mod charts;
mod figures_table;
mod text;
mod words;

use std::fmt::Write as _;

use jit_api::{REPORT_PAGE_HEAD, Report, ReportRow};

use charts::{approval_chart, timeline_chart, use_chart};
use figures_table::figures_table;
use words::{day, percent, span};

const STYLE: &str = include_str!("style.css");

/// The page. All text that people wrote is escaped, and what would not show or would reorder a line
/// is made visible.
#[must_use]
pub fn page(report: &Report) -> String {
    let mut page = String::from(REPORT_PAGE_HEAD);
    let (from, to) = (day(report.since), day(report.until));
    page.push_str("<meta name=\"viewport\" content=\"width=device-width\">\n");
    // Writing to a string does not fail.
    let _ = write!(
        page,
        "<title>Access from {from} to {to}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>Access report</h1>\n<p>What was asked from <time>{}</time> on and before \
         <time>{}</time>, and what had come of it by then.</p>\n</header>\n<main>\n",
        report.since, report.until
    );
    summary(&mut page, report);
    timeline_chart(&mut page, report);
    approval_chart(&mut page, report);
    use_chart(&mut page, report);
    candidate_tables::automation(&mut page, report);
    candidate_tables::standing(&mut page, report);
    let left_out = report.left_out;
    let lists: [(&str, &str, &[ReportRow], u64); 4] = [
        ("By target", "Target", &report.by_target, left_out.targets),
        ("By person", "Person", &report.by_person, left_out.persons),
        ("By group", "Group", &report.by_group, left_out.groups),
        (
            "By reason",
            "Reasons like",
            &report.by_reason,
            left_out.reasons,
        ),
    ];
    for (title, heading, rows, left_out) in lists {
        figures_table(&mut page, title, heading, rows, left_out);
    }
    page.push_str(READING);
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn summary(page: &mut String, report: &Report) {
    let totals = &report.totals;
    let approval = totals.approval;
    let facts = [
        ("Requests", totals.requests.to_string()),
        ("Refused by policies", totals.refused.to_string()),
        ("Rejected by people", totals.rejected.to_string()),
        (
            "Median approval",
            approval.map_or_else(none, |times| span(times.median_seconds)),
        ),
        (
            "90th percentile",
            approval.map_or_else(none, |times| span(times.p90_seconds)),
        ),
        ("Windows", totals.windows.to_string()),
        ("Never used", totals.unused_windows.to_string()),
        ("Share used", percent(totals.used_percent)),
        ("Revoked", totals.revoked.to_string()),
        ("Break-glass", totals.break_glass.to_string()),
    ];
    page.push_str("<section aria-label=\"Summary\">\n<dl class=\"facts\">\n");
    for (name, value) in facts {
        let _ = writeln!(page, "<div><dt>{name}</dt><dd>{value}</dd></div>");
    }
    page.push_str("</dl>\n</section>\n");
}

fn none() -> String {
    "–".to_owned()
}

/// How the figures are meant.
const READING: &str = "<section>\n<h2>How to read it</h2>\n<ul>\n\
<li><b>Refused</b> is what a policy refused when it was asked for: it never became a request. \
<b>Rejected</b> is what an approver said no to.</li>\n\
<li><b>Approval</b> is the time from the ask to the last approval that was needed, of requests that \
people approved. Half of them took no longer than the median, nine of ten no longer than the 90th \
percentile.</li>\n\
<li><b>Never used</b> are windows that are over and for which no session was opened.</li>\n\
<li><b>Share used</b> is how much of the time that windows were open a session could be used. \
Credentials may lie idle, so that it is the most that can have been used.</li>\n\
<li>Who is in several <b>groups</b> counts in each of them.</li>\n\
<li><b>Reasons</b> are put together when they share three of five words; numbers, tickets, \
identifiers and addresses count as what they are.</li>\n</ul>\n</section>\n";
