//! From an expression back to a query that parses to it.

use std::fmt::{self, Display, Formatter, Write};

use jiff::civil::Date;

use super::fields::{Field, NONE};
use super::parse::CLOSING;
use super::{Days, Expr, Filter, Share, Words};

impl Display for Expr {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(clauses) => join(out, clauses, " ", |one| matches!(one, Expr::All(_))),
            Self::Any(clauses) => {
                join(out, clauses, " OR ", |one| matches!(one, Expr::All(_) | Expr::Any(_)))
            }
            Self::Not(clause) => {
                out.write_char('-')?;
                bracketed(out, clause, matches!(**clause, Expr::All(_) | Expr::Any(_)))
            }
            Self::Content(words) => words.fmt(out),
            Self::Filter(filter) => filter.fmt(out),
        }
    }
}

fn join(out: &mut Formatter, clauses: &[Expr], between: &str, needs: fn(&Expr) -> bool) -> fmt::Result {
    for (index, clause) in clauses.iter().enumerate() {
        if index > 0 {
            out.write_str(between)?;
        }
        bracketed(out, clause, needs(clause))?;
    }
    Ok(())
}

fn bracketed(out: &mut Formatter, clause: &Expr, needed: bool) -> fmt::Result {
    if needed { write!(out, "({clause})") } else { clause.fmt(out) }
}

impl Display for Words {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        value(out, &self.text)?;
        if self.prefix { out.write_char('*') } else { Ok(()) }
    }
}

/// A value, in quotation marks where it would else be read as something other.
fn value(out: &mut Formatter, text: &str) -> fmt::Result {
    let plain = |c: char| c.is_alphanumeric() || "'’._&-".contains(c);
    let reserved = ["OR", "AND", "NOT"].contains(&text) || text.eq_ignore_ascii_case(NONE);
    if !reserved && !text.starts_with('-') && text.chars().all(plain) {
        return out.write_str(text);
    }
    out.write_char('"')?;
    for character in text.chars() {
        if character == '\\' || CLOSING.contains(&character) {
            out.write_char('\\')?;
        }
        out.write_char(character)?;
    }
    out.write_char('"')
}

impl Display for Filter {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{}:", self.field().name())?;
        match self {
            Self::Speaker(words)
            | Self::Context(words)
            | Self::Cue(words)
            | Self::Outlet(words)
            | Self::Title(words) => words.fmt(out),
            Self::Document(text) | Self::Utterance(text) | Self::Language(text) => value(out, text),
            Self::Person(number) => write!(out, "{number}"),
            Self::Named(named) => out.write_str(if *named { "yes" } else { "no" }),
            Self::Kind(kind) => out.write_str(kind.word()),
            Self::Said(days) | Self::Published(days) => days.fmt(out),
            Self::Form(form) => out.write_str(form.word()),
            Self::Attitude(attitude) => out.write_str(attitude.word()),
            Self::Status(status) => out.write_str(status.word()),
            Self::Stance(stance) => out.write_str(stance.word()),
            Self::Confidence(share) => share.fmt(out),
            Self::Review(review) => out.write_str(review.word()),
            Self::Missing(_) => out.write_str(NONE),
        }
    }
}

impl Filter {
    /// Which field it asks for.
    #[must_use]
    pub fn field(&self) -> Field {
        match self {
            Self::Speaker(_) => Field::Speaker,
            Self::Person(_) => Field::Person,
            Self::Named(_) => Field::Named,
            Self::Kind(_) => Field::Kind,
            Self::Context(_) => Field::Context,
            Self::Cue(_) => Field::Cue,
            Self::Outlet(_) => Field::Outlet,
            Self::Title(_) => Field::Title,
            Self::Document(_) => Field::Document,
            Self::Utterance(_) => Field::Utterance,
            Self::Language(_) => Field::Language,
            Self::Said(_) => Field::Said,
            Self::Published(_) => Field::Published,
            Self::Form(_) => Field::Form,
            Self::Attitude(_) => Field::Attitude,
            Self::Status(_) => Field::Status,
            Self::Stance(_) => Field::Stance,
            Self::Confidence(_) => Field::Confidence,
            Self::Review(_) => Field::Review,
            Self::Missing(field) => *field,
        }
    }
}

impl Display for Days {
    /// As short as it can be said: `2016`, `2016-09..2016-10`, `2016-09-03..`.
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let format = self.unit();
        let shown = |day: Option<Date>| day.map(|day| day.strftime(format).to_string()).unwrap_or_default();
        match (shown(self.from), shown(self.to)) {
            (from, to) if from == to => out.write_str(&from),
            (from, to) => write!(out, "{from}..{to}"),
        }
    }
}

impl Days {
    /// The longest unit (year, month, day) at whose borders both ends stand, as a format of dates.
    fn unit(self) -> &'static str {
        let fits = |first: fn(Date) -> Date, last: fn(Date) -> Date| {
            self.from.is_none_or(|day| day == first(day)) && self.to.is_none_or(|day| day == last(day))
        };
        if fits(Date::first_of_year, Date::last_of_year) {
            "%Y"
        } else if fits(Date::first_of_month, Date::last_of_month) {
            "%Y-%m"
        } else {
            "%Y-%m-%d"
        }
    }
}

impl Display for Share {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let number = |value: u16| format!("{}", f64::from(value) / 10_000.0);
        match (self.from, self.to) {
            (from, to) if from == to => out.write_str(&number(from)),
            (from, 10_000) => write!(out, "{}..", number(from)),
            (from, to) => write!(out, "{}..{}", number(from), number(to)),
        }
    }
}
