//! A second opinion: what the rules of the design say, written down once more and in another way,
//! from nothing but the ask and the commands that were accepted.

use std::collections::BTreeSet;

use jit_domain::{
    Approval, Ask, Command, GroupName, Level, Person, PersonId, Request, RequestDigest,
    ReviewVerdict, Ruling, StatusName, Timestamp, Window, WindowDuration,
};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Oracle {
    requester: PersonId,
    digest: RequestDigest,
    /// None when policies applied alike; empty when a policy approved alone.
    levels: Option<Vec<Level>>,
    asked: WindowDuration,
    start: Option<Timestamp>,
    submitted: Timestamp,
    pending_until: Timestamp,
    votes: Vec<Vote>,
    /// Those who look back at a break-glass window; none of any other.
    reviewers: Option<BTreeSet<GroupName>>,
    reviewed: bool,
    /// The first command that ended it.
    over: Option<StatusName>,
}

/// An approval that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Vote {
    person: PersonId,
    groups: BTreeSet<GroupName>,
    digest: RequestDigest,
    duration: Option<WindowDuration>,
    at: Timestamp,
}

impl Oracle {
    /// The opinion on a fresh request. Of the request only its digest is taken on trust.
    pub(crate) fn new(request: &Request, ask: &Ask, ruling: &Ruling, now: Timestamp) -> Self {
        let (levels, pending_for) = match ruling {
            Ruling::Conflict { .. } => (None, 0),
            Ruling::Approval {
                approval,
                pending_for,
            } => (Some(approval.levels().to_vec()), pending_for.seconds()),
        };
        let window_over = |start: Timestamp| start.plus_seconds(ask.duration.seconds().into());
        Self {
            requester: request.requester.id.clone(),
            digest: request.digest.clone(),
            levels,
            asked: ask.duration,
            start: ask.start,
            submitted: now,
            pending_until: ask
                .start
                .map_or_else(|| now.plus_seconds(pending_for.into()), window_over),
            votes: Vec::new(),
            reviewers: reviewers(ruling),
            reviewed: false,
            over: None,
        }
    }

    /// Whether the rules allow it.
    pub(crate) fn allows(&self, who: &Person, command: &Command, now: Timestamp) -> bool {
        let own = who.id == self.requester;
        let status = self.status(now);
        let ahead = status == StatusName::Scheduled;
        let open = status == StatusName::Active;
        match command {
            Command::Submit(_) => false,
            Command::Approve {
                digest, duration, ..
            } => self.may_vote(who, digest, now) && duration.is_none_or(|d| d <= self.shortest()),
            Command::Reject { digest, .. } => self.may_vote(who, digest, now),
            Command::Cancel => own && (ahead || status == StatusName::Pending),
            Command::Finish => own && open,
            Command::Revoke { administrator, .. } => {
                (*administrator || self.has_a_say(who)) && (ahead || open)
            }
            Command::Review { verdict, comment } => {
                let over = matches!(status, StatusName::Ended | StatusName::Revoked);
                let says_why = *verdict == ReviewVerdict::Ok || comment.is_some();
                let is_break_glass = self.reviewers.is_some();
                is_break_glass && self.has_a_say(who) && over && !self.reviewed && says_why
            }
            Command::OpenSession { eligible, .. } => own && *eligible && open,
        }
    }

    /// Takes note of a command that was accepted.
    pub(crate) fn note(&mut self, who: &Person, command: &Command, now: Timestamp) {
        self.over = match command {
            Command::Reject { .. } => Some(StatusName::Rejected),
            Command::Cancel => Some(StatusName::Cancelled),
            Command::Finish => Some(StatusName::Ended),
            Command::Revoke { .. } => Some(StatusName::Revoked),
            _ => self.over,
        };
        self.reviewed |= matches!(command, Command::Review { .. });
        if let Command::Approve {
            digest, duration, ..
        } = command
        {
            self.votes.push(Vote {
                person: who.id.clone(),
                groups: who.groups.clone(),
                digest: digest.clone(),
                duration: *duration,
                at: now,
            });
        }
    }

    /// The status that the rules give it.
    pub(crate) fn status(&self, now: Timestamp) -> StatusName {
        let (_, window) = self.progress();
        match (self.over, window) {
            (Some(over), _) => over,
            _ if self.levels.is_none() => StatusName::Failed,
            (None, Some(window)) if now < window.start => StatusName::Scheduled,
            (None, Some(window)) if now < window.end => StatusName::Active,
            (None, Some(_)) => StatusName::Ended,
            (None, None) if now < self.pending_until => StatusName::Pending,
            (None, None) => StatusName::Expired,
        }
    }

    /// The window that people or a policy have granted, whatever became of it.
    pub(crate) fn granted(&self) -> Option<Window> {
        self.progress().1
    }

    /// Invariant I2: whether every approval is of this digest and by somebody else than the
    /// requester, who was an approver of the level it counts for and approved nothing else.
    pub(crate) fn has_quorum(&self) -> bool {
        let Some(levels) = &self.levels else {
            return false;
        };
        let mut votes = self.votes.iter();
        let mut seen = BTreeSet::from([&self.requester]);
        let enough = levels.iter().all(|level| {
            let needed = usize::try_from(level.approvals.get()).unwrap();
            let counted = votes.by_ref().take(needed).filter(|vote| {
                seen.insert(&vote.person)
                    && !vote.groups.is_disjoint(&level.approvers.groups)
                    && vote.digest == self.digest
            });
            counted.count() == needed
        });
        enough && votes.next().is_none()
    }

    fn may_vote(&self, who: &Person, digest: &RequestDigest, now: Timestamp) -> bool {
        let (level, _) = self.progress();
        let is_approver = |level: &Level| !who.groups.is_disjoint(&level.approvers.groups);
        self.status(now) == StatusName::Pending
            && who.id != self.requester
            && self.votes.iter().all(|vote| vote.person != who.id)
            && level.is_some_and(is_approver)
            && *digest == self.digest
    }

    fn has_a_say(&self, who: &Person) -> bool {
        let levels = self.levels.iter().flatten();
        let mut groups = levels
            .map(|level| &level.approvers.groups)
            .chain(&self.reviewers);
        who.id != self.requester && groups.any(|groups| !who.groups.is_disjoint(groups))
    }

    fn shortest(&self) -> WindowDuration {
        let narrowed = self.votes.iter().filter_map(|vote| vote.duration);
        narrowed.chain([self.asked]).min().unwrap()
    }

    /// The level that waits, or the window once none does.
    fn progress(&self) -> (Option<&Level>, Option<Window>) {
        let Some(levels) = &self.levels else {
            return (None, None);
        };
        let mut votes = self.votes.iter();
        for level in levels {
            let mut people = BTreeSet::new();
            while people.len() < usize::try_from(level.approvals.get()).unwrap() {
                let Some(vote) = votes.next() else {
                    return (Some(level), None);
                };
                people.insert(&vote.person);
            }
        }
        let approved = self.votes.last().map_or(self.submitted, |vote| vote.at);
        let start = self.start.unwrap_or(approved).max(approved);
        let end = start.plus_seconds(self.shortest().seconds().into());
        (None, Some(Window { start, end }))
    }
}

fn reviewers(ruling: &Ruling) -> Option<BTreeSet<GroupName>> {
    match ruling {
        Ruling::Approval {
            approval: Approval::BreakGlass {
                skipped, security, ..
            },
            ..
        } => {
            let approvers = skipped.iter().flat_map(|level| &level.approvers.groups);
            Some(approvers.chain(&security.groups).cloned().collect())
        }
        _ => None,
    }
}
