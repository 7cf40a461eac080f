use jit_broker::vend::{StsSetupError, StsVendor, Vendor};
use jit_testkit::sts_stub::StsStub;

use crate::order::order;
use crate::stage::{NoPause, settings, vendor};

#[tokio::test]
async fn sts_is_asked_for_exactly_the_session_that_was_ordered() {
    let stub = StsStub::start();
    let mut settings = settings(&stub);
    settings.external_id = Some("external/1".to_owned());
    let mut order = order();
    order.ticket = Some("INC-4711".parse().unwrap());

    let session = vendor(settings).await.open_session(&order).await.unwrap();

    let [call] = <[_; 1]>::try_from(stub.calls()).unwrap();
    assert!(call.is_signed(), "`{}`", call.authorization);
    assert!(call.authorization.contains("/eu-west-1/sts/"));
    assert_eq!(call.field("Action"), "AssumeRole");
    assert_eq!(call.field("RoleArn"), order.role.as_str());
    assert_eq!(call.field("RoleSessionName"), "Engineer+0123456789");
    assert_eq!(call.field("SourceIdentity"), "engineer");
    assert_eq!(call.field("ExternalId"), "external/1");
    assert_eq!(call.field("DurationSeconds"), "3600");
    let tags: Vec<_> = call.tags().into_iter().collect();
    let expected = [
        ("jit:request", "req-0123456789"),
        ("jit:ticket", "INC-4711"),
    ];
    assert_eq!(tags, expected.map(|(k, v)| (k.to_owned(), v.to_owned())));
    let end = order.window_end.to_whole_seconds_string();
    let policy: serde_json::Value = serde_json::from_str(call.field("Policy")).unwrap();
    let deny = &policy["Statement"][1];
    assert_eq!(deny["Effect"], "Deny");
    assert_eq!(
        deny["Condition"]["DateGreaterThanEquals"]["aws:CurrentTime"],
        end.as_str()
    );
    assert_eq!(
        policy["Statement"][2]["Action"],
        serde_json::json!(["sts:AssumeRole*", "sts:AssumeRoot"])
    );
    assert_eq!(session.fence, order.window_end.floor_to_second());
    assert_eq!(session.sts_request_id.as_deref(), Some("stub-1"));
    assert!(!session.sandbox);
    let known: Vec<_> = call.form.keys().map(String::as_str).collect();
    insta::assert_debug_snapshot!(known, @r#"
    [
        "Action",
        "DurationSeconds",
        "ExternalId",
        "Policy",
        "RoleArn",
        "RoleSessionName",
        "SourceIdentity",
        "Tags.member.1.Key",
        "Tags.member.1.Value",
        "Tags.member.2.Key",
        "Tags.member.2.Value",
        "Version",
    ]
    "#);
}

#[tokio::test]
async fn without_a_ticket_there_is_no_tag_for_it() {
    let stub = StsStub::start();

    vendor(settings(&stub))
        .await
        .open_session(&order())
        .await
        .unwrap();

    let tags: Vec<_> = stub.calls()[0].tags().into_keys().collect();
    assert_eq!(tags, ["jit:request"]);
    assert!(!stub.calls()[0].form.contains_key("ExternalId"));
}

#[tokio::test]
async fn a_permission_set_may_allow_chaining_but_never_lifts_the_end() {
    let stub = StsStub::start();
    let mut order = order();
    order.chaining = true;

    vendor(settings(&stub))
        .await
        .open_session(&order)
        .await
        .unwrap();

    let policy = stub.calls()[0].field("Policy").to_owned();
    assert!(!policy.contains("sts:AssumeRole"), "{policy}");
    assert!(policy.contains("DateGreaterThanEquals"), "{policy}");
}

#[tokio::test]
async fn a_window_with_little_left_gets_the_shortest_session_and_the_true_fence() {
    let stub = StsStub::start();
    let mut order = order();
    order.window_end = order.now.plus_seconds(60);

    let session = vendor(settings(&stub))
        .await
        .open_session(&order)
        .await
        .unwrap();

    assert_eq!(stub.calls()[0].field("DurationSeconds"), "900");
    assert_eq!(session.fence, order.window_end.floor_to_second());
    assert!(
        session.expiration > session.fence,
        "STS knows no shorter one"
    );
}

#[tokio::test]
async fn a_window_that_is_over_never_reaches_sts() {
    let stub = StsStub::start();
    let mut order = order();
    order.window_end = order.now;

    vendor(settings(&stub))
        .await
        .open_session(&order)
        .await
        .unwrap_err();

    assert_eq!(stub.count(), 0);
}

#[tokio::test]
async fn a_broker_on_a_role_asks_for_an_hour_at_most() {
    let stub = StsStub::start();
    let mut order = order();
    order.session_duration_seconds = 7_200;
    let mut unknown = settings(&stub);
    unknown.broker_on_role = None;
    let unknown = vendor(unknown).await;

    unknown.open_session(&order).await.unwrap();
    let identity = unknown.identify().await.unwrap();
    unknown.open_session(&order).await.unwrap();
    vendor(settings(&stub))
        .await
        .open_session(&order)
        .await
        .unwrap();

    assert!(identity.on_role, "the stub says so");
    assert_eq!(
        identity.arn,
        "arn:aws:sts::999988887777:assumed-role/broker/i-0"
    );
    let seconds: Vec<_> = stub
        .calls()
        .iter()
        .map(|c| c.field("DurationSeconds").to_owned())
        .collect();
    assert_eq!(
        &seconds[..2],
        ["3600", ""],
        "careful until STS has answered"
    );
    assert_eq!(seconds[2], "3600");
    assert!(seconds[3].parse::<u32>().unwrap() > 7_190, "{}", seconds[3]);
}

#[tokio::test]
async fn made_up_keys_never_go_anywhere_but_loopback() {
    let stub = StsStub::start();
    let mut settings = settings(&stub);
    settings.endpoint = Some("https://sts.eu-west-1.amazonaws.com".parse().unwrap());

    let fault = StsVendor::connect(settings, std::sync::Arc::new(NoPause))
        .await
        .unwrap_err();

    assert_eq!(fault, StsSetupError::NotLoopback);
}
