use jit_domain::{PersonId, PersonSelector};

/// Who is known to exist before they sign in: the people file of a dev broker, or a directory.
pub trait Directory: Send + Sync + std::fmt::Debug {
    /// How many people, other than `except`, the selector is known to match. None where only
    /// sign-in can tell.
    fn count(&self, selector: &PersonSelector, except: &PersonId) -> Option<usize>;
}

/// Knows nobody: only named users can be counted, and groups only tell at sign-in.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoDirectory;

impl Directory for NoDirectory {
    fn count(&self, selector: &PersonSelector, except: &PersonId) -> Option<usize> {
        let named_only = selector.groups.is_empty() && selector.attributes.is_empty();
        named_only.then(|| selector.users.iter().filter(|user| *user != except).count())
    }
}
