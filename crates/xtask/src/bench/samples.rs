use std::time::Duration;

/// How long each of many exchanges took.
#[derive(Debug, Default)]
pub(crate) struct Samples {
    took: Vec<Duration>,
    wall: Duration,
}

impl Samples {
    pub(crate) fn new(mut took: Vec<Duration>, wall: Duration) -> Self {
        took.sort_unstable();
        Self { took, wall }
    }

    /// Exchanges in a second, over all clients.
    pub(crate) fn per_second(&self) -> f64 {
        let count = u32::try_from(self.took.len()).unwrap_or(u32::MAX);
        f64::from(count) / self.wall.as_secs_f64()
    }

    /// The time within which that share of the exchanges was answered; 0 to 100.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        let last = self.took.len().saturating_sub(1);
        let index = self.took.len() * percent / 100;
        self.took.get(index.min(last)).copied().unwrap_or_default()
    }
}
