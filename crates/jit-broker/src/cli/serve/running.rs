use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use jit_policy::NoDirectory;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use super::figures::Figures;
use super::prepared::{Prepared, unknown_checks};
use super::reload::Reloadable;
use super::signals::{Signals, Told};
use super::started::Started;
use crate::app::{App, SystemRandom};
use crate::checkpoints::{CheckpointJob, KeyFile};
use crate::checks::ExternalChecks;
use crate::cli::output;
use crate::config::Settings;
use crate::http;
use crate::http::server::{ServerOptions, serve};
use crate::identity::{HttpKeys, TokenVerifier};
use crate::jobs::{self, Notices};
use crate::policies::{self, LOOK_EVERY, PolicyFolder};
use crate::service::Limits;
use crate::vend::StsVendor;

/// How often the issuer's keys are looked at; they are fetched when they are due.
const KEYS_TICK: Duration = Duration::from_secs(15);

/// Serves until a signal ends it.
pub(super) fn run(prepared: Prepared) -> Result<(), Vec<String>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(jit_policy::THREAD_STACK)
        .build();
    let runtime = runtime.map_err(|error| vec![format!("cannot start: {error}")])?;
    runtime.block_on(serve_until_told(prepared))
}

async fn serve_until_told(prepared: Prepared) -> Result<(), Vec<String>> {
    let signals = Signals::listen().map_err(|error| vec![error.to_string()])?;
    let Prepared {
        settings,
        policies,
        tls,
        sinks,
        signer,
        checks,
    } = prepared;
    let started = Started::open(&settings, &sinks).await?;
    tell_if_missing(&policies);
    for problem in unknown_checks(&policies, &checks) {
        tracing::error!("{problem}");
    }
    let policies = Arc::new(policies);
    let reloadable = Reloadable {
        policies: Arc::clone(&policies),
        tls: settings.files.tls.clone().zip(tls.clone()),
    };
    let (stop, stopping) = watch::channel(false);
    let mut app = App {
        checks: Arc::new(checks),
        ..app(&settings, &started, policies.in_force(), stopping.clone())
    };
    let checkpoints = checkpoints(&settings, &app, signer).await;
    app.checkpoints = checkpoints.as_ref().map(CheckpointJob::status);

    let mut behind = JoinSet::new();
    tell_people(&settings, &started, &policies, &mut behind, &stopping);
    let journal = policies::keep_journal(&policies, &app.store, &app.clock, &stopping).await;
    behind.spawn(policies::watch(policies, LOOK_EVERY, stopping.clone()));
    behind.spawn(keep_keys(started.keys));
    behind.spawn(identify(started.vendor));
    behind.spawn(obey(signals, reloadable, stop));

    let options = options(&settings);
    let mut router = http::router(app);
    if let Some(metrics) = settings.metrics {
        let figures = Figures::keep()?;
        behind.spawn(figures.clone().condense());
        if let Some(listener) = started.metrics_listener {
            let token = metrics.token.clone();
            let (options, stopping) = (options.clone(), stopping.clone());
            behind.spawn(figures.clone().serve(listener, token, options, stopping));
        }
        if let Some(token) = metrics.token {
            router = router.merge(figures.routes(Some(token)));
        }
    }

    let (served_all, last_checkpoint) = run_to_the_end(checkpoints);
    announce(&started.listener, tls.is_some()).map_err(|error| vec![error.to_string()])?;
    let served = serve(
        started.listener,
        router,
        ServerOptions { tls, ..options },
        stopping,
    )
    .await;
    behind.shutdown().await;
    journal.await;
    served_all.send_replace(true);
    last_checkpoint.await;
    tracing::info!("stopped");
    served.map_err(|error| vec![error.to_string()])
}

/// Starts whatever tells people. The store is the outbox too.
fn tell_people(
    settings: &Settings,
    started: &Started,
    policies: &PolicyFolder,
    behind: &mut JoinSet<()>,
    stopping: &watch::Receiver<bool>,
) {
    let outbox: Arc<dyn jit_store::Outbox> = Arc::clone(&started.store) as _;
    let notices = Notices {
        outbox: Arc::clone(&outbox),
        bundle: policies.in_force(),
        clock: Arc::clone(&started.clock),
        random: Arc::new(SystemRandom),
        public_url: settings.public_url.as_url().clone(),
        sinks: started.sinks.clone().into(),
    };
    jobs::start(&notices, behind, stopping);
    let clock = Arc::clone(&started.clock);
    behind.spawn(jobs::announce_refusals(outbox, clock, policies.refusals()));
}

