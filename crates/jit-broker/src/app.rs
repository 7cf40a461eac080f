//! What every request handler shares.

use std::sync::Arc;

use arc_swap::ArcSwap;
use jit_api::ClientConfig;
use jit_domain::{Clock, RequestId};
use jit_policy::{Bundle, Directory, Recheck};
use jit_store::Store;
use rand::Rng as _;
use tokio::sync::watch;

use crate::checkpoints::CheckpointStatus;
use crate::checks::ExternalChecks;
use crate::identity::TokenVerifier;
use crate::service::{Limits, RecentReads, VendTurns};
use crate::vend::Vendor;

/// The broker behind its HTTP layer. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// The policy bundle in force; replaced as a whole.
    pub bundle: Arc<ArcSwap<Bundle>>,
    /// Who is known before they sign in.
    pub directory: Arc<dyn Directory>,
    /// Requests and the audit log.
    pub store: Arc<dyn Store>,
    /// Where credentials come from: STS, or the sandbox.
    pub vendor: Arc<dyn Vendor>,
    /// Makes a `Caller` of a bearer token.
    pub verifier: Arc<TokenVerifier>,
    /// Who is asked about requests before they are taken down.
    pub checks: Arc<ExternalChecks>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where request IDs come from.
    pub random: Arc<dyn Random>,
    /// What `GET /v1/config` answers.
    pub client_config: Arc<ClientConfig>,
    /// When AWS SDKs are made to ask again for credentials, where the bundle does not say it.
    pub recheck: Recheck,
    /// How much one person may ask for, and how many lists are read at a time.
    pub limits: Arc<Limits>,
    /// Whose turn it is to have AWS asked.
    pub vend_turns: Arc<VendTurns>,
    /// Which administrative reads are in the audit log already.
    pub recent_reads: Arc<RecentReads>,
    /// How the checkpoints of the audit log are; none where none are made.
    pub checkpoints: Option<Arc<CheckpointStatus>>,
    /// Turns true when the broker begins to stop: whoever waits for a change is answered at once.
    pub stopping: watch::Receiver<bool>,
}

impl App {
    /// A name for a new request.
    #[must_use]
    pub fn new_request_id(&self) -> RequestId {
        RequestId::from_random_bits(self.random.bits())
    }
}

/// Where randomness comes from. Nothing else in the broker draws any.
pub trait Random: Send + Sync + std::fmt::Debug {
    /// 64 unpredictable bits.
    fn bits(&self) -> u64;
}

/// A generator for secrets, seeded and reseeded by the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that draws randomness"
    )]
    fn bits(&self) -> u64 {
        rand::rng().next_u64()
    }
}
