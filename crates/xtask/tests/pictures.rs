//! What the README shows of a terminal is what the programs print.

use std::process::Command;

#[test]
fn the_pictures_show_what_the_programs_print() {
    let mut check = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let checked = check.args(["pictures", "--check"]).output().unwrap();
    let told = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{told}");
}
