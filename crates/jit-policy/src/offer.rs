use std::cell::OnceCell;
use std::sync::Arc;

use jit_domain::{Level, PermissionSetName, Person, PolicyName, Target, Timestamp, WindowDuration};

use crate::approval::Choice;
use crate::catalog::CatalogTarget;
use crate::cedar::{Cast, Circumstances, Moments, Scene, Whereabouts};
use crate::eligibility::Eligibility;
use crate::limits::Limits;
use crate::selector::Selectable;
use crate::{Account, Bundle};

/// One target that a person may request, and what it takes.
///
/// Where several eligibilities match, each limit is that of the most generous; an ask has to meet
/// all limits of one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The target.
    pub target: Target,
    /// The longest window that can be asked for: the longest of the eligibilities that match,
    /// within the approval policy.
    pub max_duration: WindowDuration,
    /// The shortest reason, in characters.
    pub reason_min_length: u32,
    /// Whether a ticket has to be named.
    pub ticket_required: bool,
    /// What approval it takes.
    pub approval: ApprovalOutlook,
    /// The longest window, of those looked at (1 hour, 30, 15 and 5 minutes), that a policy alone
    /// would approve now; none when people have to agree however short it is.
    pub automatic_up_to: Option<WindowDuration>,
    /// The longest window for which the person may break glass here, if they may.
    pub break_glass_up_to: Option<WindowDuration>,
    /// The guardrail that forbids even the shortest window now, asked for without a ticket, if one
    /// does.
    pub forbidden_by: Option<PolicyName>,
}

/// What approval a target takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApprovalOutlook {
    /// A policy alone approves it, however long it may be asked for.
    Automatic {
        /// The policy.
        policy: PolicyName,
    },
    /// People have to agree.
    Manual {
        /// The policy.
        policy: PolicyName,
        /// In order.
        levels: Vec<Level>,
    },
    /// Nobody has to agree, and it is for emergencies only: the person has no other way in.
    BreakGlass,
    /// Policies apply alike: a request would fail.
    Conflict {
        /// The policies, in the order of the bundle.
        policies: Vec<PolicyName>,
    },
    /// No policy applies: a request would be refused.
    None,
}

impl Bundle {
    /// What the person may request, in order of account name and permission set. Each offer is
    /// worked out when it is taken, and accounts that no eligibility of the person selects cost
    /// nothing; nor do targets that are not wanted.
    pub fn offers<'a>(
        &'a self,
        person: &'a Person,
        now: Timestamp,
        wanted: impl Fn(&Account, &PermissionSetName) -> bool + 'a,
    ) -> impl Iterator<Item = Offer> + 'a {
        let mine = self.eligibilities().of(person);
        let accounts = self.catalog().selected(mine.iter().map(|e| &e.accounts));
        let moments = Moments::default();
        accounts.into_iter().flat_map(move |account| {
            let seen = Selectable::account_only(account);
            let here: Vec<_> = mine
                .iter()
                .copied()
                .filter(|eligibility| eligibility.accounts.matches(seen))
                .collect();
            let inquiry = Inquiry {
                bundle: self,
                person,
                account,
                now,
                moments: &moments,
                whereabouts: OnceCell::new(),
            };
            let mut sets: Vec<_> = here.iter().flat_map(|e| &e.permission_sets).collect();
            sets.sort_unstable();
            sets.dedup();
            sets.into_iter()
                .filter(|set| wanted(account, set))
                .filter_map(|set| self.catalog().target(account, set))
                .filter_map(|target| self.offer(&inquiry, &target, &here))
                .collect::<Vec<_>>()
        })
    }

    fn offer(
        &self,
        inquiry: &Inquiry<'_>,
        target: &CatalogTarget<'_>,
        in_account: &[&Eligibility],
    ) -> Option<Offer> {
        let set = &target.permission_set.name;
        let (emergency, ordinary): (Vec<_>, Vec<_>) = in_account
            .iter()
            .copied()
            .filter(|eligibility| eligibility.permission_sets.contains(set))
            .partition(|eligibility| eligibility.break_glass.is_some());
        let break_glass_only = ordinary.is_empty();
        let counting = if break_glass_only {
            &emergency
        } else {
            &ordinary
        };
        let limits: Vec<_> = counting.iter().map(|e| &e.limits).collect();
        let longest = longest(&limits)?;
        let choice = self.approvals().choose(target);
        let max_duration = match choice {
            Choice::One(policy) if !break_glass_only => longest.min(policy.max_duration),
            _ => longest,
        };
        let ask = Probe {
            inquiry,
            target,
            break_glass: break_glass_only,
            cast: OnceCell::new(),
        };
        let automatic = if break_glass_only {
            None
        } else {
            ask.automatic(longest)
        };
        Some(Offer {
            target: target.to_target(),
            // Without a manual policy only what is automatic can be had.
            max_duration: match (&choice, &automatic) {
                (Choice::None | Choice::Conflict(_), Some((_, up_to))) => *up_to,
                _ => max_duration,
            },
            reason_min_length: limits.iter().map(|limits| limits.reason_min_length).min()?,
            ticket_required: limits.iter().all(|limits| limits.ticket.required),
            automatic_up_to: automatic.as_ref().map(|(_, up_to)| *up_to),
            break_glass_up_to: self::longest(
                &emergency.iter().map(|e| &e.limits).collect::<Vec<_>>(),
            ),
            forbidden_by: ask.forbidden_by(longest),
            approval: outlook(break_glass_only, choice, automatic, max_duration),
        })
    }
}

