use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use cedar_policy::Context;
use jit_domain::WindowDuration;

use super::scene::context;
use super::{Cast, Circumstances, Scene};

/// Contexts that were made for one person at one time without a ticket, by length and whether glass
/// is broken: they are the same for every target.
#[derive(Debug, Default)]
pub(crate) struct Moments(RefCell<HashMap<(WindowDuration, bool), Result<Context, String>>>);

impl Moments {
    /// The scene of these people and targets in these circumstances.
    ///
    /// # Errors
    ///
    /// As [`Scene::new`].
    pub(crate) fn scene(
        &self,
        cast: &Arc<Cast>,
        circumstances: &Circumstances<'_>,
    ) -> Result<Scene, String> {
        let mut moments = self.0.borrow_mut();
        let moment = moments.entry((circumstances.duration, circumstances.break_glass));
        let context = moment.or_insert_with(|| context(circumstances));
        Ok(Scene {
            cast: Arc::clone(cast),
            context: context.clone()?,
        })
    }
}
