//! Fills a collection with invented news, for benchmarks: any number of statements, without the engine.
//!
//! ```sh
//! cargo run --release -p sayso-store --example generate -- FOLDER STATEMENTS [SEED]
//! ```
//!
//! Who speaks, in which outlet and in which words follows Zipf's law, as it does in the press: a few names
//! and words are everywhere, most are rare. The same settings give the same collection. Prints, as JSON,
//! what was made and what writing it took.

mod words;

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use cpu_time::ProcessTime;
use sayso_core::document::{
    Attitude, Cue, Form, Profile, Said, SaidBasis, Source, SourceKind, SpeakerKind, SpeakerLink, Stance,
    Status, Via,
};
use sayso_core::text::Span;
use sayso_core::{Document, Reading, Speaker, Statement};
use sayso_store::Store;
use sayso_store::codes::date_of;
use sayso_store::documents::Arrival;
use sayso_store::imports::{Item, Run};

use words::{Cast, Person, Vocabulary};

/// The seed where none is given.
const SEED: u64 = 20_161_002;

/// Documents that are written in one transaction.
const BATCH: usize = 256;

/// First day of publication: 2007-01-01.
const FIRST_DAY: i64 = 13_514;

/// Days of publication: ten years.
const DAYS: i64 = 3_653;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: generate FOLDER STATEMENTS [SEED]";
    let folder = arguments.next().ok_or(usage)?;
    let statements: usize = arguments.next().ok_or(usage)?.parse()?;
    let seed = arguments.next().map_or(Ok(SEED), |seed| seed.parse())?;
    let mut store = Store::create(Path::new(&folder))?;
    let mut made = Made::default();
    let mut press = Press::new(statements, seed);
    let run = Run { model: "invented-1".into(), program: "0".into(), options: "{}".into() };
    let inputs = format!("{{\"paths\":[\"invented\"],\"statements\":{statements},\"seed\":{seed}}}");
    let import = store.begin_import(&inputs, &run, "2020-01-01T00:00:00Z")?;
    while made.statements < statements {
        let items: Vec<Item> = (0..BATCH).map_while(|_| made.next(&mut press, statements)).collect();
        let start = Instant::now();
        store.record(import.id, import.run, &items)?;
        made.write_seconds += start.elapsed().as_secs_f64();
        let start = Instant::now();
        let copied = store.group_copies()?;
        let seconds = start.elapsed().as_secs_f64();
        made.copies_seconds += seconds;
        made.last_copies_ms = seconds * 1e3 / copied.documents.max(1) as f64;
    }
    let before = store.census()?.database_bytes;
    let start = Instant::now();
    let grouped = store.group_quotations()?;
    let group_seconds = start.elapsed().as_secs_f64();
    store.finish_import(import.id, "2020-01-01T00:00:00Z")?;
    let census = store.census()?;
    let group_bytes = (census.database_bytes - before) as f64 / grouped.quotations.max(1) as f64;
    let added = Added::measure(&mut store, &mut press, made.documents, &run)?;
    println!(
        "{{\"statements\": {}, \"documents\": {}, \"people\": {}, \"seed\": {seed}, \"text_bytes\": {}, \
         \"database_bytes\": {}, \"write_seconds\": {:.3}, \"copies_seconds\": {:.3}, \"last_copies_ms\": {:.3}, \
         \"group_seconds\": {group_seconds:.3}, \"group_bytes\": {group_bytes:.1}, \
         \"add_ms\": {:.3}, \"add_slowest_ms\": {:.3}, \"add_cpu_ms\": {:.3}, \"add_group_ms\": {:.3}}}",
        made.statements,
        made.documents,
        census.people,
        census.text_bytes,
        census.database_bytes,
        made.write_seconds,
        made.copies_seconds,
        made.last_copies_ms,
        added.typical,
        added.slowest,
        added.cpu,
        added.grouping
    );
    Ok(())
}

/// Documents that are added one by one at the end, each by an import of its own.
const ADDED: usize = 25;

/// What adding one document takes beside its extraction, in milliseconds.
struct Added {
    /// Median.
    typical: f64,
    slowest: f64,
    /// Median of the CPU time.
    cpu: f64,
    /// Median of looking for the same words alone.
    grouping: f64,
}

