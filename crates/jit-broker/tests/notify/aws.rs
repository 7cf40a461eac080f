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

/// A topic with a queue behind it, so that a test sees what was published.
struct Topic {
    queue: Value,
    arn: String,
}

impl Topic {
    /// One of this name; one that keeps the order has to have a name with `.fifo` at its end.
    async fn create(moto: &Moto, name: &str, keeps_order: bool) -> Self {
        let sns = aws_sdk_sns::Client::new(&config(moto).await);
        let mut queue = json!({ "QueueName": name });
        let mut topic = sns.create_topic().name(name);
        if keeps_order {
            queue["Attributes"] = json!({ "FifoQueue": "true" });
            topic = topic.attributes("FifoTopic", "true");
        }
        let queue = call(moto, "sqs", "AmazonSQS.CreateQueue", queue).await;
        let arn = topic.send().await.unwrap().topic_arn.unwrap();
        let subscribe = sns.subscribe().topic_arn(&arn).protocol("sqs");
        let subscribe = subscribe.endpoint(format!("arn:aws:sqs:us-east-1:123456789012:{name}"));
        subscribe.send().await.unwrap();
        Self {
            queue: queue["QueueUrl"].clone(),
            arn,
        }
    }

    fn sink(&self, moto: &Moto) -> String {
        format!(
            "[[sink]]\nname = \"topic\"\ntype = \"sns\"\ntopic_arn = \"{}\"\nendpoint_url = \"{}\"\n",
            self.arn,
            moto.url()
        )
    }

    /// The one message that came, with what SQS says of it.
    async fn received(&self, moto: &Moto) -> Value {
        let ask = json!({ "QueueUrl": self.queue, "AttributeNames": ["All"] });
        let received = call(moto, "sqs", "AmazonSQS.ReceiveMessage", ask).await;
        received["Messages"][0].clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_of_sns_gets_the_json() {
    let moto = Moto::start();
    let topic = Topic::create(&moto, "jit", false).await;
    let stage = Stage::new();
    let sinks = stage.sinks(&topic.sink(&moto)).await;
    let read = stage.submit(1, "stuck").await;
    stage.route(&sinks).await;

    stage.deliver(&sinks[0]).await;

    assert_eq!(stage.waiting().await, 0);
    let received = topic.received(&moto).await;
    let published: Value = serde_json::from_str(received["Body"].as_str().unwrap()).unwrap();
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
    let topic = Topic::create(&moto, "jit.fifo", true).await;
    let stage = Stage::new();
    let sinks = stage.sinks(&topic.sink(&moto)).await;
    let read = stage.submit(1, "stuck").await;
    stage.route(&sinks).await;

    stage.deliver(&sinks[0]).await;

    assert_eq!(stage.waiting().await, 0);
    let received = topic.received(&moto).await;
    let of_queue = &received["Attributes"];
    assert_eq!(of_queue["MessageGroupId"], read.value.id.as_str());
    let published: Value = serde_json::from_str(received["Body"].as_str().unwrap()).unwrap();
    let id = &published["MessageAttributes"]["id"]["Value"];
    assert_eq!(of_queue["MessageDeduplicationId"], *id);
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
