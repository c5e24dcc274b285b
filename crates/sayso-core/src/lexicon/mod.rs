//! Word lists: titles, roles, organisations, given names, calendar words, short forms.
//!
//! The lists stand under `lexicons/`, one entry a line, each file naming its origin and licence.
//! They are compiled in and parsed once; [`lexicon`] hands out the result.

mod inflect;
mod phrases;

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::document::{Attitude, Stance};

pub use inflect::singular;
use inflect::uninflected;
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

/// What a cue tells of the act it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// Saying, believing, knowing or intending.
    pub attitude: Attitude,
    /// How it frames the content.
    pub stance: Stance,
}

/// A cue of the list found at the start of some words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CueMatch {
    /// How many words it takes.
    pub words: usize,
    /// Its dictionary form (*point out*).
    pub lemma: String,
    /// What it tells.
    pub manner: Manner,
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
    /// What stands before a colon at the start of a line and names no speaker (*Note*, *Photo*).
    pub labels: Phrases<()>,
    /// Given names of many languages.
    pub given_names: Phrases<Gender>,
    /// Weekdays and months.
    pub calendar: Phrases<CalendarWord>,
    /// Short forms that take a point.
    pub short_forms: Phrases<ShortForm>,
    /// Verbs, nouns and phrases that attribute, in dictionary form; [`Lexicon::cue_at`] knows
    /// inflected ones too.
    pub cues: Phrases<Manner>,
    /// Inflected form to dictionary form, where no rule leads.
    inflections: HashMap<String, String>,
    /// Every single word that is known to be a dictionary form.
    bases: HashSet<String>,
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
        let cues = Phrases::parse(list!("cues.tsv"), manner);
        let inflections = entries(list!("inflections.tsv"))
            .filter_map(|line| line.split_once('\t'))
            .map(|(form, base)| (form.to_owned(), base.to_owned()))
            .collect::<HashMap<_, _>>();
        let bases = cues.keys().filter(|key| !key.contains(' ')).map(str::to_owned);
        let bases = bases.chain(inflections.values().cloned()).collect();
        Self {
            cues,
            inflections,
            bases,
            titles: Phrases::parse(list!("titles.tsv"), gender),
            roles: Phrases::parse(list!("roles.tsv"), gender),
            organizations: Phrases::parse(list!("organizations.txt"), nothing),
            groups: Phrases::parse(list!("groups.txt"), nothing),
            documents: Phrases::parse(list!("documents.txt"), nothing),
            labels: Phrases::parse(list!("labels.txt"), nothing),
            given_names: Phrases::parse(list!("given-names.tsv"), gender),
            calendar: Phrases::parse(list!("calendar.tsv"), calendar_word),
            short_forms: Phrases::parse(list!("abbreviations.tsv"), short_form),
        }
    }

    /// All given names, lower case, in no order.
    pub(crate) fn given_names_folded(&self) -> impl Iterator<Item = &str> {
        self.given_names.keys()
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

    /// The dictionary form of an English word, lower case (*said* gives *say*, *reports* *report*).
    ///
    /// A table holds what no rule gives; where rules allow several forms, one that the lists know
    /// wins, otherwise the likeliest.
    #[must_use]
    pub fn lemma(&self, word: &str) -> String {
        let word = word.to_lowercase().replace('’', "'");
        let word = word.strip_suffix("'s").filter(|stem| !stem.is_empty()).unwrap_or(&word).to_owned();
        if let Some(base) = self.inflections.get(&word) {
            return base.clone();
        }
        if self.bases.contains(&word) {
            return word;
        }
        let mut forms = uninflected(&word);
        let known = forms.iter().position(|form| self.bases.contains(form)).unwrap_or(0);
        if forms.is_empty() { word } else { forms.swap_remove(known) }
    }

    /// The longest cue of the list at the start of `words`, its first word inflected or not
    /// (*pointed out*, *according to*).
    #[must_use]
    pub fn cue_at(&self, words: &[&str]) -> Option<CueMatch> {
        let first = self.lemma(words.first()?);
        let mut inflected = words.to_vec();
        inflected[0] = &first;
        let literal = self.cues.longest_at(words).map(|found| (found, words));
        let lemmatised = self.cues.longest_at(&inflected).map(|found| (found, &inflected[..]));
        let ((words, manner), found) =
            literal.into_iter().chain(lemmatised).max_by_key(|((count, _), _)| *count)?;
        Some(CueMatch { words, lemma: phrases::fold(&found[..words].join(" ")), manner })
    }
}

/// The lines of a list, without comments.
pub(crate) fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn manner(fields: &[&str]) -> Option<Manner> {
    let [attitude, stance] = fields else { return None };
    Some(Manner { attitude: Attitude::from_word(attitude)?, stance: Stance::from_word(stance)? })
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
    fn inflected_words_lead_to_their_dictionary_form() {
        let pairs = "said say, Told tell, adding add, argued argue, noted note, stating state, replied reply, \
                     denies deny, insisted insist, planned plan, admitted admit, tweets tweet, promises promise, \
                     accusing accuse, judging judge, stressed stress, hopes hope, hoping hope, speaking speak, \
                     urged urge, believes believe, calls call, calling call, analyses analysis, is be, reports report, \
                     wrote write, writing write, posted post, criticizes criticize, warned warn, agreed agree, \
                     looked look, released release, filed file, provided provide, need need, seemed seem, mayor's mayor, \
                     focuses focus, discusses discuss, obvious obvious, offered offer, explained explain, hitting hit";
        for pair in pairs.split(", ") {
            let (form, base) = pair.trim().split_once(' ').unwrap();
            assert_eq!(lexicon().lemma(form), base, "{form}");
        }
    }

    #[test]
    fn cues_are_found_inflected_and_in_phrases() {
        let cue = |words: &[&str]| lexicon().cue_at(words).map(|c| (c.words, c.lemma));
        assert_eq!(cue(&["pointed", "out", "that"]), Some((2, "point out".into())));
        assert_eq!(cue(&["According", "to", "her"]), Some((2, "according to".into())));
        assert_eq!(cue(&["in", "the", "words", "of"]), Some((4, "in the words of".into())));
        assert_eq!(cue(&["teapots"]), None);
        let stance = |word| lexicon().cue_at(&[word]).map(|c| (c.manner.attitude, c.manner.stance));
        assert_eq!(stance("claims"), Some((Attitude::Assertion, Stance::Distancing)));
        assert_eq!(stance("acknowledged"), Some((Attitude::Assertion, Stance::Endorsing)));
        assert_eq!(stance("feared"), Some((Attitude::Belief, Stance::Neutral)));
        assert_eq!(stance("knew"), Some((Attitude::Knowledge, Stance::Neutral)));
        assert_eq!(stance("promised"), Some((Attitude::Intention, Stance::Neutral)));
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
