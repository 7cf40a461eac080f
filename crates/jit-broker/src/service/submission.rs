use jit_api::SubmitBody;
use jit_domain::{
    AccountRef, Ask, PermissionSetName, RefusedSubmission, RequestId, Target, VerifiedClaims,
};
use jit_policy::{Bundle, Explanation, PolicyRefusal, SubmitQuestion, SubmitRuling};
use jit_store::{RequestQuery, ReviewFilter, Scope};

use super::Failure;
use super::record::Attempt;
use crate::app::App;
use crate::identity::Caller;

/// What a person asks for, each field parsed on its own.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    account: AccountRef,
    permission_set: PermissionSetName,
    pub(super) ask: Ask,
    break_glass: bool,
}

impl Asked {
    /// Parses the fields in the order of the body.
    ///
    /// # Errors
    ///
    /// `malformed` where a field cannot be read, `limit` where it lies outside of its bounds; both
    /// name the field.
    pub(super) fn parse(body: &SubmitBody) -> Result<Self, Failure> {
        Ok(Self {
            account: parse(&body.account, "account")?,
            permission_set: parse(&body.permission_set, "permission_set")?,
            ask: Ask {
                duration: body
                    .duration_seconds
                    .try_into()
                    .map_err(|e| Failure::limit("duration_seconds", e))?,
                reason: body
                    .reason
                    .parse()
                    .map_err(|e| Failure::limit("reason", e))?,
                ticket: body
                    .ticket
                    .as_deref()
                    .map(|text| text.parse().map_err(|e| Failure::limit("ticket", e)))
                    .transpose()?,
                start: optional(body.start.as_deref(), "start")?,
                extends: optional(body.extends.as_deref(), "extends")?,
                batch: optional(body.batch.as_deref(), "batch")?,
            },
            break_glass: body.break_glass,
        })
    }

    /// What the audit log says of it when it is refused: all that the bundle decided by, so that it
    /// can be explained, and decided again under another bundle.
    pub(super) fn attempt(&self, caller: &Caller, bundle: &Bundle) -> Attempt {
        let mut attempt = Attempt::to("submit");
        let known = bundle.account(&self.account).map(|found| found.id.clone());
        let account = known.or_else(|| match &self.account {
            AccountRef::Id(id) => Some(id.clone()),
            AccountRef::Name(_) => None,
        });
        attempt.target(account, &self.permission_set);
        let submission = RefusedSubmission {
            ask: self.ask.clone(),
            break_glass: self.break_glass,
            claims: VerifiedClaims::from(&caller.person),
        };
        attempt.submission(submission, bundle.digest());
        attempt
    }

    /// What the bundle says.
    pub(super) fn rule(
        &self,
        app: &App,
        caller: &Caller,
        bundle: &Bundle,
    ) -> Result<SubmitRuling, PolicyRefusal> {
        bundle.rule_on_submit(&self.question(app, caller), app.directory.as_ref())
    }

    /// What the bundle says, step by step.
    pub(super) fn explain(
        &self,
        app: &App,
        caller: &Caller,
        bundle: &Bundle,
    ) -> Explanation<SubmitRuling> {
        bundle.explain_submit(&self.question(app, caller), app.directory.as_ref())
    }

    fn question<'a>(&'a self, app: &App, caller: &'a Caller) -> SubmitQuestion<'a> {
        SubmitQuestion {
            person: &caller.person,
            account: &self.account,
            permission_set: &self.permission_set,
            ask: &self.ask,
            break_glass: self.break_glass,
            now: app.clock.now(),
        }
    }
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(
    text: &str,
    field: &'static str,
) -> Result<T, Failure> {
    text.parse().map_err(|e| Failure::malformed(field, e))
}

fn optional<T: std::str::FromStr<Err: std::fmt::Display>>(
    text: Option<&str>,
    field: &'static str,
) -> Result<Option<T>, Failure> {
    text.map(|text| parse(text, field)).transpose()
}

/// More time can be asked for only where the caller has asked before: their own request, of the
/// same target. One that is not theirs looks like one that does not exist.
pub(super) async fn check_extends(
    app: &App,
    caller: &Caller,
    extends: Option<&RequestId>,
    target: &Target,
) -> Result<(), Failure> {
    let Some(id) = extends else {
        return Ok(());
    };
    let earlier = app.store.request(id).await?.map(|read| read.value);
    let own = earlier.is_some_and(|request| {
        request.requester.id == caller.person.id
            && request.target.account == target.account
            && request.target.permission_set == target.permission_set
    });
    own.then_some(()).ok_or_else(|| {
        Failure::limit(
            "extends",
            "only a request of yours for the same target can be extended",
        )
    })
}

/// Where the eligibility says so, nobody breaks glass again while a break-glass window of theirs
/// has waited too long for its review.
pub(super) async fn check_reviews(
    app: &App,
    caller: &Caller,
    ruling: &SubmitRuling,
) -> Result<(), Failure> {
    if !ruling.overdue_review_blocks {
        return Ok(());
    }
    let overdue = RequestQuery {
        review: Some(ReviewFilter::Overdue),
        limit: 1,
        ..RequestQuery::all(Scope::Mine(caller.person.id.clone()), app.clock.now())
    };
    let found = app.store.requests(&overdue).await?.items.pop();
    found.map_or(Ok(()), |read| Err(Failure::review_overdue(&read.value)))
}
