use jit_domain::Timestamp;
use serde_json::Value;

/// One call of an AWS API, as `CloudTrail` recorded it: what ties it to a session, and what it did.
///
/// Source: AWS `CloudTrail` User Guide, "`CloudTrail` record contents" and "`CloudTrail`
/// `userIdentity` element".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// When, to the second; none when the record does not say.
    pub at: Option<Timestamp>,
    /// The service, such as `s3.amazonaws.com`.
    pub service: String,
    /// The action, such as `GetObject`.
    pub action: String,
    /// The error that AWS answered with.
    pub error: Option<String>,
    /// Whether it could change nothing.
    pub is_read_only: bool,
    /// The account whose trail recorded it.
    pub account: Option<String>,
    /// The access key that signed it.
    pub access_key_id: Option<String>,
    /// The role session that made it.
    pub role_session: Option<RoleSession>,
    /// The access key of the session that it opened, of an `AssumeRole`.
    pub opened: Option<String>,
}

/// `arn:…:sts::ACCOUNT:assumed-role/ROLE/SESSION`, in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleSession {
    /// The account of the role.
    pub account: String,
    /// The name of the role, without its path.
    pub role: String,
    /// The name of the session.
    pub session_name: String,
}

impl RoleSession {
    fn parse(arn: &str) -> Option<Self> {
        let rest = arn.strip_prefix("arn:")?;
        let (_partition, rest) = rest.split_once(":sts::")?;
        let (account, rest) = rest.split_once(":assumed-role/")?;
        let (role, session_name) = rest.rsplit_once('/')?;
        Some(Self {
            account: account.to_owned(),
            role: role.rsplit('/').next().unwrap_or(role).to_owned(),
            session_name: session_name.to_owned(),
        })
    }
}

/// The longest name that is kept of a record, in characters: more than any of AWS has.
const MAX_NAME: usize = 128;

impl Call {
    /// Reads a record; one that the AWS CLI wraps (`CloudTrailEvent`) too. None when it is none.
    #[must_use]
    pub fn parse(json: &[u8]) -> Option<Self> {
        let value: Value = serde_json::from_slice(json).ok()?;
        match value.get("CloudTrailEvent").and_then(Value::as_str) {
            Some(inner) => Self::of(&serde_json::from_str(inner).ok()?),
            None => Self::of(&value),
        }
    }

    fn of(record: &Value) -> Option<Self> {
        let action = text(record, "/eventName")?;
        let at = record.pointer("/eventTime").and_then(Value::as_str);
        Some(Self {
            at: at.and_then(|at| at.parse().ok()),
            service: text(record, "/eventSource")?,
            error: text(record, "/errorCode"),
            is_read_only: is_read_only(record, &action),
            account: text(record, "/recipientAccountId")
                .or_else(|| text(record, "/userIdentity/accountId")),
            access_key_id: text(record, "/userIdentity/accessKeyId").filter(|key| !key.is_empty()),
            role_session: record
                .pointer("/userIdentity/arn")
                .and_then(Value::as_str)
                .and_then(RoleSession::parse),
            opened: text(record, "/responseElements/credentials/accessKeyId"),
            action,
        })
    }
}

fn text(record: &Value, pointer: &str) -> Option<String> {
    let text = record.pointer(pointer)?.as_str()?;
    Some(text.chars().take(MAX_NAME).collect())
}

/// Records before version 1.05 do not say; the names of actions do then.
fn is_read_only(record: &Value, action: &str) -> bool {
    match record.get("readOnly") {
        Some(Value::Bool(is)) => *is,
        Some(Value::String(is)) => is == "true",
        _ => ["Get", "List", "Describe", "Head", "Lookup", "BatchGet"]
            .iter()
            .any(|verb| action.starts_with(verb)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_record_is_read_bare_and_wrapped() {
        let record = json!({
            "eventVersion": "1.11", "eventTime": "2026-11-22T09:31:00Z",
            "eventSource": "s3.amazonaws.com", "eventName": "PutObject", "readOnly": false,
            "errorCode": "AccessDenied", "recipientAccountId": "111122223333",
            "userIdentity": {
                "type": "AssumedRole", "accountId": "111122223333",
                "arn": "arn:aws:sts::111122223333:assumed-role/PowerUser/engineer+0123456789",
                "accessKeyId": "ASIAEXAMPLE123456789",
            },
        });
        let call = Call::parse(record.to_string().as_bytes()).unwrap();
        assert_eq!(call.at.unwrap().to_string(), "2026-11-22T09:31:00.000Z");
        assert_eq!(
            (call.service.as_str(), call.action.as_str()),
            ("s3.amazonaws.com", "PutObject")
        );
        assert_eq!(call.error.as_deref(), Some("AccessDenied"));
        assert!(!call.is_read_only);
        let session = call.role_session.clone().unwrap();
        assert_eq!(
            (session.role.as_str(), session.session_name.as_str()),
            ("PowerUser", "engineer+0123456789")
        );
        let wrapped = json!({ "EventId": "x", "CloudTrailEvent": record.to_string() });
        assert_eq!(Call::parse(wrapped.to_string().as_bytes()), Some(call));
    }

    #[test]
    fn what_is_no_record_is_none() {
        for none in [
            "",
            "1",
            "[]",
            "{}",
            r#"{"eventName":"x"}"#,
            r#"{"eventName":1,"eventSource":"x"}"#,
            r#"{"CloudTrailEvent":"x"}"#,
        ] {
            assert_eq!(Call::parse(none.as_bytes()), None, "{none}");
        }
        let odd =
            json!({ "eventName": "GetX", "eventSource": "x", "eventTime": 1, "userIdentity": [] });
        let odd = Call::parse(odd.to_string().as_bytes()).unwrap();
        assert_eq!(
            (odd.at, odd.access_key_id, odd.is_read_only),
            (None, None, true)
        );
    }

    proptest! {
        #[test]
        fn no_record_stops_it(arn in "(arn:aws:sts::[0-9]{0,12}:assumed-role)?[/a-z:]{0,20}", name in ".{0,20}") {
            let record = json!({ "eventName": name, "eventSource": name, "eventTime": name, "userIdentity": { "arn": arn, "accessKeyId": name } });
            prop_assert!(Call::parse(record.to_string().as_bytes()).is_some());
        }
    }
}
