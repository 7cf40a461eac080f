use jit_api::Secret;
use jit_domain::Timestamp;

use super::{CachedSession, Terms};
use crate::helper::Credentials;

/// A session that ends in an hour, and that the broker has just vended; made up.
pub(crate) fn a_session(now: Timestamp) -> CachedSession {
    CachedSession {
        credentials: Credentials {
            request: "req-7k3m9p2x4q".parse().unwrap(),
            account: "111122223333".parse().unwrap(),
            account_name: "shop".parse().unwrap(),
            permission_set: "PowerUser".parse().unwrap(),
            role: "arn:aws:iam::111122223333:role/jit/PowerUser"
                .parse()
                .unwrap(),
            access_key_id: "ASIAEXAMPLEEXAMPLE01".parse().unwrap(),
            secret_access_key: Secret::new("not/a+real=secret".to_owned()),
            session_token: Secret::new("not-a-real-token//==".to_owned()),
            expiration: now.plus_seconds(3600),
            sandbox: false,
        },
        terms: Terms {
            confirmed_at: now,
            asked_in_vain_at: None,
            clock_offset_millis: 0,
            recheck_seconds: 60,
            offline_grace_seconds: 300,
            strict: false,
            window_end: now.plus_seconds(7200),
        },
    }
}
