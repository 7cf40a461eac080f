//! Logs: to stderr, one line per event, with the fields beside the message.

use std::fmt;
use std::io;
use std::str::FromStr;

use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

/// How the broker logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// The form of a line.
    pub format: LogFormat,
    /// The least severity of what the broker itself says.
    pub level: LogLevel,
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

/// The least severity that is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogLevel(Level);

/// Not one of the names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not one of {names}")]
pub struct UnknownLogSettingError {
    given: String,
    names: &'static str,
}

impl FromStr for LogFormat {
    type Err = UnknownLogSettingError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(UnknownLogSettingError {
                given: s.to_owned(),
                names: "text, json",
            }),
        }
    }
}

impl FromStr for LogLevel {
    type Err = UnknownLogSettingError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let level = match s {
            "error" => Level::ERROR,
            "warn" => Level::WARN,
            "info" => Level::INFO,
            "debug" => Level::DEBUG,
            "trace" => Level::TRACE,
            _ => {
                let names = "error, warn, info, debug, trace";
                return Err(UnknownLogSettingError {
                    given: s.to_owned(),
                    names,
                });
            }
        };
        Ok(Self(level))
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.as_str().to_ascii_lowercase())
    }
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            format: LogFormat::Text,
            level: LogLevel(Level::INFO),
        }
    }
}

/// Starts logging. Called once per process; further calls change nothing.
///
/// Only the broker's own crates follow the level. The libraries below them are held at warnings:
/// in their more talkative levels HTTP and AWS libraries log headers and bodies, and those carry
/// tokens and credentials. So no level is one at which a secret could be written.
pub fn start(settings: LogSettings) {
    let filter = filter(settings.level);
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let lines = match settings.format {
        LogFormat::Text => lines.with_ansi(false).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    // A second start in one process, as in tests, keeps the first one's settings.
    let _ = registry().with(lines.with_filter(filter)).try_init();
    std::panic::set_hook(Box::new(log_panic));
}

fn filter(level: LogLevel) -> Targets {
    ["jit_broker", "jit_domain", "jit_policy", "jit_store"]
        .into_iter()
        .fold(
            Targets::new().with_default(LevelFilter::WARN),
            |targets, own| targets.with_target(own, level.0),
        )
}

/// Says where, not what: the message of a panic may quote what was being worked on.
fn log_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let at = panic
        .location()
        .map(ToString::to_string)
        .unwrap_or_default();
    tracing::error!(%at, "a task has panicked at {at}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_stay_at_warnings_whatever_the_level() {
        let filter = filter("trace".parse().unwrap());

        assert!(filter.would_enable("jit_broker::vend", &Level::TRACE));
        for library in [
            "h2::codec",
            "hyper::proto",
            "reqwest::connect",
            "aws_smithy_runtime",
        ] {
            assert!(!filter.would_enable(library, &Level::INFO), "{library}");
            assert!(filter.would_enable(library, &Level::WARN), "{library}");
        }
    }
}
