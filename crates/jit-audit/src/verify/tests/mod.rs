use std::fmt::Write as _;

use jit_domain::{
    BundleDigest, ChainHead, Event, EventKind, RecordedEvent, RefusedAttempt, Sha256Hex, Timestamp,
    link,
};

use super::*;

mod anchored;
mod any_input;

/// A log of that many records, all of this content.
fn log_about(content: &str, records: u64) -> Vec<RecordedEvent> {
    let mut head = ChainHead::default();
    let mut log = Vec::new();
    for second in 0..records {
        let event = Event {
            at: Timestamp::from_millis(1_000 * i64::try_from(second).unwrap()),
            request: None,
            actor: None,
            bundle: BundleDigest::from(Sha256Hex::of(b"a bundle")),
            kind: EventKind::Refused(RefusedAttempt {
                action: content.to_owned(),
                code: "not_eligible \u{e9}\u{1f}\n".to_owned(),
                ..RefusedAttempt::default()
            }),
        };
        let position = link(&head, &event).unwrap();
        let before = std::mem::replace(
            &mut head,
            ChainHead {
                sequence: position.sequence,
                hash: position.hash,
            },
        );
        log.push(RecordedEvent {
            sequence: head.sequence,
            previous_hash: before.hash,
            hash: head.hash.clone(),
            event,
        });
    }
    log
}

fn log(records: u64) -> Vec<RecordedEvent> {
    log_about("vend", records)
}

fn line(record: &RecordedEvent) -> String {
    serde_json::to_string(record).unwrap()
}

/// The lines of an export.
fn lines(log: &[RecordedEvent]) -> Vec<String> {
    let mut lines: Vec<String> = log.iter().map(line).collect();
    let head = log
        .last()
        .map_or_else(ChainHead::default, |last| ChainHead {
            sequence: last.sequence,
            hash: last.hash.clone(),
        });
    lines.push(serde_json::json!({ "head": head }).to_string());
    lines
}

fn text(lines: &[String]) -> String {
    lines.iter().fold(String::new(), |mut text, line| {
        writeln!(text, "{line}").unwrap();
        text
    })
}

fn judge(lines: &[String]) -> Report {
    verify(text(lines).as_bytes(), 0, Vec::new()).unwrap()
}

/// What is wrong, in words, and the first record that is.
fn wrong(report: &Report) -> (Option<u64>, Vec<String>) {
    let words = report.findings.iter().map(ToString::to_string).collect();
    (report.first_bad, words)
}

fn checkpoint(log: &[RecordedEvent], sequence: usize) -> Anchor {
    let mut anchor = Anchor::noted(sequence as u64, log[sequence - 1].hash.clone());
    anchor.log = Some(log[0].hash.clone());
    anchor.line = 1;
    anchor
}

fn against(lines: &[String], anchors: Vec<Anchor>) -> Report {
    verify(text(lines).as_bytes(), 0, anchors).unwrap()
}

#[test]
fn a_log_that_nobody_touched_is_intact() {
    for records in [1, 2, 10] {
        let log = log(records);
        let report = judge(&lines(&log));
        assert!(report.intact, "{report:?}");
        assert_eq!((report.records, report.last), (records, records));
        assert_eq!(report.hash.as_ref(), log.last().map(|last| &last.hash));
        assert_eq!(report.anchor, None);
    }
}

