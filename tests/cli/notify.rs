//! Notices on the desktop, over a socket that speaks D-Bus as a session bus does.

use std::collections::HashMap;
use std::os::unix::net::UnixListener;
use std::process::Output;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use jit_domain::StatusName;
use zbus::blocking::connection::Builder;
use zbus::zvariant::OwnedValue;

use crate::answers::{in_state, now};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr};

/// Title and body of a notice.
type Notice = (String, String);

/// What a client says to a bus before all else.
struct Bus;

#[zbus::interface(name = "org.freedesktop.DBus")]
impl Bus {
    #[expect(clippy::unused_self, reason = "as the interface has it")]
    fn hello(&self) -> &'static str {
        ":1.1"
    }
}

/// A desktop that keeps what it is told.
struct DesktopService(Sender<Notice>);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl DesktopService {
    #[expect(clippy::unused_self, reason = "as the interface has it")]
    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("test", "test", "1", "1.2")
    }

    #[expect(
        clippy::too_many_arguments,
        clippy::needless_pass_by_value,
        reason = "as the interface has it"
    )]
    fn notify(
        &self,
        application: String,
        replaces: u32,
        icon: String,
        title: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        stays: i32,
    ) -> u32 {
        assert_eq!((application.as_str(), replaces, stays), ("jit", 0, -1));
        assert!(icon.is_empty() && actions.is_empty() && hints.is_empty());
        self.0.send((title, body)).unwrap();
        1
    }
}

/// A stage with a session bus, on which there is a desktop or nobody, and what the desktop was told.
fn stage(with_desktop: bool) -> (Stage, Receiver<Notice>) {
    let stage = Stage::new();
    let socket = stage.home().join("bus");
    let listener = UnixListener::bind(&socket).unwrap();
    let (told, notices) = channel();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut bus = Builder::async_io_unix_stream(stream)
            .server(zbus::Guid::generate())
            .unwrap()
            .p2p()
            .serve_at("/org/freedesktop/DBus", Bus)
            .unwrap();
        if with_desktop {
            let desktop = DesktopService(told);
            bus = bus
                .serve_at("/org/freedesktop/Notifications", desktop)
                .unwrap();
        }
        let connection = bus.build().unwrap();
        // As long as the client is there.
        for _ in zbus::blocking::MessageIterator::from(&connection) {}
    });
    let address = format!("unix:path={}", socket.display());
    let stage = stage.with("DBUS_SESSION_BUS_ADDRESS", &address);
    (stage, notices)
}

/// A wait that sees the request in these states.
fn wait(stage: &Stage, states: &[jit_api::Request], more: &[&str]) -> Output {
    for state in states {
        let get = "GET /v1/requests/req-7k3m9p2x4q";
        stage.broker.on(get, Answer::json(state));
    }
    stage.run(&[&["wait", "req-7k3m9p2x4q", "--notify"], more].concat())
}

#[test]
fn a_decision_is_told_on_the_desktop() {
    for (status, title) in [
        (StatusName::Active, "PowerUser in payments-prod is active"),
        (
            StatusName::Rejected,
            "PowerUser in payments-prod is rejected",
        ),
    ] {
        let (stage, notices) = stage(true);
        let output = wait(&stage, &[in_state(status)], &[]);
        let (told, body) = notices.try_recv().unwrap();
        assert_eq!(told, title, "{}", stderr(&output));
        assert!(body.starts_with("req-7k3m9p2x4q"), "{body}");
        assert!(
            !body.contains("stuck queue"),
            "the reason is nobody else's: {body}"
        );
        assert!(notices.try_recv().is_err());
    }
}

#[test]
fn the_end_of_a_window_is_told_before_it_comes_and_when_it_has() {
    let (stage, notices) = stage(true);
    let mut active = in_state(StatusName::Active);
    active.window_end = Some(now().plus_seconds(300));
    let ended = in_state(StatusName::Ended);
    let states = [active.clone(), active.clone(), active, ended];
    let output = wait(&stage, &states, &["--until-end"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let titles: Vec<String> = notices.try_iter().map(|(title, _)| title).collect();
    assert_eq!(
        titles,
        [
            "PowerUser in payments-prod is active",
            "PowerUser in payments-prod ends soon",
            "PowerUser in payments-prod is ended",
        ]
    );
}

#[test]
fn without_a_desktop_nobody_waits_for_one() {
    let (stage, _) = stage(false);
    let output = wait(&stage, &[], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("error: the desktop shows no notices"));
    let stage = stage.with("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    let output = wait(&stage, &[], &[]);
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(told.contains("hint: leave `--notify` out"), "{told}");
    assert!(stage.broker.calls().is_empty());
}

#[test]
fn a_desktop_that_says_nothing_is_not_waited_for() {
    let stage = Stage::new();
    let socket = stage.home().join("bus");
    let _listener = UnixListener::bind(&socket).unwrap();
    let address = format!("unix:path={}", socket.display());
    let stage = stage.with("DBUS_SESSION_BUS_ADDRESS", &address);
    let output = wait(&stage, &[], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("did not answer within 2 s"),
        "{}",
        stderr(&output)
    );
}
