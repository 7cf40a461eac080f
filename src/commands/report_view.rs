use std::time::Duration;

use jit_api::{Figures, Report, ReportRow, ReportSubject};
use serde::Serialize;

use crate::ui::{Details, Human, Screen, Table, neutral_to};

/// What to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum By {
    /// Account and permission set
    Target,
    /// Who asked
    Person,
    /// Groups of those who asked
    Group,
    /// Reasons that are alike
    Reason,
}

/// A report as it is shown; in JSON the whole of it.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct ReportView {
    pub(crate) report: Report,
    #[serde(skip)]
    pub(crate) by: By,
}

impl Human for ReportView {
    fn human(&self, screen: &Screen) -> String {
        let report = &self.report;
        let mut parts = vec![summary(report, screen)];
        let (title, rows, left_out) = match self.by {
            By::Target => ("By target", &report.by_target, report.left_out.targets),
            By::Person => ("By person", &report.by_person, report.left_out.persons),
            By::Group => ("By group", &report.by_group, report.left_out.groups),
            By::Reason => ("By reason", &report.by_reason, report.left_out.reasons),
        };
        if !rows.is_empty() {
            parts.push(format!("{title}:\n{}", list(rows, screen)));
        }
        if left_out > 0 {
            parts.push(format!("{left_out} more are left out"));
        }
        if !report.automation.is_empty() {
            let lines = automation(report, screen);
            parts.push(format!("Could be approved by a policy:\n{lines}"));
        }
        if !report.standing.is_empty() {
            let lines = standing(report, screen);
            parts.push(format!(
                "Could be standing access that only reads:\n{lines}"
            ));
        }
        parts.join("\n\n")
    }
}

fn summary(report: &Report, screen: &Screen) -> String {
    let totals = &report.totals;
    let mut details = Details::new(screen);
    let (since, until) = (screen.minute(report.since), screen.minute(report.until));
    details.add("period", format_args!("{since} to {until}"));
    details.add(
        "requests",
        format_args!(
            "{}: {} for people to decide, {} approved by a policy, {} break-glass, {} failed",
            totals.requests, totals.manual, totals.automatic, totals.break_glass, totals.failed
        ),
    );
    details.add(
        "not granted",
        format_args!(
            "{} refused by a policy, {} rejected, {} expired, {} cancelled, {} pending",
            totals.refused, totals.rejected, totals.expired, totals.cancelled, totals.pending
        ),
    );
    details.add_some(
        "approval took",
        totals.approval.map(|times| {
            let (median, p90) = (span(times.median_seconds), span(times.p90_seconds));
            format!("median {median}, 90th percentile {p90}")
        }),
    );
    details.add(
        "windows",
        format_args!(
            "{}: {} never used, {} revoked, {} of the time used",
            totals.windows,
            totals.unused_windows,
            totals.revoked,
            percent(totals.used_percent)
        ),
    );
    if totals.violations > 0 {
        details.add("violations", totals.violations);
    }
    details.lines()
}

const HEADINGS: [&str; 10] = [
    "ASKED", "REFUSED", "REJECTED", "MEDIAN", "P90", "WINDOWS", "UNUSED", "USED", "REVOKED",
    "GLASS",
];

/// Text of people comes last, where it cannot pass for another field.
fn list(rows: &[ReportRow], screen: &Screen) -> String {
    let width = screen.width().map_or(usize::MAX, usize::from);
    if width < 120 {
        return stacked(rows, screen);
    }
    let mut headings = HEADINGS.to_vec();
    headings.push("WHAT");
    let mut table = Table::new(screen, &headings);
    for row in rows {
        let mut cells = cells(&row.figures).to_vec();
        cells.push(subject(&row.subject));
        table.row(cells);
    }
    table.lines(HEADINGS.len())
}

