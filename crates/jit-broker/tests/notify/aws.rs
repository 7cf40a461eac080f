//! Amazon SNS and EventBridge, played by an emulator.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_eventbridge::types::Target;
use jit_testkit::Moto;
use serde_json::{Value, json};

use crate::stage::Stage;

async fn config(moto: &Moto) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(moto.url())
        .credentials_provider(Credentials::from_keys("AKIAEXAMPLE", "secret", None))
        .load()
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_of_sns_gets_the_json() {
    let moto = Moto::start();
    let queue = json!({ "QueueName": "jit" });
    let queue = call(&moto, "sqs", "AmazonSQS.CreateQueue", queue).await["QueueUrl"].clone();
    let sns = aws_sdk_sns::Client::new(&config(&moto).await);
    let topic = sns.create_topic().name("jit").send().await.unwrap();
    let topic = topic.topic_arn().unwrap().to_owned();
    let subscribe = sns.subscribe().topic_arn(&topic).protocol("sqs");
    let subscribe = subscribe.endpoint("arn:aws:sqs:us-east-1:123456789012:jit");
    subscribe.send().await.unwrap();
    let stage = Stage::new();
    let text = format!(
        "[[sink]]\nname = \"topic\"\ntype = \"sns\"\ntopic_arn = \"{topic}\"\nendpoint_url = \"{}\"\n",
        moto.url()
    );
    let sinks = stage.sinks(&text).await;
    let read = stage.submit(1, "stuck").await;
    stage.route(&sinks).await;

    stage.deliver(&sinks[0]).await;

    assert_eq!(stage.waiting().await, 0);
    let ask = json!({ "QueueUrl": queue });
    let received = call(&moto, "sqs", "AmazonSQS.ReceiveMessage", ask).await;
    let body = received["Messages"][0]["Body"].as_str().unwrap();
    let published: Value = serde_json::from_str(body).unwrap();
    let message: Value = serde_json::from_str(published["Message"].as_str().unwrap()).unwrap();
    let message = match message.get("default") {
        Some(default) => serde_json::from_str(default.as_str().unwrap()).unwrap(),
        None => message,
    };
    assert_eq!(message["request"]["id"], read.value.id.as_str());
    assert_eq!(
        published["Subject"],
        "jit: engineer asks for PowerUser in payments-prod"
    );
    assert_eq!(
        published["MessageAttributes"]["kind"]["Value"],
        "decision_needed"
    );
    assert_eq!(published["MessageAttributes"]["id"]["Value"], message["id"]);
}

/// AWS refuses a message to such a topic that names neither its group nor what tells it from others.
#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_keeps_the_order_has_a_group_for_each_request() {
    let moto = Moto::start();
    let queue = json!({ "QueueName": "jit.fifo", "Attributes": { "FifoQueue": "true" } });
    let queue = call(&moto, "sqs", "AmazonSQS.CreateQueue", queue).await["QueueUrl"].clone();
    let sns = aws_sdk_sns::Client::new(&config(&moto).await);
    let topic = sns.create_topic().name("jit.fifo");
    let topic = topic.attributes("FifoTopic", "true").send().await.unwrap();
    let topic = topic.topic_arn().unwrap().to_owned();
    let subscribe = sns.subscribe().topic_arn(&topic).protocol("sqs");
    let subscribe = subscribe.endpoint("arn:aws:sqs:us-east-1:123456789012:jit.fifo");
    subscribe.send().await.unwrap();
    let stage = Stage::new();
    let text = format!(
        "[[sink]]\nname = \"topic\"\ntype = \"sns\"\ntopic_arn = \"{topic}\"\nendpoint_url = \"{}\"\n",
        moto.url()
    );
    let sinks = stage.sinks(&text).await;
    let read = stage.submit(1, "stuck").await;
    stage.route(&sinks).await;

    stage.deliver(&sinks[0]).await;

    assert_eq!(stage.waiting().await, 0);
    let ask = json!({ "QueueUrl": queue, "AttributeNames": ["All"] });
    let received = call(&moto, "sqs", "AmazonSQS.ReceiveMessage", ask).await;
    let message = &received["Messages"][0];
    assert_eq!(
        message["Attributes"]["MessageGroupId"],
        read.value.id.as_str(),
        "{received}"
    );
    let body: Value = serde_json::from_str(message["Body"].as_str().unwrap()).unwrap();
    assert_eq!(
        message["Attributes"]["MessageDeduplicationId"],
        body["MessageAttributes"]["id"]["Value"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_is_not_there_is_a_failure() {
    let moto = Moto::start();
    let stage = Stage::new();
    let text = format!(
        "[[sink]]\nname = \"topic\"\ntype = \"sns\"\ntopic_arn = \"arn:aws:sns:us-east-1:123456789012:none\"\nendpoint_url = \"{}\"\n",
        moto.url()
    );
    let sinks = stage.sinks(&text).await;
    stage.submit(1, "stuck").await;
    stage.route(&sinks).await;
    stage.deliver(&sinks[0]).await;
    assert_eq!(stage.waiting().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_of_eventbridge_finds_the_event() {
    let moto = Moto::start();
    let bridge = aws_sdk_eventbridge::Client::new(&config(&moto).await);
    let group = "/jit/notices";
    call(
        &moto,
        "logs",
        "Logs_20140328.CreateLogGroup",
        json!({ "logGroupName": group }),
    )
    .await;
    let pattern = json!({ "source": ["jit.broker"], "detail-type": ["jit decision_needed"] });
    let rule = bridge
        .put_rule()
        .name("jit")
        .event_pattern(pattern.to_string());
    rule.send().await.unwrap();
    let arn = format!("arn:aws:logs:us-east-1:123456789012:log-group:{group}");
    let target = Target::builder().id("log").arn(arn).build().unwrap();
    bridge
        .put_targets()
        .rule("jit")
        .targets(target)
        .send()
        .await
        .unwrap();
    let stage = Stage::new();
    let text = format!(
        "[[sink]]\nname = \"bus\"\ntype = \"eventbridge\"\nbus = \"default\"\nregion = \"us-east-1\"\nendpoint_url = \"{}\"\n",
        moto.url()
    );
    let sinks = stage.sinks(&text).await;
    let read = stage.submit(1, "stuck").await;
    stage.route(&sinks).await;

    stage.deliver(&sinks[0]).await;

    assert_eq!(stage.waiting().await, 0);
    let found = call(
        &moto,
        "logs",
        "Logs_20140328.FilterLogEvents",
        json!({ "logGroupName": group }),
    )
    .await;
    let events = found["events"].as_array().unwrap();
    assert_eq!(events.len(), 1, "{found}");
    let event: Value = serde_json::from_str(events[0]["message"].as_str().unwrap()).unwrap();
    assert_eq!(event["detail"]["request"]["id"], read.value.id.as_str());
    assert_eq!(event["detail-type"], "jit decision_needed");
}

/// Calls a service of the emulator, which checks no signature.
async fn call(moto: &Moto, service: &str, target: &str, body: Value) -> Value {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let scope = format!("AKIAEXAMPLE/20260101/us-east-1/{service}/aws4_request");
    let credential =
        format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0");
    let call = client
        .post(moto.url())
        .header("x-amz-target", target)
        .header("content-type", "application/x-amz-json-1.0")
        .header("authorization", credential)
        .body(body.to_string());
    let text = call.send().await.unwrap().text().await.unwrap();
    serde_json::from_str(&text).unwrap_or(Value::Null)
}
