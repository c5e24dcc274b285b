//! Invented words and people, as often as Zipf's law would have them.

/// Draws places in a list: the n-th as often as one n-th of the first.
struct Zipf(Vec<f64>);

impl Zipf {
    fn new(count: usize, exponent: f64) -> Self {
        let mut sum = 0.0;
        let step = |rank: usize| {
            sum += 1.0 / (rank as f64).powf(exponent);
            sum
        };
        Self((1..=count).map(step).collect())
    }

    fn draw(&self, random: &mut fastrand::Rng) -> usize {
        let all = self.0.last().copied().unwrap_or(1.0);
        let at = random.f64() * all;
        self.0.partition_point(|&sum| sum < at).min(self.0.len() - 1)
    }
}

const SYLLABLES: [&str; 40] = [
    "ba", "ter", "mon", "li", "car", "den", "so", "vel", "ra", "tin", "po", "gar", "mel", "ven", "du", "cor",
    "pa", "sen", "ti", "lo", "fer", "ma", "ron", "ke", "bel", "si", "tor", "na", "wen", "har", "mi", "gel",
    "ro", "stan", "fi", "lan", "der", "ca", "vo", "nor",
];

fn made_up(random: &mut fastrand::Rng, most: usize) -> String {
    let count = 2 + random.usize(0..most - 1);
    (0..count).map(|_| SYLLABLES[random.usize(0..SYLLABLES.len())]).collect()
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

/// The commonest words, in their order.
const COMMON: [&str; 60] = [
    "the", "of", "to", "and", "a", "in", "for", "is", "on", "that", "by", "with", "it", "was", "as", "at",
    "be", "this", "from", "are", "an", "have", "will", "not", "more", "has", "their", "new", "one", "all",
    "would", "we", "were", "they", "no", "which", "been", "other", "when", "there", "if", "about", "time",
    "out", "year", "tax", "law", "vote", "plan", "city", "council", "money", "school", "bridge", "report",
    "budget", "water", "court", "police", "border",
];

/// Words beyond the common ones.
const RARE: usize = 30_000;

const CUES: [(&str, &str); 12] = [
    ("say", "said"),
    ("tell", "told reporters"),
    ("add", "added"),
    ("claim", "claimed"),
    ("deny", "denied"),
    ("argue", "argued"),
    ("warn", "warned"),
    ("believe", "believed"),
    ("confirm", "confirmed"),
    ("announce", "announced"),
    ("according to", "according to"),
    ("suggest", "suggested"),
];

/// All words, and how often each.
pub struct Vocabulary {
    words: Vec<String>,
    often: Zipf,
    cues: Zipf,
}

impl Vocabulary {
    /// Makes the words up.
    pub fn new(random: &mut fastrand::Rng) -> Self {
        let common = COMMON.iter().map(|word| (*word).to_owned());
        let words: Vec<String> = common.chain((0..RARE).map(|_| made_up(random, 4))).collect();
        let (often, cues) = (Zipf::new(words.len(), 1.0), Zipf::new(CUES.len(), 1.5));
        Self { words, often, cues }
    }

    fn some(&self, count: usize, random: &mut fastrand::Rng) -> String {
        let words: Vec<&str> = (0..count).map(|_| &*self.words[self.often.draw(random)]).collect();
        words.join(" ")
    }

    /// What somebody says: a dozen words or two.
    pub fn clause(&self, random: &mut fastrand::Rng) -> String {
        self.some(6 + random.usize(0..22), random)
    }

    /// What nobody says.
    pub fn sentence(&self, random: &mut fastrand::Rng) -> String {
        capital(&self.some(10 + random.usize(0..25), random)) + "."
    }

    /// A headline.
    pub fn title(&self, random: &mut fastrand::Rng) -> String {
        capital(&self.some(5 + random.usize(0..5), random))
    }

    /// Lemma and form of the words that attribute.
    pub fn cue(&self, random: &mut fastrand::Rng) -> (&'static str, &'static str) {
        CUES[self.cues.draw(random)]
    }
}

const FIRST: [&str; 48] = [
    "Ana", "Tomas", "Mara", "Łukasz", "Élodie", "Pavel", "Hana", "Dele", "Ines", "Yuki", "Robert", "Nadia",
    "Søren", "Amal", "José", "Grace", "Viktor", "Leïla", "Marek", "Olga", "Daniel", "Ruth", "Kofi", "Ingrid",
    "Paulo", "Zeynep", "Arjun", "Mei", "Luca", "Sofía", "Jan", "Eva", "Omar", "Tess", "Niall", "Rosa",
    "Emil", "Clara", "Hugo", "Irène", "Stefan", "Noor", "Piotr", "Vera", "Björn", "Carla", "Idris", "Lena",
];

const ROLES: [&str; 12] = [
    "the mayor",
    "finance chief",
    "a spokeswoman for the water board",
    "head of the union",
    "a member of the council",
    "chief of police",
    "the opposition leader",
    "professor of law",
    "chairman of the company",
    "foreign minister",
    "a lawyer for the family",
    "director of the museum",
];

const GROUPS: [&str; 10] = [
    "officials",
    "critics",
    "a spokesman",
    "police",
    "residents",
    "two people familiar with the matter",
    "the report",
    "analysts",
    "the ministry",
    "a senior adviser",
];

const PAPERS: [&str; 10] =
    ["Post", "Herald", "Times", "Courier", "Gazette", "Tribune", "Observer", "Mail", "Chronicle", "Star"];

/// Somebody who speaks.
#[derive(Clone)]
pub struct Person {
    /// Full name, or a description.
    pub name: String,
    /// Surname.
    pub short: String,
    /// What they are.
    pub role: String,
    /// Whether there is a name.
    pub named: bool,
}

/// All people and outlets, and how often each.
pub struct Cast {
    people: Vec<Person>,
    often: Zipf,
    outlets: Vec<String>,
    prints: Zipf,
}

impl Cast {
    /// So many people, and outlets for them.
    pub fn new(count: usize, random: &mut fastrand::Rng) -> Self {
        let people: Vec<Person> = (0..count).map(|_| named(random)).collect();
        let outlets: Vec<String> = (0..150)
            .map(|_| format!("{} {}", capital(&made_up(random, 3)), PAPERS[random.usize(0..PAPERS.len())]))
            .collect();
        let (often, prints) = (Zipf::new(people.len(), 0.9), Zipf::new(outlets.len(), 0.8));
        Self { people, often, outlets, prints }
    }

    /// One who speaks: unnamed in a quarter of the cases.
    pub fn someone(&self, random: &mut fastrand::Rng) -> Person {
        if random.u8(0..4) > 0 {
            return self.people[self.often.draw(random)].clone();
        }
        let name = GROUPS[random.usize(0..GROUPS.len())].to_owned();
        Person { short: name.clone(), name, role: String::new(), named: false }
    }

    /// One that publishes.
    pub fn outlet(&self, random: &mut fastrand::Rng) -> String {
        self.outlets[self.prints.draw(random)].clone()
    }
}

fn named(random: &mut fastrand::Rng) -> Person {
    let surname = capital(&made_up(random, 3));
    let name = format!("{} {surname}", FIRST[random.usize(0..FIRST.len())]);
    Person { name, short: surname, role: ROLES[random.usize(0..ROLES.len())].to_owned(), named: true }
}