/// One below the other, for terminals that are too narrow for a table.
fn stacked(rows: &[ReportRow], screen: &Screen) -> String {
    let mut table = Table::without_headings(screen);
    for row in rows {
        let [
            asked,
            refused,
            rejected,
            median,
            p90,
            windows,
            unused,
            used,
            revoked,
            glass,
        ] = cells(&row.figures);
        table.row([format!("{asked} asked"), subject(&row.subject)]);
        let mut below = |line: String| table.row([String::new(), line]);
        below(format!(
            "{refused} refused, {rejected} rejected, {revoked} revoked, {glass} break-glass"
        ));
        if row.figures.approval.is_some() {
            below(format!("approval {median}, 90th percentile {p90}"));
        }
        if row.figures.windows > 0 {
            let noun = if windows == "1" { "window" } else { "windows" };
            below(format!(
                "{windows} {noun}, {unused} never used, {used} of the time used"
            ));
        }
    }
    table.lines(1)
}

fn cells(figures: &Figures) -> [String; 10] {
    let times = figures.approval;
    [
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
}

fn automation(report: &Report, screen: &Screen) -> String {
    let mut table = Table::new(screen, &["APPROVED", "MEDIAN", "WAITED", "WHAT"]);
    for candidate in &report.automation {
        let within = candidate.within_an_hour;
        let beyond = if within < candidate.approved {
            format!(", {within} for an hour or less")
        } else {
            String::new()
        };
        table.row([
            format!("{} of {}", candidate.approved, candidate.decided),
            span(candidate.median_seconds),
            span(candidate.waited_seconds),
            format!(
                "{} in {} for group {}{beyond}",
                candidate.permission_set,
                neutral_to(candidate.account_name.as_str(), 60),
                neutral_to(candidate.group.as_str(), 60)
            ),
        ]);
    }
    table.lines(3)
}

fn standing(report: &Report, screen: &Screen) -> String {
    let mut table = Table::new(screen, &["ASKED", "PEOPLE", "DAYS", "WHAT"]);
    for candidate in &report.standing {
        table.row([
            candidate.requests.to_string(),
            candidate.people.to_string(),
            candidate.days.to_string(),
            format!(
                "{} in {} for group {}",
                candidate.permission_set,
                neutral_to(candidate.account_name.as_str(), 60),
                neutral_to(candidate.group.as_str(), 60)
            ),
        ]);
    }
    table.lines(3)
}

/// What a row is about, made harmless.
fn subject(subject: &ReportSubject) -> String {
    let text = match subject {
        ReportSubject::Target {
            account,
            account_name,
            permission_set,
        } => match account_name {
            Some(name) => format!("{permission_set} in {name}"),
            None => format!("{permission_set} in {account}"),
        },
        ReportSubject::Person { subject, name, .. } if subject.as_str() == name.as_str() => {
            subject.to_string()
        }
        ReportSubject::Person { subject, name, .. } => format!("{subject} ({name})"),
        ReportSubject::Group { group } => group.to_string(),
        ReportSubject::Reason { pattern } => pattern.clone(),
    };
    neutral_to(&text, 100)
}

fn none() -> String {
    "-".to_owned()
}

fn percent(share: Option<u64>) -> String {
    share.map_or_else(none, |share| format!("{share} %"))
}

/// A number of seconds in its two largest units.
fn span(seconds: u64) -> String {
    let text = humantime::format_duration(Duration::from_secs(seconds)).to_string();
    text.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_a_narrow_terminal_what_belongs_together_stays_together() {
        let report = include_str!("../../tests/cli/data/report.json");
        let view = ReportView {
            report: serde_json::from_str(report).unwrap(),
            by: By::Person,
        };
        let shown = view.human(&Screen::new(false, Some(72)));
        assert!(
            shown.lines().all(|line| line.chars().count() <= 72),
            "{shown}"
        );
        let list = shown
            .split("\n\n")
            .find(|part| part.starts_with("By person"));
        insta::assert_snapshot!(list.unwrap(), @"
        By person:
        78 asked  engineer
                  6 refused, 5 rejected, 0 revoked, 6 break-glass
                  approval 1m 30s, 90th percentile 3h 46m
                  73 windows, 30 never used, 28 % of the time used
        22 asked  other
                  0 refused, 0 rejected, 0 revoked, 0 break-glass
                  approval 1h 11m, 90th percentile 2h 11m
                  22 windows, 0 never used, 37 % of the time used
        14 asked  <b>third</b>
                  0 refused, 0 rejected, 0 revoked, 0 break-glass
                  approval 2h 21m, 90th percentile 4h 21m
                  14 windows, 0 never used, 52 % of the time used
        ");
    }
}
