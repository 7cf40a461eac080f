use std::sync::Arc;
use std::time::Duration;

use jit_api::Secret;
use jit_domain::{StatusName, Timestamp};
use tokio::time::{Instant, sleep, timeout_at};

use super::answer::{self, Unusable};
use super::decision::{Decision, decide, may_be_used_offline};
use super::{AutoRequest, Target, auto_request};
use crate::broker::{Broker, BrokerError};
use crate::cache::{CacheEntry, CachedSession, EntryKey, EntryLock, SessionCache};
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::file_lock::PAUSE;
use crate::session::{PersonKey, SessionError, TokenSource};

/// How long things may take, and what may be done meanwhile.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits<'a> {
    /// All of it.
    pub(crate) total: Duration,
    /// Waiting for another process that is getting the same credentials.
    pub(crate) lock: Duration,
    /// What to ask for where no window is open; none for nothing.
    pub(crate) auto_request: Option<&'a AutoRequest>,
}

impl Limits<'_> {
    /// For somebody who has typed a command and looks on.
    pub(crate) const OF_A_PERSON: Self = Self {
        total: Duration::from_secs(30),
        lock: Duration::from_secs(10),
        auto_request: None,
    };
}

/// How often a token is renewed before it is the broker that must be wrong.
const RENEWALS: u32 = 2;

/// A session of an open window: the one that is kept, or a new one.
///
/// # Errors
///
/// The refusal of the broker with the command that helps; that nobody is signed in; that the broker
/// cannot be asked, and nothing is kept that may be used meanwhile.
pub(crate) async fn obtain(
    ctx: &Context,
    target: &Target,
    limits: Limits<'_>,
) -> Result<CachedSession, CommandError> {
    let broker = broker(ctx)?;
    let place = place(ctx, &broker, target).await?;
    let errand = Errand::new(ctx, &broker, target, place.as_ref(), limits);
    errand.run().await
}

/// A new session of an open window, which is not kept.
///
/// # Errors
///
/// As [`obtain`].
pub(crate) async fn obtain_new(
    ctx: &Context,
    target: &Target,
    limits: Limits<'_>,
) -> Result<CachedSession, CommandError> {
    let broker = broker(ctx)?;
    Errand::new(ctx, &broker, target, None, limits).run().await
}

fn broker(ctx: &Context) -> Result<Broker, CommandError> {
    let name = ctx.settings.broker()?.value;
    let tokens = TokenSource::new(&ctx.settings, &name, Arc::clone(&ctx.clock))?;
    let tokens = tokens.renewing_elsewhere();
    Ok(Broker::with_tokens(&ctx.settings, &name, tokens))
}

/// Where a session is kept, and for whom.
struct Place {
    entry: CacheEntry,
    person: PersonKey,
}

/// Where the session would be kept; none where there is no folder.
async fn place(
    ctx: &Context,
    broker: &Broker,
    target: &Target,
) -> Result<Option<Place>, CommandError> {
    let Some(cache) = SessionCache::of(&ctx.settings.folders) else {
        return Ok(None);
    };
    let person = broker.tokens().person().await?;
    let key = EntryKey::of(broker.name(), &person, target);
    let entry = cache.entry(key);
    Ok(Some(Place { entry, person }))
}

/// One run.
struct Errand<'a> {
    ctx: &'a Context,
    broker: &'a Broker,
    target: &'a Target,
    place: Option<&'a Place>,
    deadline: Instant,
    lock_deadline: Instant,
    auto_request: Option<&'a AutoRequest>,
}

/// What waiting for one's turn came to.
enum Turn<'a> {
    /// Somebody was faster, or nobody has to be asked.
    Kept(CachedSession),
    /// It is for us to ask. Without a lock where there is no place for one.
    Ours(Option<EntryLock<'a>>, Option<CachedSession>),
}

/// What renewing the token came to.
enum Renewal {
    /// The token to ask with, however short its life.
    Token(Secret),
    /// The issuer could not be asked, and a session that is kept will do.
    Kept(Box<CachedSession>),
}

/// Why asking the broker came to nothing.
enum Setback {
    /// The token has to be renewed first; with the one that the broker called expired.
    Renew(Option<Secret>),
    /// The window has just been asked for, and is open.
    Opened,
    /// The broker wants to be asked less often.
    Later(Duration),
    /// There is nothing more to do.
    Final(CommandError),
}

