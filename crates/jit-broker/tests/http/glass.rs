//! Broken glass.

use serde_json::{Value, json};

use crate::stage::{PROD, Stage, Who, ask};

/// The engineer, on call: may break glass.
pub(crate) const ON_CALL: Who = Who("engineer", &["engineers", "oncall"]);
/// Is told of break-glass windows, and approves nothing.
pub(crate) const GUARD: Who = Who("guard", &["guards"]);

/// How long after its end a window is to be reviewed, in seconds.
pub(crate) const REVIEW_WITHIN: i64 = 72 * 3600;

/// A body that breaks glass.
pub(crate) fn emergency(account: &str) -> Value {
    let mut body = ask(account);
    body["break_glass"] = json!(true);
    body
}

impl Stage {
    /// A break-glass window of the engineer in production, open for an hour.
    pub(crate) async fn broken_glass(&self) -> String {
        let answer = self.post(ON_CALL, "/v1/requests", &emergency(PROD)).await;
        assert_eq!(answer.status, 201, "{}", answer.json);
        answer.id()
    }

    /// The same window, given back.
    pub(crate) async fn swept_glass(&self) -> String {
        let id = self.broken_glass().await;
        assert_eq!(self.decide(ON_CALL, &id, "finish").await.status, 200);
        id
    }
}
