use jit_audit::{FindingKind, Report};

use super::log_file::WHAT_AN_EXPORT_IS;

/// What to do about a log that is not intact. Of several things that are wrong, the one counts that
/// explains the others.
pub(super) fn hint(report: &Report, after: u64) -> String {
    let has = |is: fn(&FindingKind) -> bool| report.findings.iter().any(|it| is(&it.kind));
    let text = if report.records == 0 {
        WHAT_AN_EXPORT_IS
    } else if has(|it| matches!(it, FindingKind::Filtered)) {
        "`jit audit export --out audit.jsonl`, without a filter, exports the whole log"
    } else if let Some(last) = missing_at_the_start(report) {
        // Whoever deletes the beginning must not be helped by the hint.
        return format!(
            "`--after {last}` is for a log that was exported so on purpose; of any other the beginning \
             is gone"
        );
    } else if begins_before(report, after) {
        return format!("the log begins before that: leave `--after {after}` out");
    } else if has(is_of_the_checkpoints) {
        "take checkpoints and keys from where they are kept, and not from whom you check"
    } else if has(|it| matches!(it, FindingKind::RolledBack { .. })) {
        "a checkpoint newer than the export says so too: `jit audit export --out new.jsonl`, and verify that"
    } else if is_cut_off(report) {
        "`jit audit export --out audit.jsonl` writes it to its end"
    } else {
        "keep this file, and verify another: `jit audit export --out new.jsonl`"
    };
    text.to_owned()
}

fn is_of_the_checkpoints(kind: &FindingKind) -> bool {
    matches!(
        kind,
        FindingKind::UntrustedCheckpoint { .. } | FindingKind::OtherLog { .. }
    )
}

/// The last record that is missing at the beginning, where that is all that is wrong.
fn missing_at_the_start(report: &Report) -> Option<u64> {
    match report.findings.as_slice() {
        [finding] if finding.sequence == Some(1) => match finding.kind {
            FindingKind::Missing { until } if until < report.last => Some(until),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the records before the one that it is to begin behind are all that is wrong.
fn begins_before(report: &Report, after: u64) -> bool {
    let is_before = |sequence: Option<u64>| sequence.is_some_and(|it| it <= after);
    report.findings.iter().all(|it| is_before(it.sequence))
}

/// Whether the end is all that is missing: the last line, and perhaps the end of the record before.
fn is_cut_off(report: &Report) -> bool {
    let next = report.last.checked_add(1);
    report.findings.iter().all(|it| match it.kind {
        FindingKind::HeadMissing => true,
        FindingKind::Unreadable => it.sequence == next,
        _ => false,
    })
}
