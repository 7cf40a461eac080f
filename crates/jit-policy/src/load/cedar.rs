//! The Cedar files of a bundle: parsed policy by policy, held to the schema and to what their file
//! is for.

use cedar_policy::{Effect, Policy, PolicyId, PolicySet, ValidationMode};
use jit_domain::PolicyName;
use miette::Diagnostic;

use super::cedar_entities::check_entities;
use super::cedar_text::{PolicyText, policies};
use super::known::Known;
use super::mentions::Mentions;
use super::source::{Place, Source, SourceKind};
use crate::cedar::{Action, CedarPolicy, MAX_DEPTH, depth, validator, with_room};
use crate::quoted::{Quoted, one_line};

/// What a Cedar file is for.
#[derive(Clone, Copy, Debug)]
struct Purpose {
    effect: Effect,
    actions: &'static [Action],
    /// How to begin a policy of this file.
    example: &'static str,
}

impl Purpose {
    fn of(kind: SourceKind) -> Self {
        match kind {
            SourceKind::Guardrails => Self {
                effect: Effect::Forbid,
                actions: &[Action::Request, Action::Vend],
                example: "forbid (principal, action in [Jit::Action::\"request\", Jit::Action::\"vend\"], resource)",
            },
            SourceKind::DenyAccess => Self {
                effect: Effect::Forbid,
                actions: &[Action::AutoApprove],
                example: "forbid (principal, action == Jit::Action::\"autoApprove\", resource)",
            },
            _ => Self {
                effect: Effect::Permit,
                actions: &[Action::AutoApprove],
                example: "permit (principal, action == Jit::Action::\"autoApprove\", resource)",
            },
        }
    }
}

/// Reads a Cedar file: the policies without a fault.
pub(super) fn cedar_policies<'s>(
    source: &'s Source,
    known: Option<&Known<'s>>,
    mentions: &mut Mentions<'s>,
) -> Vec<CedarPolicy> {
    let texts = match policies(&source.text) {
        Ok(texts) => texts,
        Err(limit) => {
            source.place(0).fault(limit, "leave out what nobody needs");
            return Vec::new();
        }
    };
    let purpose = Purpose::of(source.kind);
    let mut read = Vec::new();
    for (number, text) in (1..).zip(&texts) {
        let place = source.place(text.span.start);
        let policy = policy(source, text, number, purpose, place);
        let Some(policy) = policy else { continue };
        mentions.cedar(&policy.name, place);
        check_entities(&policy.policy, place, known, mentions);
        read.push((policy, text));
    }
    if read.len() == texts.len() {
        compare_with_whole(source, read.len());
    }
    validate(source, &read);
    read.into_iter().map(|(policy, _)| policy).collect()
}

/// Cedar has to find as many policies in the whole file as were cut out of it: none may hide from
/// the checks, or be lost.
fn compare_with_whole(source: &Source, found: usize) {
    let whole = with_room(|| source.text.parse::<PolicySet>().ok());
    if whole.is_none_or(|whole| whole.policies().count() != found) {
        let what = "the file is not the sum of its policies";
        source.place(0).fault(
            what,
            "write each policy and each comment on lines of its own",
        );
    }
}

fn policy<'s>(
    source: &'s Source,
    text: &PolicyText,
    number: usize,
    purpose: Purpose,
    place: Place<'s>,
) -> Option<CedarPolicy> {
    if let Some(limit) = text.refused {
        place.fault(limit, "split it into several policies");
        return None;
    }
    let parsed = source.text.get(text.span.clone())?;
    let policy = match with_room(|| Policy::parse(None, parsed).map_err(Box::new)) {
        Ok(policy) => policy,
        Err(errors) => {
            for error in errors.iter() {
                let place = place_of(source, text, error);
                let what = format!("not a Cedar policy: {}", one_line(&error.to_string()));
                place.fault(
                    what,
                    help(error).unwrap_or_else(|| "correct the syntax".to_owned()),
                );
            }
            return None;
        }
    };
    if depth(&policy).is_none_or(|depth| depth > MAX_DEPTH) {
        let what = format!("the expressions of a policy nest at most {MAX_DEPTH} deep");
        place.fault(
            what,
            "split it, or ask for a set: `[…].contains(…)`, `principal in […]`",
        );
        return None;
    }
    let name = name(source, &policy, number, place)?;
    let policy = CedarPolicy {
        policy: policy.new_id(PolicyId::new(&name)),
        name,
        origin: place.origin(),
    };
    suits(&policy, purpose, place).then_some(policy)
}

