-- The whole schema of a collection, version 1.
--
-- Days are counted from 1970-01-01. Offsets count bytes of a text in UTF-8, end exclusive.
-- Words of closed vocabularies are numbers, in the order of their ALL in sayso-core.
-- Probabilities are ten-thousandths.

-- One run of the extractor's settings: what made the results that stand in the collection.
CREATE TABLE runs (
    id       INTEGER PRIMARY KEY,
    model    TEXT NOT NULL,              -- en-1
    program  TEXT NOT NULL,              -- version of sayso
    options  TEXT NOT NULL,              -- JSON
    UNIQUE (model, program, options)
) STRICT;

CREATE TABLE imports (
    id       INTEGER PRIMARY KEY,
    inputs   TEXT NOT NULL,              -- JSON: what was asked for; the same again continues it
    run      INTEGER NOT NULL REFERENCES runs,
    started  TEXT NOT NULL,              -- instant, RFC 3339
    finished TEXT                        -- null while it runs, and after an interrupt
) STRICT;

-- Who published.
CREATE TABLE outlets (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    folded TEXT NOT NULL
) STRICT;

CREATE TABLE documents (
    id          INTEGER PRIMARY KEY,
    hash        BLOB NOT NULL UNIQUE,    -- SHA-256 of the text: what makes two documents one
    own_id      TEXT,                    -- the id that it brought; null where the hash gives it
    origin      TEXT NOT NULL,           -- path or address as given
    address     TEXT,                    -- what new versions are recognised by; null where there is none
    title       TEXT,
    outlet      INTEGER REFERENCES outlets,
    authors     TEXT NOT NULL DEFAULT '[]', -- JSON
    published   TEXT,                    -- ISO 8601, as read
    day         INTEGER,                 -- of `published`
    language    TEXT,
    previous    INTEGER REFERENCES documents, -- the version before this one
    superseded  INTEGER NOT NULL DEFAULT 0 CHECK (superseded IN (0, 1)), -- whether a later version is there
    import      INTEGER REFERENCES imports,
    run         INTEGER NOT NULL REFERENCES runs, -- what made its statements
    profile     TEXT NOT NULL,           -- JSON
    diagnostics TEXT NOT NULL DEFAULT '[]' -- JSON
) STRICT;
CREATE INDEX documents_by_address ON documents (address, id) WHERE address IS NOT NULL;
CREATE INDEX documents_by_own_id ON documents (own_id) WHERE own_id IS NOT NULL;
CREATE INDEX documents_by_previous ON documents (previous) WHERE previous IS NOT NULL;
CREATE INDEX documents_by_day ON documents (day, id);

-- The texts, which are half of everything, are packed with Zstandard.
CREATE TABLE texts (
    document INTEGER PRIMARY KEY REFERENCES documents,
    bytes    INTEGER NOT NULL,           -- of the text, unpacked
    packed   BLOB NOT NULL
) STRICT;

-- Where else the text of a document was found.
CREATE TABLE appearances (
    document  INTEGER NOT NULL REFERENCES documents,
    origin    TEXT NOT NULL,
    outlet    INTEGER REFERENCES outlets,
    published TEXT,
    PRIMARY KEY (document, origin)
) STRICT, WITHOUT ROWID;

