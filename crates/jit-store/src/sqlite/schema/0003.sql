-- Deliveries of notices. Until now nothing delivered them, so that nobody waits for the old ones:
-- they count as routed to nobody.
DROP INDEX outbox_pending;
ALTER TABLE outbox RENAME TO outbox_before;

-- `sequence` is the end of the log when the notice was written: the event that it comes from, where
-- it comes from one, and nothing before the first event.
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY,
    sequence   INTEGER REFERENCES events (sequence),
    notice     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    routed_at  INTEGER,
    message    TEXT
) STRICT;

INSERT INTO outbox (id, sequence, notice, created_at, routed_at)
    SELECT id, sequence, notice, 0, 0 FROM outbox_before;
DROP TABLE outbox_before;

CREATE INDEX outbox_unrouted ON outbox (id) WHERE routed_at IS NULL;

-- One row for each notice and place that it goes to. `recipient` is empty where the sink itself is
-- the recipient.
CREATE TABLE deliveries (
    id              INTEGER PRIMARY KEY,
    notice          INTEGER NOT NULL REFERENCES outbox (id),
    sink            TEXT    NOT NULL,
    recipient       TEXT    NOT NULL,
    routed_at       INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    lease_owner     TEXT,
    lease_until     INTEGER,
    delivered_at    INTEGER,
    given_up_at     INTEGER,
    UNIQUE (notice, sink, recipient),
    CHECK ((lease_owner IS NULL) = (lease_until IS NULL)),
    CHECK (delivered_at IS NULL OR given_up_at IS NULL),
    CHECK (lease_owner IS NULL OR (delivered_at IS NULL AND given_up_at IS NULL))
) STRICT;

CREATE INDEX deliveries_waiting ON deliveries (sink, next_attempt_at, id)
    WHERE delivered_at IS NULL AND given_up_at IS NULL;
CREATE INDEX deliveries_arrived ON deliveries (sink, delivered_at)
    WHERE delivered_at IS NOT NULL;

-- What was told already although no event says it: a moment of a request, or an announcement.
CREATE TABLE told (
    key     TEXT    PRIMARY KEY,
    told_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER deliveries_are_never_deleted BEFORE DELETE ON deliveries
BEGIN SELECT RAISE(ABORT, 'a delivery is never deleted'); END;
