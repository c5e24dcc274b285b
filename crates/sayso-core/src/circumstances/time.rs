//! Time expressions: *on Tuesday*, *yesterday*, *Oct. 2*, *last week*, *in 2014*.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::lexicon::{CalendarWord, lexicon};

/// A stretch of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Weekend,
    Month,
    Year,
}

/// Which of several days a weekday names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shift {
    Plain,
    Last,
    Next,
}

/// What a time expression says, before it is known from when it is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// A full date.
    Date(Date),
    /// A month of a known year.
    MonthOf { year: i16, month: i8 },
    /// A year.
    Year(i16),
    /// A day without its year.
    MonthDay { month: i8, day: i8 },
    /// A month without its year.
    Month(i8),
    /// 1 is Monday.
    Weekday(i8, Shift),
    /// So many units from the present one: 0 this, -1 the last.
    Period(Unit, i32),
    /// So many units ago.
    Ago(Unit, i32),
}

/// A time expression at the start of some tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Expression {
    /// How many tokens it takes.
    pub(super) tokens: usize,
    pub(super) when: When,
}

/// The time expression that `tokens` (words and punctuation marks) start with; `before` is the word
/// before them, which some expressions need.
pub(super) fn read(tokens: &[&str], before: Option<&str>) -> Option<Expression> {
    let first = tokens.first()?;
    iso_date(first)
        .map(|date| Expression { tokens: 1, when: When::Date(date) })
        .or_else(|| named(tokens))
        .or_else(|| calendar(tokens, before))
        .or_else(|| day_first(tokens))
        .or_else(|| ago(tokens))
        .or_else(|| bare_year(tokens, before))
}

fn iso_date(token: &str) -> Option<Date> {
    (token.len() == 10).then(|| token.parse().ok()).flatten()
}

/// *yesterday*, *this morning*, *last week*, *earlier this month*, *over the weekend*.
fn named(tokens: &[&str]) -> Option<Expression> {
    let words: Vec<String> = tokens.iter().take(3).map(|token| stem(token).to_lowercase()).collect();
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let found = |tokens, unit, offset| Some(Expression { tokens, when: When::Period(unit, offset) });
    match word(0) {
        "today" | "tonight" => return found(1, Unit::Day, 0),
        "yesterday" => return found(1, Unit::Day, -1),
        "tomorrow" => return found(1, Unit::Day, 1),
        "over" if word(1) == "the" && word(2) == "weekend" => return found(3, Unit::Weekend, 0),
        "earlier" | "late" | "later" | "early" => {
            let rest = named(&tokens[1..]).filter(|rest| matches!(rest.when, When::Period(_, 0 | -1)))?;
            return Some(Expression { tokens: rest.tokens + 1, ..rest });
        }
        _ => {}
    }
    let offset = match word(0) {
        "this" => 0,
        "last" => -1,
        "next" => 1,
        _ => return None,
    };
    let weekday = tokens.get(1).and_then(|_| weekday(&tokens[1..]));
    if let Some((count, day)) = weekday {
        let shift = [Shift::Last, Shift::Plain, Shift::Next][usize::try_from(offset + 1).unwrap_or(1)];
        return Some(Expression { tokens: count + 1, when: When::Weekday(day, shift) });
    }
    if let Some((count, month)) = tokens.get(1).and_then(|_| month(&tokens[1..])) {
        return Some(Expression { tokens: count + 1, when: When::Month(month) });
    }
    match word(1) {
        "morning" | "afternoon" | "evening" if offset == 0 => found(2, Unit::Day, 0),
        "night" if offset == -1 => found(2, Unit::Day, -1),
        "week" => found(2, Unit::Week, offset),
        "weekend" => found(2, Unit::Weekend, offset),
        "month" => found(2, Unit::Month, offset),
        "year" => found(2, Unit::Year, offset),
        _ => None,
    }
}

/// Weekdays and months with what belongs to them.
fn calendar(tokens: &[&str], before: Option<&str>) -> Option<Expression> {
    if let Some((mut count, day)) = weekday(tokens) {
        let part = tokens.get(count).map(|token| token.to_lowercase());
        if matches!(part.as_deref(), Some("morning" | "afternoon" | "evening" | "night")) {
            count += 1;
        }
        return Some(Expression { tokens: count, when: When::Weekday(day, Shift::Plain) });
    }
    let (count, month) = month(tokens)?;
    let found = |tokens, when| Some(Expression { tokens, when });
    let comma = usize::from(tokens.get(count) == Some(&","));
    if let Some(year) = tokens.get(count + comma).and_then(|token| year(token)) {
        return found(count + comma + 1, When::MonthOf { year, month });
    }
    if let Some(day) = tokens.get(count).and_then(|token| day(token)) {
        let comma = usize::from(tokens.get(count + 1) == Some(&","));
        let date = tokens
            .get(count + 1 + comma)
            .and_then(|token| year(token))
            .and_then(|year| Date::new(year, month, day).ok());
        return match date {
            Some(date) => found(count + 2 + comma, When::Date(date)),
            None => found(count + 1, When::MonthDay { month, day }),
        };
    }
    let before = before.unwrap_or_default().to_lowercase();
    let led = matches!(before.as_str(), "in" | "during" | "late" | "early" | "mid" | "earlier");
    if led { found(count, When::Month(month)) } else { None }
}

