//! A broker, the AWS emulator, two people, and a clock that the test moves for all of them. The
//! clients on the SDKs for Rust and Go stay in the time that it is.

use std::fs;
use std::path::PathBuf;

use jit_testkit::{DevBroker, Jit, Moto, MovableClock, program};

/// What the people ask for unless a test says otherwise.
pub(crate) const TARGET: Target = Target {
    account: "payments-prod",
    permission_set: "PowerUser",
    approver: "lead",
};

/// An account and a permission set, and who may approve them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    pub(crate) account: &'static str,
    pub(crate) permission_set: &'static str,
    pub(crate) approver: &'static str,
}

impl Target {
    /// As `jit` takes it.
    pub(crate) fn arguments(self) -> [&'static str; 4] {
        let (account, set) = (self.account, self.permission_set);
        ["--account", account, "--permission-set", set]
    }

    /// The profile behind which it is.
    pub(crate) fn profile(self) -> String {
        format!("{}-{}", self.account, self.permission_set)
    }

    /// The beginning of the ARN of its sessions.
    pub(crate) fn role(self) -> String {
        format!("assumed-role/{}/Engineer+", self.permission_set)
    }
}

#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) broker: DevBroker,
    moto: Option<Moto>,
    pub(crate) requester: Jit,
    // The last one to go: it tidies up after the others.
    pub(crate) clock: MovableClock,
}

impl Stage {
    /// Starts it all, so many seconds ahead of the time.
    pub(crate) fn start_at(seconds: i64) -> Self {
        let clock = MovableClock::start();
        clock.set(seconds);
        let moto = Moto::start_at(&clock);
        let broker = DevBroker::start_at(&clock, &["--sts-endpoint", moto.url()]);
        Self::with(clock, Some(moto), broker)
    }

    /// Starts it without AWS, for who gets no further than to the credentials.
    pub(crate) fn without_aws() -> Self {
        let clock = MovableClock::start();
        let broker = DevBroker::start_at(&clock, &[]);
        Self::with(clock, None, broker)
    }

    fn with(clock: MovableClock, moto: Option<Moto>, broker: DevBroker) -> Self {
        let requester = person(&broker, &clock, "engineer");
        let stage = Self {
            broker,
            moto,
            requester,
            clock,
        };
        stage.configure(&[TARGET], "");
        stage
    }

    /// Where AWS is.
    pub(crate) fn endpoint(&self) -> &str {
        // The port to throw things away at: nobody listens there.
        self.moto.as_ref().map_or("http://127.0.0.1:9", Moto::url)
    }

    /// Writes `~/.aws/config`: a profile for each target, and more.
    pub(crate) fn configure(&self, targets: &[Target], more: &str) {
        let mut config = more.to_owned();
        for target in targets {
            let profile = format!(
                "[profile {}]\ncredential_process = {}\nregion = eu-central-1\n",
                target.profile(),
                self.credential_process(*target)
            );
            config.push_str(&profile);
        }
        fs::write(self.requester.home().join("aws-config"), config).unwrap();
        fs::write(self.requester.home().join("helper"), self.helper()).unwrap();
    }

    /// The command line of a profile.
    pub(crate) fn credential_process(&self, target: Target) -> String {
        // By the shell's name: a program that has just been written may not be run as one yet.
        let helper = self.requester.home().join("helper");
        let arguments = target.arguments().join(" ");
        format!(
            "/bin/sh {} credential-process {arguments}",
            helper.display()
        )
    }

    /// Counts, and runs the real `jit` as the person, whatever environment the client has.
    fn helper(&self) -> String {
        let (jit, home) = (program("jit"), self.requester.home().display());
        let mut lines = vec![format!("echo >> {}", self.runs_file().display())];
        let variables = self.requester.environment();
        lines.extend(variables.map(|(name, value)| format!("export {name}='{value}'")));
        lines.push(format!("export HOME='{home}'"));
        lines.push(format!("exec '{}' \"$@\"", jit.display()));
        lines.join("\n")
    }

    fn runs_file(&self) -> PathBuf {
        self.requester.home().join("runs")
    }

    /// How often the helper was run since this was last asked.
    pub(crate) fn runs(&self) -> usize {
        let runs = fs::read(self.runs_file()).unwrap_or_default();
        let _ = fs::remove_file(self.runs_file());
        runs.len()
    }

    /// Asks for a window of so long: `1h`. Answers with the request's ID.
    pub(crate) fn ask(&self, target: Target, duration: &str) -> String {
        let ask = ["--duration", duration, "--reason", "INC-4711: stuck queue"];
        let arguments = [&["request"], &target.arguments()[..], &ask].concat();
        let request = self.requester.json(&arguments);
        request["id"].as_str().unwrap().to_owned()
    }

    /// Decides as an approver of the target: `approve`, `revoke`.
    pub(crate) fn decide(&self, target: Target, verb: &str, request: &str) {
        let approver = person(&self.broker, &self.clock, target.approver);
        let outcome = approver.run(&[verb, request, "--yes"]);
        assert_eq!(outcome.status, Some(0), "{outcome}");
    }

    /// Opens a window of so long.
    pub(crate) fn open(&self, target: Target, duration: &str) -> String {
        let request = self.ask(target, duration);
        self.decide(target, "approve", &request);
        request
    }
}

/// Somebody on the clock of the stage, whose token is good for all of a test.
fn person(broker: &DevBroker, clock: &MovableClock, subject: &str) -> Jit {
    let mut person = Jit::with_token(broker.url(), &broker.token_for(subject, "8h"));
    for (name, value) in clock.environment() {
        person.set(&name, &value);
    }
    person
}
