//! A report for a terminal.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, presets};
use jit_api::{Figures, Report, ReportRow, ReportSubject};

use crate::cli::output::visible;

/// What to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum By {
    /// Account and permission set
    Target,
    /// Who asked
    Person,
    /// Groups of those who asked
    Group,
    /// Reasons that are alike
    Reason,
}

/// The summary, one list, and the candidates.
pub(super) fn tables(report: &Report, by: By) -> String {
    let mut text = format!("{} to {}\n\n", report.since, report.until);
    summary(&mut text, &report.totals);
    let (heading, rows, left_out) = match by {
        By::Target => ("TARGET", &report.by_target, report.left_out.targets),
        By::Person => ("PERSON", &report.by_person, report.left_out.persons),
        By::Group => ("GROUP", &report.by_group, report.left_out.groups),
        By::Reason => ("REASONS LIKE", &report.by_reason, report.left_out.reasons),
    };
    if !rows.is_empty() {
        text.push('\n');
        text.push_str(&list(heading, rows));
    }
    if left_out > 0 {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{left_out} more are left out");
    }
    candidates(&mut text, report);
    text.trim_end().to_owned()
}

fn summary(text: &mut String, totals: &Figures) {
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "{name:<18}{value}");
    };
    line(
        "requests",
        format!(
            "{}: {} by people, {} by a policy, {} break-glass, {} failed",
            totals.requests, totals.manual, totals.automatic, totals.break_glass, totals.failed
        ),
    );
    line(
        "not granted",
        format!(
            "{} refused, {} rejected, {} expired, {} cancelled, {} pending",
            totals.refused, totals.rejected, totals.expired, totals.cancelled, totals.pending
        ),
    );
    let approval = totals.approval.map(|times| {
        let (median, p90) = (span(times.median_seconds), span(times.p90_seconds));
        format!("median {median}, 90th percentile {p90}")
    });
    line("approval", approval.unwrap_or_else(none));
    line(
        "windows",
        format!(
            "{}: {} never used, {} revoked, {} used",
            totals.windows,
            totals.unused_windows,
            totals.revoked,
            percent(totals.used_percent)
        ),
    );
    if totals.violations > 0 {
        line("violations", totals.violations.to_string());
    }
}

fn list(heading: &str, rows: &[ReportRow]) -> String {
    let headings = [
        heading, "ASKED", "REFUSED", "REJECTED", "MEDIAN", "P90", "WINDOWS", "UNUSED", "USED",
        "REVOKED", "GLASS",
    ];
    let cells = rows.iter().map(|row| {
        let figures = &row.figures;
        let times = figures.approval;
        vec![
            subject(&row.subject),
            figures.requests.to_string(),
            figures.refused.to_string(),
            figures.rejected.to_string(),
            times.map_or_else(none, |times| span(times.median_seconds)),
            times.map_or_else(none, |times| span(times.p90_seconds)),
            figures.windows.to_string(),
            figures.unused_windows.to_string(),
            percent(figures.used_percent),
            figures.revoked.to_string(),
            figures.break_glass.to_string(),
        ]
    });
    table(&headings, cells)
}

fn candidates(text: &mut String, report: &Report) {
    if !report.automation.is_empty() {
        text.push_str("\nCould be approved by a policy:\n");
        let headings = [
            "TARGET", "DECIDED", "APPROVED", "UP TO 1H", "MEDIAN", "WAITED", "GROUP",
        ];
        let rows = report.automation.iter().map(|candidate| {
            vec![
                format!("{} in {}", candidate.permission_set, candidate.account_name),
                candidate.decided.to_string(),
                candidate.approved.to_string(),
                candidate.within_an_hour.to_string(),
                span(candidate.median_seconds),
                span(candidate.waited_seconds),
                visible(candidate.group.as_str()),
            ]
        });
        text.push_str(&table(&headings, rows));
    }
    if !report.standing.is_empty() {
        text.push_str("\nCould be standing access that only reads:\n");
        let headings = ["TARGET", "ASKED", "PEOPLE", "DAYS", "GROUP"];
        let rows = report.standing.iter().map(|candidate| {
            vec![
                format!("{} in {}", candidate.permission_set, candidate.account_name),
                candidate.requests.to_string(),
                candidate.people.to_string(),
                candidate.days.to_string(),
                visible(candidate.group.as_str()),
            ]
        });
        text.push_str(&table(&headings, rows));
    }
}

fn table(headings: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(headings);
    for row in rows {
        table.add_row(row);
    }
    let words = ["GROUP"];
    for (column, heading) in table.column_iter_mut().zip(headings) {
        let first = column.index == 0;
        column.set_padding((0, 2));
        column.set_constraint(ColumnConstraint::ContentWidth);
        if !first && !words.contains(heading) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    format!("{}\n", table.trim_fmt())
}

fn subject(subject: &ReportSubject) -> String {
    match subject {
        ReportSubject::Target {
            account,
            account_name,
            permission_set,
        } => {
            let name = account_name
                .as_ref()
                .map_or(account.as_str(), |name| name.as_str());
            visible(&format!("{permission_set} in {name}"))
        }
        ReportSubject::Person { subject, .. } => visible(subject.as_str()),
        ReportSubject::Group { group } => visible(group.as_str()),
        ReportSubject::Reason { pattern } => visible(pattern),
    }
}

fn none() -> String {
    "-".to_owned()
}

fn percent(share: Option<u64>) -> String {
    share.map_or_else(none, |share| format!("{share}%"))
}

/// A number of seconds, to the minute where there are some.
fn span(seconds: u64) -> String {
    let seconds = match seconds {
        3600.. => seconds - seconds % 60,
        _ => seconds,
    };
    let text = humantime::format_duration(std::time::Duration::from_secs(seconds)).to_string();
    text.split(' ').take(2).collect::<Vec<_>>().join(" ")
}
