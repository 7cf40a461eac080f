//! What is common to reasons that differ in a ticket or a number.

/// The most words of a reason that are looked at.
const MAX_WORDS: usize = 32;

/// The words of a reason in lower case, in their order, with what changes from ask to ask replaced
/// by what it is: `<url>`, `<ticket>`, `<number>`, `<id>`.
///
/// Words are what white space and punctuation leave over; a hyphen or underscore inside of a word
/// belongs to it.
pub(crate) fn words(reason: &str) -> Vec<String> {
    let lower = reason.to_lowercase();
    let pieces = lower.split_whitespace().flat_map(|piece| {
        if piece.contains("://") {
            vec!["<url>".to_owned()]
        } else {
            piece
                .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':')))
                .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
                .filter(|word| !word.is_empty())
                .map(kind)
                .collect()
        }
    });
    pieces.take(MAX_WORDS).collect()
}

/// A word, or what it is when it is one of many.
fn kind(word: &str) -> String {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    if digits == 0 {
        return word.to_owned();
    }
    let placeholder = if word
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | ':' | '-'))
    {
        "<number>"
    } else if is_ticket(word) {
        "<ticket>"
    } else {
        "<id>"
    };
    placeholder.to_owned()
}

/// Letters, perhaps a hyphen, and at least two digits, as in `inc0012345` and `shop-42`.
fn is_ticket(word: &str) -> bool {
    let letters = word.trim_start_matches(char::is_alphabetic);
    let digits = letters.strip_prefix('-').unwrap_or(letters);
    letters.len() < word.len() && digits.len() >= 2 && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_from_ask_to_ask_is_replaced_by_what_it_is() {
        for (reason, pattern) in [
            ("Deploy release 2.14.3", "deploy release <number>"),
            (
                "INC-4711: the queue is stuck",
                "<ticket> the queue is stuck",
            ),
            ("(CHG0012345) rotate keys!", "<ticket> rotate keys"),
            ("see https://wiki.example.com/x?y=1.", "see <url>"),
            (
                "restart i-0abc12de34f and 9f86d081",
                "restart <id> and <id>",
            ),
            ("at 10:30 on 2026-11-22", "at <number> on <number>"),
            (
                "look at payments/ledger, e.g. its logs",
                "look at payments ledger e.g its logs",
            ),
            ("break-glass drill", "break-glass drill"),
            (
                "Größe ändern für Konto 7",
                "größe ändern für konto <number>",
            ),
            ("… --- !!!", ""),
        ] {
            assert_eq!(words(reason).join(" "), pattern, "{reason:?}");
        }
    }

    #[test]
    fn a_long_reason_is_cut() {
        assert_eq!(words(&"word ".repeat(200)).len(), MAX_WORDS);
    }
}
