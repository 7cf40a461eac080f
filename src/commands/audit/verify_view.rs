use jit_audit::{Anchor, FindingKind, Report};
use serde::Serialize;

use crate::ui::{Details, Human, Screen, Tone};

/// What the verification came to, as people and scripts see it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(crate) struct Proof {
    /// Behind which record the log was to begin.
    after: u64,
    /// Whether a checkpoint, or an end that was noted elsewhere, agrees.
    anchored: bool,
    #[serde(flatten)]
    report: Report,
}

impl Proof {
    pub(super) fn new(after: u64, report: Report) -> Self {
        Self {
            after,
            anchored: report.anchor.is_some(),
            report,
        }
    }

    /// Whether nothing is wrong.
    pub(super) fn is_intact(&self) -> bool {
        self.report.intact
    }

    /// What there is to say of it.
    pub(super) fn report(&self) -> &Report {
        &self.report
    }

    /// In one line.
    pub(super) fn verdict(&self) -> String {
        self.report.verdict()
    }
}

impl Human for Proof {
    fn human(&self, screen: &Screen) -> String {
        let report = &self.report;
        if !report.intact {
            return findings(report, screen);
        }
        let mut details = Details::new(screen);
        let first = self.after + 1;
        details.add(
            "records",
            match report.records {
                0 => format!("none behind {}", self.after),
                1 => first.to_string(),
                _ => format!("{first} to {}", report.last),
            },
        );
        details.add_some(
            "head",
            report
                .hash
                .as_ref()
                .map(|hash| format!("{}:{hash}", report.last)),
        );
        match &report.anchor {
            Some(anchor) => anchored(anchor, report, &mut details, screen),
            None => details.add(
                "not anchored",
                "nobody has changed records and left the rest; that the whole log was not written anew, \
                 only a checkpoint can show (--checkpoint)",
            ),
        }
        let tone = if self.anchored {
            Tone::Good
        } else {
            Tone::Doubtful
        };
        let verdict = screen.toned(&self.verdict(), tone);
        format!("{verdict}\n{}", details.lines())
    }
}

fn anchored(anchor: &Anchor, report: &Report, details: &mut Details, screen: &Screen) {
    details.add_some(
        "checkpoint",
        anchor.at.map(|at| format!("of {}", screen.time(at))),
    );
    details.add_some("signed by", anchor.key.as_ref());
    let behind = report.last - anchor.sequence;
    if behind > 0 {
        details.add(
            "not anchored",
            format!("records {} to {}", anchor.sequence + 1, report.last),
        );
    }
}

/// Each in one line, which is not wrapped.
fn findings(report: &Report, screen: &Screen) -> String {
    // Where there is no record at all, each line is none, and none is the last.
    let is_of_each_line = |kind: &FindingKind| {
        matches!(
            kind,
            FindingKind::Unreadable | FindingKind::TooLong | FindingKind::HeadMissing
        )
    };
    let (told, passed_over): (Vec<_>, Vec<_>) = report
        .findings
        .iter()
        .partition(|it| report.records > 0 || !is_of_each_line(&it.kind));
    let mut lines: Vec<String> = told
        .iter()
        .map(|finding| {
            let place = finding
                .line
                .map_or_else(String::new, |line| format!(" (line {line})"));
            format!("{} {finding}{place}", screen.toned("wrong:", Tone::Bad))
        })
        .collect();
    let more = report.findings_total - report.findings.len() as u64;
    if more > 0 && passed_over.is_empty() {
        lines.push(format!("and {more} more"));
    }
    lines.join("\n")
}
