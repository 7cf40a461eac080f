//! The settings of `serve`: layers, strictness, every problem at once.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use jit_api::TokenKind;
use jit_broker::config::{Environment, KEYS, Loaded, Settings, Sources, load, reference};
use jit_broker::identity::{AudienceClaim, TokenType};
use jit_policy::Recheck;

const MINIMAL: &str = r#"
public_url = "https://jit.example.com"
[issuer]
url = "https://login.example.com"
client_id = "jit"
"#;

struct Stage {
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
    flags: Vec<(String, String, String)>,
}

impl Stage {
    fn with(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("broker.toml"), text).unwrap();
        Self {
            folder,
            environment: Vec::new(),
            flags: Vec::new(),
        }
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    fn flag(mut self, key: &str, value: &str) -> Self {
        self.flags
            .push(("--set".to_owned(), key.to_owned(), value.to_owned()));
        self
    }

    fn load(&self) -> Loaded {
        load(&Sources {
            file: Some(self.folder.path().join("broker.toml")),
            environment: Environment::from_iter(self.environment.clone()),
            flags: self.flags.clone(),
        })
    }

    #[track_caller]
    fn settings(&self) -> Settings {
        let loaded = self.load();
        assert_eq!(loaded.problems, [], "no problem is expected");
        loaded.settings.unwrap()
    }

    /// The problems as they are printed, without the folder.
    fn problems(&self) -> Vec<String> {
        let loaded = self.load();
        assert!(
            loaded.settings.is_none(),
            "there is a problem, so there are no settings"
        );
        let folder = format!("{}/", self.folder.path().display());
        loaded
            .problems
            .iter()
            .map(|problem| problem.to_string().replace(&folder, ""))
            .collect()
    }
}

#[test]
fn issuer_client_and_public_url_are_enough() {
    let settings = Stage::with(MINIMAL).settings();

    assert_eq!(settings.listen, "127.0.0.1:8443".parse().unwrap());
    assert_eq!(settings.issuer.token.audience, "https://jit.example.com");
    assert_eq!(settings.issuer.token.token_types, [TokenType::AtJwt].into());
    assert_eq!(settings.issuer.token.algorithms.len(), 9);
    assert_eq!(settings.recheck_seconds, 60);
    assert_eq!(settings.recheck, Recheck::Normal);
    assert_eq!(settings.offline_grace_seconds, 300);
    assert!(settings.metrics.is_none());
    assert_eq!(settings.sts.broker_on_role, None);
}

