use jit_domain::{Ask, WindowDuration};

use crate::quoted::Quoted;
use crate::ticket_rule::TicketRule;

/// What an ask has to keep to under one eligibility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// The longest window.
    pub(crate) max_duration: WindowDuration,
    /// The shortest reason, in characters without outer white space.
    pub(crate) reason_min_length: u32,
    /// What it says about tickets.
    pub(crate) ticket: TicketRule,
}

/// One limit that an ask does not keep to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Miss {
    /// The field of the ask.
    pub(crate) field: &'static str,
    /// How far off the ask is: seconds too long, characters too short, 0 for a ticket.
    pub(crate) by: u32,
    /// The limit, as the end of a sentence that begins with who sets it.
    pub(crate) limit: String,
}

impl Limits {
    /// Everything that the ask misses: duration, reason, ticket, in this order.
    pub(crate) fn misses(&self, ask: &Ask) -> Vec<Miss> {
        let misses = [
            self.duration_miss(ask),
            self.reason_miss(ask),
            self.ticket_miss(ask),
        ];
        misses.into_iter().flatten().collect()
    }

    fn duration_miss(&self, ask: &Ask) -> Option<Miss> {
        duration_miss(self.max_duration, ask)
    }

    fn reason_miss(&self, ask: &Ask) -> Option<Miss> {
        let length = ask.reason.as_str().trim().chars().count();
        let wanted = self.reason_min_length;
        let short = wanted.saturating_sub(u32::try_from(length).unwrap_or(u32::MAX));
        (short > 0).then(|| Miss {
            field: "reason",
            by: short,
            limit: format!("wants a reason of at least {wanted} characters"),
        })
    }

    fn ticket_miss(&self, ask: &Ask) -> Option<Miss> {
        let limit = match (&ask.ticket, &self.ticket.pattern) {
            (None, _) if self.ticket.required => "wants a ticket".to_owned(),
            (Some(ticket), Some(pattern)) if !pattern.matches(ticket) => {
                let pattern = Quoted(pattern.as_str());
                format!("wants a ticket that matches {pattern} as a whole")
            }
            _ => return None,
        };
        Some(Miss {
            field: "ticket",
            by: 0,
            limit,
        })
    }
}

/// The miss of an ask for longer than a policy allows.
pub(crate) fn duration_miss(max: WindowDuration, ask: &Ask) -> Option<Miss> {
    (ask.duration > max).then(|| Miss {
        field: "duration_seconds",
        by: ask.duration.seconds() - max.seconds(),
        limit: format!("allows at most {max}"),
    })
}
