//! The real `jit-broker catalog sync` against an AWS emulator.

use std::fs;
use std::path::Path;
use std::process::Command;

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::{OrganizationFeatureSet, Tag};
use jit_policy::Bundle;
use jit_testkit::{Moto, Outcome};

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
        let client = Client::new(&config);
        Self { moto, client }
    }

    /// An organization, and the ID of its root.
    async fn organization(&self) -> String {
        let all = OrganizationFeatureSet::All;
        let made = self.client.create_organization().feature_set(all);
        made.send().await.unwrap();
        let roots = self.client.list_roots().send().await.unwrap();
        roots.roots()[0].id().unwrap().to_owned()
    }

    async fn unit(&self, parent: &str, name: &str) -> String {
        let unit = self.client.create_organizational_unit();
        let unit = unit.parent_id(parent).name(name).send().await.unwrap();
        unit.organizational_unit().unwrap().id().unwrap().to_owned()
    }

    async fn account(&self, root: &str, unit: &str, name: &str, tags: &[(&str, &str)]) -> String {
        let tags = tags.iter();
        let tags = tags.map(|(k, v)| Tag::builder().key(*k).value(*v).build().unwrap());
        let account = self.client.create_account();
        let account = account
            .account_name(name)
            .email(format!("{}@example.com", name.replace(' ', "-")))
            .set_tags(Some(tags.collect()))
            .send()
            .await
            .unwrap();
        let status = account.create_account_status().unwrap();
        let id = status.account_id().unwrap().to_owned();
        if unit != root {
            let moved = self.client.move_account().account_id(&id);
            let moved = moved.source_parent_id(root).destination_parent_id(unit);
            moved.send().await.unwrap();
        }
        id
    }

    fn sync(&self, folder: &Path, more: &[&str]) -> Outcome {
        sync(self.moto.url(), folder, more)
    }
}

/// Runs it with nothing of the environment.
fn sync(endpoint: &str, folder: &Path, more: &[&str]) -> Outcome {
    let output = Command::new(env!("CARGO_BIN_EXE_jit-broker"))
        .env_clear()
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .current_dir(folder)
        .args(["catalog", "sync", "--out", "catalog.toml"])
        .args(["--endpoint-url", endpoint])
        .args(more)
        .output()
        .unwrap();
    Outcome::of(&output)
}

const PERMISSION_SETS: &str = r#"
# Ours.
[[permission_set]]
name = "ReadOnly"
role = "jit/ReadOnly"
"#;

const ELIGIBILITY: &str = r#"
[[eligibility]]
name = "production"
who = { groups = ["sre"] }
accounts = { ou = ["prod"] }
permission_sets = ["ReadOnly"]
max_duration = "1h"
"#;

#[tokio::test]
async fn an_organization_becomes_a_catalog_and_the_catalog_follows_it() {
    let aws = Aws::start().await;
    let root = aws.organization().await;
    let prod = aws.unit(&root, "prod").await;
    let payments = aws.unit(&prod, "payments").await;
    let dev = aws.unit(&root, "dev").await;
    let shop = [("Team", "shop"), ("Environment", "Development")];
    let shop = aws.account(&root, &dev, "shop dev", &shop).await;
    let pay = aws
        .account(&root, &payments, "pay", &[("Environment", "Production")])
        .await;
    let lone = aws.account(&root, &root, "lone", &[]).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalog.toml");
    fs::create_dir(folder.path().join("eligibility")).unwrap();
    fs::write(folder.path().join("eligibility/prod.toml"), ELIGIBILITY).unwrap();

    // Nothing is written before it is wanted.
    let shown = aws.sync(folder.path(), &["--dry-run"]);
    assert_eq!(shown.status, Some(0), "{shown}");
    assert!(!file.exists());
    assert_eq!(aws.sync(folder.path(), &["--check"]).status, Some(1));
    assert!(!file.exists());

    let made = aws.sync(folder.path(), &[]);
    assert_eq!(made.status, Some(0), "{made}");
    assert_eq!(made.stdout, shown.stdout);
    assert!(
        made.stderr.contains("4 accounts added, 0 changed\n"),
        "{made}"
    );
    // The eligibility names a permission set that is still to be written.
    assert!(
        made.stderr.contains("warning: the bundle no longer loads"),
        "{made}"
    );
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.clone() + PERMISSION_SETS).unwrap();
    let bundle = Bundle::load(folder.path()).unwrap();
    let account = |id: &str| bundle.account(&id.parse().unwrap()).unwrap().clone();
    assert_eq!(account(&pay).ou, "prod/payments");
    assert_eq!(account(&shop).name.as_str(), "shop dev");
    assert_eq!(account(&shop).tags["Team"], "shop");
    assert_eq!(account(&lone).ou, "");
    assert!(account("123456789012").management);

    let again = aws.sync(folder.path(), &["--check"]);
    assert_eq!(
        (again.status, again.stdout.as_str()),
        (Some(0), ""),
        "{again}"
    );

    let keys = aws
        .client
        .untag_resource()
        .resource_id(&shop)
        .tag_keys("Team");
    keys.send().await.unwrap();
    let moved = aws.client.move_account().account_id(&lone);
    let moved = moved.source_parent_id(&root).destination_parent_id(&dev);
    moved.send().await.unwrap();
    let json = aws.sync(folder.path(), &["--json"]);
    assert_eq!(json.status, Some(0), "{json}");
    let report: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(report["written"], true);
    let mut changed: Vec<_> = report["changed"].as_array().unwrap().iter().collect();
    changed.sort_by_key(|change| change["name"].to_string());
    assert_eq!(changed[0]["fields"], serde_json::json!(["ou"]));
    assert_eq!(changed[1]["fields"], serde_json::json!(["tags.Team"]));
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.ends_with(PERMISSION_SETS), "{text}");
    Bundle::load(folder.path()).unwrap();
}

#[tokio::test]
async fn an_account_without_an_organization_is_told_so() {
    let aws = Aws::start().await;
    let folder = tempfile::tempdir().unwrap();
    let refused = aws.sync(folder.path(), &[]);
    insta::assert_snapshot!(refused.to_string(), @"
    exit: 1
    --- stderr ---
    error: this AWS account is not in an organization
    hint: use credentials of the management account or of a delegated administrator
    ");
}

#[test]
fn an_endpoint_that_nobody_listens_on_or_that_is_not_safe_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let closed = format!("http://127.0.0.1:{}", jit_testkit::free_port());
    let refused = sync(&closed, folder.path(), &[]);
    assert_eq!(refused.status, Some(1));
    let lines: Vec<_> = refused.stderr.lines().collect();
    assert!(
        lines[0].starts_with("error: AWS Organizations cannot be reached: "),
        "{refused}"
    );
    assert!(
        lines[1].starts_with("hint: look at the network"),
        "{refused}"
    );
    let refused = sync("http://aws.example.com", folder.path(), &[]);
    assert!(
        refused
            .stderr
            .starts_with("error: the endpoint `http://aws.example.com/` must be https")
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_file_that_is_not_toml_is_refused_before_aws_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("catalog.toml"), "[[account]\n").unwrap();
    let refused = sync("http://127.0.0.1:9", folder.path(), &[]);
    assert!(
        refused
            .stderr
            .starts_with("error: catalog.toml: line 1: not TOML"),
        "{refused}"
    );
}
