use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use jit_domain::{EmailAddress, SinkName};

use super::{DeliveryError, Parcel};

/// A place that notices are delivered to.
#[async_trait]
pub trait Sink: Send + Sync + fmt::Debug {
    /// Delivers once. It may be called again for what has arrived already: a receiver tells by the
    /// ID of the parcel.
    ///
    /// # Errors
    ///
    /// [`DeliveryError`], when it is not certain that it has arrived.
    async fn deliver(&self, parcel: &Parcel) -> Result<(), DeliveryError>;
}

/// A sink with what the broker knows of it.
#[derive(Clone, Debug)]
pub struct NamedSink {
    /// How the bundle calls it.
    pub name: SinkName,
    /// How it is reached.
    pub sink: Arc<dyn Sink>,
    /// How many notifications a recipient gets in a minute one by one; what is more comes as a
    /// digest. 0 for no digests.
    pub digest_above: usize,
    /// How recipients are found.
    pub recipients: Recipients,
}

/// Whom a sink reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipients {
    /// Whoever listens there.
    Sink,
    /// People, each by an address of their own.
    Addresses {
        /// Where it goes when the bundle knows no address of whoever has to be told.
        fallback: Option<EmailAddress>,
    },
}
