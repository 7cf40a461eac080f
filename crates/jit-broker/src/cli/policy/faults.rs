//! Faults and warnings of policy files, shown the way a compiler shows them.

use std::fmt;
use std::path::Path;

use jit_policy::{BundleError, Excerpt, Fault, Warning};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, Severity, SourceCode, SourceSpan, SpanContents,
};
use serde_json::{Value, json};

use super::{counted, output};

/// Prints every fault, and how many there are.
pub(super) fn show(folder: &Path, error: &BundleError) {
    for fault in &error.faults {
        output::note(format_args!("{}\n", report(&Shown::fault(folder, fault))));
    }
    let number = counted(error.faults.len(), "problem", "problems");
    output::error(format_args!("{number} in `{}`", folder.display()));
}

/// Prints a warning.
pub(super) fn show_warning(folder: &Path, warning: &Warning) {
    output::note(format_args!(
        "{}\n",
        report(&Shown::warning(folder, warning))
    ));
}

/// Every fault, for scripts.
pub(super) fn to_json(error: &BundleError) -> Value {
    let faults: Vec<_> = error.faults.iter().map(fault_to_json).collect();
    json!({ "ok": false, "faults": faults })
}

fn fault_to_json(fault: &Fault) -> Value {
    json!({
        "file": fault.file,
        "line": fault.line,
        "what": fault.what,
        "fix": fault.fix,
    })
}

fn report(shown: &Shown) -> String {
    let theme = if output::has_colours() {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_width(100)
        .with_context_lines(0);
    let mut text = String::new();
    match handler.render_report(&mut text, shown) {
        Ok(()) => text.trim_end().to_owned(),
        Err(fmt::Error) => shown.what.clone(),
    }
}

/// A fault or a warning, in the terms of the reporter.
#[derive(Debug)]
struct Shown {
    what: String,
    fix: Option<String>,
    severity: Severity,
    line: Option<FileLine>,
}

impl Shown {
    fn fault(folder: &Path, fault: &Fault) -> Self {
        let file = match fault.file.to_str() {
            Some(".") => folder.to_owned(),
            _ => folder.join(&fault.file),
        };
        let file = output::visible(&file.display().to_string());
        let place = match fault.line {
            Some(line) => format!("{file}:{line}"),
            None => file.clone(),
        };
        let line = fault.excerpt.clone().zip(fault.line);
        Self {
            // The excerpt names the place itself.
            what: match &line {
                Some(_) => fault.what.clone(),
                None => format!("{place}: {}", fault.what),
            },
            fix: fault.fix.clone(),
            severity: Severity::Error,
            line: line.map(|(excerpt, line)| FileLine {
                file,
                line,
                excerpt,
            }),
        }
    }

    fn warning(folder: &Path, warning: &Warning) -> Self {
        let file = folder.join(warning.origin.file());
        let line = warning.origin.line();
        Self {
            what: format!(
                "{}:{line}: {}",
                output::visible(&file.display().to_string()),
                warning.what
            ),
            fix: Some(warning.fix.clone()),
            severity: Severity::Warning,
            line: None,
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.fix.as_ref().map(|fix| Box::new(fix) as Box<_>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.line.as_ref().map(|line| line as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let Excerpt { start, length, .. } = self.line.as_ref()?.excerpt;
        let label = LabeledSpan::new(None, start, length);
        Some(Box::new(std::iter::once(label)))
    }
}

/// One line of a file, which the reporter takes for all of it.
#[derive(Debug)]
struct FileLine {
    file: String,
    line: usize,
    excerpt: Excerpt,
}

impl SourceCode for FileLine {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = self.excerpt.text.as_bytes();
        if span.offset() + span.len() > text.len() {
            return Err(MietteError::OutOfBounds);
        }
        Ok(Box::new(MietteSpanContents::new_named(
            self.file.clone(),
            text,
            SourceSpan::from((0, text.len())),
            self.line.saturating_sub(1),
            0,
            1,
        )))
    }
}
