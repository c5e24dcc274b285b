//! Drawings made by the server: numbers in, places on the paper out. Each is shown with a table of the same.

use std::collections::BTreeMap;

/// Width of a chart of months, in units of the drawing.
const WIDTH: i32 = 900;
/// Height above the axis.
const HEIGHT: i32 = 150;
/// Where the axis begins.
const LEFT: i32 = 40;
/// Room above the highest bar.
const TOP: i32 = 12;
/// Widest bar.
const WIDEST: f64 = 48.0;
/// More months than these are drawn as years.
const MOST_MONTHS: usize = 120;
/// More bars than these are not drawn.
const MOST_BARS: usize = 150;

/// One way in which what is counted differs, such as a form.
#[derive(Debug, Clone)]
pub struct Series {
    /// For a person.
    pub name: &'static str,
    /// How it is filled.
    pub class: &'static str,
    /// By month, `2016-10`.
    pub counts: Vec<(String, u32)>,
}

/// Bars over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Months {
    /// What is shown, in words.
    pub label: String,
    /// Units of the drawing.
    pub width: i32,
    /// Units of the drawing.
    pub height: i32,
    /// Where the axis is.
    pub base: i32,
    /// Heights and what they stand for.
    pub lines: Vec<(i32, String)>,
    /// The bars.
    pub bars: Vec<Bar>,
    /// Places below the axis and what stands there.
    pub ticks: Vec<(i32, String)>,
    /// Names of the series.
    pub names: Vec<&'static str>,
    /// The table of all that has counts.
    pub rows: Vec<Row>,
    /// That something is left out of the drawing.
    pub cut: Option<String>,
}

/// One month or year.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Where it leads.
    pub href: String,
    /// What it says, in words.
    pub title: String,
    /// Its left side.
    pub x: String,
    /// Its width.
    pub width: String,
    /// One part a series, from the axis up.
    pub parts: Vec<Part>,
}

/// A part of a bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// How it is filled.
    pub class: &'static str,
    /// Its upper side.
    pub y: String,
    /// Its height.
    pub height: String,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The month or year.
    pub label: String,
    /// A count for each series.
    pub counts: Vec<u32>,
}

/// Draws counts by month; none where there are none. `what` is said in words, such as `Statements by Ana Ortiz`;
/// `href` leads from a month or a year to the search for it.
pub fn months(what: &str, series: &[Series], href: impl Fn(&str) -> String) -> Option<Months> {
    let by_month = table(series, |month| month.to_owned());
    let first = by_month.keys().next()?.clone();
    let last = by_month.keys().next_back()?.clone();
    let months = between(&first, &last);
    let (unit, counts, labels) = match months.len() > MOST_MONTHS {
        true => {
            let counts = table(series, |month| month[..4].to_owned());
            ("year", counts, years(&first, &last))
        }
        false => ("month", by_month, months),
    };
    let skipped = labels.len().saturating_sub(MOST_BARS);
    let highest = counts.values().map(|counts| counts.iter().sum::<u32>()).max()?.max(1);
    let step = f64::from(WIDTH - LEFT) / (labels.len() - skipped) as f64;
    let mut chart = Months {
        label: format!("{what}, by {unit} of publication"),
        width: WIDTH,
        height: HEIGHT + TOP + 24,
        base: HEIGHT + TOP,
        lines: lines(highest),
        bars: Vec::new(),
        ticks: Vec::new(),
        names: series.iter().map(|one| one.name).collect(),
        rows: counts
            .iter()
            .map(|(label, counts)| Row { label: label.clone(), counts: counts.clone() })
            .collect(),
        cut: (skipped > 0).then(|| format!("The first {skipped} {unit}s are not drawn; the table has them.")),
    };
    let every = ticks_every(labels.len() - skipped);
    for (at, label) in labels[skipped..].iter().enumerate() {
        let x = f64::from(LEFT) + at as f64 * step;
        if at % every == 0 {
            chart.ticks.push((x as i32, label.clone()));
        }
        if let Some(counts) = counts.get(label) {
            let width = (step * 0.85).clamp(1.0, WIDEST);
            chart.bars.push(bar(label, counts, series, highest, (x, width), href(label)));
        }
    }
    Some(chart)
}

fn table(series: &[Series], key: impl Fn(&str) -> String) -> BTreeMap<String, Vec<u32>> {
    let mut counts: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (at, one) in series.iter().enumerate() {
        for (month, count) in one.counts.iter().filter(|(month, _)| month.len() == 7) {
            counts.entry(key(month)).or_insert_with(|| vec![0; series.len()])[at] += count;
        }
    }
    counts
}

