use std::collections::BTreeMap;
use std::fmt::Write as _;

/// One call as it came in.
#[derive(Clone, Debug)]
pub struct Call {
    /// The fields of the form, such as `RoleArn` and `Tags.member.1.Key`.
    pub form: BTreeMap<String, String>,
    /// The header `Authorization`; empty when there was none.
    pub authorization: String,
}

impl Call {
    /// One field; empty when it is missing.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.form.get(name).map_or("", String::as_str)
    }

    /// The session tags, by their keys.
    #[must_use]
    pub fn tags(&self) -> BTreeMap<String, String> {
        let tag = |n: usize| {
            let key = self.form.get(&format!("Tags.member.{n}.Key"))?;
            let value = self.form.get(&format!("Tags.member.{n}.Value"))?;
            Some((key.clone(), value.clone()))
        };
        (1..=50).map_while(tag).collect()
    }

    /// Whether the call is signed with Signature Version 4 for STS. The signature is not verified.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.authorization
            .starts_with("AWS4-HMAC-SHA256 Credential=")
            && self.authorization.contains("/sts/aws4_request")
            && self.authorization.contains("Signature=")
    }
}

/// What STS would find wrong with the parameters.
///
/// Source: AWS STS API Reference, `AssumeRole`.
pub(super) fn fault(call: &Call) -> Option<String> {
    let name = call.field("RoleSessionName");
    let source = call.field("SourceIdentity");
    let seconds: u32 = call.field("DurationSeconds").parse().unwrap_or(0);
    let policy = call.field("Policy");
    let mut fault = String::new();
    let mut check = |ok: bool, what: &str| {
        if !ok {
            let _ = write!(fault, "{what}; ");
        }
    };
    check(call.field("Action") == "AssumeRole", "Action");
    check(call.is_signed(), "signature");
    check(
        (20..=2_048).contains(&call.field("RoleArn").len()),
        "RoleArn",
    );
    check(is_name(name), "RoleSessionName");
    check(source.is_empty() || is_name(source), "SourceIdentity");
    check((900..=43_200).contains(&seconds), "DurationSeconds");
    check(policy.chars().count() <= 2_048, "Policy is too long");
    let parsed = serde_json::from_str::<serde_json::Value>(policy);
    check(policy.is_empty() || parsed.is_ok(), "Policy is no JSON");
    check(call.tags().iter().all(is_tag), "Tags");
    (!fault.is_empty()).then_some(fault)
}

fn is_name(text: &str) -> bool {
    let safe = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    (2..=64).contains(&text.len()) && text.chars().all(safe)
}

fn is_tag((key, value): (&String, &String)) -> bool {
    let safe = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
    (1..=128).contains(&key.chars().count())
        && value.chars().count() <= 256
        && !key.to_lowercase().starts_with("aws:")
        && key.chars().chain(value.chars()).all(safe)
}
