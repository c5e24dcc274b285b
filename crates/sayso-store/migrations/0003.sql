-- The same words over documents, version 3.

-- Several statements that report the same words. A quotation that stands alone has no row here: its utterance
-- has the digits of the statement's public id, as one that is founded by it.
CREATE TABLE utterances (
    id     INTEGER PRIMARY KEY,
    key    INTEGER NOT NULL UNIQUE,      -- the digits of its public id: those of the statement that founded it
    merged INTEGER REFERENCES utterances -- the one that took its place when all were grouped anew
) STRICT;

-- Null: no quotation, or not looked at yet. 0: a quotation that stands alone.
ALTER TABLE statements ADD COLUMN utterance INTEGER;
CREATE INDEX statements_by_utterance ON statements (utterance) WHERE utterance > 0;

-- What a document is about: `utterances::Context` in bytes.
CREATE TABLE contexts (
    document INTEGER PRIMARY KEY REFERENCES documents,
    words    BLOB NOT NULL
) STRICT;
