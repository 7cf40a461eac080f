//! Recorded requests, decided again under another bundle: who gains, who loses.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use jit_domain::{
    AccountId, AccountRef, Actor, Approval, Ask, Event, EventKind, Issuer, PassedCheck,
    PermissionSetName, PersonId, RefusedAttempt, RequestId, Subject, SubmittedRequest, Timestamp,
    VerifiedClaims,
};
use serde::Serialize;

use crate::cases::Verdict;
use crate::{Bundle, NoDirectory, PolicyRefusal, SubmitQuestion, SubmitRuling, VendQuestion};

/// What a replay finds. Each recorded ask and each opened session is in exactly one place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Replay {
    /// What would be easier to get.
    pub gains: Vec<Change>,
    /// What would be harder to get, or not at all.
    pub loses: Vec<Change>,
    /// What would be decided by another policy or other people, no easier and no harder.
    pub changes: Vec<Change>,
    /// How many would be decided as they were.
    pub unchanged: u64,
    /// How many cannot be decided again: the log does not say what the token of the person said,
    /// or names no account.
    pub unknown: u64,
}

/// The same change for one person and target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Who vouches for the person.
    pub issuer: Issuer,
    /// The person.
    pub subject: Subject,
    /// The account.
    pub account: AccountId,
    /// The permission set.
    pub permission_set: PermissionSetName,
    /// What was asked: `request` or `vend`.
    pub action: &'static str,
    /// What was decided.
    pub before: String,
    /// What would be.
    pub after: String,
    /// How often.
    pub times: u64,
    /// When last.
    pub last: Timestamp,
    /// The last request that it happened to; none where it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestId>,
}

/// Decides recorded events again, one by one, in the order of the log.
#[derive(Debug)]
pub struct Replayer<'a> {
    bundle: &'a Bundle,
    requests: HashMap<RequestId, Asked>,
    found: BTreeMap<Key, (Direction, Change)>,
    replay: Replay,
}

type Key = (
    Issuer,
    Subject,
    AccountId,
    PermissionSetName,
    &'static str,
    String,
    String,
);

/// What has to be known of a request to decide about its sessions.
#[derive(Debug)]
struct Asked {
    claims: Option<VerifiedClaims>,
    submitted: SubmittedRequest,
}

/// A question of the log, with what came of it.
struct Recorded<'a> {
    actor: &'a Actor,
    account: &'a AccountId,
    permission_set: &'a PermissionSetName,
    action: &'static str,
    at: Timestamp,
    request: Option<RequestId>,
}

impl<'a> Replayer<'a> {
    /// Begins a replay under a bundle.
    #[must_use]
    pub fn new(bundle: &'a Bundle) -> Self {
        Self {
            bundle,
            requests: HashMap::new(),
            found: BTreeMap::new(),
            replay: Replay::default(),
        }
    }

    /// Decides one event again.
    pub fn event(&mut self, event: &Event) {
        let Some(actor) = &event.actor else { return };
        match &event.kind {
            EventKind::Submitted(submitted) => {
                let before = submitted.approval.as_ref().map(Verdict::of_approval);
                let before = before.unwrap_or_default();
                self.submitted(event, actor, submitted, &before);
            }
            EventKind::Failed {
                submitted,
                policies,
                ..
            } => {
                let before = Verdict {
                    word: "conflict",
                    policies: policies.clone(),
                    ..Verdict::default()
                };
                self.submitted(event, actor, submitted, &before);
            }
            EventKind::Refused(attempt) if attempt.action == "submit" => {
                self.refused(event, actor, attempt);
            }
            EventKind::SessionOpened(_) => self.session(event, actor),
            _ => {}
        }
    }

    /// What was found, the most frequent first.
    #[must_use]
    pub fn finish(self) -> Replay {
        let mut replay = self.replay;
        for (direction, change) in self.found.into_values() {
            let list = match direction {
                Direction::Easier => &mut replay.gains,
                Direction::Harder => &mut replay.loses,
                Direction::Neither => &mut replay.changes,
            };
            list.push(change);
        }
        for list in [&mut replay.gains, &mut replay.loses, &mut replay.changes] {
            list.sort_by_key(|change| std::cmp::Reverse(change.times));
        }
        replay
    }

    fn submitted(
        &mut self,
        event: &Event,
        actor: &Actor,
        submitted: &SubmittedRequest,
        before: &Verdict,
    ) {
        let claims = submitted.claims.clone();
        let break_glass = matches!(submitted.approval, Some(Approval::BreakGlass { .. }));
        let recorded = Recorded {
            actor,
            account: &submitted.target.account,
            permission_set: &submitted.target.permission_set,
            action: "request",
            at: event.at,
            request: event.request.clone(),
        };
        match &claims {
            Some(claims) => {
                let after = self.ask(&recorded, claims, &submitted.ask, break_glass);
                let after = self.passed(after, &submitted.checks, &actor.id);
                self.note(&recorded, before, &(&after).into());
            }
            None => self.replay.unknown += 1,
        }
        if let Some(id) = &event.request {
            let asked = Asked {
                claims,
                submitted: submitted.clone(),
            };
            self.requests.insert(id.clone(), asked);
        }
    }

