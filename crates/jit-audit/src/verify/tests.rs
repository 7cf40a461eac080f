use std::fmt::Write as _;

use jit_domain::{
    BundleDigest, ChainHead, Event, EventKind, RecordedEvent, RefusedAttempt, Sha256Hex, Timestamp,
    link,
};
use proptest::prelude::*;

use super::*;

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

fn checkpoint(log: &[RecordedEvent], sequence: usize) -> Checkpoint {
    Checkpoint {
        log: log[0].hash.clone(),
        sequence: sequence as u64,
        hash: log[sequence - 1].hash.clone(),
        at: Timestamp::from_millis(0),
    }
}

fn against(lines: &[String], checkpoints: Vec<Checkpoint>) -> Report {
    let numbered = (1..).zip(checkpoints).collect();
    verify(text(lines).as_bytes(), 0, numbered).unwrap()
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
        good[4][..good[4].len() - 1].to_owned(),
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

    let mut lines = super::tests::lines(&log(10));
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
    }
    let empty = judge(&lines(&[]));
    assert_eq!(wrong(&empty).1, ["there is no record in it"]);
}

#[test]
fn an_export_of_what_is_behind_a_record_begins_there() {
    let log = log(10);
    let tail: Vec<String> = lines(&log)[6..].to_vec();
    assert_eq!(judge(&tail).first_bad, Some(1), "a whole log was expected");

    let anchors = vec![(1, checkpoint(&log, 6)), (2, checkpoint(&log, 8))];
    let report = verify(text(&tail).as_bytes(), 6, anchors).unwrap();
    assert!(report.intact, "{report:?}");
    assert_eq!(report.anchor, Some(checkpoint(&log, 8)));

    let nothing_new = lines(&log)[10..].to_vec();
    assert!(
        verify(text(&nothing_new).as_bytes(), 10, Vec::new())
            .unwrap()
            .intact
    );
    assert!(
        !verify(text(&nothing_new).as_bytes(), 9, Vec::new())
            .unwrap()
            .intact
    );

    let mut forged = checkpoint(&log, 6);
    forged.hash = log[6].hash.clone();
    let report = verify(text(&tail).as_bytes(), 6, vec![(1, forged)]).unwrap();
    assert!(!report.intact, "the first record is linked to another one");
}

#[test]
fn a_log_is_anchored_up_to_the_last_checkpoint_that_it_agrees_with() {
    let log = log(10);
    let all = vec![
        checkpoint(&log, 7),
        checkpoint(&log, 3),
        checkpoint(&log, 7),
    ];
    let report = against(&lines(&log), all);
    assert!(report.intact, "{report:?}");
    assert_eq!(report.anchor, Some(checkpoint(&log, 7)));
}

#[test]
fn a_log_that_was_rolled_back_is_shorter_than_a_checkpoint() {
    let long = log(10);
    let report = against(
        &lines(&log(8)),
        vec![checkpoint(&long, 4), checkpoint(&long, 10)],
    );
    let words = "the log was cut off at record 9: a checkpoint proves that it had 10";
    assert_eq!(wrong(&report), (Some(9), vec![words.to_owned()]));
    assert_eq!(report.anchor, None);
}

#[test]
fn a_log_that_was_written_anew_says_something_else_than_a_checkpoint() {
    let real = log(10);
    let mut anew = real[..5].to_vec();
    let mut head = ChainHead {
        sequence: 5,
        hash: real[4].hash.clone(),
    };
    for record in &real[5..] {
        let mut event = record.event.clone();
        event.at = event.at.plus_seconds(1);
        let position = link(&head, &event).unwrap();
        anew.push(RecordedEvent {
            sequence: position.sequence,
            previous_hash: head.hash,
            hash: position.hash.clone(),
            event,
        });
        head = ChainHead {
            sequence: position.sequence,
            hash: position.hash,
        };
    }
    assert!(
        judge(&lines(&anew)).intact,
        "without checkpoints nobody can tell"
    );

    let points = [4, 5, 8, 10].map(|at| checkpoint(&real, at)).to_vec();
    let (first, words) = wrong(&against(&lines(&anew), points));
    assert_eq!(first, Some(6));
    assert_eq!(
        words,
        [
            "records were rewritten, the first of them between 6 and 8: a checkpoint proves that 8 was another one"
        ]
    );
}

#[test]
fn a_checkpoint_of_another_log_proves_nothing() {
    let other = log_about("read", 10);
    let report = against(&lines(&log(10)), vec![checkpoint(&other, 4)]);
    assert_eq!(
        wrong(&report),
        (None, vec!["checkpoint 1 is one of another log".to_owned()])
    );
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

#[test]
fn a_file_of_anything_is_reported_with_few_findings() {
    let noise = "x\n".repeat(10_000);
    let report = verify(noise.as_bytes(), 0, Vec::new()).unwrap();
    assert_eq!(report.first_bad, Some(1));
    assert_eq!(report.findings.len(), Report::MAX_FINDINGS);
    assert_eq!(report.findings_total, 10_002);
}

proptest! {
    /// One changed byte anywhere is found, unless the JSON of the line is the same value.
    #[test]
    fn one_changed_byte_is_found(at in any::<prop::sample::Index>(), new in any::<u8>()) {
        let good = text(&lines(&log(4)));
        let mut bytes = good.clone().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != new);
        bytes[at] = new;

        let report = verify(bytes.as_slice(), 0, Vec::new()).unwrap();

        let values = |bytes: &[u8]| -> Option<Vec<serde_json::Value>> {
            serde_json::Deserializer::from_slice(bytes).into_iter().collect::<Result<_, _>>().ok()
        };
        if values(&bytes) != values(good.as_bytes()) {
            prop_assert!(!report.intact);
        }
    }

    /// However the lines of a log are mixed, cut and repeated, it is intact only in its own order.
    #[test]
    fn only_the_log_itself_is_intact(order in prop::collection::vec(0..6_usize, 0..9)) {
        let good = lines(&log(5));
        let mixed: Vec<String> = order.iter().map(|at| good[*at].clone()).collect();
        let report = judge(&mixed);
        prop_assert_eq!(report.intact, order == [0, 1, 2, 3, 4, 5]);
        prop_assert_eq!(report.findings_total > 0, !report.intact);
    }

    #[test]
    fn no_bytes_are_a_surprise(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(!verify(bytes.as_slice(), 0, Vec::new()).unwrap().intact);
    }
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
