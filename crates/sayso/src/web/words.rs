//! The words in which the pages speak.

use jiff::civil::Date;
use sayso::store::search::Found;
use sayso_formats::writers::wording;

/// `4 Oct 2016`.
pub fn day(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

/// Two days, or one if they are the same.
pub fn days(first: Date, last: Date) -> String {
    if first == last { day(first) } else { format!("{} to {}", day(first), day(last)) }
}

/// A date of publication, as read, for a person; as it is where it is no date.
pub fn published(date: &str) -> String {
    date.get(..10).and_then(|date| date.parse().ok()).map_or_else(|| date.to_owned(), day)
}

/// An instant of ours, RFC 3339, to the minute.
pub fn instant(at: &str) -> String {
    match at.parse::<jiff::Timestamp>() {
        Ok(at) => at.strftime("%-d %b %Y, %H:%M UTC").to_string(),
        Err(_) => at.to_owned(),
    }
}

/// Who speaks, of a statement that was found.
pub fn who(found: &Found) -> String {
    wording::who(&found.document.document, &found.document.reading, found.statement())
}

/// What lies behind a score from 0 to 1.
pub fn percent(share: f32) -> String {
    wording::percent(share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_for_people() {
        assert_eq!(days(date(2016, 10, 4), date(2016, 10, 4)), "4 Oct 2016");
        assert_eq!(days(date(2016, 9, 30), date(2016, 10, 4)), "30 Sep 2016 to 4 Oct 2016");
        assert_eq!(published("2016-10-04T09:30:00-04:00"), "4 Oct 2016");
        assert_eq!(published("in autumn"), "in autumn");
        assert_eq!(instant("2026-11-28T08:35:38.123Z"), "28 Nov 2026, 08:35 UTC");
    }
}
