//! The words that finding and resolving mentions needs beside the shared lexicon.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::lexicon::{Gender, lexicon, singular};

/// What a single word can be: a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Class(u32);

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $bit:literal),+ $(,)?) => {
        impl Class { $($(#[$doc])* pub const $name: Class = Class(1 << $bit);)+ }
    };
}

classes!(
    /// Closed-class words: they belong to no name and end a noun phrase.
    FUNCTION = 0,
    /// *of*, *for*, *with*: what follows is no subject.
    PREPOSITION = 1,
    /// *a*, *the*, *his*, *some*: opens a noun phrase.
    DETERMINER = 2,
    /// *the*, *this*, *that*, *these*, *those*.
    DEFINITE = 3,
    /// *a*, *an*, *another*, *one*, *some*, …
    INDEFINITE = 4,
    /// Stands before a name (*Mr.*, *Senator*).
    TITLE = 5,
    /// A person by what he or she does, singular.
    ROLE = 6,
    /// The same, plural.
    ROLES = 7,
    /// Several people by one word.
    GROUP = 8,
    /// A text or recording.
    DOCUMENT = 9,
    /// Marks a capitalised name as that of an organisation.
    ORGANIZATION = 10,
    /// A common noun for an organisation (*agency*, *company*).
    INSTITUTION = 11,
    /// A given name.
    GIVEN = 12,
    /// Nationality, party, faith.
    DEMONYM = 13,
    /// The whole name of a place.
    PLACE = 14,
    /// The whole name of a known organisation.
    BODY = 15,
    /// Weekday or month.
    CALENDAR = 16,
    /// *de*, *van*, *al*: lower case inside a name.
    PARTICLE = 17,
    /// Takes an *of* phrase inside a name (*Department*, *University*).
    OF_HEAD = 18,
    /// *jr*, *sr*, *ii*: ends a name.
    SUFFIX = 19,
    /// A verb of being, having or modality.
    AUXILIARY = 20,
    /// A form of a verb of saying.
    SAYING = 21,
    /// *and*, *that*, *because*: what follows may be a subject.
    CONJUNCTION = 22,
    /// An organisation word that is also a common surname.
    SURNAME_LIKE = 23,
    /// A plural of a noun for organisations or documents.
    PLURAL = 25,
    /// A short form that takes a point (*Sen.*, *Jr.*).
    SHORT = 24,
);

impl Class {
    /// A noun that can head a description.
    pub(super) const NOUN: Class =
        Class(Class::ROLE.0 | Class::ROLES.0 | Class::GROUP.0 | Class::DOCUMENT.0 | Class::INSTITUTION.0);

    pub(super) fn has(self, other: Class) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn with(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }
}

impl std::ops::BitOr for Class {
    type Output = Class;

    fn bitor(self, other: Class) -> Class {
        self.with(other)
    }
}

const DEFINITE: &str = "the this that these those";
const INDEFINITE: &str = "a an another one some any several many few most no each every other two three four five \
    six seven eight nine ten dozens hundreds thousands certain various numerous both multiple";
const POSSESSIVE: &str = "his her its their my our your whose";
const PREPOSITION: &str = "of for with to in at by from on about against over under into through during after \
    before between among without within toward towards upon across behind beyond despite amid around near \
    like per via since until including excluding versus vs alongside off outside inside above below \
    regarding concerning besides throughout";
const CONJUNCTION: &str = "and or but that because as when while if although though whereas so than then which who \
    what how why where whether unless nor yet even meanwhile however once";
const AUXILIARY: &str = "is are was were be been being am has have had having do does did will would can could may \
    might shall should must isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't wouldn't \
    can't couldn't shouldn't cannot";
const PRONOUN: &str = "i me my mine myself you your yours yourself yourselves he him his himself she her hers herself it its itself we us our ours \
    ourselves they them their theirs themselves whom whose someone somebody anyone anybody everyone everybody nobody \
    nothing something anything everything none others it's he's she's they're we're you're i'm i've we've they've \
    you've i'd he'd she'd we'd they'd there's that's here's what's who's let's i'll he'll she'll we'll they'll you'll it'll";
const ADVERB: &str = "not also just only still now here there too very more less much again ever never always often \
    already soon later earlier today yesterday tomorrow perhaps maybe indeed instead rather almost nearly \
    well thus hence therefore otherwise moreover furthermore additionally finally first last next second third \
    such same own all yes ok okay please thanks thank well oh let see read watch click according \
    asked speaking given despite following based given asking noting citing adding calling saying told \
    when whenever wherever whatever whoever neither either half part nonetheless nevertheless overall further \
    back up down out away together apart once twice ago early late long far recently currently";
const SAYING: &str = "said says say saying told tells tell added adds adding wrote writes writing noted notes noting \
    argued argues asked asks asking explained explains insisted insists claimed claims warned warns declared \
    declares replied replies responded responds continued continues concluded concludes suggested suggests \
    acknowledged admits admitted stated states tweeted tweets announced announces called calls recalled recalls \
    described describes predicted predicts testified according promised vowed pledged thinks thought believes believed \
    reported reports remarked joked quipped charged complained contended conceded confirmed denied revealed";
const PARTICLE: &str = "de da del della der den van von di du dos das la le las los bin bint ibn abu al el ter ten \
    zu af ben y st al- el- ul ur e";
const OF_HEAD: &str = "department ministry university bank bureau office center centre centers centers institute institutes federation \
    association union council commission house board court society school college chamber league church \
    republic kingdom committee secretary minister foundation academy museum library group organization \
    organisation company party movement conference congress parliament assembly authority agency alliance \
    army state states city county district government guild fund order freedom declaration treaty institution subcommittee coalition daughters \
    sons friends citizens students mothers women knights doctors reporters brotherhood network front registrar confederation \
    director administrator undersecretary";
const SUFFIX: &str = "jr sr ii iii iv esq phd md";
const SURNAME_LIKE: &str = "power powers church star post house order guard sun union staff forum temple action books \
    mission standard page court holt bell capital steel front press fox";
const INSTITUTION: &str = "agency company firm corporation administration government campaign committee commission \
    council ministry department bureau office organization organisation association foundation institute university \
    college school bank fund party union court tribunal newspaper paper magazine network station broadcaster \
    website outlet site regulator watchdog parliament senate congress legislature cabinet army military navy police \
    force hospital church charity nonprofit non-profit group coalition alliance federation league club team \
    chain retailer automaker airline manufacturer startup start-up developer publisher lender brokerage \
    insurer utility carrier giant conglomerate subsidiary think-tank tank pac embassy consulate mission delegation \
    panel board task-force taskforce unit division branch body authority institution center centre program \
    museum library academy society chamber caucus movement militia insurgency regime monarchy kingdom palace \
    state city county country nation town district municipality province camp operation presidency transition \
    establishment opposition prosecution defense defence jury bench world-body trust consortium cooperative syndicate \
    daily weekly tabloid journal publication blog service";
const MORE_ROLES: &str = "republican democrat ranking-member lawmaker pollster moderator frontrunner front-runner hopeful nominee candidate businessman mogul tycoon tea-partier rival opponent spokesperson senator congressman congresswoman native veteran insider outsider adviser aide strategist operative surrogate loyalist liberal conservative libertarian socialist progressive democrat latino latina texan floridian ohioan californian newyorker kentuckian hawk realtor";
const MORE_GROUPS: &str = "democrats republicans conservatives liberals progressives libertarians americans people \
    voters women men officials experts critics supporters rivals opponents others";

const CLASSES: &[(&str, Class)] = &[
    (DEFINITE, Class(Class::FUNCTION.0 | Class::DETERMINER.0 | Class::DEFINITE.0)),
    (INDEFINITE, Class(Class::FUNCTION.0 | Class::DETERMINER.0 | Class::INDEFINITE.0)),
    (POSSESSIVE, Class(Class::FUNCTION.0 | Class::DETERMINER.0)),
    (PREPOSITION, Class(Class::FUNCTION.0 | Class::PREPOSITION.0)),
    (CONJUNCTION, Class(Class::FUNCTION.0 | Class::CONJUNCTION.0)),
    (AUXILIARY, Class(Class::FUNCTION.0 | Class::AUXILIARY.0)),
    (PRONOUN, Class::FUNCTION),
    (ADVERB, Class::FUNCTION),
    (SAYING, Class::SAYING),
    (PARTICLE, Class::PARTICLE),
    (OF_HEAD, Class::OF_HEAD),
    (SUFFIX, Class::SUFFIX),
    (SURNAME_LIKE, Class::SURNAME_LIKE),
    (INSTITUTION, Class::INSTITUTION),
    (MORE_ROLES, Class::ROLE),
    (MORE_GROUPS, Class::GROUP),
];

/// The lists of this room, parsed once.
pub(super) struct Lists {
    closed: HashMap<&'static str, Class>,
    demonyms: HashMap<&'static str, Option<&'static str>>,
    places: HashSet<String>,
    bodies: HashMap<String, Option<&'static str>>,
    nicknames: HashMap<&'static str, Vec<u16>>,
}

/// The lists of this room.
pub(super) fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(Lists::parse)
}

fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

impl Lists {
    fn parse() -> Self {
        let mut closed: HashMap<&str, Class> = HashMap::new();
        for (words, class) in CLASSES {
            for word in words.split_whitespace() {
                let entry = closed.entry(word).or_default();
                *entry = entry.with(*class);
            }
        }
        let mut nicknames: HashMap<&str, Vec<u16>> = HashMap::new();
        for (set, line) in (0..).zip(entries(include_str!("../../../../lexicons/nicknames.txt"))) {
            for name in line.split_whitespace() {
                nicknames.entry(name).or_default().push(set);
            }
        }
        let demonyms = entries(include_str!("../../../../lexicons/demonyms.txt"))
            .map(|line| match line.split_once(' ') {
                Some((word, place)) => (word, Some(place)),
                None => (line, None),
            })
            .collect();
        let bodies = entries(include_str!("../../../../lexicons/bodies.txt"))
            .flat_map(|line| match line.split_once(" = ") {
                Some((short, full)) => vec![(fold(short), Some(full)), (fold(full), None)],
                None => vec![(fold(line), None)],
            })
            .collect();
        let places = entries(include_str!("../../../../lexicons/places.txt")).map(fold).collect();
        Self { closed, demonyms, places, bodies, nicknames }
    }

    /// What the folded word `word` can be.
    pub(super) fn class(&self, word: &str) -> Class {
        let lexicon = lexicon();
        let mut class = self.closed.get(word).copied().unwrap_or_default();
        let mut add = |yes: bool, more: Class| {
            if yes {
                class = class.with(more);
            }
        };
        add(lexicon.titles.contains(word) || word == "del", Class::TITLE);
        let role = lexicon.role_at(&[word]);
        add(role.is_some_and(|r| !r.plural), Class::ROLE);
        add(role.is_some_and(|r| r.plural), Class::ROLES);
        add(lexicon.groups.contains(word), Class::GROUP);
        add(lexicon.documents.contains(word), Class::DOCUMENT);
        add(lexicon.organizations.contains(word), Class::ORGANIZATION);
        add(lexicon.given_names.contains(word), Class::GIVEN);
        add(self.demonyms.contains_key(word), Class::DEMONYM);
        add(self.places.contains(word), Class::PLACE);
        add(self.bodies.contains_key(word), Class::BODY);
        add(lexicon.calendar.contains(word), Class::CALENDAR);
        add(lexicon.short_forms.contains(word), Class::SHORT);
        if let Some(one) = singular(word).filter(|one| one != word)
            && !class.has(Class::NOUN)
        {
            let closed = self.closed.get(one.as_str()).copied().unwrap_or_default();
            if closed.has(Class::INSTITUTION) {
                class = class | Class::INSTITUTION | Class::PLURAL;
            } else if lexicon.documents.contains(&one) {
                class = class | Class::DOCUMENT | Class::PLURAL;
            }
        }
        class
    }

    /// Whether the folded phrase is the whole name of a place.
    pub(super) fn is_place(&self, phrase: &str) -> bool {
        self.places.contains(phrase)
    }

    /// Whether the folded phrase is the whole name of a known organisation.
    pub(super) fn is_body(&self, phrase: &str) -> bool {
        self.bodies.contains_key(phrase)
    }

    /// The full name for which a folded short name of an organisation stands (*imf*).
    pub(super) fn full_body(&self, phrase: &str) -> Option<&'static str> {
        self.bodies.get(phrase).copied().flatten()
    }

    /// Whether both folded given names can be one person's (*bill*, *william*).
    pub(super) fn same_given(&self, a: &str, b: &str) -> bool {
        let sets = |name| self.nicknames.get(name).map_or(&[][..], Vec::as_slice);
        a == b || sets(a).iter().any(|set| sets(b).contains(set))
    }

    /// The gender that a folded given name tells.
    pub(super) fn given_gender(&self, word: &str) -> Option<Gender> {
        lexicon().given_names.get(word).copied()
    }
}

/// Lower case, without points, accents and typographic apostrophes.
pub(super) fn fold(word: &str) -> String {
    if word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word.to_owned();
    }
    word.nfd()
        .filter(|c| *c != '.' && !is_combining_mark(*c))
        .map(|c| if matches!(c, '’' | '‘') { '\'' } else { c })
        .flat_map(char::to_lowercase)
        .collect()
}
