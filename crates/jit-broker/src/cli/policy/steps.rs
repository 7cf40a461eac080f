//! The steps of a decision, for people.

use jit_policy::Step;

/// A line a step: what came of it, the rule, the text, and where the policy stands.
pub(super) fn lines(steps: &[Step]) -> Vec<String> {
    let longest = steps.iter().map(|step| step.text.chars().count()).max();
    let width = longest.unwrap_or_default().min(72);
    let lines = steps.iter().map(|step| {
        let place = step.origin.as_ref().map(ToString::to_string);
        let line = format!(
            "{:<8} {:<14} {:<width$}  {}",
            step.outcome.as_str(),
            step.rule.as_str(),
            step.text,
            place.unwrap_or_default()
        );
        line.trim_end().to_owned()
    });
    lines.collect()
}
