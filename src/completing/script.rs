use clap_complete::Shell;

/// The script that has a shell ask `jit` what a word may become.
///
/// They are written by hand: what `clap_complete` makes knows no names, and its engine that does is
/// unstable and leaves quoting in bash to the one who asks.
#[must_use]
pub fn completion_script(shell: Shell) -> Option<&'static str> {
    match shell {
        Shell::Bash => Some(include_str!("scripts/jit.bash")),
        Shell::Elvish => Some(include_str!("scripts/jit.elv")),
        Shell::Fish => Some(include_str!("scripts/jit.fish")),
        Shell::PowerShell => Some(include_str!("scripts/jit.ps1")),
        Shell::Zsh => Some(include_str!("scripts/jit.zsh")),
        // The list of shells is open.
        _ => None,
    }
}
