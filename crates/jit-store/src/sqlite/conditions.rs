use jit_domain::PersonId;
use rusqlite::types::Value;

/// Conditions that all have to hold, with the values of their question marks in order.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    terms: Vec<String>,
    pub(super) values: Vec<Value>,
}

impl Conditions {
    pub(super) fn and<V: Into<Value>>(
        &mut self,
        term: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) {
        self.terms.push(term.into());
        self.values.extend(values.into_iter().map(Into::into));
    }

    pub(super) fn person(&mut self, person: &PersonId) {
        self.and("r.issuer = ? AND r.subject = ?", names(person));
    }

    pub(super) fn sql(&self) -> String {
        if self.terms.is_empty() {
            return String::new();
        }
        format!("WHERE ({})", self.terms.join(") AND ("))
    }

    /// The values, in the order of the question marks.
    pub(super) fn into_values(self) -> Vec<Value> {
        self.values
    }
}

/// Issuer and subject.
pub(super) fn names(person: &PersonId) -> [String; 2] {
    [person.issuer.to_string(), person.subject.to_string()]
}
