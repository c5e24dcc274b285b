//! `sayso reextract`: the documents of the collection read again.

use std::ops::ControlFlow;

use sayso::store::corrections::State;
use sayso::{Collection, Reader};

use super::super::exit::{End, Failure};
use super::super::interrupt::Interrupt;
use super::super::messages::Messages;
use super::super::progress::count;
use super::args::ReextractArgs;
use super::{alone, folder};

/// Runs the command.
pub fn run(args: &ReextractArgs, messages: &Messages) -> Result<End, Failure> {
    let interrupt = Interrupt::listen().map_err(Failure::Signals)?;
    let reader = Reader::new(args.filling.input.options())?;
    let mut collection = Collection::open(&folder(&args.filling.place)?)?;
    let Some(_lock) = alone(&args.filling.place, !args.filling.no_wait, &interrupt, messages)? else {
        return Ok(End::Interrupted);
    };
    let end = collection.reextract(&reader, args.all, args.filling.threads, |done| {
        messages.detail(&format!("{} read again", count(done.documents as usize, "document")));
        if interrupt.asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    let documents = count(end.documents as usize, "document");
    messages.note(&format!("{documents} read again: {}", count(end.statements as usize, "statement")));
    let corrections = collection.store().corrections(None)?;
    let orphaned = corrections.iter().filter(|one| one.state == Some(State::Orphaned)).count();
    if orphaned > 0 {
        let what = count(orphaned, "correction");
        messages.note(&format!("{what} without a statement: sayso correct --orphaned"));
    }
    Ok(match end.interrupted {
        true => End::Interrupted,
        false if end.documents == 0 => End::Nothing,
        false => End::Found,
    })
}
