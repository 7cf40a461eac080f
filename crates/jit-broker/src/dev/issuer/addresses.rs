use std::net::SocketAddr;

/// What a dev broker and its issuer are called, all by the address that it listens on.
#[derive(Clone, Debug)]
pub(in crate::dev) struct Addresses {
    /// `127.0.0.1:PORT`, the only `Host` that is answered.
    pub(in crate::dev) authority: String,
    /// `http://127.0.0.1:PORT`: the broker, and the audience of its tokens.
    pub(in crate::dev) broker: String,
    /// `http://127.0.0.1:PORT/issuer`.
    pub(in crate::dev) issuer: String,
}

impl Addresses {
    pub(in crate::dev) fn of(address: SocketAddr) -> Self {
        let authority = address.to_string();
        let broker = format!("http://{authority}");
        Self {
            issuer: format!("{broker}/issuer"),
            broker,
            authority,
        }
    }
}
