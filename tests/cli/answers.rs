//! Answers of a broker that is well.

use jit_api::{
    CredentialsAnswer, DecisionView, Request, RequestPage, ReviewVerdict, ReviewView, Secret,
    SessionCredentials, Vended, VerdictName,
};
use jit_domain::{
    Clock, PersonSelector, Sha256Hex, StatusName, SystemClock, Timestamp, canonical_json,
};
use serde_json::json;

/// A pending request with its right digest.
pub fn pending() -> Request {
    serde_json::from_str(include_str!("data/pending.json")).unwrap()
}

/// The same request in another state, with a window from an hour before now.
pub fn in_state(status: StatusName) -> Request {
    let mut request = pending();
    request.status = status;
    request.level = None;
    request.levels[0].approved = 1;
    if matches!(
        status,
        StatusName::Scheduled | StatusName::Active | StatusName::Ended | StatusName::Revoked
    ) {
        request.window_start = Some("2026-11-22T09:05:00.000Z".parse().unwrap());
        request.window_end = Some("2099-11-22T10:05:00.000Z".parse().unwrap());
    }
    request
}

/// The same request, which one person approved for 30 min of the hour, and which ended after 5.
pub fn granted_for_half_of_it(status: StatusName) -> Request {
    let mut request = in_state(status);
    let mut by = request.requester.clone();
    by.subject = "lead".parse().unwrap();
    by.name = "Lead".into();
    request.decisions.push(DecisionView {
        by,
        at: "2026-11-22T09:05:00Z".parse().unwrap(),
        verdict: VerdictName::Approve,
        level: Some(1),
        duration_seconds: Some(1800.try_into().unwrap()),
        comment: None,
    });
    request.window_end = Some("2026-11-22T09:10:00Z".parse().unwrap());
    request
}

/// The same request in another state, opened without anybody's approval, to be reviewed before
/// 2099-11-25.
pub fn broken_glass(status: StatusName) -> Request {
    let mut request = in_state(status);
    request.break_glass = true;
    request.skipped = std::mem::take(&mut request.levels);
    request.skipped[0].approved = 0;
    request.security = Some(PersonSelector {
        groups: ["guards".parse().unwrap()].into(),
        ..PersonSelector::default()
    });
    request.review_due = Some("2099-11-25T10:05:00Z".parse().unwrap());
    request.policy = Some("sre-emergency".parse().unwrap());
    request
}

/// Broken glass whose window is over and that somebody has looked back at.
pub fn reviewed(verdict: ReviewVerdict, comment: Option<&str>) -> Request {
    let mut request = broken_glass(StatusName::Ended);
    let mut by = request.requester.clone();
    by.subject = "guard".parse().unwrap();
    by.name = "Guard".into();
    request.window_end = Some("2026-11-22T09:30:00Z".parse().unwrap());
    request.review_due = None;
    request.review = Some(ReviewView {
        verdict,
        by,
        at: "2026-11-23T10:00:00Z".parse().unwrap(),
        comment: comment.map(|text| text.parse().unwrap()),
    });
    request
}

/// The request with the digest of what it says now.
pub fn sealed(mut request: Request) -> Request {
    let digested = json!({
        "id": request.id,
        "issuer": request.requester.issuer,
        "subject": request.requester.subject,
        "account": request.account,
        "permission_set": request.permission_set,
        "duration_seconds": request.duration_seconds,
        "reason": request.reason,
        "ticket": request.ticket,
        "start": request.start,
        "extends": request.extends,
        "bundle": request.bundle,
    });
    request.digest = Sha256Hex::of(&canonical_json(&digested).unwrap()).into();
    request
}

pub fn page(requests: Vec<Request>, next_cursor: Option<&str>) -> RequestPage {
    RequestPage {
        requests,
        next_cursor: next_cursor.map(str::to_owned),
    }
}

pub fn now() -> Timestamp {
    SystemClock.now()
}

/// Credentials of the window of [`in_state`], good for an hour.
pub fn credentials() -> CredentialsAnswer {
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
                access_key_id: "ASIAEXAMPLEEXAMPLE01".parse().unwrap(),
                secret_access_key: Secret::new("not/a+real=secret".to_owned()),
                session_token: Secret::new("not-a-real-token//==".to_owned()),
                expiration: now().plus_seconds(3600),
            },
        },
    }
}
