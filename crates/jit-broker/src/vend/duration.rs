use super::{Fence, SessionOrder, VendError};

/// The shortest session that STS knows, in seconds.
///
/// Source: AWS STS API Reference, `AssumeRole`, parameter `DurationSeconds`.
const SHORTEST: i64 = 900;

/// The longest session that STS knows, in seconds.
///
/// Source: AWS STS API Reference, `AssumeRole`, parameter `DurationSeconds`.
const LONGEST: i64 = 43_200;

/// The longest session for a caller that is itself an assumed role, in seconds.
///
/// Source: AWS IAM User Guide, "Role chaining".
const LONGEST_CHAINED: i64 = 3_600;

/// The `DurationSeconds` to ask for: the permission set's session duration, no longer than the
/// window and than STS allows, no shorter than STS knows. The fence ends what is longer than the
/// window.
///
/// # Errors
///
/// [`VendError::Refused`] when the fence is already in force: such a session could do nothing.
pub(super) fn session_seconds(
    order: &SessionOrder,
    fence: &Fence,
    broker_on_role: bool,
) -> Result<i32, VendError> {
    let left = fence.end().since(order.now).num_seconds();
    if fence.end() <= order.now {
        return Err(VendError::Refused {
            code: "WindowOver".to_owned(),
            reason: "the window is over".to_owned(),
        });
    }
    let longest = if broker_on_role {
        LONGEST_CHAINED
    } else {
        LONGEST
    };
    let wanted = i64::from(order.session_duration_seconds);
    let seconds = wanted.min(left).min(longest).max(SHORTEST);
    Ok(i32::try_from(seconds).unwrap_or(900))
}

#[cfg(test)]
mod tests {
    use super::super::tests::order;
    use super::*;

    #[test]
    fn the_duration_follows_permission_set_window_and_sts() {
        // (session duration, seconds left, broker on a role, DurationSeconds)
        let table = [
            (3_600, 7_200, false, Some(3_600)),
            (3_600, 1_800, false, Some(1_800)),
            (3_600, 899, false, Some(900)),
            (3_600, 1, false, Some(900)),
            (3_600, 0, false, None),
            (3_600, -5, false, None),
            (28_800, 86_400, false, Some(28_800)),
            (28_800, 86_400, true, Some(3_600)),
            (60, 86_400, false, Some(900)),
            (90_000, 1_209_600, false, Some(43_200)),
        ];
        for (session, left, on_role, expected) in table {
            let mut order = order();
            order.session_duration_seconds = session;
            order.window_end = order.now.plus_seconds(left);
            let fence = Fence::new(order.window_end, false);
            let seconds = session_seconds(&order, &fence, on_role).ok();
            assert_eq!(seconds, expected, "{session} {left} {on_role}");
        }
    }
}