fn longest(limits: &[&Limits]) -> Option<WindowDuration> {
    limits.iter().map(|limits| limits.max_duration).max()
}

fn outlook(
    break_glass_only: bool,
    choice: Choice<'_>,
    automatic: Option<(PolicyName, WindowDuration)>,
    max_duration: WindowDuration,
) -> ApprovalOutlook {
    if break_glass_only {
        return ApprovalOutlook::BreakGlass;
    }
    match (choice, automatic) {
        (Choice::None | Choice::Conflict(_), Some((policy, _))) => {
            ApprovalOutlook::Automatic { policy }
        }
        (Choice::One(_), Some((policy, up_to))) if up_to >= max_duration => {
            ApprovalOutlook::Automatic { policy }
        }
        (Choice::One(policy), _) => ApprovalOutlook::Manual {
            policy: policy.name.clone(),
            levels: policy.levels.clone(),
        },
        (Choice::Conflict(policies), None) => ApprovalOutlook::Conflict {
            policies: policies.iter().map(|policy| policy.name.clone()).collect(),
        },
        (Choice::None, None) => ApprovalOutlook::None,
    }
}

/// Who looks at offers, in which account and when. What Cedar is told of it is made when it is
/// first asked.
struct Inquiry<'a> {
    bundle: &'a Bundle,
    person: &'a Person,
    account: &'a Account,
    now: Timestamp,
    moments: &'a Moments,
    whereabouts: OnceCell<Result<Whereabouts, String>>,
}

/// Asks Cedar what it would say of windows of several lengths for one target.
struct Probe<'a> {
    inquiry: &'a Inquiry<'a>,
    target: &'a CatalogTarget<'a>,
    break_glass: bool,
    cast: OnceCell<Result<Arc<Cast>, String>>,
}

/// The lengths that are asked about, in seconds, the longest first.
const LENGTHS: [i64; 4] = [3600, 1800, 900, 300];

impl Inquiry<'_> {
    fn cast(&self, target: &CatalogTarget<'_>) -> Result<Arc<Cast>, String> {
        let whereabouts = self
            .whereabouts
            .get_or_init(|| Whereabouts::new(self.person, self.account));
        let cast = Cast::new(whereabouts.as_ref().map_err(Clone::clone)?, target)?;
        Ok(Arc::new(cast))
    }
}

impl Probe<'_> {
    fn automatic(&self, longest: WindowDuration) -> Option<(PolicyName, WindowDuration)> {
        let Inquiry {
            bundle, account, ..
        } = self.inquiry;
        lengths(longest).find_map(|duration| {
            let policy = bundle.would_be_automatic(account, || self.scene(duration))?;
            Some((policy, duration))
        })
    }

    fn forbidden_by(&self, longest: WindowDuration) -> Option<PolicyName> {
        let shortest = lengths(longest).last()?;
        let bundle = self.inquiry.bundle;
        bundle.would_be_forbidden(|| self.scene(shortest))
    }

    fn scene(&self, duration: WindowDuration) -> Result<Scene, String> {
        let cast = self.cast.get_or_init(|| self.inquiry.cast(self.target));
        let circumstances = Circumstances {
            person: self.inquiry.person,
            target: self.target,
            duration,
            ticket: None,
            break_glass: self.break_glass,
            now: self.inquiry.now,
        };
        let cast = cast.as_ref().map_err(Clone::clone)?;
        self.inquiry.moments.scene(cast, &circumstances)
    }
}

/// The lengths to ask about, none of them longer than may be asked for, the longest first.
fn lengths(longest: WindowDuration) -> impl Iterator<Item = WindowDuration> {
    let bounded = LENGTHS
        .into_iter()
        .filter_map(|seconds| WindowDuration::try_from(seconds).ok())
        .map(move |duration| duration.min(longest));
    let mut last = None;
    bounded.filter(move |duration| last.replace(*duration) != Some(*duration))
}
