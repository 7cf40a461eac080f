/// The smallest of the sorted values that no fewer than `percent` of a hundred of them reach: the
/// nearest rank, so that it is always a value that was there. None of nothing.
///
/// Source: Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996), definition 1.
pub(crate) fn quantile(sorted: &[u64], percent: usize) -> Option<u64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_a_value_that_was_there() {
        let ten: Vec<u64> = (1..=10).collect();
        assert_eq!(quantile(&ten, 50), Some(5));
        assert_eq!(quantile(&ten, 90), Some(9));
        assert_eq!(quantile(&ten, 91), Some(10));
        assert_eq!(quantile(&ten, 100), Some(10));
        assert_eq!(quantile(&[7], 50), Some(7));
        assert_eq!(quantile(&[3, 9], 50), Some(3));
        assert_eq!(quantile(&[3, 9], 90), Some(9));
        assert_eq!(quantile(&[], 50), None);
    }
}
