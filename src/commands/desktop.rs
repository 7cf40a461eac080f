//! The desktop that `--notify` tells, where there is one.

use crate::error::{CommandError, ErrorKind};
use crate::ui::Ui;

#[cfg(all(unix, not(target_os = "macos")))]
use crate::desktop_notices::DesktopNotices;

/// The desktop, where it is to be told anything.
#[derive(Debug)]
pub(crate) struct Desktop {
    #[cfg(all(unix, not(target_os = "macos")))]
    notices: Option<DesktopNotices>,
}

impl Desktop {
    /// The desktop if it is wanted.
    ///
    /// # Errors
    ///
    /// That it is wanted and not there: better now than after an hour.
    #[cfg(all(unix, not(target_os = "macos")))]
    pub(crate) async fn of(wanted: bool) -> Result<Self, CommandError> {
        if !wanted {
            return Ok(Self { notices: None });
        }
        let notices = DesktopNotices::connect().await.map_err(|err| {
            CommandError::new(ErrorKind::Failed, &err)
                .code("no_desktop")
                .with_source(&err)
                .hint("leave `--notify` out")
        })?;
        Ok(Self {
            notices: Some(notices),
        })
    }

    /// The desktop, which this program does not know how to tell anything.
    ///
    /// # Errors
    ///
    /// That it is wanted.
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    #[expect(clippy::unused_async, reason = "elsewhere it takes time")]
    pub(crate) async fn of(wanted: bool) -> Result<Self, CommandError> {
        if wanted {
            let what = "jit knows no desktop of this system";
            return Err(CommandError::new(ErrorKind::Usage, what).hint("leave `--notify` out"));
        }
        Ok(Self {})
    }

    /// Shows a notice; where that does not work, the person reads so on the terminal.
    #[cfg(all(unix, not(target_os = "macos")))]
    pub(crate) async fn tell(&self, ui: &Ui, title: &str, body: &str) {
        let Some(notices) = &self.notices else {
            return;
        };
        if let Err(err) = notices.show(title, body).await {
            ui.status(err);
        }
    }

    /// Shows nothing.
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    #[expect(clippy::unused_async, reason = "elsewhere it takes time")]
    pub(crate) async fn tell(&self, _: &Ui, _: &str, _: &str) {}
}
