use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;

/// What clap does not know, for the page of each program.
const JIT_SECTIONS: &str = include_str!("jit.man");
const BROKER_SECTIONS: &str = include_str!("jit-broker.man");

/// One page for each program and each of its commands.
pub(super) fn pages() -> BTreeMap<PathBuf, Vec<u8>> {
    let mut pages = BTreeMap::new();
    add("jit", jit::command(), JIT_SECTIONS, &mut pages);
    add(
        "jit-broker",
        jit_broker::cli::command(),
        BROKER_SECTIONS,
        &mut pages,
    );
    pages
}

fn add(name: &str, command: Command, more: &str, pages: &mut BTreeMap<PathBuf, Vec<u8>>) {
    let mut command = command.disable_help_subcommand(true);
    // Gives each command its full name: `jit-request`.
    command.build();
    add_below(&command, more, pages);
    pages.insert(path(name), render(command, more));
}

fn add_below(command: &Command, more: &str, pages: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for sub in command.get_subcommands().filter(|c| !c.is_hide_set()) {
        let page = sub.get_display_name().unwrap_or(sub.get_name());
        pages.insert(path(page), render(sub.clone(), more));
        add_below(sub, more, pages);
    }
}

fn path(page: &str) -> PathBuf {
    Path::new("man").join(format!("{page}.1"))
}

fn render(command: Command, more: &str) -> Vec<u8> {
    let mut page = Vec::new();
    // Writing to memory does not fail.
    let _ = Man::new(command).render(&mut page);
    page.extend_from_slice(more.as_bytes());
    page
}