-- What became of every input of every import.
CREATE TABLE ledger (
    import   INTEGER NOT NULL REFERENCES imports,
    number   INTEGER NOT NULL,           -- from 0, in the order of the inputs
    input    BLOB NOT NULL,              -- what recognises the input when an import goes on
    part     INTEGER NOT NULL,           -- which document of the input, from 0
    origin   TEXT NOT NULL,
    outcome  TEXT NOT NULL CHECK (outcome IN ('imported', 'duplicate', 'version', 'skipped', 'failed')),
    reason   TEXT,                       -- code in kebab case; null where it was imported
    message  TEXT,                       -- for a person
    bytes    INTEGER NOT NULL,
    document INTEGER REFERENCES documents,
    PRIMARY KEY (import, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_by_outcome ON ledger (import, outcome, number);

-- Who speaks, over documents.
CREATE TABLE people (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL,
    kind   INTEGER NOT NULL,             -- SpeakerKind
    key    TEXT,                         -- the folded name by which speakers find it; null after a split
    merged INTEGER REFERENCES people,    -- the one that it was merged into
    UNIQUE (kind, key)
) STRICT;
CREATE INDEX people_by_merged ON people (merged) WHERE merged IS NOT NULL;

-- Every name that the documents give to somebody.
CREATE TABLE names (
    person INTEGER NOT NULL REFERENCES people,
    name   TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (person, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX names_by_folded ON names (folded, person);

-- Who speaks, within one document.
CREATE TABLE speakers (
    document INTEGER NOT NULL REFERENCES documents,
    number   INTEGER NOT NULL,           -- from 0, in the order of first statement
    name     TEXT NOT NULL,
    kind     INTEGER NOT NULL,           -- SpeakerKind
    named    INTEGER NOT NULL CHECK (named IN (0, 1)),
    aliases  TEXT,                       -- JSON; null where there are none
    roles    TEXT,                       -- JSON; null where there are none
    mentions BLOB,                       -- start, length, distance to the next start, length, …: `codes::pack`
    members  TEXT,                       -- JSON: numbers of the speakers that a joint source joins
    person   INTEGER REFERENCES people,  -- null where unnamed
    added    INTEGER NOT NULL DEFAULT 0, -- 1: not found by the machine, named in a correction
    PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX speakers_by_person ON speakers (person) WHERE person IS NOT NULL;

-- The narrow half of a statement: what is filtered, counted and sorted by.
CREATE TABLE statements (
    id         INTEGER PRIMARY KEY,
    key        INTEGER NOT NULL,         -- the digits of its public id
    document   INTEGER NOT NULL REFERENCES documents,
    number     INTEGER NOT NULL,         -- from 0, in text order
    parent     INTEGER,                  -- number of the statement around it
    form       INTEGER NOT NULL,
    attitude   INTEGER NOT NULL,
    status     INTEGER NOT NULL,
    stance     INTEGER NOT NULL,
    speaker    INTEGER,                  -- number within the document; null where the text does not tell
    person     INTEGER REFERENCES people, -- as `speakers` says, or a correction
    named      INTEGER NOT NULL CHECK (named IN (0, 1)), -- whether the speaker is
    outlet     INTEGER,                  -- as the document's
    day        INTEGER,                  -- of the document's publication
    said_from  INTEGER,
    said_to    INTEGER,
    lemma      INTEGER REFERENCES lemmas, -- of the cue
    confidence INTEGER NOT NULL,
    review     INTEGER NOT NULL DEFAULT 0, -- 0 nobody looked, 1 accepted, 2 rejected, 3 changed
    hidden     INTEGER NOT NULL DEFAULT 0, -- 1 if rejected or of a superseded version
    FOREIGN KEY (document, speaker) REFERENCES speakers (document, number)
) STRICT;
CREATE UNIQUE INDEX statements_by_document ON statements (document, number);
CREATE INDEX statements_by_key ON statements (key);
CREATE INDEX statements_by_person ON statements (person, day) WHERE person IS NOT NULL;
CREATE INDEX statements_by_day ON statements (day);
CREATE INDEX statements_by_outlet ON statements (outlet) WHERE outlet IS NOT NULL;

CREATE TABLE lemmas (
    id    INTEGER PRIMARY KEY,
    lemma TEXT NOT NULL UNIQUE
) STRICT;

-- The other half of a statement: where its words stand, and how they were understood.
CREATE TABLE details (
    statement    INTEGER PRIMARY KEY REFERENCES statements ON DELETE CASCADE,
    content_start INTEGER NOT NULL,      -- of all its parts together, as with the other roles
    content_end  INTEGER NOT NULL,
    cue_start    INTEGER,
    cue_end      INTEGER,
    source_start INTEGER,
    source_end   INTEGER,
    source_kind  INTEGER,
    source_named INTEGER,
    via          INTEGER,
    link_confidence INTEGER,
    said_basis   INTEGER,
    parts        TEXT                    -- JSON: {"content": [[start, end], …]}: the roles above where they have
                                         -- several parts, and addressee, venue and expression where there are any
) STRICT;

-- What people decided. Never changed, never deleted; taken back by an `undo`.
CREATE TABLE corrections (
    id        INTEGER PRIMARY KEY,
    at        TEXT NOT NULL,             -- instant, RFC 3339
    who       TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN
        ('accept', 'reject', 'speaker', 'span', 'merge', 'split', 'rename', 'undo')),
    document  INTEGER REFERENCES documents,
    statement INTEGER,                   -- key of the statement, as it was then
    value     TEXT NOT NULL,             -- JSON: what was decided, and what it was anchored to
    undoes    INTEGER UNIQUE REFERENCES corrections
) STRICT;
CREATE INDEX corrections_by_document ON corrections (document) WHERE document IS NOT NULL;
CREATE TRIGGER corrections_stay BEFORE DELETE ON corrections
    BEGIN SELECT RAISE(ABORT, 'corrections are never deleted: undo them'); END;
CREATE TRIGGER corrections_stand BEFORE UPDATE ON corrections
    BEGIN SELECT RAISE(ABORT, 'corrections are never changed: undo them'); END;

-- Which statement each standing correction is about now. Made anew from `corrections` when results are.
CREATE TABLE anchors (
    correction INTEGER PRIMARY KEY REFERENCES corrections,
    statement  INTEGER REFERENCES statements ON DELETE SET NULL, -- null: orphaned
    state      TEXT NOT NULL CHECK (state IN ('kept', 'moved', 'orphaned'))
) STRICT;
CREATE INDEX anchors_by_statement ON anchors (statement) WHERE statement IS NOT NULL;

-- What the machine found where a correction changed it.
CREATE TABLE originals (
    statement INTEGER PRIMARY KEY REFERENCES statements ON DELETE CASCADE,
    value     TEXT NOT NULL              -- JSON
) STRICT;

-- Which person a name in one document means, where a split says so.
CREATE TABLE assignments (
    document   INTEGER NOT NULL REFERENCES documents,
    key        TEXT NOT NULL,
    person     INTEGER NOT NULL REFERENCES people,
    correction INTEGER NOT NULL REFERENCES corrections,
    PRIMARY KEY (document, key)
) STRICT, WITHOUT ROWID;

-- The word indexes. What goes in is folded to ASCII first (`text::folded`), as every query must be, so
-- that Łukasz is found by Lukasz. Nothing is stored in them but the index: the words are in `texts`.
-- rowid: statements.id. content: what was said. context: the rest of its sentences. speaker: the words for one
-- who is nobody in `people`; whoever is has names in people_index.
CREATE VIRTUAL TABLE statement_index USING fts5 (
    content, context, speaker,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
-- rowid: documents.id.
CREATE VIRTUAL TABLE title_index USING fts5 (
    title, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
-- rowid: people.id. names: every name that the documents give, and the one that people gave.
CREATE VIRTUAL TABLE people_index USING fts5 (
    names, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