fn bar(
    label: &str,
    counts: &[u32],
    series: &[Series],
    highest: u32,
    (x, width): (f64, f64),
    href: String,
) -> Bar {
    let scale = f64::from(HEIGHT) / f64::from(highest);
    let mut top = f64::from(HEIGHT + TOP);
    let mut parts = Vec::new();
    for (&count, series) in counts.iter().zip(series).filter(|(count, _)| **count > 0) {
        let height = f64::from(count) * scale;
        top -= height;
        parts.push(Part { class: series.class, y: decimal(top), height: decimal(height) });
    }
    let total: u32 = counts.iter().sum();
    let split: Vec<String> = match series.len() {
        1 => Vec::new(),
        _ => counts.iter().zip(series).map(|(count, series)| format!("{count} {}", series.name)).collect(),
    };
    let title = match split.is_empty() {
        true => format!("{label}: {total}"),
        false => format!("{label}: {total} ({})", split.join(", ")),
    };
    Bar { href, title, x: decimal(x), width: decimal(width), parts }
}

/// Two lines, at a round number and at half of it.
fn lines(highest: u32) -> Vec<(i32, String)> {
    let round = 10_u32.pow(highest.ilog10());
    let top = highest / round * round;
    let at = |value: u32| {
        (f64::from(HEIGHT + TOP) - f64::from(value) * f64::from(HEIGHT) / f64::from(highest)) as i32
    };
    let values = if top.is_multiple_of(2) { vec![top, top / 2] } else { vec![top] };
    values.into_iter().map(|value| (at(value), super::links::grouped(u64::from(value)))).collect()
}

fn ticks_every(count: usize) -> usize {
    [1, 2, 3, 6, 12, 24].into_iter().find(|every| count / every <= 12).unwrap_or(count / 12 + 1)
}

/// All months from one to another.
fn between(first: &str, last: &str) -> Vec<String> {
    let (Some(mut at), Some(last)) = (number(first), number(last)) else { return Vec::new() };
    let mut all = Vec::new();
    while at <= last {
        all.push(format!("{:04}-{:02}", at / 12, at % 12 + 1));
        at += 1;
    }
    all
}

fn years(first: &str, last: &str) -> Vec<String> {
    let year = |month: &str| month[..4].parse::<u32>().unwrap_or(0);
    (year(first)..=year(last)).map(|year| format!("{year:04}")).collect()
}

fn number(month: &str) -> Option<u32> {
    let (year, month) = month.split_once('-')?;
    Some(year.parse::<u32>().ok()? * 12 + month.parse::<u32>().ok()?.checked_sub(1)?)
}

/// A number as drawings have it.
pub fn decimal(value: f64) -> String {
    format!("{value:.1}")
}

/// A share of the whole as a width of 100.
pub fn width(part: u64, whole: u64) -> String {
    decimal(part as f64 * 100.0 / whole.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(counts: &[(&str, u32)]) -> Series {
        let counts = counts.iter().map(|&(month, count)| (month.to_owned(), count)).collect();
        Series { name: "statements", class: "fill", counts }
    }

    #[test]
    fn months_without_anything_have_their_room() {
        let chart =
            months("Statements", &[series(&[("2016-11", 4), ("2017-02", 8)])], str::to_owned).unwrap();
        assert_eq!(chart.bars.len(), 2);
        assert_eq!(
            chart.ticks.iter().map(|(_, label)| label.as_str()).collect::<Vec<_>>(),
            ["2016-11", "2016-12", "2017-01", "2017-02"]
        );
        assert_eq!(chart.bars[0].parts[0].height, "75.0");
        assert_eq!(chart.rows[1], Row { label: "2017-02".into(), counts: vec![8] });
    }

    #[test]
    fn many_months_are_drawn_as_years() {
        let chart =
            months("Statements", &[series(&[("1990-01", 1), ("2016-12", 1), ("2016-02", 2)])], str::to_owned)
                .unwrap();
        assert_eq!(chart.bars.len(), 2);
        assert_eq!(chart.bars[1].title, "2016: 3");
        assert_eq!(months("Statements", &[series(&[("not known", 3)])], str::to_owned), None);
    }

    #[test]
    fn parts_stand_on_each_other() {
        let two = [
            series(&[("2016-11", 1)]),
            Series { name: "other", class: "mixed", ..series(&[("2016-11", 3)]) },
        ];
        let chart = months("Statements", &two, str::to_owned).unwrap();
        let parts = &chart.bars[0].parts;
        assert_eq!(
            (parts[0].y.as_str(), parts[1].y.as_str(), parts[1].height.as_str()),
            ("124.5", "12.0", "112.5")
        );
        assert_eq!(chart.bars[0].title, "2016-11: 4 (1 statements, 3 other)");
    }
}
