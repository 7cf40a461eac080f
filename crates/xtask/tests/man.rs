//! What the man pages say, and that they say what the programs do.
#![expect(clippy::unwrap_used, reason = "a test says no by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jit_testkit::tools;

/// Every command of both programs with the path to its page.
fn commands() -> Vec<(PathBuf, clap::Command)> {
    let mut found = Vec::new();
    let mut open = vec![jit::command(), jit_broker::cli::command()];
    for program in &mut open {
        // Gives each command its full name.
        program.build();
    }
    while let Some(command) = open.pop() {
        let shown = command.get_subcommands();
        let shown = shown.filter(|it| !it.is_hide_set() && it.get_name() != "help");
        open.extend(shown.cloned());
        let name = command.get_display_name().unwrap_or(command.get_name());
        found.push((root().join(format!("man/{name}.1")), command));
    }
    found
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn read(page: &Path) -> String {
    let text = fs::read_to_string(page);
    assert!(text.is_ok(), "no page: {}", page.display());
    text.unwrap()
}

/// A section of a page, as plain text.
fn section(page: &str, name: &str) -> String {
    let begins = [format!(".SH {name}\n"), format!(".SH \"{name}\"\n")];
    let rest = begins.iter().find_map(|it| page.split_once(it.as_str()));
    let text = rest.unwrap_or_default().1;
    let text = text.split("\n.SH ").next().unwrap_or_default();
    text.replace("\\-", "-")
        .replace("\\*(Aq", "'")
        .replace("\\&", "")
        .replace("\\\\", "\\")
}

fn help(command: &clap::Command) -> String {
    command.clone().render_long_help().to_string()
}

/// The examples of a help: what follows the heading.
fn examples(help: &str) -> &str {
    help.find("\nExample")
        .map_or("", |at| help.split_at(at + 1).1)
}

#[test]
fn every_command_has_the_same_examples_in_its_help_and_on_its_page() {
    let commands = commands();
    assert!(commands.len() > 30, "{}", commands.len());
    for (path, command) in commands {
        let help = help(&command);
        let name = command.get_bin_name().unwrap_or(command.get_name());
        let shown = examples(&help);
        assert!(!shown.is_empty(), "`{name} --help` has no example");
        assert!(shown.contains(name.split(' ').next().unwrap()), "{name}");
        let page = section(&read(&path), "EXAMPLES");
        for line in shown.lines().skip(1).map(str::trim) {
            assert!(page.contains(line), "{}: `{line}`", path.display());
        }
    }
}

#[test]
fn every_example_is_a_command_line_that_its_program_takes() {
    let mut parsed = 0;
    for (_, command) in commands() {
        let text = help(&command).replace("\\\n", " ");
        for line in examples(&text)
            .lines()
            .filter_map(|it| it.strip_prefix("  "))
        {
            let words = shlex::split(line.trim()).unwrap_or_default();
            let ends = |word: &String| matches!(word.as_str(), "|" | "&" | "&&" | ">" | ">>" | "<");
            let words: Vec<_> = words.into_iter().take_while(|it| !ends(it)).collect();
            let program = match words.first().map(String::as_str) {
                Some("jit") => jit::command(),
                Some("jit-broker") => jit_broker::cli::command(),
                _ => continue,
            };
            if words.iter().any(|word| word == "…") {
                continue;
            }
            let taken = program.try_get_matches_from(&words);
            assert!(taken.is_ok(), "`{line}`: {}", taken.unwrap_err());
            parsed += 1;
        }
    }
    assert!(parsed > 60, "{parsed}");
}

#[test]
fn every_page_tells_status_variables_and_files() {
    for (path, _) in commands() {
        let page = read(&path);
        for name in [
            "EXIT STATUS",
            "ENVIRONMENT",
            "FILES",
            "EXAMPLES",
            "SEE ALSO",
        ] {
            let lines = section(&page, name).lines().count();
            assert!(lines > 1, "{}: {name}", path.display());
        }
    }
}

#[test]
fn every_variable_that_jit_reads_is_on_its_page_and_no_other() {
    let mut read_by_the_code = BTreeSet::new();
    for source in sources(&root().join("src")) {
        read_by_the_code.extend(variables(&source.replace('"', "\n")));
    }
    let page = section(&read(&root().join("man/jit.1")), "ENVIRONMENT");
    assert_eq!(variables(&page.replace("\\f", "\n")), read_by_the_code);
}

#[test]
fn every_variable_that_the_broker_reads_is_on_the_page_of_serve_and_no_other() {
    let keys = jit_broker::config::KEYS
        .iter()
        .map(jit_broker::config::Key::variable);
    let mut known: BTreeSet<_> = keys.collect();
    known.insert("JIT_BROKER_CONFIG".to_owned());
    let page = section(&read(&root().join("man/jit-broker-serve.1")), "ENVIRONMENT");
    let mut told = variables(&page.replace("\\f", "\n"));
    told.retain(|name| name.starts_with("JIT_BROKER"));
    assert_eq!(told, known);
}

/// Formatting is done by the judge that the BSDs and Alpine show pages with; the other one shows
/// what it is given.
#[test]
fn the_pages_are_well_formed() {
    let mandoc = tools().join("debian/root/usr/bin/mandoc");
    let pages: Vec<_> = commands().into_iter().map(|(path, _)| path).collect();
    let told = Command::new(mandoc)
        .args(["-T", "lint", "-W", "warning"])
        .args(&pages)
        .output()
        .unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    // No page has a date: it would be that of the machine that made it. The breaks are clap's,
    // around the values that an option may have.
    let accepted = ["missing date", "skipping paragraph macro: br "];
    let is_fault = |line: &&str| !accepted.iter().any(|it| line.contains(it));
    let faults: Vec<_> = told.lines().filter(is_fault).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The lines that are the name of a variable of ours: `JIT_` or more words in capitals.
fn variables(text: &str) -> BTreeSet<String> {
    let lines = text.lines().flat_map(|line| line.split([',', ' ']));
    let lines = lines.map(|line| {
        line.strip_prefix('B')
            .filter(|it| it.starts_with("JIT_"))
            .unwrap_or(line)
    });
    let is_name = |it: &&str| {
        it.len() > 4
            && it.starts_with("JIT_")
            && it
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    };
    lines.filter(is_name).map(str::to_owned).collect()
}

/// The sources of a program without its tests.
fn sources(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if !path.to_str().unwrap().ends_with("_tests.rs") {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            found.push(text.to_owned());
        }
    }
    found
}
