use std::sync::Arc;

use arc_swap::ArcSwap;
use jit_domain::Clock;
use jit_policy::Bundle;
use jit_store::{LeaseOwner, Outbox};
use tokio::sync::watch;
use tokio::task::JoinSet;
use url::Url;

use super::{Deliverer, Router, tidy};
use crate::app::Random;
use crate::notify::NamedSink;

/// What the jobs that tell people share.
#[derive(Clone, Debug)]
pub struct Notices {
    /// Where notices are.
    pub outbox: Arc<dyn Outbox>,
    /// The policy bundle in force.
    pub bundle: Arc<ArcSwap<Bundle>>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where names and jitter come from.
    pub random: Arc<dyn Random>,
    /// How people reach the broker.
    pub public_url: Url,
    /// Where notices can go.
    pub sinks: Arc<[NamedSink]>,
}

/// Starts all of them: they end when the broker stops, or with the set.
pub fn start(notices: &Notices, jobs: &mut JoinSet<()>, stopping: &watch::Receiver<bool>) {
    let (routed, wake) = watch::channel(());
    let owner = LeaseOwner::from_random_bits(notices.random.bits());
    for sink in notices.sinks.iter() {
        let deliverer = Deliverer::new(notices.clone(), sink.clone(), owner.clone());
        jobs.spawn(deliverer.run(wake.clone(), stopping.clone()));
    }
    jobs.spawn(Router::new(notices.clone()).run(routed, stopping.clone()));
    jobs.spawn(tidy::run(notices.clone(), stopping.clone()));
}
