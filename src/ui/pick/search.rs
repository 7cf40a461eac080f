use std::ops::Range;
use std::thread;

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::Choice;

/// How many lines one thread looks through before another one is worth its start.
const LINES_A_THREAD: usize = 8192;

/// Finds lines by parts of them, the best first. Among lines that are as good, and while nothing is
/// looked for, the order is that in which they were given.
///
/// Lines fit that have each word as it is typed. Only where there are none, other letters may stand
/// between those of a word: that takes many times as long, and among many lines it finds too much.
///
/// What is typed mostly grows: then only what was found before is looked through again.
#[derive(Debug)]
pub(super) struct Search {
    choices: Vec<Choice>,
    query: String,
    pattern: Pattern,
    /// Whether words are looked for as they are typed.
    literal: bool,
    /// The places of the lines that fit.
    found: Vec<u32>,
}

impl Search {
    pub(super) fn new(choices: &[Choice]) -> Self {
        Self {
            choices: choices.to_vec(),
            query: String::new(),
            pattern: pattern("", AtomKind::Substring),
            literal: true,
            found: all(choices.len()),
        }
    }

    /// How many lines fit.
    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    /// The place that a line has among all, by its place among those that fit.
    pub(super) fn place(&self, at: usize) -> Option<usize> {
        self.found.get(at).and_then(|&place| place.try_into().ok())
    }

    /// The choices at some places among those that fit.
    pub(super) fn shown(&self, range: Range<usize>) -> impl Iterator<Item = &Choice> {
        let places = range.filter_map(|at| self.place(at));
        places.filter_map(|place| self.choices.get(place))
    }

    /// Looks for this: each word of it, in any order.
    pub(super) fn look_for(&mut self, query: &str) {
        if query == self.query {
            return;
        }
        let grows = query.starts_with(&self.query);
        query.clone_into(&mut self.query);
        let before = grows.then(|| std::mem::take(&mut self.found));
        if grows && !self.literal {
            // Where a word is in no line as it is typed, no longer one is.
            return self.look_among(before, AtomKind::Fuzzy);
        }
        self.look_among(before, AtomKind::Substring);
        if self.found.is_empty() {
            self.look_among(None, AtomKind::Fuzzy);
        }
    }

    /// Looks through these lines, or all.
    fn look_among(&mut self, candidates: Option<Vec<u32>>, kind: AtomKind) {
        let candidates = candidates.unwrap_or_else(|| all(self.choices.len()));
        self.literal = kind == AtomKind::Substring;
        self.pattern = pattern(&self.query, kind);
        self.found = if self.pattern.atoms.is_empty() {
            candidates
        } else {
            self.best_of(&candidates)
        };
    }

    /// Which characters of a text were looked for, counted from 0, in order.
    pub(super) fn hits(&self, text: &str) -> Vec<u32> {
        let (mut buffer, mut hits) = (Vec::new(), Vec::new());
        let text = Utf32Str::new(text, &mut buffer);
        self.pattern.indices(text, &mut matcher(), &mut hits);
        hits.sort_unstable();
        hits.dedup();
        hits
    }

    fn best_of(&self, candidates: &[u32]) -> Vec<u32> {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let share = candidates.len().div_ceil(threads).max(LINES_A_THREAD);
        let mut ranks = thread::scope(|scope| {
            let (first, others) = candidates.split_at(share.min(candidates.len()));
            let others: Vec<_> = others
                .chunks(share)
                .map(|part| scope.spawn(|| self.ranks(part)))
                .collect();
            let mut ranks = self.ranks(first);
            for other in others {
                // A thread that stopped short has found nothing.
                ranks.extend(other.join().unwrap_or_default());
            }
            ranks
        });
        ranks.sort_unstable();
        ranks.into_iter().map(Rank::place).collect()
    }

    fn ranks(&self, candidates: &[u32]) -> Vec<Rank> {
        let (mut matcher, mut buffer, mut line) = (matcher(), Vec::new(), String::new());
        let mut rank = |&place: &u32| {
            let choice = self.choices.get(usize::try_from(place).ok()?)?;
            line.clear();
            line.extend([choice.name.as_str(), "  ", choice.about.as_str()]);
            let text = Utf32Str::new(&line, &mut buffer);
            let score = self.pattern.score(text, &mut matcher)?;
            Some(Rank::new(score, place))
        };
        candidates.iter().filter_map(&mut rank).collect()
    }
}

fn all(lines: usize) -> Vec<u32> {
    (0..u32::try_from(lines).unwrap_or(u32::MAX)).collect()
}

fn pattern(query: &str, kind: AtomKind) -> Pattern {
    Pattern::new(query, CaseMatching::Smart, Normalization::Smart, kind)
}

fn matcher() -> Matcher {
    Matcher::new(Config::DEFAULT)
}

/// Orders lines: the higher score first, then the earlier place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank(u64);

impl Rank {
    fn new(score: u32, place: u32) -> Self {
        Self(u64::from(!score) << 32 | u64::from(place))
    }

    fn place(self) -> u32 {
        u32::try_from(self.0 & u64::from(u32::MAX)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Choice, LINES_A_THREAD, Search};

    fn search(names: &[&str]) -> Search {
        let choice = |name: &&str| Choice {
            name: (*name).to_owned(),
            about: "PowerUser".to_owned(),
        };
        Search::new(&names.iter().map(choice).collect::<Vec<_>>())
    }

    fn found(search: &Search) -> Vec<&str> {
        let shown = search.shown(0..search.len());
        shown.map(|choice| choice.name.as_str()).collect()
    }

    #[test]
    fn what_fits_best_comes_first_and_equals_keep_their_order() {
        let names = ["repay", "payments-b", "payments-a", "p-a-y-1", "shop"];
        let mut search = search(&names);
        assert_eq!(found(&search), names);
        search.look_for("pay");
        assert_eq!(found(&search), ["payments-b", "payments-a", "repay"]);
        search.look_for("pay1");
        assert_eq!(found(&search), ["p-a-y-1"]);
        search.look_for("");
        assert_eq!(found(&search), names);
    }

    #[test]
    fn each_word_counts_in_any_order_and_the_case_only_where_it_is_typed() {
        let mut search = search(&["payments-prod", "payments-test", "Prod"]);
        search.look_for("prod pay");
        assert_eq!(found(&search), ["payments-prod"]);
        search.look_for("Prod");
        assert_eq!(found(&search), ["Prod"]);
        search.look_for("poweruser");
        assert_eq!(search.len(), 3);
        search.look_for("nothing like it");
        assert_eq!(search.len(), 0);
    }

    #[test]
    fn typing_on_finds_what_looking_anew_finds() {
        let names: Vec<String> = (0..3 * LINES_A_THREAD)
            .map(|n| format!("account-{n:05}-{}", n % 7))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut typing = search(&names);
        let mut typed = String::new();
        for c in "ac 12 acct".chars() {
            typed.push(c);
            typing.look_for(&typed);
            let mut anew = search(&names);
            anew.look_for(&typed);
            assert_eq!(found(&typing), found(&anew), "{typed}");
            assert!(typing.len() > 0, "{typed}");
        }
    }
}
