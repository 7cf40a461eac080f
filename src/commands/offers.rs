//! What a person may pick from: the targets that they may request, those of late first.

use std::cmp::Reverse;

use jit_api::{ApprovalKind, Request, TargetOffer};
use jit_domain::{AccountRef, PermissionSetName, Timestamp, WindowDuration};

use super::draft::{Draft, is_meant};
use super::plan_view::approval;
use crate::error::{CommandError, ErrorKind};
use crate::ui::Choice;

/// A permission set in an account, or in each of several accounts that were named.
#[derive(Clone, Debug)]
pub(crate) struct Target<'a> {
    pub(crate) accounts: Vec<AccountRef>,
    pub(crate) permission_set: &'a PermissionSetName,
    offers: Vec<&'a TargetOffer>,
    break_glass: bool,
}

/// What fits to the draft: those that were asked for of late first, those that a guardrail forbids
/// now last.
///
/// # Errors
///
/// When there is nothing.
pub(crate) fn targets<'a>(
    offers: &'a [TargetOffer],
    draft: &Draft,
    mine: &[Request],
) -> Result<Vec<Target<'a>>, CommandError> {
    let set = draft.permission_set.as_ref();
    let fits = |offer: &&TargetOffer| {
        let usable = if draft.break_glass {
            offer.break_glass_up_to_seconds.is_some()
        } else {
            offer.approval != ApprovalKind::BreakGlass
        };
        usable && set.is_none_or(|set| *set == offer.permission_set)
    };
    let fitting: Vec<&TargetOffer> = offers.iter().filter(fits).collect();
    let target = |accounts: Vec<AccountRef>, offers: Vec<&'a TargetOffer>| {
        let permission_set = &offers.first()?.permission_set;
        let break_glass = draft.break_glass;
        Some(Target {
            accounts,
            permission_set,
            offers,
            break_glass,
        })
    };
    let mut targets: Vec<Target<'a>> = if draft.accounts.is_empty() {
        let alone = |offer: &&'a TargetOffer| {
            target(vec![AccountRef::Id(offer.account.clone())], vec![offer])
        };
        fitting.iter().filter_map(alone).collect()
    } else {
        let mut sets: Vec<&PermissionSetName> = Vec::new();
        for offer in &fitting {
            if !sets.contains(&&offer.permission_set) {
                sets.push(&offer.permission_set);
            }
        }
        let in_each = |set: &PermissionSetName| {
            let of = |account: &AccountRef| {
                let is = |it: &&&TargetOffer| it.permission_set == *set && is_of(it, account);
                fitting.iter().find(is).copied()
            };
            let offers: Option<Vec<&TargetOffer>> = draft.accounts.iter().map(of).collect();
            target(draft.accounts.clone(), offers?)
        };
        sets.into_iter().filter_map(in_each).collect()
    };
    if targets.is_empty() {
        return Err(nothing(draft));
    }
    targets.sort_by_cached_key(|it| (it.is_forbidden(), Reverse(it.last_asked(mine))));
    Ok(targets)
}

fn is_of(offer: &TargetOffer, account: &AccountRef) -> bool {
    is_meant(account, &offer.account, &offer.account_name)
}

fn nothing(draft: &Draft) -> CommandError {
    let accounts: Vec<String> = draft.accounts.iter().map(ToString::to_string).collect();
    let set = draft.permission_set.as_ref().map(ToString::to_string);
    let here = match accounts.as_slice() {
        [] => String::new(),
        accounts => format!(" in {}", accounts.join(", ")),
    };
    let what = match set {
        Some(set) => format!("you are not eligible for {set}{here}"),
        None => format!("there is nothing that you may request{here}"),
    };
    let how = if draft.break_glass {
        " by break-glass"
    } else {
        ""
    };
    CommandError::new(ErrorKind::Refused, format!("{what}{how}"))
        .code("not_eligible")
        .hint("check the names; `jit whoami` shows the groups that the broker sees")
}