#[test]
fn an_edited_record_is_named_wherever_the_edit_is() {
    let good = lines(&log(10));
    let hash = |line: &str, name: &str| {
        line.replace(&format!(r#""{name}":""#), &format!(r#""{name}":"0"#))
    };
    let edits = [
        good[4].replace("vend", "read"),
        good[4].replace(r#""action""#, r#""Action""#),
        good[4].replace(r#""sequence":5"#, r#""sequence":6"#),
        good[4].replace(r#""sequence":5"#, r#""sequence":500"#),
        good[4].replace(r#""sequence":5"#, r#""sequence":4"#),
        good[4].replace(r#""type""#, r#""new":1,"type""#),
        good[4].replace('}', "} }"),
        good[4].strip_suffix('}').unwrap().to_owned(),
        hash(&good[4], "hash"),
        hash(&good[4], "previous_hash"),
        "not JSON".to_owned(),
        "[5]".to_owned(),
        // A name twice: which one counts would be up to the reader.
        good[4].replacen('{', r#"{"sequence":5,"#, 1),
        good[4].replace(r#""action""#, r#""action":"read","action""#),
    ];
    for edit in edits {
        assert_ne!(edit, good[4]);
        let mut bad = good.clone();
        bad[4].clone_from(&edit);
        let report = judge(&bad);
        assert_eq!(report.first_bad, Some(5), "{edit}\n{report:?}");
        assert_eq!(report.findings_total, 1, "{edit}\n{report:?}");
    }
}

#[test]
fn a_record_that_was_replaced_with_its_hash_is_named() {
    let good = log(10);
    let anew = |at: usize, previous_hash: &EventHash| {
        let before = ChainHead {
            sequence: at as u64 - 1,
            hash: previous_hash.clone(),
        };
        let mut record = log_about("read", 10)[at - 1].clone();
        record.hash = link(&before, &record.event).unwrap().hash;
        record.previous_hash = before.hash;
        line(&record)
    };
    let unlinked = EventHash::from(Sha256Hex::of(b"nothing"));
    for at in [1, 2, 5, 9] {
        for previous in [&good[at - 1].previous_hash, &unlinked] {
            let mut lines = lines(&good);
            lines[at - 1] = anew(at, previous);
            let words =
                format!("record {at} was replaced: its neighbours are linked to another one");
            assert_eq!(wrong(&judge(&lines)), (Some(at as u64), vec![words]));
        }
    }
    let mut lines = lines(&good);
    lines[9] = anew(10, &good[9].previous_hash);
    assert_eq!(judge(&lines).findings[0].kind, FindingKind::HeadDiffers);
}

#[test]
fn records_that_are_gone_are_named() {
    let good = lines(&log(10));
    for (from, until, words) in [
        (5, 5, "record 5 is missing"),
        (5, 7, "records 5 to 7 are missing"),
        (1, 3, "records 1 to 3 are missing"),
    ] {
        let mut bad = good.clone();
        bad.drain(from - 1..until);
        let report = judge(&bad);
        assert_eq!(wrong(&report), (Some(from as u64), vec![words.to_owned()]));
    }
}

#[test]
fn an_inserted_record_is_named() {
    let mut lines = lines(&log(10));
    let other = line(&log_about("read", 5)[4]);
    lines.insert(4, other);
    let report = judge(&lines);
    assert_eq!(report.first_bad, Some(5));
    assert!(
        report
            .findings
            .iter()
            .any(|it| it.kind == FindingKind::Repeated && it.sequence == Some(5))
    );

    let mut lines = self::lines(&log(10));
    lines.insert(4, "{}".to_owned());
    let (first, words) = wrong(&judge(&lines));
    assert_eq!(
        (first, words.as_slice()),
        (
            Some(5),
            ["where record 5 belongs is no record".to_owned()].as_slice()
        )
    );
}

#[test]
fn records_that_changed_places_are_named() {
    let mut lines = lines(&log(10));
    lines.swap(4, 5);
    let report = judge(&lines);
    assert_eq!(
        wrong(&report),
        (Some(5), vec!["record 5 is not in its place".to_owned()])
    );
}

/// They are there once, and before the place that was named.
#[test]
fn records_before_the_beginning_are_out_of_place() {
    let lines = lines(&log(10));
    let report = verify(text(&lines).as_bytes(), 2, Vec::new()).unwrap();
    let places = [1, 2].map(|it| format!("record {it} is not in its place"));
    assert_eq!(wrong(&report), (Some(1), places.to_vec()));
}

#[test]
fn a_record_that_is_there_twice_is_named() {
    for to in [5, 9] {
        let mut lines = lines(&log(10));
        lines.insert(to, lines[4].clone());
        let report = judge(&lines);
        assert_eq!(
            wrong(&report),
            (Some(5), vec!["record 5 is there once more".to_owned()])
        );
    }
}

#[test]
fn an_export_that_was_cut_off_is_no_whole_one() {
    let good = lines(&log(10));

    let report = judge(&good[..10]);
    assert_eq!(report.findings[0].kind, FindingKind::HeadMissing);
    assert_eq!(
        report.first_bad, None,
        "every record that is there is right"
    );

    let mut without_the_last = good.clone();
    without_the_last.remove(9);
    let (first, words) = wrong(&judge(&without_the_last));
    assert_eq!(
        (first, words.join("")),
        (Some(10), "record 10 is missing".to_owned())
    );

    let mut cut_in_a_line = text(&good);
    cut_in_a_line.truncate(cut_in_a_line.len() - 20);
    let report = verify(cut_in_a_line.as_bytes(), 0, Vec::new()).unwrap();
    assert_eq!(
        report.findings_total, 2,
        "no record, and no head: {report:?}"
    );
}

#[test]
fn a_head_that_is_not_the_end_of_the_records_is_no_head() {
    let good = lines(&log(10));
    let other = lines(&log_about("read", 10));
    let shorter = lines(&log(9));
    for head in [&other[10], &shorter[9]] {
        let mut bad = good.clone();
        bad[10].clone_from(head);
        let report = judge(&bad);
        assert_eq!(report.findings[0].kind, FindingKind::HeadDiffers);
        assert_eq!(report.first_bad, Some(10));
    }
    for behind in [&good[9], &good[10], &"{}".to_owned()] {
        let mut bad = good.clone();
        bad.push(behind.clone());
        let report = judge(&bad);
        assert!(
            report
                .findings
                .iter()
                .any(|it| it.kind == FindingKind::BehindHead)
        );
    }
}

#[test]
fn nothing_is_not_an_intact_log() {
    for nothing in ["", "\n\n", "{\"head\":{\"sequence\":0,\"hash\":\"0\"}}\n"] {
        let report = verify(nothing.as_bytes(), 0, Vec::new()).unwrap();
        assert!(!report.intact);
        assert_eq!(report.verdict(), "there is no log to verify");
    }
    let empty = judge(&lines(&[]));
    assert_eq!(wrong(&empty).1, ["there is no record in it"]);
}

#[test]
fn a_log_with_fields_of_a_later_version_is_verified_over_them() {
    let before = serde_json::json!({
        "sequence": 1, "previous_hash": EventHash::genesis(), "at": "2026-11-22T09:30:00.000Z",
        "type": "of_a_later_version", "data": {"z": [1.5, "x"], "a": {"y": null}}, "added": 1e21,
    });
    let hash = Sha256Hex::of(&jit_domain::canonical_json(&before).unwrap());
    let mut record = before.clone();
    record["hash"] = hash.as_str().into();
    let head = serde_json::json!({"head": {"sequence": 1, "hash": hash}});
    let lines = |record: &serde_json::Value| vec![record.to_string(), head.to_string()];

    assert!(judge(&lines(&record)).intact);
    record["data"]["a"]["y"] = false.into();
    assert_eq!(judge(&lines(&record)).first_bad, Some(1));
}

/// An export of version 0.1, as it was handed out.
#[test]
fn an_old_export_verifies() {
    let export = include_str!("../../../../../tests/docs/data/audit.jsonl");
    let report = verify(export.as_bytes(), 0, Vec::new()).unwrap();
    assert!(report.intact, "{report:?}");
    assert!(report.records > 3);
}

#[test]
fn a_file_of_anything_is_reported_with_few_findings() {
    let noise = "x\n".repeat(10_000);
    let report = verify(noise.as_bytes(), 0, Vec::new()).unwrap();
    assert_eq!(report.first_bad, Some(1));
    assert_eq!(report.findings.len(), Report::MAX_FINDINGS);
    assert_eq!(report.findings_total, 10_002);
}

/// The records of a filtered export may all be as they were written; that they are all of them is
/// not proven, even where none is left out.
#[test]
fn a_filtered_export_is_never_intact() {
    for kept in [vec![0, 1, 2], vec![0, 2]] {
        let all = lines(&log(3));
        let mut filtered: Vec<String> = kept.iter().map(|at| all[*at].clone()).collect();
        filtered.push(all[3].replace("head", "filtered_head"));
        let report = judge(&filtered);
        assert!(!report.intact);
        let (_, words) = wrong(&report);
        assert!(
            words.iter().any(|word| word.contains("is filtered")),
            "{words:?}"
        );
    }
}
