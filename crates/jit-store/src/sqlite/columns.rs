use jit_domain::{
    LevelNumber, Person, PersonId, PersonSelector, Phase, Request, Timestamp, Window,
};

/// What lists are filtered by, beside the JSON of the request.
#[derive(Debug)]
pub(super) struct PhaseColumns {
    pub(super) phase: &'static str,
    pub(super) open_level: Option<u32>,
    pub(super) window_start: Option<i64>,
    pub(super) window_end: Option<i64>,
    pub(super) review_due: Option<i64>,
}

impl From<&Request> for PhaseColumns {
    fn from(request: &Request) -> Self {
        let (phase, level, window) = split(&request.phase);
        Self {
            phase,
            open_level: level.map(LevelNumber::get),
            window_start: window.map(|w| w.start).map(Timestamp::millis),
            window_end: window.map(|w| w.end).map(Timestamp::millis),
            review_due: request.review_due().map(Timestamp::millis),
        }
    }
}

fn split(phase: &Phase) -> (&'static str, Option<LevelNumber>, Option<Window>) {
    match phase {
        Phase::Pending { level } => ("pending", Some(*level), None),
        Phase::Approved { window } => ("approved", None, Some(*window)),
        Phase::Rejected { .. } => ("rejected", None, None),
        Phase::Cancelled { window, .. } => ("cancelled", None, *window),
        Phase::Finished { window, .. } => ("finished", None, Some(*window)),
        Phase::Revoked { window, .. } => ("revoked", None, Some(*window)),
        Phase::Failed { .. } => ("failed", None, None),
    }
}

/// Each alternative of a selector, as the text that is stored.
pub(super) fn selectors_of(approvers: &PersonSelector) -> Vec<String> {
    let groups = approvers.groups.iter().map(|g| group(g.as_str()));
    let users = approvers.users.iter().map(user);
    let attributes = approvers
        .attributes
        .iter()
        .flat_map(|(claim, values)| values.iter().map(move |value| attribute(claim, value)));
    groups.chain(users).chain(attributes).collect()
}

/// Every selector text that matches a person: their group, themselves, their claims. As one JSON
/// array, for `json_each`.
pub(super) fn selectors_matching(person: &Person) -> String {
    let groups = person.groups.iter().map(|g| group(g.as_str()));
    let attributes = person
        .attributes
        .iter()
        .flat_map(|(claim, values)| values.iter().map(move |value| attribute(claim, value)));
    let all = groups.chain([user(&person.id)]).chain(attributes);
    all.collect::<serde_json::Value>().to_string()
}

fn group(name: &str) -> String {
    serde_json::json!(["group", name]).to_string()
}

fn user(id: &PersonId) -> String {
    serde_json::json!(["user", id.issuer.as_str(), id.subject.as_str()]).to_string()
}

fn attribute(claim: &str, value: &str) -> String {
    serde_json::json!(["attribute", claim, value]).to_string()
}
