//! What is in memory stays there.

/// Keeps this process from leaving a core file, which would hold tokens and credentials, and from
/// being looked into by other programs of the same user where the system offers that. A system that
/// refuses is no reason not to go on.
///
/// Only the limit that counts is lowered, not the one up to which it may be raised again: a program
/// that `jit` turns into has both, and may want core files of its own.
pub(crate) fn forbid() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            ..getrlimit(Resource::Core)
        };
        let _ = setrlimit(Resource::Core, none);
    }
    // A program that takes core files from the kernel does not heed the limit; this it does.
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}
