//! Room for Cedar, which works by recursion and gives up where the stack gets short. What it decides
//! must not depend on the thread that it is asked on.

use cedar_policy::Policy;
use serde_json::Value;

/// How deep the expressions of one policy may nest: a chain of so many `||` is as deep.
pub(crate) const MAX_DEPTH: usize = 100;

/// What is free at least when Cedar begins, in bytes: three times what the deepest policy takes in a
/// build without optimisations.
const ROOM: usize = 16 * 1024 * 1024;

/// What a thread on which this does not have to make room needs for its stack, in bytes.
pub(crate) const THREAD: usize = ROOM + 2 * 1024 * 1024;

/// Runs something with room on the stack.
pub(crate) fn with_room<T>(run: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(ROOM, THREAD, run)
}

/// How deep the expressions of a policy nest; none when it has no form in which that can be seen.
pub(crate) fn depth(policy: &Policy) -> Option<usize> {
    let json = with_room(|| policy.to_json().ok())?;
    let conditions = json.get("conditions")?.as_array()?;
    let bodies = conditions
        .iter()
        .filter_map(|condition| condition.get("body"));
    bodies.map(levels).max().or(Some(0))
}

/// How many objects lie within each other, halved: Cedar's JSON has two for each expression.
fn levels(body: &Value) -> usize {
    let mut deepest = 0;
    let mut open = vec![(body, 1_usize)];
    while let Some((value, depth)) = open.pop() {
        deepest = deepest.max(depth);
        match value {
            Value::Object(fields) => open.extend(fields.values().map(|value| (value, depth + 1))),
            Value::Array(items) => open.extend(items.iter().map(|value| (value, depth + 1))),
            _ => {}
        }
    }
    deepest / 2
}
