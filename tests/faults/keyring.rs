//! A keyring that is not there, or never answers.

use std::fs;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use jit_testkit::fake_broker::Answer;

use crate::answers::{session, session_to_recheck};
use crate::stage::{Stage, VEND, fails, gives, only};

/// A session bus that takes every connection and never says a word.
struct SilentBus {
    connections: Arc<AtomicUsize>,
}

impl SilentBus {
    fn start(stage: &mut Stage) -> Self {
        let path = stage.person.home().join("bus");
        let listener = UnixListener::bind(&path).unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        thread::spawn(move || {
            let mut open: Vec<UnixStream> = Vec::new();
            for stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                open.push(stream);
            }
        });
        let address = format!("unix:path={}", path.display());
        stage.person.set("DBUS_SESSION_BUS_ADDRESS", &address);
        Self { connections }
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Makes the sign-in one of the keyring, as far as anybody can tell without asking the keyring.
fn as_if_in_the_keyring(stage: &mut Stage) {
    let note = only(&stage.state(), "store");
    let text = fs::read_to_string(&note).unwrap();
    let noted = text.replacen("file\n", "keyring\n", 1);
    assert_ne!(noted, text);
    fs::write(&note, noted).unwrap();
    fs::remove_file(only(&stage.state(), "json")).unwrap();
    stage.person.set("JIT_STORE", "");
}

fn signed_in_with_a_session(answer: &jit_api::CredentialsAnswer) -> Stage {
    let (mut stage, _issuer) = Stage::signed_in();
    stage.broker.on(VEND, Answer::json(answer));
    gives(&stage.ask(), 1);
    as_if_in_the_keyring(&mut stage);
    stage
}

#[test]
fn without_a_keyring_the_helper_fails_in_time_and_says_so() {
    for bus in ["", "unix:path=/there/is/none", "nonsense"] {
        println!("{bus:?}");
        let (mut stage, _issuer) = Stage::signed_in();
        as_if_in_the_keyring(&mut stage);
        stage.person.set("DBUS_SESSION_BUS_ADDRESS", bus);
        for store in ["", "keyring"] {
            stage.person.set("JIT_STORE", store);
            let outcome = stage.ask();
            fails(&outcome, "keyring");
            assert!(
                outcome.stderr.contains("cannot use the keyring"),
                "{outcome}"
            );
        }
    }
}

#[test]
fn a_keyring_that_hangs_is_given_up_in_time() {
    let mut stage = signed_in_with_a_session(&session_to_recheck(1, 0));
    let bus = SilentBus::start(&mut stage);

    let outcome = stage.ask();

    fails(&outcome, "keyring");
    assert!(
        outcome.stderr.contains("cannot use the keyring"),
        "{outcome}"
    );
    assert!(bus.connections() > 0, "it was asked");
    assert!(stage.keeps_a_session());
}

#[test]
fn a_session_within_its_grace_is_served_while_the_keyring_hangs() {
    let mut stage = signed_in_with_a_session(&session_to_recheck(1, 300));
    let bus = SilentBus::start(&mut stage);

    gives(&stage.ask(), 1);
    // And it is not asked again at once.
    let asked = bus.connections();
    gives(&stage.ask(), 1);

    assert!(asked > 0);
    assert_eq!(bus.connections(), asked);
}

#[test]
fn signing_out_takes_the_sessions_away_although_the_keyring_hangs() {
    let mut stage = signed_in_with_a_session(&session(1));
    let _bus = SilentBus::start(&mut stage);

    let out = stage.person.run(&["logout"]);

    assert_ne!(out.status, Some(0), "its tokens may be left: {out}");
    assert!(!stage.keeps_a_session());
    let asked_again = stage.ask();
    assert_ne!(asked_again.status, Some(0), "{asked_again}");
}

#[test]
fn a_confirmed_session_needs_no_keyring() {
    let mut stage = signed_in_with_a_session(&session(1));
    let bus = SilentBus::start(&mut stage);

    for _ in 0..3 {
        gives(&stage.ask(), 1);
    }

    assert_eq!(bus.connections(), 0);
    assert_eq!(stage.vends(), 1);
}

#[test]
fn whoever_brought_a_token_along_needs_no_keyring() {
    let mut stage = Stage::new();
    stage.broker.on(VEND, Answer::json(&session(1)));
    stage.person.set("JIT_STORE", "keyring");
    let bus = SilentBus::start(&mut stage);

    gives(&stage.ask(), 1);

    assert_eq!(bus.connections(), 0);
}
