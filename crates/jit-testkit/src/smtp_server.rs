use std::path::Path;
use std::process::Command;

use crate::free_port;
use crate::service::Service;
use crate::tools::{tool_file, tools};

/// A real SMTP server (`aiosmtpd`) on loopback.
#[derive(Debug)]
pub struct SmtpServer {
    service: Service,
    port: u16,
}

/// How an SMTP server is set up.
#[derive(Clone, Copy, Debug)]
pub struct SmtpSetup<'a> {
    /// `starttls`, `implicit` or `none`.
    pub mode: &'a str,
    /// Certificate and key, PEM.
    pub certificate: (&'a Path, &'a Path),
    /// Name and password that it asks for.
    pub login: Option<(&'a str, &'a str)>,
}

impl SmtpServer {
    /// Starts it. It refuses mail for `refused@` for good, and for `later@` for now.
    #[must_use]
    pub fn start(setup: SmtpSetup<'_>) -> Self {
        let port = free_port();
        let (certificate, key) = setup.certificate;
        let (user, password) = setup.login.unwrap_or(("-", "-"));
        let mut command = Command::new(tools().join("python/bin/python"));
        command
            .arg(tool_file("smtp_server.py"))
            .args([&port.to_string(), setup.mode])
            .args([certificate, key])
            .args([user, password]);
        let service = Service::start("smtp_server.py", &mut command);
        let _ = service.wait_for("ready");
        Self { service, port }
    }

    /// Its port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Waits for a mail: `from`, `to`, `tls`, `user` and `data` as JSON.
    #[must_use]
    pub fn mail(&self) -> String {
        self.service.wait_for("\"data\":")
    }
}
