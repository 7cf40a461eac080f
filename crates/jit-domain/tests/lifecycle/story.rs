//! What happens to one request, step by step, by way of the real `decide` and `apply`.

use jit_domain::{
    Acting, Ask, Command, Comment, Event, Person, Phase, Refusal, Request, ReviewVerdict, Ruling,
    Session, SessionName, SourceIdentity, Status, Timestamp, Window, apply, decide,
};

use crate::world::{
    ask, at, break_glass, bundle, engineer, guard, lead, manual, officer, request_id, seconds,
    submission, target, two_levels,
};

#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) request: Option<Request>,
    pub(crate) events: Vec<Event>,
    pub(crate) now: Timestamp,
}

impl Story {
    /// Before anybody asked for anything.
    pub(crate) fn new() -> Self {
        Self {
            request: None,
            events: Vec::new(),
            now: at(0),
        }
    }

    /// The engineer has asked, and the bundle has ruled.
    pub(crate) fn of(ask: Ask, ruling: Ruling) -> Self {
        let mut story = Self::new();
        story.submit(ask, ruling).unwrap();
        story
    }

    /// Pending at the first of two levels.
    pub(crate) fn pending() -> Self {
        Self::of(ask(), manual(two_levels()))
    }

    /// Approved at both levels.
    pub(crate) fn approved(ask: Ask) -> Self {
        let mut story = Self::of(ask, manual(two_levels()));
        story.approve(&lead()).unwrap();
        story.approve(&officer()).unwrap();
        story
    }

    /// Open without anybody's approval.
    pub(crate) fn broken_glass() -> Self {
        Self::of(ask(), break_glass())
    }

    pub(crate) fn request(&self) -> &Request {
        self.request.as_ref().unwrap()
    }

    pub(crate) fn status(&self) -> Status {
        self.request().status(self.now)
    }

    pub(crate) fn window(&self) -> Window {
        self.request().window().unwrap()
    }

    #[must_use]
    pub(crate) fn at(mut self, now: Timestamp) -> Self {
        self.now = now;
        self
    }

    /// Lets somebody try something; the answer is the status that it leads to.
    pub(crate) fn act(&mut self, person: &Person, command: Command) -> Result<Status, Refusal> {
        let bundle = bundle();
        let acting = Acting {
            person,
            bundle: &bundle,
        };
        let event = decide(self.request.as_ref(), command, acting, self.now)?;
        self.request = Some(apply(self.request.clone(), &event).unwrap());
        self.events.push(event);
        Ok(self.status())
    }

    pub(crate) fn submit(&mut self, ask: Ask, ruling: Ruling) -> Result<Status, Refusal> {
        let submission = submission(ask, ruling);
        self.act(&engineer(), Command::Submit(Box::new(submission)))
    }

    pub(crate) fn approve(&mut self, person: &Person) -> Result<Status, Refusal> {
        self.act(person, self.approval(None))
    }

    /// Approves for that many seconds.
    pub(crate) fn approve_for(&mut self, person: &Person, n: i64) -> Result<Status, Refusal> {
        self.act(person, self.approval(Some(n)))
    }

    pub(crate) fn reject(&mut self, person: &Person) -> Result<Status, Refusal> {
        self.act(person, self.rejection())
    }

    pub(crate) fn cancel(&mut self, person: &Person) -> Result<Status, Refusal> {
        self.act(person, Command::Cancel)
    }

    pub(crate) fn finish(&mut self, person: &Person) -> Result<Status, Refusal> {
        self.act(person, Command::Finish)
    }

    pub(crate) fn revoke(&mut self, person: &Person) -> Result<Status, Refusal> {
        self.act(person, revocation(false))
    }

    pub(crate) fn revoke_as_administrator(&mut self, person: &Person) -> Result<Status, Refusal> {
        self.act(person, revocation(true))
    }

    /// Finds nothing wrong.
    pub(crate) fn review(&mut self, person: &Person) -> Result<Status, Refusal> {
        self.act(person, review(ReviewVerdict::Ok, None))
    }

    pub(crate) fn open_session(&mut self, person: &Person) -> Result<Status, Refusal> {
        self.act(person, self.session_opening(true))
    }

    /// An approval of what is stored.
    pub(crate) fn approval(&self, duration: Option<i64>) -> Command {
        Command::Approve {
            digest: self.digest(),
            duration: duration.map(seconds),
            comment: None,
        }
    }

    /// A rejection of what is stored.
    pub(crate) fn rejection(&self) -> Command {
        Command::Reject {
            digest: self.digest(),
            comment: None,
        }
    }

