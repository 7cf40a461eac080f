//! What Cedar policies of the bundle do to requests and credentials, over the API.

use jit_domain::{EventKind, RefusedAttempt};
use serde_json::json;

use crate::stage::{CONFLICT, DEV, ENGINEER, PROD, Stage, UNCOVERED, ask};

const PERMIT: &str = "permit (principal, action == Jit::Action::\"autoApprove\", resource);";
const DENY: &str = "forbid (principal, action == Jit::Action::\"autoApprove\", resource);";

fn guard(action: &str, condition: &str) -> String {
    format!(
        "@id(\"guard\")\nforbid (principal, action == Jit::Action::\"{action}\", resource)\nwhen {{ {condition} }};"
    )
}

/// The refusal that the log ends with.
async fn last_refusal(stage: &Stage) -> RefusedAttempt {
    match stage.log().await.pop().unwrap().event.kind {
        EventKind::Refused(attempt) => attempt,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_a_policy_approves_alone_is_active_at_once_and_vends() {
    let stage = Stage::new();
    stage.add_policy("auto-approval/ou.dev.cedar", PERMIT);

    let answer = stage.post(ENGINEER, "/v1/requests", &ask(DEV)).await;

    assert_eq!(answer.status, 201);
    assert_eq!(answer.json["status"], "active");
    assert_eq!(answer.json["policy"], "ou.dev-1");
    assert_eq!(answer.json["levels"], json!([]));
    let body = json!({ "account": DEV, "permission_set": "PowerUser" });
    assert_eq!(
        stage.post(ENGINEER, "/v1/credentials", &body).await.status,
        200
    );
    let elsewhere = stage.post(ENGINEER, "/v1/requests", &ask(PROD)).await;
    assert_eq!(elsewhere.json["status"], "pending");
}

#[tokio::test]
async fn what_is_automatic_has_neither_conflict_nor_need_of_a_policy() {
    let stage = Stage::new();
    stage.add_policy("auto-approval/all.cedar", PERMIT);
    for account in [CONFLICT, UNCOVERED] {
        let answer = stage.post(ENGINEER, "/v1/requests", &ask(account)).await;
        assert_eq!(answer.json["status"], "active", "{account}");
        let mut long = ask(account);
        long["duration_seconds"] = json!(3601);
        let answer = stage.post(ENGINEER, "/v1/requests", &long).await;
        assert_eq!(
            answer.status, 422,
            "{account}: people have to agree, and cannot"
        );
    }
}

#[tokio::test]
async fn what_is_denied_waits_for_people() {
    let stage = Stage::new();
    stage.add_policy("auto-approval/all.cedar", PERMIT);
    stage.add_policy("deny-access.cedar", DENY);

    let answer = stage.post(ENGINEER, "/v1/requests", &ask(DEV)).await;

    assert_eq!(
        (answer.status, &answer.json["status"]),
        (201, &json!("pending"))
    );
    assert_eq!(answer.json["policy"], "one-level");
}

#[tokio::test]
async fn a_guardrail_refuses_a_request_and_the_log_names_it() {
    let stage = Stage::new();
    stage.add_policy(
        "guardrails.cedar",
        &guard("request", "context.duration > duration(\"30m\")"),
    );

    let answer = stage.post(ENGINEER, "/v1/requests", &ask(DEV)).await;

    assert_eq!(answer.outcome(), (403, "guardrail"));
    assert_eq!(answer.json["title"], "the guardrail `guard` forbids this");
    let refused = last_refusal(&stage).await;
    assert_eq!(refused.policy.unwrap().as_str(), "guard");
    assert_eq!(refused.failed_policies, []);
    let mut short = ask(DEV);
    short["duration_seconds"] = json!(1800);
    assert_eq!(
        stage.post(ENGINEER, "/v1/requests", &short).await.status,
        201
    );
}

#[tokio::test]
async fn a_guardrail_that_comes_into_force_closes_open_windows() {
    let stage = Stage::new();
    stage.add_policy("auto-approval/ou.dev.cedar", PERMIT);
    let id = stage.post(ENGINEER, "/v1/requests", &ask(DEV)).await.id();
    let by_target = json!({ "account": DEV, "permission_set": "PowerUser" });
    let by_request = json!({ "request_id": id });
    for body in [&by_target, &by_request] {
        assert_eq!(
            stage.post(ENGINEER, "/v1/credentials", body).await.status,
            200
        );
    }

    stage.add_policy(
        "guardrails.cedar",
        &guard("vend", "principal in Jit::Group::\"engineers\""),
    );

    for body in [&by_target, &by_request] {
        let answer = stage.post(ENGINEER, "/v1/credentials", body).await;
        assert_eq!(answer.outcome(), (403, "guardrail"));
        let refused = last_refusal(&stage).await;
        assert_eq!(
            (refused.action.as_str(), refused.code.as_str()),
            ("vend", "guardrail")
        );
        assert_eq!(refused.policy.unwrap().as_str(), "guard");
    }
}

#[tokio::test]
async fn a_guardrail_that_comes_while_aws_is_asked_gives_nothing_and_is_named() {
    let stage = Stage::new();
    stage.add_policy("auto-approval/ou.dev.cedar", PERMIT);
    stage.post(ENGINEER, "/v1/requests", &ask(DEV)).await;
    let body = json!({ "account": DEV, "permission_set": "PowerUser" });
    stage.vendor.block();

    let (answer, ()) = tokio::join!(stage.post(ENGINEER, "/v1/credentials", &body), async {
        stage.vendor.is_asked().await;
        stage.add_policy("guardrails.cedar", &guard("vend", "true"));
        stage.vendor.let_go();
    });

    assert_eq!(answer.outcome(), (403, "guardrail"));
    assert_eq!(last_refusal(&stage).await.policy.unwrap().as_str(), "guard");
}

#[tokio::test]
async fn what_begins_later_is_asked_about_as_of_then_too() {
    let stage = Stage::new();
    stage.add_policy("auto-approval/all.cedar", PERMIT);
    let now = stage.now().to_string();
    let later = |hours: i64| {
        let mut body = ask(DEV);
        body["start"] = json!(stage.now().plus_seconds(hours * 3600).to_string());
        body
    };
    let after = format!("context.now > datetime(\"{now}\").offset(duration(\"1h\"))");
    stage.add_policy("guardrails.cedar", &guard("request", &after));
    assert_eq!(
        stage.post(ENGINEER, "/v1/requests", &later(1)).await.status,
        201
    );
    let refused = stage.post(ENGINEER, "/v1/requests", &later(2)).await;
    assert_eq!(refused.outcome(), (403, "guardrail"));

    stage.add_policy("guardrails.cedar", "");
    stage.add_policy(
        "deny-access.cedar",
        &DENY.replace(';', &format!(" when {{ {after} }};")),
    );
    let soon = stage.post(ENGINEER, "/v1/requests", &later(1)).await;
    assert_eq!(soon.json["status"], "scheduled");
    let then = stage.post(ENGINEER, "/v1/requests", &later(2)).await;
    assert_eq!(then.json["status"], "pending");
}

#[tokio::test]
async fn a_guardrail_looks_at_how_long_ago_somebody_signed_in() {
    let stage = Stage::new();
    let fresh = |age: &str| {
        guard(
            "request",
            &format!(
                "context has authentication.age && context.authentication.age > duration(\"{age}\")"
            ),
        )
    };
    stage.add_policy("guardrails.cedar", &fresh("5m"));
    assert_eq!(
        stage.post(ENGINEER, "/v1/requests", &ask(DEV)).await.status,
        201
    );
    stage.add_policy("guardrails.cedar", &fresh("299s"));
    assert_eq!(
        stage
            .post(ENGINEER, "/v1/requests", &ask(DEV))
            .await
            .outcome(),
        (403, "guardrail")
    );
}

#[tokio::test]
async fn a_policy_that_cannot_be_evaluated_denies_and_the_log_says_so() {
    const OVERFLOW: &str = "9223372036854775807 + 1 == 0";
    let stage = Stage::new();
    stage.add_policy("auto-approval/all.cedar", PERMIT);
    let deny = DENY.replace(';', &format!(" when {{ {OVERFLOW} }};"));
    stage.add_policy("deny-access.cedar", &deny);

    let answer = stage.post(ENGINEER, "/v1/requests", &ask(DEV)).await;

    assert_eq!(answer.json["status"], "pending");
    let EventKind::Submitted(submitted) = stage.log().await.pop().unwrap().event.kind else {
        panic!("no submission");
    };
    assert_eq!(
        submitted.failed_policies[0].policy.as_str(),
        "deny-access-1"
    );
    assert!(submitted.failed_policies[0].error.contains("overflow"));

    stage.add_policy("guardrails.cedar", &guard("request", OVERFLOW));
    let answer = stage.post(ENGINEER, "/v1/requests", &ask(DEV)).await;
    assert_eq!(answer.outcome(), (403, "guardrail"));
    let refused = last_refusal(&stage).await;
    assert_eq!(refused.failed_policies[0].policy.as_str(), "guard");
}

#[tokio::test]
async fn targets_tell_what_is_automatic_and_what_is_forbidden() {
    let stage = Stage::new();
    let short = PERMIT.replace(';', " when { context.duration <= duration(\"20m\") };");
    stage.add_policy("auto-approval/ou.dev.cedar", &short);
    stage.add_policy(
        "guardrails.cedar",
        &guard("request", "resource in Jit::OrganizationalUnit::\"prod\""),
    );

    let answer = stage
        .get(ENGINEER, "/v1/targets?permission_set=power")
        .await;

    let target = |name: &str| {
        let targets = answer.json["targets"].as_array().unwrap();
        targets
            .iter()
            .find(|t| t["account_name"] == name)
            .unwrap()
            .clone()
    };
    let dev = target("payments-dev");
    assert_eq!(
        (&dev["approval"], &dev["automatic_up_to_seconds"]),
        (&json!("manual"), &json!(900))
    );
    assert_eq!(dev.get("forbidden_by"), None);
    assert_eq!(target("payments-prod")["forbidden_by"], "guard");
}

#[tokio::test]
async fn a_dry_run_tells_each_step() {
    let stage = Stage::new();
    stage.add_policy("auto-approval/ou.dev.cedar", PERMIT);
    stage.add_policy("deny-access.cedar", DENY);

    let plan = stage
        .post(ENGINEER, "/v1/requests?dry_run=true", &ask(DEV))
        .await;

    let steps: Vec<_> = plan.json["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| {
            format!(
                "{} {}",
                step["outcome"].as_str().unwrap(),
                step["rule"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        steps,
        [
            "passes catalog",
            "passes eligibility",
            "skipped deny-access",
            "decides approval",
            "passes approvers",
        ]
    );
    assert_eq!(plan.json["steps"][2]["origin"], "deny-access.cedar:1");
}

#[tokio::test]
async fn a_conflict_names_what_each_policy_selects_by() {
    let stage = Stage::new();
    let answer = stage.post(ENGINEER, "/v1/requests", &ask(CONFLICT)).await;
    assert_eq!(
        answer.json["detail"],
        "`first-claim` selects unit `contested`; `second-claim` selects unit `contested`"
    );
    let EventKind::Failed { selectors, .. } = stage.log().await.pop().unwrap().event.kind else {
        panic!("not failed");
    };
    assert_eq!(selectors, ["unit `contested`", "unit `contested`"]);
}
