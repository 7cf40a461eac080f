use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::Path;
use std::time::Duration;

use jit_api::Secret;

use super::reader::Reader;
use super::settings::MetricsSettings;
use crate::http::tls::TlsFiles;
use crate::service::LimitSettings;

/// The shortest bearer token for metrics, in characters.
const MIN_TOKEN_CHARS: usize = 16;

/// Limits per connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionSettings {
    /// How many may be open.
    pub connections: usize,
    /// For a handshake, and for the header of each request.
    pub header_timeout: Duration,
    /// For a client that does not read.
    pub stall_timeout: Duration,
    /// For requests under way when the broker stops.
    pub drain: Duration,
}

pub(super) fn connections(reader: &Reader) -> ConnectionSettings {
    let seconds = |name| Duration::from_secs(u64::from(reader.number(name)));
    let connections = reader.number("limits.connections");
    ConnectionSettings {
        connections: usize::try_from(connections).unwrap_or(usize::MAX),
        header_timeout: seconds("limits.header_timeout_seconds"),
        stall_timeout: seconds("limits.stall_timeout_seconds"),
        drain: seconds("limits.drain_seconds"),
    }
}

pub(super) fn limits(reader: &Reader) -> LimitSettings {
    let rate = |name| NonZeroU32::new(reader.number(name));
    LimitSettings {
        submits_per_minute: rate("limits.submits_per_minute"),
        credentials_per_minute: rate("limits.credentials_per_minute"),
        refusals_per_minute: rate("limits.refusals_per_minute"),
        concurrent_lists: rate("limits.concurrent_lists").unwrap_or(NonZeroU32::MIN),
    }
}

/// The address to listen on; plaintext only on loopback unless it is allowed.
pub(super) fn listen(reader: &mut Reader, name: &str, tls: bool) -> Option<SocketAddr> {
    let text = reader.text(name)?;
    let Ok(address) = text.parse::<SocketAddr>() else {
        reader.fault(
            name,
            "must be an IP address and a port, such as `127.0.0.1:8443` or `[::]:8443`",
        );
        return None;
    };
    if !tls && !address.ip().is_loopback() && reader.switch("allow_plaintext") != Some(true) {
        reader.fault(
            name,
            "plaintext is only served on loopback; set a certificate, or `allow_plaintext = true`",
        );
        return None;
    }
    Some(address)
}

pub(super) fn tls(reader: &mut Reader) -> Option<TlsFiles> {
    match (reader.path("tls.certificate"), reader.path("tls.key")) {
        (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
        (None, None) => None,
        (Some(_), None) => {
            reader.fault("tls.certificate", "must come with `tls.key`");
            None
        }
        (None, Some(_)) => {
            reader.fault("tls.key", "must come with `tls.certificate`");
            None
        }
    }
}

pub(super) fn metrics(reader: &mut Reader) -> Option<MetricsSettings> {
    let listen = listen(reader, "metrics.listen", false);
    let file = reader.path("metrics.token_file");
    let token = file.and_then(|file| token(reader, &file));
    (listen.is_some() || token.is_some()).then_some(MetricsSettings { listen, token })
}

fn token(reader: &mut Reader, file: &Path) -> Option<Secret> {
    let name = "metrics.token_file";
    match std::fs::read_to_string(file) {
        Ok(text) if is_token(text.trim()) => Some(Secret::new(text.trim().to_owned())),
        Ok(_) => {
            reader.fault(name, "the token is at least 16 visible ASCII characters");
            None
        }
        Err(error) => {
            reader.fault(
                name,
                format_args!("cannot read `{}`: {error}", file.display()),
            );
            None
        }
    }
}

fn is_token(text: &str) -> bool {
    text.len() >= MIN_TOKEN_CHARS && text.bytes().all(|byte| byte.is_ascii_graphic())
}
