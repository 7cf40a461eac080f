use std::fmt::Write as _;

use jit_api::{Figures, ReportRow, ReportSubject};

use super::none;
use super::text::foreign;
use super::words::{percent, span};

const HEADINGS: [&str; 11] = [
    "Requests",
    "Refused",
    "Rejected",
    "Expired",
    "Median approval",
    "90th percentile",
    "Windows",
    "Never used",
    "Share used",
    "Revoked",
    "Break-glass",
];

/// A list of a report; nothing where it is empty.
pub(super) fn figures_table(
    page: &mut String,
    title: &str,
    heading: &str,
    rows: &[ReportRow],
    left_out: u64,
) {
    if rows.is_empty() {
        return;
    }
    let _ = write!(
        page,
        "<section>\n<h2>{title}</h2>\n<div class=\"wide\">\n<table>\n<thead><tr><th \
         scope=\"col\">{heading}</th>"
    );
    for heading in HEADINGS {
        let _ = write!(page, "<th scope=\"col\">{heading}</th>");
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        let _ = write!(page, "<tr><th scope=\"row\">{}</th>", subject(&row.subject));
        for cell in cells(&row.figures) {
            let _ = write!(page, "<td>{cell}</td>");
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n</div>\n");
    if left_out > 0 {
        let _ = writeln!(page, "<p class=\"note\">{left_out} more are left out.</p>");
    }
    page.push_str("</section>\n");
}

fn cells(figures: &Figures) -> [String; 11] {
    let times = figures.approval;
    [
        figures.requests.to_string(),
        figures.refused.to_string(),
        figures.rejected.to_string(),
        figures.expired.to_string(),
        times.map_or_else(none, |times| span(times.median_seconds)),
        times.map_or_else(none, |times| span(times.p90_seconds)),
        figures.windows.to_string(),
        figures.unused_windows.to_string(),
        percent(figures.used_percent),
        figures.revoked.to_string(),
        figures.break_glass.to_string(),
    ]
}

/// What a row is about, in HTML.
pub(super) fn subject(subject: &ReportSubject) -> String {
    match subject {
        ReportSubject::Target {
            account,
            account_name,
            permission_set,
        } => {
            let name = account_name.as_ref().map_or("", |name| name.as_str());
            let named = format!(
                "{} in {}",
                permission_set,
                if name.is_empty() {
                    account.as_str()
                } else {
                    name
                }
            );
            format!("{} <small>{account}</small>", foreign(&named))
        }
        ReportSubject::Person {
            issuer,
            subject,
            name,
        } => format!(
            "{} <small>{} of {}</small>",
            foreign(name.as_str()),
            foreign(subject.as_str()),
            foreign(issuer.as_str())
        ),
        ReportSubject::Group { group } => foreign(group.as_str()),
        ReportSubject::Reason { pattern } => foreign(pattern),
    }
}
