//! A store with what people did in November, and the program.

use std::fmt::Write as _;
use std::fs;
use std::num::NonZeroU32;
use std::process::Command;

use jit_domain::{
    Acting, Approval, Ask, Authentication, BundleDigest, Command as Act, Event, Level, Partition,
    Person, PersonId, PersonSelector, Request, RequestId, RoleArn, Ruling, Sha256Hex, Submission,
    Target, Timestamp, decide,
};
use jit_store::sqlite::SqliteStore;
use jit_store::{Store as _, UnitOfWork, Versioned};
use tempfile::TempDir;

/// The folder of a database, and the store in it.
pub(crate) struct Stage {
    pub(crate) folder: TempDir,
    pub(crate) store: SqliteStore,
    requests: u64,
}

/// What a run of the program came to.
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Exit status and both outputs, for snapshots.
impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit: {}\n{}", self.status, self.stdout)?;
        if !self.stderr.is_empty() {
            write!(f, "--- stderr ---\n{}", self.stderr)?;
        }
        Ok(())
    }
}

/// That many minutes into November.
fn at(minutes: i64) -> Timestamp {
    let begin: Timestamp = "2026-11-01T00:00:00Z".parse().unwrap();
    begin.plus_seconds(minutes * 60)
}

fn person(subject: &str, groups: &[&str]) -> Person {
    Person {
        id: PersonId {
            issuer: "https://id.example.com".parse().unwrap(),
            subject: subject.parse().unwrap(),
        },
        name: subject.into(),
        groups: groups.iter().map(|group| group.parse().unwrap()).collect(),
        attributes: std::collections::BTreeMap::new(),
        authentication: Authentication::default(),
    }
}

impl Stage {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path()).unwrap();
        Self {
            folder,
            store,
            requests: 0,
        }
    }

    /// Twelve requests that a lead approves after ten minutes each.
    pub(crate) async fn busy() -> Self {
        let mut stage = Self::new();
        for number in 0..12 {
            let reason = format!("INC-{}: the queue is stuck", 4700 + number);
            stage.asked_and_approved(number * 600, &reason).await;
        }
        stage
    }

    pub(crate) async fn asked_and_approved(&mut self, minute: i64, reason: &str) {
        self.requests += 1;
        let account = "111122223333".parse().unwrap();
        let level = Level {
            approvers: PersonSelector {
                groups: ["leads".parse().unwrap()].into(),
                ..PersonSelector::default()
            },
            approvals: NonZeroU32::MIN,
        };
        let submission = Submission {
            id: RequestId::from_random_bits(self.requests),
            target: Target {
                role: RoleArn::new(Partition::Aws, &account, "jit/PowerUser").unwrap(),
                account,
                account_name: "payments-prod".parse().unwrap(),
                permission_set: "PowerUser".parse().unwrap(),
            },
            ask: Ask {
                duration: 3600.try_into().unwrap(),
                reason: reason.parse().unwrap(),
                ticket: None,
                start: None,
                extends: None,
                batch: None,
            },
            eligibility: "engineers".parse().unwrap(),
            ruling: Ruling::Approval {
                approval: Approval::Manual {
                    policy: "production".parse().unwrap(),
                    levels: vec![level],
                    approvers_unverified: false,
                },
                pending_for: 3600.try_into().unwrap(),
            },
            failed_policies: Vec::new(),
            checks: Vec::new(),
        };
        let engineer = person("engineer", &["engineers"]);
        let event = decided(None, Act::Submit(Box::new(submission)), &engineer, minute);
        let unit = UnitOfWork::submit(event, None).unwrap();
        let read: Versioned<Request> = self.store.commit(unit).await.unwrap().request.unwrap();
        let approve = Act::Approve {
            digest: read.value.digest.clone(),
            duration: None,
            comment: None,
        };
        let lead = person("lead", &["leads"]);
        let event = decided(Some(&read.value), approve, &lead, minute + 10);
        let unit = UnitOfWork::transition(&read, event).unwrap();
        self.store.commit(unit).await.unwrap();
    }

    /// The log, as the broker exports it, in `audit.jsonl`; answers its lines.
    pub(crate) async fn export(&self) -> String {
        let mut lines = String::new();
        for recorded in self.store.log(0, 1_000).await.unwrap() {
            let line = serde_json::to_string(&recorded).unwrap();
            writeln!(lines, "{line}").unwrap();
        }
        let head = self.store.head().await.unwrap();
        let (sequence, hash) = (head.sequence, head.hash);
        let end = format!("{{\"head\":{{\"sequence\":{sequence},\"hash\":\"{hash}\"}}}}\n");
        fs::write(self.folder.path().join("audit.jsonl"), lines.clone() + &end).unwrap();
        lines
    }

    /// Runs `jit-broker report` over November with these words.
    pub(crate) fn report(&self, words: &str) -> Ran {
        let period = "--since 2026-11-01T00:00:00Z --until 2026-12-01T00:00:00Z";
        let output = Command::new(env!("CARGO_BIN_EXE_jit-broker"))
            .arg("report")
            .args(period.split(' ').chain(words.split(' ')))
            .current_dir(self.folder.path())
            .env_clear()
            .output()
            .unwrap();
        Ran {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

fn decided(request: Option<&Request>, command: Act, who: &Person, minute: i64) -> Event {
    let bundle: BundleDigest = Sha256Hex::of(b"bundle").into();
    let acting = Acting {
        person: who,
        bundle: &bundle,
    };
    decide(request, command, acting, at(minute)).unwrap()
}
