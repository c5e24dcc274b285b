//! Which words of two wordings are the same words, in runs: what was cut, joined or altered lies between.

use super::words::{Kind, Token};

/// A pair of words taken to be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// Index of the token of the first wording.
    pub a: usize,
    /// Index of the token of the second wording.
    pub b: usize,
    /// Whether it is the same word, and not only the same dictionary form.
    pub exact: bool,
}

/// A row of matches in the order of both wordings.
pub type Run = Vec<Match>;

/// Costs, in nats of evidence against.
const MISMATCH: f32 = -1.6;
const GAP_OPENS: f32 = -1.3;
const GAP_GOES_ON: f32 = -0.35;

/// What words left over must tell before a second run is looked for.
const WORTH_ANOTHER: f32 = 9.0;

/// How many runs are looked for: a splice of two sentences in the other order makes two.
const RUNS: usize = 3;

/// No wording is compared beyond this many words, so that work stays in proportion to the text.
pub(super) const LONGEST: usize = 600;

/// Aligns two wordings: the best run first, then others in what it leaves over.
#[must_use]
pub fn align(a: &[Token], b: &[Token]) -> Vec<Run> {
    let (a, b) = (&a[..a.len().min(LONGEST)], &b[..b.len().min(LONGEST)]);
    let mut free = (vec![true; a.len()], vec![true; b.len()]);
    let mut runs: Vec<Run> = Vec::new();
    let mut table = Table::default();
    while runs.len() < RUNS {
        let run = table.best(a, b, &free);
        let told: f32 = run.iter().map(|m| a[m.a].information).sum();
        if run.is_empty() || (!runs.is_empty() && told < WORTH_ANOTHER) {
            break;
        }
        for m in &run {
            free.0[m.a] = false;
            free.1[m.b] = false;
        }
        runs.push(run);
        if left_over(a, &free.0).min(left_over(b, &free.1)) < WORTH_ANOTHER {
            break;
        }
    }
    runs
}

/// The best run alone, of wordings of at most [`LONGEST`] words.
pub(super) fn best_run(a: &[Token], b: &[Token]) -> Run {
    Table::default().best(a, b, &(vec![true; a.len()], vec![true; b.len()]))
}

fn left_over(tokens: &[Token], free: &[bool]) -> f32 {
    tokens.iter().zip(free).filter(|&(_, &free)| free).map(|(token, _)| token.information).sum()
}

/// Where the best way to a cell comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum From {
    #[default]
    Nowhere,
    Diagonal,
    /// A word of the first wording alone.
    Up,
    /// A word of the second wording alone.
    Left,
}

/// The table of local alignment with affine gaps (Gotoh 1982).
#[derive(Default)]
struct Table {
    came: Vec<From>,
    /// Whether the gap that ends in a cell goes on from the one before, upwards and leftwards.
    long: Vec<(bool, bool)>,
}

impl Table {
    fn best(&mut self, a: &[Token], b: &[Token], free: &(Vec<bool>, Vec<bool>)) -> Run {
        let width = b.len() + 1;
        self.came.clear();
        self.came.resize(width * (a.len() + 1), From::Nowhere);
        self.long.clear();
        self.long.resize(width * (a.len() + 1), (false, false));
        let mut score = vec![0f32; width];
        let mut up = vec![f32::NEG_INFINITY; width];
        let (mut top, mut end) = (0f32, (0, 0));
        for i in 1..=a.len() {
            let mut diagonal = 0f32;
            let mut left = f32::NEG_INFINITY;
            for j in 1..=b.len() {
                let at = i * width + j;
                let (ta, tb) = (&a[i - 1], &b[j - 1]);
                let matched = diagonal + pair_score(ta, tb, free.0[i - 1] && free.1[j - 1]);
                let open = ta.bracketed || ta.after_gap || b.get(j).is_some_and(|next| next.after_gap);
                let (opened, went_on) = (score[j] + opening(open), up[j] + going_on(open));
                up[j] = opened.max(went_on);
                let upward = (up[j], went_on > opened);
                let open = tb.bracketed || tb.after_gap || a.get(i).is_some_and(|next| next.after_gap);
                let (opened, went_on) = (score[j - 1] + opening(open), left + going_on(open));
                left = opened.max(went_on);
                self.long[at] = (upward.1, went_on > opened);
                diagonal = score[j];
                let (best, from) = best_of(matched, upward.0, left);
                score[j] = best;
                self.came[at] = from;
                if best > top {
                    (top, end) = (best, (i, j));
                }
            }
            score[0] = 0.0;
        }
        self.trace(a, b, free, end, width)
    }

    fn trace(
        &self,
        a: &[Token],
        b: &[Token],
        free: &(Vec<bool>, Vec<bool>),
        end: (usize, usize),
        width: usize,
    ) -> Run {
        let (mut i, mut j) = end;
        let mut run = Run::new();
        while i > 0 && j > 0 {
            match self.came[i * width + j] {
                From::Nowhere => break,
                From::Diagonal => {
                    let (ta, tb) = (&a[i - 1], &b[j - 1]);
                    if ta.base == tb.base && free.0[i - 1] && free.1[j - 1] {
                        run.push(Match { a: i - 1, b: j - 1, exact: ta.word == tb.word });
                    }
                    (i, j) = (i - 1, j - 1);
                }
                From::Up => {
                    while self.long[i * width + j].0 && i > 1 {
                        i -= 1;
                    }
                    i -= 1;
                }
                From::Left => {
                    while self.long[i * width + j].1 && j > 1 {
                        j -= 1;
                    }
                    j -= 1;
                }
            }
        }
        run.reverse();
        run
    }
}

fn best_of(matched: f32, up: f32, left: f32) -> (f32, From) {
    let mut best = (0.0, From::Nowhere);
    for way in [(matched, From::Diagonal), (up, From::Up), (left, From::Left)] {
        if way.0 > best.0 {
            best = way;
        }
    }
    best
}

fn pair_score(a: &Token, b: &Token, free: bool) -> f32 {
    if free && a.word == b.word {
        return 0.4 + 0.5 * a.information;
    }
    if free && a.base == b.base {
        return 0.2 + 0.35 * a.information.min(b.information);
    }
    if a.bracketed || b.bracketed { -0.2 } else { MISMATCH - if changes_sense(a, b) { 0.5 } else { 0.0 } }
}

fn changes_sense(a: &Token, b: &Token) -> bool {
    [a, b].iter().any(|token| matches!(token.kind, Kind::Negation | Kind::Number))
}

/// A gap costs next to nothing where the wording says that something is left out or put in.
fn opening(marked: bool) -> f32 {
    if marked { -0.1 } else { GAP_OPENS }
}

fn going_on(marked: bool) -> f32 {
    if marked { 0.0 } else { GAP_GOES_ON }
}
