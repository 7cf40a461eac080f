//! People with the real `jit`: all that it prints, and all that it leaves in their home, is a place.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use jit_testkit::{Jit, Outcome, Service};
use url::Url;

use crate::broker::Stage;
use crate::places::Places;

/// Commands that have commands of their own.
const GROUPS: [&str; 4] = ["audit", "config", "profiles", "completions"];

/// Somebody.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) jit: Jit,
    places: Places,
}

impl Person {
    pub(crate) fn new(name: &'static str, broker: &str, stage: &Stage) -> Self {
        let mut person = Self::at(name, broker, &stage.places);
        let authority = stage.certificate.certificate.to_str().unwrap();
        person.jit.set("JIT_CA_FILE", authority);
        person
            .jit
            .set("JIT_FEDERATION_ENDPOINT", stage.federation.url());
        person
    }

    /// Somebody at a broker that may be none.
    pub(crate) fn at(name: &'static str, broker: &str, places: &Places) -> Self {
        let mut jit = Jit::at(broker);
        // Nothing of `jit` reads it today; whatever does one day must not say too much either.
        jit.set("RUST_LOG", "trace");
        let places = places.clone();
        Self { name, jit, places }
    }

    /// Runs a command to its end. Its output is in the places `stdout of jit COMMAND` and `stderr of
    /// jit COMMAND`, whoever runs it.
    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        let outcome = self.jit.run(arguments);
        self.places.saw_output(&named(arguments), &outcome);
        outcome
    }

    /// The same; it has to succeed.
    #[track_caller]
    pub(crate) fn does(&self, arguments: &[&str]) {
        let outcome = self.run(arguments);
        assert_eq!(outcome.status, Some(0), "`jit {arguments:?}`: {outcome}");
    }

    /// The same, for people who want to know everything and for programs.
    #[track_caller]
    pub(crate) fn does_both(&self, arguments: &[&str]) {
        self.does(&[arguments, &["--verbose"]].concat());
        self.does(&[arguments, &["--json"]].concat());
    }

    /// Runs it both ways; it has to fail with this status.
    #[track_caller]
    pub(crate) fn cannot(&self, arguments: &[&str], status: i32) {
        for how in ["--verbose", "--json"] {
            // What is behind `--` is for another program.
            let mut all = arguments.to_vec();
            let at = all.iter().position(|it| *it == "--").unwrap_or(all.len());
            all.insert(at, how);
            let outcome = self.run(&all);
            assert_eq!(outcome.status, Some(status), "`jit {all:?}`: {outcome}");
        }
    }

    /// A request of this person, once it is taken down.
    #[track_caller]
    pub(crate) fn requests(&self, arguments: &[&str]) -> String {
        let ask = [&["request"], arguments, &["--json"]].concat();
        let outcome = self.run(&ask);
        assert_eq!(outcome.status, Some(0), "`jit {ask:?}`: {outcome}");
        let request: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
        request["id"].as_str().unwrap().to_owned()
    }

    /// Begins to sign in with a browser, and gives the page that it would show.
    pub(crate) fn begins_in_browser(&self, stage: &Stage) -> (Service, Url) {
        let browser = self.browser("browser of jit login");
        let mut command = self.jit.command();
        command
            .args(["login", "--verbose", "--browser"])
            .arg(&browser);
        let login = Service::start("jit login", &mut command);
        let page = login.wait_for("/authorize?");
        let page = page
            .split_whitespace()
            .find_map(|word| Url::parse(word).ok());
        let page = page.unwrap();
        assert!(page.as_str().starts_with(stage.issuer.url()), "{page}");
        (login, page)
    }

    /// The browser comes back with this code; gives the exit status of the sign-in.
    pub(crate) fn comes_back(&self, mut login: Service, page: &Url, code: &str) -> Option<i32> {
        let parameter = |name: &str| {
            let value = page.query_pairs().find(|(it, _)| it == name);
            value.unwrap().1.into_owned()
        };
        let (back, state) = (parameter("redirect_uri"), parameter("state"));
        let mut back = Url::parse(&back).unwrap();
        back.query_pairs_mut()
            .append_pair("code", code)
            .append_pair("state", &state);
        self.places.saw("page after the sign-in", get(&back));
        let status = login.wait();
        self.places
            .saw("stdout and stderr of jit login", login.said());
        status
    }

    /// Signs in with a device code that is known to be approved; gives the exit status.
    pub(crate) fn signs_in_by_device(&self, how: &str) -> Option<i32> {
        self.run(&["login", "--device-code", how]).status
    }

    /// Signs in with a token on standard input; gives the exit status.
    pub(crate) fn signs_in_with(&self, token: &str) -> Option<i32> {
        let arguments = ["login", "--with-token", "--verbose"];
        let mut command = self.jit.command();
        command.args(arguments).stdin(Stdio::piped());
        let mut login = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        login
            .stdin
            .take()
            .unwrap()
            .write_all(token.as_bytes())
            .unwrap();
        let outcome = Outcome::of(&login.wait_with_output().unwrap());
        self.places.saw_output(&named(&arguments), &outcome);
        outcome.status
    }

    /// A browser, or another program, that notes how it was started.
    pub(crate) fn browser(&self, name: &str) -> PathBuf {
        let program = self.jit.home().join(format!("{name}.sh").replace(' ', "-"));
        let out = self.jit.home().join(name.replace(' ', "-"));
        let out = out.display();
        let script = format!(
            "#!/bin/sh\n\
             cat /proc/$$/cmdline >> {out}.argv\ncat /proc/$$/environ >> {out}.environ\n"
        );
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        program
    }

    /// Puts what such a program has noted in its places. It may be running still.
    pub(crate) fn show_program(&self, name: &str) {
        for of in ["argv", "environ"] {
            let note = self
                .jit
                .home()
                .join(format!("{name}.{of}").replace(' ', "-"));
            crate::broker::wait_until("the program was run", || {
                fs::metadata(&note).is_ok_and(|it| it.len() > 0)
            });
            self.places
                .saw(&format!("{of} of the {name}"), fs::read(&note).unwrap());
            fs::remove_file(&note).unwrap();
        }
    }

    /// Puts every file of the home in its place.
    pub(crate) fn show_home(&self) {
        let (home, name) = (self.jit.home(), self.name);
        for (variable, value) in self.jit.environment() {
            let place = format!("environment of {name}");
            self.places.saw(&place, format!("{variable}={value}"));
        }
        self.places
            .saw_folder(home, &|path| place_in(home, path, name));
    }
}

fn place_in(home: &Path, path: &Path, name: &str) -> String {
    let inside = path.strip_prefix(home).unwrap();
    if inside.starts_with(".local/state/jit/sessions") {
        format!("sign-in of {name}")
    } else if inside.starts_with(".cache/jit/sessions") {
        format!("sessions of {name}")
    } else {
        format!("other files of {name}")
    }
}

/// `jit COMMAND`, as its places are called.
fn named(arguments: &[&str]) -> String {
    let words = if GROUPS.contains(&arguments[0]) { 2 } else { 1 };
    format!("jit {}", arguments[..words].join(" "))
}

/// What a server on loopback answers, byte for byte.
fn get(url: &Url) -> Vec<u8> {
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let target = &url[url::Position::BeforePath..];
    let mut stream = TcpStream::connect(authority).unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}
