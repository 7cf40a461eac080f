use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jit_api::TargetOffer;
use jit_domain::{AccountRef, PermissionSetName};

use super::credential_process::Recheck;
use super::profiles_view::{Synced, diff};
use crate::aws_config::{
    self, AwsFiles, Caller, Doubt, NameTemplate, OutputFormat, Plan, Target, Wishes,
};
use crate::broker::TargetQuery;
use crate::config::this_program;
use crate::context::Context;
use crate::edited_file::{EditedFile, EditedFileError};
use crate::error::{CommandError, ErrorKind};
use crate::federation::Region;
use crate::ui::Ui;

/// Write a profile for each target that you may request
///
/// The profiles go to a block of their own in `~/.aws/config` (or `AWS_CONFIG_FILE`), between two
/// lines that name the broker. Nothing outside of these lines changes, and what you change inside
/// is replaced at the next run. Each profile has `jit credential-process` get its credentials, so it
/// gives some only while a window is open.
///
/// What you do not say stays as a profile has it: its name, its region, its output format and how
/// often it is rechecked. A name that is taken elsewhere in the file, or in `~/.aws/credentials`, is
/// not written.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit profiles sync --region eu-central-1 --dry-run      # shows the difference, writes nothing
  jit profiles sync --region eu-central-1
  jit profiles sync --permission-set ReadOnly --permission-set PowerUser
  jit profiles sync --name 'jit/{account}/{permission-set}' --prune")]
pub(crate) struct SyncArgs {
    /// Show what would change and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Remove the profiles of the block that this run would not write, such as those that you may
    /// no longer request
    #[arg(long)]
    prune: bool,
    /// Region of the profiles, such as `eu-central-1`
    #[arg(long)]
    region: Option<Region>,
    /// How the AWS CLI shows answers: json, yaml, yaml-stream, text or table
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    output: Option<OutputFormat>,
    /// Names of the profiles: `{account}`, `{account-id}` and `{permission-set}` are filled in
    /// [default: {account}.{permission-set}]
    #[arg(long, value_name = "TEMPLATE")]
    name: Option<NameTemplate>,
    /// Only for this account: its 12 digits, or its exact name; may be repeated
    #[arg(long, value_name = "ID|NAME")]
    account: Vec<AccountRef>,
    /// Only for this permission set; may be repeated
    #[arg(long, value_name = "NAME")]
    permission_set: Vec<PermissionSetName>,
    /// How soon a revocation is noticed: `strict` makes boto3 and the AWS CLI ask before every call
    #[arg(long, value_name = "HOW", value_enum, hide_possible_values = true)]
    recheck: Option<Recheck>,
}

/// How long to wait for another process that is writing the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// Runs `jit profiles sync`.
///
/// # Errors
///
/// The broker's refusal, or why the file is not written; it is as before then.
pub(crate) async fn run(ctx: &Context, ui: &mut Ui, args: &SyncArgs) -> Result<(), CommandError> {
    let files = AwsFiles::of(&ctx.environment)?;
    let broker = ctx.broker()?;
    let caller = Caller::new(&program()?, broker.name())?;
    let progress = ui.progress("asking what you may request");
    let offers = broker.targets(&TargetQuery::default()).await?;
    drop(progress);
    // A broker that has lost its policies lists nothing either, and profiles of what is no longer
    // there to request do no harm.
    let prune = args.prune && !offers.is_empty();
    if offers.is_empty() {
        ui.status("There is nothing that you may request");
    }
    if args.prune && !prune {
        ui.status("No profile is removed");
    }
    let targets = chosen(args, all(&offers))?;
    let credentials = EditedFile::read(&files.credentials)?;
    let wishes = Wishes {
        caller: &caller,
        targets: &targets,
        template: args.name.as_ref(),
        region: args.region.as_ref(),
        output: args.output,
        strict: args.recheck.map(|it| it == Recheck::Strict),
        prune,
        in_credentials: &aws_config::names_in_credentials(credentials.bytes()),
    };
    let mut file = EditedFile::read(&files.config)?;
    let mut plan = planned(&file, &files.config, &wishes)?;
    if plan.text.as_bytes() != file.bytes() && !args.dry_run {
        let turn = file.turn(PATIENCE).await?;
        // Somebody else may have written it while we waited.
        file = EditedFile::read(&files.config)?;
        plan = planned(&file, &files.config, &wishes)?;
        file.replace(&turn, plan.text.as_bytes())?;
    }
    tell(ui, args, &files.config, plan)
}

