use jit_domain::{Event, EventName};
use proptest::prelude::*;
use serde_json::json;

use super::*;

/// One event of each kind, as the log keeps it, with what people wrote in it.
#[expect(clippy::too_many_lines, reason = "it is a table")]
pub(super) fn one_of_each(prose: &str) -> Vec<RecordedEvent> {
    let hash = "0".repeat(64);
    let ask = json!({ "duration": 3600, "reason": prose, "ticket": "INC-4711" });
    let claims = json!({ "groups": ["engineers"], "authentication": {} });
    let submitted = json!({
        "target": {
            "account": "111122223333", "account_name": "payments-prod",
            "permission_set": "PowerUser", "role": "arn:aws:iam::111122223333:role/jit/PowerUser",
        },
        "ask": ask, "eligibility": "engineers", "digest": hash,
        "approval": { "kind": "automatic", "policy": "dev" },
        "pending_until": "2026-11-22T10:00:00.000Z",
        "window": { "start": "2026-11-22T09:30:00.000Z", "end": "2026-11-22T10:30:00.000Z" },
        "claims": claims,
    });
    let session = json!({
        "access_key_id": "ASIAEXAMPLE123456789", "role": "arn:aws:iam::111122223333:role/jit/PowerUser",
        "session_name": "engineer+0123456789", "source_identity": "engineer",
        "expiration": "2026-11-22T10:45:00.000Z", "fence": "2026-11-22T10:30:00.000Z",
    });
    let refused = |action: &str| {
        json!({
            "action": action, "code": "not_eligible", "account": "111122223333",
            "permission_set": "PowerUser", "submission": { "ask": ask, "claims": claims },
        })
    };
    let kinds = [
        ("submitted", submitted.clone()),
        (
            "failed",
            json!({ "submitted": submitted, "policies": ["a", "b"] }),
        ),
        ("approved", json!({ "level": 1, "comment": prose })),
        (
            "approved",
            json!({ "level": 2, "window": { "start": "2026-11-22T09:30:00.000Z", "end": "2026-11-22T10:30:00.000Z" } }),
        ),
        ("rejected", json!({ "level": 1, "comment": prose })),
        ("cancelled", json!(null)),
        ("finished", json!(null)),
        ("revoked", json!({ "comment": prose })),
        (
            "reviewed",
            json!({ "verdict": "violation", "comment": prose }),
        ),
        ("session_opened", session),
        ("refused", refused("submit")),
        ("refused", refused("vend")),
        ("refused", refused("authenticate")),
        ("refused", refused("approve")),
        (
            "read",
            json!({ "what": "audit_log", "after": 0, "until": 14 }),
        ),
        ("read", json!({ "what": "followed_audit_log" })),
        (
            "read",
            json!({ "what": "sessions", "named": "ASIAEXAMPLE123456789" }),
        ),
        ("read", json!({ "what": "requests" })),
        (
            "read",
            json!({ "what": "report", "since": "2026-11-22T09:30:00.000Z", "until": "2026-11-22T10:30:00.000Z" }),
        ),
        ("read", json!({ "what": "request", "id": "req-0123456789" })),
        ("bundle_changed", json!({ "size": { "accounts": 6 } })),
        ("bundle_refused", json!({ "faults": 1, "first": [prose] })),
    ];
    (1..)
        .zip(kinds)
        .map(|(sequence, (kind, data))| {
            let mut event = json!({
                "at": "2026-11-22T09:30:00.000Z", "request": "req-0123456789", "bundle": hash,
                "actor": { "issuer": "https://id.example.com", "subject": "00u1", "name": prose },
                "type": kind,
            });
            if !data.is_null() {
                event["data"] = data;
            }
            RecordedEvent {
                sequence,
                previous_hash: hash.parse().unwrap(),
                hash: hash.parse().unwrap(),
                event: serde_json::from_value::<Event>(event).unwrap(),
            }
        })
        .collect()
}

fn end(sequence: u64) -> End {
    End::Whole(jit_domain::ChainHead {
        sequence,
        hash: "0".repeat(64).parse().unwrap(),
    })
}

fn export(format: Format, lines: &[String]) -> String {
    let mut written = Vec::new();
    let mut exporter = Exporter::new(format, &mut written).unwrap();
    for line in lines {
        exporter.record(line).unwrap();
    }
    exporter.end(&end(lines.len() as u64)).unwrap();
    exporter.flush().unwrap();
    drop(exporter);
    String::from_utf8(written).unwrap()
}

