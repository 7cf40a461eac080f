use serde::Serialize;

use crate::cli::GlobalArgs;
use crate::doctor::{self, Finding, State};
use crate::error::{CommandError, ErrorKind};
use crate::ui::{Human, Screen, Tone, Ui, neutral};

/// Find out what does not work, and what to do about it
///
/// Looks at every link: the program and its settings, the folders, the sign-in, the broker and its
/// clock, variables and profiles of the AWS SDKs. Each finding is one line, with the fix below it.
/// Without a network it says so and looks at the rest. Nothing secret is shown.
///
/// The exit status is 1 when there is a problem, and 0 with warnings alone.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit doctor
  jit doctor --broker company
  jit doctor --json")]
pub(crate) struct DoctorArgs {}

/// Runs `jit doctor`.
///
/// # Errors
///
/// When there is a problem; all of them have been told then.
pub(crate) async fn run(global: &GlobalArgs, ui: &mut Ui) -> Result<(), CommandError> {
    let progress = ui.progress("looking at every link");
    let mut findings = doctor::examine(&global.overrides()).await;
    drop(progress);
    for fix in findings.iter_mut().filter_map(|it| it.fix.as_mut()) {
        global.name_the_broker(fix);
    }
    let count = |state| findings.iter().filter(|it| it.state == state).count();
    let (problems, warnings) = (count(State::Problem), count(State::Warning));
    ui.result(&Findings { findings })?;
    let told = format!(
        "{}, {}",
        plural(problems, "problem"),
        plural(warnings, "warning")
    );
    ui.status(&told);
    if problems == 0 {
        return Ok(());
    }
    Err(CommandError::new(ErrorKind::Failed, told).already_told())
}

/// `no problem`, `1 problem`, `2 problems`.
fn plural(count: usize, what: &str) -> String {
    match count {
        0 => format!("no {what}"),
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

/// Everything that was found: `{"findings":[…]}` in JSON.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(super) struct Findings {
    findings: Vec<Finding>,
}

impl Human for Findings {
    fn human(&self, screen: &Screen) -> String {
        let lines: Vec<String> = self.findings.iter().map(|it| lines(it, screen)).collect();
        lines.join("\n")
    }
}

/// The finding in one line, and the fix in another; neither is wrapped, so that both can be copied.
fn lines(finding: &Finding, screen: &Screen) -> String {
    let tone = match finding.state {
        State::Ok => Tone::Good,
        State::Warning => Tone::Doubtful,
        State::Problem => Tone::Bad,
    };
    let word = screen.toned(&format!("{:<8}", finding.state.as_str()), tone);
    let mut lines = format!("{word} {:<12} {}", finding.check, neutral(&finding.message));
    if let Some(fix) = &finding.fix {
        lines.extend(["\n           fix: ", &neutral(fix)]);
    }
    lines
}
