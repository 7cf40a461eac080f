use std::fs;

use tempfile::TempDir;

use super::*;

/// A machine with a system file and a person's file, either of which may be absent.
struct Machine {
    folder: TempDir,
}

impl Machine {
    fn with(system: Option<&str>, user: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        if let Some(text) = system {
            fs::write(folder.path().join("system.toml"), text).unwrap();
        }
        if let Some(text) = user {
            fs::create_dir(folder.path().join("jit")).unwrap();
            fs::write(folder.path().join("jit/config.toml"), text).unwrap();
        }
        Self { folder }
    }

    fn load(
        &self,
        variables: &[(&str, &str)],
        flag: Option<&str>,
    ) -> Result<Settings, ConfigError> {
        let config_home = self.folder.path().to_str().unwrap();
        let variables = variables.iter().copied();
        let environment =
            Environment::of_variables(variables.chain([("XDG_CONFIG_HOME", config_home)]))
                .with_system_config(self.folder.path().join("system.toml"));
        let broker = flag.map(str::to_owned);
        Settings::load(&environment, &Overrides { broker })
    }

    fn broker(&self, variables: &[(&str, &str)], flag: Option<&str>) -> Result<String, String> {
        let settings = self.load(variables, flag).map_err(|it| it.to_string())?;
        let broker = settings.broker().map_err(|it| it.to_string())?;
        Ok(format!("{} ({})", broker.value, broker.source))
    }

    fn shown(&self, text: &str) -> String {
        text.replace(self.folder.path().to_str().unwrap(), "")
    }
}

const SYSTEM: &str = "[brokers.main]\nurl = \"https://system.example.com\"\n";
const USER: &str = "default_broker = \"main\"\n\n[brokers.main]\nurl = \"https://user.example.com/\"\n\
                    [brokers.other]\nurl = \"https://other.example.com\"\n";

#[test]
fn each_layer_wins_over_the_one_below() {
    let machine = Machine::with(Some(SYSTEM), Some(USER));
    let variable = [("JIT_BROKER", "https://variable.example.com")];

    let flag = machine.broker(&variable, Some("https://flag.example.com"));
    assert_eq!(flag.unwrap(), "https://flag.example.com (--broker)");
    let named = machine.broker(&variable, Some("other"));
    assert_eq!(named.unwrap(), "https://other.example.com (--broker)");
    let by_variable = machine.broker(&variable, None);
    assert_eq!(
        by_variable.unwrap(),
        "https://variable.example.com (JIT_BROKER)"
    );
    let by_user = machine.broker(&[], None).unwrap();
    assert_eq!(
        machine.shown(&by_user),
        "https://user.example.com (/jit/config.toml:1)"
    );

    let only_system = Machine::with(Some(SYSTEM), None);
    let by_system = only_system.broker(&[], None).unwrap();
    assert_eq!(
        only_system.shown(&by_system),
        "https://system.example.com (/system.toml:2)"
    );
}

#[test]
fn a_broker_by_url_needs_no_file() {
    let machine = Machine::with(None, None);
    let broker = machine.broker(&[("JIT_BROKER", "http://127.0.0.1:8080/")], None);
    assert_eq!(broker.unwrap(), "http://127.0.0.1:8080 (JIT_BROKER)");
}

#[test]
fn a_broker_that_cannot_be_used_is_refused() {
    let several = USER.replace("default_broker = \"main\"\n", "");
    let table = [
        (None, None, "no broker is configured"),
        (
            Some(several.as_str()),
            None,
            "several brokers are configured and none is the default: main, other",
        ),
        (None, Some("main"), "--broker: no broker is called `main`"),
        (
            None,
            Some("http://broker.example.com"),
            "--broker: `http://broker.example.com` has to begin with",
        ),
        (
            None,
            Some("http://localhost:8080"),
            "--broker: `http://localhost` has to begin with",
        ),
        (None, Some("two words"), "--broker: a broker's name has"),
    ];
    for (user, flag, message) in table {
        let error = Machine::with(None, user).broker(&[], flag).unwrap_err();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn a_mistake_in_a_file_is_an_error_with_its_line() {
    let table = [
        (
            "store = \"auto\"\nstroe = \"file\"\n",
            "/jit/config.toml:2: unknown field `stroe`",
        ),
        ("store = \n", "/jit/config.toml:1: "),
        (
            "\n\nstore = \"cloud\"\n",
            "/jit/config.toml:3: a store is `auto`, `keyring` or `file`",
        ),
        (
            "[brokers.a]\nurl = \"http://a.example.com\"\n",
            "/jit/config.toml:2: `http://a.example.com` has",
        ),
        (
            "[brokers.a]\nuri = \"x\"\n",
            "/jit/config.toml:2: unknown field `uri`",
        ),
        (
            "ca_file = \"ca.pem\"\n",
            "/jit/config.toml:1: `ca.pem` is not an absolute path",
        ),
        (
            "default_broker = \"a/b\"\n",
            "/jit/config.toml:1: a broker's name has",
        ),
    ];
    for (text, message) in table {
        let machine = Machine::with(None, Some(text));
        let error = machine.shown(&machine.load(&[], None).unwrap_err().to_string());
        assert!(error.starts_with(message), "{error} for {text}");
        assert!(!error.contains('\n'), "{error}");
    }
}

#[test]
fn variables_set_the_store_and_the_token() {
    let machine = Machine::with(None, Some("store = \"keyring\"\n"));
    let settings = machine
        .load(&[("JIT_STORE", "file"), ("JIT_TOKEN", "hunter2")], None)
        .unwrap();
    assert_eq!(settings.store.value, StoreChoice::File);
    assert_eq!(settings.token.as_ref().unwrap().value.expose(), "hunter2");
    assert!(!format!("{settings:?}").contains("hunter2"));

    let both = machine.load(&[("JIT_TOKEN", "a"), ("JIT_TOKEN_FILE", "/b")], None);
    assert!(matches!(both, Err(ConfigError::TwoTokens)));
}

#[test]
fn nothing_is_read_from_a_relative_folder() {
    let environment =
        Environment::of_variables([("XDG_CONFIG_HOME", "."), ("XDG_STATE_HOME", ".")]);
    assert_eq!(Folders::of(&environment), Folders::default());
}
