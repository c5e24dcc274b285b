//! What is filtered, counted and sorted by, in memory: one value a statement, by its number.
//!
//! Some forty bytes a statement; a search touches no row of the database before it knows its page.

use rusqlite::Connection;
use sayso_core::document::{Attitude, Form, Stance, Status};

use super::set::Set;
use crate::codes::{Code, date_of};
use crate::query::Review;

/// A day that is not known.
pub(super) const NO_DAY: i32 = i32::MIN;

/// BM25: how soon more of the same says no more, and how much length counts (Robertson and Zaragoza 2009).
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// What of a statement has few values, in one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Traits(pub u16);

/// How many numbers there are of [`Traits`].
pub(super) const TRAITS: usize = 1 << 13;

impl Traits {
    fn new([form, attitude, status, stance, review]: [i64; 5], named: bool, told: bool) -> Self {
        let bits = (form & 3) | (attitude & 3) << 2 | (status & 7) << 4 | (stance & 3) << 7;
        Self((bits | (review & 3) << 11) as u16 | u16::from(named) << 9 | u16::from(told) << 10)
    }

    pub fn form(self) -> Option<Form> {
        Form::from_code(i64::from(self.0 & 3))
    }

    pub fn attitude(self) -> Option<Attitude> {
        Attitude::from_code(i64::from(self.0 >> 2 & 3))
    }

    pub fn status(self) -> Option<Status> {
        Status::from_code(i64::from(self.0 >> 4 & 7))
    }

    pub fn stance(self) -> Option<Stance> {
        Stance::from_code(i64::from(self.0 >> 7 & 3))
    }

    /// Whether the text names the speaker.
    pub fn named(self) -> bool {
        self.0 >> 9 & 1 == 1
    }

    /// What people said of it; none of one that is rejected.
    pub fn review(self) -> Option<Review> {
        match self.0 >> 11 & 3 {
            0 => Some(Review::Open),
            1 => Some(Review::Accepted),
            3 => Some(Review::Changed),
            _ => None,
        }
    }

    /// Whether the text tells who speaks.
    pub fn told(self) -> bool {
        self.0 >> 10 & 1 == 1
    }
}

/// The narrow half of all statements that are not hidden.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// Which numbers are statements that are not hidden.
    pub alive: Set,
    pub traits: Vec<Traits>,
    pub document: Vec<u32>,
    /// 0: nobody over documents.
    pub person: Vec<u32>,
    /// 0: not known.
    pub outlet: Vec<u32>,
    /// 0: none that another statement reports too.
    pub utterance: Vec<u32>,
    /// By utterance: how many statements report it.
    pub reports: Vec<u32>,
    /// 0: none.
    pub lemma: Vec<u32>,
    /// Of publication.
    pub day: Vec<i32>,
    pub said_from: Vec<i32>,
    pub said_to: Vec<i32>,
    /// In ten-thousandths.
    pub confidence: Vec<u16>,
    /// What a word found in it is worth: BM25 of one occurrence, times the probability that the
    /// statement is one.
    pub weight: Vec<f32>,
    /// Month of publication, as [`month_of`].
    pub month: Vec<u16>,
    /// One past the largest number of a document, person, outlet, utterance.
    pub documents: usize,
    pub people: usize,
    pub outlets: usize,
    pub utterances: usize,
    /// How many statements are alive.
    pub count: usize,
}

const STATEMENTS: &str = "SELECT id, document, form, attitude, status, stance, named, speaker IS NOT NULL,
    person, outlet, lemma, day, said_from, said_to, confidence, utterance, review FROM statements WHERE hidden = 0 ORDER BY id";

const LENGTHS: &str = "SELECT statement, content_end - content_start FROM details ORDER BY statement";

impl Columns {
    /// Reads all statements that are not hidden.
    pub fn load(db: &Connection) -> rusqlite::Result<Self> {
        let bound = |table: &str| -> rusqlite::Result<usize> {
            db.query_row(&format!("SELECT coalesce(max(id), 0) + 1 FROM {table}"), [], |row| row.get(0))
        };
        let mut columns = Self::empty(bound("statements")?);
        columns.documents = bound("documents")?;
        columns.people = bound("people")?;
        columns.outlets = bound("outlets")?;
        columns.utterances = bound("utterances")?;
        columns.reports = vec![0; columns.utterances];
        columns.read_statements(db)?;
        columns.weigh(db)?;
        Ok(columns)
    }

    fn empty(bound: usize) -> Self {
        Self {
            alive: Set::empty(bound),
            traits: vec![Traits::default(); bound],
            document: vec![0; bound],
            person: vec![0; bound],
            outlet: vec![0; bound],
            utterance: vec![0; bound],
            lemma: vec![0; bound],
            day: vec![NO_DAY; bound],
            said_from: vec![NO_DAY; bound],
            said_to: vec![NO_DAY; bound],
            confidence: vec![0; bound],
            weight: vec![0.0; bound],
            month: vec![0; bound],
            ..Self::default()
        }
    }

