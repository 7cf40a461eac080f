use super::*;

const FILE: &str = "\
# Mine.
store = \"file\"   # no keyring here

# At work.
[brokers.company]
url = 'https://jit.example.com'  # since May
";

fn set(text: &str, key: &str, value: &str) -> Result<String, ConfigError> {
    let value = FileValue::parse(key.parse().unwrap(), value)?;
    with_value(Path::new("/config.toml"), text, &value)
}

fn unset(text: &str, key: &str) -> Option<String> {
    without(Path::new("/config.toml"), text, &key.parse().unwrap()).unwrap()
}

#[test]
fn only_the_value_changes() {
    let after = set(FILE, "store", "keyring").unwrap();
    assert_eq!(after, FILE.replace("\"file\"", "\"keyring\""));
    let after = set(FILE, "brokers.company.url", "https://new.example.com/jit/").unwrap();
    let url = "'https://jit.example.com'";
    assert_eq!(after, FILE.replace(url, "\"https://new.example.com/jit\""));
}

#[test]
fn what_is_new_stands_where_a_person_would_write_it() {
    let after = set(FILE, "default_broker", "lab").unwrap();
    assert_eq!(
        after,
        FILE.replace("here\n", "here\ndefault_broker = \"lab\"\n")
    );
    let lab = "\n[brokers.lab]\nurl = \"https://jit.example.org\"\n";
    let after = set(FILE, "brokers.lab.url", "https://jit.example.org").unwrap();
    assert_eq!(after, format!("{FILE}{lab}"));
    let after = set("", "brokers.lab.url", "https://jit.example.org").unwrap();
    assert_eq!(after, lab.trim_start());
}

#[test]
fn every_way_to_write_a_broker_is_kept() {
    let inline = "brokers = { company = { url = \"https://jit.example.com\" } }\n";
    let after = set(inline, "brokers.lab.url", "https://jit.example.org").unwrap();
    assert!(
        after.contains("lab = { url = \"https://jit.example.org\" }"),
        "{after}"
    );
    let dotted = "brokers.company.url = \"https://jit.example.com\"\n";
    let after = set(dotted, "brokers.company.url", "https://jit.example.org").unwrap();
    assert_eq!(after, dotted.replace("example.com", "example.org"));
    let after = set(dotted, "brokers.lab.url", "https://jit.example.org").unwrap();
    let loaded = LoadedFile::parse(Path::new("/config.toml"), after).unwrap();
    assert_eq!(loaded.content.brokers.len(), 2);
}

#[test]
fn what_is_taken_away_leaves_the_rest() {
    let after = unset(FILE, "store").unwrap();
    assert_eq!(after, FILE.split_once("here\n").unwrap().1);
    let after = unset(FILE, "brokers.company.url").unwrap();
    assert_eq!(after, FILE.split_once("\n# At").unwrap().0);
    assert_eq!(unset(FILE, "ca_file"), None);
    assert_eq!(unset(FILE, "brokers.lab.url"), None);
}

#[test]
fn a_value_that_would_not_load_is_not_written() {
    for (key, value, said) in [
        ("store", "keychain", "VALUE: a store is `auto`"),
        (
            "ca_file",
            "ca.pem",
            "VALUE: `ca.pem` is not an absolute path",
        ),
        ("default_broker", "https://x", "VALUE: a broker's name has"),
        ("brokers.lab.url", "http://jit.example.org", "VALUE: "),
        ("brokers.lab.url", "https://jit.example.org/?a=b", "no `?`"),
    ] {
        let err = set(FILE, key, value).unwrap_err().to_string();
        assert!(err.contains(said), "{key}: {err}");
    }
}

#[test]
fn a_fault_elsewhere_in_the_file_is_told_and_one_that_is_put_right_is_no_longer_one() {
    for broken in [
        "store = \"file\"\ncolor = 1\n",
        "store = file\n",
        "brokers = 3\n",
    ] {
        let err = set(broken, "brokers.lab.url", "https://jit.example.org").unwrap_err();
        assert!(err.to_string().starts_with("/config.toml:"), "{err}");
    }
    let after = set("store = \"keychain\"\n", "store", "auto").unwrap();
    assert_eq!(after, "store = \"auto\"\n");
}
