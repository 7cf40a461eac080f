//! A broker whose clients have tokens without a sign-in.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::Command;

use jit_testkit::{Certificate, StaticIssuer};
use serde_json::{Value, json};

use super::load::{Connection, http};
use super::served_broker::{AUDIENCE, ServedBroker, Setup, program};

/// Everything that runs during a measurement.
pub(super) struct Stage {
    pub(super) broker: ServedBroker,
    pub(super) issuer: StaticIssuer,
}

impl Stage {
    /// Sets it.
    pub(super) fn set(setup: Setup<'_>) -> io::Result<Self> {
        let issuer = StaticIssuer::start(AUDIENCE);
        let broker = ServedBroker::start(issuer.issuer(), setup)?;
        Ok(Self { broker, issuer })
    }

    /// `jit` as somebody with this token, over TLS.
    pub(super) fn jit(&self, token: &str, tls: &Certificate) -> Command {
        let mut command = Command::new(program("jit"));
        command
            .env_clear()
            .env("HOME", self.broker.folder.path())
            .env("XDG_CACHE_HOME", self.sessions())
            .env("JIT_BROKER", format!("https://{}", self.broker.address))
            .env("JIT_CA_FILE", &tls.certificate)
            .env("JIT_TOKEN", token);
        command
    }

    /// Removes the sessions that `jit` keeps, so that it has to ask.
    pub(super) fn forget_sessions(&self) -> io::Result<()> {
        match fs::remove_dir_all(self.sessions()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn sessions(&self) -> PathBuf {
        self.broker.folder.path().join("sessions")
    }

    /// Gives the engineer an open window by the command line; answers with a command that gets
    /// credentials.
    pub(super) fn credential_process(&self, tls: &Certificate) -> io::Result<Command> {
        let engineer = self.issuer.token("engineer", &["sre"]);
        let lead = self.issuer.token("lead", &["payments-leads"]);
        let target = [
            "--account",
            "payments-prod",
            "--permission-set",
            "PowerUser",
        ];
        let ask = ["--duration", "1h", "--reason", "INC-4711: stuck queue"];
        let mut request = self.jit(&engineer, tls);
        request.args(["request", "--json"]).args(target).args(ask);
        let request: Value = serde_json::from_slice(&succeed(&mut request)?)?;
        let id = text(&request, "id")?;
        succeed(self.jit(&lead, tls).args(["approve", id, "--yes"]))?;
        let mut command = self.jit(&engineer, tls);
        command.arg("credential-process").args(target);
        Ok(command)
    }

    /// The tokens of so many different engineers.
    pub(super) fn engineers(&self, count: usize) -> Vec<String> {
        let token = |n| self.issuer.token(&format!("engineer-{n}"), &["sre"]);
        (0..count).map(token).collect()
    }

    /// Gives each engineer an open window; answers with the IDs of the requests.
    pub(super) async fn open_windows(&self, engineers: &[String]) -> io::Result<Vec<String>> {
        let lead = self.issuer.token("lead", &["payments-leads"]);
        let mut connection = Connection::open(self.broker.address).await?;
        let mut ids = Vec::new();
        for engineer in engineers {
            let submit = http("POST", "/v1/requests", engineer, Some(&ask()));
            let request = connection.exchange(&submit).await?;
            request.expect(201)?;
            let request: Value = serde_json::from_slice(&request.body)?;
            let (id, digest) = (text(&request, "id")?, text(&request, "digest")?);
            let body = json!({ "digest": digest }).to_string();
            let path = format!("/v1/requests/{id}/approve");
            let approve = http("POST", &path, &lead, Some(&body));
            connection.exchange(&approve).await?.expect(200)?;
            ids.push(id.to_owned());
        }
        Ok(ids)
    }
}

fn text<'a>(request: &'a Value, field: &str) -> io::Result<&'a str> {
    let text = request.get(field).and_then(Value::as_str);
    text.ok_or_else(|| io::Error::other(format!("the request has no `{field}`")))
}

fn succeed(command: &mut Command) -> io::Result<Vec<u8>> {
    let output = command.output()?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(io::Error::other(String::from_utf8_lossy(&output.stderr)))
    }
}

/// The body of a submission.
pub(super) fn ask() -> String {
    json!({
        "account": "payments-prod", "permission_set": "PowerUser",
        "duration_seconds": 3600, "reason": "INC-4711: stuck queue",
    })
    .to_string()
}
