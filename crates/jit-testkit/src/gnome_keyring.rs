use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::zvariant::{ObjectPath, OwnedObjectPath};

use crate::SessionBus;
use crate::service::Service;
use crate::session_bus::path_of;
use crate::tools::tools;

const NAME: &str = "org.freedesktop.secrets";
const SERVICE: &str = "/org/freedesktop/secrets";
const LOGIN: &str = "/org/freedesktop/secrets/collection/login";

/// How long it may take to start; generous, for busy machines.
const PATIENCE: Duration = Duration::from_mins(1);

/// The keyring of GNOME, on a bus and in a home of its own: unlocked at first.
#[derive(Debug)]
pub struct GnomeKeyring {
    bus: SessionBus,
    connection: Connection,
    daemon: Service,
    home: TempDir,
}

impl GnomeKeyring {
    /// Starts it with an empty keyring.
    ///
    /// # Panics
    ///
    /// When it does not start.
    #[must_use]
    pub fn start() -> Self {
        let bus = SessionBus::start();
        let connection = connect(&bus);
        let home = tempfile::tempdir().expect("a temporary folder");
        let daemon = launch(&bus, home.path());
        let keyring = Self {
            bus,
            connection,
            daemon,
            home,
        };
        keyring.wait_until_open();
        keyring
    }

    /// The address of its bus.
    #[must_use]
    pub fn bus(&self) -> &str {
        self.bus.address()
    }

    /// Another connection to its bus.
    pub(crate) fn connect(&self) -> Connection {
        connect(&self.bus)
    }

    /// The process ID.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.daemon.id()
    }

    /// Locks it, as a desktop does.
    ///
    /// # Panics
    ///
    /// When it cannot be locked.
    pub fn lock(&self) {
        let login = ObjectPath::try_from(LOGIN).expect("it is a path");
        let (locked, _): (Vec<OwnedObjectPath>, OwnedObjectPath) =
            self.call("Lock", &(vec![login],));
        assert_eq!(locked.len(), 1, "it is locked without a question");
    }

    /// Unlocks it, as signing in to a desktop does: starts it again with its password.
    pub fn unlock(&mut self) {
        self.daemon.kill();
        self.daemon = launch(&self.bus, self.home.path());
        self.wait_until_open();
    }

    /// How many secrets it has of a program, in the keyring that is locked or not.
    ///
    /// # Panics
    ///
    /// When it does not answer.
    #[must_use]
    pub fn secrets_of(&self, program: &str) -> usize {
        let wanted = HashMap::from([("service", program)]);
        let (open, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            self.call("SearchItems", &(wanted,));
        open.len() + locked.len()
    }

    fn call<B, R>(&self, method: &str, body: &B) -> R
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
        R: for<'d> zbus::zvariant::DynamicDeserialize<'d>,
    {
        let interface = Some("org.freedesktop.Secret.Service");
        let connection = &self.connection;
        let answer = connection.call_method(Some(NAME), SERVICE, interface, method, body);
        let answer = answer.unwrap_or_else(|e| panic!("the keyring does not answer: {e}"));
        let body = answer.body();
        body.deserialize().expect("the answer is as specified")
    }

    /// It takes its name before its keyring is open.
    fn wait_until_open(&self) {
        let begin = Instant::now();
        let properties = Some("org.freedesktop.DBus.Properties");
        let wanted = ("org.freedesktop.Secret.Collection", "Locked");
        loop {
            let connection = &self.connection;
            let answer = connection.call_method(Some(NAME), LOGIN, properties, "Get", &wanted);
            let locked = answer.ok().and_then(|answer| {
                let value: zbus::zvariant::OwnedValue = answer.body().deserialize().ok()?;
                bool::try_from(value).ok()
            });
            if locked == Some(false) {
                return;
            }
            assert!(begin.elapsed() < PATIENCE, "the keyring does not open");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

fn connect(bus: &SessionBus) -> Connection {
    let builder = Builder::address(bus.address()).expect("it is an address");
    builder.build().expect("the bus takes connections")
}

fn launch(bus: &SessionBus, home: &Path) -> Service {
    let password = home.join("password");
    fs::write(&password, "a password of a test").expect("the file can be written");
    // It reads the password from its standard input.
    let script = r#"exec "$0" --foreground --unlock --components=secrets < "$1""#;
    Service::start(
        "gnome-keyring-daemon",
        Command::new("sh")
            .args(["-c", script])
            .arg(path_of("gnome-keyring-daemon"))
            .arg(password)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("LD_LIBRARY_PATH", tools().join("debian/lib"))
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home)
            .env("GSETTINGS_BACKEND", "memory")
            .env("DBUS_SESSION_BUS_ADDRESS", bus.address()),
    )
}