impl Target<'_> {
    fn is_forbidden(&self) -> bool {
        self.offers.iter().any(|offer| offer.forbidden_by.is_some())
    }

    fn last_asked(&self, mine: &[Request]) -> Option<Timestamp> {
        self.last(mine).map(|request| request.created_at)
    }

    /// The newest of these requests that asked for it.
    pub(crate) fn last<'r>(&self, mine: &'r [Request]) -> Option<&'r Request> {
        let asked = mine.iter().filter(|it| self.is_asked_by(it));
        asked.max_by_key(|request| request.created_at)
    }

    fn is_asked_by(&self, request: &Request) -> bool {
        let same = |offer: &&TargetOffer| offer.account == request.account;
        request.permission_set == *self.permission_set && self.offers.iter().any(same)
    }

    /// The longest window that can be asked for.
    pub(crate) fn longest(&self) -> Option<WindowDuration> {
        let longest = |offer: &&TargetOffer| match offer.break_glass_up_to_seconds {
            Some(longest) if self.break_glass => longest,
            _ => offer.max_duration_seconds,
        };
        self.offers.iter().map(longest).min()
    }

    /// The longest window that policies alone approve, in each account.
    pub(crate) fn automatic_up_to(&self) -> Option<WindowDuration> {
        let automatic = |offer: &&TargetOffer| offer.automatic_up_to_seconds;
        let all: Option<Vec<_>> = self.offers.iter().map(automatic).collect();
        all?.into_iter().min().filter(|_| !self.break_glass)
    }

    /// The shortest reason that is taken everywhere, in characters. The list does not say it of an
    /// emergency.
    pub(crate) fn reason_min_length(&self) -> u32 {
        if self.break_glass {
            return 0;
        }
        let lengths = self.offers.iter().map(|offer| offer.reason_min_length);
        lengths.max().unwrap_or_default()
    }

    /// Whether a ticket has to be named. The list does not say it of an emergency.
    pub(crate) fn ticket_required(&self) -> bool {
        !self.break_glass && self.offers.iter().any(|offer| offer.ticket_required)
    }

    /// Its account, that account's ID and its permission set, where it is one; else the set alone.
    fn columns(&self) -> Vec<String> {
        match self.offers.as_slice() {
            [offer] => vec![
                offer.account_name.to_string(),
                offer.account.to_string(),
                offer.permission_set.to_string(),
            ],
            offers => vec![format!(
                "{} in {} accounts",
                self.permission_set,
                offers.len()
            )],
        }
    }

    fn about(&self) -> String {
        let longest = self.longest().map(|it| format!("up to {it}  "));
        longest.unwrap_or_default() + &self.approval()
    }

    fn approval(&self) -> String {
        let mut ways: Vec<String> = Vec::new();
        for offer in &self.offers {
            let way = way(offer, self.break_glass);
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
        ways.join(", or ")
    }
}

/// Their lines: `payments-prod  111111111111  PowerUser  up to 8h  level 1: 1 of group leads`.
pub(crate) fn choices(targets: &[Target<'_>]) -> Vec<Choice> {
    let all: Vec<Vec<String>> = targets.iter().map(Target::columns).collect();
    let mut widths: Vec<usize> = Vec::new();
    for columns in &all {
        widths.resize(widths.len().max(columns.len()), 0);
        for (width, cell) in widths.iter_mut().zip(columns) {
            *width = (*width).max(cell.len());
        }
    }
    let padded = |(cell, &width): (&String, &usize)| format!("{cell:width$}");
    let choice = |(target, columns): (&Target<'_>, &Vec<String>)| {
        let cells: Vec<String> = columns.iter().zip(&widths).map(padded).collect();
        Choice {
            name: cells.join("  "),
            about: target.about(),
        }
    };
    targets.iter().zip(&all).map(choice).collect()
}

/// How a request for it is approved.
fn way(offer: &TargetOffer, break_glass: bool) -> String {
    if break_glass {
        return approval(ApprovalKind::BreakGlass, &[]);
    }
    if let Some(policy) = &offer.forbidden_by {
        return format!("forbidden now by {}", policy.as_ref());
    }
    let way = approval(offer.approval, &offer.levels);
    match offer.automatic_up_to_seconds {
        Some(longest) if offer.approval != ApprovalKind::Automatic => {
            format!("by policy up to {longest}, else {way}")
        }
        _ => way,
    }
}
