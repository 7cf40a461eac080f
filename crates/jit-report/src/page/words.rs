use jit_domain::Timestamp;

/// The day of an instant, in UTC.
pub(super) fn day(at: Timestamp) -> String {
    at.to_datetime().format("%Y-%m-%d").to_string()
}

/// The two largest units of a number of seconds, such as `2 h 5 min`.
pub(super) fn span(seconds: u64) -> String {
    let units = [
        (seconds / 86_400, "d"),
        (seconds / 3600 % 24, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let shown = units.iter().skip_while(|(n, _)| *n == 0).take(2);
    let parts: Vec<String> = shown
        .filter(|(n, _)| *n > 0)
        .map(|(n, unit)| format!("{n} {unit}"))
        .collect();
    if parts.is_empty() {
        "0 s".to_owned()
    } else {
        parts.join(" ")
    }
}

/// A share, where there is one.
pub(super) fn percent(share: Option<u64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{share} %"))
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn a_span_names_its_two_largest_units() {
        for (seconds, text) in [
            (0, "0 s"),
            (59, "59 s"),
            (61, "1 min 1 s"),
            (7200, "2 h"),
            (7_505, "2 h 5 min"),
            (90_061, "1 d 1 h"),
        ] {
            assert_eq!(span(seconds), text);
        }
    }
}
