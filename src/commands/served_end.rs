//! The end of the window that credentials are served of, told on stderr.

use std::convert::Infallible;
use std::future;
use std::time::Duration;

use jit_domain::Timestamp;
use tokio::time::sleep;

use super::ending::{EndNotices, Moment, for_more_time, next_moment};
use super::type_this;
use crate::cache::CachedSession;
use crate::context::Context;
use crate::helper::{self, Limits, Target};
use crate::ui::{Ui, neutral_to};

/// The longest time between two looks at the clock: it goes on while a laptop sleeps, and the timer
/// does not.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Says once that the window ends soon, and once that it has ended, unless another window of the
/// target has opened by then, which is told of in its turn.
pub(crate) async fn tell(
    ctx: &Context,
    ui: &Ui,
    target: &Target,
    mut session: CachedSession,
) -> Infallible {
    let mut notices = EndNotices::default();
    loop {
        let (end, now) = (session.terms.window_end, there(&session, ctx.clock.now()));
        let moment = notices.due(end, now);
        if moment.is_some()
            && let Ok(other) = helper::obtain(ctx, target, Limits::OF_A_PERSON).await
            && other.terms.window_end > end
        {
            session = other;
            continue;
        }
        if let Some(moment) = moment {
            say(ui, &session, moment);
        }
        let Some(next) = next_moment(end, now) else {
            return future::pending().await;
        };
        let left = next.since(now).to_std().unwrap_or_default();
        sleep(left.min(LONGEST_SLEEP)).await;
    }
}

/// Now, by the clock of the broker that told the session.
fn there(session: &CachedSession, now: Timestamp) -> Timestamp {
    let offset = session.terms.clock_offset_millis;
    Timestamp::from_millis(now.millis().saturating_add(offset))
}

fn say(ui: &Ui, session: &CachedSession, moment: Moment) {
    let credentials = &session.credentials;
    let (set, id) = (&credentials.permission_set, &credentials.request);
    let account = neutral_to(credentials.account_name.as_str(), 64);
    match moment {
        Moment::Soon => {
            let end = ui.screen().time_and_distance(session.terms.window_end);
            let more = for_more_time(id);
            ui.status(format_args!(
                "The window of {set} in {account} ends {end}; {more}"
            ));
        }
        Moment::Over => {
            let again = type_this::request(&credentials.account_name, set);
            ui.status(format_args!(
                "The window of {set} in {account} has ended: no more credentials; {again}"
            ));
        }
    }
}
