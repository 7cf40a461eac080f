//! What AWS itself writes down, before `jit`.

use std::fs;

use serde_json::json;

use crate::broker::Stage;
use crate::people::Person;

/// What CloudTrail tells of a call that opens a session has its token in it.
///
/// Source: AWS IAM User Guide, "Logging IAM and AWS STS API calls with AWS CloudTrail".
pub(crate) fn read_a_trail(stage: &Stage, security: &Person, log: &str) {
    let record = json!({
        "eventVersion": "1.08", "eventID": "1b9c7a52-0000-4000-8000-000000000001",
        "eventTime": "2026-11-22T09:00:00Z", "eventSource": "sts.amazonaws.com",
        "eventName": "AssumeRole", "awsRegion": "us-east-1", "sourceIPAddress": "192.0.2.1",
        "userIdentity": { "type": "AWSAccount", "accountId": "111122223333" },
        "responseElements": { "credentials": {
            "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
            "sessionToken": stage.canaries.key("session token in a trail"),
        } },
    });
    let trail = security.jit.home().join("trail.json");
    let records = json!({ "Records": [record, {}] });
    fs::write(&trail, records.to_string()).unwrap();
    let read = [
        "audit",
        "cloudtrail",
        trail.to_str().unwrap(),
        "--from",
        log,
    ];
    // One of the two cannot be read, which is told.
    security.cannot(&read, 1);
}
