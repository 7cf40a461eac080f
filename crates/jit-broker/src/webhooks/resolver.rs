use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::FutureExt as _;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::Reach;

/// Where names lead.
#[async_trait]
pub(crate) trait Lookup: Send + Sync + fmt::Debug {
    /// The addresses of a name now.
    async fn addresses(&self, name: &str) -> std::io::Result<Vec<IpAddr>>;
}

/// The resolver of the system.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemLookup;

#[async_trait]
impl Lookup for SystemLookup {
    async fn addresses(&self, name: &str) -> std::io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((name, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// Gives the connector only those addresses of a name that are within reach.
#[derive(Debug)]
pub(crate) struct GuardedResolver {
    reach: Reach,
    lookup: Arc<dyn Lookup>,
}

impl GuardedResolver {
    pub(crate) fn new(reach: Reach, lookup: Arc<dyn Lookup>) -> Arc<Self> {
        Arc::new(Self { reach, lookup })
    }
}

/// Nothing that a name leads to is within reach.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("no address within reach")]
pub(crate) struct OutOfReach;

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (reach, lookup) = (self.reach, Arc::clone(&self.lookup));
        async move {
            let found = lookup.addresses(name.as_str()).await?;
            let allowed = found.into_iter().filter(|address| reach.allows(*address));
            let allowed: Vec<_> = allowed.map(|address| SocketAddr::new(address, 0)).collect();
            if allowed.is_empty() {
                return Err(OutOfReach.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        }
        .boxed()
    }
}
