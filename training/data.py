"""Articles in brat standoff as windows of word pieces with tags and cues.

Everything that the Rust program must repeat exactly at run time (paragraphs, words, input features,
windows) is defined here once and mirrored in `crates/sayso-core/src/attribution/windows.rs`; the parity
fixture written by `export.py` holds the two together.
"""

import pathlib
import random
import re
import sys
from dataclasses import dataclass, field

MAX_PIECES = 320  # of a window, [CLS] and separators included
FULL = 112  # up to which whole paragraphs join in one window when the program reads; in training, MAX_PIECES
CLS, SEP = 101, 102
OPENING, CLOSING, STRAIGHT = "“«„", "”»", '"'
SHAPES = ["special", "punctuation", "number", "lower", "capitalised", "upper", "mixed", "letter"]
QUOTES = ["outside", "inside", "opening", "closing"]
EDGES = ["inner", "start", "headline", "headline-start"]
FEATURES = [len(SHAPES), len(QUOTES), len(EDGES)]

TAGS = ["O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content"]
ROLES = ["O", "B-source", "I-source", "B-content", "I-content"]


@dataclass
class Attribution:
    """Spans in code points, trimmed of white space and punctuation at both ends."""

    id: str
    source: list
    cue: list
    content: list


@dataclass
class Word:
    """A word of the tokenizer's own splitting: a run of letters and digits, or one punctuation mark."""

    start: int
    end: int
    pieces: list
    features: tuple


@dataclass
class Window:
    """Whole paragraphs, as many as make a window full; one that is longer than a window is cut between words."""

    article: str
    ids: list = field(default_factory=list)
    features: list = field(default_factory=list)  # one list for each feature
    words: list = field(default_factory=list)  # (start, end) in code points
    first: list = field(default_factory=list)  # index of each word's first piece
    paragraph: list = field(default_factory=list)  # of each word, counted within the window
    tags: list = field(default_factory=list)
    cues: list = field(default_factory=list)  # (first word, last word, [role for each word])


def read_corpus(folder):
    """{name: (text, [Attribution])} of a folder with `text/` and `attributions/`, first annotator."""
    folder = pathlib.Path(folder)
    names = sorted(p.name for p in (folder / "attributions").glob("*.ann"))
    out = {}
    for path in sorted((folder / "text").glob("*.txt")):
        mine = [n for n in names if n.startswith(path.stem + "_")]
        if mine:
            text = path.read_bytes().decode("utf-8")
            out[path.stem] = (text, read_attributions(folder / "attributions" / mine[0], text))
    return out


def read_attributions(path, text):
    spans, events = {}, []
    for line in path.read_text(encoding="utf-8").splitlines():
        cols = line.split("\t")
        if len(cols) < 2 or not cols[0]:
            continue
        if cols[0][0] == "T":
            spans[cols[0]] = [tuple(map(int, part.split())) for part in cols[1].split(" ", 1)[1].split(";")]
        elif cols[0][0] == "E":
            events.append((cols[0], [x.split(":") for x in cols[1].split()]))
    out = []
    for eid, roles in events:
        att = Attribution(eid, [], [], [])
        for role, target in roles:
            role = role.rstrip("0123456789").lower()
            if role in ("source", "cue", "content") and target in spans:
                getattr(att, role).extend(spans[target])
        for role in ("source", "cue", "content"):
            setattr(att, role, trim(text, getattr(att, role)))
        if att.content:
            out.append(att)
    return out


def trim(text, spans):
    """White space and punctuation off both ends; parts that only such characters divide become one."""
    out = []
    for start, end in sorted(spans):
        start, end = max(0, start), min(len(text), end)
        while start < end and not text[start].isalnum():
            start += 1
        while start < end and not text[end - 1].isalnum():
            end -= 1
        if start < end:
            if out and not any(c.isalnum() for c in text[out[-1][1] : start]):
                out[-1] = (out[-1][0], max(end, out[-1][1]))
            else:
                out.append((start, end))
    return out


def paragraphs(text):
    """Lines with something on them, without the white space around it."""
    for m in re.finditer(r"[^\n\r]+", text):
        start, end = m.span()
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield start, end


def quote_states(text, spans):
    """State of each character (index in QUOTES) by double marks alone; closed at a paragraph's end
    unless the next paragraph begins with an opening or straight mark."""
    state, open_ = {}, False
    for start, end in spans:
        if open_ and text[start] not in OPENING + STRAIGHT:
            open_ = False
        elif open_ and text[start] in STRAIGHT:
            open_ = False  # the repeated mark opens again
        for i in range(start, end):
            c = text[i]
            if c in OPENING or (c in STRAIGHT and not open_):
                open_, state[i] = True, 2
            elif c in CLOSING or c in STRAIGHT:
                open_, state[i] = False, 3
            else:
                state[i] = int(open_)
    return state


