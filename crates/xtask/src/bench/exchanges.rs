use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// What a broker has answered so far, by its own figures.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Exchanges {
    /// All of it.
    pub(super) all: u64,
    /// How often it was asked for credentials.
    pub(super) vends: u64,
    /// How long it took over those.
    pub(super) vending: Duration,
}

impl Exchanges {
    /// Reads them from `/metrics` at this address.
    pub(super) fn read(figures: SocketAddr) -> io::Result<Self> {
        let mut stream = TcpStream::connect(figures)?;
        stream
            .write_all(b"GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        if !text.starts_with("HTTP/1.1 200 ") {
            return Err(io::Error::other("the broker tells no figures"));
        }
        Ok(Self {
            all: count(&text, "jit_http_requests_total{", ""),
            vends: count(&text, "jit_http_request_seconds_count{", VEND),
            vending: Duration::from_secs_f64(sum(&text, "jit_http_request_seconds_sum{", VEND)),
        })
    }

    /// What came after an earlier look.
    pub(super) fn since(self, earlier: Self) -> Self {
        Self {
            all: self.all.saturating_sub(earlier.all),
            vends: self.vends.saturating_sub(earlier.vends),
            vending: self.vending.saturating_sub(earlier.vending),
        }
    }
}

const VEND: &str = r#"route="/v1/credentials""#;

/// The values of a metric whose labels contain a text.
fn values<'a>(text: &'a str, metric: &'a str, label: &'a str) -> impl Iterator<Item = &'a str> {
    let of_metric = text
        .lines()
        .filter(move |it| it.starts_with(metric) && it.contains(label));
    of_metric.filter_map(|line| line.rsplit(' ').next())
}

fn count(text: &str, metric: &str, label: &str) -> u64 {
    let values = values(text, metric, label).filter_map(|it| it.parse::<u64>().ok());
    values.sum()
}

fn sum(text: &str, metric: &str, label: &str) -> f64 {
    let values = values(text, metric, label).filter_map(|it| it.parse::<f64>().ok());
    values.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_summed_over_their_labels() {
        let text = concat!(
            "jit_http_requests_total{method=\"POST\",route=\"/v1/credentials\",status=\"200\"} 3\n",
            "jit_http_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 4\n",
            "jit_http_request_seconds_bucket{route=\"/v1/credentials\",le=\"0.1\"} 9\n",
            "jit_http_request_seconds_sum{method=\"POST\",route=\"/v1/credentials\"} 0.5\n",
            "jit_http_request_seconds_sum{method=\"GET\",route=\"/healthz\"} 2\n",
        );
        assert_eq!(count(text, "jit_http_requests_total{", ""), 7);
        assert_eq!(count(text, "jit_http_requests_total{", VEND), 3);
        let vending = sum(text, "jit_http_request_seconds_sum{", VEND);
        assert!((vending - 0.5).abs() < 1e-9, "{vending}");
    }
}
