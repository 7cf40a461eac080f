//! The end of a window, told before it comes.

use jit_domain::{RequestId, Timestamp};

use super::type_this;

/// How long before its end a window ends soon, in seconds: ten minutes, for somebody else to approve
/// more.
pub(crate) const SOON_SECONDS: i64 = 600;

/// Whether a window that ends then is open and ends soon.
pub(crate) fn ends_soon(end: Timestamp, now: Timestamp) -> bool {
    end > now && end <= now.plus_seconds(SOON_SECONDS)
}

/// What there is to say of the end of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Moment {
    /// It ends soon.
    Soon,
    /// It has ended.
    Over,
}

/// What was said of the end of a window, so that each is said once.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct EndNotices {
    said: Option<(Timestamp, Moment)>,
}

impl EndNotices {
    /// What is to be said now of a window that ends then. Another end is another window.
    pub(crate) fn due(&mut self, end: Timestamp, now: Timestamp) -> Option<Moment> {
        let moment = if end <= now {
            Moment::Over
        } else if ends_soon(end, now) {
            Moment::Soon
        } else {
            return None;
        };
        let news = match self.said {
            Some((of, said)) => of != end || said < moment,
            None => true,
        };
        self.said = Some((end, moment));
        news.then_some(moment)
    }
}

/// When there will be something to say of it again; none once it is over.
pub(crate) fn next_moment(end: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let soon = end.plus_seconds(-SOON_SECONDS);
    [soon, end].into_iter().find(|at| *at > now)
}

/// What to type for more time.
pub(crate) fn for_more_time(request: &RequestId) -> String {
    format!("for more time: {}", type_this::more_time(request))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_795_338_000_000).plus_seconds(seconds)
    }

    #[test]
    fn a_window_ends_soon_from_ten_minutes_before_its_end_until_its_end() {
        for (now, soon) in [
            (-601, false),
            (-600, true),
            (-1, true),
            (0, false),
            (1, false),
        ] {
            assert_eq!(ends_soon(at(0), at(now)), soon, "{now}");
        }
        let just_before = Timestamp::from_millis(at(0).millis() - 1);
        assert!(ends_soon(at(0), just_before));
    }

    #[test]
    fn each_moment_is_said_once_and_anew_of_another_end() {
        let mut notices = EndNotices::default();
        let mut due = |end, now| notices.due(at(end), at(now));
        assert_eq!(due(1000, 0), None);
        assert_eq!(due(1000, 400), Some(Moment::Soon));
        assert_eq!(due(1000, 500), None);
        assert_eq!(due(1500, 900), Some(Moment::Soon), "it was extended");
        assert_eq!(due(1500, 1500), Some(Moment::Over));
        assert_eq!(due(1500, 1600), None);
    }

    #[test]
    fn whoever_slept_over_the_warning_hears_of_the_end() {
        assert_eq!(EndNotices::default().due(at(0), at(9)), Some(Moment::Over));
    }

    #[test]
    fn the_next_moment_is_the_warning_then_the_end() {
        assert_eq!(next_moment(at(1000), at(0)), Some(at(400)));
        assert_eq!(next_moment(at(1000), at(400)), Some(at(1000)));
        assert_eq!(next_moment(at(1000), at(1000)), None);
    }
}
