use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use jit_audit::cloudtrail::{
    Analysis, Call, CloudTrailReport, FileReport, Limits, Mentions, Trouble, read_file,
};
use serde::Serialize;

use super::log_source::{LogArgs, THE_WHOLE_LOG};
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::Ui;

/// List what was done in AWS in each window, and anything done outside of one
///
/// Reads what CloudTrail delivers to S3 (files or folders of them, plain or gzip), what
/// `aws cloudtrail lookup-events` prints, and records as JSON lines. Each call is held against the
/// window of its session, and against its end where it was revoked or given back.
///
/// The exit status is 0 only when everything could be read and nothing lies outside of a window.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  aws s3 sync s3://my-trail/AWSLogs/111122223333/CloudTrail/eu-central-1/2026/11/22 trail
  jit audit cloudtrail trail
  jit audit cloudtrail events.json.gz --from audit.jsonl
  jit audit cloudtrail trail --json | jq '.requests[] | select(.outside_total > 0)'")]
pub(crate) struct CloudTrailArgs {
    /// Files, or folders, in which what ends with .json, .jsonl or .gz is read
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    log: LogArgs,
}

/// How long before the first call its session may have been opened: AWS lets none live longer than
/// 12 hours, and clocks differ by some seconds.
///
/// Source: AWS STS API Reference, `AssumeRole`, parameter `DurationSeconds`.
const LONGEST_SESSION_SECONDS: i64 = 12 * 3600 + 60;

/// Where files of `CloudTrail` come from.
const GET_THEM: &str =
    "`aws s3 sync` gets what a trail delivers; `jit audit cloudtrail --help` shows how";

/// Runs `jit audit cloudtrail`.
///
/// # Errors
///
/// When there is something outside of a window, or something could not be read; all of it has been
/// told then.
pub(crate) async fn run(
    ctx: &Context,
    ui: &mut Ui,
    args: &CloudTrailArgs,
) -> Result<(), CommandError> {
    let files = files(&args.files)?;
    let progress = ui.progress("reading CloudTrail");
    let mut mentions = Mentions::default();
    let read = read_all(&files, &mut |call| mentions.call(&call));
    drop(progress);
    let since = mentions.times().map(|(first, _)| first);
    let since = since.map(|first| first.plus_seconds(-LONGEST_SESSION_SECONDS));
    let wanted = |session: &_| mentions.include(session);
    let again = "jit audit cloudtrail … --from -";
    let log = args.log.sessions(ctx, ui, since, again, wanted).await?;
    let mut analysis = Analysis::new(mentions, log.sessions);
    read_all(&files, &mut |call| analysis.call(call));
    let found = Found::of(&read, analysis.finish(), log.doubt);
    ui.result(&found)?;
    let Some(what) = found.verdict() else {
        return Ok(());
    };
    let err = CommandError::new(ErrorKind::Failed, what)
        .code("not_content")
        .hint(found.hint());
    // In JSON the report has said it.
    Err(if ui.is_json() {
        err.already_told()
    } else {
        err
    })
}

/// A file, and what was in it.
type Read = (PathBuf, FileReport);

fn read_all(files: &[PathBuf], each: &mut dyn FnMut(Call)) -> Vec<Read> {
    let read = |path: &PathBuf| (path.clone(), read_one(path, each));
    files.iter().map(read).collect()
}

fn read_one(path: &Path, each: &mut dyn FnMut(Call)) -> FileReport {
    match File::open(path) {
        Ok(file) => read_file(file, Limits::default(), each),
        Err(err) => FileReport {
            trouble: Some(Trouble::Damaged(err.to_string())),
            ..FileReport::default()
        },
    }
}

