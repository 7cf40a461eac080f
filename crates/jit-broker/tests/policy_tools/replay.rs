//! Replaying an exported log. The log here is made by the rules of the domain and linked as the
//! store links it.

use std::fmt::Write as _;
use std::fs;

use jit_domain::{
    AccessKeyId, AccountRef, Acting, Approval, Ask, Authentication, BundleDigest, Command, Event,
    EventKind, PassedCheck, PermissionSetName, Person, PolicyName, RefusedAttempt,
    RefusedSubmission, Request, RequestId, Session, SessionName, SourceIdentity, Submission,
    Timestamp, VerifiedClaims, apply, decide,
};
use jit_policy::{Bundle, NoDirectory, SubmitQuestion};
use jit_store::{ChainHead, RecordedEvent, link};

use crate::stage::{Stage, example};

/// What people did under the example bundle.
struct Log {
    bundle: Bundle,
    /// What the external checks of an ask say; none of them is asked really.
    checks: Vec<PassedCheck>,
    /// The check that refuses.
    refusing: Option<PolicyName>,
    head: ChainHead,
    lines: String,
    requests: u64,
}

fn person(subject: &str, group: &str) -> Person {
    Person {
        id: jit_domain::PersonId {
            issuer: "https://id.example.com".parse().unwrap(),
            subject: subject.parse().unwrap(),
        },
        name: subject.into(),
        groups: [group.parse().unwrap()].into(),
        attributes: std::collections::BTreeMap::new(),
        authentication: Authentication::default(),
    }
}

fn now() -> Timestamp {
    "2026-01-05T12:00:00Z".parse().unwrap()
}

impl Log {
    fn new() -> Self {
        Self {
            bundle: Bundle::load(&example()).unwrap(),
            checks: Vec::new(),
            refusing: None,
            head: ChainHead::default(),
            lines: String::new(),
            requests: 0,
        }
    }

    /// Somebody asks, and the example bundle says what comes of it.
    fn asks(&mut self, person: &Person, account: &str, set: &str) -> Option<Request> {
        let ask = Ask {
            duration: 3600.try_into().unwrap(),
            reason: "INC-4711: the queue is stuck".parse().unwrap(),
            ticket: None,
            start: None,
            extends: None,
            batch: None,
        };
        let account: AccountRef = account.parse().unwrap();
        let permission_set: PermissionSetName = set.parse().unwrap();
        let question = SubmitQuestion {
            person,
            account: &account,
            permission_set: &permission_set,
            ask: &ask,
            break_glass: false,
            now: now(),
        };
        let ruled = self.bundle.rule_on_submit(&question, &NoDirectory);
        if let Some(check) = self.refusing.clone() {
            self.refused(
                person,
                &account,
                permission_set,
                ask,
                "check_refused",
                Some(check),
            );
            return None;
        }
        match ruled {
            Ok(ruling) => {
                let ruling =
                    self.bundle
                        .with_checks(ruling, &self.checks, &person.id, &NoDirectory);
                let ruling = ruling.unwrap();
                self.requests += 1;
                let submission = Submission {
                    id: RequestId::from_random_bits(self.requests),
                    target: ruling.target,
                    ask,
                    eligibility: ruling.eligibility,
                    ruling: ruling.ruling,
                    failed_policies: ruling.failed_policies,
                    checks: self.checks.clone(),
                };
                Some(self.submitted(person, submission))
            }
            Err(refusal) => {
                self.refused(person, &account, permission_set, ask, refusal.code(), None);
                None
            }
        }
    }

    fn refused(
        &mut self,
        person: &Person,
        account: &AccountRef,
        permission_set: PermissionSetName,
        ask: Ask,
        code: &str,
        check: Option<PolicyName>,
    ) {
        let attempt = RefusedAttempt {
            action: "submit".to_owned(),
            code: code.to_owned(),
            account: self.bundle.account(account).map(|found| found.id.clone()),
            permission_set: Some(permission_set),
            check,
            submission: Some(Box::new(RefusedSubmission {
                ask,
                break_glass: false,
                claims: VerifiedClaims::from(person),
            })),
            ..RefusedAttempt::default()
        };
        self.write(&Event {
            at: now(),
            request: None,
            actor: Some(person.to_actor()),
            bundle: self.digest(),
            kind: EventKind::Refused(attempt),
        });
    }

    fn submitted(&mut self, person: &Person, submission: Submission) -> Request {
        let digest = self.digest();
        let acting = Acting {
            person,
            bundle: &digest,
        };
        let event = decide(None, Command::Submit(Box::new(submission)), acting, now()).unwrap();
        self.write(&event);
        apply(None, &event).unwrap()
    }

