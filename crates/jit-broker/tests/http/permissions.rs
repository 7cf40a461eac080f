//! Every role, in every state, with every action: the one table of who may do what.

use futures::future::join_all;
use jit_domain::EventKind;
use jit_store::Store as _;
use serde_json::json;

use crate::glass::{GUARD, ON_CALL};
use crate::stage::{
    ADMIN, AUDITOR, Answer, CONFLICT, ENGINEER, LEAD, OTHER_ENGINEER, OTHER_SECURITY, PROD,
    SECURITY, Stage, Who, ask,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Requester,
    ApproverOfLevel1,
    ApproverOfLevel2,
    Guard,
    Administrator,
    Auditor,
    Stranger,
    Anonymous,
}

const ROLES: [Role; 8] = [
    Role::Requester,
    Role::ApproverOfLevel1,
    Role::ApproverOfLevel2,
    Role::Guard,
    Role::Administrator,
    Role::Auditor,
    Role::Stranger,
    Role::Anonymous,
];

impl Role {
    fn who(self) -> Option<Who> {
        match self {
            Self::Requester => Some(ON_CALL),
            Self::ApproverOfLevel1 => Some(LEAD),
            Self::ApproverOfLevel2 => Some(SECURITY),
            Self::Guard => Some(GUARD),
            Self::Administrator => Some(ADMIN),
            Self::Auditor => Some(AUDITOR),
            Self::Stranger => Some(OTHER_ENGINEER),
            Self::Anonymous => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    PendingLevel1,
    PendingLevel2,
    Scheduled,
    Active,
    Ended,
    Rejected,
    Cancelled,
    Expired,
    Revoked,
    Failed,
    BrokenGlass,
    SweptGlass,
    ReviewedGlass,
}

const PHASES: [Phase; 13] = [
    Phase::PendingLevel1,
    Phase::PendingLevel2,
    Phase::Scheduled,
    Phase::Active,
    Phase::Ended,
    Phase::Rejected,
    Phase::Cancelled,
    Phase::Expired,
    Phase::Revoked,
    Phase::Failed,
    Phase::BrokenGlass,
    Phase::SweptGlass,
    Phase::ReviewedGlass,
];

const ACTIONS: [&str; 8] = [
    "show", "approve", "reject", "revoke", "review", "cancel", "finish", "vend",
];

const DONE: (u16, &str) = (200, "");
const CONFLICTS: (u16, &str) = (409, "conflict");

/// The rules of the design, read off line by line.
#[expect(clippy::match_same_arms, reason = "one arm for each rule")]
fn expected(role: Role, phase: Phase, action: &str) -> (u16, &'static str) {
    let approver = matches!(role, Role::ApproverOfLevel1 | Role::ApproverOfLevel2);
    let is_open = matches!(phase, Phase::Active | Phase::BrokenGlass);
    let glass = [Phase::BrokenGlass, Phase::SweptGlass, Phase::ReviewedGlass];
    match (role, action) {
        (Role::Anonymous, _) => (401, "not_signed_in"),
        (Role::Stranger, _) => (404, "not_found"),
        // A request that failed has no levels, hence no approvers.
        _ if approver && phase == Phase::Failed => (404, "not_found"),
        // Who is told of broken glass has nothing to do with anything else.
        (Role::Guard, _) if !glass.contains(&phase) => (404, "not_found"),
        (_, "show") => DONE,
        (Role::Requester, "approve" | "reject") => (403, "own_request"),
        (Role::Administrator | Role::Auditor, "approve" | "reject") => (403, "not_an_approver"),
        (Role::ApproverOfLevel1, "approve" | "reject") if phase == Phase::PendingLevel1 => DONE,
        (Role::ApproverOfLevel2, "approve" | "reject") if phase == Phase::PendingLevel2 => DONE,
        (_, "approve" | "reject") => CONFLICTS,
        (Role::Requester | Role::Auditor, "revoke") => (403, "not_an_approver"),
        (_, "revoke") if is_open || phase == Phase::Scheduled => DONE,
        (_, "revoke") => CONFLICTS,
        (Role::Requester, "review") => (403, "own_request"),
        (Role::Administrator | Role::Auditor, "review") => (403, "not_an_approver"),
        (_, "review") if phase == Phase::SweptGlass => DONE,
        (_, "review") => CONFLICTS,
        (Role::Requester, "cancel") => match phase {
            Phase::PendingLevel1 | Phase::PendingLevel2 | Phase::Scheduled => DONE,
            _ => CONFLICTS,
        },
        (Role::Requester, "finish") if is_open => DONE,
        (Role::Requester, "finish") => CONFLICTS,
        (Role::Requester, "vend") => match phase {
            Phase::Active | Phase::BrokenGlass => DONE,
            Phase::PendingLevel1 | Phase::PendingLevel2 | Phase::Scheduled => {
                (409, "window_not_open")
            }
            _ => (410, "window_closed"),
        },
        _ => (403, "not_the_requester"),
    }
}

/// A request of the engineer in that state.
async fn request_in(stage: &Stage, phase: Phase) -> String {
    if phase == Phase::Failed {
        let answer = stage.post(ENGINEER, "/v1/requests", &ask(CONFLICT)).await;
        assert_eq!(answer.outcome(), (422, "policy_conflict"));
        return answer.json["request_id"].as_str().unwrap().to_owned();
    }
    match phase {
        Phase::BrokenGlass => return stage.broken_glass().await,
        Phase::SweptGlass => return stage.swept_glass().await,
        Phase::ReviewedGlass => {
            let id = stage.swept_glass().await;
            assert_eq!(stage.decide(GUARD, &id, "review").await.status, 200);
            return id;
        }
        _ => {}
    }
    let mut body = ask(PROD);
    if phase == Phase::Scheduled {
        body["start"] = json!(stage.now().plus_seconds(600).to_string());
    }
    let id = stage.post(ENGINEER, "/v1/requests", &body).await.id();
    let approvals = match phase {
        Phase::PendingLevel1 | Phase::Rejected | Phase::Cancelled | Phase::Expired => &[][..],
        Phase::PendingLevel2 => &[LEAD][..],
        _ => &[LEAD, SECURITY, OTHER_SECURITY][..],
    };
    for approver in approvals {
        assert_eq!(stage.approve(*approver, &id).await.status, 200);
    }
    let end = match phase {
        Phase::Ended => Some((ENGINEER, "finish")),
        Phase::Rejected => Some((LEAD, "reject")),
        Phase::Cancelled => Some((ENGINEER, "cancel")),
        Phase::Revoked => Some((SECURITY, "revoke")),
        _ => None,
    };
    if let Some((who, verb)) = end {
        assert_eq!(stage.decide(who, &id, verb).await.status, 200);
    }
    id
}

async fn act(stage: &Stage, who: Option<Who>, id: &str, action: &str) -> Answer {
    let Some(who) = who else {
        return act_without_token(stage, id, action).await;
    };
    match action {
        "show" => stage.get(who, &format!("/v1/requests/{id}")).await,
        "vend" => {
            let body = json!({ "request_id": id });
            stage.post(who, "/v1/credentials", &body).await
        }
        verb => stage.decide(who, id, verb).await,
    }
}

async fn act_without_token(stage: &Stage, id: &str, action: &str) -> Answer {
    let (method, path) = match action {
        "show" => ("GET", format!("/v1/requests/{id}")),
        "vend" => ("POST", "/v1/credentials".to_owned()),
        verb => ("POST", format!("/v1/requests/{id}/{verb}")),
    };
    let request = axum::http::Request::builder().method(method).uri(path);
    let request = request.header("content-type", "application/json");
    stage.send(request.body("{}".into()).unwrap()).await
}

#[tokio::test]
async fn every_role_in_every_state_may_do_exactly_what_the_table_says() {
    let stage = Stage::new();
    for phase in PHASES {
        check_phase(&stage, phase).await;
    }
    let unrelated = stage
        .log()
        .await
        .into_iter()
        .filter(|e| matches!(e.event.kind, EventKind::Refused(_)) && e.event.request.is_none());
    assert_eq!(unrelated.count(), 0, "each refusal names its request");
}

/// All cells of one state at once: the store writes them in groups.
async fn check_phase(stage: &Stage, phase: Phase) {
    let cells = ROLES
        .iter()
        .flat_map(|role| ACTIONS.iter().map(move |action| (*role, *action)));
    let prepared = join_all(
        cells.map(|(role, action)| async move { (role, action, request_in(stage, phase).await) }),
    )
    .await;
    if phase == Phase::Expired {
        stage.clock.advance_seconds(8 * 3600);
    }
    join_all(
        prepared
            .iter()
            .map(|(role, action, id)| check(stage, *role, phase, action, id)),
    )
    .await;
}

async fn check(stage: &Stage, role: Role, phase: Phase, action: &str, id: &str) {
    let cell = format!("{role:?}, {phase:?}, {action}");
    let events = async || stage.store.events(&id.parse().unwrap()).await.unwrap();
    let (before, so_far) = (stage.stored(id).await, events().await.len());

    let answer = act(stage, role.who(), id, action).await;

    let expected = expected(role, phase, action);
    assert_eq!(answer.outcome(), expected, "{cell}: {}", answer.json);
    let (after, log) = (stage.stored(id).await, events().await);
    let new = &log[so_far..];
    if expected == DONE {
        let changes = usize::from(action != "show");
        assert_eq!(new.len(), changes, "{cell}: {new:?}");
        assert_eq!(after == before, matches!(action, "show" | "vend"), "{cell}");
        return;
    }
    assert_eq!(after, before, "{cell}: a refusal changes nothing");
    // Who may not know of a request leaves no trace on it: it takes as long as if it were not there.
    let noted = usize::from(!matches!(expected.0, 401 | 404));
    assert_eq!(new.len(), noted, "{cell}: {new:?}");
    for event in new {
        let EventKind::Refused(attempt) = &event.event.kind else {
            unreachable!("{cell}: {event:?}");
        };
        assert_eq!(attempt.code, expected.1, "{cell}");
        assert_eq!(attempt.action, action, "{cell}");
        let actor = event.event.actor.as_ref().unwrap();
        assert_eq!(actor.id.subject.as_str(), role.who().unwrap().0, "{cell}");
    }
}
