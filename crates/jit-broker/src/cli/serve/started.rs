use std::fmt::Display;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jit_domain::{Clock, SystemClock};
use jit_store::sqlite::SqliteStore;
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::app::SystemRandom;
use crate::config::Settings;
use crate::identity::{FetchError, HttpKeys, IssuerClient};
use crate::notify::NamedSink;
use crate::notify::settings::{SinkSettings, build};
use crate::vend::StsVendor;

/// How long the start waits for the issuer's keys; they go on being fetched behind it.
const FIRST_KEYS: Duration = Duration::from_secs(3);

/// Everything that had to be opened.
pub(super) struct Started {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) store: Arc<SqliteStore>,
    pub(super) vendor: Arc<StsVendor>,
    pub(super) keys: HttpKeys,
    pub(super) listener: TcpListener,
    pub(super) metrics_listener: Option<TcpListener>,
    pub(super) sinks: Vec<NamedSink>,
}

impl Started {
    /// Opens everything, and says everything that does not open.
    pub(super) async fn open(
        settings: &Settings,
        sinks: &[SinkSettings],
    ) -> Result<Self, Vec<String>> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let mut problems = Problems::default();
        let store = problems.note(open_store(&settings.files.store).await);
        let vendor = StsVendor::connect(settings.sts.clone(), Arc::new(SystemRandom)).await;
        let vendor = problems.note(vendor);
        let keys = problems.note(find_keys(settings, Arc::clone(&clock)).await);
        let listener = problems.note(bind(settings.listen).await);
        let metrics_address = settings.metrics.as_ref().and_then(|metrics| metrics.listen);
        let metrics_listener = match metrics_address {
            Some(address) => problems.note(bind(address).await),
            None => None,
        };
        let sinks = match build(sinks, settings.notify.reach).await {
            Ok(sinks) => sinks,
            Err(found) => {
                problems.0.extend(found);
                Vec::new()
            }
        };
        match (store, vendor, keys, listener) {
            (Some(store), Some(vendor), Some(keys), Some(listener)) if problems.0.is_empty() => {
                let (store, vendor) = (Arc::new(store), Arc::new(vendor));
                Ok(Self {
                    clock,
                    store,
                    vendor,
                    keys,
                    listener,
                    metrics_listener,
                    sinks,
                })
            }
            _ => Err(problems.0),
        }
    }
}

#[derive(Default)]
struct Problems(Vec<String>);

impl Problems {
    fn note<T, E: Display>(&mut self, outcome: Result<T, E>) -> Option<T> {
        outcome.map_err(|error| self.0.push(error.to_string())).ok()
    }
}

async fn open_store(folder: &Path) -> Result<SqliteStore, String> {
    let folder = folder.to_owned();
    let opened = tokio::task::spawn_blocking(move || SqliteStore::open(&folder)).await;
    opened
        .map_err(|_| "cannot open the store".to_owned())?
        .map_err(|error| error.to_string())
}

/// An issuer that is down does not keep the broker from starting: its keys come when it is back.
/// One that calls itself something else will never do.
async fn find_keys(settings: &Settings, clock: Arc<dyn Clock>) -> Result<HttpKeys, FetchError> {
    let client = IssuerClient::new(settings.issuer.token.issuer.clone())?;
    let keys = HttpKeys::new(client, clock);
    match timeout(FIRST_KEYS, keys.refresh_if_due()).await {
        Ok(Err(error)) if error.is_misconfiguration() => Err(error),
        _ => Ok(keys),
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, String> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| format!("cannot listen on `{address}`: {error}"))
}
