//! Checkpoints in an AWS emulator.

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_sdk_s3::Client;
use jit_audit::Checkpoint;
use jit_broker::checkpoints::{CheckpointPlace as _, S3Place, S3Settings, SignedCheckpoint};
use jit_domain::{EventHash, Sha256Hex, Timestamp};
use jit_testkit::Moto;

struct Aws {
    moto: Moto,
    client: Client,
}

impl Aws {
    async fn start() -> Self {
        let moto = Moto::start();
        let config = aws_config::defaults(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .endpoint_url(moto.url())
            .credentials_provider(Credentials::from_keys("AKIAEXAMPLE", "secret", None))
            .load()
            .await;
        let config = aws_sdk_s3::config::Builder::from(&config).force_path_style(true);
        let client = Client::from_conf(config.build());
        client
            .create_bucket()
            .bucket("checkpoints")
            .send()
            .await
            .unwrap();
        Self { moto, client }
    }

    async fn place(&self, bucket: &str) -> S3Place {
        S3Place::connect(S3Settings {
            bucket: bucket.to_owned(),
            prefix: "jit/".to_owned(),
            region: Some("us-east-1".to_owned()),
            endpoint: Some(self.moto.url().parse().unwrap()),
        })
        .await
    }

    /// The objects by name, each with its text.
    async fn objects(&self) -> Vec<(String, String)> {
        let listed = self
            .client
            .list_objects_v2()
            .bucket("checkpoints")
            .send()
            .await
            .unwrap();
        let mut objects = Vec::new();
        for object in listed.contents() {
            let key = object.key().unwrap().to_owned();
            let got = self
                .client
                .get_object()
                .bucket("checkpoints")
                .key(&key)
                .send()
                .await;
            let body = got.unwrap().body.collect().await.unwrap();
            objects.push((key, String::from_utf8(body.to_vec()).unwrap()));
        }
        objects
    }
}

fn signed(sequence: u64, jws: &str) -> SignedCheckpoint {
    SignedCheckpoint {
        checkpoint: Checkpoint {
            log: EventHash::from(Sha256Hex::of(b"first")),
            sequence,
            hash: EventHash::from(Sha256Hex::of(b"last")),
            at: Timestamp::from_millis(0),
        },
        jws: jws.to_owned(),
    }
}

#[tokio::test]
async fn each_checkpoint_is_an_object_that_is_never_overwritten() {
    let aws = Aws::start().await;
    let place = aws.place("checkpoints").await;
    let log = Sha256Hex::of(b"first");
    let key = |sequence: &str| format!("jit/{log}/{sequence}.jws");

    place.put(&signed(9, "nine")).await.unwrap();
    place.put(&signed(10, "ten")).await.unwrap();
    // As another broker of the same store would.
    place.put(&signed(9, "nine, written anew")).await.unwrap();

    let nine = (key("00000000000000000009"), "nine\n".to_owned());
    let ten = (key("00000000000000000010"), "ten\n".to_owned());
    assert_eq!(aws.objects().await, [nine, ten]);
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_named() {
    let aws = Aws::start().await;
    let place = aws.place("no-such-bucket").await;
    let error = place.put(&signed(1, "one")).await.unwrap_err().to_string();
    assert!(error.contains("s3://no-such-bucket/jit/"), "{error}");
    assert!(error.contains("NoSuchBucket"), "{error}");
}

#[tokio::test]
async fn an_endpoint_that_is_down_is_an_error_in_time() {
    let place = S3Place::connect(S3Settings {
        bucket: "checkpoints".to_owned(),
        prefix: String::new(),
        region: Some("us-east-1".to_owned()),
        endpoint: Some("http://127.0.0.1:9".parse().unwrap()),
    })
    .await;
    assert!(place.put(&signed(1, "one")).await.is_err());
}
