//! `sayso eval echo`: how often copying is seen where there is none, and found where there is.

use sayso::evaluation::{EchoReport, EchoSet};

use super::args::EchoArgs;
use super::exit::{End, Failure};
use super::messages::Messages;
use super::output::{stream, write_lines};

/// Runs the command.
pub fn run(args: &EchoArgs, messages: &Messages) -> Result<End, Failure> {
    let set = EchoSet::read(&args.articles)?;
    let (place, mut stream) = stream(args.out.as_deref())?;
    let written = if args.treated {
        write_lines(&set.recall(args.seed), &mut stream)
    } else {
        let report = set.measure();
        messages.note(&in_words(&report));
        write_lines(&[report], &mut stream)
    };
    written.map_err(Failure::writing(&place))?;
    Ok(if set.is_empty() { End::Nothing } else { End::Found })
}

fn in_words(report: &EchoReport) -> String {
    let unrelated = &report.unrelated;
    format!(
        "{} articles, {} more as background; of {} unrelated pairs {} look like copying ({:.3} %); near-copies: {}",
        report.documents,
        report.background,
        unrelated.pairs,
        unrelated.counting,
        100.0 * unrelated.counting as f64 / unrelated.pairs.max(1) as f64,
        report.near_copies.len(),
    )
}
