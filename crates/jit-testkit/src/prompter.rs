use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use zbus::Message;
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::Type;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use crate::GnomeKeyring;

/// Whoever shows the questions of a keyring on the screen.
///
/// Source: gcr 3.41, `gcr/gcr-dbus-constants.h` and `org.gnome.keyring.Prompter.xml`.
#[derive(Debug)]
pub struct Prompter {
    asked: Arc<AtomicUsize>,
}

impl Prompter {
    /// A person who is not at the machine: the question stands there.
    ///
    /// # Panics
    ///
    /// When somebody else asks the questions on this bus.
    #[must_use]
    pub fn nobody(keyring: &GnomeKeyring) -> Self {
        Self::start(keyring, false)
    }

    /// A person who says no.
    ///
    /// # Panics
    ///
    /// When somebody else asks the questions on this bus.
    #[must_use]
    pub fn saying_no(keyring: &GnomeKeyring) -> Self {
        Self::start(keyring, true)
    }

    /// How often it was to show a question.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn start(keyring: &GnomeKeyring, says_no: bool) -> Self {
        let connection = keyring.connect();
        let calls = MessageIterator::from(&connection);
        connection
            .request_name("org.gnome.keyring.SystemPrompter")
            .expect("nobody else asks the questions");
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        thread::spawn(move || {
            let calls = calls.flatten();
            for call in calls.filter(|it| it.message_type() == Type::MethodCall) {
                let begins = call
                    .header()
                    .member()
                    .is_some_and(|it| it == "BeginPrompting");
                count.fetch_add(usize::from(begins), Ordering::SeqCst);
                // A keyring that is gone needs no answer.
                let _ = answer(&connection, &call, says_no);
            }
        });
        Self { asked }
    }
}

fn answer(connection: &Connection, call: &Message, says_no: bool) -> zbus::Result<()> {
    let header = call.header();
    connection.reply(&header, &())?;
    let body = call.body();
    let member = header.member().map(ToString::to_string);
    let (callback, word, exchange) = match member.as_deref() {
        Some("BeginPrompting") if says_no => {
            let callback: OwnedObjectPath = body.deserialize()?;
            (callback, "", String::new())
        }
        Some("PerformPrompt") => {
            type Question = (OwnedObjectPath, String, HashMap<String, OwnedValue>, String);
            let (callback, _, _, exchange): Question = body.deserialize()?;
            (callback, "no", exchange)
        }
        _ => return Ok(()),
    };
    let nothing: HashMap<&str, Value<'_>> = HashMap::new();
    let sender = header.sender().cloned();
    connection.call_method(
        sender,
        callback,
        Some("org.gnome.keyring.internal.Prompter.Callback"),
        "PromptReady",
        &(word, nothing, exchange),
    )?;
    Ok(())
}
