//! From text to an expression, by recursive descent over the characters.

use super::fields::{self, Field};
use super::{Expr, QueryError, Words};

/// Most characters of a query.
pub const MAX_LENGTH: usize = 10_000;

/// Most brackets within brackets.
const MAX_DEPTH: usize = 64;

/// Opens a quoted phrase.
const OPENING: [char; 3] = ['"', '“', '„'];
/// Closes one, whichever opened it: keyboards and editors mix them.
pub(super) const CLOSING: [char; 3] = ['"', '”', '“'];

/// What `query` asks for.
///
/// # Errors
/// If it holds marks alone, a field is unknown, a value is none of its field, or a bracket, quotation mark or `OR` stands
/// without its counterpart.
pub fn parse(query: &str) -> Result<Expr, QueryError> {
    let characters: Vec<char> = query.chars().collect();
    if characters.len() > MAX_LENGTH {
        let what = format!("the query is longer than {MAX_LENGTH} characters");
        return Err(QueryError { at: MAX_LENGTH, length: 1, what, help: Some("shorten it".to_owned()) });
    }
    let mut parser = Parser { characters: &characters, at: 0, field: None };
    let found = parser.sequence(0)?;
    match parser.peek() {
        None => match found {
            Some(found) => Ok(found),
            None if matches!(query.trim(), "" | "*") => Ok(Expr::everything()),
            None => Err(QueryError {
                at: 0,
                length: characters.len(),
                what: "there is no word in this to search for".to_owned(),
                help: Some("write one, or `*` for everything".to_owned()),
            }),
        },
        Some(_) => Err(parser.error(parser.at, 1, "this bracket closes none", "take it out")),
    }
}

struct Parser<'a> {
    characters: &'a [char],
    /// Index of the next character.
    at: usize,
    /// The field whose values stand in the brackets around.
    field: Option<Field>,
}

/// What stands at one place of a sequence.
enum Item {
    Or,
    And,
    /// `None`: nothing that could be searched for.
    One(Option<Expr>),
}

