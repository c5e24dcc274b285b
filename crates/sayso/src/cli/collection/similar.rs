//! `sayso similar`: who said the same in other words.

use std::fmt::Write;

use sayso::records::{Claim, LikeRecord, QuotationRecord, SimilarRecord, similar};
use sayso::{Collection, Reader};
use sayso_core::Options;

use super::super::exit::{End, Failure};
use super::args::SimilarArgs;
use super::utterances::counted;
use super::{folder, line, plain, print};

/// Runs the command.
pub fn run(args: &SimilarArgs) -> Result<End, Failure> {
    let collection = Collection::open_read_only(&folder(&args.place)?)?;
    let reader = Reader::new(Options::default())?;
    let words = args.claim.join(" ");
    let claim = match &args.claim[..] {
        [id] if id.starts_with("st_") => Claim::Statement(collection.store().find_statement(id)?),
        _ => Claim::Words(&words),
    };
    let record = similar(collection.store(), reader.meanings(), claim, args.least, args.limit.max(1))?;
    print(&if args.json { line(&record) } else { as_text(&record) })?;
    Ok(if record.similar.is_empty() { End::Nothing } else { End::Found })
}

fn as_text(record: &SimilarRecord) -> String {
    let mut text = format!("“{}”\n", plain(&record.words));
    text += match (record.similar.is_empty(), &record.statement) {
        (true, _) => "Nothing similar was found.\n",
        (false, Some(_)) => "Similar, in other documents:\n",
        (false, None) => "Similar:\n",
    };
    for one in &record.similar {
        let _ = writeln!(text, "\n  {:.2}  “{}”", one.score, plain(&one.content));
        let _ = writeln!(text, "        {}", place(&one.quotation));
        let _ = write!(text, "{}", beside(one));
    }
    let searched = record.searched.join(", ");
    let compared = counted(record.compared, "statement");
    if searched.is_empty() {
        return text + "\nToo little is said to search for it.\n";
    }
    text + &format!(
        "\nSearched: {searched}; {compared} with one of these words compared, those from {:.2} on are offered\n",
        record.least
    )
}

fn beside(one: &LikeRecord) -> String {
    let mut text = String::new();
    if one.again > 0 {
        let _ = writeln!(text, "        {} in the same words", counted(one.again, "more statement"));
    }
    for what in one.differs() {
        let _ = writeln!(text, "        look at: {what}");
    }
    text
}

/// Vera Holm · The Lenn Post, 2016-10-02 · indirect · st_…
fn place(one: &QuotationRecord) -> String {
    let known: Vec<&str> = [&one.outlet, &one.published].into_iter().flatten().map(String::as_str).collect();
    let known = if known.is_empty() { one.origin.clone() } else { known.join(", ") };
    let speaker = one.speaker.as_deref().unwrap_or("nobody that the text tells");
    plain(&format!("{speaker} · {known} · {} · {}", one.form, one.statement))
}
