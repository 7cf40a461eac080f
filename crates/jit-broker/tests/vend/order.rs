use jit_broker::vend::SessionOrder;
use jit_domain::{
    Clock, DisplayName, PersonId, RequestId, SessionName, SourceIdentity, SystemClock,
};

/// An order of a session in a window that ends in two hours.
pub(crate) fn order() -> SessionOrder {
    let request: RequestId = "req-0123456789".parse().unwrap();
    let person = PersonId {
        issuer: "https://id.example.com".parse().unwrap(),
        subject: "engineer".parse().unwrap(),
    };
    let now = SystemClock.now();
    SessionOrder {
        role: "arn:aws:iam::111122223333:role/jit/PowerUser"
            .parse()
            .unwrap(),
        session_name: SessionName::of(&DisplayName::from("Engineer"), &request),
        source_identity: SourceIdentity::of(&person),
        request,
        ticket: None,
        session_duration_seconds: 3_600,
        window_end: now.plus_seconds(7_200),
        chaining: false,
        now,
    }
}
