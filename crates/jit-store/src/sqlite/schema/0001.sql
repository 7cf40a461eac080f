-- Times are milliseconds since 1970-01-01T00:00:00Z. JSON columns hold the types of `jit-domain`;
-- the other columns of a request repeat what lists are filtered and ordered by.

CREATE TABLE requests (
    number         INTEGER PRIMARY KEY,
    id             TEXT    NOT NULL UNIQUE,
    version        INTEGER NOT NULL CHECK (version >= 1),
    issuer         TEXT    NOT NULL,
    subject        TEXT    NOT NULL,
    account        TEXT    NOT NULL,
    permission_set TEXT    NOT NULL,
    created_at     INTEGER NOT NULL,
    pending_until  INTEGER NOT NULL,
    phase          TEXT    NOT NULL CHECK (phase IN
        ('pending', 'approved', 'rejected', 'cancelled', 'finished', 'revoked', 'failed')),
    open_level     INTEGER,
    window_start   INTEGER,
    window_end     INTEGER,
    request        TEXT    NOT NULL,
    CHECK ((phase = 'pending') = (open_level IS NOT NULL)),
    CHECK ((window_start IS NULL) = (window_end IS NULL)),
    CHECK (phase <> 'approved' OR window_start IS NOT NULL)
) STRICT;

CREATE INDEX requests_by_age ON requests (created_at, id);
CREATE INDEX requests_by_requester ON requests (issuer, subject, created_at, id);
CREATE INDEX requests_by_target
    ON requests (issuer, subject, account, permission_set, created_at, id);
CREATE INDEX requests_by_target_and_end
    ON requests (issuer, subject, account, permission_set, window_end)
    WHERE phase = 'approved';
CREATE INDEX requests_pending ON requests (pending_until) WHERE phase = 'pending';
CREATE INDEX requests_approved ON requests (window_end) WHERE phase = 'approved';

-- Who may decide at which level: one row for each alternative of the level's selector.
CREATE TABLE approvers (
    request  INTEGER NOT NULL REFERENCES requests (number),
    level    INTEGER NOT NULL,
    selector TEXT    NOT NULL,
    PRIMARY KEY (request, level, selector)
) STRICT, WITHOUT ROWID;

-- Who has approved, at whatever level: one person counts once in the whole request.
CREATE TABLE approvals (
    request INTEGER NOT NULL REFERENCES requests (number),
    issuer  TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    PRIMARY KEY (request, issuer, subject)
) STRICT, WITHOUT ROWID;

-- The audit log. `request` names no row: a refusal may be about a request that does not exist.
CREATE TABLE events (
    sequence      INTEGER PRIMARY KEY,
    previous_hash TEXT NOT NULL,
    hash          TEXT NOT NULL,
    request       TEXT,
    event         TEXT NOT NULL
) STRICT;

CREATE INDEX events_by_request ON events (request, sequence) WHERE request IS NOT NULL;

-- Sessions by the access key that CloudTrail shows. The session itself is in its event.
CREATE TABLE sessions (
    access_key_id TEXT    PRIMARY KEY,
    sequence      INTEGER NOT NULL REFERENCES events (sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY,
    sequence     INTEGER NOT NULL REFERENCES events (sequence),
    notice       TEXT    NOT NULL,
    delivered_at INTEGER
) STRICT;

CREATE INDEX outbox_pending ON outbox (id) WHERE delivered_at IS NULL;

-- Numbered in the order of writing, so that the oldest are found without an index of their own.
CREATE TABLE idempotency (
    number     INTEGER PRIMARY KEY,
    issuer     TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    request    TEXT    NOT NULL REFERENCES requests (id),
    created_at INTEGER NOT NULL,
    UNIQUE (issuer, subject, key)
) STRICT;

-- One row that the readiness check writes, because reading alone does not show a full disk.
CREATE TABLE probe (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    writes INTEGER NOT NULL
) STRICT;

INSERT INTO probe (id, writes) VALUES (1, 0);

-- Nothing is deleted, and the log is only ever appended to.
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;
CREATE TRIGGER requests_are_never_deleted BEFORE DELETE ON requests
BEGIN SELECT RAISE(ABORT, 'a request is never deleted'); END;
CREATE TRIGGER sessions_are_never_changed BEFORE UPDATE ON sessions
BEGIN SELECT RAISE(ABORT, 'a session is never changed'); END;
CREATE TRIGGER sessions_are_never_deleted BEFORE DELETE ON sessions
BEGIN SELECT RAISE(ABORT, 'a session is never deleted'); END;
