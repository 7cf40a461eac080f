//! Notices on the desktop of the person, for who does not look at a terminal.
//!
//! Source: Desktop Notifications Specification 1.2, `org.freedesktop.Notifications.Notify`.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::timeout;
use zbus::Connection;
use zbus::zvariant::Value;

use crate::ui::neutral_to;

/// How long the desktop may take, for each step.
const LIMIT: Duration = Duration::from_secs(2);

/// The name of the service, and of its interface.
const SERVICE: &str = "org.freedesktop.Notifications";

/// How long a notice stays, in milliseconds: -1 leaves that to the desktop.
const STAYS: i32 = -1;

/// Why there is no notice.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DesktopError {
    /// There is no session bus, or nobody there shows notices.
    #[error("the desktop shows no notices")]
    Bus(#[source] zbus::Error),
    /// It does not answer.
    #[error("the desktop did not answer within {} s", LIMIT.as_secs())]
    Silent,
}

/// The desktop of the session that this process belongs to.
#[derive(Debug)]
pub(crate) struct DesktopNotices(Connection);

impl DesktopNotices {
    /// Finds the desktop, and whether it shows notices.
    ///
    /// # Errors
    ///
    /// [`DesktopError`].
    pub(crate) async fn connect() -> Result<Self, DesktopError> {
        let bus = within_limit(Connection::session()).await?;
        let desktop = Self(bus);
        desktop.call("GetServerInformation", &()).await?;
        Ok(desktop)
    }

    /// Shows a notice. Markup in the body is shown as it is written, and what a terminal would obey
    /// is made visible.
    ///
    /// # Errors
    ///
    /// [`DesktopError`].
    pub(crate) async fn show(&self, title: &str, body: &str) -> Result<(), DesktopError> {
        let (title, body) = (neutral_to(title, 200), body_of(body));
        let (replaces, icon) = (0_u32, "");
        let (actions, hints) = (Vec::<&str>::new(), HashMap::<&str, Value<'_>>::new());
        let notice = ("jit", replaces, icon, &title, &body, actions, hints, STAYS);
        self.call("Notify", &notice).await
    }

    async fn call<B>(&self, method: &str, body: &B) -> Result<(), DesktopError>
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
    {
        let path = "/org/freedesktop/Notifications";
        let call = self
            .0
            .call_method(Some(SERVICE), path, Some(SERVICE), method, body);
        within_limit(call).await.map(drop)
    }
}

async fn within_limit<T>(
    step: impl Future<Output = Result<T, zbus::Error>>,
) -> Result<T, DesktopError> {
    match timeout(LIMIT, step).await {
        Ok(result) => result.map_err(DesktopError::Bus),
        Err(_) => Err(DesktopError::Silent),
    }
}

/// The text of a body, which may be read as markup.
fn body_of(text: &str) -> String {
    let text = neutral_to(text, 400);
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::body_of;

    #[test]
    fn a_body_holds_no_markup_and_nothing_that_is_hidden() {
        let table = [
            ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;"),
            ("&lt;", "&amp;lt;"),
            ("a\nb\u{202e}c", r"a⏎b\u{202e}c"),
        ];
        for (text, shown) in table {
            assert_eq!(body_of(text), shown);
        }
        assert!(body_of(&"<".repeat(9_000)).len() < 4_000);
    }
}
