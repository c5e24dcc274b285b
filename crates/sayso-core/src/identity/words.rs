//! The closed lists of this room, parsed once.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::distance::cost;
use super::fold::{latin, spellings};
use crate::lexicon::{Gender, lexicon};

/// Small words inside names that editors drop, join and respell.
const PARTICLES: &str = "al el an ar as at az ad ash bin ibn bint ben ould wald de da del della di du dos das do \
    von van der den ter ten zu zum la le las los y";
/// Particles that also open names as given names or initials.
const NEVER_FIRST: &str = "an ar as at ad ben da do y";
/// Honorifics of other languages that English news leaves standing.
const HONORIFICS: &str = "daw u ko thakin bundeskanzler bundeskanzlerin bundespräsident kanzler kanzlerin präsident \
    präsidentin président présidente presidente presidenta ministre ministro ministra monsieur mademoiselle ayatollah \
    sheikh shaikh shaykh hajj haji hajji sayyid sayyed syed khanum hodja mullah maulana qari hafiz ustad agha mahatma pandit imam mufti \
    subcomandante comandante";
/// What stands before a title.
const RANKS: &str =
    "senior chief vice deputy former acting brigadier first grand high junior major lieutenant";
const GENERATIONS: &[(&str, u8)] =
    &[("jr", 2), ("sr", 1), ("ii", 2), ("iii", 3), ("iv", 4), ("junior", 2), ("senior", 1)];
const DEGREES: &str = "phd md esq obe mbe kcb qc kc mp";

/// Legal forms: forms of one class name one kind of company.
const LEGAL: &[(&str, LegalClass)] = &[
    (
        "limited liability company|llc|ltd|limited|gmbh|ooo|ооо|srl|sarl|bv|pty|pte|kft|sp zoo|doo|oy|as|lda|общество с ограниченной ответственностью|societatea cu raspundere limitata|gesellschaft mit beschrankter haftung|ltda|spzoo|zoo|pvt",
        LegalClass::Limited,
    ),
    (
        "open joint stock company|public joint stock company|closed joint stock company|joint stock company|joint stock|public limited company|aktiengesellschaft|ag|akg|sa|se|plc|jsc|ojsc|pjsc|cjsc|oao|pao|zao|ao|оао|пао|зао|ао|nv|spa|asa|ab|kk|oyj|incorporated|inc|corporation|corp|company|co|cos",
        LegalClass::Stock,
    ),
    ("ano|autonomous nonprofit organization|nonprofit|non profit|ngo|ev|stiftung", LegalClass::Nonprofit),
];

/// Short forms of words in names of organisations.
const ABBREVIATIONS: &str = "intl international|int'l international|dept department|univ university|assn association|\
    assoc association|govt government|natl national|nat'l national|bros brothers|min ministry|comm commission|cttee committee|\
    inst institute|org organization|organisation organization|centre center|centres center|centers center|defence defense|labour labor|\
    programme program|programmes program|mfg manufacturing|svcs services|ctr center|fed federal|hq headquarters|bk bank|\
    tech technology|technologies technology|mgmt management|sch school|hosp hospital|soc society|pres press|\
    un united-nations|us united-states|usa united-states|uk united-kingdom|eu european-union|&  and";

const NUMBERS: &str = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen \
    sixteen seventeen eighteen nineteen twenty";
const TENS: &str = "twenty thirty forty fifty sixty seventy eighty ninety";

/// Places in their own languages, and words of places.
const ABROAD: &str = "united states kingdom deutschland schweiz suisse svizzera osterreich espana italia nederland belgie \
    belgique polska rossii rossiya rossiyskoy ukrainy ukraina turkiye brasil sverige norge danmark suomi magyarorszag";

/// Words that no name of an organisation turns on.
const LINKS: &str = "e i al el no the of for and in on at to de la le les du des et y und der die das fur für von del di a an";

/// What kind of thing an organisation is; words of one line stand for each other.
const TYPES: &[&str] = &[
    "air airline airlines airways aviation",
    "group holding holdings",
    "lab labs laboratory laboratories",
    "party",
    "movement",
    "organization",
    "pmc",
    "news",
];

/// What the law calls a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LegalClass {
    /// *Ltd*, *GmbH*, *LLC*.
    Limited,
    /// *AG*, *plc*, *Corp.*
    Stock,
    /// Charities and the like.
    Nonprofit,
}

pub(super) struct Words {
    particles: HashSet<&'static str>,
    never_first: HashSet<&'static str>,
    honorifics: HashSet<String>,
    degrees: HashSet<&'static str>,
    generations: HashMap<&'static str, u8>,
    legal: Vec<(Vec<String>, LegalClass)>,
    abbreviations: HashMap<&'static str, Vec<&'static str>>,
    numbers: HashMap<&'static str, u32>,
    links: HashSet<&'static str>,
    surnames: HashSet<&'static str>,
    nicknames: HashMap<&'static str, Vec<u16>>,
    variants: HashMap<String, Vec<u16>>,
    body_sets: HashMap<String, u16>,
    fields: HashMap<&'static str, Vec<u16>>,
    bodies: HashMap<String, String>,
    places: HashSet<String>,
    demonyms: HashSet<String>,
    nations: HashMap<String, String>,
    generic: HashSet<String>,
    given: HashSet<String>,
}

