use jit_domain::{Person, PersonId, PersonSelector};
use jit_policy::Directory;

/// A directory that knows exactly these people.
#[derive(Debug)]
pub(crate) struct Crowd(pub(crate) Vec<Person>);

impl Directory for Crowd {
    fn count(&self, selector: &PersonSelector, except: &PersonId) -> Option<usize> {
        let others = self.0.iter().filter(|person| person.id != *except);
        Some(others.filter(|person| selector.matches(person)).count())
    }
}
