use jit_api::{ApprovalKind, TargetOffer, TargetPage};
use jit_domain::{Level, PermissionSetName, PolicyName};
use jit_policy::{Account, ApprovalOutlook, Offer};

use super::{Failure, view};
use crate::app::App;
use crate::identity::Caller;

/// Which targets.
#[derive(Clone, Debug)]
pub struct TargetQuestion {
    /// Part of the account's ID or name, in any letter case.
    pub account: Option<String>,
    /// Part of the permission set's name, in any letter case.
    pub permission_set: Option<String>,
    /// At most that many, 1 to [`TargetQuestion::MAX_LIMIT`].
    pub limit: usize,
    /// Continue behind this one: what the page before said.
    pub cursor: Option<String>,
}

impl TargetQuestion {
    /// The longest page, and its length when nothing is said.
    pub const MAX_LIMIT: usize = 500;
}

/// What the caller may request, in order of account name and permission set.
///
/// # Errors
///
/// `malformed` for a cursor that the broker did not give out.
pub async fn targets(
    app: &App,
    caller: &Caller,
    question: TargetQuestion,
) -> Result<TargetPage, Failure> {
    let after = question.cursor.as_deref().map(parse_cursor).transpose()?;
    let limit = question.limit.max(1);
    let wanted = move |account: &Account, set: &PermissionSetName| {
        let here = (account.name.to_string(), set.to_string());
        after.as_ref().is_none_or(|after| here > *after) && fits(account, set, &question)
    };
    // One more than asked for shows that there is a next page.
    let mut page = offers(app, caller, limit + 1, wanted).await?;
    let more = page.len() > limit;
    page.truncate(limit);
    Ok(TargetPage {
        next_cursor: page.last().filter(|_| more).map(cursor),
        targets: page.into_iter().map(target).collect(),
    })
}

/// Whether the caller may request anything.
pub(super) async fn has_offers(app: &App, caller: &Caller) -> Result<bool, Failure> {
    Ok(!offers(app, caller, 1, |_, _| true).await?.is_empty())
}

/// The first of what the caller may request. It can take a while, so that it is worked out away
/// from the threads that serve others.
async fn offers(
    app: &App,
    caller: &Caller,
    most: usize,
    wanted: impl Fn(&Account, &PermissionSetName) -> bool + Send + 'static,
) -> Result<Vec<Offer>, Failure> {
    let _turn = app.limits.list_turn().await?;
    let bundle = app.bundle.load_full();
    let person = caller.person.clone();
    let now = app.clock.now();
    let made = tokio::task::spawn_blocking(move || {
        let offers = bundle.offers(&person, now, wanted);
        offers.take(most).collect()
    });
    made.await.map_err(|_| Failure::internal())
}

fn fits(target: &Account, set: &PermissionSetName, question: &TargetQuestion) -> bool {
    let account = question.account.as_deref();
    let wanted = question.permission_set.as_deref();
    account.is_none_or(|part| {
        contains(target.id.as_str(), part) || contains(target.name.as_str(), part)
    }) && wanted.is_none_or(|part| contains(set.as_str(), part))
}

fn contains(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}

/// The name of a permission set has no `/`, that of an account may have.
fn cursor(offer: &Offer) -> String {
    format!(
        "{}/{}",
        offer.target.permission_set, offer.target.account_name
    )
}

fn parse_cursor(text: &str) -> Result<(String, String), Failure> {
    text.split_once('/')
        .map(|(set, account)| (account.to_owned(), set.to_owned()))
        .ok_or_else(|| {
            Failure::malformed("cursor", "the cursor is not one that the broker gave out")
        })
}

fn target(offer: Offer) -> TargetOffer {
    let (approval, policy, levels) = outlook(offer.approval);
    TargetOffer {
        account: offer.target.account,
        account_name: offer.target.account_name,
        permission_set: offer.target.permission_set,
        role_arn: offer.target.role,
        max_duration_seconds: offer.max_duration,
        automatic_up_to_seconds: offer.automatic_up_to,
        break_glass_up_to_seconds: offer.break_glass_up_to,
        forbidden_by: offer.forbidden_by,
        approval,
        policy,
        levels: view::levels(&levels, &[]),
        reason_min_length: offer.reason_min_length,
        ticket_required: offer.ticket_required,
    }
}

fn outlook(outlook: ApprovalOutlook) -> (ApprovalKind, Option<PolicyName>, Vec<Level>) {
    match outlook {
        ApprovalOutlook::Automatic { policy } => {
            (ApprovalKind::Automatic, Some(policy), Vec::new())
        }
        ApprovalOutlook::Manual { policy, levels } => (ApprovalKind::Manual, Some(policy), levels),
        ApprovalOutlook::BreakGlass => (ApprovalKind::BreakGlass, None, Vec::new()),
        ApprovalOutlook::Conflict { .. } => (ApprovalKind::Conflict, None, Vec::new()),
        ApprovalOutlook::None => (ApprovalKind::None, None, Vec::new()),
    }
}
