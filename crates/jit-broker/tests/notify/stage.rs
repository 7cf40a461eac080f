//! A store with requests, sinks as a file would set them up, and a clock that stands still.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use arc_swap::ArcSwap;
use jit_broker::app::SystemRandom;
use jit_broker::jobs::{Deliverer, Notices, Router};
use jit_broker::notify::NamedSink;
use jit_broker::notify::settings::{build, read};
use jit_broker::webhooks::Reach;
use jit_domain::{
    Acting, Approval, Ask, Authentication, Clock, Command, Level, Person, PersonId, PersonSelector,
    Request, RequestId, Ruling, Submission, Target, Timestamp, VerifiedClaims, WindowDuration,
    decide,
};
use jit_policy::Bundle;
use jit_store::sqlite::SqliteStore;
use jit_store::{LeaseOwner, Store, UnitOfWork, Versioned};
use jit_testkit::ManualClock;
use tempfile::TempDir;

/// 2026-11-22T09:00:00Z, when every scene begins.
const START: i64 = 1_795_338_000_000;

/// The key of every webhook.
pub(crate) const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

pub(crate) struct Stage {
    folder: TempDir,
    pub(crate) store: Arc<SqliteStore>,
    pub(crate) clock: ManualClock,
    pub(crate) bundle: Arc<ArcSwap<Bundle>>,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path()).unwrap();
        Self {
            folder,
            store: Arc::new(store),
            clock: ManualClock::at(Timestamp::from_millis(START)),
            bundle: Arc::new(ArcSwap::from_pointee(Bundle::empty())),
        }
    }

    /// The same, where the example bundle says who is told what.
    pub(crate) fn with_routes(notifications: &str) -> Self {
        let stage = Self::new();
        let policy = stage.path("policy");
        fs::create_dir_all(policy.join("eligibility")).unwrap();
        let catalog = r#"
[[account]]
id = "111122223333"
name = "payments-prod"
ou = "prod"
[[permission_set]]
name = "PowerUser"
role = "jit/PowerUser"
"#;
        let eligibility = r#"
[[eligibility]]
name = "engineers"
who = { groups = ["engineers"] }
accounts = { all = true }
permission_sets = ["PowerUser"]
max_duration = "8h"
"#;
        fs::write(policy.join("catalog.toml"), catalog).unwrap();
        fs::write(policy.join("eligibility/all.toml"), eligibility).unwrap();
        fs::write(policy.join("notifications.toml"), notifications).unwrap();
        stage.bundle.store(Arc::new(
            Bundle::load(&policy).unwrap_or_else(|e| panic!("{e}")),
        ));
        stage
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file that the file of sinks may name.
    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// The sinks of a `sinks.toml`, with private networks allowed. `KEY` is in the file `key`.
    pub(crate) async fn sinks(&self, text: &str) -> Vec<NamedSink> {
        self.write("key", KEY);
        self.write("sinks.toml", text);
        let settings = read(&self.path("sinks.toml")).unwrap();
        build(&settings, Reach::PrivateToo).await.unwrap()
    }

    /// A webhook of this name.
    pub(crate) async fn webhook(&self, name: &str, url: &str) -> NamedSink {
        let text = webhook(name, url);
        self.sinks(&text).await.pop().unwrap()
    }

    pub(crate) fn notices(&self, sinks: &[NamedSink]) -> Notices {
        Notices {
            outbox: Arc::clone(&self.store) as _,
            bundle: Arc::clone(&self.bundle),
            clock: Arc::new(self.clock.clone()),
            random: Arc::new(SystemRandom),
            public_url: "https://jit.example.com".parse().unwrap(),
            sinks: sinks.to_vec().into(),
        }
    }

    /// Says where every notice goes that waits.
    pub(crate) async fn route(&self, sinks: &[NamedSink]) -> usize {
        Router::new(self.notices(sinks)).round().await.unwrap()
    }

    /// Who delivers to one sink, as the broker of this number.
    pub(crate) fn deliverer(&self, sink: &NamedSink, broker: u64) -> Deliverer {
        let notices = self.notices(std::slice::from_ref(sink));
        Deliverer::new(notices, sink.clone(), LeaseOwner::from_random_bits(broker))
    }

    /// Tries what is due at one sink; answers how much that was.
    pub(crate) async fn deliver(&self, sink: &NamedSink) -> usize {
        self.deliverer(sink, 1).round().await.unwrap()
    }

    /// How many deliveries wait at all sinks together.
    pub(crate) async fn waiting(&self) -> u64 {
        use jit_store::Outbox;
        let backlog = self.store.backlog().await.unwrap();
        backlog.iter().map(|backlog| backlog.waiting).sum()
    }

    /// A request that waits for the `leads`: one notice.
    pub(crate) async fn submit(&self, number: u64, reason: &str) -> Versioned<Request> {
        self.submit_with(number, reason, manual()).await
    }

    pub(crate) async fn submit_with(
        &self,
        number: u64,
        reason: &str,
        ruling: Ruling,
    ) -> Versioned<Request> {
        let submission = Submission {
            id: RequestId::from_random_bits(number),
            target: target(),
            ask: Ask {
                duration: WindowDuration::HOUR,
                reason: reason.parse().unwrap(),
                ticket: Some("INC-4711".parse().unwrap()),
                start: None,
                extends: None,
                batch: None,
            },
            eligibility: "engineers".parse().unwrap(),
            ruling,
            failed_policies: Vec::new(),
            checks: Vec::new(),
        };
        let command = Command::Submit(Box::new(submission));
        let event = self.decided(None, command, &engineer());
        let unit = UnitOfWork::submit(event, None).unwrap();
        self.store.commit(unit).await.unwrap().request.unwrap()
    }

    /// Lets somebody decide.
    pub(crate) async fn act(
        &self,
        read: &Versioned<Request>,
        command: Command,
        by: &Person,
    ) -> Versioned<Request> {
        let event = self.decided(Some(&read.value), command, by);
        let unit = UnitOfWork::transition(read, event).unwrap();
        self.store.commit(unit).await.unwrap().request.unwrap()
    }

    fn decided(&self, state: Option<&Request>, command: Command, by: &Person) -> jit_domain::Event {
        let bundle = self.bundle.load();
        let acting = Acting {
            person: by,
            bundle: bundle.digest(),
        };
        let mut event = decide(state, command, acting, self.clock.now()).unwrap();
        if let jit_domain::EventKind::Submitted(submitted) = &mut event.kind {
            submitted.claims = Some(VerifiedClaims::from(by));
        }
        event
    }
}

