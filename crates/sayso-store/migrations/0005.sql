-- New quotations are matched without a look at all others, version 5.

-- Which quotations have which key: `utterances::postings`, bits of (key, statement) in that order. Each row holds
-- the keys from its own first one to that of the next row.
CREATE TABLE quotation_keys (
    first    INTEGER PRIMARY KEY,
    postings BLOB NOT NULL
) STRICT;

-- Quotations that nobody has looked at yet. 1: indirect, as in `Form`.
CREATE INDEX statements_to_group ON statements (document) WHERE utterance IS NULL AND form <> 1;
