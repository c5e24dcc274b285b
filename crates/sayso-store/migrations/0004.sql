-- Near-copies of whole documents, version 4.

-- Null: not looked at yet. 0: no near-copy of it is there. Else the smallest number among the documents that are
-- near-copies of each other, directly or over others.
ALTER TABLE documents ADD COLUMN copies INTEGER;
CREATE INDEX documents_by_copies ON documents (copies) WHERE copies > 0;
CREATE INDEX documents_to_compare ON documents (id) WHERE copies IS NULL;

-- A few hashes of each document, by which near-copies find each other: `echo::sketch` in sayso-core.
CREATE TABLE sketches (
    hash     INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES documents,
    PRIMARY KEY (hash, document)
) STRICT, WITHOUT ROWID;

-- Nothing asks the database for the statements of a day or of an outlet: searches hold these columns in memory.
DROP INDEX statements_by_day;
DROP INDEX statements_by_outlet;
