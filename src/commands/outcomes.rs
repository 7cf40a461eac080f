//! What came of each of several requests.

use jit_api::Request;
use serde::Serialize;
use serde::ser::SerializeStruct;

use super::request_view::RequestLines;
use crate::error::{CommandError, ErrorKind};
use crate::ui::{Human, Screen, Ui};

/// Collects the outcomes, tells each error as it comes, and the whole at the end.
#[derive(Debug, Default)]
pub(crate) struct Outcomes {
    done: Vec<Request>,
    failed: Vec<(String, CommandError)>,
}

impl Outcomes {
    /// Takes the outcome of one request in. `named` is how the person named it.
    pub(crate) fn add(&mut self, named: String, outcome: Result<Request, CommandError>) {
        match outcome {
            Ok(request) => self.done.push(request),
            Err(err) => self.failed.push((named, err)),
        }
    }

    /// Tells the result. One request is itself, or its error; several are a list.
    ///
    /// # Errors
    ///
    /// The only error, or one that stands for the worst of several that were told here.
    pub(crate) fn finish(mut self, ui: &mut Ui) -> Result<(), CommandError> {
        if self.done.len() + self.failed.len() == 1 {
            return match (self.done.pop(), self.failed.pop()) {
                (Some(request), _) => ui.result(&RequestLines(request)),
                (None, Some((_, err))) => Err(err),
                (None, None) => Ok(()),
            };
        }
        if ui.is_json() {
            ui.json(&self)?;
        } else {
            ui.result(&self)?;
            for (named, err) in &self.failed {
                ui.error_about(named, err);
            }
        }
        self.worst().map_or(Ok(()), Err)
    }

    fn worst(&self) -> Option<CommandError> {
        let kinds = self.failed.iter().map(|(_, err)| err.kind);
        let worst = kinds.max_by_key(|kind: &ErrorKind| kind.exit_status())?;
        let all = self.done.len() + self.failed.len();
        let what = format!("{} of {all} requests failed", self.failed.len());
        Some(CommandError::new(worst, what).already_told())
    }
}

/// `{"requests":[…]}`, with `errors` where there are some.
impl Serialize for Outcomes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Failed<'a> {
            request: &'a str,
            error: &'a CommandError,
        }
        let failed = |(request, error)| Failed { request, error };
        let errors: Vec<Failed<'_>> = (self.failed.iter().map(|(n, e)| (n.as_str(), e)))
            .map(failed)
            .collect();
        let mut fields = serializer.serialize_struct("outcomes", 2)?;
        fields.serialize_field("requests", &self.done)?;
        if !errors.is_empty() {
            fields.serialize_field("errors", &errors)?;
        }
        fields.end()
    }
}

impl Human for Outcomes {
    fn human(&self, screen: &Screen) -> String {
        let lines = |request: &Request| RequestLines(request.clone()).human(screen);
        let lines: Vec<String> = self.done.iter().map(lines).collect();
        lines.join("\n")
    }
}
