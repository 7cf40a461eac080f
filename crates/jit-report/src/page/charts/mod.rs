//! The plots, each with its figures in a table behind it.

mod bars;

use std::fmt::Write as _;

use jit_api::{ApprovalTime, Report, ReportRow, ReportSubject};

use super::words::{day, percent, span};
use bars::{Bars, Direction, Series};

/// How many targets the last plot shows.
const MOST_TARGETS: usize = 12;

/// The longest name beside a bar, in characters.
const LONGEST_NAME: usize = 40;

/// What was asked over the time.
pub(super) fn timeline_chart(page: &mut String, report: &Report) {
    let steps = &report.timeline;
    let of = |number: fn(&jit_api::TimelineStep) -> u64| steps.iter().map(number).collect();
    let bars = Bars {
        id: "timeline",
        title: "Asked over the time",
        about: format!(
            "Bars of what was asked, from {} to {}, one for each step of the time, stacked by how it \
             was to be approved.",
            day(report.since),
            day(report.until)
        ),
        direction: Direction::Up,
        unit: "asks",
        names: steps.iter().map(|step| day(step.start)).collect(),
        series: vec![
            Series::new("Decided by people", of(|step| step.manual)),
            Series::new("Approved by a policy", of(|step| step.automatic)),
            Series::new("Break-glass", of(|step| step.break_glass)),
            Series::new("Refused by a policy", of(|step| step.refused)),
        ],
    };
    figure(page, "Over the time", &bars, "From", u64::to_string);
}

/// How long approvals took.
pub(super) fn approval_chart(page: &mut String, report: &Report) {
    let classes = &report.approval_times;
    let bars = Bars {
        id: "approvals",
        title: "How long approvals took",
        about: "Bars of how many approvals by people took how long, from the ask to the last \
                approval."
            .to_owned(),
        direction: Direction::Up,
        unit: "approvals",
        names: classes.iter().map(class_name).collect(),
        series: vec![Series::new(
            "Approvals",
            classes.iter().map(|class| class.approvals).collect(),
        )],
    };
    figure(
        page,
        "How long approvals took",
        &bars,
        "Time",
        u64::to_string,
    );
}

fn class_name(class: &ApprovalTime) -> String {
    match class.under_seconds {
        Some(seconds) => format!("under {}", span(seconds)),
        None => "longer".to_owned(),
    }
}

/// How much of the windows was used, of the targets that were open for longest.
pub(super) fn use_chart(page: &mut String, report: &Report) {
    let mut rows: Vec<&ReportRow> = report.by_target.iter().collect();
    rows.retain(|row| row.figures.window_seconds > 0);
    rows.sort_by_key(|row| std::cmp::Reverse(row.figures.window_seconds));
    rows.truncate(MOST_TARGETS);
    let bars = Bars {
        id: "use",
        title: "How much of the windows was used",
        about: "Bars of how long the windows of each target were open, divided into the time in \
                which a session could be used and the rest, for the targets that were open for \
                longest."
            .to_owned(),
        direction: Direction::Right,
        unit: "hours",
        names: rows.iter().map(|row| target_name(row)).collect(),
        series: vec![
            Series::new(
                "A session could be used",
                rows.iter().map(|row| row.figures.used_seconds).collect(),
            ),
            Series::new(
                "Open without any session",
                rows.iter()
                    .map(|row| {
                        let figures = row.figures;
                        figures.window_seconds.saturating_sub(figures.used_seconds)
                    })
                    .collect(),
            )
            .faint(),
        ],
    };
    figure(
        page,
        "How much of the windows was used",
        &bars,
        "Target",
        |seconds| span(*seconds),
    );
    if let Some(share) = report.totals.used_percent {
        let _ = writeln!(
            page,
            "<p class=\"note\">Over all targets, {} of the time.</p>",
            percent(Some(share))
        );
    }
}

/// A target, as short as a plot has room for.
fn target_name(row: &ReportRow) -> String {
    let ReportSubject::Target {
        account,
        account_name,
        permission_set,
    } = &row.subject
    else {
        return String::new();
    };
    let account = account_name
        .as_ref()
        .map_or(account.as_str(), |name| name.as_str());
    let name = format!("{permission_set} in {account}");
    if name.chars().count() <= LONGEST_NAME {
        return name;
    }
    let mut cut: String = name.chars().take(LONGEST_NAME - 1).collect();
    cut.push('…');
    cut
}

/// A plot, its key, and its figures; a sentence where there is nothing to plot.
fn figure(
    page: &mut String,
    heading: &str,
    bars: &Bars,
    first: &str,
    cell: impl Fn(&u64) -> String,
) {
    let _ = write!(page, "<section>\n<h2>{heading}</h2>\n");
    if bars.is_empty() {
        page.push_str("<p>There was nothing of the kind.</p>\n</section>\n");
        return;
    }
    page.push_str("<figure>\n");
    page.push_str(&bars.svg());
    page.push_str("</figure>\n");
    if bars.series.len() > 1 {
        page.push_str("<ul class=\"keys\">");
        for series in bars.keyed() {
            let _ = write!(
                page,
                "<li><i class=\"key-{}\"></i>{}</li>",
                series.0, series.1.name
            );
        }
        page.push_str("</ul>\n");
    }
    table(page, bars, first, cell);
    page.push_str("</section>\n");
}

fn table(page: &mut String, bars: &Bars, first: &str, cell: impl Fn(&u64) -> String) {
    let _ = write!(
        page,
        "<details>\n<summary>The figures of this plot</summary>\n<div class=\"wide\">\n<table>\n\
         <thead><tr><th scope=\"col\">{first}</th>"
    );
    for series in &bars.series {
        let _ = write!(page, "<th scope=\"col\">{}</th>", series.name);
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for (number, name) in bars.names.iter().enumerate() {
        let name = super::text::foreign(name);
        let _ = write!(page, "<tr><th scope=\"row\">{name}</th>");
        for series in &bars.series {
            let value = series.values.get(number).map_or_else(String::new, &cell);
            let _ = write!(page, "<td>{value}</td>");
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n</div>\n</details>\n");
}
