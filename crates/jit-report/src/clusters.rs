use std::collections::BTreeSet;

use crate::interner::Interner;
use crate::pattern::words;

/// The most kinds of reasons that are told apart; what is like none of them is counted together.
const MAX_CLUSTERS: usize = 1_000;

/// The most words that are told apart over all reasons: beyond it, new ones count as one word.
const MAX_WORDS: usize = 50_000;

/// Groups reasons that are alike.
///
/// A reason joins the kind that it shares most words with, if these are at least three of five of
/// the words that either has (the Jaccard index of the two sets is 0.6 or more); else it begins a
/// kind of its own. Of two kinds that are alike, the older one wins. So the same log always gives
/// the same kinds.
#[derive(Debug, Default)]
pub(crate) struct Clusters {
    vocabulary: Interner<String>,
    /// The kind of each set of words that was seen.
    known: std::collections::HashMap<Vec<usize>, usize>,
    kinds: Vec<Kind>,
    /// The kinds that have a word, by the number of the word.
    with_word: Vec<Vec<usize>>,
}

#[derive(Debug)]
struct Kind {
    pattern: String,
    words: usize,
}

/// The name of the kind of what is like no other, once there are too many.
const OTHER: &str = "(other reasons)";

/// The name of the kind of reasons without any word.
const WORDLESS: &str = "(no words)";

impl Clusters {
    /// The number of the kind of a reason.
    pub(crate) fn kind_of(&mut self, reason: &str) -> usize {
        let words = words(reason);
        let set: BTreeSet<usize> = words.iter().map(|word| self.word(word)).collect();
        let set: Vec<usize> = set.into_iter().collect();
        if let Some(kind) = self.known.get(&set) {
            return *kind;
        }
        let kind = match self.nearest(&set) {
            Some(kind) => kind,
            None => self.begin(&words, &set),
        };
        // What is remembered is bounded too; the answer is the same without it.
        if self.known.len() < MAX_WORDS {
            self.known.insert(set, kind);
        }
        kind
    }

    /// What a kind of reasons is called.
    pub(crate) fn pattern(&self, kind: usize) -> &str {
        self.kinds
            .get(kind)
            .map_or(OTHER, |kind| kind.pattern.as_str())
    }

    fn word(&mut self, word: &String) -> usize {
        if self.vocabulary.len() >= MAX_WORDS {
            return MAX_WORDS;
        }
        self.vocabulary.number(word)
    }

    fn nearest(&self, set: &[usize]) -> Option<usize> {
        let mut shared = std::collections::BTreeMap::<usize, usize>::new();
        for word in set {
            for kind in self.with_word.get(*word).into_iter().flatten() {
                *shared.entry(*kind).or_default() += 1;
            }
        }
        let mut best: Option<(usize, usize, usize)> = None;
        for (kind, common) in shared {
            let words = self.kinds.get(kind).map_or(0, |kind| kind.words);
            let either = set.len() + words - common;
            let closer = best.is_none_or(|(_, c, e)| common * e > c * either);
            if common * 5 >= either * 3 && closer {
                best = Some((kind, common, either));
            }
        }
        best.map(|(kind, _, _)| kind)
    }

    fn begin(&mut self, words: &[String], set: &[usize]) -> usize {
        let number = self.kinds.len();
        if number >= MAX_CLUSTERS {
            return MAX_CLUSTERS;
        }
        let pattern = if words.is_empty() {
            WORDLESS.to_owned()
        } else {
            words.join(" ")
        };
        self.kinds.push(Kind {
            pattern,
            words: set.len(),
        });
        for word in set {
            if self.with_word.len() <= *word {
                self.with_word.resize_with(word + 1, Vec::new);
            }
            if let Some(kinds) = self.with_word.get_mut(*word) {
                kinds.push(number);
            }
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, Strategy, proptest};

    use super::*;

    fn kinds(reasons: &[&str]) -> Vec<usize> {
        let mut clusters = Clusters::default();
        reasons.iter().map(|r| clusters.kind_of(r)).collect()
    }

    #[test]
    fn reasons_that_differ_in_a_ticket_or_the_order_of_words_are_alike() {
        let found = kinds(&[
            "INC0012345: payments queue is stuck",
            "payments queue stuck, INC0098765",
            "deploy release 2.14.3 of the shop",
            "Deploy release 2.15.0 of the shop",
            "the queue of payments",
        ]);
        assert_eq!(found, [0, 0, 1, 1, 2]);
    }

    #[test]
    fn a_kind_is_called_by_the_first_of_its_reasons() {
        let mut clusters = Clusters::default();
        let kind = clusters.kind_of("Deploy release 2.14.3 of the shop");
        clusters.kind_of("deploy release 9 of the old shop");
        let none = clusters.kind_of("!!!");
        assert_eq!(
            clusters.pattern(kind),
            "deploy release <number> of the shop"
        );
        assert_eq!(clusters.pattern(none), WORDLESS);
    }

    #[test]
    fn the_closer_of_two_kinds_wins_and_else_the_older() {
        let found = kinds(&[
            "restart the ledger service today",
            "restart the billing service now",
            "restart the billing service today",
        ]);
        assert_eq!(found[..2], [0, 1]);
        assert_eq!(found[2], 0, "four words of six with either: the older");
        assert_eq!(kinds(&["a b c d", "a b x y", "a b x y z"]), [0, 1, 1]);
    }

    #[test]
    fn there_are_never_more_kinds_than_the_bound() {
        let mut clusters = Clusters::default();
        let word = |n: usize| {
            let letter = |n| char::from(b'a' + u8::try_from(n % 26).unwrap());
            String::from_iter([letter(n), letter(n / 26), letter(n / 676)])
        };
        let all: BTreeSet<usize> = (0..3_000).map(|n| clusters.kind_of(&word(n))).collect();
        assert_eq!(all.len(), MAX_CLUSTERS + 1);
        assert_eq!(clusters.pattern(MAX_CLUSTERS), OTHER);
    }

    proptest! {
        #[test]
        fn the_order_of_words_changes_nothing(
            words in proptest::collection::vec("[a-z]{1,6}", 1..12)
                .prop_flat_map(|words| (Just(words.clone()), Just(words).prop_shuffle())),
        ) {
            let (words, shuffled) = words;
            let mut clusters = Clusters::default();
            let kind = clusters.kind_of(&words.join(" "));
            assert_eq!(clusters.kind_of(&shuffled.join(" ")), kind);
        }
    }
}
