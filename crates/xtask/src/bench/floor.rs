//! What the machine can do at best, measured in the same run.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// How many times a second the disk below a folder makes 4 KiB durable, one after the other.
pub(crate) fn fsyncs_per_second(folder: &Path, lasting: Duration) -> io::Result<f64> {
    let path = folder.join("fsync-floor");
    let mut file = File::create(&path)?;
    let block = [7_u8; 4096];
    let begin = Instant::now();
    let mut count = 0_u32;
    while begin.elapsed() < lasting {
        file.write_all(&block)?;
        file.sync_data()?;
        count += 1;
    }
    let rate = f64::from(count) / begin.elapsed().as_secs_f64();
    std::fs::remove_file(path)?;
    Ok(rate)
}

/// How many times a second something can be done, one after the other on one core.
pub(crate) async fn per_second<F: Future>(lasting: Duration, mut work: impl FnMut() -> F) -> f64 {
    let begin = Instant::now();
    let mut count = 0_u32;
    while begin.elapsed() < lasting {
        let _ = work().await;
        count += 1;
    }
    f64::from(count) / begin.elapsed().as_secs_f64()
}
