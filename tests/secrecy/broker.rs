//! A broker with everything that may be set up on one machine, at its most talkative.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use jit_testkit::fake_broker::{Answer, FakeBroker};
use jit_testkit::sts_stub::{self, StsStub};
use jit_testkit::{Certificate, Outcome, ServedBroker, ServedSetup};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use tempfile::TempDir;

use crate::canaries::Canaries;
use crate::issuer::Issuer;
use crate::people::Person;
use crate::places::Places;
use crate::receivers::Receivers;

/// How long a test waits for what has to happen; generous, for busy machines.
const PATIENCE: Duration = Duration::from_secs(40);

/// What the credentials of everybody's sessions hold.
pub(crate) const VENDED: [&str; 2] = ["vended secret access key", "vended session token"];

/// The broker and all that is around it.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) canaries: Canaries,
    pub(crate) places: Places,
    pub(crate) issuer: Issuer,
    pub(crate) sts: StsStub,
    pub(crate) federation: FakeBroker,
    pub(crate) receivers: Receivers,
    pub(crate) broker: ServedBroker,
    pub(crate) certificate: Certificate,
    pub(crate) metrics_token: String,
    folder: TempDir,
}

impl Stage {
    /// Its log is in this format.
    pub(crate) fn new(log_format: &str) -> Self {
        let (canaries, places) = (Canaries::default(), Places::default());
        let folder = tempfile::tempdir().unwrap();
        let secrets = folder.path().join("secrets");
        fs::create_dir(&secrets).unwrap();
        let certificate = Certificate::make(&secrets);
        canaries.add_pem("TLS key", &fs::read_to_string(&certificate.key).unwrap(), 2);
        let issuer = Issuer::start(&canaries, &places);
        let sts = StsStub::start();
        let [secret_access_key, session_token] = VENDED.map(|name| canaries.key(name));
        sts.always(sts_stub::Answer::Keys {
            secret_access_key,
            session_token,
        });
        let federation = FakeBroker::start();
        let sign_in_token = canaries.word("sign-in token of the console");
        let answer = json!({ "SigninToken": sign_in_token });
        federation.on("POST /federation", Answer::json(&answer));
        let receivers = Receivers::start(&secrets, &certificate, &canaries);
        let policy = folder.path().join("policy");
        write_policies(&policy);
        let metrics_token = canaries.word("metrics token");
        fs::write(secrets.join("metrics-token"), &metrics_token).unwrap();
        make_signing_key(&secrets, &canaries, &places);
        let broker = serve(&Around {
            folder: folder.path(),
            issuer: &issuer,
            sts: &sts,
            receivers: &receivers,
            certificate: &certificate,
            canaries: &canaries,
            log_format,
        });
        Self {
            canaries,
            places,
            issuer,
            sts,
            federation,
            receivers,
            broker,
            certificate,
            metrics_token,
            folder,
        }
    }

    /// Somebody with a home folder of their own.
    pub(crate) fn person(&self, name: &'static str) -> Person {
        Person::new(name, &self.broker.url, self)
    }

    /// Runs `jit-broker` with the broker's own settings and environment.
    pub(crate) fn run_broker(&self, arguments: &[&str]) -> Outcome {
        let mut command = self.broker.command();
        let output = command.args(arguments).output().unwrap();
        let outcome = Outcome::of(&output);
        let name = format!("jit-broker {}", arguments[0]);
        self.places.saw_output(&name, &outcome);
        outcome
    }

    /// Waits until everybody has been told something.
    pub(crate) fn wait_for_receivers(&self) {
        wait_until("everybody is told", || self.receivers.are_told());
    }

