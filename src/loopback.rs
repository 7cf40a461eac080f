//! Ports that only programs of this machine can reach.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;

/// Listens on 127.0.0.1, or on `[::1]` where there is no IPv4; port 0 means any.
///
/// # Errors
///
/// When the port is taken, or may not be used.
pub(crate) async fn listen(port: u16) -> io::Result<TcpListener> {
    let v4 = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    let v6 = SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), port);
    match TcpListener::bind(v4).await {
        Err(error) if error.kind() == io::ErrorKind::AddrNotAvailable => {
            TcpListener::bind(v6).await
        }
        other => other,
    }
}
