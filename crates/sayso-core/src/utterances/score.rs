//! How likely two quotations report the same words, and why.

use super::align::{Run, align};
use super::words::{Kind, Token, Wording, told_after, weight};

/// What two wordings have in common, in numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// Which words are the same, in runs.
    pub runs: Vec<Run>,
    /// What the shared words tell, in nats.
    pub shared: f32,
    /// Share of the information of the wording that tells less which the other one has too, 0 to 1.
    pub covered: f32,
    /// Share of the information of the wording that tells more which the other one has too, 0 to 1.
    pub covered_longer: f32,
    /// How improbable it is that the shared words follow each other by chance, in nats.
    pub surprise: f32,
    /// The same of the longest stretch without a change.
    pub longest: f32,
    /// What the words tell that differ between shared ones, in nats.
    pub altered: f32,
    /// Ends of the runs that lie at the end of a sentence or of the quotation in both wordings.
    pub edges: f32,
}

/// What is known of two quotations beside their words.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Circumstances {
    /// Days between the two reports; `None` where one has no date.
    pub days: Option<u32>,
    /// How much the two documents are about the same, 0 to 1; `None` where that is not known.
    pub likeness: Option<f32>,
}

/// How likely two quotations report the same words.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// 0 to 1; from [`SAME`] on they count as the same.
    pub probability: f32,
    /// What speaks for it and against it.
    pub reasons: Vec<Reason>,
    /// The words behind it.
    pub comparison: Comparison,
}

/// From here on two quotations count as reports of the same words.
pub const SAME: f32 = 0.5;

/// One thing that speaks for or against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// What was looked at, in words for a person.
    pub what: &'static str,
    /// How large it is, in its own unit.
    pub value: f32,
    /// What it adds to the logarithm of the odds.
    pub adds: f32,
}

/// Days that are assumed where a date is missing.
const USUAL_DAYS: f32 = 1.0;

/// Likeness of documents that is assumed where it is not known.
const USUAL_LIKENESS: f32 = 0.19;

/// What must speak for a very short wording beyond what the labelled pairs ask: there are so many more of them.
const FEW_WORDS: f32 = -0.405;

/// What the logarithm of the odds begins with.
const BEFORE: f32 = -16.1;

/// Weighs whether two quotations report the same words. Which of them comes first does not matter.
#[must_use]
pub fn weigh(a: &Wording, b: &Wording, circumstances: Circumstances) -> Verdict {
    let (shorter, longer, comparison) = compare_in_order(a, b);
    let reasons = reasons(shorter, longer, &comparison, circumstances).to_vec();
    Verdict { probability: probability(shorter, longer, &comparison, circumstances), reasons, comparison }
}

/// The wording that tells less, the one that tells more, and what they have in common.
pub(super) fn compare_in_order<'a>(a: &'a Wording, b: &'a Wording) -> (&'a Wording, &'a Wording, Comparison) {
    let key = |wording: &Wording| (wording.information(), wording.key());
    let (shorter, longer) = if key(a) <= key(b) { (a, b) } else { (b, a) };
    (shorter, longer, compare(shorter, longer))
}

/// As [`weigh`], for wordings that are compared already.
pub(super) fn probability(
    shorter: &Wording,
    longer: &Wording,
    comparison: &Comparison,
    circumstances: Circumstances,
) -> f32 {
    let reasons = reasons(shorter, longer, comparison, circumstances);
    let odds = BEFORE + reasons.iter().map(|reason| reason.adds).sum::<f32>();
    1.0 / (1.0 + (-odds).exp())
}

/// Logistic regression on labelled pairs of news quotations; how it was fitted stands in `docs/utterances.md`.
fn reasons(shorter: &Wording, longer: &Wording, found: &Comparison, beside: Circumstances) -> [Reason; 11] {
    let words = shorter.written_words().max(4) as f32;
    let days = beside.days.map_or(USUAL_DAYS, |days| days as f32);
    let late = days.ln_1p() * (-0.228 - 1.413 / words.sqrt());
    let titles = [reads_like_title(shorter), reads_like_title(longer)];
    let like = beside.likeness.unwrap_or(USUAL_LIKENESS);
    let altered = found.altered / (found.shared + 5.0);
    let title = match titles {
        [true, true] => -2.932 - 4.001,
        [true, false] => -2.932,
        _ => 0.0,
    };
    let row = |what, value, adds| Reason { what, value, adds };
    [
        row("what the shared words tell, in nats", found.shared, 0.643 * found.shared.ln_1p()),
        row("share of the shorter wording that the longer has too", found.covered, 7.722 * found.covered),
        row(
            "share of the longer wording that the shorter has too",
            found.covered_longer,
            0.869 * found.covered_longer,
        ),
        row(
            "how seldom these words follow each other, in nats",
            found.surprise,
            0.779 * found.surprise.ln_1p(),
        ),
        row("the same of the longest unchanged stretch", found.longest, 0.801 * found.longest.ln_1p()),
        row("words that differ in between, beside the shared ones", altered, -1.03 * altered),
        row("ends that are ends of sentences in both", found.edges.min(2.0), 0.625 * found.edges.min(2.0)),
        row(
            "fewer than six words",
            f32::from(u8::from(words < 6.0)),
            if words < 6.0 { FEW_WORDS } else { 0.0 },
        ),
        row("days between the reports", days, late),
        row("reads like a title", f32::from(u8::from(titles[0])), title),
        row("how much both documents are about the same", like, 5.318 * like.max(0.0).sqrt()),
    ]
}

