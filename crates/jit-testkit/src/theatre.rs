use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use jit_domain::Sha256Hex;
use tempfile::TempDir;

use crate::{DevBroker, Moto, MovableClock, program, tools};

/// The IDs of requests that are shown, in the order in which they are met.
const IDS: [&str; 6] = [
    "req-7k3m9p2x4q",
    "req-2x9d5h8t1w",
    "req-5f1r8c3v7n",
    "req-9b4j6s0z2e",
    "req-3h7q1m5k8y",
    "req-8w2t4n6a9g",
];

/// How an ID begins, and how many characters follow.
const ID: (&str, usize) = ("req-", 10);

/// What the broker is called.
const BROKER: &str = "https://jit.example.com";

/// Printed by the shell after each command: nothing else prints it.
const MARK: u8 = 1;

/// A dev broker with its people, and the shell that all of them type into, for what documentation
/// shows: the same commands always print the same.
///
/// The clock stands still while a command runs, and goes on by a minute before the next. IDs of
/// requests are made up by the broker: each new one stands for the next of a few. A digest goes by
/// the ID, and stands for another one.
#[derive(Debug)]
pub struct Theatre {
    broker: DevBroker,
    shell: Child,
    keyboard: ChildStdin,
    screen: BufReader<ChildStdout>,
    homes: TempDir,
    tokens: BTreeMap<String, String>,
    /// The IDs that the broker made up, in order.
    met: Vec<String>,
    digests: Vec<String>,
    clock: MovableClock,
    minutes: u32,
    _moto: Option<Moto>,
}

impl Theatre {
    /// One whose credentials are of the sandbox.
    ///
    /// # Panics
    ///
    /// When it cannot be set up, as everything here: it is for tests and tasks.
    #[must_use]
    pub fn without_aws() -> Self {
        let clock = first_minute();
        let broker = DevBroker::start_at(&clock, &[]);
        Self::open(clock, broker, None)
    }

    /// One whose credentials are of an emulator of AWS, where AWS tools find it.
    ///
    /// # Panics
    ///
    /// As [`without_aws`](Self::without_aws).
    #[must_use]
    pub fn with_aws() -> Self {
        let clock = first_minute();
        let moto = Moto::start_at(&clock);
        let broker = DevBroker::start_at(&clock, &["--sts-endpoint", moto.url()]);
        Self::open(clock, broker, Some(moto))
    }

