//! A shell at a terminal of its own.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use jit_testkit::tools;
use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use crate::stage::Stage;

/// What every shell of a test says when it is ready.
const PROMPT: &str = "READY> ";

/// How long a test waits for what a shell should do. A busy machine takes its time.
const PATIENCE: Duration = Duration::from_mins(1);

/// A shell that reads what is typed.
#[derive(Debug)]
pub struct Shell<'a> {
    stage: &'a Stage,
    child: Child,
    keyboard: File,
    shown: Arc<Mutex<Vec<u8>>>,
    prompts: usize,
    /// Whether it may take an Enter of its own to accept what TAB found.
    asks: bool,
}

impl<'a> Shell<'a> {
    /// Starts it with a terminal that is its own.
    fn start(stage: &'a Stage, shell: &Command) -> Self {
        let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&controller).unwrap();
        unlockpt(&controller).unwrap();
        let size = Winsize {
            ws_row: 40,
            ws_col: 200,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&controller, size).unwrap();
        let name = ptsname(&controller, Vec::new()).unwrap();
        let path = Path::new(std::ffi::OsStr::from_bytes(name.as_bytes()));
        let flags = OFlags::RDWR | OFlags::NOCTTY;
        let terminal = rustix::fs::open(path, flags, Mode::empty()).unwrap();
        let child = stage
            .command("/usr/bin/setsid")
            .args(["--ctty", "--wait"])
            .arg(shell.get_program())
            .args(shell.get_args())
            .envs(shell.get_envs().filter_map(|(n, v)| Some((n, v?))))
            .stdin(terminal.try_clone().unwrap())
            .stdout(terminal.try_clone().unwrap())
            .stderr(terminal)
            .spawn()
            .unwrap();
        let keyboard = File::from(controller);
        let shown: Arc<Mutex<Vec<u8>>> = Arc::default();
        let (mut screen, filled) = (keyboard.try_clone().unwrap(), Arc::clone(&shown));
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(read @ 1..) = screen.read(&mut bytes) {
                filled.lock().unwrap().extend(&bytes[..read]);
            }
        });
        Self {
            stage,
            child,
            keyboard,
            shown,
            prompts: 0,
            asks: false,
        }
    }

    fn shown(&self) -> String {
        String::from_utf8_lossy(&self.shown.lock().unwrap()).into_owned()
    }

    fn wait_for(&self, what: &str, is_there: impl Fn() -> bool) {
        let begin = Instant::now();
        while !is_there() {
            let shown = self.shown();
            assert!(begin.elapsed() < PATIENCE, "no {what} in {shown:?}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Types a line at the next prompt, and answers with what `jit` was run with: its words.
    pub fn runs(&mut self, keys: &str) -> Vec<String> {
        let seen = self.prompts;
        // Some shells draw their prompt again while somebody types.
        self.wait_for("prompt", || self.shown().matches(PROMPT).count() > seen);
        let _ = fs::remove_file(self.stage.said());
        let typed = self.shown.lock().unwrap().len();
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        // What TAB brings takes a while; a line that ends before is another one.
        self.settles(typed);
        self.prompts = self.shown().matches(PROMPT).count();
        let typed = self.shown.lock().unwrap().len();
        self.keyboard.write_all(b"\r").unwrap();
        if self.asks {
            self.settles(typed);
            if !self.stage.said().exists() {
                self.keyboard.write_all(b"\r").unwrap();
            }
        }
        self.wait_for("run of jit", || self.stage.said().exists());
        let said = fs::read_to_string(self.stage.said()).unwrap();
        let words = said.lines().map(|it| it.trim_start_matches('<'));
        let words = words.map(|it| it.strip_suffix('>').unwrap_or(it));
        words.map(str::to_owned).collect()
    }

    /// Waits until something is shown, and then nothing new for a while.
    fn settles(&self, before: usize) {
        let begin = Instant::now();
        let (mut last, mut since) = (before, Instant::now());
        loop {
            thread::sleep(Duration::from_millis(20));
            let now = self.shown.lock().unwrap().len();
            if now != last {
                (last, since) = (now, Instant::now());
            }
            let quiet = since.elapsed() > Duration::from_millis(400);
            if quiet && now > before || begin.elapsed() > PATIENCE {
                return;
            }
        }
    }
}

impl Drop for Shell<'_> {
    fn drop(&mut self) {
        // It ends with its terminal; this is for one that does not.
        let _ = self.keyboard.write_all(b"\x03\x04exit\r");
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(2) {
            if self.child.try_wait().is_ok_and(|it| it.is_some()) {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What each shell makes of the lines of a script: by line, the words that `jit` would be run with.
pub fn words_of_lines(stage: &Stage, lines: &str) -> Vec<(&'static str, Vec<Vec<String>>)> {
    let posix = "jit() { printf '%s\\n' \"$#\" \"$@\"; }\n";
    let fish_says = "function jit; printf '%s\\n' (count $argv) $argv; end\n";
    let mut bash = stage.command("/bin/bash");
    bash.args(["--noprofile", "--norc"]);
    let mut zsh = stage.command(of_tools("bin/zsh"));
    zsh.arg("-f");
    let mut fish = stage.command(of_tools("usr/bin/fish"));
    fish.arg("--no-config").env("LD_LIBRARY_PATH", libraries());
    let shells = [
        ("bash", bash, posix),
        ("zsh", zsh, posix),
        ("fish", fish, fish_says),
    ];
    let words = shells.map(|(name, mut shell, says)| {
        let script = stage.home().join(name);
        fs::write(&script, format!("{says}{lines}")).unwrap();
        let output = shell.arg(script).output().unwrap();
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{name}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let text = String::from_utf8(output.stdout).unwrap();
        let mut said = text.lines();
        let mut all = Vec::new();
        while let Some(count) = said.next() {
            let count = count.parse().unwrap();
            all.push(said.by_ref().take(count).map(str::to_owned).collect());
        }
        (name, all)
    });
    words.into()
}

/// A shell that Debian's packages brought.
fn of_tools(path: &str) -> PathBuf {
    tools().join("debian/root").join(path)
}

/// The folder of libraries of this machine: its name is that of the architecture.
fn libraries() -> PathBuf {
    let folders = fs::read_dir(of_tools("usr/lib")).unwrap();
    let mut folders = folders.map(|it| it.unwrap().path());
    folders
        .find(|it| it.join("libpcre2-32.so.0").exists())
        .unwrap()
}

pub fn bash(stage: &Stage) -> Shell<'_> {
    let rc = format!("PS1='{PROMPT}'\n{}", stage.script("bash"));
    let file = stage.home().join("bashrc");
    fs::write(&file, rc).unwrap();
    let mut bash = Command::new("/bin/bash");
    bash.args(["--noprofile", "--rcfile"]).arg(file).arg("-i");
    Shell::start(stage, &bash)
}

pub fn zsh(stage: &Stage) -> Shell<'_> {
    let share = of_tools("usr/share/zsh/functions");
    let environment = format!("module_path=({})\n", libraries().join("zsh/5.9").display());
    let rc = format!(
        "fpath=({0} {0}/**/*(/))\nautoload -Uz compinit && compinit -u -D\n\
         unsetopt prompt_sp prompt_cr\nPROMPT='{PROMPT}'\n{1}",
        share.display(),
        stage.script("zsh")
    );
    fs::write(stage.home().join(".zshenv"), environment).unwrap();
    fs::write(stage.home().join(".zshrc"), rc).unwrap();
    let mut zsh = Command::new(of_tools("bin/zsh"));
    zsh.args(["-d", "-i"]);
    Shell::start(stage, &zsh)
}

pub fn fish(stage: &Stage) -> Shell<'_> {
    let folder = stage.home().join(".config/fish");
    fs::create_dir_all(folder.join("completions")).unwrap();
    fs::write(folder.join("completions/jit.fish"), stage.script("fish")).unwrap();
    let config = format!("function fish_prompt; echo -n '{PROMPT}'; end\nset -g fish_greeting\n");
    fs::write(folder.join("config.fish"), config).unwrap();
    let mut fish = Command::new(of_tools("usr/bin/fish"));
    fish.arg("-i").env("LD_LIBRARY_PATH", libraries());
    Shell::start(stage, &fish)
}

pub fn elvish(stage: &Stage) -> Shell<'_> {
    let rc = format!(
        "set edit:prompt = {{ put '{PROMPT}' }}\nset edit:rprompt = {{ }}\n{}",
        stage.script("elvish")
    );
    let file = stage.home().join("rc.elv");
    fs::write(&file, rc).unwrap();
    let mut elvish = Command::new(of_tools("usr/bin/elvish"));
    elvish.arg("-rc").arg(file);
    let mut shell = Shell::start(stage, &elvish);
    shell.asks = true;
    shell
}
