use std::time::Duration;

use super::samples::Samples;

/// Prints one line of the table.
pub(super) fn line(what: &str, measured: &str, reach: &str) {
    println!("{what:<46} {measured:<52} {reach}");
}

pub(super) fn heading() {
    line("figure", "measured", "to reach");
    println!("{}", "-".repeat(118));
}

/// Exchanges per second with the times of half and of 99 % of them.
pub(super) fn rate(samples: &Samples) -> String {
    format!(
        "{:>8.0}/s   p50 {:>8}   p99 {:>8}",
        samples.per_second(),
        millis(samples.percentile(50)),
        millis(samples.percentile(99)),
    )
}

/// The shortest and the middle of many times.
pub(super) fn shortest_and_median(samples: &Samples) -> String {
    let [shortest, median] = [0, 50].map(|percent| millis(samples.percentile(percent)));
    format!("min {shortest:>10}   median {median:>10}")
}

/// Milliseconds with two digits behind the point.
pub(super) fn millis(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1000.0)
}

/// MiB of KiB.
pub(super) fn mebibytes(kibibytes: u64) -> String {
    format!("{} MiB", kibibytes / 1024)
}
