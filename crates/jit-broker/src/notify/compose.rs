use jit_domain::{
    Approval, Audience, EventKind, Moment, Notice, NoticeKind, Request, Sha256Hex, Timestamp,
};
use jit_policy::{AuditPosition, Notification, RequestFacts};
use jit_store::{RecordedEvent, RecordedNotice, RequestWithEvents};
use url::Url;

/// What a notice says, from the request and the event that it comes from.
pub(crate) fn compose(
    recorded: &RecordedNotice,
    about: Option<&RequestWithEvents>,
    public_url: &Url,
) -> Notification {
    let notice = &recorded.notice;
    let request = about.map(|about| &about.request.value);
    let event = about
        .filter(|_| comes_from_an_event(notice.kind))
        .and_then(|about| {
            about
                .events
                .iter()
                .find(|e| e.sequence == recorded.sequence)
        });
    let actor = event.and_then(|recorded| recorded.event.actor.clone());
    let asks =
        |kind: &EventKind| matches!(kind, EventKind::Submitted(_) | EventKind::Failed { .. });
    let decides = event.is_some_and(|recorded| !asks(&recorded.event.kind));
    Notification {
        version: 1,
        id: id(recorded),
        kind: notice.kind,
        audience: notice.audience,
        at: recorded.at,
        request: request.map(facts),
        actor: actor.filter(|_| decides),
        comment: event.and_then(comment),
        verdict: event.and_then(verdict),
        detail: notice.detail.clone(),
        command: command(notice, request),
        link: link(public_url, notice),
        audit: AuditPosition {
            sequence: recorded.sequence,
            hash: recorded.hash.clone(),
        },
    }
}

/// The same for every attempt and every broker of one store, and of no other notice anywhere: the
/// hash of the log is in it.
fn id(recorded: &RecordedNotice) -> String {
    let what = serde_json::json!([recorded.hash, recorded.id, recorded.notice]);
    let digest = Sha256Hex::of(what.to_string().as_bytes()).to_string();
    format!("ntf-{}", digest.get(..32).unwrap_or_default())
}

fn comes_from_an_event(kind: NoticeKind) -> bool {
    let by_the_clock = Moment::ALL.iter().any(|moment| moment.kind() == kind);
    !by_the_clock && kind != NoticeKind::BundleRefused
}

fn facts(request: &Request) -> RequestFacts {
    let duration = request.shortest_duration();
    let seconds = duration.seconds();
    let window = request.window();
    let time = |of: fn(&jit_domain::Window) -> Timestamp| window.as_ref().map(of);
    RequestFacts {
        id: request.id.clone(),
        account: request.target.account.to_string(),
        account_name: request.target.account_name.to_string(),
        permission_set: request.target.permission_set.to_string(),
        requester: request.requester.clone(),
        reason: request.ask.reason.to_string(),
        ticket: request.ask.ticket.as_ref().map(ToString::to_string),
        duration_seconds: seconds,
        duration: humantime::format_duration(std::time::Duration::from_secs(seconds.into()))
            .to_string(),
        window_start: time(|window| window.start),
        window_end: time(|window| window.end),
    }
}

fn comment(recorded: &RecordedEvent) -> Option<String> {
    match &recorded.event.kind {
        EventKind::Approved { comment, .. }
        | EventKind::Rejected { comment, .. }
        | EventKind::Revoked { comment }
        | EventKind::Reviewed { comment, .. } => comment.as_ref().map(ToString::to_string),
        _ => None,
    }
}

fn verdict(recorded: &RecordedEvent) -> Option<String> {
    match &recorded.event.kind {
        EventKind::Reviewed { verdict, .. } => Some(verdict.to_string()),
        _ => None,
    }
}

/// What to type next. A decision is typed, after looking: no link takes it.
fn command(notice: &Notice, request: Option<&Request>) -> String {
    let Some(request) = request else {
        return match &notice.request {
            Some(id) => format!("jit show {id}"),
            None => "jit-broker policy check".to_owned(),
        };
    };
    let may_review = matches!(request.approval, Some(Approval::BreakGlass { .. }))
        && notice.audience == Audience::Security;
    let verb = match notice.kind {
        NoticeKind::DecisionNeeded => "approve",
        NoticeKind::BreakGlass => "revoke",
        NoticeKind::ReviewOverdue => "review",
        NoticeKind::WindowEnded if may_review => "review",
        _ => "show",
    };
    format!("jit {verb} {}", request.id)
}

/// Where the broker answers what the request is. It asks for a sign-in, and reading changes nothing.
fn link(public_url: &Url, notice: &Notice) -> String {
    let base = public_url.as_str().trim_end_matches('/');
    match &notice.request {
        Some(id) => format!("{base}/v1/requests/{id}"),
        None => format!("{base}/"),
    }
}

#[cfg(test)]
mod tests {
    use jit_domain::{EventHash, RequestId};

    use super::*;

    #[test]
    fn a_notice_whose_request_cannot_be_read_still_names_it() {
        let id = RequestId::from_random_bits(7);
        let recorded = RecordedNotice {
            id: 1,
            sequence: 0,
            hash: EventHash::genesis(),
            at: Timestamp::from_millis(0),
            notice: Notice {
                request: Some(id.clone()),
                kind: NoticeKind::BreakGlass,
                audience: Audience::Security,
                detail: None,
            },
        };
        let url = "https://jit.example.com/".parse().unwrap();

        let what = compose(&recorded, None, &url);

        assert_eq!(what.command, format!("jit show {id}"));
        assert_eq!(
            what.link,
            format!("https://jit.example.com/v1/requests/{id}")
        );
        let bundle = jit_policy::Bundle::empty();
        let words = |part| bundle.words(part, jit_policy::Format::Plain, &what);
        assert_eq!(words(jit_policy::Part::Title), "break_glass");
        assert!(words(jit_policy::Part::Text).contains(&what.link));
    }
}
