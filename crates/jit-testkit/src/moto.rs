use std::process::Command;

use crate::free_port;
use crate::service::Service;
use crate::tools::tools;

/// The AWS emulator `moto`, as a server on loopback.
#[derive(Debug)]
pub struct Moto {
    _service: Service,
    url: String,
}

impl Moto {
    /// Starts it.
    #[must_use]
    pub fn start() -> Self {
        let port = free_port();
        let service = Service::start(
            "moto_server",
            Command::new(tools().join("python/bin/moto_server")).args([
                "-H",
                "127.0.0.1",
                "-p",
                &port.to_string(),
            ]),
        );
        let _ = service.wait_for("Running on");
        Self {
            _service: service,
            url: format!("http://127.0.0.1:{port}"),
        }
    }

    /// Its endpoint, for every service.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}