/// *2 October 2016*.
fn day_first(tokens: &[&str]) -> Option<Expression> {
    let day = day(tokens.first()?)?;
    let (count, month) = month(tokens.get(1..)?)?;
    let date =
        tokens.get(count + 1).and_then(|token| year(token)).and_then(|year| Date::new(year, month, day).ok());
    Some(match date {
        Some(date) => Expression { tokens: count + 2, when: When::Date(date) },
        None => Expression { tokens: count + 1, when: When::MonthDay { month, day } },
    })
}

/// *three days ago*, *a week earlier* is not one: it counts from something else.
fn ago(tokens: &[&str]) -> Option<Expression> {
    let [count, unit, last, ..] = tokens else { return None };
    let unit = match unit.to_lowercase().trim_end_matches('s') {
        "day" => Unit::Day,
        "week" => Unit::Week,
        "month" => Unit::Month,
        "year" => Unit::Year,
        _ => return None,
    };
    let count = number(count)?;
    last.eq_ignore_ascii_case("ago").then_some(Expression { tokens: 3, when: When::Ago(unit, count) })
}

/// A year after *in* or *during*, or amid a phrase (*a 2014 interview*).
fn bare_year(tokens: &[&str], before: Option<&str>) -> Option<Expression> {
    let year = year(stem(tokens.first()?))?;
    let before = before?.to_lowercase();
    let alone = matches!(before.as_str(), "in" | "during" | "of");
    let within =
        matches!(before.as_str(), "a" | "an" | "the" | "his" | "her" | "their" | "its" | "my" | "our");
    let noun = tokens.get(1).is_some_and(|next| next.starts_with(char::is_lowercase));
    (alone || within && noun).then_some(Expression { tokens: 1, when: When::Year(year) })
}

/// Tokens and number of the weekday that `tokens` start with. Short forms need their point.
fn weekday(tokens: &[&str]) -> Option<(usize, i8)> {
    match calendar_word(tokens)? {
        (count, CalendarWord::Weekday(day)) => Some((count, day)),
        _ => None,
    }
}

/// Tokens and number of the month that `tokens` start with. Short forms need their point or a day.
fn month(tokens: &[&str]) -> Option<(usize, i8)> {
    match calendar_word(tokens)? {
        (count, CalendarWord::Month(month)) => Some((count, month)),
        _ => None,
    }
}

fn calendar_word(tokens: &[&str]) -> Option<(usize, CalendarWord)> {
    let token = stem(tokens.first()?);
    let word = *lexicon().calendar.get(token)?;
    let full = token.ends_with("day")
        || matches!(word, CalendarWord::Month(m) if token.len() == MONTH_LENGTHS[m as usize - 1]);
    let pointed = tokens.get(1) == Some(&".");
    let numbered = tokens.get(1).is_some_and(|next| day(next).is_some());
    let capital = token.starts_with(char::is_uppercase);
    (capital && (full || pointed || numbered)).then_some((1 + usize::from(pointed && !full), word))
}

/// Letters in the full name of each month.
const MONTH_LENGTHS: [usize; 12] = [7, 8, 5, 5, 3, 4, 4, 6, 9, 7, 8, 8];

fn day(token: &str) -> Option<i8> {
    let digits = token.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let ending = &token[digits.len()..];
    let day: i8 = digits.parse().ok()?;
    (digits.len() <= 2 && (1..=31).contains(&day) && matches!(ending, "" | "st" | "nd" | "rd" | "th"))
        .then_some(day)
}

fn year(token: &str) -> Option<i16> {
    let year = (token.len() == 4).then(|| token.parse().ok()).flatten()?;
    (1800..=2199).contains(&year).then_some(year)
}

fn number(token: &str) -> Option<i32> {
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    let word = token.to_lowercase();
    let spelt = WORDS.iter().position(|&w| w == word).and_then(|n| i32::try_from(n).ok());
    let one = matches!(word.as_str(), "a" | "an").then_some(1);
    spelt.or(one).or_else(|| word.parse().ok().filter(|n| (1..=999).contains(n)))
}