impl Added {
    fn measure(
        store: &mut Store,
        press: &mut Press,
        documents: usize,
        run: &Run,
    ) -> Result<Self, Box<dyn Error>> {
        let (mut whole, mut cpu, mut grouping) = (Vec::new(), Vec::new(), Vec::new());
        for number in documents..documents + ADDED {
            let item = item(number, press.article(number, usize::MAX));
            let (start, cpu_start) = (Instant::now(), ProcessTime::now());
            let import = store.begin_import(&format!("[{number}]"), run, "2020-01-02T00:00:00Z")?;
            store.record(import.id, import.run, &[item])?;
            store.group_copies()?;
            let group_start = Instant::now();
            store.group_quotations()?;
            grouping.push(group_start.elapsed().as_secs_f64() * 1e3);
            store.finish_import(import.id, "2020-01-02T00:00:00Z")?;
            whole.push(start.elapsed().as_secs_f64() * 1e3);
            cpu.push(cpu_start.elapsed().as_secs_f64() * 1e3);
        }
        [&mut whole, &mut cpu, &mut grouping].into_iter().for_each(|times| times.sort_by(f64::total_cmp));
        let middle = ADDED / 2;
        Ok(Self {
            typical: whole[middle],
            slowest: whole[ADDED - 1],
            cpu: cpu[middle],
            grouping: grouping[middle],
        })
    }
}

fn item(number: usize, arrival: Arrival) -> Item {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&number.to_le_bytes());
    Item {
        key,
        origin: arrival.document.origin.clone(),
        bytes: arrival.document.text.len(),
        result: Ok(vec![arrival]),
    }
}

/// What was made so far.
#[derive(Default)]
struct Made {
    documents: usize,
    statements: usize,
    write_seconds: f64,
    /// Of looking for near-copies, of all documents, and of the last ones that came, for each of them.
    copies_seconds: f64,
    last_copies_ms: f64,
}

impl Made {
    fn next(&mut self, press: &mut Press, wanted: usize) -> Option<Item> {
        if self.statements >= wanted {
            return None;
        }
        let arrival = press.article(self.documents, wanted - self.statements);
        self.documents += 1;
        self.statements += arrival.reading.as_ref().map_or(0, |reading| reading.statements.len());
        Some(item(self.documents, arrival))
    }
}

/// All that news is made of.
struct Press {
    random: fastrand::Rng,
    words: Vocabulary,
    cast: Cast,
    statements: u64,
}

impl Press {
    fn new(statements: usize, seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        // As in collections of the press: people grow more slowly than what they say.
        let people = (4.0 * (statements as f64).powf(0.65)) as usize;
        let (words, cast) = (Vocabulary::new(&mut random), Cast::new(people.max(20), &mut random));
        Self { random, words, cast, statements: 0 }
    }

    /// One article with at most `most` statements.
    fn article(&mut self, number: usize, most: usize) -> Arrival {
        let day = FIRST_DAY + self.random.i64(0..DAYS);
        let mut page = Page::new(day);
        let voices = 1 + self.random.usize(0..6);
        let voices: Vec<Person> = (0..voices).map(|_| self.cast.someone(&mut self.random)).collect();
        let mut left = (6 + self.random.usize(0..30)).min(most);
        while left > 0 {
            if self.random.u8(0..10) < 3 {
                page.narrate(&self.words.sentence(&mut self.random));
            }
            let person = &voices[self.random.usize(0..voices.len())];
            self.statements += 1;
            page.say(person, self.statements, &mut self.words, &mut self.random);
            left -= 1;
        }
        let title = self.words.title(&mut self.random);
        let outlet = self.cast.outlet(&mut self.random);
        let origin = format!("https://{}.example/{number}", outlet.to_lowercase().replace(' ', "-"));
        page.finish(origin, title, outlet)
    }
}

/// An article that is being written.
struct Page {
    day: i64,
    text: String,
    reading: Reading,
}

impl Page {
    fn new(day: i64) -> Self {
        Self { day, text: String::new(), reading: Reading::default() }
    }

    fn narrate(&mut self, sentence: &str) {
        self.text += sentence;
        self.text += "\n\n";
    }

    fn add(&mut self, words: &str) -> Span {
        let start = self.text.len();
        self.text += words;
        Span::new(start, self.text.len())
    }