    fn read_statements(&mut self, db: &Connection) -> rusqlite::Result<()> {
        let mut select = db.prepare_cached(STATEMENTS)?;
        let mut rows = select.query([])?;
        let mut months = Months::default();
        while let Some(row) = rows.next()? {
            let id: u32 = row.get(0)?;
            let at = id as usize;
            let day = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<i32>>(column)?.unwrap_or(NO_DAY));
            let number = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<u32>>(column)?.unwrap_or(0));
            self.alive.add(id);
            self.count += 1;
            self.document[at] = row.get(1)?;
            let words = [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(16)?];
            self.traits[at] = Traits::new(words, row.get(6)?, row.get(7)?);
            self.person[at] = number(8)?;
            self.outlet[at] = number(9)?;
            self.lemma[at] = number(10)?;
            self.utterance[at] = number(15)?;
            self.reports[self.utterance[at] as usize] += 1;
            self.day[at] = day(11)?;
            self.said_from[at] = day(12)?;
            self.said_to[at] = day(13)?;
            self.confidence[at] = row.get(14)?;
            self.month[at] = months.of(self.day[at]);
        }
        Ok(())
    }

    /// Computes what a found word is worth, by the length of the content in bytes.
    fn weigh(&mut self, db: &Connection) -> rusqlite::Result<()> {
        let mut select = db.prepare_cached(LENGTHS)?;
        let mut rows = select.query([])?;
        let mut sum = 0.0_f64;
        while let Some(row) = rows.next()? {
            let at: usize = row.get(0)?;
            let length: f32 = row.get::<_, i64>(1)? as f32;
            if let Some(weight) = self.weight.get_mut(at) {
                *weight = length;
                sum += f64::from(length);
            }
        }
        let mean = (sum / self.count.max(1) as f64).max(1.0) as f32;
        for (weight, &confidence) in self.weight.iter_mut().zip(&self.confidence) {
            let length = 1.0 - B + B * *weight / mean;
            *weight = (K1 + 1.0) / (1.0 + K1 * length) * (f32::from(confidence) / 10_000.0);
        }
        Ok(())
    }

    /// The utterance of a statement as one number: below [`Columns::utterances`] one that several report, from
    /// there on that of a quotation which stands alone; 0 for what is no quotation.
    pub fn utterance_of(&self, id: u32) -> u32 {
        match self.utterance[id as usize] {
            0 if self.traits[id as usize].form() == Some(Form::Indirect) => 0,
            0 => self.utterances as u32 + id,
            row => row,
        }
    }

    /// How many statements report what a statement reports, itself included.
    pub fn reach(&self, id: u32) -> u32 {
        match self.utterance[id as usize] {
            0 => 1,
            row => self.reports[row as usize],
        }
    }

    /// One past the largest number of a statement.
    pub fn bound(&self) -> usize {
        self.document.len()
    }
}

/// Months counted from January of year 1, which is 1; 0 is not known.
#[derive(Default)]
struct Months {
    last: Option<(i32, u16)>,
}

impl Months {
    /// The month of a day; the same day again costs nothing.
    fn of(&mut self, day: i32) -> u16 {
        match self.last {
            Some((known, month)) if known == day => month,
            _ => {
                let month = month_of(day);
                self.last = Some((day, month));
                month
            }
        }
    }
}

fn month_of(day: i32) -> u16 {
    let date = if day == NO_DAY { None } else { date_of(i64::from(day)) };
    let months = date.map(|date| (i32::from(date.year()) - 1) * 12 + i32::from(date.month()));
    months.and_then(|months| u16::try_from(months).ok()).unwrap_or(0)
}

/// `2016-10`.
pub(super) fn month_name(month: u16) -> String {
    let since = i32::from(month) - 1;
    format!("{:04}-{:02}", since / 12 + 1, since % 12 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::day_number;
    use jiff::civil::date;

    #[test]
    fn months_have_names() {
        for day in [date(2016, 1, 1), date(2016, 12, 31), date(1999, 10, 4), date(5, 2, 1)] {
            let month = month_of(day_number(day) as i32);
            assert_eq!(month_name(month), day.strftime("%Y-%m").to_string());
        }
        assert_eq!((month_of(NO_DAY), month_of(day_number(date(-3, 1, 1)) as i32)), (0, 0));
    }

    #[test]
    fn traits_come_back() {
        let traits = Traits::new([2, 3, 4, 1, 3], true, false);
        assert_eq!(traits.form(), Some(Form::Mixed));
        assert_eq!(traits.attitude(), Some(Attitude::Intention));
        assert_eq!(traits.status(), Some(Status::Asked));
        assert_eq!(traits.stance(), Some(Stance::Endorsing));
        assert_eq!(traits.review(), Some(Review::Changed));
        assert_eq!((traits.named(), traits.told()), (true, false));
        assert!(usize::from(Traits::new([3, 3, 7, 3, 3], true, true).0) < TRAITS);
    }
}
