use std::ops::Range;

/// Changes to a text, by bytes of the text as it was. Everything else stays byte for byte.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Puts other text in the place of a part.
    pub(super) fn replace(&mut self, part: Range<usize>, with: impl Into<String>) {
        self.0.push((part, with.into()));
    }

    /// Takes a part away.
    pub(super) fn delete(&mut self, part: Range<usize>) {
        self.replace(part, "");
    }

    /// Puts text before a byte; of several for one place, the first comes first.
    pub(super) fn insert(&mut self, place: usize, text: impl Into<String>) {
        self.replace(place..place, text);
    }

    /// Whether nothing changes.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The changed text; none when parts overlap or cut a character.
    pub(super) fn apply(mut self, text: &str) -> Option<String> {
        self.0.sort_by_key(|(part, _)| (part.start, part.end));
        let mut changed = String::with_capacity(text.len());
        let mut done = 0;
        for (part, with) in self.0 {
            changed.push_str(text.get(done..part.start)?);
            changed.push_str(&with);
            done = part.end;
        }
        changed.push_str(text.get(done..)?);
        Some(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_replaced_in_their_order_in_the_text() {
        let mut edits = Edits::default();
        edits.delete(6..8);
        edits.insert(3, "x");
        edits.insert(3, "y");
        edits.replace(0..2, "AB");
        assert_eq!(edits.apply("abcdefgh").unwrap(), "ABcxydef");
    }

    #[test]
    fn parts_that_overlap_change_nothing() {
        let mut edits = Edits::default();
        edits.delete(0..4);
        edits.delete(2..6);
        assert_eq!(edits.apply("abcdefgh"), None);
    }
}
