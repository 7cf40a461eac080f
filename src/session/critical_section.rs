use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Between redeeming a refresh token and storing its successor the process must not end: the old
/// token is dead, and nobody has the new one yet. While such a section is open, signals that end
/// the process wait for it, and so does [`wait_until_left`], which the program calls last.
#[derive(Debug)]
pub(super) struct CriticalSection(());

static OPEN: Mutex<usize> = Mutex::new(0);
static LEFT: Condvar = Condvar::new();

impl CriticalSection {
    pub(super) fn enter() -> Self {
        let mut open = count();
        *open += 1;
        signals::hold();
        Self(())
    }
}

impl Drop for CriticalSection {
    fn drop(&mut self) {
        let mut open = count();
        *open = open.saturating_sub(1);
        if *open == 0 {
            LEFT.notify_all();
            signals::release();
        }
    }
}

/// Waits until no section is open. Every section ends by itself: its network calls have limits.
pub(super) fn wait_until_left() {
    let mut open = count();
    while *open > 0 {
        open = LEFT.wait(open).unwrap_or_else(PoisonError::into_inner);
    }
}

/// A number cannot be left half changed by a panic.
fn count() -> MutexGuard<'static, usize> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
mod signals {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::sync::{Arc, OnceLock};

    use signal_hook::consts::SIGTERM;
    use signal_hook::{flag, low_level};

    // An interrupt of the person (SIGINT) is handled where commands are run; they end by way of
    // `wait_until_left`.
    struct Handlers {
        /// True outside of the sections: the signal does what it would do without us.
        default_applies: Arc<AtomicBool>,
        /// The signal that came inside of one, 0 for none.
        arrived: Arc<AtomicUsize>,
    }

    static HANDLERS: OnceLock<Handlers> = OnceLock::new();

    /// Where a handler cannot be installed the signal simply ends the process, as before.
    fn install() -> Handlers {
        let default_applies = Arc::new(AtomicBool::new(true));
        let arrived = Arc::new(AtomicUsize::new(0));
        let number = usize::try_from(SIGTERM).unwrap_or_default();
        let _ = flag::register_conditional_default(SIGTERM, Arc::clone(&default_applies));
        let _ = flag::register_usize(SIGTERM, Arc::clone(&arrived), number);
        Handlers {
            default_applies,
            arrived,
        }
    }

    pub(super) fn hold() {
        let handlers = HANDLERS.get_or_init(install);
        handlers.default_applies.store(false, Ordering::SeqCst);
    }

    pub(super) fn release() {
        let Some(handlers) = HANDLERS.get() else {
            return;
        };
        handlers.default_applies.store(true, Ordering::SeqCst);
        let arrived = handlers.arrived.swap(0, Ordering::SeqCst);
        if let Ok(signal @ 1..) = i32::try_from(arrived) {
            // Ends the process; where it cannot, the run simply goes on to its end.
            let _ = low_level::emulate_default_handler(signal);
        }
    }
}

#[cfg(not(unix))]
mod signals {
    pub(super) fn hold() {}

    pub(super) fn release() {}
}
