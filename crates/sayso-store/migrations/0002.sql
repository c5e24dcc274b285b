-- Who is who, over spellings. From version 1 to version 2.

-- The name by which a person is compared with others: of all that share its key, the one written best. Null
-- where people made somebody by a split.
ALTER TABLE people ADD COLUMN spelled TEXT;
ALTER TABLE people ADD COLUMN first INTEGER; -- day of the first document that names it
ALTER TABLE people ADD COLUMN last INTEGER;  -- day of the last one

-- `people.merged` is from now on whom somebody is one with, by the likeness of names or because people said so.

-- Names that may be one share a key.
CREATE TABLE name_keys (
    key    TEXT NOT NULL,
    person INTEGER NOT NULL REFERENCES people,
    PRIMARY KEY (key, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_keys_by_person ON name_keys (person);

-- Pairs of names that are the same or may be, and why.
CREATE TABLE likenesses (
    a       INTEGER NOT NULL REFERENCES people, -- the smaller number
    b       INTEGER NOT NULL REFERENCES people,
    score   INTEGER NOT NULL,            -- ten-thousandths
    outcome INTEGER NOT NULL,            -- 0 different, because of what else is known; 1 possibly; 2 the same
    reasons TEXT NOT NULL,               -- JSON: [[rule, sentence], …]
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX likenesses_by_b ON likenesses (b, a);

-- What documents say that somebody is: each telling word of a role, and the days on which it was reported.
CREATE TABLE role_words (
    person INTEGER NOT NULL REFERENCES people,
    word   TEXT NOT NULL,
    first  INTEGER,
    last   INTEGER,
    PRIMARY KEY (person, word)
) STRICT, WITHOUT ROWID;

-- Who is named in the same documents.
CREATE TABLE company (
    person INTEGER NOT NULL REFERENCES people,
    other  INTEGER NOT NULL REFERENCES people,
    PRIMARY KEY (person, other)
) STRICT, WITHOUT ROWID;

-- What people decided about pairs of names. Made anew from `corrections` when these change.
CREATE TABLE decided (
    a          INTEGER NOT NULL REFERENCES people, -- the smaller number
    b          INTEGER NOT NULL REFERENCES people,
    same       INTEGER NOT NULL CHECK (same IN (0, 1)),
    correction INTEGER NOT NULL REFERENCES corrections,
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX decided_by_b ON decided (b, a);

-- One more kind of correction: 'apart', two people are two.
CREATE TABLE corrections_2 (
    id        INTEGER PRIMARY KEY,
    at        TEXT NOT NULL,             -- instant, RFC 3339
    who       TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN
        ('accept', 'reject', 'speaker', 'span', 'merge', 'split', 'rename', 'apart', 'undo')),
    document  INTEGER REFERENCES documents,
    statement INTEGER,                   -- key of the statement, as it was then
    value     TEXT NOT NULL,             -- JSON: what was decided, and what it was anchored to
    undoes    INTEGER UNIQUE REFERENCES corrections
) STRICT;
INSERT INTO corrections_2 SELECT id, at, who, kind, document, statement, value, undoes FROM corrections;
DROP TABLE corrections;
ALTER TABLE corrections_2 RENAME TO corrections;
CREATE INDEX corrections_by_document ON corrections (document) WHERE document IS NOT NULL;
CREATE TRIGGER corrections_stay BEFORE DELETE ON corrections
    BEGIN SELECT RAISE(ABORT, 'corrections are never deleted: undo them'); END;
CREATE TRIGGER corrections_stand BEFORE UPDATE ON corrections
    BEGIN SELECT RAISE(ABORT, 'corrections are never changed: undo them'); END;
CREATE INDEX corrections_by_person ON corrections (kind, value ->> '$.person')
    WHERE kind IN ('speaker', 'rename');
