use clap_complete::{Shell, generate};

use crate::error::CommandError;
use crate::ui::Ui;

/// Print completions for a shell
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit completions bash > ~/.local/share/bash-completion/completions/jit
  jit completions zsh > \"${fpath[1]}/_jit\"
  jit completions fish > ~/.config/fish/completions/jit.fish")]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Runs `jit completions`.
///
/// # Errors
///
/// When stdout cannot be written.
pub(crate) fn run(ui: &mut Ui, args: &CompletionsArgs) -> Result<(), CommandError> {
    let mut script = Vec::new();
    generate(args.shell, &mut crate::command(), "jit", &mut script);
    if !ui.is_json() {
        return ui.data(&script);
    }
    let script = String::from_utf8_lossy(&script);
    ui.json(&serde_json::json!({ "shell": args.shell.to_string(), "script": script }))
}