    /// Credentials of an open window.
    fn opens(&mut self, person: &Person, request: &Request) {
        let end = request.window().unwrap().end;
        let session = Session {
            access_key_id: "ASIAIOSFODNN7EXAMPLE".parse::<AccessKeyId>().unwrap(),
            role: request.target.role.clone(),
            session_name: SessionName::of(&request.requester.name, &request.id),
            source_identity: SourceIdentity::of(&request.requester.id),
            expiration: end,
            fence: end,
            window: None,
            sts_request_id: None,
            sandbox: true,
        };
        let digest = self.digest();
        let acting = Acting {
            person,
            bundle: &digest,
        };
        let command = Command::OpenSession {
            eligible: true,
            session: Box::new(session),
        };
        let event = decide(Some(request), command, acting, now()).unwrap();
        self.write(&event);
    }

    fn digest(&self) -> BundleDigest {
        self.bundle.digest().clone()
    }

    fn write(&mut self, event: &Event) {
        let position = link(&self.head, event).unwrap();
        let recorded = RecordedEvent {
            sequence: position.sequence,
            previous_hash: self.head.hash.clone(),
            hash: position.hash.clone(),
            event: event.clone(),
        };
        self.head = ChainHead {
            sequence: position.sequence,
            hash: position.hash,
        };
        writeln!(self.lines, "{}", serde_json::to_string(&recorded).unwrap()).unwrap();
    }

    /// Puts the log into the folder of a stage, with the line that names its end.
    fn export(&self, stage: &Stage) {
        let head = format!(
            "{{\"head\":{{\"sequence\":{},\"hash\":\"{}\"}}}}\n",
            self.head.sequence, self.head.hash
        );
        fs::write(
            stage.path().join("audit.jsonl"),
            format!("{}{head}", self.lines),
        )
        .unwrap();
    }
}

/// Three people, of whom one plays at once and opens a session, one is refused.
fn log() -> Log {
    let mut log = Log::new();
    let engineer = person("engineer", "engineers");
    let oncall = person("oncall", "sre");
    let stranger = person("stranger", "sales");
    let play = log.asks(&engineer, "playground", "PowerUser").unwrap();
    assert!(matches!(play.approval, Some(Approval::Automatic { .. })));
    log.opens(&engineer, &play);
    log.asks(&engineer, "playground", "PowerUser").unwrap();
    log.asks(&oncall, "payments-prod", "PowerUser").unwrap();
    assert!(log.asks(&stranger, "shop-dev", "ReadOnly").is_none());
    log
}