/// Compares two wordings.
#[must_use]
pub fn compare(a: &Wording, b: &Wording) -> Comparison {
    let runs = align(&a.tokens, &b.tokens);
    let mut comparison = Comparison::default();
    let mut same = 0.0;
    for run in &runs {
        for m in run {
            let told = if m.exact { a.tokens[m.a].information } else { 0.7 * a.tokens[m.a].information };
            same += told;
            comparison.shared += told * weight(&a.tokens[m.a]);
        }
        let (sum, longest) = surprise(&a.tokens, run);
        comparison.surprise += sum;
        comparison.longest = comparison.longest.max(longest);
        comparison.altered += altered(&a.tokens, &b.tokens, run);
        comparison.edges += edges(a, b, run);
    }
    let whole = [a.information(), b.information()];
    comparison.covered = share(same, whole[0].min(whole[1]));
    comparison.covered_longer = share(same, whole[0].max(whole[1]));
    comparison.runs = runs;
    comparison
}

fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { (part / whole).min(1.0) } else { 0.0 }
}

/// Of all shared words of a run, and of its longest stretch without a change.
fn surprise(a: &[Token], run: &Run) -> (f32, f32) {
    let (mut sum, mut stretch, mut longest) = (0.0f32, 0.0f32, 0.0f32);
    for (at, m) in run.iter().enumerate() {
        let token = &a[m.a];
        let before = at.checked_sub(1).map(|before| run[before]).filter(|p| p.a + 1 == m.a && p.b + 1 == m.b);
        let told = told_after(before.map(|p| &a[p.a]), token);
        let told = if m.exact { told } else { 0.6 * told };
        sum += told;
        stretch = if before.is_some() { stretch + told } else { told };
        longest = longest.max(stretch);
    }
    (sum, longest)
}

/// What the words between the shared ones of a run tell.
fn altered(a: &[Token], b: &[Token], run: &Run) -> f32 {
    let mut sum = 0.0;
    for pair in run.windows(2) {
        let (left, right) = (&a[pair[0].a + 1..pair[1].a], &b[pair[0].b + 1..pair[1].b]);
        let marked = left.iter().chain(right).any(|token| token.bracketed || token.after_gap)
            || a[pair[1].a].after_gap
            || b[pair[1].b].after_gap;
        let told = |side: &[Token]| side.iter().map(|token| token.information).sum::<f32>();
        // A long piece that was cut is one change.
        sum += if marked { 0.0 } else { told(left).min(25.0) + told(right).min(25.0) };
    }
    sum
}

/// Ends of a run that are ends of a sentence or a quotation on both sides: 0 to 2.
fn edges(a: &Wording, b: &Wording, run: &Run) -> f32 {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return 0.0 };
    let opens = a.tokens[first.a].opens_sentence && b.tokens[first.b].opens_sentence;
    let closes = closes(a, last.a) && closes(b, last.b);
    f32::from(u8::from(opens)) + f32::from(u8::from(closes))
}

fn closes(wording: &Wording, at: usize) -> bool {
    wording.tokens.get(at + 1).is_none_or(|next| next.opens_sentence)
}

/// Whether it reads like the name of a work, a show or a campaign: every word of weight has a capital.
#[must_use]
pub fn reads_like_title(wording: &Wording) -> bool {
    let heavy = || wording.tokens.iter().filter(|token| token.kind == Kind::Content);
    heavy().count() > 0 && heavy().all(|token| token.capital)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn which_comes_first_does_not_matter(a in "[a-e ]{0,40}", b in "[a-e ]{0,40}") {
            let (a, b) = (Wording::read(&a), Wording::read(&b));
            let circumstances = Circumstances { days: Some(3), likeness: Some(0.4) };
            prop_assert_eq!(weigh(&a, &b, circumstances).probability, weigh(&b, &a, circumstances).probability);
        }
    }

    #[test]
    fn reasons_add_up() {
        let a = Wording::read("We will not sell the old harbour to anybody");
        let b = Wording::read("not sell the old harbour");
        let verdict = weigh(&a, &b, Circumstances::default());
        let odds = BEFORE + verdict.reasons.iter().map(|reason| reason.adds).sum::<f32>();
        assert!((verdict.probability - 1.0 / (1.0 + (-odds).exp())).abs() < 1e-6);
        assert!(verdict.comparison.covered > 0.99);
    }
}
