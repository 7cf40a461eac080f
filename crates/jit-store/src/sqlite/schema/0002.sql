-- When the review of a break-glass window is due, as long as nobody has reviewed it.
--
-- The approvers of such a window are those of the levels that were skipped, counted from 1, and
-- security at level 0. None of these levels is ever open.
ALTER TABLE requests ADD COLUMN review_due INTEGER;

CREATE INDEX requests_unreviewed ON requests (review_due) WHERE review_due IS NOT NULL;
