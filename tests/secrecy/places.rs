//! Whatever the product prints, writes, sends or starts, and which secrets belong there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jit_testkit::Outcome;

use crate::canaries::Canaries;
use crate::searching::Search;

/// How many bytes around a secret are shown.
const AROUND: usize = 80;

#[derive(Debug, Default)]
struct Seen {
    /// What was seen, by place.
    texts: BTreeMap<String, Vec<Vec<u8>>>,
    /// Secrets that belong to a place.
    homes: BTreeSet<(String, String)>,
}

/// Everything that was seen. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places(Arc<Mutex<Seen>>);

impl Places {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something was seen there.
    pub(crate) fn saw(&self, place: &str, bytes: impl AsRef<[u8]>) {
        let mut seen = self.seen();
        let texts = seen.texts.entry(place.to_owned()).or_default();
        texts.push(bytes.as_ref().to_owned());
    }

    /// What a program printed.
    pub(crate) fn saw_output(&self, program: &str, outcome: &Outcome) {
        self.saw(&format!("stdout of {program}"), &outcome.stdout);
        self.saw(&format!("stderr of {program}"), &outcome.stderr);
    }

    /// Every file below a folder, and its name. `name` is what the place of a file is called.
    pub(crate) fn saw_folder(&self, folder: &Path, name: &impl Fn(&Path) -> String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let place = name(&path);
            self.saw("names of files", path.as_os_str().as_encoded_bytes());
            if path.is_dir() {
                self.saw_folder(&path, name);
            } else if path.is_file() {
                self.saw(&place, fs::read(&path).unwrap());
            }
        }
    }

    /// These secrets belong there, and each has to be found there.
    pub(crate) fn is_home(&self, place: &str, canaries: &[&str]) {
        let pairs = canaries
            .iter()
            .map(|it| (place.to_owned(), (*it).to_owned()));
        self.seen().homes.extend(pairs);
    }

    /// Each secret is where it belongs and nowhere else; gives those that were seen at all.
    #[track_caller]
    pub(crate) fn hold_what_belongs_there(&self, canaries: &Canaries) -> BTreeSet<String> {
        let canaries = canaries.all();
        let search = Search::new(&canaries);
        let seen = self.seen();
        let (mut found, mut told) = (BTreeSet::new(), String::new());
        for (place, texts) in &seen.texts {
            for text in texts {
                for it in search.find(text) {
                    let pair = (place.clone(), it.canary);
                    if !seen.homes.contains(&pair) && !found.contains(&pair) {
                        let from = it.at.saturating_sub(AROUND);
                        let to = (it.at + AROUND).min(text.len());
                        let around = String::from_utf8_lossy(&text[from..to]).into_owned();
                        let (form, canary) = (it.form, &pair.1);
                        writeln!(told, "{canary}, in {place}, as {form}: {around:?}").unwrap();
                    }
                    found.insert(pair);
                }
            }
        }
        assert!(told.is_empty(), "secrets that do not belong there:\n{told}");
        let missing: Vec<_> = seen.homes.difference(&found).collect();
        assert!(
            missing.is_empty(),
            "secrets that were not in play: {missing:#?}"
        );
        found.into_iter().map(|(_, canary)| canary).collect()
    }

    /// What was seen there, as text, for a test to look at.
    pub(crate) fn text(&self, place: &str) -> String {
        let seen = self.seen();
        let texts = seen.texts.get(place).map(|texts| texts.concat());
        String::from_utf8_lossy(&texts.unwrap_or_default()).into_owned()
    }
}
