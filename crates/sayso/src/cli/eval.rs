//! `sayso eval`: predictions for annotated articles, and the figures that the reference scorer
//! prints for them; scores of name pairs, for a scorer to read.

use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sayso::Reader;
use sayso::evaluation::{
    GoldText, NamePair, NestedCount, NestedGold, Prediction, count_nested, name_pairs, nested_gold,
    prediction, texts,
};
use sayso::ordered::{self, Event, Limits};
use sayso_core::{Document, Options};
use serde_json::{Map, Value, json};

use super::args::{EvalArgs, EvalArticles, EvalCommand};
use super::exit::{End, Failure};
use super::messages::Messages;
use super::output::{stream, write_lines};
use super::{eval_echo, eval_pairs};

/// Where the scorer stands, as seen from a split of a corpus.
const USUAL_SCORER: &str = "../../../eval/score.py";

/// Runs the command.
pub fn run(args: &EvalArgs, messages: &Messages) -> Result<End, Failure> {
    match (&args.what, &args.articles) {
        (Some(EvalCommand::Names { file, out, reasons }), _) => names(file, out.as_deref(), *reasons),
        (Some(EvalCommand::Pairs(pairs)), _) => eval_pairs::run(pairs, messages),
        (Some(EvalCommand::Echo(echo)), _) => eval_echo::run(echo, messages),
        (None, Some(articles)) => measure(articles, messages),
        (None, None) => Err(Failure::Usage("say what to measure against: --gold FOLDER".to_owned())),
    }
}

/// Scores pairs of names.
fn names(file: &Path, out: Option<&Path>, reasons: bool) -> Result<End, Failure> {
    let pairs = name_pairs(file)?;
    let (place, stream) = stream(out)?;
    write_scores(&pairs, reasons, stream).map_err(Failure::writing(&place))?;
    Ok(if pairs.is_empty() { End::Nothing } else { End::Found })
}

fn write_scores(pairs: &[NamePair], reasons: bool, out: impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let header: &[&str] = if reasons { &["a", "b", "score", "reasons"] } else { &["a", "b", "score"] };
    writer.write_record(header)?;
    for pair in pairs {
        let found = pair.compare();
        let mut row = vec![pair.a.clone(), pair.b.clone(), format!("{:.4}", found.score)];
        if reasons {
            let all = found.reasons.iter().map(|reason| format!("{}: {}", reason.rule, reason.why));
            row.push(all.collect::<Vec<_>>().join("; "));
        }
        writer.write_record(row)?;
    }
    writer.flush()
}

/// Measures against annotated articles.
fn measure(args: &EvalArticles, messages: &Messages) -> Result<End, Failure> {
    let is_annotated = args.gold.join("attributions").is_dir();
    let scorer = is_annotated.then(|| scorer(args)).transpose()?;
    if scorer.is_none() && args.nested.is_none() {
        return Err(Failure::Usage(format!(
            "{}: has no folder `attributions` to measure against; name nested statements with --nested, or \
             another split with --gold",
            args.gold.display()
        )));
    }
    let texts = texts(&args.gold)?.into_iter().map(|text| with_nested(args, text));
    let texts = texts.collect::<Result<Vec<_>, _>>()?;
    let (predictions, nested) = predict(args, texts, messages)?;
    if let Some(out) = &args.out {
        let (place, mut stream) = stream(Some(out))?;
        write_lines(&predictions, &mut stream).map_err(Failure::writing(&place))?;
    }
    let figures = scorer.map(|scorer| score(args, &scorer, &predictions)).transpose()?;
    print(args, figures, args.nested.is_some().then_some(nested))
}

/// The scorer that was named, or the one in its usual place.
fn scorer(args: &EvalArticles) -> Result<PathBuf, Failure> {
    let path = args.scorer.clone().unwrap_or_else(|| args.gold.join(USUAL_SCORER));
    if path.is_file() {
        return Ok(path);
    }
    Err(Failure::Usage(format!(
        "{}: the scorer is not there; say where score.py stands with --scorer FILE",
        path.display()
    )))
}

