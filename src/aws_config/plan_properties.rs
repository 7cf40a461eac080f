use proptest::prelude::*;

use super::*;

/// Files as people have them, and worse.
fn files() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("[default]".to_owned()),
        Just("[profile x]".to_owned()),
        Just("[profile payments-prod.PowerUser]".to_owned()),
        Just("  s3 =".to_owned()),
        Just("    max = 3".to_owned()),
        Just(String::new()),
        Just("; [profile shop.ReadOnly]".to_owned()),
        "[ -~]{0,12}",
        "\\PC{0,6}",
    ];
    let ending = prop_oneof![Just("\n"), Just("\n"), Just("\r\n")];
    let lines = proptest::collection::vec((line, ending), 0..12);
    (lines, any::<bool>()).prop_map(|(lines, closed)| {
        let text: String = lines
            .iter()
            .flat_map(|(line, ending)| [line, *ending])
            .collect();
        let text = if closed {
            text.as_str()
        } else {
            text.trim_end_matches(['\r', '\n'])
        };
        text.trim_start_matches('\u{feff}').to_owned()
    })
}

proptest! {
    #[test]
    fn outside_of_the_block_no_byte_changes(old in files(), both in any::<bool>()) {
        let targets = [payments(), shop()];
        let targets = if both { &targets[..] } else { &targets[..1] };
        let first = sync(&old, targets);
        let again = sync(&first.text, targets);
        prop_assert_eq!(&again.text, &first.text);
        prop_assert!(again.added.is_empty() && again.changed.is_empty() && again.removed.is_empty());
        prop_assert!(first.text.starts_with(&old));
        let more = sync_with(&first.text, &[shop()], |wishes| wishes.strict = Some(true)).unwrap();
        prop_assert!(more.text.starts_with(&old));
        let gone = sync_with(&more.text, &[], |wishes| wishes.prune = true).unwrap();
        prop_assert_eq!(&gone.text, &old);
    }

    #[test]
    fn no_bytes_stop_it(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(text) = crate::aws_config::check_encoding(&bytes) {
            let planned = sync_with(text, &[payments()], |_| {});
            prop_assert!(!matches!(planned, Err(Doubt::Unverified(_))), "{:?}", planned);
        }
    }

    #[test]
    fn a_block_that_was_damaged_takes_nothing_else_with_it(
        from in 0..2000usize, length in 1..200usize
    ) {
        let block = sync("", &[payments(), shop()]).text;
        let damaged: String = block.chars().enumerate()
            .filter(|(at, _)| !(from..from + length).contains(at))
            .map(|(_, c)| c)
            .collect();
        let (before, behind) = ("[a]\nregion = x\n\n", "\n[profile b]\nregion = x\n");
        let text = [before, &damaged, behind].concat();
        let planned = sync_with(&text, &[payments(), shop()], |wishes| wishes.prune = true);
        match planned {
            Ok(plan) => {
                prop_assert!(plan.text.starts_with(before), "{}", plan.text);
                prop_assert!(plan.text.contains(behind), "{}", plan.text);
            }
            Err(doubt) => prop_assert!(!matches!(doubt, Doubt::Unverified(_)), "{doubt}"),
        }
    }
}