#[test]
fn the_same_bundle_changes_nothing() {
    let stage = Stage::with_example();
    log().export(&stage);
    insta::assert_snapshot!(stage.policy(&["replay", "--log", "audit.jsonl"]), @"
    exit: 0
    0 gained, 0 lost, 0 changed, 5 unchanged
    ");
}

#[test]
fn another_bundle_shows_who_gains_and_who_loses() {
    let stage = Stage::with_example()
        .with("auto-approval/ou.sandbox.cedar", "")
        .replacing("eligibility/engineers.toml", "\"interns\", \"sre\"", "\"interns\", \"sales\", \"sre\"")
        .replacing("approvals/production.toml", "{ groups = [\"payments-leads\"] }", "{ groups = [\"payments-owners\"] }")
        .with(
            "guardrails.cedar",
            "@id(\"no-play\")\nforbid (principal, action == Jit::Action::\"vend\", resource in Jit::OrganizationalUnit::\"sandbox\");\n",
        );
    log().export(&stage);
    let ran = stage.policy(&["replay", "--log", "audit.jsonl"]);
    insta::assert_snapshot!(ran, @"
    exit: 0
    gains    stranger ReadOnly in shop-dev (333344445555), 1×: not_eligible → manual by everything, approvals 1
    loses    engineer PowerUser in playground (444455556666), 2×: automatic by play-in-the-sandbox → manual by everything, approvals 1
    loses    engineer PowerUser in playground (444455556666) (credentials), 1×: allowed → guardrail by no-play
    changes  oncall PowerUser in payments-prod (111122223333), 1×: manual by payments, approvals 1 → manual by payments, approvals 1 of other people
    1 gained, 3 lost, 1 changed, 0 unchanged
    ");

    let json = stage
        .policy(&["replay", "--json", "--log", "audit.jsonl"])
        .json();
    assert_eq!(json["complete"], true);
    assert_eq!(json["unchanged"], 0);
    insta::assert_snapshot!(format!("{:#}", json["loses"][0]), @r#"
    {
      "issuer": "https://id.example.com",
      "subject": "engineer",
      "account": "444455556666",
      "permission_set": "PowerUser",
      "action": "request",
      "before": "automatic by play-in-the-sandbox",
      "after": "manual by everything, approvals 1",
      "times": 2,
      "last": "2026-01-05T12:00:00.000Z",
      "request": "req-0000000002"
    }
    "#);
}

#[test]
fn a_log_that_may_be_cut_off_is_said_to_be() {
    let stage = Stage::with_example();
    let log = log();
    fs::write(stage.path().join("audit.jsonl"), &log.lines).unwrap();
    let ran = stage.policy(&["replay", "--log", "audit.jsonl"]);
    assert_eq!(ran.status, 0);
    assert_eq!(
        ran.stderr,
        "warning: the log has no line that names its end: it may be cut off\n"
    );
    let json = stage
        .policy(&["replay", "--json", "--log", "audit.jsonl"])
        .json();
    assert_eq!(json["complete"], false);
}

#[test]
fn what_is_no_log_is_refused() {
    let stage = Stage::with_example();
    fs::write(
        stage.path().join("audit.jsonl"),
        format!("{}hello\n", log().lines),
    )
    .unwrap();
    insta::assert_snapshot!(stage.policy(&["replay", "--log", "audit.jsonl"]), @"
    exit: 1
    --- stderr ---
    error: `audit.jsonl`: line 6 is no event of an audit log
    ");
    insta::assert_snapshot!(stage.policy(&["replay", "--log", "nowhere.jsonl"]), @"
    exit: 1
    --- stderr ---
    error: `nowhere.jsonl`: No such file or directory (os error 2)
    ");
}

#[test]
fn a_log_that_was_changed_is_refused() {
    let stage = Stage::with_example();
    let lines = log().lines;
    let lines: Vec<_> = lines.lines().collect();
    let doctored = lines.join("\n").replacen("\"engineer\"", "\"somebody\"", 1);
    let without_one = [&lines[..1], &lines[2..]].concat().join("\n");
    let swapped = [lines[0], lines[2], lines[1]].join("\n");
    let added_member = lines.join("\n").replacen('{', r#"{"added":1,"#, 1);
    let head = format!(r#"{{"head":{{"sequence":5,"hash":"{}"}}}}"#, "0".repeat(64));
    let with_another_end = [&lines[..], &[&head]].concat().join("\n");
    for text in [
        doctored,
        without_one,
        swapped,
        added_member,
        with_another_end,
    ] {
        fs::write(stage.path().join("audit.jsonl"), text).unwrap();
        let ran = stage.policy(&["replay", "--log", "audit.jsonl"]);
        assert_eq!(ran.status, 1);
        assert!(
            ran.stderr
                .contains("the chain of the log does not hold at line"),
            "{ran}"
        );
    }
    fs::write(stage.path().join("audit.jsonl"), lines[2..].join("\n")).unwrap();
    let ran = stage.policy(&["replay", "--log", "audit.jsonl"]);
    assert_eq!(ran.status, 0, "an export may begin anywhere: {ran}");
}

/// A replay asks no service: what the checks said then, they are taken to say again.
#[test]
fn what_external_checks_said_is_taken_from_the_log() {
    let checks = "[[check]]\nname = \"change\"\n\
                  level = { approvers = { groups = [\"change-managers\"] }, approvals = 1 }\n";
    let stage = Stage::with_example().with("checks.toml", checks).replacing(
        "eligibility/engineers.toml",
        "max_duration",
        "checks = [\"change\"]\nmax_duration",
    );
    let mut log = Log::new();
    log.bundle = Bundle::load(&stage.path().join("policy")).unwrap();
    log.checks = vec![PassedCheck {
        check: "change".parse().unwrap(),
        note: None,
        adds_level: true,
    }];
    let engineer = person("engineer", "engineers");
    log.asks(&engineer, "shop-dev", "ReadOnly").unwrap();
    log.refusing = Some("change".parse().unwrap());
    log.asks(&engineer, "shop-dev", "ReadOnly");
    log.export(&stage);
    let replay = |stage: &Stage| stage.policy(&["replay", "--log", "audit.jsonl"]).stdout;
    assert_eq!(replay(&stage), "0 gained, 0 lost, 0 changed, 2 unchanged\n");
    let without = Stage::with_example();
    log.export(&without);
    let told = replay(&without);
    assert!(told.contains("check_refused → "), "{told}");
    assert!(
        told.ends_with("2 gained, 0 lost, 0 changed, 0 unchanged\n"),
        "{told}"
    );
}
