//! Word lists: titles, roles, organisations, given names, calendar words, short forms.
//!
//! The lists stand under `lexicons/`, one entry a line, each file naming its origin and licence.
//! They are compiled in and parsed once; [`lexicon`] hands out the result.

mod inflect;
mod phrases;

use std::sync::OnceLock;

pub use inflect::singular;
pub use phrases::Phrases;

/// The gender that a word tells of the person it is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    /// *Mr.*, *spokesman*, *Pedro*.
    Male,
    /// *Mrs.*, *spokeswoman*, *Ingrid*.
    Female,
    /// The word tells nothing: *Dr.*, *minister*, *Robin*.
    Either,
}

/// A role noun or phrase found at the start of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// How many words it takes.
    pub words: usize,
    /// Gender of the person, where the word tells it.
    pub gender: Gender,
    /// Whether it names several persons (*ministers*).
    pub plural: bool,
}

/// What a calendar word names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarWord {
    /// 1 is Monday, 7 Sunday.
    Weekday(i8),
    /// 1 is January.
    Month(i8),
}

/// Where a short form with a point may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShortForm {
    /// A name or number follows (*Mr.*, *Oct.*, *vs.*): no sentence ends there.
    Before,
    /// A sentence may end there as well (*Inc.*, *p.m.*, *U.S.*).
    Any,
    /// Also a common word (*no.*, *in.*): a short form only before a digit.
    Rare,
}

/// All word lists. Look-ups fold case, typographic apostrophes and points (*Sen.* is *sen*).
#[derive(Debug)]
pub struct Lexicon {
    /// Titles and honorifics that stand before a name (*Mr.*, *Lt. Gov.*, *Sheikh*).
    pub titles: Phrases<Gender>,
    /// What a person does or is, in the singular; [`Lexicon::role_at`] knows plurals too.
    pub roles: Phrases<Gender>,
    /// Words that mark a capitalised name as that of an organisation (*Ministry*, *Inc.*).
    pub organizations: Phrases<()>,
    /// Several people who speak as one (*officials*, *critics*, *residents*).
    pub groups: Phrases<()>,
    /// Texts and recordings that can be a source (*report*, *poll*, *press release*).
    pub documents: Phrases<()>,
    /// Given names of many languages.
    pub given_names: Phrases<Gender>,
    /// Weekdays and months.
    pub calendar: Phrases<CalendarWord>,
    /// Short forms that take a point.
    pub short_forms: Phrases<ShortForm>,
}

/// The word lists, parsed at the first call.
#[must_use]
pub fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(Lexicon::parse)
}

macro_rules! list {
    ($name:literal) => {
        include_str!(concat!("../../../../lexicons/", $name))
    };
}

impl Lexicon {
    fn parse() -> Self {
        Self {
            titles: Phrases::parse(list!("titles.tsv"), gender),
            roles: Phrases::parse(list!("roles.tsv"), gender),
            organizations: Phrases::parse(list!("organizations.txt"), nothing),
            groups: Phrases::parse(list!("groups.txt"), nothing),
            documents: Phrases::parse(list!("documents.txt"), nothing),
            given_names: Phrases::parse(list!("given-names.tsv"), gender),
            calendar: Phrases::parse(list!("calendar.tsv"), calendar_word),
            short_forms: Phrases::parse(list!("abbreviations.tsv"), short_form),
        }
    }

    /// The longest role at the start of `words`, singular or plural (*chief executives*).
    #[must_use]
    pub fn role_at(&self, words: &[&str]) -> Option<Role> {
        let (count, gender) = self.roles.longest_at(words).unzip();
        let mut best = count.zip(gender).map(|(words, gender)| Role { words, gender, plural: false });
        for end in 1..=words.len().min(self.roles.longest()) {
            let Some(last) = singular(words[end - 1]) else { continue };
            let mut phrase = words[..end - 1].to_vec();
            phrase.push(&last);
            if let Some(&gender) = self.roles.get(&phrase.join(" "))
                && best.is_none_or(|b| b.words < end)
            {
                best = Some(Role { words: end, gender, plural: true });
            }
        }
        best
    }
}

fn nothing(fields: &[&str]) -> Option<()> {
    fields.is_empty().then_some(())
}

fn gender(fields: &[&str]) -> Option<Gender> {
    match fields {
        ["m"] => Some(Gender::Male),
        ["f"] => Some(Gender::Female),
        ["u"] => Some(Gender::Either),
        _ => None,
    }
}

fn calendar_word(fields: &[&str]) -> Option<CalendarWord> {
    match fields {
        ["weekday", n] => n.parse().ok().filter(|n| (1..=7).contains(n)).map(CalendarWord::Weekday),
        ["month", n] => n.parse().ok().filter(|n| (1..=12).contains(n)).map(CalendarWord::Month),
        _ => None,
    }
}

fn short_form(fields: &[&str]) -> Option<ShortForm> {
    match fields {
        ["before"] => Some(ShortForm::Before),
        ["any"] => Some(ShortForm::Any),
        ["rare"] => Some(ShortForm::Rare),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_fold_case_and_points() {
        let titles = &lexicon().titles;
        assert_eq!(titles.get("Mr."), Some(&Gender::Male));
        assert_eq!(titles.get("SEN"), Some(&Gender::Either));
        assert_eq!(titles.longest_at(&["Lt", ".", "Gov", ".", "Ada"]), Some((4, Gender::Either)));
        assert_eq!(titles.longest_at(&["Prime", "Minister", "Ada"]), Some((2, Gender::Either)));
        assert_eq!(titles.get("teapot"), None);
    }

    #[test]
    fn roles_have_gender_and_number() {
        let role = |words: &[&str]| lexicon().role_at(words);
        assert_eq!(role(&["spokeswoman"]), Some(Role { words: 1, gender: Gender::Female, plural: false }));
        assert_eq!(
            role(&["chief", "executives", "said"]),
            Some(Role { words: 2, gender: Gender::Either, plural: true })
        );
        assert_eq!(role(&["U.S", ".", "senator", "from"]).map(|r| r.words), Some(3));
        assert_eq!(role(&["businessmen"]).map(|r| (r.gender, r.plural)), Some((Gender::Male, true)));
        assert_eq!(role(&["teapots"]), None);
        assert_eq!(role(&[]), None);
    }

    #[test]
    fn names_are_many_and_gendered() {
        let names = &lexicon().given_names;
        assert!(names.len() >= 1500);
        assert_eq!(names.get("Ingrid"), Some(&Gender::Female));
        assert_eq!(names.get("László"), Some(&Gender::Male));
        assert_eq!(names.get("Robin"), Some(&Gender::Either));
    }

    #[test]
    fn calendar_and_short_forms() {
        assert_eq!(lexicon().calendar.get("Sept."), Some(&CalendarWord::Month(9)));
        assert_eq!(lexicon().calendar.get("Tuesday"), Some(&CalendarWord::Weekday(2)));
        assert_eq!(lexicon().short_forms.get("p.m."), Some(&ShortForm::Any));
        assert_eq!(lexicon().short_forms.get("Gov"), Some(&ShortForm::Before));
        assert!(lexicon().groups.contains("human rights groups"));
        assert!(lexicon().organizations.contains("ministry"));
        assert!(lexicon().documents.contains("press release"));
    }
}