    /// Stops the broker, and puts all that it has said and written in its places.
    pub(crate) fn stop_and_show(&mut self) {
        let id = self.broker.service().id();
        let limits = fs::read_to_string(format!("/proc/{id}/limits")).unwrap();
        let core = limits
            .lines()
            .find(|it| it.starts_with("Max core file size"));
        assert!(core.unwrap().contains(" 0 "), "{core:?}");
        let environ = fs::read(format!("/proc/{id}/environ")).unwrap();
        self.places.saw("environment of the broker", environ);
        kill_process(Pid::from_raw(id.cast_signed()).unwrap(), Signal::TERM).unwrap();
        assert_eq!(self.broker.wait(), Some(0));
        let places = &self.places;
        places.saw("log of the broker", self.broker.service().said());
        places.saw_folder(self.broker.folder(), &|path| match path.file_name() {
            Some(name) if path.is_file() => format!("`{}` of the broker", name.display()),
            _ => "folders of the broker".to_owned(),
        });
        let secrets = self.folder.path().join("secrets");
        places.saw(
            "checkpoints",
            fs::read(secrets.join("checkpoints.jws")).unwrap(),
        );
        places.saw_folder(&secrets, &|path| {
            let name = path.file_name().unwrap();
            format!("`{}` of the operator", name.display())
        });
        self.receivers.show(places);
        for call in self.issuer.calls() {
            places.saw("what the issuer gets", format!("{call:?}"));
        }
        for call in self.federation.calls() {
            places.saw("what the sign-in of the console gets", format!("{call:?}"));
        }
        for call in self.sts.calls() {
            places.saw("what STS gets", format!("{call:?}"));
        }
    }
}

/// What a broker is set up with.
struct Around<'a> {
    folder: &'a Path,
    issuer: &'a Issuer,
    sts: &'a StsStub,
    receivers: &'a Receivers,
    certificate: &'a Certificate,
    canaries: &'a Canaries,
    log_format: &'a str,
}

fn serve(around: &Around<'_>) -> ServedBroker {
    let Around {
        folder,
        receivers,
        canaries,
        ..
    } = around;
    let own_key = canaries.key("secret access key of the broker");
    let own_token = canaries.key("session token of the broker");
    let (secrets, policy) = (folder.join("secrets"), folder.join("policy"));
    let checks = secrets.join("checks.toml");
    let more = format!(
        r#"
{tls}
[notify]
sinks = "{secrets}/sinks.toml"
allow_private_networks = true

[metrics]
token_file = "{secrets}/metrics-token"

[audit]
signing_key_file = "{secrets}/checkpoint-key.pem"
checkpoint_file = "{secrets}/checkpoints.jws"
checkpoint_every_events = 2
checkpoint_s3 = {{ bucket = "checkpoints", region = "eu-central-1", endpoint = "{s3}" }}
"#,
        s3 = receivers.s3(),
        tls = around.certificate.settings(),
        secrets = secrets.display(),
    );
    ServedBroker::start_as(&ServedSetup {
        issuer: around.issuer.url(),
        sts_endpoint: around.sts.url(),
        more: &more,
        environment: &[
            ("JIT_BROKER_POLICY", policy.to_str().unwrap()),
            ("JIT_BROKER_CHECKS", checks.to_str().unwrap()),
            ("JIT_BROKER_LOG_LEVEL", "trace"),
            ("JIT_BROKER_LOG_FORMAT", around.log_format),
            ("RUST_LOG", "trace"),
            ("AWS_SECRET_ACCESS_KEY", &own_key),
            ("AWS_SESSION_TOKEN", &own_token),
        ],
    })
}

/// The example policies, with checks for the people on call, and with notifications.
fn write_policies(folder: &Path) {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/policy");
    copy(&example, folder);
    let file = folder.join("eligibility/sre.toml");
    let text = fs::read_to_string(&file).unwrap();
    let name = "name = \"sre-production\"\n";
    assert!(text.contains(name), "{text}");
    let with_checks = format!("{name}checks = [\"change\", \"training\"]\n");
    fs::write(file, text.replace(name, &with_checks)).unwrap();
    let checks = "[[check]]\nname = \"change\"\n[[check]]\nname = \"training\"\n";
    fs::write(folder.join("checks.toml"), checks).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copied = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            fs::copy(&path, &copied).unwrap();
        }
    }
}

fn make_signing_key(secrets: &Path, canaries: &Canaries, places: &Places) {
    let file = secrets.join("checkpoint-key.pem");
    let mut keygen = std::process::Command::new(jit_testkit::program("jit-broker"));
    let output = keygen
        .args(["audit", "keygen"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    places.saw_output("jit-broker audit keygen", &Outcome::of(&output));
    fs::write(secrets.join("checkpoint-keys.json"), output.stdout).unwrap();
    canaries.add_pem("checkpoint key", &fs::read_to_string(&file).unwrap(), 1);
}

/// Waits until something is so.
#[track_caller]
pub(crate) fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let begin = Instant::now();
    while !condition() {
        assert!(begin.elapsed() < PATIENCE, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
