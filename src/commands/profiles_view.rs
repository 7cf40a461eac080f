use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use similar::TextDiff;

use crate::aws_config::{Plan, Skipped};
use crate::ui::{Human, Screen, neutral};

/// How long the shortest difference is looked for; after that, a longer one will do.
const PATIENCE: Duration = Duration::from_secs(2);

/// What `jit profiles sync` did, or would do.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(super) struct Synced {
    path: String,
    dry_run: bool,
    added: Vec<String>,
    changed: Vec<String>,
    removed: Vec<String>,
    kept: Vec<String>,
    skipped: Vec<Skipped>,
    #[serde(skip)]
    lengthened: Vec<String>,
    #[serde(skip)]
    diff: String,
}

/// The unified difference of the block, with everything escaped that a terminal would obey or hide.
/// What is around the block is nobody's business. Empty when nothing changes.
pub(super) fn diff(path: &Path, plan: &Plan) -> String {
    let [before, after] = plan.block.each_ref().map(|text| match text.as_str() {
        "" => String::new(),
        text => format!("{text}\n"),
    });
    let path = path.display().to_string();
    let diff = TextDiff::configure()
        .timeout(PATIENCE)
        .diff_lines(&before, &after);
    let mut unified = diff.unified_diff();
    let text = unified.context_radius(3).header(&path, &path).to_string();
    text.lines().map(|line| neutral(line) + "\n").collect()
}

impl Synced {
    pub(super) fn new(path: &Path, plan: Plan, diff: String, dry_run: bool) -> Self {
        Self {
            path: path.display().to_string(),
            dry_run,
            added: plan.added,
            changed: plan.changed,
            removed: plan.removed,
            kept: plan.kept,
            skipped: plan.skipped,
            lengthened: plan.lengthened,
            diff,
        }
    }

    /// What is worth a word beside the result.
    pub(super) fn talk(&self) -> Vec<String> {
        let path = neutral(&self.path);
        let mut lines: Vec<String> = self
            .lengthened
            .iter()
            .map(|name| {
                format!("{name} has a longer name, because another profile has the short one")
            })
            .collect();
        lines.push(match (self.diff.is_empty(), self.dry_run) {
            (true, _) => format!("{path} needs no change"),
            (false, true) => format!("Nothing was written to {path}"),
            (false, false) => format!("Wrote {path}"),
        });
        lines
    }
}

/// The difference where nothing is written, and a line for each profile that is not as it was or
/// should be.
impl Human for Synced {
    fn human(&self, _screen: &Screen) -> String {
        let line = |word: &str, name: &str, because: &str| {
            let because = match because {
                "" => String::new(),
                because => format!(" ({})", neutral(because)),
            };
            format!("{word:<8} {}{because}", neutral(name))
        };
        let other = "not written by this run; `--prune` removes it";
        let lists = [
            ("added", &self.added, ""),
            ("changed", &self.changed, ""),
            ("removed", &self.removed, ""),
            ("kept", &self.kept, other),
        ];
        let mut lines: Vec<String> = lists
            .into_iter()
            .flat_map(|(word, names, because)| {
                names.iter().map(move |name| line(word, name, because))
            })
            .collect();
        let skipped = self.skipped.iter();
        lines.extend(skipped.map(|it| line("skipped", &it.name, &it.because)));
        if self.dry_run && !self.diff.is_empty() {
            lines.insert(0, self.diff.clone());
        }
        lines.join("\n")
    }
}
