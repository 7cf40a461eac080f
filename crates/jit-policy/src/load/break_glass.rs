use super::source::Place;
use crate::eligibility::Eligibility;
use crate::people::People;

/// Glass is broken only where somebody is sure to be told and able to look back at it.
pub(super) fn check_break_glass(
    people: Option<&People>,
    eligibilities: &[(Eligibility, Place<'_>)],
) {
    if people.is_none_or(|people| !people.security.is_empty()) {
        return;
    }
    let breaks = |(eligibility, _): &&(Eligibility, Place<'_>)| eligibility.break_glass.is_some();
    for (eligibility, place) in eligibilities.iter().filter(breaks) {
        let what = format!(
            "`{}` lets people break glass, and nobody is named to look back at it",
            eligibility.name
        );
        place.fault(
            what,
            "add `security = { groups = [\"…\"] }` to `people.toml`",
        );
    }
}
