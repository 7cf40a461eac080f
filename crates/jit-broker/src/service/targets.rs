use jit_api::{ApprovalKind, TargetOffer, TargetPage};
use jit_domain::{Level, PolicyName};
use jit_policy::{ApprovalOutlook, Offer};

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
    let offers = offers(app, caller).await?;
    let mut rest = offers
        .into_iter()
        .filter(|offer| after.as_ref().is_none_or(|after| place(offer) > *after))
        .filter(|offer| fits(offer, &question));
    let page: Vec<Offer> = rest.by_ref().take(question.limit.max(1)).collect();
    let more = rest.next().is_some();
    Ok(TargetPage {
        next_cursor: page.last().filter(|_| more).map(cursor),
        targets: page.into_iter().map(target).collect(),
    })
}

/// Everything that the caller may request. It can be long, so that it is made away from the
/// threads that serve others.
pub(super) async fn offers(app: &App, caller: &Caller) -> Result<Vec<Offer>, Failure> {
    let _turn = app.limits.list_turn().await?;
    let bundle = app.bundle.load_full();
    let person = caller.person.clone();
    let made = tokio::task::spawn_blocking(move || bundle.offers(&person)).await;
    made.map_err(|_| Failure::internal())
}

fn fits(offer: &Offer, question: &TargetQuestion) -> bool {
    let target = &offer.target;
    let account = question.account.as_deref();
    let set = question.permission_set.as_deref();
    account.is_none_or(|part| {
        contains(target.account.as_str(), part) || contains(target.account_name.as_str(), part)
    }) && set.is_none_or(|part| contains(target.permission_set.as_str(), part))
}

fn contains(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}

fn place(offer: &Offer) -> (String, String) {
    let target = &offer.target;
    (
        target.account_name.to_string(),
        target.permission_set.to_string(),
    )
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
        ApprovalOutlook::Conflict { .. } => (ApprovalKind::Conflict, None, Vec::new()),
        ApprovalOutlook::None => (ApprovalKind::None, None, Vec::new()),
    }
}
