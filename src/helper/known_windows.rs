//! The windows that the sessions on this machine tell of, without asking anybody.

use jit_domain::{AccountId, AccountName, PermissionSetName, Timestamp};

use crate::cache::CachedSession;

/// A window that is open, as far as the broker's last word on a session goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KnownWindow {
    pub(crate) account: AccountId,
    pub(crate) account_name: AccountName,
    pub(crate) permission_set: PermissionSetName,
    /// How long it is open, in seconds, at least 1.
    pub(crate) seconds_left: i64,
}

/// Each target whose window is open at this time by the clock of this machine, that which closes
/// first in front. Several sessions of a target are one: it is open as long as any of them says.
pub(crate) fn known_windows(sessions: &[CachedSession], now: Timestamp) -> Vec<KnownWindow> {
    let mut windows: Vec<KnownWindow> = Vec::new();
    for window in sessions.iter().map(|session| window(session, now)) {
        let same = |it: &&mut KnownWindow| {
            it.account == window.account && it.permission_set == window.permission_set
        };
        match windows.iter_mut().find(same) {
            Some(known) => known.seconds_left = known.seconds_left.max(window.seconds_left),
            None => windows.push(window),
        }
    }
    windows.retain(|window| window.seconds_left > 0);
    windows.sort_by_key(|window| window.seconds_left);
    windows
}

fn window(session: &CachedSession, now: Timestamp) -> KnownWindow {
    let credentials = &session.credentials;
    let offset = session.terms.clock_offset_millis;
    let there = Timestamp::from_millis(now.millis().saturating_add(offset));
    KnownWindow {
        account: credentials.account.clone(),
        account_name: credentials.account_name.clone(),
        permission_set: credentials.permission_set.clone(),
        seconds_left: session.terms.window_end.since(there).num_seconds(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::a_session;

    fn noon() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    /// A session of a window that ends so many seconds after noon.
    fn session(account: &str, set: &str, ends: i64) -> CachedSession {
        let mut session = a_session(noon());
        session.credentials.account = account.parse().unwrap();
        session.credentials.permission_set = set.parse().unwrap();
        session.terms.window_end = noon().plus_seconds(ends);
        session
    }

    fn known(sessions: &[CachedSession], now: Timestamp) -> Vec<(String, i64)> {
        let windows = known_windows(sessions, now).into_iter();
        windows
            .map(|it| {
                (
                    format!("{}:{}", it.account, it.permission_set),
                    it.seconds_left,
                )
            })
            .collect()
    }

    #[test]
    fn each_target_is_named_once_and_what_closes_first_comes_first() {
        let [one, two] = ["111111111111", "222222222222"];
        let sessions = [
            session(one, "PowerUser", 900),
            session(two, "PowerUser", 600),
            session(one, "ReadOnly", 700),
            session(one, "PowerUser", 1200),
        ];
        let told = [
            (format!("{two}:PowerUser"), 600),
            (format!("{one}:ReadOnly"), 700),
            (format!("{one}:PowerUser"), 1200),
        ];
        assert_eq!(known(&sessions, noon()), told);
    }

    #[test]
    fn a_window_is_known_until_it_closes_although_its_session_has_ended() {
        let mut short = session("111111111111", "PowerUser", 900);
        short.credentials.expiration = noon().plus_seconds(60);
        let after = |seconds| known(&[short.clone()], noon().plus_seconds(seconds));
        assert_eq!(after(899), [("111111111111:PowerUser".to_owned(), 1)]);
        assert_eq!(after(900), []);
        assert_eq!(after(901), []);
    }

    #[test]
    fn time_goes_by_the_brokers_clock() {
        let mut session = session("111111111111", "PowerUser", 900);
        session.terms.clock_offset_millis = 600_000;
        assert_eq!(
            known(&[session], noon()),
            [("111111111111:PowerUser".to_owned(), 300)]
        );
    }
}