fn lines(prose: &str) -> Vec<String> {
    let line = |event| serde_json::to_string(event).unwrap();
    one_of_each(prose).iter().map(line).collect()
}

const PROSE: &str = "=cmd|' /C calc'!A0,\"x\"\n<script>alert(1)</script>";

/// A cell that a spreadsheet would calculate, or that is more than one line.
fn is_dangerous(cell: &str) -> bool {
    cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.contains(['\n', '\r', '\t'])
}

fn rows(text: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(Result::unwrap).collect()
}

#[test]
fn json_lines_are_the_log_as_it_is() {
    let lines = lines(PROSE);
    let text = export(Format::Jsonl, &lines);
    assert_eq!(
        text,
        format!("{}\n{}\n", lines.join("\n"), end(22).to_json())
    );
}

#[test]
fn every_kind_of_event_is_one_row_and_the_end_is_the_last() {
    let text = export(Format::Csv, &lines(PROSE));
    assert_eq!(text.lines().count(), 1 + 22 + 1);
    let rows = rows(&text);
    let column = |name: &str| COLUMNS.iter().position(|column| *column == name).unwrap();
    let types: Vec<&str> = rows.iter().map(|row| &row[column("type")]).collect();
    for name in EventName::ALL {
        assert!(types.contains(&name), "{name}");
    }
    assert_eq!(rows[0][column("account_name")], *"payments-prod");
    assert_eq!(
        rows[0][column("reason")],
        *"'=cmd|' /C calc'!A0,\"x\"⏎<script>alert(1)</script>"
    );
    assert_eq!(rows[9][column("account")], *"111122223333");
    assert_eq!(rows[9][column("access_key_id")], *"ASIAEXAMPLE123456789");
    assert_eq!(rows[10][column("code")], *"not_eligible");
    assert_eq!(rows[22][column("type")], *"head");
    assert_eq!(rows[22][column("sequence")], *"22");
}

