use jit_domain::RoleArn;

use crate::RecheckTerms;

/// How long one session lives, in whole seconds: 900 (15 min) to 43 200 (12 h), and no more than
/// the role's `MaxSessionDuration`.
///
/// Source: AWS STS API Reference, `AssumeRole`, parameter `DurationSeconds`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionDuration(u32);

impl SessionDuration {
    /// One hour: what STS gives when nothing is said.
    pub const DEFAULT: Self = Self(3600);

    /// The duration, if it is within the bounds.
    #[must_use]
    pub fn new(seconds: u32) -> Option<Self> {
        (900..=43_200).contains(&seconds).then_some(Self(seconds))
    }

    /// The duration in whole seconds.
    #[must_use]
    pub fn seconds(self) -> u32 {
        self.0
    }
}

/// On what terms the current bundle lets sessions be opened for a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionTerms {
    /// The role that the permission set is in this account now.
    pub role: RoleArn,
    /// How long each session lives, independent of the window.
    pub session_duration: SessionDuration,
    /// Whether sessions may assume further roles; denied by default, because the fence does not
    /// reach them.
    pub chaining: bool,
    /// How often clients ask whether a session is still good.
    pub recheck: RecheckTerms,
}
