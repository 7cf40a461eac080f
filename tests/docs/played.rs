//! The pages for people at work are played, command by command, by people of a dev broker: what a
//! page shows is what the program prints.
//!
//! A prompt such as `lead$` says who types; `$` is the engineer. The clock stands still while
//! a command runs, and goes on by a minute before the next, so that times are always the same. IDs of
//! requests are made up by the broker: each new one stands for the next of [`IDS`]; a digest goes by
//! the ID, and stands for another one. With `INSTA_UPDATE=always` a page is written anew from what was printed.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use jit_domain::Sha256Hex;
use jit_testkit::{DevBroker, Moto, MovableClock, program, tools};
use tempfile::TempDir;

use crate::root;

/// The IDs of requests that pages show, in the order in which a page meets them.
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

/// What a page calls the broker.
const BROKER: &str = "https://jit.example.com";

/// Printed by the shell after each command: nothing else prints it.
const MARK: u8 = 1;

#[test]
fn what_the_page_about_asking_shows_is_what_is_printed() {
    play("docs/ask.md");
}

#[test]
fn what_the_page_about_approving_shows_is_what_is_printed() {
    play("docs/approve.md");
}

#[test]
fn what_the_page_about_aws_shows_is_what_is_printed() {
    play("docs/use-with-aws.md");
}

#[test]
fn what_the_page_about_automation_shows_is_what_is_printed() {
    play("docs/automate.md");
}

#[test]
fn what_the_page_about_trouble_shows_is_what_is_printed() {
    play("docs/troubleshoot.md");
}

/// Plays the `console` blocks of a page from the first to the last.
fn play(page: &str) {
    let path = root().join(page);
    let shown = fs::read_to_string(&path).unwrap();
    let mut theatre = Theatre::open();
    let (mut played, mut commands) = (String::new(), 0);
    let mut rest = shown.as_str();
    while let Some((before, block)) = rest.split_once("```console\n") {
        let (block, after) = block.split_once("```\n").unwrap();
        played.extend([before, "```console\n"]);
        for (who, command) in commands_of(block) {
            let prompt = if who == "engineer" {
                "$"
            } else {
                &format!("{who}$")
            };
            let printed = theatre.run(&who, &command);
            played.push_str(&format!("{prompt} {command}\n{printed}"));
            commands += 1;
        }
        played.push_str("```\n");
        rest = after;
    }
    played.push_str(rest);
    assert!(commands > 2, "{page} plays {commands} commands");
    #[expect(clippy::disallowed_methods, reason = "so insta is told to write files")]
    let update = env::var_os("INSTA_UPDATE").is_some_and(|it| it == "always");
    if update {
        fs::write(&path, played).unwrap();
    } else {
        let diff = similar::TextDiff::from_lines(&shown, &played);
        assert!(shown == played, "{page}:\n{}", diff.unified_diff());
    }
}

/// Who types what: a command goes on while its lines end with a backslash.
fn commands_of(block: &str) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    let mut goes_on = false;
    for line in block.lines() {
        if goes_on {
            let (_, command) = commands.last_mut().unwrap();
            command.extend(["\n", line]);
        } else if let Some((who, command)) = prompted(line) {
            commands.push((who.to_owned(), command.to_owned()));
        } else {
            continue;
        }
        goes_on = line.ends_with('\\');
    }
    commands
}

/// The person and the command of a line that has a prompt.
fn prompted(line: &str) -> Option<(&str, &str)> {
    let (who, command) = line.split_once("$ ")?;
    match who {
        "" => Some(("engineer", command)),
        _ if who.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') => Some((who, command)),
        _ => None,
    }
}

/// A broker with its people, and the shell that all of them type into.
struct Theatre {
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
    _moto: Moto,
}

