use clap_complete::Shell;

use crate::completing::completion_script;
use crate::error::{CommandError, ErrorKind};
use crate::ui::Ui;

/// Print completions for a shell
///
/// With them TAB completes commands, options, and names: accounts and permission sets that you may
/// request, IDs of requests, brokers of your settings. The names are those that commands before have
/// shown, such as `jit targets` and `jit list`; TAB asks nobody. `jit logout` forgets them.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit completions bash > ~/.local/share/bash-completion/completions/jit
  jit completions zsh > \"${fpath[1]}/_jit\"
  jit completions fish > ~/.config/fish/completions/jit.fish
  jit completions elvish >> ~/.config/elvish/rc.elv
  jit completions powershell >> $PROFILE")]
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
    let Some(script) = completion_script(args.shell) else {
        let what = format!("there are no completions for {}", args.shell);
        return Err(CommandError::new(ErrorKind::Usage, what));
    };
    if !ui.is_json() {
        return ui.data(script.as_bytes());
    }
    ui.json(&serde_json::json!({ "shell": args.shell.to_string(), "script": script }))
}