fn planned(file: &EditedFile, path: &Path, wishes: &Wishes<'_>) -> Result<Plan, CommandError> {
    let plan =
        aws_config::check_encoding(file.bytes()).and_then(|text| aws_config::plan(text, wishes));
    plan.map_err(|doubt| left_alone(path, &doubt))
}

/// Says what became of the file.
fn tell(ui: &mut Ui, args: &SyncArgs, path: &Path, plan: Plan) -> Result<(), CommandError> {
    let diff = diff(path, &plan);
    if !args.dry_run && !diff.is_empty() {
        ui.verbose(diff.trim_end());
    }
    let synced = Synced::new(path, plan, diff, args.dry_run);
    for line in synced.talk() {
        ui.status(line);
    }
    ui.result(&synced)
}

fn program() -> Result<PathBuf, CommandError> {
    this_program().map_err(|err| {
        CommandError::new(ErrorKind::Failed, "the path of this program cannot be told").cause(err)
    })
}

/// The targets of the broker's list, in order, each once.
fn all(offers: &[TargetOffer]) -> Vec<Target> {
    let targets: BTreeSet<Target> = offers
        .iter()
        .map(|offer| Target {
            account_name: offer.account_name.clone(),
            permission_set: offer.permission_set.clone(),
            account: offer.account.clone(),
        })
        .collect();
    targets.into_iter().collect()
}

/// The targets that the command line names; all where it names none.
///
/// # Errors
///
/// When it names something that no target has: then it is mistyped, or nothing to ask for.
fn chosen(args: &SyncArgs, all: Vec<Target>) -> Result<Vec<Target>, CommandError> {
    let is = |account: &AccountRef, target: &Target| match account {
        AccountRef::Id(id) => *id == target.account,
        AccountRef::Name(name) => *name == target.account_name,
    };
    let none = |what: String| {
        let hint = "check the name; `jit whoami` shows the groups that the broker sees";
        let err = CommandError::new(ErrorKind::Refused, what).code("not_eligible");
        Err(err.hint(hint))
    };
    for account in &args.account {
        if !all.iter().any(|target| is(account, target)) {
            return none(format!(
                "there is nothing that you may request in {account}"
            ));
        }
    }
    for set in &args.permission_set {
        if !all.iter().any(|target| target.permission_set == *set) {
            return none(format!("there is no account that you may request {set} in"));
        }
    }
    let (accounts, sets) = (&args.account, &args.permission_set);
    let is_chosen = |target: &Target| {
        (accounts.is_empty() || accounts.iter().any(|account| is(account, target)))
            && (sets.is_empty() || sets.contains(&target.permission_set))
    };
    Ok(all.into_iter().filter(is_chosen).collect())
}

/// Nothing is written where it is not certain what a line means.
fn left_alone(path: &Path, doubt: &Doubt) -> CommandError {
    let what = format!("{} is left as it is", path.display());
    CommandError::new(ErrorKind::Failed, what)
        .code("aws_config")
        .cause(doubt)
        .hint(match doubt {
            Doubt::NotText { .. } | Doubt::ByteOrderMark | Doubt::CarriageReturn { .. } => {
                "save the file as UTF-8 with ordinary line endings"
            }
            Doubt::BelowBlock { .. } => {
                "move the line above the block, or below a header of its own"
            }
            Doubt::Unverified(_) => "please report this, with the file",
            _ => "put the lines right, or remove the block from marker to marker",
        })
}

impl From<EditedFileError> for CommandError {
    fn from(err: EditedFileError) -> Self {
        Self::new(ErrorKind::Failed, &err)
            .code("aws_config")
            .with_source(&err)
    }
}
