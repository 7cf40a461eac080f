use jit_domain::{Level, LevelNumber, PersonId, PersonSelector};

use crate::Directory;

/// Whether the levels of a request can get their approvals without the requester.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PossibleApprovers {
    /// There are people enough for every level.
    Enough,
    /// Only the sign-in of the approvers can tell.
    Unverified,
    /// This level lacks people for certain.
    Missing(LevelNumber),
}

/// Counts the possible approvers of all levels.
///
/// One person counts once in the whole request, so levels compete for people. By Hall's theorem
/// every level can get its approvals exactly when each set of levels together has at least as many
/// different people as it needs approvals; the people of a set of levels are those of the union of
/// their selectors. All sets are looked at (at most 2^8), those up to a level before those with the
/// next, so that the first level that cannot be filled is named. A set that the directory cannot
/// count proves nothing.
pub(crate) fn possible_approvers(
    levels: &[Level],
    requester: &PersonId,
    directory: &dyn Directory,
) -> PossibleApprovers {
    let mut unknown = false;
    let mut number = LevelNumber::FIRST;
    for (place, last) in levels.iter().enumerate() {
        let earlier = levels.get(..place).unwrap_or_default();
        for set in 0..1_u32 << earlier.len() {
            let (selector, needed) = together(earlier, set, last);
            match directory.count(&selector, requester) {
                None => unknown = true,
                Some(people) if people < needed => return PossibleApprovers::Missing(number),
                Some(_) => {}
            }
        }
        number = number.next();
    }
    if unknown {
        PossibleApprovers::Unverified
    } else {
        PossibleApprovers::Enough
    }
}

/// Everybody who can approve at one of these levels, and how many approvals they need in all: the
/// earlier levels whose bit is set, and the last.
fn together(earlier: &[Level], set: u32, last: &Level) -> (PersonSelector, usize) {
    let chosen = earlier
        .iter()
        .enumerate()
        .filter(|(bit, _)| set >> bit & 1 == 1);
    let levels = chosen.map(|(_, level)| level).chain([last]);
    let mut everybody = PersonSelector::default();
    let mut needed = 0_usize;
    for level in levels {
        widen(&mut everybody, &level.approvers);
        let approvals = usize::try_from(level.approvals.get()).unwrap_or(usize::MAX);
        needed = needed.saturating_add(approvals);
    }
    (everybody, needed)
}

/// Makes a selector match whoever it or the other matches.
pub(crate) fn widen(selector: &mut PersonSelector, other: &PersonSelector) {
    selector.groups.extend(other.groups.iter().cloned());
    selector.users.extend(other.users.iter().cloned());
    for (claim, values) in &other.attributes {
        let all = selector.attributes.entry(claim.clone()).or_default();
        all.extend(values.iter().cloned());
    }
}
