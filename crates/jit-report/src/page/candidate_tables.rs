use std::fmt::Write as _;

use jit_api::Report;
use jit_domain::{AccountName, PermissionSetName};

use super::text::foreign;
use super::words::span;

/// What a policy could approve.
pub(super) fn automation(page: &mut String, report: &Report) {
    let terms = &report.terms;
    let _ = write!(
        page,
        "<section>\n<h2>Could be approved by a policy</h2>\n<p class=\"note\">People decided at least \
         {} requests of one group for one target, approved at least {} % of them, and none was revoked \
         or found to be a violation. Those that people waited longest for come first.</p>\n",
        terms.automation_min_requests, terms.automation_min_approved_percent
    );
    let headings = [
        "Decided",
        "Approved",
        "For an hour or less",
        "People",
        "Median approval",
        "Waited together",
    ];
    let rows = report.automation.iter().map(|candidate| {
        let name = named(&candidate.permission_set, &candidate.account_name);
        let cells = vec![
            candidate.decided.to_string(),
            candidate.approved.to_string(),
            candidate.within_an_hour.to_string(),
            candidate.people.to_string(),
            span(candidate.median_seconds),
            span(candidate.waited_seconds),
        ];
        (name, foreign(candidate.group.as_str()), cells)
    });
    table(page, &headings, rows.collect());
}

/// What could be standing access.
pub(super) fn standing(page: &mut String, report: &Report) {
    let _ = write!(
        page,
        "<section>\n<h2>Could be standing access that only reads</h2>\n<p class=\"note\">One group \
         asked at least {} times for a permission set that only reads, and none of it was rejected, \
         revoked or found to be a violation.</p>\n",
        report.terms.standing_min_requests
    );
    let rows = report.standing.iter().map(|candidate| {
        let name = named(&candidate.permission_set, &candidate.account_name);
        let cells = vec![
            candidate.requests.to_string(),
            candidate.people.to_string(),
            candidate.days.to_string(),
        ];
        (name, foreign(candidate.group.as_str()), cells)
    });
    table(page, &["Requests", "People", "Days"], rows.collect());
}

fn named(set: &PermissionSetName, account: &AccountName) -> String {
    foreign(&format!("{set} in {account}"))
}

fn table(page: &mut String, headings: &[&str], rows: Vec<(String, String, Vec<String>)>) {
    if rows.is_empty() {
        page.push_str("<p>There is nothing of the kind.</p>\n</section>\n");
        return;
    }
    page.push_str(
        "<div class=\"wide\">\n<table>\n<thead><tr><th scope=\"col\">Target</th>\
         <th scope=\"col\" class=\"words\">Group</th>",
    );
    for heading in headings {
        let _ = write!(page, "<th scope=\"col\">{heading}</th>");
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for (target, group, cells) in rows {
        let _ = write!(
            page,
            "<tr><th scope=\"row\">{target}</th><td class=\"words\">{group}</td>"
        );
        for cell in cells {
            let _ = write!(page, "<td>{cell}</td>");
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n</div>\n</section>\n");
}
