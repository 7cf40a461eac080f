use std::collections::HashMap;
use std::hash::Hash;

/// Gives equal things one small number, in the order of their first appearance.
#[derive(Debug)]
pub(crate) struct Interner<T> {
    numbers: HashMap<T, usize>,
    things: Vec<T>,
}

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Self {
            numbers: HashMap::new(),
            things: Vec::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Interner<T> {
    /// The number of a thing.
    pub(crate) fn number(&mut self, thing: &T) -> usize {
        if let Some(number) = self.numbers.get(thing) {
            return *number;
        }
        let number = self.things.len();
        self.numbers.insert(thing.clone(), number);
        self.things.push(thing.clone());
        number
    }

    /// The thing with a number.
    pub(crate) fn thing(&self, number: usize) -> Option<&T> {
        self.things.get(number)
    }

    /// How many different things there are.
    pub(crate) fn len(&self) -> usize {
        self.things.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_things_have_one_number() {
        let mut interner = Interner::default();
        assert_eq!(
            [3, 1, 3, 2, 1].map(|n| interner.number(&n)),
            [0, 1, 0, 2, 1]
        );
        assert_eq!(interner.len(), 3);
        assert_eq!(interner.thing(1), Some(&1));
        assert_eq!(interner.thing(3), None);
    }
}