    fn open(clock: MovableClock, broker: DevBroker, moto: Option<Moto>) -> Self {
        let homes = tempfile::tempdir().expect("the stage can be set");
        let jit = program("jit");
        let tools = tools().join("python/bin");
        let path = format!(
            "{}:{}:/usr/bin:/bin",
            jit.parent().expect("the stage can be set").display(),
            tools.display()
        );
        let mut shell = Command::new("/bin/bash")
            .args(["--noprofile", "--norc"])
            .env_clear()
            .envs(clock.environment())
            .env("PATH", path)
            .env("JIT_BROKER", broker.url())
            .env("JIT_STORE", "file")
            .envs(moto.iter().map(|moto| ("AWS_ENDPOINT_URL", moto.url())))
            .env("AWS_PAGER", "")
            .current_dir(homes.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the stage can be set");
        Self {
            keyboard: shell.stdin.take().expect("the stage can be set"),
            screen: BufReader::new(shell.stdout.take().expect("the stage can be set")),
            shell,
            broker,
            homes,
            tokens: BTreeMap::new(),
            met: Vec::new(),
            digests: Vec::new(),
            clock,
            minutes: 0,
            _moto: moto,
        }
    }

    /// What a person sees who types this.
    ///
    /// # Panics
    ///
    /// When there is no such person, or the shell has ended.
    pub fn run(&mut self, who: &str, command: &str) -> String {
        self.minutes += 1;
        let time = format!("2026-01-05 09:{:02}:00", self.minutes);
        self.clock.stop_at(&time);
        let home = self.homes.path().join(who);
        let token = self.tokens.entry(who.to_owned()).or_insert_with(|| {
            fs::create_dir(&home).expect("the stage can be set");
            self.broker.token_for(who, "8h")
        });
        let (home, token) = (home.display(), token.clone());
        let command = self.with_real_ids(command);
        // Each command sees the exit status of the one before, as in a shell that somebody sits at.
        let script = format!(
            "export HOME='{home}' JIT_TOKEN='{token}' && cd '{home}' && (exit ${{status:-0}})\n\
             {{ {command}\n}} </dev/null 2>&1; status=$?; printf '\\001'\n"
        );
        self.keyboard
            .write_all(script.as_bytes())
            .expect("the stage can be set");
        self.keyboard.flush().expect("the stage can be set");
        let mut printed = Vec::new();
        self.screen
            .read_until(MARK, &mut printed)
            .expect("the stage can be set");
        assert_eq!(printed.pop(), Some(MARK), "the shell has ended: {command}");
        let printed = String::from_utf8(printed).expect("the stage can be set");
        let printed = printed
            .replace(self.broker.url(), BROKER)
            .replace(&home.to_string(), "~");
        let printed = program("jit").to_str().map_or(printed.clone(), |jit| {
            printed.replace(jit, "/usr/local/bin/jit")
        });
        let printed = self.with_shown_ids(printed);
        self.with_shown_digests(&printed)
    }

    /// A person names a request by its ID, or by the first four characters behind `req-`.
    fn with_real_ids(&self, command: &str) -> String {
        let mut command = command.to_owned();
        for (real, shown) in self.met.iter().zip(IDS) {
            command = command.replace(shown, real);
            let words = command.split(' ').map(|word| {
                let is_meant = word == beginning(shown);
                if is_meant { beginning(real) } else { word }
            });
            command = words.collect::<Vec<_>>().join(" ");
        }
        command
    }

    fn with_shown_ids(&mut self, mut printed: String) -> String {
        let (begin, more) = ID;
        for rest in printed.split(begin).skip(1) {
            let Some(rest) = rest.get(..more) else {
                continue;
            };
            let id = format!("{begin}{rest}");
            let is_id = rest.bytes().all(|b| b.is_ascii_alphanumeric());
            if is_id && !self.met.contains(&id) && !IDS.contains(&id.as_str()) {
                self.met.push(id);
            }
        }
        assert!(self.met.len() <= IDS.len(), "more requests than are shown");
        for (real, shown) in self.met.iter().zip(IDS) {
            printed = printed.replace(real, shown);
        }
        printed
    }
}

/// What a person types of an ID.
fn beginning(id: &str) -> &str {
    let (begin, _) = ID;
    let characters = id.strip_prefix(begin).and_then(|it| it.get(..4));
    characters.unwrap_or(id)
}

impl Theatre {
    /// Each new digest becomes one that is made of its number.
    fn with_shown_digests(&mut self, printed: &str) -> String {
        let mut shown = String::new();
        for part in printed.split_inclusive(|c: char| !c.is_ascii_hexdigit()) {
            let word = part.trim_end_matches(|c: char| !c.is_ascii_hexdigit());
            if word.len() != 64 {
                shown.push_str(part);
                continue;
            }
            let known = self.digests.iter().position(|it| it == word);
            let number = known.unwrap_or(self.digests.len());
            if known.is_none() {
                self.digests.push(word.to_owned());
            }
            shown.push_str(Sha256Hex::of(&number.to_be_bytes()).to_string().as_str());
            shown.push_str(part.strip_prefix(word).unwrap_or_default());
        }
        shown
    }
}

/// A Monday, when people work.
fn first_minute() -> MovableClock {
    let clock = MovableClock::start();
    clock.stop_at("2026-01-05 09:00:00");
    clock
}

impl Drop for Theatre {
    fn drop(&mut self) {
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}
