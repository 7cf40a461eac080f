//! What a broker says when it is well; tests change what they are about.

use std::time::Duration;

use jit_api::{CredentialsAnswer, Secret, SessionCredentials, Vended};
use jit_domain::{Clock as _, SystemClock, Timestamp};
use jit_testkit::fake_broker::Answer;

/// The time of this machine.
pub(crate) fn now() -> Timestamp {
    SystemClock.now()
}

/// What tells two sessions apart.
pub(crate) fn key(number: u32) -> String {
    format!("ASIAEXAMPLEEXAMPLE{number:02}")
}

/// A session that ends in an hour, in a window that ends in half of one. The broker's word on it is
/// good for a minute, and for five where it cannot be asked.
pub(crate) fn session(number: u32) -> CredentialsAnswer {
    CredentialsAnswer {
        request_id: "req-7k3m9p2x4q".parse().unwrap(),
        account: "111111111111".parse().unwrap(),
        account_name: "payments-prod".parse().unwrap(),
        permission_set: "PowerUser".parse().unwrap(),
        role_arn: "arn:aws:iam::111111111111:role/jit/PowerUser"
            .parse()
            .unwrap(),
        window_end: now().plus_seconds(1800),
        recheck_seconds: 60,
        offline_grace_seconds: 300,
        strict: false,
        sandbox: false,
        vended: Vended::New {
            credentials: SessionCredentials {
                access_key_id: key(number).parse().unwrap(),
                secret_access_key: Secret::new("not/a+real=secret".to_owned()),
                session_token: Secret::new("not-a-real-token//==".to_owned()),
                expiration: now().plus_seconds(3600),
            },
        },
    }
}

/// The same, to be asked about before every use, and good for so many seconds where that cannot be.
pub(crate) fn session_to_recheck(number: u32, grace: u32) -> CredentialsAnswer {
    CredentialsAnswer {
        recheck_seconds: 0,
        offline_grace_seconds: grace,
        ..session(number)
    }
}

/// The session that was named is still good.
pub(crate) fn keep(answer: CredentialsAnswer) -> CredentialsAnswer {
    CredentialsAnswer {
        vended: Vended::Keep { keep: true },
        ..answer
    }
}

/// The credentials in an answer.
pub(crate) fn credentials(answer: &mut CredentialsAnswer) -> &mut SessionCredentials {
    match &mut answer.vended {
        Vended::New { credentials } => credentials,
        Vended::Keep { .. } => panic!("nothing is vended"),
    }
}

/// An answer that does not come while anybody waits for it.
pub(crate) fn never() -> Answer {
    Answer::json(&session(99)).after(Duration::from_mins(1))
}
