use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;
use zeroize::Zeroizing;

use super::errands::Errands;
use crate::cache::CachedSession;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::helper::{self, Limits, Target, check_clock, container_json, reported_end};

/// By when there is an answer: the SDK for JavaScript gives up after 1 s, boto3 after 2 s.
const DEADLINE: Duration = Duration::from_millis(800);

/// How long it may take to get a session. Whoever asked is told to ask again long before that; the
/// session is kept for them.
const LIMITS: Limits<'_> = Limits {
    total: Duration::from_secs(10),
    lock: Duration::from_secs(10),
    auto_request: None,
};

/// The session of one target: the one that is kept, while the broker's word is young.
#[derive(Clone, Debug)]
pub(crate) struct SessionSource {
    ctx: Arc<Context>,
    target: Target,
    errands: Errands,
}

impl SessionSource {
    /// The sessions of a target.
    pub(crate) fn new(ctx: Arc<Context>, target: Target) -> Self {
        Self {
            ctx,
            target,
            errands: Errands::new(),
        }
    }

    /// The object that SDKs read, within a second.
    ///
    /// # Errors
    ///
    /// No session, and why; or that it takes longer, which goes on.
    pub(super) async fn json(&self) -> Result<Zeroizing<String>, CommandError> {
        let session = timeout(DEADLINE, self.session()).await;
        let session = session.map_err(|_| takes_longer())??;
        let now = self.ctx.clock.now();
        check_clock(&session, now)?;
        let what = "the credentials are larger than SDKs read";
        let too_large = || CommandError::new(ErrorKind::Failed, what).code("bad_answer");
        let end = reported_end(&session, false, now);
        container_json(&session.credentials, end).ok_or_else(too_large)
    }

    /// Getting it does not end with whoever waits for it.
    async fn session(&self) -> Result<CachedSession, CommandError> {
        let (ctx, target) = (Arc::clone(&self.ctx), self.target.clone());
        let errand = async move { helper::obtain(&ctx, &target, LIMITS).await };
        let mistake = |_| {
            let what = "jit made a mistake, and got no credentials";
            CommandError::new(ErrorKind::Failed, what)
        };
        self.errands.run(errand).await.map_err(mistake)?
    }
}

fn takes_longer() -> CommandError {
    let what = "the broker takes longer than AWS SDKs wait: try again in a moment";
    CommandError::new(ErrorKind::Unreachable, what).code("busy")
}
