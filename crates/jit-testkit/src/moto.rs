use std::path::PathBuf;
use std::process::Command;

use crate::service::Service;
use crate::tools::tools;
use crate::{MovableClock, free_port};

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
        Self::launch(&mut Command::new(server()))
    }

    /// Starts it on this clock.
    #[must_use]
    pub fn start_at(clock: &MovableClock) -> Self {
        let mut command = Command::new(server());
        clock.govern(&mut command);
        Self::launch(&mut command)
    }

    fn launch(command: &mut Command) -> Self {
        let port = free_port();
        let address = ["-H", "127.0.0.1", "-p", &port.to_string()];
        let service = Service::start("moto_server", command.args(address));
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

fn server() -> PathBuf {
    tools().join("python/bin/moto_server")
}
