use jit_domain::EventHash;

use super::line::{End, Links};

/// Follows an export while it arrives, and tells when something is missing.
///
/// It looks at numbers and links and takes the hashes as they are written: whether the records are
/// what was once written is for [`verify`](crate::verify()) to say.
#[derive(Clone, Debug)]
pub struct Completeness {
    last: u64,
    hash: Option<EventHash>,
    is_filtered: bool,
}

/// The export is not complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Incomplete {
    /// A record is not the one that comes next.
    #[error("record {found} does not follow record {last}")]
    Gap {
        /// The last record that was read.
        last: u64,
        /// The one that came.
        found: u64,
    },
    /// A record is linked to another one than the one before it.
    #[error("record {0} is not linked to the one before it")]
    Unlinked(u64),
    /// The last line names another end of the log.
    #[error("the log ends at record {head}, but the records that came end at record {last}")]
    OtherEnd {
        /// What the last line says.
        head: u64,
        /// The last record that was read.
        last: u64,
    },
    /// What was filtered was not asked to be, or the other way round.
    #[error("the export is of another kind than was asked for")]
    OtherKind,
}

impl Completeness {
    /// Of an export of what is behind the record `after`.
    #[must_use]
    pub fn of(after: u64, is_filtered: bool) -> Self {
        Self {
            last: after,
            hash: None,
            is_filtered,
        }
    }

    /// The last record that was read, or that the export looked at: where the next one begins.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.last
    }

    /// The next record.
    ///
    /// # Errors
    ///
    /// When it does not follow.
    pub fn record(&mut self, links: &Links) -> Result<(), Incomplete> {
        let found = links.sequence;
        let follows = if self.is_filtered {
            found > self.last
        } else {
            self.last.checked_add(1) == Some(found)
        };
        if !follows {
            let last = self.last;
            return Err(Incomplete::Gap { last, found });
        }
        let linked = (self.hash.as_ref()).is_none_or(|hash| *hash == links.previous_hash);
        if !self.is_filtered && !linked {
            return Err(Incomplete::Unlinked(found));
        }
        self.last = found;
        self.hash = Some(links.hash.clone());
        Ok(())
    }

    /// The last line of one answer; the next answer goes on behind it.
    ///
    /// # Errors
    ///
    /// When the records do not reach it.
    pub fn end(&mut self, end: &End) -> Result<(), Incomplete> {
        let head = end.head();
        let last = self.last;
        let other = Incomplete::OtherEnd {
            head: head.sequence,
            last,
        };
        match end {
            End::Whole(_) if self.is_filtered => Err(Incomplete::OtherKind),
            End::Filtered(_) if !self.is_filtered => Err(Incomplete::OtherKind),
            End::Filtered(_) if head.sequence < last => Err(other),
            End::Filtered(_) => {
                self.last = head.sequence;
                Ok(())
            }
            End::Whole(_) => {
                let same = self.hash.as_ref().is_none_or(|hash| *hash == head.hash);
                if head.sequence == last && same {
                    Ok(())
                } else {
                    Err(other)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jit_domain::{ChainHead, Sha256Hex};

    use super::*;

    fn hash(sequence: u64) -> EventHash {
        Sha256Hex::of(&sequence.to_le_bytes()).into()
    }

    fn links(sequence: u64) -> Links {
        Links {
            sequence,
            previous_hash: hash(sequence - 1),
            hash: hash(sequence),
        }
    }

    fn whole(sequence: u64) -> End {
        let hash = hash(sequence);
        End::Whole(ChainHead { sequence, hash })
    }

    fn filtered(sequence: u64) -> End {
        let hash = hash(sequence);
        End::Filtered(ChainHead { sequence, hash })
    }

    fn read(check: &mut Completeness, sequences: &[u64]) -> Result<(), Incomplete> {
        sequences
            .iter()
            .try_for_each(|it| check.record(&links(*it)))
    }

    #[test]
    fn a_whole_export_has_every_record_up_to_its_head() {
        let mut check = Completeness::of(2, false);
        assert_eq!(read(&mut check, &[3, 4, 5]), Ok(()));
        assert_eq!((check.end(&whole(5)), check.last()), (Ok(()), 5));
        assert_eq!(check.end(&filtered(5)), Err(Incomplete::OtherKind));
        for head in [4, 6] {
            let other = Incomplete::OtherEnd { head, last: 5 };
            assert_eq!(check.end(&whole(head)), Err(other));
        }
        let mut forged = whole(5);
        if let End::Whole(head) = &mut forged {
            head.hash = hash(9);
        }
        assert!(check.end(&forged).is_err());
        for (last, found) in [(5, 5), (5, 4), (5, 7)] {
            let gap = Incomplete::Gap { last, found };
            assert_eq!(read(&mut check, &[found]), Err(gap));
        }
        let mut other = links(6);
        other.previous_hash = hash(1);
        assert_eq!(check.record(&other), Err(Incomplete::Unlinked(6)));
    }

    #[test]
    fn nothing_new_is_complete_too() {
        assert_eq!(Completeness::of(5, false).end(&whole(5)), Ok(()));
        assert!(Completeness::of(6, false).end(&whole(5)).is_err());
        assert_eq!(Completeness::of(0, false).end(&whole(0)), Ok(()));
    }

    #[test]
    fn a_filtered_export_skips_but_never_goes_back() {
        let mut check = Completeness::of(0, true);
        assert_eq!(read(&mut check, &[3, 9]), Ok(()));
        assert!(read(&mut check, &[9]).is_err());
        assert_eq!((check.end(&filtered(12)), check.last()), (Ok(()), 12));
        assert!(check.end(&filtered(11)).is_err());
        assert_eq!(check.end(&whole(12)), Err(Incomplete::OtherKind));
    }
}