impl<'a> Errand<'a> {
    fn new(
        ctx: &'a Context,
        broker: &'a Broker,
        target: &'a Target,
        place: Option<&'a Place>,
        limits: Limits<'a>,
    ) -> Self {
        let began = Instant::now();
        Self {
            ctx,
            broker,
            target,
            place,
            deadline: began + limits.total,
            lock_deadline: began + limits.lock,
            auto_request: limits.auto_request,
        }
    }

    async fn run(&self) -> Result<CachedSession, CommandError> {
        let mut renewed = None;
        let mut renewals = 0;
        loop {
            let (lock, kept) = match self.turn().await? {
                Turn::Kept(session) => return Ok(session),
                Turn::Ours(lock, kept) => (lock, kept),
            };
            match self.ask(lock.as_ref(), kept, renewed.clone()).await {
                Ok(session) => return Ok(session),
                Err(Setback::Final(err)) => return Err(err),
                Err(Setback::Opened) => {}
                Err(Setback::Later(pause)) => {
                    drop(lock);
                    sleep(pause).await;
                }
                Err(Setback::Renew(rejected)) => {
                    // Nobody waits for a session while a token is renewed.
                    drop(lock);
                    renewals += 1;
                    if renewals > RENEWALS {
                        return Err(CommandError::not_signed_in(
                            "the broker takes no token of yours, however new",
                        ));
                    }
                    match self.renew(rejected).await? {
                        Renewal::Token(token) => renewed = Some(token),
                        Renewal::Kept(session) => return Ok(*session),
                    }
                }
            }
        }
    }

    fn now(&self) -> Timestamp {
        self.ctx.clock.now()
    }

    fn kept(&self) -> Option<CachedSession> {
        self.place.and_then(|place| place.entry.read())
    }

