//! Looking for thousands of needles in millions of bytes, once.

use std::collections::{BTreeMap, HashMap};

use crate::forms;

/// How many bytes of a needle are compared first.
const BEGINNING: usize = 4;

/// A secret that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Which one.
    pub(crate) canary: String,
    /// In which form.
    pub(crate) form: &'static str,
    /// Where it begins.
    pub(crate) at: usize,
}

struct Needle {
    canary: String,
    form: &'static str,
    bytes: Vec<u8>,
}

/// All forms of all secrets, by how they begin.
pub(crate) struct Search(HashMap<[u8; BEGINNING], Vec<Needle>>);

impl Search {
    /// For each secret with its parts.
    pub(crate) fn new(canaries: &BTreeMap<String, Vec<String>>) -> Self {
        let mut needles: HashMap<_, Vec<Needle>> = HashMap::new();
        for (canary, parts) in canaries {
            for (form, text) in parts.iter().flat_map(|part| forms::of(part)) {
                let bytes = text.into_bytes();
                let beginning = *bytes.first_chunk().unwrap();
                let canary = canary.clone();
                needles.entry(beginning).or_default().push(Needle {
                    canary,
                    form,
                    bytes,
                });
            }
        }
        Self(needles)
    }

    /// Every secret that is in there, each as often as it is.
    pub(crate) fn find(&self, place: &[u8]) -> Vec<Found> {
        let mut found = Vec::new();
        for (at, beginning) in place.windows(BEGINNING).enumerate() {
            let Some(needles) = self.0.get(beginning) else {
                continue;
            };
            let here = needles
                .iter()
                .filter(|it| place[at..].starts_with(&it.bytes));
            found.extend(here.map(|needle| Found {
                canary: needle.canary.clone(),
                form: needle.form,
                at,
            }));
        }
        found
    }
}

#[test]
fn a_secret_is_found_in_every_form_wherever_it_begins() {
    let secret = "Cy0123456789abcdef/+ghijklmnop==";
    let canaries = BTreeMap::from([("it".to_owned(), vec![secret.to_owned()])]);
    let search = Search::new(&canaries);
    let forms = forms::of(secret);
    assert!(forms.len() > 15, "{forms:?}");
    for (form, text) in forms {
        let place = format!("before {text} behind");
        let found = search.find(place.as_bytes());
        assert!(
            found.iter().any(|it| it.form == form && it.at == 7),
            "{form}: {found:?}"
        );
    }
    for before in ["", "a", "ab", "abc"] {
        let whole = forms::of(&format!("{before}{secret}{before}"));
        let base64 = whole.iter().find(|(form, _)| *form == "base64").unwrap();
        assert_ne!(search.find(base64.1.as_bytes()), [], "behind `{before}`");
    }
    assert_eq!(search.find(&secret.as_bytes()[1..]), []);
}
