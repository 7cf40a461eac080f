//! Tables that read like the design: one cell for each try, in words.

use jit_domain::{Refusal, Status};

/// The word for a status, with the open level.
pub(crate) fn status(status: Status) -> String {
    match status {
        Status::Pending { level } => format!("pending {level}"),
        other => other.to_string(),
    }
}

/// What came of a try: the status it led to, or the rule against it.
pub(crate) fn outcome(result: Result<Status, Refusal>) -> String {
    match result {
        Ok(to) => format!("-> {}", status(to)),
        Err(Refusal::NoSuchRequest) => "no request".to_owned(),
        Err(Refusal::AlreadySubmitted(_)) => "exists".to_owned(),
        Err(Refusal::NotEligible) => "not eligible".to_owned(),
        Err(Refusal::OwnRequest) => "own request".to_owned(),
        Err(Refusal::NotAnApprover) => "no approver".to_owned(),
        Err(Refusal::NotTheRequester) => "not theirs".to_owned(),
        Err(Refusal::AlreadyApproved) => "voted".to_owned(),
        Err(Refusal::LevelNotOpen { open }) => format!("{open} is open"),
        Err(Refusal::NotBreakGlass) => "no break-glass".to_owned(),
        Err(Refusal::AlreadyReviewed) => "reviewed".to_owned(),
        Err(Refusal::WrongState(is)) => format!("is {}", status(is)),
        Err(Refusal::WindowNotOpen { status: is, .. }) => format!("waits: {}", status(is)),
        Err(Refusal::WindowClosed(is)) => format!("closed: {}", status(is)),
        Err(other) => panic!("no word for {other:?}"),
    }
}

/// Compares row by row, so that a failure names the row.
pub(crate) fn assert_table(rows: &[Vec<String>], expected: &str) {
    let expected: Vec<Vec<String>> = expected
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect();
    assert_eq!(rows.len(), expected.len(), "as many rows as in the table");
    for (row, expected) in rows.iter().zip(&expected) {
        assert_eq!(row, expected);
    }
}

/// The cells of a row of words.
pub(crate) fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}
