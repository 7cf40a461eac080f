/// How many ranges of missing records are remembered. Behind that a record that comes late is taken
/// for a repeated one: a finding all the same.
const MAX_GAPS: usize = 1_024;

/// The records that have been passed over, and may still come out of order.
#[derive(Debug, Default)]
pub(crate) struct Gaps {
    /// First and last of each, in order.
    ranges: Vec<(u64, u64)>,
    /// Those that are remembered no more: first of the first, and how many ranges.
    forgotten: Vec<(u64, u64)>,
}

impl Gaps {
    /// These were passed over. They lie behind all that were before.
    pub(crate) fn open(&mut self, first: u64, last: u64) {
        if self.ranges.len() < MAX_GAPS {
            self.ranges.push((first, last));
        } else if let Some(end) = self.forgotten.last_mut() {
            end.1 = last;
        } else {
            self.forgotten.push((first, last));
        }
    }

    /// Whether the record was passed over; it is not missing any more.
    pub(crate) fn fill(&mut self, sequence: u64) -> bool {
        let after = self.ranges.partition_point(|(_, last)| *last < sequence);
        let Some(&(first, last)) = self.ranges.get(after) else {
            return false;
        };
        if sequence < first {
            return false;
        }
        let before = (first < sequence).then(|| (first, sequence - 1));
        let behind = (sequence < last).then(|| (sequence + 1, last));
        self.ranges
            .splice(after..=after, before.into_iter().chain(behind));
        true
    }

    /// What never came.
    pub(crate) fn into_missing(self) -> impl Iterator<Item = (u64, u64)> {
        self.ranges.into_iter().chain(self.forgotten)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_late_is_not_missing() {
        let mut gaps = Gaps::default();
        gaps.open(5, 9);
        gaps.open(20, 20);

        assert!(!gaps.fill(4));
        assert!(gaps.fill(7));
        assert!(!gaps.fill(7));
        assert!(gaps.fill(5));
        assert!(gaps.fill(9));
        assert!(!gaps.fill(10));
        assert!(gaps.fill(20));
        assert!(!gaps.fill(21));

        let missing: Vec<_> = gaps.into_missing().collect();
        assert_eq!(missing, [(6, 6), (8, 8)]);
    }

    #[test]
    fn a_log_of_nothing_but_gaps_does_not_fill_the_memory() {
        let mut gaps = Gaps::default();
        for first in (1..100_000).step_by(2) {
            gaps.open(first, first);
        }
        let missing: Vec<_> = gaps.into_missing().collect();
        assert_eq!(missing.len(), MAX_GAPS + 1);
        assert_eq!(missing.last(), Some(&(2_049, 99_999)));
    }
}