    /// `“WORDS,” said NAME, ROLE.` or `NAME, ROLE, said that WORDS.`
    fn say(&mut self, person: &Person, key: u64, words: &mut Vocabulary, random: &mut fastrand::Rng) {
        let what = words.clause(random);
        let speaker = self.speaker(person);
        let first = self.reading.speakers[speaker].mentions.is_empty();
        let name = if first || !person.named { &person.name } else { &person.short };
        let (lemma, form_of_cue) = words.cue(random);
        let direct = random.u8(0..100) < 45;
        let (content, cue, source);
        if direct {
            self.text.push('“');
            content = self.add(&format!("{what},"));
            self.text += "” ";
            cue = self.add(form_of_cue);
            self.text.push(' ');
            source = self.add(name);
        } else {
            source = self.add(name);
            self.text.push(' ');
            cue = self.add(form_of_cue);
            self.text += " that ";
            content = self.add(&what);
        }
        if first && person.named {
            self.text += &format!(", {}", person.role);
        }
        self.text += if random.u8(0..3) == 0 { ".\n\n" } else { ". " };
        self.reading.speakers[speaker].mentions.push(source);
        let said = (random.u8(0..10) < 4).then(|| {
            let day = date_of(self.day - random.i64(0..3)).expect("the days lie within the calendar");
            Said { from: day, to: day, basis: SaidBasis::Expression, span: None }
        });
        self.reading.statements.push(Statement {
            // An odd factor makes no two of them equal.
            id: format!("st_{:012x}", key.wrapping_mul(0x9e37_79b9_7f4b) & 0xffff_ffff_ffff),
            form: if direct { Form::Direct } else { Form::Indirect },
            attitude: pick(
                &[(Attitude::Assertion, 85), (Attitude::Belief, 9), (Attitude::Intention, 6)],
                random,
            ),
            status: pick(&[(Status::Asserted, 90), (Status::Denied, 4), (Status::Conditional, 6)], random),
            stance: pick(&[(Stance::Neutral, 80), (Stance::Endorsing, 11), (Stance::Distancing, 9)], random),
            content: vec![content],
            cue: Some(Cue { spans: vec![cue], lemma: lemma.to_owned() }),
            source: Some(Source { spans: vec![source], kind: kind_of(person, first), named: person.named }),
            speaker: Some(SpeakerLink { speaker, via: via_of(person, first), confidence: 0.9 }),
            addressee: None,
            venue: None,
            said,
            parent: None,
            confidence: 0.3 + random.f32() * 0.7,
            trace: Vec::new(),
        });
    }

    fn speaker(&mut self, person: &Person) -> usize {
        let speakers = &mut self.reading.speakers;
        let known = speakers.iter().position(|one| one.name == person.name);
        known.unwrap_or_else(|| {
            speakers.push(Speaker {
                id: format!("s{}", speakers.len() + 1),
                name: person.name.clone(),
                kind: if person.named { SpeakerKind::Person } else { SpeakerKind::Group },
                named: person.named,
                aliases: if person.named { vec![person.short.clone()] } else { Vec::new() },
                roles: if person.named { vec![person.role.clone()] } else { Vec::new() },
                mentions: Vec::new(),
                members: Vec::new(),
            });
            speakers.len() - 1
        })
    }

    fn finish(mut self, origin: String, title: String, outlet: String) -> Arrival {
        let statements = &self.reading.statements;
        let direct = statements.iter().filter(|one| one.form == Form::Direct).count();
        self.reading.profile = Profile {
            statements: statements.len(),
            direct,
            indirect: statements.len() - direct,
            speakers: self.reading.speakers.len(),
            unnamed: self.reading.speakers.iter().filter(|one| !one.named).count(),
            own_voice: 0.4,
            attributed: 0.5,
            hearsay: vec![statements.len()],
            ..Profile::default()
        };
        let document = Document {
            title: Some(title),
            outlet: Some(outlet),
            published: date_of(self.day).map(|day| day.to_string()),
            language: Some("en".to_owned()),
            ..Document::from_text(&origin, self.text)
        };
        Arrival { document, reading: Some(self.reading), address: Some(origin), appearances: Vec::new() }
    }
}

fn kind_of(person: &Person, first: bool) -> SourceKind {
    if person.named || first { SourceKind::Name } else { SourceKind::Nominal }
}

fn via_of(person: &Person, first: bool) -> Via {
    match (person.named, first) {
        (false, _) => Via::Nominal,
        (true, true) => Via::Name,
        (true, false) => Via::Surname,
    }
}

/// One of the values, as often as its weight in a hundred says.
fn pick<T: Copy>(weighted: &[(T, u8)], random: &mut fastrand::Rng) -> T {
    let mut left = random.u8(0..100);
    for &(value, weight) in weighted {
        if left < weight {
            return value;
        }
        left -= weight;
    }
    weighted[0].0
}