/// A word without a possessive ending.
pub(super) fn stem(token: &str) -> &str {
    token.strip_suffix("'s").or_else(|| token.strip_suffix("’s")).unwrap_or(token)
}

/// First and last day that `when` names, seen from the day `anchor`: the nearest in the past, or, if
/// `ahead`, in the future. `None` where it needs a day to be seen from and there is none.
pub(super) fn resolve(when: When, anchor: Option<Date>, ahead: bool) -> Option<(Date, Date)> {
    match when {
        When::Date(date) => Some((date, date)),
        When::MonthOf { year, month } => month_of(year, month),
        When::Year(year) => year_of(year),
        _ => relative(when, anchor?, ahead),
    }
}

fn relative(when: When, anchor: Date, ahead: bool) -> Option<(Date, Date)> {
    let days = |n: i64| anchor.checked_add(n.days()).ok();
    let one = |day: Option<Date>| day.map(|day| (day, day));
    match when {
        When::Weekday(weekday, shift) => {
            let back = i64::from(anchor.weekday().to_monday_one_offset() - weekday).rem_euclid(7);
            let forth = (7 - back) % 7;
            one(days(match shift {
                Shift::Last => -if back == 0 { 7 } else { back },
                Shift::Next => {
                    if forth == 0 {
                        7
                    } else {
                        forth
                    }
                }
                Shift::Plain => {
                    if ahead {
                        forth
                    } else {
                        -back
                    }
                }
            }))
        }
        When::MonthDay { month, day } => {
            let in_year = |year: i16| Date::new(year, month, day).ok();
            let this = in_year(anchor.year());
            // A day's difference may be that of the time zone.
            one(match this {
                Some(date) if ahead && date < anchor => in_year(anchor.year() + 1),
                Some(date) if !ahead && date > anchor.tomorrow().unwrap_or(anchor) => {
                    in_year(anchor.year() - 1)
                }
                // The 29th of February.
                None => in_year(anchor.year() - 1).or_else(|| in_year(anchor.year() + 1)),
                date => date,
            })
        }
        When::Month(month) => {
            let year = match (ahead, month.cmp(&anchor.month())) {
                (false, std::cmp::Ordering::Greater) => anchor.year() - 1,
                (true, std::cmp::Ordering::Less) => anchor.year() + 1,
                _ => anchor.year(),
            };
            month_of(year, month).map(|range| until(range, anchor, ahead))
        }
        When::Period(unit, offset) => period(unit, offset, anchor).map(|range| until(range, anchor, ahead)),
        When::Ago(unit, count) => match unit {
            Unit::Day => one(days(-i64::from(count))),
            Unit::Week | Unit::Weekend => {
                let day = days(-7 * i64::from(count))?;
                Some((day.checked_sub(3.days()).ok()?, day.checked_add(3.days()).ok()?))
            }
            Unit::Month | Unit::Year => period(unit, -count, anchor),
        },
        When::Date(_) | When::MonthOf { .. } | When::Year(_) => resolve(when, None, ahead),
    }
}

/// What has passed of a range, seen from `anchor`, unless it lies ahead.
fn until((from, to): (Date, Date), anchor: Date, ahead: bool) -> (Date, Date) {
    if !ahead && from <= anchor { (from, to.min(anchor)) } else { (from, to) }
}

fn period(unit: Unit, offset: i32, anchor: Date) -> Option<(Date, Date)> {
    let since_monday = i64::from(anchor.weekday().to_monday_zero_offset());
    match unit {
        Unit::Day => {
            let day = anchor.checked_add(i64::from(offset).days()).ok()?;
            Some((day, day))
        }
        Unit::Week => {
            let monday = anchor.checked_add((7 * i64::from(offset) - since_monday).days()).ok()?;
            Some((monday, monday.checked_add(6.days()).ok()?))
        }
        Unit::Weekend => {
            // The one that goes on or was last; the next one is the first to come.
            let back = (since_monday + 2) % 7;
            let saturday = anchor.checked_add((7 * i64::from(offset.max(0)) - back).days()).ok()?;
            Some((saturday, saturday.tomorrow().ok()?))
        }
        Unit::Month => {
            let month = anchor.checked_add(offset.months()).ok()?;
            Some((month.first_of_month(), month.last_of_month()))
        }
        Unit::Year => year_of(i16::try_from(i32::from(anchor.year()) + offset).ok()?),
    }
}

fn month_of(year: i16, month: i8) -> Option<(Date, Date)> {
    let first = Date::new(year, month, 1).ok()?;
    Some((first, first.last_of_month()))
}

fn year_of(year: i16) -> Option<(Date, Date)> {
    Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
}
