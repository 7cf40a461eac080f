use cedar_policy::{ActionConstraint, EntityUid, Policy};
use jit_domain::PolicyName;

use super::Action;
use crate::Origin;

/// One Cedar policy of a bundle. Its ID within Cedar is its name.
#[derive(Clone, Debug)]
pub(crate) struct CedarPolicy {
    /// Its name, unique among the Cedar policies of the bundle: its `@id`, or file and place.
    pub(crate) name: PolicyName,
    /// Where it stands.
    pub(crate) origin: Origin,
    /// What it says.
    pub(crate) policy: Policy,
}

impl CedarPolicy {
    /// Whether its scope names the action.
    pub(super) fn is_about(&self, action: Action) -> bool {
        self.actions().contains(&action)
    }

    /// The actions that its scope names; none when it names no action, which would be all.
    pub(crate) fn actions(&self) -> Vec<Action> {
        let named = self.named_actions();
        let all = Action::ALL.into_iter();
        all.filter(|action| named.contains(&action.uid())).collect()
    }

    /// The first that its scope names and that there is not.
    pub(crate) fn unknown_action(&self) -> Option<String> {
        let known = Action::ALL.map(Action::uid);
        let mut named = self.named_actions().into_iter();
        let unknown = named.find(|action| !known.contains(action))?;
        Some(unknown.to_string())
    }

    fn named_actions(&self) -> Vec<EntityUid> {
        match self.policy.action_constraint() {
            ActionConstraint::Any => Vec::new(),
            ActionConstraint::Eq(uid) => vec![uid],
            ActionConstraint::In(uids) => uids,
        }
    }
}