def shape(word):
    if not any(c.isalnum() for c in word):
        return 1
    if all(not c.isalpha() for c in word):
        return 2
    letters = [c for c in word if c.isalpha()]
    if all(not c.isupper() for c in letters):
        return 3
    if len(letters) == 1:
        return 7
    if all(c.isupper() for c in letters):
        return 5
    if word[0].isupper() and all(not c.isupper() for c in letters[1:]):
        return 4
    return 6


def words_of(text, tokenizer):
    """The words of each paragraph."""
    spans = list(paragraphs(text))
    state = quote_states(text, spans)
    for n, (start, end) in enumerate(spans):
        enc = tokenizer.encode(text[start:end], add_special_tokens=False)
        words, last = [], None
        for piece, wid, (a, b) in zip(enc.ids, enc.word_ids, enc.offsets):
            a, b = a + start, b + start
            if wid == last:
                words[-1].pieces.append(piece)
                words[-1].end = b
            else:
                words.append(Word(a, b, [piece], ()))
                last = wid
        for k, w in enumerate(words):
            edge = (2 if n == 0 else 0) + (1 if k == 0 else 0)
            w.features = (shape(text[w.start : w.end]), state.get(w.start, 0), edge)
        yield words


def windows_of(name, text, tokenizer, full=MAX_PIECES):
    """Windows without tags; a paragraph joins others only up to `full` pieces."""
    window, used, n_par = None, 0, 0
    out = []

    def new():
        nonlocal window, used, n_par
        window = Window(name, [CLS], [[0] for _ in FEATURES])
        used, n_par = 2, 0  # [CLS] and the last separator
        out.append(window)

    def separator():
        window.ids.append(SEP)
        for f in window.features:
            f.append(0)

    for words in words_of(text, tokenizer):
        size = sum(len(w.pieces) for w in words)
        if window is None or used + 1 + size > full:
            if window is not None:
                separator()
            new()
        elif n_par:
            separator()
            used += 1
        for w in words:
            if used + len(w.pieces) > MAX_PIECES:
                separator()
                new()
            window.first.append(len(window.ids))
            window.ids.extend(w.pieces)
            for f, value in zip(window.features, w.features):
                f.extend([value] * len(w.pieces))
            window.words.append((w.start, w.end))
            window.paragraph.append(n_par)
            used += len(w.pieces)
        n_par += 1
    if window is not None:
        separator()
    return [w for w in out if w.words]


def tag(window, attributions):
    """Writes the tags of the tagger and the roles of each cue into a window."""
    n = len(window.words)
    window.tags, window.cues = [0] * n, []

    def cover(spans):
        return [[i for i, (a, b) in enumerate(window.words) if a < e and b > s] for s, e in spans]

    for att in attributions:
        cue = [i for part in cover(att.cue) for i in part]
        parts = {"source": cover(att.source), "content": cover(att.content)}
        for role in ("content", "source"):
            for part in parts[role]:
                mark(window.tags, part, TAGS.index("B-" + role))
        mark(window.tags, cue, TAGS.index("B-cue"))
        if cue:
            roles = [0] * n
            for role in ("content", "source"):
                for part in parts[role]:
                    mark(roles, part, ROLES.index("B-" + role))
            for i in cue:
                roles[i] = 0
            window.cues.append((min(cue), max(cue), roles))


def mark(row, part, begin):
    for k, i in enumerate(part):
        row[i] = begin + (k > 0)


def load(folder, tokenizer, full=MAX_PIECES):
    """Tagged windows and texts of a corpus."""
    corpus = read_corpus(folder)
    wins = []
    for name, (text, atts) in corpus.items():
        for w in windows_of(name, text, tokenizer, full):
            lo, hi = w.words[0][0], w.words[-1][1]
            tag(w, [a for a in atts if any(s < hi and e > lo for s, e in a.cue + a.source + a.content)])
            wins.append(w)
    return wins, corpus


def batches(windows, tokens, rng):
    """Windows of like length together, about `tokens` pieces a batch, in random order."""
    order = sorted(range(len(windows)), key=lambda i: (len(windows[i].ids) // 16, rng.random()))
    out, cur, longest = [], [], 0
    for i in order:
        longest = max(longest, len(windows[i].ids))
        if cur and longest * (len(cur) + 1) > tokens:
            out.append(cur)
            cur, longest = [], len(windows[i].ids)
        cur.append(i)
    if cur:
        out.append(cur)
    rng.shuffle(out)
    return out