/// A text with the nested statements that the gold has for it.
fn with_nested(args: &EvalArticles, text: GoldText) -> Result<(GoldText, Vec<NestedGold>), Failure> {
    let nested = args.nested.as_deref().map(|folder| nested_gold(folder, &text.name)).transpose()?;
    Ok((text, nested.unwrap_or_default()))
}

/// Reads all texts.
fn predict(
    args: &EvalArticles,
    texts: Vec<(GoldText, Vec<NestedGold>)>,
    messages: &Messages,
) -> Result<(Vec<Prediction>, NestedCount), Failure> {
    let reader = Reader::new(Options::default())?;
    let total = texts.len();
    let work = |(gold, nested): (GoldText, Vec<NestedGold>)| {
        let document = Document::from_text(&gold.name, gold.text);
        let reading = reader.read(&document);
        let count = count_nested(&document.text, &nested, &reading);
        (prediction(&gold.name, &document.text, &reading), count)
    };
    let (mut predictions, mut sum) = (Vec::new(), NestedCount::default());
    ordered::map(
        texts.into_iter(),
        |_| 0,
        work,
        Limits::for_threads(args.threads),
        |event| {
            if let Event::Result((prediction, count)) = event {
                messages.detail(&format!("{} of {total}: {}", predictions.len() + 1, prediction.article));
                predictions.push(prediction);
                sum += count;
            }
            ControlFlow::Continue(())
        },
    );
    Ok((predictions, sum))
}

/// What the scorer prints.
fn score(args: &EvalArticles, scorer: &Path, predictions: &[Prediction]) -> Result<String, Failure> {
    let place = "a temporary file";
    let failed = |error| Failure::Output { place: place.to_owned(), error };
    let file = tempfile::NamedTempFile::new().map_err(failed)?;
    write_lines(predictions, &mut BufWriter::new(&file)).map_err(failed)?;

    let mut command = Command::new("python3");
    command.arg(scorer).arg("--gold").arg(&args.gold).arg("--pred").arg(file.path());
    if let Some(speakers) = &args.speakers {
        command.arg("--speakers").arg(speakers);
    }
    if args.json {
        command.arg("--json");
    }
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| Failure::Scorer(format!("python3 cannot be run: {error}")))?;
    if !output.status.success() {
        return Err(Failure::Scorer(format!("{}: {}", scorer.display(), output.status)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn print(args: &EvalArticles, figures: Option<String>, nested: Option<NestedCount>) -> Result<End, Failure> {
    let text = if args.json {
        as_json(figures, nested)?
    } else {
        figures.unwrap_or_default() + &nested.map_or_else(String::new, as_line)
    };
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::stdout)?;
    Ok(End::Found)
}

/// The scorer's object, with the count of nested statements as one more figure.
fn as_json(figures: Option<String>, nested: Option<NestedCount>) -> Result<String, Failure> {
    let mut all: Map<String, Value> = match figures {
        Some(figures) => serde_json::from_str(&figures)
            .map_err(|error| Failure::Scorer(format!("its output is not JSON: {error}")))?,
        None => Map::new(),
    };
    if let Some(count) = nested {
        let nested = json!({ "r": percent(count.nested, count.total), "any": percent(count.any, count.total), "gold": count.total });
        all.insert("nested statements found".to_owned(), nested);
    }
    Ok(format!("{:#}\n", Value::Object(all)))
}

fn as_line(count: NestedCount) -> String {
    format!(
        "{:28}r {:>6.1}  gold {:>6}  found {:>6}  as any statement {:>6} ({:.1} %)\n",
        "nested statements found",
        percent(count.nested, count.total),
        count.total,
        count.nested,
        count.any,
        percent(count.any, count.total)
    )
}

/// A share in per cent with one decimal; 0 of nothing.
fn percent(part: usize, whole: usize) -> f64 {
    (1000.0 * part as f64 / whole.max(1) as f64).round() / 10.0
}
