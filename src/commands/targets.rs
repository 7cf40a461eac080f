use jit_api::TargetOffer;

use super::target_view::{approval, details, request_for};
use super::type_this;
use crate::broker::TargetQuery;
use crate::config::Source;
use crate::context::Context;
use crate::error::CommandError;
use crate::ui::{Format, FormatArgs, Reader, Rows, Screen, Table, Ui};

/// Show what you may request
///
/// Each target with the longest window that you can ask for and the approval that it takes now. One
/// alone is shown in full, with the command that asks for it. The list is complete and in the order
/// of account names.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit targets
  jit targets --account prod                  # accounts with `prod` in their name
  jit targets --account payments-prod --permission-set PowerUser
  jit targets --permission-set ReadOnly --commands
  jit targets --json
  jit targets --format csv > targets.csv")]
pub(crate) struct TargetsArgs {
    /// Only accounts with this in their ID or name
    #[arg(long, value_name = "ID|NAME")]
    account: Option<String>,
    /// Only permission sets with this in their name
    #[arg(long, value_name = "NAME")]
    permission_set: Option<String>,
    /// Print the command that asks for each, one a line, for those that can be had now
    #[arg(long, conflicts_with_all = ["json", "format"])]
    commands: bool,
    #[command(flatten)]
    format: FormatArgs,
}

impl TargetsArgs {
    /// The format that it names.
    pub(crate) fn format(&self) -> Option<Format> {
        self.format.format
    }
}

/// Runs `jit targets`.
///
/// # Errors
///
/// The broker's refusal, or that it cannot be reached.
pub(crate) async fn run(
    ctx: &Context,
    ui: &mut Ui,
    args: &TargetsArgs,
) -> Result<(), CommandError> {
    let query = TargetQuery {
        account: args.account.clone(),
        permission_set: args.permission_set.clone(),
    };
    let progress = ui.progress("asking what you may request");
    let targets = ctx.broker()?.targets(&query).await?;
    drop(progress);
    let is_filtered = query != TargetQuery::default();
    let targets = the_one_named(targets, args);
    let view = TargetTable {
        is_filtered,
        broker: broker_to_name(ctx)?,
    };
    if targets.is_empty() {
        ui.status(if is_filtered {
            "You may request no such target; `jit targets` shows all"
        } else {
            "You may request nothing; `jit whoami` shows the groups that the broker sees"
        });
    }
    if args.commands {
        return commands(ui, &targets, view.broker.as_deref());
    }
    let alone = view.only(&targets).is_some();
    let mut list = ui.listing(view);
    if list.page(&targets)? == Reader::Gone {
        return Ok(());
    }
    list.end::<TargetOffer>()?;
    let mut to_have = targets.iter().filter(|it| request_for(it, None).is_some());
    let example = to_have.next().or(targets.first());
    if let (false, Some(example), true) = (alone, example, ui.shows_results()) {
        let target = type_this::target(&example.account_name, &example.permission_set);
        ui.status(format_args!("Next: jit targets {target}"));
    }
    Ok(())
}

/// The target with exactly these names, where there is one among those that have them as a part.
fn the_one_named(targets: Vec<TargetOffer>, args: &TargetsArgs) -> Vec<TargetOffer> {
    let (Some(account), Some(set)) = (&args.account, &args.permission_set) else {
        return targets;
    };
    let is_named = |target: &&TargetOffer| {
        let account_is = |name: &str| name.eq_ignore_ascii_case(account);
        (account_is(target.account.as_str()) || account_is(target.account_name.as_str()))
            && target.permission_set.as_str().eq_ignore_ascii_case(set)
    };
    match targets.iter().find(is_named).cloned() {
        Some(one) => vec![one],
        None => targets,
    }
}

/// The broker, where a command has to name it because this one did.
fn broker_to_name(ctx: &Context) -> Result<Option<String>, CommandError> {
    let broker = ctx.settings.broker()?;
    let named = matches!(broker.source, Source::Flag(_));
    Ok(named.then(|| broker.value.to_string()))
}

/// The commands that ask for what can be had now.
fn commands(
    ui: &mut Ui,
    targets: &[TargetOffer],
    broker: Option<&str>,
) -> Result<(), CommandError> {
    let mut text = String::new();
    let mut left_out = 0;
    for target in targets {
        match request_for(target, broker) {
            Some(command) => text.extend([&command, "\n"]),
            None => left_out += 1,
        }
    }
    if left_out > 0 {
        ui.status(format_args!(
            "Left out {left_out} that would be refused now; `jit targets` shows why"
        ));
    }
    ui.data(text.as_bytes())
}

/// What may be requested, on a screen.
#[derive(Debug)]
struct TargetTable {
    is_filtered: bool,
    /// The broker, where a command has to name it.
    broker: Option<String>,
}

impl TargetTable {
    /// The target that was looked for, where there is no other.
    fn only<'a>(&self, targets: &'a [TargetOffer]) -> Option<&'a TargetOffer> {
        match targets {
            [only] if self.is_filtered => Some(only),
            _ => None,
        }
    }
}

impl Rows<TargetOffer> for TargetTable {
    fn page(&mut self, targets: &[TargetOffer], screen: &Screen) -> String {
        if let Some(only) = self.only(targets) {
            return details(only, self.broker.as_deref(), screen);
        }
        let rows: Vec<Row> = targets.iter().map(Row::of).collect();
        let width = screen.width().map_or(usize::MAX, usize::from);
        match rows.iter().map(Row::width).max() {
            None => String::new(),
            Some(needed) if needed <= width => table(&rows, screen),
            Some(_) => stacked(&rows, screen),
        }
    }
}

/// One target of the list.
struct Row {
    /// Account, its ID, permission set, longest window.
    names: [String; 4],
    approval: String,
}

impl Row {
    fn of(target: &TargetOffer) -> Self {
        Self {
            names: [
                target.account_name.to_string(),
                target.account.to_string(),
                target.permission_set.to_string(),
                target.max_duration_seconds.to_string(),
            ],
            approval: approval(target),
        }
    }

    /// The columns that a table takes so that no name wraps and the rest has some room.
    fn width(&self) -> usize {
        self.names.iter().map(|cell| cell.len() + 2).sum::<usize>() + 24
    }
}

fn table(rows: &[Row], screen: &Screen) -> String {
    let headings = ["ACCOUNT", "ID", "PERMISSION SET", "UP TO", "APPROVAL"];
    let mut table = Table::new(screen, &headings);
    for row in rows {
        table.row(row.names.iter().chain([&row.approval]));
    }
    table.lines(4)
}

/// One below the other, for terminals that are too narrow for a table.
fn stacked(rows: &[Row], screen: &Screen) -> String {
    let mut table = Table::without_headings(screen);
    for row in rows {
        let [account, id, set, longest] = &row.names;
        table.row([format!("{set} in {account} ({id})")]);
        table.row([format!("  up to {longest}: {}", row.approval)]);
    }
    table.lines(0)
}

#[cfg(test)]
mod tests {
    use super::{Row, Screen, stacked};

    #[test]
    fn a_narrow_terminal_gets_whole_names_one_below_the_other() {
        let row = Row {
            names: ["payments-prod", "111111111111", "PowerUser", "4h"].map(str::to_owned),
            approval: "1 of group leads".to_owned(),
        };
        assert_eq!(row.width(), 15 + 14 + 11 + 4 + 24);
        let shown = stacked(&[row], &Screen::new(false, Some(60)));
        assert_eq!(
            shown,
            "PowerUser in payments-prod (111111111111)\n  up to 4h: 1 of group leads"
        );
    }
}
