//! What every request handler shares.

use std::sync::Arc;

use arc_swap::ArcSwap;
use jit_api::ClientConfig;
use jit_domain::Clock;
use jit_policy::{Bundle, Directory};
use jit_store::Store;

use crate::identity::TokenVerifier;
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
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where request IDs come from.
    pub random: Arc<dyn Random>,
    /// What `GET /v1/config` answers.
    pub client_config: Arc<ClientConfig>,
}

/// Where randomness comes from. Nothing else in the broker draws any.
pub trait Random: Send + Sync + std::fmt::Debug {
    /// 64 unpredictable bits.
    fn bits(&self) -> u64;
}

/// The generator of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;
