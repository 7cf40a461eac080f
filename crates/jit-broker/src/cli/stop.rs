use tokio::sync::watch;

/// Turns true when the process is told to stop: SIGTERM, SIGINT, or Ctrl-C where there are no
/// signals.
pub(super) fn on_signal() -> watch::Receiver<bool> {
    let (send, stopping) = watch::channel(false);
    tokio::spawn(async move {
        told_to_stop().await;
        let _ = send.send(true);
        // Kept until the process ends: receivers would take its end for another reason to stop.
        std::future::pending::<()>().await;
    });
    stopping
}

#[cfg(unix)]
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) {
        (Ok(mut terminate), Ok(mut interrupt)) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        }
        _ => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn told_to_stop() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
