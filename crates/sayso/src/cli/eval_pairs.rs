//! `sayso eval pairs`: which of labelled pairs of quotations report the same words.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sayso::evaluation::LabelledPairs;
use serde::Serialize;

use super::args::PairsArgs;
use super::exit::{End, Failure};
use super::messages::Messages;

/// Runs the command.
pub fn run(args: &PairsArgs, messages: &Messages) -> Result<End, Failure> {
    let set = LabelledPairs::read(args.documents.as_deref(), args.quotes.as_deref(), &args.pairs)?;
    let report = set.predict();
    if args.groups {
        write(&report.groups, args.out.as_deref())?;
    } else {
        write(&report.pairs, args.out.as_deref())?;
    }
    messages.note(&format!(
        "{} quotations, {} utterances; {} of {} pairs found each other",
        report.quotations,
        report.groups.len(),
        report.pairs.len(),
        report.asked
    ));
    Ok(if report.asked == 0 { End::Nothing } else { End::Found })
}

/// One object a line, to a file or to standard output.
fn write<T: Serialize>(rows: &[T], path: Option<&Path>) -> Result<(), Failure> {
    let place = path.map_or_else(|| PathBuf::from("standard output"), Path::to_owned);
    let stream: Box<dyn Write> = match path {
        Some(path) => Box::new(File::create(path).map_err(Failure::writing(path))?),
        None => Box::new(io::stdout().lock()),
    };
    let mut stream = BufWriter::new(stream);
    let mut all = || -> io::Result<()> {
        for row in rows {
            serde_json::to_writer(&mut stream, row)?;
            stream.write_all(b"\n")?;
        }
        stream.flush()
    };
    all().map_err(Failure::writing(&place))
}
