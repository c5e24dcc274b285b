//! Days, months, years and ranges of them.

use jiff::civil::Date;

use super::Days;
use super::fields::{Field, Unfit, empty};

/// What `2016`, `2016-09`, `2016-09-03`, `2016-09..2016-10`, `2016..` and `..2016` cover.
pub(super) fn days(field: Field, text: &str) -> Result<Days, Unfit> {
    let (from, to) = match text.split_once("..") {
        Some(("", "")) => return Err(empty(field)),
        Some((from, to)) => (open(from)?, open(to)?),
        None => {
            let one = span(text)?;
            (Some(one), Some(one))
        }
    };
    let days = Days { from: from.map(|span| span.0), to: to.map(|span| span.1) };
    if let (Some(from), Some(to)) = (days.from, days.to)
        && from > to
    {
        let what = format!("the range `{text}` ends before it begins");
        return Err(Unfit { what, help: "write the earlier date first".to_owned() });
    }
    Ok(days)
}

fn open(text: &str) -> Result<Option<(Date, Date)>, Unfit> {
    if text.is_empty() { Ok(None) } else { span(text).map(Some) }
}

/// First and last day of a year, month or day.
fn span(text: &str) -> Result<(Date, Date), Unfit> {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let well_formed = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
        && matches!(lengths[..], [4] | [4, 2] | [4, 2, 2]);
    if !well_formed {
        return Err(malformed(text));
    }
    let number = |index: usize| parts.get(index).and_then(|part| part.parse::<i16>().ok());
    let small = |index: usize| number(index).and_then(|value| i8::try_from(value).ok());
    let year = number(0).unwrap_or_default();
    let (Some(month), day) = (small(1).or((lengths.len() == 1).then_some(1)), small(2)) else {
        return Err(malformed(text));
    };
    let first = Date::new(year, month, 1).map_err(|_| no_such_month(text, month))?;
    match (lengths.len(), day) {
        (1, _) => Ok((first, first.last_of_year())),
        (_, None) => Ok((first, first.last_of_month())),
        (_, Some(day)) => match Date::new(year, month, day) {
            Ok(date) => Ok((date, date)),
            Err(_) => Err(no_such_day(text, first)),
        },
    }
}

fn no_such_month(text: &str, month: i8) -> Unfit {
    Unfit { what: format!("`{text}` is no date"), help: format!("there is no month {month:02}") }
}

fn no_such_day(text: &str, first: Date) -> Unfit {
    let last = first.last_of_month();
    let help = format!("{} ends on `{last}`", first.strftime("%Y-%m"));
    Unfit { what: format!("`{text}` is no date"), help }
}

fn malformed(text: &str) -> Unfit {
    let help = match repaired(text) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "a date is written 2016, 2016-09 or 2016-09-03, a range 2016-09..2016-10".to_owned(),
    };
    Unfit { what: format!("`{text}` is no date"), help }
}

/// The date that somebody meant who parted it by other signs, put the year last, left out a zero, or
/// wrote a range in another way.
fn repaired(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['-', '/', '.', '–']).filter(|part| !part.is_empty()).collect();
    let digits = parts.iter().all(|part| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit()));
    if !digits {
        return None;
    }
    let padded: Vec<String> = parts.iter().map(|part| format!("{part:0>2}")).collect();
    let lengths: Vec<usize> = padded.iter().map(String::len).collect();
    let near = match lengths[..] {
        [4, 2] | [4, 2, 2] => padded.join("-"),
        [2, 4] | [2, 2, 4] => padded.into_iter().rev().collect::<Vec<_>>().join("-"),
        [4, 4] => padded.join(".."),
        [6] | [8] => return None,
        _ => return None,
    };
    let fits = near.split("..").all(span_exists);
    fits.then_some(near)
}

fn span_exists(text: &str) -> bool {
    let parts: Vec<Option<i16>> = text.split('-').map(|part| part.parse().ok()).collect();
    let small = |index: usize| parts.get(index).copied().flatten().and_then(|value| i8::try_from(value).ok());
    let Some(year) = parts.first().copied().flatten() else { return false };
    Date::new(year, small(1).unwrap_or(1), small(2).unwrap_or(1)).is_ok()
}
