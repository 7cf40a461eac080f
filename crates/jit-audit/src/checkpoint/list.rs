use std::io::{self, BufRead};

use super::{Checkpoint, CheckpointError, KeySet};
use crate::line::{Line, Lines};
use crate::verify::{Anchor, Finding, FindingKind};

/// Reads checkpoints, one compact JWS a line; empty lines are passed over. What is not trusted is
/// a finding: an attacker must not be able to take a checkpoint away by damaging it.
///
/// # Errors
///
/// When the input cannot be read.
pub fn anchors(input: impl BufRead, keys: &KeySet) -> io::Result<(Vec<Anchor>, Vec<Finding>)> {
    let (mut anchors, mut findings) = (Vec::new(), Vec::new());
    let mut lines = Lines::new(input);
    while let Some((number, line)) = lines.read()? {
        let text = match line {
            Line::Whole(bytes) if bytes.trim_ascii().is_empty() => continue,
            Line::Whole(bytes) => std::str::from_utf8(bytes.trim_ascii()).ok(),
            Line::TooLong => None,
        };
        match text.map_or(Err(CheckpointError::Shape), |jws| {
            Checkpoint::verified(jws, keys)
        }) {
            Ok((checkpoint, key)) => anchors.push(Anchor::signed(checkpoint, key, number)),
            Err(error) => {
                let kind = FindingKind::UntrustedCheckpoint {
                    checkpoint: number,
                    reason: error.to_string(),
                };
                findings.push(Finding::general(kind, None));
            }
        }
    }
    Ok((anchors, findings))
}
