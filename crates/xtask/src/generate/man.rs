use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

/// What clap does not know, for each page of a program: status, variables and files; and what else
/// to read.
#[derive(Clone, Copy)]
struct Sections {
    before_the_examples: &'static str,
    after_the_examples: &'static str,
}

const JIT: Sections = Sections {
    before_the_examples: include_str!("jit.man"),
    after_the_examples: ".SH \"SEE ALSO\"\n.BR jit (1),\n.BR jit\\-broker (1),\n.BR aws (1)\n",
};
const BROKER: Sections = Sections {
    before_the_examples: include_str!("jit-broker.man"),
    after_the_examples: ".SH \"SEE ALSO\"\n.BR jit\\-broker (1),\n.BR jit (1)\n",
};

/// One page for each program and each of its commands.
pub(super) fn pages() -> BTreeMap<PathBuf, Vec<u8>> {
    let mut pages = BTreeMap::new();
    add(jit::command(), JIT, &mut pages);
    add(jit_broker::cli::command(), BROKER, &mut pages);
    pages
}

fn add(command: Command, sections: Sections, pages: &mut BTreeMap<PathBuf, Vec<u8>>) {
    let mut command = command.disable_help_subcommand(true);
    // Gives each command its full name: `jit-request`.
    command.build();
    let version = command.get_version().unwrap_or_default();
    let source = format!("{} {version}", command.get_name());
    add_with_those_below(&command, &source, sections, pages);
}

fn add_with_those_below(
    command: &Command,
    source: &str,
    sections: Sections,
    pages: &mut BTreeMap<PathBuf, Vec<u8>>,
) {
    let name = command.get_display_name().unwrap_or(command.get_name());
    let path = Path::new("man").join(format!("{name}.1"));
    pages.insert(path, render(command, source, sections));
    for sub in command.get_subcommands().filter(|c| !c.is_hide_set()) {
        add_with_those_below(sub, source, sections, pages);
    }
}

fn render(command: &Command, source: &str, sections: Sections) -> Vec<u8> {
    let help = command.get_after_help().map(ToString::to_string);
    // What follows the help are its examples; clap would show them as one paragraph.
    let without_examples = command.clone().after_help(None::<&str>);
    let name = command.get_display_name().unwrap_or(command.get_name());
    let mut text = Vec::new();
    // Writing to memory does not fail.
    let _ = Man::new(without_examples).render(&mut text);
    let text = with_title(&String::from_utf8_lossy(&text), name, source);
    let mut more = sections.before_the_examples.to_owned();
    if command.get_name() == "serve" {
        more = more.replace(EVERY_SETTING, &variables_of_the_broker());
    }
    more.push_str(&examples(&help.unwrap_or_default()));
    more.push_str(sections.after_the_examples);
    (text + &more).into_bytes()
}

/// Names the program and its version where a page has them. There is no date: it would be that of
/// the machine that made the page, and what clap writes for none makes the version the date.
fn with_title(page: &str, name: &str, source: &str) -> String {
    let title = |line: &str| {
        if line.starts_with(".TH ") {
            format!(".TH {name} 1 \"\" \"{source}\" \"User Commands\"\n")
        } else {
            format!("{line}\n")
        }
    };
    page.lines().map(title).collect()
}

/// The examples of a help, as they are there: prose is filled, what is indented is not. A heading
/// that says no more than that these are examples is that of the section.
fn examples(help: &str) -> String {
    let mut section = Roff::new();
    section.control("SH", ["EXAMPLES"]);
    let mut is_code = false;
    for line in help.lines().filter(|line| !line.is_empty()) {
        let code = line.strip_prefix("  ");
        match (is_code, code.is_some()) {
            (false, true) => {
                section.control("nf", []);
                section.control("RS", ["4"]);
            }
            (true, false) => {
                section.control("RE", []);
                section.control("fi", []);
                section.control("PP", []);
            }
            _ => {}
        }
        is_code = code.is_some();
        if !matches!(line, "Examples:" | "Example:") {
            section.text([roman(code.unwrap_or(line))]);
        }
    }
    if is_code {
        section.control("RE", []);
        section.control("fi", []);
    }
    // The page has defined what an apostrophe is.
    let text = section.render();
    let begin = text.find(".SH").unwrap_or_default();
    text.get(begin..).unwrap_or_default().to_owned()
}

/// What stands for the variables of all settings where they are not listed.
const EVERY_SETTING: &str = ".TP
\\fBJIT_BROKER_*\\fR
every setting of the configuration file, see \\fBjit\\-broker\\-serve\\fR(1)
";

fn variables_of_the_broker() -> String {
    let mut list = String::new();
    for key in jit_broker::config::KEYS {
        // Writing to memory does not fail.
        let _ = write!(
            list,
            ".TP\n\\fB{}\\fR\nsetting \\fB{}\\fR\n",
            key.variable(),
            key.name
        );
    }
    list
}