    /// Waits until it is for us to ask the broker, or nobody has to any more.
    async fn turn(&self) -> Result<Turn<'_>, CommandError> {
        let Some(Place { entry, .. }) = self.place else {
            return Ok(Turn::Ours(None, None));
        };
        loop {
            // First the lock, then what is kept: it may have changed until the lock was ours.
            let lock = entry.try_lock();
            let kept = entry.read();
            match kept {
                Some(session) if decide(Some(&session), self.now()) == Decision::Use => {
                    return Ok(Turn::Kept(session));
                }
                kept => match lock {
                    Ok(Some(lock)) => return Ok(Turn::Ours(Some(lock), kept)),
                    Ok(None) if Instant::now() < self.lock_deadline => {}
                    Ok(None) => return self.stuck(entry, kept),
                    // Without a place for the lock nothing is kept either.
                    Err(_) => return Ok(Turn::Ours(None, None)),
                },
            }
            sleep(PAUSE).await;
        }
    }

    /// Somebody else has been asking for too long.
    fn stuck(
        &self,
        entry: &CacheEntry,
        kept: Option<CachedSession>,
    ) -> Result<Turn<'_>, CommandError> {
        if let Some(session) = kept.filter(|it| may_be_used_offline(it, self.now())) {
            return Ok(Turn::Kept(session));
        }
        let name = self.target.name();
        let (who, hint) = match entry.holder() {
            Some(id) => (format!(" (process {id})"), format!("kill -9 {id}")),
            None => (String::new(), "jit whoami".to_owned()),
        };
        let what =
            format!("another `jit`{who} is getting credentials for {name} and takes too long");
        Err(CommandError::new(ErrorKind::Unreachable, what)
            .code("busy")
            .hint(hint))
    }

    /// Asks the broker once, with the token that was just renewed if it was, and keeps what comes of
    /// it.
    async fn ask(
        &self,
        lock: Option<&EntryLock<'_>>,
        kept: Option<CachedSession>,
        renewed: Option<Secret>,
    ) -> Result<CachedSession, Setback> {
        let token = match renewed {
            Some(token) => Ok(Some(token)),
            None => self.broker.tokens().ready().await,
        };
        let token = match token {
            Ok(Some(token)) => token,
            Ok(None) => return Err(Setback::Renew(None)),
            Err(err) if err.is_passing() => {
                let session = self.in_vain(lock, kept);
                return session.ok_or_else(|| Setback::Final(err.into()));
            }
            Err(err) => return Err(Setback::Final(err.into())),
        };
        // Somebody else may have signed in meanwhile: this is not the place of their sessions.
        let (lock, kept) = match self.place {
            Some(place) if !self.broker.tokens().are_of(&place.person).await => (None, None),
            _ => (lock, kept),
        };
        let keep = decide(kept.as_ref(), self.now()) == Decision::Ask { keep: true };
        let named = kept.as_ref().filter(|_| keep);
        let question = self
            .target
            .question(named.map(|it| &it.credentials.access_key_id));
        let limit = self.deadline.saturating_duration_since(Instant::now());
        match self.broker.credentials(&token, &question, limit).await {
            Ok(answer) => {
                let session = answer::believe(answer, self.target, named, self.now());
                let session = session.map_err(|why| Setback::Final(self.unusable(why)))?;
                if let Some(lock) = lock
                    && lock.write(&session).is_err()
                {
                    // One that the broker has not just confirmed must not stay in its place.
                    let _ = lock.remove();
                }
                Ok(session)
            }
            Err(err) if err.is_token_expired() => Err(Setback::Renew(Some(token))),
            Err(err) if err.is_passing() => {
                let session = self.in_vain(lock, kept);
                session.ok_or_else(|| self.later(err))
            }
            Err(err) => Err(self.refused(err, &token, lock).await),
        }
    }

    fn unusable(&self, why: Unusable) -> CommandError {
        match why {
            Unusable::Absurd(why) => self.broker.absurd(why).into(),
            Unusable::EndsIn { seconds } => self.target.ends_in(seconds),
        }
    }

    /// The broker said neither yes nor no. Where it said when to come back, and there is time for
    /// that, that is done.
    fn later(&self, err: BrokerError) -> Setback {
        let pause = err.come_back_after();
        let left = self.deadline.saturating_duration_since(Instant::now());
        match pause.filter(|pause| *pause < left) {
            Some(pause) => Setback::Later(pause),
            None => Setback::Final(self.target.explain(err)),
        }
    }

    /// The broker said no. What it said no to is not kept, and may be asked for.
    async fn refused(
        &self,
        err: BrokerError,
        token: &Secret,
        lock: Option<&EntryLock<'_>>,
    ) -> Setback {
        let Some(lock) = lock.filter(|_| err.is_refusal()) else {
            return Setback::Final(self.target.explain(self.broker.refused(err)));
        };
        if let Err(left) = lock.remove() {
            return Setback::Final(self.target.explain(err).cause(left));
        }
        let asked = match self
            .auto_request
            .filter(|_| AutoRequest::helps_against(&err))
        {
            Some(it) => it.file(self.broker, token, self.target, lock, self.now()),
            None => return Setback::Final(self.target.explain(self.broker.refused(err))),
        };
        match timeout_at(self.deadline, asked).await {
            Ok(Ok(Some(request))) => {
                auto_request::tell(self.target, &request);
                if request.status == StatusName::Active {
                    Setback::Opened
                } else {
                    Setback::Final(auto_request::pending(self.target, &request))
                }
            }
            Ok(Err(err)) => Setback::Final(err),
            Ok(Ok(None)) | Err(_) => Setback::Final(self.target.explain(err)),
        }
    }

    /// Renews the token. While the issuer cannot be reached, a session that is kept may do.
    async fn renew(&self, rejected: Option<Secret>) -> Result<Renewal, CommandError> {
        let tokens = self.broker.tokens();
        let renewal = async {
            match &rejected {
                Some(rejected) => tokens.force_refresh(rejected).await,
                None => tokens.access_token().await,
            }
        };
        let renewed = match timeout_at(self.deadline, renewal).await {
            Ok(renewed) => renewed,
            Err(_) => Err(SessionError::Busy {
                holder: tokens.renewing_process(),
            }),
        };
        match renewed {
            Ok(token) => Ok(Renewal::Token(token)),
            Err(err) if err.is_passing() => {
                // Without a place for the lock nothing could be taken away after a no either.
                let lock = self.place.and_then(|it| it.entry.try_lock().ok());
                let kept = lock.as_ref().and_then(|_| self.kept());
                let session = self.in_vain(lock.flatten().as_ref(), kept);
                let kept = session.map(|it| Renewal::Kept(Box::new(it)));
                kept.ok_or_else(|| err.into())
            }
            Err(err) => Err(err.into()),
        }
    }

    /// The session that is kept, if it may be used although the broker could not be asked. It is
    /// written down that it could not.
    fn in_vain(
        &self,
        lock: Option<&EntryLock<'_>>,
        kept: Option<CachedSession>,
    ) -> Option<CachedSession> {
        let now = self.now();
        let mut session = kept.filter(|it| may_be_used_offline(it, now))?;
        session.terms.asked_in_vain_at = Some(now);
        if let Some(lock) = lock {
            // Not written down, the broker is merely asked again sooner.
            let _ = lock.write(&session);
        }
        Some(session)
    }
}
