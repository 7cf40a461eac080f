//! Logs that are held against what is known of them from elsewhere.

use super::*;

#[test]
fn an_export_of_what_is_behind_a_record_begins_there() {
    let log = log(10);
    let tail: Vec<String> = lines(&log)[6..].to_vec();
    assert_eq!(judge(&tail).first_bad, Some(1), "a whole log was expected");

    let anchors = vec![checkpoint(&log, 6), checkpoint(&log, 8)];
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
    let report = verify(text(&tail).as_bytes(), 6, vec![forged]).unwrap();
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
    let words = "record 9 is gone: a checkpoint proves that the log went on to record 10";
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
        (
            None,
            vec!["the checkpoint on line 1 is one of another log".to_owned()]
        )
    );
}
