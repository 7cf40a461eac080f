use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use super::DevError;
use super::folder::DevFolder;

/// Listens on the address. Port 0 means the port that the last broker in the folder had, so that
/// issuer and identities stay; when that is taken or there was none, a free one. What it comes to
/// is recorded.
pub(super) async fn listen(
    wanted: SocketAddr,
    folder: &DevFolder,
) -> Result<(TcpListener, SocketAddr), DevError> {
    if !wanted.ip().is_loopback() {
        return Err(DevError::NotLoopback(wanted));
    }
    let last = folder
        .last_address()?
        .filter(|last| last.ip() == wanted.ip());
    let listener = match last.filter(|_| wanted.port() == 0) {
        None => TcpListener::bind(wanted).await,
        Some(last) => match TcpListener::bind(last).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                TcpListener::bind(wanted).await
            }
            outcome => outcome,
        },
    };
    let cannot = |source| DevError::Listen {
        address: wanted,
        source,
    };
    let listener = listener.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    folder.record_address(address)?;
    Ok((listener, address))
}
