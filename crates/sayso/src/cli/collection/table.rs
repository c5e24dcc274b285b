//! Lists as columns, as CSV, or as JSON Lines: written row by row, however many there are.

use std::io::{self, BufWriter, Stdout, Write};

use serde_json::{Map, Value};

use super::super::exit::Failure;
use super::args::ListFormat;
use super::plain;

/// A list that is written to standard output.
pub struct Table {
    names: &'static [&'static str],
    form: Form,
}

enum Form {
    /// Rows gather until the widths are known.
    Text(Vec<Vec<String>>),
    Csv(Box<csv::Writer<BufWriter<Stdout>>>),
    Jsonl(BufWriter<Stdout>),
}

impl Table {
    /// A list with these columns.
    pub fn new(names: &'static [&'static str], format: ListFormat) -> Result<Self, Failure> {
        let out = BufWriter::new(io::stdout());
        let form = match format {
            ListFormat::Text => Form::Text(Vec::new()),
            ListFormat::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(names).map_err(failure)?;
                Form::Csv(Box::new(writer))
            }
            ListFormat::Jsonl => Form::Jsonl(out),
        };
        Ok(Self { names, form })
    }

    /// One row: a value for each column.
    pub fn row(&mut self, values: Vec<Value>) -> Result<(), Failure> {
        match &mut self.form {
            Form::Text(rows) => {
                rows.push(values.iter().map(|value| plain(&shown(value))).collect());
                Ok(())
            }
            Form::Csv(writer) => writer.write_record(values.iter().map(shown)).map_err(failure),
            Form::Jsonl(out) => {
                let names = self.names.iter().map(|name| (*name).to_owned());
                let object: Map<String, Value> = names.zip(values).collect();
                writeln!(out, "{}", Value::Object(object)).map_err(Failure::stdout)
            }
        }
    }

    /// Writes what has gathered. Gives the number of rows of a text, nothing of other forms.
    pub fn end(self) -> Result<(), Failure> {
        match self.form {
            Form::Text(rows) => super::print(&columns(self.names, &rows)),
            Form::Csv(mut writer) => writer.flush().map_err(Failure::stdout),
            Form::Jsonl(mut out) => out.flush().map_err(Failure::stdout),
        }
    }
}

fn failure(error: csv::Error) -> Failure {
    Failure::stdout(match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    })
}

/// A value in a cell.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(shown).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

/// Columns as wide as what stands in them; the last one is left ragged.
fn columns(names: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let head: Vec<String> = names.iter().map(|name| name.replace('_', " ")).collect();
    let all = || std::iter::once(&head).chain(rows);
    let width = |column: usize| all().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..names.len()).map(width).collect();
    let mut text = String::new();
    for row in all() {
        let cells = row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:width$}"));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_cells() {
        let rows = [
            vec!["1".into(), "Łukasz Żak".into(), "x".into()],
            vec!["20".into(), "Ana".into(), String::new()],
        ];
        assert_eq!(
            columns(&["id", "name", "more"], &rows),
            "id  name        more\n1   Łukasz Żak  x\n20  Ana\n"
        );
        assert_eq!(columns(&["id"], &[]), "");
    }
}
