//! Dates as pages write them, to ISO 8601.

use jiff::civil::{Date, DateTime};
use jiff::fmt::rfc2822;
use jiff::tz::Offset;

/// Years in which a news text can have been published.
const YEARS: std::ops::RangeInclusive<i16> = 1700..=2200;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The date or instant that a metadata value gives: `2016-10-02`, or `2016-10-02T09:30:00-04:00`
/// where the value holds a time and its offset from UTC.
///
/// Understands ISO 8601 in its common variants, RFC 2822, and English dates with the month as a
/// word. All-number dates other than year first are ambiguous and give `None`.
pub(super) fn parse(value: &str) -> Option<String> {
    let value = value.trim();
    iso(value).or_else(|| rfc2822_instant(value)).or_else(|| first_in(value).map(|date| date.to_string()))
}

fn iso(value: &str) -> Option<String> {
    let head = value.get(..10).and_then(|it| it.replace('/', "-").parse::<Date>().ok());
    let (date, rest) = match head {
        Some(date) => (date, &value[10..]),
        None => {
            let head = value.get(..8).filter(|it| it.bytes().all(|b| b.is_ascii_digit()))?;
            (head.parse::<Date>().ok()?, &value[8..])
        }
    };
    if !YEARS.contains(&date.year()) || rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some(instant(date, rest).unwrap_or_else(|| date.to_string()))
}

/// `2016-10-02T09:30:00-04:00` from the date and `T09:30:00.000-0400`.
fn instant(date: Date, rest: &str) -> Option<String> {
    let rest = rest.trim_start_matches(['T', 't', ' ']);
    let clock_end = rest.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(clock_end);
    let mut parts = clock.split('.').next()?.split(':').map(|it| it.parse::<i8>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().flatten().unwrap_or(0);
    let at: DateTime = date.at(0, 0, 0, 0).with().hour(hour).minute(minute).second(second).build().ok()?;
    Some(format!("{}{}", at.strftime("%Y-%m-%dT%H:%M:%S"), offset(zone.trim())?))
}

/// `Z`, `+0200`, `-04:00`, `+01` as ISO 8601 writes it.
fn offset(zone: &str) -> Option<String> {
    if matches!(zone, "Z" | "z" | "UTC" | "GMT") {
        return Some("Z".to_owned());
    }
    let sign = zone.chars().next().filter(|c| matches!(c, '+' | '-'))?;
    let digits: String = zone[1..].chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        2 => (digits.as_str(), "00"),
        4 => digits.split_at(2),
        _ => return None,
    };
    Offset::from_hours(hours.parse().ok()?).ok()?;
    (minutes.parse::<u8>().ok()? < 60).then(|| format!("{sign}{hours}:{minutes}"))
}

fn rfc2822_instant(value: &str) -> Option<String> {
    let at = rfc2822::parse(value).ok()?;
    let seconds = at.offset().seconds();
    let zone = match seconds {
        0 => "Z".to_owned(),
        _ => format!(
            "{}{:02}:{:02}",
            if seconds < 0 { '-' } else { '+' },
            seconds.abs() / 3600,
            seconds.abs() % 3600 / 60
        ),
    };
    Some(format!("{}{zone}", at.strftime("%Y-%m-%dT%H:%M:%S")))
}

/// The first date with a month as an English word, or in ISO form, that stands in `text`.
pub(super) fn first_in(text: &str) -> Option<Date> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '|' | '·' | '•'))
        .filter(|word| !word.is_empty())
        .take(64)
        .collect();
    for (i, word) in words.iter().enumerate() {
        if let Some(date) = word.get(..10).and_then(|it| it.parse::<Date>().ok()) {
            return plausible(date);
        }
        let Some(month) = month(word) else { continue };
        let day_first = i.checked_sub(1).and_then(|at| day(words[at]));
        let found = match (day_first, words.get(i + 1), words.get(i + 2)) {
            (Some(day), Some(next), _) if year(next).is_some() => (year(next), day),
            (_, Some(next), Some(after)) if day(next).is_some() => (year(after), day(next)?),
            _ => continue,
        };
        if let (Some(year), day) = found {
            return Date::new(year, month, day).ok().and_then(plausible);
        }
    }
    None
}

/// The date in an address: `/2016/10/02/`, `/2016/oct/02/`, `2016-10-02`.
pub(super) fn in_address(address: &str) -> Option<Date> {
    let path = address.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split(['/', '-', '_']).collect();
    parts.windows(3).find_map(|window| {
        let year = (window[0].len() == 4).then(|| year(window[0])).flatten()?;
        let month = match window[1].parse::<i8>() {
            Ok(number) if window[1].len() == 2 => number,
            Ok(_) => return None,
            Err(_) => month(window[1])?,
        };
        let day = (window[2].len() == 2).then(|| window[2].parse::<i8>().ok()).flatten()?;
        Date::new(year, month, day).ok().and_then(plausible)
    })
}

fn plausible(date: Date) -> Option<Date> {
    YEARS.contains(&date.year()).then_some(date)
}

fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    if word.len() < 3 {
        return None;
    }
    let at = MONTHS.iter().position(|month| {
        *month == word
            || (word.len() == 3 && month.starts_with(&word))
            || (word == "sept" && *month == "september")
    })?;
    i8::try_from(at + 1).ok()
}

fn day(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h', '.']);
    digits.parse::<i8>().ok().filter(|day| (1..=31).contains(day))
}

fn year(word: &str) -> Option<i16> {
    let word = word.trim_end_matches(['.', ':', ';', '/']);
    (word.len() == 4).then(|| word.parse::<i16>().ok()).flatten().filter(|year| YEARS.contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_metadata() {
        for (value, expected) in [
            ("2016-10-02", Some("2016-10-02")),
            ("2016-10-02T09:30:00-04:00", Some("2016-10-02T09:30:00-04:00")),
            ("2016-10-02T09:30:00.000-0400", Some("2016-10-02T09:30:00-04:00")),
            ("2016-10-02T09:30Z", Some("2016-10-02T09:30:00Z")),
            ("2016-10-02 09:30:00 UTC", Some("2016-10-02T09:30:00Z")),
            ("2016-10-02 09:30:00", Some("2016-10-02")),
            ("20161002", Some("2016-10-02")),
            ("2016/10/02", Some("2016-10-02")),
            ("Sun, 02 Oct 2016 09:30:00 -0400", Some("2016-10-02T09:30:00-04:00")),
            ("October 2, 2016", Some("2016-10-02")),
            ("Published: Oct. 2nd, 2016 9:30 PM EDT", Some("2016-10-02")),
            ("2 October 2016", Some("2016-10-02")),
            ("Sunday 2 Sept 2016", Some("2016-09-02")),
            ("02/10/2016", None),
            ("2016-13-40", None),
            ("1475401800", None),
            ("May", None),
            ("", None),
        ] {
            assert_eq!(parse(value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn addresses() {
        let date = |address| in_address(address).map(|date: Date| date.to_string());
        assert_eq!(date("https://example.org/2016/10/02/bridge.html").as_deref(), Some("2016-10-02"));
        assert_eq!(date("https://example.org/world/2016/oct/02/bridge").as_deref(), Some("2016-10-02"));
        assert_eq!(date("https://example.org/news/2016-10-02-bridge").as_deref(), Some("2016-10-02"));
        assert_eq!(date("https://example.org/news/2016/bridge"), None);
    }
}
