//! `sayso eval pairs`: which of labelled pairs of quotations report the same words.

use sayso::evaluation::LabelledPairs;

use super::args::PairsArgs;
use super::exit::{End, Failure};
use super::messages::Messages;
use super::output::{stream, write_lines};

/// Runs the command.
pub fn run(args: &PairsArgs, messages: &Messages) -> Result<End, Failure> {
    let set = LabelledPairs::read(args.documents.as_deref(), args.quotes.as_deref(), &args.pairs)?;
    let report = set.predict();
    let (place, mut stream) = stream(args.out.as_deref())?;
    let written = match args.groups {
        true => write_lines(&report.groups, &mut stream),
        false => write_lines(&report.pairs, &mut stream),
    };
    written.map_err(Failure::writing(&place))?;
    messages.note(&format!(
        "{} quotations, {} utterances; {} of {} pairs found each other",
        report.quotations,
        report.groups.len(),
        report.pairs.len(),
        report.asked
    ));
    Ok(if report.asked == 0 { End::Nothing } else { End::Found })
}