    pub(crate) fn session_opening(&self, eligible: bool) -> Command {
        Command::OpenSession {
            eligible,
            session: Box::new(self.session()),
        }
    }

    /// The session that the broker would have opened for the engineer now.
    pub(crate) fn session(&self) -> Session {
        let fence = self.request.as_ref().and_then(Request::window);
        Session {
            access_key_id: "ASIAIOSFODNN7EXAMPLE".parse().unwrap(),
            role: target().role,
            session_name: SessionName::of(&engineer().name, &request_id()),
            source_identity: SourceIdentity::of(&engineer().id),
            expiration: self.now.plus_seconds(3_600),
            fence: fence.map_or(self.now, |window| window.end.floor_to_second()),
            window: None,
            sts_request_id: None,
            sandbox: false,
        }
    }

    /// Lets the clock run on where it alone leads to the state.
    fn after_all_time_of(self, state: State) -> Self {
        let now = match state {
            State::EndedByClock | State::BreakGlassEnded | State::BreakGlassReviewed => {
                self.window().end
            }
            State::Expired => self.request().pending_until,
            _ => self.now,
        };
        self.at(now)
    }

    fn digest(&self) -> jit_domain::RequestDigest {
        match &self.request {
            Some(request) => request.digest.clone(),
            None => jit_domain::Sha256Hex::of(b"nothing").into(),
        }
    }
}

pub(crate) fn revocation(administrator: bool) -> Command {
    Command::Revoke {
        administrator,
        comment: None,
    }
}

pub(crate) fn review(verdict: ReviewVerdict, comment: Option<&str>) -> Command {
    let comment = comment.map(|text| text.parse::<Comment>().unwrap());
    Command::Review { verdict, comment }
}

/// Every state that a request can be in, with a story that leads there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Absent,
    PendingFirst,
    PendingLast,
    Scheduled,
    Active,
    EndedByClock,
    EndedEarly,
    Rejected,
    CancelledPending,
    CancelledScheduled,
    Expired,
    RevokedScheduled,
    RevokedActive,
    Failed,
    BreakGlass,
    BreakGlassEnded,
    BreakGlassRevoked,
    BreakGlassReviewed,
}

impl State {
    pub(crate) const TERMINAL: [Self; 9] = [
        Self::EndedByClock,
        Self::EndedEarly,
        Self::Rejected,
        Self::CancelledPending,
        Self::CancelledScheduled,
        Self::Expired,
        Self::RevokedScheduled,
        Self::RevokedActive,
        Self::Failed,
    ];

    /// Over, and not to be changed any more but for the look back.
    pub(crate) const BREAK_GLASS_OVER: [Self; 3] = [
        Self::BreakGlassEnded,
        Self::BreakGlassRevoked,
        Self::BreakGlassReviewed,
    ];

    pub(crate) fn story(self) -> Story {
        let scheduled = || Story::approved(crate::world::ask_for(7_200));
        let active = || Story::approved(ask());
        let mut story = match self {
            Self::Absent => Story::new(),
            Self::Scheduled | Self::CancelledScheduled | Self::RevokedScheduled => scheduled(),
            Self::Active | Self::EndedByClock | Self::EndedEarly | Self::RevokedActive => active(),
            Self::Failed => Story::of(ask(), crate::world::conflict()),
            Self::BreakGlass
            | Self::BreakGlassEnded
            | Self::BreakGlassRevoked
            | Self::BreakGlassReviewed => Story::broken_glass(),
            _ => Story::pending(),
        };
        let last = match self {
            Self::PendingLast => story.approve(&lead()),
            Self::EndedEarly => story.finish(&engineer()),
            Self::Rejected => story.reject(&lead()),
            Self::CancelledPending | Self::CancelledScheduled => story.cancel(&engineer()),
            Self::RevokedScheduled | Self::RevokedActive | Self::BreakGlassRevoked => {
                story.revoke(&lead())
            }
            Self::BreakGlassReviewed => {
                story = story.after_all_time_of(self);
                story.review(&guard())
            }
            _ => return story.after_all_time_of(self),
        };
        last.unwrap();
        story
    }

    /// The next instant at which the clock alone may change the state; a year later when none can.
    pub(crate) fn next_boundary(story: &Story) -> Timestamp {
        let request = story.request();
        match (request.status(story.now), &request.phase) {
            (Status::Pending { .. }, _) => request.pending_until,
            (Status::Scheduled, Phase::Approved { window }) => window.start,
            (Status::Active, Phase::Approved { window }) => window.end,
            _ => story.now.plus_seconds(365 * 24 * 3_600),
        }
    }
}
