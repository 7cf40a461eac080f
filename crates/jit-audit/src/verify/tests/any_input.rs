//! Whatever is done to a log.

use proptest::prelude::*;

use super::*;

proptest! {
    /// One changed byte anywhere is found, unless the JSON of the line is the same value.
    #[test]
    fn one_changed_byte_is_found(at in any::<prop::sample::Index>(), new in any::<u8>()) {
        let good = text(&lines(&log(4)));
        let mut bytes = good.clone().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != new);
        bytes[at] = new;

        let report = verify(bytes.as_slice(), 0, Vec::new()).unwrap();

        let values = |bytes: &[u8]| -> Option<Vec<serde_json::Value>> {
            serde_json::Deserializer::from_slice(bytes).into_iter().collect::<Result<_, _>>().ok()
        };
        if values(&bytes) != values(good.as_bytes()) {
            prop_assert!(!report.intact);
        }
    }

    /// However the lines of a log are mixed, cut and repeated, it is intact only in its own order.
    #[test]
    fn only_the_log_itself_is_intact(order in prop::collection::vec(0..6_usize, 0..9)) {
        let good = lines(&log(5));
        let mixed: Vec<String> = order.iter().map(|at| good[*at].clone()).collect();
        let report = judge(&mixed);
        prop_assert_eq!(report.intact, order == [0, 1, 2, 3, 4, 5]);
        prop_assert_eq!(report.findings_total > 0, !report.intact);
    }

    #[test]
    fn no_bytes_are_a_surprise(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(!verify(bytes.as_slice(), 0, Vec::new()).unwrap().intact);
    }
}