/// The entry of a webhook in `sinks.toml`.
pub(crate) fn webhook(name: &str, url: &str) -> String {
    format!(
        "[[sink]]\nname = \"{name}\"\ntype = \"webhook\"\nurl = \"{url}\"\nkey_file = \"key\"\n"
    )
}

fn target() -> Target {
    Target {
        account: "111122223333".parse().unwrap(),
        account_name: "payments-prod".parse().unwrap(),
        permission_set: "PowerUser".parse().unwrap(),
        role: "arn:aws:iam::111122223333:role/jit/PowerUser"
            .parse()
            .unwrap(),
    }
}

pub(crate) fn person(subject: &str, group: &str) -> Person {
    Person {
        id: PersonId {
            issuer: "https://id.example.com".parse().unwrap(),
            subject: subject.parse().unwrap(),
        },
        name: subject.into(),
        groups: BTreeSet::from([group.parse().unwrap()]),
        attributes: BTreeMap::from([(
            "email".to_owned(),
            BTreeSet::from([format!("{subject}@example.com")]),
        )]),
        authentication: Authentication::default(),
    }
}

pub(crate) fn engineer() -> Person {
    person("engineer", "engineers")
}

pub(crate) fn lead() -> Person {
    person("lead", "leads")
}

fn leads() -> Level {
    Level {
        approvers: PersonSelector {
            groups: BTreeSet::from(["leads".parse().unwrap()]),
            ..PersonSelector::default()
        },
        approvals: NonZeroU32::MIN,
    }
}

pub(crate) fn manual() -> Ruling {
    Ruling::Approval {
        approval: Approval::Manual {
            policy: "manual".parse().unwrap(),
            levels: vec![leads()],
            approvers_unverified: false,
        },
        pending_for: WindowDuration::HOUR,
    }
}

/// Break-glass around the `leads`: a notice for them and one for security.
pub(crate) fn break_glass() -> Ruling {
    Ruling::Approval {
        approval: Approval::BreakGlass {
            policy: "emergency".parse().unwrap(),
            skipped: vec![leads()],
            security: PersonSelector {
                groups: BTreeSet::from(["guards".parse().unwrap()]),
                ..PersonSelector::default()
            },
            review_within: WindowDuration::HOUR,
        },
        pending_for: WindowDuration::HOUR,
    }
}

pub(crate) fn approve(read: &Versioned<Request>) -> Command {
    Command::Approve {
        digest: read.value.digest.clone(),
        duration: None,
        comment: Some("go ahead".parse().unwrap()),
    }
}
