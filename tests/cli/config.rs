use std::fs;

use insta::assert_snapshot;

use crate::stage::{Stage, stderr, stdout};

const FILE: &str = "\
default_broker = \"company\"
store = \"file\"

[brokers.company]
url = \"https://jit.example.com\"

[brokers.lab]
url = \"https://jit.example.org/\"
";

/// A person with a file of settings and none of the variables of other tests.
fn stage() -> Stage {
    let stage = Stage::new().without("JIT_BROKER").without("JIT_TOKEN");
    let folder = stage.home().join(".config/jit");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), FILE).unwrap();
    stage
}

#[test]
fn every_setting_is_shown_with_where_it_comes_from() {
    let stage = stage()
        .with("JIT_STORE", "keyring")
        .with("JIT_TOKEN", "token-of-a-test");
    let told = stage.jit(&["config", "list"]);
    assert!(!told.contains("token-of-a-test"));
    assert_snapshot!(told.replace(stage.home().to_str().unwrap(), "HOME"));
    let json = stage.jit(&["config", "list", "--json", "--broker", "lab"]);
    assert!(!json.contains("token-of-a-test"));
    assert_snapshot!(
        "in_json",
        json.replace(stage.home().to_str().unwrap(), "HOME")
    );
}

#[test]
fn one_value_is_printed_alone() {
    let stage = stage();
    let get = |more: &[&str]| stdout(&stage.run(&[&["config", "get"][..], more].concat()));
    assert_eq!(get(&["broker"]), "https://jit.example.com\n");
    assert_eq!(
        get(&["broker", "--broker", "lab"]),
        "https://jit.example.org\n"
    );
    assert_eq!(get(&["brokers.lab.url"]), "https://jit.example.org\n");
    assert_eq!(get(&["store"]), "file\n");
    let told: serde_json::Value = serde_json::from_str(&get(&["store", "--json"])).unwrap();
    assert_eq!(told["value"], "file");
    let source = told["source"].as_str().unwrap();
    assert!(source.ends_with(".config/jit/config.toml:2"), "{source}");
}

#[test]
fn what_is_not_set_unknown_or_secret_is_an_error() {
    let stage = stage().with("JIT_TOKEN", "token-of-a-test");
    for (key, exit, said) in [
        ("ca_file", 1, "`ca_file` is not set"),
        ("stor", 2, "there is no setting `stor`"),
        ("token", 1, "`token` is set and never shown"),
    ] {
        let output = stage.run(&["config", "get", key]);
        assert_eq!(output.status.code(), Some(exit), "{key}");
        assert_eq!(stdout(&output), "");
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
        assert!(!stderr(&output).contains("token-of-a-test"));
    }
}

#[test]
fn why_no_broker_is_chosen_is_told() {
    let stage = stage();
    let file = stage.home().join(".config/jit/config.toml");
    fs::write(file, FILE.replace("default_broker", "# default_broker")).unwrap();
    let output = stage.run(&["config", "get", "broker"]);
    assert_eq!(output.status.code(), Some(2));
    let told = stderr(&output);
    assert!(told.contains("several brokers are configured"), "{told}");
}
