//! Marked text: one notation for tests, documents, bug reports and `sayso read --format marks`.
//!
//! A file of marked text is Markdown and holds *cases*, each a short text with its statements marked:
//!
//! ```text
//! # Split quotations              whatever stands before the first case is prose
//!
//! ## Cue splits the content       the case's name
//!
//! The two fragments are one statement.      prose: what the case shows
//!
//! > {c1: "The bill is dead,"} {s1: Ms. Ortiz} {q1: told} {a1: reporters}, {c1: "and everyone knows it."}
//! >
//! > {s2: She} {q2: denied} {c2: that {s3: the mayor} {q3: had called} {c3: the vote "a farce"}}.
//!
//! - 1: direct, asserted, speaker "Ms. Ortiz"
//! - 2: indirect, denied, speaker "Ms. Ortiz", via pronoun
//! - published: 2016-10-04
//! ```
//!
//! # The marked text
//!
//! The quoted lines (`> `, or `>` alone for an empty line) are the text; taking the marks away leaves it
//! exactly as it was read. A mark is `{`, labels, `: `, the marked characters, `}`. A label is a role and
//! the number of a statement:
//!
//! | role | marks |
//! |---|---|
//! | `s` | source: who speaks |
//! | `q` | cue: the words that attribute |
//! | `c` | content: what was said |
//! | `a` | addressee: to whom |
//!
//! The same number means the same statement; a role that occurs again marks a further part of it. Marks
//! nest. One mark may carry several labels, where one source speaks twice: `{s1,s2: She}`. Spans that
//! cross and so cannot nest are split where they cross; parts of a role that touch are one part.
//! A brace or a backslash of the text itself is written `\{`, `\}`, `\\`.
//!
//! # What the case expects
//!
//! After the marked text stand list items, and nothing else. An item that is too long goes on in a line
//! that begins with two spaces.
//!
//! An item that begins with a number says what must be so of that statement, in clauses between commas.
//! What no clause mentions is not checked; so is an addressee that is not marked.
//!
//! | clause | says |
//! |---|---|
//! | `direct`, `indirect`, `mixed` | form |
//! | `assertion`, `belief`, `knowledge`, `intention` | attitude |
//! | `asserted`, `denied`, `conditional`, `future`, `asked` | status |
//! | `neutral`, `endorsing`, `distancing` | stance |
//! | `lemma "say"` | the cue's dictionary form |
//! | `source name`, `source nominal`, `source pronoun` | what the source span is |
//! | `speaker "Ana Ortiz"`, `speaker none` | the fullest name; an abstention |
//! | `via surname` (or `name`, `alias`, `nominal`, `pronoun`, `inherited`) | the way from source to speaker |
//! | `person`, `organization`, `group`, `document`, `other` | what the speaker is |
//! | `named`, `unnamed` | whether the text names the speaker |
//! | `role "…"`, `alias "…"`, `member "…"` | one of the speaker's roles, aliases, joined speakers |
//! | `parent 2`, `parent none` | the statement around this one |
//! | `said 2016-10-02`, `said 2016-10-02..2016-10-08`, `said none` | when it was said |
//! | `basis expression` (or `dateline`, `publication`) | from what the date comes |
//! | `venue "in an interview"`, `venue none` | in what it was said; ` … ` stands between parts |
//! | `addressee none` | nobody is named to whom it was said |
//!
//! Without a `parent` clause, the parent is the innermost marked statement whose content holds this
//! one's content and cue. In a string, `\"` and `\\` stand for a quotation mark and a backslash.
//!
//! The other items:
//!
//! | item | says |
//! |---|---|
//! | `title: …`, `outlet: …`, `published: …`, `language: …`, `authors: …; …` | what is known of the document beside its text |
//! | `diagnostic: unclosed-quotation` | this diagnostic is given |
//! | `others: allowed` | further statements may be found; else none at the top level may |
//! | `known gap: why` | the engine does not do this yet; the case fails when it does, so that the line goes |
//!
//! # Comparing spans
//!
//! As the reference scorer compares: a span loses white space and punctuation at both ends, and parts
//! that only white space or punctuation divides are one part.

mod case;
mod compare;
mod expect;
mod inline;

pub use case::{Case, MarksError, parse, render};
pub use compare::{Outcome, compare, updated};
pub use expect::Clause;
pub use inline::{MarkedText, Marks, Role};

#[cfg(test)]
mod tests;
