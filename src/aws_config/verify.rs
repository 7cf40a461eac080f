use std::collections::BTreeSet;

use super::document::Document;
use super::entry::entries;
use super::{Doubt, Plan};

/// Reads the new text: outside of the block it is the old one, and in the block each profile is
/// there once, under a name that no other has, and those that were written are for a target.
///
/// # Errors
///
/// [`Doubt::Unverified`] when that does not hold: then nothing must be written.
pub(super) fn verify(plan: &Plan, old: &str, broker: &str) -> Result<(), Doubt> {
    let failed = |why: &str| Err(Doubt::Unverified(why.to_owned()));
    let new = Document::read(&plan.text)?;
    if !same_outside(&Document::read(old)?, &new, broker) {
        return failed("something else than the block would change");
    }
    let inside = new.block(broker).map_or(&[][..], |block| &block.inside);
    let entries = entries(inside)?;
    let found: BTreeSet<&String> = entries.iter().map(|entry| &entry.name).collect();
    let written = [&plan.added, &plan.changed, &plan.unchanged];
    let written: BTreeSet<&String> = written.into_iter().flatten().collect();
    let planned: BTreeSet<&String> = written.iter().copied().chain(&plan.kept).collect();
    if found != planned {
        return failed("there are other profiles than there should be");
    }
    let outside = new.profiles_outside(broker)?;
    if found.iter().any(|name| outside.contains_key(*name)) {
        return failed("a profile is there twice");
    }
    let for_nothing = |name| written.contains(name);
    if entries
        .iter()
        .any(|it| it.commanded.is_none() && for_nothing(&it.name))
    {
        return failed("a profile is for nothing");
    }
    Ok(())
}

/// Line endings next to the block are the only thing that may come and go with it.
fn same_outside(old: &Document<'_>, new: &Document<'_>, broker: &str) -> bool {
    let (was, is) = (old.around(broker), new.around(broker));
    match (old.block(broker), new.block(broker)) {
        (Some(_), Some(_)) | (None, None) => was == is,
        (None, Some(_)) => came(was.0, is.0) && is_ending(is.1),
        (Some(_), None) => {
            let rest = without_first_ending(was.1);
            let before = is.0.strip_suffix(rest);
            before.is_some_and(|before| came(before, was.0))
        }
    }
}

/// Whether a text is another one with nothing or one line ending behind it.
fn came(short: &str, long: &str) -> bool {
    let more = long.strip_prefix(short);
    more.is_some_and(|more| more.is_empty() || is_ending(more))
}

fn is_ending(text: &str) -> bool {
    matches!(text, "\n" | "\r\n")
}

fn without_first_ending(text: &str) -> &str {
    let rest = text.strip_prefix("\r\n");
    rest.or_else(|| text.strip_prefix('\n')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROKER: &str = "https://jit.example.com";
    const OLD: &str = "[default]\nregion = x\n";
    const COMMAND: &str = "credential_process = /usr/bin/jit credential-process \
                           --account 111122223333 --permission-set PowerUser";

    /// A plan that adds the profiles `a` and `b`.
    fn plan(text: String) -> Plan {
        Plan {
            text,
            block: [String::new(), String::new()],
            added: vec!["a".to_owned(), "b".to_owned()],
            changed: Vec::new(),
            removed: Vec::new(),
            unchanged: Vec::new(),
            kept: Vec::new(),
            skipped: Vec::new(),
            lengthened: Vec::new(),
        }
    }

    /// What is wrong with a new text; nothing when it may be written.
    fn fault(text: String) -> Option<String> {
        let verified = verify(&plan(text), OLD, BROKER);
        verified.err().map(|doubt| doubt.to_string())
    }

    #[test]
    fn a_text_that_does_not_read_as_planned_is_not_written() {
        let good = format!(
            "{OLD}\n# >>> jit profiles {BROKER} >>>\n[profile a]\n{COMMAND}\n[profile b]\n\
             {COMMAND}\n# <<< jit profiles {BROKER} <<<\n"
        );
        assert_eq!(fault(good.clone()), None);
        let outside = "something else than the block";
        let table = [
            (good.replace("region = x", "region = y"), outside),
            (good.replace("region = x\n\n", "region = x\n\n\n"), outside),
            (good.clone() + "\n", outside),
            (good.replace("[profile b]", "[profile c]"), "other profiles"),
            (good.replace("[profile b]\n", ""), "other profiles"),
            (
                good.replace("--permission-set PowerUser\n#", "\n#"),
                "for nothing",
            ),
            (
                good.replace("[profile b]", "[profile a]"),
                "a second profile",
            ),
        ];
        for (text, said) in table {
            assert_ne!(text, good);
            let fault = fault(text).unwrap();
            assert!(fault.contains(said), "{fault}");
        }
    }

    #[test]
    fn a_name_that_is_taken_outside_is_not_written() {
        let old = "[profile a]\n";
        let text = format!(
            "{old}\n# >>> jit profiles {BROKER} >>>\n[profile a]\n{COMMAND}\n[profile b]\n\
             {COMMAND}\n# <<< jit profiles {BROKER} <<<\n"
        );
        let doubt = verify(&plan(text), old, BROKER).unwrap_err();
        assert!(doubt.to_string().contains("there twice"), "{doubt}");
    }
}