pub(super) fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(Words::parse)
}

fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Which lines of a list each word stands on.
fn sets(list: &'static str) -> HashMap<&'static str, Vec<u16>> {
    let mut sets: HashMap<&str, Vec<u16>> = HashMap::new();
    for (set, line) in (0..).zip(lines(list)) {
        for name in line.split_whitespace() {
            sets.entry(name).or_default().push(set);
        }
    }
    sets
}

/// The same, with how each word sounds beside how it is written.
fn by_sound(list: &'static str) -> HashMap<String, Vec<u16>> {
    let mut heard: HashMap<String, Vec<u16>> = HashMap::new();
    for (set, line) in (0..).zip(lines(list)) {
        for name in line.split_whitespace() {
            for word in spellings(name).into_iter().chain([name.to_owned()]) {
                heard.entry(word).or_default().push(set);
            }
        }
    }
    heard
}

fn body_sets() -> HashMap<String, u16> {
    let list = (0..).zip(lines(include_str!("../../../../lexicons/body-names.txt")));
    list.flat_map(|(set, line)| line.split(" = ").map(move |name| (body_key(name), set))).collect()
}

/// A name of a body without article, marks and spaces.
pub(super) fn body_key(name: &str) -> String {
    let name = name.trim();
    let name = name.strip_prefix("The ").or(name.strip_prefix("the ")).unwrap_or(name);
    let key: String = latin(name).chars().filter(char::is_ascii_alphanumeric).collect();
    // *Organisation*, *Labour*, *Defence*, *Programme*.
    [("isation", "ization"), ("labour", "labor"), ("defence", "defense"), ("programme", "program")]
        .iter()
        .fold(key, |key, (from, to)| key.replace(from, to))
}

impl Words {
    fn parse() -> Self {
        let mut numbers: HashMap<&str, u32> =
            (0..).zip(NUMBERS.split_whitespace()).map(|(n, w)| (w, n)).collect();
        numbers.extend((2..).zip(TENS.split_whitespace()).map(|(n, w)| (w, 10 * n)));
        let legal = LEGAL.iter().flat_map(|&(forms, class)| {
            forms.split('|').map(move |form| (form.split(' ').map(latin).collect::<Vec<_>>(), class))
        });
        let mut legal: Vec<_> = legal.collect();
        legal.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
        let abbreviations = ABBREVIATIONS.split('|').filter_map(|pair| pair.trim().split_once(' '));
        Self {
            particles: PARTICLES.split_whitespace().collect(),
            never_first: NEVER_FIRST.split_whitespace().collect(),
            honorifics: HONORIFICS.split_whitespace().map(latin).collect(),
            degrees: DEGREES.split_whitespace().collect(),
            generations: GENERATIONS.iter().copied().collect(),
            legal,
            abbreviations: abbreviations
                .map(|(short, full)| (short, full.trim().split('-').collect()))
                .collect(),
            numbers,
            links: LINKS.split_whitespace().collect(),
            surnames: lines(include_str!("../../../../lexicons/surnames.txt"))
                .flat_map(str::split_whitespace)
                .collect(),
            nicknames: sets(include_str!("../../../../lexicons/nicknames.txt")),
            variants: by_sound(include_str!("../../../../lexicons/name-variants.txt")),
            body_sets: body_sets(),
            fields: sets(include_str!("../../../../lexicons/fields.txt")),
            bodies: lines(include_str!("../../../../lexicons/bodies.txt"))
                .filter_map(|line| line.split_once(" = "))
                .map(|(short, full)| (latin(short).replace('.', ""), full.to_owned()))
                .collect(),
            places: lines(include_str!("../../../../lexicons/places.txt"))
                .flat_map(|place| place.split_whitespace().map(str::to_owned).chain([place.to_owned()]))
                .filter(|word| word.len() > 2)
                .map(|word| latin(&word))
                .collect(),
            demonyms: lines(include_str!("../../../../lexicons/demonyms.txt"))
                .filter_map(|line| line.split_whitespace().next())
                .map(latin)
                .collect(),
            nations: lines(include_str!("../../../../lexicons/demonyms.txt"))
                .filter_map(|line| line.split_once(' '))
                .map(|(word, place)| (latin(word), latin(place)))
                .collect(),
            generic: lines(include_str!("../../../../lexicons/organizations.txt"))
                .flat_map(str::split_whitespace)
                .map(latin)
                .collect(),
            given: lexicon().given_names_folded().map(latin).collect(),
        }
    }

    /// *al*, *bin*, *von*; whether it opens the name matters for those that are also given names.
    pub(super) fn is_particle(&self, word: &str, first: bool) -> bool {
        self.particles.contains(word) && !(first && self.never_first.contains(word))
    }

    pub(super) fn is_honorific(&self, word: &str) -> bool {
        self.honorifics.contains(word) || lexicon().titles.contains(word) && word != "da"
    }

    /// *Senior*, *Deputy*: part of a title if a title follows.
    pub(super) fn is_rank(&self, word: &str) -> bool {
        RANKS.split(' ').any(|rank| rank == word)
    }

    pub(super) fn is_degree(&self, word: &str) -> bool {
        self.degrees.contains(word)
    }

    /// 1 for *Sr.*, 2 for *Jr.* and *II*, and so on.
    pub(super) fn generation(&self, word: &str) -> Option<u8> {
        self.generations.get(word).copied()
    }

    /// The legal form that the words from `at` on begin with: how many words, and its class.
    pub(super) fn legal_at(&self, words: &[String]) -> Option<(usize, LegalClass)> {
        let spelled = |word: &String, form: &String| {
            word == form || form.len() >= 8 && cost(word.as_bytes(), form.as_bytes()) <= 1.0
        };
        let fits = |form: &[String]| {
            words.len() >= form.len() && words.iter().zip(form).all(|(word, form)| spelled(word, form))
        };
        let found = self.legal.iter().find(|(form, _)| fits(form))?;
        Some((found.0.len(), found.1))
    }

    pub(super) fn in_full(&self, word: &str) -> Option<&[&'static str]> {
        self.abbreviations.get(word).map(Vec::as_slice)
    }

    /// *eleven* is 11, *44th* is 44.
    pub(super) fn number(&self, word: &str) -> Option<u32> {
        let ordinal = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)?.parse().ok());
        self.numbers.get(word).copied().or(ordinal)
    }

    pub(super) fn is_link(&self, word: &str) -> bool {
        self.links.contains(word)
    }

    /// A given name or common surname.
    pub(super) fn is_known_name(&self, word: &str) -> bool {
        self.surnames.contains(word) || self.given.contains(word)
    }

    pub(super) fn is_given(&self, word: &str) -> bool {
        self.given.contains(word)
    }

    pub(super) fn is_common_surname(&self, word: &str) -> bool {
        self.surnames.contains(word)
    }

    /// *Bill* and *William*.
    pub(super) fn are_nicknames(&self, a: &str, b: &str) -> bool {
        self.nickname_sets(a).iter().any(|set| self.nickname_sets(b).contains(set))
    }

    /// *Volodymyr* and *Vladimir*.
    pub(super) fn are_variants(&self, a: &str, b: &str) -> bool {
        self.variant_sets(a).iter().any(|set| self.variant_sets(b).contains(set))
    }

    /// Every set of short and full forms that a given name belongs to.
    pub(super) fn nickname_sets(&self, word: &str) -> &[u16] {
        self.nicknames.get(word).map_or(&[], Vec::as_slice)
    }

    /// Every set of forms in other languages that a name belongs to.
    pub(super) fn variant_sets(&self, word: &str) -> &[u16] {
        self.variants.get(word).map_or(&[], Vec::as_slice)
    }

    /// The walk of life that a word of a role belongs to, by number.
    pub(super) fn field(&self, word: &str) -> Option<u16> {
        self.fields.get(word).and_then(|sets| sets.first()).copied()
    }

    /// Which body of several names a name is, by number.
    pub(super) fn body_set(&self, name: &str) -> Option<u16> {
        self.body_sets.get(&body_key(name)).copied()
    }

    /// Whether a given name tells of a woman (*f*) or a man; none where it tells neither.
    pub(super) fn gender(&self, word: &str) -> Option<Gender> {
        lexicon().given_names.get(word).copied().filter(|&gender| gender != Gender::Either)
    }

    /// The full name of a body that is known by a short one.
    pub(super) fn body(&self, short: &str) -> Option<&str> {
        self.bodies.get(short).map(String::as_str)
    }

    /// The place that a place or its adjective names (*Chinese*, *China*).
    pub(super) fn place_of(&self, word: &str) -> Option<&str> {
        self.nations.get(word).map(String::as_str).or_else(|| self.places.get(word).map(String::as_str))
    }

    /// A word that tells no more than what kind of thing an organisation is (*Group*, *Party*).
    pub(super) fn is_type(&self, word: &str) -> bool {
        TYPES.iter().any(|set| set.split(' ').any(|one| one == word))
    }

    /// Two words for one kind of organisation (*Airlines*, *Airways*).
    pub(super) fn are_one_type(&self, a: &str, b: &str) -> bool {
        TYPES.iter().any(|set| set.split(' ').any(|one| one == a) && set.split(' ').any(|one| one == b))
    }

    pub(super) fn is_place(&self, word: &str) -> bool {
        self.places.contains(word)
            || self.demonyms.contains(word)
            || ABROAD.split_whitespace().any(|place| place == word)
    }

    /// A word that tells what an organisation is, not which one.
    pub(super) fn is_generic(&self, word: &str) -> bool {
        self.generic.contains(word)
            || matches!(
                word,
                "development"
                    | "affairs"
                    | "national"
                    | "federal"
                    | "general"
                    | "state"
                    | "public"
                    | "new"
                    | "world"
                    | "construction"
                    | "trade"
                    | "industrial"
                    | "central"
                    | "royal"
            )
    }
}
