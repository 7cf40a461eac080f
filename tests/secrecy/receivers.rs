//! Whoever the broker tells or asks something: sinks of every kind, services and programs that check.
//! Each answers at times with an error that repeats all that it has got, and its secrets.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use jit_testkit::fake_broker::{Answer, Call, FakeBroker};
use jit_testkit::{Certificate, SmtpServer, SmtpSetup};
use serde_json::json;

use crate::canaries::Canaries;
use crate::places::Places;

/// What SNS answers.
const PUBLISHED: &str = "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">\
    <PublishResult><MessageId>1</MessageId></PublishResult>\
    <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></PublishResponse>";

/// Sinks that are reached by HTTP.
const SINKS: [&str; 5] = ["webhook", "slack", "teams", "sns", "eventbridge"];

/// All of them, and the files that name them and their secrets.
#[derive(Debug)]
pub(crate) struct Receivers {
    folder: PathBuf,
    servers: Vec<(&'static str, FakeBroker)>,
    mail: SmtpServer,
}

impl Receivers {
    pub(crate) fn start(folder: &Path, certificate: &Certificate, canaries: &Canaries) -> Self {
        let password = canaries.key("SMTP password");
        let mail = SmtpServer::start(SmtpSetup {
            mode: "none",
            certificate: (&certificate.certificate, &certificate.key),
            login: Some(("jit", &password)),
        });
        let names = [
            "webhook",
            "slack",
            "teams",
            "sns",
            "eventbridge",
            "s3",
            "check",
        ];
        let servers = names.map(|name| (name, FakeBroker::start())).to_vec();
        let receivers = Self {
            folder: folder.to_owned(),
            servers,
            mail,
        };
        receivers.write("smtp-password", &password);
        for (server, name) in [("webhook", "webhook key"), ("check", "check key")] {
            let key = format!("whsec_{}", canaries.key(name));
            receivers.write(&format!("{server}-key"), &key);
            receivers.answer(server, &key);
        }
        for (server, name) in [("slack", "Slack URL"), ("teams", "Teams URL")] {
            let url = format!("{}/{}", receivers.server(server).url(), canaries.word(name));
            receivers.write(&format!("{server}-url"), &url);
            receivers.answer(server, &url);
        }
        receivers.answer("sns", "");
        receivers.answer("eventbridge", "");
        receivers.answer("s3", "");
        receivers.write_files();
        receivers
    }

