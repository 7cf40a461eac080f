use std::collections::{BTreeMap, HashMap};

use cedar_policy::{
    AuthorizationError, Authorizer, EntityUid, PolicyId, PolicySet, Request, ResourceConstraint,
};
use jit_domain::{FailedPolicy, PolicyName};

use super::{Action, CedarPolicy, Scene, with_room};
use crate::Origin;
use crate::quoted::one_line;

/// Cedar policies of one kind about one action. What it costs to ask them does not depend on those
/// whose scope names another account, unit or permission set.
#[derive(Debug)]
pub(crate) struct Rules {
    action: Action,
    by_resource: HashMap<Option<EntityUid>, PolicySet>,
    origins: BTreeMap<PolicyName, Origin>,
}

/// What the policies say of a scene.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Those that match, in order of name.
    pub(crate) matched: Vec<PolicyName>,
    /// Those that could not be evaluated, in order of name.
    pub(crate) failed: Vec<FailedPolicy>,
}

impl Outcome {
    /// Whether no policy says anything.
    pub(crate) fn is_silent(&self) -> bool {
        self.matched.is_empty() && self.failed.is_empty()
    }

    /// The first by name of those that match, else of those that could not be evaluated.
    pub(crate) fn first(&self) -> Option<&PolicyName> {
        let failed = self.failed.first().map(|failed| &failed.policy);
        self.matched.first().or(failed)
    }
}

impl Rules {
    /// The policies among these that are about the action.
    pub(crate) fn about<'a>(
        action: Action,
        policies: impl IntoIterator<Item = &'a CedarPolicy>,
    ) -> Self {
        let mut rules = Self {
            action,
            by_resource: HashMap::new(),
            origins: BTreeMap::new(),
        };
        let policies = policies.into_iter();
        for policy in policies.filter(|policy| policy.is_about(action)) {
            let key = scope_of(policy.policy.resource_constraint());
            let set = rules.by_resource.entry(key).or_default();
            // A name that is taken is a fault at load, so that nothing is ever left out here.
            if set.add(policy.policy.clone()).is_ok() {
                let origin = policy.origin.clone();
                rules.origins.insert(policy.name.clone(), origin);
            }
        }
        rules
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_resource.is_empty()
    }

    /// Each by name, with what it says in the syntax of Cedar.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (String, String)> {
        let policies = self.by_resource.values().flat_map(PolicySet::policies);
        policies.map(|policy| (policy.id().to_string(), policy.to_string()))
    }

    /// Where one of them stands.
    pub(crate) fn origin(&self, name: &PolicyName) -> Option<&Origin> {
        self.origins.get(name)
    }

    /// Asks them.
    pub(crate) fn evaluate(&self, scene: &Scene) -> Outcome {
        let mut outcome = Outcome::default();
        let cast = &scene.cast;
        let candidates = cast.scopes.iter().cloned().map(Some).chain([None]);
        let mut sets = candidates
            .filter_map(|key| self.by_resource.get(&key))
            .peekable();
        if sets.peek().is_none() {
            return outcome;
        }
        let Ok(request) = Request::new(
            cast.principal.clone(),
            self.action.uid(),
            cast.resource.clone(),
            scene.context.clone(),
            None,
        ) else {
            return self.all_failed("the request to Cedar cannot be made");
        };
        let authorizer = Authorizer::new();
        for set in sets {
            let response = with_room(|| authorizer.is_authorized(&request, set, &cast.entities));
            let diagnostics = response.diagnostics();
            outcome
                .matched
                .extend(diagnostics.reason().filter_map(name));
            outcome
                .failed
                .extend(diagnostics.errors().filter_map(failed));
        }
        outcome.matched.sort_unstable();
        outcome.failed.sort_by(|a, b| a.policy.cmp(&b.policy));
        outcome
    }

    /// Every policy counts as one that could not be evaluated.
    pub(crate) fn all_failed(&self, error: &str) -> Outcome {
        let failed = self.origins.keys().map(|policy| FailedPolicy {
            policy: policy.clone(),
            error: one_line(error),
        });
        Outcome {
            matched: Vec::new(),
            failed: failed.collect(),
        }
    }
}

/// What has to be among the scopes of a resource for the policy to be able to match.
fn scope_of(constraint: ResourceConstraint) -> Option<EntityUid> {
    match constraint {
        ResourceConstraint::Any | ResourceConstraint::Is(_) => None,
        ResourceConstraint::In(uid)
        | ResourceConstraint::Eq(uid)
        | ResourceConstraint::IsIn(_, uid) => Some(uid),
    }
}

fn name(id: &PolicyId) -> Option<PolicyName> {
    AsRef::<str>::as_ref(id).parse().ok()
}

fn failed(error: &AuthorizationError) -> Option<FailedPolicy> {
    let AuthorizationError::PolicyEvaluationError(error) = error;
    Some(FailedPolicy {
        policy: name(error.policy_id())?,
        error: one_line(&error.inner().to_string()),
    })
}

#[cfg(test)]
mod tests {
    use cedar_policy::Policy;

    use super::*;

    #[test]
    fn where_nothing_can_be_asked_every_policy_about_the_action_denies() {
        let text = "forbid (principal, action == Jit::Action::\"vend\", resource);";
        let policy = CedarPolicy {
            name: "guard".parse().unwrap(),
            origin: Origin::new("guardrails.cedar", 1),
            policy: Policy::parse(Some(PolicyId::new("guard")), text).unwrap(),
        };

        let outcome = Rules::about(Action::Vend, [&policy]).all_failed("no scene");

        let failed: Vec<_> = outcome.failed.iter().map(|f| f.policy.as_str()).collect();
        assert_eq!(failed, ["guard"]);
        assert!(!outcome.is_silent());
        assert!(Rules::about(Action::Request, [&policy]).is_empty());
    }
}
