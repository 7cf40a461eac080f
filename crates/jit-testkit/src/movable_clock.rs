use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::tools::tools;

/// The wall clock of whole programs, which a test moves. What they wait for takes as long as ever:
/// only what time it is changes. It works on programs that are linked dynamically.
#[derive(Debug)]
pub struct MovableClock {
    folder: TempDir,
}

impl MovableClock {
    /// A clock that shows the time.
    ///
    /// # Panics
    ///
    /// When there is no room for a small file.
    #[must_use]
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = Self { folder };
        clock.set(0);
        clock
    }

    /// Has it stand still at a time (UTC), such as `2026-01-05 09:00:00`.
    ///
    /// # Panics
    ///
    /// When the file cannot be written.
    pub fn stop_at(&self, time: &str) {
        self.write(time);
    }

    /// Sets it so many seconds ahead of the time; behind when negative.
    ///
    /// # Panics
    ///
    /// When the file cannot be written.
    pub fn set(&self, seconds: i64) {
        self.write(&format!("{seconds:+}"));
    }

    fn write(&self, time: &str) {
        // At once: programs read it at any time.
        let new = self.folder.path().join("new");
        fs::write(&new, time).expect("the file can be written");
        fs::rename(&new, self.folder.path().join("offset")).expect("the file can be renamed");
    }

    /// The variables that put a program on this clock.
    #[must_use]
    pub fn environment(&self) -> Vec<(String, String)> {
        let library = tools().join("debian/libfaketime.so.1");
        let offset = self.folder.path().join("offset");
        [
            ("LD_PRELOAD", library.display().to_string()),
            ("FAKETIME_TIMESTAMP_FILE", offset.display().to_string()),
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
            // For a time that is written out.
            ("TZ", "UTC".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    /// Puts a command on this clock.
    pub fn govern(&self, command: &mut Command) {
        command.envs(self.environment());
    }
}

impl Drop for MovableClock {
    /// Programs on the clock that are killed leave a few bytes in shared memory.
    fn drop(&mut self) {
        let files = fs::read_dir("/dev/shm").into_iter().flatten().flatten();
        for file in files {
            let name = file.file_name();
            let name = name.to_string_lossy();
            let prefixes = ["faketime_shm_", "sem.faketime_sem_"];
            let process = prefixes.iter().find_map(|it| name.strip_prefix(it));
            if process.is_some_and(|id| !Path::new("/proc").join(id).exists()) {
                let _ = fs::remove_file(file.path());
            }
        }
    }
}