fn objects(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// What the schema requires of the base event, of `metadata`, and of each class, with the
/// activities that the class knows.
///
/// Source: OCSF schema 1.5.0.
fn is_valid(object: &Value) {
    for name in [
        "activity_id",
        "category_uid",
        "class_uid",
        "severity_id",
        "time",
        "type_uid",
    ] {
        assert!(object[name].is_u64(), "{name}: {object}");
    }
    let metadata = &object["metadata"];
    assert_eq!(metadata["version"], "1.5.0");
    assert!(metadata["product"]["name"].is_string());
    assert_eq!(object["category_uid"], 3);
    let number = |name: &str| object[name].as_u64().unwrap();
    let (class, activity) = (number("class_uid"), number("activity_id"));
    assert_eq!(number("type_uid"), class * 100 + activity);
    assert!([1, 2].contains(&number("status_id")));
    assert!((1..=6).contains(&number("severity_id")));
    let named = |object: &Value| object["name"].is_string() || object["uid"].is_string();
    match class {
        3002 => {
            assert!((1..=6).contains(&activity));
            assert!(
                named(&object["user"]) && named(&object["service"]),
                "{object}"
            );
        }
        3003 => {
            assert!([1, 2].contains(&activity));
            assert!(named(&object["user"]), "{object}");
            assert!(object["privileges"][0].is_string() && object.get("group").is_none());
        }
        3004 => {
            assert!((1..=13).contains(&activity) || activity == 99);
            assert!(named(&object["entity"]), "{object}");
        }
        other => panic!("{other} is no class of ours"),
    }
    if let Some(cloud) = object.get("cloud") {
        assert_eq!(cloud["provider"], "AWS");
        assert_eq!(metadata["profiles"], json!(["cloud"]));
    }
    if let Some(actor) = object.get("actor") {
        assert!(named(&actor["user"]));
    }
}

#[test]
fn every_kind_of_event_is_a_valid_object_of_its_class() {
    let objects = objects(&export(Format::Ocsf, &lines(PROSE)));
    objects.iter().for_each(is_valid);
    let kinds: Vec<_> = objects
        .iter()
        .map(|object| {
            let number = |name: &str| object[name].as_u64().unwrap();
            (
                object["metadata"]["event_code"].as_str().unwrap(),
                number("type_uid"),
                number("status_id"),
                number("severity_id"),
            )
        })
        .collect();
    assert_eq!(
        kinds,
        [
            ("submitted", 300_401, 1, 1),
            ("failed", 300_401, 2, 1),
            ("approved", 300_403, 1, 1),
            ("approved", 300_410, 1, 1),
            ("rejected", 300_403, 1, 1),
            ("cancelled", 300_404, 1, 1),
            ("finished", 300_411, 1, 1),
            ("revoked", 300_411, 1, 3),
            ("reviewed", 300_403, 1, 4),
            ("session_opened", 300_301, 1, 1),
            ("refused", 300_401, 2, 3),
            ("refused", 300_301, 2, 3),
            ("refused", 300_201, 2, 3),
            ("refused", 300_403, 2, 3),
            ("read", 300_402, 1, 1),
            ("read", 300_402, 1, 1),
            ("read", 300_402, 1, 1),
            ("read", 300_402, 1, 1),
            ("read", 300_402, 1, 1),
            ("read", 300_402, 1, 1),
            ("bundle_changed", 300_403, 1, 1),
            ("bundle_refused", 300_403, 2, 3),
            ("head", 300_402, 1, 1),
        ]
    );
    assert_eq!(objects[0]["comment"], PROSE);
    assert_eq!(objects[0]["cloud"]["account"]["name"], "payments-prod");
    assert_eq!(objects[9]["session"]["uid"], "engineer+0123456789");
    assert_eq!(
        objects[9]["session"]["expiration_time"],
        1_795_343_400_000_u64
    );
    assert_eq!(
        objects[9]["unmapped"]["data"]["access_key_id"],
        "ASIAEXAMPLE123456789"
    );
    assert_eq!(objects[0]["metadata"]["correlation_uid"], "req-0123456789");
}

#[test]
fn an_event_without_a_person_is_valid_too() {
    let mut events = one_of_each("x");
    for event in &mut events {
        (event.event.actor, event.event.request) = (None, None);
        if let jit_domain::EventKind::Refused(refused) = &mut event.event.kind {
            (refused.account, refused.permission_set) = (None, None);
        }
    }
    let line = |event| serde_json::to_string(event).unwrap();
    let lines: Vec<String> = events.iter().map(line).collect();
    objects(&export(Format::Ocsf, &lines))
        .iter()
        .for_each(is_valid);
}

/// A newer broker's log loses no line.
#[test]
fn an_event_that_is_not_known_is_exported_as_far_as_it_is_understood() {
    let hash = "0".repeat(64);
    let lines = [
        format!(
            r#"{{"sequence":7,"hash":"{hash}","at":"2026-11-22T09:30:00.000Z","type":"=new","data":{{"x":1}}}}"#
        ),
        "{}".to_owned(),
        "not JSON".to_owned(),
    ];
    let rows = rows(&export(Format::Csv, &lines));
    assert_eq!(rows.len(), 4);
    assert_eq!((&rows[0][0], &rows[0][2]), ("7", "'=new"));
    let objects = objects(&export(Format::Ocsf, &lines));
    objects.iter().for_each(is_valid);
    assert_eq!(objects[0]["type_uid"], 300_499);
    assert_eq!(objects[0]["raw_data"], lines[0]);
}

proptest! {
    #[test]
    fn whatever_people_write_is_inert_in_every_format(
        prose in "[ =+@,;|<>'\"\\-\\n\\t]{1,12}[^\\p{Cc}]{1,40}",
    ) {
        let lines = lines(&prose);
        let csv = export(Format::Csv, &lines);
        prop_assert_eq!(csv.lines().count(), lines.len() + 2);
        for row in rows(&csv) {
            for cell in &row {
                prop_assert!(!is_dangerous(cell), "{}", cell);
            }
        }
        let objects = objects(&export(Format::Ocsf, &lines));
        prop_assert_eq!(objects.len(), lines.len() + 1);
        objects.iter().for_each(is_valid);
    }

    #[test]
    fn no_line_stops_an_export(text in ".{0,80}|\\{\"sequence\":[0-9]{1,25}[^\\p{Cc}]{0,20}\\}") {
        for format in Format::ALL {
            let exported = export(format, std::slice::from_ref(&text));
            prop_assert!(exported.ends_with('\n'));
        }
    }
}

#[test]
fn ten_kilobytes_of_a_reason_stay_one_cell() {
    // Longer than a reason may be: as a log of another version might have it.
    let mut lines = lines("x");
    lines[0] = lines[0].replace(
        r#""reason":"x""#,
        &format!(r#""reason":"{}""#, "=".repeat(10_240)),
    );
    let rows = rows(&export(Format::Csv, &lines));
    assert_eq!(rows.len(), lines.len() + 1);
    assert!(rows.iter().flatten().all(|cell| !is_dangerous(cell)));
}