    fn refused(&mut self, event: &Event, actor: &Actor, attempt: &RefusedAttempt) {
        let (Some(account), Some(permission_set), Some(submission), Some(word)) = (
            &attempt.account,
            &attempt.permission_set,
            &attempt.submission,
            CODES.into_iter().find(|code| *code == attempt.code),
        ) else {
            self.replay.unknown += 1;
            return;
        };
        let recorded = Recorded {
            actor,
            account,
            permission_set,
            action: "request",
            at: event.at,
            request: None,
        };
        let break_glass = submission.break_glass;
        let after = self.ask(&recorded, &submission.claims, &submission.ask, break_glass);
        let after = match after {
            // What the check said then, it is taken to say again.
            Ok(ruling)
                if attempt
                    .check
                    .as_ref()
                    .is_some_and(|c| ruling.checks.contains(c)) =>
            {
                Verdict {
                    word,
                    ..Verdict::default()
                }
            }
            after => (&after).into(),
        };
        let before = Verdict {
            word,
            policies: attempt.policy.iter().cloned().collect(),
            ..Verdict::default()
        };
        self.note(&recorded, &before, &after);
    }

    fn ask(
        &self,
        recorded: &Recorded<'_>,
        claims: &VerifiedClaims,
        ask: &Ask,
        break_glass: bool,
    ) -> Result<SubmitRuling, PolicyRefusal> {
        let question = SubmitQuestion {
            person: &claims.person(recorded.actor),
            account: &AccountRef::Id(recorded.account.clone()),
            permission_set: recorded.permission_set,
            ask,
            break_glass,
            now: recorded.at,
        };
        self.bundle.rule_on_submit(&question, &NoDirectory)
    }

    /// The ruling with what its external checks said then: a replay asks nobody. A check that was
    /// not asked then counts as one that lets it pass and adds nothing.
    fn passed(
        &self,
        ruled: Result<SubmitRuling, PolicyRefusal>,
        recorded: &[PassedCheck],
        requester: &PersonId,
    ) -> Result<SubmitRuling, PolicyRefusal> {
        let ruling = ruled?;
        let asked = recorded
            .iter()
            .filter(|passed| ruling.checks.contains(&passed.check));
        // One that has lost its level in this bundle adds none.
        let asked = asked.filter(|passed| self.bundle.check_level(&passed.check).is_some());
        let asked: Vec<PassedCheck> = asked.cloned().collect();
        self.bundle
            .with_checks(ruling, &asked, requester, &NoDirectory)
    }

    fn session(&mut self, event: &Event, actor: &Actor) {
        let asked = event.request.as_ref().and_then(|id| self.requests.get(id));
        let known = asked.and_then(|asked| Some((asked.claims.as_ref()?, &asked.submitted)));
        let Some((claims, submitted)) = known else {
            self.replay.unknown += 1;
            return;
        };
        let after = self.bundle.rule_on_vend(&VendQuestion {
            person: &claims.person(actor),
            account: &submitted.target.account,
            permission_set: &submitted.target.permission_set,
            duration: submitted.ask.duration,
            ticket: submitted.ask.ticket.as_ref(),
            break_glass: matches!(submitted.approval, Some(Approval::BreakGlass { .. })),
            now: event.at,
        });
        let before = Verdict {
            word: "allowed",
            ..Verdict::default()
        };
        let target = submitted.target.clone();
        let recorded = Recorded {
            actor,
            account: &target.account,
            permission_set: &target.permission_set,
            action: "vend",
            at: event.at,
            request: event.request.clone(),
        };
        self.note(&recorded, &before, &(&after).into());
    }

    fn note(&mut self, recorded: &Recorded<'_>, before: &Verdict, after: &Verdict) {
        if before.decides_like(after) {
            self.replay.unchanged += 1;
            return;
        }
        let direction = Direction::of(before, after);
        let (before, mut after) = (before.to_string(), after.to_string());
        if before == after {
            after.push_str(" of other people");
        }
        let id = &recorded.actor.id;
        let key = (
            id.issuer.clone(),
            id.subject.clone(),
            recorded.account.clone(),
            recorded.permission_set.clone(),
            recorded.action,
            before.clone(),
            after.clone(),
        );
        let change = || Change {
            issuer: id.issuer.clone(),
            subject: id.subject.clone(),
            account: recorded.account.clone(),
            permission_set: recorded.permission_set.clone(),
            action: recorded.action,
            before,
            after,
            times: 0,
            last: recorded.at,
            request: None,
        };
        let found = self.found.entry(key);
        let (_, change) = found.or_insert_with(|| (direction, change()));
        change.times += 1;
        change.last = change.last.max(recorded.at);
        change.request.clone_from(&recorded.request);
    }
}

/// The codes of the refusals of policies and external checks.
const CODES: [&str; 6] = [
    "not_eligible",
    "limit",
    "guardrail",
    "no_policy",
    "no_approver",
    "check_refused",
];

/// Whether something would be easier to get than it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Easier,
    Harder,
    Neither,
}

impl Direction {
    fn of(before: &Verdict, after: &Verdict) -> Self {
        match after.ease().cmp(&before.ease()) {
            Ordering::Greater => Self::Easier,
            Ordering::Less => Self::Harder,
            Ordering::Equal => Self::Neither,
        }
    }
}
