//! How the processes of the product were started: others on the machine can read that.

use std::fs;

use jit_testkit::program;

use crate::places::Places;

/// Puts the arguments of every `jit` and `jit-broker` that runs now in their place; gives how many.
pub(crate) fn show_arguments(places: &Places) -> usize {
    let programs = ["jit", "jit-broker"].map(program);
    let mut count = 0;
    for entry in fs::read_dir("/proc").unwrap() {
        let process = entry.unwrap().path();
        let ours = fs::read_link(process.join("exe")).is_ok_and(|it| programs.contains(&it));
        // It may have ended by now.
        if let Ok(arguments) = fs::read(process.join("cmdline"))
            && ours
        {
            places.saw("arguments of processes", arguments);
            count += 1;
        }
    }
    count
}