/// The `@id` of a policy, or the stem of its file with its place in it.
fn name(source: &Source, policy: &Policy, number: usize, place: Place<'_>) -> Option<PolicyName> {
    let given = policy.annotation("id");
    let name = given.map_or_else(|| format!("{}-{number}", source.stem()), str::to_owned);
    let parsed = name.parse();
    if let Err(rule) = &parsed {
        let what = format!("a policy cannot be named `{}`", one_line(&name));
        place.fault(what, format!("write `@id(\"…\")` before it: {rule}"));
    }
    parsed.ok()
}

/// Whether effect and actions are those of the file; a fault if not.
fn suits(policy: &CedarPolicy, purpose: Purpose, place: Place<'_>) -> bool {
    let effect = policy.policy.effect();
    if effect != purpose.effect {
        let what = format!("a `{effect}` does not belong in this file");
        place.fault(what, format!("write `{}`, or move it", purpose.example));
        return false;
    }
    let actions = policy.actions();
    if let Some(unknown) = policy.unknown_action() {
        let what = format!("there is no action {}", Quoted(&unknown));
        place.fault(what, format!("write `{}`", purpose.example));
        return false;
    }
    if actions.is_empty() {
        let what = "the policy is about no action, or about all of them";
        place.fault(what, format!("write `{}`", purpose.example));
        return false;
    }
    let foreign = actions
        .iter()
        .find(|action| !purpose.actions.contains(action));
    if let Some(action) = foreign {
        let what = format!(
            "the action `{}` does not belong in this file",
            action.name()
        );
        let file = match action {
            Action::AutoApprove => "`deny-access.cedar` or `auto-approval/`",
            Action::Request | Action::Vend => "`guardrails.cedar`",
        };
        place.fault(
            what,
            format!("write `{}`, or move it to {file}", purpose.example),
        );
    }
    foreign.is_none()
}

/// Holds all policies of a file to the schema at once. A warning is a fault too: a policy that can
/// never apply, or one with text that looks like other text, does not say what it seems to say.
fn validate(source: &Source, read: &[(CedarPolicy, &PolicyText)]) {
    let mut set = PolicySet::new();
    for (policy, _) in read {
        // A name that is taken has been noted as a fault already.
        let _ = set.add(policy.policy.clone());
    }
    let result = with_room(|| validator().validate(&set, ValidationMode::Strict));
    let errors = result
        .validation_errors()
        .map(|error| (error.policy_id(), error as &dyn Diagnostic));
    let warnings = result
        .validation_warnings()
        .map(|warning| (warning.policy_id(), warning as &dyn Diagnostic));
    for (id, fault) in errors.chain(warnings) {
        let id = AsRef::<str>::as_ref(id);
        let found = read.iter().find(|(policy, _)| policy.name.as_str() == id);
        let Some((_, text)) = found else { continue };
        let message = fault.to_string();
        let prefix = format!("for policy `{id}`, ");
        let what = one_line(message.strip_prefix(&prefix).unwrap_or(&message));
        let fix = help(fault).map(|fix| fix.strip_prefix(&prefix).unwrap_or(&fix).to_owned());
        let fix = fix.unwrap_or_else(|| {
            "hold it to the schema: see \"What policies can look at\" in docs/policies.md"
                .to_owned()
        });
        place_of(source, text, fault).fault(what, fix);
    }
}

fn help(fault: &dyn Diagnostic) -> Option<String> {
    fault.help().map(|help| one_line(&help.to_string()))
}

/// Where a fault of a policy is: what its first label points at, else where the policy begins.
fn place_of<'s>(source: &'s Source, text: &PolicyText, fault: &dyn Diagnostic) -> Place<'s> {
    let label = fault.labels().and_then(|mut labels| labels.next());
    let offset = label.map_or(0, |label| label.offset());
    source.place(text.span.start + offset.min(text.span.len()))
}