#[test]
fn nothing_at_all_names_what_is_missing() {
    insta::assert_snapshot!(Stage::with("").problems().join("\n"), @r"
    `public_url`: missing
    `issuer.url`: missing
    `issuer.client_id`: missing
    ");
}

#[test]
fn every_problem_is_reported_at_once_with_its_line() {
    let stage = Stage::with(
        r#"
listn = "127.0.0.1:0"
public_url = "http://jit.example.com"
recheck_seconds = 301
offline_grace_seconds = "60"
allow_plaintext = "yes"
issuer.url = "https://login.example.com/?tenant=1"
issuer.algorithms = ["RS256", "HS256", "none"]
issuer.typ = ["jwt"]
issuer.flows = []
issuer.token = "refresh_token"
issuer.groups_claim = "a..b"
issuer.secret = "x"
aws = "eu-west-1"
tls.key = "key.pem"
log.level = "all"
recheck = "always"
"#,
    )
    .variable("JIT_BROKER_LISTEN", "localhost")
    .variable("JIT_BROKER_ISUER_URL", "https://login.example.com")
    .flag("store.path", "x");

    insta::assert_snapshot!(stage.problems().join("\n"), @r"
    broker.toml:2: unknown key `listn`; did you mean `listen`?
    broker.toml:3: `public_url`: a URL here begins with `https://`, or with `http://` and a loopback address such as `127.0.0.1`, and has no user, password or fragment
    broker.toml:4: `recheck_seconds`: must be a whole number from 0 to 300
    broker.toml:5: `offline_grace_seconds`: must be a whole number from 0 to 900
    broker.toml:6: `allow_plaintext`: must be `true` or `false`
    broker.toml:7: `issuer.url`: must have no query
    broker.toml:8: `issuer.algorithms`: `HS256` is no signature algorithm for tokens; write one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA
    broker.toml:8: `issuer.algorithms`: `none` is no signature algorithm for tokens; write one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA
    broker.toml:9: `issuer.typ`: `jwt` is none of them; write one of `at+jwt`, `JWT`, `absent`
    broker.toml:10: `issuer.flows`: must not be empty
    broker.toml:11: `issuer.token`: must be one of `access_token`, `id_token`
    broker.toml:12: `issuer.groups_claim`: `a..b` does not name a claim; write a name such as `groups` or `realm_access.roles`
    broker.toml:13: unknown key `issuer.secret`
    broker.toml:14: `aws`: must be a table
    broker.toml:15: `tls.key`: must come with `tls.certificate`
    broker.toml:16: `log.level`: must be one of `error`, `warn`, `info`, `debug`, `trace`
    broker.toml:17: `recheck`: must be one of `normal`, `strict`
    JIT_BROKER_ISUER_URL: this variable sets nothing; docs/broker-config.md has those that do
    --set: there is no setting `store.path`
    JIT_BROKER_LISTEN: `listen`: must be an IP address and a port, such as `127.0.0.1:8443` or `[::]:8443`
    `issuer.client_id`: missing
    ");
}

#[test]
fn faults_of_the_syntax_do_not_hide_the_others() {
    let stage = Stage::with("public_url = \nlisten = \"127.0.0.1:0\nunknown = 1\n");

    let problems = stage.problems();

    assert!(
        problems
            .iter()
            .any(|problem| problem.starts_with("broker.toml:1: ")),
        "{problems:?}"
    );
    assert!(
        problems
            .iter()
            .any(|problem| problem.starts_with("broker.toml:2: ")),
        "{problems:?}"
    );
    assert!(
        problems
            .iter()
            .any(|problem| problem.contains("unknown key")),
        "{problems:?}"
    );
}

#[test]
fn a_key_that_is_written_twice_is_a_problem() {
    let problems = Stage::with(&format!(
        "listen = \"127.0.0.1:1\"\nlisten = \"127.0.0.1:2\"{MINIMAL}"
    ))
    .problems();

    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(
        problems[0].starts_with("broker.toml:2: duplicate key"),
        "{problems:?}"
    );
}

#[test]
fn variables_win_over_the_file_and_flags_over_variables() {
    let stage = Stage::with(&format!(
        "listen = \"127.0.0.1:1\"\nrecheck_seconds = 1\nstore = \"a\"{MINIMAL}"
    ))
    .variable("JIT_BROKER_RECHECK_SECONDS", "2")
    .variable("JIT_BROKER_RECHECK", "strict")
    .variable("JIT_BROKER_STORE", "b")
    .variable("JIT_BROKER_ISSUER_FLOWS", "device_code, pkce")
    .variable(
        "JIT_BROKER_ISSUER_ATTRIBUTE_CLAIMS",
        "team=org.team, site=site",
    )
    .flag("store", "c");

    let settings = stage.settings();

    assert_eq!(settings.listen.port(), 1);
    assert_eq!(settings.recheck_seconds, 2);
    assert_eq!(settings.recheck, Recheck::Strict);
    assert_eq!(
        settings.files.store,
        PathBuf::from("c"),
        "as the flag says, in the working directory"
    );
    assert_eq!(settings.issuer.flows.len(), 2);
    assert_eq!(
        settings.issuer.token.claims.attributes["team"].to_string(),
        "org.team"
    );
}

#[test]
fn variables_that_kubernetes_adds_for_a_service_are_not_ours() {
    let stage = Stage::with(MINIMAL)
        .variable("JIT_BROKER_SERVICE_HOST", "10.0.0.1")
        .variable("JIT_BROKER_PORT", "tcp://10.0.0.1:8443")
        .variable("JIT_BROKER_PORT_8443_TCP_ADDR", "10.0.0.1")
        .variable("JIT_BROKER_CONFIG", "broker.toml");

    stage.settings();
}

#[test]
fn paths_in_the_file_are_relative_to_its_folder() {
    let stage = Stage::with(&format!(
        "policy = \"rules\"\nstore = \"/var/lib/jit\"{MINIMAL}"
    ));

    let files = stage.settings().files;

    assert_eq!(files.policy, stage.folder.path().join("rules"));
    assert_eq!(files.store, Path::new("/var/lib/jit"));
}

#[test]
fn plaintext_stays_on_loopback_unless_it_is_allowed() {
    let table = [
        ("listen = \"127.0.0.1:1\"", true),
        ("listen = \"[::1]:1\"", true),
        ("listen = \"0.0.0.0:1\"", false),
        ("listen = \"[::]:1\"", false),
        ("listen = \"10.0.0.1:1\"", false),
        ("listen = \"0.0.0.0:1\"\nallow_plaintext = true", true),
        (
            "listen = \"0.0.0.0:1\"\ntls = { certificate = \"c\", key = \"k\" }",
            true,
        ),
        ("metrics.listen = \"0.0.0.0:1\"", false),
        ("metrics.listen = \"127.0.0.1:1\"", true),
    ];
    for (text, good) in table {
        let loaded = Stage::with(&format!("{text}{MINIMAL}")).load();
        assert_eq!(
            loaded.settings.is_some(),
            good,
            "{text}: {:?}",
            loaded.problems
        );
    }
}

#[test]
fn urls_are_https_or_literal_loopback() {
    let table = [
        ("https://login.example.com", true),
        ("https://login.example.com/realms/staff/", true),
        ("http://127.0.0.1:3000", true),
        ("http://[::1]:3000", true),
        ("http://login.example.com", false),
        ("http://localhost:3000", false),
        ("http://127.0.0.1.example.com", false),
        ("https://user:pass@login.example.com", false),
        ("https://login.example.com/#x", false),
        ("https://login.example.com/?a=b", false),
        ("ftp://login.example.com", false),
        ("login.example.com", false),
        ("", false),
    ];
    for (url, good) in table {
        let loaded = Stage::with(MINIMAL).flag("issuer.url", url).load();
        assert_eq!(
            loaded.settings.is_some(),
            good,
            "{url}: {:?}",
            loaded.problems
        );
    }
}

#[test]
fn an_audience_never_lets_id_tokens_pass_for_access_tokens() {
    type Row<'a> = (&'a [(&'a str, &'a str)], Result<&'a str, &'a str>);
    let table: [Row; 7] = [
        (&[], Ok("https://jit.example.com")),
        (
            &[("issuer.audience", "jit")],
            Err("must not be the client ID"),
        ),
        (&[("issuer.token", "id_token")], Ok("jit")),
        (
            &[("issuer.token", "id_token"), ("issuer.audience", "other")],
            Err("must be the client ID"),
        ),
        (&[("issuer.audience_claim", "client_id")], Ok("jit")),
        (
            &[
                ("issuer.audience_claim", "client_id"),
                ("issuer.audience", "x"),
            ],
            Err("must be the client ID"),
        ),
        (
            &[
                ("issuer.audience_claim", "client_id"),
                ("issuer.token", "id_token"),
            ],
            Err("is a claim of access tokens"),
        ),
    ];
    for (settings, expected) in table {
        let stage = settings
            .iter()
            .fold(Stage::with(MINIMAL), |s, (key, value)| s.flag(key, value));
        match (stage.load(), expected) {
            (
                Loaded {
                    settings: Some(settings),
                    ..
                },
                Ok(audience),
            ) => {
                assert_eq!(settings.issuer.token.audience, audience);
            }
            (
                Loaded {
                    problems,
                    settings: None,
                    ..
                },
                Err(what),
            ) => {
                assert!(problems[0].what.contains(what), "{problems:?}");
            }
            (loaded, expected) => panic!("{expected:?}: {loaded:?}"),
        }
    }
}

#[test]
fn the_types_to_take_follow_from_the_kind_of_token() {
    let of = |flags: &[(&str, &str)]| {
        let stage = flags
            .iter()
            .fold(Stage::with(MINIMAL), |s, (key, value)| s.flag(key, value));
        stage.settings().issuer.token.token_types
    };

    assert_eq!(of(&[]), [TokenType::AtJwt].into());
    assert_eq!(
        of(&[("issuer.token", "id_token")]),
        [TokenType::Jwt, TokenType::Absent].into()
    );
    assert_eq!(
        of(&[("issuer.audience_claim", "client_id")]),
        [TokenType::Jwt, TokenType::Absent].into()
    );
    assert_eq!(
        of(&[("issuer.typ", "JWT,at+jwt")]),
        [TokenType::Jwt, TokenType::AtJwt].into()
    );
    let id_token = Stage::with(MINIMAL)
        .flag("issuer.token", "id_token")
        .flag("issuer.typ", "at+jwt");
    assert!(id_token.problems()[0].contains("marks access tokens"));
}

#[test]
fn a_metrics_token_is_read_from_its_file_and_never_shown() {
    let stage = Stage::with(&format!("metrics.token_file = \"token\"{MINIMAL}"));
    assert!(stage.problems()[0].contains("cannot read"));

    fs::write(stage.folder.path().join("token"), "short\n").unwrap();
    assert!(stage.problems()[0].contains("at least 16"));

    fs::write(stage.folder.path().join("token"), "0123456789abcdef\n").unwrap();
    let settings = stage.settings();
    assert_eq!(
        settings
            .metrics
            .as_ref()
            .unwrap()
            .token
            .as_ref()
            .unwrap()
            .expose(),
        "0123456789abcdef"
    );
    assert!(!format!("{settings:?}").contains("0123456789abcdef"));
}

#[test]
fn the_example_is_read_without_a_problem() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/broker.toml");

    let loaded = load(&Sources {
        file: Some(file),
        ..Sources::default()
    });

    assert_eq!(loaded.problems, []);
    let settings = loaded.settings.unwrap();
    assert!(settings.files.policy.ends_with("examples/policy"));
    assert_eq!(settings.issuer.token.token, TokenKind::AccessToken);
    assert_eq!(settings.issuer.token.audience_claim, AudienceClaim::Aud);
    assert_eq!(settings.sts.region.as_deref(), Some("eu-west-1"));
}

#[test]
fn the_clients_learn_what_the_issuer_needs() {
    let config = Stage::with(MINIMAL).settings().client_config(false);

    assert_eq!(config.issuer, "https://login.example.com");
    assert_eq!(config.audience, "https://jit.example.com");
    assert_eq!(config.scopes, ["openid", "profile", "offline_access"]);
    assert!(!config.sandbox);
}

#[test]
fn the_reference_names_every_key_and_variable() {
    let page = reference();

    for key in KEYS {
        let name = key.name.rsplit_once('.').map_or(key.name, |(_, name)| name);
        assert!(page.contains(&format!("**`{name}`**")), "{name}");
        assert!(page.contains(&key.variable()), "{}", key.variable());
    }
}

#[test]
fn no_two_keys_share_a_variable() {
    let mut variables: Vec<_> = KEYS.iter().map(jit_broker::config::Key::variable).collect();
    variables.sort();
    variables.dedup();
    assert_eq!(variables.len(), KEYS.len());
}
