//! When a document was published, as far as it says so, and which of two came later.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::civil::Date;

/// An interval in seconds since 1970-01-01, UTC, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Published {
    /// The first second.
    pub from: i64,
    /// The last one.
    pub to: i64,
}

const DAY: i64 = 86_400;

impl Published {
    /// Of a date or an instant in ISO 8601: a date, or a time without its zone, is the whole day.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Some(Self { from: instant.as_second(), to: instant.as_second() });
        }
        let date: Date = text.get(..10)?.parse().ok()?;
        let since = date.since((jiff::Unit::Day, Date::new(1970, 1, 1).ok()?)).ok()?;
        let from = i64::from(since.get_days()) * DAY;
        Some(Self { from, to: from + DAY - 1 })
    }
}

/// Which of two was published first, where their dates tell.
pub(super) fn order(a: Option<Published>, b: Option<Published>) -> Option<Ordering> {
    let (a, b) = (a?, b?);
    match (a.to < b.from, b.to < a.from) {
        (true, _) => Some(Ordering::Less),
        (_, true) => Some(Ordering::Greater),
        _ => None,
    }
}

/// Whole days between two, at least; none where one has no date.
pub(super) fn days_apart(a: Option<Published>, b: Option<Published>) -> Option<i64> {
    let (a, b) = (a?, b?);
    Some(((a.from - b.to).max(b.from - a.to).max(0)) / DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(a: &str, b: &str) -> Option<Ordering> {
        order(Published::read(a), Published::read(b))
    }

    #[test]
    fn dates_tell_days_and_instants_tell_seconds() {
        assert_eq!(of("2016-10-02", "2016-10-03"), Some(Ordering::Less));
        assert_eq!(of("2016-10-02", "2016-10-02"), None);
        assert_eq!(of("2016-10-02", "2016-10-02T09:30:00Z"), None);
        assert_eq!(of("2016-10-02T09:30:00-04:00", "2016-10-02T13:29:00Z"), Some(Ordering::Greater));
        assert_eq!(of("2016-10-02T09:30", "2016-10-03T00:30"), Some(Ordering::Less));
        assert_eq!(of("autumn", "2016-10-03"), None);
        let apart = |a, b| days_apart(Published::read(a), Published::read(b));
        assert_eq!(apart("2016-10-02", "2016-10-10"), Some(7));
        assert_eq!((apart("2016-10-02", "2016-10-02"), apart("2016-10-02", "")), (Some(0), None));
    }
}