impl Parser<'_> {
    /// Items up to a closing bracket or the end. `None`: nothing that could be searched for.
    fn sequence(&mut self, depth: usize) -> Result<Option<Expr>, QueryError> {
        let mut groups: Vec<Vec<Expr>> = Vec::new();
        // Where an `OR` waits for its right side, and whether anything stands on its left.
        let mut waiting: Option<usize> = None;
        let mut any_item = false;
        self.skip_space();
        while self.peek().is_some_and(|next| next != ')') {
            let start = self.at;
            match self.item(depth)? {
                Item::And => {}
                Item::Or if !any_item || waiting.is_some() => return Err(self.lonely_or(start)),
                Item::Or => waiting = Some(start),
                Item::One(found) => {
                    any_item = true;
                    let joins = waiting.take().is_some();
                    match groups.last_mut().filter(|_| joins) {
                        Some(group) => group.extend(found),
                        None => groups.push(found.into_iter().collect()),
                    }
                }
            }
            self.skip_space();
        }
        match waiting {
            Some(at) => Err(self.lonely_or(at)),
            None => {
                let groups: Vec<_> = groups.into_iter().filter(|group| !group.is_empty()).collect();
                Ok((!groups.is_empty()).then(|| Expr::all(groups.into_iter().map(Expr::any).collect())))
            }
        }
    }

    fn item(&mut self, depth: usize) -> Result<Item, QueryError> {
        match self.peek() {
            Some('(') => self.brackets(depth).map(Item::One),
            Some('-') if self.character(1).is_some_and(|next| !next.is_whitespace() && next != ')') => {
                self.at += 1;
                self.negated(depth)
            }
            Some(quote) if OPENING.contains(&quote) => self.quoted_item().map(Item::One),
            _ => self.bare_item(depth),
        }
    }

    fn negated(&mut self, depth: usize) -> Result<Item, QueryError> {
        if depth >= MAX_DEPTH {
            return Err(self.too_deep());
        }
        let start = self.at;
        self.skip_space();
        if self.peek().is_none_or(|next| next == ')') {
            return Err(self.error(
                start.saturating_sub(1),
                1,
                "nothing follows to be left out",
                "take it out",
            ));
        }
        match self.item(depth + 1)? {
            Item::One(found) => Ok(Item::One(found.map(Expr::negated))),
            Item::Or | Item::And => Err(self.lonely_or(start)),
        }
    }

    fn brackets(&mut self, depth: usize) -> Result<Option<Expr>, QueryError> {
        if depth >= MAX_DEPTH {
            return Err(self.too_deep());
        }
        let start = self.at;
        self.at += 1;
        let inside = self.sequence(depth + 1)?;
        if self.peek() != Some(')') {
            return Err(self.error(start, 1, "this bracket is not closed", "add a `)`"));
        }
        self.at += 1;
        Ok(inside)
    }

    fn quoted_item(&mut self) -> Result<Option<Expr>, QueryError> {
        let start = self.at;
        let (text, prefix) = self.quoted()?;
        self.value(start, &text, true, prefix)
    }

    /// A phrase in quotation marks, and whether a star follows it.
    fn quoted(&mut self) -> Result<(String, bool), QueryError> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.peek() {
                None => {
                    let help = "add a `\"`";
                    return Err(self.error(start, 1, "this quotation mark is not closed", help));
                }
                Some('\\') if self.character(1).is_some() => {
                    text.extend(self.character(1));
                    self.at += 2;
                }
                Some(next) => {
                    self.at += 1;
                    if CLOSING.contains(&next) {
                        break;
                    }
                    text.push(next);
                }
            }
        }
        let prefix = self.peek() == Some('*');
        self.at += usize::from(prefix);
        Ok((text, prefix))
    }

    fn bare_item(&mut self, depth: usize) -> Result<Item, QueryError> {
        let start = self.at;
        let run = self.run();
        match run.as_str() {
            "OR" => return Ok(Item::Or),
            "AND" => return Ok(Item::And),
            "NOT" => return self.negated(depth),
            _ => {}
        }
        if self.field.is_none()
            && let Some((name, value)) = run.split_once(':')
            && !name.is_empty()
            && name.chars().all(|c| c.is_alphabetic() || c == '_')
        {
            return self.field(start, name, value, depth).map(Item::One);
        }
        let (text, prefix) = without_star(&run);
        self.value(start, text, false, prefix).map(Item::One)
    }

    /// The characters up to a space, bracket or quotation mark, at least one.
    fn run(&mut self) -> String {
        let ends = |c: char| c.is_whitespace() || c == '(' || c == ')' || OPENING.contains(&c) || c == '”';
        let rest = &self.characters[self.at..];
        let length = rest.iter().position(|&c| ends(c)).unwrap_or(rest.len()).max(1);
        self.at += length;
        rest[..length].iter().collect()
    }

    fn field(
        &mut self,
        start: usize,
        name: &str,
        value: &str,
        depth: usize,
    ) -> Result<Option<Expr>, QueryError> {
        let length = name.chars().count();
        let Some(field) = Field::from_name(name) else {
            let help = fields::help_for_unknown(name);
            return Err(self.error(start, length, &format!("there is no field `{name}`"), &help));
        };
        let opens = |c: char| OPENING.contains(&c);
        match self.peek() {
            Some(quote) if value.is_empty() && opens(quote) => {
                let at = self.at;
                let (text, prefix) = self.quoted()?;
                self.filter(field, at, &text, true, prefix)
            }
            Some('(') if value.is_empty() => {
                self.field = Some(field);
                let inside = self.brackets(depth);
                self.field = None;
                inside
            }
            _ if value.is_empty() => {
                let unfit = fields::empty(field);
                Err(self.error(start, length + 1, &unfit.what, &unfit.help))
            }
            _ => {
                let (text, prefix) = without_star(value);
                self.filter(field, start + length + 1, text, false, prefix)
            }
        }
    }

    /// Words of the content, or of the field whose brackets are open.
    fn value(&self, at: usize, text: &str, quoted: bool, prefix: bool) -> Result<Option<Expr>, QueryError> {
        match self.field {
            Some(field) => self.filter(field, at, text, quoted, prefix),
            None => Ok(Words::new(text, prefix).map(Expr::Content)),
        }
    }

    fn filter(
        &self,
        field: Field,
        at: usize,
        text: &str,
        quoted: bool,
        prefix: bool,
    ) -> Result<Option<Expr>, QueryError> {
        match fields::filter(field, text.trim(), quoted, prefix) {
            Ok(found) => Ok(Some(found)),
            Err(unfit) => Err(self.error(at, self.at.saturating_sub(at), &unfit.what, &unfit.help)),
        }
    }

    fn peek(&self) -> Option<char> {
        self.character(0)
    }

    fn character(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn lonely_or(&self, at: usize) -> QueryError {
        self.error(
            at,
            2,
            "`OR` stands between two things",
            "add what is missing, or write \"or\" in quotation marks",
        )
    }

    fn too_deep(&self) -> QueryError {
        self.error(
            self.at,
            1,
            &format!("more than {MAX_DEPTH} brackets within brackets"),
            "simplify the query",
        )
    }

    fn error(&self, at: usize, length: usize, what: &str, help: &str) -> QueryError {
        QueryError { at, length: length.max(1), what: what.to_owned(), help: Some(help.to_owned()) }
    }
}

/// The text before a star at its end, and whether there is one.
fn without_star(run: &str) -> (&str, bool) {
    let text = run.trim_end_matches('*');
    (text, text.len() < run.len())
}
