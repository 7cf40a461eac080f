//! When a request expires and when its window opens and closes, to the millisecond.

use jit_domain::{Refusal, Status, Window};

use crate::story::Story;
use crate::world::{
    ASKED, PENDING_FOR, administrator, ask, ask_for, at, automatic, engineer, lead, manual,
    officer, shifted, two_levels,
};

fn pending(story: &Story) -> bool {
    matches!(story.status(), Status::Pending { .. })
}

#[test]
fn a_pending_request_expires_exactly_when_its_policy_says() {
    let story = Story::pending();
    let until = story.request().pending_until;
    assert_eq!(until, at(PENDING_FOR));
    assert!(pending(&story.clone().at(shifted(until, -1))));
    assert_eq!(story.clone().at(until).status(), Status::Expired);
    assert_eq!(story.at(shifted(until, 1)).status(), Status::Expired);
}

#[test]
fn a_scheduled_request_can_be_decided_until_its_window_would_be_over() {
    let mut story = Story::of(ask_for(7_200), manual(two_levels()));
    let until = story.request().pending_until;
    assert_eq!(until, at(7_200 + ASKED));
    story.approve(&lead()).unwrap();

    let mut late = story.clone().at(shifted(until, -1));
    assert_eq!(late.approve(&officer()), Ok(Status::Active));
    let mut too_late = story.at(until);
    let refused = too_late.approve(&officer());
    assert_eq!(refused, Err(Refusal::WrongState(Status::Expired)));
}

#[test]
fn nobody_decides_or_cancels_an_expired_request() {
    let story = Story::pending();
    let mut story = story.clone().at(story.request().pending_until);
    let expired = Err(Refusal::WrongState(Status::Expired));
    assert_eq!(story.approve(&lead()), expired);
    assert_eq!(story.reject(&lead()), expired);
    assert_eq!(story.cancel(&engineer()), expired);
    assert_eq!(story.revoke_as_administrator(&administrator()), expired);
}

#[test]
fn a_window_starts_with_the_last_approval() {
    let mut story = Story::pending();
    story.approve(&lead()).unwrap();
    let mut story = story.at(at(1_234));
    story.approve(&officer()).unwrap();
    let window = Window {
        start: at(1_234),
        end: at(1_234 + ASKED),
    };
    assert_eq!(story.window(), window);
}

#[test]
fn a_window_starts_at_the_later_of_last_approval_and_scheduled_start() {
    for (start, approved, opens) in [
        (7_200, 60, 7_200),
        (7_200, 7_199, 7_200),
        (7_200, 7_200, 7_200),
        (7_200, 7_201, 7_201),
        (7_200, 9_000, 9_000),
    ] {
        let mut story = Story::of(ask_for(start), manual(two_levels()));
        story.approve(&lead()).unwrap();
        let mut story = story.at(at(approved));
        story.approve(&officer()).unwrap();
        let window = Window {
            start: at(opens),
            end: at(opens + ASKED),
        };
        assert_eq!(story.window(), window, "approved at {approved}");
    }
}

#[test]
fn an_automatic_window_starts_at_once_or_at_its_scheduled_start() {
    assert_eq!(Story::of(ask(), automatic()).window().start, at(0));
    assert_eq!(
        Story::of(ask_for(7_200), automatic()).window().start,
        at(7_200)
    );
}

#[test]
fn a_window_is_half_open_to_the_millisecond() {
    let story = Story::approved(ask_for(7_200));
    let Window { start, end } = story.window();
    for (now, status) in [
        (shifted(start, -1), Status::Scheduled),
        (start, Status::Active),
        (shifted(end, -1), Status::Active),
        (end, Status::Ended),
        (shifted(end, 1), Status::Ended),
    ] {
        let mut story = story.clone().at(now);
        assert_eq!(story.status(), status);
        let opened = story.open_session(&engineer());
        assert_eq!(
            opened.is_ok(),
            status == Status::Active,
            "{now}: {opened:?}"
        );
        let cancelled = story.clone().cancel(&engineer());
        assert_eq!(
            cancelled.is_ok(),
            status == Status::Scheduled,
            "{now}: {cancelled:?}"
        );
        let finished = story.clone().finish(&engineer());
        assert_eq!(
            finished.is_ok(),
            status == Status::Active,
            "{now}: {finished:?}"
        );
        let revoked = story.revoke(&lead());
        assert_eq!(
            revoked.is_ok(),
            status != Status::Ended,
            "{now}: {revoked:?}"
        );
    }
}

type End = fn(&mut Story) -> Result<Status, Refusal>;

#[test]
fn ending_early_cuts_the_window_where_it_ended() {
    let approved = Story::approved(ask_for(7_200));
    let Window { start, end } = approved.window();
    let cut = |mut story: Story, end: End| {
        end(&mut story).unwrap();
        story.window()
    };
    let finish: End = |s| s.finish(&engineer());
    let revoke: End = |s| s.revoke(&lead());
    let cancel: End = |s| s.cancel(&engineer());

    let middle = shifted(start, 1_001);
    for end in [finish, revoke] {
        let window = cut(approved.clone().at(middle), end);
        assert_eq!(window, Window { start, end: middle });
    }
    for end in [revoke, cancel] {
        let window = cut(approved.clone().at(at(1)), end);
        assert_eq!(window, Window { start, end: start }, "never opened");
    }
    let last = shifted(end, -1);
    assert_eq!(cut(approved.at(last), finish), Window { start, end: last });
}

#[test]
fn a_request_that_was_never_approved_has_no_window() {
    use crate::story::State::{CancelledPending, Expired, Failed, PendingLast, Rejected};
    for state in [PendingLast, Rejected, CancelledPending, Expired, Failed] {
        assert_eq!(state.story().request().window(), None, "{state:?}");
    }
}

#[test]
fn ending_one_window_leaves_another_for_the_same_target_open() {
    let mut one = Story::approved(ask());
    let mut other = Story::approved(ask());
    one.revoke(&lead()).unwrap();
    assert_eq!(one.status(), Status::Revoked);
    assert_eq!(other.open_session(&engineer()), Ok(Status::Active));
}