    fn server(&self, name: &str) -> &FakeBroker {
        let server = self.servers.iter().find(|(it, _)| *it == name);
        &server.unwrap().1
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    /// Answers to sinks: an error and a good answer to whoever tries the sink out, and the same to the
    /// broker. To the others: first an error.
    fn answer(&self, name: &'static str, secret: &str) {
        let (secret, count) = (secret.to_owned(), AtomicUsize::new(0));
        let fails = if SINKS.contains(&name) {
            [0, 2]
        } else {
            [0, 0]
        };
        self.server(name).otherwise(move |call| {
            if !fails.contains(&count.fetch_add(1, Ordering::Relaxed)) {
                return well(name, call);
            }
            let echo = format!("{secret} {call:?}");
            Answer::raw(500, "text/plain", echo).header("x-echo", &secret)
        });
    }

    /// Where checkpoints go beside a file.
    pub(crate) fn s3(&self) -> &str {
        self.server("s3").url()
    }

    fn write_files(&self) {
        let sns = self.server("sns").url();
        let (bridge, hook) = (
            self.server("eventbridge").url(),
            self.server("webhook").url(),
        );
        let (check, port) = (self.server("check").url(), self.mail.port());
        let sink = self.write("sink.sh", SINK);
        let training = self.write("training.sh", TRAINING);
        let (sink, training) = (sink.display(), training.display());
        let out = self.folder.display();
        let sinks = format!(
            r#"
[[sink]]
name = "webhook"
type = "webhook"
url = "{hook}/"
key_file = "webhook-key"
[[sink]]
name = "slack"
type = "slack"
url_file = "slack-url"
[[sink]]
name = "teams"
type = "teams"
url_file = "teams-url"
[[sink]]
name = "mail"
type = "smtp"
host = "127.0.0.1"
port = {port}
tls = "none"
username = "jit"
password_file = "smtp-password"
from = "jit@example.com"
fallback = "ops@example.com"
[[sink]]
name = "topic"
type = "sns"
topic_arn = "arn:aws:sns:eu-central-1:111122223333:jit"
endpoint_url = "{sns}"
[[sink]]
name = "bus"
type = "eventbridge"
bus = "jit"
region = "eu-central-1"
endpoint_url = "{bridge}"
[[sink]]
name = "program"
type = "command"
argv = ["/bin/sh", "{sink}", "{out}/sink-program"]
[[sink]]
name = "file"
type = "file"
path = "sink-file.txt"
"#
        );
        self.write("sinks.toml", &sinks);
        let checks = format!(
            r#"
[[check]]
name = "change"
url = "{check}/"
key_file = "check-key"
private_network = true
[[check]]
name = "training"
command = ["/bin/sh", "{training}", "{out}/check-program"]
"#
        );
        self.write("checks.toml", &checks);
    }

    /// Everything that has arrived, in its places.
    pub(crate) fn show(&self, places: &Places) {
        for (name, server) in &self.servers {
            let calls = server.calls();
            assert!(calls.len() > 1, "`{name}` was told nothing");
            for call in calls {
                places.saw(&format!("first line at {name}"), &call.line);
                places.saw(&format!("headers at {name}"), format!("{:?}", call.headers));
                places.saw(&format!("body at {name}"), &call.body);
            }
        }
        let mail = self.mail.mail();
        assert!(
            mail.contains("\"user\": \"jit\""),
            "with the password: {mail}"
        );
        places.saw("mail", mail);
        for (name, what) in [("sink-program", "sink"), ("check-program", "check")] {
            for of in ["argv", "environ", "stdin"] {
                let text = fs::read(self.folder.join(format!("{name}.{of}"))).unwrap();
                assert!(!text.is_empty() || of == "environ", "the {what} was run");
                places.saw(&format!("{of} of the {what} program"), text);
            }
        }
        let file = fs::read(self.folder.join("sink-file.txt")).unwrap();
        assert!(!file.is_empty(), "the file sink was told something");
        places.saw("file of notifications", file);
    }

    /// Whether everybody has got something that was taken.
    pub(crate) fn are_told(&self) -> bool {
        let file = |name: &str| fs::metadata(self.folder.join(name)).is_ok_and(|it| it.len() > 0);
        let enough = |name| if SINKS.contains(&name) { 4 } else { 2 };
        let mut servers = self.servers.iter();
        servers.all(|(name, server)| server.calls().len() >= enough(name))
            && file("sink-program.stdin")
            && file("check-program.stdin")
            && file("sink-file.txt")
    }
}

/// As it answers when nothing is wrong.
fn well(name: &str, call: &Call) -> Answer {
    match name {
        "sns" => Answer::raw(200, "text/xml", PUBLISHED),
        "eventbridge" => Answer::json(&json!({
            "FailedEntryCount": 0, "Entries": [{ "EventId": "1" }],
        })),
        "s3" => Answer::raw(200, "text/xml", "").header("etag", "\"1\""),
        "check" => {
            let id = call.json()["id"].clone();
            Answer::json(&json!({ "id": id, "allow": true, "note": "open until 18:00" }))
        }
        _ => Answer::raw(200, "text/plain", "ok"),
    }
}

/// Notes how it was started and what it was told.
const SINK: &str = "
out=$1
/bin/cat /proc/$$/environ >> \"$out.environ\"
/bin/cat /proc/$$/cmdline >> \"$out.argv\"
/bin/cat >> \"$out.stdin\"
";

/// The same, and says yes.
const TRAINING: &str = "
out=$1
/bin/cat /proc/$$/environ >> \"$out.environ\"
/bin/cat /proc/$$/cmdline >> \"$out.argv\"
IFS= read -r question
printf '%s\\n' \"$question\" >> \"$out.stdin\"
id=${question#*'\"id\":\"'}
id=${id%%'\"'*}
printf '{\"id\":\"%s\",\"allow\":true}' \"$id\"
";