impl Theatre {
    fn open() -> Self {
        let clock = MovableClock::start();
        clock.stop_at("2026-01-05 09:00:00");
        let moto = Moto::start_at(&clock);
        let broker = DevBroker::start_at(&clock, &["--sts-endpoint", moto.url()]);
        let homes = tempfile::tempdir().unwrap();
        let jit = program("jit");
        let tools = tools().join("python/bin");
        let path = format!(
            "{}:{}:/usr/bin:/bin",
            jit.parent().unwrap().display(),
            tools.display()
        );
        let mut shell = Command::new("/bin/bash")
            .args(["--noprofile", "--norc"])
            .env_clear()
            .envs(clock.environment())
            .env("PATH", path)
            .env("JIT_BROKER", broker.url())
            .env("JIT_STORE", "file")
            .env("AWS_ENDPOINT_URL", moto.url())
            .env("AWS_PAGER", "")
            .current_dir(homes.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        Self {
            keyboard: shell.stdin.take().unwrap(),
            screen: BufReader::new(shell.stdout.take().unwrap()),
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
    fn run(&mut self, who: &str, command: &str) -> String {
        self.minutes += 1;
        let time = format!("2026-01-05 09:{:02}:00", self.minutes);
        self.clock.stop_at(&time);
        let home = self.homes.path().join(who);
        if !home.exists() {
            fs::create_dir(&home).unwrap();
            let token = self.broker.token_for(who, "8h");
            self.tokens.insert(who.to_owned(), token);
        }
        let home = home.display();
        let token = &self.tokens[who];
        let command = self.with_real_ids(command);
        // Each command sees the exit status of the one before, as in a shell that somebody sits at.
        let script = format!(
            "export HOME='{home}' JIT_TOKEN='{token}' && cd '{home}' && (exit ${{status:-0}})\n\
             {{ {command}\n}} </dev/null 2>&1; status=$?; printf '\\001'\n"
        );
        self.keyboard.write_all(script.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
        let mut printed = Vec::new();
        self.screen.read_until(MARK, &mut printed).unwrap();
        assert_eq!(printed.pop(), Some(MARK), "the shell has ended: {command}");
        let printed = String::from_utf8(printed).unwrap();
        let printed = printed
            .replace(self.broker.url(), BROKER)
            .replace(&home.to_string(), &format!("/home/{who}"));
        let printed = program("jit").to_str().map_or(printed.clone(), |jit| {
            printed.replace(jit, "/usr/local/bin/jit")
        });
        let printed = self.with_shown_ids(printed);
        self.with_shown_digests(&printed)
    }

    /// Pages name a request by its ID, or by the first four characters behind `req-`.
    fn with_real_ids(&self, command: &str) -> String {
        let mut command = command.to_owned();
        for (real, shown) in self.met.iter().zip(IDS) {
            let [real, short] = [real.as_str(), &real[4..8]];
            command = command.replace(shown, real);
            let words = command
                .split(' ')
                .map(|word| if word == &shown[4..8] { short } else { word });
            command = words.collect::<Vec<_>>().join(" ");
        }
        command
    }

    fn with_shown_ids(&mut self, mut printed: String) -> String {
        let (begin, more) = ID;
        let mut at = 0;
        while let Some(found) = printed[at..].find(begin) {
            let start = at + found;
            let end = start + begin.len() + more;
            at = start + begin.len();
            let Some(id) = printed.get(start..end) else {
                break;
            };
            let is_id = id[begin.len()..].bytes().all(|b| b.is_ascii_alphanumeric());
            if is_id && !self.met.iter().any(|it| it == id) && !IDS.contains(&id) {
                self.met.push(id.to_owned());
            }
        }
        assert!(self.met.len() <= IDS.len(), "a page has few requests");
        for (real, shown) in self.met.iter().zip(IDS) {
            printed = printed.replace(real, shown);
        }
        printed
    }
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
            shown.push_str(&part[word.len()..]);
        }
        shown
    }
}

impl Drop for Theatre {
    fn drop(&mut self) {
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}