/// What makes checkpoints, if the settings say so.
async fn checkpoints(
    settings: &Settings,
    app: &App,
    signer: Option<KeyFile>,
) -> Option<CheckpointJob> {
    let (settings, signer) = (settings.checkpoints.as_ref()?, signer?);
    Some(CheckpointJob::prepare(settings, app, signer).await)
}

/// Has checkpoints made until the sender says that no more events come, and one then.
fn run_to_the_end(job: Option<CheckpointJob>) -> (watch::Sender<bool>, impl Future<Output = ()>) {
    let (end, ended) = watch::channel(false);
    let running = job.map(|job| tokio::spawn(job.run(ended)));
    let finished = async {
        if let Some(running) = running {
            // A panic has been logged; there is nothing to undo.
            drop(running.await);
        }
    };
    (end, finished)
}

fn tell_if_missing(policies: &PolicyFolder) {
    if policies.in_force().load().is_empty() {
        let folder = policies.path().display();
        tracing::error!(
            "there is no policy folder `{folder}`: everything is denied until it is there"
        );
    }
}

fn app(
    settings: &Settings,
    started: &Started,
    bundle: Arc<ArcSwap<jit_policy::Bundle>>,
    stopping: watch::Receiver<bool>,
) -> App {
    let verifier = TokenVerifier::new(
        settings.issuer.token.clone(),
        Arc::new(started.keys.clone()),
        Arc::clone(&started.clock),
    );
    App {
        bundle,
        directory: Arc::new(NoDirectory),
        store: Arc::clone(&started.store) as Arc<dyn jit_store::Store>,
        vendor: Arc::clone(&started.vendor) as Arc<dyn crate::vend::Vendor>,
        verifier: Arc::new(verifier),
        clock: Arc::clone(&started.clock),
        random: Arc::new(SystemRandom),
        client_config: Arc::new(settings.client_config(false)),
        recheck: settings.recheck,
        limits: Limits::new(&settings.limits),
        vend_turns: Arc::default(),
        recent_reads: Arc::default(),
        checkpoints: None,
        checks: Arc::new(ExternalChecks::none()),
        stopping,
    }
}

fn options(settings: &Settings) -> ServerOptions {
    ServerOptions {
        tls: None,
        allow_plaintext: settings.allow_plaintext,
        connections: settings.connections.connections,
        connections_per_address: settings.connections.connections.div_ceil(2),
        header_timeout: settings.connections.header_timeout,
        stall_timeout: settings.connections.stall_timeout,
        drain: settings.connections.drain,
    }
}

/// The first line on stdout: where clients connect.
fn announce(listener: &TcpListener, tls: bool) -> std::io::Result<()> {
    let address: SocketAddr = listener.local_addr()?;
    let scheme = if tls { "https" } else { "http" };
    output::line(format_args!("listening on {scheme}://{address}"));
    Ok(())
}

/// Does what signals say; ends with the one that stops the broker.
async fn obey(mut signals: Signals, reloadable: Reloadable, stop: watch::Sender<bool>) {
    let reloadable = Arc::new(reloadable);
    while let Told::Reload = signals.next().await {
        let reloadable = Arc::clone(&reloadable);
        // A reload that panics has changed nothing.
        let _ = tokio::task::spawn_blocking(move || reloadable.reload()).await;
    }
    tracing::info!("stopping");
    stop.send_replace(true);
    // Kept: a sender that is gone would look like the end to others too, but says less.
    std::future::pending::<()>().await;
}

async fn keep_keys(keys: HttpKeys) {
    let mut tick = interval(KEYS_TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        // A failure has been logged where it happened.
        let _ = keys.refresh_if_due().await;
    }
}

/// Asks AWS who the broker is. Nothing waits for it: until it has answered, sessions are as short as
/// those of a role.
async fn identify(vendor: Arc<StsVendor>) {
    match vendor.identify().await {
        Ok(identity) => {
            let arn = &identity.arn;
            tracing::info!(%arn, on_role = identity.on_role, "calling STS as `{arn}`");
        }
        Err(error) => tracing::warn!(%error, "STS does not say who the broker is: {error}"),
    }
}
