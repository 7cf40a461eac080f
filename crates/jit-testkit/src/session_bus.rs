use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::service::Service;
use crate::tools::tools;

/// A D-Bus session bus of its own, which starts nothing by itself.
#[derive(Debug)]
pub struct SessionBus {
    _service: Service,
    _folder: TempDir,
    address: String,
}

impl SessionBus {
    /// Starts it.
    ///
    /// # Panics
    ///
    /// When it does not start.
    #[must_use]
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = folder.path().join("bus.conf");
        let socket = folder.path().join("bus");
        let text = format!(
            r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#,
            socket.display()
        );
        fs::write(&config, text).expect("the file can be written");
        let mut command = installed("dbus-daemon");
        command.args(["--nofork", "--print-address", "--config-file"]);
        let service = Service::start("dbus-daemon", command.arg(config));
        let address = service.wait_for("unix:");
        Self {
            _service: service,
            _folder: folder,
            address,
        }
    }

    /// What programs find in `DBUS_SESSION_BUS_ADDRESS`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

/// A program of Debian that `cargo xtask test` has unpacked, with its libraries.
pub(crate) fn installed(name: &str) -> Command {
    let mut command = Command::new(path_of(name));
    command.env("LD_LIBRARY_PATH", tools().join("debian/lib"));
    command
}

pub(crate) fn path_of(name: &str) -> PathBuf {
    tools().join("debian/bin").join(name)
}