/// The files that are named, and those in the folders that are, in order of their names.
fn files(named: &[PathBuf]) -> Result<Vec<PathBuf>, CommandError> {
    let mut found = Vec::new();
    for path in named {
        let looked = fs::metadata(path).and_then(|metadata| {
            if metadata.is_dir() {
                walk(path, &mut found)
            } else {
                found.push(path.clone());
                Ok(())
            }
        });
        looked.map_err(|err| {
            let what = format!("cannot read `{}`", path.display());
            CommandError::new(ErrorKind::Failed, what)
                .cause(err)
                .hint(GET_THEM)
        })?;
    }
    if found.is_empty() {
        let what = "there is no file of CloudTrail in what was named";
        return Err(CommandError::new(ErrorKind::Failed, what)
            .cause("in a folder, what ends with .json, .jsonl or .gz is read")
            .hint(GET_THEM));
    }
    Ok(found)
}

/// Symbolic links in a folder are not followed: they could go round in a circle.
fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut folders = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let (kind, path) = (entry.file_type()?, entry.path());
            if kind.is_dir() && !is_of_another_kind(&path) {
                folders.push(path);
            } else if kind.is_file() && is_a_log(&path) {
                files.push(path);
            }
        }
    }
    files.sort();
    found.extend(files);
    Ok(())
}

/// What a trail delivers beside its records.
///
/// Source: AWS CloudTrail User Guide, "CloudTrail digest file structure" and "Finding your
/// CloudTrail Insights event log files".
fn is_of_another_kind(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    matches!(name, Some("CloudTrail-Digest" | "CloudTrail-Insight"))
}

fn is_a_log(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    matches!(ending, Some("json" | "jsonl" | "gz"))
}

/// What was found: the report, and how the files were.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(crate) struct Found {
    #[serde(flatten)]
    pub(super) report: CloudTrailReport,
    pub(super) files: FilesRead,
    /// Why sessions may be missing in the export that was read; none of a whole log.
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<String>,
}

/// How the files were.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(super) struct FilesRead {
    /// Files in all.
    pub(super) read: usize,
    /// Records in all.
    pub(super) records: u64,
    /// Those that were not read to their end, or not all of which are records.
    pub(super) damaged: Vec<DamagedFile>,
}

/// A file that is not as it should be.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(super) struct DamagedFile {
    /// Where it is.
    pub(super) path: String,
    #[serde(flatten)]
    pub(super) report: FileReport,
}

impl Found {
    fn of(read: &[Read], report: CloudTrailReport, doubt: Option<String>) -> Self {
        let is_damaged = |report: &FileReport| report.unreadable > 0 || report.trouble.is_some();
        let damaged = read.iter().filter(|(_, report)| is_damaged(report));
        let files = FilesRead {
            read: read.len(),
            records: read.iter().map(|(_, report)| report.records).sum(),
            damaged: damaged
                .map(|(path, report)| DamagedFile {
                    path: path.display().to_string(),
                    report: report.clone(),
                })
                .collect(),
        };
        Self {
            report,
            files,
            doubt,
        }
    }

    /// What keeps the exit status from being 0, in words.
    fn verdict(&self) -> Option<String> {
        let outside = match self.report.outside() {
            0 => None,
            1 => Some("1 call lies outside of its window".to_owned()),
            n => Some(format!("{n} calls lie outside of their windows")),
        };
        let damaged = match self.files.damaged.len() {
            0 => None,
            1 => Some("1 file was not read as a whole".to_owned()),
            n => Some(format!("{n} files were not read as a whole")),
        };
        let doubt = self.doubt.as_ref();
        let doubt = doubt.map(|it| format!("sessions may be missing: {it}"));
        let parts: Vec<String> = [outside, damaged, doubt].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// What to do about the first of that.
    fn hint(&self) -> String {
        let outside = self.report.requests.iter();
        let outside = outside.filter(|it| it.outside_total > 0);
        if let Some(first) = outside.map(|it| &it.request).next() {
            return format!("`jit show {first}` tells who was let in, and until when");
        }
        let hint = if self.files.damaged.is_empty() {
            THE_WHOLE_LOG
        } else {
            GET_THEM
        };
        hint.to_owned()
    }
}
