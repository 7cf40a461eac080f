use jit_domain::Timestamp;

/// The session policy that makes credentials useless from the window's end on: the intersection of
/// the role's own policies with `Allow *` up to that instant, and nothing from then on. Unless the
/// permission set allows it, the session cannot assume further roles either, because a session
/// policy does not reach the sessions of those.
///
/// Sources: AWS IAM User Guide, "Session policies" and "Date condition operators"; AWS STS API
/// Reference, `AssumeRole`, parameter `Policy` (at most 2,048 characters).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fence {
    end: Timestamp,
    chaining: bool,
}

impl Fence {
    /// The fence of a window that ends at `window_end`, cut down to whole seconds, because AWS
    /// compares no finer.
    #[must_use]
    pub fn new(window_end: Timestamp, chaining: bool) -> Self {
        let end = window_end.floor_to_second();
        Self { end, chaining }
    }

    /// The first instant at which everything is denied.
    #[must_use]
    pub fn end(&self) -> Timestamp {
        self.end
    }

    /// The policy document, without white space: every character counts against the limit.
    #[must_use]
    pub fn to_policy(&self) -> String {
        let end = self.end.to_whole_seconds_string();
        let chaining = if self.chaining { "" } else { DENY_CHAINING };
        format!(
            concat!(
                r#"{{"Version":"2012-10-17","Statement":["#,
                r#"{{"Effect":"Allow","Action":"*","Resource":"*"}},"#,
                r#"{{"Effect":"Deny","Action":"*","Resource":"*","Condition":"#,
                r#"{{"DateGreaterThanEquals":{{"aws:CurrentTime":"{end}"}}}}}}{chaining}]}}"#,
            ),
            end = end,
            chaining = chaining,
        )
    }
}

/// The statement against chained roles, with the comma before it.
///
/// `sts:AssumeRoot` opens sessions too: those of the root user of a member account, for whoever
/// manages the organisation.
const DENY_CHAINING: &str =
    r#",{"Effect":"Deny","Action":["sts:AssumeRole*","sts:AssumeRoot"],"Resource":"*"}"#;

#[cfg(test)]
mod tests {
    use jit_domain::Timestamp;
    use proptest::prelude::*;
    use serde_json::Value;

    use super::Fence;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Whether AWS would let the action through, as far as this policy goes: a small evaluator of
    /// the IAM logic that the fence uses (explicit deny first, then allow, else deny).
    fn allows(policy: &str, action: &str, now: Timestamp) -> bool {
        let policy: Value = serde_json::from_str(policy).unwrap();
        assert_eq!(policy["Version"], "2012-10-17");
        let statements = policy["Statement"].as_array().unwrap();
        let applies = |effect: &str| {
            statements
                .iter()
                .filter(|s| s["Effect"] == effect && s["Resource"] == "*")
                .any(|s| matches(s, action) && holds(s, now))
        };
        applies("Allow") && !applies("Deny")
    }

    fn matches(statement: &Value, action: &str) -> bool {
        let action = action.to_ascii_lowercase();
        let named = |pattern: &Value| {
            let pattern = pattern.as_str().unwrap().to_ascii_lowercase();
            match pattern.strip_suffix('*') {
                Some(prefix) => action.starts_with(prefix),
                None => action == pattern,
            }
        };
        match &statement["Action"] {
            Value::Array(patterns) => patterns.iter().any(named),
            pattern => named(pattern),
        }
    }

    fn holds(statement: &Value, now: Timestamp) -> bool {
        let Some(condition) = statement.get("Condition") else {
            return true;
        };
        let operators = condition.as_object().unwrap();
        assert_eq!(operators.len(), 1, "one operator");
        let keys = operators["DateGreaterThanEquals"].as_object().unwrap();
        assert_eq!(keys.len(), 1, "one key");
        now >= at(keys["aws:CurrentTime"].as_str().unwrap())
    }

    #[test]
    fn the_policy_is_exactly_this() {
        let fence = Fence::new(at("2026-11-22T09:30:00.999Z"), false);
        insta::assert_snapshot!(fence.to_policy(), @r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateGreaterThanEquals":{"aws:CurrentTime":"2026-11-22T09:30:00Z"}}},{"Effect":"Deny","Action":["sts:AssumeRole*","sts:AssumeRoot"],"Resource":"*"}]}"#);
    }

    #[test]
    fn the_policy_of_a_set_that_may_chain_has_no_third_statement() {
        let fence = Fence::new(at("2026-11-22T09:30:00Z"), true);
        insta::assert_snapshot!(fence.to_policy(), @r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateGreaterThanEquals":{"aws:CurrentTime":"2026-11-22T09:30:00Z"}}}]}"#);
    }

    proptest! {
        /// I4, as far as the policy can tell: any action works before the end, none from then on.
        #[test]
        fn nothing_works_from_the_end_on(
            end in 1_000_000_000_000_i64..253_402_300_799_999,
            offset in -86_400_000_i64..86_400_000,
            action in "[a-z0-9-]{1,20}:[A-Z][A-Za-z]{1,30}",
            chaining: bool,
        ) {
            let fence = Fence::new(Timestamp::from_millis(end), chaining);
            let now = Timestamp::from_millis(fence.end().millis() + offset);
            let chains = action.to_ascii_lowercase().starts_with("sts:assumero");

            let policy = fence.to_policy();

            prop_assert!(policy.chars().count() <= 2_048);
            prop_assert!(fence.end() <= Timestamp::from_millis(end), "never later than the window");
            prop_assert_eq!(allows(&policy, &action, now), offset < 0 && (chaining || !chains));
        }

        #[test]
        fn further_roles_need_a_permission_set_that_allows_them(
            action in "sts:Assume(RoleWithSAML|RoleWithWebIdentity|Role|Root)",
            chaining: bool,
        ) {
            let fence = Fence::new(at("2026-11-22T09:30:00Z"), chaining);
            let before = at("2026-11-22T09:29:59.999Z");
            prop_assert_eq!(allows(&fence.to_policy(), &action, before), chaining);
        }
    }
}
